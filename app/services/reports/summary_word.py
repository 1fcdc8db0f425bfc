"""Filling the Word template of a summary, and taking the marks of its figures out again.

The language is that of the papers (:mod:`.paper_word`) with one step more: ``{{ 受理件数.同比 }}`` asks something of a
figure, ``{{ 性质.质量.占比 }}`` a code first. What may be asked is up to the ``known`` function that is given.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services.reports import paper_word
from app.services.reports.paper_styles import Element, W

if TYPE_CHECKING:
    from docx.document import Document as Word

#: What a chain of names is: ``value`` can be written, ``list`` repeated (and written), "" is unknown. With what would
#: be right instead.
Known = Callable[[Sequence[str]], tuple[str, Sequence[str]]]
_ELEMENT = re.compile(r"<[^>]*>")
_NEAR = 24
#: Around a marked piece: its number, its words.
OPEN, BETWEEN, CLOSE = "\ue100", "\ue101", "\ue102"
_MARKED = re.compile(f"{OPEN}(\\d+){BETWEEN}([^{CLOSE}]*){CLOSE}")
#: The ground of figures that are missing, and of parts nobody wrote.
MISSING_GROUND = "yellow"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture for the Word file: PNG, its width in mm, and what it shows in words."""

    png: bytes
    width: float
    alt: str


