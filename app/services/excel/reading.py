"""What filling and reading back say about each figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.services.excel.facts import Content, decimal_of
from app.services.excel.formulas import ErrorValue
from app.services.excel.functions import number_text
from app.services.excel.refs import plain
from app.services.values import BLANK, NA, UNREADABLE, Value

FoundBy = Literal["name", "anchor", "address"]

#: Texts that mean «not applicable», as :func:`refs.plain` writes them.
NOT_APPLICABLE = frozenset({"—", "——", "-", "--", "–", "―", "一一", "/", "\\", "不适用", "无此项", "n/a", "na", "×"})


@dataclass(frozen=True, slots=True)
class CellReading:
    """One bound cell: ``sheet`` and ``cell`` are where it stands in this workbook (they may differ from the
    template's), ``found_by`` how it was found; ``place`` is its ``Sheet!B7`` in the template. With
    ``question`` a person has to confirm that the figure is the one that is meant.
    """

    key: str
    sheet: str
    cell: str
    value: Value
    found_by: FoundBy = "anchor"
    place: str = ""
    question: bool = False


def value_of_result(result: Decimal | str | bool | ErrorValue | None) -> Value:
    """A formula's result as a figure, to the 15 significant digits it is stored with; ``None`` (not known) and errors
    are unreadable."""
    if isinstance(result, bool) or result is None or isinstance(result, ErrorValue):
        return UNREADABLE
    if isinstance(result, Decimal):
        return Value("value", decimal_of(number_text(result)))
    return value_of_text(result)


def value_of_text(text: str) -> Value:
    """A text without a number in it as a figure: blank, not applicable, or unreadable."""
    words = plain(text)
    if not words or not words.strip("_"):
        return BLANK
    return NA if words in NOT_APPLICABLE else UNREADABLE


def value_of_content(content: Content) -> Value:
    """A stored cell as a figure, numbers written as text excepted (they are unreadable here)."""
    if content.state == "number" and content.number is not None:
        return Value("value", content.number)
    if content.state == "blank":
        return BLANK
    return value_of_text(content.text) if content.state == "text" else UNREADABLE
