"""The frame of the monthly page: its parts, its steps, its bar, and what the margin shows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import AppError, Issue
from app.services.periods import Period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.choosing import ChoosingPanel
from app.ui.pages.monthly.exporting import Exporting
from app.ui.pages.monthly.figure import FigurePanel
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.remarks import Remark, RemarkList, counted, remark_of
from app.ui.pages.monthly.sealing import SealedPanel
from app.ui.pages.monthly.workbook import Shown, Spot
from app.ui.sheets.panel import SheetPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Column
from app.ui.widgets.steps import StepBar, StepInfo
from app.ui.widgets.words import Words


class MonthlyFrame(MarginPage):
    """The parts of the page; what they do is added by the classes below."""

    #: The button below the records was pressed.
    open_record_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context, "monthly", "月报", scrolls=False)
        self.forms: tuple[periods.Form, ...] = ()
        self.form: periods.Form | None = None
        self.period: Period | None = None
        self.shown: Shown | None = None
        self.remarks: tuple[Remark, ...] = ()
        self._issues: tuple[Issue, ...] = ()
        self._checked = False
        self._others: dict[str, Shown] = {}
        self._spot: Spot | None = None
        self._wanted: Spot | None = None
        self._mode = "figure"
        self._make_head()
        self._make_body()
        self._make_margin()
        self._make_bar()
        self.exporting = Exporting(self)
        self.breadth_changed.connect(self._breadth_changed)

    # -- parts ---------------------------------------------------------------------------------------------
    def _make_head(self) -> None:
        self.before = Button("上期", key="F5", on=lambda: self.turn(-1))
        self.after = Button("下期", key="F6", on=lambda: self.turn(1))
        self.head.add(self.before)
        self.head.add(self.after)

        self._turning = [QShortcut(QKeySequence(key), self) for key in ("F5", "F6")]
        for shortcut, by in zip(self._turning, (-1, 1), strict=True):
            shortcut.setEnabled(False)
            shortcut.activated.connect(lambda by=by: self.turn(by))

    def _make_body(self) -> None:
        self.steps = StepBar("月报")
        self.notices = Column(spacing=8)
        self.panel = SheetPanel("报表")
        self.empty = EmptyState("正在算……", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        self.body.put(self.steps)
        self.body.addLayout(self.notices)
        self.body.put(self.stack, stretch=1)
        for sequence, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda by=by: self._turn_sheet(by))

    def _make_margin(self) -> None:
        self.figure = FigurePanel()
        self.plain = Words("", colour="ink2")
        self.list = RemarkList("没有要看的，都对得上。")
        self.sealed = SealedPanel()
        self.choosing = ChoosingPanel()
        self.use_margin()
        self.set_modes(
            {
                "figure": self.figure,
                "plain": self.plain,
                "remarks": self.list,
                "sealed": self.sealed,
                "choose": self.choosing,
            }
        )

    def _make_bar(self) -> None:
        self.choose = Button("换期", icon="calendar-blank", key="F4", main=True)
        self.check = Button("检查", icon="list-checks", key="F7", main=True)
        self.reopen = Button("重开", icon="lock-open", main=True)
        self.export = Button("导出", icon="export", key="F9", main=True, on=lambda: self.exporting.start())
        self.seal = Button("封存", icon="seal-check", key="F10", main=True)
        self._show_bar()

    def _show_bar(self) -> None:
        shown = self.shown
        sealed = shown is not None and shown.sheets.sealed
        self.export.kind = "primary" if sealed else "plain"
        self.seal.kind = "plain" if sealed else "primary"
        self.seal.set_off(self._why_not_sealed())
        missing = "还没有算出来" if shown is None else ""
        self.export.set_off(missing)
        self.check.set_off(missing)
        words = counted(self.remarks)
        self.check.set_text(f"检查 {words}".strip(), "检查")
        self.bar.set_buttons([self.choose, self.check, self.reopen], [self.export, self.seal])
        self.reopen.setVisible(sealed)
        self.seal.setVisible(not sealed)
        self.bar.refresh()

    def _why_not_sealed(self) -> str:
        if self.shown is None or self.period is None:
            return "还没有算出来"
        if today_of(self.context) <= self.period.end:
            return f"{self.period.label}还没过完，过完才能封存"
        errors = sum(1 for remark in self.remarks if remark.severity == "error")
        return f"还有 {errors} 处错误，现在不能封存" if errors else ""

    # -- steps ---------------------------------------------------------------------------------------------
    def _show_steps(self) -> None:
        shown = self.shown
        loose = [remark for remark in self.remarks if not remark.cell]
        placed = [remark for remark in self.remarks if remark.cell]
        sealed = shown is not None and shown.sheets.sealed
        info = shown.sheets.info if shown is not None else None
        now = 1 if not sealed else 4
        if not sealed and self._mode == "remarks":
            now = 2
        exported = bool(sealed and info is not None and info.file_sha256)
        pages = f"共 {len(shown.drawings)} 张" if shown is not None else ""
        infos = [
            _judged("检查", loose, self._checked),
            StepInfo("表格", "done" if sealed else "later", pages),
            _judged("核对", placed, self._checked),
            StepInfo(
                "封存",
                "done" if sealed else "later",
                f"第 {shown.sheets.revision} 版" if shown is not None and sealed else "",
            ),
            StepInfo("导出", "done" if exported else "later", "导出过" if exported else ""),
        ]
        infos[now] = StepInfo(infos[now].word, "now", infos[now].stands)
        self.steps.set_steps(infos)

    # -- the margin ----------------------------------------------------------------------------------------
    def _show_remarks(self) -> None:
        self.remarks = tuple(remark_of(issue) for issue in self._issues)
        self.list.show_remarks(self.remarks)

    def _show_mode(self, mode: str) -> None:
        self._mode = mode
        self.show_mode(mode)
        match mode:
            case "remarks":
                words = counted(self.remarks)
                self.margin.say(words or "都对得上", "F7 看下一处" if self.remarks else "")
            case "sealed":
                self.margin.say("已封存")
            case "choose":
                self.margin.say("看哪一期", "Esc 不换")
        self._show_steps()
        self._margin_bar()

    def _margin_bar(self) -> None:
        buttons = []
        if self._mode == "figure" and self.figure.has_records:
            buttons.append(
                Button("打开这一件", icon="folder-open", main=True, key="回车", on=self.open_record_wanted.emit)
            )
        self.margin.bar.set_buttons([], buttons)

    def _say_head(self) -> None:
        form, period = self.form, self.period
        assert form is not None and period is not None
        from app.services.submissions.records import due_on

        title = f"{short}月报" if (short := _month(period)) else period.label
        due = due_on(period, form.due_day)
        self.head.say(title, f"{due.month}月{due.day}日前报出 · {form.title}")
        word = "月" if period.kind == "month" else "期"
        self.before.set_text(f"上{word}")
        self.after.set_text(f"下{word}")
        day = today_of(self.context)
        self.after.set_off("再往后还没到" if period.start > day or day in period else "")

    def turn(self, by: int) -> None:
        if self.period is None or (by > 0 and self.after.off):
            return
        self.period = self.period.previous if by < 0 else periods.following(self.period)
        self.shown = None
        self.refresh()

    def _turn_sheet(self, by: int) -> None:
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    # -- the frame -----------------------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        if self.stack.currentWidget() is self.panel:
            return self.panel.view
        return None

    def show_error(self, error: AppError) -> bool:
        self.exporting.tell("这一步没有做成", f"{error.message}（号码 {error.number}）", "error")
        return True

    def _breadth_changed(self, breadth: Breadth) -> None:
        self.steps.set_short(breadth.width != "wide")
        self.steps.setVisible(not (breadth.low and breadth.width == "narrow"))
        self.panel.set_breadth(breadth)
        self.head.fact.setVisible(breadth.width == "wide")  # beside the two buttons there is no room for it
        for key in self._turning:
            key.setEnabled(breadth.width == "narrow" and breadth.low)  # the head and its buttons are hidden then


def _month(period: Period) -> str:
    return f"{period.start.month} 月" if period.kind == "month" else ""


def _judged(word: str, remarks: list[Remark], checked: bool) -> StepInfo:
    stands = counted(remarks)
    if any(remark.severity == "error" for remark in remarks):
        return StepInfo(word, "error", stands)
    if stands:
        return StepInfo(word, "question", stands)
    return StepInfo(word, "done", "已清") if checked else StepInfo(word, "later")
