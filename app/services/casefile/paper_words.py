"""Changing words of a paper without touching its look: the kept Word file with pseudonyms, drawn anew as PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.reports.paper_model import Paragraph, Row, Run, Table

if TYPE_CHECKING:
    from app.services.casefile.redaction import Redactor
    from app.services.reports.paper_model import PaperDocument

#: Stretches of a text and what is written instead: (first, behind the last, words).
Found = Sequence[tuple[int, int, str]]


def redrawn(docx: bytes, title: str, redactor: Redactor) -> bytes:
    """The paper in ``docx`` with everything replaced that ``redactor`` knows, as a PDF.

    Raises ``paper.not_a_template`` for what cannot be read as a paper.
    """
    from app.services.reports import paper_pdf, paper_reading

    document = paper_reading.read(docx, title)
    text = "\n".join(_text(paragraph) for paragraph in _paragraphs(document))
    return paper_pdf.render(_changed(document, redactor.found(text)))[0]


def _paragraphs(document: PaperDocument) -> Iterator[Paragraph]:
    """All paragraphs in the order in which :func:`_changed` meets them."""
    yield from document.header
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from cell.paragraphs
    yield from document.footer
    yield from document.even_footer or ()


def _text(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs)


def _changed(document: PaperDocument, found: Found) -> PaperDocument:
    """The document with what was found replaced; a stretch over several runs or paragraphs stands in its first."""
    at = 0

    def change(paragraph: Paragraph) -> Paragraph:
        nonlocal at
        runs = []
        for run in paragraph.runs:
            runs.append(replace(run, text=_cut(run.text, at, found)))
            at += len(run.text)
        at += 1  # the line end between two paragraphs
        return replace(paragraph, runs=tuple(_standing(runs)))

    return replace(
        document,
        header=tuple(change(paragraph) for paragraph in document.header),
        blocks=tuple(
            change(block)
            if isinstance(block, Paragraph)
            else _table(block, change)
            if isinstance(block, Table)
            else block
            for block in document.blocks
        ),
        footer=tuple(change(paragraph) for paragraph in document.footer),
        even_footer=None
        if document.even_footer is None
        else tuple(change(paragraph) for paragraph in document.even_footer),
    )


def _table(table: Table, change: Callable[[Paragraph], Paragraph]) -> Table:
    def row_of(row: Row) -> Row:
        cells = tuple(
            replace(cell, paragraphs=tuple(change(paragraph) for paragraph in cell.paragraphs)) for cell in row.cells
        )
        return replace(row, cells=cells)

    return replace(table, rows=tuple(row_of(row) for row in table.rows))


def _standing(runs: Sequence[Run]) -> list[Run]:
    """Runs that still say something; a paragraph keeps one, which gives an empty line its height."""
    return [run for run in runs if run.text or run.mark] or list(runs[:1])


def _cut(text: str, start: int, found: Found) -> str:
    """The part of a text that begins at ``start`` of the whole, with what was found in it replaced."""
    out: list[str] = []
    at, end = start, start + len(text)
    for first, behind, instead in found:
        if behind <= at or first >= end:
            continue
        out.append(text[at - start : max(first, at) - start])
        if first >= at and first >= start:
            out.append(instead)
        at = min(behind, end)
    out.append(text[at - start :])
    return "".join(out)
