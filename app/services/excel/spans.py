"""Where the rows and cells of a sheet stand in the bytes of its XML, and changing them there.

Nothing is parsed into a tree and written again: new text is spliced between byte offsets that expat gives,
so that everything else keeps its very bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.errors import AppError
from app.services.excel.package import Package, safe_parser
from app.services.excel.refs import cell_name, split_cell
from app.services.excel.xmltext import escape, quoted

_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\r]")
_LOOKS_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")

#: The longest text a cell may hold.
MAX_TEXT = 32_767


@dataclass(slots=True)
class CellSpan:
    """One ``<c>``: its bytes from ``start`` to ``end``; ``formula`` those of its ``<f>``, if any."""

    start: int
    end: int
    attributes: dict[str, str]
    formula: tuple[int, int] | None = None
    empty: bool = True


@dataclass(slots=True)
class RowSpan:
    """One ``<row>``: ``inside`` is where its first cell would begin, ``close`` where its content ends."""

    number: int
    start: int
    inside: int
    attributes: dict[str, str]
    close: int = 0
    end: int = 0
    empty_tag: bool = False
    cells: dict[int, CellSpan] = field(default_factory=dict)


class SheetSpans:
    """The rows and cells of one sheet's XML. Raises ``excel.encoding`` when it is not UTF-8."""

    def __init__(self, package: Package, content: bytes) -> None:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or declared_encoding(content) not in (
            "",
            "utf-8",
            "ascii",
            "us-ascii",
        ):
            raise AppError("excel.encoding", file=package.shown)
        self.content = content
        self.prefix = ""
        self.rows: dict[int, RowSpan] = {}
        self.column_styles: list[tuple[int, int, str]] = []
        self.data_start = self.data_close = self.data_end = 0
        self.data_empty_tag = False
        self._edits: list[tuple[int, int, bytes]] = []
        self._inserted: dict[int, list[tuple[int, bytes]]] = {}
        self._scan(package)

    def _scan(self, package: Package) -> None:
        parser = safe_parser()
        content = self.content
        row: RowSpan | None = None
        cell: CellSpan | None = None
        formula_start = 0
        depth = 0
        c_tag, row_tag, data_tag, f_tag, col_tag = "c", "row", "sheetData", "f", "col"

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal row, cell, formula_start, depth, c_tag, row_tag, data_tag, f_tag, col_tag
            depth += 1
            if depth == 1:
                self.prefix = tag.rpartition(":")[0]
                if self.prefix:
                    c_tag, row_tag, data_tag, f_tag, col_tag = (
                        f"{self.prefix}:{name}" for name in ("c", "row", "sheetData", "f", "col")
                    )
            elif tag == c_tag and row is not None:
                cell = CellSpan(parser.CurrentByteIndex, 0, attributes)
                last = max(row.cells, default=0)
                column = split_cell(attributes["r"])[1] if "r" in attributes else last + 1
                row.cells[column] = cell
            elif cell is not None:
                cell.empty = False
                if tag == f_tag:
                    formula_start = parser.CurrentByteIndex
            elif tag == row_tag:
                at = parser.CurrentByteIndex
                number = int(attributes["r"]) if "r" in attributes else max(self.rows, default=0) + 1
                row = RowSpan(number, at, tag_end(content, at), attributes)
                self.rows[number] = row
            elif tag == data_tag:
                self.data_start = parser.CurrentByteIndex
            elif tag == col_tag and "style" in attributes:
                self.column_styles.append((int(attributes["min"]), int(attributes["max"]), attributes["style"]))

        def end(tag: str) -> None:
            nonlocal row, cell, depth
            depth -= 1
            if tag == c_tag and cell is not None:
                cell.end, _close, _empty = _closing(content, parser.CurrentByteIndex, tag)
                cell = None
            elif tag == f_tag and cell is not None:
                cell.formula = (formula_start, _closing(content, parser.CurrentByteIndex, tag)[0])
            elif tag == row_tag and row is not None:
                row.end, row.close, row.empty_tag = _closing(content, parser.CurrentByteIndex, tag)
                row = None
            elif tag == data_tag:
                self.data_end, self.data_close, self.data_empty_tag = _closing(content, parser.CurrentByteIndex, tag)

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        package.run(parser, content)
        if not self.data_end:
            raise AppError("excel.corrupt", file=package.shown)

    def cell(self, name: str) -> CellSpan | None:
        """The span of a cell; ``None`` when the XML has none."""
        row, column = split_cell(name)
        return self.rows[row].cells.get(column) if row in self.rows else None

    def put(self, name: str, kind: str, body: str) -> None:
        """Replace what a cell holds, keeping its style. ``kind`` is the ``t`` attribute (``""`` for none),
        ``body`` the XML inside, ``""`` for an empty cell. A missing cell is inserted in its place."""
        row, column = split_cell(name)
        span = self.cell(name)
        if span is None:
            if body:
                self._insert(row, column, kind, body)
            return
        if span.empty and not body:
            return
        style = {"s": span.attributes["s"]} if "s" in span.attributes else {}
        self._edits.append((span.start, span.end, self._cell_xml(name, style, kind, body)))

    def put_result(self, name: str, kind: str, value: str | None) -> None:
        """Replace the stored result of a formula (``None`` removes it); the formula keeps its bytes."""
        span = self.cell(name)
        assert span is not None and span.formula is not None
        kept = {key: text for key, text in span.attributes.items() if key not in ("t", "r")}
        formula = self.content[span.formula[0] : span.formula[1]]
        tag = self._tag("v").encode()
        result = b"" if value is None else b"<%s>%s</%s>" % (tag, escape(value).encode(), tag)
        head, tail = self._cell_xml(name, kept, kind if value is not None else "", "\0").split(b"\0")
        self._edits.append((span.start, span.end, head + formula + result + tail))

    def spliced(self) -> bytes:
        """The XML with all changes made; the very same bytes when there are none."""
        edits = list(self._edits)
        new_rows: list[tuple[int, bytes]] = []
        for number, cells in self._inserted.items():
            row = self.rows.get(number)
            if row is None:
                tag = self._tag("row")
                inside = b"".join(xml for _column, xml in sorted(cells))
                new_rows.append((number, f'<{tag} r="{number}">'.encode() + inside + f"</{tag}>".encode()))
            else:
                edits += self._into_row(row, cells)
        edits += self._into_sheet(new_rows)
        edits.sort(key=lambda edit: (edit[0], edit[1]))
        pieces: list[bytes] = []
        at = 0
        for start, end, xml in edits:
            pieces += (self.content[at:start], xml)
            at = end
        pieces.append(self.content[at:])
        return b"".join(pieces)

    def _tag(self, name: str) -> str:
        return f"{self.prefix}:{name}" if self.prefix else name

    def _cell_xml(self, name: str, attributes: dict[str, str], kind: str, body: str) -> bytes:
        tag = self._tag("c")
        words = "".join(f" {key}={quoted(text)}" for key, text in attributes.items())
        words += f' t="{kind}"' if kind else ""
        inside = f">{body}</{tag}>" if body else "/>"
        return f'<{tag} r="{name}"{words}{inside}'.encode()

    def _insert(self, row: int, column: int, kind: str, body: str) -> None:
        span = self.rows.get(row)
        style = ""
        if span is not None and span.attributes.get("customFormat") in ("1", "true"):
            style = span.attributes.get("s", "")
        else:
            style = next((s for first, last, s in self.column_styles if first <= column <= last), "")
        xml = self._cell_xml(cell_name(row, column), {"s": style} if style else {}, kind, body)
        self._inserted.setdefault(row, []).append((column, xml))

    def _into_row(self, row: RowSpan, cells: list[tuple[int, bytes]]) -> list[tuple[int, int, bytes]]:
        first, _colon, last = row.attributes.get("spans", "1:16384").partition(":")
        fits = all(int(first) <= column <= int(last or first) for column, _xml in cells)
        head = self.content[row.start : row.inside]
        if not fits:
            head = re.sub(rb"""\sspans\s*=\s*("[^"]*"|'[^']*')""", b"", head, count=1)
        if row.empty_tag:
            tag = self._tag("row").encode()
            head = head.rstrip()[:-2].rstrip() + b">"
            inside = b"".join(xml for _column, xml in sorted(cells))
            return [(row.start, row.end, head + inside + b"</" + tag + b">")]
        edits = [] if fits else [(row.start, row.inside, head)]
        for column, xml in sorted(cells):
            after = [at for at in sorted(row.cells) if at > column]
            where = row.cells[after[0]].start if after else row.close
            edits.append((where, where, xml))
        return edits

    def _into_sheet(self, new_rows: list[tuple[int, bytes]]) -> list[tuple[int, int, bytes]]:
        if not new_rows:
            return []
        if self.data_empty_tag:
            tag = self._tag("sheetData").encode()
            inside = b"".join(xml for _number, xml in sorted(new_rows))
            return [(self.data_start, self.data_end, b"<%s>%s</%s>" % (tag, inside, tag))]
        edits: list[tuple[int, int, bytes]] = []
        for number, xml in sorted(new_rows):
            after = [at for at in sorted(self.rows) if at > number]
            where = self.rows[after[0]].start if after else self.data_close
            edits.append((where, where, xml))
        return edits


