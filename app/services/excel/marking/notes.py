"""Comments of cells: their words in one part, the little windows they show in another (a VML drawing).

Comments that are there already stay; a cell that has one gets the new words behind its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from app.services.excel.package import Package, local, safe_parser
from app.services.excel.refs import cell_name
from app.services.excel.spans import text_xml

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
AUTHOR = "消保台账"
#: Characters of a line in the window of a comment, and how many columns and lines it covers.
_LINE, _WIDE, _MOST_LINES = 16, 3, 14
_BLOCK = 1024
_SPACES = (
    b' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_IDMAP = re.compile(rb"""<(?:\w+:)?idmap\b[^>]*\bdata\s*=\s*["']([\d,\s]*)["'][^>]*>""")
_SHAPE_ID = re.compile(rb"""_x0000_s(\d+)""")

Place = tuple[int, int]


def new_comments(texts: Mapping[Place, str], strict: bool) -> bytes:
    """A part with these comments."""
    space = _STRICT_MAIN if strict else _MAIN
    listed = b"".join(_comment(place, text, 0, "") for place, text in sorted(texts.items()))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{space}">'
        f"<authors><author>{AUTHOR}</author></authors><commentList>"
    ).encode() + (listed + b"</commentList></comments>")


def with_comments(package: Package, content: bytes, texts: Mapping[Place, str]) -> tuple[bytes, frozenset[Place]]:
    """The comments part with ``texts`` added, and the cells that had a comment before."""
    parser = safe_parser()
    names = {cell_name(*place): place for place in texts}
    ends: dict[Place, int] = {}
    commented: set[Place] = set()
    depth = authors = 0
    prefix = ""
    authors_end = list_end = 0
    here: Place | None = None
    empty_text: dict[Place, tuple[int, int]] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, authors, prefix, here
        depth += 1
        name = local(tag)
        if depth == 1:
            prefix = tag.rpartition(":")[0]
        elif name == "author":
            authors += 1
        elif name == "comment" and depth == 3:
            here = names.get(attributes.get("ref", "").replace("$", ""))
            if here is not None:
                commented.add(here)
        elif name in ("rPh", "phoneticPr") and here is not None:
            ends.setdefault(here, parser.CurrentByteIndex)
        elif name == "text" and here is not None:
            empty_text[here] = (parser.CurrentByteIndex, 0)

    def end(tag: str) -> None:
        nonlocal depth, authors_end, list_end, here
        depth -= 1
        name = local(tag)
        at = parser.CurrentByteIndex
        if name == "text" and here is not None:
            if content.startswith(b"</", at):
                ends.setdefault(here, at)
            else:
                empty_text[here] = (empty_text[here][0], at)
        elif name == "comment" and depth == 2:
            here = None
        elif name == "authors" and depth == 1:
            authors_end = at
        elif name == "commentList" and depth == 1:
            list_end = at

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    package.run(parser, content)
    edits: list[tuple[int, int, bytes]] = []
    colon = f"{prefix}:" if prefix else ""
    for place, at in ends.items():
        edits.append((at, at, _run("\n\n" + texts[place], colon)))
    for place in commented - ends.keys():
        first, last = empty_text[place]
        tag = f"{colon}text".encode()
        edits.append((first, last, b"<" + tag + b">" + _run(texts[place], colon) + b"</" + tag + b">"))
    new = b"".join(
        _comment(place, text, authors, colon) for place, text in sorted(texts.items()) if place not in commented
    )
    author = f"<{colon}author>{AUTHOR}</{colon}author>".encode()
    edits += _at_end(content, authors_end, f"{colon}authors", author)
    edits += _at_end(content, list_end, f"{colon}commentList", new)
    return _spliced(content, edits), frozenset(commented)


def _at_end(content: bytes, at: int, tag: str, xml: bytes) -> list[tuple[int, int, bytes]]:
    """Put ``xml`` at the end of an element whose end expat met at ``at`` (``<tag/>`` is opened)."""
    if not xml:
        return []
    if content.startswith(b"</", at):
        return [(at, at, xml)]
    name = tag.encode()
    first = content.rindex(b"<" + name, 0, at)
    opened = content[first : at - 2].rstrip()
    return [(first, at, opened + b">" + xml + b"</" + name + b">")]


