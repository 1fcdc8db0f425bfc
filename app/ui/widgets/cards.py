"""Grounds and notices: cards, banners, what is empty, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.ui.theme import Tone, look
from app.ui.widgets.buttons import Button
from app.ui.widgets.layouts import Column, Flow, Row
from app.ui.widgets.marks import Ball, Hills
from app.ui.widgets.words import Words


class Card(QFrame):
    """A rounded ground: surface with a hairline, celadon without one, or a tone's tint with its 6 px edge."""

    def __init__(
        self,
        *,
        fill: str = "surface",
        hairline: bool = True,
        tone: Tone = "plain",
        edge: bool = False,
        radius: str = "card",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fill = fill
        self._hairline = hairline
        self._tone: Tone = tone
        self._edge = edge
        self._radius = radius

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        c = look().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = px(look().size.radius_card if self._radius == "card" else look().size.radius_banner)
        box = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        tinted = self._fill == "tint"
        fill = QColor(c.tint_of(self._tone)) if tinted else look().colour(self._fill)
        painter.fillPath(shape, fill)
        if self._hairline or c.outlined:
            colour = QColor(c.edge_of(self._tone)) if tinted else look().colour("line")
            painter.strokePath(shape, QPen(colour, max(1, px(1))))
        if self._edge:
            painter.setClipRect(QRectF(0, 0, px(6), box.height()))
            painter.fillPath(shape, QColor(c.edge_of(self._tone)))


_TONE_ICONS: dict[str, str] = {
    "plain": "info",
    "note": "info",
    "question": "warning",
    "error": "warning-circle",
    "done": "check-circle",
}


class Banner(Card):
    """A notice that stays until it is settled: tint, edge, icon, bold line, sentence, actions."""

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        tone: Tone = "question",
        icon: str = "",
        actions: Sequence[Button] = (),
        stacked: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(fill="tint", hairline=False, tone=tone, edge=True, radius="banner", parent=parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.title = Words(title, bold=True, colour=tone if tone != "plain" else "ink")
        self.text = Words(text, "small", colour=tone if tone != "plain" else "ink2")
        self._icon = Words("", "section", icon=icon or _TONE_ICONS[tone], wrap=False, colour=self.title_colour)
        self._icon.setMinimumWidth(0)
        words = Column()
        words.put(self.title, self.text)
        if not text:
            self.text.hide()
        if stacked:
            column = Column(self, margins=(20, 12, 16, 12), spacing=8)
            self.title.set_look(icon=icon or _TONE_ICONS[tone])
            self._icon.hide()
            column.put(words)
            if actions:
                column.put(Flow(*actions, spacing=12))
        else:
            row = Row(self, margins=(26, 10, 16, 10), spacing=12)
            row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
            row.put(words, stretch=1)
            row.put(*actions)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_tone(self, tone: Tone) -> None:
        """Another tone: the ground, the words and the icon with it."""
        if self.title.icon:
            self.title.set_look(icon=_TONE_ICONS[tone])
        self._icon.set_look(icon=_TONE_ICONS[tone], colour=tone if tone != "plain" else "ink")
        self.title.set_look(colour=tone if tone != "plain" else "ink")
        self.text.set_look(colour=tone if tone != "plain" else "ink2")
        super().set_tone(tone)

    @property
    def title_colour(self) -> str:
        return self._tone if self._tone != "plain" else "ink"

    def say(self, title: str, text: str = "") -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)


class EmptyState(Card):
    """Hills, one sentence, why, and the likeliest next steps (the first one primary)."""

    def __init__(
        self, title: str, why: str = "", actions: Sequence[Button] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.title = Words(title, "section", bold=True)
        self.why = Words(why, colour="ink2")
        self._held = QWidget()
        self._column = Column(self._held, spacing=8)
        self._buttons: QWidget | None = None
        self._hills = Hills()
        self._column.put(self._hills, self.title, self.why, 4)
        self._outer = Column(self, margins=(24, 24, 24, 24))
        across = Row()
        across.put(None)
        across.addWidget(self._held, 4)
        across.put(None)
        self._outer.put(None, across, None)
        self._outer.setStretch(2, 2)
        self.say(title, why, actions)
        look().follow(self)

    def restyle(self) -> None:
        self._held.setMaximumWidth(look().px(480))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little height the words and the buttons stay, the hills and the air go."""
        roomy = self.height() >= look().px(420)
        wide = look().px(480 if roomy else 640)
        if roomy == self._hills.isHidden() or self._held.maximumWidth() != wide:
            self._hills.setVisible(roomy)
            self._held.setMaximumWidth(wide)
            side = 24 if roomy else 4
            self._outer.set_design(margins=(24, side, 24, side))
            self._column.set_design(spacing=8 if roomy else 2)

    def say(self, title: str, why: str = "", actions: Sequence[Button] = ()) -> None:
        """Change what is said and offered."""
        self.title.setText(title)
        self.why.setText(why)
        self.why.setVisible(bool(why))
        if self._buttons is not None:
            self._column.removeWidget(self._buttons)
            self._buttons.deleteLater()
            self._buttons = None
        if actions:
            self._buttons = Flow(*actions, spacing=12)
            self._column.put(self._buttons)


class ErrorPanel(Card):
    """Something went wrong: what, what is safe, numbered ways out, the number for the telephone."""

    def __init__(
        self,
        title: str,
        text: str,
        *,
        ways: Sequence[str] = (),
        actions: Sequence[Button] = (),
        number: int = 0,
        icon: str = "warning",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(hairline=False, tone="error", edge=True, parent=parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        column = Column(self, margins=(40, 28, 32, 28), spacing=12)
        column.put(Words(title, "page", bold=True, colour="error", icon=icon), Words(text))
        if ways:
            column.put(8, Words("可以这样做", bold=True))
            for index, way in enumerate(ways, start=1):
                row = Row(spacing=14)
                row.addWidget(Ball(str(index)), 0, Qt.AlignmentFlag.AlignTop)
                row.put(Words(way), stretch=1)
                column.put(row)
        if actions:
            column.put(16, Flow(*actions, spacing=12))
        if number:
            told = Row(spacing=10)
            told.put(Words("打电话问时，报这个号：", "small", colour="ink2", wrap=False))
            told.put(Words(str(number), bold=True, wrap=False), None)
            column.put(told)
