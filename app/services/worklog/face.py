"""What a line of the work ledger looks like from outside, and what is counted of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.periods import Period
from app.services.values import Value

if TYPE_CHECKING:
    from app.services.indicators.catalogue import Indicator


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of it: ``value`` of the typed-in indicator ``key``, in ``unit``."""

    key: str
    name: str
    unit: str
    value: Value

    @property
    def words(self) -> str:
        """«发放宣传资料 3,100余份»."""
        return f"{self.name} {amount_words(self.value, self.unit)}"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """What was done on ``on``; it counts in the period of ``counts_on``. ``kind`` is a code of ``work_kind``."""

    id: str
    on: date
    counts_on: date
    kind: str
    kind_name: str
    what: str
    place: str
    note: str
    measures: tuple[Measure, ...]
    by: str
    version: int
    revision: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as kept, and remarks that did not stop it."""

    line: WorkLine
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkList:
    """Lines in their order, and how many there are in all."""

    rows: tuple[WorkLine, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """What the lines of a period make of an indicator; ``lines`` is how many name it."""

    key: str
    name: str
    unit: str
    value: Value
    lines: int

    @property
    def words(self) -> str:
        """«3,100余份»."""
        return amount_words(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class Month:
    """How many lines count in a month."""

    period: Period
    lines: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """An indicator that usually goes with a kind of work; ``usual`` is what one line usually says ("" unknown)."""

    key: str
    name: str
    unit: str
    usual: str = ""


def measurable(indicator: Indicator) -> bool:
    """Whether lines of the ledger are asked for it: what adds up and was not retired."""
    return adds_up(indicator) and not indicator.retired


def adds_up(indicator: Indicator) -> bool:
    """Whether lines of the ledger can tell of it: typed in, adding up over time, not counted from a roster."""
    return indicator.kind == "B" and indicator.over_time == "sum" and indicator.roster is None


def amount_words(value: Value, unit: str) -> str:
    """A value with its unit as one reads it: «3,100余份», «近5,000条», «2.5万元»."""
    number = value.number
    if number is None:
        return "没填" if value.state == "blank" else "不适用"
    if unit == "元" and number >= 10_000 and number % 100 == 0:
        digits, unit = f"{number / 10_000:,f}".rstrip("0").rstrip("."), "万元"
    elif number == number.to_integral_value():
        digits = f"{int(number):,}"
    else:
        digits = f"{number:,f}".rstrip("0").rstrip(".")
    mark = value.approx
    return f"近{digits}{unit}" if mark == "近" else f"{digits}{mark}{unit}"
