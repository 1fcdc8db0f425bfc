"""The use cases of the rosters: enter, change, close, what happened, delete and have back, count, take in a list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.services.rosters.face import KIND_LISTS, REGISTER_WORDS, Entry, EntryList, Kept, Plan, Taken, Tally, words_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Roster
    from app.progress import Progress
    from app.services.codelists import CodeLists
    from app.services.codelists import Entry as CodeEntry
    from app.services.database import Database
    from app.services.revising import Edit
    from app.services.rosters.fields import Understood
    from app.services.rosters.listing import State

ENTITY = "roster"
_STATES: tuple[State, ...] = ("", "standing", "closed", "deleted")


class Rosters:
    """The rosters of one data folder. ``register`` is ``network``, ``volunteer`` or ``title``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- changing -------------------------------------------------------------------------------------
    def add(self, register: str, raw: Mapping[str, str], *, today: date, by: str = "") -> Kept:
        """Enter one from what was typed (names or labels of ``fields``); without a day it stands from today.

        Raises ``roster.no_register``, ``roster.not_taken`` with every error as an issue. One of the same name and kind
        that stands already is remarked upon.
        """
        from app.services import codelists, offices
        from app.services.rosters import listing
        from app.services.rosters.fields import understand

        words_of(register)
        with self._database.write() as session:
            lists = codelists.load(session)
            home = offices.read_home(session)
            out = understand(register, {"opened_on": "今天", **raw}, today, lists)
            _refuse(register, out, out.values)
            _remark_twin(session, out, home.office.pk, register)
            row = _new(home, register, out.values, by)
            session.add(row)
            session.flush()
            return Kept(listing.face_of(session, lists, row), tuple(out.issues))

    def change(
        self, wanted: str, raw: Mapping[str, str], *, today: date, by: str = "", version: int | None = None
    ) -> Kept:
        """Change fields of an entry; what is not named stays.

        Raises ``roster.not_found``, ``roster.in_bin``, ``roster.changed_meanwhile``, ``roster.not_taken``.
        """
        from app.services import codelists
        from app.services.rosters import listing

        with self._database.write() as session:
            lists = codelists.load(session)
            row = _row(session, wanted, version)
            out = _change(session, row, raw, lists, today, by)
            return Kept(listing.face_of(session, lists, row), tuple(out.issues))

    def close(self, wanted: str, *, on: str = "", reason: str = "", today: date, by: str = "") -> Kept:
        """Close an entry (撤销, 退出): it stands no more from that day on. Raises like :meth:`change`."""
        raw = {"closed_on": on or "今天", "closed_reason": reason}
        return self.change(wanted, raw, today=today, by=by)

    def event(self, wanted: str, raw: Mapping[str, str], *, today: date, by: str = "") -> Kept:
        """Write down what happened to an entry: ``kind`` (of its list), ``on``, ``value``, ``note``.

        Raises ``roster.not_found``, ``roster.in_bin``, ``roster.not_taken``.
        """
        from app.models import RosterEvent
        from app.services import codelists, offices
        from app.services.rosters import listing
        from app.services.rosters.fields import understand_event

        with self._database.write() as session:
            lists = codelists.load(session)
            row = _row(session, wanted, None)
            out = understand_event(row.register, {"on": "", **raw}, today, lists)
            if "kind" not in raw:
                out.refuse("kind", "发生了什么", "", "要从单子里选一项。")
            day = out.values.get("on")
            if day is not None and day < row.opened_on:
                out.refuse("on", "日期", day.isoformat(), f"比{words_of(row.register).opened}还早，请核对。")
            _raise(out)
            home = offices.read_home(session)
            values = out.values
            session.add(
                RosterEvent(
                    origin=home.office.code,
                    roster_pk=row.pk,
                    kind=values["kind"],
                    on=values["on"],
                    value=values.get("value", ""),
                    note=values.get("note", ""),
                    created_by=by,
                )
            )
            session.flush()
            return Kept(listing.face_of(session, lists, row), tuple(out.issues))

    def drop_event(self, wanted: str, *, by: str = "") -> Entry:
        """Take out what was written down to have happened; by its id. Raises ``roster.no_event``."""
        return self._mark_event(wanted, by, gone=True)

    def restore_event(self, wanted: str, *, by: str = "") -> Entry:
        """Put back what was taken out by :meth:`drop_event`."""
        return self._mark_event(wanted, by, gone=False)

    def _mark_event(self, wanted: str, by: str, *, gone: bool) -> Entry:
        from app.models import Roster
        from app.models.base import now
        from app.services import codelists
        from app.services.rosters import listing

        with self._database.write() as session:
            event = listing.event_row(session, wanted)
            event.touch()
            event.deleted_at, event.deleted_by = (now(), by) if gone else (None, None)
            session.flush()
            row = session.get_one(Roster, event.roster_pk)
            return listing.face_of(session, codelists.load(session), row)

    def delete(self, wanted: str, *, by: str = "") -> Entry:
        """Delete an entry that never should have been: it counts on no day. Raises ``roster.in_bin``."""
        return self._mark(wanted, by, binned=True)

    def restore(self, wanted: str, *, by: str = "") -> Entry:
        """Have a deleted entry back. Raises ``roster.not_in_bin``."""
        return self._mark(wanted, by, binned=False)

    def _mark(self, wanted: str, by: str, *, binned: bool) -> Entry:
        from app.services import codelists, revising
        from app.services.rosters import listing

        with self._database.write() as session:
            row = listing.row_of(session, wanted)
            if (row.deleted_at is not None) == binned:
                raise AppError("roster.in_bin" if binned else "roster.not_in_bin")
            revising.mark(session, row, ENTITY, by, binned=binned)
            return listing.face_of(session, codelists.load(session), row)

    def take_back(self, wanted: str, *, by: str = "", revision: str = "") -> Entry:
        """Undo the latest change of an entry, closing and deleting too; that can be taken back in turn.

        ``revision`` is the one to undo: a later one is not touched, ``roster.changed_meanwhile``. Raises
        ``roster.nothing_to_take_back``.
        """
        from app.services import codelists
        from app.services.rosters import listing

        with self._database.write() as session:
            lists = codelists.load(session)
            row = listing.row_of(session, wanted)
            if revision and row.revision != revision:
                raise AppError("roster.changed_meanwhile")
            _take_back(session, row, lists, by)
            return listing.face_of(session, lists, row)

    # -- reading --------------------------------------------------------------------------------------
    def show(self, wanted: str) -> Entry:
        """One entry by id; raises ``roster.not_found``."""
        from app.services import codelists
        from app.services.rosters import listing

        with self._database.read() as session:
            return listing.face_of(session, codelists.load(session), listing.row_of(session, wanted))

    def find(
        self,
        register: str,
        words: str = "",
        *,
        state: State = "",
        kind: str = "",
        day: date | None = None,
        ids: Collection[str] | None = None,
        limit: int = 1000,
    ) -> EntryList:
        """Entries that have all ``words``; ``state`` is ``standing`` or ``closed`` as on ``day``, or ``deleted``."""
        from app.services import codelists, offices
        from app.services.rosters import listing

        words_of(register)
        with self._database.read() as session:
            office = offices.read_home(session).office.pk
            lists = codelists.load(session)
            return listing.find(
                session, lists, office, register, words, state=state, kind=kind, day=day, ids=ids, limit=limit
            )

    def counts(self, register: str, words: str = "", *, day: date) -> dict[str, int]:
        """How many have all ``words``, by state as on ``day``: ``standing``, ``closed``, ``deleted``, "" is all."""
        from app.services import codelists, offices
        from app.services.rosters import listing

        words_of(register)
        with self._database.read() as session:
            office, lists = offices.read_home(session).office.pk, codelists.load(session)
            return {
                state: listing.find(session, lists, office, register, words, state=state, day=day, limit=0).total
                for state in _STATES
            }

    def tally(self, register: str, day: date, since: date | None = None) -> Tally:
        """How many stood on ``day``; came, went and what happened since ``since`` (the beginning of that year)."""
        from app.services import codelists, offices
        from app.services.rosters import listing

        words_of(register)
        begin = since or day.replace(month=1, day=1)
        with self._database.read() as session:
            office = offices.read_home(session).office.pk
            return listing.tally(session, codelists.load(session), office, register, day, begin)

    def history(self, wanted: str) -> tuple[Edit, ...]:
        """Every change of an entry, the latest first."""
        from app.services import revising
        from app.services.rosters import listing
        from app.services.rosters.fields import labels

        with self._database.read() as session:
            row = listing.row_of(session, wanted)
            return revising.history(session, row.id, labels(row.register))

    def kinds(self, register: str, on: date) -> tuple[CodeEntry, ...]:
        """The kinds a roster has."""
        from app.services import codelists

        words_of(register)
        with self._database.read() as session:
            return codelists.load(session).entries(KIND_LISTS[register], on)

    # -- taking in a list -----------------------------------------------------------------------------
    def plan(self, register: str, rows: Sequence[Sequence[str]], *, today: date, source: str = "") -> Plan:
        """What a list of rows of text (pasted, or of a file) would do: nothing is written. Raises ``roster.no_rows``.

        The first row may be headings; without them the columns are those of the form in their order.
        """
        return self._plan(register, rows, today, source)

    def plan_file(self, register: str, path: Path, *, today: date, progress: Progress | None = None) -> Plan:
        """What the list in a workbook or a text file would do. Raises ``file.*``, ``excel.*``, ``roster.no_rows``."""
        from app.progress import SILENT
        from app.services.rosters import taking_in

        rows = taking_in.rows_of_file(path, progress or SILENT)
        return self._plan(register, rows, today, path.name)

    def _plan(self, register: str, rows: Sequence[Sequence[str]], today: date, source: str) -> Plan:
        from app.services import codelists, offices
        from app.services.rosters import taking_in

        words_of(register)
        with self._database.read() as session:
            office = offices.read_home(session).office.pk
            return taking_in.plan(session, codelists.load(session), office, register, rows, today, source)

    def apply(self, plan: Plan, *, today: date, by: str = "") -> Taken:
        """Do what ``plan`` says, rejected rows apart; what each row becomes is looked at once more before writing."""
        from app.services import codelists, offices
        from app.services.rosters import taking_in

        with self._database.write() as session:
            home = offices.read_home(session)
            lists = codelists.load(session)
            raws, numbers = [row.raw for row in plan.rows], [row.row for row in plan.rows]
            fresh = taking_in.plan_raw(session, lists, home.office.pk, plan.register, raws, today, numbers)
            new: list[tuple[str, str]] = []
            changed: list[tuple[str, str]] = []
            for each in fresh:
                if each.state == "new":
                    out = taking_in.understood(plan.register, each.raw, today, lists)
                    row = _new(home, plan.register, out.values, by)
                    session.add(row)
                    session.flush()
                    new.append((row.id, row.revision))
                elif each.state == "changed":
                    row = _row(session, each.id, None)
                    _change(session, row, each.raw, lists, today, by)
                    changed.append((row.id, row.revision))
            rejected = sum(each.state == "rejected" for each in fresh)
            unchanged = sum(each.state == "unchanged" for each in fresh)
            issues = tuple(issue for each in fresh for issue in each.issues)
            return Taken(tuple(new), tuple(changed), unchanged, rejected, issues)

    def take_out(self, taken: Taken, *, by: str = "") -> tuple[int, int]:
        """Undo :meth:`apply`: new entries go, changed ones are as before. What was changed since stays.

        (how many were undone, how many stayed.)
        """
        from app.services import codelists, revising
        from app.services.rosters import listing

        undone = 0
        with self._database.write() as session:
            lists = codelists.load(session)
            for id, revision in taken.new:
                row = listing.row_of(session, id)
                if row.revision == revision and row.deleted_at is None:
                    revising.mark(session, row, ENTITY, by, binned=True)
                    undone += 1
            for id, revision in taken.changed:
                row = listing.row_of(session, id)
                if row.revision == revision:
                    _take_back(session, row, lists, by)
                    undone += 1
        return undone, len(taken.new) + len(taken.changed) - undone


