"""The manifest of a filled workbook: who reports what for when, and a digest of every figure.

It lives in ``docProps/custom.xml``, the place office programs keep for properties of one's own; properties of
others stay as they are.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.services.excel.definition import BoundCell
from app.services.excel.package import Package, local
from app.services.excel.xmltext import before_end, escape, prefix_of
from app.services.values import NA, Approx, Value

_PREFIX = "xiaobao."
_CHUNK = 240
_DIGEST = 4
#: Stands for a cell whose value was not known when the workbook was filled.
NO_DIGEST = "...."

_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    b' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
)
_PROPERTY = re.compile(rb"<(?:\w+:)?property\b[^>]*?(?:/>|>.*?</(?:\w+:)?property\s*>)", re.DOTALL)


_NO_MARK = "."
_NOT_APPLICABLE = "n"
_APPROX: dict[str, Approx] = {"y": "余", "j": "近", "d": "多"}


@dataclass(frozen=True, slots=True)
class SentRemark:
    """A remark of the sender's check, answered: ``explained`` why a warning is right, or ``set_aside`` because the
    rule itself is wrong. ``code``, ``sheet`` and ``cell`` say which remark; ``by`` signed it."""

    kind: str
    code: str
    sheet: str
    cell: str
    message: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``period`` in its canonical spelling, ``revision`` from 1. ``digests``: four characters per bound cell
    in the order of the mapping; ``roles``: one letter per bound cell (``f``, ``t``, ``r``); ``marks``: one sign
    per bound cell for what a cell cannot say itself; ``zero``: the office says that nothing happened;
    ``remarks``: what its check remarked and what the office says to it."""

    template: str
    version: str
    office_code: str
    office_name: str
    period: str
    revision: int = 1
    digests: str = ""
    roles: str = ""
    marks: str = ""
    zero: bool = False
    remarks: tuple[SentRemark, ...] = ()

    def digester(self) -> Digester:
        """Makes the digests of this return; those of two returns differ even where figures agree."""
        words = (self.template, self.version, self.office_code, self.period, str(self.revision))
        return Digester("\n".join(words).encode())

    def sealed(
        self, cells: Sequence[BoundCell], values: Sequence[Value | None], meant: Sequence[Value | None] = ()
    ) -> Manifest:
        """With the digest of every cell; ``None`` for a value that is not known.

        ``meant`` are the values before they were written: a number in a cell cannot say 余, an empty cell
        cannot say «not applicable», so a mark remembers it.
        """
        of = self.digester().digest
        digests = [NO_DIGEST if value is None else of(cell, value) for cell, value in zip(cells, values, strict=True)]
        marks = "".join(_mark_of(value) for value in meant).rstrip(_NO_MARK)
        return replace(self, digests="".join(digests), roles="".join(cell.role[0] for cell in cells), marks=marks)

    def as_meant(self, index: int, value: Value) -> Value:
        """An unchanged ``value`` of the bound cell at ``index`` with what its cell could not say."""
        mark = self.marks[index : index + 1] or _NO_MARK
        if mark == _NOT_APPLICABLE and value.state == "blank":
            return NA
        if value.number is not None and mark in _APPROX:
            return Value("value", value.number, _APPROX[mark])
        return value

    def sealed_digest(self, index: int) -> str:
        """The digest of the bound cell at ``index``; ``""`` when its value was not known."""
        found = self.digests[index * _DIGEST : (index + 1) * _DIGEST]
        return "" if found == NO_DIGEST else found


class Digester:
    """Four characters per figure that tell whether it is still what was filled in. Nine significant digits
    count: spreadsheet programs compute totals in binary."""

    def __init__(self, salt: bytes) -> None:
        key = hashlib.blake2b(salt, digest_size=16).digest()
        self._start = hashlib.blake2b(digest_size=2, key=key)

    def digest(self, cell: BoundCell, value: Value) -> str:
        """The digest of ``value`` in ``cell``."""
        return self.digest_of(place_bytes(cell), value)

    def digest_of(self, place: bytes, value: Value) -> str:
        """As :meth:`digest`, with the :func:`place_bytes` of the cell at hand."""
        state = self._start.copy()
        text = value.state if value.number is None else _rounded(value.number)
        state.update(place + text.encode())
        return state.hexdigest()


def _mark_of(value: Value | None) -> str:
    if value is None:
        return _NO_MARK
    if value.state == "na":
        return _NOT_APPLICABLE
    return next((mark for mark, approx in _APPROX.items() if approx == value.approx), _NO_MARK)


def place_bytes(cell: BoundCell) -> bytes:
    """What of a cell goes into its digest."""
    return f"{cell.sheet}!{cell.cell}\n{cell.key}\n".encode()


def _rounded(number: Decimal) -> str:
    text = str(number)
    if len(text) < 15 and text.isdecimal():
        return text
    if not number:
        return "0"
    exact = number == number.to_integral_value() and number.adjusted() < 15
    places = 0 if exact else number.adjusted() - 8
    rounded = number.quantize(Decimal(1).scaleb(min(places, 0))) if number.adjusted() < 15 else number
    return format(rounded.normalize(), "f")


