"""Use cases on whole files: making one, whole or redacted, as bytes or as a file."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.errors import AppError, Issue
from app.progress import SILENT, Progress
from app.services.casefile.compiling import Compiler, Part
from app.services.storing import Store

if TYPE_CHECKING:
    from app.services.casefile.gathering import Gathered, KeptPaper
    from app.services.casefile.redaction import Redactor
    from app.services.database import Database

#: The kind of paper that is the intake form: it is drawn from the fields of the case.
_FORM = "register_form"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A whole file: how many pages, its contents, and what could not be put in. ``pdf`` is empty when it was written
    to a file."""

    pages: int
    parts: tuple[Part, ...]
    issues: tuple[Issue, ...] = ()
    pdf: bytes = b""


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
        False the trader too. What cannot be put in is replaced by a page that says so, and told.

        Raises ``complaint.not_found``.
        """
        stream = io.BytesIO()
        made = self._compile(wanted, stream, redacted, keep_trader, today, progress)
        return Compiled(made.pages, made.parts, made.issues, stream.getvalue())

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
        """:meth:`make` written to ``path`` durably, part by part. Raises ``file.*`` too."""
        from app.durable import written_durably

        with written_durably(path) as stream:
            return self._compile(wanted, stream, redacted, keep_trader, today, progress)

    def _compile(
        self, wanted: str, out: BinaryIO, hidden: bool, keep_trader: bool, today: date, progress: Progress
    ) -> Compiled:
        from app.services.casefile import redacting
        from app.services.casefile.gathering import gather

        with self._database.read() as session:
            found = gather(session, wanted)
        store = Store(self._database.folder.attachments)
        redraw: Callable[[KeptPaper], bytes] | None = None
        if hidden:
            redactor = redacting.redactor_of(found, keep_trader=keep_trader)
            found = redacting.redacted(found, redactor, keep_trader=keep_trader)
            redraw = partial(_redrawn, found, store, redactor)
        parts, pages, issues = Compiler(found, store, today, progress, redraw).compile(out)
        return Compiled(pages, parts, issues)


def _redrawn(found: Gathered, store: Store, redactor: Redactor, paper: KeptPaper) -> bytes:
    """A paper with pseudonyms: the intake form from the fields, others from the Word file kept when it was issued."""
    if paper.kind == _FORM:
        from app.services.reports import case_form

        return case_form.render([found.record], found.lists, found.office, practice=found.practice)[0]
    if not paper.docx_sha256:
        raise AppError("casefile.no_words")
    from app.services.casefile.paper_words import redrawn

    return redrawn(store.read(paper.docx_sha256), paper.title, redactor)