def _row(session: Session, wanted: str, version: int | None) -> Roster:
    from app.services.rosters import listing

    row = listing.row_of(session, wanted)
    if row.deleted_at is not None:
        raise AppError("roster.in_bin")
    if version is not None and version != row.version:
        raise AppError("roster.changed_meanwhile")
    return row


def _new(home: Any, register: str, values: Mapping[str, Any], by: str) -> Roster:
    from app.models import Roster

    return Roster(
        origin=home.office.code,
        office_pk=home.office.pk,
        register=register,
        created_by=by,
        **{name: value for name, value in values.items() if value is not None},
    )


def _change(
    session: Session, row: Roster, raw: Mapping[str, str], lists: CodeLists, today: date, by: str
) -> Understood:
    from app.services import revising
    from app.services.rosters.fields import FIELDS, in_words, understand

    register = row.register
    out = understand(register, raw, today, lists)
    if "closed_on" in out.values and out.values["closed_on"] is None:
        out.values.setdefault("closed_reason", "")
    _refuse(register, out, {name: getattr(row, name) for name in FIELDS} | out.values)

    def said(name: str, value: Any) -> str | None:
        return in_words(register, name, value, lists)

    revising.set_fields(session, row, ENTITY, out.values, by, said)
    return out


def _take_back(session: Session, row: Roster, lists: CodeLists, by: str) -> None:
    from app.services import revising
    from app.services.rosters.fields import DATES, in_words

    before = revising.latest(session, row, DATES)
    if before is None:
        raise AppError("roster.nothing_to_take_back")
    if revising.DELETED in before:
        revising.mark(session, row, ENTITY, by, binned=before[revising.DELETED])
        return
    revising.set_fields(
        session, row, ENTITY, before, by, lambda name, value: in_words(row.register, name, value, lists)
    )


