"""What binding shows: a draft with its areas, and what is proposed for every cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from app.errors import Issue
from app.services.excel.definition import (
    Basis,
    Blank,
    Denominator,
    Late,
    PeriodKind,
    Role,
    Rounding,
    Rule,
    ShareChange,
    Suffix,
)

if TYPE_CHECKING:
    from app.services.returns.compute import CellValue

State = Literal["sure", "ask", "unbound", "unneeded"]
Place = tuple[str, str]
"""Sheet and cell: ``("表一", "B7")``."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one cell is thought to be.

    ``key`` is ``""`` for a cell that stays unbound; ``name`` says the figure in words («受理投诉 · 食品类 · 上年同期»).
    ``state``: ``sure``, ``ask`` (``key`` is the likeliest reading, a person must look), ``unbound``, ``unneeded`` (no
    figure belongs here: crossed out, a column of remarks, or a person said so). ``why`` is one Chinese sentence.
    ``others`` are the keys of further readings. ``hand``: a person said so. ``area`` is the id of the area it lies
    in, ``""`` outside of all.
    """

    sheet: str
    cell: str
    key: str = ""
    name: str = ""
    role: Role = "figure"
    unit: str = ""
    decimals: int | None = None
    rounding: Rounding = "half-up"
    denominator: Denominator = "all"
    share_change: ShareChange = "rounded"
    basis: Basis = "flow"
    blank: Blank = "missing"
    state: State = "unbound"
    why: str = ""
    row_label: str = ""
    column_label: str = ""
    area: str = ""
    others: tuple[str, ...] = ()
    hand: bool = False

    @property
    def place(self) -> Place:
        """Sheet and cell."""
        return self.sheet, self.cell


@dataclass(frozen=True, slots=True)
class HeadingProposal:
    """A cell of words: ``what`` as the filler knows it (``office``, ``period``, ``top.goods.1`` …), ``name`` in
    Chinese; ``pattern`` holds ``{}`` where the words go."""

    sheet: str
    cell: str
    what: str
    name: str
    pattern: str = "{}"
    state: State = "sure"
    why: str = ""
    hand: bool = False

    @property
    def place(self) -> Place:
        """Sheet and cell."""
        return self.sheet, self.cell


@dataclass(frozen=True, slots=True)
class Area:
    """One table of a sheet. ``rows`` and ``columns`` name its two directions in words («商品和服务类别»); the counts
    are those of its cells by state. ``confirmed``: a person has looked at it and agreed."""

    id: str
    sheet: str
    range: str
    title: str
    rows: str
    columns: str
    sure: int = 0
    ask: int = 0
    unbound: int = 0
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Table ``[template]`` of the mapping to be. ``version`` is what :meth:`Binding.finish` will use unless told."""

    id: str
    title: str
    version: str = ""
    periods: tuple[PeriodKind, ...] = ("month",)
    valid_from: str = ""
    valid_until: str = ""
    due_day: int = 5
    cut_off: int = 0
    late: Late = "late-report"
    not_applicable: str = ""
    suffix: Suffix = "xlsx"


@dataclass(frozen=True, slots=True)
class Draft:
    """A workbook that is being bound. ``workbook`` is the .xlsx that is drawn; ``suffix`` the city's own format.
    ``undoable``: what the last step was, in words; ``""`` when there is nothing to undo."""

    id: str
    title: str
    file_name: str
    suffix: str
    workbook: bytes
    head: Head
    areas: tuple[Area, ...]
    cells: tuple[Proposal, ...]
    headings: tuple[HeadingProposal, ...]
    rules: tuple[Rule, ...]
    issues: tuple[Issue, ...]
    undoable: str = ""

    def cell(self, sheet: str, cell: str) -> Proposal | None:
        """What is proposed for a cell; ``None`` when it is not one that could hold a figure."""
        return next((each for each in self.cells if each.sheet == sheet and each.cell == cell), None)


@dataclass(frozen=True, slots=True)
class DraftFace:
    """A draft in a list."""

    id: str
    title: str
    file_name: str
    changed_at: datetime
    sure: int
    ask: int
    unbound: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a cell can be bound to. ``key`` beginning with ``|`` or ``@`` is a part: it refines the key a cell
    already has (a category, a span). ``initials`` are those of its pinyin, ``synonyms``
    other words it is found by."""

    key: str
    name: str
    unit: str
    group: str
    initials: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft filled in for a period without being put in use: the workbook, its cells with values, remarks."""

    workbook: bytes
    cells: tuple[CellValue, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the engine makes of a workbook, before a person has said anything."""

    title: str
    areas: tuple[Area, ...]
    cells: tuple[Proposal, ...]
    headings: tuple[HeadingProposal, ...]
    periods: tuple[PeriodKind, ...]
    issues: tuple[Issue, ...]
