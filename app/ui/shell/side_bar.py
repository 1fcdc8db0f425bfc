"""The side bar: seal and office, the pages as bookmarks, letter size and help; a rail on medium windows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.ui import icons
from app.ui.breadth import Breadth
from app.ui.text import broken, draw_block, draw_line
from app.ui.theme import look
from app.ui.widgets.marks import hills_path, paint_seal

#: Design pixels of the lowest entry of the rail.
_LEAST = 44


class SideItem(QPushButton):
    """One entry. Checked = the current page; the bookmark behind it is painted by the bar."""

    @property
    def focus_colour(self) -> str:
        """The ring's colour on the ground this entry has now."""
        if not self.isChecked():
            return "focus_side"
        return "on_bookmark" if look().colours.outlined else "focus"

    def __init__(self, key: str, word: str, short: str, icon: str, digit: int, parent: QWidget) -> None:
        super().__init__(word, parent)
        self.key = key
        self.short = short
        self._icon = icon
        self.rail = False
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(word)
        if digit:
            self.setAccessibleDescription(f"Alt+{digit}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.parentWidget()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Up | Qt.Key.Key_Down if isinstance(bar, SideBar):
                bar.move_focus(self, 1 if event.key() == Qt.Key.Key_Down else -1)
            case _:
                super().keyPressEvent(event)

    def focus_rect(self) -> QRect:
        inset = look().px(5)
        return self.rect().adjusted(inset, inset, -inset, -inset)

    def nextCheckState(self) -> None:
        """The window decides which page is current, not the click."""

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        ink = look().colour("on_bookmark" if on else "on_side")
        box = QRectF(self.rect())
        if self.underMouse() and not on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("side2"))
            painter.drawRoundedRect(box.adjusted(0, 0, -px(8), 0), px(8), px(8))
        if self.rail:
            close = box.height() < px(54)
            top = (box.height() - px(46 if close else 54)) / 2
            icons.draw(painter, self._icon, QRectF(0, top + px(1), box.width(), px(22 if close else 24)), ink)
            words = QRectF(0, top + px(22 if close else 26), box.width(), px(24 if close else 28))
            font = look().font("small", on)
            draw_line(painter, self.short, words, font, ink, Qt.AlignmentFlag.AlignHCenter)
        else:
            side = px(24)
            icons.draw(painter, self._icon, QRectF(px(16), (box.height() - side) / 2, side, side), ink)
            words = QRectF(px(54), 0, box.width() - px(60), box.height())
            draw_line(painter, self.text(), words, look().font("body", on), ink)


