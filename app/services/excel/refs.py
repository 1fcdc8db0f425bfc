"""Cell references: ``B7`` ↔ (row 7, column 2), ranges, and how texts of labels are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: The last row and column of a sheet in the .xlsx format (XFD1048576).
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column; all 1-based and included."""


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """``A`` → 1, ``AA`` → 27. Raises ``ValueError`` for anything else."""
    number = 0
    for letter in letters.upper():
        digit = ord(letter) - 64
        if not 1 <= digit <= 26:
            raise ValueError(letters)
        number = number * 26 + digit
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(letters)
    return number


@lru_cache(maxsize=4096)
def column_letters(number: int) -> str:
    """1 → ``A``, 27 → ``AA``."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@lru_cache(maxsize=65536)
def split_cell(text: str) -> tuple[int, int]:
    """``B7`` or ``$B$7`` → (7, 2). Raises ``ValueError`` when it is not a cell of a sheet."""
    found = _CELL.fullmatch(text)
    if not found:
        raise ValueError(text)
    row = int(found[2])
    if row > MAX_ROW:
        raise ValueError(text)
    return row, column_number(found[1])


@lru_cache(maxsize=65536)
def cell_name(row: int, column: int) -> str:
    """(7, 2) → ``B7``."""
    return f"{column_letters(column)}{row}"


def split_range(text: str) -> Box:
    """``B7:D9`` (or one cell) → (7, 2, 9, 4), corners in any order. Raises ``ValueError``."""
    first, _colon, last = text.partition(":")
    top, left = split_cell(first)
    bottom, right = split_cell(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)


def range_name(box: Box) -> str:
    """(7, 2, 9, 4) → ``B7:D9``; one cell → ``B7``."""
    first, last = cell_name(box[0], box[1]), cell_name(box[2], box[3])
    return first if first == last else f"{first}:{last}"


def split_name_target(text: str) -> tuple[str, Box] | None:
    """What a defined name points at: ``'Sheet 1'!$B$7:$D$9`` → (sheet, box); ``None`` for anything richer."""
    sheet, mark, area = text.rpartition("!")
    if not mark:
        return None
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    try:
        return sheet, split_range(area.replace("$", ""))
    except ValueError:
        return None


_DROPPED = dict.fromkeys([*range(0x21), 0x7F, 0xA0, 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0x3000, 0xFEFF])


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """``text`` as labels are compared: without any space or indentation, half-width, lower case."""
    return unicodedata.normalize("NFKC", text.translate(_DROPPED)).translate(_DROPPED).casefold()