def _spliced(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    pieces: list[bytes] = []
    at = 0
    for first, last, xml in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        pieces += (content[at:first], xml)
        at = last
    return b"".join([*pieces, content[at:]])


def _run(text: str, colon: str) -> bytes:
    inner = text_xml(text).removeprefix("<is>").removesuffix("</is>")
    if colon:
        inner = inner.replace("<t ", f"<{colon}t ", 1).removesuffix("</t>") + f"</{colon}t>"
    return (
        f'<{colon}r><{colon}rPr><{colon}sz val="10"/><{colon}rFont val="宋体"/></{colon}rPr>{inner}</{colon}r>'
    ).encode()


def _comment(place: Place, text: str, author: int, colon: str) -> bytes:
    head = f'<{colon}comment ref="{cell_name(*place)}" authorId="{author}"><{colon}text>'.encode()
    return head + _run(text, colon) + f"</{colon}text></{colon}comment>".encode()


class Shapes:
    """Numbers of shapes, which are given out in blocks that no two drawings of a workbook share."""

    def __init__(self, drawings: Sequence[bytes]) -> None:
        self._used = {int(n) for part in drawings for found in _IDMAP.findall(part) for n in re.findall(rb"\d+", found)}
        #: What is in no list but in use all the same.
        self._used |= {int(n) // _BLOCK for part in drawings for n in _SHAPE_ID.findall(part)}

    def _block(self) -> int:
        block = next(n for n in range(1, 1 << 20) if n not in self._used)
        self._used.add(block)
        return block

    def numbers(self, many: int) -> tuple[list[int], list[int]]:
        """``many`` numbers, and the blocks they are from."""
        blocks = [self._block() for _ in range(-(-many // (_BLOCK - 1)))]
        every: Iterator[int] = (block * _BLOCK + n for block in blocks for n in range(1, _BLOCK))
        return [next(every) for _ in range(many)], blocks


def new_drawing(places: Sequence[Place], texts: Mapping[Place, str], shapes: Shapes) -> bytes:
    """A drawing with the windows of these comments."""
    numbers, blocks = shapes.numbers(len(places))
    listed = b",".join(b"%d" % block for block in blocks)
    return b"".join(
        (
            b"<xml" + _SPACES + b">",
            b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="' + listed + b'"/></o:shapelayout>',
            _SHAPE_TYPE,
            *(_shape(place, texts[place], number) for place, number in zip(places, numbers, strict=True)),
            b"</xml>",
        )
    )


def with_shapes(content: bytes, places: Sequence[Place], texts: Mapping[Place, str], shapes: Shapes) -> bytes:
    """A drawing (which need not be well-formed XML) with the windows of these comments at its end."""
    if not places:
        return content
    numbers, blocks = shapes.numbers(len(places))
    found = _IDMAP.search(content)
    if found is not None:
        more = b",".join([found[1].strip().rstrip(b","), *(b"%d" % block for block in blocks)]).lstrip(b",")
        content = content[: found.start(1)] + more + content[found.end(1) :]
    at = content.rfind(b"</xml")
    at = at if at >= 0 else len(content)
    kind = b"" if b'id="_x0000_t202"' in content else _SHAPE_TYPE
    drawn = b"".join(_shape(place, texts[place], number) for place, number in zip(places, numbers, strict=True))
    head = content[: content.find(b">")]
    if not all(space in head for space in (b"xmlns:v=", b"xmlns:o=", b"xmlns:x=")):
        drawn = drawn.replace(b"<v:shape ", b"<v:shape" + _SPACES + b" ")
        kind = kind.replace(b"<v:shapetype ", b"<v:shapetype" + _SPACES + b" ")
    return content[:at] + kind + drawn + content[at:]


def _shape(place: Place, text: str, number: int) -> bytes:
    row, column = place[0] - 1, place[1] - 1
    lines = min(_MOST_LINES, sum(-(-max(1, len(line)) // _LINE) for line in text.split("\n")) + 1)
    top = max(0, row - 1)
    anchor = f"{column + 1}, 15, {top}, 10, {column + 1 + _WIDE}, 15, {top + lines}, 4"
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;'
        'width:144pt;height:60pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()
