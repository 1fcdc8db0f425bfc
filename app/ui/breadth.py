"""How much room the window has, in design pixels: it decides the arrangement, never the size of letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Width = Literal["wide", "medium", "narrow"]

WIDE = 1240
MEDIUM = 880
LOW = 600


@dataclass(frozen=True, slots=True)
class Breadth:
    """``low``: so little height that decoration goes and 字号 and 帮助 move to the menu."""

    width: Width
    low: bool

    @classmethod
    def of(cls, width: float, height: float, scale: float) -> Breadth:
        """From the window's size in device-independent pixels and the scale in force."""
        across = width / scale
        kind: Width = "wide" if across >= WIDE else "medium" if across >= MEDIUM else "narrow"
        return cls(kind, height / scale < LOW)
