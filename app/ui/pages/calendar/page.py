"""放假安排: the years whose holidays are known, one of them in a table, and the month of a holiday beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.calendar.holidays import SOURCES, HolidayTable, MonthCheck, columns_of
from app.ui.pages.calendar.installing import InstallCard, ask_file, ask_place
from app.ui.pages.common import clerk_of, today_of
from app.ui.tables.model import RowsModel
from app.ui.tables.view import TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.dialog import Question
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Flow

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.calendars import CalendarYear, Holiday, Installed, YearFace

KEYS = (
    ("←→", "前一年、后一年"),
    ("↑↓", "选一个节日，月历跟着走"),
    ("F10", "写这一年的放假安排"),
    ("F7", "装发来的文件"),
    ("F9", "存成文件，发给别的单位"),
    ("F8", "办理期限"),
)
#: So many years stand side by side.
_SIDE_BY_SIDE = 4


class CalendarPage(Page):
    """The years on top; the table of one of them, and its month in the margin."""

    watches = frozenset({"calendar"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "calendar", "放假安排")
        self._faces: dict[int, YearFace] = {}
        self._year = today_of(context).year
        self._first = self._year - 2
        self._shown: CalendarYear | None = None
        self._told = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_month)
        self.years = GroupRow("哪一年")
        self.years.changed.connect(lambda key: self._show_year(int(key)))
        self.years.turned.connect(self._step)
        self.model = RowsModel(columns_of(lambda: self._year, lambda holiday: False))
        self.table = HolidayTable("一年的放假安排", self.model)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(lambda _: self._write())
        self.table.turned.connect(self._step)
        self.card = TableCard(self.table)
        self.empty = EmptyState("", "")
        self.empty.hide()
        self.install = InstallCard()
        self.install.wanted.connect(self._install)
        self.install.given_up.connect(self._put_card_away)
        self.install.hide()
        self.month = MonthCheck(today_of(context))
        self.use_margin()
        self.margin.column.put(self.month, None)
        self.margin.say("月历")
        self.reset_button = Button("不用自己写的", "quiet", icon="arrow-counter-clockwise", on=self._ask_reset)
        self.install_button = Button("装发来的文件", icon="tray-arrow-down", key="F7", on=self._ask_file)
        self.hand_button = Button("存成文件，发给别人", icon="export", key="F9", on=self._ask_place)
        limits = Button("办理期限", icon="hourglass-medium", key="F8", on=lambda: context.go("time-limits"))
        self.more = Flow(self.install_button, self.hand_button, limits, self.reset_button, spacing=12)
        self.body.put(self.install, self.years, self.card, self.empty, 4, self.more, None)
        self.write_button = Button("", "primary", icon="pencil-simple", main=True, key="F10", on=self._write)
        self.bar.set_buttons(
            [Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)], [self.write_button]
        )

    # -- arriving -------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width != "wide")
            self.years.set_compact(breadth.width != "wide")

    def arrive(self, **how: Any) -> None:
        year = how.get("year")
        if isinstance(year, int):
            self._year = year
        self.show_banner(None)
        self._told = "saved" in how or "undone" in how
        saved, undo = how.get("saved"), how.get("undo")
        if isinstance(saved, str):
            take_back = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=undo)
            stacked = self.breadth.width != "wide"
            self._say(Banner(saved, str(how.get("more", "")), tone="done", actions=(take_back,), stacked=stacked))
        elif isinstance(how.get("undone"), str):
            self._say(Banner(how["undone"], tone="note"))
        self.refresh()

    def first_focus(self) -> QWidget | None:
        if self._told:  # below it stands the row of years: both are in sight
            return self.years.stop
        return self.table if self.model.rowCount() else None

    def escape(self) -> bool:
        if self.install.isVisible():
            self._put_card_away()
            return True
        return False

    # -- showing --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        calendars, year = self.context.services.calendars, self._year

        def work(progress: Progress) -> tuple[Sequence[YearFace], CalendarYear]:
            return calendars.years(), calendars.year(year)

        self.context.jobs.read(work, lambda found: self._show(*found), channel="calendar-years", owner=self)

    def _show(self, faces: Sequence[YearFace], year: CalendarYear) -> None:
        first = self._shown is None
        self._faces = {face.year: face for face in faces if face.source != "none"}
        self._shown, self._year = year, year.year
        self._show_years()
        known = bool(year.holidays)
        self.model.set_rows(year.holidays)
        self.month.show_holidays(year.holidays)
        self.card.setVisible(known)
        self.empty.setVisible(not known)
        self.empty.say(
            f"{year.year} 年还没有",
            "暂按周末计算：星期六、星期天不算，别的日子都算工作日。"
            "收到国务院的通知以后，按 F10 写在这里；市里发来了文件，就装文件。",
        )
        self.head.say("放假安排", f"{year.year} 年 · {SOURCES[year.source]}")
        self.write_button.set_text(f"改 {year.year} 年" if known else f"写 {year.year} 年")
        self.reset_button.setVisible(year.source in ("own", "file"))
        self.reset_button.set_text("不用自己写的" if year.source == "own" else "不用发来的")
        self.more.restyle()
        self.bar.refresh()
        if known:
            self._show_month()
        else:
            self.month.show_day(date(year.year, 1, 1))
        if first and self.isVisible() and not self.install.isVisible():
            (self.table if known else self.write_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_years(self) -> None:
        last = max(max(self._faces, default=self._year), today_of(self.context).year + 1)
        self._first = min(max(self._first, self._year - _SIDE_BY_SIDE + 1), self._year)
        if self._year > last - 2:  # the newest years, with the one that is not known yet
            self._first = max(self._first, last - _SIDE_BY_SIDE + 1)
        faces = []
        for year in range(self._first, self._first + _SIDE_BY_SIDE):
            face = self._faces.get(year)
            beside = "还没有" if face is None else {"own": "自己写的", "file": "发来的"}.get(face.source, "")
            faces.append(GroupFace(str(year), str(year), beside, "question" if face is None else "plain"))
        self.years.set_groups(faces)
        self.years.choose(str(self._year))

    def _step(self, by: int) -> None:
        self._show_year(self._year + by)

    def _show_year(self, year: int) -> None:
        last = max(max(self._faces, default=self._year), today_of(self.context).year + 1)
        if min(self._faces, default=year) <= year <= last:
            self._year = year
            self.refresh()
        else:
            self.years.choose(str(self._year))

    def _show_month(self) -> None:
        holiday: Holiday | None = self.table.current_row()
        if holiday is not None:
            self.month.show_day(holiday.first)

    # -- writing --------------------------------------------------------------------------------------
    def _write(self) -> None:
        self.context.go("calendar-year", year=self._year)

    def _ask_reset(self) -> None:
        year = self._shown
        if year is None:
            return
        own = year.source == "own"
        answer = Question(
            self.window(),
            f"{year.year} 年{'自己写的' if own else '发来的'}放假安排，不用了？",
            "程序带着这一年的，就换回程序带来的；没有带，就暂按周末计算。期限会跟着变。",
            [("reset", "不用了", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer != "reset":
            return
        calendars, by = self.context.services.calendars, clerk_of(self.context)
        holidays, number = year.holidays, year.year

        def undo() -> None:
            self.context.jobs.write(
                lambda progress: calendars.put_year(number, holidays, by=by),
                lambda _: self._say(Banner(f"{number} 年的放假安排又放回来了", tone="done")),
                changes={"calendar"},
                owner=self,
            )

        take_back = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=undo)
        self.context.jobs.write(
            lambda progress: calendars.reset_year(number, by=by),
            lambda now: self._say(
                Banner(f"{number} 年现在是：{SOURCES[now.source]}", tone="done", actions=(take_back,))
            ),
            changes={"calendar"},
            owner=self,
        )

    # -- files ----------------------------------------------------------------------------------------
    def _ask_place(self) -> None:
        years = tuple(year for year in sorted(self._faces) if year >= today_of(self.context).year)
        path = ask_place(self, self.context, years)
        if path is not None:
            self.hand_out(path, years)

    def hand_out(self, path: Path, years: Sequence[int]) -> None:
        """Write the holidays of ``years`` and the office's own time limits to a file for other offices."""
        calendars, today = self.context.services.calendars, today_of(self.context)

        def work(progress: Progress) -> Path:
            return calendars.export(path, years, rules=True, today=today)

        def done(written: Path) -> None:
            self.context.settings.change(export_folder=str(written.parent))
            names = "、".join(f"{year} 年" for year in years)
            self._say(
                Banner(
                    f"存好了：{written.name}",
                    f"里面是{names}的放假安排，和自己写的办理期限。在 {written.parent}。拷给别的单位，在这一页装上。",
                    tone="done",
                )
            )

        self.context.jobs.read(work, done, long=True, failed=self._failed, owner=self)

    def _ask_file(self) -> None:
        path = ask_file(self, self.context)
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Read a file and say what it would change, before anything is changed."""
        calendars = self.context.services.calendars

        def work(progress: Progress) -> tuple[Installed, Installed]:
            return calendars.look(path, keep_own=True), calendars.look(path)

        def done(seen: tuple[Installed, Installed]) -> None:
            self.context.settings.change(collect_folder=str(path.parent))
            self.show_banner(None)
            self.install.show_file(path, *seen)
            self.install.show()
            self.install.take_focus()

        self.context.jobs.read(work, done, long=True, failed=self._failed, owner=self)

    def _install(self, path: Path, keep_own: bool) -> None:
        calendars, by = self.context.services.calendars, clerk_of(self.context)

        def done(found: Installed) -> None:
            self._put_card_away()
            years = "、".join(f"{each.year} 年" for each in found.years if each.what in ("new", "changed"))
            told = [f"{years}的放假安排" if years else "", "办理期限" if found.rules else ""]
            what = "和".join(words for words in told if words)
            self._say(Banner(f"装好了：{what}" if what else "装好了，什么也没有变", tone="done"))

        self.context.jobs.write(
            lambda progress: calendars.install(path, keep_own=keep_own, by=by),
            done,
            changes={"calendar"},
            failed=self._failed,
            owner=self,
        )

    def _put_card_away(self) -> None:
        self.install.hide()
        self.install_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _failed(self, error: AppError) -> None:
        self.install.hide()
        self._say(Banner("没有做成", f"{error.message}（号码 {error.number}）", tone="error"))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())