@dataclass(frozen=True, slots=True)
class Settled:
    """A stretch of the finished text; ``mark`` is the number of the piece, -1 for words of the template."""

    text: str
    mark: int = -1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph or a row of a table of the finished text. ``level``: 0 title, 1 and 2 headings, 9 body."""

    level: int
    pieces: tuple[Settled, ...] = ()
    cells: tuple[tuple[Settled, ...], ...] = ()
    picture: str = ""
    head: bool = False


# -- filling ------------------------------------------------------------------------------------------
def rendered(docx: bytes, values: Mapping[str, Any], title: str, notice: str = "") -> bytes:
    """The template filled, marks and all. Raises ``paper.not_a_template``."""
    template = paper_word.opened(docx)
    try:
        template.render(dict(values), paper_word.environment(), autoescape=True)
        if notice:
            paper_word.mark(template, notice)
        properties = template.docx.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "消保台账", "消保台账"
        properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        stream = io.BytesIO()
        template.save(stream)
    except paper_word.broken() as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    return stream.getvalue()


# -- taking the marks out -----------------------------------------------------------------------------
def settled(
    docx: bytes, charts: Mapping[int, Chart], standing_out: Callable[[int], bool]
) -> tuple[bytes, tuple[Text, ...]]:
    """The filled file without its marks, charts in place, what ``standing_out`` names highlighted; and its text."""
    from docx import Document

    opened = Document(io.BytesIO(docx))
    settler = _Settler(opened, charts, standing_out)
    texts = tuple(settler.body())
    for section in opened.sections:
        for part in (section.header, section.footer, section.even_page_header, section.even_page_footer):
            for paragraph in part._element.iter(f"{W}p"):
                settler.paragraph(paragraph)
    stream = io.BytesIO()
    opened.save(stream)
    return paper_word.packed(stream.getvalue()), texts


class _Settler:
    """Walks through the body once."""

    def __init__(self, opened: Word, charts: Mapping[int, Chart], standing_out: Callable[[int], bool]) -> None:
        self._word, self._charts, self._out = opened, charts, standing_out

    def body(self) -> list[Text]:
        """Every paragraph and row, in order."""
        return list(self._blocks(self._word.element.body))

    def _blocks(self, parent: Element) -> Any:
        for one in list(parent):
            if one.tag == f"{W}p":
                yield self.paragraph(one)
            elif one.tag == f"{W}tbl":
                for row in one.findall(f"{W}tr"):
                    cells = tuple(
                        tuple(piece for p in cell.iter(f"{W}p") for piece in self.paragraph(p).pieces)
                        for cell in row.findall(f"{W}tc")
                    )
                    properties = row.find(f"{W}trPr")
                    head = properties is not None and properties.find(f"{W}tblHeader") is not None
                    yield Text(9, cells=cells, head=head)
            elif one.tag == f"{W}sdt" and (content := one.find(f"{W}sdtContent")) is not None:
                yield from self._blocks(content)

    def paragraph(self, source: Element) -> Text:
        """Settle one paragraph."""
        pieces: list[Settled] = []
        picture = ""
        for run in list(source.iter(f"{W}r")):
            text = "".join(part.text or "" for part in run.findall(f"{W}t"))
            if OPEN not in text:
                if text:
                    pieces.append(Settled(text))
                continue
            for piece in self._run(run, text):
                if piece.mark in self._charts:
                    picture = self._charts[piece.mark].alt
                else:
                    pieces.append(piece)
        return Text(self._level(source), tuple(pieces), picture=picture)

    def _run(self, run: Element, text: str) -> list[Settled]:
        """A run cut into one for each piece."""
        found: list[Settled] = []
        at = 0
        for hit in _MARKED.finditer(text):
            if hit.start() > at:
                found.append(Settled(text[at : hit.start()]))
            found.append(Settled(hit[2], int(hit[1])))
            at = hit.end()
        if at < len(text):
            found.append(Settled(text[at:]))
        behind = run
        for piece in found:
            made = deepcopy(run)
            for part in [part for part in made if part.tag != f"{W}rPr"]:
                made.remove(part)
            if piece.mark in self._charts:
                self._picture(made, self._charts[piece.mark], run)
            else:
                self._words(made, piece)
            behind.addnext(made)
            behind = made
        run.getparent().remove(run)
        return found

    def _words(self, run: Element, piece: Settled) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        words = OxmlElement("w:t")
        words.text = piece.text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        if piece.mark >= 0 and self._out(piece.mark):
            properties = run.find(f"{W}rPr")
            if properties is None:
                properties = OxmlElement("w:rPr")
                run.insert(0, properties)
            for old in properties.findall(f"{W}highlight"):
                properties.remove(old)
            ground = OxmlElement("w:highlight")
            ground.set(qn("w:val"), MISSING_GROUND)
            _in_order(properties, ground)

    def _picture(self, run: Element, chart: Chart, beside: Element) -> None:
        """Put a picture into ``run``, described for those who cannot see it."""
        from docx.shared import Mm
        from docx.text.paragraph import Paragraph
        from docx.text.run import Run

        paragraph = Paragraph(beside.getparent(), self._word._body)
        Run(run, paragraph).add_picture(io.BytesIO(chart.png), width=Mm(chart.width))
        for properties in run.iter():
            if properties.tag.endswith("}docPr"):
                properties.set("descr", chart.alt)
                properties.set("title", chart.alt.partition("：")[0])

    def _level(self, source: Element) -> int:
        """The level of a paragraph's style: of its outline, the title 0, text 9."""
        name = source.find(f"{W}pPr/{W}pStyle")
        at = name.get(f"{W}val") if name is not None else None
        styles = {style.get(f"{W}styleId"): style for style in self._word.styles.element.findall(f"{W}style")}
        while at in styles:
            style = styles[at]
            called = style.find(f"{W}name")
            if called is not None and (called.get(f"{W}val") or "").lower() == "title":
                return 0
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return min(int(outline.get(f"{W}val") or 9) + 1, 9)
            based = style.find(f"{W}basedOn")
            at = based.get(f"{W}val") if based is not None else None
        return 9


#: What may stand behind a highlight in the properties of a run, as the format orders them.
_BEHIND = (
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
)


def _in_order(properties: Element, ground: Element) -> None:
    for one in properties:
        if one.tag.removeprefix(W) in _BEHIND:
            one.addprevious(ground)
            return
    properties.append(ground)


