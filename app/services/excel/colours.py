"""Colours of a workbook as ``#rrggbb``: plain, indexed, of the theme, with tint."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

_FIRST = "000000 ffffff ff0000 00ff00 0000ff ffff00 ff00ff 00ffff"
_REST = (
    "800000 008000 000080 808000 800080 008080 c0c0c0 808080 9999ff 993366 ffffcc ccffff 660066 ff8080 0066cc ccccff "
    "000080 ff00ff ffff00 00ffff 800080 800000 008080 0000ff 00ccff ccffff ccffcc ffff99 99ccff ff99cc cc99ff ffcc99 "
    "3366ff 33cccc 99cc00 ffcc00 ff9900 ff6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333"
)
INDEXED: tuple[str, ...] = tuple(f"#{colour}" for colour in f"{_FIRST} {_FIRST} {_REST}".split())

#: The theme of Office 2007–2010, used when a workbook has none.
OFFICE_THEME = (
    "#ffffff", "#000000", "#eeece1", "#1f497d", "#4f81bd", "#c0504d", "#9bbb59", "#8064a2", "#4bacc6", "#f79646",
    "#0000ff", "#800080",
)  # fmt: skip

#: The order of the theme's elements by the index cells use (light and dark are swapped in the file).
_THEME_ORDER = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink",
)  # fmt: skip


def theme_colours(root: Element) -> tuple[str, ...]:
    """The twelve colours of a theme part in the order cells refer to them."""
    found: dict[str, str] = {}
    for element in root.iter():
        name = element.tag.rsplit("}", 1)[-1]
        if name in _THEME_ORDER and len(element):
            colour = element[0]
            found.setdefault(name, "#" + (colour.get("lastClr") or colour.get("val") or "000000").lower())
    return tuple(found.get(name, fallback) for name, fallback in zip(_THEME_ORDER, OFFICE_THEME, strict=True))


def colour_of(attributes: Mapping[str, str] | None, theme: Sequence[str], automatic: str) -> str:
    """The colour an element's attributes (``rgb``, ``theme``, ``indexed``, ``auto``, ``tint``) say."""
    if not attributes:
        return automatic
    colour = automatic
    number = attributes.get("theme") or attributes.get("indexed") or ""
    if "rgb" in attributes:
        colour = "#" + attributes["rgb"][-6:].lower()
    elif number.isdecimal():
        table = theme if "theme" in attributes else INDEXED
        colour = table[int(number)] if int(number) < len(table) else automatic
    try:
        tint = float(attributes.get("tint", "0"))
    except ValueError:
        tint = 0.0
    return tinted(colour, tint) if tint and colour else colour


def tinted(colour: str, tint: float) -> str:
    """``colour`` made lighter (``tint`` > 0, up to 1) or darker (< 0), in its lightness, as the format says."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
