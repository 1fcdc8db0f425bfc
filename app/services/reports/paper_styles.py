"""What Word's styles say about letters and paragraphs: defaults, then the style and those it is based on, then the
paragraph or the run itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.services.reports.paper_model import Rule

#: An element of the XML; lxml's own types are not known here.
Element: TypeAlias = Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,7}(?:\.[0-9]{1,6})?")
_MEASURE = re.compile(r"(?P<number>[+-]?[0-9]{1,7}(?:\.[0-9]{1,6})?)(?P<unit>|pt|cm|mm|in|pc)")
_UNITS = {"": 0.05, "pt": 1.0, "cm": 28.3465, "mm": 2.83465, "in": 72.0, "pc": 12.0}
_ALIGN = {
    "left": "left",
    "start": "left",
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "both",
    "distribute": "both",
}


#: Typefaces of headings, for which the one typeface of the PDF stands in with its heavier letters.
_HEAVY = frozenset({"黑体", "SimHei", "方正小标宋简体", "方正小标宋_GBK", "楷体_GB2312", "楷体", "KaiTi", "微软雅黑"})
#: The grounds that Word's marker has; darker ones would hide the words.
_GROUNDS = {"yellow": "#FFE680", "green": "#B9F0B9", "cyan": "#B9F0F0", "lightGray": "#E0E0E0"}


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters look."""

    size: float
    bold: bool
    underline: bool
    color: str
    hidden: bool
    ground: str = ""

    def as_run(self) -> dict[str, Any]:
        """What a run takes over."""
        return {
            "size": self.size,
            "bold": self.bold,
            "underline": self.underline,
            "color": self.color,
            "ground": self.ground,
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """The properties that hold for a paragraph, the weakest first, and those of its letters."""

    paragraph: tuple[Element, ...]
    letters: tuple[Element, ...]

    def mark(self, source: Element) -> tuple[Element, ...]:
        """The letters of the paragraph's own mark: what an empty line is as high as."""
        own = source.find(f"{W}pPr/{W}rPr")
        return (*self.letters, own) if own is not None else self.letters


class Styles:
    """The styles of one file."""

    def __init__(self, root: Element) -> None:
        self._styles: dict[str, Element] = {}
        self._usual: dict[str, str] = {}
        for style in root.findall(f"{W}style"):
            name = style.get(f"{W}styleId") or ""
            self._styles[name] = style
            if style.get(f"{W}default") in ("1", "true"):
                self._usual[style.get(f"{W}type") or ""] = name
        self._letters = root.findall(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._paragraphs = root.findall(f"{W}docDefaults/{W}pPrDefault/{W}pPr")

    def _line(self, name: str | None, kind: str) -> list[Element]:
        """A style and those it is based on, the root first."""
        found: list[Element] = []
        at = name if name in self._styles else self._usual.get(kind)
        while at and at in self._styles and self._styles[at] not in found:
            found.append(self._styles[at])
            based = self._styles[at].find(f"{W}basedOn")
            at = None if based is None else based.get(f"{W}val")
        return found[::-1]

    def of_paragraph(self, source: Element, table_style: str | None) -> Chain:
        """What holds for a paragraph, inside a table of ``table_style`` or not."""
        own = source.find(f"{W}pPr")
        named = None if own is None else own.find(f"{W}pStyle")
        line = self._line(None if named is None else named.get(f"{W}val"), "paragraph")
        tables = self._line(table_style, "table") if table_style else []
        whole = [*tables, *line]
        return Chain(
            (*self._paragraphs, *_parts(whole, "pPr"), *([own] if own is not None else [])),
            (*self._letters, *_parts(whole, "rPr")),
        )

    def of_run(self, source: Element, above: tuple[Element, ...]) -> tuple[Element, ...]:
        """What holds for the letters of a run."""
        own = source.find(f"{W}rPr")
        if own is None:
            return above
        named = own.find(f"{W}rStyle")
        line = self._line(named.get(f"{W}val"), "") if named is not None else []
        return (*above, *_parts(line, "rPr"), own)

    def of_table(self, name: str | None) -> list[Element]:
        """The properties of a table's style."""
        return _parts(self._line(name, "table"), "tblPr")


def _parts(styles: list[Element], name: str) -> list[Element]:
    return [part for style in styles if (part := style.find(f"{W}{name}")) is not None]


def letters(chain: tuple[Element, ...]) -> Letters:
    """How letters look after all of ``chain``."""
    size, bold, underline, color, hidden, ground = 10.0, False, False, "#000000", False, ""
    for part in chain:
        if (ground_of := part.find(f"{W}highlight")) is not None:
            ground = _GROUNDS.get(ground_of.get(f"{W}val") or "", "")
        if (face := part.find(f"{W}rFonts")) is not None and face.get(f"{W}eastAsia"):
            bold = face.get(f"{W}eastAsia") in _HEAVY
        found = part.find(f"{W}sz")
        if found is not None and (half := number(found, "val")):
            size = min(max(half / 2, 4.0), 96.0)
        if part.find(f"{W}b") is not None:
            bold = flag(part, "b")
        if (line := part.find(f"{W}u")) is not None:
            underline = line.get(f"{W}val") not in (None, "none", "0")
        if (ink := part.find(f"{W}color")) is not None:
            word = ink.get(f"{W}val") or ""
            color = f"#{word}" if _COLOR.fullmatch(word) else "#000000"
        if part.find(f"{W}vanish") is not None:
            hidden = flag(part, "vanish")
    return Letters(size, bold, underline, color, hidden, ground)


def shape(chain: tuple[Element, ...], size: float) -> dict[str, Any]:
    """A paragraph's arrangement as the fields of ``Paragraph``; ``least`` is the least distance between lines."""
    found: dict[str, Any] = {}
    for part in chain:
        if (align := part.find(f"{W}jc")) is not None:
            found["align"] = _ALIGN.get(align.get(f"{W}val") or "", "left")
        if (indent := part.find(f"{W}ind")) is not None:
            _indent(found, indent, size)
        if (spacing := part.find(f"{W}spacing")) is not None:
            _spacing(found, spacing)
        for name, key in (("keepNext", "keep_next"), ("keepLines", "keep_lines"), ("pageBreakBefore", "new_page")):
            if part.find(f"{W}{name}") is not None:
                found[key] = flag(part, name)
        if (lines := part.find(f"{W}pBdr")) is not None:
            found["line"] = _line_below(lines)
        if (stops := part.find(f"{W}tabs")) is not None:
            found["stops"] = tuple(
                (place, _ALIGN.get(one.get(f"{W}val") or "", "left"))
                for one in stops
                if (place := twips(one, "pos")) is not None and one.get(f"{W}val") not in ("clear", "bar")
            )
    return found


def _line_below(source: Element) -> Rule | None:
    line = source.find(f"{W}bottom")
    if line is None or line.get(f"{W}val") in (None, "nil", "none"):
        return None
    word = line.get(f"{W}color") or ""
    width = min(max((number(line, "sz") or 4.0) / 8, 0.25), 12.0)
    gap = min(max(number(line, "space") or 1.0, 0.0), 31.0)
    return Rule(width, f"#{word}" if _COLOR.fullmatch(word) else "#000000", gap)


def _indent(found: dict[str, Any], source: Element, size: float) -> None:
    """Indents; those told in characters go before those told in lengths."""
    for key, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        for name in names:
            if (length := twips(source, name)) is not None:
                found[key] = length
            if many := number(source, f"{name}Chars"):
                found[key] = many / 100 * size
    if (length := twips(source, "firstLine")) is not None:
        found["first"] = length
    if many := number(source, "firstLineChars"):
        found["first"] = many / 100 * size
    if length := twips(source, "hanging"):
        found["first"] = -length
    if many := number(source, "hangingChars"):
        found["first"] = -many / 100 * size


def _spacing(found: dict[str, Any], source: Element) -> None:
    for key in ("before", "after"):
        if (length := twips(source, key)) is not None:
            found[key] = max(0.0, min(length, 400.0))
    line = number(source, "line")
    if line:
        rule = source.get(f"{W}lineRule") or "auto"
        for key in ("leading", "spacing", "least"):
            found.pop(key, None)
        if rule == "auto":
            found["spacing"] = min(max(line / 240, 0.5), 5.0)
        else:
            found["leading" if rule == "exact" else "least"] = min(max(line / 20, 4.0), 200.0)


def flag(source: Element, name: str) -> bool:
    """Whether an on-off property is there and on."""
    found = source.find(f"{W}{name}")
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off")


def number(source: Element, name: str) -> float | None:
    """An attribute that is a number; None when it is none."""
    text = source.get(f"{W}{name}") or ""
    return float(text) if _NUMBER.fullmatch(text) else None


def twips(source: Element, name: str) -> float | None:
    """A length in points from an attribute in twentieths of a point (or with a unit of its own)."""
    text = source.get(f"{W}{name}") or ""
    found = _MEASURE.fullmatch(text)
    return float(found["number"]) * _UNITS[found["unit"]] if found else None
