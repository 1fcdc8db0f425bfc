"""The frame every page has: head · body that alone scrolls · action bar, and the margin beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QWidget

from app.ui.breadth import Breadth
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.focus_ring import keep_visible
from app.ui.widgets.layouts import Column, Row, ground
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.widgets.cards import Banner


class ScrollBody(QScrollArea):
    """The one part of a page that scrolls; it follows the focus and keeps it in the upper half."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        content = self.widget()
        if new is not None and content is not None and content.isAncestorOf(new):
            keep_visible(self, new)
            QTimer.singleShot(30, self, self._keep_focus_visible)  # a page just shown is laid out a moment later

    def _keep_focus_visible(self) -> None:
        focus, content = QApplication.focusWidget(), self.widget()
        if focus is not None and content is not None and content.isAncestorOf(focus):
            keep_visible(self, focus)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), look().px(80))


class PageHead(QWidget):
    """Title, one grey fact, and what belongs to the right (views, a few plain buttons)."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Words(title, "page", bold=True, wrap=False)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.fact = Words("", colour="ink2")
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.fact.setSizePolicy(policy)
        self._row = Row(self, spacing=20)
        self._row.addWidget(self.title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self.fact, 1, Qt.AlignmentFlag.AlignVCenter)
        own = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        own.setHeightForWidth(True)
        self.setSizePolicy(own)

    def say(self, title: str, fact: str = "") -> None:
        self.title.setText(title)
        self.fact.setText(fact)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` to the right end."""
        self._row.put(widget)

    def add_left(self, widget: QWidget, stretch: int = 0) -> None:
        """Put ``widget`` right after the title."""
        self._row.insertWidget(1, widget, stretch, Qt.AlignmentFlag.AlignVCenter)

    def take(self, widget: QWidget) -> None:
        """Give ``widget`` up again; who asked puts it elsewhere."""
        self._row.removeWidget(widget)


