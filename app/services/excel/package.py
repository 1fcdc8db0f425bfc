"""The zip of an .xlsx: its parts by name, read within limits of size, and how parts refer to each other."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from app.errors import AppError
from app.services.excel.kinds import too_big


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes after unpacking. ``ratio`` (unpacked : packed) counts from 4 MB on."""

    part: int = 256 * 1024 * 1024
    total: int = 512 * 1024 * 1024
    ratio: int = 400
    entries: int = 5000
    cells: int = 3_000_000


LIMITS = Limits()


class UnsafeXml(Exception):
    """The XML declares a document type or entities; no spreadsheet program writes that."""


class _PrologRead(Exception):
    """The first element was reached."""


class Package:
    """Parts of a zip, in their order. ``shown`` is what the file is called in sentences.

    Raises ``excel.truncated``, ``excel.corrupt``, ``excel.password`` or ``excel.too_big``.
    """

    def __init__(self, data: bytes, shown: str = "这个文件", limits: Limits = LIMITS) -> None:
        self.data = data
        self.shown = shown
        self.limits = limits
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                self.entries = archive.infolist()
                self.comment = archive.comment
        except (zipfile.BadZipFile, struct.error, ValueError, EOFError, NotImplementedError) as error:
            raise AppError("excel.truncated", file=shown) from error
        if len(self.entries) > limits.entries:
            raise AppError("excel.corrupt", file=shown)
        if sum(entry.file_size for entry in self.entries) > limits.total:
            raise too_big(shown, sum(entry.file_size for entry in self.entries))
        self._index = {_canonical(entry.filename): entry for entry in self.entries}

    def __contains__(self, part: str) -> bool:
        return _canonical(part) in self._index

    def entry(self, part: str) -> zipfile.ZipInfo | None:
        """The zip entry of a part; names are compared as the format says, without case."""
        return self._index.get(_canonical(part))

    def packed(self, entry: zipfile.ZipInfo) -> bytes:
        """The compressed bytes of an entry, as they stand in the file."""
        at = entry.header_offset
        if self.data[at : at + 4] != b"PK\x03\x04":
            raise AppError("excel.corrupt", file=self.shown)
        name_length, extra_length = struct.unpack_from("<HH", self.data, at + 26)
        start = at + 30 + name_length + extra_length
        packed = self.data[start : start + entry.compress_size]
        if len(packed) != entry.compress_size:
            raise AppError("excel.truncated", file=self.shown)
        return packed

    def read(self, part: str) -> bytes:
        """The bytes of a part, checked against its size and checksum; ``KeyError`` when there is none."""
        entry = self._index[_canonical(part)]
        if entry.flag_bits & 0x1:
            raise AppError("excel.password", file=self.shown)
        limit = min(self.limits.part, entry.file_size)
        if entry.file_size > self.limits.part:
            raise too_big(self.shown, entry.file_size)
        if entry.file_size > 4 * 1024 * 1024 and entry.file_size > self.limits.ratio * entry.compress_size:
            raise too_big(self.shown, entry.file_size)
        packed = self.packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            content = packed
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            try:
                content = zlib.decompressobj(-15).decompress(packed, limit + 1)
            except zlib.error as error:
                raise AppError("excel.corrupt", file=self.shown) from error
        else:
            raise AppError("excel.corrupt", file=self.shown)
        if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
            raise AppError("excel.corrupt", file=self.shown)
        return content

    def relations(self, part: str) -> list[Relation]:
        """What ``part`` refers to (``""`` for the package itself); empty when it has no such list."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", name + ".rels")
        if listing not in self:
            return []
        found: list[Relation] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                target = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
                kind = attributes.get("Type", "").rsplit("/", 1)[-1]
                found.append(Relation(attributes.get("Id", ""), kind, posixpath.normpath(target)))

        self.parse(self.read(listing), start)
        return found

    def parse(
        self,
        content: bytes,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """One pass of expat over ``content``. Raises ``excel.unsafe`` at any document type or entity
        declaration and ``excel.corrupt`` when it is not well-formed XML."""
        parser = safe_parser()
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        self.run(parser, content)

    def check_prolog(self, content: bytes) -> None:
        """Refuse a document type or entities, which can only stand before the first element; no more of the
        part is read. Raises as :meth:`parse`."""
        parser = safe_parser()

        def stop(_tag: str, _attributes: dict[str, str]) -> None:
            raise _PrologRead

        parser.StartElementHandler = stop
        try:
            self.run(parser, content[:65536], final=False)
        except _PrologRead:
            return

    def run(self, parser: expat.XMLParserType, content: bytes, *, final: bool = True) -> None:
        """Feed ``content`` to a parser of :func:`safe_parser`; errors as for :meth:`parse`, and ``excel.corrupt`` for
        what the callbacks raise at senseless numbers and references."""
        try:
            parser.Parse(content, final)
        except UnsafeXml as error:
            raise AppError("excel.unsafe", file=self.shown) from error
        except (expat.ExpatError, LookupError, ValueError, OverflowError) as error:
            # not well-formed, an unknown encoding, or attributes that a callback could make nothing of
            raise AppError("excel.corrupt", file=self.shown) from error


@dataclass(frozen=True, slots=True)
class Relation:
    """One reference: its ``id``, the last word of its type (``worksheet``), the part it points at."""

    id: str
    kind: str
    target: str


def safe_parser() -> expat.XMLParserType:
    """An expat parser that refuses document types and entities; text comes in one piece per element."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 65536
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    return parser


def _refuse(*_about: object) -> None:
    raise UnsafeXml


def local(tag: str) -> str:
    """The name of an element without its prefix."""
    return tag.rsplit(":", 1)[-1]


def relation_id(attributes: dict[str, str]) -> str:
    """The ``r:id`` of an element, whatever its prefix is."""
    return next((value for name, value in attributes.items() if name.endswith(":id")), "")


def _canonical(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
