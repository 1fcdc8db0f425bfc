"""Where the figures of a template stand in a returned workbook: by defined names, by anchor texts, by address.

Names and anchors that agree are taken; where they disagree, where a label could mean two places, and where only
the old address is left, a person is asked. Whoever inserts a row, renames or moves a sheet causes one note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.errors import Issue, Severity
from app.services.excel.align import Alignment, align
from app.services.excel.checking import header_texts, label_fits
from app.services.excel.definition import BoundCell, Definition
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.reading import FoundBy
from app.services.excel.refs import cell_name, column_letters, plain, split_cell
from app.services.excel.tables import Line, Table, tables_of


@dataclass(slots=True)
class Spot:
    """Where a figure stands: ``question`` when a person has to confirm it, ``None`` sheet when nowhere."""

    sheet: SheetFacts
    cell: str
    found_by: FoundBy
    question: bool = False


@dataclass(slots=True)
class _Axis:
    """Rows or columns of a located table: template place → (place here, how, question)."""

    places: dict[int, tuple[int, FoundBy, bool]] = field(default_factory=dict)
    moved: bool = False


class Locator:
    """Finds the bound cells of ``definition`` in ``workbook``. ``issues`` fills while spots are asked for."""

    def __init__(self, definition: Definition, workbook: WorkbookFacts) -> None:
        self._definition = definition
        self._workbook = workbook
        self._tables = tables_of_definition(definition)
        self.issues: list[Issue] = []
        self._sheets: dict[str, SheetFacts | None] = {}
        self._located: dict[int, tuple[SheetFacts, _Axis, _Axis] | None] = {}
        self._find_sheets()

    def sheet(self, name: str) -> SheetFacts | None:
        """The sheet that is the template's ``name``; a renamed one is known by its labels."""
        return self._sheets.get(name)

    def spots(self) -> Iterable[Spot | None]:
        """One spot per bound cell, in their order; ``None`` where there is no place to read."""
        for cell in self._definition.plain_cells:
            yield self._spot(cell) if cell.table >= 0 else self._single(cell)

    # sheets

    def _find_sheets(self) -> None:
        missing: list[str] = []
        for name in self._definition.sheets:
            here = self._workbook.by_name.get(name)
            self._sheets[name] = here
            if here is None:
                missing.append(name)
        claimed = {name for name, sheet in self._sheets.items() if sheet is not None}
        free = [sheet for sheet in self._workbook.sheets if sheet.name not in claimed]
        for name in missing:
            # a copy of the sheet may be more like it than the sheet itself, which somebody worked on
            likeness = {sheet.name: self._likeness(name, sheet) for sheet in free}
            least = max(0.6, max(likeness.values(), default=0.0) - 0.3)
            fitting = [sheet for sheet in free if likeness[sheet.name] >= least]
            if len(fitting) == 1:
                self._sheets[name] = fitting[0]
                self._say("note", "sheet_renamed", fitting[0].name, found=fitting[0].name, expected=name)
            elif fitting:
                names = "、".join(sheet.name for sheet in fitting)
                self._say("warning", "sheet_ambiguous", name, found=names, expected=name)
            else:
                self._say("error", "sheet_missing", name, expected=name)

    def _likeness(self, name: str, sheet: SheetFacts) -> float:
        """The share of a template sheet's row and column labels that stand somewhere on ``sheet``."""
        texts = {plain(raw.text) for raw in sheet.cells.values() if raw.text}
        wanted: set[str] = set()
        for table in self._tables:
            if table.sheet == name:
                wanted.update(line.label for line in table.rows)
                wanted.update(line.label.rsplit("/", 1)[-1] for line in table.columns)
        for single in self._definition.cell:
            if single.sheet == name:
                wanted.update(plain(label) for label in (single.label_row, single.label_column) if label)
        wanted.discard("")
        return len(wanted & texts) / len(wanted) if wanted else 0.0

    # tables

    def _spot(self, cell: BoundCell) -> Spot | None:
        if cell.table not in self._located:
            self._located[cell.table] = self._locate(self._tables[cell.table])
        located = self._located[cell.table]
        if located is None:
            return None
        sheet, rows, columns = located
        row, column = split_cell(cell.cell)
        if row not in rows.places or column not in columns.places:
            return None
        row_at, row_by, row_asks = rows.places[row]
        column_at, column_by, column_asks = columns.places[column]
        found_by: FoundBy = "anchor"
        if "address" in (row_by, column_by):
            found_by = "address"
        elif "name" in (row_by, column_by):
            found_by = "name"
        return Spot(sheet, cell_name(row_at, column_at), found_by, row_asks or column_asks)

    def _locate(self, table: Table) -> tuple[SheetFacts, _Axis, _Axis] | None:
        sheet = self._sheets.get(table.sheet)
        if sheet is None:
            return None
        if _in_place(table, sheet) and not self._repeats(table, sheet):
            row_places = {line.at: line.at for line in table.rows}
            column_places = {line.at: line.at for line in table.columns}
            rows = self._axis(table, sheet, row_places, Alignment(), table.rows, by_row=True)
            columns = self._axis(table, sheet, column_places, Alignment(), table.columns, by_row=False)
            return sheet, rows, columns
        label_column, header = self._find_frame(table, sheet)
        last = self._band_end(table, sheet, header)
        found_rows: dict[str, list[int]] = {}
        for row in range((header[-1] if header else 0) + 1, last + 1):
            label = plain(_own_text(sheet, row, label_column))
            if label:
                found_rows.setdefault(label, []).append(row)
        row_alignment = align([line.label for line in table.rows], found_rows)
        found_columns: dict[str, list[int]] = {}
        labels = {line.label for line in table.columns}
        first, last_column = self._sides(table, sheet, label_column)
        headers = {c: header_texts(sheet, header, c) for c in sheet.columns if first < c < last_column}
        for label in labels:
            exact = [column for column, texts in headers.items() if texts and "/".join(texts) == label]
            lower = [column for column, texts in headers.items() if label_fits(texts, label)]
            if exact or lower:
                found_columns[label] = exact or lower
        column_alignment = align([line.label for line in table.columns], found_columns)
        row_places = {table.rows[i].at: place for i, place in row_alignment.positions.items()}
        column_places = {table.columns[i].at: place for i, place in column_alignment.positions.items()}
        if not row_places and not column_places:
            self._say("error", "table_missing", sheet.name)
            return None
        rows = self._axis(table, sheet, row_places, row_alignment, table.rows, by_row=True)
        columns = self._axis(table, sheet, column_places, column_alignment, table.columns, by_row=False)
        if rows.moved or columns.moved:
            self._say("note", "shifted", sheet.name, table=table.sheet)
        return sheet, rows, columns

    def _sides(self, table: Table, sheet: SheetFacts, label_column: int) -> tuple[int, int]:
        """The columns between which those of a table lie: its labels, and the labels of the table to its right."""
        right = max((line.at for line in table.columns), default=table.label_column)
        left = min((line.at for line in table.columns), default=table.label_column)
        nexts = [
            self._find_frame(other, sheet)[0]
            for other in self._tables
            if other.sheet == table.sheet
            and other.label_column > right
            and set(other.header_rows) & set(table.header_rows)
        ]
        last = min((column for column in nexts if column > label_column), default=1 << 30)
        return (label_column if left > table.label_column else 0), last

    def _repeats(self, table: Table, sheet: SheetFacts) -> bool:
        """Whether a label of the table stands once more than the template has it: then it is in place, but
        something else claims to be the same."""
        header = table.header_rows[-1] if table.header_rows else 0
        last = self._band_end(table, sheet, table.header_rows)
        counts = dict.fromkeys(table.row_counts, 0)
        for row in range(header + 1, last + 1):
            label = plain(_own_text(sheet, row, table.label_column))
            if label in counts:
                counts[label] += 1
        if any(counts[label] != wanted for label, wanted in table.row_counts.items()):
            return True
        bound = {line.at for other in self._tables if other.sheet == table.sheet for line in other.columns}
        others = [column for column in sheet.columns if column not in bound]
        return any(
            label_fits(header_texts(sheet, table.header_rows, column), label)
            for column in others
            for label in table.column_counts
        )

    def _band_end(self, table: Table, sheet: SheetFacts, header: tuple[int, ...]) -> int:
        """The last row that can belong to the table: the one before the next table's header."""
        own = (table.header_rows or (0,))[0]
        shift = (header[0] - table.header_rows[0]) if header and table.header_rows else 0
        ends = [
            other.header_rows[0] + shift - 1
            for other in self._tables
            if other.sheet == table.sheet
            and other.header_rows
            and other.header_rows[0] > own
            and (other.label_column == table.label_column or _is_below(other, table))
        ]
        return min([sheet.extent[0], *ends])

    def _find_frame(self, table: Table, sheet: SheetFacts) -> tuple[int, tuple[int, ...]]:
        """Label column and header rows here: the column with most row labels, the rows with most column
        labels; ties go to the template's own place."""
        hits: dict[int, set[str]] = {}
        at_rows: dict[str, list[int]] = {}
        wanted = set(table.row_counts)
        for cell, raw in sheet.cells.items():
            if raw.text and (label := plain(raw.text)) in wanted:
                row, column = split_cell(cell)
                hits.setdefault(column, set()).add(label)
                at_rows.setdefault(label, []).append(row)
        label_column = max(hits, key=lambda c: (len(hits[c]), -abs(c - table.label_column)), default=table.label_column)
        if not table.header_rows:
            return label_column, ()
        shifts = {0} | {row - line.at for line in table.rows for row in at_rows.get(line.label, ())}
        labels = {line.label for line in table.columns}
        best: tuple[tuple[int, int, int], tuple[int, ...]] = ((-1, 0, 0), table.header_rows)
        for shift in shifts | {s + d for s in shifts for d in (-2, -1, 1, 2)}:
            for extra in (0, 1):
                first, last = table.header_rows[0] + shift - extra, table.header_rows[-1] + shift
                if first < 1:
                    continue
                rows = tuple(range(first, last + 1))
                headers = [header_texts(sheet, rows, column) for column in sheet.columns]
                fits = sum(any(label_fits(texts, label) for texts in headers) for label in labels)
                score = (fits, -extra, -abs(shift))
                if score > best[0]:
                    best = (score, rows)
        return label_column, best[1]

    def _axis(
        self, table: Table, sheet: SheetFacts, places: dict[int, int], alignment: Alignment,
        lines: list[Line], *, by_row: bool,
    ) -> _Axis:  # fmt: skip
        axis = _Axis()
        names = self._named(table, sheet, lines, by_row=by_row)
        taken = set(places.values())
        for index, line in enumerate(lines):
            place, named = places.get(line.at), names.get(line.at)
            if place is not None:
                agrees = named is None or named == place
                axis.places[line.at] = (place, "name" if named == place else "anchor", not agrees)
                axis.moved = axis.moved or place != line.at
                if not agrees:
                    assert named is not None
                    self._ask("name_differs", sheet, line, named, by_row=by_row)
            elif named is not None and index not in alignment.ambiguous and named not in taken:
                axis.places[line.at] = (named, "name", False)
                axis.moved = axis.moved or named != line.at
                self._ask("label_changed", sheet, line, named, by_row=by_row, severity="note")
            elif index in alignment.ambiguous:
                self._ask("label_ambiguous", sheet, line, line.at, by_row=by_row)
            else:
                self._by_address(sheet, lines, index, places, axis, by_row=by_row)
        return axis

    def _by_address(
        self, sheet: SheetFacts, lines: list[Line], index: int, places: dict[int, int], axis: _Axis, *, by_row: bool
    ) -> None:
        """A line whose label is gone: where its neighbours say it should be, as a question."""
        line = lines[index]
        before = next((x.at for x in reversed(lines[:index]) if x.at in places), None)
        after = next((x.at for x in lines[index + 1 :] if x.at in places), None)
        shifts = {places[at] - at for at in (before, after) if at is not None}
        place = line.at + shifts.pop() if len(shifts) == 1 else None
        if not shifts:
            place = line.at
        if place is None or place in places.values() or place < 1:
            self._ask("label_missing", sheet, line, line.at, by_row=by_row, severity="error")
            return
        axis.places[line.at] = (place, "address", True)
        self._ask("address_only", sheet, line, place, by_row=by_row)

    def _named(self, table: Table, sheet: SheetFacts, lines: list[Line], *, by_row: bool) -> dict[int, int]:
        """Template place → place here, as far as defined names of rows, columns or whole blocks tell."""
        found: dict[int, int] = {}
        for name, (top, left, height, width) in table.areas.items():
            area = self._workbook.area(name)
            if area is None or area[0] != sheet.name:
                continue
            first_row, first_column, last_row, last_column = area[1]
            if by_row and last_row - first_row + 1 == height:
                found.update({x.at: first_row + x.at - top for x in lines if top <= x.at < top + height})
            if not by_row and last_column - first_column + 1 == width:
                found.update({x.at: first_column + x.at - left for x in lines if left <= x.at < left + width})
        for line in lines:
            area = self._workbook.area(line.name) if line.name else None
            if area is not None and area[0] == sheet.name:
                first, last = (area[1][0], area[1][2]) if by_row else (area[1][1], area[1][3])
                if first == last:
                    found[line.at] = first
        return found

    # single cells

    def _single(self, cell: BoundCell) -> Spot | None:
        sheet = self._sheets.get(cell.sheet)
        area = self._workbook.area(cell.name) if cell.name else None
        named = (area[0], cell_name(area[1][0], area[1][1])) if area is not None else None
        if sheet is None and named is None:
            return None
        if sheet is None:
            sheet = self._workbook.by_name.get(named[0]) if named else None
            if sheet is None:
                return None
        row, column = split_cell(cell.cell)
        anchored = self._anchored(cell, sheet, row, column)
        if anchored is not None:
            agrees = named is None or named == (sheet.name, anchored)
            if not agrees:
                assert named is not None
                self._say("warning", "name_differs", sheet.name, cell=anchored, found=named[1], expected=cell.row_label)
            elif anchored != cell.cell:
                self._say("note", "shifted", sheet.name, table=cell.sheet)
            return Spot(sheet, anchored, "name" if named and agrees else "anchor", not agrees)
        if named is not None and named[0] in self._workbook.by_name:
            label = cell.row_label or cell.column_label
            if label:
                self._say("note", "label_changed", named[0], cell=named[1], expected=label)
            return Spot(self._workbook.by_name[named[0]], named[1], "name")
        label = cell.row_label or cell.column_label or cell.key
        self._say("warning", "address_only", sheet.name, cell=cell.cell, expected=label)
        return Spot(sheet, cell.cell, "address", question=True)

    def _anchored(self, cell: BoundCell, sheet: SheetFacts, row: int, column: int) -> str | None:
        """The place the labels give: the row from the text to the left, the column from the text above."""
        if not cell.row_label and not cell.column_label:
            return None
        wanted_row, wanted_column = plain(cell.row_label), plain(cell.column_label).rsplit("/", 1)[-1]
        texts = [(split_cell(at), plain(raw.text)) for at, raw in sheet.cells.items() if raw.text]
        rows = {at[0] for at, text in texts if wanted_row and text == wanted_row}
        columns = {at[1] for at, text in texts if wanted_column and text == wanted_column}
        row_here = _one_of(rows, row) if wanted_row else row
        column_here = _one_of(columns, column) if wanted_column else column
        if row_here is None or column_here is None:
            return None
        return cell_name(row_here, column_here)

    # words

    def _ask(
        self, code: str, sheet: SheetFacts, line: Line, place: int, *, by_row: bool, severity: Severity = "warning"
    ) -> None:
        where = f"第 {place} 行" if by_row else f"{column_letters(place)} 列"
        self._say(severity, code, sheet.name, where=where, expected=line.written)

    def _say(self, severity: Severity, code: str, sheet: str, **about: str) -> None:
        places = {key: about.pop(key) for key in ("cell", "found", "expected") if key in about}
        issue = Issue(severity, f"excel.{code}", about, sheet=sheet, **places)
        if issue not in self.issues:
            self.issues.append(issue)


