"""Use cases on papers: which fit a case, preview, issue and keep, serve, revoke, and the office's own templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.durable import write_durably
from app.errors import AppError, Issue
from app.services.papers import kinds
from app.services.papers.kinds import PaperKind, Spec

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.papers.answers import Answers
    from app.services.papers.composing import Composed
    from app.services.papers.facts import Facts


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


#: Kinds of which a case often has more than one.
_AGAIN = frozenset({"query_letter", "rectification_letter", "service_receipt"})


class Papers:
    """The papers of one data folder. ``wanted`` is a case by id, number or the office's own number.

    Where no case is needed (letters to a trader or an authority), ``wanted`` may be "".
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- which there are ------------------------------------------------------------------------------
    def kinds(self) -> tuple[PaperKind, ...]:
        """All kinds, in the order of a case's life."""
        return tuple(spec.face for spec in kinds.specs().values())

    def offered(self, wanted: str, *, today: date | None = None, by: str = "") -> tuple[PaperKind, ...]:
        """The kinds that fit the case as it stands, likeliest first, with what the case already says as defaults.

        A kind that was issued and stands comes after those that were not: few papers are wanted twice.
        """
        from app.services.papers import facts

        with self._database.read() as session:
            found = facts.read(session, wanted)
        if found.record is None:
            keys = tuple(key for key, spec in kinds.specs().items() if spec.letter)
        else:
            keys = kinds.offered_keys(found.record.kind, found.record.state)
        out = {paper.kind for paper in found.before} - _AGAIN
        keys = (*(key for key in keys if key not in out), *(key for key in keys if key in out))
        return tuple(_with_defaults(found, kinds.spec_of(key), today or date.today(), by) for key in keys)

    def asked(self, wanted: str, kind: str, *, today: date | None = None, by: str = "", letter: str = "") -> PaperKind:
        """One kind, fitting or not, with what the case (or the letter) already says as defaults.

        Raises ``paper.no_such_kind``, ``complaint.not_found``.
        """
        from app.services.papers import facts

        spec = kinds.spec_of(kind)
        with self._database.read() as session:
            found = facts.read(session, wanted, letter)
        return _with_defaults(found, spec, today or date.today(), by)

    # -- making ---------------------------------------------------------------------------------------
    def preview(
        self, wanted: str, kind: str, filled: Mapping[str, str], *, today: date, by: str = "", letter: str = ""
    ) -> Paper:
        """The paper as it would be issued; nothing is kept, no number is used. What is not named takes its default.

        Raises ``paper.not_filled`` with an issue for everything missing or not understood.
        """
        spec = kinds.spec_of(kind)
        facts, own = self._facts(wanted, spec, letter)
        answers = _understood(facts, spec, filled, today, by)
        number = _number(facts, spec, answers, None)
        made = _compose(facts, spec, answers, number, own)
        issues = (*answers.issues, *_doubts(facts, spec), *_unshown(made))
        return Paper(spec.key, spec.face.title, number, made.pdf, made.pages, answers.fields, issues)

    def docx(
        self,
        wanted: str,
        kind: str,
        filled: Mapping[str, str],
        path: Path,
        *,
        today: date,
        by: str = "",
        letter: str = "",
    ) -> None:
        """The same as an editable Word file; nothing is kept. Raises as :meth:`preview`, and ``file.*``."""
        from app.services.papers import composing, templates

        spec = kinds.spec_of(kind)
        facts, own = self._facts(wanted, spec, letter)
        answers = _understood(facts, spec, filled, today, by)
        number = _number(facts, spec, answers, None)
        template = own if own is not None else templates.shipped(spec.key)
        write_durably(path, composing.filled(facts, spec, answers.told, number, template))

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

        A second one of the same kind gets a number of its own; both stay. A letter without a number has the paper's
        from then on. Raises as :meth:`preview`.
        """
        from app.services.papers import facts as reading
        from app.services.papers import keeping, numbering, templates
        from app.services.storing import Store

        spec = kinds.spec_of(kind)
        facts, own = self._facts(wanted, spec, letter)
        answers = _understood(facts, spec, filled, today, by)
        # Once without a number: whatever may go wrong does so before a number is taken.
        trial = _compose(facts, spec, answers, _number(facts, spec, answers, None), own)
        store = Store(self._database.folder.attachments)
        store.room_for(len(trial.pdf) + len(trial.docx))
        with self._database.write() as session:
            facts = reading.read(session, wanted, letter)
            own = templates.own(session, spec.key)
            answers = _understood(facts, spec, filled, today, by)
            step = keeping.step_of(session, facts, event)
            serial = None
            if spec.face.series:
                year = answers.on.year
                serial = numbering.take(session, self._database.journal, facts.home, spec.face.series, year)
            number = _number(facts, spec, answers, serial) if serial is not None else ""
            made = _compose(facts, spec, answers, number, own)
            row = keeping.new_row(facts, spec, answers, number, serial, made, step, by)
            row.sha256, row.docx_sha256 = store.put(made.pdf), store.put(made.docx)
            session.add(row)
            session.flush()
            if spec.letter:
                keeping.name_letter(session, facts, number, by)
            issues = (*answers.issues, *_doubts(facts, spec), *_unshown(made))
            return replace(keeping.face_of(session, row), issues=issues)

    def _facts(self, wanted: str, spec: Spec, letter: str) -> tuple[Facts, bytes | None]:
        from app.services.papers import facts, templates

        with self._database.read() as session:
            found = facts.read(session, wanted, letter)
            if found.record is None and not spec.letter:
                raise AppError("paper.needs_case", title=spec.face.title)
            return found, templates.own(session, spec.key)

    # -- what was issued ------------------------------------------------------------------------------
    def issued(self, wanted: str) -> tuple[IssuedPaper, ...]:
        """The papers of a case, oldest first, with the revoked ones."""
        from app.services.complaints.records import find_one
        from app.services.papers import keeping

        with self._database.read() as session:
            return keeping.of_case(session, find_one(session, wanted)[0])

    def of_letter(self, letter: str) -> tuple[IssuedPaper, ...]:
        """The papers of a letter (by its id), oldest first."""
        from app.services.papers import keeping

        with self._database.read() as session:
            return keeping.of_letter(session, letter)

    def show(self, paper: str) -> IssuedPaper:
        """One issued paper by id or number; raises ``paper.not_found``."""
        from app.services.papers import keeping

        with self._database.read() as session:
            return keeping.face_of(session, keeping.find(session, paper))

    def pdf(self, paper: str) -> bytes:
        """The issued paper exactly as it was; raises ``paper.not_found``, ``store.missing``, ``store.damaged``."""
        return self._kept(paper, "sha256")

    def word(self, paper: str) -> bytes:
        """The issued paper as a Word file as it was when it was issued; raises as :meth:`pdf`."""
        return self._kept(paper, "docx_sha256")

    def _kept(self, paper: str, name: str) -> bytes:
        from app.services.papers import keeping
        from app.services.storing import Store

        with self._database.read() as session:
            sha256: str = getattr(keeping.find(session, paper), name)
        if not sha256:
            raise AppError("paper.not_found", wanted=paper)
        return Store(self._database.folder.attachments).read(sha256)

    def serve(self, paper: str, *, on: str, way: str, receiver: str = "", today: date, by: str = "") -> IssuedPaper:
        """Note when and how (a word of the list ``served_way``) it reached whom.

        Raises ``paper.not_filled``, ``paper.is_revoked``, ``paper.not_found``.
        """
        from app.services import codelists
        from app.services.papers import keeping

        with self._database.write() as session:
            row = keeping.standing(session, paper)
            keeping.set_served(session, row, codelists.load(session), on, way, receiver, today, by)
            session.flush()
            return keeping.face_of(session, row)

    def revoke(self, paper: str, reason: str, *, today: date, by: str = "") -> IssuedPaper:
        """Mark it as issued wrongly; it stays with the case. Raises ``paper.no_reason``, ``paper.is_revoked``."""
        from app.services.papers import keeping

        with self._database.write() as session:
            row = keeping.standing(session, paper)
            keeping.set_revoked(session, row, reason, today, by)
            session.flush()
            return keeping.face_of(session, row)

    # -- templates ------------------------------------------------------------------------------------
    def templates(self) -> tuple[TemplateFace, ...]:
        """The template of every kind, shipped or the office's own."""
        from sqlalchemy import select

        from app.models import PaperTemplate

        with self._database.read() as session:
            rows = session.execute(select(PaperTemplate.kind, PaperTemplate.changed_at, PaperTemplate.changed_by)).all()
        own = {kind: (at, by) for kind, at, by in rows}
        return tuple(
            TemplateFace(key, spec.face.title, *own.get(key, (None, ""))) for key, spec in kinds.specs().items()
        )

    def export_template(self, kind: str, path: Path) -> None:
        """Write the template of ``kind`` as it is used now to ``path``, to be changed with Word or WPS."""
        from app.services.papers import templates

        spec = kinds.spec_of(kind)
        with self._database.read() as session:
            own = templates.own(session, spec.key)
        write_durably(path, own if own is not None else templates.shipped(spec.key))

    def install_template(self, kind: str, path: Path, *, by: str = "") -> TemplateFace:
        """Use the office's own template from now on; what was issued stays as it was.

        Raises ``paper.not_a_template``, ``paper.template_wrong`` (with an issue for every tag nobody knows),
        ``paper.template_heavy``, ``paper.template_crashed``. What the PDF cannot show of it is among the issues.
        """
        from app.models import PaperTemplate
        from app.models.base import now
        from app.services.papers import facts, templates, trying

        spec = kinds.spec_of(kind)
        docx = templates.brought(path)
        with self._database.read() as session:
            found = facts.read(session, "")
        issues = trying.tried(found, spec, docx, path.name)
        at = now()
        with self._database.write() as session:
            session.merge(PaperTemplate(kind=spec.key, docx=docx, changed_at=at, changed_by=by))
        return TemplateFace(spec.key, spec.face.title, at, by, issues)

    def reset_template(self, kind: str) -> None:
        """Use the shipped template again."""
        from sqlalchemy import delete

        from app.models import PaperTemplate

        spec = kinds.spec_of(kind)
        with self._database.write() as session:
            session.execute(delete(PaperTemplate).where(PaperTemplate.kind == spec.key))

    # -- the office's word in its numbers -------------------------------------------------------------
    def heading(self) -> str:
        """The word of the office in its numbers («青消保»)."""
        from app.services.papers import facts

        with self._database.read() as session:
            return facts.read(session, "").heading

    def set_heading(self, words: str) -> str:
        """Change it, for papers to come; empty is the usual one again. Raises ``paper.bad_heading``."""
        from app.models import Setting
        from app.services.papers import facts, keeping

        kept = keeping.heading_of(words)
        with self._database.write() as session:
            session.merge(Setting(name=facts.HEADING, value=kept))
            session.flush()
            return facts.read(session, "").heading


