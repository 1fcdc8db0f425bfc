"""The whole story of a case: what happened, letters, papers, files, its place in the archive, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

ToldKind = Literal["event", "paper", "letter", "file", "archive"]


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story.

    ``key`` is the kind of event, paper or letter, ``words`` what it is called, ``who`` wrote it down, ``detail`` the
    rest in words, ``id`` what it is known by. ``taken_back`` is why it no longer holds ("": it does), ``by_rule`` that
    nobody wrote its day down.
    """

    at: date
    kind: ToldKind
    key: str
    words: str
    who: str = ""
    detail: str = ""
    id: str = ""
    taken_back: str = ""
    by_rule: bool = False
