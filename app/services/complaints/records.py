"""Use cases on single records: register, change, show, find, delete to the bin, restore, history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.errors import AppError, Issue
from app.models import Complaint, Event
from app.models.base import new_id, now
from app.services import codelists, offices
from app.services.complaints import finding, group, history, numbers, outcome
from app.services.complaints.changing import apply_change, course_after, course_of, stored, write_events, write_tags
from app.services.complaints.fields import EVENT_FIELDS, FIELDS, Understood, understand
from app.services.complaints.finding import Cursor, Filters, Hit, Page, Sort
from app.services.complaints.history import Edit, Revision
from app.services.complaints.record import TABLE, Record, read_one
from app.services.database import search_index
from app.services.memory.linking import trader_of

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.offices import Home
    from app.services.returns.late_reports import LateWay


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a case's timeline."""

    kind: str
    on: date
    counts_on: date
    by: str
    assumed: bool
    reason: str | None
    recovered: int | None
    note: str
    revoked_on: date | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a change gave: the case and remarks that did not stop it."""

    record: Record
    issues: tuple[Issue, ...] = field(default_factory=tuple)


class Complaints:
    """The register of cases of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lists: CodeLists | None = None
        self._home: Home | None = None

    def register(
        self,
        raw: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        id: str = "",
        linked: Sequence[str] = (),
        dismissed: Sequence[str] = (),
        late: LateWay = "",
    ) -> Saved:
        """Take a case in from what was typed; raises ``complaint.not_taken`` with every error as an issue.

        ``id`` is the id the case shall have: that of its draft. Raises ``complaint.taken_already`` when the case was
        stored before. ``linked`` and ``dismissed`` are ids of cases that a person, while writing, linked with this
        one or found not to be the same; that is stored together with the case. ``late`` decides about days of
        sealed returns, see :mod:`app.services.returns.late_reports`.
        """
        lists = self.lists
        understood = understand(raw, lists, today)
        values = understood.values
        values.setdefault("received_on", today)
        if values["received_on"] is None:
            values["received_on"] = today
        issues = [*understood.issues, *_needed(values)]
        way = outcome.course(values)
        _refuse_errors([*issues, *way.issues])
        with self._database.write() as session:
            way = self._decided(session, way, late)
            pk = self._store(session, values, way, by, id)
            if linked or dismissed:
                from app.services.duplicates.links import decide_new

                decide_new(session, pk, linked, dismissed, by)
            return Saved(read_one(session, pk), (*issues, *way.issues))

    def take_over(self, record: Record, *, members: Sequence[group.Member] = (), by: str = "") -> Record:
        """Take a case over from another folder with all its fields, steps and dates, under a number of this office.

        ``members`` are the people of a group. It keeps its id, so that it cannot be taken over twice:
        ``complaint.taken_already``.
        """
        values = {name: getattr(record, name) for name in (*FIELDS, "item_code", "amount_approx")}
        way = course_of(record)
        _refuse_errors(way.issues)
        with self._database.write() as session:
            pk = self._store(session, values, way, by, record.id)
            group.write(session, pk, members)
            return read_one(session, pk)

    def _store(self, session: Session, values: Mapping[str, Any], way: outcome.Course, by: str, id: str) -> int:
        """Write one new case with all that hangs on it; its row number."""
        home = self._read_home(session)
        if id:
            _refuse_again(session, id)
        number = numbers.issue(session, self._database.journal, home, [values["received_on"]])[0]
        row = _row(values, way, home, by, id) | {"number": number}
        row["trader_pk"] = trader_of(session, values.get("trader") or "")
        pk = session.scalars(insert(Complaint).returning(Complaint.pk), [row]).one()
        write_tags(session, pk, values.get("tags") or ())
        write_events(session, pk, way, home, by)
        search_index.add(session, [(pk, row)])
        return pk

    def change(
        self,
        wanted: str,
        raw: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        version: int | None = None,
        late: LateWay = "",
    ) -> Saved:
        """Change fields of a case; what is not named stays. ``version`` guards against a change meanwhile.

        Raises ``complaint.not_found``, ``complaint.in_bin``, ``complaint.changed_meanwhile``,
        ``complaint.not_taken``.
        """
        understood = understand(raw, self.lists, today)
        with self._database.write() as session:
            pk, record = find_one(session, wanted)
            if record.deleted:
                raise AppError("complaint.in_bin", number=record.number)
            if version is not None and version != record.version:
                raise AppError("complaint.changed_meanwhile")
            return self._apply(session, pk, record, understood, by, late)

    def _decided(
        self, session: Session, way: outcome.Course, late: LateWay, known: Collection[tuple[str, date]] = ()
    ) -> outcome.Course:
        """The events with the days they count on, as the person decided."""
        if not late:
            return way
        from app.services.returns.late_reports import decided

        return decided(session, self._read_home(session), way, late, known)

    def _apply(
        self, session: Session, pk: int, record: Record, understood: Understood, by: str, late: LateWay = ""
    ) -> Saved:
        changes = {n: v for n, v in understood.values.items() if getattr(record, n) != v}
        if changes.get("received_on", record.received_on) is None:
            understood.issues.append(Issue("error", "complaint.missing", {"field": FIELDS["received_on"].label}))
            del changes["received_on"]
        way = course_after(record, changes)
        _refuse_errors([*understood.issues, *way.issues])
        changes = {name: value for name, value in changes.items() if name not in way.lost}
        if changes:
            way = self._decided(session, way, late, {(event.kind, event.on) for event in record.events})
            apply_change(session, pk, record, changes, way, lists=self.lists, home=self._read_home(session), by=by)
        return Saved(read_one(session, pk), (*understood.issues, *way.issues))

    def delete(self, wanted: str, *, by: str = "") -> Record:
        """Put a case into the bin; it is counted nowhere until restored."""
        with self._database.write() as session:
            pk, record = find_one(session, wanted)
            if record.deleted:
                raise AppError("complaint.in_bin", number=record.number)
            return history.mark(session, pk, record, by, now())

    def restore(self, wanted: str, *, by: str = "") -> Record:
        """Take a case out of the bin."""
        with self._database.write() as session:
            pk, record = find_one(session, wanted)
            if not record.deleted:
                raise AppError("complaint.not_in_bin", number=record.number)
            return history.mark(session, pk, record, by, None)

    def show(self, wanted: str) -> Record:
        """One case by id, number, or the office's own number; raises ``complaint.not_found``."""
        with self._database.read() as session:
            return find_one(session, wanted)[1]

    def known(self, ids: Collection[str]) -> frozenset[str]:
        """Those of ``ids`` that are cases here, be it in the bin."""
        with self._database.read() as session:
            return frozenset(session.scalars(select(Complaint.id).where(Complaint.id.in_(ids))))

    def show_many(self, ids: Sequence[str]) -> tuple[Record, ...]:
        """Cases by id, in the order asked for; unknown ids are left out."""
        with self._database.read() as session:
            return tuple(
                read_one(session, pk)
                for wanted in ids
                if (pk := session.scalar(select(Complaint.pk).where(Complaint.id == wanted))) is not None
            )

    def hits(self, ids: Sequence[str], today: date | None = None) -> tuple[Hit, ...]:
        """Cases by id as a list shows them, newest first; ``today`` says what is due (today's date without it)."""
        with self._database.read() as session:
            return finding.by_ids(session, ids, today)

    def find(
        self,
        words: str = "",
        filters: Filters | None = None,
        sort: Sort | None = None,
        *,
        after: Cursor | None = None,
        limit: int = 50,
        today: date | None = None,
        count: bool = True,
    ) -> Page:
        """Cases that have all ``words``, each anywhere in number, names, phones or facts, or as pinyin of names."""
        with self._database.read() as session:
            return finding.find(
                session, words, filters, sort or Sort(), after=after, limit=limit, today=today, count=count
            )

    def ids(self, words: str, filters: Filters, sort: Sort, *, today: date) -> tuple[str, ...]:
        """The ids of a whole list in its order."""
        with self._database.read() as session:
            return finding.ids_of(session, finding.row_numbers(session, words, filters, sort, today=today))

    def stations(self) -> tuple[str, ...]:
        """The stations that cases name."""
        with self._database.read() as session:
            return finding.stations(session)

    def timeline(self, wanted: str) -> tuple[Happened, ...]:
        """What happened to a case, oldest first, with what was taken back."""
        with self._database.read() as session:
            pk, _ = find_one(session, wanted)
            rows = session.scalars(select(Event).where(Event.complaint_pk == pk).order_by(Event.on_date, Event.pk))
            return tuple(
                Happened(
                    e.kind, e.on_date, e.counts_on, e.created_by, e.assumed, e.reason, e.recovered, e.note, e.revoked_on
                )
                for e in rows
            )

    def history(self, wanted: str) -> tuple[Edit, ...]:
        """Every change of every field, oldest first."""
        with self._database.read() as session:
            return history.edits(session, find_one(session, wanted)[1])

    def revisions(self, wanted: str) -> tuple[Revision, ...]:
        """The changes of a case, each with the fields it changed, the latest first."""
        with self._database.read() as session:
            return history.revisions(session, *find_one(session, wanted))

    def take_back(self, wanted: str, revision: str | None = None, *, by: str = "") -> Saved:
        """Undo one revision, by default the latest that stands: its fields are again what they were before it.

        This is a change of its own, which can be taken back in turn. All or nothing: ``complaint.changed_since``
        names the fields that were changed again since. More in :func:`history.take_back`.
        """
        with self._database.write() as session:
            pk, record = find_one(session, wanted)
            home = self._read_home(session)
            issues = history.take_back(session, pk, record, revision, lists=self.lists, home=home, by=by)
            return Saved(read_one(session, pk), issues)

    @property
    def lists(self) -> CodeLists:
        """The code lists of this folder."""
        if self._lists is None:
            self._lists = codelists.of(self._database)
        return self._lists

    def _read_home(self, session: Session) -> Home:
        if self._home is None:
            self._home = offices.read_home(session)
        return self._home