def text_xml(text: str, prefix: str = "") -> str:
    """The body of an ``inlineStr`` cell. Control characters are written as the format escapes them."""
    text = _NOT_XML.sub("�", _LOOKS_ESCAPED.sub(r"_x005F_\1", text))
    text = _BAD.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    colon = f"{prefix}:" if prefix else ""
    return f'<{colon}is><{colon}t xml:space="preserve">{escape(text)}</{colon}t></{colon}is>'


def declared_encoding(content: bytes) -> str:
    """The encoding an XML part names, in lower case; empty when it names none."""
    found = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""", content)
    return found[1].decode().lower() if found else ""


def tag_end(content: bytes, at: int) -> int:
    """The offset after the start tag at ``at``; a ``>`` inside quotes does not end it."""
    quote = 0
    for index in range(at, len(content)):
        byte = content[index]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == 62:
            return index + 1
    raise ValueError(at)


def _closing(content: bytes, at: int, tag: str) -> tuple[int, int, bool]:
    """(end of the element, where its content ends, whether it was ``<tag/>``), from the offset expat gives
    at its end: that of ``</tag``, or the one after ``/>``."""
    closing = f"</{tag}".encode()
    if content.startswith(closing, at) and content[at + len(closing)] in b"> \t\r\n":
        return content.index(b">", at) + 1, at, False
    return at, at, True
