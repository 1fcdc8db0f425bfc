"""Every part of the window on one page, in a real window, to look at and to test. Users never reach it.

``python -m tests.ui.gallery --page parts --scale 1.5 --theme contrast`` opens it; ``--shot FILE`` writes a picture
and leaves.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.paths import DataFolder, resources
from app.progress import Step
from app.services.excel.layout import read_layout
from app.ui import pages
from app.ui.application import make_window
from app.ui.context import Context, OfficeFacts
from app.ui.pages.base import Page
from app.ui.sheets.drawing import CellDrawing, CellFace, FaceState, Merge, SheetDrawing
from app.ui.sheets.from_layout import drawings
from app.ui.sheets.panel import SheetPanel
from app.ui.shell.main_window import MainWindow
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import Fetched, PagedModel, RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState, ErrorPanel
from app.ui.widgets.choices import Choice, ChoicePanel, Group, Suggestion
from app.ui.widgets.field import Field, Labelled, SearchInput, TextInput
from app.ui.widgets.form import FieldRow, ThreadForm
from app.ui.widgets.layouts import Column as Down
from app.ui.widgets.layouts import Flow, Row
from app.ui.widgets.marks import Stamp, StatusMark
from app.ui.widgets.options import Chip, OptionRow, Segments
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.steps import StepBar, StepInfo
from app.ui.widgets.words import Words

OFFICES = "青溪、南屏、兰桥、柳川、石塘、望海、白沙、松岭、清湖、东埠、桐岗"
GOODS = ("家用电子电器", "服装鞋帽", "食品", "烟酒和饮料", "房屋及建材", "日用商品", "首饰及文体", "医药及医疗")


@dataclass(frozen=True)
class Opened:
    """A made-up office, enough for the shell."""

    services: Any
    office: OfficeFacts


class PartsPage(Page):
    """Buttons, options, notices, steps."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "home", "各种部件")
        self.head.say("各种部件", "这一页只给做程序的人看")
        buttons = Row(spacing=12)
        off = Button("封存")
        off.set_off("还有 1 处错误，现在不能封存")
        buttons.put(
            Button("保存", "primary", icon="check", key="F10"),
            Button("打印", icon="printer"),
            Button("加条件", "quiet", icon="plus"),
            Button("退回", "danger", icon="arrow-u-up-left"),
            off,
            None,
        )
        steps = StepBar("月报")
        steps.set_steps(
            [
                StepInfo("检查", "done", "已清"),
                StepInfo("表格", "now", "共 3 张"),
                StepInfo("核对", "error", "1 错 2 疑"),
                StepInfo("封存", "later"),
                StepInfo("导出", "later"),
            ]
        )
        short = StepBar("登记")
        short.set_short(True)
        short.set_steps(
            [StepInfo("谁", "done"), StepInfo("买", "done"), StepInfo("买了什么", "now"), StepInfo("要", "later")]
        )
        chips = Row(spacing=8)
        chips.put(Chip("期间 今年"), Chip("类别 家用电子"), StatusMark("明天到期", tone="error", icon="clock"), None)
        self.body.put(
            buttons,
            steps,
            short,
            chips,
            OptionRow(
                "要求",
                [("repair", "修理"), ("swap", "更换"), ("return", "退货"), ("refund", "退款"), ("pay", "赔偿")],
                several=True,
            ),
            Banner(
                "有一件登记没写完",
                "李秀英 投诉 宏发手机店，昨天 16:42 写到“出了什么问题”",
                icon="note-pencil",
                actions=(Button("接着写", icon="pencil-simple"),),
            ),
            Banner("也可以把文件拖进来", "Excel、WPS、压缩包都行", tone="note", icon="tray"),
        )
        progress = ProgressPanel(
            "收表",
            unit="份",
            safe="这些都还没有存进去。看完会先给您过目，再决定收不收。",
            cancel="停下，一份也不收",
            effect="停下以后，什么都跟没开始一样。",
        )
        progress.show_step(Step(18, 30, "正在看 望海区3月报表.xls"))
        self.body.put(progress)
        stamp = Row()
        stamp.put(Stamp("封存", "3 月"), None)
        self.body.put(stamp, None)
        self.bar.set_buttons(
            [Button("放下，以后再写", main=True, key="Esc", short="以后再写")],
            [
                Button("保存，再记一件", main=True, key="F9", short="再记一件"),
                Button("保存", "primary", icon="check", main=True, key="F10"),
            ],
        )


