"""Setting a paragraph of a paper in lines: letters of several kinds, indents, tab stops, even right edges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.services.reports import fonts
from app.services.reports.lines import NOT_FIRST, NOT_LAST
from app.services.reports.paper_model import Align, Paragraph, Run

#: Natural height of a line, and how far below its middle the letters stand, in parts of their size.
_NATURAL = 1.32
_BELOW_MIDDLE = 0.38
#: Letters are moved apart by no more than this part of their size to even out the right edge.
_APART = 0.2
_TAB = 21.0
_PIECE = re.compile(r"[\t\n]|＿+|[0-9A-Za-z][0-9A-Za-z.,:%/'_@+-]*[0-9A-Za-z%]|[^\S\t\n]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text at ``x`` from the left edge; ``apart`` is added behind each letter."""

    x: float
    text: str
    run: Run
    width: float
    apart: float = 0.0


@dataclass(slots=True)
class Line:
    """One line: ``height`` of its strip, ``base`` from the strip's top to where the letters stand."""

    height: float
    base: float
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Unit:
    """What is not parted by the end of a line."""

    parts: list[tuple[str, Run, float]]
    kind: str = ""

    @property
    def width(self) -> float:
        return sum(width for _, _, width in self.parts)

    @property
    def last(self) -> str:
        return self.parts[-1][0][-1]


def set_lines(paragraph: Paragraph, room: float) -> list[Line]:
    """The lines of ``paragraph`` in ``room`` points between the margins; an empty one is one empty line."""
    setting = _Setting(paragraph, room)
    for unit in _units(paragraph.runs, max(20.0, room - paragraph.left - paragraph.right)):
        setting.add(unit)
    return setting.finish()


class _Setting:
    """Fills line after line."""

    def __init__(self, paragraph: Paragraph, room: float) -> None:
        self._paragraph, self._room = paragraph, room
        self._lines: list[Line] = []
        self._size = max((run.size for run in paragraph.runs), default=16.0)
        self._start()

    def _start(self) -> None:
        first = self._paragraph.first if not self._lines else 0.0
        self._left = max(0.0, self._paragraph.left + first)
        self._end = max(self._left + 20.0, self._room - self._paragraph.right)
        self._parts: list[tuple[float, str, Run, float]] = []
        self._x = self._left
        self._tabbed = False
        self._stop: tuple[float, Align, int] | None = None

    def add(self, unit: _Unit) -> None:
        """Put a unit behind what is there."""
        if unit.kind == "\n":
            self._close(even=False)
            return
        if unit.kind == "\t":
            self._tab(unit.parts[0][1])
            return
        fits = self._x + unit.width <= self._end + 0.01 or self._held(unit.width)
        if self._parts and not fits and unit.kind != " ":
            self._close(even=True)
        if not fits and unit.kind == " " and not unit.parts[0][1].underline:
            return
        for text, run, width in unit.parts:
            self._parts.append((self._x, text, run, width))
            self._x += width

    def _held(self, width: float) -> bool:
        """Whether text at a stop it does not begin at still fits: it grows to the left."""
        if self._stop is None or self._stop[1] == "left":
            return False
        stop, align, at = self._stop
        before = self._parts[at - 1][0] + self._parts[at - 1][3] if at else self._left
        grown = self._x - stop + width
        return stop - grown * (0.5 if align == "center" else 1.0) >= before

    def _tab(self, run: Run) -> None:
        self._settle()
        self._tabbed = True
        stops = [stop for stop in self._paragraph.stops if stop[0] > self._x + 0.5 and stop[0] <= self._room + 0.5]
        where, align = min(stops, default=((self._x // _TAB + 1) * _TAB, "left"))
        if where > self._end + 0.5 and align == "left":
            self._close(even=False)
            return
        if run.underline:
            self._parts.append((self._x, "", run, where - self._x))
        self._x = where
        self._stop = (where, align, len(self._parts))

    def _settle(self) -> None:
        """Move the text behind a centred or right stop to where it belongs."""
        if self._stop is None:
            return
        stop, align, at = self._stop
        self._stop = None
        share = {"left": 0.0, "both": 0.0, "center": 0.5, "right": 1.0}[align]
        shift = (self._x - stop) * share
        self._parts[at:] = [(x - shift, text, run, width) for x, text, run, width in self._parts[at:]]
        self._x -= shift

    def _close(self, *, even: bool) -> None:
        self._settle()
        while self._parts and self._parts[-1][1].isspace() and not self._parts[-1][2].underline:
            if self._paragraph.align == "left":
                break
            self._x -= self._parts.pop()[3]
        free = self._end - self._x
        letters = sum(len(text) for _, text, _, _ in self._parts)
        apart = 0.0
        shift = 0.0
        if not self._tabbed:
            if self._paragraph.align == "both" and even and letters > 1 and free > 0:
                apart = free / (letters - 1)
                apart = apart if apart <= self._size * _APART else 0.0
            shift = {"center": free / 2, "right": free}.get(self._paragraph.align, 0.0)
        line = Line(*self._measure())
        passed = 0
        for x, text, run, width in self._parts:
            start = x + shift + apart * passed
            passed += len(text)
            line.pieces.append(Piece(start, text, run, width + apart * len(text), apart))
        line.pieces = _joined(line.pieces)
        self._lines.append(line)
        self._start()

    def _measure(self) -> tuple[float, float]:
        size = max((run.size for _, _, run, _ in self._parts), default=self._size)
        height = self._paragraph.leading or size * _NATURAL * self._paragraph.spacing
        return height, height / 2 + size * _BELOW_MIDDLE

    def finish(self) -> list[Line]:
        """All lines."""
        if self._parts or not self._lines:
            self._close(even=False)
        return self._lines


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours in the same letters as one, so that copied text comes whole."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and last.text and piece.text and last.run is piece.run and abs(last.x + last.width - piece.x) < 0.01:
            found[-1] = Piece(last.x, last.text + piece.text, last.run, last.width + piece.width, last.apart)
        else:
            found.append(piece)
    return found


def _units(runs: Sequence[Run], room: float) -> Iterator[_Unit]:
    """Units between which a line may end; no comma begins a line, no opening bracket ends one."""
    waiting: _Unit | None = None
    for text, run in _pieces(runs):
        if text in "\t\n":
            if waiting:
                yield waiting
            waiting = None
            yield _Unit([(text, run, 0.0)], text)
            continue
        wide = fonts.width(text, run.bold, run.size)
        if wide > room:
            if waiting:
                yield waiting
            waiting = None
            for one in text:
                yield _Unit([(one, run, fonts.width(one, run.bold, run.size))])
            continue
        unit = _Unit([(text, run, wide)], " " if text.isspace() else "")
        if waiting is None:
            waiting = unit
        elif not waiting.kind and (text in NOT_FIRST or waiting.last in NOT_LAST) and waiting.width + wide <= room:
            waiting.parts.append((text, run, wide))
        else:
            yield waiting
            waiting = unit
    if waiting:
        yield waiting


def _pieces(runs: Sequence[Run]) -> Iterator[tuple[str, Run]]:
    for run in runs:
        for piece in _PIECE.findall(run.text):
            yield piece, run
