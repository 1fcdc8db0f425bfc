"""One trader on paper: who it is, what its complaints add up to, month by month, its cases, letters to it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from app.progress import SILENT, Progress
from app.services.reports import fonts

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_MARGIN = 42.0
_GREY = "#E6E6E6"
_INK = "#000000"
_BAR = "#5B7F77"


@dataclass(frozen=True, slots=True)
class TraderSheet:
    """What is printed. ``facts`` and ``figures`` are (label, words); ``months`` (label, complaints), oldest first.

    ``cases`` and ``letters`` are rows under the titles ``case_titles`` and ``letter_titles``, each title with the
    share of the width its column has.
    """

    office: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[tuple[str, str], ...]
    natures: str
    months: tuple[tuple[str, int], ...]
    case_titles: tuple[tuple[str, float], ...]
    cases: tuple[tuple[str, ...], ...]
    cases_said: str
    letter_titles: tuple[tuple[str, float], ...]
    letters: tuple[tuple[str, ...], ...]


def render(sheet: TraderSheet, progress: Progress = SILENT) -> bytes:
    """The trader as a PDF on A4. Nothing is cut: long words go on below, long tables on the next page."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    fonts.register()
    room = A4[0] - 2 * _MARGIN

    def style(size: float, bold: bool = False, **more: Any) -> ParagraphStyle:
        name = fonts.BOLD if bold else fonts.REGULAR
        return ParagraphStyle(
            f"{size}{bold}", fontName=name, fontSize=size, leading=size * 1.45, wordWrap="CJK", **more
        )

    def words(text: str, as_: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(text).replace("\n", "<br/>"), as_)

    plain, bold = style(10), style(10, True)
    heading = style(13, True, spaceBefore=10, spaceAfter=4)
    story: list[Any] = [
        words(sheet.office, style(11, alignment=1)),
        words(sheet.title, style(17, True, alignment=1)),
        words(sheet.subtitle, style(10, alignment=1)),
        Spacer(1, 8),
    ]
    story.append(_pairs(sheet.facts, words, plain, bold, room, 1))
    story += [words("投诉情况", heading), _pairs(sheet.figures, words, plain, bold, room, 3)]
    if sheet.natures:
        story += [Spacer(1, 4), words(f"投诉性质：{sheet.natures}", plain)]
    story += [words("近 12 个月每月的投诉（件）", heading), _bars(sheet.months, room)]
    story.append(words(f"投诉（{sheet.cases_said}）", heading))
    progress.step(1, 3, "排版")
    story.append(_table(sheet.case_titles, sheet.cases, words, style(9), style(9, True), room, "没有投诉"))
    story.append(words("发过的函件", heading))
    story.append(_table(sheet.letter_titles, sheet.letters, words, style(9), style(9, True), room, "没有发过函件"))
    progress.step(2, 3, "排版")
    stream = io.BytesIO()
    usual: Any = fonts.REGULAR
    template = SimpleDocTemplate(
        stream, pagesize=A4, leftMargin=_MARGIN, rightMargin=_MARGIN, topMargin=40, bottomMargin=44,
        title=sheet.title, creator="消保台账", producer="消保台账", initialFontName=usual, lang="zh-CN",
    )  # fmt: skip
    template.build(story, onFirstPage=_foot, onLaterPages=_foot)
    progress.step(3, 3, "排版")
    return stream.getvalue()


def _foot(canvas: Canvas, template: Any) -> None:
    canvas.setFont(fonts.REGULAR, 9)
    canvas.drawCentredString(template.pagesize[0] / 2, 22, f"第 {canvas.getPageNumber()} 页")


def _pairs(pairs: Sequence[tuple[str, str]], words: Any, plain: Any, bold: Any, room: float, across: int) -> Any:
    """Labels and values in a grid, ``across`` pairs a line."""
    from reportlab.platypus import Table

    cells: list[list[Any]] = []
    for at in range(0, len(pairs), across):
        line: list[Any] = []
        for label, value in pairs[at : at + across]:
            line += [words(label, bold), words(value or "—", plain)]
        cells.append(line + [""] * (2 * across - len(line)))
    label_wide = 82.0
    rest = room / across - label_wide
    table = Table(cells, colWidths=[label_wide, rest] * across)
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, _INK),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *(("BACKGROUND", (2 * at, 0), (2 * at, -1), _GREY) for at in range(across)),
        ]
    )
    return table


def _table(
    titles: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[str]],
    words: Any,
    plain: Any,
    bold: Any,
    room: float,
    empty: str,
) -> Any:
    from reportlab.platypus import Table

    if not rows:
        return words(empty, plain)
    shares = sum(share for _, share in titles)
    right = bold.clone("right", fontName=plain.fontName, alignment=2)
    styles = [right if title.endswith("（元）") else plain for title, _ in titles]
    cells = [[words(title, bold) for title, _ in titles]]
    cells += [[words(text, as_) for text, as_ in zip(row, styles, strict=True)] for row in rows]
    table = Table(cells, colWidths=[room * share / shares for _, share in titles], repeatRows=1)
    table.setStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.4, _INK),
            ("BACKGROUND", (0, 0), (-1, 0), _GREY),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ]
    )
    return table


def _bars(months: Sequence[tuple[str, int]], room: float) -> Any:
    """The months as bars, the number above and the month below each."""
    from reportlab.platypus import Flowable

    high, below, above = 54.0, 14.0, 14.0

    class Bars(Flowable):
        def wrap(self, *_: float) -> tuple[float, float]:
            return room, high + below + above

        def draw(self) -> None:
            canvas = self.canv
            most = max((many for _, many in months), default=0) or 1
            step = room / max(1, len(months))
            for at, (label, many) in enumerate(months):
                middle = step * (at + 0.5)
                tall = high * many / most
                canvas.setFillColor(_BAR)
                canvas.rect(middle - step * 0.3, below, step * 0.6, tall, stroke=0, fill=1)
                canvas.setFillColor(_INK)
                canvas.setFont(fonts.BOLD, 9)
                canvas.drawCentredString(middle, below + tall + 3, str(many))
                canvas.setFont(fonts.REGULAR, 9)
                canvas.drawCentredString(middle, 2, label)
            canvas.setLineWidth(0.4)
            canvas.setStrokeColor(_INK)
            canvas.line(0, below, room, below)

    return Bars()
