"""The use cases of piles: begin one, key its forms, change and take out, list, close."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import AppError, Issue
from app.models import Complaint, PileForm
from app.models import Pile as PileRow
from app.models.base import now
from app.services import codelists, offices
from app.services.complaints import outcome
from app.services.complaints.bulk import insert_cases
from app.services.complaints.changing import apply_change, course_after
from app.services.complaints.fields import FIELDS, Understood, understand
from app.services.complaints.record import Record, read_one
from app.services.piles import beginning, doubts
from app.services.piles.days import dated
from app.services.piles.reading import Form, Pile, PileView, find, find_form, read_forms, read_piles, read_view

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.offices import Home
    from app.services.piles.report import Report
    from app.services.piles.second import SecondKeyings
    from app.services.returns.late_reports import LateWay


@dataclass(frozen=True, slots=True)
class Keyed:
    """A form as it stands after keying, its pile with the new count, and remarks that did not stop it."""

    form: Form
    pile: Pile
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Owing:
    """A form that still misses something, with its pile."""

    pile: Pile
    form: Form


class Piles:
    """The piles of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lists: CodeLists | None = None
        self._home: Home | None = None

    @property
    def lists(self) -> CodeLists:
        """The code lists of this folder."""
        if self._lists is None:
            self._lists = codelists.of(self._database)
        return self._lists

    @property
    def second(self) -> SecondKeyings:
        """Keying a sample for a second time."""
        from app.services.piles.second import SecondKeyings

        return SecondKeyings(self._database)

    def report(self, wanted: str) -> Report:
        """What a pile came to: lag, what is missing, how often a sample differed."""
        from app.services.piles.report import read_report

        with self._database.read() as session:
            return read_report(session, find(session, wanted))

    # -- piles ----------------------------------------------------------------------------------------
    def begin(self, raw: Mapping[str, str], *, today: date, by: str = "") -> Pile:
        """Begin a pile from what was typed (``station month forms way sample``); raises ``pile.not_begun``."""
        begun = beginning.understand(raw, today)
        with self._database.write() as session:
            row = PileRow(
                station=begun.station,
                month=begun.month.text,
                forms=begun.forms,
                quick=begun.quick,
                sample_percent=begun.sample_percent,
                by=by,
            )
            session.add(row)
            session.flush()
            return read_piles(session, [row])[0]

    def listed(self, *, open_only: bool = False) -> tuple[Pile, ...]:
        """The piles, open ones first, then the newest."""
        with self._database.read() as session:
            query = select(PileRow).order_by(PileRow.closed_at.is_not(None), PileRow.pk.desc())
            if open_only:
                query = query.where(PileRow.closed_at.is_(None))
            return read_piles(session, session.scalars(query).all())

    def stations(self, limit: int = 200) -> tuple[str, ...]:
        """The stations piles came from, most frequent first."""
        with self._database.read() as session:
            query = select(PileRow.station).group_by(PileRow.station).order_by(func.count().desc(), PileRow.station)
            return tuple(session.scalars(query.limit(limit)))

    def show(self, wanted: str) -> PileView:
        """A pile with its forms; raises ``pile.not_found``."""
        with self._database.read() as session:
            return read_view(session, find(session, wanted))

    def count_again(self, wanted: str, forms: str) -> Pile:
        """The sheets were counted again; raises ``pile.field`` and ``pile.number_ahead``."""
        number = beginning.read_forms(forms)
        if number is None:
            raise AppError("pile.field", field=beginning.LABELS["forms"], found=forms, why="要写一个整数。")
        with self._database.write() as session:
            row = find(session, wanted)
            keyed = read_piles(session, [row])[0].keyed
            if number < keyed:
                raise AppError("pile.number_ahead", keyed=keyed)
            row.forms = number
            session.flush()
            return read_piles(session, [row])[0]

    def close(self, wanted: str, *, although: bool = False) -> Pile:
        """Close a pile. With ``although`` also when more or fewer forms were keyed than were counted.

        Raises ``pile.already_closed``, and ``pile.counts_differ``, which says by how many.
        """
        with self._database.write() as session:
            row = find(session, wanted)
            if row.closed_at is not None:
                raise AppError("pile.already_closed")
            pile = read_piles(session, [row])[0]
            if pile.left and not although:
                words = f"少 {pile.left} 份" if pile.left > 0 else f"多 {-pile.left} 份"
                raise AppError("pile.counts_differ", forms=pile.forms, keyed=pile.keyed, words=words)
            row.closed_at = now()
            session.flush()
            return read_piles(session, [row])[0]

    def reopen(self, wanted: str) -> Pile:
        """Open a closed pile again; raises ``pile.not_closed``."""
        with self._database.write() as session:
            row = find(session, wanted)
            if row.closed_at is None:
                raise AppError("pile.not_closed")
            row.closed_at = None
            session.flush()
            return read_piles(session, [row])[0]

    def owing(self, wanted: str = "") -> tuple[Owing, ...]:
        """The forms that still miss something, of one pile or of all."""
        with self._database.read() as session:
            rows = [find(session, wanted)] if wanted else session.scalars(select(PileRow).order_by(PileRow.pk)).all()
            piles = [pile for pile in zip(rows, read_piles(session, rows), strict=True) if pile[1].incomplete]
            found = []
            for row, pile in piles:
                forms = session.scalars(
                    select(PileForm).where(PileForm.pile_pk == row.pk, ~PileForm.complete).order_by(PileForm.position)
                ).all()
                found += [
                    Owing(pile, form)
                    for form in read_forms(session, row, forms)
                    if form.missing and form.state != "deleted"
                ]
            return tuple(found)

    # -- forms ----------------------------------------------------------------------------------------
    def asked(self, wanted: str, texts: Mapping[str, str], *, today: date, but: int = 0) -> tuple[Issue, ...]:
        """What a person would have to be asked about if the form were stored now; ``but`` is its own position."""
        with self._database.read() as session:
            pile = find(session, wanted)
            form = find_form(session, pile, but) if but else None
            known = read_one(session, form.complaint_pk) if form else None
            understood = self._understand(pile, texts, today, known)
            return tuple(self._doubts(session, pile, understood.values, today, known, form))

    def key(
        self,
        wanted: str,
        texts: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        id: str = "",
        sure: Collection[str] = (),
        late: LateWay = "",
    ) -> Keyed:
        """Take the next form of a pile in as a case; one transaction.

        ``id`` is the id the case shall have: that of its draft. ``sure`` names the fields a person was asked about
        and said to be right. Raises ``pile.closed``, ``complaint.not_taken``, ``complaint.taken_already``, and
        ``pile.asked`` with the open questions as issues.
        """
        with self._database.write() as session:
            pile = find(session, wanted)
            _refuse_closed(pile)
            _refuse_again(session, id)
            understood = self._understand(pile, {k: v for k, v in texts.items() if v.strip()}, today, None)
            values = understood.values
            if values.get("received_on") is None:
                understood.issues.append(_lacks("received_on"))
                values["received_on"] = today  # only so that what else is wrong can be told at once
            way = outcome.course(values, assume_acceptance=True)
            _refuse_errors([*understood.issues, *way.issues])
            _refuse_open(self._doubts(session, pile, values, today, None, None), sure)
            values = {name: value for name, value in values.items() if name not in way.lost}
            way = self._decided(session, way, late)
            case = {**values, "station": pile.station, "course": way} | ({"id": id} if id else {})
            insert_cases(session, self._database.journal, self._read_home(session), [case], by=by)
            pk = session.scalars(select(func.max(Complaint.pk))).one()
            last = session.scalar(select(func.max(PileForm.position)).where(PileForm.pile_pk == pile.pk)) or 0
            form = PileForm(
                pile_pk=pile.pk,
                position=last + 1,
                complaint_pk=pk,
                keyed_by=by,
                complete=False,
                sure=_words(sure),
            )
            session.add(form)
            session.flush()
            return self._keyed(session, pile, form, (*understood.issues, *way.issues))

    def change(
        self,
        wanted: str,
        position: int,
        texts: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        version: int | None = None,
        sure: Collection[str] = (),
        late: LateWay = "",
    ) -> Keyed:
        """Change fields of a form; what is not named stays. ``version`` guards against a change meanwhile.

        Raises as :meth:`key` does, and ``complaint.in_bin``, ``complaint.changed_meanwhile``.
        """
        with self._database.write() as session:
            pile = find(session, wanted)
            form = find_form(session, pile, position)
            record = read_one(session, form.complaint_pk)
            if record.deleted:
                raise AppError("complaint.in_bin", number=record.number)
            if version is not None and version != record.version:
                raise AppError("complaint.changed_meanwhile")
            understood = self._understand(pile, texts, today, record)
            changes = {n: v for n, v in understood.values.items() if getattr(record, n) != v}
            if "received_on" in changes and changes["received_on"] is None:
                understood.issues.append(_lacks("received_on"))
                del changes["received_on"]
            way = course_after(record, changes, assume_acceptance=record.acceptance_assumed or _unaccepted(changes))
            _refuse_errors([*understood.issues, *way.issues])
            changes = {name: value for name, value in changes.items() if name not in way.lost}
            held = [name for name in form.sure.split(",") if name and name not in changes]
            settled = {*held, *sure}
            _refuse_open(self._doubts(session, pile, changes, today, record, form), settled)
            if changes:
                home = self._read_home(session)
                way = self._decided(session, way, late, {(event.kind, event.on) for event in record.events})
                apply_change(session, form.complaint_pk, record, changes, way, lists=self.lists, home=home, by=by)
            form.sure = _words(settled)
            session.flush()
            return self._keyed(session, pile, form, (*understood.issues, *way.issues))

    def _decided(
        self, session: Session, way: outcome.Course, late: LateWay, known: Collection[tuple[str, date]] = ()
    ) -> outcome.Course:
        """The events with the days they count on, as the person decided."""
        if not late:
            return way
        from app.services.returns.late_reports import decided

        return decided(session, self._read_home(session), way, late, known)

    def settle(self, wanted: str, position: int, done: bool = True) -> Keyed:
        """Say that the paper holds no more than was keyed (or, with ``done`` false, that it does)."""
        with self._database.write() as session:
            pile = find(session, wanted)
            form = find_form(session, pile, position)
            form.complete = done
            session.flush()
            return self._keyed(session, pile, form)

    def case_of(self, wanted: str, position: int) -> str:
        """The id of the case a form became."""
        with self._database.read() as session:
            form = find_form(session, find(session, wanted), position)
            return session.scalars(select(Complaint.id).where(Complaint.pk == form.complaint_pk)).one()

    # -- steps ----------------------------------------------------------------------------------------
    def _understand(self, pile: PileRow, texts: Mapping[str, str], today: date, record: Record | None) -> Understood:
        known = {name: getattr(record, name) for name in doubts.DAYS} if record is not None else None
        return understand(dated(texts, pile.month, today, known), self.lists, today)

    def _doubts(
        self,
        session: Session,
        pile: PileRow,
        values: Mapping[str, Any],
        today: date,
        record: Record | None,
        form: PileForm | None,
    ) -> list[Issue]:
        """What ``values`` (the changes of a form that is there) give cause to ask."""
        found = doubts.of_days(values, pile.month, today)
        paper = values.get("paper_number")
        if paper:
            pk = form.complaint_pk if form is not None else None
            known = [one for one in doubts.with_number(session, [paper]).get(paper, ()) if one.pk != pk]
            received = values.get("received_on") or (record.received_on if record is not None else today)
            found += doubts.of_number(paper, known, pile.pk, pile.station, received)
        return found

    def _keyed(self, session: Session, pile: PileRow, form: PileForm, issues: Sequence[Issue] = ()) -> Keyed:
        return Keyed(read_forms(session, pile, [form])[0], read_piles(session, [pile])[0], tuple(issues))

    def _read_home(self, session: Session) -> Home:
        if self._home is None:
            self._home = offices.read_home(session)
        return self._home


def _unaccepted(changes: Mapping[str, Any]) -> bool:
    """The day of acceptance was emptied: as on paper, the day of registration stands for it."""
    return "accepted_on" in changes and changes["accepted_on"] is None


def _lacks(name: str) -> Issue:
    return Issue("error", "complaint.missing", {"field": FIELDS[name].label})


def _words(names: Collection[str]) -> str:
    return ",".join(sorted(names))


def _refuse_closed(pile: PileRow) -> None:
    from app.services.periods import parse_period

    if pile.closed_at is not None:
        raise AppError("pile.closed", station=pile.station, month=parse_period(pile.month).label)


def _refuse_again(session: Session, id: str) -> None:
    number = session.scalar(select(Complaint.number).where(Complaint.id == id)) if id else None
    if number is not None:
        raise AppError("complaint.taken_already", number=number)


def _refuse_errors(issues: Sequence[Issue]) -> None:
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors:
        raise AppError("complaint.not_taken", issues=tuple(issues), count=len(errors), first=errors[0].message)


def _refuse_open(found: Sequence[Issue], sure: Collection[str]) -> None:
    asked = tuple(issue for issue in found if issue.params["name"] not in sure)
    if asked:
        raise AppError("pile.asked", issues=asked, first=asked[0].message)
