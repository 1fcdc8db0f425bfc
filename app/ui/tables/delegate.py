"""The delegate that paints every cell of every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from app.services import pinyin
from app.ui import icons
from app.ui.tables.columns import Cell, Column
from app.ui.text import draw_line
from app.ui.theme import look

if TYPE_CHECKING:
    from app.ui.tables.view import Table

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """Paints text, status, tints, search hits, the current row and the hairlines."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self.words: tuple[str, ...] = ()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(look().px(40), self._table.verticalHeader().defaultSectionSize())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self._table
        model = table.rows_model
        row = model.row(index.row())
        if row is None:
            return
        px = look().px
        rect: QRect = option.rect  # type: ignore[attr-defined]  # missing in the stubs
        box = QRectF(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = table.is_current(index.row(), index.column())
        first, last = table.is_first(index.column()), table.is_last(index.column())
        if current and not table.by_cell:
            painter.fillRect(rect, look().colour("sel"))
            if first and not table.hasFocus():  # with the focus the ring shows it
                painter.fillRect(QRectF(box.left(), box.top(), px(5), box.height()), look().colour("focus"))
        elif index.row() + 1 < model.rowCount() and not table.is_current(index.row() + 1, index.column()):
            inset_left = px(20) if first else 0
            inset_right = px(20) if last else 0
            line = QRectF(box.left() + inset_left, box.bottom() - 1, box.width() - inset_left - inset_right, 1)
            painter.fillRect(line, look().colour("line"))
        pad_left = px(20) if first else px(4)
        pad_right = px(20) if last else px(12)
        inner = box.adjusted(pad_left, 0, -pad_right, 0)
        if table.two_lines:
            self._paint_two_lines(painter, model.columns, row, inner)
        else:
            column = model.columns[index.column()]
            self._paint_cell(painter, column, column.cell(row), inner)
        painter.restore()

    def _paint_cell(self, painter: QPainter, column: Column, cell: Cell, box: QRectF) -> None:
        px = look().px
        ink = QColor(look().colours.text_of(cell.tone))
        if cell.quiet:
            ink = look().colour("ink2")
        bold = column.bold if cell.bold is None else cell.bold
        if cell.tint or cell.dashed:
            self._paint_tint(painter, cell, box)
        if cell.icon:
            side = px(22)
            left = box.left() + (px(8) if cell.tint or cell.dashed else 0)
            icons.draw(painter, cell.icon, QRectF(left, box.top(), side, box.height()), ink)
            box = box.adjusted(left - box.left() + side + px(8), 0, 0, 0)
        right = column.align == "right"
        align = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self._paint_text(painter, cell.text, box, ink, bold, align, column.marked, column.sounds)

    def _paint_tint(self, painter: QPainter, cell: Cell, box: QRectF) -> None:
        px = look().px
        c = look().colours
        ground = box.adjusted(-px(2), px(3), px(6), -px(4))
        if cell.dashed:
            pen = QPen(QColor(c.edge_of(cell.tone)), px(2), Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ground.adjust(1, 1, -1, -1)
        else:
            painter.setPen(QPen(QColor(c.edge_of(cell.tone)), 1) if c.outlined else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.tint_of(cell.tone)))
        painter.drawRoundedRect(ground, px(6), px(6))

    def _paint_text(
        self,
        painter: QPainter,
        text: str,
        box: QRectF,
        ink: QColor,
        bold: bool,
        align: Qt.AlignmentFlag,
        marked: bool,
        sounds: bool = False,
    ) -> None:
        font = look().font("body", bold)
        hits = self._hits(text, sounds) if marked and self.words else []
        if hits:
            metrics = QFontMetricsF(font)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().colour("hit"))
            height = look().px(28)
            start = box.left()
            if align & Qt.AlignmentFlag.AlignRight:
                start = box.right() - metrics.horizontalAdvance(text)
            for begin, end in hits:
                x = start + metrics.horizontalAdvance(text[:begin])
                wide = metrics.horizontalAdvance(text[begin:end])
                if x + wide > box.right() + 1:
                    continue
                painter.drawRoundedRect(
                    QRectF(x - 2, box.center().y() - height / 2, wide + 4, height), look().px(4), look().px(4)
                )
        draw_line(painter, text, box, font, ink, align)
        if hits and look().colours.outlined:
            for begin, end in hits:
                x = box.left() + QFontMetricsF(font).horizontalAdvance(text[:begin])
                spot = QRectF(x, box.top(), max(0.0, box.right() - x), box.height())
                wide = QFontMetricsF(font).horizontalAdvance(text[begin:end])
                if wide <= spot.width() + 1:
                    spot.setWidth(wide + 1)
                    draw_line(painter, text[begin:end], spot, font, look().colour("on_hit"))

    def _hits(self, text: str, sounds: bool) -> list[tuple[int, int]]:
        found = []
        folded = text.casefold() if len(text.casefold()) == len(text) else text
        for word in self.words:
            at = folded.find(word)
            while at >= 0:
                found.append((at, at + len(word)))
                at = folded.find(word, at + len(word))
            if sounds and word not in folded and len(word) > 1 and pinyin.is_latin(word):
                heard = pinyin.find(word, text)
                if heard is not None:
                    found.append((heard.start, heard.end))
        return found

    def _paint_two_lines(self, painter: QPainter, columns: tuple[Column, ...], row: object, box: QRectF) -> None:
        """A row where room is scarce: what is bold and the status above, the rest below."""
        px = look().px
        single = all(column.line != 2 for column in columns)
        half = box.height() if single else box.height() / 2
        top = QRectF(box.left(), box.top() + (0 if single else px(6)), box.width(), half - (0 if single else px(6)))
        below = QRectF(box.left(), box.top() + half, box.width(), half - px(8))
        first = [(column, column.cell(row)) for column in columns if column.line == 1]
        status = [(column, cell) for column, cell in first if cell.icon]
        plain = [(column, cell) for column, cell in first if not cell.icon]
        for column, cell in status:
            wide = QFontMetricsF(look().font("body", column.bold)).horizontalAdvance(cell.text) + px(34)
            wide += px(10) if cell.tint or cell.dashed else 0
            spot = QRectF(top.right() - wide, top.top(), wide, top.height())
            self._paint_cell(painter, column, cell, spot)
            top.setRight(spot.left() - px(12))
        for column, cell in plain:
            wide = QFontMetricsF(look().font("body", column.bold)).horizontalAdvance(cell.text) + 2
            spot = QRectF(top.left(), top.top(), min(wide, max(0.0, top.width())), top.height())
            if spot.width() > px(20):
                self._paint_cell(painter, column, cell, spot)
            top.setLeft(spot.right() + px(14))
        rest = "  ".join(text for column in columns if column.line == 2 and (text := column.cell(row).text))
        self._paint_text(painter, rest, below, look().colour("ink2"), False, Qt.AlignmentFlag.AlignLeft, True)