def _needed(values: Mapping[str, Any]) -> list[Issue]:
    """What a case cannot do without: someone, or something that happened."""
    if any(values.get(name) for name in ("complainant", "trader", "facts", "paper_number", "item")):
        return []
    return [Issue("error", "complaint.missing", {"field": "投诉人、被投诉方或事实"})]


def _refuse_errors(issues: Sequence[Issue]) -> None:
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors:
        raise AppError("complaint.not_taken", issues=tuple(issues), count=len(errors), first=errors[0].message)


def _refuse_again(session: Session, id: str) -> None:
    number = session.scalar(select(Complaint.number).where(Complaint.id == id))
    if number is not None:
        raise AppError("complaint.taken_already", number=number)


def _row(values: Mapping[str, Any], way: outcome.Course, home: Home, by: str, id: str) -> dict[str, Any]:
    columns = {n: stored(n, v) for n, v in values.items() if n in TABLE.c and n not in EVENT_FIELDS}
    return {
        **columns,
        "id": id or new_id(),
        "origin": home.office.code,
        "revision": new_id(),
        "state": way.state,
        "supervised": way.supervised,
        "registered_pk": home.office.pk,
        "office_pk": home.office.pk,
        "created_by": by,
    }


def find_one(session: Session, wanted: str) -> tuple[int, Record]:
    """The row and the record of a case by number, id, or the office's own number; raises ``complaint.not_found``."""
    for column in (Complaint.number, Complaint.id, Complaint.register_number):
        pks = session.scalars(select(Complaint.pk).where(column == wanted.strip()).limit(2)).all()
        if len(pks) == 1:
            return pks[0], read_one(session, pks[0])
    raise AppError("complaint.not_found", wanted=wanted)
