"""投诉台账: one search box, conditions, the list, and the chosen case beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.services.complaints.finding import SORTS, Filters, Sort
from app.services.complaints.listing import COLUMNS, USUAL, column_for, known_columns
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.register.beside import CaseBeside
from app.ui.pages.register.columns import table_columns
from app.ui.pages.register.columns_panel import ColumnsPanel
from app.ui.pages.register.conditions import Conditions
from app.ui.pages.register.conditions_panel import ConditionsPanel
from app.ui.pages.register.indexing import IndexKeeper
from app.ui.pages.register.surroundings import MorePanel, say_empty
from app.ui.tables.columns import Column
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

_HOW = (
    "可以选好几样，都符合的才列出来。\n日期照平时说的写：3月15日、上周五、今天。\n"
    "商家和站点打几个字，这里会列出来，拼音的头几个字母也行。\n选好了按 F10。"
)
#: The views of the body.
_LIST, _EMPTY, _CONDITIONS, _COLUMNS, _MORE = range(5)
_PANELS = {_CONDITIONS: "加条件", _COLUMNS: "栏目和排序", _MORE: "更多"}


class RegisterPage(Page):
    """The register. Searching, scrolling and looking at a case all read in the background."""

    watches = frozenset({"complaint", "import", "calendar"})
    key_card = (
        ("Ctrl+F", "回到查找"),
        ("F3", "加条件"),
        ("F6", "栏目和排序"),
        ("Ctrl+P", "打印、导出这张清单"),
        ("F8", "打选中那一件的登记表"),
        ("回车", "打开选中的一件"),
        ("F4", "改选中的一件"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "register", "投诉台账", scrolls=False)
        self._today = today_of(context)
        self._lists = context.services.lists
        kept = context.settings.window
        self.conditions = Conditions.remembered(kept.list_conditions, self._today)
        self.shown = known_columns(tuple(kept.list_columns.split(",")))
        self.sort = _sort_from(kept.list_sort)
        self._loaded = False
        self._opened_from_list = False
        self.print_button = Button("打印、导出", icon="printer", on=lambda: self._hand_out("pdf"))
        self.head.add(self.print_button)
        self.import_button = Button("导入", icon="download-simple", on=lambda: context.go("import"))
        self.head.add(self.import_button)
        self.search = SearchInput("查找投诉")
        self.search.asked.connect(self._find)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.chips = Flow()
        self.model = PagedModel(self._table_columns(), context.jobs)
        self.model.loaded.connect(self._rows_loaded)
        self.model.failed.connect(context.show_error)
        self.table = Table("投诉台账", self.model)
        self.table.opened.connect(self._open)
        self.table.sort_asked.connect(self._sort_asked)
        self.empty = EmptyState("")
        self.panel = ConditionsPanel(context, self._lists, self._today)
        self.panel.done.connect(self._conditions_said)
        self.panel.choices_wanted.connect(self._show_choices)
        self.columns_panel = ColumnsPanel()
        self.columns_panel.done.connect(self._columns_said)
        self.more = self._make_more()
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty, self.panel, self.columns_panel, self.more):
            self.views.addWidget(view)
        self.body.put(self.search, self.chips)
        self.body.put(self.views, stretch=1)
        self.keys = Words("", "small", colour="ink2", wrap=False)
        self.body.put(self.keys)
        self.index = IndexKeeper(context, self)
        self.index.moved.connect(self._say_found)
        self.use_margin()
        self.beside = CaseBeside(
            context, self.table, self.margin, listed=lambda: self.views.currentIndex() == _LIST, opened=self._open,
            parent=self,
        )  # fmt: skip
        for keys, act in (
            ("Ctrl+F", self._to_search),
            ("Ctrl+P", lambda: self._hand_out("pdf")),
            ("F6", self._ask_columns),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._show_chips()

    def _table_columns(self) -> tuple[Column, ...]:
        return table_columns(self.shown, self._lists, lambda: self._today)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self._today = today_of(self.context)
        asked = Conditions.of(**how)
        if asked != Conditions():
            self.search.forget()
            self._show_list()
            self._set(asked, keep=False)
        elif how.get("columns"):
            self._ask_columns()
        elif not self._loaded or self.conditions.on(self._today) != self.conditions:
            self._set(self.conditions.on(self._today))
        self.index.begin()

    def first_focus(self) -> QWidget | None:
        back, self._opened_from_list = self._opened_from_list, False
        if self.views.currentIndex() == _COLUMNS:
            return self.columns_panel.sort
        return self.table if back and self.views.currentIndex() == _LIST else self.search

    def refresh(self) -> None:
        self.beside.forget()
        self._find()

    def escape(self) -> bool:
        if self.views.currentIndex() in _PANELS:
            self._show_list()
            self._to_search()
            return True
        if self.search.text():
            self.search.clear()
            self.search.ask()
            self._to_search()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters typed in the list go on in the search box.
        if self.table.hasFocus() and self.search.belongs_here(event):
            self.search.setFocus()
            QApplication.sendEvent(self.search, event)
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "panel"):
            self.table.set_two_lines(breadth.width == "narrow")
            self._say_keys()
            self._show_chips()
            self._arrange_margin()
            self.panel.set_breadth(breadth)

    # -- finding --------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        if self.views.currentIndex() in _PANELS:
            self._show_list()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self.views.currentIndex() == _LIST:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, conditions: Conditions, *, keep: bool = True) -> None:
        """Narrow the list; ``keep`` remembers it for the next visit."""
        self.conditions = conditions
        if keep:
            self.context.settings.change(list_conditions=conditions.to_remember())
        self._show_chips()
        self._find()

    def _find(self) -> None:
        complaints, words, filters = self.context.services.complaints, self.search.words, self.conditions.filters
        sort, today = self.sort, self._today

        def fetch(after: Any, limit: int) -> Fetched:
            page = complaints.find(words, filters, sort, after=after, limit=limit, today=today, count=after is None)
            return Fetched(page.rows, page.after, page.total if page.total >= 0 else None)

        self._loaded = True
        self.table.set_sorted(column_for(sort).key, sort.descending)
        self.table.set_words(words.split())
        self.model.restart(fetch)

    def _rows_loaded(self, at_hand: int, total: int) -> None:
        self._say_keys()
        if self.views.currentIndex() in _PANELS:
            return
        if at_hand:
            self.views.setCurrentIndex(_LIST)
        else:
            waiting = self.table.hasFocus()  # Return came before it was known that there is nothing
            self._say_empty()
            self.views.setCurrentIndex(_EMPTY)
            if waiting:
                self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            if self.search.words and not self.conditions.filters.deleted:
                self._look_in_bin()
        self._arrange_margin()

    def _say_found(self) -> None:
        total = self.model.total or 0
        narrowed = self.search.words or self.conditions != Conditions()
        fact = f"找到 {total:,} 件" if narrowed else f"共 {total:,} 件"
        if self.index.share is not None:
            fact += f"，拼音索引整理到 {self.index.share} %"
        self.head.say("投诉台账", fact)

    def _say_keys(self) -> None:
        words = "↑ ↓ 选 · 回车打开 · Ctrl+F 回到查找"
        if self.table.left_out:
            words = f"这里放不下的栏目：{'、'.join(self.table.left_out)}（打印、导出时都有）"
        self.keys.setText(words)

    # -- columns and order ----------------------------------------------------------------------------
    def _sort_asked(self, key: str) -> None:
        column = next(c for c in self.model.columns if c.key == key)
        by = COLUMNS[column.key].sort
        if by is None:
            return
        down = not self.sort.descending if by == self.sort.key else COLUMNS[key].kind != "text" or key == "number"
        self._set_sort(Sort(by, down))
        self._find()

    def _set_sort(self, sort: Sort) -> None:
        self.sort = sort
        self.context.settings.change(list_sort=f"{sort.key}{'-' if sort.descending else '+'}")

    def _ask_columns(self) -> None:
        self.views.setCurrentIndex(_COLUMNS)
        self._arrange_margin()
        self.columns_panel.begin(self.shown, self.sort)

    def _columns_said(self, keys: tuple[str, ...], sort: Sort) -> None:
        self.shown = keys
        self.context.settings.change(list_columns="" if keys == USUAL else ",".join(keys))
        self._set_sort(sort)
        self.table.set_columns(self._table_columns())
        self._show_list()
        self._find()
        self.search.setFocus()

    def _look_in_bin(self) -> None:
        """Whether what was not found lies in the bin."""
        words, complaints = self.search.words, self.context.services.complaints

        def show(found: int) -> None:
            if found and words == self.search.words and self.views.currentIndex() == _EMPTY:
                self._say_empty(found)

        self.context.jobs.read(
            lambda progress: complaints.find(words, Filters(deleted=True), limit=1).total,
            show,
            channel="register-bin",
            owner=self,
        )

    def _say_empty(self, binned: int = 0) -> None:
        can_enter = self.context.office.level != "city"
        say_empty(
            self.empty,
            self.search.words,
            [text for text, _ in self.conditions.chips(self._lists, self._today)],
            self.conditions.filters.deleted,
            drop=lambda: self._set(Conditions()),
            enter=(lambda: self.context.go("entry")) if can_enter else None,
            take_in=(lambda: self.context.go("import")) if can_enter else None,
            binned=binned,
            look_in_bin=lambda: self.context.go("bin"),
        )

    # -- conditions -----------------------------------------------------------------------------------
    def _show_chips(self) -> None:
        widgets: list[QWidget] = []
        for text, without in self.conditions.chips(self._lists, self._today):
            chip = Chip(text)
            chip.clicked.connect(lambda _=False, without=without: self._drop(without))
            widgets.append(chip)
        widgets.append(Button("加条件", "quiet", icon="plus", key="F3", on=self._ask_conditions))
        if len(widgets) > 1:
            widgets.append(Button("全部去掉", "quiet", icon="x", on=lambda: self._drop(Conditions())))
        if self.breadth.width == "wide":
            widgets.append(Button("栏目和排序", "quiet", icon="table", key="F6", bound=False, on=self._ask_columns))
            widgets.append(Button("贴标签", "quiet", icon="tag", on=self._tag))
            widgets.append(Button("回收站", "quiet", icon="trash", on=lambda: self.context.go("bin")))
        else:
            widgets.append(Button("更多", "quiet", icon="list", on=self._show_more))
        self.chips.set_widgets(widgets)

    def _drop(self, without: Conditions) -> None:
        self.search.setFocus()
        self._show_list()
        self._set(without)

    def _ask_conditions(self) -> None:
        self.views.setCurrentIndex(_CONDITIONS)
        self._arrange_margin()
        self.panel.begin(self.conditions)
        self._show_choices("")

    def _make_more(self) -> MorePanel:
        go = self.context.go
        ways: list[tuple[str, str, Callable[[], object]]] = [
            ("栏目和排序", "table", self._ask_columns),
            ("打印、导出", "printer", lambda: self._hand_out("pdf")),
            ("给找到的贴标签", "tag", self._tag),
            ("回收站", "trash", lambda: go("bin")),
        ]
        if self.context.office.level != "city":
            ways[3:3] = [
                ("导入登记簿", "download-simple", lambda: go("import")),
                ("归档", "stack", lambda: go("archive")),
            ]
        return MorePanel(ways)

    def _tag(self) -> None:
        """Look at all that was found, and tag it."""
        self.context.go(
            "tagging",
            words=self.search.words,
            filters=self.conditions.filters,
            sort=self.sort,
            name="给找到的贴标签",
        )

    def _show_more(self) -> None:
        self.views.setCurrentIndex(_MORE)
        self._arrange_margin()
        self.more.buttons[0].setFocus()

    def _show_choices(self, title: str) -> None:
        """The choices of a field of the panel, or how the panel goes."""
        choices = self.panel.choices
        if choices is None:
            return
        if choices.parent() is None:
            self.margin.clear()
            self._how = Words(_HOW)
            self.margin.column.put(self._how, choices, None)
            self.beside.forget()
        choices.setVisible(bool(title))
        self._how.setVisible(not title)
        self.margin.say(title or "怎么选", "打字，或点一下" if title else "")

    def _conditions_said(self, conditions: Conditions) -> None:
        self._show_list()
        self._set(conditions)
        self.search.setFocus()

    def _show_list(self) -> None:
        self.panel.leave()
        self.views.setCurrentIndex(_LIST if self.model.rowCount() else _EMPTY)
        self._arrange_margin()
        if self.views.currentIndex() == _LIST:
            self.beside.show()

    # -- the chosen case ------------------------------------------------------------------------------
    def _arrange_margin(self) -> None:
        view = self.views.currentIndex()
        listed, asking = view == _LIST, view in _PANELS
        for widget in (self.search, self.chips):
            widget.setVisible(not asking)
        self.keys.setVisible(not asking and not self.breadth.low)
        wide = self.breadth.width == "wide"
        self.print_button.setVisible(wide and not asking)
        self.import_button.setVisible(wide and not asking and self.context.office.level != "city")
        self.margin.bar.setVisible(listed)
        if asking:
            self.head.say(_PANELS[view], "Esc 回到台账")
        else:
            self._say_found()
        self.use_margin(listed or view == _CONDITIONS)

    def _open(self, row: Hit) -> None:
        self._opened_from_list = True
        self.context.go("case", case=row.id)

    # -- paper and files ------------------------------------------------------------------------------
    def _hand_out(self, kind: str) -> None:
        self.context.go(
            "listing",
            kind=kind,
            words=self.search.words,
            conditions=self.conditions,
            sort=self.sort,
            columns=self.shown,
            total=self.model.total or 0,
        )


def _sort_from(words: str) -> Sort:
    """The sort that was remembered, or newest first."""
    key, way = words[:-1], words[-1:]
    return Sort(key, way == "-") if key in SORTS else Sort()
