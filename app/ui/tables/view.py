"""The table itself: rows (or cells) one walks through by keyboard, columns that give way where room is scarce."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QSizePolicy, QTableView, QWidget

from app.ui import icons
from app.ui.tables.columns import Column
from app.ui.tables.delegate import CellDelegate
from app.ui.tables.model import Index, PagedModel, RowsModel
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.focus_ring import refresh_ring
from app.ui.widgets.layouts import Column as ColumnLayout


class _Head(QHeaderView):
    """Column titles on the head strip; the sorted one carries a caret."""

    def __init__(self, table: Table) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table = table
        self.sorted = ""
        self.descending = False
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        table = self._table
        if table.two_lines:
            return
        px = look().px
        column = table.rows_model.columns[section]
        painter.save()
        left = px(20) if table.is_first(section) else px(4)
        right = px(20) if table.is_last(section) else px(12)
        box = QRectF(rect).adjusted(left, 0, -right, 0)
        ink = look().colour("ink" if column.key == self.sorted else "ink2")
        font = look().font("small", column.key == self.sorted)
        on_right = column.align == "right"
        align = Qt.AlignmentFlag.AlignRight if on_right else Qt.AlignmentFlag.AlignLeft
        wide = draw_line(painter, column.title, box, font, ink, align)
        if column.key == self.sorted and not on_right:
            spot = QRectF(box.left() + wide + px(6), box.top(), px(18), box.height())
            icons.draw(painter, "caret-down" if self.descending else "caret-up", spot, ink)
        painter.restore()

    def sizeHint(self) -> QSize:
        height = 0 if self._table.two_lines else look().px(46)
        return QSize(super().sizeHint().width(), height)


class Table(QTableView):
    """A table over a :class:`RowsModel`.

    ``opened(row)`` on Return or a double click, ``current_changed(row)`` when another row (or cell) becomes
    current, ``sort_asked(key)`` on a click on a sortable title. ``by_cell`` walks through cells instead of rows;
    ``opened_cell(row, column key)`` then says which one.
    """

    opened = Signal(object)
    opened_cell = Signal(object, str)
    current_changed = Signal(object)
    sort_asked = Signal(str)

    def __init__(
        self,
        name: str,
        model: RowsModel,
        *,
        row_height: int = 50,
        by_cell: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows_model = model
        self.by_cell = by_cell
        self.two_lines = False
        self._row_height = row_height
        self._visible: list[int] = []
        self._delegate = CellDelegate(self)
        self._head = _Head(self)
        self.setAccessibleName(name)
        self.setHorizontalHeader(self._head)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        behaviour = QAbstractItemView.SelectionBehavior
        self.setSelectionBehavior(behaviour.SelectItems if by_cell else behaviour.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        self._head.setMinimumSectionSize(1)
        self._head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._head.sectionClicked.connect(self._title_clicked)
        self.doubleClicked.connect(lambda index: self._open(index))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.modelReset.connect(self._reset)
        if isinstance(model, PagedModel):
            model.loaded.connect(lambda *_: self._scrolled())
        look().follow(self)

    # -- what is current ------------------------------------------------------------------------------
    def current_row(self) -> Any:
        """The object behind the current row, or None."""
        return self.rows_model.row(self.currentIndex().row())

    def choose(self, row: int, column: int | None = None) -> None:
        """Make row ``row`` current and scroll it into view."""
        at = self._visible[0] if column is None and self._visible else column or 0
        index = self.rows_model.index(row, at)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def is_current(self, row: int, column: int) -> bool:
        current = self.currentIndex()
        return current.row() == row and (not self.by_cell or current.column() == column)

    def is_first(self, column: int) -> bool:
        return bool(self._visible) and self._visible[0] == column

    def is_last(self, column: int) -> bool:
        return bool(self._visible) and self._visible[-1] == column

    def set_words(self, words: Sequence[str]) -> None:
        """Mark these words in cells (what was searched for)."""
        self._delegate.words = tuple(word.casefold() for word in words if word)
        self.viewport().update()

    @property
    def left_out(self) -> tuple[str, ...]:
        """Titles of the columns there is no room for."""
        columns = self.rows_model.columns
        return () if self.two_lines else tuple(c.title for at, c in enumerate(columns) if at not in self._visible)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows; the current row stays."""
        row = self.currentIndex().row()
        self.rows_model.set_columns(columns)
        self.restyle()
        if row >= 0:
            self.choose(row)

    def set_sorted(self, key: str, descending: bool) -> None:
        """Show which column the rows are sorted by."""
        self._head.sorted, self._head.descending = key, descending
        self._head.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        refresh_ring(self)
        if self.by_cell or current.row() != previous.row():
            self.current_changed.emit(self.rows_model.row(current.row()))

    def _reset(self) -> None:
        if self.rows_model.rowCount():
            self.selectionModel().setCurrentIndex(
                self.rows_model.index(0, self._visible[0] if self._visible else 0),
                QItemSelectionModel.SelectionFlag.ClearAndSelect,
            )
        else:
            self.current_changed.emit(None)
        self.scrollToTop()

    def _scrolled(self) -> None:
        refresh_ring(self)
        model = self.rows_model
        if isinstance(model, PagedModel):
            bottom = self.rowAt(self.viewport().height() - 1)
            model.look_ahead(bottom if bottom >= 0 else model.rowCount() - 1)

    # -- keys and mouse -------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open(self.currentIndex())
            case Qt.Key.Key_Escape | Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                event.ignore()
            case Qt.Key.Key_Home if not self.by_cell:
                self.choose(0)
            case Qt.Key.Key_End if not self.by_cell:
                self.choose(self.rows_model.rowCount() - 1)
            case _ if event.text() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()  # letters belong to the page (search), not to Qt's list search
            case _:
                super().keyPressEvent(event)

    def _open(self, index: Index) -> None:
        row = self.rows_model.row(index.row())
        if row is None:
            return
        self.opened.emit(row)
        if self.by_cell:
            self.opened_cell.emit(row, self.rows_model.columns[index.column()].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        refresh_ring(self)

    def _title_clicked(self, section: int) -> None:
        column = self.rows_model.columns[section]
        if column.sortable:
            self.sort_asked.emit(column.key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows_model.rowCount():
            self.choose(0)

    # -- room -----------------------------------------------------------------------------------------
    def set_two_lines(self, two_lines: bool) -> None:
        """A row takes two lines (narrow windows)."""
        if two_lines != self.two_lines:
            self.two_lines = two_lines
            self.restyle()

    def restyle(self) -> None:
        px = look().px
        lines = any(column.line == 2 for column in self.rows_model.columns)
        height = px(84 if self.two_lines and lines else self._row_height)
        self.verticalHeader().setDefaultSectionSize(height)
        self._head.setFixedHeight(0 if self.two_lines else px(46))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._scrolled()

    def _fit(self) -> None:
        """Drop columns by priority until the rest fits, then share out what is left."""
        px = look().px
        columns = self.rows_model.columns
        room = self.viewport().width()
        if self.two_lines:
            kept = [0]
        else:
            kept = list(range(len(columns)))
            ends = px(16 + 8)
            while len(kept) > 1 and sum(px(columns[i].width + 16) for i in kept) + ends > room:
                worst = max(kept, key=lambda i: (columns[i].priority, i))
                if columns[worst].priority == 0:
                    break
                kept.remove(worst)
        self._visible = kept
        widths = {i: px(columns[i].width + 16) for i in kept}
        if kept:
            widths[kept[0]] += px(16)
            widths[kept[-1]] += px(8)
        spare = room - sum(widths.values())
        if self.two_lines:
            widths = {0: room}
        elif spare < 0:
            most = sum(widths.values())
            widths = {i: max(1, width * room // most) for i, width in widths.items()}
        else:
            shares = sum(columns[i].stretch for i in kept)
            if shares:
                for i in kept:
                    widths[i] += spare * columns[i].stretch // shares
            rest = room - sum(widths.values())
            widths[kept[-1]] += max(0, rest)
        for i in range(len(columns)):
            self.setColumnHidden(i, i not in widths)
            if i in widths:
                self.setColumnWidth(i, widths[i])
        self.viewport().update()

    # -- focus ----------------------------------------------------------------------------------------
    def focus_rect(self) -> QRect:
        """The current row or cell, so that the ring shows where one is."""
        index = self.currentIndex()
        if not index.isValid():
            return self.rect()
        inset = look().px(5)
        rect = self.visualRect(index)
        if not self.by_cell:
            rect.setLeft(0)
            rect.setWidth(self.viewport().width())
        shown = rect.intersected(self.viewport().rect())
        origin = self.viewport().pos()
        if shown.height() < 3 * inset:
            return self.rect()
        return shown.translated(origin).adjusted(inset - 1, inset - 1, 1 - inset, -inset)


class TableCard(QWidget):
    """A card around a table: rounded surface, head strip."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        column = ColumnLayout(self, margins=(1, 1, 1, 6))
        column.put(table, stretch=1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        radius = px(look().size.radius_card)
        shape.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(shape, look().colour("surface"))
        strip = self.table.horizontalHeader().height()
        if strip:
            painter.save()
            painter.setClipRect(QRectF(0, 0, self.width(), strip + 1))
            painter.fillPath(shape, look().colour("head"))
            painter.restore()
            if look().colours.outlined:
                painter.fillRect(QRectF(0, strip, self.width(), 1), look().colour("line"))
        painter.strokePath(shape, QPen(look().colour("line"), max(1, px(1))))
