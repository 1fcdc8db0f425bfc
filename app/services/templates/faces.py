"""What the service of templates gives and takes, as frozen shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.errors import sentence

if TYPE_CHECKING:
    from app.services.excel.definition import Definition
    from app.services.templates.records import TemplateInfo

Standing = Literal["new", "newer", "older", "same", "changed", "used"]
"""What a file's version is to the versions here: none of this template yet, later than all, earlier, the same,
the same number with another content, and that when returns were already made with it."""

DriftWhat = Literal["moved", "renamed", "added", "gone", "unsure", "changed"]
DriftKind = Literal["sheet", "row", "column", "cell", "heading", "rule"]


@dataclass(frozen=True, slots=True)
class PublishedTemplate:
    """The one file for the stick."""

    path: Path
    info: TemplateInfo
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class TemplateOffer:
    """What a file offers. ``in_use`` is the newest version here; ``drift`` what changed against it."""

    info: TemplateInfo
    standing: Standing
    in_use: TemplateInfo | None
    issued_by: str
    issued_on: date
    drift: Drift | None = None

    @property
    def sentence(self) -> str:
        """What a person should know before installing."""
        known = self.in_use.version if self.in_use is not None else ""
        about = {"title": self.info.title, "version": self.info.version, "known": known, "issued_by": self.issued_by}
        return sentence(f"template.offer_{self.standing}", about)


@dataclass(frozen=True, slots=True)
class DriftLine:
    """One difference between the old workbook and the new edition.

    ``sheet`` and ``cell`` are places of the new edition, or of the old one for what is gone; ``cells`` counts the bound
    cells it concerns; ``says`` tells it in a sentence.
    """

    what: DriftWhat
    kind: DriftKind
    sheet: str
    cell: str
    before: str
    now: str
    cells: int
    says: str


@dataclass(frozen=True, slots=True)
class CarriedCell:
    """A bound cell that was found again beyond doubt."""

    key: str
    sheet: str
    cell: str
    old_sheet: str
    old_cell: str

    @property
    def moved(self) -> bool:
        """Whether it stands elsewhere now."""
        return (self.sheet, self.cell) != (self.old_sheet, self.old_cell)


@dataclass(frozen=True, slots=True)
class Drift:
    """An old mapping against a new edition of the workbook.

    ``definition`` binds what was carried over, and nothing else; ``lines`` list everything that a person has to look
    at or may want to know.
    """

    template: str
    version: str
    cells: int
    carried: tuple[CarriedCell, ...]
    lines: tuple[DriftLine, ...]
    definition: Definition

    @property
    def moved(self) -> int:
        """How many cells were carried over to another place."""
        return sum(1 for cell in self.carried if cell.moved)

    @property
    def lost(self) -> int:
        """How many cells of the old mapping are not bound any more."""
        return self.cells - len(self.carried)

    def of(self, what: DriftWhat) -> tuple[DriftLine, ...]:
        """The lines of one sort."""
        return tuple(line for line in self.lines if line.what == what)
