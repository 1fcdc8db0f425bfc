"""Marking cells of an .xlsx inside its zip: changed are the sheets' styles of cells, the style part, the comments and
what refers to them. Every other part keeps its bytes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import AppError, Severity
from app.services.excel.kinds import identify, load
from app.services.excel.marking.cells import SheetCells
from app.services.excel.marking.fills import Fills, empty_styles
from app.services.excel.marking.notes import Shapes, new_comments, new_drawing, with_comments, with_shapes
from app.services.excel.package import Package
from app.services.excel.refs import Box, cell_name, split_cell, split_range
from app.services.excel.repack import repack
from app.services.excel.scan import BookPart, read_book
from app.services.excel.xmltext import before_end, prefix_of

#: Grounds by severity: what must be mended, what should be looked at.
GROUNDS = {"error": "FFC7CE", "warning": "FFEB9C"}
#: More windows than this make a workbook slow; cells beyond them are coloured only.
MOST_COMMENTS = 10_000

_TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = {
    "comments": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "styles": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
}
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_MERGE = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*?\sref\s*=\s*["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to be marked and what to say there. Several marks of one cell are said one after the other."""

    sheet: str
    cell: str
    text: str
    severity: Severity


def mark(source: bytes, marks: Sequence[Mark], name: str = "") -> bytes:
    """The workbook with the cells of ``marks`` filled and commented. A cell inside a merged area is marked at the
    area's first one; sheets that the workbook does not have are passed over.

    Raises ``excel.cannot_mark`` for what is no .xlsx, ``excel.encoding`` for sheets that are not UTF-8.
    """
    data, shown = load(source, name)
    if identify(data, shown) != "xlsx":
        raise AppError("excel.cannot_mark", file=shown)
    return _Marking(Package(data, shown)).marked(marks)


