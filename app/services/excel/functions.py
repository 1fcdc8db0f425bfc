"""The functions a return's formulas use, and how values of different kinds turn into each other.

As in spreadsheets: a blank counts as 0 in arithmetic and is left out of ``SUM``, ``AVERAGE``, ``COUNT`` …; texts
inside areas are left out, a text given directly has to look like a number; an error spreads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal, InvalidOperation

from app.services.excel.formulas import ErrorValue, NotUnderstood

Scalar = Decimal | str | bool | ErrorValue


@dataclass(frozen=True, slots=True)
class Area:
    """The values of an area, row by row; ``None`` is a blank cell."""

    values: list[list[Scalar | None]]


Result = Scalar | Area | None
Thunk = Callable[[], Result]

VALUE_ERROR = ErrorValue("#VALUE!")
COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")


def to_number(value: Scalar | None) -> Decimal | ErrorValue:
    """A value as arithmetic sees it."""
    if value is None:
        return Decimal()
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal | ErrorValue):
        return value
    text = value.strip().replace(",", "")
    percent = text.endswith("%")
    try:
        number = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        return VALUE_ERROR
    if not number.is_finite():
        return VALUE_ERROR
    return number / 100 if percent else number


def to_text(value: Scalar | None) -> str:
    """A value as ``&`` sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return number_text(value)
    return value if isinstance(value, str) else value.code


def number_text(number: Decimal) -> str:
    """A number as it is written into a cell: at most 15 significant digits, no exponent where avoidable."""
    if not number:
        return "0"
    if len(number.as_tuple().digits) > 15:
        number = number.quantize(Decimal(1).scaleb(number.adjusted() - 14), rounding=ROUND_HALF_UP)
    if -10 <= number.adjusted() <= 20:
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(number.normalize())


def compare(sign: str, left: Scalar | None, right: Scalar | None) -> bool:
    """A comparison: numbers before texts before booleans, texts without case, a blank as 0 or ``""``."""
    first, second = _order(left, right), _order(right, left)
    match sign:
        case "=":
            return first == second
        case "<>":
            return first != second
        case "<":
            return first < second
        case ">":
            return first > second
        case "<=":
            return first <= second
        case _:
            return first >= second


def _order(value: Scalar | None, other: Scalar | None) -> tuple[int, Decimal, str]:
    if value is None:
        return (1, Decimal(), "") if isinstance(other, str) else (0, Decimal(), "")
    if isinstance(value, bool):
        return 2, Decimal(int(value)), ""
    if isinstance(value, str):
        return 1, Decimal(), value.casefold()
    if isinstance(value, ErrorValue):
        raise NotUnderstood(value.code)
    return 0, value, ""


def _scalar(value: Result) -> Scalar | None:
    if not isinstance(value, Area):
        return value
    if len(value.values) == 1 and len(value.values[0]) == 1:
        return value.values[0][0]
    raise NotUnderstood("an area where one value is wanted")


def _numbers(values: Sequence[Result]) -> Iterator[Decimal | ErrorValue]:
    for value in values:
        if isinstance(value, Area):
            for row in value.values:
                for item in row:
                    if isinstance(item, Decimal | ErrorValue):
                        yield item
        elif value is not None:
            yield to_number(value)


def _collect(values: Sequence[Result]) -> list[Decimal] | ErrorValue:
    numbers: list[Decimal] = []
    for number in _numbers(values):
        if isinstance(number, ErrorValue):
            return number
        numbers.append(number)
    return numbers


def _over(rule: Callable[[list[Decimal]], Decimal | ErrorValue]) -> Callable[[Sequence[Result]], Result]:
    def function(values: Sequence[Result]) -> Result:
        numbers = _collect(values)
        return numbers if isinstance(numbers, ErrorValue) else rule(numbers)

    return function


def _average(numbers: list[Decimal]) -> Decimal | ErrorValue:
    return sum(numbers, Decimal()) / len(numbers) if numbers else ErrorValue("#DIV/0!")


def _rounding(mode: str) -> Callable[[Sequence[Result]], Result]:
    def function(values: Sequence[Result]) -> Result:
        if not 1 <= len(values) <= 2:
            raise NotUnderstood("arguments")
        number = to_number(_scalar(values[0]))
        places = to_number(_scalar(values[1])) if len(values) == 2 else Decimal()
        if isinstance(number, ErrorValue):
            return number
        if isinstance(places, ErrorValue):
            return places
        if abs(places) > 15 or number.adjusted() + places > 25:
            return number
        return number.quantize(Decimal(1).scaleb(-int(places)), rounding=mode) + 0

    return function


