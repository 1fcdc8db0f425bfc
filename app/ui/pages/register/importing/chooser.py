"""What one column is: its examples, the unit or the order it leaves open, and the list of what it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.services.complaints.fields import FIELDS
from app.ui.widgets.cards import Banner
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.register.preview import ColumnSeen

NOT_TAKEN = "none"
_EXTRA = {"number": "编号", "register_number": "原编号", "state": "状态", NOT_TAKEN: "不要这一列"}
_OFTEN = (
    "received_on", "complainant", "phone", "trader", "category", "nature", "amount", "facts", "result", NOT_TAKEN,
)  # fmt: skip
_PEOPLE = (
    "sex", "age", "address", "id_kind", "id_number", "group_size", "trader_phone", "trader_address",
    "trader_contact", "trader_code", "consent_publish", "consent_mediation",
)  # fmt: skip
_GOODS = ("item", "brand", "quantity", "disputed", "purchased_on", "happened_on", "buying", "demand")
_WORK = (
    "number", "paper_number", "accepted_on", "channel", "source", "closed_on", "recovered", "summary", "state", "kind",
    "register_number", "station", "tags", "mediation_way", "punitive", "termination", "refused_on", "refusal",
    "followed_up_on", "satisfaction",
)  # fmt: skip
_GROUPS = (("常用", _OFTEN), ("双方", _PEOPLE), ("商品", _GOODS), ("办理", _WORK))
#: What long names of fields are called where room is scarce.
SHORT = {
    "category": "类别",
    "item": "商品名称",
    "trader_code": "信用代码",
    "trader_phone": "商家电话",
    "trader_address": "商家地址",
    "trader_contact": "商家联系人",
    "recovered": "挽回损失",
    "punitive": "加倍赔偿",
    "refusal": "不受理理由",
    "refused_on": "不受理日期",
    "termination": "终止理由",
    "consent_mediation": "同意调解",
    "satisfaction": "满意度",
}
#: How the days of «03/04/2026» are read by each order.
ORDER_WORDS = {"ymd": "年在前", "mdy": "月在前，3/4 是 3月4日", "dmy": "日在前，3/4 是 4月3日"}
UNIT_WORDS = (("元", "元"), ("万元", "万元"), ("千元", "千元"))


def groups() -> tuple[Group, ...]:
    """Everything a column can be."""
    return tuple(Group(word, tuple(_choice(name) for name in names)) for word, names in _GROUPS)


def _choice(name: str) -> Choice:
    label = FIELDS[name].label if name in FIELDS else _EXTRA[name]
    return Choice(name, SHORT.get(name, label), label)


class _Input(TextInput):
    """Esc goes back to the list of columns."""

    gone = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.composing:
            self.gone.emit()
            return
        super().keyPressEvent(event)


class ColumnChooser(QWidget):
    """Serves one column at a time. ``taken(field)`` (empty: not this column), ``unit_said``, ``order_said``, and
    ``gone()`` when the person goes back to the columns."""

    taken = Signal(str)
    unit_said = Signal(str)
    order_said = Signal(str)
    gone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Whether to say which column is served, where nothing beside it does.
        self.names_column = False
        self._examples = Column(spacing=4)
        self._asked = Banner("", tone="question", stacked=True)
        self._asked.hide()
        self._option: OptionRow | None = None
        self._options = Column(spacing=8)
        self._input = _Input()
        self.field = Field("当作什么，打拼音也行", input_=self._input, hint=False, stays=True, above=True)
        self.panel = ChoicePanel("这一列是什么")
        self.panel.set_groups(groups())
        self.panel.serve(self._input)
        self.panel.taken.connect(self._take)
        self._input.edited.connect(self.panel.narrow_to)
        self._input.entered.connect(self._entered)
        self._input.gone.connect(self.gone)
        column = Column(self, spacing=12)
        column.put(self._asked)
        column.addLayout(self._options)
        column.addLayout(self._examples)
        column.put(self.field, self.panel, None)

    def show_column(self, seen: ColumnSeen) -> None:
        """Serve ``seen``."""
        _empty(self._examples)
        for example in seen.examples:
            shown = example.text if len(example.text) < 40 else f"{example.text[:38]}…"
            if example.wrong:
                line = Words(f"{shown}：{example.wrong}", "small", colour="error", icon="warning-circle")
            elif example.read and example.read != example.text:
                line = Words(f"{shown} → {example.read}", "small", colour="ink")
            else:
                line = Words(shown, "small", colour="ink")
            self._examples.put(line)
        self._ask(seen)
        which = f"「{seen.heading or f'{seen.letter} 列'}」" if self.names_column else ""
        self.field.set_label(f"{which}当作什么，打拼音也行", 0)
        self._input.setText("")
        self.panel.narrow_to("")
        self.panel.show_key(seen.field or NOT_TAKEN)

    def _ask(self, seen: ColumnSeen) -> None:
        _empty(self._options)
        self._option = None
        spec = FIELDS.get(seen.field)
        self._asked.setVisible(bool(seen.question))
        if seen.question == "unit":
            self._asked.say("这一列是元还是万元？", "表头没写单位，数又小，不敢替您定。")
        elif seen.question == "order":
            self._asked.say("这一列的日期，月在前还是日在前？", "像 03/04 这样写的，两种都说得通。")
        if spec is not None and spec.kind == "money":
            self._option = OptionRow("单位", UNIT_WORDS, stays=True)
            self._option.choose([seen.unit] if seen.unit else [])
            self._option.changed.connect(lambda keys: self.unit_said.emit(keys[0]) if keys else None)
        elif spec is not None and spec.kind == "date" and (seen.question == "order" or seen.order in ("mdy", "dmy")):
            options = seen.options or ("mdy", "dmy")
            self._option = OptionRow("日期写法", [(key, ORDER_WORDS[key]) for key in options], stays=True)
            self._option.choose([seen.order] if seen.order else [])
            self._option.changed.connect(lambda keys: self.order_said.emit(keys[0]) if keys else None)
        if self._option is not None:
            self._options.put(self._option)

    def begin(self, text: str = "") -> None:
        """Take the focus: the open question first, else the field; ``text`` was typed already."""
        if self._option is not None and not self._option.chosen() and not text:
            self._option.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._input.setFocus(Qt.FocusReason.OtherFocusReason)
        if text:
            self._input.setText(text)
            self.panel.narrow_to(text)

    def choose_digit(self, digit: int) -> None:
        """A digit typed in the list of columns: the open question's answer, else what the column is."""
        if self._option is not None and not self._option.chosen():
            keys = self._option.keys
            if 1 <= digit <= len(keys):
                self._option.choose([keys[digit - 1]])
                self._option.changed.emit((keys[digit - 1],))
            return
        self.panel.list.choose_digit(digit)

    def _entered(self) -> None:
        typed = self._input.text().strip()
        if typed and not self.panel.narrow_to(typed):
            self.field.say("没有这样一栏", "error")
            return
        self.panel.list.choose_current()

    def _take(self, key: str) -> None:
        self.field.clear_hint()
        self.taken.emit("" if key == NOT_TAKEN else key)


def _empty(layout: Column) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
