"""A paper as paragraphs and tables, without Word and without PDF: what stands where, in which letters.

Lengths are points. A :class:`PaperDocument` is read from a filled Word file (:mod:`.paper_reading`) and drawn by
:mod:`.paper_pdf`, so that the office's own wording and arrangement are in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Align = Literal["left", "center", "right", "both"]
#: Text that is known only when the pages are: the page's number, how many there are.
Mark = Literal["", "page", "pages"]


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one kind of letters. ``\\t`` goes to the next tab stop, ``\\n`` begins a new line.

    ``ground`` is the colour it is highlighted with.
    """

    text: str
    size: float = 16.0
    bold: bool = False
    underline: bool = False
    color: str = "#000000"
    mark: Mark = ""
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page below a paragraph."""

    width: float
    color: str = "#000000"
    gap: float = 1.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``first`` is the indent of the first line beside ``left`` (negative: it hangs out).

    ``leading`` is the distance between lines (0: ``spacing`` times the letters' own height). ``stops`` are tab stops:
    (distance from the left margin, how the text stands there).
    """

    runs: tuple[Run, ...] = ()
    align: Align = "left"
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    leading: float = 0.0
    spacing: float = 1.0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False
    stops: tuple[tuple[float, Align], ...] = ()
    line: Rule | None = None


@dataclass(frozen=True, slots=True)
class Borders:
    """The widths of a cell's lines; 0 is none."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over ``span`` columns; ``goes_on`` continues the cell above it, and has no text of its own."""

    paragraphs: tuple[Paragraph, ...] = ()
    span: int = 1
    goes_on: bool = False
    place: Literal["top", "center", "bottom"] = "top"
    borders: Borders = Borders()
    pad: tuple[float, float, float, float] = (0.0, 5.4, 0.0, 5.4)


@dataclass(frozen=True, slots=True)
class Row:
    """``height`` is the least, or with ``exact`` the only one; a ``head`` row comes again on each page."""

    cells: tuple[Cell, ...]
    height: float = 0.0
    exact: bool = False
    whole: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``widths`` of the columns; ``indent`` from the left margin, unless it stands in the middle or at the right."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    indent: float = 0.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands alone; ``alt`` says what it shows."""

    data: bytes
    width: float
    height: float
    align: Align = "center"
    alt: str = ""


Block: TypeAlias = Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper's size and margins; A4 with the margins of official papers."""

    width: float = 595.3
    height: float = 841.9
    top: float = 104.9
    right: float = 73.7
    bottom: float = 99.2
    left: float = 79.4
    header: float = 42.5
    footer: float = 62.0


@dataclass(frozen=True, slots=True)
class PaperDocument:
    """A whole paper: ``header`` and ``footer`` stand on each page, ``unshown`` names what the PDF cannot show.

    ``even_footer`` stands on even pages instead, where it is not None.
    """

    title: str
    blocks: tuple[Block, ...]
    sheet: Sheet = Sheet()
    header: tuple[Paragraph, ...] = ()
    footer: tuple[Paragraph, ...] = ()
    unshown: tuple[str, ...] = ()
    even_footer: tuple[Paragraph, ...] | None = None

    @property
    def text(self) -> str:
        """All words of it, one paragraph a line."""
        found: list[Paragraph] = [*self.header]
        for block in self.blocks:
            if isinstance(block, Paragraph):
                found.append(block)
            elif isinstance(block, Table):
                found += [one for row in block.rows for cell in row.cells for one in cell.paragraphs]
        return "\n".join(
            "".join(run.text for run in one.runs) for one in (*found, *self.footer, *(self.even_footer or ()))
        )
