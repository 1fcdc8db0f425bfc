"""The use cases of the work ledger: write a line, change it, delete it and have it back, find, add up, export."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services.periods import Period
from app.services.values import Value
from app.services.worklog.face import Kept, Month, Proposal, Sum, WorkLine, WorkList, amount_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import WorkEntry
    from app.services.codelists import Entry
    from app.services.database import Database
    from app.services.returns.late_reports import LateWay
    from app.services.revising import Edit
    from app.services.worklog.fields import Understood
    from app.services.worklog.listing import Names

ENTITY = "work"
_MEASURES = "measures"
_DATES = frozenset({"on", "counts_on"})
#: How far back the months of the margin go.
_MONTHS = 24


class Worklog:
    """The work ledger of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- changing -------------------------------------------------------------------------------------
    def add(self, raw: Mapping[str, str], *, today: date, by: str = "", late: LateWay = "") -> Kept:
        """Write a line from what was typed (see ``fields``); without a date it was today.

        ``counts_on`` is for a line that comes after its month was sealed: the day it is counted on; without it ``late``
        decides (see :mod:`app.services.returns.late_reports`), and a line that still counts in a sealed month is kept
        with the remark ``work.sealed_month``. Raises ``work.not_taken`` with every error as an issue, ``late.asked``.
        """
        from app.models import WorkEntry
        from app.services import offices
        from app.services.returns.late_reports import decided_day
        from app.services.worklog import listing
        from app.services.worklog.fields import understand

        with self._database.write() as session:
            names = _names(session)
            out = understand({"on": "今天", **raw}, today, names.lists, names.book)
            _refuse(out, {"what": "", **out.values})
            home = offices.read_home(session)
            values = out.values
            row = WorkEntry(
                origin=home.office.code,
                office_pk=home.office.pk,
                on=values["on"],
                counts_on=values.get("counts_on") or decided_day(session, home, values["on"], late),
                kind=values["kind"],
                what=values["what"],
                place=values.get("place", ""),
                note=values.get("note", ""),
                created_by=by,
            )
            session.add(row)
            session.flush()
            _write_measures(session, row, {key: value for key, value in out.measures.items() if value is not None})
            if not values.get("counts_on"):
                _remark_sealed(session, out, home.office.pk, row.counts_on)
            return Kept(listing.face_of(session, names, row), tuple(out.issues))

    def change(
        self,
        wanted: str,
        raw: Mapping[str, str],
        *,
        today: date,
        by: str = "",
        version: int | None = None,
        late: LateWay = "",
    ) -> Kept:
        """Change fields of a line; what is not named stays, a figure left blank goes.

        ``late`` decides about another day of a sealed month, as in :meth:`add`. Raises ``late.asked``,
        ``work.not_found``, ``work.in_bin``, ``work.changed_meanwhile``, ``work.not_taken``.
        """
        from app.services import offices, revising
        from app.services.returns.late_reports import decided_day
        from app.services.worklog import listing
        from app.services.worklog.fields import in_words, understand

        with self._database.write() as session:
            names = _names(session)
            row = listing.row_of(session, wanted)
            if row.deleted_at is not None:
                raise AppError("work.in_bin")
            if version is not None and version != row.version:
                raise AppError("work.changed_meanwhile")
            out = understand(raw, today, names.lists, names.book)
            _refuse(out, {"kind": row.kind, "what": row.what, **out.values})
            values = dict(out.values)
            on = values.get("on", row.on)
            if values.get("counts_on", ...) is None or ("on" in values and row.counts_on == row.on):
                moved = on if on == row.on else decided_day(session, offices.read_home(session), on, late)
                values["counts_on"] = values.get("counts_on") or moved
            before = listing.measures_of(session, row.pk)
            after = {key: value for key, value in (before | out.measures).items() if value is not None}
            if after != before:
                values[_MEASURES] = _kept(after)
            beside = revising.Beside(_kept(before), lambda kept: _write_measures(session, row, _values(kept)))

            def said(name: str, value: Any) -> str | None:
                return _measures_said(names, value) if name == _MEASURES else in_words(name, value, names.lists)

            revising.set_fields(session, row, ENTITY, values, by, said, {_MEASURES: beside})
            if "counts_on" in values and "counts_on" not in raw:
                _remark_sealed(session, out, row.office_pk, row.counts_on)
            return Kept(listing.face_of(session, names, row), tuple(out.issues))

    def delete(self, wanted: str, *, by: str = "") -> WorkLine:
        """Delete a line; it is counted nowhere and can be had back. Raises ``work.not_found``, ``work.in_bin``."""
        return self._mark(wanted, by, binned=True)

    def restore(self, wanted: str, *, by: str = "") -> WorkLine:
        """Have a deleted line back. Raises ``work.not_found``, ``work.not_in_bin``."""
        return self._mark(wanted, by, binned=False)

    def _mark(self, wanted: str, by: str, *, binned: bool) -> WorkLine:
        from app.services import revising
        from app.services.worklog import listing

        with self._database.write() as session:
            row = listing.row_of(session, wanted)
            if (row.deleted_at is not None) == binned:
                raise AppError("work.in_bin" if binned else "work.not_in_bin")
            revising.mark(session, row, ENTITY, by, binned=binned)
            return listing.face_of(session, _names(session), row)

    def take_back(self, wanted: str, *, by: str = "", revision: str = "") -> WorkLine:
        """Undo the latest change of a line, deleting too; that can be taken back in turn.

        ``revision`` is the one to undo: a later one is not touched, ``work.changed_meanwhile``. Raises
        ``work.nothing_to_take_back`` for a line nobody changed.
        """
        from app.services import revising
        from app.services.worklog import listing
        from app.services.worklog.fields import in_words

        with self._database.write() as session:
            names = _names(session)
            row = listing.row_of(session, wanted)
            if revision and row.revision != revision:
                raise AppError("work.changed_meanwhile")
            before = revising.latest(session, row, _DATES)
            if before is None:
                raise AppError("work.nothing_to_take_back")
            if revising.DELETED in before:
                revising.mark(session, row, ENTITY, by, binned=before[revising.DELETED])
                return listing.face_of(session, names, row)
            now_there = _kept(listing.measures_of(session, row.pk))
            beside = revising.Beside(now_there, lambda kept: _write_measures(session, row, _values(kept)))

            def said(name: str, value: Any) -> str | None:
                return _measures_said(names, value) if name == _MEASURES else in_words(name, value, names.lists)

            revising.set_fields(session, row, ENTITY, before, by, said, {_MEASURES: beside})
            return listing.face_of(session, names, row)

    def add_kind(self, label: str, *, by: str = "") -> str:
        """Add a kind of work of the office's own; its code. Raises ``work.kind_known``, ``work.kind_empty``."""
        from sqlalchemy import func, select

        from app.models import Code
        from app.services import codelists, offices
        from app.services.parsing.text import one_line

        words = one_line(label)
        if not words or len(words) > 40:
            raise AppError("work.kind_empty")
        with self._database.write() as session:
            lists = codelists.load(session)
            known = lists.code("work_kind", words)
            if known is not None:
                raise AppError("work.kind_known", label=lists.label("work_kind", known))
            home = offices.read_home(session)
            own = session.scalar(select(func.count()).where(Code.list == "work_kind", Code.owner == home.office.code))
            code = f"{home.office.code}-{(own or 0) + 1}"
            session.add(Code(list="work_kind", code=code, label=words, sort=60 + (own or 0), owner=home.office.code))
            return code

    # -- reading --------------------------------------------------------------------------------------
    def show(self, wanted: str) -> WorkLine:
        """One line by id; raises ``work.not_found``."""
        from app.services.worklog import listing

        with self._database.read() as session:
            return listing.face_of(session, _names(session), listing.row_of(session, wanted))

    def find(
        self,
        words: str = "",
        *,
        period: Period | None = None,
        kind: str = "",
        key: str = "",
        ids: Collection[str] | None = None,
        deleted: bool = False,
        limit: int = 500,
    ) -> WorkList:
        """Lines that have all ``words``, narrowed by period (statistical date), kind (code), indicator (key), ids."""
        from app.services import offices
        from app.services.worklog import listing

        with self._database.read() as session:
            office = offices.read_home(session).office.pk
            return listing.find(
                session,
                _names(session),
                office,
                words,
                period=period,
                kind=kind,
                key=key,
                ids=ids,
                deleted=deleted,
                limit=limit,
            )

    def counts(self, periods: Sequence[Period], words: str = "") -> tuple[tuple[int, ...], int, int]:
        """How many lines have all ``words``: in each of ``periods``, in all, deleted."""
        from app.services import offices
        from app.services.worklog import listing

        with self._database.read() as session:
            office, names = offices.read_home(session).office.pk, _names(session)
            each = tuple(listing.count(session, names, office, words, period=period) for period in periods)
            kept = listing.count(session, names, office, words)
            return each, kept, listing.count(session, names, office, words, deleted=True)

    def sums(
        self, period: Period | None, *, words: str = "", kind: str = "", ids: Collection[str] | None = None
    ) -> tuple[Sum, ...]:
        """What the lines of ``period`` (that have ``words``, of ``kind``, of ``ids``) add up to, by indicator."""
        from app.services import offices
        from app.services.worklog import listing

        with self._database.read() as session:
            office = offices.read_home(session).office.pk
            return listing.sums(session, _names(session), office, period, words, kind, ids)

    def months(self, today: date, many: int = _MONTHS) -> tuple[Month, ...]:
        """How many lines count in each of the last ``many`` months, this one first."""
        from app.services import offices
        from app.services.worklog import listing

        year, month = divmod(today.year * 12 + today.month - many, 12)
        with self._database.read() as session:
            office = offices.read_home(session).office.pk
            return listing.months(session, office, date(year, month + 1, 1), today)

    def history(self, wanted: str) -> tuple[Edit, ...]:
        """Every change of a line, the latest first."""
        from app.services import revising
        from app.services.worklog import listing
        from app.services.worklog.fields import LABELS

        with self._database.read() as session:
            row = listing.row_of(session, wanted)
            return revising.history(session, row.id, {**LABELS, _MEASURES: "数"})

    def kinds(self, on: date) -> tuple[Entry, ...]:
        """The kinds of work there are, the office's own among them."""
        from app.services import codelists

        with self._database.read() as session:
            return codelists.load(session).entries("work_kind", on)

    def proposals(self, kind: str) -> tuple[Proposal, ...]:
        """The figures that usually go with ``kind`` (a code)."""
        from app.services.indicators.own import catalogue_of
        from app.services.worklog import proposing

        with self._database.read() as session:
            return proposing.proposals(session, catalogue_of(session), kind)

    def measurable(self) -> tuple[Proposal, ...]:
        """Every indicator a line may name, in the order of the catalogue."""
        from app.services.indicators.own import catalogue_of
        from app.services.worklog.face import measurable

        with self._database.read() as session:
            found = [each for each in catalogue_of(session).offered if measurable(each)]
        return tuple(Proposal(each.key, each.name, each.unit) for each in found)

    def read_more(self, text: str) -> tuple[tuple[str, str, str], ...]:
        """What «宣传资料 3100余份，横幅 20条» says: (name, value in words, what is wrong) for each part."""
        from app.services.indicators.own import catalogue_of
        from app.services.worklog.fields import measured, names_of, pieces_of, split_piece

        with self._database.read() as session:
            names = names_of(catalogue_of(session))
        found = []
        for piece in pieces_of(text):
            indicator, amount = split_piece(piece, names)
            if indicator is None:
                found.append((piece, "", "看不出是哪个指标"))
                continue
            value, why = measured(amount, indicator.unit)
            words = amount_words(value, indicator.unit) if value is not None else ""
            found.append((indicator.name, words, "" if value is not None else why))
        return tuple(found)

    def export(self, period: Period, path: Path, *, words: str = "", kind: str = "") -> int:
        """Write the lines of ``period`` and their sums to a workbook at ``path``; how many lines it holds."""
        from app.durable import write_durably
        from app.services import offices
        from app.services.worklog import listing
        from app.services.worklog.exporting import workbook

        with self._database.read() as session:
            office, names = offices.read_home(session).office.pk, _names(session)
            found = listing.find(session, names, office, words, period=period, kind=kind, limit=100_000)
            totals = listing.sums(session, names, office, period, words, kind)
        write_durably(path, workbook(period, found.rows, totals))
        return len(found.rows)


