"""Figures as offices write them: ``3100余人次`` ``近5000条`` ``28.7万份`` 二十七件 三万六千 ``__`` ``X人次``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.errors import Issue
from app.services.parsing.numerals import CHARACTERS, is_vague, read_numeral
from app.services.parsing.outcome import LONGEST, Parsed, issue
from app.services.parsing.text import UNITS, entered, normal
from app.services.values import BLANK, NA, UNREADABLE, Approx, Value

NOT_APPLICABLE = frozenset(["/", "\\", "-", "--", "—", "——", "–", "─", "不适用", "不涉及", "n/a", "na", "#n/a"])
_BLANKS = re.compile(r"[_ …]*|blank", re.IGNORECASE)
_BEFORE: dict[str, Approx] = {
    "将近": "近", "接近": "近", "近": "近", "约": "近", "大约": "近", "约为": "近", "不足": "近", "不到": "近",
    "大概": "近", "大致": "近", "差不多": "近", "估计": "近", "约莫": "近", "几乎": "近",
    "超过": "多", "超": "多", "逾": "多", "多达": "多", "不止": "多", "至少": "多", "起码": "多", "": "",
}  # fmt: skip
_AFTER: dict[str, Approx] = {
    "余": "余", "多": "多", "来": "余", "出头": "余", "+": "多", "以上": "多", "往上": "多",
    "左右": "近", "上下": "近", "不到": "近", "的样子": "近", "": "",
}  # fmt: skip
_BEFORE_WORDS = "|".join(sorted(filter(None, _BEFORE), key=len, reverse=True))
_AFTER_WORDS = "|".join(re.escape(word) for word in sorted(filter(None, _AFTER), key=len, reverse=True))
_SHAPE = re.compile(
    rf"(?P<before>{_BEFORE_WORDS}|)\s*"
    rf"(?P<sign>[-−+]?)\s*"
    rf"(?P<digits>[0-9.,{CHARACTERS}点 ]*[0-9.{CHARACTERS}])\s*"
    rf"(?P<within>[余多来+]?)\s*(?P<scale>[百千万亿萬億]*)\s*"
    rf"(?P<unit>[^()0-9]*?(?:\(次\))?)\s*(?P<after>{_AFTER_WORDS}|)\s*(?P<remark>\([^()]*\))?"
)
_MARKED = re.compile(rf"(?P<before>{_BEFORE_WORDS}|)(?P<middle>.*?)(?P<after>{_AFTER_WORDS}|)")
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written.

    ``number`` in single units of ``unit`` when ``absolute`` (a unit or a scale such as 万 was written), else
    in whatever the place is measured in. ``unit`` is empty when none was written.
    """

    number: Decimal
    approx: Approx
    unit: str
    absolute: bool
    misplaced: bool


@dataclass(frozen=True, slots=True)
class Count:
    """``value`` in the unit asked for; ``unit`` as written ("" when none)."""

    value: Value
    unit: str = ""


def read_quantity(text: str) -> Quantity | None:
    """The number, mark of approximation and unit in ``text`` (normalised), all of it, or ``None``."""
    found = _SHAPE.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        return None
    digits, scale = found["digits"].strip(), found["scale"]
    if not found["within"] and scale:
        digits, scale = digits + scale, ""
    numeral = read_numeral(digits)
    if numeral is None or (found["sign"] == "+" and found["before"]):
        return None
    number = numeral.number
    for character in scale:
        number *= _SCALES[character]
    unit = found["unit"].strip()
    approx = _BEFORE[found["before"]] or _AFTER[found["within"]] or _AFTER[found["after"]]
    if found["sign"] in ("-", "−"):
        number = -number
    absolute = bool(unit) or numeral.scaled or bool(scale)
    return Quantity(number, approx, unit, absolute, numeral.misplaced)


def split_approximate(text: str) -> tuple[str, Approx]:
    """``text`` without the words around it that make it approximate, and what they mean: 约 12元5角 → 近."""
    found = _MARKED.fullmatch(text)
    if not found:
        return text, ""
    return found["middle"].strip(), _BEFORE[found["before"]] or _AFTER[found["after"]]


def unit_scale(unit: str) -> tuple[int, str]:
    """A unit as (factor, single unit): 万元 → (10000, 元), 件 → (1, 件)."""
    if len(unit) > 1 and unit[0] in "万亿百千" and unit[1:] in UNITS:
        return _SCALES[unit[0]], unit[1:]
    return (_SCALES[unit], "") if unit in _SCALES else (1, unit)


def parse_count(text: str, unit: str = "", *, signed: bool = False) -> Parsed[Count]:
    """A figure in ``unit`` (of the place, e.g. 件, 万份, 万元; "" when unknown).

    A number without words is in ``unit``; «28.7万份» is 287000 in 份 and 28.7 in 万份. The value's state is
    ``value``, ``blank`` (empty, ``__``), ``na`` (``—``, ``/``, 不适用) or ``error`` (``X人次``; an issue says
    why; ``vague_number`` when it names no single number: 两三百, 十几).
    Warnings: misplaced separators («1,3641» is read as 13641), another unit than the place's.
    ``signed`` lets negative numbers pass (changes).
    """
    words = normal(text)
    if _BLANKS.fullmatch(words):
        return Parsed(Count(BLANK))
    if words.lower() in NOT_APPLICABLE:
        return Parsed(Count(NA))
    words = entered(text)
    quantity = read_quantity(words)
    if quantity is None:
        return _unreadable("vague_number" if is_vague(words) else "not_a_number", text)
    factor, wanted = unit_scale(unit)
    found_unit = unit_scale(quantity.unit)
    if found_unit[1] and found_unit[1] not in UNITS:
        if is_vague(words):
            return _unreadable("vague_number", text)
        return _unreadable("unknown_unit", text, unit=quantity.unit)
    if quantity.number < 0 and not signed:
        return _unreadable("negative", text)
    number = quantity.number * found_unit[0]
    if quantity.absolute:
        number /= factor
    number = tidy(number)
    issues: list[Issue] = []
    if quantity.misplaced:
        issues.append(issue("separator", text, "warning", read=format(number, "f")))
    if wanted and found_unit[1] and found_unit[1] != wanted:
        issues.append(issue("other_unit", text, "warning", unit=found_unit[1], wanted=wanted))
    return Parsed(Count(Value("value", number, quantity.approx), quantity.unit), tuple(issues))


def tidy(number: Decimal) -> Decimal:
    """The same number without an exponent or zeros behind the point: 2.8E+5 → 280000, 12.50 → 12.5."""
    text = format(number, "f")
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _unreadable(name: str, text: str, **params: Any) -> Parsed[Count]:
    return Parsed(Count(UNREADABLE), (issue(name, text, "error", **params),))