# -- checking -----------------------------------------------------------------------------------------
def check(docx: bytes, known: Known) -> list[Issue]:
    """Remarks on a template: names nobody knows and marks that are not closed are errors.

    Raises ``paper.not_a_template`` when it is no sound Word file.
    """
    from jinja2 import TemplateSyntaxError

    template = paper_word.opened(docx)
    try:
        parts = [template.patch_xml(xml) for xml in paper_word.texts(template)]
    except paper_word.broken() as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    found: dict[tuple[str, str], Issue] = {}
    for part in parts:
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", part or "")
        try:
            tree = paper_word.environment().parse(source)
        except (TemplateSyntaxError, RecursionError) as error:
            near = _near(source, getattr(error, "lineno", 1))
            found.setdefault(("paper.tag_broken", near), Issue("error", "paper.tag_broken", {"near": near}, found=near))
            continue
        for issue in _Checker(source, known).read(tree):
            found.setdefault((issue.code, str(issue.found)), issue)
    return list(found.values())


def _near(source: str, line: int) -> str:
    lines = source.split("\n")
    text = " ".join(_ELEMENT.sub("", lines[min(max(line, 1), len(lines)) - 1]).split())
    at = max(0, min((text.find(mark) for mark in ("{{", "{%") if mark in text), default=0) - _NEAR // 3)
    return text[at : at + _NEAR] + ("…" if len(text) > at + _NEAR else "")


class _Checker:
    """Walks through the marks; what is not in the small language is not allowed."""

    def __init__(self, source: str, known: Known) -> None:
        self._source, self._known = source, known

    def read(self, tree: Any) -> list[Issue]:
        """The remarks on a whole part."""
        return [issue for node in tree.body for issue in self._node(node, {})]

    def _node(self, node: Any, rows: Mapping[str, tuple[str, ...]]) -> list[Issue]:
        from jinja2 import nodes

        match node:
            case nodes.TemplateData():
                return []
            case nodes.Output():
                return [
                    i for one in node.nodes if not isinstance(one, nodes.TemplateData) for i in self._name(one, rows)
                ]
            case nodes.If():
                inner = [i for one in (*node.body, *node.elif_, *node.else_) for i in self._node(one, rows)]
                return [*self._condition(node.test, rows), *inner]
            case nodes.For(target=nodes.Name(name=row), recursive=False, test=None, else_=[]) if not rows:
                path = _path(node.iter)
                if path is None:
                    return [self._refused(node)]
                what, instead = self._known(path)
                if what != "list":
                    return [self._unknown(path, instead, node)]
                return [i for one in node.body for i in self._node(one, {row: path})]
        return [self._refused(node)]

    def _condition(self, node: Any, rows: Mapping[str, tuple[str, ...]]) -> list[Issue]:
        from jinja2 import nodes

        match node:
            case nodes.Not():
                return self._condition(node.node, rows)
            case nodes.And() | nodes.Or():
                return [*self._condition(node.left, rows), *self._condition(node.right, rows)]
            case nodes.Compare(ops=[nodes.Operand(op="eq" | "ne", expr=nodes.Const())]):
                return self._name(node.expr, rows)
        return self._name(node, rows)

    def _name(self, node: Any, rows: Mapping[str, tuple[str, ...]]) -> list[Issue]:
        path = _path(node)
        if path is None:
            return [self._refused(node)]
        if path[0] in rows:
            what, instead = self._known((rows[path[0]][0], "*", *path[1:]))
            instead = [f"{path[0]}.{name}" for name in instead]
        else:
            what, instead = self._known(path)
        return [] if what else [self._unknown(path, instead, node)]

    def _unknown(self, path: Sequence[str], instead: Sequence[str], node: Any) -> Issue:
        tag, near = ".".join(path), _near(self._source, node.lineno)
        like = difflib.get_close_matches(tag, instead, 1, 0.5)
        if like:
            return Issue("error", "summary.tag_unknown_like", {"tag": tag, "like": like[0], "near": near}, found=tag)
        return Issue("error", "summary.tag_unknown", {"tag": tag, "near": near}, found=tag)

    def _refused(self, node: Any) -> Issue:
        near = _near(self._source, node.lineno)
        return Issue("error", "summary.tag_refused", {"near": near}, found=near)


def _path(node: Any) -> tuple[str, ...] | None:
    """The names of a chain (受理件数.同比); None for anything else."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return (node.name,)
        case nodes.Getattr():
            above = _path(node.node)
            return None if above is None else (*above, node.attr)
    return None
