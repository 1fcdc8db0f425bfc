"""Use cases on whole files: making one, whole or redacted, as bytes or as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Issue
from app.progress import SILENT, Progress

if TYPE_CHECKING:
    from app.services.database import Database


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the table of contents: what it is, of which day, and on which pages (from 1) it stands."""

    title: str
    number: str
    who: str
    on: date | None
    first: int
    pages: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A whole file: its bytes, how many pages, its contents, and what could not be put in."""

    pdf: bytes
    pages: int
    parts: tuple[Part, ...]
    issues: tuple[Issue, ...] = ()


class CaseFiles:
    """Whole files of the cases of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self,
        wanted: str,
        *,
        redacted: bool = False,
        keep_trader: bool = True,
        today: date,
        progress: Progress = SILENT,
    ) -> Compiled:
        """The whole file of a case; ``redacted`` makes the people in it unrecognisable, and with ``keep_trader``
        False the trader too. Raises ``complaint.not_found``."""
        raise NotImplementedError

    def write(
        self,
        wanted: str,
        path: Path,
        *,
        redacted: bool = False,
        keep_trader: bool = True,
        today: date,
        progress: Progress = SILENT,
    ) -> Compiled:
        """:meth:`make` written to ``path`` durably. Raises ``file.*`` too."""
        raise NotImplementedError
