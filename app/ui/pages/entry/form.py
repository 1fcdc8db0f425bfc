"""The form of a case: all its fields, of which the short form shows a dozen. Nothing typed is ever thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.services.codelists import CodeLists
from app.services.parsing.phones import KIND_LABELS
from app.ui.breadth import Breadth
from app.ui.pages.entry import walking
from app.ui.pages.entry.choices import key_of, kinds_with_choices, word_of
from app.ui.pages.entry.echo import Echo, echo
from app.ui.pages.entry.layout import OUTCOME, PARTS, REQUIRED, ROWS, label
from app.ui.widgets.field import Field, Labelled, TextInput
from app.ui.widgets.form import FieldRow, ThreadForm
from app.ui.widgets.ghost_area import GhostArea
from app.ui.widgets.layouts import Column, Gap
from app.ui.widgets.options import OptionRow

#: Least widths of labels in design pixels: two characters, four characters.
_TWO, _FOUR = 42, 84
CHOSEN = kinds_with_choices()


class EntryForm(QWidget):
    """``came(name)`` when a field gets the focus, ``edited(name)`` after typing, ``left(name)`` after leaving it.

    ``entered(name)`` is Return: what was half typed is to be settled before the form goes on. ``ended`` is going on
    from the last field.
    """

    came = Signal(str)
    edited = Signal(str)
    left = Signal(str)
    entered = Signal(str)
    ended = Signal()

    def __init__(self, lists: CodeLists, today: date, *, required: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self.today = today
        self.required = dict(REQUIRED) if required else {}
        self.fields: dict[str, Field] = {}
        self.echoes: dict[str, Echo] = {}
        #: The field in use, or used last.
        self.now = "complainant"
        #: How a choice is shown in its field: «1 质量».
        self.face: Callable[[str, str], str] = lambda name, key: word_of(name, key, lists, self.today)
        self._notes: dict[str, tuple[str, str, str, str]] = {}
        self._rows: list[tuple[FieldRow, tuple[str, ...], bool]] = []
        self._part_of: dict[str, int] = {}
        self._places: dict[str, FieldRow] = {}
        self._also: frozenset[str] = frozenset()
        self._wide = True
        self.demand = OptionRow(
            "要求", [(e.code, e.label) for e in lists.entries("demand", today)], several=True, stays=True
        )
        self._demand = Labelled("要求", self.demand)
        self.demand.changed.connect(lambda _: self._edited("demand", ""))
        self.demand.entered.connect(lambda: self.go_on("demand"))
        for button in self.demand.findChildren(QAbstractButton):
            button.installEventFilter(self)
        parts: list[tuple[str, QWidget]] = []
        for at, part in enumerate(PARTS):
            held = QWidget()
            column = Column(held)
            for line in part.lines:
                row = FieldRow(*(self._input(name, at) for name in line.names))
                self._rows.append((row, line.names, line.short))
                column.put(row)
                self._places.update(dict.fromkeys(line.names, row))
                if line.names == ("facts",):
                    column.put(12)
                if line.names == ("demand",):
                    self._after_demand = Gap(16, Column.Direction.TopToBottom)
                    column.put(self._after_demand)
            parts.append((part.word, held))
        self.thread_form = ThreadForm("登记投诉", parts)
        outer = Column(self)
        outer.put(self.thread_form)
        self.full = False
        self.show_full(False)

    def _input(self, name: str, part: int) -> QWidget:
        self._part_of[name] = part
        if name == "demand":
            return self._demand
        area = GhostArea(ROWS[name]) if name in ROWS else None
        field = Field(label(name, False), required=name in self.required, hint=area is None, stays=True, input_=area)
        field.came.connect(partial(self._came, name))
        field.edited.connect(partial(self._edited, name))
        field.left.connect(partial(self._left, name))
        field.entered.connect(partial(self.entered.emit, name))
        if name in CHOSEN and isinstance(field.input, TextInput):
            field.input.digits_choose = True
        self.fields[name] = field
        return field

    # -- what shows -----------------------------------------------------------------------------------
    def show_full(self, full: bool, also: Iterable[str] = ()) -> None:
        """All fields, or the dozen of the short form and ``also``; texts stay where they are."""
        self.full, self._also = full, frozenset(also)
        outcome = False
        for row, names, short in self._rows:
            shown = full or short or not self._also.isdisjoint(names)
            row.setVisible(shown)
            outcome = outcome or (shown and self._part_of[names[0]] == OUTCOME)
        self.thread_form.leave_out(OUTCOME, not outcome)
        self._label()
        self._after_demand.setVisible(outcome)

    def set_breadth(self, breadth: Breadth) -> None:
        self.thread_form.set_breadth(breadth)
        self._wide = breadth.width == "wide"
        self._label()
        for name in CHOSEN:  # where the list stands right below the field, the line between them goes
            line = self.fields[name].hint_line
            if line is not None:
                line.setVisible(breadth.width != "narrow")

    def _label(self) -> None:
        """Labels as narrow as the texts of their column allow, so that the fields are wide."""
        roomy = self.full or bool(self._also) or not self._wide
        for row, names, _ in self._rows:
            if len(names) > 1:  # the inputs alike, however long their labels
                row.set_shares(*(10 if not self._wide else 27 if roomy or at else 23 for at in range(len(names))))
            for at, name in enumerate(names):
                width = _FOUR if roomy or at else _TWO
                if name == "demand":
                    self._demand.set_label("要求", width)
                else:
                    self.fields[name].set_label(label(name, self.full), width)

    def is_shown(self, name: str) -> bool:
        """Whether the form as it is shown has the field."""
        return self.full or name in self._also or self.is_short(name)

    def is_short(self, name: str) -> bool:
        """Whether the short form has the field."""
        return any(name in names for _, names, short in self._rows if short)

    def put_below(self, name: str, widget: QWidget) -> None:
        """Show ``widget`` right below field ``name``."""
        self._places[name].put_below(self._demand if name == "demand" else self.fields[name], widget)

    # -- going about ----------------------------------------------------------------------------------
    @property
    def order(self) -> tuple[str, ...]:
        """The fields shown, in the order one goes through them."""
        return tuple(name for _, names, _ in self._rows for name in names if self.is_shown(name))

    def go_on(self, name: str) -> None:
        """To the field after ``name``."""
        walking.go_on(self, name)

    def go_back(self, name: str) -> bool:
        """To the field before ``name``; False in the first one."""
        return walking.go_back(self, name)

    def focus_on(self, name: str) -> None:
        """Go to a field; the form shows all fields when it has to."""
        if not self.is_shown(name):
            self.show_full(self.full, {*self._also, name})
        target: QWidget = self.demand if name == "demand" else self.fields[name]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def part_start(self, part: int) -> str:
        """The first field shown of a part (0-based); empty when it shows none."""
        return next((name for name in self.order if self._part_of[name] == part), "")

    def _came(self, name: str) -> None:
        self.now = name
        input_ = self.fields[name].input if name in self.fields else None
        if isinstance(input_, TextInput):
            input_.end(False)
        self.came.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and self.now != "demand":
            self._came("demand")
        return False

    # -- texts ----------------------------------------------------------------------------------------
    def text(self, name: str) -> str:
        """What stands in a field, as typed."""
        if name == "demand":
            return "、".join(self._lists.label("demand", code) for code in self.demand.chosen())
        return self.fields[name].text().strip()

    def texts(self) -> dict[str, str]:
        """What stands in every field, as typed."""
        return {name: self.text(name) for name in (*self.fields, "demand")}

    def raw_texts(self) -> dict[str, str]:
        """What stands in every field that is not empty, to the last space: for a draft."""
        found = {name: field.text() for name, field in self.fields.items() if field.text()}
        return found | ({"demand": self.text("demand")} if self.demand.chosen() else {})

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Put ``texts`` in; fields not named are emptied."""
        self._notes.clear()
        for name, field in self.fields.items():
            text = texts.get(name, "")
            key = key_of(name, text, self._lists, self.today) if text and name in CHOSEN else ""
            if isinstance(field.input, TextInput):
                if key:
                    field.input.set_choice(self.face(name, key), word_of(name, key, self._lists, self.today))
                else:
                    field.set_text(text)
                field.input.setCursorPosition(0)
            else:
                field.set_text(text)
            self.check(name, final=True)
        codes = (self._lists.code("demand", word) for word in texts.get("demand", "").split("、"))
        self.demand.choose([code for code in codes if code])
        self._show_states()

    def fill(self, name: str, text: str) -> None:
        """Put ``text`` into one field for the person, who can take it out with Ctrl+Z; told as if typed."""
        field = self.fields[name]
        key = key_of(name, text, self._lists, self.today) if name in CHOSEN else ""
        if key:
            self.choose(name, key)
            return
        field.put_text(text)
        self.check(name, final=True)
        self.edited.emit(name)

    def choose(self, name: str, key: str, digit: str = "") -> None:
        """Put the choice ``key`` into its field, with the ``digit`` that was typed or that would choose it."""
        field, word = self.fields[name], word_of(name, key, self._lists, self.today)
        assert isinstance(field.input, TextInput)
        face = self.face(name, key)
        field.input.show_choice(f"{digit} {face.lstrip('0123456789 ')}" if digit else face, word)
        self.check(name, final=True)
        self._show_states()
        self.edited.emit(name)

    @property
    def empty(self) -> bool:
        """Nothing stands in it."""
        return not any(self.texts().values())

    @property
    def composing(self) -> bool:
        """An input method is composing in one of the fields."""
        return any(field.composing for field in self.fields.values())

    # -- understanding --------------------------------------------------------------------------------
    def _edited(self, name: str, _: str) -> None:
        if name != "demand":
            self.check(name, final=False)
        self.edited.emit(name)

    def _left(self, name: str) -> None:
        field = self.fields[name]
        if not field.composing:
            self.check(name, final=True)
        if isinstance(field.input, TextInput):
            field.input.home(False)  # of a text wider than its field one sees the beginning
        self._show_states()
        self.left.emit(name)

    def check(self, name: str, *, final: bool) -> Echo:
        """Say below the field what was understood; what is wrong is said when one is done typing (``final``)."""
        field = self.fields[name]
        said = echo(name, field.text(), self._lists, self.today)
        self.echoes[name] = said
        unfinished = said.text == KIND_LABELS["short"] and not final
        if (said.wrong and not final) or unfinished:
            field.clear_hint()
        elif isinstance(field.input, TextInput) and field.input.choice and not field.input.all_seen:
            field.say(field.input.choice)
        elif said.text:
            field.say(said.text, said.state, shorter=said.shorter)
        elif self._notes.get(name, ("",))[0] == field.text().strip() != "":
            _, note, icon, shorter = self._notes[name]
            field.say(note, "note", icon, shorter)
        else:
            field.clear_hint()
        return said

    def note(self, name: str, text: str, icon: str, shorter: str = "") -> None:
        """Something is remembered about what stands in a field; it holds as long as that does."""
        field = self.fields[name]
        self._notes[name] = (field.text().strip(), text, icon, shorter)
        self.check(name, final=True)

    def tell(self, name: str, text: str) -> None:
        """Something is wrong with a field: say it below."""
        if name in self.fields:
            self.fields[name].say(text, "error", shorter="这一格要看一看")
            self.echoes[name] = Echo(text, "error", text)

    def tell_missing(self) -> None:
        """Say beside every required field that is empty that it is."""
        for name, sentence in self.required.items():
            if not self.text(name):
                self.tell(name, sentence)

    def problems(self) -> list[str]:
        """Check everything; the names of fields that stand against saving, in the order of the form."""
        for name in self.fields:
            self.check(name, final=True)
        self.tell_missing()
        self._show_states()
        return [name for name in self._part_of if self.echoes.get(name, Echo()).wrong]

    def _show_states(self) -> None:
        texts = self.texts()
        for at, part in enumerate(PARTS):
            names = [name for line in part.lines for name in line.names]
            wrong = any(self.echoes.get(name, Echo()).wrong for name in names)
            done = any(texts[name] for name in names)
            self.thread_form.set_state(at, "error" if wrong else "done" if done else "later")