def _with_defaults(facts: Facts, spec: Spec, today: date, by: str) -> PaperKind:
    from app.services.papers.defaults import defaults

    usual = defaults(facts, spec, today, by)
    return replace(spec.face, asks=tuple(replace(ask, default=usual[ask.name]) for ask in spec.face.asks))


def _understood(facts: Facts, spec: Spec, filled: Mapping[str, str], today: date, by: str) -> Answers:
    from app.services.papers.answers import understand
    from app.services.papers.defaults import defaults

    answers = understand(spec, filled, defaults(facts, spec, today, by), facts, today)
    if errors := answers.errors:
        raise AppError("paper.not_filled", issues=tuple(answers.issues), count=len(errors), first=errors[0].message)
    return answers


def _number(facts: Facts, spec: Spec, answers: Answers, serial: int | None) -> str:
    from app.services.papers.numbering import written

    if not spec.face.series:
        return ""
    return written(facts.heading, spec.face.series, answers.on.year, facts.home.machine, serial)


def _compose(facts: Facts, spec: Spec, answers: Answers, number: str, own: bytes | None) -> Composed:
    from app.services.papers.composing import compose

    return compose(facts, spec, answers.told, number, own)


def _doubts(facts: Facts, spec: Spec) -> tuple[Issue, ...]:
    """Remarks on a paper that was issued before, or does not go with how the case stands."""
    from app.services.complaints.standing import STATE_WORDS
    from app.services.papers.values import plain_day

    found = []
    if facts.record is not None and facts.record.state in spec.unusual:
        told = {"state": STATE_WORDS[facts.record.state], "title": spec.face.title}
        found.append(Issue("warning", "paper.not_usual", told))
    before = [paper for paper in facts.before if paper.kind == spec.key]
    if before and spec.face.series:
        last = before[-1]
        told = {"title": last.title, "number": last.number, "day": plain_day(last.issued_on)}
        found.append(Issue("note", "paper.issued_before", told))
    return tuple(found)


def _unshown(made: Composed) -> tuple[Issue, ...]:
    return (Issue("note", "paper.not_shown", {"what": "、".join(made.unshown)}),) if made.unshown else ()
