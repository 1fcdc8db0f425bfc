"""The conditions of an indicator: one row each of a field, a comparison and what to compare with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import Issue
from app.services.codelists import plain
from app.services.indicators.choosing import BARE, ConditionField, fields_for
from app.ui.breadth import Breadth
from app.ui.widgets.choices import Choice
from app.ui.widgets.field import Field
from app.ui.widgets.form import FieldRow
from app.ui.widgets.layouts import Column

if TYPE_CHECKING:
    from app.services.codelists import CodeLists

#: What the three fields of a row are called.
WHAT, HOW, VALUE = "what", "how", "value"
_LABEL = 84


class ConditionRow(QWidget):
    """One condition. ``came(part)`` when a field of it has the focus, ``changed()`` while one types."""

    came = Signal(str)
    left = Signal()
    edited = Signal(str, str)
    entered = Signal(str)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = number
        self.step: str = "accepted"
        self.intake: tuple[str, ...] = ("complaint",)
        self.fields = {
            WHAT: Field(f"条件{'一二三四五六'[number]}", label_width=_LABEL, stays=True, hint=False),
            HOW: Field("怎么比", label_width=62, stays=True, hint=False),
            VALUE: Field("比什么", label_width=62, stays=True),
        }
        for part, field in self.fields.items():
            field.input.setAccessibleName(f"条件{'一二三四五六'[number]}：{_SAID[part]}")
            field.came.connect(lambda part=part: self.came.emit(part))
            field.left.connect(self.left)
            field.entered.connect(lambda part=part: self.entered.emit(part))
            field.edited.connect(lambda text, part=part: self.edited.emit(part, text))
        self._row = FieldRow(self.fields[WHAT], self.fields[HOW])
        self._row.set_shares(3, 2)
        self._column = Column(self, spacing=6)
        self._column.put(self._row, self.fields[VALUE])
        self.fields[VALUE].set_label("比什么", _LABEL)

    def set_breadth(self, breadth: Breadth) -> None:
        """Two fields side by side where there is room."""
        self._row.set_breadth(breadth)
        self.fields[HOW].set_label("怎么比", 62 if breadth.width == "wide" else _LABEL)

    def put_below(self, part: str, widget: QWidget) -> None:
        """Show ``widget`` right below a field of the row, on narrow windows."""
        field = self.fields[part]
        if part == VALUE:
            self._column.insertWidget(self._column.indexOf(field) + 1, widget)
        else:
            self._row.put_below(field, widget)

    # -- what is chosen -------------------------------------------------------------------------------
    @property
    def field(self) -> ConditionField | None:
        """The field of the register that is named."""
        typed = plain(self.fields[WHAT].text())
        return next((each for each in fields_for(self.step, self.intake) if plain(each.name) == typed), None)

    @property
    def operation(self) -> str:
        """The comparison that is named; the usual one while none is."""
        field, typed = self.field, plain(self.fields[HOW].text())
        if field is None:
            return ""
        return next((op for op, word in field.operations if plain(word) == typed), "")

    @property
    def begun(self) -> bool:
        """Whether something is written in the row."""
        return any(field.text().strip() for field in self.fields.values())

    def raw(self) -> dict[str, Any]:
        """The condition as the services take it."""
        field = self.field
        text = self.fields[VALUE].text().strip()
        several = field is not None and field.kind in ("tree", "code", "codes", "tag", "words")
        value: Any = [word for word in _split(text) if word] if several else text
        return {
            "field": field.key if field is not None else self.fields[WHAT].text().strip(),
            "op": self.operation or self.fields[HOW].text().strip(),
            "value": value,
        }

    def fill(self, raw: Mapping[str, Any], lists: CodeLists) -> None:
        """Show a condition that was kept."""
        field = next((each for each in fields_for(self.step, self.intake) if each.key == raw["field"]), None)
        if field is None:
            return
        op = str(raw["op"])
        if field.kind == "code" and op == "eq":
            op = "in"
        value = raw.get("value", "")
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        self.fields[WHAT].set_text(field.name)
        self.fields[HOW].set_text(dict(field.operations).get(op, ""))
        self.fields[VALUE].set_text("" if op in BARE else "、".join(_said(field, each, lists) for each in values))

    def clear(self) -> None:
        """Nothing chosen, nothing said."""
        for field in self.fields.values():
            field.set_text("")
            field.clear_hint()

    def say(self, words: str, *, wrong: bool = False) -> None:
        """What was understood of the row, or what is wrong with it."""
        if not words:
            self.fields[VALUE].clear_hint()
            return
        shorter = "没看懂" if wrong else "看懂了"
        self.fields[VALUE].say(words.split("。")[0], "error" if wrong else "neutral", shorter=shorter)

    # -- what can be chosen ---------------------------------------------------------------------------
    def choices(self, part: str, lists: CodeLists, tags: tuple[str, ...], today: date) -> tuple[Choice, ...]:
        """The choices of a field of the row; none where one writes freely."""
        field = self.field
        if part == WHAT:
            return tuple(Choice(each.name, each.name) for each in fields_for(self.step, self.intake))
        if field is None:
            return ()
        if part == HOW:
            return tuple(Choice(word, word) for _, word in field.operations)
        if self.operation in BARE:
            return ()
        if field.kind == "tag":
            return tuple(Choice(tag, tag) for tag in tags)
        if field.kind == "yes":
            return (Choice("是", "是"),)
        return tuple(
            Choice(entry.label, entry.label, " ".join(entry.aliases)) for entry in lists.entries(field.list, today)
        )

    def takes_several(self) -> bool:
        """Whether one choice after the other can be put into the value."""
        field = self.field
        return field is not None and field.kind in ("tree", "code", "codes", "tag")

    def remark(self, lists: CodeLists, today: date) -> tuple[str, bool]:
        """What the row says in words, and whether that is wrong; nothing while it is being written."""
        from app.services.indicators.making import condition
        from app.services.indicators.wording import condition_words

        field = self.field
        if field is None:
            wrong = bool(self.fields[WHAT].text().strip())
            return ("没有这一栏，请从右边选" if wrong else "", wrong)
        if not self.operation:
            return "", False
        if not self.fields[VALUE].text().strip() and self.operation not in BARE and field.kind != "yes":
            return (f"写{field.unit and '数，单位是' + field.unit}" if field.unit else "", False)
        issues: list[Issue] = []
        made = condition(self.raw(), self.step, self.intake, lists, today, issues)
        if made is None:
            return issues[0].message if issues else "", True
        return condition_words(made, lists), False


_SAID = {WHAT: "哪一栏", HOW: "怎么比", VALUE: "比什么"}


def _split(text: str) -> list[str]:
    for sign in ("，", ",", "；", ";"):
        text = text.replace(sign, "、")
    return [word.strip() for word in text.split("、")]


def _said(field: ConditionField, value: Any, lists: CodeLists) -> str:
    if field.list:
        label = lists.label(field.list, str(value))
        return lists.label("category", str(value)) if label == value and field.key == "item" else label
    if field.kind == "yes":
        return "是"
    if field.kind == "money":
        return format(Decimal(str(value)), "f")
    return str(value)