class _Marking:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._book: BookPart = read_book(package)
        self._strict = b"purl.oclc.org/ooxml" in package.read(self._book.part)[:4096]
        self._relation = _STRICT if self._strict else _TRANSITIONAL
        self._parts: dict[str, bytes] = {}
        self._left = MOST_COMMENTS

    def marked(self, marks: Sequence[Mark]) -> bytes:
        fills, styles = self._styles()
        drawings = [
            self._package.read(entry.filename)
            for entry in self._package.entries
            if entry.filename.lower().endswith(".vml")
        ]
        shapes = Shapes(drawings)
        for sheet, _state, part in self._book.sheets:
            here = [each for each in marks if each.sheet == sheet]
            if here:
                self._mark_sheet(part, here, fills, shapes)
        grown = fills.grown()
        if self._parts:
            self._parts[styles] = grown
        return repack(self._package, self._parts)

    def _styles(self) -> tuple[Fills, str]:
        part = self._book.styles
        if part and part in self._package:
            return Fills(self._package, self._package.read(part), GROUNDS), part
        part = posixpath.join(posixpath.dirname(self._book.part), "styles.xml")
        self._relate(self._book.part, "styles", part)
        self._override(part, "styles")
        return Fills(self._package, empty_styles(self._strict), GROUNDS), part

    def _mark_sheet(self, part: str, marks: Sequence[Mark], fills: Fills, shapes: Shapes) -> None:
        content = self._package.read(part)
        anchors = _Anchors([split_range(found.decode()) for found in _MERGE.findall(content)])
        texts: dict[tuple[int, int], list[str]] = {}
        grounds: dict[tuple[int, int], str] = {}
        for each in marks:
            place = anchors.of(split_cell(each.cell))
            said = texts.setdefault(place, [])
            if each.text not in said:
                said.append(each.text)
            ground = "error" if each.severity == "error" else "warning"
            grounds[place] = "error" if grounds.get(place) == "error" else ground
        cells = SheetCells(self._package, content, [cell_name(*place) for place in texts])
        told = dict(sorted((place, "\n".join(said)) for place, said in texts.items())[: self._left])
        self._left -= len(told)
        drawing = self._comment(part, told, cells, shapes) if told else ""
        self._parts[part] = cells.restyled(lambda place, style: fills.style(style, grounds[place]), drawing)

    def _comment(self, part: str, texts: Mapping[tuple[int, int], str], cells: SheetCells, shapes: Shapes) -> str:
        """Put the comments in; returns the element by which the sheet refers to a new drawing, if there is one."""
        package = self._package
        relations = package.relations(part)
        comments = next((r.target for r in relations if r.kind == "comments" and r.target in package), "")
        commented: frozenset[tuple[int, int]] = frozenset()
        if comments:
            self._parts[comments], commented = with_comments(package, package.read(comments), texts)
        else:
            comments = self._free("xl/comments{}.xml")
            self._parts[comments] = new_comments(texts, self._strict)
            self._relate(part, "comments", comments)
            self._override(comments, "comments")
        new = [place for place in sorted(texts) if place not in commented]
        drawing = next(
            (r.target for r in relations if cells.drawing and r.id == cells.drawing and r.target in package), ""
        )
        if drawing:
            self._parts[drawing] = with_shapes(self._parts.get(drawing, package.read(drawing)), new, texts, shapes)
            return ""
        drawing = self._free("xl/drawings/vmlDrawing{}.vml")
        self._parts[drawing] = new_drawing(sorted(texts), texts, shapes)
        self._default("vml", _VML)
        name = self._relate(part, "vmlDrawing", drawing)
        colon = f"{cells.prefix}:" if cells.prefix else ""
        return f'<{colon}legacyDrawing xmlns:r="{self._relation}" r:id="{name}"/>'

    # -- what refers to what --------------------------------------------------------------------------
    def _free(self, pattern: str) -> str:
        names = (pattern.format(n) for n in range(1, 100_000))
        return next(name for name in names if name not in self._package and name not in self._parts)

    def _relate(self, part: str, kind: str, target: str) -> str:
        """Have ``part`` refer to ``target``; returns the relation's id."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", name + ".rels")
        content = self._parts.get(listing)
        if content is None:
            content = (
                self._package.read(listing)
                if listing in self._package
                else f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}">'
                "</Relationships>".encode()
            )
        used = {found.decode() for found in re.findall(rb"""\bId\s*=\s*["']([^"']*)["']""", content)}
        id_ = next(f"rId{n}" for n in range(1, 100_000) if f"rId{n}" not in used)
        prefix = prefix_of(content, "Relationships")
        where = posixpath.relpath(target, folder)
        xml = f'<{prefix}Relationship Id="{id_}" Type="{self._relation}/{kind}" Target="{where}"/>'
        self._parts[listing] = before_end(content, "Relationships", xml.encode())
        return id_

    def _override(self, part: str, kind: str) -> None:
        content = self._types()
        if f'"/{part}"'.encode() not in content:
            prefix = prefix_of(content, "Types")
            xml = f'<{prefix}Override PartName="/{part}" ContentType="{_TYPES[kind]}"/>'
            self._parts["[Content_Types].xml"] = before_end(content, "Types", xml.encode())

    def _default(self, ending: str, kind: str) -> None:
        """Say what files of an ending are. Defaults stand in front, as some programs expect."""
        content = self._types()
        if re.search(rb"""\bExtension\s*=\s*["']%s["']""" % ending.encode(), content, re.IGNORECASE):
            return
        prefix = prefix_of(content, "Types")
        xml = f'<{prefix}Default Extension="{ending}" ContentType="{kind}"/>'.encode()
        root = re.search(rb"<(?:\w+:)?Types\b[^>]*[^/]>", content)
        if root is None:
            self._parts["[Content_Types].xml"] = before_end(content, "Types", xml)
        else:
            self._parts["[Content_Types].xml"] = content[: root.end()] + xml + content[root.end() :]

    def _types(self) -> bytes:
        return self._parts.get("[Content_Types].xml") or self._package.read("[Content_Types].xml")


class _Anchors:
    """Cells of merged areas → the area's first cell."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._by_row: dict[int, list[Box]] = {}
        for box in boxes:
            for row in range(box[0], min(box[2], box[0] + 5000) + 1):
                self._by_row.setdefault(row, []).append(box)

    def of(self, place: tuple[int, int]) -> tuple[int, int]:
        row, column = place
        for top, left, _bottom, right in self._by_row.get(row, ()):
            if left <= column <= right:
                return top, left
        return place
