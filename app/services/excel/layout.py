"""How a workbook's sheets look, for drawing them in the window and on paper: sizes in px at 96 dpi, styles,
merged areas, texts as shown, text boxes, page set-up."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.errors import AppError
from app.services.excel.colours import OFFICE_THEME, theme_colours
from app.services.excel.drawings import Sizes, TextBox, read_text_boxes
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.kinds import identify, load
from app.services.excel.package import Limits, Package
from app.services.excel.refs import Box, cell_name, split_cell
from app.services.excel.scan import read_book, scan_package
from app.services.excel.shown import show
from app.services.excel.styles import PLAIN, Edge, Style, child, children, local_name, number, read_styles

#: What is drawn is small; more is not worth a picture.
LAYOUT_LIMITS = Limits(part=24 * 1024 * 1024, total=96 * 1024 * 1024, cells=200_000)

_SQUARE_FONTS = ("宋", "黑", "楷", "仿", "等线", "雅黑", "SimSun", "SimHei", "NSimSun", "FangSong", "KaiTi")


@dataclass(frozen=True, slots=True)
class CellLayout:
    """A cell (or merged area, ``rows`` × ``columns``) with its first row and column, 1-based. ``kind`` is its
    content's state (``number``, ``text``, ``blank`` …), ``text`` what it shows."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    kind: str
    style: Style
    formula: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Page set-up. ``paper`` as in the file (9 = A4); margins in inches; ``area`` and ``title_rows`` by their
    defined names; ``fit_width`` and ``fit_height`` in pages (0 = as many as needed) when fitting is on."""

    landscape: bool = False
    paper: int = 9
    scale: int = 100
    fit: bool = False
    fit_width: int = 1
    fit_height: int = 1
    left: float = 0.7
    right: float = 0.7
    top: float = 0.75
    bottom: float = 0.75
    centred: bool = False
    area: Box | None = None
    title_rows: tuple[int, int] | None = None
    header: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet. ``widths`` and ``heights`` in px from column 1 and row 1 (0 = hidden) up to the last that is
    drawn; ``cells`` in reading order, covered cells of merged areas left out; ``frozen`` (rows, columns)."""

    name: str
    visible: bool
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cells: tuple[CellLayout, ...]
    frozen: tuple[int, int]
    grid_lines: bool
    text_boxes: tuple[TextBox, ...]
    page: Page

    def rectangle(self, row: int, column: int, rows: int = 1, columns: int = 1) -> tuple[float, float, float, float]:
        """(x, y, width, height) of cells in px."""
        return (
            sum(self.widths[: column - 1]),
            sum(self.heights[: row - 1]),
            sum(self.widths[column - 1 : column - 1 + columns]),
            sum(self.heights[row - 1 : row - 1 + rows]),
        )


def read_layout(workbook: bytes | Path) -> tuple[SheetLayout, ...]:
    """The looks of every worksheet of an .xlsx. Raises the refusals of unreadable workbooks."""
    data, shown = load(workbook)
    if identify(data, shown) != "xlsx":
        raise AppError("excel.cannot_fill", file=shown)
    package = Package(data, shown, LAYOUT_LIMITS)
    facts = scan_package(package)
    book = read_book(package)
    theme = theme_colours(tree(package, book.theme)) if book.theme in package else OFFICE_THEME
    styles = read_styles(tree(package, book.styles), theme) if book.styles in package else []
    try:
        return tuple(_sheet(package, facts, sheet, styles or [PLAIN], theme) for sheet in facts.sheets)
    except ValueError as error:  # a reference that is none
        raise AppError("excel.corrupt", file=shown) from error


def tree(package: Package, part: str) -> Element:
    """A part as a tree, after making sure that it declares no entities."""
    content = package.read(part)
    package.check_prolog(content)
    try:
        return ElementTree.fromstring(content)  # noqa: S314  # entities were refused, the size is bounded
    except ElementTree.ParseError as error:
        raise AppError("excel.corrupt", file=package.shown) from error


