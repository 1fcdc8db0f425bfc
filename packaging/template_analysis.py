"""The analysis tables: three tables of changes (natures, goods, services) and the lists of ten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from template_monthly import GOODS, NATURES, SERVICES, VERSION
from template_pen import GREY, MIDDLE, WORDS, Book, Grid, Head, Look, Sheet, figure, span

INDENT = "\u3000"
ARROWS = '"↑"0.00_ ;"↓"0.00_ ;0.00_ '


def draw(path: Path) -> None:
    """Write the workbook to ``path``."""
    book = Book(path, "消费者投诉分析统计表", "消统析1表至消统析4表", VERSION)
    _changes(
        book,
        "投诉性质变化表",
        "消统析1表",
        "投诉性质",
        NATURES,
        "合计",
        "",
        "1．比重＝该性质投诉件数÷全部投诉件数×100%，十种性质之和等于全部投诉件数。",
    )
    _changes(
        book,
        "商品大类变化表",
        "消统析2表",
        "商品大类",
        GOODS,
        "商品类合计",
        "全部投诉",
        "1．比重＝该类投诉件数÷全部投诉件数（商品类、服务类和其他之和）×100%。",
    )
    _changes(
        book,
        "服务大类变化表",
        "消统析3表",
        "服务大类",
        SERVICES,
        "服务类合计",
        "全部投诉",
        "1．比重＝该类投诉件数÷全部投诉件数（商品类、服务类和其他之和）×100%。",
    )
    _top(book)
    book.close()


def _changes(
    book: Book,
    title: str,
    number: str,
    first_heading: str,
    names: Sequence[str],
    total: str,
    everything: str,
    note: str,
) -> None:
    sheet = Sheet(book, title, [34, 17, 17, 17, 17, 22])
    sheet.head(Head(title, number, "件、%、百分点"), (2, 4))
    top = 5
    sum_row = top + len(names)
    last = sum_row + (1 if everything else 0)
    grid = Grid(sheet, 3, 0, last, 5, {"font_size": 11})
    grid.heading(3, 0, first_heading, last_row=4)
    for column, text in ((1, "本期"), (3, "上年同期")):
        grid.heading(3, column, text, last_column=column + 1)
        grid.heading(4, column, "件数（件）")
        grid.heading(4, column + 1, "比重（%）")
    grid.heading(3, 5, "比重变化\n（百分点）", last_row=4)
    looks: tuple[Look, ...] = (figure(0), figure(2), figure(0), figure(2), {**figure(2), "num_format": ARROWS})
    for row, text in enumerate(names, top):
        grid.put(row, 0, INDENT + text if everything else text, **WORDS)
        for column, look in enumerate(looks, 1):
            grid.put(row, column, None, **look)
    grid.put(sum_row, 0, total, **WORDS, bold=True, bg_color=GREY)
    for column, look in enumerate(looks, 1):
        if column in (1, 3):
            formula = f"=SUM({span(top, column, sum_row - 1, column)})"
            grid.sum(sum_row, column, formula, bold=True, **look)
        elif everything or column < 5:
            grid.put(sum_row, column, None, bold=True, **look)
    if everything:
        grid.put(last, 0, everything, **WORDS, bold=True)
        for column, look in enumerate(looks[:4], 1):
            grid.put(last, column, None, bold=True, **look)
    grid.put(last, 5, "—", **MIDDLE)
    for column in (1, 3):
        sheet.counts(top, column, sum_row - 1, column, "件数")
        if everything:
            sheet.counts(last, column, last, column, "件数")
    for column in (2, 4):
        sheet.amounts(top, column, sum_row - 1, column, "比重（%）")
    sheet.height(20.25, 3, 4)
    sheet.height(0.75 * (400 // (last - top + 1)), top, last)
    sheet.foot(last + 1, (0, 1, 2, 3, 5))
    sheet.notes(
        last + 2,
        (
            note,
            "2．比重变化＝本期比重－上年同期比重，按四舍五入后的比重相减；↑为上升，↓为下降，单位为百分点。",
            "3．上年同期按上年已报出的报表填列；上年没有数据的留空，不填0。灰底单元格为公式，请勿改动。",
        ),
        4,
    )
    sheet.finish(last + 5, (3, 4), (top, 1), number)
    book.name(f"{title.removesuffix('变化表')}合计行", title, (sum_row, 1, sum_row, 5))


def _top(book: Book) -> None:
    sheet = Sheet(book, "前十位", [6, 23, 8, 8, 1.5, 6, 23, 8, 8, 1.5, 6, 23, 8, 9, 10])
    sheet.head(Head("投诉量前十位和上升最快的项目", "消统析4表", "件、%"), (5, 11))
    top, last = 5, 14
    panels = (
        (0, "商品投诉前十位", ("本期\n（件）", "比重\n（%）")),
        (5, "服务投诉前十位", ("本期\n（件）", "比重\n（%）")),
        (10, "投诉上升最快前十位", ("本期\n（件）", "上年同期\n（件）", "增减率\n（%）")),
    )
    for left, title, columns in panels:
        grid = Grid(sheet, 3, left, last, left + 1 + len(columns))
        grid.heading(3, left, title, last_column=left + 1 + len(columns))
        for offset, text in enumerate(("位次", "名称", *columns)):
            grid.heading(4, left + offset, text)
        for row in range(top, last + 1):
            grid.put(row, left, row - top + 1, **MIDDLE)
            grid.put(row, left + 1, None, **WORDS, shrink=True)
            for offset, text in enumerate(columns, 2):
                grid.put(row, left + offset, None, **figure(2 if "%" in text else 0))
                if "件" in text:
                    sheet.counts(row, left + offset, row, left + offset, "件数")
    sheet.height(20.25, 3)
    sheet.height(30, 4)
    sheet.height(33.75, top, last)
    sheet.foot(last + 1, (0, 2, 6, 10, 12))
    sheet.notes(
        last + 2,
        (
            "1．按投诉件数由多到少排列；件数相同的按分类代码排列。商品、服务按分类目录的细项统计，比重＝该项投诉件数÷全部投诉件数×100%。",
            "2．上升最快的项目按增减率由大到小排列，增减率＝（本期－上年同期）÷上年同期×100%；上年同期为0或没有数据的不参加排列。",
            "3．不足十项的，其余各行留空。",
        ),
        4,
    )
    sheet.finish(last + 5, (3, 4), (top, 0), "消统析4表")
