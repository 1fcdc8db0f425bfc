"""An empty table to be filled in by hand: a title, a note, headings, an example, drop-downs, ready to be printed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

FormKind = Literal["number", "text", "date", "money", "choice", "story"]

_LISTS = "可选的词"
_FORMATS = {"text": "@", "choice": "@", "date": "yyyy-m-d", "money": "0.00", "story": "@", "number": "0"}
#: Rows that are drawn, and rows in which drop-downs and formats are at work.
DRAWN, READY = 40, 1000
_NOT_LISTED = "下拉里没有这个词。最好挑一个；确实没有的，也可以照原话写，点「是」就行。"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column: ``heading``, ``width`` in characters, what is written there, the words to choose from, an example."""

    heading: str
    width: float
    kind: FormKind = "text"
    choices: tuple[str, ...] = ()
    example: str = ""


def write_form(sheet: str, title: str, note: str, columns: Sequence[FormColumn], *, serial: str, example: str) -> bytes:
    """The bytes of an .xlsx with one page of ``columns`` and one of the words to choose from.

    The first column, headed ``serial``, numbers the rows; ``example`` stands there in the row that shows how to
    write. Prints on A4 across, the headings on every page.
    """
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    font = {"font_name": "宋体", "font_size": 13, "valign": "vcenter"}
    line = {"border": 1, "border_color": "#7F8C86", "text_wrap": True}
    heading = book.add_format({**font, **line, "bold": True, "align": "center", "bg_color": "#E3ECE5"})
    shown = book.add_format({**font, **line, "italic": True, "font_color": "#5F6B66", "bg_color": "#F4F1E8"})
    styles = {
        kind: book.add_format({**font, **line, "num_format": number, "align": _align(kind)})
        for kind, number in _FORMATS.items()
    }
    page = book.add_worksheet(sheet)
    last = len(columns)
    page.set_column(0, 0, 6)
    page.merge_range(0, 0, 0, last, title, book.add_format({**font, "bold": True, "font_size": 20, "align": "center"}))
    page.merge_range(1, 0, 1, last, note, book.add_format({**font, "text_wrap": True, "align": "left"}))
    page.set_row(0, 36)
    page.set_row(1, 19 * (note.count("\n") + 1) + 6)
    page.set_row(2, 42)
    page.set_row(3, 40)
    page.write_string(2, 0, serial, heading)
    page.write_string(3, 0, example, shown)
    for at, column in enumerate(columns, start=1):
        bare = book.add_format({**font, "num_format": _FORMATS[column.kind]})
        page.set_column(at, at, column.width, bare)
        page.write_string(2, at, column.heading, heading)
        page.write_string(3, at, column.example, shown)
    for row in range(DRAWN):
        page.set_row(4 + row, 40)
        page.write_number(4 + row, 0, row + 1, styles["number"])
        for at, column in enumerate(columns, start=1):
            page.write_blank(4 + row, at, None, styles[column.kind])
    lists = book.add_worksheet(_LISTS)
    listed = [(at, column) for at, column in enumerate(columns, start=1) if column.choices]
    for where, (at, column) in enumerate(listed):
        lists.set_column(where, where, max(10, 2.2 * max(map(len, column.choices))))
        lists.write_string(0, where, column.heading.replace("\n", ""), heading)
        for row, word in enumerate(column.choices, start=1):
            lists.write_string(row, where, word, book.add_format(font))
        letter = chr(65 + where)
        page.data_validation(
            4, at, 4 + READY - 1, at,
            {
                "validate": "list",
                "source": f"='{_LISTS}'!${letter}$2:${letter}${len(column.choices) + 1}",
                "error_type": "warning",
                "error_title": "请看一看",
                "error_message": _NOT_LISTED,
            },
        )  # fmt: skip
    lists.freeze_panes(1, 0)
    page.freeze_panes(3, 2)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.set_zoom(110)
    book.close()
    return stream.getvalue()


def _align(kind: str) -> str:
    return "left" if kind in ("story", "text") else "right" if kind == "money" else "center"
