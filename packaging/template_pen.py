"""How an office's table is drawn: head, boxed grid, foot, notes, print set-up. Knows no table in particular."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

SONG, HEI = "宋体", "黑体"
GREY = "#EDEDED"
#: Pixels of the widest digit and the padding of a column in 宋体 11, the usual font of a Chinese workbook.
DIGIT, PADDING = 8, 5

Cell = str | int | float | None
Look = Mapping[str, Any]

#: Words in a body cell, a little off the line.
WORDS: Look = {"align": "left", "indent": 1}
MIDDLE: Look = {"align": "center"}


def figure(decimals: int) -> Look:
    """A body cell for a number with so many decimals, kept off the line by the width of a space.

    Not by an indent: LibreOffice indents only the first of several such cells in a row.
    """
    return {"align": "right", "num_format": ("0." + "0" * decimals if decimals else "0") + "_ "}


@dataclass(frozen=True)
class Head:
    """The lines above and below a table; the words after each colon are left for whoever fills it."""

    title: str
    number: str
    unit: str
    period: str = "报告期："


#: The people who answer for a table, from left to right.
FOOT = ("单位负责人：", "统计负责人：", "填表人：", "联系电话：", "报出日期：")


class Book:
    """A workbook under the pen. Same words in, same bytes out: no clock, no chance."""

    def __init__(self, path: Path, title: str, subject: str, version: str) -> None:
        self.out = xlsxwriter.Workbook(
            path,
            {
                "default_format_properties": {"font_name": SONG, "font_size": 11},
                "default_row_height": 18,
                "default_column_width": 72,
                "strings_to_formulas": False,
                "strings_to_urls": False,
            },
        )
        self.out.set_properties(
            {
                "title": title,
                "subject": subject,
                "author": "市消费者权益保护委员会",
                "company": "市消费者权益保护委员会",
                "category": "综合统计报表",
                "keywords": "消费者投诉 综合统计 报表",
                "comments": "由县（市、区）消保委填报，市消保委汇总。",
                "created": datetime(2026, 1, 4, 9, 0),
            }
        )
        self.out.set_custom_property("表式版本", version)
        self.out.set_size(1366, 768)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, properties: Look) -> Any:
        """The one format with these properties."""
        all_of = {"font_name": SONG, "font_size": 10, "valign": "vcenter", **properties}
        key = tuple(sorted(all_of.items()))
        if key not in self._formats:
            self._formats[key] = self.out.add_format(all_of)
        return self._formats[key]

    def name(self, name: str, sheet: str, area: tuple[int, int, int, int]) -> None:
        """A workbook-wide defined name for an area: first row and column, last row and column."""
        self.out.define_name(name, f"='{sheet}'!{xl_range_abs(*area)}")

    def close(self) -> None:
        """Write the file."""
        self.out.close()


@dataclass
class Grid:
    """A boxed rectangle of a sheet, first and last row and column inclusive: thin inside, medium around."""

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int
    base: Look = field(default_factory=dict)

    def style(self, row: int, column: int, last_row: int, last_column: int, extra: Look) -> Any:
        """The format of a cell (or merged cells), with the outer line where the rectangle ends."""
        return self.sheet.book.style(
            {
                "top": 2 if row == self.top else 1,
                "bottom": 2 if last_row == self.bottom else 1,
                "left": 2 if column == self.left else 1,
                "right": 2 if last_column == self.right else 1,
                **self.base,
                **extra,
            }
        )

    def put(self, row: int, column: int, value: Cell, **extra: Any) -> None:
        """One cell: text, number or nothing."""
        style = self.style(row, column, row, column, extra)
        if value is None:
            self.sheet.out.write_blank(row, column, None, style)
        else:
            self.sheet.out.write(row, column, value, style)

    def sum(self, row: int, column: int, formula: str, **extra: Any) -> None:
        """A formula on grey, with 0 as its stored result: right as long as the table is empty."""
        style = self.style(row, column, row, column, {"bg_color": GREY, **extra})
        self.sheet.out.write_formula(row, column, formula, style, 0)

    def merge(self, row: int, column: int, last_row: int, last_column: int, text: str, **extra: Any) -> None:
        """Several cells as one."""
        style = self.style(row, column, last_row, last_column, extra)
        self.sheet.out.merge_range(row, column, last_row, last_column, text, style)

    def heading(self, row: int, column: int, text: str, last_row: int = -1, last_column: int = -1) -> None:
        """A heading of columns, over one cell or several."""
        look = {"font_name": HEI, "align": "center", "text_wrap": True}
        last_row, last_column = max(row, last_row), max(column, last_column)
        if (row, column) == (last_row, last_column):
            self.put(row, column, text, **look)
        else:
            self.merge(row, column, last_row, last_column, text, **look)


class Sheet:
    """One sheet: ``widths`` are characters of the default font, left to right."""

    def __init__(self, book: Book, name: str, widths: Sequence[float]) -> None:
        self.book, self.name, self.widths = book, name, widths
        self.out = book.out.add_worksheet(name)
        for column, width in enumerate(widths):
            self.out.set_column(column, column, width)
        self.out.hide_gridlines(2)
        self.out.set_landscape()
        self.out.set_paper(9)
        self.out.set_margins(left=0.45, right=0.45, top=0.5, bottom=0.55)
        self.out.center_horizontally()
        self.out.fit_to_pages(1, 1)

    def height(self, points: float, first: int, last: int = -1) -> None:
        """The height of rows ``first`` to ``last``."""
        for row in range(first, max(first, last) + 1):
            self.out.set_row(row, points)

    def head(self, head: Head, cuts: tuple[int, int]) -> None:
        """Three lines: title; code of the office and number of the table; office, period and unit.

        ``cuts`` are the columns where the middle and the right third begin.
        """
        last = len(self.widths) - 1
        title = {"font_name": HEI, "font_size": 18, "align": "center"}
        self._line(0, 0, last, head.title, title)
        left, right = {"align": "left"}, {"align": "right"}
        self._line(1, 0, cuts[0] - 1, "单位代码：", left)
        self._line(1, cuts[1], last, f"表\u3000\u3000号：{head.number}", right)
        self._line(2, 0, cuts[0] - 1, "填报单位（盖章）：", left)
        self._line(2, cuts[0], cuts[1] - 1, head.period, {"align": "center"})
        self._line(2, cuts[1], last, f"计量单位：{head.unit}", right)
        self.height(30, 0)
        self.height(15, 1)
        self.height(18, 2)

    def foot(self, row: int, starts: Sequence[int]) -> None:
        """The line of signatures; ``starts`` are the columns where each part begins."""
        ends = [*starts[1:], len(self.widths)]
        for text, first, end in zip(FOOT, starts, ends, strict=True):
            self._line(row, first, end - 1, text, {"align": "left"})
        self.height(21, row)

    def notes(self, row: int, lines: Sequence[str], rows: int, size: float = 9) -> None:
        """A text box of filling-in notes over ``rows`` empty rows from ``row``, as wide as the table."""
        height = sum(20 for _ in range(rows)) - 6
        width = sum(int(w * DIGIT + 0.5) + PADDING for w in self.widths) - 8
        self.height(15, row, row + rows - 1)
        self.out.insert_textbox(
            row,
            0,
            "\n".join(("填表说明：", *lines)),
            {
                "x_offset": 4,
                "y_offset": 3,
                "width": width,
                "height": height,
                "object_position": 1,
                "lang": "zh-CN",
                "font": {"name": SONG, "size": size},
                "align": {"vertical": "middle"},
                "line": {"color": "#7F7F7F", "width": 0.75, "dash_type": "dash"},
                "fill": {"none": True},
                "description": "填表说明",
            },
        )

    def finish(self, last_row: int, header: tuple[int, int], freeze: tuple[int, int], number: str) -> None:
        """What the printer needs, and the panes that stay while scrolling."""
        self.out.print_area(0, 0, last_row, len(self.widths) - 1)
        self.out.repeat_rows(*header)
        self.out.freeze_panes(*freeze)
        self.out.set_footer(f'&L&"{SONG},常规"&9{number}&C&"{SONG},常规"&9第 &P 页，共 &N 页', {"margin": 0.25})
        self.out.set_selection(freeze[0], freeze[1], freeze[0], freeze[1])

    def counts(self, top: int, left: int, bottom: int, right: int, unit: str, strict: bool = True) -> None:
        """Only whole numbers from 0 on may be typed; ``strict`` stops, otherwise it asks."""
        self._valid("integer", (top, left, bottom, right), f"{unit}填非负整数；没有发生的填0。", strict)

    def amounts(self, top: int, left: int, bottom: int, right: int, unit: str, strict: bool = True) -> None:
        """Only numbers from 0 on may be typed."""
        text = f"{unit}填不小于0的数，保留两位小数；没有发生的填0。"
        self._valid("decimal", (top, left, bottom, right), text, strict)

    def _valid(self, kind: str, where: tuple[int, int, int, int], text: str, strict: bool) -> None:
        self.out.data_validation(
            *where,
            {
                "validate": kind,
                "criteria": ">=",
                "value": 0,
                "ignore_blank": True,
                "error_type": "stop" if strict else "warning",
                "error_title": "请核对",
                "error_message": text,
            },
        )

    def _line(self, row: int, first: int, last: int, text: str, look: Look) -> None:
        style = self.book.style(look)
        if first == last:
            self.out.write(row, first, text, style)
        else:
            self.out.merge_range(row, first, row, last, text, style)


def cell(row: int, column: int) -> str:
    """The address, as in a formula."""
    return str(xl_rowcol_to_cell(row, column))


def span(row: int, column: int, last_row: int, last_column: int) -> str:
    """The range, as in a formula."""
    return str(xl_range(row, column, last_row, last_column))
