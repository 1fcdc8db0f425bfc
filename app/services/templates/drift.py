"""A template in use against the city's next edition of its workbook: what is known again, what a person has to look at.

A cell is carried over when its row and column labels are found once, and everything else around it (groups, parents,
units, titles, order) says the same as before. Whatever differs is listed and left unbound: never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import sentence
from app.services.excel.checking import header_texts
from app.services.excel.definition import BoundCell, Definition
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.locator import Locator, Spot, tables_of_definition
from app.services.excel.refs import cell_name, column_letters, plain, split_cell
from app.services.excel.tables import Line, Table
from app.services.templates import surroundings
from app.services.templates.faces import CarriedCell, Drift, DriftKind, DriftLine, DriftWhat
from app.services.templates.surroundings import Frame

if TYPE_CHECKING:
    from app.services.templates.records import Template

_YEAR = re.compile(r"20\d\d")


def compare(old: Template, workbook: bytes) -> Drift:
    """``old`` against a new edition of its workbook (.xlsx or .xlsm). Raises the refusals of unreadable workbooks."""
    from app.services.excel.patcher import open_template
    from app.services.excel.scan import scan_package
    from app.services.returns.compute import facts_of

    return compared(old.definition, facts_of(old), scan_package(open_template(workbook)))


def against(old: Template, workbook: bytes, new: Definition) -> Drift:
    """``old`` against an edition that has a mapping of its own: what changed in the workbook, and which figures came
    or went with the mapping."""
    drift = compare(old, workbook)
    before = {cell.key: cell for cell in old.definition.plain_cells}
    after = {cell.key: cell for cell in new.plain_cells}
    lines = [line for line in drift.lines if line.what != "unsure"]
    notes = _Notes()
    for key in [key for key in before if key not in after]:
        cell = before[key]
        notes.add("gone", "cell", cell.sheet, cell.cell, _called(cell), "", 1)
    for key in [key for key in after if key not in before]:
        cell = after[key]
        notes.add("added", "cell", cell.sheet, cell.cell, "", _called(cell), 1)
    return Drift(drift.template, drift.version, drift.cells, drift.carried, (*lines, *notes.lines), new)


def compared(definition: Definition, old: WorkbookFacts, new: WorkbookFacts) -> Drift:
    """A mapping with its workbook against another workbook. Pure."""
    return _Comparison(definition, old, new).drift()


def _called(cell: BoundCell) -> str:
    labels = [cell.row_label.strip(" 　"), cell.column_label.rsplit("/", 1)[-1].strip()]
    return " · ".join(label for label in labels if label) or cell.key


@dataclass(slots=True)
class _Notes:
    """The lines of a comparison, each once."""

    lines: list[DriftLine] = field(default_factory=list)

    def add(
        self, what: DriftWhat, kind: DriftKind, sheet: str, cell: str, before: str, now: str, cells: int, code: str = ""
    ) -> None:
        """One line; ``code`` names its sentence when it is not that of ``what``."""
        where = {"row": "行", "column": "列", "sheet": "表", "heading": "表头", "rule": "勾稽关系", "cell": "格"}[kind]
        about = {"where": where, "sheet": sheet, "cell": cell, "before": before, "now": now, "cells": cells}
        line = DriftLine(what, kind, sheet, cell, before, now, cells, sentence(f"template.drift_{code or what}", about))
        if line not in self.lines:
            self.lines.append(line)


class _Comparison:
    def __init__(self, definition: Definition, old: WorkbookFacts, new: WorkbookFacts) -> None:
        self._definition = definition
        self._old = old
        self._new = new
        self._locator = Locator(definition, new)
        self._tables = tables_of_definition(definition)
        self._notes = _Notes()
        cells = definition.plain_cells
        self._spots: dict[str, Spot] = {}
        self._doubtful: dict[str, Spot] = {}
        for cell, spot in zip(cells, self._locator.spots(), strict=True):
            if spot is not None:
                (self._doubtful if spot.question else self._spots)[cell.place] = spot

    def drift(self) -> Drift:
        """The whole comparison."""
        from app.services.templates.carrying import carried_definition

        self._sheets()
        kept: dict[str, Spot] = {}
        frames: dict[int, Frame] = {}
        for number, table in enumerate(self._tables):
            cells = [cell for cell in self._definition.plain_cells if cell.table == number]
            found, frame = self._table(table, cells)
            kept |= found
            if frame is not None:
                frames[number] = frame
        singles = [cell for cell in self._definition.plain_cells if cell.table < 0]
        kept |= self._singles(singles, kept)
        kept = self._each_place_once(kept)
        definition, dropped = carried_definition(self._definition, self._new, kept, frames, self._notes.add)
        kept = {place: spot for place, spot in kept.items() if place not in dropped}
        carried = []
        for cell in self._definition.plain_cells:
            spot = kept.get(cell.place)
            if spot is not None:
                carried.append(CarriedCell(cell.key, spot.sheet.name, spot.cell, cell.sheet, cell.cell))
                self._formula(cell, spot)
        self._lost(kept)
        return Drift(
            template=self._definition.id,
            version=self._definition.template.version,
            cells=len(self._definition.plain_cells),
            carried=tuple(carried),
            lines=tuple(self._notes.lines),
            definition=definition,
        )

    # sheets

    def _sheets(self) -> None:
        counts: dict[str, int] = {}
        for cell in self._definition.plain_cells:
            counts[cell.sheet] = counts.get(cell.sheet, 0) + 1
        taken: set[str] = set()
        unclear = [issue for issue in self._locator.issues if issue.code == "excel.sheet_ambiguous"]
        for name in self._definition.sheets:
            here = self._locator.sheet(name)
            if here is None:
                several = next((issue.found or "" for issue in unclear if issue.sheet == name), "")
                what: DriftWhat = "unsure" if several else "gone"
                self._notes.add(what, "sheet", name, "", name, several, counts.get(name, 0))
                continue
            taken.add(here.name)
            if here.name != name:
                self._notes.add("renamed", "sheet", here.name, "", name, here.name, counts.get(name, 0))
        old = {sheet.name for sheet in self._old.sheets}
        for sheet in self._new.sheets:
            if sheet.name not in taken and sheet.name not in old:
                self._notes.add("added", "sheet", sheet.name, "", "", sheet.name, 0)

    # tables

    def _table(self, table: Table, cells: list[BoundCell]) -> tuple[dict[str, Spot], Frame | None]:
        """The cells of a table that are known again, and where the table lies now."""
        rows: dict[int, int] = {}
        columns: dict[int, int] = {}
        sheet: SheetFacts | None = None
        for cell in cells:
            spot = self._spots.get(cell.place)
            if spot is not None:
                sheet = spot.sheet
                (row, column), (here_row, here_column) = split_cell(cell.cell), split_cell(spot.cell)
                rows[row], columns[column] = here_row, here_column
        if sheet is None:
            return {}, None
        old = surroundings.own_frame(table, self._old.by_name[table.sheet])
        new = surroundings.found_frame(table, old, sheet, rows, columns)
        if new is None:
            words = "、".join(line.written.strip(" 　") for line in table.columns[:3])
            self._unsure("column", sheet.name, "", words, "", len(cells))
            return {}, None
        rows = self._sure_rows(table, old, new, cells)
        columns = self._sure_columns(table, old, new)
        self._moves(table, sheet, rows, columns)
        self._news(table, old, new)
        kept = {}
        for cell in cells:
            spot = self._spots.get(cell.place)
            row, column = split_cell(cell.cell)
            if spot is None or row not in rows or column not in columns:
                continue
            if surroundings.writable(sheet, spot.cell):
                kept[cell.place] = spot
            else:
                self._unsure("cell", sheet.name, spot.cell, _called(cell), sheet.content(spot.cell).text, 1)
        return kept, new

    def _sure_rows(self, table: Table, old: Frame, new: Frame, cells: list[BoundCell]) -> dict[int, int]:
        odd = surroundings.out_of_order(new.rows)
        sure: dict[int, int] = {}
        for line in table.rows:
            here = new.rows.get(line.at)
            if here is None:
                continue
            units = frozenset(plain(cell.unit) for cell in cells if split_cell(cell.cell)[0] == line.at and cell.unit)
            about = surroundings.left_differs(old, new, line.at, here, units)
            parents = surroundings.parent_of(old, line.at), surroundings.parent_of(new, here)
            width = sum(1 for cell in cells if split_cell(cell.cell)[0] == line.at)
            place = cell_name(here, new.label_column)
            if about is not None:
                self._unsure("row", new.sheet.name, place, about.before, about.now, width)
            elif parents[0] != parents[1]:
                self._unsure("row", new.sheet.name, place, _under(line, parents[0]), _under(line, parents[1]), width)
            elif line.at in odd:
                self._unsure("row", new.sheet.name, place, line.written.strip(), line.written.strip(), width, "order")
            elif _YEAR.search(line.label):
                self._unsure("row", new.sheet.name, place, line.written.strip(), line.written.strip(), width, "year")
            elif not new.header or here > new.header[-1]:
                sure[line.at] = here
        return sure

    def _sure_columns(self, table: Table, old: Frame, new: Frame) -> dict[int, int]:
        sure: dict[int, int] = {}
        for line in table.columns:
            here = new.columns.get(line.at)
            if here is None:
                continue
            about = surroundings.above_differs(old, new, line.at, here)
            place = cell_name(new.header[-1] if new.header else max(1, new.first - 1), here)
            if about is not None and about.telling:
                self._unsure("column", new.sheet.name, place, about.before, about.now, len(table.rows))
                continue
            if surroundings.claimed_again(old, new, line.at, here):
                words = line.written.strip()
                self._unsure("column", new.sheet.name, place, words, words, len(table.rows), "twice")
                continue
            if about is not None:
                self._notes.add("changed", "heading", new.sheet.name, "", about.before, about.now, 0)
            if _YEAR.search(line.label):
                words = line.written.strip()
                self._unsure("column", new.sheet.name, place, words, words, len(table.rows), "year")
                continue
            sure[line.at] = here
        return sure

    def _moves(self, table: Table, sheet: SheetFacts, rows: dict[int, int], columns: dict[int, int]) -> None:
        for kind, places, lines in (("row", rows, len(columns)), ("column", columns, len(rows))):
            for first, last, step in _shifts(places):
                old = _stretch(first, last, by_row=kind == "row")
                new = _stretch(first + step, last + step, by_row=kind == "row")
                at = cell_name(first + step, 1) if kind == "row" else cell_name(1, first + step)
                count = (last - first + 1) * lines
                self._notes.add("moved", "row" if kind == "row" else "column", sheet.name, at, old, new, count)
        _ = table

    def _news(self, table: Table, old: Frame, new: Frame) -> None:
        """Labelled rows and columns of the new table that the old one did not have at all."""
        sheet = new.sheet
        known = {plain(self._old.by_name[table.sheet].text(row, old.label_column)) for row in _all_rows(old)}
        last = max(new.rows.values())
        taken = set(new.rows.values())
        for row in range(new.first, min(sheet.extent[0], last + 3) + 1):
            raw = sheet.cells.get(cell_name(row, new.label_column))
            text = (raw.text or "").strip() if raw is not None else ""
            if row not in taken and text and plain(text) not in known and ":" not in plain(text):
                self._notes.add("added", "row", sheet.name, cell_name(row, new.label_column), "", text, 0)
        if not new.header:
            return
        headed = {header_texts(old.sheet, old.header, column) for column in range(1, old.sheet.extent[1] + 1)}
        for column in sheet.columns:
            texts = header_texts(sheet, new.header, column)
            if column > new.label_column and column not in new.columns.values() and texts and texts not in headed:
                place = cell_name(new.header[-1], column)
                self._notes.add("added", "column", sheet.name, place, "", "/".join(texts), 0)

    # single cells

    def _singles(self, cells: list[BoundCell], kept: dict[str, Spot]) -> dict[str, Spot]:
        """Single cells whose texts to the left and above are the same, on sheets whose columns stand as they stood."""
        found: dict[str, Spot] = {}
        for cell in cells:
            spot = self._spots.get(cell.place)
            if spot is None:
                continue
            old_sheet = self._old.by_name[cell.sheet]
            before = _around(old_sheet, cell.cell), _over(old_sheet, cell.cell)
            now = _around(spot.sheet, spot.cell), _over(spot.sheet, spot.cell)
            shifted = {
                split_cell(other.cell)[1] - split_cell(place.rsplit("!", 1)[1])[1]
                for place, other in kept.items()
                if other.sheet is spot.sheet
            }
            step = split_cell(spot.cell)[1] - split_cell(cell.cell)[1]
            wide = old_sheet.extent[1] == spot.sheet.extent[1]
            straight = step == 0 and wide and shifted <= {0}
            labelled = bool(cell.row_label and cell.column_label)
            same = before[0] == now[0] and (before[1] == now[1] if cell.column_label or before[1] else True)
            year = _YEAR.search(cell.row_label + cell.column_label)
            if same and (straight or labelled) and not year and surroundings.writable(spot.sheet, spot.cell):
                found[cell.place] = spot
                if spot.cell != cell.cell:
                    self._notes.add("moved", "cell", spot.sheet.name, spot.cell, cell.cell, spot.cell, 1)
            else:
                words = "、".join(now[0] or now[1])
                self._unsure("cell", spot.sheet.name, spot.cell, _called(cell), words, 1)
        return found

    # what is left

    def _each_place_once(self, kept: dict[str, Spot]) -> dict[str, Spot]:
        """Two cells of the old edition cannot be the same cell of the new one."""
        counts: dict[tuple[str, str], int] = {}
        for spot in kept.values():
            counts[spot.sheet.name, spot.cell] = counts.get((spot.sheet.name, spot.cell), 0) + 1
        for place, spot in kept.items():
            if counts[spot.sheet.name, spot.cell] > 1:
                self._unsure("cell", spot.sheet.name, spot.cell, place, spot.cell, 1)
        return {place: spot for place, spot in kept.items() if counts[spot.sheet.name, spot.cell] == 1}

    def _formula(self, cell: BoundCell, spot: Spot) -> None:
        change = surroundings.changed_total(self._old.by_name[cell.sheet], spot.sheet, cell.cell, spot.cell)
        if change:
            words = ("公式", "填数") if change == "lost" else ("填数", "公式")
            self._notes.add("changed", "cell", spot.sheet.name, spot.cell, *words, 1, f"formula_{change}")

    def _lost(self, kept: dict[str, Spot]) -> None:
        """Rows, columns and single cells of the old mapping of which nothing was carried over and nothing said."""
        for number, table in enumerate(self._tables):
            cells = [cell for cell in self._definition.plain_cells if cell.table == number]
            for by_row, lines in ((True, table.rows), (False, table.columns)):
                for line in lines:
                    here = [c for c in cells if split_cell(c.cell)[0 if by_row else 1] == line.at]
                    if here and not any(c.place in kept or c.place in self._spots for c in here):
                        self._gone(table, line, here, by_row=by_row)
        for cell in self._definition.plain_cells:
            if cell.table < 0 and cell.place not in kept and cell.place not in self._spots:
                doubt = self._doubtful.get(cell.place)
                if doubt is not None:
                    self._unsure("cell", doubt.sheet.name, doubt.cell, _called(cell), "", 1)
                else:
                    self._notes.add("gone", "cell", cell.sheet, cell.cell, _called(cell), "", 1)

    def _gone(self, table: Table, line: Line, cells: list[BoundCell], *, by_row: bool) -> None:
        """A row or column whose label is nowhere: renamed when another label stands in its place."""
        kind: DriftKind = "row" if by_row else "column"
        doubts = [self._doubtful[cell.place] for cell in cells if cell.place in self._doubtful]
        if doubts:
            spot = doubts[0]
            row, column = split_cell(spot.cell)
            if by_row:
                texts = [spot.sheet.text(row, c).strip() for c in range(1, column) if spot.sheet.text(row, c).strip()]
                now, at = (texts or [""])[min(len(texts) - 1, 0)], cell_name(row, table.label_column)
            else:
                header = [spot.sheet.text(r, column).strip() for r in range(max(1, row - 8), row)]
                header = [text for text in header if text and not re.fullmatch(r"[\d.]+", text)]
                now, at = (header or [""])[-1], cell_name(max(1, row - 1), column)
            if now and plain(now) != line.label:
                self._notes.add("renamed", kind, spot.sheet.name, at, line.written.strip(), now, len(cells))
                return
            self._unsure(kind, spot.sheet.name, at, line.written.strip(), now, len(cells))
            return
        there = self._locator.sheet(table.sheet)
        words = line.label.rsplit("/", 1)[-1]
        places = (
            [] if there is None else [at for at, raw in there.cells.items() if raw.text and plain(raw.text) == words]
        )
        if there is not None and places:
            now = there.text(*split_cell(places[0])).strip()
            self._unsure(kind, there.name, places[0], line.written.strip(" 　"), now, len(cells))
            return
        at = cell_name(line.at, table.label_column) if by_row else f"{column_letters(line.at)}1"
        self._notes.add("gone", kind, table.sheet, at, line.written.strip(" 　"), "", len(cells))

    def _unsure(self, kind: DriftKind, sheet: str, cell: str, before: str, now: str, cells: int, why: str = "") -> None:
        self._notes.add("unsure", kind, sheet, cell, before, now, cells, f"unsure_{why}" if why else "unsure")


def _under(line: Line, parent: str) -> str:
    words = line.written.strip(" 　")
    return f"{parent}·{words}" if parent else words


def _all_rows(frame: Frame) -> range:
    return range(1, frame.sheet.extent[0] + 1)


def _shifts(places: dict[int, int]) -> list[tuple[int, int, int]]:
    """Stretches of neighbours moved by the same step: (first, last, step), unmoved ones left out."""
    found: list[tuple[int, int, int]] = []
    for at in sorted(places):
        step = places[at] - at
        if found and found[-1][2] == step and found[-1][1] == at - 1:
            found[-1] = (found[-1][0], at, step)
        elif step:
            found.append((at, at, step))
    return found


def _stretch(first: int, last: int, *, by_row: bool) -> str:
    if by_row:
        return f"第 {first} 行" if first == last else f"第 {first}～{last} 行"
    one, other = column_letters(first), column_letters(last)
    return f"{one} 列" if first == last else f"{one}～{other} 列"


def _around(sheet: SheetFacts, cell: str) -> tuple[str, ...]:
    """The texts to the left of a cell, nearest last, bare numbers left out."""
    row, column = split_cell(cell)
    texts = [plain(sheet.text(row, c)) for c in range(1, column)]
    return tuple(dict.fromkeys(text for text in texts if text and not text.replace(".", "").isdigit()))


def _over(sheet: SheetFacts, cell: str) -> tuple[str, ...]:
    """The nearest texts above a cell, up to the first blank above them."""
    row, column = split_cell(cell)
    texts: list[str] = []
    for above in range(row - 1, 0, -1):
        text = plain(sheet.text(above, column))
        raw = sheet.cells.get(cell_name(above, column))
        number = raw is not None and raw.kind == "n"
        if text and not number:
            texts.append(text)
        elif texts:
            break
    return tuple(dict.fromkeys(texts))
