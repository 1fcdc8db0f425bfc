"""The panel where one says what the list shall be narrowed to: all on one surface, names chosen in the margin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.codelists import CodeLists
from app.services.complaints.finding import Filters
from app.services.complaints.listing import INCOMPLETE, KIND_WORDS, STATE_WORDS, SUPERVISED
from app.services.parsing.dates import parse_date
from app.services.parsing.money import format_yuan, parse_money
from app.ui.context import Context
from app.ui.pages.register.conditions import Conditions, period_of, periods
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.form import FieldRow
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column, Row, ground
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.breadth import Breadth

_STATES = (
    "open", "closed", "registered", "accepted", "settled", "terminated", "withdrawn", "transferred", "refused",
    "followed_up", "papers_asked", "mediating", "paused", "performed", "advised_elsewhere", "answered", "filed",
)  # fmt: skip
_ANY = ("", "不限")
#: Not states of a case, but asked for in the same breath.
_LATE, _SOON, _LEFT, _SUPERVISED = "late", "soon", "incomplete", "supervised"
_MOST = 12


class ConditionsPanel(QWidget):
    """All conditions on one surface. ``done(Conditions)`` when the person is through.

    ``choices_wanted(title)`` says that the choices (:attr:`choices`) belong into the margin now, empty: no more.
    """

    done = Signal(object)
    choices_wanted = Signal(str)

    def __init__(self, context: Context, lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._today = today
        self._stations: tuple[str, ...] = ()
        self._trader_known = ""
        self.choices: ChoicePanel | None = None
        self._asking: Field | None = None
        self.period = OptionRow("期间", [(key, word) for key, word, _ in periods(today)])
        self.start, self.until = Field("从", hint=True), Field("到", hint=True)
        self.state = OptionRow("状态", [_ANY, *((code, STATE_WORDS[code]) for code in _STATES)], digits=True)
        self.due = OptionRow(
            "期限", [_ANY, (_LATE, "过了期限"), (_SOON, "3 天内到期"), (_LEFT, INCOMPLETE), (_SUPERVISED, SUPERVISED)]
        )
        self.category = _codes("类别", lists, "category", today)
        self.nature = _codes("性质", lists, "nature", today)
        self.channel = _codes("接收方式", lists, "channel", today)
        self.trader, self.station = Field("商家", hint=True), Field("站点", hint=True)
        self.least, self.most = Field("从", hint=True), Field("到", hint=True)
        self.kind = OptionRow("类型", [_ANY, *KIND_WORDS.items()])
        self.bin = OptionRow("哪里", [("", "在册的"), ("bin", "回收站里的")])
        content = QWidget()
        ground(content, "paper")
        column = Column(content, margins=(0, 0, 16, 8), spacing=8)
        self._rows = [
            FieldRow(self.start, self.until),
            FieldRow(self.trader, self.station),
            FieldRow(self.least, self.most),
        ]
        parts: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("什么时候登记的", (self.period, self._rows[0])),
            ("办到哪一步", (self.state,)),
            ("期限", (self.due,)),
            ("哪一家，哪个站点", (self._rows[1],)),
            ("多少钱（元）", (self._rows[2],)),
            ("哪一类", (self.category,)),
            ("什么性质", (self.nature,)),
            ("怎么来的", (self.channel,)),
            ("投诉、举报还是建议", (self.kind,)),
            ("在册还是回收站", (self.bin,)),
        )
        for word, widgets in parts:
            column.put(Words(word, bold=True), *widgets, 4)
        column.put(None)
        outer = Column(self)
        self._scroll = ScrollBody(content)
        outer.put(self._scroll, stretch=1)
        buttons = Row(spacing=12, margins=(0, 12, 0, 0))
        self.ok = Button("按这些条件找", "primary", icon="check", main=True, key="F10", on=self.finish)
        buttons.put(Button("都不要", icon="x", main=True, on=lambda: self.done.emit(Conditions())), None, self.ok)
        outer.put(buttons)
        self.period.changed.connect(self._period_chosen)
        for field in (self.start, self.until):
            field.left.connect(lambda field=field: self._day(field))
            field.edited.connect(lambda _: self.period.choose([]))
        for field in (self.least, self.most):
            field.left.connect(lambda field=field: self._money(field))
        for field in (self.trader, self.station):
            field.came.connect(lambda field=field: self._ask(field))
            field.edited.connect(lambda text, field=field: self._typed(field, text))
        for each in (self.start, self.until, self.least, self.most, self.period, self.state, self.due, self.category):
            each.came.connect(lambda: self._ask(None))

    def set_breadth(self, breadth: Breadth) -> None:
        for row in self._rows:
            row.set_breadth(breadth)

    def begin(self, conditions: Conditions) -> None:
        """Show ``conditions`` and take the focus."""
        filters = conditions.filters
        same = conditions.period or period_of(filters.start, filters.until, self._today)
        self.period.choose([same] if same else [])
        self._set_days(filters.start, filters.until)
        self.state.choose([filters.state or ""])
        self.due.choose([_LEFT if filters.incomplete else _SUPERVISED if filters.supervised else filters.due or ""])
        for row, code in (
            (self.category, filters.category),
            (self.nature, filters.nature),
            (self.channel, filters.channel),
        ):
            row.choose([code or ""])
        self._trader_known = filters.trader or ""
        self.trader.set_text(filters.trader or "")
        self.station.set_text(filters.station or "")
        for field, fen in ((self.least, filters.least), (self.most, filters.most)):
            field.set_text("" if fen is None else format_yuan(fen).removesuffix(".00"))
        for field in (self.trader, self.station, self.least, self.most):
            field.clear_hint()
        self.kind.choose([filters.kind or ""])
        self.bin.choose(["bin" if filters.deleted else ""])
        complaints = self._context.services.complaints
        self._context.jobs.read(lambda progress: complaints.stations(), self._know_stations, owner=self)
        self.choices = ChoicePanel("选一个")
        self.choices.set_columns(1)
        self.choices.taken.connect(self._taken)
        for field in (self.trader, self.station):
            if isinstance(field.input, TextInput):
                field.input.moved.connect(self.choices.list.move)
        self._scroll.verticalScrollBar().setValue(0)
        self.period.setFocus()

    def leave(self) -> None:
        """The margin is another's now; the choices go with what else is in it."""
        self.choices = self._asking = None

    def _know_stations(self, stations: tuple[str, ...]) -> None:
        self._stations = stations

    # -- days and money -------------------------------------------------------------------------------
    def _set_days(self, start: date | None, until: date | None) -> None:
        for field, day in ((self.start, start), (self.until, until)):
            field.set_text(f"{day.year}年{day.month}月{day.day}日" if day else "")
            field.clear_hint()

    def _period_chosen(self, keys: tuple[str, ...]) -> None:
        period = next((p for key, _, p in periods(self._today) if key in keys), None)
        self._set_days(period.start if period else None, period.end if period else None)

    def _day(self, field: Field) -> tuple[date | None, bool]:
        """The day in ``field`` and whether it can be used; what is wrong is said below it."""
        read = parse_date(field.text(), self._today)
        future = read.error is not None and read.error.code == "parsing.future_date"
        if read.ok or future:
            field.clear_hint()
            return (read.value, True)
        field.say("没看懂，写成 3月15日 这样", "error")
        return (None, False)

    def _money(self, field: Field) -> tuple[int | None, bool]:
        """The amount in ``field`` in fen, and whether it can be used."""
        if not field.text().strip():
            field.clear_hint()
            return (None, True)
        read = parse_money(field.text())
        if read.ok and read.value is not None:
            field.say(f"{format_yuan(read.value.fen)} 元")
            return (read.value.fen, True)
        field.say("没看懂，写成 500 或 1.2万", "error")
        return (None, False)

    # -- names, chosen in the margin ------------------------------------------------------------------
    def _ask(self, field: Field | None) -> None:
        if field is self._asking or self.choices is None:
            return
        self._asking = field
        if field is None:
            self.choices_wanted.emit("")
            return
        self.choices.setAccessibleName(field.label.text())
        self.choices_wanted.emit("选商家" if field is self.trader else "选站点")
        self._typed(field, field.text())

    def _typed(self, field: Field, typed: str) -> None:
        field.clear_hint()
        if field is self.station:
            from app.services.pinyin import rank

            found = [name for name in self._stations if rank(typed, name) is not None]
            self._offer("站点", found)
            return
        memory, today = self._context.services.memory, self._today
        self._context.jobs.read(
            lambda progress: tuple(known.name for known in memory.traders(typed, today, _MOST)),
            lambda names: self._offer("商家", names),
            channel="condition-trader",
            owner=self,
        )

    def _offer(self, word: str, names: Any) -> None:
        if self.choices is not None:
            self.choices.set_groups([Group(word, tuple(Choice(name, name) for name in names))])

    def _taken(self, name: str) -> None:
        field = self._asking
        if field is None:
            return
        field.set_text(name)
        field.clear_hint()
        if field is self.trader:
            self._trader_known = name
        field.focusNextChild()

    # -- through --------------------------------------------------------------------------------------
    def finish(self) -> None:
        """Look at what was typed, then say that the person is through."""
        days, sums = [self._day(f) for f in (self.start, self.until)], [self._money(f) for f in (self.least, self.most)]
        fields = (self.start, self.until, self.least, self.most)
        for field, (_, fine) in zip(fields, (*days, *sums), strict=True):
            if not fine:
                field.setFocus()
                return
        station = self._station()
        if station is None:
            self.station.setFocus()
            return
        filters = Filters(
            start=days[0][0],
            until=days[1][0],
            state=_one(self.state),
            category=_one(self.category),
            nature=_one(self.nature),
            channel=_one(self.channel),
            kind=_one(self.kind),
            station=station or None,
            deleted=_one(self.bin) is not None,
            least=sums[0][0],
            most=sums[1][0],
            due=cast("Literal['late', 'soon'] | None", due) if (due := _one(self.due)) in (_LATE, _SOON) else None,
            incomplete=_one(self.due) == _LEFT,
            supervised=_one(self.due) == _SUPERVISED,
        )
        period = _one(self.period) or ""
        conditions = Conditions(filters, "" if period == "all" else period).on(self._today)
        trader = self.trader.text().strip()
        if not trader or trader == self._trader_known:
            self._say_done(conditions, trader)
            return
        memory, today = self._context.services.memory, self._today
        self._context.jobs.read(
            lambda progress: tuple(known.name for known in memory.traders(trader, today, 6)),
            lambda names: self._trader_read(conditions, trader, names),
            channel="condition-trader",
            owner=self,
        )

    def _trader_read(self, conditions: Conditions, typed: str, names: tuple[str, ...]) -> None:
        """A name typed but not chosen: the one that it is, or the only one that it fits."""
        if typed in names or len(names) == 1:
            self._say_done(conditions, typed if typed in names else names[0])
            return
        self.trader.say(f"有 {len(names)} 家，写全一点" if names else "台账里没有这家", "error")
        self.trader.setFocus()

    def _say_done(self, conditions: Conditions, trader: str) -> None:
        self.done.emit(replace(conditions, filters=replace(conditions.filters, trader=trader or None)))

    def _station(self) -> str | None:
        """The station typed; None when it is none, and said so."""
        typed = self.station.text().strip()
        fitting = [name for name in self._stations if typed and typed in name]
        if not typed or typed in fitting:
            return typed
        if len(fitting) == 1:
            return fitting[0]
        self.station.say(f"有 {len(fitting)} 个，写全一点" if fitting else "台账里没有这个站点", "error")
        return None


def _codes(name: str, lists: CodeLists, list_name: str, today: date) -> OptionRow:
    entries = [(e.code, e.label) for e in lists.entries(list_name, today) if e.kind != "root"]
    return OptionRow(name, [_ANY, *entries], digits=False)


def _one(row: OptionRow) -> str | None:
    return next(iter(row.chosen()), "") or None
