"""The strip: the fields of the form being keyed, side by side, with what was understood below each.

It speaks as the form of 登记投诉 does, so that the same margin helps with the same choices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.services.complaints.fields import FIELDS, understand
from app.services.piles import doubts
from app.services.piles.days import dated
from app.ui.breadth import Breadth
from app.ui.pages.entry import walking
from app.ui.pages.entry.choices import key_of, kinds_with_choices, word_of
from app.ui.pages.entry.echo import Echo, echo
from app.ui.pages.piles.layout import KEPT, LABELS, OWN, REMEMBERED, ROWS, lines_of, seen_lines
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.ghost_area import GhostArea
from app.ui.widgets.layouts import Column, Row

if TYPE_CHECKING:
    from app.errors import Issue
    from app.services.codelists import CodeLists

CHOSEN = kinds_with_choices()


class Strip(QWidget):
    """``came(name)`` when a field gets the focus, ``edited(name)`` after typing, ``left(name)`` after leaving it.

    ``entered(name)`` is Return: what was half typed is to be settled before the strip goes on. ``ended`` is going on
    from the last field. ``stepped(±1)`` are the up and down keys in a field without a list.
    """

    came = Signal(str)
    edited = Signal(str)
    left = Signal(str)
    entered = Signal(str)
    ended = Signal()
    stepped = Signal(int)

    def __init__(
        self,
        lists: CodeLists,
        today: date,
        month: str,
        usual: tuple[str, ...],
        rare: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._lists = lists
        self.today = today
        self.month = month
        self._usual, self._rare = usual, rare
        self.show_rare = False
        self.fields: dict[str, Field] = {}
        self.echoes: dict[str, Echo] = {}
        #: The field in use, or used last.
        self.now = self._usual[0]
        #: How a choice is shown in its field: «1 质量».
        self.face: Callable[[str, str], str] = lambda name, key: word_of(name, key, lists, self.today)
        #: Fields whose text stays for the next form.
        self.kept: set[str] = set(KEPT.intersection(usual))
        #: Fields one was asked about and said to be right.
        self.sure: set[str] = set()
        self._asked: dict[str, Issue] = {}
        self._breadth = Breadth("wide", False)
        self._lines: list[tuple[QWidget, tuple[str, ...]]] = []
        self._first = 0
        self._column = Column(self)
        for name in (*self._usual, *self._rare):
            self._make(name)
        self._arrange()
        self._label()

    def _make(self, name: str) -> None:
        area = GhostArea(ROWS[name]) if name in ROWS else None
        field = Field(LABELS[name], stays=True, above=True, hint=area is None, input_=area)
        field.came.connect(partial(self._came, name))
        field.edited.connect(partial(self._edited, name))
        field.left.connect(partial(self._left, name))
        field.entered.connect(partial(self.entered.emit, name))
        if isinstance(field.input, TextInput):
            if name in CHOSEN or name == "demand":
                field.input.digits_choose = True
            elif name not in REMEMBERED:
                field.input.moved.connect(self.stepped)
        self.fields[name] = field

    # -- what shows -----------------------------------------------------------------------------------
    @property
    def order(self) -> tuple[str, ...]:
        """The fields one goes through: rare ones when they are wanted or something stands in them."""
        rare = tuple(name for name in self._rare if self.show_rare or self.text(name) or name == self.now)
        return self._usual + rare

    @property
    def has_rare(self) -> bool:
        """There are fields that few forms need."""
        return bool(self._rare)

    def set_rare(self, shown: bool) -> None:
        """Show the fields that few forms need, or leave them out again."""
        self.show_rare = shown
        if not shown and self.now in self._rare and not self.text(self.now):
            self.focus_on(self._usual[0])  # before its field goes
        self._arrange()

    def set_breadth(self, breadth: Breadth) -> None:
        """Arrange for the room there is; the focus stays."""
        if breadth.width != self._breadth.width:
            self._breadth = breadth
            self._arrange()

    def _arrange(self) -> None:
        focus = QApplication.focusWidget()
        held = focus if focus is not None and self.isAncestorOf(focus) else None
        wanted = lines_of(self.order, self._breadth)
        if wanted != tuple(names for _, names in self._lines):
            for line, _ in self._lines:
                for field in self.fields.values():
                    if field.parentWidget() is line:
                        field.setParent(self)
                        field.hide()
                self._column.removeWidget(line)
                line.deleteLater()
            self._lines = []
            for names in wanted:
                line = QWidget()
                row = Row(line, spacing=12)
                for name in names:
                    row.put(self.fields[name], stretch=1)
                    self.fields[name].show()
                self._lines.append((line, names))
                self._column.put(line)
        for name, field in self.fields.items():
            if not any(name in names for _, names in self._lines):
                field.setParent(self)
                field.hide()
        self._look_at(self.now)
        if held is not None:
            held.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_at(self, name: str) -> None:
        """Show the line of ``name``, and the one after it as far as there is room."""
        at = next((at for at, (_, names) in enumerate(self._lines) if name in names), 0)
        seen = seen_lines(self._breadth)
        if not self._first <= at < self._first + seen:
            self._first = at
        self._first = max(0, min(self._first, len(self._lines) - seen))
        for index, (line, _) in enumerate(self._lines):
            line.setVisible(self._first <= index < self._first + seen)

    @property
    def place(self) -> tuple[int, int]:
        """The last line seen, and how many there are."""
        return min(self._first + seen_lines(self._breadth), len(self._lines)), len(self._lines)

    def put_below(self, name: str, widget: QWidget) -> None:
        """Show ``widget`` right below the line of field ``name``."""
        for line, names in self._lines:
            if name in names:
                self._column.insertWidget(self._column.indexOf(line) + 1, widget)

    def _label(self) -> None:
        for name, field in self.fields.items():
            field.set_label(f"{LABELS[name]} · 沿用" if name in self.kept else LABELS[name], 0)
            field.input.setAccessibleName(f"{LABELS[name]}，沿用" if name in self.kept else LABELS[name])

    def toggle_kept(self) -> bool | None:
        """Whether the text of the field in use stays for the next form; None when it must not."""
        if self.now in OWN:
            return None
        self.kept ^= {self.now}
        self._label()
        return self.now in self.kept

    # -- going about ----------------------------------------------------------------------------------
    def go_on(self, name: str) -> None:
        """To the field after ``name``."""
        walking.go_on(self, name)

    def go_back(self, name: str) -> bool:
        """To the field before ``name``; False in the first one."""
        return walking.go_back(self, name)

    def focus_on(self, name: str) -> None:
        """Go to a field; all of an old text is marked, so that typing replaces it."""
        if name not in self.order:
            self.show_rare = True
            self._arrange()
        self._look_at(name)
        field = self.fields[name]
        field.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(field.input, TextInput):
            field.input.selectAll()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes through all lines, also those not seen at the moment."""
        focus = QApplication.focusWidget()
        name = next((name for name, field in self.fields.items() if field.input is focus), "")
        order = self.order
        at = order.index(name) + (1 if forward else -1) if name in order else -1
        if 0 <= at < len(order):
            self.focus_on(order[at])
            return True
        return super().focusNextPrevChild(forward)

    def _came(self, name: str) -> None:
        self.now = name
        self._look_at(name)
        self.came.emit(name)

    # -- texts ----------------------------------------------------------------------------------------
    def text(self, name: str) -> str:
        """What stands in a field, as typed; nothing in one this paper does not have."""
        return self.fields[name].text().strip() if name in self.fields else ""

    def texts(self) -> dict[str, str]:
        """What stands in every field, as typed."""
        return {name: self.text(name) for name in self.fields}

    def set_texts(self, texts: Mapping[str, str], sure: Collection[str] = ()) -> None:
        """Put ``texts`` in; fields not named are emptied."""
        self.sure = set(sure)
        self._asked.clear()
        for name, field in self.fields.items():
            text = texts.get(name, "")
            key = key_of(name, text, self._lists, self.today) if text and name in CHOSEN else ""
            if key and isinstance(field.input, TextInput):
                face, word = self.face(name, key), word_of(name, key, self._lists, self.today)
                field.input.set_choice(face if field.input.room_for(face) else word, word)
            else:
                field.set_text(text)
            if isinstance(field.input, TextInput):
                field.input.setCursorPosition(0)
        for name in self.fields:
            self.check(name, final=True)
        self._arrange()

    def choose(self, name: str, key: str, digit: str = "") -> None:
        """Put the choice ``key`` into its field, with the ``digit`` that was typed or that would choose it."""
        field, word = self.fields[name], word_of(name, key, self._lists, self.today)
        assert isinstance(field.input, TextInput)
        face = f"{digit} {word}" if digit else self.face(name, key)
        field.input.show_choice(face if field.input.room_for(face) else word, word)
        field.input.setCursorPosition(0)  # a long word shows its beginning
        self.check(name, final=True)
        self.edited.emit(name)

    def fill(self, name: str, text: str) -> None:
        """Put ``text`` into one field for the person, who can take it out with Ctrl+Z; told as if typed."""
        if name not in self.fields:
            return
        key = key_of(name, text, self._lists, self.today) if name in CHOSEN else ""
        if key:
            self.choose(name, key)
            return
        self.fields[name].put_text(text)
        self.check(name, final=True)
        self.edited.emit(name)

    def note(self, name: str, text: str, icon: str, shorter: str = "") -> None:
        """Something is remembered about what stands in a field."""
        if not self.echoes[name].text:
            self.fields[name].say(text, "note", icon, shorter=shorter)

    @property
    def composing(self) -> bool:
        """An input method is composing in one of the fields."""
        return any(field.composing for field in self.fields.values())

    # -- understanding --------------------------------------------------------------------------------
    def _edited(self, name: str, _: str) -> None:
        self.sure.discard(name)
        self._asked.pop(name, None)
        self.check(name, final=False)
        self.edited.emit(name)

    def _left(self, name: str) -> None:
        if not self.fields[name].composing:
            self.check(name, final=True)
            if name in doubts.DAYS:
                for other in doubts.DAYS:  # what a day alone means hangs on the step before it
                    if other != name and other in self.fields and self.text(other):
                        self.check(other, final=True)
        self.left.emit(name)

    def check(self, name: str, *, final: bool) -> Echo:
        """Say below the field what was understood; what is wrong is said when one is done typing (``final``)."""
        field = self.fields[name]
        is_day = FIELDS[name].kind == "date"
        meant = dated(self.texts(), self.month, self.today) if is_day else {name: field.text()}
        said = echo(name, meant[name], self._lists, self.today)
        if not said.wrong:
            said = self._asking(name, said, meant)
        self.echoes[name] = said
        if said.wrong and not final:
            field.clear_hint()
        elif said.text:
            field.say(said.text, said.state, shorter=said.shorter)
        elif isinstance(field.input, TextInput) and field.input.choice and not field.input.all_seen:
            field.say(field.input.choice)  # the field shows its beginning
        else:
            field.clear_hint()
        return said

    def _asking(self, name: str, said: Echo, meant: Mapping[str, str]) -> Echo:
        """What is odd about the field in this pile, unless somebody said that it is right."""
        if name in self.sure:
            return Echo(said.text, sentence=said.sentence, shorter=said.shorter)
        if name in doubts.DAYS and meant[name]:
            value = understand({name: meant[name]}, self._lists, self.today).values
            for issue in doubts.of_days(value, self.month, self.today):
                day = value[name]
                why = "比今天还晚" if issue.code == "pile.day_ahead" else f"不在 {int(self.month[5:])} 月"
                return Echo(f"{day.month}月{day.day}日，{why}", "question", issue.message, why)
        issue_of_pile = self._asked.get(name)
        if issue_of_pile is not None:
            return Echo("已有这个编号", "question", issue_of_pile.message, "已有了")
        return said

    def ask(self, name: str, issue: Issue) -> None:
        """Something the register knows makes a field doubtful."""
        self._asked[name] = issue
        self.check(name, final=True)

    def tell(self, name: str, text: str) -> None:
        """Something is wrong with a field: say it below."""
        if name in self.fields:
            self.fields[name].say(text, "error", shorter="要看一看")
            self.echoes[name] = Echo(text, "error", text)

    def problems(self) -> list[str]:
        """Check everything; the names of fields that stand against saving, in their order."""
        for name in self.fields:
            self.check(name, final=True)
        if "received_on" in self.fields and not self.text("received_on"):
            self.tell("received_on", "要写登记日")
        return [name for name in self.order if self.echoes[name].wrong]

    def questions(self) -> list[str]:
        """Fields one has to be asked about, in their order."""
        asked = (*doubts.DAYS, "paper_number")
        return [name for name in self.order if name in asked and self.echoes[name].state == "question"]