def read_manifest(package: Package) -> Manifest | None:
    """The manifest of a workbook; ``None`` when it carries none (or only pieces of one)."""
    part = _custom_part(package)
    if part not in package:
        return None
    found = dict(_properties(package, package.read(part)))
    ours = {name.removeprefix(_PREFIX): text for name, text in found.items() if name.startswith(_PREFIX)}
    if not {"template", "version", "period"} <= ours.keys():
        return None
    revision = ours.get("revision", "1")
    return Manifest(
        template=ours["template"],
        version=ours["version"],
        office_code=ours.get("office_code", ""),
        office_name=ours.get("office_name", ""),
        period=ours["period"],
        revision=int(revision) if revision.isdecimal() and len(revision) < 6 else 1,
        digests=_joined(ours, "digests"),
        roles=_joined(ours, "roles"),
        marks=_joined(ours, "marks"),
        zero=ours.get("zero") == "1",
        remarks=_remarks(_joined(ours, "remarks")),
    )


#: More than anyone answers; a foreign file may say anything.
_MOST_REMARKS = 500


def _remarks(text: str) -> tuple[SentRemark, ...]:
    """The remarks written as a JSON list of lists; what is not one is passed over."""
    found: list[SentRemark] = []
    with contextlib.suppress(ValueError, RecursionError):
        rows = json.loads(text) if text else []
        found += [
            SentRemark(*(word[:1000] for word in row))
            for row in (rows[:_MOST_REMARKS] if isinstance(rows, list) else ())
            if isinstance(row, list) and len(row) == 7 and all(isinstance(word, str) for word in row)
        ]
    return tuple(found)


def manifest_parts(package: Package, manifest: Manifest) -> dict[str, bytes]:
    """The parts to write so that the workbook carries ``manifest``: the properties and, when the workbook
    had none, its content type and relationship."""
    part = _custom_part(package)
    parts: dict[str, bytes] = {}
    content = package.read(part) if part in package else _EMPTY
    parts[part] = _with_properties(content, _lines(manifest))
    if part not in package:
        types = package.read("[Content_Types].xml")
        if f'"/{part}"'.encode() not in types:
            xml = f'<{prefix_of(types, "Types")}Override PartName="/{part}" ContentType="{_TYPE}"/>'
            parts["[Content_Types].xml"] = before_end(types, "Types", xml.encode())
    if not any(relation.kind == "custom-properties" for relation in package.relations("")):
        relations = package.read("_rels/.rels")
        used = {relation.id for relation in package.relations("")}
        name = next(f"rId{n}" for n in range(1, 10_000) if f"rId{n}" not in used)
        prefix = prefix_of(relations, "Relationships")
        xml = f'<{prefix}Relationship Id="{name}" Type="{_RELATION}" Target="{part}"/>'
        parts["_rels/.rels"] = before_end(relations, "Relationships", xml.encode())
    return parts


def _custom_part(package: Package) -> str:
    relations = package.relations("")
    return next((r.target for r in relations if r.kind == "custom-properties"), "docProps/custom.xml")


def _lines(manifest: Manifest) -> Iterable[tuple[str, str]]:
    for name in ("template", "version", "office_code", "office_name", "period"):
        yield name, str(getattr(manifest, name))
    yield "revision", str(manifest.revision)
    if manifest.zero:
        yield "zero", "1"
    told = [[r.kind, r.code, r.sheet, r.cell, r.message, r.reason, r.by] for r in manifest.remarks]
    # a space at the end of a piece may be trimmed by programs that save the file again
    remarks = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace(" ", "\\u0020") if told else ""
    for name, text in (
        ("digests", manifest.digests),
        ("roles", manifest.roles),
        ("marks", manifest.marks),
        ("remarks", remarks),
    ):
        for number, at in enumerate(range(0, len(text), _CHUNK), start=1):
            yield f"{name}.{number:03d}", text[at : at + _CHUNK]


def _joined(ours: dict[str, str], name: str) -> str:
    return "".join(ours[key] for key in sorted(ours) if key.startswith(name + "."))


def _properties(package: Package, content: bytes) -> Iterable[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    name, pieces = "", [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if local(tag) == "property":
            name = attributes.get("name", "")
        pieces.clear()

    def end(tag: str) -> None:
        if local(tag) not in ("property", "Properties"):
            found.append((name, "".join(pieces)))
        pieces.clear()

    package.parse(content, start, end, pieces.append)
    return found


def _with_properties(content: bytes, lines: Iterable[tuple[str, str]]) -> bytes:
    kept = _PROPERTY.sub(lambda found: b"" if b'name="' + _PREFIX.encode() in found[0] else found[0], content)
    used = [int(number) for number in re.findall(rb'\bpid="(\d+)"', kept)]
    first = max([1, *used]) + 1
    prefix = prefix_of(kept, "Properties")
    vt = re.search(rb'xmlns:(\w+)="http://[^"]*docPropsVTypes"', kept)
    space = vt[1].decode() if vt else "vt"
    declare = "" if vt else f' xmlns:{space}="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
    xml = "".join(
        f'<{prefix}property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{pid}"'
        f' name="{_PREFIX}{name}"><{space}:lpwstr{declare}>{escape(text)}</{space}:lpwstr></{prefix}property>'
        for pid, (name, text) in enumerate(lines, start=first)
    )
    return before_end(kept, "Properties", xml.encode())
