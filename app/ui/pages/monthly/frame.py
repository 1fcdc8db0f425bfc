"""The frame of the monthly page: its five steps with a body and a margin each, and the bar below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import Issue
from app.services.periods import Period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import guide, periods
from app.ui.pages.monthly.after import AfterView
from app.ui.pages.monthly.answers import Answered, AnswerList, RemarkKey, open_counts
from app.ui.pages.monthly.choosing import ChoosingPanel
from app.ui.pages.monthly.figure import FigurePanel
from app.ui.pages.monthly.guide import CHECK, LOOSE, SEAL, SEND, SHEETS
from app.ui.pages.monthly.loose import LooseView
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.ready import ReadyView
from app.ui.pages.monthly.remarks import Remark, once, remark_of
from app.ui.pages.monthly.sealing import SealedPanel
from app.ui.pages.monthly.sending import SendView
from app.ui.pages.monthly.workbook import Shown, Spot
from app.ui.sheets.panel import SheetPanel
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.layouts import Column
from app.ui.widgets.steps import StepBar
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.returns.unfinished import LooseGroup


def shown_key(shown: Shown) -> tuple[str, str, int]:
    """(template, period, revision)."""
    return shown.template, shown.period.text, shown.sheets.revision


def was_exported(shown: Shown) -> bool:
    """Whether the file of what is shown has left the program."""
    info = shown.sheets.info
    return info is not None and info.exported_at is not None


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
        self.step = LOOSE
        self.remarks: tuple[Remark, ...] = ()
        self.answers: dict[RemarkKey, Answered] = {}
        self.loose: tuple[LooseGroup, ...] | None = None
        self.differ = 0
        self.failed = False
        #: What was just exported, until the page has read it again: (template, period, revision).
        self.exported: set[tuple[str, str, int]] = set()
        self._issues: tuple[Issue, ...] = ()
        self._checked = False
        self._others: dict[str, Shown] = {}
        self._spot: Spot | None = None
        self._wanted: Spot | None = None
        self._mode = "plain"
        self._make_head()
        self._make_body()
        self._make_margin()
        self._make_bar()
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
        self.loose_view = LooseView()
        self.ready = ReadyView()
        self.after_view = AfterView()
        self.send = SendView()
        self.empty = EmptyState("正在算……", "")
        self.stack = QStackedWidget()
        for view in (self.empty, self.loose_view, self.panel, self.ready, self.after_view, self.send):
            self.stack.addWidget(view)
        self.body.put(self.steps)
        self.body.addLayout(self.notices)
        self.body.put(self.stack, stretch=1)
        for sequence, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda by=by: self._turn_sheet(by))

    def _make_margin(self) -> None:
        self.figure = FigurePanel()
        self.plain = Words("", colour="ink2")
        self.why = Words("")
        self.list = AnswerList()
        self.sealed = SealedPanel()
        self.choosing = ChoosingPanel()
        self.use_margin()
        self.set_modes(
            {
                "figure": self.figure,
                "plain": self.plain,
                "why": self.why,
                "remarks": self.list,
                "sealed": self.sealed,
                "choose": self.choosing,
            }
        )

    def _make_bar(self) -> None:
        self.back_step = Button("上一步", icon="arrow-left", main=True, on=lambda: self.walk(-1))
        self.choose = Button("换期", icon="calendar-blank", key="F4", main=True)
        self.reopen = Button("重开", icon="lock-open", main=True)
        self.print_button = Button("打印", icon="printer", main=True)
        self.next_step = Button(
            "下一步", "primary", icon="arrow-right", forward=True, key="F10", main=True, on=lambda: self.walk(1)
        )
        self.seal = Button("封存", "primary", icon="seal-check", key="F10", main=True)
        self.write = Button("写到 U 盘", "primary", icon="usb", key="F10", main=True)
        self.bar.keep(
            self.back_step, self.choose, self.reopen, self.print_button, self.next_step, self.seal, self.write
        )
        for key, act in (("F7", self.go_through), ("F9", lambda: self.go_to_step(SEND))):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)
        self.show_bar()

    # -- the bar -------------------------------------------------------------------------------------------
    def show_bar(self) -> None:
        """The buttons of the step shown."""
        shown = self.shown
        sealed = shown is not None and shown.sheets.sealed
        main = self.next_step
        if self.step == SEAL and not sealed:
            main = self.seal
            self.seal.set_off(self.why_not_sealed())
        elif self.step == SEND and sealed:
            main = self.write
            practice = "练习的报表不往外报" if self.context.services.home.practice == "desk" else ""
            nowhere = "" if self.send.goal is not None else "还没有看到 U 盘，插上再写，或换个地方"
            self.write.set_off(practice or nowhere)
            goal = self.send.goal
            self.write.set_text("写到 U 盘" if goal is None or goal.stick is not None else "写到这里")
        elif self.step == SEND:
            main = self.next_step
        if main is self.next_step:
            word = guide.WORDS[min(self.step + 1, SEND)]
            self.next_step.set_text(f"下一步 {word}", word)
            self.next_step.set_off("" if shown is not None and self.step < SEND else "还没有封存，不能导出")
        left = [self.back_step, self.choose] if self.step > LOOSE else [self.choose]
        if sealed and self.step == SEAL:
            left += [self.reopen, self.print_button] if self.after_view.parts else [self.reopen]
        self.bar.set_buttons(*self.bar_buttons(left, [main]))
        self.bar.refresh()

    def bar_buttons(self, left: list[Button], right: list[Button]) -> tuple[list[Button], list[Button]]:
        """The buttons of the bar, left and right, as a step wants them."""
        return left, right

    def why_not_sealed(self) -> str:
        """Why the return cannot be sealed now, in words; "" when it can."""
        if self.shown is None or self.period is None:
            return "还没有算出来"
        if self.context.services.home.practice == "desk":
            return "练习的报表不封存"
        if today_of(self.context) <= self.period.end:
            return f"{self.period.label}还没过完，过完才能封存"
        errors, asked = open_counts(self.remarks, self.answers)
        if errors:
            return f"还有 {errors} 处错误，现在不能封存"
        if asked:
            return f"还有 {asked} 处疑问没写理由，回到核对写上"
        if self.ready.needs_zero:
            return "各格都是 0：是零报告就勾上，不是就回去看看漏了什么"
        return ""

    # -- steps ---------------------------------------------------------------------------------------------
    def walk(self, by: int) -> None:
        """One step on or back."""
        self.go_to_step(max(LOOSE, min(SEND, self.step + by)))

    def go_to_step(self, step: int) -> None:
        """Show a step and put the focus where one works in it."""
        if self.shown is not None:
            self.hide_margin()
            self.show_step(step)
            self.take_focus()

    def go_through(self) -> None:
        """What should be looked at; again: the next one."""

    def show_step(self, step: int) -> None:
        """Show a step: its body, its margin, its buttons. Overridden where a step reads something first."""
        self.step = step
        self.show_body()
        self._show_steps()
        self.show_bar()

    def show_body(self) -> None:
        """The body of the step shown, when the return is there."""
        shown = self.shown
        if shown is None:
            return
        sealed = shown.sheets.sealed
        views: dict[int, QWidget] = {
            LOOSE: self.loose_view,
            SHEETS: self.panel,
            CHECK: self.panel,
            SEAL: self.ready if not sealed else self.after_view if self.after_view.parts else self.panel,
            SEND: self.send,
        }
        self.stack.setCurrentWidget(views[self.step])

    def take_focus(self) -> None:
        """To where one works in the step shown."""

    def standing(self) -> guide.Standing:
        """How the steps stand."""
        shown = self.shown
        errors, asked = open_counts(self.remarks, self.answers)
        sealed = shown is not None and shown.sheets.sealed
        return guide.Standing(
            self.loose,
            len(shown.drawings) if shown is not None else 0,
            self._checked,
            errors,
            asked,
            sealed,
            shown.sheets.revision if shown is not None else 1,
            shown is not None and (was_exported(shown) or shown_key(shown) in self.exported),
            self.differ,
            self.failed,
        )

    def _show_steps(self) -> None:
        self.steps.set_steps(guide.steps(self.standing(), self.step))

    # -- the margin ----------------------------------------------------------------------------------------
    def _show_remarks(self) -> None:
        self.remarks = once(remark_of(issue) for issue in self._issues if issue.code != "return.zero_needed")
        self.list.show_remarks(self.remarks, self.answers, periods.person(self.context))

    def _show_mode(self, mode: str) -> None:
        self._mode = mode
        self.show_mode(mode)
        match mode:
            case "remarks":
                errors, asked = open_counts(self.remarks, self.answers)
                words = " ".join((f"{errors} 错" if errors else "", f"{asked} 疑" if asked else "")).strip()
                self.margin.say(f"还要看 {words}" if words else "都看过了" if self.remarks else "都对得上", "F7 下一处")
            case "sealed":
                self.margin.say("已封存")
            case "choose":
                self.margin.say("看哪一期", "Esc 不换")
        self._margin_bar()

    def _margin_bar(self) -> None:
        buttons = []
        if self._mode == "figure" and self.figure.ledger:
            word = "打开工作台账" if self.figure.ledger[0] == "worklog" else "打开名册"
            buttons.append(Button(word, icon="folder-open", main=True, on=self.open_record_wanted.emit))
        elif self._mode == "figure" and self.figure.has_records:
            buttons.append(
                Button("打开这一件", icon="folder-open", main=True, key="回车", on=self.open_record_wanted.emit)
            )
        back = []
        if self.margin_alone and self._mode == "remarks":
            back.append(Button("回到表", main=True, key="Esc", bound=False, on=self.escape))
            word = guide.WORDS[SEAL]
            buttons.append(
                Button(
                    f"下一步 {word}", "primary", icon="arrow-right", forward=True, key="F10", main=True, short=word,
                    on=lambda: self.walk(1),
                )
            )  # fmt: skip
        self.margin.bar.set_buttons(back, buttons)

    def show_margin(self) -> None:
        super().show_margin()
        self._margin_bar()

    def hide_margin(self) -> None:
        super().hide_margin()
        self._margin_bar()

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

    def tell(self, title: str, text: str, tone: Tone, actions: tuple[Button, ...] = ()) -> None:
        """Say something on top of the body."""

    def turn(self, by: int) -> None:
        """The period before or after this one."""

    def _turn_sheet(self, by: int) -> None:
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    # -- the frame -----------------------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        if self._mode == "sealed" and not self.sealed.asking.isHidden():
            return self.sealed.reason
        current = self.stack.currentWidget()
        if current is self.panel:
            return self.panel.view
        if current is self.loose_view:
            return self.loose_view.first
        if current is self.ready:
            return self.ready.first or (None if self.seal.off else self.seal)
        if current is self.after_view:
            return self.after_view.first
        if current is self.send:
            return self.send.first
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.step == LOOSE and self.loose_view.take_key(event):
            self.loose_view.take_focus()
            return
        if self.stack.currentWidget() is self.after_view and self.after_view.take_key(event):
            return
        super().keyPressEvent(event)

    def _breadth_changed(self, breadth: Breadth) -> None:
        self.steps.set_short(breadth.width != "wide")
        self.steps.setVisible(not (breadth.low and breadth.width == "narrow"))
        self.panel.set_breadth(breadth)
        self.loose_view.set_breadth(breadth)
        self.after_view.set_breadth(breadth)
        self.head.fact.setVisible(breadth.width == "wide")  # beside the two buttons there is no room for it
        for key in self._turning:
            key.setEnabled(breadth.width == "narrow" and breadth.low)  # the head and its buttons are hidden then


def _month(period: Period) -> str:
    return f"{period.start.month} 月" if period.kind == "month" else ""
