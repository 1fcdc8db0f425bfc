"""The look in force: theme × scale, applied live to the whole application."""

from __future__ import annotations

import weakref
from functools import lru_cache
from typing import Literal, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from app.paths import resources
from app.ui.theme.style import LedgerStyle
from app.ui.theme.stylesheet import stylesheet
from app.ui.theme.tokens import CONTRAST, LIGHT, LINE, SCALES, SIZE, TYPE, Colours, Size

FAMILY = "Noto Sans SC"
_FALLBACKS = ["Noto Sans CJK SC", "Microsoft YaHei", "WenQuanYi Micro Hei"]

TextSize = Literal["number", "greeting", "page", "section", "search", "body", "small"]


class Follower(Protocol):
    """Something that keeps sizes (a layout, a widget with a fixed height) and sets them anew on a change."""

    def restyle(self) -> None: ...


class Look(QObject):
    """Colours, sizes and fonts in force.

    ``changed`` is emitted after theme or scale changed and every follower restyled itself; painted widgets
    are repainted by the stylesheet anyway.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours: Colours = LIGHT
        self.scale = 1.0
        self.size: Size = SIZE
        self._followers: list[weakref.ref[Follower]] = []
        self._style: LedgerStyle | None = None
        self._fonts: dict[tuple[str, bool, float], QFont] = {}
        self._colours: dict[str, QColor] = {}

    # -- asking ---------------------------------------------------------------------------------------
    def px(self, length: float) -> int:
        """Design pixels → device-independent pixels at the scale in force; at least 1 when above 0."""
        if length <= 0:
            return round(length * self.scale)
        return max(1, round(length * self.scale))

    def colour(self, name: str) -> QColor:
        """The colour of token ``name``. Do not change the returned object."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(str(getattr(self.colours, name)))
        return found

    def font(self, size: TextSize | float = "body", bold: bool = False) -> QFont:
        """A font of a type token (or so many design pixels). Do not change the returned object."""
        length = float(getattr(TYPE, size)) if isinstance(size, str) else size
        key = (FAMILY, bold, length)
        font = self._fonts.get(key)
        if font is None:
            font = QFont([FAMILY, *_FALLBACKS])
            font.setPixelSize(self.px(length))
            font.setBold(bold)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return font

    def metrics(self, size: TextSize | float = "body", bold: bool = False) -> QFontMetricsF:
        """Metrics of :meth:`font`."""
        return QFontMetricsF(self.font(size, bold))

    def line(self, size: TextSize | float = "body") -> float:
        """Height of one line of text, in device-independent pixels."""
        length = float(getattr(TYPE, size)) if isinstance(size, str) else size
        return round(length * self.scale * LINE)

    @property
    def percent(self) -> int:
        return round(self.scale * 100)

    # -- changing -------------------------------------------------------------------------------------
    def follow(self, follower: Follower) -> None:
        """Call ``follower.restyle()`` now and after every change, as long as it lives."""
        self._followers.append(weakref.ref(follower))
        follower.restyle()

    def start(self, application: QApplication, theme: str = "light", scale: float = 1.0) -> None:
        """Load the fonts and dress the application, before the first widget; again only in tests."""
        load_fonts()
        if self._style is None or not isValid(self._style):
            self._style = LedgerStyle()
            application.setStyle(self._style)
        self.colours = CONTRAST if theme == CONTRAST.name else LIGHT
        self.scale = nearest_scale(scale)
        self._apply()

    def set_theme(self, theme: str) -> None:
        """``light`` or ``contrast``."""
        self.colours = CONTRAST if theme == CONTRAST.name else LIGHT
        self._apply()

    def set_scale(self, scale: float) -> None:
        """One of :data:`SCALES`; anything else takes the nearest."""
        self.scale = nearest_scale(scale)
        self._apply()

    def step_scale(self, by: int) -> None:
        """The next larger (+1) or smaller (-1) letter size; the ends hold."""
        index = min(max(SCALES.index(self.scale) + by, 0), len(SCALES) - 1)
        if SCALES[index] != self.scale:
            self.set_scale(SCALES[index])

    def _apply(self) -> None:
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        self._fonts.clear()
        self._colours.clear()
        if self._style is not None and isValid(self._style):
            self._style.caret = self.px(SIZE.caret)
        application.setFont(self.font())
        application.setPalette(palette(self.colours))
        application.setStyleSheet(stylesheet(self.colours, self.px, FAMILY))
        living = []
        for reference in self._followers:
            follower = reference()
            if follower is None or (isinstance(follower, QObject) and not isValid(follower)):
                continue
            follower.restyle()
            living.append(reference)
        self._followers = living
        self.changed.emit()


def nearest_scale(scale: float) -> float:
    return min(SCALES, key=lambda known: abs(known - scale))


def palette(c: Colours) -> QPalette:
    """The palette behind everything the stylesheet does not name."""
    made = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.paper,
        QPalette.ColorRole.WindowText: c.ink,
        QPalette.ColorRole.Base: c.field,
        QPalette.ColorRole.AlternateBase: c.surface,
        QPalette.ColorRole.Text: c.ink,
        QPalette.ColorRole.PlaceholderText: c.ink2,
        QPalette.ColorRole.Button: c.head,
        QPalette.ColorRole.ButtonText: c.ink,
        QPalette.ColorRole.Highlight: c.sel,
        QPalette.ColorRole.HighlightedText: c.ink,
        QPalette.ColorRole.ToolTipBase: c.surface,
        QPalette.ColorRole.ToolTipText: c.ink,
        QPalette.ColorRole.Link: c.pine,
        QPalette.ColorRole.Mid: c.border,
        QPalette.ColorRole.Dark: c.border,
        QPalette.ColorRole.Light: c.surface,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    return made


@lru_cache(maxsize=1)
def load_fonts() -> tuple[int, ...]:
    """Register the bundled fonts with Qt; ids below 0 mean a font that could not be read."""
    return tuple(
        QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
        for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
    )


@lru_cache(maxsize=1)
def look() -> Look:
    """The one look of this process."""
    return Look()
