"""Joining PDF files into one, page by page and object by object: memory holds one object at a time, not the file.

Every page gets a line at its foot (which file, which page of how many), and the document its bookmarks. Only what a
page shows is taken over. The parts must be sound PDF: a stranger's has been through :mod:`foreign_pdf`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from app.progress import SILENT, Progress
from app.services.reports import fonts
from app.services.reports.foreign_pdf import content_refs

_STAMP_WIDTH, _STAMP_HEIGHT = 300.0, 18.0
_FOOT, _SIDE = 10.0, 28.0
_NARROW = 380.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A file whose pages come next; with ``title``, its first page gets a bookmark."""

    path: Path
    pages: int
    title: str = ""


def join(
    out: BinaryIO,
    pieces: Sequence[Piece],
    *,
    title: str,
    foot: Callable[[int, int], str],
    progress: Progress = SILENT,
) -> int:
    """Write one PDF of all ``pieces`` to ``out``; returns how many pages it has.

    ``foot(number, total)`` is written at the right of the foot of each page.
    """
    from pypdf import PdfReader

    total = sum(piece.pages for piece in pieces)
    document = _Document(out)
    stamps = PdfReader(io.BytesIO(_stamps([foot(number, total) for number in range(1, total + 1)])))
    inks = _Source(document, stamps)
    marks: list[tuple[str, int]] = []
    leaves: list[int] = []
    for piece in pieces:
        with piece.path.open("rb") as stream:
            source = _Source(document, PdfReader(stream))
            for page in source.reader.pages:
                progress.step(len(leaves), total, "装订")
                leaf = document.new()
                if piece.title and page.page_number == 0:
                    marks.append((piece.title, leaf))
                stamp = inks.form(stamps.pages[len(leaves)])
                source.page(page, leaf, stamp)
                leaves.append(leaf)
            source.finish()
    inks.finish()
    document.finish(leaves, marks, title)
    progress.step(total, total, "装订")
    return len(leaves)


