"""Workbooks that look nothing like ours, as a city might draw them."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
CLASSES = ("合计", "家用电子电器类", "服装鞋帽类", "食品类", "房屋及建材类")
FIGURES = ("受理投诉（件）", "已处理（件）", "调解成功（件）", "挽回经济损失（万元）", "其中：质量", "神秘数字")


def transposed(path: Path) -> Path:
    """Classes across, figures down; the last row is a figure nobody knows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "横表"
    sheet["A1"] = "消费投诉情况（横表）"
    sheet.merge_cells("A1:F1")
    sheet["A2"], sheet["E2"] = "填报单位：", "报告期："
    sheet["A3"] = "项目"
    for at, word in enumerate(CLASSES, start=2):
        sheet.cell(3, at, word).alignment = _MIDDLE
    for at, word in enumerate(FIGURES, start=4):
        sheet.cell(at, 1, word)
    for row in range(3, 4 + len(FIGURES)):
        for column in range(1, 2 + len(CLASSES)):
            sheet.cell(row, column).border = _BOX
    sheet.column_dimensions["A"].width = 24
    book.save(path)
    return path
