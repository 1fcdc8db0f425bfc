"""The mapping of a template: which cell of the office's own workbook holds which figure.

The format is documented in ``resources/templates/README.md``. A definition says where figures are by address
and by the texts around them; :func:`bind` looks at the workbook itself and gives the bound cells with their
roles.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Literal, TypeVar, cast

import msgspec

from app.errors import AppError, Issue
from app.services.excel.facts import WorkbookFacts
from app.services.excel.refs import cell_name, column_number, split_cell, split_range
from app.services.keys import BASIS, Key, merge_keys, parse_key
from app.services.periods import parse_period

_T = TypeVar("_T")

Role = Literal["figure", "total", "rate"]
Rounding = Literal["half-up", "truncate", "balance-last"]
Denominator = Literal["all", "group"]
ShareChange = Literal["rounded", "unrounded"]
Basis = Literal["flow", "cohort"]
Blank = Literal["missing", "zero", "na"]
Late = Literal["late-report", "reopen"]
Suffix = Literal["xlsx", "xlsm", "xls", "et"]
PeriodKind = Literal["month", "quarter", "half", "year", "range"]
Decimals = Annotated[int, msgspec.Meta(ge=0, le=8)]
Ending = Annotated[str, msgspec.Meta(pattern="^(_[a-z0-9]+)*$")]

HEADING_NAME = r"[a-z][a-z0-9_.]*"
"""What a heading may be called. Reading uses ``office``, ``office_code`` and ``period``."""

# Every table is strict: a spelling mistake in a mapping is an error, never ignored.


class Properties(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a figure is counted and written; a column's word goes before a row's, a row's before its block's.

    ``basis``: of the period (flow, the default) or of the cases accepted in it (cohort). ``blank``: what an empty
    cell of a returned workbook means: nothing reported (missing, the default), zero, or not applicable (na).
    """

    unit: str | None = None
    decimals: Decimals | None = None
    rounding: Rounding | None = None
    denominator: Denominator | None = None
    share_change: ShareChange | None = None
    basis: Basis | None = None
    blank: Blank | None = None
    name: str = ""


class TemplateHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[template]``.

    ``cut_off``: the last day a period counts (25: from the 26th of the month before to the 25th), 0 for whole
    months. ``late``: what is proposed for a record of a month already sealed. ``suffix``: the city's own format.
    """

    id: str
    version: str
    title: str
    workbook: str
    periods: tuple[PeriodKind, ...] = ("month",)
    valid_from: str = ""
    valid_until: str = ""
    due_day: Annotated[int, msgspec.Meta(ge=1, le=31)] = 5
    cut_off: Annotated[int, msgspec.Meta(ge=0, le=28)] = 0
    late: Late = "late-report"
    suffix: Suffix = "xlsx"
    not_applicable: str = ""


class Heading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[heading]]``: a cell of words; ``pattern`` holds ``{}`` where the words go."""

    what: str
    sheet: str
    cell: str
    pattern: str = "{}"


