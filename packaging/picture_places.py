"""Where pictures are taken: the offices of the practice city, and parts of a page."""

from __future__ import annotations

from PySide6.QtCore import QRect

#: The county and the city, by their folders.
COUNTY, CITY = "331102", "331100"


def top(height: int) -> QRect:
    """The upper part of a page."""
    return QRect(0, 0, 1158, height)
