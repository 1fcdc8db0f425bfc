"""Use cases on papers: which fit a case, preview, issue and keep, serve, revoke, and the office's own templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.papers.kinds import PaperKind

if TYPE_CHECKING:
    from app.services.database import Database


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it would be issued. ``number`` has a gap where the serial will stand; ``fields`` is what was filled
    in, as understood; ``issues`` are remarks that do not stop it."""

    kind: str
    title: str
    number: str
    pdf: bytes
    pages: int
    fields: Mapping[str, str]
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that was issued and is kept exactly as it was. ``case`` is the id of its case ("" for none)."""

    id: str
    case: str
    kind: str
    title: str
    number: str
    issued_on: date
    pages: int
    recipient: str
    by: str
    served_on: date | None = None
    served_way: str = ""
    revoked_on: date | None = None
    revoked_reason: str = ""
    event: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateFace:
    """The template of a kind: the shipped one (``changed_at`` is None) or the office's own."""

    kind: str
    title: str
    changed_at: datetime | None = None
    changed_by: str = ""
    issues: tuple[Issue, ...] = ()


class Papers:
    """The papers of one data folder. ``wanted`` is a case by id, number or the office's own number.

    Where no case is needed (letters to a trader or an authority), ``wanted`` may be "".
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def kinds(self) -> tuple[PaperKind, ...]:
        """All kinds, in the order of a case's life."""
        raise NotImplementedError

    def offered(self, wanted: str, *, today: date | None = None) -> tuple[PaperKind, ...]:
        """The kinds that fit the case as it stands, likeliest first, with what the case already says as defaults."""
        raise NotImplementedError

    def asked(self, wanted: str, kind: str, *, today: date | None = None) -> PaperKind:
        """One kind, fitting or not, with what the case already says as defaults. Raises ``paper.no_such_kind``."""
        raise NotImplementedError

    def preview(self, wanted: str, kind: str, filled: Mapping[str, str], *, today: date) -> Paper:
        """The paper as it would be issued; nothing is kept, no number is used. What is not named takes its default.

        Raises ``paper.not_filled`` with an issue for everything missing or not understood.
        """
        raise NotImplementedError

    def docx(self, wanted: str, kind: str, filled: Mapping[str, str], path: Path, *, today: date) -> None:
        """The same as an editable Word file; nothing is kept. Raises as :meth:`preview`, and ``file.*``."""
        raise NotImplementedError

    def issue(
        self,
        wanted: str,
        kind: str,
        filled: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        event: str = "",
        letter: str = "",
    ) -> IssuedPaper:
        """Give the paper its number and keep it. ``event`` is the id of the step it goes with, ``letter`` of a letter.

        A second one of the same kind gets a number of its own; both stay. Raises as :meth:`preview`.
        """
        raise NotImplementedError

    def issued(self, wanted: str) -> tuple[IssuedPaper, ...]:
        """The papers of a case, oldest first, with the revoked ones."""
        raise NotImplementedError

    def of_letter(self, letter: str) -> tuple[IssuedPaper, ...]:
        """The papers of a letter (by its id), oldest first."""
        raise NotImplementedError

    def show(self, paper: str) -> IssuedPaper:
        """One issued paper by id or number; raises ``paper.not_found``."""
        raise NotImplementedError

    def pdf(self, paper: str) -> bytes:
        """The issued paper exactly as it was; raises ``paper.not_found``, ``store.missing``, ``store.damaged``."""
        raise NotImplementedError

    def word(self, paper: str) -> bytes:
        """The issued paper as a Word file as it was when it was issued; raises as :meth:`pdf`."""
        raise NotImplementedError

    def serve(self, paper: str, *, on: str, way: str, receiver: str = "", today: date, by: str = "") -> IssuedPaper:
        """Note when and how (a word of the list ``served_way``) it reached whom. Raises ``paper.not_filled``,
        ``paper.is_revoked``."""
        raise NotImplementedError

    def revoke(self, paper: str, reason: str, *, today: date, by: str = "") -> IssuedPaper:
        """Mark it as issued wrongly; it stays with the case. Raises ``paper.no_reason``, ``paper.is_revoked``."""
        raise NotImplementedError

    def templates(self) -> tuple[TemplateFace, ...]:
        """The template of every kind, shipped or the office's own."""
        raise NotImplementedError

    def export_template(self, kind: str, path: Path) -> None:
        """Write the template of ``kind`` as it is used now to ``path``, to be changed with Word or WPS."""
        raise NotImplementedError

    def install_template(self, kind: str, path: Path, *, by: str = "") -> TemplateFace:
        """Use the office's own template from now on; what was issued stays as it was.

        Raises ``paper.not_a_template``, ``paper.template_wrong`` (with an issue for every tag nobody knows). What the
        PDF cannot show of it is among the issues.
        """
        raise NotImplementedError

    def reset_template(self, kind: str) -> None:
        """Use the shipped template again."""
        raise NotImplementedError

    def heading(self) -> str:
        """The word of the office in its numbers («青消保»)."""
        raise NotImplementedError

    def set_heading(self, words: str, *, by: str = "") -> str:
        """Change it, for papers to come. Raises ``paper.bad_heading``."""
        raise NotImplementedError