def _stamps(lines: Sequence[str]) -> bytes:
    """One small page a line, its words at the right."""
    from reportlab.pdfgen.canvas import Canvas

    fonts.register()
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR  # reportlab's own hints take it for a number
    canvas = Canvas(stream, (_STAMP_WIDTH, _STAMP_HEIGHT), initialFontName=usual, pageCompression=1)
    for line in lines:
        canvas.setFont(fonts.REGULAR, 9)
        canvas.drawRightString(_STAMP_WIDTH, 4, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


class _Document:
    """The file being written: objects one after another, then the table of where they stand."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._offsets: list[int | None] = []
        self.catalogue, self.tree = self.new(), self.new()
        self.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def new(self) -> int:
        """The number of an object still to be written."""
        self._offsets.append(None)
        return len(self._offsets)

    def write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)

    def put(self, number: int, body: bytes, stream: bytes | None = None) -> None:
        """Write one object; the dictionary ``body`` of a ``stream`` has its length already."""
        self._offsets[number - 1] = self._at
        self.write(b"%d 0 obj\n" % number + body)
        if stream is not None:
            self.write(b"\nstream\n")
            self.write(stream)
            self.write(b"\nendstream")
        self.write(b"\nendobj\n")

    def finish(self, leaves: Sequence[int], marks: Sequence[tuple[str, int]], title: str) -> None:
        kids = b" ".join(b"%d 0 R" % leaf for leaf in leaves)
        self.put(self.tree, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(leaves), kids))
        outline = self._outline(marks)
        catalogue = b"<< /Type /Catalog /Pages %d 0 R /Lang (zh-CN)" % self.tree
        if outline:
            catalogue += b" /Outlines %d 0 R /PageMode /UseOutlines" % outline
        self.put(self.catalogue, catalogue + b" >>")
        info = self.new()
        maker = _text("消保台账")
        self.put(info, b"<< /Title %s /Creator %s /Producer %s >>" % (_text(title), maker, maker))
        start = self._at
        self.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._offsets) + 1))
        for offset in self._offsets:
            self.write(b"0000000000 65535 f \n" if offset is None else b"%010d 00000 n \n" % offset)
        size = len(self._offsets) + 1
        self.write(b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\n" % (size, self.catalogue, info))
        self.write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _outline(self, marks: Sequence[tuple[str, int]]) -> int:
        if not marks:
            return 0
        root = self.new()
        items = [self.new() for _ in marks]
        for at, (title, leaf) in enumerate(marks):
            beside = b""
            if at:
                beside += b" /Prev %d 0 R" % items[at - 1]
            if at + 1 < len(items):
                beside += b" /Next %d 0 R" % items[at + 1]
            dest = b"[%d 0 R /Fit]" % leaf
            self.put(items[at], b"<< /Title %s /Parent %d 0 R /Dest %s%s >>" % (_text(title), root, dest, beside))
        ends = (items[0], items[-1], len(items))
        self.put(root, b"<< /Type /Outlines /First %d 0 R /Last %d 0 R /Count %d >>" % ends)
        return root


class _Source:
    """A part: its objects under new numbers, each written once when the page that needs it is."""

    def __init__(self, document: _Document, reader: Any) -> None:
        self._document = document
        self.reader = reader
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[Any, int]] = []

    def page(self, page: Any, leaf: int, stamp: int) -> None:
        """Write a page as the object ``leaf`` with ``stamp`` at its foot, and all it needs."""
        from pypdf.generic import DictionaryObject

        document = self._document
        resources: Any = page.get("/Resources")
        resources = resources.get_object() if resources is not None else DictionaryObject()
        objects: Any = resources["/XObject"].get_object() if "/XObject" in resources else {}
        drawn = (
            b"".join(self._name(name) + b" " + self._value(objects.raw_get(name)) + b" " for name in objects)
            + b"/XbFoot %d 0 R" % stamp
        )
        others = b"".join(
            self._name(name) + b" " + self._value(resources.raw_get(name)) + b" "
            for name in resources
            if name != "/XObject"
        )
        before, after = document.new(), document.new()
        document.put(before, b"<< /Length 2 >>", b"q\n")
        ink = "\nQ q {:.3f} {:.3f} {:.3f} {:.3f} {:.3f} {:.3f} cm /XbFoot Do Q\n".format(*_matrix(page)).encode()
        document.put(after, b"<< /Length %d >>" % len(ink), ink)
        contents = b" ".join(self._value(ref) for ref in content_refs(page))
        body = b"<< /Type /Page /Parent %d 0 R /Resources << %s/XObject << %s >> >>" % (document.tree, others, drawn)
        body += b" /MediaBox %s /CropBox %s" % (_box(page.mediabox), _box(page.cropbox))
        body += b" /Rotate %d /Contents [%d 0 R %s %d 0 R]" % (page.rotation % 360, before, contents, after)
        if "/Group" in page:
            body += b" /Group " + self._value(page.raw_get("/Group"))
        document.put(leaf, body + b" >>")
        self._write_waiting()

    def form(self, page: Any) -> int:
        """A page of this part as something to be drawn on other pages."""
        number = self._document.new()
        data = page.get_contents().get_data()
        resources = self._value(page["/Resources"])
        head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 %d %d] /Resources %s /Length %d >>" % (
            _STAMP_WIDTH,
            _STAMP_HEIGHT,
            resources,
            len(data),
        )
        self._document.put(number, head, data)
        self._write_waiting()
        return number

    def finish(self) -> None:
        """Nothing of the part is needed any more."""
        self._numbers.clear()

    def _write_waiting(self) -> None:
        while self._waiting:
            reference, number = self._waiting.pop()
            found = self.reader.get_object(reference)
            self.reader.resolved_objects.pop((reference.generation, reference.idnum), None)
            data = getattr(found, "_data", None)
            if data is None:
                self._document.put(number, self._value(found))
                continue
            raw = data if isinstance(data, bytes) else data.encode("latin-1")
            inside = b"".join(
                self._name(name) + b" " + self._value(found.raw_get(name)) + b" " for name in found if name != "/Length"
            )
            self._document.put(number, b"<< %s/Length %d >>" % (inside, len(raw)), raw)

    def _value(self, value: Any) -> bytes:
        from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NullObject

        if value is None:
            return b"null"
        if isinstance(value, IndirectObject):
            return b"%d 0 R" % self._number(value)
        if isinstance(value, DictionaryObject):
            if value.get("/Type") in ("/Page", "/Pages", "/Catalog"):
                return b"null"  # a way back into the part's own document
            inside = b" ".join(self._name(name) + b" " + self._value(value.raw_get(name)) for name in value)
            return b"<< " + inside + b" >>"
        if isinstance(value, ArrayObject):
            return b"[" + b" ".join(self._value(list.__getitem__(value, at)) for at in range(len(value))) + b"]"
        stream = io.BytesIO()
        (value if hasattr(value, "write_to_stream") else NullObject()).write_to_stream(stream)
        return stream.getvalue()

    def _number(self, reference: Any) -> int:
        key = (reference.generation, reference.idnum)
        if key not in self._numbers:
            self._numbers[key] = self._document.new()
            self._waiting.append((reference, self._numbers[key]))
        return self._numbers[key]

    @staticmethod
    def _name(name: str) -> bytes:
        from pypdf.generic import NameObject

        stream = io.BytesIO()
        NameObject(name).write_to_stream(stream)
        return stream.getvalue()


def _matrix(page: Any) -> tuple[float, ...]:
    """Where the line at the foot goes, whichever way the page is turned when it is looked at."""
    box = page.cropbox
    x0, y0, x1, y1 = (float(side) for side in (box.left, box.bottom, box.right, box.top))
    turned = page.rotation % 360
    across = (y1 - y0) if turned in (90, 270) else (x1 - x0)
    size = min(1.0, across / _NARROW)
    side, foot, width = _SIDE * size, _FOOT * size, _STAMP_WIDTH * size
    if turned == 90:
        return 0.0, size, -size, 0.0, x1 - foot, y1 - side - width
    if turned == 180:
        return -size, 0.0, 0.0, -size, x0 + side + width, y1 - foot
    if turned == 270:
        return 0.0, -size, size, 0.0, x0 + foot, y0 + side + width
    return size, 0.0, 0.0, size, x1 - side - width, y0 + foot


def _box(box: Any) -> bytes:
    sides = (box.left, box.bottom, box.right, box.top)
    return b"[" + " ".join(f"{float(side):.3f}" for side in sides).encode() + b"]"


def _text(words: str) -> bytes:
    return b"<" + ("\ufeff" + words).encode("utf-16-be", "surrogatepass").hex().upper().encode() + b">"
