"""What a column leaves open, so that a person has to say it: the unit of its money, the order of its days.

Nothing is guessed here. What the column itself settles (a 25 in the place of the month) is settled, anything else
is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from app.services.complaints.fields import FIELDS
from app.services.parsing.text import normal
from app.services.register.headings import Column

if TYPE_CHECKING:
    from app.services.excel.grid import GridValue

ASK = "ask"
_WAN = ("万元", "千元")
#: A day of three numbers whose year is not plainly the first: «3/4/2026», «03-04-26». A time may follow.
_TRIPLE = re.compile(
    r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[ T,]+\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)?", re.ASCII
)
_BARE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", re.ASCII)
#: Years around today in which days of a register lie when their year has two digits.
_YEARS_BACK, _YEARS_AHEAD = 10, 1
_SMALL, _SEVERAL = Decimal(20), 3
#: More than this in 万元, for half of the cases, is hardly meant.
_LARGE = Decimal(500)

Kind = Literal["unit", "order"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A column at ``at`` (from 0) that leaves its ``kind`` open between ``options``; ``found`` are examples."""

    at: int
    kind: Kind
    options: tuple[str, ...]
    found: tuple[str, ...]


def settle(
    columns: Sequence[Column], rows: Iterable[Sequence[GridValue]], table_unit: str, today: date
) -> tuple[tuple[Column, ...], tuple[Doubt, ...], tuple[tuple[Column, str], ...]]:
    """``columns`` with the order of their days and the unit of their money settled, or marked as to be asked.

    Also what is in doubt, and the columns whose order was found in the column itself with the text that shows it.
    """
    days = {c.at: _Days() for c in columns if _is(c, "date") and not c.order}
    money = {c.at: _Money(c.unit or table_unit) for c in columns if _is(c, "money") and not c.chosen}
    if days or money:
        for row in rows:
            width = len(row)
            for at, seen in days.items():
                value = row[at] if at < width else None
                if type(value) is str:
                    seen.see(value)
            for at, amounts in money.items():
                value = row[at] if at < width else None
                if value is not None:
                    amounts.see(value)
    wan = any(c.unit in _WAN for c in columns if _is(c, "money")) or any(each.unclear(False) for each in money.values())
    out: list[Column] = []
    doubts: list[Doubt] = []
    shown: list[tuple[Column, str]] = []
    for column in columns:
        if column.at in days:
            options, proof = days[column.at].orders(today)
            if len(options) > 1:
                doubts.append(Doubt(column.at, "order", options, days[column.at].examples()))
                column = replace(column, order=ASK)
            elif options:
                column = replace(column, order=options[0])
                if options[0] != "ymd":
                    shown.append((column, proof))
        elif column.at in money and money[column.at].unclear(wan):
            doubts.append(Doubt(column.at, "unit", ("元", "万元"), money[column.at].examples()))
            column = replace(column, unit=ASK)
        out.append(column)
    return tuple(out), tuple(doubts), tuple(shown)


def _is(column: Column, kind: str) -> bool:
    return column.field in FIELDS and FIELDS[column.field].kind == kind


def day_in_order(text: str, order: str) -> str | None:
    """«3/4/2026» as «2026-03-04» by ``order``; None when it is written otherwise or there is no such day."""
    parts = _TRIPLE.fullmatch(text)
    if parts is None:
        return None
    day = _day((parts[1], parts[3], parts[4]), order)
    return day.isoformat() if day else None


def is_open_day(text: str) -> bool:
    """Whether a text is a day whose order has to be known."""
    return _TRIPLE.fullmatch(text) is not None


def bare_amount(value: GridValue) -> Decimal | None:
    """A number that stands alone, without a unit; None for anything else."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, str):
        words = normal(value)
        if _BARE.fullmatch(words):
            try:
                return Decimal(words.replace(",", ""))
            except InvalidOperation:
                return None
    return None


def _day(parts: tuple[str, str, str], order: str) -> date | None:
    named = dict(zip(order, parts, strict=True))
    if len(named["y"]) not in (2, 4):
        return None
    year = int(named["y"])
    try:
        return date(year + 2000 if len(named["y"]) < 3 else year, int(named["m"]), int(named["d"]))
    except ValueError:
        return None


class _Days:
    """The days of one column that are written with the year last, or with a year of two digits."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], str] = {}

    def see(self, text: str) -> None:
        """Take note of one cell."""
        if len(text) > 40 or len(self._seen) > 5000:
            return
        words = normal(text)
        parts = _TRIPLE.fullmatch(words)
        if parts is None:
            return
        if len(parts[4]) == len(parts[1]) == 2 and parts[2] == ".":
            return  # «26.3.25» is how a Chinese hand writes it: the year first
        self._seen.setdefault((parts[1], parts[3], parts[4]), words)

    def orders(self, today: date) -> tuple[tuple[str, ...], str]:
        """The orders in which every day makes sense, and a text that rules the others out."""
        if not self._seen:
            return (), ""
        last = any(len(parts[2]) == 4 or len(parts[0]) == 1 for parts in self._seen)
        possible: tuple[str, ...] = ("mdy", "dmy") if last else ("ymd", "mdy", "dmy")
        left = tuple(order for order in possible if all(self._fits(parts, order, today) for parts in self._seen))
        if len(left) == 1:
            others = [order for order in possible if order != left[0]]
            proof = next(
                (text for parts, text in self._seen.items() if not any(self._fits(parts, o, today) for o in others)), ""
            )
            return left, proof
        return left or (possible if last else ()), ""

    @staticmethod
    def _fits(parts: tuple[str, str, str], order: str, today: date) -> bool:
        day = _day(parts, order)
        if day is None:
            return False
        return len(parts[2]) == 4 or today.year - _YEARS_BACK <= day.year <= today.year + _YEARS_AHEAD

    def examples(self) -> tuple[str, ...]:
        """Some of the texts."""
        return tuple(list(self._seen.values())[:3])


class _Money:
    """The bare numbers of one column of money."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._values: list[Decimal] = []
        self._fine: list[Decimal] = []

    def see(self, value: GridValue) -> None:
        """Take note of one cell."""
        amount = bare_amount(value)
        if amount is None or amount <= 0:
            return
        self._values.append(amount)
        places = -int(amount.as_tuple().exponent)
        if 2 < places <= 6 and amount < 1000:
            self._fine.append(amount)

    def unclear(self, wan: bool) -> bool:
        """Whether the numbers do not look like the unit they would be read in.

        Without a unit: parts below one fen, or several amounts that are all small and mostly broken; one such
        amount is enough where another column is in 万元. In 万元: half of the amounts are five millions and more.
        """
        if not self._values:
            return False
        if self._unit in _WAN:
            return sorted(self._values)[len(self._values) // 2] >= _LARGE
        if self._unit:
            return False
        broken = sum(value != value.to_integral_value() for value in self._values)
        small = max(self._values) < _SMALL and broken * 2 > len(self._values)
        return bool(self._fine) or (small and (wan or len(self._values) >= _SEVERAL))

    def examples(self) -> tuple[str, ...]:
        """Some of the numbers, those that tell most first."""
        found: Iterator[Decimal] = iter(dict.fromkeys([*self._fine, *self._values]))
        return tuple(format(value, "f") for value, _ in zip(found, range(3), strict=False))
