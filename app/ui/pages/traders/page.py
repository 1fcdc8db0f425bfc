"""经营者: who was complained about again and again in some days; any trader is found by a part of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.services.parsing.money import format_yuan
from app.services.traders.printing import REPEATED, nature_word
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import short_day, today_of
from app.ui.pages.traders.choosing import Asked, ChoosingPanel, usual
from app.ui.pages.traders.columns import found_columns, repeated_columns
from app.ui.pages.traders.handing_out import look_at, save_workbook
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.layouts import Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.memory import KnownTrader
    from app.services.traders import Repeated, RepeatedTrader

_LIST, _FOUND, _EMPTY, _CHOOSING = range(4)
_RULE = (
    "按登记日期数投诉，举报、建议不算。合成一家的几个写法算一家。\n"
    "解决率 = 调解成功的件数 ÷ 受理的件数，一件也没受理写“—”。"
)


class TradersPage(Page):
    """The list of repeated traders, and traders found by name."""

    watches = frozenset({"complaint", "import", "trader"})
    key_card = (
        ("Ctrl+F", "找一家：名称、拼音、电话、信用代码"),
        ("F3", "换时间，换件数"),
        ("回车", "打开选中的一家"),
        ("Ctrl+P", "打印名单"),
        ("F7", "函件"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "traders", "经营者", scrolls=False)
        self._lists = context.services.lists
        self._asked = usual(today_of(context))
        self._found: Repeated | None = None
        self._opened = False
        self.search = SearchInput("找一家经营者")
        self.search.asked.connect(self._find)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.choose_button = Button("", icon="calendar-blank", key="F3", on=self._ask)
        self.print_button = Button("打印", "quiet", icon="printer", on=self._print)
        self.save_button = Button("存成 Excel", "quiet", icon="file-xls", on=self._save)
        self.letters_button = Button("函件", "quiet", icon="paper-plane-tilt", on=lambda: context.go("letters"))
        self.ways = Flow(self.choose_button, self.print_button, self.save_button, self.letters_button)
        self.model = RowsModel(repeated_columns(self._lists))
        self.table = Table("重复被投诉的经营者", self.model)
        self.found_model = RowsModel(found_columns(lambda: today_of(self.context)))
        self.found_table = Table("找到的经营者", self.found_model)
        for table in (self.table, self.found_table):
            table.opened.connect(self._open)
            table.current_changed.connect(lambda _: self._show_current())
        self.empty = EmptyState("")
        self.panel = ChoosingPanel(today_of(context))
        self.panel.done.connect(self._chosen)
        self.views = QStackedWidget()
        for view in (TableCard(self.table), TableCard(self.found_table), self.empty, self.panel):
            self.views.addWidget(view)
        self.body.put(self.search, self.ways)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.open_button = Button("打开这一家", "primary", icon="arrow-right", forward=True, main=True, key="回车")
        self.open_button.chosen.connect(lambda: self._open(self._current()))
        self.margin.bar.set_buttons([], [self.open_button])
        for keys, act in (
            ("Ctrl+F", self._to_search),
            ("Ctrl+P", self.print_button.click),
            ("F7", self.letters_button.click),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if isinstance(how.get("asked"), Asked):
            self._asked = how["asked"]
            self._clear_search()
        self.refresh()

    def first_focus(self) -> QWidget | None:
        back, self._opened = self._opened, False
        if back and self.views.currentIndex() in (_LIST, _FOUND):
            return self._table()
        return self.search

    def escape(self) -> bool:
        if self.views.currentIndex() == _CHOOSING:
            self._show_view()
            self._to_search()
            return True
        if self.search.text():
            self._clear_search()
            self._show_view()
            self._to_search()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Letters typed in the list go on in the search box.
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if self._table().hasFocus() and event.text().isprintable() and event.text().strip() and plain:
            self.search.setFocus()
            QApplication.sendEvent(self.search, event)
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "panel"):
            for table in (self.table, self.found_table):
                table.set_two_lines(breadth.width == "narrow")
            self.panel.set_breadth(breadth)
            self._arrange_margin()

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        traders, asked, today = self.context.services.traders, self._asked, today_of(self.context)

        def work(progress: Progress) -> Repeated:
            return traders.repeated(asked.period, least=asked.least, today=today)

        self.choose_button.set_text(f"{asked.word}，{asked.least} 件以上", asked.word)
        self.ways.restyle()
        self.context.jobs.read(work, self._show, channel="traders", owner=self)
        if self.search.words:
            self._find()

    def _show(self, found: Repeated) -> None:
        chosen = self.table.current_row()
        self._found = found
        self.model.set_rows(found.rows)
        names = [row.name for row in found.rows]
        if chosen is not None and chosen.name in names:
            self.table.choose(names.index(chosen.name))
        off = "" if found.rows else "名单是空的"
        for button in (self.print_button, self.save_button):
            button.set_off(off)
        self._show_view()

    def _find(self) -> None:
        traders, words, today = self.context.services.traders, self.search.words, today_of(self.context)
        if not words:
            self._show_view()
            return

        def show(found: tuple[KnownTrader, ...]) -> None:
            if words != self.search.words:
                return
            self.found_table.set_words(words.split())
            self.found_model.set_rows(found)
            self._show_view()

        self.context.jobs.read(
            lambda progress: traders.find(words, today=today), show, channel="traders-found", owner=self
        )

    def _clear_search(self) -> None:
        self.search.forget()

    # -- showing --------------------------------------------------------------------------------------
    def _table(self) -> Table:
        return self.found_table if self.search.words else self.table

    def _current(self) -> RepeatedTrader | KnownTrader | None:
        row: RepeatedTrader | KnownTrader | None = self._table().current_row()
        return row

    def _show_view(self) -> None:
        """The list, what was found, or why there is nothing."""
        asked = self._asked
        if self.search.words:
            many = self.found_model.rowCount()
            self.head.say("经营者", f"找到 {many} 家" if many else "")
            if not many:
                self.empty.say(
                    f"没有找到“{self.search.words}”",
                    "字也许写得不一样，少写一个字试试，或者打电话号码的几位。",
                    [Button("回名单", "primary", icon="arrow-left", main=True, on=self.escape)],
                )
            self.views.setCurrentIndex(_FOUND if many else _EMPTY)
        else:
            total = self._found.total if self._found else 0
            fact = f"{asked.period.label}投诉 {asked.least} 件以上的 {total:,} 家" if self._found else ""
            if self._found and total > len(self._found.rows):
                fact += f"，列出前 {len(self._found.rows)} 家"
            self.head.say("经营者", fact)
            if self._found and not total:
                self.empty.say(
                    "没有这样的经营者",
                    f"{asked.period.label}登记的投诉里，没有一家到 {asked.least} 件。",
                    [Button("换时间，换件数", "primary", icon="calendar-blank", main=True, on=self._ask)],
                )
            self.views.setCurrentIndex(_EMPTY if self._found and not total else _LIST)
        self._arrange_margin()
        self._show_current()

    def _arrange_margin(self) -> None:
        asking = self.views.currentIndex() == _CHOOSING
        small = self.breadth.width == "narrow" and self.breadth.low
        self.search.setVisible(not asking)
        self.ways.setVisible(not asking and not (small and self.search.words))
        if asking:
            self.head.say("换时间，换件数", "Esc 回到名单")
        self.use_margin(self.views.currentIndex() in (_LIST, _FOUND))

    def _show_current(self) -> None:
        self.margin.clear()
        row = self._current()
        self.open_button.set_off("" if row is not None else "一家也没有选")
        self.margin.bar.refresh()
        if row is None:
            self.margin.say("经营者", "")
            self.margin.column.put(None)
            return
        self.margin.say(row.name)
        pairs = self._of_repeated(row) if not self.search.words else self._of_known(row)
        self.margin.column.put(*(Pair(word, value, 84) for word, value in pairs if value))
        self.margin.column.put(8, Words(_RULE, "small", colour="ink2"), None)

    def _of_repeated(self, row: Any) -> list[tuple[str, str]]:
        figures = row.figures
        rate = f"{figures.rate_words}（受理 {figures.accepted}，解决 {figures.settled}）"
        pairs = [
            ("投诉", f"{figures.complaints:,} 件，没办结 {figures.open:,} 件"),
            ("去年同期", row.trend_words.removeprefix("去年同期 ")),
            ("解决率", rate),
            ("涉案", f"{format_yuan(figures.amount)} 元"),
            ("挽回", f"{format_yuan(figures.recovered)} 元"),
            ("最近一件", short_day(row.last_on, today_of(self.context))),
            ("写法", "、".join(row.spellings) if len(row.spellings) > 1 else ""),
        ]
        return [*pairs, *((nature_word(code, self._lists), f"{many:,} 件") for code, many in row.natures)]

    def _of_known(self, row: Any) -> list[tuple[str, str]]:
        return [
            ("今年投诉", f"{row.cases_this_year:,} 件"),
            ("一共", f"{row.cases:,} 件"),
            ("电话", row.phone),
            ("地址", row.address),
            ("信用代码", row.code),
            ("写法", "、".join(row.spellings) if len(row.spellings) > 1 else ""),
        ]

    # -- acting ---------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        if self.views.currentIndex() == _CHOOSING:
            self._show_view()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self.views.currentIndex() in (_LIST, _FOUND):
            self._table().setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self.views.setCurrentIndex(_CHOOSING)
        self._arrange_margin()
        self.panel.begin(self._asked)

    def _chosen(self, asked: Asked) -> None:
        self._asked = asked
        self._clear_search()
        self.views.setCurrentIndex(_LIST)
        self._arrange_margin()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _open(self, row: RepeatedTrader | KnownTrader | None) -> None:
        if row is None:
            return
        self._opened = True
        asked = None if self.search.words else self._asked
        self.context.go("trader", name=row.name, period=asked.period if asked else None)

    def _print(self) -> None:
        traders, asked, today = self.context.services.traders, self._asked, today_of(self.context)
        look_at(
            self.context,
            f"{REPEATED}（{asked.word}）",
            self._file_name("pdf"),
            lambda progress: traders.repeated_file(
                "pdf", asked.period, least=asked.least, today=today, progress=progress
            ),
        )

    def _save(self) -> None:
        traders, asked, today = self.context.services.traders, self._asked, today_of(self.context)
        save_workbook(
            self,
            self._file_name("xlsx"),
            lambda progress: traders.repeated_file(
                "xlsx", asked.period, least=asked.least, today=today, progress=progress
            ),
        )

    def _file_name(self, ending: str) -> str:
        return f"{self.context.office.name} {REPEATED} {self._asked.period.label}.{ending}"
