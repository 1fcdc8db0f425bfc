"""The use cases of letters: write, change, answer, the bin and back, find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services.letters.face import Letter, LetterEdit, LetterList, Waiting
from app.services.letters.fields import LABELS, Understood, default_due, understand

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Letter as Row
    from app.services.database import Database

#: What a letter cannot do without.
_NEEDED = ("kind", "to_whom", "sent_on")


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as kept, and remarks that did not stop it."""

    letter: Letter
    issues: tuple[Issue, ...] = field(default_factory=tuple)


class Letters:
    """The letters of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- changing -------------------------------------------------------------------------------------
    def write(self, raw: Mapping[str, str], *, today: date, by: str = "") -> Kept:
        """Keep a new letter from what was typed (names of ``fields.LABELS``).

        ``case`` is a number or an id; the trader of that case is the letter's unless one is named. A letter to a
        trader goes to it unless somebody else is named. Without dates it went out today and asks for an answer
        within the days of ``face.ANSWER_DAYS``. Raises ``letter.not_taken``, ``complaint.not_found``.
        """
        from app.models import Letter as Row
        from app.services import offices
        from app.services.letters import listing
        from app.services.memory.linking import trader_of

        out = understand({"kind": "query", "sent_on": "今天", **raw}, today)
        with self._database.write() as session:
            values = out.values
            _find_case(session, out)
            if values.get("kind", "query") != "query" and not values.get("to_whom"):
                values["to_whom"] = values.get("trader", "")
            if "answer_due" not in values and values.get("sent_on") and values.get("kind"):
                values["answer_due"] = default_due(values["kind"], values["sent_on"])
            _refuse(out, values)
            home = offices.read_home(session)
            row = Row(
                origin=home.office.code,
                office_pk=home.office.pk,
                trader_pk=trader_of(session, values.get("trader", "")),
                created_by=by,
                **values,
            )
            session.add(row)
            session.flush()
            _remark_unknown(session, out)
            return Kept(listing.read_one(session, row.id)[1], tuple(out.issues))

    def change(
        self, wanted: str, raw: Mapping[str, str], *, today: date, by: str = "", version: int | None = None
    ) -> Kept:
        """Change fields of a letter; what is not named stays.

        Raises ``letter.not_found``, ``letter.in_bin``, ``letter.changed_meanwhile``, ``letter.not_taken``.
        """
        from app.services.letters import keeping, listing

        with self._database.write() as session:
            row = _row(session, wanted, version)
            out = understand(raw, today, sent_on=row.sent_on)
            _find_case(session, out)
            _refuse(out, {name: getattr(row, name) for name in LABELS if name != "case"} | out.values)
            keeping.set_fields(session, row, out.values, by)
            _remark_unknown(session, out)
            return Kept(listing.read_one(session, row.id)[1], tuple(out.issues))

    def answered(
        self,
        wanted: str,
        *,
        on: str = "",
        answer: str = "",
        today: date,
        by: str = "",
        version: int | None = None,
    ) -> Kept:
        """Write down the answer that came back; without a day it came today. Raises like :meth:`change`."""
        raw = {"answered_on": on or "今天", "answer": answer}
        return self.change(wanted, raw, today=today, by=by, version=version)

    def delete(self, wanted: str, *, by: str = "") -> Letter:
        """Put a letter into the bin. Raises ``letter.not_found``, ``letter.in_bin``."""
        return self._mark(wanted, by, binned=True)

    def restore(self, wanted: str, *, by: str = "") -> Letter:
        """Take a letter out of the bin. Raises ``letter.not_found``, ``letter.not_in_bin``."""
        return self._mark(wanted, by, binned=False)

    def _mark(self, wanted: str, by: str, *, binned: bool) -> Letter:
        from app.services.letters import keeping, listing

        with self._database.write() as session:
            row, letter = listing.read_one(session, wanted)
            if letter.deleted == binned:
                raise AppError("letter.in_bin" if binned else "letter.not_in_bin")
            keeping.mark(session, row, by, binned=binned)
            return listing.read_one(session, row.id)[1]

    def take_back(self, wanted: str, *, by: str = "", revision: str = "") -> Letter:
        """Undo the latest change of a letter, deleting too; that can be taken back in turn.

        ``revision`` is the one to undo: a later one is not touched, ``letter.changed_meanwhile``. Raises
        ``letter.nothing_to_take_back``.
        """
        from app.services.letters import keeping, listing

        with self._database.write() as session:
            row, _ = listing.read_one(session, wanted)
            if revision and row.revision != revision:
                raise AppError("letter.changed_meanwhile")
            keeping.take_back(session, row, by)
            return listing.read_one(session, row.id)[1]

    # -- reading --------------------------------------------------------------------------------------
    def show(self, wanted: str) -> Letter:
        """One letter by id or number; raises ``letter.not_found``."""
        from app.services.letters import listing

        with self._database.read() as session:
            return listing.read_one(session, wanted)[1]

    def find(
        self,
        words: str = "",
        *,
        today: date,
        state: str = "",
        kind: str = "",
        trader: str = "",
        case: str = "",
        deleted: bool = False,
        limit: int = 500,
    ) -> LetterList:
        """Letters that have all ``words``, narrowed by state, kind, trader (every joined spelling) and case (id)."""
        from app.services.complaints.finding import spellings_of
        from app.services.letters import listing

        with self._database.read() as session:
            return listing.find(
                session,
                words,
                today,
                state=state,
                kind=kind,
                traders=spellings_of(session, trader) if trader else (),
                case_id=case,
                deleted=deleted,
                limit=limit,
            )

    def waiting(self, today: date) -> tuple[Waiting, ...]:
        """Letters that wait for an answer, the most urgent first."""
        from app.services.letters import listing

        with self._database.read() as session:
            return listing.waiting(session, today)

    def history(self, wanted: str) -> tuple[LetterEdit, ...]:
        """Every change of a letter, the latest first."""
        from app.services.letters import keeping, listing

        with self._database.read() as session:
            return keeping.history(session, listing.read_one(session, wanted)[0])

    def suggested(self, kind: str, *, case: str = "", trader: str = "", today: date) -> dict[str, str]:
        """What a new letter may begin with, by field, as a person would type it."""
        from app.services.complaints.records import find_one

        begun = {"kind": kind, "sent_on": today.isoformat(), "trader": trader}
        due = default_due(kind, today)
        begun["answer_due"] = due.isoformat() if due else ""
        if case:
            with self._database.read() as session:
                record = find_one(session, case)[1]
            begun |= {"case": record.number, "trader": trader or record.trader}
            begun["subject"] = f"{record.complainant or '消费者'}投诉{record.trader or '经营者'}一事"
        if kind != "query":
            begun["to_whom"] = begun["trader"]
        return begun


def _row(session: Session, wanted: str, version: int | None) -> Row:
    from app.services.letters import listing

    row, letter = listing.read_one(session, wanted)
    if letter.deleted:
        raise AppError("letter.in_bin")
    if version is not None and version != letter.version:
        raise AppError("letter.changed_meanwhile")
    return row


def _find_case(session: Session, out: Understood) -> None:
    """The row of the case named, and its trader unless one is named."""
    from app.services.complaints.records import find_one

    if "case" not in out.values:
        return
    wanted = out.values.pop("case")
    if not wanted:
        out.values["complaint_pk"] = None
        return
    pk, record = find_one(session, wanted)
    out.values["complaint_pk"] = pk
    if not out.values.get("trader"):
        out.values["trader"] = record.trader


def _remark_unknown(session: Session, out: Understood) -> None:
    """A remark when no case names the trader: then no trader's page shows the letter."""
    from sqlalchemy import exists, select

    from app.models import Complaint

    name = out.values.get("trader")
    if name and not session.scalar(select(exists().where(Complaint.trader == name, Complaint.deleted_at.is_(None)))):
        out.issues.append(Issue("warning", "letter.unknown_trader", {"name": name}))


def _refuse(out: Understood, values: Mapping[str, Any]) -> None:
    """Raise ``letter.not_taken`` with every error; ``values`` is the letter as it would be."""
    told = {issue.params.get("name") for issue in out.issues}
    for name in _NEEDED:
        if not values.get(name) and name not in told:
            out.refuse(name, "", "这一栏不能空着。")
    sent, due, back = (values.get(name) for name in ("sent_on", "answer_due", "answered_on"))
    if sent and due and due < sent:
        out.refuse("answer_due", due.isoformat(), "比发出日期还早，请核对。")
    if sent and back and back < sent:
        out.refuse("answered_on", back.isoformat(), "比发出日期还早，请核对。")
    if values.get("answer") and not back:
        out.refuse("answered_on", "", "写了答复内容，也要写答复日期。")
    errors = [issue for issue in out.issues if issue.severity == "error"]
    if errors:
        raise AppError("letter.not_taken", issues=tuple(out.issues), count=len(errors), first=errors[0].message)