class SideBar(QWidget):
    """``chosen(key)``: the person wants that page. Keys ``look``, ``help`` and ``menu`` are its own."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("侧栏")
        self._office = ""
        self._person = ""
        self._breadth = Breadth("wide", False)
        self._items: list[SideItem] = []
        self._current = ""
        #: Not even room for the seal above the entries.
        self._bare = False
        self._hills: tuple[object, QPixmap] | None = None
        self._look = self._add("look", "字号", "字号", "text-aa", 0)
        self._help = self._add("help", "帮助  F1", "帮助", "question", 0)
        self._menu = self._add("menu", "菜单", "菜单", "list", 0)
        self._leave = self._add("leave", "练完了，回去", "练完了", "arrow-u-up-left", 0)
        self._leave.hide()
        #: Whether this is the practice office: the way back stands below the pages.
        self.practising = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        look().follow(self)

    def _add(self, key: str, word: str, short: str, icon: str, digit: int) -> SideItem:
        item = SideItem(key, word, short, icon, digit, self)
        item.clicked.connect(lambda: self.chosen.emit(key))
        return item

    # -- what it shows --------------------------------------------------------------------------------
    def set_office(self, office: str, person: str) -> None:
        """Who works here, beside the seal."""
        self._office, self._person = office, person
        self.setAccessibleDescription(f"{office} {person}".strip())
        self.update()

    def set_pages(self, pages: Sequence[tuple[str, str, str, str]], practising: bool = False) -> None:
        """The pages as (key, title, short title, icon); ``practising`` shows the way out of the practice office."""
        self.practising = practising
        for item in self._items:
            item.deleteLater()
        self._items = [self._add(*page, digit) for digit, page in enumerate(pages, start=1)]
        for item in self._items:
            item.show()
        self.set_current(self._current)
        self._place()

    def set_current(self, key: str) -> None:
        """Mark the current page; one that is not listed marks nothing."""
        self._current = key
        for item in self.entries():
            item.setChecked(item.key == key)
        self.update()

    def set_breadth(self, breadth: Breadth) -> None:
        self._breadth = breadth
        self.restyle()

    def entries(self) -> list[SideItem]:
        """All entries from top to bottom."""
        return [*self._items, self._look, self._help, self._menu, self._leave]

    def move_focus(self, item: SideItem, by: int) -> None:
        """Up and down between the entries that show."""
        shown = [entry for entry in self.entries() if entry.isVisible()]
        index = shown.index(item) + by
        if 0 <= index < len(shown):
            shown[index].setFocus(Qt.FocusReason.TabFocusReason)

    # -- places ---------------------------------------------------------------------------------------
    @property
    def _rail(self) -> bool:
        return self._breadth.width != "wide"

    def restyle(self) -> None:
        self._look.setText(f"字号 {look().percent}%")
        self.setFixedWidth(look().px(look().size.rail if self._rail else look().size.side))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        px = look().px
        rail = self._rail
        left = px(8 if rail else 12)
        width = self.width() - left
        bottom = [self._menu] if self._breadth.low else [self._look, self._help]
        if self.practising:
            bottom.insert(0, self._leave)
        y, height, tall, gap = self._heights(rail, len(self._items), len(bottom))
        for item in self._items:
            item.rail = rail
            item.setGeometry(left, y, width, height)
            y += height + gap
        for item in (self._look, self._help, self._menu, self._leave):
            item.rail = rail
            item.setVisible(item in bottom)
        edge = px(16) if gap else 0
        gap = min(gap, px(2))
        y = max(y, self.height() - edge - len(bottom) * (tall + gap))
        for item in bottom:
            item.setGeometry(left, y, width - left, tall)
            y += tall + gap
        self.update()

    def _heights(self, rail: bool, pages: int, below: int) -> tuple[int, int, int, int]:
        """Where the first entry begins, how high pages and the entries at the bottom are, and the gap between pages.

        With many pages and little height they stand closer together; then the seal goes; then the gaps, and all
        entries are alike. None is ever lower than what a finger hits.
        """
        px = look().px
        if rail:
            head, height, tall, least, gap = px(78), px(64), px(64), px(54), px(2)
        else:
            tall = least = px(look().size.control)
            head, height, gap = px(96), px(look().size.side_item), px(4)
        for y in (head, px(10)):
            self._bare = y != head
            room = self.height() - y - px(16) - below * (tall + px(2))
            if room >= pages * (least + gap):
                return y, min(height, room // max(1, pages) - gap), tall, gap
        alike = max(px(_LEAST), min(least, (self.height() - px(4)) // (pages + below)))
        return px(4), alike, alike, 0

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width(), look().px(200))

    # -- painting -------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), look().colour("side"))
        outlined = look().colours.outlined
        if outlined:
            painter.fillRect(self.width() - px(2), 0, px(2), self.height(), look().colour("border"))
        elif not self._breadth.low:
            painter.drawPixmap(QPoint(0, self.height() - px(140)), self._hills_pixmap())
        self._paint_bookmark(painter)
        side = px(44)
        if self._rail:
            if not self._bare:
                paint_seal(painter, QRectF((self.width() - side) / 2, px(18), side, side))
            return
        if self._bare:
            return
        paint_seal(painter, QRectF(px(20), px(20), side, side))
        self._paint_office(painter)

    def _paint_office(self, painter: QPainter) -> None:
        px = look().px
        ink = look().colour("on_side")
        room = QRectF(px(76), px(16), self.width() - px(76) - px(8), px(76))
        bold = look().font("body", True)
        fits = look().metrics("body", True).horizontalAdvance(self._office) <= room.width()
        if fits:
            draw_line(painter, self._office, QRectF(room.left(), px(18), room.width(), px(26)), bold, ink)
            below = QRectF(room.left(), px(44), room.width(), px(26))
        else:
            small = look().font("small", True)
            block = broken(self._office, small, room.width(), px(24), 2)
            draw_block(painter, block, room.adjusted(0, -px(4), 0, 0), small, ink)
            below = QRectF(room.left(), px(12) + block.height, room.width(), px(24))
        if self._person:
            draw_line(painter, self._person, below, look().font("small"), ink)

    def _paint_bookmark(self, painter: QPainter) -> None:
        current = next((item for item in self._items if item.isChecked()), None)
        if current is None:
            current = next((item for item in (self._look, self._help, self._menu) if item.isChecked()), None)
        if current is None or not current.isVisibleTo(self):
            return
        px = look().px
        box = QRectF(current.geometry())
        box.setRight(self.width())
        radius = px(8)
        colour: QColor = look().colour("bookmark")
        if look().colours.outlined:
            painter.setPen(QPen(colour, 1))
            painter.setBrush(colour)
            painter.drawRoundedRect(box.adjusted(0, 0, -px(10), 0), radius, radius)
            return
        shape = QPainterPath()
        right = box.right()
        shape.moveTo(right, box.top() - radius)
        shape.arcTo(QRectF(right - 2 * radius, box.top() - 2 * radius, 2 * radius, 2 * radius), 0, -90)
        shape.lineTo(box.left() + radius, box.top())
        shape.arcTo(QRectF(box.left(), box.top(), 2 * radius, 2 * radius), 90, 90)
        shape.lineTo(box.left(), box.bottom() - radius)
        shape.arcTo(QRectF(box.left(), box.bottom() - 2 * radius, 2 * radius, 2 * radius), 180, 90)
        shape.lineTo(right - radius, box.bottom())
        shape.arcTo(QRectF(right - 2 * radius, box.bottom(), 2 * radius, 2 * radius), 90, -90)
        shape.closeSubpath()
        painter.fillPath(shape, colour)

    def _hills_pixmap(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        key = (self.width(), look().scale, ratio)
        if self._hills is None or self._hills[0] != key:
            width, height = self.width(), look().px(140)
            pixmap = QPixmap(QSize(width, height) * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shade = QColor(look().colour("side2"))
            shade.setAlpha(110)
            far = hills_path(width, height, 0.62, ((0.5, 0.16, 0.58), (0.9, 0.12, 0.42), (0.05, 0.1, 0.2)))
            near = hills_path(width, height, 0.92, ((0.28, 0.2, 0.52), (0.95, 0.2, 0.34)))
            painter.fillPath(far, shade)
            painter.fillPath(near, shade)
            painter.end()
            self._hills = (key, pixmap)
        return self._hills[1]
