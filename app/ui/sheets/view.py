"""The sheet as Excel shows it: headers, merges, frozen label columns, states, and the current cell's frame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView, QWidget

from app.ui.sheets.drawing import (
    CellFace,
    Grid,
    Merge,
    Place,
    SheetDrawing,
    address,
    column_letters,
    column_widths,
    scaled,
)
from app.ui.sheets.model import Index, SheetModel
from app.ui.sheets.painting import ground, look_small, paint_box, paint_state, paint_text, wrapped_height
from app.ui.text import draw_line
from app.ui.theme import look

_POINT = 96 / 72


class _Head(QHeaderView):
    """Letters on top or numbers at the left; the frozen ones stay."""

    def __init__(self, orientation: Qt.Orientation, view: SheetView) -> None:
        super().__init__(orientation, view)
        self._view = view
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        across = self.orientation() == Qt.Orientation.Horizontal
        view = self._view
        starts = view.grid.x if across else view.grid.y
        frozen = view.frozen[1] if across else view.frozen[0]
        offset = view.horizontalOffset() if across else view.verticalOffset()
        merge = view.model_.drawing.span(view.current)
        low, high = (merge.left, merge.right) if across else (merge.top, merge.bottom)
        thick = self.height() if across else self.width()
        length = self.viewport().width() if across else self.viewport().height()
        painter.fillRect(self.viewport().rect(), look().colour("head"))
        edge = starts[frozen]
        for first, last, shift, clip in ((frozen, len(starts) - 1, offset, edge), (0, frozen, 0, 0)):
            painter.save()
            span = QRect(clip, 0, length - clip, thick) if across else QRect(0, clip, thick, length - clip)
            if last == frozen:
                span = QRect(0, 0, edge, thick) if across else QRect(0, 0, thick, edge)
            painter.setClipRect(span)
            for index in range(first, last):
                begin, size = starts[index] - shift, starts[index + 1] - starts[index]
                if size <= 0 or begin + size < 0 or begin > length:
                    continue
                box = QRectF(begin, 0, size, thick) if across else QRectF(0, begin, thick, size)
                here = low <= index <= high
                painter.fillRect(box, look().colour("celadon2" if here else "head"))
                painter.setPen(QPen(look().colour("grid"), 1))
                if across:
                    painter.drawLine(int(box.right()) - 1, 0, int(box.right()) - 1, thick)
                else:
                    painter.drawLine(0, int(box.bottom()) - 1, thick, int(box.bottom()) - 1)
                text = column_letters(index) if across else str(index + 1)
                font = look().font("small", here)
                draw_line(painter, text, box, font, look().colour("ink" if here else "ink2"), _MIDDLE)
            painter.restore()
        painter.setPen(QPen(look().colour("border"), 1))
        if across:
            painter.drawLine(0, thick - 1, length, thick - 1)
        else:
            painter.drawLine(thick - 1, 0, thick - 1, length)


_MIDDLE = Qt.AlignmentFlag.AlignHCenter


class SheetView(QTableView):
    """One sheet. ``current_changed(row, column)`` when another cell becomes current, ``opened(row, column)`` on
    Return or a double click; rows and columns count from 0 and name the first cell of a merge.

    With :attr:`selects` several cells can be chosen: Shift with the arrows or a click reaches from the cell one began
    at to the current one; ``selection_changed()``.
    """

    current_changed = Signal(int, int)
    opened = Signal(int, int)
    selection_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = SheetModel()
        self.grid = Grid((0,), (0,))
        self._narrowed_to = 0
        self.frozen: Place = (0, 0)
        self.current: Place = (0, 0)
        #: Whether several cells can be chosen.
        self.selects = False
        self._begun: Place = (0, 0)
        self._several: frozenset[Place] = frozenset()
        self.setAccessibleName(name)
        self.setHorizontalHeader(_Head(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Head(Qt.Orientation.Vertical, self))
        self.setModel(self.model_)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look().follow(self)

    # -- what it shows --------------------------------------------------------------------------------
    def show_sheet(self, drawing: SheetDrawing, faces: Mapping[Place, CellFace]) -> None:
        """Show ``drawing`` with ``faces`` over it; the first figure becomes current."""
        self.model_.show(drawing, faces)
        for merge in drawing.merges:
            height, width = merge.bottom - merge.top + 1, merge.right - merge.left + 1
            if height * width > 1:
                self.setSpan(merge.top, merge.left, height, width)
        self.restyle()
        self.set_current(min(faces, default=(0, 0)))

    def set_faces(self, faces: Mapping[Place, CellFace]) -> None:
        """Other values or states for the same sheet; place and scroll stay."""
        self.model_.faces = faces
        self.viewport().update()

    @property
    def selected(self) -> frozenset[Place]:
        """The cells chosen (the first one of each merge); the current one where there are no others."""
        return self._several or frozenset({self.current})

    def select(self, places: frozenset[Place]) -> None:
        """Choose ``places``; empty or one: only the current cell."""
        several = places if len(places) > 1 else frozenset()
        if several != self._several:
            self._several = several
            self.viewport().update()
            self.selection_changed.emit()

    def _reach(self, place: Place) -> None:
        """Choose everything between the cell one began at and ``place``."""
        begun = self._begun
        self.set_current(place)
        self._begun = begun
        one, other = self.model_.drawing.span(begun), self.model_.drawing.span(place)
        rows = range(min(one.top, other.top), max(one.bottom, other.bottom) + 1)
        columns = range(min(one.left, other.left), max(one.right, other.right) + 1)
        spans = (self.model_.drawing.span((row, column)) for row in rows for column in columns)
        self.select(frozenset((span.top, span.left) for span in spans))

    def set_current(self, place: Place) -> None:
        """Make the cell at ``place`` current and bring it into view; nothing else is chosen then."""
        if not self.model_.rowCount() or not self.model_.columnCount():
            return
        self.select(frozenset())
        merge = self.model_.drawing.span(place)
        self._begun = (merge.top, merge.left)
        self.current = (merge.top, merge.left)
        index = self.model_.index(*self.current)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()
        self.current_changed.emit(*self.current)
        if QAccessible.isActive() and self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Focus))

    def next_face(self, states: tuple[str, ...], by: int = 1) -> bool:
        """Go to the next (-1: previous) figure in one of ``states``; False when there is none."""
        places = sorted(place for place, face in self.model_.faces.items() if face.state in states)
        if not places:
            return False
        later = [place for place in places if (place > self.current if by > 0 else place < self.current)]
        self.set_current((later[0] if by > 0 else later[-1]) if later else places[0 if by > 0 else -1])
        return True

    # -- sizes ----------------------------------------------------------------------------------------
    def restyle(self) -> None:
        px = look().px
        drawing = self.model_.drawing
        least = look_small() / (drawing.smallest * _POINT)
        zoom = look().scale * max(1.0, least)
        self._narrowed_to = room = self._label_room(zoom)
        self.grid = Grid.of(drawing, zoom, px(30), self._wrapped_heights(zoom, room), room)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setFixedHeight(px(30))
        down.setFixedWidth(px(42))
        for column in range(len(drawing.widths)):
            across.resizeSection(column, self.grid.x[column + 1] - self.grid.x[column])
        for row in range(len(drawing.heights)):
            down.resizeSection(row, self.grid.y[row + 1] - self.grid.y[row])
        self.updateGeometries()
        self._freeze()
        self.viewport().update()

    def _label_room(self, zoom: float) -> int:
        """Pixels the frozen columns of labels are narrowed to where they would leave the figures no room; else 0."""
        drawing, staying = self.model_.drawing, self.model_.drawing.frozen[1]
        wide, widths = self.viewport().width(), column_widths(self.model_.drawing, zoom)
        if sum(widths[:staying]) <= wide * 0.75:
            return 0
        figures = {column for _, column in self.model_.faces if staying <= column < len(drawing.widths)}
        return min(round(wide * 0.6), wide - max((widths[column] for column in figures), default=0))

    def _wrapped_heights(self, zoom: float, room: int) -> dict[int, int]:
        """Rows that wrapped texts need higher than their author drew them, our letters being larger."""
        drawing = self.model_.drawing
        widths = column_widths(drawing, zoom, room)
        heights: dict[int, int] = {}
        for (row, column), cell in drawing.cells.items():
            if not cell.text or (not cell.wrap and "\n" not in cell.text):
                continue
            merge = drawing.span((row, column))
            width = sum(widths[merge.left : merge.right + 1])
            needed = wrapped_height(cell, width, zoom)
            if merge.bottom > merge.top:
                needed -= round(sum(drawing.heights[merge.top : merge.bottom]) * zoom)
            heights[merge.bottom] = max(heights.get(merge.bottom, 0), needed)
        return heights

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._label_room(self.grid.zoom) != self._narrowed_to:
            self.restyle()
        else:
            self._freeze()
        if 0 < event.size().height() < event.oldSize().height():  # what comes above must not push the current cell out
            self.scrollTo(self.model_.index(*self.current))

    def _freeze(self) -> None:
        """Keep the author's frozen rows and columns in view, as long as there is room left for figures."""
        rows, columns = self.model_.drawing.frozen
        rows = min(rows, len(self.grid.y) - 1)
        columns = min(columns, len(self.grid.x) - 1)
        while rows and self.grid.y[rows] > self.viewport().height() * 0.55:
            rows = 0
        while columns and self.grid.x[columns] > self.viewport().width() * 0.75:
            columns -= 1
        self.frozen = (rows, columns)

    def sizeHint(self) -> QSize:
        return QSize(look().px(640), look().px(420))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(140))

    # -- places ---------------------------------------------------------------------------------------
    def _box(self, merge: Merge) -> QRectF:
        """Where a range is in the viewport, with frozen parts where they stay."""
        grid = self.grid
        ox = 0 if merge.left < self.frozen[1] else self.horizontalOffset()
        oy = 0 if merge.top < self.frozen[0] else self.verticalOffset()
        left, top = grid.x[merge.left] - ox, grid.y[merge.top] - oy
        right, bottom = grid.x[merge.right + 1] - ox, grid.y[merge.bottom + 1] - oy
        return QRectF(left, top, right - left, bottom - top)

    def place_at(self, point: QPoint) -> Place:
        """The cell under a point of the viewport (the first one of a merge)."""
        grid = self.grid
        x = point.x() + (0 if point.x() < grid.x[self.frozen[1]] else self.horizontalOffset())
        y = point.y() + (0 if point.y() < grid.y[self.frozen[0]] else self.verticalOffset())
        merge = self.model_.drawing.span((grid.row_at(y), grid.column_at(x)))
        return merge.top, merge.left

    def indexAt(self, point: QPoint) -> QModelIndex:
        return self.model_.index(*self.place_at(point))

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid() or index.row() + 1 >= len(self.grid.y):
            return QRect()
        return self._box(self.model_.drawing.span((index.row(), index.column()))).toRect()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid() or index.row() + 1 >= len(self.grid.y):
            return
        merge = self.model_.drawing.span((index.row(), index.column()))
        grid, (rows, columns) = self.grid, self.frozen
        for bar, starts, frozen, low, high, room in (
            (self.horizontalScrollBar(), grid.x, columns, merge.left, merge.right, self.viewport().width()),
            (self.verticalScrollBar(), grid.y, rows, merge.top, merge.bottom, self.viewport().height()),
        ):
            if low < frozen:
                continue
            begin, end = starts[low] - starts[frozen], starts[high + 1]
            if begin < bar.value():
                bar.setValue(begin)
            elif end - bar.value() > room:
                bar.setValue(min(begin, end - room))

    # -- keys and mouse -------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        merge = self.model_.drawing.span(self.current)
        rows, columns = self.model_.rowCount(), self.model_.columnCount()
        far = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        page = max(1, self.viewport().height() // max(1, look().px(36)) - 1)
        row, column = self.current
        match event.key():
            case Qt.Key.Key_Left:
                column = 0 if far else merge.left - 1
            case Qt.Key.Key_Right:
                column = columns - 1 if far else merge.right + 1
            case Qt.Key.Key_Up:
                row = 0 if far else merge.top - 1
            case Qt.Key.Key_Down:
                row = rows - 1 if far else merge.bottom + 1
            case Qt.Key.Key_PageUp:
                row = max(0, row - page)
            case Qt.Key.Key_PageDown:
                row = min(rows - 1, row + page)
            case Qt.Key.Key_Home:
                row, column = (0 if far else row), 0
            case Qt.Key.Key_End:
                row, column = (rows - 1 if far else row), columns - 1
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.opened.emit(*self.current)
                return
            case _:
                event.ignore()
                return
        by_row = 1 if row > self.current[0] else -1
        by_column = 1 if column > self.current[1] else -1
        while 0 <= row < rows and not self.model_.drawing.heights[row]:
            row += by_row
        while 0 <= column < columns and not self.model_.drawing.widths[column]:
            column += by_column
        if 0 <= row < rows and 0 <= column < columns:
            self._go((row, column), event.modifiers())

    def _go(self, place: Place, modifiers: Qt.KeyboardModifier) -> None:
        if self.selects and modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._reach(place)
        else:
            self.set_current(place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._go(self.place_at(event.position().toPoint()), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged here."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(*self.place_at(event.position().toPoint()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        # Frozen parts must not move with the pixels Qt shifts.
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()

    def focus_rect(self) -> QRect:
        """Empty: the sheet draws its own frame around the current cell."""
        return QRect()

    # -- painting -------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        view = self.viewport().rect()
        painter.fillRect(view, look().colour("paper"))
        if not self.model_.rowCount():
            return
        grid, (rows, columns) = self.grid, self.frozen
        fx, fy = grid.x[columns], grid.y[rows]
        all_rows, all_columns = len(grid.y) - 1, len(grid.x) - 1
        whole_x, whole_y = range(columns, all_columns), range(rows, all_rows)
        for row_range, column_range, clip in (
            (whole_y, whole_x, QRect(fx, fy, view.width() - fx, view.height() - fy)),
            (range(rows), whole_x, QRect(fx, 0, view.width() - fx, fy)),
            (whole_y, range(columns), QRect(0, fy, fx, view.height() - fy)),
            (range(rows), range(columns), QRect(0, 0, view.width(), fy)),
        ):
            if clip.width() <= 0 or clip.height() <= 0:
                continue
            painter.save()
            if column_range.start == 0 and row_range.start == rows and columns:
                painter.setPen(QPen(look().colour("border"), 1))  # merges that go on beyond this edge cover it
                painter.drawLine(fx - 1, fy, fx - 1, view.height())
            for merge in self._shown(row_range, column_range, clip):
                # A merge that begins in the frozen columns and goes on beyond them is seen as a whole.
                beyond = merge.left < columns <= merge.right
                painter.setClipRect(clip.adjusted(0, 0, view.width() - clip.right(), 0) if beyond else clip)
                self._paint_cell(painter, merge, clip)
            painter.restore()
        if rows:
            painter.setPen(QPen(look().colour("border"), 1))
            painter.drawLine(0, fy - 1, view.width(), fy - 1)
        self._paint_boxes(painter, view)
        self._paint_current(painter, view)

    def _paint_boxes(self, painter: QPainter, view: QRect) -> None:
        """Boxes of words over the sheet, where their author put them; rows may have grown since."""
        grid, drawing = self.grid, self.model_.drawing
        painter.setClipRect(QRect(grid.x[self.frozen[1]], grid.y[self.frozen[0]], view.width(), view.height()))
        for box in drawing.boxes:
            left, top = scaled(box.x, drawing.widths, grid.x), scaled(box.y, drawing.heights, grid.y)
            right = scaled(box.x + box.width, drawing.widths, grid.x)
            bottom = scaled(box.y + box.height, drawing.heights, grid.y)
            place = QRectF(left, top, right - left, bottom - top)
            place.translate(-self.horizontalOffset(), -self.verticalOffset())
            if place.intersects(QRectF(view)):
                paint_box(painter, place, box)
        painter.setClipping(False)

    def _shown(self, rows: range, columns: range, clip: QRect) -> Iterator[Merge]:
        """Cells and merges that touch ``clip``, each once."""
        grid, drawing = self.grid, self.model_.drawing
        seen: set[Place] = set()
        for row in rows:
            oy = 0 if row < self.frozen[0] else self.verticalOffset()
            if grid.y[row + 1] - oy <= clip.top() or grid.y[row] - oy > clip.bottom():
                continue
            for column in columns:
                ox = 0 if column < self.frozen[1] else self.horizontalOffset()
                if grid.x[column + 1] - ox <= clip.left() or grid.x[column] - ox > clip.right():
                    continue
                merge = drawing.span((row, column))
                anchor = (merge.top, merge.left)
                if anchor in seen or merge.top not in rows or (merge.left < columns.start):
                    continue  # a merge that began in a frozen part is painted there
                seen.add(anchor)
                yield merge

    def _paint_cell(self, painter: QPainter, merge: Merge, clip: QRect) -> None:
        place = (merge.top, merge.left)
        drawing = self.model_.drawing
        cell, face = drawing.cells.get(place), self.model_.faces.get(place)
        box = self._box(merge)
        if merge.left < self.frozen[1] <= merge.right:
            # Over the edge of the frozen part: its end scrolls with the rest, and a title stays in the middle of what
            # can be seen.
            edge, end = self.grid.x[self.frozen[1]], self.grid.x[merge.right + 1] - self.horizontalOffset()
            box.setRight(max(edge, min(end, self.viewport().width())))
        if box.isEmpty():
            return
        text = self.model_.text(place)
        painter.fillRect(box, look().colour("sel") if place in self._several else ground(cell, face))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(look().colour("grid"), 1))
        right, bottom = int(box.right()) - 1, int(box.bottom()) - 1
        painter.drawLine(right, int(box.top()), right, bottom)
        painter.drawLine(int(box.left()), bottom, right, bottom)
        if cell is not None and cell.edges:
            painter.setPen(QPen(look().colour("border"), 1))
            left, top = int(box.left()) - 1, int(box.top()) - 1
            for side, line in (
                ("l", (left, top, left, bottom)),
                ("t", (left, top, right, top)),
                ("r", (right, top, right, bottom)),
                ("b", (left, bottom, right, bottom)),
            ):
                if side in cell.edges:
                    painter.drawLine(*line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if face is not None:
            taken = paint_state(painter, box, face)
            paint_text(painter, box.adjusted(taken, 0, 0, 0), cell, face, text, self.grid.zoom)
        elif text:
            room = self._room(place, merge, box, text)
            if merge.right > merge.left and room.width() > self.viewport().width():
                # A title over the whole sheet stays in the middle of what can be seen.
                room = room.intersected(QRectF(self.viewport().rect()))
            paint_text(painter, room, cell, None, text, self.grid.zoom)

    def _room(self, place: Place, merge: Merge, box: QRectF, text: str) -> QRectF:
        """A left-aligned text may run over empty neighbours, as in Excel."""
        cell = self.model_.drawing.cells.get(place)
        if merge.right > merge.left or cell is None or cell.wrap or cell.align in ("center", "right"):
            return box
        if cell.numeric or "\n" in text:
            return box
        wide = QRectF(box)
        column = merge.right + 1
        while column < self.model_.columnCount() and column - merge.right < 8:
            neighbour = (merge.top, column)
            if neighbour in self.model_.drawing.anchors or self.model_.text(neighbour):
                break
            if neighbour in self.model_.faces:
                break
            wide.setRight(wide.right() + self.grid.x[column + 1] - self.grid.x[column])
            column += 1
        return wide

    def _paint_current(self, painter: QPainter, view: QRect) -> None:
        grid, (rows, columns) = self.grid, self.frozen
        merge = self.model_.drawing.span(self.current)
        left = 0 if merge.left < columns else grid.x[columns]
        top = 0 if merge.top < rows else grid.y[rows]
        painter.setClipRect(QRect(left, top, view.width() - left, view.height() - top))
        width = look().px(look().size.ring)
        painter.setPen(QPen(look().colour("focus" if self.hasFocus() else "pine"), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = self._box(merge).adjusted(-1, -1, 0, 0)
        half = width / 2
        painter.drawRoundedRect(box.adjusted(half - 1, half - 1, 1 - half, 1 - half), 2, 2)

    def said(self) -> str:
        """The current cell in words."""
        return self.model_.sentence(self.current)

    def address(self) -> str:
        """The current cell's name, e.g. C8."""
        return address(self.current)