def _names(session: Session) -> Names:
    from app.services import codelists
    from app.services.indicators.own import catalogue_of
    from app.services.worklog.listing import Names

    return Names(codelists.load(session), catalogue_of(session))


def _write_measures(session: Session, row: WorkEntry, values: Mapping[str, Value]) -> None:
    from sqlalchemy import delete, insert

    from app.models import WorkMeasure

    session.execute(delete(WorkMeasure).where(WorkMeasure.entry_pk == row.pk))
    if values:
        session.execute(
            insert(WorkMeasure),
            [
                {"entry_pk": row.pk, "key": key, "number": value.number, "approx": value.approx}
                for key, value in values.items()
            ],
        )


def _kept(values: Mapping[str, Value | None]) -> dict[str, list[str]]:
    """Figures as JSON, by key: number and mark."""
    return {
        key: [format(value.number, "f"), value.approx]
        for key, value in sorted(values.items())
        if value is not None and value.number is not None
    }


def _values(kept: Mapping[str, list[str]] | None) -> dict[str, Value]:
    return {key: Value.of(Decimal(number), approx) for key, (number, approx) in (kept or {}).items()}  # type: ignore[arg-type]


def _measures_said(names: Names, kept: Mapping[str, list[str]] | None) -> str | None:
    parts = []
    for key, value in _values(kept).items():
        known = names.book.get(key) if key in names.book else None
        parts.append(f"{known.name if known else key} {amount_words(value, known.unit if known else '')}")
    return "，".join(parts) or None


def _refuse(out: Understood, values: Mapping[str, Any]) -> None:
    """Raise ``work.not_taken`` with every error; ``values`` is the line as it would be."""
    from app.services.worklog.fields import LABELS

    told = {issue.params.get("name") for issue in out.issues}
    for name in ("kind", "what"):
        if not values.get(name) and name not in told:
            out.refuse(name, LABELS[name], "", "这一栏不能空着。")
    errors = [issue for issue in out.issues if issue.severity == "error"]
    if errors:
        raise AppError("work.not_taken", issues=tuple(out.issues), count=len(errors), first=errors[0].message)


def _remark_sealed(session: Session, out: Understood, office_pk: int, day: date) -> None:
    """A remark when the line falls into a month that was sealed already."""
    from sqlalchemy import select

    from app.models import Return
    from app.services.periods import parse_period

    text = session.scalar(
        select(Return.period)
        .where(Return.office_pk == office_pk, Return.state == "sealed", Return.start <= day, Return.until >= day)
        .order_by(Return.start.desc())
        .limit(1)
    )
    if text:
        label = parse_period(text).label
        out.issues.append(Issue("warning", "work.sealed_month", {"period": label}, found=day.isoformat()))
