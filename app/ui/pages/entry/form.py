"""The form of a case: all its fields, of which the short form shows a dozen. Nothing typed is ever thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.services.codelists import CodeLists
from app.services.complaints.fields import FIELDS
from app.ui.breadth import Breadth
from app.ui.pages.entry.echo import Echo, echo
from app.ui.pages.entry.layout import OUTCOME, PARTS, REQUIRED, ROWS, label
from app.ui.widgets.field import Field, Labelled, TextInput
from app.ui.widgets.form import FieldRow, ThreadForm
from app.ui.widgets.layouts import Column, Gap
from app.ui.widgets.options import OptionRow

_LABEL_SHORT, _LABEL_FULL = 42, 84


class EntryForm(QWidget):
    """``came(name)`` when a field gets the focus, ``edited(name)`` after typing, ``left(name)`` after leaving it.

    ``taken(name)`` when Return asks a field with choices to settle what was typed.
    """

    came = Signal(str)
    edited = Signal(str)
    left = Signal(str)
    settled = Signal(str)

    def __init__(self, lists: CodeLists, today: date, *, required: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self.today = today
        self.required = dict(REQUIRED) if required else {}
        self.fields: dict[str, Field] = {}
        self.echoes: dict[str, Echo] = {}
        self._notes: dict[str, tuple[str, str, str]] = {}
        self._rows: list[tuple[FieldRow, bool]] = []
        self._part_of: dict[str, int] = {}
        self._places: dict[str, tuple[Column, FieldRow]] = {}
        self.demand = OptionRow(
            "要求", [(e.code, e.label) for e in lists.entries("demand", today)], several=True, stays=True
        )
        self._demand = Labelled("要求", self.demand)
        self.demand.changed.connect(lambda _: self.edited.emit("demand"))
        parts: list[tuple[str, QWidget]] = []
        for at, part in enumerate(PARTS):
            held = QWidget()
            column = Column(held)
            for line in part.lines:
                row = FieldRow(*(self._input(name, at) for name in line.names))
                self._rows.append((row, line.short))
                column.put(row)
                self._places.update(dict.fromkeys(line.names, (column, row)))
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
        leave = QShortcut(QKeySequence("F8"), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(lambda: self.focusNextPrevChild(True))

    def _input(self, name: str, part: int) -> QWidget:
        self._part_of[name] = part
        if name == "demand":
            return self._demand
        field = Field(label(name, False), rows=ROWS.get(name, 1), required=name in self.required, hint=name != "facts")
        field.came.connect(partial(self.came.emit, name))
        field.edited.connect(partial(self._edited, name))
        field.left.connect(partial(self._left, name))
        field.entered.connect(partial(self.settled.emit, name))
        self.fields[name] = field
        return field

    # -- what shows -----------------------------------------------------------------------------------
    def show_full(self, full: bool) -> None:
        """All fields, or the dozen of the short form; texts stay where they are."""
        self.full = full
        for row, short in self._rows:
            row.setVisible(full or short)
        self.thread_form.leave_out(OUTCOME, not full)
        width = _LABEL_FULL if full else _LABEL_SHORT
        for name, field in self.fields.items():
            field.set_label(label(name, full), width)
        self._demand.set_label("要求", width)
        self._after_demand.setVisible(full)

    def set_breadth(self, breadth: Breadth) -> None:
        self.thread_form.set_breadth(breadth)

    def is_short(self, name: str) -> bool:
        """Whether the short form has the field."""
        return any(name in line.names for part in PARTS for line in part.lines if line.short)

    def put_below(self, name: str, widget: QWidget) -> None:
        """Show ``widget`` right below the line of field ``name``."""
        column, row = self._places[name]
        column.insertWidget(column.indexOf(row) + 1, widget)

    # -- texts ----------------------------------------------------------------------------------------
    def texts(self) -> dict[str, str]:
        """What stands in every field, as typed."""
        found = {name: field.text().strip() for name, field in self.fields.items()}
        found["demand"] = "、".join(self._lists.label("demand", code) for code in self.demand.chosen())
        return found

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Put ``texts`` in; fields not named are emptied."""
        for name, field in self.fields.items():
            field.set_text(texts.get(name, ""))
            if isinstance(field.input, TextInput):
                field.input.setCursorPosition(0)
            self.check(name, final=True)
        codes = (self._lists.code("demand", word) for word in texts.get("demand", "").split("、"))
        self.demand.choose([code for code in codes if code])
        self._show_states()

    @property
    def empty(self) -> bool:
        """Nothing stands in it."""
        return not any(self.texts().values())

    # -- understanding --------------------------------------------------------------------------------
    def _edited(self, name: str, _: str) -> None:
        self.check(name, final=False)
        self.edited.emit(name)

    def _left(self, name: str) -> None:
        if not self.fields[name].composing:
            self.check(name, final=True)
        self._show_states()
        self.left.emit(name)

    def check(self, name: str, *, final: bool) -> Echo:
        """Say below the field what was understood; what is wrong is said when one is done typing (``final``)."""
        field = self.fields[name]
        said = echo(name, field.text(), self._lists, self.today)
        self.echoes[name] = said
        if said.wrong and not final:
            field.clear_hint()
        elif said.text:
            field.say(said.text, said.state)
        elif self._notes.get(name, ("",))[0] == field.text().strip() != "":
            field.say(self._notes[name][1], "note", self._notes[name][2])
        else:
            field.clear_hint()
        return said

    def note(self, name: str, text: str, icon: str) -> None:
        """Something is remembered about what stands in a field; it holds as long as that does."""
        field = self.fields[name]
        self._notes[name] = (field.text().strip(), text, icon)
        self.check(name, final=True)

    def tell(self, name: str, text: str) -> None:
        """Something is wrong with a field: say it below."""
        if name in self.fields:
            self.fields[name].say(text, "error")
            self.echoes[name] = Echo(text, "error", text)

    def problems(self) -> list[str]:
        """Check everything; the names of fields that stand against saving, in the order of the form."""
        for name in self.fields:
            self.check(name, final=True)
        for name, sentence in self.required.items():
            if not self.fields[name].text().strip():
                self.tell(name, sentence)
        self._show_states()
        return [name for name in self._part_of if self.echoes.get(name, Echo()).wrong]

    def _show_states(self) -> None:
        texts = self.texts()
        for at, part in enumerate(PARTS):
            names = [name for line in part.lines for name in line.names]
            wrong = any(self.echoes.get(name, Echo()).wrong for name in names)
            done = any(texts[name] for name in names)
            self.thread_form.set_state(at, "error" if wrong else "done" if done else "later")

    def focus_on(self, name: str) -> None:
        """Go to a field, on the full form where the short one does not have it."""
        target: QWidget = self.demand if name == "demand" else self.fields[name]
        target.setFocus(Qt.FocusReason.OtherFocusReason)


def kinds_with_choices() -> frozenset[str]:
    """Fields whose values are chosen from the margin."""
    return frozenset(name for name, spec in FIELDS.items() if spec.kind in ("code", "intake", "bool"))
