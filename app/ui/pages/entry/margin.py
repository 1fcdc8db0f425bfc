"""The margin of the form: for the field in use it shows what its sections have to say.

A section knows one kind of help (choices, known traders, the calendar …). The margin asks each of them which widget
belongs to the field in use, shows those and hides the others. On narrow windows the margin lies far below, so the
widgets stand right below the field instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.keys import IN_MARGIN, KEYS
from app.ui.theme import look
from app.ui.widgets.buttons import KeyCap
from app.ui.widgets.cards import Banner
from app.ui.widgets.choices import ChoicePanel
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.pages.entry.frame import FormPage


class Section(QObject):
    """One kind of help. ``changed`` when what it shows became larger or smaller."""

    changed = Signal()

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page)
        self.page = page
        self.form = form

    def widget(self, name: str) -> QWidget | None:
        """What belongs into the margin while field ``name`` is in use; None: nothing."""
        return None

    def title(self, name: str) -> tuple[str, str]:
        """Title of the margin and the grey fact beside it; empty: another section's."""
        return "", ""

    def settle(self, name: str) -> bool:
        """Return in field ``name``; True when that moved the focus on already."""
        return False

    def forget(self) -> None:
        """A new case begins."""


class Aside(QObject):
    """Shows the sections of ``page`` as the focus moves through ``form``."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page)
        self._page = page
        self._form = form
        self._sections: tuple[Section, ...] = ()
        self._shown: list[QWidget] = []
        self._placed = ""
        self._notice: QWidget | None = None
        #: Everything that follows the field; on narrow windows it stands below it.
        self._shelf = QWidget()
        self._column = Column(self._shelf, spacing=10)
        self._wrong = Banner("这一格要看一看", "", tone="error", stacked=True)
        self._wrong.hide()
        self._said = Words("", "small", colour="ink2")
        self._said.hide()
        self._column.put(self._wrong, self._said)
        self._tips = self._make_tips()
        self._column.put(self._tips, None)
        page.margin.column.put(self._shelf, None)
        page.margin.say("按键", "")
        page.margin.installEventFilter(self)
        form.came.connect(lambda _: self.refresh())
        form.edited.connect(lambda _: self._say())
        form.left.connect(lambda _: self._say())

    def set_sections(self, sections: Sequence[Section]) -> None:
        """The kinds of help, the most important first."""
        self._sections = tuple(sections)
        for section in sections:
            section.changed.connect(self.refresh)

    def settle(self, name: str) -> bool:
        """Return in field ``name``; True when a section went on by itself."""
        return any(section.settle(name) for section in self._sections)

    def forget(self) -> None:
        """A new case begins."""
        for section in self._sections:
            section.forget()
        self.refresh()

    def set_notice(self, notice: QWidget | None) -> None:
        """One notice above everything else, instead of the one before."""
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = notice
        if notice is not None:
            self._column.insertWidget(0, notice)
        self.refresh()

    def set_away(self, away: bool) -> None:
        """Out of sight, keys and all, while something else has the page."""
        self._shelf.setVisible(not away)

    # -- showing --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show what belongs to the field in use."""
        name = self._form.now
        shown = [widget for section in self._sections if (widget := section.widget(name)) is not None]
        if shown != self._shown:
            for widget in shown:
                self._column.removeWidget(widget)
                self._column.insertWidget(self._column.count() - 2, widget)
        for widget in self._shown:
            if widget not in shown:
                widget.hide()
        for widget in shown:
            widget.show()
        self._shown = shown
        narrow = self._page.breadth.width == "narrow"
        self._tips.setVisible(not shown and not narrow and self._notice is None)
        titles = (section.title(name) for section in self._sections)
        none = ("按键", "") if self._notice is None else ("", "")
        title, fact = next((pair for pair in titles if pair[0]), none)
        self._page.margin.say(title, fact)
        self._place(name, narrow)
        self._say()
        self._give_room()

    def _place(self, name: str, narrow: bool) -> None:
        if narrow:
            self._form.put_below(name, self._shelf)
            # Nothing moves while one types: the room for what may come is kept from the start.
            kept = px(48) * 2 + px(52) if self._shown else 0
            self._shelf.setMinimumHeight(kept)
            if name != self._placed:
                self._placed = name
                for moment in (0, 40, 150):  # at once, and when the form has taken its new shape
                    QTimer.singleShot(moment, self, self._show_focus)
        elif self._page.margin.column.indexOf(self._shelf) < 0:
            self._placed = ""
            self._shelf.setMinimumHeight(0)
            self._page.margin.column.insertWidget(0, self._shelf)
        self._shelf.show()

    def _show_focus(self) -> None:
        """The field in use on top, so that what helps with it is seen below it."""
        focus, scroll = QApplication.focusWidget(), self._page.scrolling
        content = scroll.widget() if scroll is not None else None
        if focus is not None and scroll is not None and content is not None and self._form.isAncestorOf(focus):
            top = focus.mapTo(content, QPoint(0, 0)).y()
            scroll.verticalScrollBar().setValue(max(0, top - px(8)))

    def _give_room(self) -> None:
        """As many choices as the margin has room for."""
        narrow = self._page.breadth.width == "narrow"
        room = px(48) * 2 if narrow else self._page.margin.room
        room -= 0 if narrow else self._page.steps_height
        for widget in (self._notice, self._wrong, self._said, *self._shown):
            if widget is not None and not isinstance(widget, ChoicePanel) and not widget.isHidden():
                room -= widget.sizeHint().height() + px(10)
        for widget in self._shown:
            if isinstance(widget, ChoicePanel):
                widget.set_room(room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._give_room)
        return False

    def _say(self) -> None:
        """The whole sentence about the field in use, when it is marked or too long for the line below it."""
        name = self._form.now
        said, field = self._form.echoes.get(name), self._form.fields.get(name)
        marked = said is not None and field is not None and field.state in ("error", "question") and said.sentence
        self._wrong.setVisible(bool(marked))
        if said is not None and field is not None and marked:
            self._wrong.set_tone("error" if field.state == "error" else "question")
            self._wrong.say("这一格要看一看" if field.state == "error" else "请再看一眼", said.sentence)
        line = field.hint_line if field is not None else None
        cut = said is not None and line is not None and not marked and bool(said.text) and line.shown != said.text
        self._said.setText(said.text if said is not None and cut else "")
        self._said.setVisible(cut)

    def add_tip(self, widget: QWidget) -> None:
        """Something below the keys, seen while nothing else is to be said."""
        self._tips_column.put(widget)

    def _make_tips(self) -> QWidget:
        held = QWidget()
        column = self._tips_column = Column(held, spacing=10)
        for key, words in (*KEYS[:IN_MARGIN], ("F1", "全部的按键")):
            row = Row(spacing=12)
            row.put(KeyCap(key))
            row.put(Words(words, "small", colour="ink2"), stretch=1)
            column.put(row)
        return held


def px(length: float) -> int:
    """Design pixels at the scale in force."""
    return look().px(length)
