"""What formulas come to after cells have changed: only those that depend on a changed cell are computed.

Arithmetic is ``Decimal``. A formula that is not understood, takes part in a circle or calls something unknown
has no result here (:data:`UNKNOWN`); its stored result has to be removed, never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext

from app.services.excel import functions
from app.services.excel.facts import Content, RawCell, SheetFacts, WorkbookFacts
from app.services.excel.formulas import (
    Binary,
    Call,
    Constant,
    ErrorValue,
    Name,
    Node,
    NotUnderstood,
    Reference,
    Unary,
    operands,
    parse_formula,
)
from app.services.excel.functions import Area, Result, Scalar, to_number, to_text
from app.services.excel.refs import Box, cell_name, split_cell

Place = tuple[str, str]
"""Sheet name and cell name."""

UNKNOWN = None

#: Their result may depend on anything.
_VOLATILE = frozenset({"INDIRECT", "OFFSET", "TODAY", "NOW", "RAND", "RANDBETWEEN", "CELL", "INFO"})


class Recalculation:
    """The formulas of ``workbook`` after the cells of ``changed`` hold new values (``None`` = blank)."""

    def __init__(self, workbook: WorkbookFacts, changed: Mapping[Place, Scalar | None]) -> None:
        self._workbook = workbook
        self._changed = dict(changed)
        self._masters = {s.name: _masters(s) for s in workbook.sheets}
        self._formulas = {
            (sheet.name, cell): raw
            for sheet in workbook.sheets
            for cell, raw in sheet.cells.items()
            if raw.formula is not None and (sheet.name, cell) not in changed
        }
        self._dirty: dict[Place, bool] = {}
        self._results: dict[Place, Scalar | None] = {}
        self._failed: set[Place] = set()
        self._busy: set[Place] = set()

    def results(self) -> dict[Place, Scalar | None]:
        """For every formula that depends on a changed cell, or has no stored result, its new result;
        :data:`UNKNOWN` where there is none. Booleans, texts, :class:`Decimal` or :class:`ErrorValue`."""
        return {
            place: self.compute(place)
            for place, raw in self._formulas.items()
            if raw.text is None or self._is_dirty(place)
        }

    def compute(self, place: Place) -> Scalar | None:
        """The result of one formula (dirty or not), or :data:`UNKNOWN`."""
        try:
            return self._formula(place)
        except (NotUnderstood, RecursionError):
            return UNKNOWN

    def value(self, sheet: str, node: Node) -> Scalar | None:
        """What an expression comes to as if it stood in ``sheet``. Raises :class:`NotUnderstood`."""
        return self._scalar(self._evaluate(node, sheet, (0, 0)))

    # which formulas depend on what changed

    def _is_dirty(self, place: Place) -> bool:
        known = self._dirty.get(place)
        if known is not None:
            return known
        self._dirty[place] = False  # within a circle: decided by the others
        try:
            self._dirty[place] = any(
                (name, cell) in self._changed or ((name, cell) in self._formulas and self._is_dirty((name, cell)))
                for name, box in self._precedents(place)
                for cell in self._cells_in(name, box)
            )
        except (NotUnderstood, RecursionError):
            self._dirty[place] = True
        return self._dirty[place]

    def _cells_in(self, sheet_name: str, box: Box) -> Iterator[str]:
        top, left, bottom, right = box
        if (bottom - top + 1) * (right - left + 1) <= 2000:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    yield cell_name(row, column)
            return
        here = {cell for name, cell in self._changed if name == sheet_name}
        here.update(cell for name, cell in self._formulas if name == sheet_name)
        for cell in here:
            row, column = split_cell(cell)
            if top <= row <= bottom and left <= column <= right:
                yield cell

    def _precedents(self, place: Place) -> list[tuple[str, Box]]:
        node, shift = self._tree(place)
        areas: list[tuple[str, Box]] = []
        for part in operands(node):
            if isinstance(part, Call):
                if part.name in _VOLATILE:
                    raise NotUnderstood(part.name)
                continue
            areas.append(self._area_of(part, place[0], shift))
        return areas

    def _tree(self, place: Place) -> tuple[Node, tuple[int, int]]:
        formula = self._formulas[place].formula
        assert formula is not None
        if formula.kind == "shared" and not formula.text:
            home, text = self._masters[place[0]].get(formula.shared, ("", ""))
            if not text:
                raise NotUnderstood("shared formula without a master")
            row, column = split_cell(place[1])
            home_row, home_column = split_cell(home)
            return parse_formula(text), (row - home_row, column - home_column)
        if formula.kind not in ("normal", "shared") or not formula.text:
            raise NotUnderstood(formula.kind)
        return parse_formula(formula.text.removeprefix("=")), (0, 0)

    def _area_of(self, part: Reference | Name, sheet: str, shift: tuple[int, int]) -> tuple[str, Box]:
        if isinstance(part, Name):
            own = self._workbook.area(f"{part.sheet or sheet}!{part.name}")
            area = own or self._workbook.area(part.name)
            if area is None or area[0] not in self._workbook.by_name:
                raise NotUnderstood(part.name)
            return area
        name = part.sheet or sheet
        facts = self._workbook.by_name.get(name)
        if facts is None:
            raise NotUnderstood(name)
        return name, part.moved(*shift)

    # what they come to

    def _formula(self, place: Place) -> Scalar | None:
        if place in self._results:
            return self._results[place]
        if place in self._failed or place in self._busy:
            raise NotUnderstood("circle" if place in self._busy else "no result")
        self._busy.add(place)
        try:
            node, shift = self._tree(place)
            result = self._scalar(self._evaluate(node, place[0], shift))
        except NotUnderstood:
            self._failed.add(place)
            raise
        finally:
            self._busy.discard(place)
        self._results[place] = Decimal() if result is None else result
        return self._results[place]

    def _cell(self, sheet: SheetFacts, cell: str) -> Scalar | None:
        place = (sheet.name, cell)
        if place in self._changed:
            return self._changed[place]
        raw = sheet.cells.get(cell)
        if raw is None:
            return None
        content = sheet.content(cell)
        if raw.formula is not None and (content.state == "uncalculated" or self._is_dirty(place)):
            return self._formula(place)
        return _scalar_of(content)

    def _scalar(self, result: Result) -> Scalar | None:
        if isinstance(result, Area):
            if len(result.values) == 1 and len(result.values[0]) == 1:
                return result.values[0][0]
            raise NotUnderstood("an area where one value is wanted")
        return result

    def _evaluate(self, node: Node, sheet: str, shift: tuple[int, int]) -> Result:
        match node:
            case Constant():
                return node.value
            case ErrorValue():
                return node
            case Reference() | Name():
                return self._read(*self._area_of(node, sheet, shift))
            case Unary():
                return self._unary(node, sheet, shift)
            case Binary():
                return self._binary(node, sheet, shift)
            case Call():
                return self._call(node, sheet, shift)

    def _read(self, name: str, box: Box) -> Area:
        facts = self._workbook.by_name[name]
        last_row, last_column = facts.extent
        top, left, bottom, right = box
        bottom, right = min(bottom, max(last_row, top)), min(right, max(last_column, left))
        return Area(
            [
                [self._cell(facts, cell_name(row, column)) for column in range(left, right + 1)]
                for row in range(top, bottom + 1)
            ]
        )

    def _unary(self, node: Unary, sheet: str, shift: tuple[int, int]) -> Result:
        value = self._scalar(self._evaluate(node.operand, sheet, shift))
        if node.sign == "+":
            return value
        number = to_number(value)
        if isinstance(number, ErrorValue):
            return number
        return -number if node.sign == "-" else number / 100

    def _binary(self, node: Binary, sheet: str, shift: tuple[int, int]) -> Result:
        left = self._scalar(self._evaluate(node.left, sheet, shift))
        right = self._scalar(self._evaluate(node.right, sheet, shift))
        for value in (left, right):
            if isinstance(value, ErrorValue):
                return value
        if node.sign == "&":
            return to_text(left) + to_text(right)
        if node.sign in functions.COMPARISONS:
            return functions.compare(node.sign, left, right)
        first, second = to_number(left), to_number(right)
        if isinstance(first, ErrorValue):
            return first
        if isinstance(second, ErrorValue):
            return second
        return arithmetic(node.sign, first, second)

    def _call(self, node: Call, sheet: str, shift: tuple[int, int]) -> Result:
        if node.name in functions.LAZY:
            thunks = [
                (lambda argument=argument: self._evaluate(argument, sheet, shift)) if argument is not None else None
                for argument in node.arguments
            ]
            return functions.LAZY[node.name](thunks)
        function = functions.PLAIN.get(node.name)
        if function is None:
            raise NotUnderstood(node.name)
        values = [None if part is None else self._evaluate(part, sheet, shift) for part in node.arguments]
        return function(values)


def arithmetic(sign: str, left: Decimal, right: Decimal) -> Decimal | ErrorValue:
    """``left sign right``; ``#DIV/0!`` and ``#NUM!`` where there is no number."""
    with localcontext() as context:
        context.prec = 28
        try:
            match sign:
                case "+":
                    return left + right
                case "-":
                    return left - right
                case "*":
                    return left * right
                case "/":
                    return left / right if right else ErrorValue("#DIV/0!")
                case "^":
                    if abs(right) > 1000 or (not left and right <= 0):
                        return ErrorValue("#NUM!")
                    return left**right
        except (InvalidOperation, Overflow, DivisionByZero):
            return ErrorValue("#NUM!")
    raise NotUnderstood(sign)


def _scalar_of(content: Content) -> Scalar | None:
    match content.state:
        case "number":
            return content.number
        case "bool":
            return content.text == "TRUE"
        case "error":
            return ErrorValue(content.text)
        case "text":
            return content.text
        case _:
            return None


def _masters(sheet: SheetFacts) -> dict[str, tuple[str, str]]:
    return {
        raw.formula.shared: (cell, raw.formula.text.removeprefix("="))
        for cell, raw in sheet.cells.items()
        if raw.formula is not None and raw.formula.kind == "shared" and raw.formula.text
    }


__all__ = ["UNKNOWN", "Place", "RawCell", "Recalculation", "arithmetic"]
