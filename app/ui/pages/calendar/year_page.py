"""写一年的放假安排: the notice pasted or typed, or one holiday after the other; what was understood is seen at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import AppError, Issue
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.calendar.holidays import HolidayTable, MonthCheck, columns_of
from app.ui.pages.calendar.row_form import RowForm
from app.ui.pages.common import clerk_of, today_of
from app.ui.tables.model import RowsModel
from app.ui.tables.view import TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Field
from app.ui.widgets.inputs import TextArea
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.calendars import CalendarYear, Holiday, Notice, SavedYear

KEYS = (
    ("Ctrl+V", "粘贴通知的文字"),
    ("Tab", "到表里，到下面一行一行写"),
    ("回车", "在表里：改这一行"),
    ("Delete", "在表里：去掉这一行"),
    ("F10", "保存"),
    ("Esc", "不存，回去"),
)
#: Milliseconds after the last key until the text is read.
_PAUSE = 250
_MARKS = {"error": ("error", "warning-circle"), "warning": ("question", "question"), "note": ("note", "info")}


class YearPage(Page):
    """One year: the text on top, the understood table below, fields for one row, the month in the margin."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "calendar-year", "写一年的放假安排")
        self._year = 0
        self._before: CalendarYear | None = None
        self._rows: list[Holiday] = []
        self._by_hand: dict[str, Holiday | None] = {}
        self._notice: tuple[Issue, ...] = ()
        self._check: tuple[Issue, ...] = ()
        self._changing = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._read_text)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_month)
        self.text = Field("把国务院的放假通知粘贴在这里，或者照着打", rows=5, above=True, hint=False)
        self.text.edited.connect(lambda _: self._timer.start())
        self.told = Words("", bold=True)
        self._issues = QWidget()
        self._issue_column = Column(self._issues, spacing=6)
        self.model = RowsModel(columns_of(lambda: self._year, self._odd))
        self.table = HolidayTable("看懂的放假安排", self.model)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(self._change_row)
        self.table.removed.connect(self._remove_row)
        self.card = TableCard(self.table)
        self.form = RowForm()
        self.form.made.connect(self._row_made)
        self.body.put(self.text, self.told, self._issues, self.card, 4, self.form, None)
        self.month = MonthCheck(today_of(context))
        self.use_margin()
        self.margin.say("对一对月历")
        self.margin.column.put(self.month, None)
        self.save_button = Button("保存", "primary", icon="floppy-disk", main=True, key="F10", on=self.save)
        self.bar.set_buttons([Button("不存，回去", main=True, key="Esc", on=context.back)], [self.save_button])

    # -- arriving -------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "form"):
            two_lines = breadth.width != "wide"
            if two_lines != self.table.two_lines:
                self.table.set_columns(columns_of(lambda: self._year, self._odd, two_lines))
                self.table.set_two_lines(two_lines)
            self.form.set_breadth(breadth)
            if isinstance(self.text.input, TextArea):
                self.text.input.set_rows(3 if breadth.low else 5)

    def arrive(self, **how: Any) -> None:
        asked = how.get("year")
        year = asked if isinstance(asked, int) else self._year or today_of(self.context).year + 1
        if year != self._year:
            self.start(year)

    def start(self, year: int) -> None:
        """Begin with what is known of ``year``."""
        self._year = year
        self._before = None
        self._by_hand = {}
        self._notice = self._check = ()
        self._changing = ""
        self.text.set_text("")
        self.form.start(year)
        self.head.say(f"写 {year} 年的放假安排")
        self.show_banner(None)
        self._put_rows(())
        calendars = self.context.services.calendars

        def show(before: CalendarYear) -> None:
            self._before = before
            self.month.show_day(before.holidays[0].first if before.holidays else date(year, 1, 1))
            if not self._rows:
                self._put_rows(before.holidays)
                self.form.start(year, self._next_name())

        self.context.jobs.read(lambda progress: calendars.year(year), show, channel="calendar-year", owner=self)

    def first_focus(self) -> QWidget | None:
        return self.text

    # -- the text -------------------------------------------------------------------------------------
    def _read_text(self) -> None:
        if self.context.jobs.closed:  # the window was closed right after the last key
            return
        if self.text.composing:
            self._timer.start()
            return
        text, year, calendars = self.text.text(), self._year, self.context.services.calendars
        if not text.strip():
            self._notice = ()
            self._put_rows([each for each in self._by_hand.values() if each is not None] or self._known())
            return
        self.context.jobs.read(
            lambda progress: calendars.read_notice(text, year), self._show_notice, channel="notice", owner=self
        )

    def _known(self) -> Sequence[Holiday]:
        return self._before.holidays if self._before is not None else ()

    def _show_notice(self, notice: Notice) -> None:
        self._notice = notice.issues
        rows = {holiday.name: holiday for holiday in notice.holidays}
        for name, holiday in self._by_hand.items():
            if holiday is None:
                rows.pop(name, None)
            else:
                rows[name] = holiday
        self._put_rows(tuple(rows.values()))

    # -- rows -----------------------------------------------------------------------------------------
    def _put_rows(self, rows: Sequence[Holiday]) -> None:
        """Show these, and have them checked."""
        self._rows = sorted(rows, key=lambda holiday: holiday.first)
        current = self.table.current_row()
        self.model.set_rows(self._rows)
        self.card.setVisible(bool(self._rows))
        if current is not None:
            at = next((at for at, row in enumerate(self._rows) if row.name == current.name), 0)
            self.table.choose(at)
        self.month.show_holidays(self._rows)
        self._show_month()
        self.save_button.set_off("" if self._rows else "还没有写")
        self.bar.refresh()
        calendars, year, held = self.context.services.calendars, self._year, tuple(self._rows)

        def show(found: tuple[Issue, ...]) -> None:
            if held == tuple(self._rows):
                self._check = found
                self._show_issues()

        self._show_issues()
        if held:
            self.context.jobs.read(
                lambda progress: calendars.check_year(year, held), show, channel="year-check", owner=self
            )
        else:
            self._check = ()

    def _odd(self, holiday: Holiday) -> bool:
        return any(issue.params.get("name") == holiday.name for issue in (*self._notice, *self._check))

    def _show_month(self) -> None:
        holiday: Holiday | None = self.table.current_row()
        if holiday is not None:
            self.month.show_day(holiday.first)

    def _show_issues(self) -> None:
        told: dict[str, Issue] = {}
        for issue in (*self._notice, *self._check):
            told.setdefault(issue.message, issue)
        wrong = sum(issue.severity != "note" for issue in told.values())
        many = f"看懂了 {len(self._rows)} 个节日" if self._rows else ""
        if self.text.text().strip() and not self._rows:
            many = "还没有看懂一个节日"
        doubt = f"，有 {wrong} 处要看一看" if wrong else "，请跟通知对一遍" if self._rows else ""
        self.told.setText(f"{many}{doubt}" if many else "")
        self.told.setVisible(bool(many))
        while self._issue_column.count():
            item = self._issue_column.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for words, issue in told.items():
            colour, icon = _MARKS[issue.severity]
            self._issue_column.put(Words(words, "small", colour=colour, icon=icon))
        self._issues.setVisible(bool(told))
        self.table.viewport().update()

    def _change_row(self, holiday: Holiday) -> None:
        self._changing = holiday.name
        self.form.show_holiday(holiday)

    def _remove_row(self, holiday: Holiday) -> None:
        self._by_hand[holiday.name] = None
        self._put_rows([row for row in self._rows if row.name != holiday.name])
        self.context.tell(f"去掉了{holiday.name}")
        if not self._rows:
            self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _next_name(self) -> str:
        """The first of a year's usual holidays that is not in the table yet."""
        from app.services.calendars.years import EXPECTED

        known = "、".join(row.name for row in self._rows)
        return next((name for name in EXPECTED if name not in known), "")

    def _row_made(self, holiday: Holiday) -> None:
        if self._changing and self._changing != holiday.name:
            self._by_hand[self._changing] = None
        self._by_hand[holiday.name] = holiday
        gone = {holiday.name, self._changing}
        self._changing = ""
        self._put_rows([*(row for row in self._rows if row.name not in gone), holiday])
        self.table.choose(self._rows.index(holiday))
        self.form.start(self._year, self._next_name())
        self.form.take_focus()
        self.context.tell(f"{holiday.name}放进表里了")

    # -- saving ---------------------------------------------------------------------------------------
    def save(self) -> None:
        """Save the year, and go back to it with a way to undo."""
        if not self.form.empty:  # a row that was typed and not put in yet
            self.form.make()
            if not self.form.empty:
                return
        calendars, by, year, rows = self.context.services.calendars, clerk_of(self.context), self._year, self._rows
        held, before = tuple(rows), self._before

        def done(saved: SavedYear) -> None:
            self._year = 0  # the next arrival starts anew
            more = " ".join(issue.message for issue in saved.issues)
            self.context.go(
                "calendar",
                instead=True,
                year=year,
                saved=f"{year} 年的放假安排存好了",
                more=f"期限都照新的算。{more}",
                undo=self._undo(before, year),
            )

        self.context.jobs.write(
            lambda progress: calendars.put_year(year, held, by=by),
            done,
            changes={"calendar"},
            failed=self._failed,
            owner=self,
        )

    def _undo(self, before: CalendarYear | None, year: int) -> Callable[[], None]:
        context = self.context
        calendars, by = context.services.calendars, clerk_of(context)

        def work(progress: Progress) -> object:
            if before is not None and before.source in ("own", "file"):
                return calendars.put_year(year, before.holidays, by=by)
            return calendars.reset_year(year, by=by)

        def undo() -> None:
            context.jobs.write(
                work,
                lambda _: context.go("calendar", year=year, undone=f"撤销了，{year} 年又跟原来一样"),
                changes={"calendar"},
            )

        return undo

    def _failed(self, error: AppError) -> None:
        self._check = error.issues or self._check
        self._show_issues()
        self.show_banner(Banner("没有存", f"{error.message}（号码 {error.number}）", tone="error"))
        self.context.tell(error.message)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
