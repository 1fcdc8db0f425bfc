"""A return as plain data for the sheet view: drawings of its sheets and a face for every figure. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.errors import Issue
from app.ui.sheets.drawing import CellFace, FaceState, Place, SheetDrawing, place_of

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.excel.definition import BoundCell
    from app.services.periods import Period
    from app.services.returns.compute import CellValue
    from app.services.returns.records import Sheets

Faces = dict[str, dict[Place, CellFace]]
#: (sheet, cell as Excel writes it)
Spot = tuple[str, str]
_WORST: dict[str, FaceState] = {"error": "error", "warning": "question"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A return of ``period`` ready to be shown. ``cells`` by (sheet, cell).

    ``typed`` are the cells a person types in with the keys they are typed under, ``revised_before`` the earlier periods
    whose sealed return was revised: what this one compares with is then a choice.
    """

    template: str
    period: Period
    sheets: Sheets
    drawings: tuple[SheetDrawing, ...]
    cells: Mapping[Spot, CellValue]
    typed: Mapping[Spot, str] = field(default_factory=dict)
    revised_before: tuple[str, ...] = ()

    def faces(self, issues: Iterable[Issue] = ()) -> Faces:
        """The faces of all figures, with what ``issues`` say about them laid over."""
        worst = worst_of(issues)
        drawn = {drawing.name: drawing for drawing in self.drawings}
        found: Faces = {}
        for (sheet, cell), item in self.cells.items():
            drawing = drawn.get(sheet)
            if drawing is None:
                continue
            place = place_of(cell)
            text = drawing.cells[place].text if place in drawing.cells else ""
            state = worst.get((sheet, cell)) or state_of(item, self.sheets.sealed)
            face = CellFace(
                _marked(text, item) or str(item.value), state, title_of(item.cell), item.cell.unit, _note(item)
            )
            found.setdefault(sheet, {})[place] = face
        return found


def load(
    services: Services, template: str, period: Period, today: date, by: str, revised_base: bool | None = None
) -> Shown:
    """Read a return for the window; runs in a reading lane.

    Raises what ``returns.preview`` raises, e.g. ``template.wrong_period``.
    """
    from app.services.excel.layout import read_layout
    from app.ui.sheets.from_layout import drawings

    sheets = services.returns.preview(template, period, today=today, by=by, revised_base=revised_base)
    cells = {(item.cell.sheet, item.cell.cell): item for item in sheets.cells}
    typed = services.unfinished.typed(sheets.cells)
    revised = tuple(
        dict.fromkeys(
            info.period
            for info in services.returns.listed(template)
            if info.revision > 1 and info.state == "sealed" and info.period < period.text
        )
    )
    return Shown(template, period, sheets, drawings(read_layout(sheets.workbook)), cells, typed, revised)


def worst_of(issues: Iterable[Issue]) -> dict[Spot, FaceState]:
    """The worst thing said about each cell: ``error`` or ``question``; notes do not count."""
    found: dict[Spot, FaceState] = {}
    for issue in issues:
        state = _WORST.get(issue.severity)
        if state is None or not issue.sheet or not issue.cell:
            continue
        spot = (issue.sheet, issue.cell)
        if found.get(spot) != "error":
            found[spot] = state
    return found


def state_of(item: CellValue, sealed: bool) -> FaceState:
    """How a figure stands: nothing written, not applicable, typed (or adopted), sealed, computed."""
    match item.value.state:
        case "blank":
            return "blank"
        case "na":
            return "na"
        case "error":
            return "error"
    if sealed:
        return "sealed"
    return "typed" if item.origin in ("typed", "adopted") else "computed"


def title_of(cell: BoundCell) -> str:
    """The name of a figure from the words of its row and column: «食品类 · 已处理»."""
    words = (cell.row_label, cell.column_label)
    return " · ".join(plain_label(word) for word in words if word)


def plain_label(label: str) -> str:
    """A label without its unit in brackets and without the line breaks of its author."""
    text = "".join(label.split())
    for unit in ("（件）", "（万元）", "（元）", "（%）", "（人次）", "(件)", "(万元)", "(%)"):
        text = text.replace(unit, "")
    return text.replace("/", " ")


def _marked(text: str, item: CellValue) -> str:
    """What the workbook shows, with the mark of a figure that is about right: a cell can hold the number only."""
    approx = item.value.approx
    if not text or not approx or approx in text:
        return text
    return f"近{text}" if approx == "近" else f"{text}{approx}"


def _note(item: CellValue) -> str:
    return f"沿用的历史数，{item.source}" if item.origin == "adopted" else ""
