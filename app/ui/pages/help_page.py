"""帮助 F1: the keys of the page one comes from, the way to its topic, all topics, and reading one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QLabel, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.help_topics import topic_of, topics_for
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.buttons import Button, KeyCap, draw_key_cap
from app.ui.widgets.cards import Card
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.reader import Piece, Reader
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress

_KEYS: Sequence[tuple[str, Sequence[tuple[str, str]]]] = (
    (
        "在哪里都能用",
        (
            ("回车", "往下走：下一格，或者打开选中的一行"),
            ("Esc", "往回走"),
            ("Tab", "下一处；Shift 加 Tab 是上一处"),
            ("Alt+1", "换页：数字是侧栏里的第几个"),
            ("Alt+0", "菜单"),
            ("F1", "帮助，再按一次回去"),
            ("Ctrl++", "字放大；Ctrl 加 − 缩小，Ctrl 加 0 还原"),
        ),
    ),
    (
        "在台账和表格里",
        (
            ("Ctrl+F", "回到查找"),
            ("↑↓", "换一行或一格"),
            ("回车", "打开这一件，或看这个数是哪几件"),
            ("F7", "下一处要看的"),
        ),
    ),
)
#: The keys of the upper row, from the left: the first topic has the first.
_DIGITS = "1234567890-"
#: One step of the arrow keys while reading, in design pixels.
_STEP = 90


@dataclass(frozen=True, slots=True)
class _Readable:
    """A topic with the sizes of its pictures."""

    name: str
    title: str
    about: str
    pieces: tuple[Piece, ...]


class _TopicButton(Button):
    """A topic in the list: its key, then its title, all from the same edge."""

    def _draw_content(self, painter: QPainter, box: QRectF, ink: QColor) -> None:
        px = look().px
        pad = px(14)
        cap = px(36)
        draw_key_cap(painter, self.key, box.left() + pad + cap, box.center().y(), ink, True)
        words = box.adjusted(pad + cap + px(14), 0, -pad, 0)
        draw_line(painter, self.text(), words, look().font("body", True), ink)


class HelpPage(Page):
    """Two views: the keys with the list of topics, and one topic being read.

    ``arrive(of=page)`` shows the keys of that page; ``arrive(topic=name)`` opens a topic at once.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context, "help", "帮助")
        self._own: Card | None = None
        self._topic = ""
        self._straight = False
        self._topics: dict[str, _Readable] = {}
        self.buttons: dict[str, Button] = {}
        self._index = QWidget()
        self._across = Row(self._index, spacing=16)
        self._list = Card()
        self._list_column = Column(self._list, margins=(20, 16, 20, 20), spacing=8)
        self._list_column.put(Words("想看哪一样？按数字，或点一下", "section", bold=True))
        left = QWidget()
        right = QWidget()
        left_column, self._cards = Column(left, spacing=16), Column(right, spacing=16)
        self.this_button = Button(
            "这一页怎么用", "primary", icon="file-text", main=True, key="回车", on=self._read_this
        )
        left_column.put(self.this_button, self._list, None)
        for title, rows in _KEYS:
            self._cards.put(_card(title, rows))
        self._cards.put(None)
        self._across.put(left, right, stretch=1)
        self.reader = Reader(self._fetch)
        self.reader.hide()
        self.body.put(self._index, self.reader, None)
        self._known = Button("知道了", "primary", icon="check", main=True, key="Esc", on=context.back)
        self._others = Button("别的帮助", icon="arrow-left", main=True, key="Esc", on=self._step_back)
        self._on = Button("往下看", icon="arrow-down", main=True, key="PgDn", bound=False, on=lambda: self._turn(1))
        self._home = Button("回去", "primary", icon="check", main=True, key="F1", bound=False, on=self._leave)
        self.bar.keep(self._known, self._others, self._on, self._home)
        for button in (self._others, self._on, self._home):
            button.installEventFilter(self)
        self._of = ""
        self._show_index()
        context.jobs.read(lambda progress: _read_all(context.office.level), self._know, owner=self)

    # -- arriving and leaving -------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        of, topic = how.get("of"), str(how.get("topic", ""))
        if topic:
            self._straight = True
            self._read(topic)
        elif isinstance(of, Page):
            self._show_own(of)
            self._show_index()

    def first_focus(self) -> QWidget | None:
        if self._topic:
            return self.reader.start
        return self.this_button if self._of else next(iter(self.buttons.values()), self._known)

    def escape(self) -> bool:
        """From a topic to the list, unless one came straight to the topic."""
        if not self._topic or self._straight:
            self._straight = False
            return False
        last = self.buttons.get(self._topic)
        self._show_index()
        (last or self._known).setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _step_back(self) -> None:
        if not self.escape():
            self.context.back()

    def _leave(self) -> None:
        self._straight = False
        self.context.back()

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        directions = Row.Direction
        wide = breadth.width == "wide"
        self._across.setDirection(directions.LeftToRight if wide else directions.TopToBottom)

    # -- the keys and the list ------------------------------------------------------------------------
    def _show_own(self, of: Page) -> None:
        if self._own is not None:
            self._cards.removeWidget(self._own)
            self._own.hide()
            self._own.deleteLater()
            self._own = None
        if of.key_card:
            self._own = _card(f"在「{of.page_title}」这一页", of.key_card)
            self._cards.insertWidget(0, self._own)
        self._of = topic_of(of.key)
        self.this_button.setVisible(bool(self._of))

    def _know(self, topics: tuple[_Readable, ...]) -> None:
        """The topics are read: list them."""
        self._topics = {topic.name: topic for topic in topics}
        for at, topic in enumerate(topics):
            digit = _DIGITS[at] if at < len(_DIGITS) else ""  # Tab comes to the last ones
            button = _TopicButton(topic.title, key=digit, bound=False)
            button.setAccessibleDescription(topic.about)
            button.chosen.connect(lambda name=topic.name: self._read(name))
            self.buttons[topic.name] = button
            self._list_column.put(button)
        if self._topic:
            self._read(self._topic)
        elif self.isVisible() and not self._of:
            self._focus_first()

    def _focus_first(self) -> None:
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_index(self) -> None:
        self._topic = ""
        self.reader.hide()
        self._index.show()
        self.this_button.setVisible(bool(self._of))
        self.head.say("帮助", "按键和做法")
        self.bar.set_buttons([], [self._known])
        self._to_top()

    # -- reading --------------------------------------------------------------------------------------
    def _read_this(self) -> None:
        self._read(self._of)

    def _read(self, name: str) -> None:
        """Show the topic ``name``; before the topics are known, as soon as they are."""
        self._topic = name
        topic = self._topics.get(name)
        if topic is None:
            return
        self.reader.show_pieces(topic.title, topic.pieces)
        self._index.hide()
        self.reader.show()
        self.head.say(topic.title, "")
        self.bar.set_buttons([self._others], [self._on, self._home])
        self._to_top()
        self.reader.start.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.tell(topic.title)

    def _fetch(self, owner: QLabel, path: Path, width: int, done: Callable[[QImage], None]) -> None:
        def work(progress: Progress) -> QImage:
            return QImage(str(path)).scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)

        self.context.jobs.read(work, done, owner=owner)

    # -- keys -----------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys go on scrolling while a button below the text has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._topic:
            return self._scroll_by(event.key())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        at = _DIGITS.find(event.text()) if event.text() and plain else -1
        if not self._topic and 0 <= at < len(self.buttons):
            self._read(list(self.buttons)[at])
        elif not plain or not self._scroll_by(event.key()):
            super().keyPressEvent(event)

    def _scroll_by(self, key: int) -> bool:
        """Move the text as a key says; False for any other key."""
        assert self.scrolling is not None
        bar = self.scrolling.verticalScrollBar()
        match key:
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                bar.setValue(bar.value() + (1 if key == Qt.Key.Key_Down else -1) * look().px(_STEP))
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self._turn(1 if key == Qt.Key.Key_PageDown else -1)
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                return False
        return True

    def _turn(self, by: int) -> None:
        """A window full of text on, but for two lines."""
        assert self.scrolling is not None
        bar = self.scrolling.verticalScrollBar()
        bar.setValue(bar.value() + by * max(1, self.scrolling.viewport().height() - look().px(80)))

    def _to_top(self) -> None:
        if self.scrolling is not None:
            self.scrolling.verticalScrollBar().setValue(0)


def _read_all(level: str) -> tuple[_Readable, ...]:
    """The topics of an office of ``level``; for the reading lane."""
    from app.services import manual

    def piece(block: manual.Block) -> Piece:
        size = manual.picture_size(block.picture) if block.picture else (0, 0)
        return Piece(block.kind, block.text, block.number, block.picture, size)

    topics = map(manual.topic, topics_for(level))
    return tuple(_Readable(t.name, t.title, t.about, tuple(map(piece, t.blocks))) for t in topics)


def _card(title: str, rows: Sequence[tuple[str, str]]) -> Card:
    card = Card()
    column = Column(card, margins=(20, 16, 20, 20), spacing=10)
    column.put(Words(title, "section", bold=True))
    for key, words in rows:
        row = Row(spacing=12)
        held = QWidget()
        inner = Row(held)
        inner.put(KeyCap(key), None)
        held.setMinimumWidth(0)
        row.addWidget(held, 0, Qt.AlignmentFlag.AlignTop)
        row.put(Words(words), stretch=1)
        column.put(row)
    column.put(None)
    return card
