"""The workbook in the pictures as a city might draw it, and its edition of the next year."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

_THIN = Side(style="thin")
_BOX = Border(_THIN, _THIN, _THIN, _THIN)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_HEAD = PatternFill("solid", fgColor="E2EEE7")
_GOODS = ("家电类", "服装鞋帽", "食品", "烟酒饮料类", "日用商品类", "交通工具类")
_SERVICES = ("生活、社会服务类", "旅游服务", "电信服务", "互联网服务", "销售服务")
_FIGURES = ("受理", "办结", "调解成功")
_WORK = (("发放宣传资料", "份"), ("发布消费警示", "条"), ("消费维权志愿者", "名"), ("消协分会", "个"))


def city_template(path: Path, *, next_year: bool = False) -> Path:
    """Two sheets; ``next_year`` has a class more, one work called otherwise, and the second table further down."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "投诉情况"
    groups = (("投诉情况（件）", _FIGURES), ("挽回损失（万元）", ("本期", "上年同期")))
    goods = (*_GOODS, "医药及医疗用品") if next_year else _GOODS
    wide = 1 + sum(len(words) for _, words in groups)
    _title(sheet, "消费者投诉受理处理情况统计表", wide)
    sheet["A2"] = "填报单位（盖章）："
    sheet.merge_cells("A2:C2")
    sheet["D2"] = "报告期："
    sheet.merge_cells("D2:F2")
    sheet["A3"] = "商品和服务"
    sheet.merge_cells("A3:A4")
    at = 2
    for group, words in groups:
        sheet.cell(3, at, group)
        sheet.merge_cells(start_row=3, start_column=at, end_row=3, end_column=at + len(words) - 1)
        for word in words:
            sheet.cell(4, at, word)
            at += 1
    lines = ["合计", "商品类", *(f"　{word}" for word in goods), "服务类", *(f"　{word}" for word in _SERVICES)]
    for row, word in enumerate(lines, start=5):
        sheet.cell(row, 1, word)
        sheet.cell(row, 1).font = Font(name="宋体", size=11, bold=not word.startswith("　"))
    _box(sheet, 3, 4 + len(lines), wide, head=2)
    sheet.column_dimensions["A"].width = 20
    work = book.create_sheet("工作情况")
    _title(work, "工作开展情况", 4)
    first = 4 if next_year else 3
    for at, word in enumerate(("工作内容", "单位", "本月", "1至本月累计"), start=1):
        work.cell(first, at, word)
    for row, (word, unit) in enumerate(_WORK, start=first + 1):
        work.cell(row, 1, "发布消费提示警示" if next_year and word == "发布消费警示" else word)
        work.cell(row, 2, unit)
    _box(work, first, first + len(_WORK), 4, head=1)
    work.column_dimensions["A"].width = 22
    book.save(path)
    return path


def _title(sheet: Worksheet, words: str, wide: int) -> None:
    sheet["A1"] = words
    sheet["A1"].font = Font(name="黑体", size=16)
    sheet["A1"].alignment = _MIDDLE
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=wide)
    sheet.row_dimensions[1].height = 30


def _box(sheet: Worksheet, first: int, last: int, wide: int, *, head: int) -> None:
    for row in range(first, last + 1):
        for column in range(1, wide + 1):
            cell = sheet.cell(row, column)
            cell.border = _BOX
            if row < first + head:
                cell.alignment, cell.fill = _MIDDLE, _HEAD
    for letter in "BCDEF":
        sheet.column_dimensions[letter].width = 12
