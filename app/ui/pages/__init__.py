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


def _home(context: Context) -> Page:
    from app.ui.pages.home import HomePage

    return HomePage(context)


def _entry(context: Context) -> Page:
    from app.ui.pages.entry.page import EntryPage

    return EntryPage(context)


def _change(context: Context) -> Page:
    from app.ui.pages.entry.change import ChangePage

    return ChangePage(context)


def _register(context: Context) -> Page:
    from app.ui.pages.register.page import RegisterPage

    return RegisterPage(context)


def _case(context: Context) -> Page:
    from app.ui.pages.register.case_page import CasePage

    return CasePage(context)


def _bin(context: Context) -> Page:
    from app.ui.pages.bin_page import RecycleBin

    return RecycleBin(context)


def _import(context: Context) -> Page:
    from app.ui.pages.register.import_page import ImportPage

    return ImportPage(context)


def _export(context: Context) -> Page:
    from app.ui.pages.register.export_page import ExportPage

    return ExportPage(context)


def _enquiries(context: Context) -> Page:
    from app.ui.pages.enquiry import EnquiryPage

    return EnquiryPage(context)


def _monthly(context: Context) -> Page:
    from app.ui.pages.monthly.page import MonthlyPage

    return MonthlyPage(context)


def _merge(context: Context) -> Page:
    from app.ui.pages.city.page import CityPage

    return CityPage(context)


def _practice(context: Context) -> Page:
    from app.ui.pages.practice.offer import PracticePage

    return PracticePage(context)


def _who(context: Context) -> Page:
    from app.ui.pages.who_page import WhoPage

    return WhoPage(context)


def _setup_file(context: Context) -> Page:
    from app.ui.pages.setup_file_page import SetupFilePage

    return SetupFilePage(context)


_ALL = frozenset({"station", "county", "city"})

ENTRIES: tuple[PageEntry, ...] = (
    PageEntry("home", "首页", "首页", "house", _ALL, _home),
    PageEntry(
        "entry",
        "登记投诉",
        "登记",
        "note-pencil",
        frozenset({"station", "county"}),
        _entry,
    ),
    PageEntry("register", "投诉台账", "台账", "books", _ALL, _register),
    PageEntry(
        "enquiries",
        "咨询",
        "咨询",
        "chat-teardrop-text",
        frozenset({"station", "county"}),
        _enquiries,
    ),
    PageEntry("monthly", "月报", "月报", "table", frozenset({"county", "city"}), _monthly),
    PageEntry("merge", "市级汇总", "汇总", "stack", frozenset({"city"}), _merge),
)

#: Pages reached from another page, not from the side bar.
UNLISTED: tuple[PageEntry, ...] = (
    PageEntry("change", "改登记", "改", "pencil-simple", _ALL, _change),
    PageEntry("case", "一件投诉", "投诉", "file-text", _ALL, _case),
    PageEntry("bin", "回收站", "回收站", "trash", _ALL, _bin),
    PageEntry("import", "导入登记簿", "导入", "download-simple", _ALL, _import),
    PageEntry("export", "导出台账", "导出", "export", _ALL, _export),
    PageEntry("practice", "练一练", "练习", "graduation-cap", _ALL, _practice),
    PageEntry("who", "换个人用", "换人", "user", _ALL, _who),
    PageEntry("setup-file", "做开户文件", "开户", "identification-card", _ALL, _setup_file),
)


def entries_for(level: str) -> tuple[PageEntry, ...]:
    """The pages an office of ``level`` has, in the order of the side bar."""
    return tuple(entry for entry in ENTRIES if level in entry.levels)
