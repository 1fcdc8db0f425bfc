"""The city's own formats: an .xls or .et becomes an .xlsx to work with, and the return goes back as it came.

What was converted is read again and compared: nothing that lost or changed a figure is used or sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.errors import AppError
from app.progress import SILENT, Progress
from app.services.templates import converters
from app.services.templates.converters import Converter

if TYPE_CHECKING:
    from app.services.excel.grid import Grid, GridValue
    from app.services.excel.reading import CellReading
    from app.services.templates.records import Template

#: Formats that are worked with as they are, and those that are converted first.
OWN = ("xlsx", "xlsm")
FOREIGN = ("xls", "et")
_NEAR = Decimal("1e-9")


def to_xlsx(
    data: bytes,
    suffix: str,
    shown: str,
    progress: Progress = SILENT,
    programs: Sequence[Converter] | None = None,
) -> bytes:
    """A workbook as .xlsx; an .xlsx or .xlsm comes back as it is. ``shown`` is what the file is called.

    Every value is compared with the original's. Raises ``template.format_unknown``, ``template.no_converter``,
    ``template.not_converted``, ``template.converter_slow``, ``template.converted_differently`` and what reading raises.
    """
    if suffix in OWN:
        return data
    made = _converted(data, suffix, "xlsx", shown, progress, programs)
    from app.services.excel.sandbox import ReaderProcess

    with ReaderProcess() as reader:
        before = reader.read_grid(data, f"given.{'xls' if suffix == 'et' else suffix}")
        now = reader.read_grid(made, "made.xlsx")
        sheets = reader.read_layout(made, "made.xlsx")
    # what formulas come to is computed anew when the template is filled
    formulas = {(sheet.name, cell.row, cell.column) for sheet in sheets for cell in sheet.cells if cell.formula}
    _same_grids(before, now, formulas, shown)
    return made


def in_city_format(
    template: Template,
    data: bytes,
    progress: Progress = SILENT,
    programs: Sequence[Converter] | None = None,
    *,
    suffix: str = "",
) -> tuple[str, bytes]:
    """A filled .xlsx in the city's format, or in format ``suffix``: the ending for its name and its bytes.

    What was converted is read again, and every bound cell compared. Raises as :func:`to_xlsx`.
    """
    suffix = suffix or template.info.suffix
    if suffix in OWN:
        return suffix, data
    made = _converted(data, "xlsx", suffix, f"{template.info.title}.xlsx", progress, programs)
    from app.services.excel.sandbox import ReaderProcess

    with ReaderProcess() as reader:
        meant = reader.read_return(data, template.definition, name="meant.xlsx")
        read = reader.read_return(made, template.definition, name="made.xls")
    _same_cells(meant.cells, read.cells, suffix)
    return suffix, made


def _converted(
    data: bytes,
    suffix: str,
    wanted: str,
    shown: str,
    progress: Progress,
    programs: Sequence[Converter] | None,
) -> bytes:
    if {suffix, wanted} - {*OWN, *FOREIGN}:
        raise AppError("template.format_unknown", suffix=suffix)
    known = converters.found() if programs is None else programs
    problem: AppError | None = None
    for converter in known:
        try:
            return converter.convert(data, suffix, wanted, shown, progress)
        except AppError as error:
            problem = problem or error  # the next program may do it
    about = suffix if suffix in FOREIGN else wanted
    raise problem or AppError("template.no_converter", file=shown, format=f".{about}")


def _same_cells(meant: Sequence[CellReading], read: Sequence[CellReading], suffix: str) -> None:
    found = {cell.place: cell for cell in read}
    for cell in meant:
        other = found.get(cell.place)
        same = other is not None and _alike(cell.value.number, other.value.number)
        if not same or other is None or (other.sheet, other.cell) != (cell.sheet, cell.cell):
            raise AppError(
                "template.converted_differently",
                format=f".{suffix}",
                sheet=cell.sheet,
                cell=cell.cell,
                found=str(other.value) if other is not None else "没有",
                expected=str(cell.value),
            )


def _alike(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _NEAR * max(abs(one), abs(other), Decimal(1))


def _same_grids(
    before: Sequence[Grid], now: Sequence[Grid], formulas: Collection[tuple[str, int, int]], shown: str
) -> None:
    """Refuse a conversion that lost or changed what was written into a cell."""
    from app.services.excel.refs import cell_name

    others = {grid.sheet: grid for grid in now}
    for grid in before:
        other = others.get(grid.sheet)
        for row, values in enumerate(grid.rows, start=1):
            for column, value in enumerate(values, start=1):
                if value is None or (grid.sheet, row, column) in formulas:
                    continue
                there = other.value(row, column) if other is not None else None
                if not _equal(value, there):
                    words = "空白" if there is None else f"「{there}」"
                    reason = f"{grid.sheet} {cell_name(row, column)} 原来是「{value}」，转换后是{words}"
                    raise AppError("template.not_converted", file=shown, program="转换后不一样，", reason=reason)


def _equal(one: GridValue, other: GridValue) -> bool:
    numbers = isinstance(one, int | Decimal), isinstance(other, int | Decimal)
    if all(numbers) and not isinstance(one, bool) and not isinstance(other, bool):
        return _alike(Decimal(str(one)), Decimal(str(other)))
    if isinstance(one, str) and isinstance(other, str):
        return "".join(one.split()) == "".join(other.split())
    return one == other
