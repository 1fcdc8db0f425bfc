"""What the two pages of the form share: its keys, the margin, notices, and going back step by step."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSizePolicy, QWidget

from app.errors import AppError
from app.services.complaints.fields import FIELDS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.entry.choices import groups_for
from app.ui.pages.entry.choosing import Choosing
from app.ui.pages.entry.dating import Dating
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.guessing import Guessing
from app.ui.pages.entry.keys import KEYS
from app.ui.pages.entry.layout import PARTS
from app.ui.pages.entry.margin import Aside, Section
from app.ui.pages.entry.remembering import Remembering
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import TextInput
from app.ui.widgets.key_hold import KeyHold
from app.ui.widgets.layouts import Row
from app.ui.widgets.options import Segments
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.services.codelists import CodeLists


#: How the word beside the title begins as long as something stands against saving.
_NOT_STORED = "还没有存"


class FormPage(Page):
    """The form with its margin. Subclasses say what saving means and which drafts they keep."""

    key_card = KEYS

    def __init__(self, context: Context, key: str, title: str, *, required: bool) -> None:
        super().__init__(context, key, title)
        self.views = Segments("表的长短", [("short", "短表"), ("full", "全表")])
        self.views.choose("short")
        self.views.changed.connect(lambda key: self.show_full(key == "full"))
        self.head.add_left(self.views)
        self.head.fact.hide()  # what stands there changes while one types, and must take one line always
        self._note = Words("", colour="ink2", wrap=False)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.head.add(self._note)
        self.form = EntryForm(context.services.lists, today_of(context), required=required)
        self.body.put(self.form)
        #: Empty room below, so that the last fields can come up into the upper half.
        self._rest_room = QWidget()
        self.body.put(self._rest_room, None)
        self.use_margin()
        self.aside = Aside(self, self.form)
        self.choosing = Choosing(self, self.form)
        self.guessing = Guessing(self, self.form, self.choosing)
        self.remembering = Remembering(self, self.form)
        self.dating = Dating(self, self.form)
        self._hold = KeyHold(self)
        self.saving = False
        self.note = ""
        self.back_button = Button("上一格", icon="arrow-up", on=self.go_back)
        self.on_button = Button("下一格", icon="arrow-down", on=self.go_on)
        for button, key in ((self.back_button, "Esc"), (self.on_button, "回车")):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # for the pen: the field in use keeps the focus
            button.setAccessibleDescription(f"键盘上是 {key}")
        self._steps = QWidget()
        self._step_row = Row(self._steps, spacing=10)
        self.margin.column.insertWidget(0, self._steps)
        self.save_button = Button(
            "保存", "primary", icon="check", main=True, key="F10", bound=False, on=lambda: self.save()
        )
        self.form.entered.connect(self._entered)
        self.form.edited.connect(self._edited)
        self.form.edited.connect(lambda _: self._forget_note())
        self.form.ended.connect(lambda: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
        self._bind()
        today, lists = today_of(context), context.services.lists
        context.jobs.read(lambda progress: _warm(lists, today), long=True, channel="warm", owner=self)

    def _bind(self) -> None:
        self.bind("F4", self.dating.open)
        self.bind("F8", self.go_on)
        self.bind("F10", self.save)
        self.bind("F11", lambda: self.show_full(not self.form.full))
        for part in range(len(PARTS)):
            self.bind(f"Ctrl+{part + 1}", partial(self._go_to_part, part))

    def bind(self, sequence: str, call: Callable[[], object]) -> None:
        """Let a key do something while the focus is on this page; a held key does it once."""
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(call)

    def set_sections(self, *first: Section, last: tuple[Section, ...] = ()) -> None:
        """The kinds of help in the margin, ``first`` before and ``last`` after those every form has."""
        self.aside.set_sections((*first, self.guessing, self.remembering, self.dating, self.choosing, *last))

    # -- room -----------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "aside"):
            self.form.set_breadth(breadth)
            self.choosing.set_columns(1 if breadth.width == "medium" else 2)
            self._steps.setVisible(breadth.width != "narrow")
            self.lay_bar()
            self.aside.refresh()
            self.say_note(self.note)

    def lay_bar(self) -> None:
        """Put the buttons into the bar, as there is room."""
        raise NotImplementedError

    @property
    def steps_height(self) -> int:
        """What the two buttons on top of the margin take of its height."""
        return self._steps.sizeHint().height() + self.margin.column.spacing()

    def fill_bar(self, left: list[Button], right: list[Button]) -> None:
        """On narrow windows the way to the next field stands in the bar, instead of all but the last of ``right``."""
        narrow = self.breadth.width == "narrow"
        steps = (self.back_button, self.on_button)
        self.bar.keep(*left, *right, *steps)
        if narrow:
            self.bar.set_buttons(left, [*steps, right[-1]])
        else:
            self.bar.set_buttons(left, right)
            for button in steps:
                button.set_cramped(3 if self.breadth.width == "medium" else 0)
                self._step_row.put(button, stretch=1)
                button.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._scroll is not None:
            self._rest_room.setFixedHeight(round(self._scroll.height() * 0.6))

    def say_stored(self, text: str) -> None:
        """The draft is on disk; that the case is not stored, and why, goes on standing there."""
        if not self.note.startswith(_NOT_STORED):
            self.say_note(text)

    def _forget_note(self) -> None:
        """Somebody goes on writing: what stood against saving is being seen to."""
        if self.note.startswith(_NOT_STORED):
            self.say_note("")

    def say_note(self, text: str) -> None:
        """A word beside the title, e.g. that the draft is on disk."""
        self.note = text
        self._note.setText(text if self.breadth.width == "wide" else text.split(" · ")[0])

    def show_full(self, full: bool) -> None:
        """Switch between the short and the full form; the focus stays where it can."""
        self.views.choose("full" if full else "short")
        inside = self.form.isAncestorOf(QApplication.focusWidget() or self)
        self.form.show_full(full)
        self.form.set_breadth(self.breadth)
        if inside:
            self.form.focus_on(self.form.now if self.form.is_shown(self.form.now) else "complainant")

    # -- going about ----------------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        """Where one was."""
        name = self.form.now if self.form.is_shown(self.form.now) else "complainant"
        return self.form.demand if name == "demand" else self.form.fields[name].input

    def _entered(self, name: str) -> None:
        if not self.aside.settle(name):
            self.form.go_on(name)

    def go_on(self) -> None:
        """To the next field, whatever Return does in this one."""
        self._entered(self.form.now)

    def go_back(self) -> None:
        """To the field before."""
        self.form.go_back(self.form.now)

    def _go_to_part(self, part: int) -> None:
        name = self.form.part_start(part)
        if name:
            self.form.focus_on(name)

    def escape(self) -> bool:
        """One field back; from the margin and the bar to the field one was in; from the first field out."""
        focus = QApplication.focusWidget()
        if focus is None or not self.form.isAncestorOf(focus):
            self.form.focus_on(self.form.now)
        elif not self.form.go_back(self.form.now):
            self.leave()
        return True

    def refresh(self) -> None:
        """The register changed: learn from it; what stands in the form stays."""
        self.guessing.learn()

    def leave(self) -> None:
        """Esc in the first field."""
        self.context.back()

    def _edited(self, name: str) -> None:
        """Something was typed; for subclasses."""

    def save(self) -> None:
        """Store what stands in the form."""
        raise NotImplementedError

    # -- where one was, for drafts ----------------------------------------------------------------------
    def place(self) -> dict[str, Any]:
        """The form's length, the field in use and the caret in it."""
        field = self.form.fields.get(self.form.now)
        caret = 0
        if field is not None:
            text = field.input
            caret = text.cursorPosition() if isinstance(text, TextInput) else text.textCursor().position()
        return {"full": self.form.full, "focus": self.form.now, "caret": caret}

    def go_to_place(self, place: Mapping[str, Any]) -> None:
        """Back to where :meth:`place` was."""
        if bool(place.get("full")) != self.form.full:
            self.show_full(bool(place.get("full")))
        name = str(place.get("focus", ""))
        if name not in self.form.fields and name != "demand":
            name = "complainant"
        self.form.focus_on(name)
        field, caret = self.form.fields.get(name), place.get("caret")
        if field is None or not isinstance(caret, int):
            return
        if isinstance(field.input, TextInput):
            field.input.setCursorPosition(caret)
        elif isinstance(field.input, QPlainTextEdit):
            cursor = field.input.textCursor()
            cursor.setPosition(max(0, min(caret, len(field.input.toPlainText().encode("utf-16-le")) // 2)))
            field.input.setTextCursor(cursor)

    # -- notices --------------------------------------------------------------------------------------
    def put_banner(self, banner: Banner | None) -> None:
        """Show one notice on top of the margin instead of the one before; nothing in the form moves for it."""
        self._banner = banner
        self.aside.set_notice(banner)

    def check_all(self) -> bool:
        """Mark what stands against saving and go there; False when there is something."""
        wrong = self.form.problems()
        if not wrong:
            return True
        if not all(self.form.is_shown(name) for name in wrong):
            self.show_full(True)
        self.form.focus_on(wrong[0])
        marked = self.form.fields.get(wrong[0])
        if marked is not None and isinstance(marked.input, TextInput):
            marked.input.selectAll()  # what is typed next replaces it
        said = self.form.echoes[wrong[0]].text
        many = f"有 {len(wrong)} 处" if len(wrong) > 1 else "有一处"
        self.say_note(f"{_NOT_STORED} · {many}要看一看")
        self.context.tell(f"还没有存，{said}")
        return False

    def begin_saving(self) -> None:
        """Between here and :meth:`end_saving` keys wait."""
        self.saving = True
        self._hold.hold()

    def end_saving(self) -> None:
        """The form stands as it will be: what was typed meanwhile may come."""
        self.saving = False
        self._hold.release()

    def not_saved(self, error: AppError) -> None:
        """The service refused: show why where it belongs."""
        if error.code == "complaint.not_taken" and error.issues:
            text = "".join(issue.message for issue in error.issues if issue.severity == "error")
            labels = {spec.label: name for name, spec in FIELDS.items()}
            for issue in error.issues:
                name = labels.get(str(issue.params.get("field", "")))
                if name and issue.severity == "error":
                    self.form.tell(name, issue.message)
        else:
            text = error.message
        self.put_banner(Banner("还没有存，写下的字都留着", text, tone="error", stacked=True))
        self.context.tell(text)
        self.end_saving()


def _warm(lists: CodeLists, today: date) -> None:
    """Have the tables read that the first key in a field would wait for."""
    from app.errors import messages
    from app.services import pinyin
    from app.services.parsing.codes import parse_id_card, parse_trader_code
    from app.services.parsing.dates import parse_date
    from app.services.parsing.money import parse_money
    from app.services.parsing.phones import parse_phone

    messages()
    pinyin.warm()
    parse_phone("13800000000")
    parse_phone("057186000000")
    parse_date("正月初八", today)
    parse_money("两千三百五十")
    parse_id_card("110101199003074518")
    parse_trader_code("91330000000000000X")
    for name in ("category", "nature", "channel", "source", "buying"):
        for group in groups_for(name, lists, today, {}):
            for choice in group.choices:
                pinyin.rank("zz", choice.word, choice.also.split())
