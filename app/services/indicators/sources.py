"""Figures that stand already: typed in, sealed in a return, adopted from before the records.

For a figure of another time than the open one, the order is: what was sealed, what was typed, what was
adopted, a recount from the records; a recount before the records begin is missing, not 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from sqlalchemy import and_, or_, select

from app.models import Figure as FigureRow
from app.models import Return, ReturnValue
from app.services import units
from app.services.periods import Period, with_cut_off
from app.services.values import Value, add

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Origin = Literal["counted", "typed", "ledger", "roster", "reported", "adopted", "derived", "missing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure that stands: its value in base units, where it comes from in words.

    ``sealed``: of a reported figure, the row number of the return it was sealed in.
    """

    value: Value
    origin: Origin
    source: str
    sealed: int | None = None


class StandingFigures:
    """All standing figures of some offices over the days asked for: two queries, looked up by key and days.

    A return that was reopened has told a figure more than once. Of periods that begin on ``since`` or later (the
    year that is still being added up) the newest revision stands; of earlier ones, which figures are compared with,
    the newest when ``revised``, else the first: what was reported then.
    """

    def __init__(
        self,
        session: Session,
        offices: tuple[int, ...],
        first: date,
        last: date,
        *,
        since: date = date.min,
        revised: bool = False,
    ) -> None:
        self._since, self._revised = since, revised
        self._typed: dict[tuple[str, date, date], list[Value]] = {}
        self._adopted: dict[tuple[str, date, date], list[tuple[Value, str]]] = {}
        rows = session.scalars(
            select(FigureRow).where(
                FigureRow.office_pk.in_(offices),
                FigureRow.start >= first,
                FigureRow.until <= last,
                FigureRow.deleted_at.is_(None),
            )
        )
        for row in rows:
            value = _value(row.state, row.number, row.approx)
            place = (row.key, row.start, row.until)
            if row.origin_kind == "typed":
                self._typed.setdefault(place, []).append(value)
            else:
                self._adopted.setdefault(place, []).append((value, row.source))
        self._sealed: dict[tuple[str, date, date], tuple[_Reported, _Reported | None]] = {}
        finest: dict[tuple[str, date, date, int], int] = {}
        sealed = session.execute(
            select(
                ReturnValue.key,
                Return.start,
                Return.until,
                ReturnValue.state,
                ReturnValue.number,
                ReturnValue.approx,
                ReturnValue.unit,
                Return.template,
                Return.number.label("revision"),
                Return.pk.label("return_pk"),
            )
            .join(Return, Return.pk == ReturnValue.return_pk)
            .where(
                Return.state == "sealed",
                Return.office_pk.in_(offices),
                Return.start >= first,
                Return.until <= last,
                ReturnValue.key.like("%@current"),
                or_(
                    ReturnValue.state.in_(("value", "na")),
                    and_(ReturnValue.state == "blank", Return.number > 1),  # a revision may take a figure back
                ),
            )
            .order_by(Return.number, Return.pk)
        )
        for line in sealed:
            key = line.key.removesuffix("@current")
            place = (key, line.start, line.until)
            if line.state == "blank":
                self._take_back(place, line.template, line.revision)
                continue
            value = units.to_base(_value(line.state, line.number, line.approx), line.unit)
            told = _Reported(value, line.template, line.revision, line.return_pk, _step(line.number, line.unit))
            power = units.exponent(line.unit)
            if finest.setdefault((*place, line.return_pk), power) < power:
                continue  # the same return tells it in 元 as well as, rounded, in 万元
            finest[*place, line.return_pk] = power
            first_told, newest = self._sealed.get(place, (told, told))
            if newest is not None and newest.revision == told.revision and told.rounds(newest):
                continue  # another return tells the same more exactly
            if first_told.revision == told.revision:
                first_told = told
            self._sealed[place] = (first_told, told)

    def _take_back(self, place: tuple[str, date, date], template: str, revision: int) -> None:
        """A later revision of the return that told a figure tells it no longer."""
        first, newest = self._sealed.get(place, (None, None))
        if first is not None and newest is not None and newest.template == template and newest.revision < revision:
            self._sealed[place] = (first, None)

    def typed(self, key: str, period: Period) -> Value | None:
        """What was typed for exactly these days; the offices' values added.

        What was typed for «March» is meant for March, whichever day March ends on by the template.
        """
        for start, until in _days_of(period):
            if found := self._typed.get((key, start, until)):
                return add(found)
        return None

    def find(self, key: str, period: Period) -> Standing | None:
        """What stands for exactly these days, in the order of precedence."""
        reported = self._sealed.get((key, period.start, period.end))
        chosen = self._chosen(period.start, *reported) if reported is not None else None
        if chosen is not None:
            return chosen
        typed = self.typed(key, period)
        if typed is not None:
            return Standing(typed, "typed", "本单位填写")
        for start, until in _days_of(period):
            if adopted := self._adopted.get((key, start, until)):
                return Standing(add([value for value, _ in adopted]), "adopted", adopted[0][1] or "沿用历史数")
        return None

    def _chosen(self, start: date, first: _Reported, newest: _Reported | None) -> Standing | None:
        """The one of two revisions that stands for a period beginning on ``start``, and in words which it is."""
        told = newest if self._revised or start >= self._since else first
        if told is None:
            return None
        which = ""
        if newest is None or first.revision != newest.revision or newest.revision > 1:
            which = "，更正后的数" if told.revision > 1 else "，原报数"
        return Standing(told.value, "reported", f"{told.template} 第 {told.revision} 版{which}", told.return_pk)

    def latest(self, key: str, period: Period) -> Standing | None:
        """The figure of the latest days within ``period`` that has one: for stocks."""
        best: tuple[date, Standing] | None = None
        places = [place for table in (self._typed, self._sealed, self._adopted) for place in table]
        for name, start, until in places:
            if name != key or start < period.start or until > period.end:
                continue
            found = self.find(key, _Days(start, until))  # type: ignore[arg-type]
            if found is not None and found.value.number is not None and (best is None or until > best[0]):
                best = (until, found)
        return best[1] if best else None


@dataclass(frozen=True, slots=True)
class _Reported:
    """A figure as one revision of a return tells it, in base units."""

    value: Value
    template: str
    revision: int
    return_pk: int
    #: The least its last digit can tell, in base units.
    step: Decimal = Decimal()

    def rounds(self, other: _Reported) -> bool:
        """Whether this is what ``other`` says, only less exactly."""
        if self.value.number is None or other.value.number is None or self.step <= other.step:
            return False
        return abs(self.value.number - other.value.number) <= self.step / 2


@dataclass(frozen=True, slots=True)
class _Days:
    start: date
    end: date
    cut_off: int = 0


def _days_of(period: Period) -> list[tuple[date, date]]:
    """The days of a period; of one with a cut-off also those of the calendar that go by the same name."""
    days = [(period.start, period.end)]
    if period.cut_off:
        whole = with_cut_off(period, 0)
        days.append((whole.start, whole.end))
    return days


def _step(number: Decimal | None, unit: str) -> Decimal:
    """What the last digit of ``number`` is worth, in base units."""
    if number is None:
        return Decimal()
    return Decimal(1).scaleb(int(number.as_tuple().exponent) + units.exponent(unit))


def _value(state: str, number: Decimal | None, approx: str) -> Value:
    if number is not None:
        return Value.of(number, approx)  # type: ignore[arg-type]
    return Value("na" if state == "na" else "blank")
