"""What a summary is to pages and commands: its text in pieces, the figures it names, what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from app.errors import Issue
from app.services.indicators.tables import Compare

#: How a passage stands in the text.
PassageKind = Literal["title", "heading", "subheading", "body", "row", "picture"]
#: What a marked piece is: a figure, one that is missing, a part nobody has written yet.
PieceKind = Literal["", "figure", "missing", "todo"]
Source = Literal["records", "returns"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a person writes; ``wanted``: a summary without it is not finished."""

    key: str
    tag: str
    title: str
    hint: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class SummaryKind:
    """A kind of summary: the kinds of period it is made for, and the parts left to write."""

    key: str
    title: str
    heading: str
    periods: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What the office chose: whether traders are named, what is compared with, whose figures, how many decimals."""

    name_traders: bool = False
    compare: Compare = "last-year"
    source: Source = "records"
    decimals: int = 1


@dataclass(frozen=True, slots=True)
class SummaryFace:
    """A summary in the list. ``made_on`` is the day it was last written to a file."""

    id: str
    kind: str
    kind_title: str
    period: str
    label: str
    title: str
    changed_at: datetime
    made_on: date | None
    unwritten: int = 0


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure named in a summary.

    ``name`` is what it is called there («受理件数.同比», «性质表.质量.件数»), unique; ``text`` how it
    reads; ``value`` the number it states: a count, money in fen, a rate or change as decimal text, None if undefined.
    ``period`` are the days its key (with span) is relative to. ``state`` as of a value; ``origin`` where it comes from.
    """

    name: str
    key: str
    text: str
    value: int | str | None
    unit: str
    state: str
    period: str
    period_label: str
    label: str
    rule: str
    origin: str
    source: str = ""
    approx: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``name`` is the figure's, or the part's that is not written."""

    text: str
    kind: PieceKind = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading, or a row of a table (``cells``); ``alt`` says what a picture shows."""

    kind: PassageKind
    pieces: tuple[Piece, ...] = ()
    cells: tuple[tuple[Piece, ...], ...] = ()
    alt: str = ""
    head: bool = False

    @property
    def text(self) -> str:
        """The words alone; the cells of a row with tabs between."""
        if self.kind == "row":
            return "\t".join("".join(piece.text for piece in cell) for cell in self.cells)
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """A case told in the summary: its words, redacted unless the secretary wrote them otherwise."""

    id: str
    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """A closed case that could be told."""

    id: str
    number: str
    closed_on: date | None
    what: str
    trader: str
    recovered: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A summary as it reads now. ``texts`` are what a person wrote, by the key of the part."""

    face: SummaryFace
    kind: SummaryKind
    options: Options
    passages: tuple[Passage, ...]
    figures: tuple[NamedFigure, ...]
    missing: tuple[NamedFigure, ...]
    issues: tuple[Issue, ...]
    texts: dict[str, str]
    cases: tuple[TypicalCase, ...]

    def figure(self, name: str) -> NamedFigure | None:
        """The figure of that name."""
        return next((figure for figure in self.figures if figure.name == name), None)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A summary written to a file, with what it names."""

    out: Any
    figures: tuple[NamedFigure, ...]
    missing: tuple[NamedFigure, ...]
    issues: tuple[Issue, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class PartOfFigure:
    """A figure that a derived one is made of."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedFigure:
    """A named figure down to its records: ids of cases or enquiries. ``now`` is what a recount gives, as text."""

    figure: NamedFigure
    rule: str
    parts: tuple[PartOfFigure, ...]
    records: tuple[str, ...]
    kind: str
    now: str


@dataclass(frozen=True, slots=True)
class TemplateFace:
    """The template of a kind: shipped (``changed_at`` None) or the office's own."""

    kind: str
    title: str
    changed_at: datetime | None
    changed_by: str
    issues: tuple[Issue, ...] = ()
