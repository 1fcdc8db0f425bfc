"""A figure as an office reports it: a number, nothing, or «not applicable»: three different things."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

State = Literal["value", "blank", "na", "error"]
Approx = Literal["", "余", "近", "多"]


@dataclass(frozen=True, slots=True)
class Value:
    """One figure.

    ``state``: ``value`` (``number`` is set, 0 is a report of nothing), ``blank`` (not filled in: missing,
    never 0), ``na`` (not applicable or undefined, shown «—»), ``error`` (something unreadable stood there).
    ``approx`` keeps 余 (a little over), 近 (nearly), 多 (over) as written.
    """

    state: State
    number: Decimal | None = None
    approx: Approx = ""

    def __post_init__(self) -> None:
        if (self.state == "value") != (self.number is not None):
            raise ValueError(f"a {self.state} cannot hold {self.number!r}")

    @classmethod
    def of(cls, number: Decimal | int | str, approx: Approx = "") -> Value:
        """A number; never from a binary float."""
        if isinstance(number, float):
            raise TypeError("figures are never binary floats")
        return cls("value", Decimal(number), approx)

    def __str__(self) -> str:
        if self.number is not None:
            digits = format(self.number, "f")
            return f"近{digits}" if self.approx == "近" else f"{digits}{self.approx}"
        return {"blank": "", "na": "—", "error": "#"}[self.state]


BLANK = Value("blank")
NA = Value("na")
UNREADABLE = Value("error")


def add(values: list[Value]) -> Value:
    """The sum of what was reported: blanks do not count as 0 but do not spoil it; all blank stays blank.

    An approximate part makes the sum approximate (余). Something unreadable makes the sum unreadable.
    """
    if any(value.state == "error" for value in values):
        return UNREADABLE
    numbers = [value for value in values if value.number is not None]
    if not numbers:
        return NA if values and all(value.state == "na" for value in values) else BLANK
    approx: Approx = next((value.approx for value in numbers if value.approx), "")
    if len(numbers) > 1 and approx:
        approx = "余"
    return Value("value", sum((value.number for value in numbers if value.number is not None), Decimal()), approx)
