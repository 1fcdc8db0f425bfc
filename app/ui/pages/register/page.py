"""投诉台账: one search box, conditions, the list, and the chosen case beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import grouped, list_day, state_cell, today_of
from app.ui.pages.register.conditions import Conditions, ConditionsPanel
from app.ui.pages.register.detail import CaseFacts, read_case, summary, title_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import Fetched, PagedModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.layouts import Flow
from app.ui.widgets.options import Chip
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.complaints.finding import Hit

#: How long one pauses typing before the search begins, in milliseconds.
PAUSE = 250


class RegisterPage(Page):
    """The register. Searching, scrolling and looking at a case all read in the background."""

    watches = frozenset({"complaint", "import"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "register", "投诉台账", scrolls=False)
        self._today = today_of(context)
        self._lists = context.services.lists
        self.conditions = Conditions()
        self._words = ""
        self._shown_id = ""
        self._loaded = False
        self._opened_from_list = False
        self.export_button = Button("导出", icon="export", on=self._export)
        self.head.add(self.export_button)
        if context.office.level != "city":
            self.head.add(Button("导入", icon="download-simple", on=lambda: context.go("import")))
        self.search = SearchInput("查找投诉")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._search_now)
        self.search.edited.connect(lambda _: self._pause.start())
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.chips = Flow()
        self.model = PagedModel(self._columns(), context.jobs)
        self.model.loaded.connect(self._rows_loaded)
        self.model.failed.connect(context.show_error)
        self.table = Table("投诉台账", self.model)
        self.table.set_sorted("day", True)
        self.table.current_changed.connect(self._current_changed)
        self.table.opened.connect(self._open)
        self.empty = EmptyState("")
        self.panel = ConditionsPanel(self._lists, self._today)
        self.panel.done.connect(self._conditions_said)
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty, self.panel):
            self.views.addWidget(view)
        self.body.put(self.search, self.chips)
        self.body.put(self.views, stretch=1)
        self.keys = Words("↑ ↓ 选 · 回车打开 · Ctrl+F 回到查找", "small", colour="ink2", wrap=False)
        self.body.put(self.keys)
        self.use_margin()
        self.open_button = Button("打开", "primary", icon="folder-open", main=True, key="回车", on=self._open_current)
        self.change_button = Button("改", icon="pencil-simple", main=True, key="F4", on=self._change_current)
        self.margin.bar.set_buttons([], [self.change_button, self.open_button])
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(90)
        self._look.timeout.connect(self._read_current)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._to_search)
        self._show_chips()

    def _columns(self) -> tuple[Column, ...]:
        def day(row: Hit) -> str:
            return list_day(row.received_on, self._today)

        def about(row: Hit) -> str:
            return row.facts or row.item or self._lists.label("nature", row.nature)

        def state(row: Hit) -> Cell:
            return state_cell(row.state)

        return (
            Column("day", "登记日", day, 108, line=2, marked=False),
            Column("who", "投诉人", lambda row: row.complainant, 76, bold=True, line=1),
            Column("trader", "商家", lambda row: row.trader, 130, stretch=3, line=1),
            Column("about", "事由", about, 110, stretch=2, priority=2),
            Column("state", "状态", state, 120, line=1, marked=False),
        )

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self._today = today_of(self.context)
        if "state" in how or "deleted" in how:
            self.search.clear()
            self._words = ""
            self._set(Conditions(state=how.get("state", ""), deleted=bool(how.get("deleted"))))
        elif not self._loaded:
            self._find()

    def first_focus(self) -> QWidget | None:
        back, self._opened_from_list = self._opened_from_list, False
        return self.table if back and self.views.currentIndex() == 0 else self.search

    def refresh(self) -> None:
        self._shown_id = ""
        self._find()

    def escape(self) -> bool:
        if self.views.currentIndex() == 2:
            self._show_list()
            self._to_search()
            return True
        if self.search.text():
            self.search.clear()
            self._search_now()
            self._to_search()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters typed in the list go on in the search box.
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if self.table.hasFocus() and event.text().isprintable() and event.text().strip() and plain:
            self.search.setFocus()
            QApplication.sendEvent(self.search, event)
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "panel"):
            self.table.set_two_lines(breadth.width == "narrow")
            self.keys.setVisible(not breadth.low)
            self.panel.set_breadth(breadth)

    # -- finding --------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search_now(self) -> None:
        self._pause.stop()
        words = self.search.text().strip()
        if words != self._words:
            self._words = words
            self._find()

    def _into_list(self) -> None:
        if self._pause.isActive():
            self._search_now()
        if self.views.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, conditions: Conditions) -> None:
        self.conditions = conditions
        self._show_chips()
        self._find()

    def _find(self) -> None:
        complaints, words, filters = self.context.services.complaints, self._words, self.conditions.filters()

        def fetch(after: Any, limit: int) -> Fetched:
            page = complaints.find(words, filters, after=after, limit=limit)
            return Fetched(page.rows, page.after, page.total)

        self._loaded = True
        self.table.set_words(words.split())
        self.model.restart(fetch)

    def _rows_loaded(self, at_hand: int, total: int) -> None:
        narrowed = self._words or self.conditions != Conditions()
        self.head.say("投诉台账", f"找到 {total:,} 件" if narrowed else f"共 {total:,} 件")
        if self.views.currentIndex() == 2:
            return
        if at_hand:
            self.views.setCurrentIndex(0)
        else:
            self._say_empty()
            self.views.setCurrentIndex(1)
        self._arrange_margin()

    def _say_empty(self) -> None:
        chips = self.conditions.chips(self._lists, self._today)
        actions: list[Button] = []
        if chips:
            word = "去掉条件" if len(chips) == 1 else f"去掉 {len(chips)} 个条件"
            actions.append(Button(word, "primary", icon="x", main=True, on=lambda: self._set(Conditions())))
        can_enter = self.context.office.level != "city"
        if can_enter and not self.conditions.deleted:
            kind = "plain" if actions else "primary"
            actions.append(
                Button("现在登记", kind, icon="note-pencil", main=True, on=lambda: self.context.go("entry"))  # type: ignore[arg-type]  # a kind
            )
        if self._words:
            why = "、".join(text for text, _ in chips)
            why = f"在{why}里没有。" if why else "姓名、电话、商家、事实里都没有。"
            self.empty.say(f"没有找到“{self._words}”", f"{why}字也许写得不一样，少写一个字试试。", actions)
        elif self.conditions.deleted:
            self.empty.say("回收站是空的", "删掉的投诉放在这里，随时可以恢复。", actions)
        elif chips:
            self.empty.say("没有这样的投诉", "、".join(text for text, _ in chips) + "，一件也没有。", actions)
        else:
            if can_enter:
                actions.append(
                    Button("导入登记簿", icon="download-simple", main=True, on=lambda: self.context.go("import"))
                )
            self.empty.say("台账还是空的", "登记第一件，或者把原来的登记簿导进来。", actions)

    # -- conditions -----------------------------------------------------------------------------------
    def _show_chips(self) -> None:
        widgets: list[QWidget] = []
        for text, without in self.conditions.chips(self._lists, self._today):
            chip = Chip(text)
            chip.clicked.connect(lambda _=False, without=without: self._drop(without))
            widgets.append(chip)
        widgets.append(Button("加条件", "quiet", icon="plus", on=self._ask_conditions))
        if not self.conditions.deleted:
            widgets.append(Button("回收站", "quiet", icon="trash", on=lambda: self._drop(Conditions(deleted=True))))
        self.chips.set_widgets(widgets)

    def _drop(self, without: Conditions) -> None:
        self.search.setFocus()
        self._set(without)

    def _ask_conditions(self) -> None:
        self.views.setCurrentIndex(2)
        self._arrange_margin()
        self.panel.begin(self.conditions)

    def _conditions_said(self, conditions: Conditions) -> None:
        self._show_list()
        self._set(conditions)
        self.search.setFocus()

    def _show_list(self) -> None:
        self.views.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._arrange_margin()

    # -- the chosen case ------------------------------------------------------------------------------
    def _arrange_margin(self) -> None:
        self.use_margin(self.views.currentIndex() == 0)

    def _current_changed(self, row: Hit | None) -> None:
        if row is None:
            self._shown_id = ""
            return
        self._look.start()

    def _read_current(self) -> None:
        row = self.table.current_row()
        if row is None or row.id == self._shown_id or not self.margin.isVisible():
            return
        services, wanted = self.context.services, row.id
        self.context.jobs.read(
            lambda progress: read_case(services, wanted), self._show_case, channel="detail", owner=self
        )

    def _show_case(self, facts: CaseFacts) -> None:
        self._shown_id = facts.record.id
        self.margin.clear()
        self.margin.say(title_of(facts.record), above=grouped(facts.record.number))
        self.margin.column.put(*summary(facts, self._lists, self._today), None)
        self.change_button.setVisible(not facts.record.deleted)
        self.margin.bar.refresh()

    def _open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._open(row)

    def _open(self, row: Hit) -> None:
        self._opened_from_list = True
        self.context.go("case", case=row.id)

    def _change_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.context.go("change", case=row.id)

    def _export(self) -> None:
        self.context.go("export", start=self.conditions.start, until=self.conditions.until)
