"""The fields of an asking form, one below the other, made from what a service asks for. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.services.asks import Ask
from app.services.codelists import CodeLists
from app.services.parsing.dates import parse_date
from app.ui.pages.case.ask_echo import AHEAD, echo_of, key_of
from app.ui.pages.common import written_day
from app.ui.pages.entry import walking
from app.ui.pages.entry.echo import Echo
from app.ui.widgets.field import Field, Labelled, TextInput
from app.ui.widgets.layouts import Column
from app.ui.widgets.options import OptionRow

#: Lines of a field for several sentences.
_ROWS = 3
#: Design pixels of a label for each character, and the widest there is room for.
_CHARACTER, _WIDEST = 20, 168
#: Ask for now and then: shown when somebody wants them, when something stands in them, or when they are wrong.
RARE = frozenset({"counts_on"})
#: The name under which the row of options below the fields is walked to.
OPTIONS = "options"


class AskForm(QWidget):
    """``came(name)`` when a field gets the focus, ``edited(name)`` after typing, ``left(name)`` after leaving it.

    ``entered(name)`` is Return: what was half typed is to be settled before the form goes on. ``ended`` is going on
    from the last field.
    """

    came = Signal(str)
    edited = Signal(str)
    left = Signal(str)
    entered = Signal(str)
    ended = Signal()

    def __init__(self, lists: CodeLists, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lists = lists
        self.today = today
        self.asks: dict[str, Ask] = {}
        self.fields: dict[str, Field] = {}
        self.echoes: dict[str, Echo] = {}
        #: The field in use, or used last.
        self.now = ""
        #: How a choice is shown in its field: «1 质量».
        self.face: Callable[[str, str], str] = self._word
        self.options: OptionRow | None = None
        #: Whether fields that few people need are shown.
        self.show_rare = False
        self._labelled: Labelled | None = None
        self._held: QWidget | None = None
        self._outer = Column(self)
        self._column = Column()

    # -- making ---------------------------------------------------------------------------------------
    def show_asks(
        self,
        asks: Sequence[Ask],
        options: Sequence[tuple[str, str]] = (),
        chosen: Sequence[str] = (),
        options_label: str = "文书",
    ) -> None:
        """Other fields, with their defaults in them; ``options`` are (key, word) to tick below them."""
        if self._held is not None:
            self._outer.removeWidget(self._held)
            self._held.hide()
            self._held.deleteLater()
        self.asks = {ask.name: ask for ask in asks}
        self.fields, self.echoes, self.options, self._labelled = {}, {}, None, None
        self._held = QWidget()
        self._column = Column(self._held)
        words = [*(ask.label for ask in asks), *([options_label] if options else [])]
        width = min(_WIDEST, max((len(word) for word in words), default=2) * _CHARACTER + 4)
        self.show_rare = False
        for ask in sorted(asks, key=lambda ask: ask.name in RARE):  # they come last
            self._column.put(self._make(ask, width))
        if options:
            row = OptionRow(options_label, options, several=True, stays=True)
            row.choose(chosen)
            row.entered.connect(lambda: self.go_on(OPTIONS))
            row.changed.connect(lambda _: self.edited.emit(OPTIONS))
            for button in row.findChildren(QAbstractButton):
                button.installEventFilter(self)
            self.options = row
            self._labelled = Labelled(options_label, row, label_width=width)
            self._column.put(4, self._labelled, 12)
        self._outer.put(self._held)
        self.now = next(iter(self.order), "")
        self.set_texts({ask.name: self.shown_default(ask) for ask in asks})

    def shown_default(self, ask: Ask) -> str:
        """How the default of a field stands there: a day as one says it, a code as its word."""
        if ask.kind == "date":
            read = parse_date(ask.default, self.today).value if ask.default else None
            if read is None:
                return ask.default
            # Where days lie ahead, one without a year would be read as the next.
            return written_day(read, date.min if ask.name in AHEAD else self.today)
        if ask.kind == "code":
            key = key_of(ask.list, ask.default, self._lists)
            return self._lists.label(ask.list, key, self.today) if key else ask.default
        return ask.default

    def _make(self, ask: Ask, width: int) -> Field:
        field = Field(
            ask.label, label_width=width, rows=_ROWS if ask.kind == "story" else 1, required=ask.required, stays=True
        )
        name = ask.name
        field.came.connect(partial(self._came, name))
        field.edited.connect(partial(self._edited, name))
        field.left.connect(partial(self._left, name))
        field.entered.connect(partial(self.entered.emit, name))
        if ask.kind == "code" and isinstance(field.input, TextInput):
            field.input.digits_choose = True
        self.fields[name] = field
        return field

    def put_below(self, name: str, widget: QWidget) -> None:
        """Show ``widget`` right below field ``name``."""
        anchor: QWidget | None = self._labelled if name == OPTIONS else self.fields.get(name)
        self._column.removeWidget(widget)
        at = self._column.indexOf(anchor) if anchor is not None else -1
        self._column.insertWidget(at + 1, widget)

    # -- going about ----------------------------------------------------------------------------------
    @property
    def order(self) -> tuple[str, ...]:
        """The fields, in the order one goes through them."""
        shown = (name for name in self.fields if self._is_shown(name))
        return (*shown, *([OPTIONS] if self.options is not None else []))

    @property
    def has_rare(self) -> bool:
        """There are fields that few people need."""
        return any(name in RARE for name in self.fields)

    def set_rare(self, shown: bool) -> None:
        """Show the fields that few people need, or leave them out again."""
        self.show_rare = shown
        if self.now in self.fields and not self._is_shown(self.now):
            self.focus_on(self.order[0])  # before its field goes
        self._arrange()

    def _is_shown(self, name: str) -> bool:
        return name not in RARE or self.show_rare or bool(self.text(name)) or self.fields[name].state == "error"

    def _arrange(self) -> None:
        for name, field in self.fields.items():
            field.setVisible(self._is_shown(name))

    def go_on(self, name: str) -> None:
        """To the field after ``name``."""
        walking.go_on(self, name)

    def focus_on(self, name: str) -> None:
        """Go to a field."""
        target: QWidget | None = self.options if name == OPTIONS else self.fields.get(name)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _came(self, name: str) -> None:
        self.now = name
        input_ = self.fields[name].input if name in self.fields else None
        if isinstance(input_, TextInput):
            if name in self.asks and self.asks[name].kind in ("date", "money"):
                input_.selectAll()  # what is typed replaces what stood there
            else:
                input_.end(False)
        self.came.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and self.now != OPTIONS:
            self._came(OPTIONS)
        return False

    # -- texts ----------------------------------------------------------------------------------------
    def text(self, name: str) -> str:
        """What stands in a field, as typed."""
        return self.fields[name].text().strip() if name in self.fields else ""

    def texts(self) -> dict[str, str]:
        """What stands in every field, as typed."""
        return {name: self.text(name) for name in self.fields}

    def raw_texts(self) -> dict[str, str]:
        """What stands in every field, to the last space: for a draft."""
        return {name: field.text() for name, field in self.fields.items()}

    def chosen(self) -> tuple[str, ...]:
        """Keys of the options that are ticked."""
        return self.options.chosen() if self.options is not None else ()

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Put ``texts`` in; fields not named stay."""
        for name, text in texts.items():
            if name not in self.fields:
                continue
            field, ask = self.fields[name], self.asks[name]
            key = key_of(ask.list, text, self._lists) if ask.kind == "code" else ""
            if key and isinstance(field.input, TextInput):
                field.input.set_choice(self.face(name, key), self._word(name, key))
            else:
                field.set_text(text)
            if isinstance(field.input, TextInput):
                field.input.setCursorPosition(0)
            self.check(name, final=True)
        self._arrange()

    def fill(self, name: str, text: str) -> None:
        """Put ``text`` into one field for the person, who can take it out with Ctrl+Z; told as if typed."""
        self.fields[name].put_text(text)
        self.check(name, final=True)
        self.edited.emit(name)

    def choose(self, name: str, key: str, digit: str = "") -> None:
        """Put the choice ``key`` into its field, with the ``digit`` that was typed or that would choose it."""
        field, word = self.fields[name], self._word(name, key)
        assert isinstance(field.input, TextInput)
        face = f"{digit} {word}" if digit else self.face(name, key)
        field.input.show_choice(face, word)
        if not field.input.all_seen:
            field.input.setCursorPosition(0)  # a long word shows its beginning
        self.check(name, final=True)
        self.edited.emit(name)

    def _word(self, name: str, key: str) -> str:
        return self._lists.label(self.asks[name].list, key, self.today)

    @property
    def composing(self) -> bool:
        """An input method is composing in one of the fields."""
        return any(field.composing for field in self.fields.values())

    # -- understanding --------------------------------------------------------------------------------
    def _edited(self, name: str, _: str) -> None:
        self.check(name, final=False)
        self.edited.emit(name)

    def _left(self, name: str) -> None:
        field = self.fields.get(name)
        if field is None:
            return
        if not field.composing:
            self.check(name, final=True)
        if isinstance(field.input, TextInput):
            field.input.home(False)  # of a text wider than its field one sees the beginning
        self.left.emit(name)

    def check(self, name: str, *, final: bool) -> Echo:
        """Say below the field what was understood; what is wrong is said when one is done typing (``final``)."""
        field, ask = self.fields[name], self.asks[name]
        said = echo_of(ask, field.text(), self._lists, self.today)
        self.echoes[name] = said
        chosen = field.input.choice if isinstance(field.input, TextInput) and not field.input.all_seen else ""
        if said.wrong and not final:
            field.clear_hint()
        elif said.text:
            field.say(said.text, said.state, shorter=said.shorter)
        elif chosen:
            field.say(chosen)  # the field shows its beginning
        elif ask.hint and not field.text().strip():
            short = ("必填 · " if ask.required else "") + ask.hint.split("。")[0]
            field.say(short, shorter="必填" if ask.required else " ")
        else:
            field.clear_hint()
        return said

    def tell(self, name: str, text: str) -> None:
        """Something is wrong with a field: say it below."""
        if name in self.fields:
            self.fields[name].say(text, "error", shorter="这一格要看一看")
            self.echoes[name] = Echo(text, "error", text)
            self._arrange()

    def problems(self) -> list[str]:
        """Check everything; the names of fields that stand against saving, in the order of the form."""
        for name, ask in self.asks.items():
            self.check(name, final=True)
            if ask.required and not self.text(name):
                self.tell(name, f"要写{ask.label}" if ask.kind != "code" else f"要选{ask.label}")
        return [name for name in self.fields if self.echoes[name].wrong]
