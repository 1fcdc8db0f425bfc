"""From a template and a period to the value of every bound cell, in the cell's unit, rounded as it asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from app.services import units
from app.services.codelists import CodeLists
from app.services.excel.definition import BoundCell
from app.services.excel.facts import WorkbookFacts
from app.services.indicators import arithmetic
from app.services.indicators.derive import Style
from app.services.indicators.evaluate import Evaluator
from app.services.keys import Key, parse_key
from app.services.returns.ranks import Ranks
from app.services.values import NA, Value

if TYPE_CHECKING:
    from app.services.templates import Template


#: What is written where nothing is known and the column says what an empty cell means.
_BLANK_MEANS = {"zero": (Value.of(0), "没有数，按这一栏的规定报 0"), "na": (NA, "没有数，按这一栏的规定报不适用")}


@dataclass(frozen=True, slots=True)
class CellValue:
    """One bound cell with its value (in its unit, rounded) and where the value comes from."""

    cell: BoundCell
    value: Value
    origin: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """All bound cells of a template for a period, and the words that belong to them (names of ranked rows)."""

    cells: tuple[CellValue, ...]
    words: dict[str, str]

    @property
    def by_place(self) -> dict[tuple[str, str], Value]:
        """Values by (sheet, cell)."""
        return {(c.cell.sheet, c.cell.cell): c.value for c in self.cells}


@lru_cache(maxsize=8)
def _facts(workbook: bytes) -> WorkbookFacts:
    from app.services.excel.patcher import open_template
    from app.services.excel.scan import scan_package

    return scan_package(open_template(workbook))


def facts_of(template: Template) -> WorkbookFacts:
    """What the template's workbook holds; kept, since a template never changes."""
    return _facts(template.workbook)


@lru_cache(maxsize=8)
def _bound(workbook: bytes, mapping: object) -> tuple[BoundCell, ...]:
    return mapping.bound_cells(_facts(workbook))  # type: ignore[attr-defined, no-any-return]


def bound_cells(template: Template) -> tuple[BoundCell, ...]:
    """The bound cells of a template with their roles; kept, since a template never changes."""
    return _bound(template.workbook, _Hashable(template))


class _Hashable:
    """A template as a cache key: its id, version and content, not the structure of its mapping."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._key = (template.info.id, template.info.version, template.info.sha256)

    def bound_cells(self, facts: WorkbookFacts) -> tuple[BoundCell, ...]:
        return self._template.definition.bound_cells(facts)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashable) and other._key == self._key


def compute(evaluator: Evaluator, template: Template, lists: CodeLists) -> Computed:
    """Every bound cell's value."""
    cells = bound_cells(template)
    keys = {cell.key: parse_key(cell.key) for cell in cells}
    evaluator.prepare(_without_ranks(keys.values()))
    ranks = Ranks(evaluator, lists)
    out: list[CellValue] = []
    for cell in cells:
        style = style_of(cell)
        key = keys[cell.key]
        if key.code("rank"):
            value, origin, source = ranks.value(key), "derived", "按受理件数排名"
        else:
            figure = evaluator.figure(key, style)
            value, origin, source = figure.value, figure.origin, figure.source
        shown, source = in_cell(cell, value, source)
        out.append(CellValue(cell, shown, origin, source))
    return Computed(tuple(_balance(out)), ranks.words() if _has_ranks(keys.values()) else {})


def style_of(cell: BoundCell) -> Style:
    """How the column of ``cell`` wants its figures computed."""
    return Style(2 if cell.decimals is None else cell.decimals, cell.rounding, cell.denominator, cell.share_change)


def in_cell(cell: BoundCell, value: Value, source: str) -> tuple[Value, str]:
    """``value`` (base unit) as it stands in ``cell``, and its source in words: what an empty cell means included."""
    shown = written(value, cell.unit, style_of(cell), exact=cell.decimals)
    if shown.state == "blank" and cell.blank != "missing":
        return _BLANK_MEANS[cell.blank]
    return shown, source


def written(value: Value, unit: str, style: Style, *, exact: int | None = None) -> Value:
    """``value`` (base unit) in ``unit``, rounded; without a number of decimals it is written exactly."""
    shown = units.in_unit(value, unit)
    if shown.number is None:
        return shown
    if exact is None:
        number = shown.number if -shown.number.as_tuple().exponent < 9 else arithmetic.rounded(shown.number, 8)  # type: ignore[operator]
    else:
        number = arithmetic.rounded(shown.number, style.decimals, style.rounding)
    return Value("value", number, shown.approx)


def _balance(cells: Sequence[CellValue]) -> Iterable[CellValue]:
    """Where a column asks for it, its last share takes what rounding left over (100.00 in all).

    More than rounding can leave is no matter of rounding: something is not among the rows, and nothing is changed.
    """
    groups: dict[tuple[str, int, str], list[int]] = {}
    for position, item in enumerate(cells):
        if item.cell.rounding == "balance-last" and item.cell.role == "figure" and item.value.number is not None:
            groups.setdefault((item.cell.sheet, item.cell.table, item.cell.column_label), []).append(position)
    out = list(cells)
    for positions in groups.values():
        last = out[positions[-1]]
        whole = units.in_unit(Value.of(100), last.cell.unit).number or Decimal()
        rest = sum((out[p].value.number or Decimal() for p in positions[:-1]), Decimal())
        left = whole - rest - (last.value.number or Decimal())
        rounded = [d for p in positions if (d := out[p].cell.decimals) is not None]
        half_steps = (Decimal(1).scaleb(-decimals) / 2 for decimals in rounded)
        if left and abs(left) <= sum(half_steps, Decimal()):
            out[positions[-1]] = CellValue(
                last.cell, Value.of(whole - rest, last.value.approx), last.origin, last.source
            )
    return out


def _without_ranks(keys: Iterable[Key]) -> list[Key]:
    return [key for key in keys if not key.code("rank")]


def _has_ranks(keys: Iterable[Key]) -> bool:
    return any(key.code("rank") for key in keys)
