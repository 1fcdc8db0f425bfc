"""The text of a summary as it will read, its figures marked; one steps from mark to mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPalette,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextTableFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from app.ui.theme import look

if TYPE_CHECKING:
    from app.services.summaries import Passage, Piece
    from app.ui.theme.look import TextSize

#: Milliseconds of writing before other work has its turn.
_SLICE = 6
#: Rows of a table written in one go.
_ROWS = 6
#: Per cent of a table's width for its first column.
_NAMES = 28
_SIZES: dict[str, TextSize] = {"title": "page", "heading": "section", "subheading": "body", "row": "small"}


def _units(passages: Sequence[Passage]) -> list[list[Passage]]:
    """What is written in one go: a paragraph, or a few rows of a table."""
    units: list[list[Passage]] = []
    for passage in passages:
        goes_on = passage.kind == "row" and not passage.head
        if goes_on and units and units[-1][0].kind == "row" and len(units[-1]) < _ROWS:
            units[-1].append(passage)
        else:
            units.append([passage])
    return units


class SummaryProse(QTextEdit):
    """Shows passages; as high as they need, the page around scrolls.

    ``marked(name)`` when another mark became the current one, ``opened(name)`` on Return or a second click,
    ``wanted(QRect)`` is the place of the current mark, for the page to bring into sight.
    """

    marked = Signal(str)
    opened = Signal(str)
    wanted = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passages: tuple[Passage, ...] = ()
        self._marks: list[tuple[int, int, str]] = []
        self._at = -1
        self._rest: list[list[Passage]] = []
        self._written = 0
        self._stood_on = ""
        self._rest_timer = QTimer(self)
        self._rest_timer.setSingleShot(True)
        self._rest_timer.setInterval(0)
        self._rest_timer.timeout.connect(self._go_on)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("总结的正文")
        look().follow(self)

    # -- what is shown --------------------------------------------------------------------------------
    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Show ``passages``; the mark one stood on stays the current one where it still is."""
        name = self.current or self._stood_on
        self._passages = tuple(passages)
        self._stood_on = ""
        self._draw()
        self._at, self._stood_on = -1, name
        self._stand_again()

    @property
    def current(self) -> str:
        """The name of the figure one stands on; "" before the first."""
        return self._marks[self._at][2] if 0 <= self._at < len(self._marks) else ""

    @property
    def names(self) -> tuple[str, ...]:
        """All marks in the order of the text."""
        return tuple(mark[2] for mark in self._marks)

    def restyle(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, look().colour("surface"))
        palette.setColor(QPalette.ColorRole.Text, look().colour("ink"))
        palette.setColor(QPalette.ColorRole.Highlight, look().colour("sel"))
        palette.setColor(QPalette.ColorRole.HighlightedText, look().colour("ink"))
        self.setPalette(palette)
        self._stood_on = self._stood_on or self.current
        self._at = -1
        self._draw()

    def _draw(self) -> None:
        """Begin to write the text anew: what can be seen first at once, the rest between other work."""
        self._marks = []
        self._rest = _units(self._passages)
        self._rest_timer.stop()
        self.clear()
        self.document().setDocumentMargin(look().px(12))
        self.document().setTextWidth(max(1, self.viewport().width()))
        self._written = 0
        self._go_on()

    @property
    def complete(self) -> bool:
        """All of it is written."""
        return not self._rest

    def finish(self) -> None:
        """Write all that is left, now."""
        if not self._rest:
            return
        while self._rest:
            self._write_unit()
        self._rest_timer.stop()
        self._fit()
        self._stand_again()

    def _stand_again(self) -> None:
        """On the mark one stood on before, when all is written and it still is."""
        if self._rest:
            return
        if self._stood_on:
            self._at = next((at for at, mark in enumerate(self._marks) if mark[2] == self._stood_on), -1)
            self._stood_on = ""
        self._show_current(bring=False)

    def _go_on(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._rest and clock.elapsed() < _SLICE:
            self._write_unit()
            self._fit()
        if self._rest:
            self._rest_timer.start()
        else:
            self._stand_again()

    def _write_unit(self) -> None:
        unit = self._rest.pop(0)
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()  # laid out once, not at every word
        if unit[0].kind == "row":
            self._table(cursor, unit)
        else:
            self._paragraph(cursor, unit[0], first=self._written == 0)
        cursor.endEditBlock()
        self._written += 1

    def _paragraph(self, cursor: QTextCursor, passage: Passage, *, first: bool) -> None:
        shape = QTextBlockFormat()
        title = passage.kind == "title"
        shape.setAlignment(Qt.AlignmentFlag.AlignHCenter if title else Qt.AlignmentFlag.AlignLeft)
        shape.setBottomMargin(look().px(6))
        shape.setTopMargin(look().px(10 if passage.kind == "heading" else 0))
        shape.setLineHeight(140, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if passage.kind == "body":
            shape.setTextIndent(look().px(40))
        if first:
            cursor.setBlockFormat(shape)
        else:
            cursor.insertBlock(shape)
        size: TextSize = _SIZES.get(passage.kind, "body")
        bold = passage.kind in ("title", "heading", "subheading")
        if passage.kind == "picture":
            cursor.insertText(f"〔图〕{passage.alt}", self._letters("small", False, "ink2"))
            return
        self._pieces(cursor, passage.pieces, size, bold)

    def _table(self, cursor: QTextCursor, rows: Sequence[Passage]) -> None:
        columns = max(len(row.cells) for row in rows)
        shape = QTextTableFormat()
        shape.setCellPadding(look().px(4))
        shape.setCellSpacing(0)
        shape.setBorder(1)
        shape.setBorderCollapse(True)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(look().colour("border"))
        shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        rest = 100 - _NAMES
        shape.setColumnWidthConstraints(
            [
                QTextLength(QTextLength.Type.PercentageLength, _NAMES if at == 0 else rest / max(1, columns - 1))
                for at in range(columns)
            ]
        )
        table = cursor.insertTable(len(rows), columns, shape)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row.cells):
                inside = table.cellAt(down, across).firstCursorPosition()
                block = QTextBlockFormat()
                right = across > 0 and not row.head
                block.setAlignment(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
                inside.setBlockFormat(block)
                self._pieces(inside, cell, "small", row.head)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        small = QTextBlockFormat()
        small.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(small)

    def _pieces(self, cursor: QTextCursor, pieces: Sequence[Piece], size: TextSize, bold: bool) -> None:
        for piece in pieces:
            letters = self._letters(size, bold, "ink")
            start = cursor.position()
            if piece.kind == "figure":
                letters.setBackground(look().colour("celadon"))
            elif piece.kind:
                letters.setBackground(QColor(look().colours.tint_of("question")))
                letters.setForeground(QColor(look().colours.text_of("question")))
            cursor.insertText(piece.text, letters)
            if piece.kind:
                self._marks.append((start, cursor.position(), piece.name))

    @staticmethod
    def _letters(size: TextSize, bold: bool, colour: str) -> QTextCharFormat:
        letters = QTextCharFormat()
        letters.setFont(look().font(size, bold))
        letters.setForeground(look().colour(colour))
        return letters

    # -- as high as the text --------------------------------------------------------------------------
    def _fit(self) -> None:
        self.document().setTextWidth(max(1, self.viewport().width()))
        self.setFixedHeight(round(self.document().size().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), self.minimumHeight())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    # -- walking --------------------------------------------------------------------------------------
    def step(self, by: int) -> None:
        """To the next mark (1) or the one before (-1); from the last to the first."""
        self.finish()
        if self._marks:
            self._at = (self._at + by) % len(self._marks) if self._at >= 0 else (0 if by > 0 else len(self._marks) - 1)
            self._show_current()
            self.marked.emit(self.current)

    def go_to(self, name: str) -> None:
        """To the first mark of that name."""
        self.finish()
        found = next((at for at, mark in enumerate(self._marks) if mark[2] == name), None)
        if found is not None:
            self._at = found
            self._show_current()
            self.marked.emit(name)

    def _show_current(self, *, bring: bool = True) -> None:
        chosen = QTextEdit.ExtraSelection()
        if not 0 <= self._at < len(self._marks):
            self.setExtraSelections([])
            return
        start, end, name = self._marks[self._at]
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        chosen.cursor = cursor  # type: ignore[attr-defined]
        chosen.format.setBackground(look().colour("sel"))  # type: ignore[attr-defined]
        chosen.format.setFontUnderline(True)  # type: ignore[attr-defined]
        self.setExtraSelections([chosen])
        self.setAccessibleDescription(f"{name}：{cursor.selectedText()}")
        box = self.cursorRect(cursor)
        if bring:
            self.wanted.emit(QRect(box.left(), box.top(), max(box.width(), look().px(40)), box.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.step(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.step(-1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.current and not event.isAutoRepeat():
                self.opened.emit(self.current)
            case _:
                event.ignore()  # the page scrolls, and has keys of its own

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = self._mark_at(event.position().toPoint())
        if at >= 0:
            again = at == self._at
            self._at = at
            self._show_current()
            (self.opened if again else self.marked).emit(self.current)

    def _mark_at(self, point: QPoint) -> int:
        position = self.cursorForPosition(point).position()
        return next((at for at, (start, end, _) in enumerate(self._marks) if start <= position <= end), -1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._at >= 0:
            self._show_current()
