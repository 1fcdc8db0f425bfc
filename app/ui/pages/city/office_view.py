"""One office's return as it came: its sheets with what is remarked on them laid over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.periods import Period
from app.ui.pages.monthly.remarks import Remark
from app.ui.pages.monthly.workbook import Faces, Spot, title_of
from app.ui.sheets.drawing import CellFace, FaceState, SheetDrawing, place_of

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.excel.definition import BoundCell

_WORST: dict[str, FaceState] = {"error": "error", "warning": "question"}


@dataclass(frozen=True, slots=True)
class Pictured:
    """A workbook ready to be shown: drawings, faces of its bound figures, the bound cells by place.

    ``why`` says why there is no picture (``drawings`` is empty then).
    """

    drawings: tuple[SheetDrawing, ...]
    faces: Faces
    cells: dict[Spot, BoundCell]
    why: str = ""


def picture(
    services: Services, template: str, period: Period, source: bytes | Path, remarks: Sequence[Remark] = ()
) -> Pictured:
    """Read a workbook of ``template`` for the sheet view; runs in the long reading lane.

    A workbook that cannot be drawn (another kind of file, a damaged one) gives no drawings and says why.
    """
    from app.services import templates
    from app.services.excel.layout import read_layout
    from app.services.returns.compute import bound_cells
    from app.ui.sheets.from_layout import drawings

    book = templates.read(services.database, template, None, period)
    cells = {(cell.sheet, cell.cell): cell for cell in bound_cells(book)}
    try:
        drawn = drawings(read_layout(source))
    except AppError as error:
        return Pictured((), {}, cells, error.message)
    worst: dict[Spot, FaceState] = {}
    for remark in remarks:
        state = _WORST.get(remark.severity)
        if state is not None and remark.cell and worst.get((remark.sheet, remark.cell)) != "error":
            worst[remark.sheet, remark.cell] = state
    known = {drawing.name: drawing for drawing in drawn}
    faces: Faces = {}
    for (sheet, name), cell in cells.items():
        drawing = known.get(sheet)
        if drawing is None:
            continue
        place = place_of(name)
        text = drawing.cells[place].text.strip() if place in drawing.cells else ""
        usual: FaceState = "computed" if text else "blank"
        state = worst.get((sheet, name), "na" if text == "—" else usual)
        faces.setdefault(sheet, {})[place] = CellFace(text, state, title_of(cell), cell.unit)
    return Pictured(drawn, faces, cells)


def original_of(services: Services, template: str, period: Period, office: str) -> Path | None:
    """The file an office's latest return came in, as it was kept; None when it is not there any more."""
    from app.services import templates
    from app.services.returns.compute import bound_cells
    from app.services.submissions import intake

    book = templates.read(services.database, template, None, period)
    for cell in bound_cells(book):
        found = services.merging.explain(template, period, (cell.sheet, cell.cell), office=office)
        if found.parts:
            return intake.original(services.folder, found.parts[0].sha256)
    return None
