"""What a clerk's hand does to a filled workbook before it is sent: a row put in, numbers typed as text.

The file is edited inside its zip as Excel would leave it after the same work: what stands below moves down with its
formulas, merged cells, names and drawings; new words go to the shared strings.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape, unescape

_STRINGS = "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)\b(?![(\w])")
_FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


class Handiwork:
    """A workbook open for editing by hand."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        workbook = self._text("xl/workbook.xml")
        relations = re.findall(r"<Relationship [^>]*>", self._relations("xl/_rels/workbook.xml.rels"))
        targets = {_attribute(found, "Id"): _attribute(found, "Target") for found in relations}
        self._sheets = {
            unescape(name): "xl/" + targets[relation].removeprefix("/xl/")
            for name, relation in re.findall(r'<sheet name="([^"]+)"[^>]*? r:id="([^"]+)"', workbook)
        }

    def insert_row(self, sheet: str, at: int, words: str) -> None:
        """Put a row above row ``at`` of ``sheet`` and write ``words`` into its first cell."""

        def down(row: int) -> int:
            return row + (row >= at)

        path = self._sheets[sheet]
        text = self._text(path)
        head, body, tail = re.split(r"(?s)(?<=<sheetData>)(.*)(?=</sheetData>)", text)
        body = re.sub(r"(?s)<row [^>]*>.*?</row>|<row [^>]*/>", lambda m: _moved_row(m[0], down), body)
        new = f'<row r="{at}"><c r="A{at}" t="s"><v>{self._string(words)}</v></c></row>'
        place = re.search(rf'<row r="{at + 1}"', body)
        cut = place.start() if place else len(body)
        body = body[:cut] + new + body[cut:]
        for name in ("ref", "sqref", "activeCell", "topLeftCell"):
            head, tail = (_moved_attribute(part, name, down) for part in (head, tail))
        tail = re.sub(r"(?<=<formula>)[^<]*", lambda m: _moved(m[0], down), tail)
        self._parts[path] = (head + body + tail).encode()
        self._move_names(sheet, down)
        self._move_drawings(path, at)

    def type_as_text(self, sheet: str, cells: Mapping[str, Callable[[str], str]]) -> None:
        """Write the numbers of ``cells`` as text, each the way its function writes it; empty cells stay."""
        path = self._sheets[sheet]
        text = self._text(path)
        for cell, write in cells.items():
            pattern = rf'<c r="{cell}"((?: s="[0-9]+")?)(?: t="n")?><v>([^<]*)</v></c>'
            found = re.search(pattern, text)
            if found is None:
                continue
            words = self._string(write(found[2]))
            text = text[: found.start()] + f'<c r="{cell}"{found[1]} t="s"><v>{words}</v></c>' + text[found.end() :]
        self._parts[path] = text.encode()

    def saved(self) -> bytes:
        """The workbook's bytes."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in self._parts.items():
                package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 9, 0, 0)), data, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _string(self, words: str) -> int:
        """The number of a new shared string."""
        text = self._text(_STRINGS)
        number = len(re.findall(r"<si[ >]", text))
        text = re.sub(r' count="[0-9]+"', "", text, count=1)
        text = re.sub(r' uniqueCount="[0-9]+"', f' uniqueCount="{number + 1}"', text, count=1)
        self._parts[_STRINGS] = text.replace("</sst>", f"<si><t>{escape(words)}</t></si></sst>").encode()
        return number

    def _move_names(self, sheet: str, down: Callable[[int], int]) -> None:
        def move(found: re.Match[str]) -> str:
            place = found[2]
            if not re.match(rf"'?{re.escape(sheet)}'?!", unescape(place)):
                return found[0]
            where, _, cells = place.rpartition("!")
            cells = re.sub(r"(?<=\$)[0-9]+", lambda m: str(down(int(m[0]))), cells)
            return f"{found[1]}{where}!{cells}</definedName>"

        text = self._text("xl/workbook.xml")
        self._parts["xl/workbook.xml"] = re.sub(r"(<definedName [^>]*>)([^<]*)</definedName>", move, text).encode()

    def _move_drawings(self, path: str, at: int) -> None:
        folder, _, name = path.rpartition("/")
        for target in re.findall(r'Target="\.\./(drawings/[^"]+)"', self._relations(f"{folder}/_rels/{name}.rels")):
            drawing = f"xl/{target}"
            # rows of a drawing count from 0
            self._parts[drawing] = re.sub(
                r"(?<=<xdr:row>)[0-9]+",
                lambda m: str(int(m[0]) + (int(m[0]) >= at - 1)),
                self._text(drawing),
            ).encode()

    def _relations(self, path: str) -> str:
        return self._text(path) if path in self._parts else ""

    def _text(self, path: str) -> str:
        return self._parts[path].decode()


def _attribute(element: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', element)
    return unescape(found[1]) if found else ""


def full_width(number: str) -> str:
    """147 as an input method left on full width writes it: １４７."""
    return number.translate(_FULL_WIDTH)


def with_separators(number: str) -> str:
    """11800 → 11,800."""
    return f"{int(number):,}" if number.isdigit() else number


def with_unit(unit: str) -> Callable[[str], str]:
    """23 → 23 人次."""
    return lambda number: f"{number} {unit}"


def _moved_row(row: str, down: Callable[[int], int]) -> str:
    row = re.sub(r'(?<=<row r=")[0-9]+', lambda m: str(down(int(m[0]))), row, count=1)
    row = re.sub(r'(<c r="[A-Z]+)([0-9]+)', lambda m: f"{m[1]}{down(int(m[2]))}", row)
    return re.sub(r"(<f[^>]*>)([^<]*)(?=</f>)", lambda m: m[1] + _moved(m[2], down), row)


def _moved(formula: str, down: Callable[[int], int]) -> str:
    """A formula about its own sheet; references to other sheets stay."""
    return "".join(
        part if number % 2 else _REFERENCE.sub(lambda m: f"{m[1]}{down(int(m[2]))}", part)
        for number, part in enumerate(
            re.split(r"((?:'[^']+'|[\w.]+)!\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)", formula)
        )
    )


def _moved_attribute(text: str, name: str, down: Callable[[int], int]) -> str:
    return re.sub(rf'(?<= {name}=")[^"]+', lambda m: _REFERENCE.sub(lambda r: f"{r[1]}{down(int(r[2]))}", m[0]), text)
