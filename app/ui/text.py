"""Drawing text with the line height the design asks for, which Qt's labels do not know."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption


@dataclass(frozen=True, slots=True)
class Block:
    """Text broken into lines. Lengths are device-independent pixels."""

    lines: tuple[str, ...]
    width: float
    line: float

    @property
    def height(self) -> float:
        return self.line * len(self.lines)


_cache: dict[tuple[str, str, int, float, int], Block] = {}


def broken(text: str, font: QFont, width: float, line: float, most: int = 0) -> Block:
    """``text`` in lines no wider than ``width``; ``most`` > 0 cuts the rest with an ellipsis."""
    key = (text, font.key(), max(1, int(width)), line, most)
    block = _cache.get(key)
    if block is None:
        if len(_cache) > 4000:
            _cache.clear()
        block = _cache[key] = _break(text, font, key[2], line, most)
    return block


def _break(text: str, font: QFont, width: int, line: float, most: int) -> Block:
    lines: list[str] = []
    widest = 0.0
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        units = paragraph.encode("utf-16-le")  # Qt counts UTF-16 units, Python counts characters
        layout = QTextLayout(paragraph, font)
        layout.setTextOption(option)
        layout.beginLayout()
        while (part := layout.createLine()).isValid():
            part.setLineWidth(width)
            end = part.textStart() + part.textLength()
            lines.append(units[2 * part.textStart() : 2 * end].decode("utf-16-le").rstrip())
            widest = max(widest, part.naturalTextWidth())
        layout.endLayout()
        if not paragraph:
            lines.append("")
    if 0 < most < len(lines):
        rest = "".join(lines[most - 1 :])
        cut = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
        lines = [*lines[: most - 1], cut]
    return Block(tuple(lines), widest, line)


def draw_block(
    painter: QPainter,
    block: Block,
    box: QRectF,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw ``block`` from the top of ``box``; each line is centred in its own line height."""
    painter.setFont(font)
    painter.setPen(colour)
    metrics = QFontMetricsF(font)
    rise = (block.line + metrics.ascent() - metrics.descent()) / 2
    for index, text in enumerate(block.lines):
        x = box.left()
        if align & Qt.AlignmentFlag.AlignRight:
            x = box.right() - metrics.horizontalAdvance(text)
        elif align & Qt.AlignmentFlag.AlignHCenter:
            x = box.center().x() - metrics.horizontalAdvance(text) / 2
        painter.drawText(QPointF(round(x), round(box.top() + index * block.line + rise)), text)


def draw_line(
    painter: QPainter,
    text: str,
    box: QRectF,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """One line, centred upright in ``box``, cut with an ellipsis when too wide; gives the width drawn."""
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text)
    if width > box.width() + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        width = metrics.horizontalAdvance(text)
    x = box.left()
    if align & Qt.AlignmentFlag.AlignRight:
        x = box.right() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        x = box.center().x() - width / 2
    painter.setFont(font)
    painter.setPen(colour)
    base = box.center().y() + (metrics.ascent() - metrics.descent()) / 2
    painter.drawText(QPointF(round(x), round(base)), text)
    return width
