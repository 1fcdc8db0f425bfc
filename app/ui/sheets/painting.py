"""Painting one cell of a sheet: ground, border, text, and the state laid over."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.ui import icons
from app.ui.sheets.drawing import BINDING, Box, CellDrawing, CellFace, FaceState
from app.ui.text import broken, draw_block, draw_line
from app.ui.theme import Tone, look

_TONES: dict[FaceState, Tone] = {
    "question": "question",
    "error": "error",
    "changed": "note",
    "ask": "question",
    "unbound": "error",
    "sure": "done",
}
_ICONS: dict[FaceState, str] = {
    "typed": "pencil-simple",
    "question": "question-mark",
    "error": "warning",
    "changed": "arrows-clockwise",
    "sealed": "lock",
    "sure": "check",
    "ask": "question-mark",
    "unbound": "circle-dashed",
    "unneeded": "minus",
}
_POINT = 96 / 72


def ground(cell: CellDrawing | None, face: CellFace | None) -> QColor:
    """The ground of a cell. In high contrast the author's fills give way."""
    state = face.state if face is not None else None
    colour = look().colour
    match state:
        case "typed":
            return colour("celadon")
        case "sealed" | "unneeded":
            return colour("head")
        case "question" | "error" | "changed" | "ask" | "unbound" | "sure":
            return QColor(look().colours.tint_of(_TONES[state]))
        case _:
            if cell is not None and cell.fill and not look().colours.outlined:
                fill = QColor(cell.fill)
                if fill.lightnessF() > 0.8:  # darker fills would leave ink unreadable
                    return fill
                return colour("head")
            return colour("field")


def paint_state(painter: QPainter, box: QRectF, face: CellFace) -> float:
    """What lies over the ground before the text; gives how much of the left is taken."""
    px = look().px
    c = look().colours
    match face.state:
        case "blank":
            painter.save()
            painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
            painter.setPen(QPen(look().colour("hatch"), max(1, px(1))))
            step, height = px(10), box.height()
            x = box.left() - height
            while x < box.right():
                painter.drawLine(QPointF(x, box.bottom()), QPointF(x + height, box.top()))
                x += step
            painter.restore()
            return 0
        case "na":
            painter.setPen(QPen(look().colour("ink2"), max(1, px(1))))
            left, middle = box.left() + px(8), box.center().y()
            painter.drawLine(QPointF(left, middle + px(8)), QPointF(left + px(16), middle - px(8)))
            return px(26)
        case "computed":
            return 0
        case state:
            tone = _TONES.get(state)
            ink = QColor(c.text_of(tone)) if tone else look().colour("pine" if state == "typed" else "ink2")
            if tone and state != "sure":
                size = px(12)
                corner = QPolygonF(
                    [
                        box.topLeft(),
                        QPointF(box.left() + size, box.top()),
                        QPointF(box.left(), box.top() + size),
                    ]
                )
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.edge_of(tone)))
                painter.drawPolygon(corner)
                if c.outlined:
                    painter.setPen(QPen(QColor(c.edge_of(tone)), px(2)))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(box.adjusted(1, 1, -2, -2))
            side = px(18)
            spot = QRectF(box.left() + px(9), box.center().y() - side / 2, side, side)
            if state in BINDING and (not face.text or box.width() <= px(64)):
                spot.moveCenter(box.center())
                icons.draw(painter, _ICONS[state], spot, ink)
                return box.width()
            if box.width() > px(48):
                icons.draw(painter, _ICONS[state], spot, ink)
                return px(30)
            return px(10) if tone else 0


def text_font(cell: CellDrawing | None, zoom: float) -> QFont:
    """The font of a cell at ``zoom`` (which already contains the letter size of the window)."""
    size = (cell.size if cell is not None else 11.0) * _POINT * zoom / look().scale
    return look().font(max(float(look_small()), round(size, 1)), cell.bold if cell is not None else False)


def look_small() -> int:
    """The smallest letters, in design pixels."""
    from app.ui.theme.tokens import TYPE

    return TYPE.small


def wrapped_height(cell: CellDrawing, width: int, zoom: float) -> int:
    """How high a wrapped text is in a cell ``width`` wide."""
    font = text_font(cell, zoom)
    line = round(QFontMetricsF(font).height() * 1.1)
    return round(broken(cell.text, font, max(1, width - 2 * look().px(4)), line).height) + look().px(8)


def paint_text(
    painter: QPainter, box: QRectF, cell: CellDrawing | None, face: CellFace | None, text: str, zoom: float
) -> None:
    """The text of a cell, as its author aligned it; figures to the right and never cut."""
    px = look().px
    words = {"blank": "没填", "na": "不适用"}
    ink = look().colour("ink")
    font = text_font(cell, zoom)
    if face is not None:
        tone = _TONES.get(face.state)
        if tone:
            ink = QColor(look().colours.text_of(tone))
        if face.state in words:
            text = words[face.state]
            ink = look().colour("ink2")
            font = look().font("small")
    if not text:
        return
    several = face is None and cell is not None and (cell.wrap or "\n" in text)
    pad = px(4 if several else 8)
    inner = box.adjusted(pad, 0, -pad, 0)
    align = Qt.AlignmentFlag.AlignLeft
    wanted = cell.align if cell is not None else "general"
    if face is not None or wanted == "right" or (wanted == "general" and cell is not None and cell.numeric):
        align = Qt.AlignmentFlag.AlignRight
    elif wanted == "center":
        align = Qt.AlignmentFlag.AlignHCenter
    if cell is not None and cell.indent and align == Qt.AlignmentFlag.AlignLeft:
        inner.setLeft(inner.left() + px(18) * cell.indent)
    metrics = QFontMetricsF(font)
    advance = metrics.horizontalAdvance(text)
    if face is not None and face.state in BINDING:
        if cell is not None and text == cell.text.strip():  # its author's words, as far as there is room
            draw_line(painter, text, inner, font, ink)
        elif advance <= inner.width():  # what it is taken for, where there is room; the margin says all of it
            draw_line(painter, text, inner, font, ink, align)
        return
    if face is not None:
        if advance > inner.width():  # a figure is never cut: smaller letters, as Excel's «shrink to fit»
            font = QFont(font)
            font.setPixelSize(max(9, int(font.pixelSize() * inner.width() / max(1.0, advance))))
        if face.state == "blank":
            word = QRectF(inner.right() - advance - px(6), box.top() + 1, advance + px(10), box.height() - 2)
            painter.fillRect(word.adjusted(0, px(4), 0, -px(4)), look().colour("field"))
        draw_line(painter, text, inner, font, ink, align)
        return
    if several and ("\n" in text or advance > inner.width()):
        block = broken(text, font, inner.width(), round(metrics.height() * 1.1))
        free = inner.height() - block.height
        upright = cell.upright if cell is not None else "center"
        top = 0.0 if upright == "top" else free if upright == "bottom" else free / 2
        draw_block(painter, block, inner.adjusted(0, max(0.0, top), 0, 0), font, ink, align)
    else:
        draw_line(painter, text, inner, font, ink, align)


def paint_box(painter: QPainter, place: QRectF, box: Box) -> None:
    """A box of words; its letters shrink to the smallest size before words are left out."""
    px = look().px
    painter.setPen(QPen(look().colour("line"), 1))
    painter.setBrush(look().colour("note_tint"))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
    font = look().font("small")
    inner = place.adjusted(px(6), px(4), -px(6), -px(4))
    line = round(QFontMetricsF(font).height() * 1.1)
    most = max(1, int(inner.height() // line))
    draw_block(painter, broken(box.text, font, inner.width(), line, most), inner, font, look().colour("note"))
