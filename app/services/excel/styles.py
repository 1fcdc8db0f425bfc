"""The looks of cells: fonts, fills, borders, alignment and number formats of a workbook's style part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from xml.etree.ElementTree import Element

from app.services.excel.colours import colour_of

_T = TypeVar("_T")

#: Number formats every program knows by number alone; those of the Chinese editions included.
BUILTIN_FORMATS = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00", 49: "@", 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

#: Width of a border in px at 96 dpi.
_WIDTHS = {
    "hair": 0.5, "thin": 1.0, "dotted": 1.0, "dashed": 1.0, "dashDot": 1.0, "dashDotDot": 1.0, "medium": 2.0,
    "mediumDashed": 2.0, "mediumDashDot": 2.0, "mediumDashDotDot": 2.0, "slantDashDot": 2.0, "thick": 3.0,
    "double": 3.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a cell: ``style`` as the format names it, ``width`` in px, ``colour`` ``#rrggbb``."""

    style: str
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks. ``size`` in points; ``fill`` ``""`` when there is none. ``horizontal``: ``general``
    (numbers right, texts left), ``left``, ``center``, ``right``, ``fill``, ``justify``, ``distributed``,
    ``centerContinuous``; ``vertical``: ``top``, ``center``, ``bottom`` …; ``indent`` in steps of three spaces;
    ``rotation`` in degrees (255 = upright characters)."""

    font: str = "宋体"
    size: float = 11.0
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    colour: str = "#000000"
    fill: str = ""
    left: Edge | None = None
    top: Edge | None = None
    right: Edge | None = None
    bottom: Edge | None = None
    horizontal: str = "general"
    vertical: str = "bottom"
    indent: int = 0
    wrap: bool = False
    shrink: bool = False
    rotation: int = 0
    number_format: str = "General"
    locked: bool = True


PLAIN = Style()


def local_name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rsplit("}", 1)[-1]


def child(element: Element | None, name: str) -> Element | None:
    """The first child called ``name``, whatever its namespace."""
    if element is None:
        return None
    return next((part for part in element if local_name(part) == name), None)


def children(element: Element | None, name: str) -> list[Element]:
    """The children called ``name``."""
    return [] if element is None else [part for part in element if local_name(part) == name]


def number(text: str | None, default: float = 0.0) -> float:
    """A number in an attribute; ``default`` when it is missing, not one, or beyond anything sensible."""
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if abs(value) < 1e9 else default


def read_styles(root: Element, theme: Sequence[str]) -> list[Style]:
    """The styles in the order cells refer to them (attribute ``s``)."""
    formats = dict(BUILTIN_FORMATS)
    for element in children(child(root, "numFmts"), "numFmt"):
        formats[int(number(element.get("numFmtId")))] = element.get("formatCode", "General")
    fonts = [_font(element, theme) for element in children(child(root, "fonts"), "font")] or [{}]
    fills = [_fill(element, theme) for element in children(child(root, "fills"), "fill")] or [""]
    borders = [_border(element, theme) for element in children(child(root, "borders"), "border")] or [{}]
    styles: list[Style] = []
    for element in children(child(root, "cellXfs"), "xf"):
        alignment = child(element, "alignment")
        about = alignment.attrib if alignment is not None else {}
        protection = child(element, "protection")
        styles.append(
            Style(
                **_at(fonts, element.get("fontId"), {}),
                fill=_at(fills, element.get("fillId"), ""),
                **_at(borders, element.get("borderId"), {}),
                horizontal=about.get("horizontal", "general"),
                vertical=about.get("vertical", "bottom"),
                indent=int(number(about.get("indent"))),
                wrap=about.get("wrapText") in ("1", "true"),
                shrink=about.get("shrinkToFit") in ("1", "true"),
                rotation=int(number(about.get("textRotation"))),
                number_format=formats.get(int(number(element.get("numFmtId"))), "General"),
                locked=protection is None or protection.get("locked") not in ("0", "false"),
            )
        )
    return styles


def _at(items: Sequence[_T], index: str | None, default: _T) -> _T:
    at = int(number(index))
    return items[at] if 0 <= at < len(items) else default


def _font(element: Element, theme: Sequence[str]) -> dict[str, Any]:
    def on(name: str) -> bool:
        part = child(element, name)
        return part is not None and part.get("val", "1") not in ("0", "false", "none")

    name, size, colour = child(element, "name"), child(element, "sz"), child(element, "color")
    return {
        "font": name.get("val", PLAIN.font) if name is not None else PLAIN.font,
        "size": number(size.get("val"), PLAIN.size) if size is not None else PLAIN.size,
        "bold": on("b"),
        "italic": on("i"),
        "underline": on("u"),
        "strike": on("strike"),
        "colour": colour_of(colour.attrib if colour is not None else None, theme, "#000000"),
    }


def _fill(element: Element, theme: Sequence[str]) -> str:
    pattern = child(element, "patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return ""
    front, back = child(pattern, "fgColor"), child(pattern, "bgColor")
    if pattern.get("patternType") == "solid":
        return colour_of(front.attrib if front is not None else None, theme, "#ffffff")
    return colour_of(back.attrib if back is not None else None, theme, "#ffffff")


def _border(element: Element, theme: Sequence[str]) -> dict[str, Any]:
    edges: dict[str, Any] = {}
    for side, other in (("left", "start"), ("right", "end"), ("top", ""), ("bottom", "")):
        part = child(element, side)
        if part is None and other:
            part = child(element, other)
        style = part.get("style", "none") if part is not None else "none"
        if style in _WIDTHS:
            colour = child(part, "color")
            shown = colour_of(colour.attrib if colour is not None else None, theme, "#000000")
            edges[side] = Edge(style, _WIDTHS[style], shown)
    return edges
