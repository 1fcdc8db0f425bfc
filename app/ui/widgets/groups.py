"""Groups one looks through one at a time, each with how many are in it: 过期 3, 今天 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui.text import draw_line
from app.ui.theme import Tone, look
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.options import Pill


@dataclass(frozen=True, slots=True)
class GroupFace:
    """A group: its word, a number or a few words beside it, and the tone of those when it is not chosen."""

    key: str
    word: str
    beside: str = ""
    tone: Tone = "plain"


class GroupPill(Pill):
    """One group; the number stands beside the word in bold letters."""

    def __init__(self, face: GroupFace, digit: str, parent: QWidget | None = None) -> None:
        super().__init__(face.word, parent)
        self.digit = digit
        self._face = face
        self._compact = False
        self.show_face(face)

    @property
    def _beside(self) -> str:
        return "" if self._compact and self._face.beside == "0" else self._face.beside

    def set_compact(self, compact: bool) -> None:
        """Less air, and no number where there is nothing."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def show_face(self, face: GroupFace) -> None:
        """Another number, or other words."""
        self._face = face
        self.setText(face.word)
        self.setAccessibleName(f"{face.word} {face.beside}".strip())
        self.setAccessibleDescription(f"按 {self.digit}" if self.digit else "")
        self.updateGeometry()
        self.update()

    def _wide(self, pad: int) -> QSize:
        size = super()._wide(min(pad, 20 if self._compact else 28))
        if not self._beside:
            return size
        beside = look().metrics("body", True).horizontalAdvance(self._beside)
        return QSize(size.width() + round(beside) + look().px(8), size.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # for the row, and the page: it says where the focus goes then
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen if on else QPen(look().colour("border"), max(1, px(1))))
        if on:
            painter.setBrush(look().colour("primary"))
        else:
            painter.setBrush(look().colour("celadon2") if self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = look().colour("on_primary" if on else "ink")
        rest = box.adjusted(px(10 if self._compact else 14), 0, -px(6), 0)
        rest.setLeft(rest.left() + draw_line(painter, self.text(), rest, look().font("body", on), ink) + px(8))
        if self._beside:
            if not on and self._face.tone != "plain":
                ink = QColor(look().colours.text_of(self._face.tone))
            draw_line(painter, self._beside, rest, look().font("body", True), ink)


class GroupRow(QWidget):
    """The groups side by side, going on in the next line where room is scarce.

    ``changed(key)`` when a person chooses another; ``turned(by)`` for left (-1) and right (1) pressed on a group. The
    page hands digits and arrows pressed elsewhere on it to :meth:`take_key`.
    """

    changed = Signal(str)
    turned = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._pills: dict[str, GroupPill] = {}
        self._compact = False
        self._flow = Flow(spacing=6)
        Column(self).put(self._flow)

    @property
    def keys(self) -> tuple[str, ...]:
        """The groups in the order shown."""
        return tuple(self._pills)

    @property
    def chosen(self) -> str:
        """The group chosen; "" before any is."""
        return next((key for key, pill in self._pills.items() if pill.isChecked()), "")

    def words(self, key: str) -> str:
        """What stands on a group: «过期 3»."""
        return self._pills[key].accessibleName()

    def set_groups(self, faces: Sequence[GroupFace]) -> None:
        """Show these groups; the chosen one stays chosen while it is among them."""
        if tuple(face.key for face in faces) == self.keys:
            for face in faces:
                self._pills[face.key].show_face(face)
        else:
            chosen, focused = self.chosen, any(pill.hasFocus() for pill in self._pills.values())
            self._pills = {}
            for at, face in enumerate(faces, start=1):
                pill = GroupPill(face, str(at) if at < 10 else "", self._flow)
                pill.set_compact(self._compact)
                pill.toggled.connect(lambda on, key=face.key: self.changed.emit(key) if on else None)
                self._pills[face.key] = pill
            self._flow.set_widgets(tuple(self._pills.values()))
            if chosen in self._pills:
                self.choose(chosen)
            if focused and self._pills:
                self.take_focus()
        self._flow.restyle()

    def set_compact(self, compact: bool) -> None:
        """Pills with less air, empty groups without their 0."""
        self._compact = compact
        for pill in self._pills.values():
            pill.set_compact(compact)
        self._flow.restyle()

    def choose(self, key: str) -> None:
        """Mark ``key`` as chosen without emitting ``changed``."""
        pill = self._pills[key]
        for each in self._pills.values():
            each.blockSignals(True)
        pill.setChecked(True)
        for each in self._pills.values():
            each.blockSignals(False)
            each.update()

    @property
    def stop(self) -> QWidget | None:
        """Where the focus goes: the chosen group, else the first."""
        return self._pills.get(self.chosen) or next(iter(self._pills.values()), None)

    def take_focus(self) -> None:
        """The focus goes to the chosen group."""
        if self.stop is not None:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """The next group, or the one before; it ends at the ends."""
        at = self.keys.index(self.chosen) + by if self.chosen else 0
        if 0 <= at < len(self.keys):
            self._pills[self.keys[at]].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.turned.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
            return
        super().keyPressEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """A digit or an arrow pressed on the page: chooses a group; False when it is no such key."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(-1 if event.key() == Qt.Key.Key_Left else 1)
            return True
        pill = next((pill for pill in self._pills.values() if pill.digit and pill.digit == event.text()), None)
        if pill is None:
            return False
        pill.setChecked(True)
        return True