class FormPage(Page):
    """A form with its thread and the choices of the margin."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "entry", "登记投诉")
        views = Segments("表的长短", [("short", "短表"), ("full", "全表")])
        views.choose("short")
        self.head.add_left(views)
        self.head.fact.set_look(icon="check-circle")
        self.head.fact.setText("草稿已存好 · 09:41")
        self.fields: dict[str, Field] = {}
        wishes = OptionRow(
            "要求",
            [("repair", "修理"), ("swap", "更换"), ("return", "退货"), ("refund", "退款"), ("pay", "赔偿")],
            several=True,
        )
        wishes.choose(["return", "refund"])
        self.form = ThreadForm(
            "登记投诉",
            [
                ("谁来投诉", FieldRow(self._field("姓名", required=True), self._field("电话"))),
                ("投诉谁", self._field("商家")),
                (
                    "买了什么",
                    self._both(
                        FieldRow(self._field("商品"), self._field("类别")),
                        FieldRow(self._field("金额"), self._field("日期")),
                    ),
                ),
                ("出了什么问题", self._field("事实", rows=2)),
                ("想怎么解决", Labelled("要求", wishes)),
            ],
        )
        self.form.set_state(0, "done")
        self.form.set_state(1, "done")
        self.body.put(self.form, None)
        self.breadth_changed.connect(self.form.set_breadth)
        self.fields["姓名"].set_text("李秀英")
        self.fields["电话"].set_text("138 0571 2236")
        self.fields["电话"].say("移动电话")
        self.fields["商家"].set_text("宏发手机店")
        self.fields["商家"].say("记得这家：北街 18 号 · 今年已有 7 件", "note", "storefront")
        self.fields["金额"].set_text("两千三百五十")
        self.fields["金额"].say("2,350.00 元")
        self.fields["日期"].set_text("2月30日")
        self.fields["日期"].say("2月没有30日", "error")
        self.fields["事实"].set_text(
            "3月12日在店里买的红米手机，用了两天就黑屏，去店里修，店主说是人为摔坏，不给修也不给退。"
        )
        self.use_margin()
        self.margin.say("选类别", "按数字，或打 sj")
        self.choices = ChoicePanel("类别")
        self.choices.set_groups(
            [
                Group("商品", tuple(Choice(word, word) for word in (*GOODS, "交通工具", "农用生产资料"))),
                Group("服务", tuple(Choice(word, word) for word in ("生活、社会服务", "销售服务", "电信服务"))),
                Group("其他", (Choice("other", "其他商品和服务"),)),
            ]
        )
        self.choices.set_suggestions(
            [
                Suggestion("phone", "手机", "家用电子电器类", "因为写了 手机、黑屏"),
                Suggestion("repair", "修理服务", "生活、社会服务类", "因为写了 不给修"),
            ]
        )
        kind = self.fields["类别"].input
        assert isinstance(kind, TextInput)
        self.choices.serve(kind)
        self.margin.column.put(
            self.choices,
            Banner(
                "可能已经记过一件",
                "0018 号 · 3月18日 · 李秀英 投诉 宏发手机店。电话、商家相同。",
                icon="files",
                stacked=True,
                actions=(Button("对照看看", key="F6"), Button("不是同一件", "quiet")),
            ),
            None,
        )
        self.bar.set_buttons(
            [Button("放下，以后再写", main=True, key="Esc", short="以后再写")],
            [
                Button("保存，再记一件", main=True, key="F9", short="再记一件"),
                Button("保存", "primary", icon="check", main=True, key="F10"),
            ],
        )

    def _both(self, *rows: QWidget) -> QWidget:
        held = QWidget()
        Down(held).put(*rows)
        return held

    def _field(self, label: str, **how: Any) -> Field:
        field = Field(label, **how)
        self.fields[label] = field
        return field

    def set_breadth(self, breadth: Any) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "choices"):
            self.choices.set_columns(1 if breadth.width == "medium" else 2)

    def first_focus(self) -> QWidget | None:
        return self.fields["类别"]


@dataclass(frozen=True)
class Line:
    """A made-up complaint."""

    number: int
    day: str
    who: str
    trader: str
    about: str
    state: str


_STATES = {
    "登记": Cell("登记", "circle"),
    "明天到期": Cell("明天到期", "clock", "error", bold=True),
    "已受理": Cell("已受理", "circle-half", "done"),
    "补材料": Cell("补材料", "hourglass-medium", "question"),
    "已办结": Cell("已办结", "check-circle", "done"),
}


def lines(first: int, many: int) -> list[Line]:
    """Made-up complaints ``first`` … ``first + many - 1``."""
    people = ("周爱珍", "李秀英", "陈国庆", "吴小燕", "郑木根", "林美凤", "黄永福", "徐阿水", "何秋菊")
    traders = ("宏发手机店", "宏发通讯（南门店）", "宏发家电修理部", "绿源生鲜", "好又多超市城关二店")
    about = ("换屏后失灵", "黑屏不给修", "旧机当新机", "充电发烫", "修理费不明")
    return [
        Line(
            i,
            f"3月{25 - i % 25}日",
            people[i % len(people)],
            traders[i % len(traders)],
            about[i % len(about)],
            tuple(_STATES)[i * 7 % len(_STATES)],
        )
        for i in range(first, first + many)
    ]


LEDGER = (
    Column("day", "登记日", lambda row: row.day, 84, line=2, sortable=True),
    Column("who", "投诉人", lambda row: row.who, 76, bold=True, line=1),
    Column("trader", "商家", lambda row: row.trader, 130, stretch=3, line=1),
    Column("about", "事由", lambda row: row.about, 110, stretch=2, priority=2),
    Column("state", "状态", lambda row: _STATES[row.state], 120, line=1, marked=False),
)


class LedgerPage(Page):
    """A register of 100,000 rows, fetched page by page."""

    TOTAL = 100_000

    def __init__(self, context: Context) -> None:
        super().__init__(context, "register", "投诉台账", scrolls=False)
        self.head.add(Button("导出", icon="export"))
        self.head.add(Button("打印", icon="printer"))
        self.search = SearchInput("查找投诉")
        chips = Flow(Chip("期间 今年"), Chip("类别 家用电子"), Button("加条件", "quiet", icon="plus"))
        self.model = PagedModel(LEDGER, context.jobs)
        self.model.loaded.connect(lambda _, total: self.head.say("投诉台账", f"共 {total:,} 件"))
        self.table = Table("投诉台账", self.model)
        self.table.set_words(["宏发"])
        self.table.set_sorted("day", True)
        self.body.put(self.search, chips)
        self.body.put(TableCard(self.table), stretch=1)
        self.keys = Words("↑ ↓ 选 · 回车打开 · Ctrl+F 回到查找", "small", colour="ink2", wrap=False)
        self.body.put(self.keys)
        self.use_margin()
        self.margin.say("李秀英 投诉 宏发手机店")
        self.margin.column.put(
            StatusMark("明天到期", tone="error", icon="clock"),
            Words("用了两天就黑屏，去店里修，店主说是人为摔坏，不给修也不给退。"),
            None,
        )
        self.margin.bar.set_buttons(
            [],
            [
                Button("打登记表", icon="printer", main=True),
                Button("打开", "primary", icon="folder-open", main=True, key="回车"),
            ],
        )
        self.search.entered.connect(self.table.setFocus)

    def set_breadth(self, breadth: Any) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")
            self.keys.setVisible(not breadth.low)

    def arrive(self, **how: Any) -> None:
        def fetch(after: Any, limit: int) -> Fetched:
            first = after or 0
            rows = lines(first, min(limit, self.TOTAL - first))
            last = first + len(rows)
            return Fetched(rows, last if last < self.TOTAL else None, self.TOTAL)

        self.model.restart(fetch)

    def first_focus(self) -> QWidget | None:
        return self.search


class BoardPage(Page):
    """Offices and months, cell by cell."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "merge", "市级汇总", scrolls=False)
        self.head.say("市级汇总", "2026年3月 · 11 家应报")
        names = [f"{name}县" for name in OFFICES.split("、")]
        good = Cell("已接受", "check", quiet=True)
        faces = {
            (2, 3): Cell("重报", "arrows-clockwise", "note", tint=True),
            (2, 4): Cell("有疑问", "question-mark", "question", tint=True),
            (4, 4): Cell("已退回", "arrow-u-up-left", "error", tint=True),
            (4, 1): Cell("迟报", "clock", "question"),
            (6, 1): Cell("零报告", "circle"),
            (7, 4): Cell("未报", "circle-dashed", "error", dashed=True),
        }
        months = ("去年11月", "12月", "1月", "2月", "3月")
        columns = [Column("office", "单位", lambda row: names[row], 84, bold=True, line=1)]
        columns += [
            Column(
                str(at),
                month,
                partial(lambda at, row: faces.get((row, at), good), at),
                92,
                stretch=1,
                priority=0 if at == 4 else 5 - at,
                line=1 if at == 4 else 0,
            )
            for at, month in enumerate(months)
        ]
        self.model = RowsModel(columns)
        self.table = Table("各家报表", self.model, row_height=44, by_cell=True)
        self.model.set_rows(list(range(len(names))))
        self.body.put(TableCard(self.table), stretch=1)
        self.bar.set_buttons(
            [
                Button("选文件来收", icon="folder-open", main=True, short="收文件"),
                Button("从U盘收", icon="usb", main=True),
            ],
            [Button("汇总三月", "primary", icon="stack", main=True)],
        )

    def set_breadth(self, breadth: Any) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")

    def first_focus(self) -> QWidget | None:
        return self.table


