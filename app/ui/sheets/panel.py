"""A workbook in the window: the sheet, its tabs with their worst state, the legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QTabBar, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.breadth import Breadth
from app.ui.sheets.drawing import LEGEND, STATE_WORDS, CellFace, FaceState, Place, SheetDrawing
from app.ui.sheets.painting import ground, paint_state
from app.ui.sheets.view import SheetView
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.layouts import Column

_TAB_ICONS: dict[str, tuple[str, str]] = {
    "error": ("warning", "error"),
    "question": ("question-mark", "question"),
    "ask": ("question-mark", "question"),
    "unbound": ("circle-dashed", "error"),
}


class SheetTabs(QTabBar):
    """The tabs below a sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worst: list[str] = []
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("表页")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(look().px(look().size.control))

    def set_worst(self, worst: Sequence[str]) -> None:
        """The worst state of each tab: error, question or nothing."""
        self._worst = list(worst)
        for index, state in enumerate(self._worst):
            self.setTabToolTip(index, "")
            words = STATE_WORDS.get(state, "")  # type: ignore[call-overload]
            self.setAccessibleTabName(index, f"{self.tabText(index)} {words}".strip())
            self.setTabText(index, self.tabText(index))  # lays the tabs out anew: the icon takes room
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        px = look().px
        width = look().metrics("small", True).horizontalAdvance(self.tabText(index)) + px(34)
        if index < len(self._worst) and self._worst[index] in _TAB_ICONS:
            width += px(28)
        return QSize(round(width), px(look().size.control))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        for index in range(self.count()):
            box = QRectF(self.tabRect(index))
            on = index == self.currentIndex()
            painter.fillRect(box, look().colour("field" if on else "head"))
            painter.setPen(QPen(look().colour("border"), 1))
            painter.drawLine(box.topRight(), box.bottomRight())
            painter.drawLine(box.topLeft(), box.bottomLeft())
            painter.drawLine(box.left(), box.bottom() - 1, box.right(), box.bottom() - 1)  # type: ignore[call-overload]
            if on:
                painter.fillRect(QRectF(box.left(), box.bottom() - px(3), box.width(), px(3)), look().colour("pine"))
            words = box.adjusted(px(16), 0, -px(12), 0)
            font = look().font("small", on)
            wide = draw_line(painter, self.tabText(index), words, font, look().colour("pine" if on else "ink"))
            mark = _TAB_ICONS.get(self._worst[index] if index < len(self._worst) else "")
            if mark is not None:
                spot = QRectF(words.left() + wide + px(10), box.top(), px(20), box.height())
                icons.draw(painter, mark[0], spot, look().colour(mark[1]))

    def focus_rect(self) -> QRect:
        inset = look().px(5)
        return self.tabRect(self.currentIndex()).adjusted(inset, inset, -inset, -inset)


