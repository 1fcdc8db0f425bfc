"""Choosing one thing that is said about a cell, in the margin: by digit, by pinyin, by Chinese, with the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.pages.templates.properties import BY_KEY, SPAN_WORDS, Property
from app.ui.theme import look
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.binding import Choice as Offered
    from app.services.codelists import CodeLists

#: Stands for «not restricted» in a list of codes.
ANY = "*"
_GOODS, _SERVICES = "01", "02"


class _Input(TextInput):
    """Esc goes back to where one came from."""

    gone = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.composing:
            self.gone.emit()
            return
        super().keyPressEvent(event)


class PropertyChooser(QWidget):
    """A field and the list it serves. ``taken(property, value)``; ``gone()`` when the person thinks better of it."""

    taken = Signal(str, str)
    gone = Signal()

    def __init__(self, lists: CodeLists, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self._property = ""
        self._free = False
        self._offered = ("", False)
        self._indicators: tuple[Group, ...] = ()
        self._input = _Input()
        self.field = Field("", input_=self._input, stays=True, above=True)
        self.panel = ChoicePanel("可以选的")
        self.panel.set_columns(1)
        self.panel.serve(self._input)
        self.panel.taken.connect(self._take)
        self._input.edited.connect(self._edited)
        self._input.entered.connect(self._entered)
        self._input.gone.connect(self.gone)
        self.keys = Words("打拼音或汉字，数字选，Esc 不改", "small", colour="ink2")
        Column(self, spacing=8).put(self.field, self.keys, self.panel, None)

    def set_indicators(self, choices: Sequence[Offered]) -> None:
        """What a cell can be taken for."""
        found = tuple(Choice(each.key, word_of(each), " ".join(each.synonyms)) for each in choices)
        self._indicators = (Group("指标", found),)
        self._offered = ("", False)

    def show_property(self, prop: Property, value: str, *, refines: bool = False) -> None:
        """Serve ``prop``, of which ``value`` is said now; ``refines``: classes, natures and spans stand beside the
        indicators (their keys begin with ``|`` and ``@``)."""
        self._property = prop.key
        self._free = prop.key == "unit"
        if (prop.key, refines) != self._offered:  # making the pills anew takes a moment
            self._offered = (prop.key, refines)
            groups = self._groups(prop)
            self.panel.set_groups((*groups, *self._parts()) if refines else groups)
        self.field.set_label(f"{prop.word}是", 0)
        self.field.clear_hint()
        self._input.setText("")
        self.panel.narrow_to("")
        if value or prop.codes:
            self.panel.show_key(value or ANY)

    def _groups(self, prop: Property) -> tuple[Group, ...]:
        if prop.key == "indicator":
            return self._indicators
        if not prop.codes:
            return (Group(prop.word, tuple(Choice(key, word) for key, word in prop.options)),)
        known: dict[str, list[str]] = {}
        for entry in self._lists.entries(prop.key):
            known.setdefault(entry.code, []).extend((entry.label, *entry.aliases))
        every = [
            Choice(code, self._lists.label(prop.key, code), " ".join(words)) for code, words in known.items() if code
        ]
        nothing = Choice(ANY, "不限", "全部 合计 总计")
        if prop.key != "category":
            return (Group(prop.word, (nothing, *every)),)
        parts = {
            "商品": [each for each in every if each.key.startswith(_GOODS)],
            "服务": [each for each in every if each.key.startswith(_SERVICES)],
        }
        rest = [each for each in every if not any(each in part for part in parts.values())]
        groups = [Group(word, tuple(part)) for word, part in parts.items()]
        return (*groups, Group("其他", (nothing, *rest)))

    def _parts(self) -> tuple[Group, ...]:
        """What an indicator can be restricted to."""
        found = []
        for name in ("category", "nature"):
            prop = BY_KEY[name]
            codes = (choice for group in self._groups(prop) for choice in group.choices if choice.key != ANY)
            parts = tuple(Choice(f"|{name}={each.key}", each.word, each.also) for each in codes)
            found.append(Group(prop.word, parts))
        spans = tuple(Choice(f"@{key}", word) for key, word in SPAN_WORDS.items())
        return (*found, Group("时间", spans))

    def set_room(self, height: int) -> None:
        """Show as much of the list as fits into ``height`` (device-independent pixels) with the field."""
        keys = 0 if self.keys.isHidden() else self.keys.sizeHint().height()
        self.panel.set_room(height - self.field.sizeHint().height() - keys - look().px(3 * 8))

    def set_breadth(self, breadth: Breadth) -> None:
        """Where the window is low, the list comes right below the field."""
        self.keys.setVisible(not breadth.low)
        self.panel.set_compact(breadth.low)

    def begin(self, text: str = "") -> None:
        """Take the focus; ``text`` was typed already."""
        self._input.setFocus(Qt.FocusReason.OtherFocusReason)
        if text:
            self._input.setText(text)
            self._edited(text)

    def choose_digit(self, digit: int) -> None:
        self.panel.list.choose_digit(digit)

    def _edited(self, text: str) -> None:
        found = self.panel.narrow_to(text)
        if text.strip() and not found and not self._free:
            self.field.say("没有这样的，换个说法试试", "error")
        else:
            self.field.clear_hint()

    def _entered(self) -> None:
        typed = self._input.text().strip()
        if typed and not self.panel.narrow_to(typed):
            if self._free:
                self.taken.emit(self._property, typed)
            else:
                self.field.say("没有这样的，换个说法试试", "error")
            return
        self.panel.list.choose_current()

    def _take(self, key: str) -> None:
        self.taken.emit(self._property, "" if key == ANY else key)


def word_of(offered: Offered) -> str:
    """An indicator as it stands in the list: «受理投诉（件）»."""
    return f"{offered.name}（{offered.unit}）" if offered.unit else offered.name