def tables_of_definition(definition: Definition) -> list[Table]:
    """The tables of a mapping, made once per mapping."""
    return definition.derived("tables", tables_of)


def _in_place(table: Table, sheet: SheetFacts) -> bool:
    """Whether every row and column label stands where the template has it."""
    return all(plain(_own_text(sheet, line.at, table.label_column)) == line.label for line in table.rows) and all(
        label_fits(header_texts(sheet, table.header_rows, line.at), line.label) for line in table.columns
    )


def _is_below(other: Table, table: Table) -> bool:
    """Whether ``other`` begins under the last row of ``table`` and reaches over its label column."""
    columns = [other.label_column, *(line.at for line in other.columns)]
    rows = [line.at for line in table.rows]
    return other.header_rows[0] > max(rows, default=0) and min(columns) <= table.label_column <= max(columns)


def _one_of(options: set[int], at: int) -> int | None:
    """``at`` if it is among the options, else the only one, else nothing."""
    if at in options:
        return at
    return next(iter(options)) if len(options) == 1 else None


def _own_text(sheet: SheetFacts, row: int, column: int) -> str:
    """The text of a label cell; of a merged area only its first cell counts, so that no row counts twice."""
    raw = sheet.cells.get(cell_name(row, column))
    return (raw.text or "") if raw is not None else ""
