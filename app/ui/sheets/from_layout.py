"""From the layout services read out of a workbook to the drawing the view shows."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.excel.layout import CellLayout, SheetLayout
from app.ui.sheets.drawing import Align, Box, CellDrawing, Merge, Place, SheetDrawing, Upright

_ALIGN: dict[str, Align] = {
    "left": "left",
    "center": "center",
    "centerContinuous": "center",
    "distributed": "center",
    "right": "right",
}
_UPRIGHT: dict[str, Upright] = {"top": "top", "bottom": "bottom"}


def drawings(layouts: Iterable[SheetLayout]) -> tuple[SheetDrawing, ...]:
    """The visible sheets of a workbook."""
    return tuple(drawing(layout) for layout in layouts if layout.visible)


def drawing(layout: SheetLayout) -> SheetDrawing:
    """One sheet, cut off after the last row and column that hold something."""
    used = [cell for cell in layout.cells if cell.text or _edges(cell) or cell.style.fill]
    rows = max((cell.row + cell.rows - 1 for cell in used), default=1)
    columns = max((cell.column + cell.columns - 1 for cell in used), default=1)
    cells: dict[Place, CellDrawing] = {}
    merges = []
    for cell in used:
        place = (cell.row - 1, cell.column - 1)
        cells[place] = _cell(cell)
        if cell.rows > 1 or cell.columns > 1:
            merges.append(Merge(place[0], place[1], place[0] + cell.rows - 1, place[1] + cell.columns - 1))
    return SheetDrawing(
        name=layout.name,
        widths=layout.widths[:columns],
        heights=layout.heights[:rows],
        cells=cells,
        merges=tuple(merges),
        frozen=(min(layout.frozen[0], rows), min(layout.frozen[1], columns)),
        boxes=tuple(Box(box.x, box.y, box.width, box.height, box.text, box.size) for box in layout.text_boxes),
    )


def _edges(cell: CellLayout) -> str:
    style = cell.style
    sides = (("l", style.left), ("t", style.top), ("r", style.right), ("b", style.bottom))
    return "".join(side for side, edge in sides if edge is not None)


def _cell(cell: CellLayout) -> CellDrawing:
    style = cell.style
    return CellDrawing(
        text=cell.text,
        size=style.size,
        bold=style.bold,
        align=_ALIGN.get(style.horizontal, "general"),
        upright=_UPRIGHT.get(style.vertical, "center"),
        wrap=style.wrap,
        indent=style.indent,
        fill=style.fill,
        edges=_edges(cell),
        numeric=cell.kind == "number",
    )