def _refuse(register: str, out: Understood, values: Mapping[str, Any]) -> None:
    """Raise ``roster.not_taken`` with every error; ``values`` is the entry as it would be."""
    from app.services.rosters.fields import labels

    called = labels(register)
    told = {issue.params.get("name") for issue in out.issues}
    for name in ("kind", "name", "opened_on"):
        if not values.get(name) and name not in told:
            out.refuse(name, called[name], "", "这一栏不能空着。")
    opened, closed = values.get("opened_on"), values.get("closed_on")
    if opened and closed and closed < opened:
        out.refuse("closed_on", called["closed_on"], closed.isoformat(), f"比{called['opened_on']}还早，请核对。")
    if closed is None and values.get("closed_reason"):
        out.refuse("closed_on", called["closed_on"], "", f"写了{called['closed_reason']}，也要写日期。")
    _raise(out)


def _raise(out: Understood) -> None:
    errors = [issue for issue in out.issues if issue.severity == "error"]
    if errors:
        raise AppError("roster.not_taken", issues=tuple(out.issues), count=len(errors), first=errors[0].message)


def _remark_twin(session: Session, out: Understood, office_pk: int, register: str) -> None:
    """A remark when one of the same name and kind stands already."""
    from sqlalchemy import select

    from app.models import Roster

    twin = session.scalar(
        select(Roster.opened_on).where(
            Roster.office_pk == office_pk,
            Roster.register == register,
            Roster.kind == out.values["kind"],
            Roster.name == out.values["name"],
            Roster.deleted_at.is_(None),
            Roster.closed_on.is_(None),
        )
    )
    if twin is not None:
        where = REGISTER_WORDS[register]
        out.remark("name", words_of(register).name, out.values["name"], f"{where}名册里已经有一个同名的，请核对。")
