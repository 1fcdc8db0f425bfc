"""Small workbooks made by code, as a city office and its counties would make them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import xlsxwriter

SHEET = "投诉处理情况表"
MAIN = "主要指标表"

MAPPING = """
[template]
id = "monthly"
version = "2026.1"
title = "消费者投诉统计月报表"
workbook = "monthly.xlsx"

[[heading]]
what = "office"
sheet = "投诉处理情况表"
cell = "A2"
pattern = "填报单位（盖章）：{}"

[[heading]]
what = "period"
sheet = "投诉处理情况表"
cell = "D2"
pattern = "报告期：{}"

[[block]]
sheet = "投诉处理情况表"
label_column = "A"
header_rows = [4, 5]
row = [
  { at = 6, label = "合计" },
  { at = 7, label = "商品类", key = "|category=0100000000" },
  { at = 8, label = "食品类", key = "|category=0101000000" },
  { at = 9, label = "其他", key = "|category=0199000000" },
  { at = 10, label = "服务类", key = "|category=0200000000" },
  { at = 11, label = "餐饮", key = "|category=0201000000" },
  { at = 12, label = "其他", key = "|category=0299000000" },
]
column = [
  { at = "B", label = "受理", key = "accepted", unit = "件", decimals = 0 },
  { at = "C", label = "办结", key = "closed", unit = "件", decimals = 0 },
  { at = "D", label = "挽回经济损失（万元）", key = "recovered", unit = "万元", decimals = 2 },
  { at = "E", label = "投诉性质/质量", key = "accepted|nature=N01", unit = "件", decimals = 0 },
  { at = "F", label = "投诉性质/价格", key = "accepted|nature=N04", unit = "件", decimals = 0 },
]

[[block]]
sheet = "主要指标表"
label_column = "A"
header_rows = [3]
row = [
  { at = 4, label = "受理投诉", key = "accepted", unit = "件", decimals = 0 },
  { at = 5, label = "办结率", key = "closed_rate", unit = "%", decimals = 2 },
  { at = 6, label = "咨询", key = "enquiries", unit = "人次", decimals = 0 },
]
column = [
  { at = "B", label = "本期" },
  { at = "C", label = "上年同期", key = "@last-year" },
]

[[cell]]
sheet = "主要指标表"
at = "B9"
key = "stations"
label_row = "监督站"
unit = "个"
name = "stations"
"""


def template(*, results: bool = True, more: Callable[[xlsxwriter.Workbook], None] | None = None) -> bytes:
    """The workbook of :data:`MAPPING`: two sheets, merged headers, totals, a text box, a hidden sheet; ``more`` draws
    more into it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    book.set_properties({"created": datetime(2026, 1, 1)})  # the same bytes whenever it is made
    head = book.add_format({"bold": True, "border": 1, "align": "center"})
    grid = book.add_format({"border": 1, "num_format": "0"})
    money = book.add_format({"border": 1, "num_format": "0.00"})
    sheet = book.add_worksheet(SHEET)
    sheet.merge_range("A1:F1", "消费者投诉处理情况表", head)
    sheet.merge_range("A2:C2", "填报单位（盖章）：", grid)
    sheet.merge_range("D2:F2", "报告期：", grid)
    sheet.merge_range("A4:A5", "类别", head)
    sheet.merge_range("B4:B5", "受理", head)
    sheet.merge_range("C4:C5", "办结", head)
    sheet.merge_range("D4:D5", "挽回经济损失\n（万元）", head)
    sheet.merge_range("E4:F4", "投诉性质", head)
    sheet.write("E5", "质量", head)
    sheet.write("F5", "价格", head)
    labels = ["合    计", "商品类", "　食品类", "　其他", "服务类", "　餐饮", "　其他"]
    for row, label in enumerate(labels, start=6):
        sheet.write(row - 1, 0, label, head)
        for column, letter in enumerate("BCDEF", start=1):
            style = money if letter == "D" else grid
            formula = {6: f"={letter}7+{letter}10", 7: f"=SUM({letter}8:{letter}9)", 10: f"=SUM({letter}11:{letter}12)"}
            if row in formula:
                sheet.write_formula(row - 1, column, formula[row], style, 0 if results else "")
            else:
                sheet.write_blank(row - 1, column, None, style)
    sheet.write("A14", "单位负责人：", grid)
    sheet.insert_textbox("H3", "填表说明：合计自动计算")
    sheet.freeze_panes(5, 1)
    sheet.data_validation("B8:F9", {"validate": "decimal", "criteria": ">=", "value": 0})
    main = book.add_worksheet(MAIN)
    main.merge_range("A1:C1", "主要指标表", head)
    for column, text in enumerate(("指标", "本期", "上年同期")):
        main.write(2, column, text, head)
    for row, text in enumerate(("受理投诉", "办结率", "咨询"), start=3):
        main.write(row, 0, text, head)
        main.write_blank(row, 1, None, grid)
        main.write_blank(row, 2, None, grid)
    main.write_formula("B4", f"={SHEET}!B6", grid, 0)
    main.write_formula("B5", f'=IF(B4=0,"",ROUND({SHEET}!C6/B4*100,2))', money, "")
    main.write("A9", "监督站", head)
    main.write_blank("B9", None, grid)
    book.define_name("stations", f"={MAIN}!$B$9")
    hidden = book.add_worksheet("说明")
    hidden.hide()
    hidden.write("A1", "勿改")
    if more is not None:
        more(book)
    book.close()
    return stream.getvalue()


def change_parts(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The zip with every part passed through ``change`` (``None`` drops it)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = change(entry.filename, old.read(entry))
            if content is not None:
                new.writestr(entry.filename, content)
    return stream.getvalue()


def change_text(data: bytes, part: str, pattern: str, by: str, *, count: int = 1) -> bytes:
    """The workbook with a regular expression replaced in one part; it must occur."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        text, times = re.subn(pattern, by, content.decode(), count=count, flags=re.DOTALL)
        assert times, f"{pattern} is not in {part}"
        return text.encode()

    return change_parts(data, change)


def parts_of(data: bytes) -> dict[str, bytes]:
    """Part name → content, in the order of the zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
