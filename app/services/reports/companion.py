"""The companion of a merged workbook: every figure by office, with live formulas, and where each came from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.services.indicators import formula
from app.services.indicators.catalogue import Catalogue, catalogue
from app.services.keys import Key, parse_key
from app.services.returns.compute import CellValue

if TYPE_CHECKING:
    from app.services.merging.figures import Part

_FIRST_ROW = 4
_LABELS = 5
_FONT = "宋体"


def companion_workbook(
    title: str,
    cells: Sequence[CellValue],
    parts: Mapping[str, Sequence[Part]],
    offices: Mapping[str, str],
    absent: Sequence[str],
    known: Catalogue | None = None,
) -> bytes:
    """The workbook's bytes: sheets 单位对照 (a row per figure, a column per office, 合计 as formulas),
    来源 (a row per office) and 逐格来源 (a row per value). ``offices``: code → name, in order.
    ``known``: the indicators of the office (the shipped ones without it).
    """
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        _Compare(book, title, cells, parts, offices, absent, known or catalogue()).write()
        _sources(book, parts, offices)
        _cell_sources(book, cells, parts)
    finally:
        book.close()
    return stream.getvalue()


class _Compare:
    def __init__(
        self,
        book: Any,
        title: str,
        cells: Sequence[CellValue],
        parts: Mapping[str, Sequence[Part]],
        offices: Mapping[str, str],
        absent: Sequence[str],
        known: Catalogue,
    ) -> None:
        self._book, self._title, self._parts, self._known = book, title, parts, known
        self._cells = [item for item in cells if not parse_key(item.cell.key).code("rank")]
        self._codes, self._names, self._absent = list(offices), list(offices.values()), absent
        self._sheet = book.add_worksheet("单位对照")
        self._total = _LABELS + len(self._codes)
        self._rows = {item.cell.place: _FIRST_ROW + n for n, item in enumerate(self._cells)}
        self._by_key: dict[Key, str] = {}
        for item in self._cells:
            self._by_key.setdefault(parse_key(item.cell.key), item.cell.place)

    def write(self) -> None:
        sheet, book = self._sheet, self._book
        head = book.add_format(
            {"bold": True, "font_name": _FONT, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
             "bg_color": "#EEE8DA"}
        )  # fmt: skip
        plain = book.add_format({"font_name": _FONT, "border": 1, "valign": "vcenter"})
        sheet.merge_range(
            0, 0, 0, self._total, self._title,
            book.add_format({"bold": True, "font_name": "黑体", "font_size": 16, "align": "center"}),
        )  # fmt: skip
        note = "合计列是公式；比率不相加，由合计的件数重新计算。空格是没有填报，不是 0。"
        if self._absent:
            note += f"不完整：缺{'、'.join(self._absent)}。"
        sheet.merge_range(1, 0, 1, self._total, note, book.add_format({"font_name": _FONT, "text_wrap": True}))
        for column, text in enumerate(["表", "格", "项目", "栏目", "单位", *self._names, "合计"]):
            sheet.write_string(_FIRST_ROW - 1, column, text, head)
        for item in self._cells:
            row = self._rows[item.cell.place]
            c = item.cell
            for column, text in enumerate([c.sheet, c.cell, c.row_label, c.column_label, c.unit]):
                sheet.write_string(row, column, text, plain)
            number = self._number_format(item.cell.decimals)
            values = {part.office: part.value for part in self._parts.get(c.place, ())}
            for column, code in enumerate(self._codes, _LABELS):
                value = values.get(code)
                if value is None or value.number is None:
                    sheet.write_blank(row, column, None, number)
                else:
                    sheet.write_number(row, column, float(value.number), number)
            self._write_total(row, item, number)
        sheet.freeze_panes(_FIRST_ROW, _LABELS)
        for first, last, width in ((0, 0, 16), (1, 1, 7), (2, 2, 24), (3, 3, 32), (4, 4, 8), (5, self._total, 12)):
            sheet.set_column(first, last, width)
        sheet.set_row(0, 28)
        sheet.set_row(1, 32)
        sheet.set_row(_FIRST_ROW - 1, 36)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_FIRST_ROW - 1)

    def _number_format(self, decimals: int | None) -> Any:
        return self._book.add_format(
            {
                "font_name": _FONT,
                "border": 1,
                "valign": "vcenter",
                "num_format": "0" if not decimals else "0." + "0" * decimals,
            }
        )

    def _write_total(self, row: int, item: CellValue, number: Any) -> None:
        shown: Any = "" if item.value.number is None else float(item.value.number)
        resolved = self._known.resolve(parse_key(item.cell.key).indicator)
        if not resolved.ending and resolved.indicator.over_offices == "sum":
            if item.value.number is None:
                self._sheet.write_blank(row, self._total, None, number)
                return
            first, last = self._address(row, _LABELS), self._address(row, self._total - 1)
            self._sheet.write_formula(row, self._total, f"=SUM({first}:{last})", number, shown)
            return
        text = self._recomputed(item)
        if text is None:
            self._sheet.write_blank(row, self._total, None, number)
        else:
            places = item.cell.decimals or 0
            self._sheet.write_formula(row, self._total, f'=IFERROR(ROUND({text},{places}),"")', number, shown)

    def _recomputed(self, item: CellValue) -> str | None:
        """A rate or change as a formula over the totals of other rows; None when its parts are not here."""
        from app.services.indicators.derive import BEFORE_OF, NOW_OF

        key = parse_key(item.cell.key)
        resolved = self._known.resolve(key.indicator)
        if resolved.ending in ("_change", "_change_rate", "_change_pp"):
            base = key.of(resolved.indicator.key)
            now, before = (self._total_of(base.at(span)) for span in (NOW_OF[key.span], BEFORE_OF[key.span]))
            if now is None or before is None:
                return None
            return f"({now}-{before})/{before}*100" if resolved.ending == "_change_rate" else f"({now}-{before})"
        if resolved.ending:
            return None
        return self._tree(formula.parse(resolved.indicator.formula), key)

    def _tree(self, tree: formula.Tree, key: Key) -> str | None:
        if isinstance(tree, Decimal):
            return format(tree, "f")
        if isinstance(tree, formula.Part):
            where = key.where if tree.reach == "own" else ()
            return self._total_of(Key(tree.indicator, where, tree.span or key.span))
        left, right = self._tree(tree[1], key), self._tree(tree[2], key)
        return None if left is None or right is None else f"({left}{tree[0]}{right})"

    def _total_of(self, key: Key) -> str | None:
        place = self._by_key.get(key)
        return None if place is None else self._address(self._rows[place], self._total)

    @staticmethod
    def _address(row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return str(xl_rowcol_to_cell(row, column))


def _sources(book: Any, parts: Mapping[str, Sequence[Part]], offices: Mapping[str, str]) -> None:
    sheet = book.add_worksheet("来源")
    _head(book, sheet, ["单位代码", "单位", "文件", "版次", "SHA-256", "更正格数"], (10, 28, 44, 6, 68, 10))
    plain = book.add_format({"font_name": _FONT, "border": 1})
    for row, (code, name) in enumerate(offices.items(), 1):
        own = [part for cell in parts.values() for part in cell if part.office == code]
        first = own[0] if own else None
        texts = [
            code,
            name,
            first.file if first else "",
            str(first.revision) if first else "",
            first.sha256 if first else "",
        ]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, plain)
        sheet.write_number(row, 5, sum(part.corrected for part in own), plain)


def _cell_sources(book: Any, cells: Sequence[CellValue], parts: Mapping[str, Sequence[Part]]) -> None:
    sheet = book.add_worksheet("逐格来源")
    _head(
        book, sheet,
        ["汇总表", "格", "项目", "栏目", "单位", "文件", "文件里的表", "文件里的格", "报的数", "采用的数"],
        (16, 7, 22, 20, 26, 40, 16, 10, 12, 12),
    )  # fmt: skip
    row = 0
    for item in cells:
        for part in parts.get(item.cell.place, ()):
            row += 1
            c = item.cell
            texts = [c.sheet, c.cell, c.row_label, c.column_label, part.office_name, part.file, part.sheet, part.cell]
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
            for column, value in ((8, part.reported), (9, part.value)):
                if value.number is None:
                    sheet.write_string(row, column, str(value))
                else:
                    sheet.write_number(row, column, float(value.number))
    sheet.autofilter(0, 0, max(row, 1), 9)


def _head(book: Any, sheet: Any, texts: Sequence[str], widths: Sequence[int]) -> None:
    head = book.add_format({"bold": True, "font_name": _FONT, "border": 1, "bg_color": "#EEE8DA"})
    for column, (text, width) in enumerate(zip(texts, widths, strict=True)):
        sheet.write_string(0, column, text, head)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
