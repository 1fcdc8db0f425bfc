"""The kinds of paper and what each asks for, read from ``resources/papers/kinds.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AskKind = Literal["date", "money", "code", "text", "story"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing a paper has to be told. ``list`` is the code list of a ``code``; ``default`` is what one would type."""

    name: str
    label: str
    kind: AskKind
    list: str = ""
    required: bool = False
    default: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper. ``series`` is the word in its number («受»), empty when the paper carries none.

    ``side`` is whom it goes to: ``complainant``, ``trader``, ``other`` (an authority, another office) or ``""`` (it
    stays with the office).
    """

    key: str
    title: str
    series: str
    explains: str
    asks: tuple[Ask, ...] = ()
    side: str = ""
