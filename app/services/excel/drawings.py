"""Text boxes drawn over a sheet: their words and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from app.services.excel.styles import child, children, local_name, number

#: English Metric Units per px at 96 dpi.
_EMU = 9525


@dataclass(frozen=True, slots=True)
class Sizes:
    """Column widths and row heights in px, from the first."""

    widths: tuple[float, ...]
    heights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TextBox:
    """A box of words: place and size in px from the sheet's corner, ``size`` of the letters in points,
    ``fill`` and ``line`` ``#rrggbb`` or ``""``."""

    x: float
    y: float
    width: float
    height: float
    text: str
    size: float = 11.0
    bold: bool = False
    colour: str = "#000000"
    fill: str = ""
    line: str = ""


def read_text_boxes(root: Element, sizes: Sizes, theme: Sequence[str]) -> list[TextBox]:
    """The shapes with words of a drawing part; pictures and charts are left out."""
    boxes: list[TextBox] = []
    for anchor in root:
        if not local_name(anchor).endswith("Anchor"):
            continue
        for shape in anchor.iter():
            if local_name(shape) == "sp":
                text = _words(shape)
                if text:
                    boxes.append(_box(anchor, shape, text, sizes, theme))
    return boxes


def _box(anchor: Element, shape: Element, text: str, sizes: Sizes, theme: Sequence[str]) -> TextBox:
    x, y = _corner(child(anchor, "from"), sizes)
    position, extent, until = child(anchor, "pos"), child(anchor, "ext"), child(anchor, "to")
    if position is not None:
        x, y = number(position.get("x")) / _EMU, number(position.get("y")) / _EMU
    if until is not None:
        right, bottom = _corner(until, sizes)
        width, height = right - x, bottom - y
    elif extent is not None:
        width, height = number(extent.get("cx")) / _EMU, number(extent.get("cy")) / _EMU
    else:
        width = height = 0.0
    properties = child(shape, "spPr")
    run = next((part for part in shape.iter() if local_name(part) == "rPr"), None)
    about = run.attrib if run is not None else {}
    return TextBox(
        x=x,
        y=y,
        width=max(width, 0.0),
        height=max(height, 0.0),
        text=text,
        size=number(about.get("sz"), 1100) / 100,
        bold=about.get("b") in ("1", "true"),
        colour=_solid(run, theme) or "#000000",
        fill=_solid(properties, theme),
        line=_solid(child(properties, "ln"), theme),
    )


def _corner(place: Element | None, sizes: Sizes) -> tuple[float, float]:
    def value(name: str) -> float:
        part = child(place, name)
        return number(part.text if part is not None else None)

    column, row = int(value("col")), int(value("row"))
    usual_width = sizes.widths[-1] if sizes.widths else 64.0
    usual_height = sizes.heights[-1] if sizes.heights else 20.0
    x = sum(sizes.widths[:column]) + max(0, column - len(sizes.widths)) * usual_width
    y = sum(sizes.heights[:row]) + max(0, row - len(sizes.heights)) * usual_height
    return x + value("colOff") / _EMU, y + value("rowOff") / _EMU


def _words(shape: Element) -> str:
    body = child(shape, "txBody")
    lines = [
        "".join(part.text or "" for part in paragraph.iter() if local_name(part) == "t")
        for paragraph in children(body, "p")
    ]
    return "\n".join(lines).strip()


def _solid(element: Element | None, theme: Sequence[str]) -> str:
    solid = child(element, "solidFill")
    if solid is None or not len(solid):
        return ""
    colour = solid[0]
    if local_name(colour) == "srgbClr":
        return "#" + colour.get("val", "000000").lower()
    if local_name(colour) == "sysClr":
        return "#" + colour.get("lastClr", "000000").lower()
    names = {"bg1": 0, "tx1": 1, "bg2": 2, "tx2": 3, "lt1": 0, "dk1": 1, "lt2": 2, "dk2": 3}
    names.update({f"accent{index}": index + 3 for index in range(1, 7)})
    index = names.get(colour.get("val", ""))
    return theme[index] if index is not None and index < len(theme) else ""