def _sheet(
    package: Package, workbook: WorkbookFacts, facts: SheetFacts, styles: list[Style], theme: tuple[str, ...]
) -> SheetLayout:
    root = tree(package, facts.part)
    if max(facts.extent) > 20_000:
        raise AppError("excel.too_big", file=package.shown, size=f"{facts.extent[0]} × {facts.extent[1]}")
    page = _page(root, workbook, facts)
    last_row, last_column = facts.extent
    if page.area is not None:
        last_row, last_column = max(last_row, page.area[2]), max(last_column, page.area[3])
    column_styles, widths = _columns(root, last_column, styles)
    heights, row_styles, cell_styles = _rows(root, last_row)
    cells = _cells(workbook, facts, styles, (row_styles, column_styles, cell_styles))
    sizes = Sizes(tuple(widths), tuple(heights))
    view = child(child(root, "sheetViews"), "sheetView")
    return SheetLayout(
        name=facts.name,
        visible=facts.state == "visible",
        widths=sizes.widths,
        heights=sizes.heights,
        cells=cells,
        frozen=_frozen(view),
        grid_lines=view is None or view.get("showGridLines") not in ("0", "false"),
        text_boxes=tuple(_boxes(package, facts.part, sizes, theme)),
        page=page,
    )


def _columns(root: Element, last: int, styles: list[Style]) -> tuple[dict[int, int], list[float]]:
    digit = digit_width(styles[0])
    formats = child(root, "sheetFormatPr")
    base = number(formats.get("baseColWidth"), 8) if formats is not None else 8
    usual = math.ceil((base * digit + 5) / 8) * 8.0
    if formats is not None and formats.get("defaultColWidth"):
        usual = _pixels(number(formats.get("defaultColWidth")), digit)
    widths = [usual] * last
    looks: dict[int, int] = {}
    for column in children(child(root, "cols"), "col"):
        first, until = int(number(column.get("min"), 1)), min(int(number(column.get("max"), 1)), last)
        width = _pixels(number(column.get("width"), base), digit) if column.get("width") else usual
        for at in range(max(first, 1), until + 1):
            widths[at - 1] = 0.0 if column.get("hidden") in ("1", "true") else width
            looks[at] = int(number(column.get("style")))
    return looks, widths


def digit_width(style: Style) -> int:
    """The width of a digit of the workbook's usual font in px, which column widths count in."""
    pixels = style.size * 96 / 72
    if any(word in style.font for word in _SQUARE_FONTS):
        return math.ceil(pixels / 2)
    return max(1, round(pixels * 0.48))


def _pixels(width: float, digit: int) -> float:
    return float(math.trunc((256 * width + math.trunc(128 / digit)) / 256 * digit))


def _rows(root: Element, last: int) -> tuple[list[float], dict[int, int], dict[tuple[int, int], int]]:
    formats = child(root, "sheetFormatPr")
    usual = number(formats.get("defaultRowHeight"), 15) if formats is not None else 15.0
    heights = [round(usual * 96 / 72, 2)] * last
    looks: dict[int, int] = {}
    cells: dict[tuple[int, int], int] = {}
    at = 0
    for row in children(child(root, "sheetData"), "row"):
        at = int(number(row.get("r"), at + 1))
        if not 1 <= at <= last:
            continue
        if row.get("ht"):
            heights[at - 1] = round(number(row.get("ht")) * 96 / 72, 2)
        if row.get("hidden") in ("1", "true"):
            heights[at - 1] = 0.0
        if row.get("customFormat") in ("1", "true"):
            looks[at] = int(number(row.get("s")))
        column = 0
        for cell in row:
            column = split_cell(cell.get("r", ""))[1] if cell.get("r") else column + 1
            cells[at, column] = int(number(cell.get("s")))
    return heights, looks, cells