def drawn_sheet() -> tuple[SheetDrawing, dict[tuple[int, int], CellFace]]:
    """A return as a city office would draw it, with a figure in each state."""
    head = (
        "类别",
        "受理",
        "已处理",
        "调解成功",
        "挽回经济损失",
        "质量",
        "售后服务",
        "合同",
        "价格",
        "虚假宣传",
        "假冒",
    )
    rows = ("商品类", *(f"　{word}类" for word in (*GOODS, "交通工具", "农用生产资料")), "服务类", "合计")
    cells: dict[tuple[int, int], CellDrawing] = {
        (0, 0): CellDrawing("投诉处理情况表", 16, True, "center"),
        (1, 0): CellDrawing("填报单位：青溪县消保委", 11),
        (1, 5): CellDrawing("2026年3月", 11, align="right"),
    }
    for column, word in enumerate(head):
        cells[(2, column)] = CellDrawing(word, 11, True, "center", wrap=True, fill="#F2F5F3", edges="ltrb")
        if column:
            unit = "万元" if column == 4 else "件"
            cells[(3, column)] = CellDrawing(unit, 10, False, "center", fill="#F2F5F3", edges="ltrb")
    faces: dict[tuple[int, int], CellFace] = {}
    for row, word in enumerate(rows, start=4):
        bold = not word.startswith("　")
        cells[(row, 0)] = CellDrawing(word, 11, bold, edges="ltrb")
        for column in range(1, len(head)):
            number = (row * 37 + column * 11) % 97
            text = f"{number / 10:.2f}" if column == 4 else str(number)
            cells[(row, column)] = CellDrawing("", 11, bold, edges="ltrb", numeric=True)
            faces[(row, column)] = CellFace(text, "computed", f"{word.strip()} · {head[column]}", "件")
    odd: dict[tuple[int, int], FaceState] = {
        (5, 2): "question",
        (7, 4): "typed",
        (8, 4): "blank",
        (9, 5): "na",
        (6, 1): "error",
        (10, 3): "changed",
        (16, 1): "sealed",
    }
    for place, state in odd.items():
        faces[place] = replace(faces[place], state=state)
    merges = (Merge(0, 0, 0, 10), Merge(1, 0, 1, 2), Merge(1, 5, 1, 10), Merge(2, 0, 3, 0))
    widths = (140.0, *([66.0] * 3), 90.0, *([66.0] * 6))
    heights = (30.0, 24.0, 36.0, 22.0, *([26.0] * len(rows)))
    return SheetDrawing("投诉处理情况表", widths, heights, cells, merges, (4, 1)), faces


