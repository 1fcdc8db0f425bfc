"""工作台账: what was done, month by month; what it adds up to stands in the margin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.services.periods import Period, month_of, parse_period
from app.services.worklog.asking import long_label, short_label
from app.services.worklog.face import amount_words
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import clerk_of, list_day, short_day, today_of
from app.ui.pages.margin_view import MarginView
from app.ui.pages.only_these import OnlyThese
from app.ui.tables.columns import Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.worklog import Sum, WorkLine, WorkList

_ALL, _BIN = "all", "bin"
#: So many sums in the margin; more stand in the exported list.
_SUMS = 14


@dataclass(frozen=True, slots=True)
class _Read:
    found: WorkList
    sums: tuple[Sum, ...]
    counts: dict[str, int]


class WorklogPage(Page):
    """``arrive(entry=, day=)``: that line chosen among those of the month or year of its statistical date ``day``.

    ``records`` (ids) narrows to what stands behind a figure, said in words by ``about``. ``told`` is said on top, and
    undone by deleting the line when it is ``fresh``.
    """

    watches = frozenset({"work"})
    key_card = (
        ("F7", "记一笔"),
        ("1–6", "换一段时间看"),
        ("Ctrl+F", "查找"),
        ("回车", "改选中的一笔"),
        ("F3", "窗口窄的时候，看加起来的数"),
        ("F9", "把这段时间的导出成表格"),
        ("Del", "删掉选中的一笔"),
        ("Ctrl+Z", "撤销刚才的改动"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "worklog", "工作台账", scrolls=False)
        self._wanted = ""
        self.only = OnlyThese()
        self.only.dropped.connect(self._show_all)
        self.groups = GroupRow("哪段时间")
        self.groups.changed.connect(lambda _: self.refresh())
        self._show_groups({})
        self.groups.choose(self._periods()[0].text)
        self.search = SearchInput("查找工作")
        self.search.asked.connect(self.refresh)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.model = RowsModel(self._columns())
        self.table = Table("工作台账", self.model)
        self.table.opened.connect(self._change)
        self.table.current_changed.connect(lambda _: self._show_current())
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty):
            self.views.addWidget(view)
        self.body.put(self.search, self.groups, self.only)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.new_button = Button("记一笔", "primary", icon="plus", main=True, key="F7", on=self._new)
        self.export_button = Button("导出", icon="export", main=True, key="F9", on=self._export)
        self.restore_button = Button(
            "放回来", "primary", icon="arrow-counter-clockwise", main=True, key="F8", on=self._restore
        )
        self.sums_button = Button("加起来", icon="list-checks", main=True, key="F3", bound=False)
        self.bar.set_buttons([self.export_button, self.sums_button], [self.restore_button, self.new_button])
        self.restore_button.hide()
        self.sums = MarginView(self, self.views, self.sums_button)
        self.views.currentChanged.connect(lambda _: self._arrange_search())
        self.change_button = Button(
            "改", icon="pencil-simple", main=True, key="F4", on=lambda: self._change(self._current())
        )
        self.delete_button = Button("删掉", "danger", icon="trash", main=True, on=self._delete)
        self.margin.bar.set_buttons([self.delete_button], [self.change_button])
        self._sums: tuple[Sum, ...] = ()
        self._counts: dict[str, int] = {}
        for keys, act in (("Ctrl+F", self._to_search), ("Del", self._delete), ("F3", lambda: self.sums.turn())):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("on", "日期", lambda row: list_day(row.on, today_of(self.context)), 104, line=2),
            Column("kind", "种类", lambda row: row.kind_name, 132, priority=1, line=2),
            Column("what", "做了什么", lambda row: row.what, 250, 3, bold=True, line=1, marked=True),
            Column("many", "数", _in_short, 190, 2, priority=2, line=0),
        )

    # -- which days -----------------------------------------------------------------------------------
    def _periods(self) -> tuple[Period, ...]:
        """This month, the last, this year, last year."""
        today = today_of(self.context)
        month = month_of(today)
        return (month, month.previous, parse_period(str(today.year)), parse_period(str(today.year - 1)))

    def _period(self) -> Period | None:
        return next((each for each in self._periods() if each.text == self.groups.chosen), None)

    def _show_groups(self, counts: dict[str, int]) -> None:
        today = today_of(self.context)
        faces = []
        for period in self._periods():
            month = period.kind == "month"
            near = f"{period.start.month}月" if month else f"{period.start.year}年"
            word = near if month and period.start.year == today.year else period.label if month else near
            faces.append(GroupFace(period.text, word, _number(counts, period.text)))
        faces.append(GroupFace(_ALL, "全部", _number(counts, _ALL)))
        faces.append(GroupFace(_BIN, "删掉的", _number(counts, _BIN)))
        self.groups.set_groups(faces)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self.show_banner(None)
        if how:
            self.only.narrow(how.get("records"), str(how.get("about", "")))
        if how.get("records") is not None:
            self.search.forget()
            self.groups.choose(_ALL)
        if how.get("entry"):
            self._wanted = str(how["entry"])
            self.search.forget()
            day = how.get("day")
            near = (each.text for each in self._periods() if isinstance(day, date) and day in each)
            self.groups.choose(next(near, _ALL))
        if how.get("told"):
            self._say(str(how["told"]), str(how.get("remarks", "")), self._wanted, fresh=bool(how.get("fresh")))
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else self.new_button

    def escape(self) -> bool:
        if self.sums.is_open:
            self.sums.close()
            return True
        if self.search.text():
            self.search.forget()
            self.refresh()
            self.search.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.search.hasFocus() and self.groups.take_key(event):
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")
            self._arrange_search()
            self.sums.arrange(self._has_margin)
            self.bar.refresh()

    def _arrange_search(self) -> None:
        """Where the window is small the search comes with Ctrl+F, and takes the place of the groups."""
        low = self.breadth.low
        small = self.breadth.width == "narrow" and low
        searching = bool(self.search.text()) or self.search.hasFocus()
        if self.sums.is_open:
            self.search.hide()
            self.groups.hide()
            return
        self.search.setVisible(searching or not (small or (low and self.views.currentIndex() == 1)))
        self.groups.setVisible(not small or not searching)

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        worklog, words = self.context.services.worklog, self.search.words
        chosen, period, periods = self.groups.chosen, self._period(), self._periods()
        only = self.only.records

        def work(progress: Progress) -> _Read:
            by_period, kept, gone = worklog.counts(periods, words)
            counts = {each.text: many for each, many in zip(periods, by_period, strict=True)}
            counts |= {_ALL: kept, _BIN: gone}
            if chosen == _BIN:
                return _Read(worklog.find(words, deleted=True), (), counts)
            found = worklog.find(words, period=period, ids=only)
            summed = period is not None or only is not None
            return _Read(found, worklog.sums(period, words=words, ids=only) if summed else (), counts)

        self.context.jobs.read(work, self._show, channel="worklog", owner=self)

    def _show(self, read: _Read) -> None:
        found = read.found
        chosen, self._wanted = self._wanted or getattr(self.table.current_row(), "id", ""), ""
        self._sums = read.sums
        self._counts = read.counts
        self._show_groups(read.counts)
        had_focus = self.table.hasFocus()
        self.table.set_words(self.search.words.split())
        self.model.set_rows(found.rows)
        ids = [row.id for row in found.rows]
        if chosen in ids:
            self.table.choose(ids.index(chosen))
        if not self.sums.is_open:
            self.views.setCurrentIndex(0 if found.rows else 1)
        self.use_margin(bool(found.rows))
        self.sums.arrange(bool(found.rows))
        self._arrange_search()
        period = self._period()
        where = period.label if period else "删掉的" if self.groups.chosen == _BIN else "全部"
        self.head.say("工作台账", f"{where} {found.total:,} 笔" if found.total else "")
        self.export_button.set_off("" if found.rows and period is not None else "选一个月或一年，里面有工作才能导出")
        if not found.rows:
            self._say_empty()
            if had_focus:
                self.new_button.setFocus()
        elif QApplication.focusWidget() is self.new_button and not had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_current()
        self.bar.refresh()

    def _say_empty(self) -> None:
        write = [Button("记一笔", "primary", icon="plus", main=True, on=self._new)]
        elsewhere = self._counts.get(_ALL, 0) if self.groups.chosen not in (_ALL, _BIN) else 0
        if self.search.words and elsewhere:
            title = f"这段时间里没有“{self.search.words}”"
            why = f"全部里有 {elsewhere:,} 笔，按回车看。"
            write = [Button(f"看全部 {elsewhere:,} 笔", "primary", icon="arrow-right", main=True, on=self._find_in_all)]
        elif self.search.words:
            title, why = f"没有找到“{self.search.words}”", "种类、做了什么、地点、指标名称里都没有。"
        elif self.groups.chosen == _BIN:
            title, why, write = "没有删掉的", "删掉的在这里，随时可以放回来。", []
        elif self.groups.chosen == _ALL:
            title, why = "还没有记过工作", "做一件记一笔：宣传、讲座、检查、发稿……月报里的数自动加起来。"
        else:
            title, why = "这段时间还没有记", "按 F7 记一笔。看上个月的按 2，看今年的按 3。"
        low = self.breadth.low
        self.empty.say(title, "" if low else why, [] if low else write)

    # -- the margin -----------------------------------------------------------------------------------
    def _show_current(self) -> None:
        row, today = self._current(), today_of(self.context)
        column = self.margin.column
        self.margin.clear()
        period = self._period()
        self.margin.say("加起来" if self._sums else "这一笔", period.label if self._sums and period else "")
        for each in self._sums[:_SUMS]:
            column.put(Pair(long_label(each.name), each.words, 164))
        if len(self._sums) > _SUMS:
            column.put(Words(f"还有 {len(self._sums) - _SUMS} 项，导出的表里都有", "small", colour="ink2"))
        if row is not None:
            if self._sums:
                column.put(8, Words("选中的一笔", "small", bold=True, colour="pine"))
            column.put(*(Pair(word, value, 84) for word, value in _pairs(row, today) if value))
        column.put(None)
        binned = row is not None and row.deleted
        self.restore_button.setVisible(binned)
        for button in (self.change_button, self.delete_button):
            button.set_off("一笔也没有选" if row is None else "")
            button.setVisible(not binned)
        self.margin.bar.refresh()
        self.bar.refresh()

    def _current(self) -> WorkLine | None:
        row: WorkLine | None = self.table.current_row()
        return row

    def _show_all(self) -> None:
        self.refresh()
        self.table.setFocus()

    # -- finding --------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self._arrange_search()

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self.views.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._arrange_search()
        elif self.search.words and self._counts.get(_ALL, 0) and self.groups.chosen not in (_ALL, _BIN):
            self._find_in_all()

    def _find_in_all(self) -> None:
        """Look for the same words in all that was ever written."""
        self.groups.choose(_ALL)
        self.search.setFocus()
        self.refresh()

    # -- acting ---------------------------------------------------------------------------------------
    def _new(self) -> None:
        self.context.go("worklog-line", kind="")

    def _change(self, row: WorkLine | None) -> None:
        if row is not None and not row.deleted:
            self.context.go("worklog-line", entry=row.id)

    def _delete(self) -> None:
        row = self._current()
        if row is None or row.deleted:
            return
        worklog, by = self.context.services.worklog, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: worklog.delete(row.id, by=by),
            lambda line: self._say(f"删掉了：{line.what}", "", line.id, fresh=False),
            changes={"work", "figure"},
            owner=self,
        )

    def _restore(self) -> None:
        row = self._current()
        if row is None or not row.deleted:
            return
        worklog, by = self.context.services.worklog, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: worklog.restore(row.id, by=by),
            lambda line: self._say(f"放回来了：{line.what}", "", line.id, fresh=False),
            changes={"work", "figure"},
            owner=self,
        )

    def _say(self, words: str, remarks: str, wanted: str, *, fresh: bool) -> None:
        """What was done, with a way to undo it."""
        undo = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self._take_back(wanted, fresh))
        tone: Tone = "question" if remarks else "done"
        self.show_banner(Banner(words, remarks, tone=tone, actions=(undo,), stacked=False))
        if self.breadth.width == "narrow":
            self.bar.refresh()

    def _take_back(self, wanted: str, fresh: bool) -> None:
        worklog, by = self.context.services.worklog, clerk_of(self.context)
        work = worklog.delete if fresh else worklog.take_back
        self.context.jobs.write(
            lambda progress: work(wanted, by=by),
            lambda _: self.show_banner(Banner("撤销了。", tone="note")),
            changes={"work", "figure"},
            owner=self,
        )

    def _export(self) -> None:
        period = self._period()
        if period is None or self.model.rowCount() == 0:
            return
        from PySide6.QtWidgets import QFileDialog

        folder = self.context.settings.window.export_folder or str(Path.home())
        name = f"{period.label}工作台账.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, "导出工作台账", str(Path(folder) / name), "表格 (*.xlsx)")
        if not chosen:
            return
        path = Path(chosen)
        worklog, words = self.context.services.worklog, self.search.words
        self.context.jobs.read(
            lambda progress: worklog.export(period, path, words=words),
            lambda many: self.show_banner(Banner(f"导出好了，{many} 笔", str(path), tone="done")),
            owner=self,
        )


def _number(counts: dict[str, int], key: str) -> str:
    return f"{counts[key]:,}" if key in counts else ""


def _in_short(row: WorkLine) -> str:
    return "，".join(f"{short_label(each.name)} {amount_words(each.value, each.unit)}" for each in row.measures)


def _measures(row: WorkLine) -> str:
    return "，".join(each.words for each in row.measures)


def _pairs(row: WorkLine, today: date) -> list[tuple[str, str]]:
    late = short_day(row.counts_on, today) if row.counts_on != row.on else ""
    return [
        ("做了什么", row.what),
        ("地点", row.place),
        ("数", _measures(row)),
        ("统计日期", late),
        ("备注", row.note),
        ("谁记的", row.by),
    ]
