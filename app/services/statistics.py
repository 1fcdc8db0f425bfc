"""Tables of figures for a person or a script: of this office's records, or of the returns a city received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from app.errors import AppError
from app.models import Submission, SubmissionValue
from app.services import codelists, offices, units
from app.services.excel.definition import BoundCell
from app.services.indicators import tables
from app.services.indicators.catalogue import Indicator
from app.services.indicators.derive import MISSING, Derivation, Figure
from app.services.indicators.evaluate import evaluator
from app.services.indicators.own import catalogue_of
from app.services.indicators.tables import Options, ShareTable, WideTable
from app.services.keys import Key
from app.services.periods import Period
from app.services.values import Value, add

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Office


@dataclass(frozen=True, slots=True)
class Made:
    """A table with whose figures they are."""

    office: str
    period: str
    table: ShareTable | WideTable


def make_table(
    database: Database,
    name: str,
    period: Period,
    *,
    office: str | None = None,
    source: Literal["records", "returns"] = "records",
    basis: str = "flow",
    options: Options | None = None,
) -> Made:
    """Table ``name`` of ``office`` (default: home) and everything below it."""
    options = options or Options()
    with database.read() as session:
        home = offices.read_home(session)
        of = offices.by_code(session, office) if office else home.office
        if source == "returns":
            figures: Derivation = ReturnedFigures(session, of, home.office, period)
            lists = codelists.load(session)
        else:
            judge = evaluator(
                session, period, offices=offices.below(session, of), basis=basis, records_from=home.records_from
            )
            lists = judge.scope.lists
            judge.prepare(tables.keys_of(name, lists, period, options.compare))
            figures = judge
        make = tables.wide_table if name in tables.WITH_COLUMNS else tables.share_table
        return Made(of.code, period.text, make(name, figures, lists, period, options))


class ReturnedFigures(Derivation):
    """Figures as counties reported them: accepted returns, added over offices and months."""

    def __init__(self, session: Session, office: Office, home: Office, period: Period) -> None:
        super().__init__(catalogue_of(session))
        self._session = session
        self._period = period
        self._offices = (
            [o.pk for o in offices.read_all(session) if o.parent == home.code]
            if office.code == home.code
            else [office.pk]
        )
        self._memo_period: dict[Period, dict[Key, Value]] = {}

    def base(self, key: Key, indicator: Indicator) -> Figure:
        """The reported figure: of a return for exactly these days, else of every month in them."""
        period = self._period.span(key.span)
        plain = key.at("current")
        exact = self._reported(period).get(plain)
        if exact is not None:
            return Figure(exact, "reported", "下级报表")
        months = period.months
        parts = [self._reported(month).get(plain) for month in months]
        if len(months) < 2 or any(part is None for part in parts) or indicator.over_time != "sum":
            return MISSING
        return Figure(add([part for part in parts if part is not None]), "reported", f"{len(months)} 个月的报表")

    def _reported(self, period: Period) -> dict[Key, Value]:
        if period not in self._memo_period:
            self._memo_period[period] = self._read(period)
        return self._memo_period[period]

    def _read(self, period: Period) -> dict[Key, Value]:
        from app.services import templates
        from app.services.keys import parse_key
        from app.services.returns.compute import bound_cells

        rows = self._session.scalars(
            select(Submission)
            .where(
                Submission.office_pk.in_(self._offices),
                Submission.period == period.text,
                Submission.state.in_(("taken", "accepted")),
            )
            .order_by(Submission.number, Submission.pk)
        )
        latest = {(row.office_pk, row.template): row for row in rows}
        found: dict[Key, list[Value]] = {}
        for row in latest.values():
            book = templates.get(self._session, row.template or "", row.template_version)
            cells: dict[str, BoundCell] = {c.place: c for c in bound_cells(book)}
            seen: set[Key] = set()
            values = self._session.scalars(
                select(SubmissionValue)
                .where(SubmissionValue.submission_pk == row.pk)
                .order_by(SubmissionValue.position)
            )
            for value in values:
                key = parse_key(value.key)
                if key.span != "current" or key in seen or value.place not in cells:
                    continue
                seen.add(key)
                number = value.number if value.corrected is None else value.corrected
                state = Value.of(number, value.approx) if number is not None else Value("blank")  # type: ignore[arg-type]
                found.setdefault(key, []).append(units.to_base(state, cells[value.place].unit))
        if not latest:
            return {}
        return {key: add(parts) for key, parts in found.items()}


def ensure_table(name: str) -> str:
    """``name`` if there is such a table; raises ``indicator.no_table``."""
    if name not in (*tables.PLAIN, *tables.WITH_COLUMNS):
        raise AppError("indicator.no_table", table=name)
    return name
