"""What python-calamine does not tell of an .xls: a password, which cells are formulas, whether results are
stale. One pass over the records of the workbook stream (BIFF5 and BIFF8)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from app.services.excel.ole import BrokenCompoundFile, CompoundFile

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x809, 0x0A, 0x2F, 0x85
_FORMULA, _UNCALCED, _ROW, _COLINFO, _BOOLERR = 0x06, 0x5E, 0x208, 0x7D, 0x205
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


@dataclass(slots=True)
class BiffSheet:
    """A sheet by its order: ``formulas`` and ``errors`` by 1-based (row, column); ``stale``: saved without
    calculating, so that the stored results mean nothing."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    stale: bool = False


def workbook_stream(file: CompoundFile) -> bytes | None:
    """The stream of an .xls; ``None`` when the compound file is something else."""
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in file.streams:
            return file.stream(name)
    return None


def has_password(stream: bytes) -> bool:
    """Whether the workbook is encrypted (XOR or RC4): a FILEPASS record among the first."""
    at, count = 0, 0
    while at + 4 <= len(stream) and count < 2000:
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _FILEPASS:
            return True
        if kind in (_EOF, _BOUNDSHEET):
            return False
        at += 4 + length
        count += 1
    return False


def sheets_of(stream: bytes) -> list[BiffSheet]:
    """The worksheets in order. Raises :class:`BrokenCompoundFile` when a sheet lies outside the stream."""
    sheets: list[BiffSheet] = []
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _EOF:
            break
        if kind == _BOUNDSHEET and length >= 6:
            start, _state, sort = struct.unpack_from("<IBB", stream, at + 4)
            if start + 4 > len(stream):
                raise BrokenCompoundFile("sheet outside the stream")
            if sort == 0:
                sheets.append(_sheet(stream, start))
        at += 4 + length
    return sheets


def _sheet(stream: bytes, at: int) -> BiffSheet:
    sheet, depth = BiffSheet(), 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > len(stream):
            raise BrokenCompoundFile("record outside the stream")
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth == 0:
                break
        elif depth == 1:
            if kind == _FORMULA and length >= 16:
                row, column = struct.unpack_from("<HH", stream, at + 4)
                sheet.formulas.add((row + 1, column + 1))
                result = stream[at + 10 : at + 18]
                if result[6:] == b"\xff\xff" and result[0] == 2:
                    sheet.errors[row + 1, column + 1] = _ERRORS.get(result[2], "#N/A")
            elif kind == _BOOLERR and length >= 8:
                row, column, _style, code, is_error = struct.unpack_from("<HHHBB", stream, at + 4)
                if is_error:
                    sheet.errors[row + 1, column + 1] = _ERRORS.get(code, "#N/A")
            elif kind == _UNCALCED:
                sheet.stale = True
            elif kind == _ROW and length >= 16:
                (row,) = struct.unpack_from("<H", stream, at + 4)
                if stream[at + 4 + 12] & 0x20:
                    sheet.hidden_rows.add(row + 1)
            elif kind == _COLINFO and length >= 10:
                first, last = struct.unpack_from("<HH", stream, at + 4)
                if stream[at + 4 + 8] & 0x01:
                    sheet.hidden_columns.update(range(first + 1, min(last, 255) + 2))
        at += 4 + length
    return sheet
