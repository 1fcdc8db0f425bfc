"""Pages a person sees, one module each; ``ENTRIES`` is the plain list of those in the side bar.

A page is a subclass of :class:`app.ui.pages.base.Page`. It asks services for frozen dataclasses through the lanes
and shows them with parts of ``widgets``, ``tables`` and ``sheets``; it computes nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.context import Context
    from app.ui.pages.base import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the side bar. ``levels`` are the kinds of office that have it; ``factory`` imports it late."""

    key: str
    title: str
    short: str
    icon: str
    levels: frozenset[str]
    factory: Callable[[Context], Page]


def _coming(key: str, title: str) -> Callable[[Context], Page]:
    def make(context: Context) -> Page:
        from app.ui.pages.coming import ComingPage

        return ComingPage(context, key, title)

    return make


_ALL = frozenset({"station", "county", "city"})

ENTRIES: tuple[PageEntry, ...] = (
    PageEntry("home", "首页", "首页", "house", _ALL, _coming("home", "首页")),
    PageEntry(
        "entry",
        "登记投诉",
        "登记",
        "note-pencil",
        frozenset({"station", "county"}),
        _coming("entry", "登记投诉"),
    ),
    PageEntry("register", "投诉台账", "台账", "books", _ALL, _coming("register", "投诉台账")),
    PageEntry(
        "enquiries",
        "咨询",
        "咨询",
        "chat-teardrop-text",
        frozenset({"station", "county"}),
        _coming("enquiries", "咨询"),
    ),
    PageEntry("monthly", "月报", "月报", "table", frozenset({"county", "city"}), _coming("monthly", "月报")),
    PageEntry("merge", "市级汇总", "汇总", "stack", frozenset({"city"}), _coming("merge", "市级汇总")),
)


def entries_for(level: str) -> tuple[PageEntry, ...]:
    """The pages an office of ``level`` has, in the order of the side bar."""
    return tuple(entry for entry in ENTRIES if level in entry.levels)