class Legend(QLabel):
    """What the states look like, for those that occur."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: tuple[FaceState, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        look().follow(self)

    def restyle(self) -> None:
        self._fit()

    def set_states(self, states: Sequence[FaceState]) -> None:
        self._states = tuple(states)
        self.setText("图例：" + "、".join(STATE_WORDS[state] for state in states))
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _places(self) -> list[tuple[FaceState, QRectF, QRectF]]:
        px = look().px
        x = y = 0.0
        placed: list[tuple[FaceState, QRectF, QRectF]] = []
        for state in self._states:
            wide = look().metrics("small").horizontalAdvance(STATE_WORDS[state])
            total = px(28) + px(8) + wide + px(24)
            if x and x + total - px(24) > self.width():
                x, y = 0.0, y + px(34)
            placed.append((state, QRectF(x, y + 2, px(28), px(28)), QRectF(x + px(36), y, wide + 2, px(32))))
            x += total
        return placed

    def _fit(self) -> None:
        places = self._places()
        rows = 1 + round(places[-1][2].top() / look().px(34)) if places else 1
        self.setFixedHeight(rows * look().px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for state, sample, words in self._places():
            face = CellFace("8", state)
            edge = QColor(look().colours.border)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(ground(None, face))
            painter.drawRoundedRect(sample.adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
            inner = sample.adjusted(2, 2, -2, -2)
            if state in ("blank", "na"):
                shifted = inner.adjusted(-px(2), 0, 0, 0)
                paint_state(painter, inner if state == "blank" else shifted, face)
            elif state == "computed":
                draw_line(
                    painter, "8", inner, look().font("small"), look().colour("ink"), Qt.AlignmentFlag.AlignHCenter
                )
            else:
                _paint_icon(painter, inner, state)
            draw_line(painter, STATE_WORDS[state], words, look().font("small"), look().colour("ink"))


def _paint_icon(painter: QPainter, box: QRectF, state: FaceState) -> None:
    names: dict[FaceState, tuple[str, str]] = {
        "typed": ("pencil-simple", "pine"),
        "question": ("question-mark", "question"),
        "error": ("warning", "error"),
        "changed": ("arrows-clockwise", "note"),
        "sealed": ("lock", "ink2"),
        "sure": ("check", "done"),
        "ask": ("question-mark", "question"),
        "unbound": ("circle-dashed", "error"),
        "unneeded": ("minus", "ink2"),
    }
    name, colour = names[state]
    side = look().px(18)
    spot = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
    icons.draw(painter, name, spot, look().colour(colour))


class SheetPanel(QWidget):
    """Sheet, tabs, legend. ``current_changed(sheet name, row, column)`` and ``opened(sheet name, row, column)``."""

    current_changed = Signal(str, int, int)
    opened = Signal(str, int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets: list[SheetDrawing] = []
        self._faces: dict[str, Mapping[Place, CellFace]] = {}
        self._places: dict[str, Place] = {}
        self.view = SheetView(name)
        self.tabs = SheetTabs()
        self.legend = Legend()
        frame = _SheetFrame(self.view)
        column = Column(self)
        column.put(frame, stretch=1)
        column.put(self.tabs, 8, self.legend)
        self.setFocusProxy(self.view)
        self.view.current_changed.connect(self._current_changed)
        self.view.opened.connect(lambda row, column: self.opened.emit(self.sheet, row, column))
        self.tabs.currentChanged.connect(self._tab_changed)

    def set_breadth(self, breadth: Breadth) -> None:
        """In a low window the room belongs to the sheet: the legend goes."""
        self.legend.setVisible(not breadth.low)

    @property
    def sheet(self) -> str:
        """Name of the sheet shown."""
        index = self.tabs.currentIndex()
        return self._sheets[index].name if 0 <= index < len(self._sheets) else ""

    def show_workbook(self, sheets: Sequence[SheetDrawing], faces: Mapping[str, Mapping[Place, CellFace]]) -> None:
        """Show ``sheets`` with ``faces`` by sheet name. A sheet shown before keeps its current cell."""
        shown = self.sheet
        self._sheets = list(sheets)
        self._faces = dict(faces)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for sheet in sheets:
            self.tabs.addTab(sheet.name)
        names = [sheet.name for sheet in sheets]
        self.tabs.setCurrentIndex(names.index(shown) if shown in names else 0)
        self.tabs.blockSignals(False)
        self.tabs.set_worst([self._worst(name) for name in names])
        self._tab_changed(self.tabs.currentIndex())

    def set_faces(self, faces: Mapping[str, Mapping[Place, CellFace]]) -> None:
        """Other values or states for the same sheets."""
        self._faces = dict(faces)
        self.tabs.set_worst([self._worst(sheet.name) for sheet in self._sheets])
        self.view.set_faces(self._faces.get(self.sheet, {}))
        self._show_legend()

    def face(self, sheet: str, place: Place) -> CellFace | None:
        return self._faces.get(sheet, {}).get(place)

    def go_to(self, sheet: str, place: Place) -> None:
        """Show ``sheet`` with the cell at ``place`` current."""
        names = [drawn.name for drawn in self._sheets]
        if sheet in names:
            self._places[sheet] = place
            if self.tabs.currentIndex() != names.index(sheet):
                self.tabs.setCurrentIndex(names.index(sheet))
            else:
                self.view.set_current(place)

    def _worst(self, sheet: str) -> str:
        states = {face.state for face in self._faces.get(sheet, {}).values()}
        return next((state for state in ("error", "question", "ask", "unbound") if state in states), "")

    def _tab_changed(self, index: int) -> None:
        if not 0 <= index < len(self._sheets):
            return
        sheet = self._sheets[index]
        place = self._places.get(sheet.name)
        self.view.clearSpans()
        self.view.show_sheet(sheet, self._faces.get(sheet.name, {}))
        if place is not None:
            self.view.set_current(place)
        self._show_legend()

    def _show_legend(self) -> None:
        occurring = {face.state for face in self._faces.get(self.sheet, {}).values()}
        self.legend.set_states([state for state in LEGEND if state in occurring])

    def _current_changed(self, row: int, column: int) -> None:
        self._places[self.sheet] = (row, column)
        self.current_changed.emit(self.sheet, row, column)


class _SheetFrame(QFrame):
    def __init__(self, view: SheetView) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(view)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), look().colour("head"))
        painter.setPen(QPen(look().colour("border"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