def _cells(
    workbook: WorkbookFacts,
    facts: SheetFacts,
    styles: list[Style],
    looks: tuple[dict[int, int], dict[int, int], dict[tuple[int, int], int]],
) -> tuple[CellLayout, ...]:
    row_styles, column_styles, cell_styles = looks

    def style_at(row: int, column: int) -> Style:
        index = cell_styles.get((row, column), row_styles.get(row, column_styles.get(column, 0)))
        return styles[index] if 0 <= index < len(styles) else PLAIN

    merged = {(box[0], box[1]): box for box in facts.merges}
    covered = facts.merged
    cells: list[CellLayout] = []
    places = cell_styles.keys() | {split_cell(cell) for cell in facts.cells} | merged.keys()
    for row, column in sorted(places):
        if covered.get((row, column), (row, column)) != (row, column):
            continue
        name = cell_name(row, column)
        raw = facts.cells.get(name)
        style = style_at(row, column)
        box = merged.get((row, column))
        if box is not None:
            style = _around(style, style_at(box[0], box[3]), style_at(box[2], box[1]))
        elif raw is None and style == PLAIN:
            continue
        content = facts.content(name)
        cells.append(
            CellLayout(
                row=row,
                column=column,
                rows=box[2] - box[0] + 1 if box else 1,
                columns=box[3] - box[1] + 1 if box else 1,
                text=show(content, style.number_format, date1904=workbook.date1904),
                kind=content.state,
                style=style,
                formula=raw is not None and raw.formula is not None,
            )
        )
    return tuple(cells)


def _around(first: Style, right: Style, bottom: Style) -> Style:
    """The style of a merged area: its far edges are those of its last cells."""
    return replace(first, right=right.right or first.right, bottom=bottom.bottom or first.bottom)


def _frozen(view: Element | None) -> tuple[int, int]:
    pane = child(view, "pane")
    if pane is None or pane.get("state") not in ("frozen", "frozenSplit"):
        return 0, 0
    return int(number(pane.get("ySplit"))), int(number(pane.get("xSplit")))


def _boxes(package: Package, part: str, sizes: Sizes, theme: tuple[str, ...]) -> list[TextBox]:
    boxes: list[TextBox] = []
    for relation in package.relations(part):
        if relation.kind == "drawing" and relation.target in package:
            boxes += read_text_boxes(tree(package, relation.target), sizes, theme)
    return boxes


def _page(root: Element, workbook: WorkbookFacts, facts: SheetFacts) -> Page:
    setup, margins = child(root, "pageSetup"), child(root, "pageMargins")
    fit = child(child(root, "sheetPr"), "pageSetUpPr")
    options = child(root, "printOptions")
    words = child(root, "headerFooter")
    about = setup.attrib if setup is not None else {}
    edges = margins.attrib if margins is not None else {}
    area = workbook.area(f"{facts.name}!_xlnm.Print_Area")
    titles = re.search(r"\$(\d+):\$(\d+)", workbook.names.get(f"{facts.name}!_xlnm.Print_Titles", ""))
    texts = {local_name(part): part.text or "" for part in words} if words is not None else {}
    return Page(
        landscape=about.get("orientation") == "landscape",
        paper=int(number(about.get("paperSize"), 9)),
        scale=int(number(about.get("scale"), 100)),
        fit=fit is not None and fit.get("fitToPage") in ("1", "true"),
        fit_width=int(number(about.get("fitToWidth"), 1)),
        fit_height=int(number(about.get("fitToHeight"), 1)),
        left=number(edges.get("left"), 0.7),
        right=number(edges.get("right"), 0.7),
        top=number(edges.get("top"), 0.75),
        bottom=number(edges.get("bottom"), 0.75),
        centred=options is not None and options.get("horizontalCentered") in ("1", "true"),
        area=area[1] if area is not None and area[0] == facts.name else None,
        title_rows=(int(titles[1]), int(titles[2])) if titles else None,
        header=texts.get("oddHeader", ""),
        footer=texts.get("oddFooter", ""),
    )


__all__ = ["CellLayout", "Edge", "Page", "SheetLayout", "Style", "TextBox", "read_layout"]