def _one(rule: Callable[[Decimal], Result]) -> Callable[[Sequence[Result]], Result]:
    def function(values: Sequence[Result]) -> Result:
        if len(values) != 1:
            raise NotUnderstood("arguments")
        number = to_number(_scalar(values[0]))
        return number if isinstance(number, ErrorValue) else rule(number)

    return function


def _test(rule: Callable[[Scalar | None], bool]) -> Callable[[Sequence[Result]], Result]:
    def function(values: Sequence[Result]) -> Result:
        if len(values) != 1:
            raise NotUnderstood("arguments")
        return rule(_scalar(values[0]))

    return function


def _truths(values: Sequence[Result]) -> list[bool] | ErrorValue:
    truths: list[bool] = []
    for value in values:
        items = [item for row in value.values for item in row] if isinstance(value, Area) else [value]
        for item in items:
            if isinstance(item, ErrorValue):
                return item
            if isinstance(item, bool | Decimal):
                truths.append(bool(item))
            elif isinstance(item, str) and not isinstance(value, Area):
                return VALUE_ERROR
    return truths or VALUE_ERROR


def _logic(rule: Callable[[list[bool]], bool]) -> Callable[[Sequence[Result]], Result]:
    def function(values: Sequence[Result]) -> Result:
        truths = _truths(values)
        return truths if isinstance(truths, ErrorValue) else rule(truths)

    return function


def _n(values: Sequence[Result]) -> Result:
    if len(values) != 1:
        raise NotUnderstood("arguments")
    value = _scalar(values[0])
    return value if isinstance(value, Decimal | ErrorValue) else Decimal(int(value is True))


def _count(values: Sequence[Result]) -> Result:
    items = [i for v in values if isinstance(v, Area) for row in v.values for i in row if isinstance(i, Decimal)]
    direct = [v for v in values if not isinstance(v, Area) and not isinstance(to_number(v), ErrorValue)]
    return Decimal(len(items) + len(direct))


def _counta(values: Sequence[Result]) -> Result:
    items = [i for v in values for i in ([j for r in v.values for j in r] if isinstance(v, Area) else [v])]
    return Decimal(sum(item is not None for item in items))


def _if(arguments: Sequence[Thunk | None]) -> Result:
    if not 2 <= len(arguments) <= 3 or arguments[0] is None:
        raise NotUnderstood("arguments")
    condition = _scalar(arguments[0]())
    if isinstance(condition, ErrorValue):
        return condition
    if isinstance(condition, str):
        return VALUE_ERROR
    if condition:
        return Decimal() if arguments[1] is None else arguments[1]()
    if len(arguments) == 2:
        return False
    return Decimal() if arguments[2] is None else arguments[2]()


def _iferror(arguments: Sequence[Thunk | None]) -> Result:
    if len(arguments) != 2 or arguments[0] is None:
        raise NotUnderstood("arguments")
    value = _scalar(arguments[0]())
    if not isinstance(value, ErrorValue):
        return value
    return Decimal() if arguments[1] is None else arguments[1]()


def _is_number(value: Scalar | None) -> bool:
    return isinstance(value, Decimal) and not isinstance(value, bool)


LAZY: dict[str, Callable[[Sequence[Thunk | None]], Result]] = {"IF": _if, "IFERROR": _iferror}

PLAIN: dict[str, Callable[[Sequence[Result]], Result]] = {
    "SUM": _over(lambda numbers: sum(numbers, Decimal())),
    "MIN": _over(lambda numbers: min(numbers, default=Decimal())),
    "MAX": _over(lambda numbers: max(numbers, default=Decimal())),
    "AVERAGE": _over(_average),
    "COUNT": _count,
    "COUNTA": _counta,
    "ROUND": _rounding(ROUND_HALF_UP),
    "ROUNDUP": _rounding(ROUND_UP),
    "ROUNDDOWN": _rounding(ROUND_DOWN),
    "TRUNC": _rounding(ROUND_DOWN),
    "INT": _one(lambda number: number.to_integral_value(ROUND_FLOOR)),
    "ABS": _one(abs),
    "NOT": _one(lambda number: not number),
    "AND": _logic(all),
    "OR": _logic(any),
    "N": _n,
    "ISERROR": _test(lambda value: isinstance(value, ErrorValue)),
    "ISNUMBER": _test(_is_number),
    "ISBLANK": _test(lambda value: value is None),
    "ISTEXT": _test(lambda value: isinstance(value, str)),
}