class ActionBar(QWidget):
    """The pinned bar of main buttons. Short of room it shortens texts, drops key caps, then breaks into rows.

    Left buttons stay left, right buttons right; the reason of an off button stands above them in words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left: list[Button] = []
        self._right: list[Button] = []
        self._lasting: list[Button] = []
        self._words: Words | None = None
        self._reason = Words("", "small", colour="ink2", icon="lock", wrap=False, parent=self)
        self._reason.hide()
        self.line = True
        self._pad = 16
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()
        look().follow(self)

    def restyle(self) -> None:
        self.updateGeometry()
        self._place()

    def set_low(self, low: bool) -> None:
        """Less air around the buttons where the window is low."""
        self._pad = 8 if low else 16
        self.refresh()

    def keep(self, *buttons: Button) -> None:
        """Buttons that their page takes out and puts in again: they outlive :meth:`set_buttons`."""
        self._lasting += [button for button in buttons if button not in self._lasting]

    def set_buttons(self, left: Sequence[Button], right: Sequence[Button], words: str = "") -> None:
        """Replace the buttons; ``words`` stand in grey between them."""
        kept = {*left, *right}
        for old in (*self._left, *self._right):
            if old not in kept:
                old.removeEventFilter(self)
                old.hide()
                if old not in self._lasting:
                    old.deleteLater()
        self._left, self._right = list(left), list(right)
        for button in (*left, *right):
            button.setParent(self)
            button.installEventFilter(self)
            button.show()
        before: QWidget | None = None
        for button in (*right, *left):  # the primary button comes first in the order of focus
            if before is not None:
                QWidget.setTabOrder(before, button)
            before = button
        self.say(words)
        self.setVisible(bool(left or right))
        self._place()

    def say(self, words: str) -> None:
        """Grey words between the buttons, e.g. what stopping would mean."""
        if self._words is None:
            self._words = Words("", "small", colour="ink2", most=2, parent=self)
        self._words.setText(words)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.refresh()
        return False

    def refresh(self) -> None:
        """Place the buttons anew, after one changed its text, its state or whether it shows."""
        self.updateGeometry()
        self._place()

    def _shown(self, buttons: Sequence[Button]) -> list[Button]:
        return [button for button in buttons if not button.isHidden()]

    def _rows(self, width: int) -> tuple[int, list[list[Button]]]:
        """How cramped, and which buttons stand in which row."""
        gap = look().px(12)
        every = [*self._shown(self._left), *self._shown(self._right)]
        for level in (0, 1, 2, 3):
            if sum(button.width_at(level) for button in every) + gap * max(0, len(every) - 1) <= width:
                return level, [every]
        # Not in one row: the right-hand (main) buttons first, then the others, at the shortest texts that fit.
        rows: list[list[Button]] = []
        for group in (self._shown(self._right), self._shown(self._left)):
            row: list[Button] = []
            used = 0
            for button in group:
                wanted = min(button.width_at(1), width)
                if row and used + gap + wanted > width:
                    rows.append(row)
                    row, used = [], 0
                row.append(button)
                used += wanted + (gap if len(row) > 1 else 0)
            if row:
                rows.append(row)
        return 1, rows

    def _inner(self, width: int) -> int:
        return max(1, width - 2 * look().px(look().size.page_margin))

    def _reason_text(self) -> str:
        return next((button.reason for button in (*self._right, *self._left) if button.off), "")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        px = look().px
        _, rows = self._rows(self._inner(width))
        height = px(self._pad) * 2 + px(look().size.main) * len(rows) + px(12) * max(0, len(rows) - 1)
        if self._reason_text():
            height += px(34)
        return height

    def sizeHint(self) -> QSize:
        return QSize(look().px(300), self.heightForWidth(self.width() or look().px(600)))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(160), look().px(look().size.main) + look().px(32))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        px = look().px
        width = self._inner(self.width())
        level, rows = self._rows(width)
        left = px(look().size.page_margin)
        y = px(self._pad)
        reason = self._reason_text()
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        if reason:
            self._reason.setGeometry(left, y - px(2), width, px(28))
            y += px(34)
        height = px(look().size.main)
        gap = px(12)
        one_row = len(rows) == 1
        words = self._words if self._words is not None and self._words.text() else None
        if self._words is not None:
            self._words.setVisible(words is not None and one_row)
        for row in rows:
            for button in row:
                button.set_cramped(level)
            if one_row:
                x = left
                every = self._shown(self._left) + self._shown(self._right)
                needed = sum(button.width_at(level) for button in every) + gap * (len(every) - 1)
                spare = max(0, width - needed)
                for button in self._shown(self._left):
                    button.setGeometry(x, y, button.width_at(level), height)
                    x += button.width_at(level) + gap
                right = left + width
                for button in reversed(self._shown(self._right)):
                    wanted = button.width_at(level)
                    if button.kind == "primary":
                        wanted += min(spare, px(40))
                    right -= wanted
                    button.setGeometry(right, y, wanted, height)
                    right -= gap
                if words is not None:
                    room = right - x - px(8)
                    if room < px(120):
                        words.hide()
                    else:
                        tall = words.heightForWidth(room)
                        words.setGeometry(x + px(8), y + (height - tall) // 2, room, tall)
            else:
                share = (width - gap * (len(row) - 1)) // max(1, len(row))
                for index, button in enumerate(row):
                    button.setGeometry(left + index * (share + gap), y, share, height)
            y += height + gap
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.line:
            painter = QPainter(self)
            painter.fillRect(QRectF(0, 0, self.width(), max(1, look().px(1))), look().colour("line"))


class MarginPanel(QWidget):
    """旁注: the celadon panel that explains what has the focus. Its own body scrolls, its buttons are pinned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, "celadon")
        self.above = Words("", "small", colour="ink2")
        self.above.hide()
        self.title = Words("", "section", bold=True)
        self.fact = Words("", "small", colour="ink2", wrap=False)
        self.fact.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.content = QWidget()
        self.column = Column(self.content, margins=(24, 8, 24, 16), spacing=12)
        self._head = QWidget()
        heading = Column(self._head, margins=(24, 26, 24, 4))
        heading.put(self.above)
        head = Row(spacing=12)
        heading.put(head)
        head.put(self.title, stretch=1)
        head.addWidget(self.fact, 0, Qt.AlignmentFlag.AlignVCenter)
        #: Below what scrolls, for what stays in sight whatever the rest says; hidden until somebody shows it.
        self.foot = QWidget()
        self.foot_column = Column(self.foot, margins=(24, 8, 24, 16), spacing=8)
        self.foot.hide()
        self.bar = ActionBar()
        self.bar.line = False
        self._scroll = ScrollBody(self.content)
        column = Column(self)
        column.put(self._head)
        column.put(self._scroll, stretch=1)
        column.put(self.foot)
        column.put(self.bar)
        self._below = False

    def say(self, title: str, fact: str = "", above: str = "") -> None:
        """``fact`` stands in grey to the right of the title, ``above`` over it."""
        self.title.setText(title)
        self.fact.setText(fact)
        self.fact.setVisible(bool(fact))
        self.above.setText(above)
        self.above.setVisible(bool(above))

    @property
    def room(self) -> int:
        """Height for what stands in the column, in device-independent pixels."""
        edges = self.column.contentsMargins()
        return self._scroll.viewport().height() - edges.top() - edges.bottom()

    def clear(self) -> None:
        """Take everything out of the column."""
        while self.column.count():
            item = self.column.takeAt(0)
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def set_below(self, below: bool) -> None:
        """Below the body (narrow windows) nothing scrolls in here: the page does."""
        self._below = below
        policy = QSizePolicy.Policy.Minimum if below else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self._scroll.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if below else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("celadon"))
        edge = max(1, look().px(1))
        if self._below:
            painter.fillRect(0, 0, self.width(), edge, look().colour("line"))
        else:
            painter.fillRect(0, 0, edge, self.height(), look().colour("line"))