class Row(Properties, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of a block: its number in the template, its label, its part of the key.

    ``suffix`` is put behind the indicator, as a column's; only one of the two may say one.
    """

    at: Annotated[int, msgspec.Meta(ge=1)]
    label: str
    key: str = ""
    suffix: Ending = ""


class Column(Properties, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column of a block: its letters in the template, its (joined) label, its part of the key.

    ``suffix`` is put behind the indicator the row names: ``accepted`` + ``_change`` → ``accepted_change``.
    """

    at: str
    label: str
    key: str = ""
    suffix: Ending = ""


class Block(Properties, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[block]]``: a rectangle; the key of a cell is the block's, row's and column's parts merged."""

    sheet: str
    label_column: str
    header_rows: tuple[int, ...] = ()
    row: tuple[Row, ...]
    column: tuple[Column, ...]
    key: str = ""
    skip: tuple[str, ...] = ()


class Cell(Properties, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[cell]]``: one cell with its own key and labels."""

    sheet: str
    at: str
    key: str
    label_row: str = ""
    label_column: str = ""


RuleKind = Literal["compare", "required", "together", "exclusive"]
Severity = Literal["error", "warning", "note"]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Table ``[[rule]]`` (勾稽关系): what must hold between cells of the template.

    ``compare``: the comparison ``expression`` holds within ``tolerance``. ``required``: every one of ``cells`` is
    filled in. ``together``: either all of ``cells`` have a number other than 0 or none has. ``exclusive``: at most
    one has. ``{row}`` and ``{column}`` in ``expression`` and ``cells`` are replaced by each of ``rows`` and
    ``columns``; an address without a sheet lies on ``sheet``. ``text`` is the rule as a person wrote it.
    """

    sheet: str
    kind: RuleKind = "compare"
    expression: str = ""
    cells: tuple[str, ...] = ()
    text: str = ""
    says: str = ""
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    tolerance: str = "0"
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class BoundCell:
    """A cell of the template that holds a figure.

    ``cell`` is its address in the template, ``key`` canonical (with span), ``column_label`` the texts of the
    header rows joined by ``/``. ``name`` is its own defined name; ``row_name``, ``column_name`` and
    ``block_name`` those of the areas it lies in. ``table`` numbers the group of blocks with the same labels
    and header (-1 for a single cell).
    """

    sheet: str
    cell: str
    key: str
    role: Role
    unit: str
    decimals: int | None
    rounding: Rounding
    denominator: Denominator
    share_change: ShareChange
    row_label: str
    column_label: str
    name: str = ""
    row_name: str = ""
    column_name: str = ""
    block_name: str = ""
    table: int = -1
    basis: Basis = "flow"
    blank: Blank = "missing"

    @property
    def place(self) -> str:
        """``Sheet!B7``: unique within the template."""
        return f"{self.sheet}!{self.cell}"


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A whole mapping file."""

    template: TemplateHead
    heading: tuple[Heading, ...] = ()
    block: tuple[Block, ...] = ()
    cell: tuple[Cell, ...] = ()
    rule: tuple[Rule, ...] = ()

    @property
    def id(self) -> str:
        """The template's code."""
        return self.template.id

    @cached_property
    def plain_cells(self) -> tuple[BoundCell, ...]:
        """The bound cells as far as the mapping alone tells: every role is ``figure``."""
        return tuple(_cells_of(self))

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The sheets the mapping speaks of, in order of first mention."""
        names = [part.sheet for part in self.block] + [part.sheet for part in self.cell]
        return tuple(dict.fromkeys([*names, *(part.sheet for part in self.heading)]))

    def derived(self, name: str, make: Callable[[Definition], _T]) -> _T:
        """Something computed from the mapping, once: ``make`` is called at the first asking for ``name``."""
        known = self.__dict__
        if name not in known:
            known[name] = make(self)
        return cast("_T", known[name])

    def bound_cells(self, workbook: WorkbookFacts) -> tuple[BoundCell, ...]:
        """The bound cells with roles from the workbook's formulas.

        Raises ``excel.bad_definition`` with one issue per cell that cannot be: no such sheet, outside what
        is drawn, not the first cell of its merged area.
        """
        from app.services.excel.checking import check_definition, role_of

        issues = [issue for issue in check_definition(self, workbook) if issue.severity == "error"]
        if issues:
            raise bad_definition(self.template.id, issues)
        return tuple(replace(cell, role=role_of(cell, workbook)) for cell in self.plain_cells)


def bad_definition(template: str, issues: list[Issue]) -> AppError:
    """The refusal of a mapping, told by its first issue, all issues attached."""
    return AppError("excel.bad_definition", template=template, reason=issues[0].message, issues=tuple(issues))


def load_definition(text: str) -> Definition:
    """The mapping written as TOML. Raises ``excel.bad_definition`` (syntax, unknown word, wrong address)."""
    import tomllib

    try:
        raw = tomllib.loads(text)
        definition = msgspec.convert(raw, Definition)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise AppError("excel.bad_definition", template="?", reason=str(error)) from error
    _check_words(definition)
    return definition


def _check_words(definition: Definition) -> None:
    template = definition.template.id

    def refuse(reason: str) -> AppError:
        return AppError("excel.bad_definition", template=template, reason=reason)

    for period in (definition.template.valid_from, definition.template.valid_until):
        if period:
            parse_period(period)
    for heading in definition.heading:
        if not re.fullmatch(HEADING_NAME, heading.what):
            raise refuse(f"[[heading]] what = {heading.what!r}")
        if heading.pattern.count("{}") != 1:
            raise refuse(f"[[heading]] pattern = {heading.pattern!r}")
        _address(heading.cell, refuse(f"[[heading]] cell = {heading.cell!r}"))
    for block in definition.block:
        try:
            column_number(block.label_column)
            _ = [column_number(column.at) for column in block.column]
            _ = [split_range(cell) for cell in block.skip]
        except ValueError as error:
            raise refuse(f"[[block]] {block.sheet}: {error}") from error
    for rule in definition.rule:
        if rule.kind == "compare" and not any(sign in rule.expression for sign in "=<>"):
            raise refuse(f"[[rule]] expression = {rule.expression!r}")
        if not re.fullmatch(r"\d+(\.\d+)?", rule.tolerance):
            raise refuse(f"[[rule]] tolerance = {rule.tolerance!r}")
        if rule.kind != "compare" and not rule.cells:
            raise refuse(f"[[rule]] {rule.kind}: cells = []")
    seen: set[str] = set()
    for cell in definition.plain_cells:
        if cell.place in seen:
            raise refuse(f"{cell.place} ×2")
        seen.add(cell.place)


def _address(text: str, refusal: AppError) -> tuple[int, int]:
    try:
        return split_cell(text)
    except ValueError as error:
        raise refusal from error


def _cells_of(definition: Definition) -> list[BoundCell]:
    tables: dict[tuple[str, str, tuple[int, ...]], int] = {}
    cells: list[BoundCell] = []
    for block in definition.block:
        table = tables.setdefault((block.sheet, block.label_column, block.header_rows), len(tables))
        skipped = [split_range(area) for area in block.skip]
        for row in block.row:
            for column in block.column:
                number = column_number(column.at)
                if any(t <= row.at <= b and lo <= number <= hi for t, lo, b, hi in skipped):
                    continue
                cell = _bound(block.sheet, cell_name(row.at, number), _key_of(block, row, column), column, row, block)
                cells.append(
                    replace(
                        cell,
                        row_label=row.label,
                        column_label=column.label,
                        row_name=row.name,
                        column_name=column.name,
                        block_name=block.name,
                        table=table,
                    )
                )
    for single in definition.cell:
        refusal = AppError(
            "excel.bad_definition", template=definition.template.id, reason=f"[[cell]] at = {single.at!r}"
        )
        at = cell_name(*_address(single.at, refusal))
        cell = _bound(single.sheet, at, str(merge_keys(single.key)), single)
        cells.append(replace(cell, row_label=single.label_row, column_label=single.label_column, name=single.name))
    return cells


def _key_of(block: Block, row: Row, column: Column) -> str:
    """The key of a cell of a block; raises ``indicator.bad_key`` when its parts contradict each other."""
    key = merge_keys(block.key, row.key, column.key)
    if row.suffix and column.suffix and row.suffix != column.suffix:
        raise AppError("indicator.bad_key", key=f"{key.indicator}{row.suffix} + {column.suffix}")
    return str(key.of(key.indicator + (column.suffix or row.suffix)))


def _bound(sheet: str, cell: str, key: str, *parts: Properties) -> BoundCell:
    """A cell with the properties its ``parts`` say, the first one that says so deciding; labels come later.

    The basis stands in the key as well (``basis=cohort``): it makes another figure of the same indicator.
    """
    basis = next((part.basis for part in parts if part.basis is not None), "flow")
    asked = parse_key(key)
    if basis == "cohort":
        asked = Key(asked.indicator, tuple(sorted({**dict(asked.where), BASIS: basis}.items())), asked.span)
    return BoundCell(
        sheet=sheet,
        cell=cell,
        key=str(asked),
        role="figure",
        unit=next((part.unit for part in parts if part.unit is not None), ""),
        decimals=next((part.decimals for part in parts if part.decimals is not None), None),
        rounding=next((part.rounding for part in parts if part.rounding is not None), "half-up"),
        denominator=next((part.denominator for part in parts if part.denominator is not None), "all"),
        share_change=next((part.share_change for part in parts if part.share_change is not None), "rounded"),
        row_label="",
        column_label="",
        basis="cohort" if asked.basis == "cohort" else "flow",
        blank=next((part.blank for part in parts if part.blank is not None), "missing"),
    )
