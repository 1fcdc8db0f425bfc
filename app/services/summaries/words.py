"""Figures as Chinese sentences have them: 2450件, 51.16万元, 3100余人次, 同比下降9.8%, 持平, 无可比数. Pure functions.

A count changes by per cent of what was **before**, a rate or share by percentage points; nothing here divides.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.services.indicators.arithmetic import rounded
from app.services.values import Value

#: What is counted one by one is written out in full, whatever its size.
_WHOLE = frozenset({"件", "起", "例"})
_WAN, _YI = Decimal(10_000), Decimal(100_000_000)
#: How many digits a change that would round to nothing may be told with.
_FINEST = 4
COMPARED = {"last-year": ("同比", "上年同期"), "previous": ("环比", "上期")}


def plain(number: Decimal) -> str:
    """The digits without zeros at the end: 51.160 → 51.16, 100 → 100."""
    text = format(number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def rate(number: Decimal, decimals: int) -> str:
    """A percentage without its sign: half up; one that is whole by itself has no decimals (60, not 60.0)."""
    if number == number.to_integral_value():
        return format(number.to_integral_value(), "f")
    return format(rounded(number, decimals), "f")


def scaled(number: Decimal, unit: str) -> tuple[str, str]:
    """A number as it is best said: the digits and the word for its size (万, 亿 or none)."""
    size = abs(number)
    if unit == "元":
        if size >= _YI:
            return plain((number / _YI).quantize(Decimal("0.0001"), ROUND_HALF_UP)), "亿"
        if size >= _WAN:
            return plain((number / _WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)), "万"
        return plain(number.quantize(Decimal("0.01"), ROUND_HALF_UP)), ""
    if unit not in _WHOLE and size >= _WAN and number % 100 == 0:
        return plain(number / _WAN), "万"
    return plain(number), ""


def said(value: Value, unit: str, decimals: int = 1) -> str:
    """A value with its unit, approximate ones with their mark: 2450件, 近5000条, 98.2%. «—» where undefined."""
    if value.number is None:
        return "—"
    if unit in ("%", "百分点"):
        words = rate(value.number, decimals)
        return _marked(words, "", value, "%" if unit == "%" else "个百分点")
    digits, size = scaled(value.number, unit)
    return _marked(digits, size, value, unit)


def _marked(digits: str, size: str, value: Value, unit: str) -> str:
    if value.approx == "近":
        return f"近{digits}{size}{unit}"
    return f"{digits}{size}{value.approx}{unit}"


def cell(value: Value, unit: str, decimals: int = 1) -> str:
    """A value in a table, where the column or the row says the unit: rates always with ``decimals``."""
    if value.number is None:
        return "—" if value.state == "na" else ""
    if unit in ("%", "百分点"):
        return format(rounded(value.number, decimals), "f")
    number = plain(rounded(value.number, 2) if unit == "元" else value.number)
    return f"近{number}" if value.approx == "近" else f"{number}{value.approx}"


def moved(change: Decimal, decimals: int, unit: str = "%", about: str = "") -> str:
    """上升9.8%, 下降60.7%, 上升1.2个百分点; what rounds to nothing is told more finely. ``change`` is not 0.

    ``about`` stands before the number (约) when it comes of approximate figures."""
    way = "上升" if change > 0 else "下降"
    size = abs(change)
    places = decimals
    while places < _FINEST and rounded(size, places) == 0:
        places += 1
    shown = rounded(size, places)
    if shown == 0:
        return "基本持平"
    return f"{way}{about}{rate(size, places) if unit == '%' else format(shown, 'f')}{unit}"


def change_sentence(now: Value, before: Value, change: Decimal | None, span: str, unit: str, decimals: int) -> str:
    """How a figure moved: 同比下降9.8%, 与上年同期持平, 上年同期无可比数. ``change`` in % or points, by ``unit``."""
    word, then = COMPARED[span]
    if before.number is None or now.number is None:
        return f"{then}无可比数"
    if unit == "百分点":
        if change is None:
            return f"{then}无可比数"
        about = "约" if now.approx or before.approx else ""
        if change == 0:
            return f"与{then}{'基本' if about else ''}持平"
        return _joined(word, then, moved(change, decimals, "个百分点", about))
    if before.number == 0 or change is None:
        return f"{then}为0，无可比数"
    if before.number < 0:
        return f"{then}为负数，无可比数"
    about = "约" if now.approx or before.approx else ""
    if now.number == before.number:
        return f"与{then}{'基本' if about else ''}持平"
    return _joined(word, then, moved(change, decimals, about=about))


def _joined(word: str, then: str, movement: str) -> str:
    return f"与{then}基本持平" if movement == "基本持平" else word + movement


def difference_sentence(now: Value, before: Value, span: str, unit: str) -> str:
    """增加267件, 减少37起, 与上年同期持平, 上年同期无可比数."""
    _, then = COMPARED[span]
    if now.number is None or before.number is None:
        return f"{then}无可比数"
    apart = now.number - before.number
    about = "约" if now.approx or before.approx else ""
    if apart == 0:
        return f"与{then}{'基本' if about else ''}持平"
    return f"{'增加' if apart > 0 else '减少'}{about}{said(Value.of(abs(apart)), unit)}"


def ordinal(number: int) -> str:
    """一 to 九十九, as headings are numbered."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