class SheetPage(Page):
    """A workbook with its states."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "monthly", "月报", scrolls=False)
        self.head.say("3 月月报", "综合统计报表 2026 版 · 4月5日前报出")
        self.steps = StepBar("月报")
        self.steps.set_steps(
            [
                StepInfo("检查", "done", "已清"),
                StepInfo("表格", "now", "共 3 张"),
                StepInfo("核对", "error", "1 错 2 疑"),
                StepInfo("封存", "later"),
                StepInfo("导出", "later"),
            ]
        )
        self.panel = SheetPanel("月报表格")
        drawing, faces = drawn_sheet()
        drawn = drawings(read_layout(resources() / "templates" / "monthly.xlsx"))
        real = [replace(sheet, name=f"模板 {sheet.name}") for sheet in drawn]
        self.panel.show_workbook([drawing, *real], {drawing.name: faces})
        self.body.put(self.steps)
        self.body.put(self.panel, stretch=1)
        self.use_margin()
        self.number = Words("23", "number", bold=True, colour="pine", wrap=False)
        self.margin.column.put(self.number, Words("三月里办结的：调解成功 21、终止 1、撤回 1。"), None)
        self.panel.current_changed.connect(self._show)
        self.bar.set_buttons(
            [Button("上一步", icon="arrow-left", main=True)],
            [Button("下一步 核对", "primary", icon="arrow-right", forward=True, main=True, short="下一步")],
        )
        self._show(self.panel.sheet, *self.panel.view.current)

    def _show(self, sheet: str, row: int, column: int) -> None:
        face = self.panel.face(sheet, (row, column))
        self.margin.say(face.title if face else "选一个数", above=f"{sheet} {self.panel.view.address()}")
        self.number.setText(face.text if face else "")

    def set_breadth(self, breadth: Any) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "steps"):
            self.steps.set_short(breadth.width != "wide")
            self.panel.set_breadth(breadth)

    def first_focus(self) -> QWidget | None:
        return self.panel


class EmptyPage(Page):
    """Nothing found."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "empty", "投诉台账", scrolls=False)
        self.head.say("投诉台账", "共 1,286 件")
        self.search = SearchInput("查找投诉")
        chips = Flow(Chip("期间 2026年3月"), Chip("状态 已受理"), Button("加条件", "quiet", icon="plus"))
        self.body.put(self.search, chips)
        self.body.put(
            EmptyState(
                "没有找到“宏法手机”",
                "三月里已受理的投诉中没有。字也许写得不一样。",
                (Button("找“宏发手机”9 件", "primary", main=True), Button("去掉两个条件", icon="x", main=True)),
            ),
            stretch=1,
        )

    def first_focus(self) -> QWidget | None:
        return self.search


