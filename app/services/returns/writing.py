"""Writing a return into its workbook, as counted or as it was sealed, and reading it again to be sure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import AppError
from app.models import Return as Row
from app.models import ReturnValue
from app.services.excel.manifest import Manifest, SentRemark
from app.services.excel.patcher import Filled, fill
from app.services.returns.compute import CellValue, Computed, bound_cells
from app.services.returns.rows import remarks_of
from app.services.values import BLANK, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.returns.faces import Remark
    from app.services.templates import Template


def fill_template(
    book: Template,
    computed: Computed,
    home: Home,
    period: Period,
    revision: int,
    by: str,
    today: date,
    *,
    zero: bool = False,
    remarks: Sequence[SentRemark] = (),
) -> Filled:
    """The workbook with the figures counted; ``zero`` and ``remarks`` travel in its manifest."""
    return _write(book, computed.cells, computed.words, home, period, revision, by, today, zero, remarks)


def _write(
    book: Template,
    cells: tuple[CellValue, ...],
    words: Mapping[str, str],
    home: Home,
    period: Period,
    revision: int,
    by: str,
    today: date,
    zero: bool = False,
    remarks: Sequence[SentRemark] = (),
) -> Filled:
    office = home.office
    manifest = Manifest(
        book.info.id,
        book.info.version,
        office.code,
        office.name,
        period.text,
        revision,
        zero=zero,
        remarks=tuple(remarks),
    )
    headings = {
        "office": office.name,
        "office_code": office.code,
        "period": period.label,
        "filled_by": by,
        "contact": office.phone,
        "made_on": f"{today.year}年{today.month}月{today.day}日",
        "remark": "",
        **words,
    }
    figures = [c for c in cells if c.cell.role == "figure"]
    values = {c.cell.key: c.value for c in figures} | {c.cell.place: c.value for c in figures}
    return fill(book.workbook, book.definition, values, headings, manifest)


def fill_again(
    session: Session, home: Home, book: Template, row: Row, period: Period, by: str, today: date
) -> tuple[Filled, tuple[CellValue, ...]]:
    """A sealed return written again from its values, into the xlsx the program draws."""
    kept = {(v.sheet, v.cell): v for v in session.scalars(select(ReturnValue).where(ReturnValue.return_pk == row.pk))}
    cells = tuple(
        CellValue(cell, kept_value(v), v.made_from)
        for cell in bound_cells(book)
        if (v := kept.get((cell.sheet, cell.cell))) is not None
    )
    words = {v.key: v.text for v in kept.values() if v.state == "text"}
    sealed_on = row.sealed_at.astimezone().date() if row.sealed_at else today
    remarks = [sent_remark(remark) for remark in remarks_of(session, row.pk)]
    filled = _write(book, cells, words, home, period, row.number, row.sealed_by or by, sealed_on, row.zero, remarks)
    return filled, cells


def sent_remark(remark: Remark) -> SentRemark:
    """An answered remark as it travels."""
    return SentRemark(remark.kind, remark.code, remark.sheet, remark.cell, remark.message, remark.reason, remark.by)


def kept_value(row: ReturnValue) -> Value:
    if row.number is not None:
        return Value("value", row.number, row.approx)  # type: ignore[arg-type]
    return Value(row.state if row.state in ("blank", "na", "error") else "blank")  # type: ignore[arg-type]


def with_formulas(cells: tuple[CellValue, ...], filled: Filled) -> tuple[CellValue, ...]:
    """The cells as the workbook now says: totals are what its own formulas give."""
    read = {reading.place: reading.value for reading in filled.cells}
    out = []
    for item in cells:
        if item.cell.role == "figure":
            out.append(item)
        else:
            value = read.get(item.cell.place, BLANK)
            out.append(CellValue(item.cell, value, "formula", item.source))
    return tuple(out)


def verify(filled: Filled, book: Template) -> None:
    """Read the written workbook as a city would and compare every bound cell."""
    from app.services.excel.returned import read_return

    reading = read_return(filled.data, book.definition)
    read = {cell.place: cell.value for cell in reading.cells}
    for cell in filled.cells:
        back = read.get(cell.place)
        same = back is not None and (
            back.number == cell.value.number if cell.value.number is not None else back.number is None
        )
        if not same:
            raise AppError("return.not_equal", exit_code=3, path=f"{cell.sheet}!{cell.cell}")


def values_digest(cells: tuple[CellValue, ...]) -> str:
    lines = [f"{c.cell.place}\t{c.cell.key}\t{c.value.state}\t{c.value}" for c in cells]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
