"""The catalogue: groups, a search by name, other name and pinyin; the margin says what each indicator is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.services.indicators.faces import IndicatorCard, IndicatorFace
from app.services.periods import month_of
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import clerk_of, today_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Column as Layout
from app.ui.widgets.layouts import ground
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.periods import Period
    from app.services.values import Value

_ALL, _RETIRED = "all", "retired"
#: The view that tells about one, where there is no margin.
_DETAIL = 2
#: The groups in words short enough for a row of them.
_SHORT = {
    "cases": "投诉", "rates": "比率", "march15": "3·15", "education": "宣传", "training": "培训",
    "supervision": "监督", "network": "网络", "enforcement": "执法", "own": "自设",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    found: tuple[IndicatorFace, ...]
    counts: dict[str, int]


class IndicatorsPage(Page):
    """``arrive(indicator=)``: that one chosen; ``told`` is said on top."""

    watches = frozenset({"indicator", "figure", "complaint", "work", "roster"})
    key_card = (
        ("F7", "新设一个"),
        ("F4", "改选中的一个"),
        ("F8", "看数出来的是哪些"),
        ("0–9", "换一组看"),
        ("Ctrl+F", "查找：名称、别名、拼音"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "indicators", "指标目录", scrolls=False)
        self._wanted = ""
        self._card: IndicatorCard | None = None
        self.groups = GroupRow("哪一组")
        self.groups.changed.connect(lambda _: self.refresh())
        self._show_groups({})
        self.groups.choose(_ALL)
        self.search = SearchInput("查找指标")
        self.search.asked.connect(self.refresh)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.model = RowsModel(self._columns())
        self.table = Table("指标", self.model, row_height=44)
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(lambda _: self._read_current())
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        held = QWidget()
        ground(held, "paper")
        self.detail = Layout(held, margins=(4, 8, 16, 8), spacing=6)
        for view in (TableCard(self.table), self.empty, ScrollBody(held)):
            self.views.addWidget(view)
        self.body.put(self.search, self.groups)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.new_button = Button("新设一个", "primary", icon="plus", main=True, key="F7", on=self._new)
        self.records_button = Button(
            "看是哪些", icon="list-checks", main=True, key="F8", short="哪些", on=self._records
        )
        self.bar.set_buttons(
            [Button("回去", icon="arrow-left", main=True, on=context.back)], [self.records_button, self.new_button]
        )
        self.change_button = Button("改", icon="pencil-simple", main=True, key="F4", on=self._change)
        self.retire_button = Button("停用", icon="prohibit", main=True, on=self._retire)
        self.margin.bar.set_buttons([self.retire_button], [self.change_button])
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._to_search)

    def _columns(self) -> tuple[Column, ...]:
        def kind(row: IndicatorFace) -> Cell | str:
            return Cell("停用了", "prohibit", "plain", quiet=True) if row.retired else _KIND[row.kind]

        return (
            Column("name", "指标", lambda row: row.name, 240, 1, bold=True, line=1, marked=True),
            Column("unit", "单位", lambda row: row.unit, 84, line=2),
            Column("kind", "怎么来", kind, 116, priority=1, line=2),
            Column("group", "组", lambda row: row.group_name, 144, priority=3, line=0),
        )

    @property
    def _period(self) -> Period:
        return month_of(today_of(self.context))

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self.show_banner(None)
        if how.get("indicator"):
            self._wanted = str(how["indicator"])
            self.search.forget()
            self.groups.choose(_ALL)
        if how.get("told"):
            self.show_banner(Banner(str(how["told"]), str(how.get("remarks", "")), tone="done"))
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else self.search

    def escape(self) -> bool:
        if self.views.currentIndex() == _DETAIL:
            self._show_list()
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
        if hasattr(self, "retire_button"):
            self.table.set_two_lines(breadth.width == "narrow")
            self._arrange_groups()
            self.bar.refresh()

    def _arrange_groups(self) -> None:
        """Where the window is low the groups give way to the list; on the smallest the search comes with Ctrl+F."""
        low, reading = self.breadth.low, self.views.currentIndex() == _DETAIL
        self.groups.setVisible(not low and not reading)
        searching = bool(self.search.text()) or self.search.hasFocus() or not self.model.rowCount()
        self.search.setVisible(not reading and (searching or not (low and self.breadth.width == "narrow")))
        if self.breadth.width != "narrow" and reading:
            self.views.setCurrentIndex(0)

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        indicators, words, group = self.context.services.indicators, self.search.words, self.groups.chosen

        def work(progress: Progress) -> _Read:
            everything = indicators.listed(words, retired=True)
            counts = {key: 0 for key, _ in indicators.groups()}
            for face in everything:
                if not face.retired:
                    counts[face.group] = counts.get(face.group, 0) + 1
            counts[_ALL] = sum(counts.values())
            counts[_RETIRED] = sum(1 for face in everything if face.retired)
            if group == _RETIRED:
                found = tuple(face for face in everything if face.retired)
            else:
                found = tuple(f for f in everything if not f.retired and group in (_ALL, f.group))
            return _Read(found, counts)

        self.context.jobs.read(work, self._show, channel="indicators", owner=self)

    def _show(self, read: _Read) -> None:
        chosen = self._wanted or getattr(self.table.current_row(), "key", "")
        self._wanted = ""
        self._show_groups(read.counts)
        had_focus = self.table.hasFocus()
        self.table.set_words(self.search.words.split())
        self.model.set_rows(read.found)
        keys = [face.key for face in read.found]
        reading = self.views.currentIndex() == _DETAIL and chosen in keys
        if keys:
            at = keys.index(chosen) if chosen in keys else 0
            self.table.choose(at)
            QTimer.singleShot(0, self, lambda: self.table.choose(at))  # once a banner has taken its room
        self.views.setCurrentIndex(_DETAIL if reading else 0 if read.found else 1)
        self.use_margin(bool(read.found))
        self.head.say("指标目录", f"{len(read.found):,} 个" if read.found else "")
        if not read.found:
            self._say_empty()
            if had_focus:
                self.search.setFocus()
        elif QApplication.focusWidget() in (self.new_button, None):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read_current()
        self._arrange_groups()

    def _show_groups(self, counts: dict[str, int]) -> None:
        def many(key: str) -> str:
            return str(counts[key]) if counts.get(key) else ""

        faces = [GroupFace(_ALL, "全部", many(_ALL))]
        faces += [GroupFace(key, word, many(key)) for key, word in _SHORT.items()]
        if counts.get(_RETIRED) or self.groups.chosen == _RETIRED:
            faces.append(GroupFace(_RETIRED, "停用", many(_RETIRED)))
        self.groups.set_groups(faces)

    def _say_empty(self) -> None:
        make = [Button("新设一个", "primary", icon="plus", main=True, on=self._new)]
        if self.search.words:
            title, why = f"没有找到“{self.search.words}”", "名称、别名、拼音和口径里都没有。"
        else:
            title, why = "还没有自设的指标", "老年人投诉、直播带货这样的，选几个条件就能数；每期要填的数也可以加。"
        low = self.breadth.low
        self.empty.say(title, "" if low else why, [] if low else make)

    # -- the margin -----------------------------------------------------------------------------------
    def _current(self) -> IndicatorFace | None:
        row: IndicatorFace | None = self.table.current_row()
        return row

    def _read_current(self) -> None:
        face = self._current()
        self._buttons(face)
        if face is None:
            self._card = None
            self.margin.clear()
            return
        indicators, period, key = self.context.services.indicators, self._period, face.key
        self.context.jobs.read(
            lambda progress: indicators.show(key, period), self._show_card, channel="indicator-card", owner=self
        )

    def _show_card(self, card: IndicatorCard) -> None:
        face = self._current()
        if face is None or face.key != card.face.key:
            return
        self._card = card
        self.margin.clear()
        self.margin.say(face.name, face.unit)
        self._tell(card, self.margin.column)
        while self.detail.count():
            item = self.detail.takeAt(0)
            if item is not None and (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.detail.put(Words(face.name, "section", bold=True))
        self._tell(card, self.detail)
        self._buttons(face)

    def _tell(self, card: IndicatorCard, column: Layout) -> None:
        """What the indicator is, and its figures."""
        face = card.face
        if card.current is not None and card.before is not None:
            column.put(Pair(f"{self._period.start.month}月", figure_words(card.current, face.unit), 84))
            column.put(Pair("上年同期", figure_words(card.before, face.unit), 84))
        column.put(8, Words(face.rule))
        if card.formula:
            column.put(Pair("公式", card.formula, 84))
        column.put(8, Pair("怎么来", f"{face.kind_words}；{card.over_time}；{card.over_offices}。", 84))
        for word, names in (("又叫", face.synonyms), ("用在", card.templates), ("由它算出", card.used_by)):
            if names:
                shown = "、".join(names[:6]) + (f" 等 {len(names)} 个" if len(names) > 6 else "")
                column.put(Pair(word, shown, 84))
        column.put(None)

    def _buttons(self, face: IndicatorFace | None) -> None:
        own = face is not None and face.own
        self.change_button.set_off("" if own else "程序自带的，不能改")
        self.retire_button.set_text("恢复使用" if face is not None and face.retired else "停用")
        for button in (self.change_button, self.retire_button):
            button.setVisible(own)
        self.records_button.set_off("" if face is not None and face.kind != "B" else "这个数是填的，没有登记可看")
        self.margin.bar.refresh()
        self.bar.refresh()

    # -- acting ---------------------------------------------------------------------------------------
    def _show_list(self) -> None:
        self.views.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._arrange_groups()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_search(self) -> None:
        if self.views.currentIndex() == _DETAIL:
            self._show_list()
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self.views.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new(self) -> None:
        self.context.go("indicator", indicator="", name=self.search.words)

    def _open(self, face: IndicatorFace) -> None:
        if self.breadth.width == "narrow":
            self.views.setCurrentIndex(_DETAIL)
            self._arrange_groups()
            self.records_button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif face.own and not face.retired:
            self._change()
        elif face.kind != "B":
            self._records()

    def _change(self) -> None:
        face = self._current()
        if face is not None and face.own and not face.retired:
            self.context.go("indicator", indicator=face.key)

    def _records(self) -> None:
        face = self._current()
        if face is not None and face.kind != "B":
            self.context.go("tagging", indicator=face.key, name=face.name, period=self._period.text)

    def _retire(self) -> None:
        face = self._current()
        if face is None or not face.own:
            return
        indicators, by, today = self.context.services.indicators, clerk_of(self.context), today_of(self.context)
        again = face.retired

        def work(progress: Progress) -> IndicatorCard:
            if again:
                return indicators.restore(face.key, by=by)
            return indicators.retire(face.key, today=today, by=by)

        def done(card: IndicatorCard) -> None:
            used = "、".join(card.templates)
            if again:
                self.show_banner(Banner(f"“{face.name}”恢复使用了", tone="done"))
            else:
                said = f"{used}还在用它，报表里照样出数。" if used else "报过的数不变，随时可以恢复。"
                self.show_banner(Banner(f"“{face.name}”停用了", said, tone="note"))

        self.context.jobs.write(work, done, changes={"indicator"}, owner=self)


_KIND = {"A": "台账里数", "B": "填写", "D": "公式算"}


def figure_words(value: Value, unit: str) -> str:
    """«12 件», «没有数», «不适用»."""
    if value.number is None:
        return "没有数" if value.state == "blank" else "不适用"
    digits = f"{value.number:,f}"
    return f"近 {digits} {unit}" if value.approx == "近" else f"{digits}{value.approx} {unit}"
