"""Breaking text into lines as Chinese print does: anywhere between characters, but no comma begins a line."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Latin words and numbers with their signs stay together; everything else is a piece by itself.
_PIECE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:%/'_@+-]*[0-9A-Za-z%]|\s+|.", re.DOTALL)
NOT_FIRST = frozenset("，。、；：？！）》」』】〕”’％,.;:?!)]}%…")
NOT_LAST = frozenset("（《「『【〔“‘([{")

Measure = Callable[[str], float]


def broken(text: str, room: float, measure: Measure) -> list[str]:
    """``text`` as lines at most ``room`` wide; its own line ends stay. A piece wider than the room is cut."""
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        lines += _paragraph(paragraph, room, measure)
    return lines


def _paragraph(text: str, room: float, measure: Measure) -> list[str]:
    if measure(text) <= room:
        return [text]
    lines: list[str] = []
    line = ""
    used = 0.0
    for piece in _pieces(text, room, measure):
        wide = measure(piece)
        if line and used + wide > room and not piece.isspace():
            lines.append(line.rstrip())
            line, used = "", 0.0
        line += piece
        used += wide
    return [*lines, line.rstrip()]


def _pieces(text: str, room: float, measure: Measure) -> list[str]:
    """Pieces between which a line may end."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        last = pieces[-1] if pieces else ""
        sticks = last and not last.isspace() and (piece in NOT_FIRST or last[-1] in NOT_LAST)
        if sticks and measure(last + piece) <= room:
            pieces[-1] += piece
        elif measure(piece) > room:
            pieces += piece
        else:
            pieces.append(piece)
    return pieces