class PageFrame(QWidget):
    """Head, body, action bar; the margin to the right, or below the body on narrow windows.

    ``body`` is the column pages fill. ``scrolls=False`` gives the body the remaining height instead (tables and
    sheets scroll themselves).
    """

    breadth_changed = Signal(object)

    def __init__(self, title: str, *, scrolls: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, "paper")
        self.head = PageHead(title)
        self.content = QWidget()
        self.body = Column(self.content, margins=(24, 12, 24, 16), spacing=12)
        self.bar = ActionBar()
        self.margin = MarginPanel()
        self.margin.hide()
        self._scrolls = scrolls
        self._has_margin = False
        self._breadth = Breadth("wide", False)
        self._rest = QWidget()
        self._rest_column = Column(self._rest)
        self._rest_column.put(self.content, stretch=1)
        self._head_holder = QWidget()
        self._head_box = Column(self._head_holder, margins=(24, 24, 24, 4))
        self._head_box.put(self.head)
        self._main = QWidget()
        column = Column(self._main)
        column.put(self._head_holder)
        # Kept by name: were its wrapper collected, everything inside would pass for deleted.
        self._scroll = ScrollBody(self._rest) if scrolls else None
        column.put(self._scroll or self._rest, stretch=1)
        column.put(self.bar)
        self._across = Row(self)
        self._across.put(self._main, stretch=1)
        self._across.put(self.margin)
        self._banner: Banner | None = None
        look().follow(self)

    def show_banner(self, banner: Banner | None, *, at: int = 0, column: Column | None = None) -> None:
        """Show one notice instead of the one before: in the body, or ``column``, at place ``at``; None: none."""
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = banner
        if banner is not None:
            (self.body if column is None else column).insertWidget(at, banner)

    @property
    def scrolling(self) -> ScrollBody | None:
        """What scrolls the body; None where the body scrolls itself."""
        return self._scroll

    def use_margin(self, used: bool = True) -> None:
        """Whether the page has a margin at all."""
        self._has_margin = used
        self._arrange()

    @property
    def breadth(self) -> Breadth:
        return self._breadth

    def set_breadth(self, breadth: Breadth) -> None:
        """Arrange for the room there is; ``breadth_changed`` tells the parts."""
        changed = breadth != self._breadth
        self._breadth = breadth
        self._arrange()
        if changed:
            self.breadth_changed.emit(breadth)

    def restyle(self) -> None:
        self._arrange()

    def _arrange(self) -> None:
        px = look().px
        narrow = self._breadth.width == "narrow"
        low = self._breadth.low
        self._head_box.set_design(margins=(24, 12 if low else 24, 24, 4))
        self.bar.set_low(low)
        self._head_holder.setVisible(not (narrow and low))
        self.margin.setVisible(self._has_margin)
        if narrow and self._scrolls:
            if self.margin.parentWidget() is not self._rest:
                self._rest_column.addWidget(self.margin)
            self.margin.setMinimumWidth(0)
            self.margin.setMaximumWidth(16777215)
            self.margin.set_below(True)
        elif narrow:
            self.margin.hide()
        else:
            if self.margin.parentWidget() is not self:
                self._across.addWidget(self.margin)
            self.margin.set_below(False)
            wide = self._breadth.width == "wide"
            size = look().size
            self.margin.setFixedWidth(px(size.margin if wide else size.margin_medium))
