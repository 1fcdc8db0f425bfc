"""A roster as a list: who stands, who ended, what was deleted; the count of any day in the margin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.services.rosters import REGISTER_WORDS, words_of
from app.services.rosters.asking import about, end_word
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, list_day, today_of
from app.ui.pages.margin_view import MarginView
from app.ui.pages.only_these import OnlyThese
from app.ui.pages.rosters.beside import EntryBeside
from app.ui.pages.rosters.entry_page import PAGES
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.groups import GroupFace, GroupRow

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.rosters import Entry, EntryList, Taken, Tally

_STANDING, _CLOSED, _ALL, _BIN = "standing", "closed", "all", "deleted"
_STATES = {_STANDING: "standing", _CLOSED: "closed", _ALL: "", _BIN: "deleted"}


@dataclass(frozen=True, slots=True)
class _Read:
    found: EntryList
    counts: dict[str, int]
    tally: Tally


class RosterPage(Page):
    """``arrive(entry=)``: that one chosen; ``told`` is said on top, ``undo`` says how it is undone.

    ``records`` (ids) narrows to what stands behind a figure, said in words by ``about``. ``undo``: ``delete``,
    ``take_back``, or the id of what was written down to have happened; ``taken``: a list that was taken in.
    """

    watches = frozenset({"roster"})
    key_card = (
        ("F7", "登记一个"),
        ("F6", "收一份名单"),
        ("1–4", "换一组看"),
        ("Ctrl+F", "查找"),
        ("回车", "改选中的一个"),
        ("F8", "记一件事：培训、星级、考核"),
        ("F9", "撤销、退出"),
        ("F3", "数哪一天的"),
        ("Del", "删掉登记错的"),
    )

    def __init__(self, context: Context, register: str) -> None:
        self.register = register
        words = words_of(register)
        super().__init__(context, PAGES[register], REGISTER_WORDS[register], scrolls=False)
        self._wanted = ""
        self.only = OnlyThese()
        self.only.dropped.connect(self._show_all)
        self.groups = GroupRow("哪一组")
        self.groups.changed.connect(lambda _: self.refresh())
        self._show_groups({})
        self.groups.choose(_STANDING)
        self.search = SearchInput(f"查找{words.one}")
        self.search.asked.connect(self.refresh)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.model = RowsModel(self._columns())
        self.table = Table(REGISTER_WORDS[register], self.model)
        self.table.opened.connect(self._change)
        self.table.current_changed.connect(lambda _: self._show_current())
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty):
            self.views.addWidget(view)
        self.body.put(self.search, self.groups, self.only)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.list_button = Button(
            "收一份名单", icon="tray-arrow-down", main=True, key="F6", short="名单", on=self._list
        )
        self.new_button = Button(f"登记一{words.measure}", "primary", icon="plus", main=True, key="F7", on=self._new)
        self.event_button = Button("记一件事", icon="note-pencil", main=True, key="F8", short="记事", on=self._event)
        self.restore_button = Button(
            "放回来", "primary", icon="arrow-counter-clockwise", main=True, key="F8", on=self._restore
        )
        self.sums_button = Button("数一数", icon="list-checks", main=True, key="F3", short="数", bound=False)
        self.bar.set_buttons(
            [self.list_button, self.sums_button], [self.event_button, self.restore_button, self.new_button]
        )
        self.restore_button.hide()
        self.sums = MarginView(self, self.views, self.sums_button)
        self.views.currentChanged.connect(lambda _: self._arrange_search())
        self.change_button = Button(
            "改", icon="pencil-simple", main=True, key="F4", on=lambda: self._change(self._current())
        )
        self.close_button = Button(end_word(register), icon="prohibit", main=True, key="F9", on=self._close)
        self.delete_button = Button("删掉", "danger", icon="trash", main=True, on=self._delete)
        self.margin.bar.set_buttons([self.delete_button], [self.close_button, self.change_button])
        self.beside = EntryBeside(context, register, self.margin, today_of(context), self)
        self.beside.count.asked.connect(lambda _: self.refresh())
        for keys, act in (("Ctrl+F", self._to_search), ("Del", self._delete), ("F3", self._to_day)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _columns(self) -> tuple[Column, ...]:
        words = words_of(self.register)
        last = "星级" if self.register != "title" else "复核"
        return (
            Column(
                "kind",
                "种类" if self.register != "title" else "称号",
                lambda row: row.kind_name,
                176 if self.register == "title" else 152,
                priority=2,
                line=2,
            ),
            Column("name", words.name, lambda row: row.name, 220, 2, bold=True, line=1, marked=True),
            Column("person", words.person, lambda row: row.person, 176, 1, priority=3, line=2, marked=True),
            Column("phone", "电话", lambda row: row.phone, 140, priority=5, line=0, marked=True),
            Column(
                "opened", words.opened[:2], lambda row: list_day(row.opened_on, self._today), 116, priority=1, line=2
            ),
            Column("last", last, self._last, 96, priority=4, line=0),
        )

    @property
    def _today(self) -> date:
        return today_of(self.context)

    def _last(self, row: Entry) -> Cell | str:
        if row.closed_on is not None:
            return Cell(f"{words_of(self.register).gone}了", "minus", "plain", quiet=True)
        if self.register == "title":
            reviewed = row.last("review")
            return list_day(reviewed, self._today) if reviewed else ""
        return row.star

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
            self.groups.choose(_ALL)
        if how.get("told"):
            self._say(str(how["told"]), str(how.get("remarks", "")), self._wanted, str(how.get("undo", "")))
        if how.get("taken") is not None:
            self._say_taken(how["taken"])
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
        if self.beside.count.field.input.hasFocus():
            (self.table if self.model.rowCount() else self.new_button).setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = self.search.hasFocus() or self.beside.count.field.input.hasFocus()
        if not typing and self.groups.take_key(event):
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "beside"):
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
        rosters, words, register = self.context.services.rosters, self.search.words, self.register
        day, group, today, only = self.beside.count.day, self.groups.chosen, self._today, self.only.records

        def work(progress: Progress) -> _Read:
            by_state = rosters.counts(register, words, day=today)
            counts = {key: by_state[state] for key, state in _STATES.items()}
            found = rosters.find(
                register,
                words,
                state=_STATES[group],  # type: ignore[arg-type]
                day=today,
                ids=only,
            )
            return _Read(found, counts, rosters.tally(register, day))

        self.context.jobs.read(work, self._show, channel=f"roster-{register}", owner=self)

    def _show(self, read: _Read) -> None:
        found = read.found
        chosen, self._wanted = self._wanted or getattr(self.table.current_row(), "id", ""), ""
        self._show_groups(read.counts)
        had_focus = self.table.hasFocus()
        self.table.set_words(self.search.words.split())
        self.model.set_rows(found.rows)
        ids = [row.id for row in found.rows]
        if chosen in ids:
            self.table.choose(ids.index(chosen))
        if not self.sums.is_open:
            self.views.setCurrentIndex(0 if found.rows else 1)
        self.use_margin(bool(read.counts[_ALL] or read.counts[_BIN]))
        self.sums.arrange(self._has_margin)
        self.beside.count.show_tally(read.tally)
        words = words_of(self.register)
        standing = read.counts[_STANDING]
        self.head.say(REGISTER_WORDS[self.register], f"今天有 {standing:,} {words.measure}" if standing else "")
        self._arrange_search()
        if not found.rows:
            self._say_empty(read.counts[_ALL])
            if had_focus:
                self.new_button.setFocus()
        elif QApplication.focusWidget() is self.new_button and not had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_current()

    def _show_groups(self, counts: dict[str, int]) -> None:
        words = words_of(self.register)
        named = ((_STANDING, "现有"), (_CLOSED, f"{words.gone}了"), (_ALL, "全部"), (_BIN, "删掉的"))
        self.groups.set_groups([GroupFace(k, word, f"{counts[k]:,}" if k in counts else "") for k, word in named])

    def _say_empty(self, many: int) -> None:
        words = words_of(self.register)
        new = Button(f"登记一{words.measure}", "primary", icon="plus", main=True, on=self._new)
        taking = Button("收一份名单", icon="tray-arrow-down", main=True, on=self._list)
        actions = [new, taking]
        if self.search.words:
            title, why = f"没有找到“{self.search.words}”", "名称、人名、电话、地址、备注里都没有。"
        elif self.groups.chosen == _BIN:
            title, why, actions = "没有删掉的", "删掉的在这里，随时可以放回来。", []
        elif self.groups.chosen == _CLOSED and many:
            title, why, actions = f"没有{words.gone}的", f"{words.gone}的会放在这里，以前的日子照样数得到。", []
        else:
            title = f"{REGISTER_WORDS[self.register]}名册还是空的"
            why = "一个一个登记，或者从表格里整份收进来。登记了日子，哪天有多少就数得出来。"
        low = self.breadth.low
        self.empty.say(title, "" if low else why, [] if low else actions)

    # -- the chosen one -------------------------------------------------------------------------------
    def _current(self) -> Entry | None:
        row: Entry | None = self.table.current_row()
        return row

    def _show_current(self) -> None:
        row = self._current()
        self.beside.show(row, self._today, lambda id: None)
        binned = row is not None and row.deleted
        none = f"一{words_of(self.register).measure}也没有选" if row is None else ""
        self.restore_button.setVisible(binned)
        self.event_button.setVisible(not binned)
        for button in (self.event_button, self.change_button, self.close_button, self.delete_button):
            button.set_off(none)
        if row is not None and row.closed_on is not None:
            self.close_button.set_off(f"已经{end_word(self.register)}了")
        for button in (self.change_button, self.close_button, self.delete_button):
            button.setVisible(not binned)
        self.bar.refresh()
        self.margin.bar.refresh()

    def _show_all(self) -> None:
        self.refresh()
        self.table.setFocus()

    # -- finding --------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self._arrange_search()

    def _to_day(self) -> None:
        if self.breadth.width == "narrow":
            self.sums.turn()
            return
        if self.beside.count.isVisible():
            self.beside.count.field.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self.views.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._arrange_search()

    # -- acting ---------------------------------------------------------------------------------------
    def _new(self) -> None:
        self.context.go("roster-entry", register=self.register)

    def _list(self) -> None:
        self.context.go("roster-import", register=self.register)

    def _change(self, row: Entry | None) -> None:
        if row is not None and not row.deleted:
            self.context.go("roster-entry", entry=row.id)

    def _event(self) -> None:
        row = self._current()
        if row is not None and not row.deleted:
            self.context.go("roster-entry", entry=row.id, event=True)

    def _close(self) -> None:
        row = self._current()
        if row is not None and not row.deleted and row.closed_on is None:
            self.context.go("roster-entry", entry=row.id, close=True)

    def _delete(self) -> None:
        row = self._current()
        if row is None or row.deleted or self.search.hasFocus() or self.beside.count.field.input.hasFocus():
            return
        rosters, by = self.context.services.rosters, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: rosters.delete(row.id, by=by),
            lambda entry: self._say(f"删掉了：{about(entry)}", "", entry.id, "take_back"),
            changes={"roster", "figure"},
            owner=self,
        )

    def _restore(self) -> None:
        row = self._current()
        if row is None or not row.deleted:
            return
        rosters, by = self.context.services.rosters, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: rosters.restore(row.id, by=by),
            lambda entry: self._say(f"放回来了：{about(entry)}", "", entry.id, "take_back"),
            changes={"roster", "figure"},
            owner=self,
        )

    def _say(self, words: str, remarks: str, wanted: str, undo: str) -> None:
        """What was done, with a way to undo it."""
        back = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self._take_back(wanted, undo))
        tone: Tone = "question" if remarks else "done"
        self.show_banner(Banner(words, remarks, tone=tone, actions=(back,) if undo else (), stacked=False))
        if self.breadth.width == "narrow":
            self.bar.refresh()

    def _take_back(self, wanted: str, undo: str) -> None:
        rosters, by = self.context.services.rosters, clerk_of(self.context)

        def work(progress: Progress) -> Entry:
            if undo == "delete":
                return rosters.delete(wanted, by=by)
            return rosters.take_back(wanted, by=by) if undo == "take_back" else rosters.drop_event(undo, by=by)

        self.context.jobs.write(
            work,
            lambda _: self.show_banner(Banner("撤销了。", tone="note")),
            changes={"roster", "figure"},
            owner=self,
        )

    def _say_taken(self, taken: Taken) -> None:
        rosters, by = self.context.services.rosters, clerk_of(self.context)

        def undo() -> None:
            self.context.jobs.write(
                lambda progress: rosters.take_out(taken, by=by),
                lambda many: self.show_banner(Banner(f"整份撤回了，{many[0]} 条", _stayed(many[1]), tone="note")),
                changes={"roster", "figure"},
                owner=self,
            )

        back = Button("整份撤回", icon="arrow-counter-clockwise", key="Ctrl+Z", on=undo)
        words = f"收好了：新登记 {len(taken.new)}，改了 {len(taken.changed)}"
        rest = f"没有变的 {taken.unchanged}，没有收的 {taken.rejected}。" if taken.unchanged or taken.rejected else ""
        self.show_banner(Banner(words, rest, tone="done", actions=(back,), stacked=False))


def _stayed(many: int) -> str:
    return f"后来又改过的 {many} 条没有动。" if many else ""
