"""Rows of text as they come from a spreadsheet by copying."""

from __future__ import annotations


def rows_of_text(text: str) -> list[list[str]]:
    """Tabs between cells, one row a line; without tabs, two spaces or a comma set cells apart. Empty lines are left."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if any("\t" in line for line in lines):
        return [line.split("\t") for line in lines]
    mark = next((mark for mark in (",", "，", "  ", " ") if all(mark in line for line in lines)), "\t")
    return [[part.strip() for part in line.split(mark) if part.strip() or mark in ",，"] for line in lines]
