"""Giving cells of a sheet another style in the bytes of its XML; all else keeps its very bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.errors import AppError
from app.services.excel.package import Package, local, relation_id, safe_parser
from app.services.excel.refs import cell_name, split_cell
from app.services.excel.spans import declared_encoding, tag_end

#: What stands behind ``legacyDrawing`` in a sheet.
_AFTER_DRAWING = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    }
)
_STYLE = re.compile(rb"""\ss\s*=\s*(?:"[^"]*"|'[^']*')""")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(slots=True)
class _Row:
    start: int
    inside: int
    style: str = ""
    close: int = 0
    end: int = 0
    empty: bool = False
    cells: list[tuple[int, int]] = field(default_factory=list)


class SheetCells:
    """The wanted cells of one sheet. ``drawing`` is the relation of its comments' drawing, ``""`` when it has none.

    Raises ``excel.encoding`` when the part is not UTF-8 and ``excel.corrupt`` when it is no sheet.
    """

    def __init__(self, package: Package, content: bytes, wanted: Iterable[str]) -> None:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or declared_encoding(content) not in (
            "", "utf-8", "ascii", "us-ascii",
        ):  # fmt: skip
            raise AppError("excel.encoding", file=package.shown)
        self._content = content
        self._wanted = {split_cell(name) for name in wanted}
        self._found: dict[tuple[int, int], tuple[int, int, str]] = {}
        self._rows: dict[int, _Row] = {}
        self._column_styles: list[tuple[int, int, str]] = []
        self.prefix = ""
        self.drawing = ""
        self._drawing_at = 0
        self._scan(package)

    def _scan(self, package: Package) -> None:
        parser = safe_parser()
        content, wanted = self._content, self._wanted
        rows = {row for row, _ in wanted}
        depth = number = column = 0
        row: _Row | None = None
        c_tag, row_tag, col_tag = "c", "row", "col"
        seen_data = False

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth, number, column, row, c_tag, row_tag, col_tag, seen_data
            depth += 1
            if tag == c_tag and depth == 4:
                place = attributes.get("r")
                column = split_cell(place)[1] if place else column + 1
                if row is not None:
                    at = parser.CurrentByteIndex
                    row.cells.append((column, at))
                    if (number, column) in wanted:
                        self._found[number, column] = (at, tag_end(content, at), attributes.get("s", "0"))
            elif tag == row_tag and depth == 3:
                number = int(attributes["r"]) if "r" in attributes else number + 1
                column = 0
                if number in rows:
                    at = parser.CurrentByteIndex
                    own = attributes.get("s", "") if attributes.get("customFormat") in ("1", "true") else ""
                    row = self._rows[number] = _Row(at, tag_end(content, at), own)
            elif tag == col_tag and "style" in attributes:
                self._column_styles.append((int(attributes["min"]), int(attributes["max"]), attributes["style"]))
            elif depth == 1:
                self.prefix = tag.rpartition(":")[0]
                if self.prefix:
                    c_tag, row_tag, col_tag = (f"{self.prefix}:{name}" for name in ("c", "row", "col"))
            elif depth == 2:
                name = local(tag)
                seen_data = seen_data or name == "sheetData"
                if name == "legacyDrawing":
                    self.drawing = relation_id(attributes)
                elif seen_data and not self._drawing_at and name in _AFTER_DRAWING:
                    self._drawing_at = parser.CurrentByteIndex

        def end(tag: str) -> None:
            nonlocal depth, row
            depth -= 1
            if row is not None and tag == row_tag and depth == 2:
                at = parser.CurrentByteIndex
                row.empty = not content.startswith(f"</{tag}".encode(), at)
                row.close, row.end = (at, at) if row.empty else (at, content.index(b">", at) + 1)
                row = None
            elif depth == 0 and not self._drawing_at:
                self._drawing_at = parser.CurrentByteIndex

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        package.run(parser, content)
        if not seen_data:
            raise AppError("excel.corrupt", file=package.shown)

    def restyled(self, style_of: Callable[[tuple[int, int], str], str], drawing: str = "") -> bytes:
        """The XML with the wanted cells in the style that ``style_of`` (place, present style) gives; cells that are
        not there are put in. With ``drawing`` the sheet refers to that relation for its comments."""
        content = self._content
        edits: list[tuple[int, int, bytes]] = []
        missing: dict[int, list[int]] = {}
        for place in sorted(self._wanted):
            found = self._found.get(place)
            if found is None:
                missing.setdefault(place[0], []).append(place[1])
                continue
            first, last, style = found
            edits.append((first, last, _with_style(content[first:last], style_of(place, style))))
        for number, columns in missing.items():
            row = self._rows.get(number)
            if row is not None:  # a row that the sheet does not have holds nothing that could be wrong
                edits += self._into_row(number, row, columns, style_of)
        if drawing:
            edits.append((self._drawing_at, self._drawing_at, drawing.encode()))
        edits.sort(key=lambda edit: (edit[0], edit[1]))
        pieces: list[bytes] = []
        at = 0
        for first, last, xml in edits:
            pieces += (content[at:first], xml)
            at = last
        pieces.append(content[at:])
        return b"".join(pieces)

    def _into_row(
        self, number: int, row: _Row, columns: list[int], style_of: Callable[[tuple[int, int], str], str]
    ) -> list[tuple[int, int, bytes]]:
        tag = f"{self.prefix}:c" if self.prefix else "c"
        head = self._content[row.start : row.inside]
        loose = _SPANS.sub(b"", head, count=1)
        new = []
        for column in columns:
            inherited = row.style or next((s for a, b, s in self._column_styles if a <= column <= b), "0")
            style = style_of((number, column), inherited)
            new.append((column, f'<{tag} r="{cell_name(number, column)}" s="{style}"/>'.encode()))
        if row.empty:
            name = f"{self.prefix}:row" if self.prefix else "row"
            opened = loose.rstrip()[:-2].rstrip() + b">"
            return [(row.start, row.inside, opened + b"".join(xml for _, xml in new) + f"</{name}>".encode())]
        edits = [(row.start, row.inside, loose)] if loose != head else []
        for column, xml in new:
            where = next((at for there, at in row.cells if there > column), row.close)
            edits.append((where, where, xml))
        return edits


def _with_style(tag: bytes, style: str) -> bytes:
    """The start tag of a cell with another style."""
    written = b' s="%s"' % style.encode()
    changed, count = _STYLE.subn(written, tag, count=1)
    if count:
        return changed
    name = re.match(rb"<[^\s/>]+", tag)
    assert name is not None
    return tag[: name.end()] + written + tag[name.end() :]