class ErrorPage(Page):
    """Something went wrong."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "error", "3 月月报")
        self.head.say("3 月月报", "综合统计报表 2026 版 · 4月5日前报出")
        self.body.put(
            ErrorPanel(
                "U 盘满了，报表没有写完",
                "U 盘 KINGSTON 还剩 0.3 MB，这次要 1.2 MB。写了一半的文件已经删掉。封存好的数都在，一个也没有变。",
                ways=("换一个 U 盘，或在上面删几个文件", "或者先存到本机，有 U 盘了再拷"),
                actions=(
                    Button("换个 U 盘，再试", "primary", icon="arrow-clockwise", main=True),
                    Button("先存到本机", icon="folder-open", main=True),
                    Button("以后再导出", "quiet", main=True),
                ),
                number=317,
            ),
            None,
        )


GALLERY: dict[str, Callable[[Context], Page]] = {
    "home": PartsPage,
    "entry": FormPage,
    "register": LedgerPage,
    "monthly": SheetPage,
    "merge": BoardPage,
    "empty": EmptyPage,
    "error": ErrorPage,
}


def open_gallery(folder: Path, level: str = "gallery") -> MainWindow:
    """The real window with the gallery's pages in the places of the real ones."""
    levels = frozenset({"gallery"})
    known = {entry.key: entry for entry in pages.ENTRIES}
    icons = {"empty": "magnifying-glass", "error": "warning"}
    pages.ENTRIES = tuple(
        replace(known[key], factory=factory, levels=known[key].levels | levels)
        if key in known
        else pages.PageEntry(key, key, key, icons.get(key, "table"), levels, factory)
        for key, factory in GALLERY.items()
    )
    office = OfficeFacts("青溪县消保委", level, "陈秘书")
    return make_window(DataFolder(folder), lambda _: Opened(None, office))


def main() -> int:
    """Show the gallery, or write a picture of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--page", default="home")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--tab", type=int, default=0)
    parser.add_argument("--shot", default="")
    arguments = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        window = open_gallery(Path(folder))
        look().set_theme(arguments.theme)
        look().set_scale(arguments.scale)
        width, height = map(int, arguments.size.split("x"))
        window.resize(width, height)
        window.painted.connect(window.open_office)

        def go() -> None:
            window.go(arguments.page)
            page = window.page(arguments.page)
            if isinstance(page, SheetPage):
                page.panel.tabs.setCurrentIndex(arguments.tab)

        window.opened.connect(go)
        window.show()

        def shoot() -> None:
            window.grab().save(arguments.shot)
            window.close()

        if arguments.shot:
            QTimer.singleShot(900, shoot)
        return application.exec()


if __name__ == "__main__":
    sys.exit(main())
