"""Filling the Word template of a paper, and checking one that an office changed.

The language of a template is small: ``{{ 名称 }}`` puts a value in, ``{%p if 名称 %} … {%p endif %}`` keeps paragraphs
for papers that have it, ``{%tr for 人 in 名单 %} … {%tr endfor %}`` repeats a row. Nothing else is understood, and it
runs in a sandbox besides. (``resources/papers/README.md`` tells the office.)
"""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services.reports.paper_values import Tags, Values

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

#: Bounds of a template: of the file, of what is in it unpacked, of its text.
LARGEST = 5_000_000
_UNPACKED = 30_000_000
_TEXT = 2_000_000
_PARTS = 500
_MARKS = 800
_FIRST_DAY = (2020, 1, 1, 0, 0, 0)
_MACROS = ("vbaproject", "activex")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def fill(docx: bytes, values: Values, tags: Tags, *, title: str, notice: str = "") -> bytes:
    """The template filled: a Word file. ``notice`` is put at the head of every page.

    Raises ``paper.not_a_template`` for a file that is none, ``paper.template_wrong`` for one with tags that are not
    among ``tags``; ``values`` has one for each of these.
    """
    wrong = [issue for issue in check(docx, tags) if issue.severity == "error"]
    if wrong:
        raise AppError("paper.template_wrong", issues=tuple(wrong), count=len(wrong), first=wrong[0].message)
    template = opened(docx)
    try:
        template.render(dict(values), environment(), autoescape=True)
        if notice:
            mark(template, notice)
        properties = template.docx.core_properties
        properties.title, properties.author, properties.last_modified_by = title, "消保台账", "消保台账"
        properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        stream = io.BytesIO()
        template.save(stream)
    except broken() as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    return packed(stream.getvalue())


def packed(docx: bytes) -> bytes:
    """The same file with its parts in order and without times of its own: the same content is the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return stream.getvalue()


def check(docx: bytes, tags: Tags) -> list[Issue]:
    """Remarks on a template: tags nobody knows and marks that are not closed are errors.

    Raises ``paper.not_a_template`` when it is no sound Word file.
    """
    from app.services.reports.paper_tags import remarks

    template = opened(docx)
    try:
        parts = [template.patch_xml(xml) for xml in texts(template)]
        if sum(part.count("{{") + part.count("{%") for part in parts) > _MARKS:
            raise AppError("paper.not_a_template", why=f"里面的标记超过 {_MARKS} 处")
        properties = template.docx.core_properties
        parts += [properties.author, properties.comments, properties.identifier, properties.language]
        parts += [properties.subject, properties.title]
    except broken() as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    return remarks(parts, tags, environment())


def texts(template: DocxTemplate) -> list[str]:
    """The XML of the text, of headers and footers and of footnotes."""
    template.init_docx()
    texts = [template.get_xml()]
    for kind in (template.HEADER_URI, template.FOOTER_URI):
        texts += [template.get_part_xml(part) for _, part in template.get_headers_footers(kind)]
    for part in template.get_docx().part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            blob = part.blob
            texts.append(blob.decode("utf-8", "replace"))
    if sum(len(text) for text in texts) > _TEXT:
        raise AppError("paper.not_a_template", why="正文太长")
    return texts


def opened(docx: bytes) -> DocxTemplate:
    """The file opened, after its package was looked at: size, macros, links to elsewhere."""
    from docxtpl import DocxTemplate

    if len(docx) > LARGEST:
        raise AppError("paper.not_a_template", why=f"文件超过 {LARGEST // 1_000_000} 兆")
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            _look_over(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise AppError("paper.not_a_template", why=_what(docx)) from error
    template = DocxTemplate(io.BytesIO(docx))
    try:
        template.init_docx()
        if template.get_docx().part.content_type != _WORD:
            raise AppError("paper.not_a_template", why="这是带宏的文件或者别的格式")
    except broken() as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    return template


def _what(docx: bytes) -> str:
    if docx[:4] == b"\xd0\xcf\x11\xe0":
        return "这是老式的 .doc 文件，或者加了密码"
    if docx[:5] == b"{\\rtf":
        return "这是 RTF 文件"
    return "文件损坏了，或者不是 .docx 文件"


def _look_over(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > _PARTS or sum(entry.file_size for entry in entries) > _UNPACKED:
        raise AppError("paper.not_a_template", why="里面的内容太多")
    if "word/document.xml" not in names or len(set(names)) != len(names):
        raise AppError("paper.not_a_template", why="里面没有 Word 的正文")
    if any(mark in name.lower() for name in names for mark in _MACROS):
        raise AppError("paper.not_a_template", why="里面带有宏")
    known = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if any(entry.compress_type not in known for entry in entries) or package.testzip() is not None:
        raise zipfile.BadZipFile
    for entry in entries:
        if entry.filename.endswith(".rels"):
            for link in _links(package.read(entry)):
                raise AppError("paper.not_a_template", why=f"里面链接着外面的文件（{link[:40]}）")


def _links(relations: bytes) -> list[str]:
    """The targets outside of the file, other than plain links one can click."""
    from docx.opc.oxml import parse_xml

    try:
        root = parse_xml(relations)  # type: ignore[arg-type]  # bytes know their own encoding
    except SyntaxError as error:
        raise zipfile.BadZipFile from error
    return [
        one.get("Target") or ""
        for one in root
        if one.get("TargetMode") == "External" and not (one.get("Type") or "").endswith("/hyperlink")
    ]


def mark(template: DocxTemplate, notice: str) -> None:
    """Put ``notice`` at the head of every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for section in template.docx.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            if header.is_linked_to_previous and header is not section.header:
                continue
            paragraph = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            if paragraph.text.strip():
                paragraph = paragraph.insert_paragraph_before()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.add_run(notice).font.size = Pt(12)


def environment() -> SandboxedEnvironment:
    """Where templates run: nothing can be called, nothing that is not there is passed over."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    return environment


def broken() -> tuple[type[Exception], ...]:
    """What libraries raise on a file that is not what it seems."""
    from docx.opc.exceptions import OpcError
    from jinja2 import TemplateError

    return (
        OpcError,
        TemplateError,
        SyntaxError,  # that of the XML
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        RecursionError,
        zipfile.BadZipFile,
        OSError,
    )
