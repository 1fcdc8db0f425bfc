"""Styles that are another one with a coloured ground, added to the end of a workbook's style part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.services.excel.package import Package, local, safe_parser
from app.services.excel.spans import tag_end

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
#: The parts of ``styleSheet`` in their order, as far as they matter here.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
#: The two fills every style part begins with.
_FIRST_FILLS = (b"none", b"gray125")
_PLAIN_XF = b'<%sxf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'


def empty_styles(strict: bool) -> bytes:
    """A style part for a workbook that has none."""
    space = _STRICT_MAIN if strict else _MAIN
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{space}">'
        '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    ).encode()


@dataclass(slots=True)
class _Section:
    start: int
    inside: int
    close: int = 0
    end: int = 0
    empty: bool = False
    many: int = 0


class Fills:
    """The style part of a workbook, growing. ``grounds`` are colours (``RRGGBB``) by a name of one's own."""

    def __init__(self, package: Package, content: bytes, grounds: Mapping[str, str]) -> None:
        self._content = content
        self._grounds = dict(grounds)
        self._sections: dict[str, _Section] = {}
        self._formats: list[bytes] = []
        self._prefix = b""
        self._root = 0
        self._new: dict[tuple[str, str], int] = {}
        self._scan(package)

    def _scan(self, package: Package) -> None:
        parser = safe_parser()
        content = self._content
        depth = 0
        section: _Section | None = None
        name = ""
        first = 0

        def start(tag: str, _attributes: dict[str, str]) -> None:
            nonlocal depth, section, name, first
            depth += 1
            at = parser.CurrentByteIndex
            if depth == 1:
                prefix = tag.rpartition(":")[0]
                self._prefix = f"{prefix}:".encode() if prefix else b""
                self._root = tag_end(content, at)
            elif depth == 2:
                name = local(tag)
                section = self._sections[name] = _Section(at, tag_end(content, at))
            elif depth == 3 and section is not None:
                section.many += 1
                first = at

        def end(tag: str) -> None:
            nonlocal depth, section
            depth -= 1
            at = parser.CurrentByteIndex
            closing = content.startswith(f"</{tag}".encode(), at)
            last = content.index(b">", at) + 1 if closing else at
            if depth == 2 and name == "cellXfs":
                self._formats.append(content[first:last])
            elif depth == 1 and section is not None:
                section.close, section.end, section.empty = at, last, not closing
                section = None

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        package.run(parser, content)

    def style(self, base: str, ground: str) -> str:
        """The number of the style that is ``base`` on ``ground``."""
        key = (base, ground)
        if key not in self._new:
            have = self._sections["cellXfs"].many if "cellXfs" in self._sections else 1
            self._new[key] = have + len(self._new)
        return str(self._new[key])

    def grown(self) -> bytes:
        """The style part with the new styles at its end; the same bytes when there are none."""
        if not self._new:
            return self._content
        have = self._sections["fills"].many if "fills" in self._sections else 0
        p = self._prefix
        lead = [b'<%sfill><%spatternFill patternType="%s"/></%sfill>' % (p, p, kind, p) for kind in _FIRST_FILLS]
        fills = [] if have else lead
        have = have or len(lead)
        fills += [
            b'<%sfill><%spatternFill patternType="solid"><%sfgColor rgb="FF%s"/><%sbgColor indexed="64"/>'
            b"</%spatternFill></%sfill>" % (p, p, p, colour.encode(), p, p, p)
            for colour in self._grounds.values()
        ]
        numbers = {name: have + n for n, name in enumerate(self._grounds)}
        formats = [] if "cellXfs" in self._sections else [_PLAIN_XF % p]
        formats += [self._format(base, numbers[ground]) for base, ground in self._new]
        edits = [self._grow("fills", fills), self._grow("cellXfs", formats)]
        content = self._content
        for first, last, xml in sorted(edits, key=lambda edit: edit[0], reverse=True):
            content = content[:first] + xml + content[last:]
        return content

    def _format(self, base: str, fill: int) -> bytes:
        at = int(base) if base.isdecimal() else 0
        xml = self._formats[at] if at < len(self._formats) else _PLAIN_XF % self._prefix
        last = tag_end(xml, 0)
        tag = xml[:last]
        for name, value in ((b"fillId", b"%d" % fill), (b"applyFill", b"1")):
            tag = re.sub(rb"""\s%s\s*=\s*(?:"[^"]*"|'[^']*')""" % name, b"", tag)
            cut = -2 if tag.endswith(b"/>") else -1
            tag = tag[:cut].rstrip() + b' %s="%s"' % (name, value) + tag[cut:]
        return tag + xml[last:]

    def _grow(self, name: str, items: list[bytes]) -> tuple[int, int, bytes]:
        """The edit that puts ``items`` at the end of a section, which is made where it is missing."""
        section = self._sections.get(name)
        inside = b"".join(items)
        tag = self._prefix + name.encode()
        if section is None:
            before = [self._sections[each].end for each in _ORDER[: _ORDER.index(name)] if each in self._sections]
            at = max(before, default=self._root)
            return at, at, b'<%s count="%d">%s</%s>' % (tag, len(items), inside, tag)
        head = self._content[section.start : section.inside]
        head = re.sub(rb"""(\scount\s*=\s*)(?:"\d*"|'\d*')""", rb'\g<1>"%d"' % (section.many + len(items)), head)
        if section.empty:
            return section.start, section.end, head[:-2].rstrip() + b">" + inside + b"</" + tag + b">"
        return (
            section.start,
            section.end,
            head
            + self._content[section.inside : section.close]
            + inside
            + (self._content[section.close : section.end]),
        )
