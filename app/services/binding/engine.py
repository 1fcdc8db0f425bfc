"""The engine: from the bytes of a workbook to what every cell of it is thought to be. No database, no window."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.errors import AppError, Issue
from app.services.binding.composing import Composer, area_of
from app.services.binding.context import Read, read_table
from app.services.binding.faces import Area, HeadingProposal, Proposal, Proposed
from app.services.binding.headings import find_headings
from app.services.binding.markers import read_markers
from app.services.binding.sheets import Found, Grid, find_tables, read_grid
from app.services.binding.words import Vocabulary, bare
from app.services.codelists import CodeLists
from app.services.excel.definition import PeriodKind
from app.services.excel.layout import read_layout
from app.services.excel.scan import scan_workbook
from app.services.indicators.catalogue import Catalogue

_TITLE = re.compile(r"^(?=.{4,40}$).*(?:表|统计|情况|汇总)")
_TIME = re.compile(r"20\d\d年(?:\d{1,2}月份?|[上下]半年|第?[一二三四]季度|度)?")


@dataclass(frozen=True, slots=True)
class Directions:
    """What a person said of a table: what its rows and columns name, and the indicator it counts."""

    rows: str = ""
    columns: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """The tables of a workbook with their proposals, as :class:`Engine` keeps them."""

    area: Area
    read: Read
    cells: tuple[Proposal, ...]
    headings: tuple[HeadingProposal, ...]


class Engine:
    """One workbook being understood. Tables are found once; each can be read again with other directions."""

    def __init__(self, workbook: bytes, catalogue: Catalogue, lists: CodeLists) -> None:
        self.vocabulary = Vocabulary(catalogue, lists)
        self.facts = scan_workbook(workbook)
        layouts = read_layout(workbook)
        self.grids: list[Grid] = [
            read_grid(layout, sheet)
            for layout, sheet in zip(layouts, self.facts.sheets, strict=True)
            if sheet.state == "visible"
        ]
        self._found: list[tuple[str, Found]] = []
        for grid in self.grids:
            self._found += [(f"{grid.name}!{table.range}", table) for table in find_tables(grid)]
        self._kept: OrderedDict[tuple[str, Directions], Bound] = OrderedDict()

    @property
    def tables(self) -> dict[str, Found]:
        """The tables by the id of their area."""
        return dict(self._found)

    def bound(self, area: str, directions: Directions | None = None) -> Bound:
        """What a table's cells are, its directions as the engine sees them or as a person said."""
        said = directions or Directions()
        known = self._kept.get((area, said))
        if known is None:
            known = self._kept[area, said] = self._bind(area, said)
        return known

    def proposed(self, said: Mapping[str, Directions] | None = None) -> Proposed:
        """Everything: tables, cells, headings, markers."""
        said = said or {}
        areas: list[Area] = []
        cells: list[Proposal] = []
        headings: list[HeadingProposal] = []
        issues: list[Issue] = []
        for id, _table in self._found:
            bound = self.bound(id, said.get(id))
            areas.append(bound.area)
            cells += bound.cells
            headings += bound.headings
        for grid in self.grids:
            figures, words, odd = read_markers(grid, self.vocabulary)
            marked = {(p.sheet, p.cell): p for p in figures}
            word_places = {(h.sheet, h.cell) for h in words}
            cells = [
                replace(marked.pop(c.place), area=c.area, row_label=c.row_label, column_label=c.column_label)
                if c.place in marked
                else c
                for c in cells
                if c.place not in word_places
            ]
            cells += marked.values()
            issues += odd
            tables = [table for _, table in self._found if table.grid is grid]
            found = [h for h in find_headings(grid, tables) if (h.sheet, h.cell) not in word_places]
            taken = {(c.sheet, c.cell) for c in cells}
            headings += [h for h in (*words, *found) if (h.sheet, h.cell) not in taken]
        if not any(c.key for c in cells):
            issues.append(Issue("warning", "binding.nothing_found"))
        areas = [_counted(area, cells) for area in areas]
        return Proposed(self.title, tuple(areas), tuple(cells), tuple(headings), self.periods, tuple(issues))

    @property
    def title(self) -> str:
        """The name of the workbook: the title of its first sheet, or that sheet's name."""
        for grid in self.grids:
            for place, text in sorted(grid.texts.items()):
                words = "".join(text.split())
                if place[0] > 4:
                    break
                if grid.kinds.get(place) == "text" and _TITLE.search(words) and not re.search("[:：]", words):
                    return _TIME.sub("", words) or words
        return self.grids[0].name if self.grids else ""

    @property
    def periods(self) -> tuple[PeriodKind, ...]:
        """The kind of period the workbook is filled for, as its titles say it."""
        words = " ".join(text for grid in self.grids for (row, _c), text in grid.texts.items() if row <= 4)
        for pattern, kind in (
            (r"月报|月度|年\s*\d*\s*月", "month"),
            (r"季报|季度", "quarter"),
            (r"半年", "half"),
            (r"年报|年度", "year"),
        ):
            if re.search(pattern, words):
                return (kind,)  # type: ignore[return-value]
        return ("month",)

    def _bind(self, area: str, said: Directions) -> Bound:
        table = self.tables[area]
        title = self._title_of(table)
        read = read_table(
            table,
            title,
            self.vocabulary,
            rows=said.rows,
            columns=said.columns,
            indicator=said.indicator,
            book=self._book,
        )
        composer = Composer(read, self.vocabulary, area)
        cells = composer.proposals()
        return Bound(area_of(read, area, _shown_title(table), cells), read, tuple(cells), tuple(composer.names()))

    @property
    def _book(self) -> str:
        """The names of the sheets and the words in their top lines."""
        tops = [t for grid in self.grids for (row, _c), t in grid.texts.items() if row <= 2]
        return "".join(bare(text) for text in (*(grid.name for grid in self.grids), *tops))

    def _title_of(self, table: Found) -> str:
        """The sheet's name, unless it is one that says nothing."""
        name = table.grid.name
        return "" if re.fullmatch(r"(sheet|表|工作表|附表|附件)?[\d一二三四五六七八九十]*", bare(name)) else name


def propose(workbook: bytes, catalogue: Catalogue, lists: CodeLists) -> Proposed:
    """What every cell of ``workbook`` (an .xlsx or .xlsm) is thought to be.

    Raises the refusals of workbooks that cannot be filled (``excel.cannot_fill``, ``excel.corrupt`` …).
    """
    if not workbook:
        raise AppError("excel.not_spreadsheet", file="", kind="空文件")
    return Engine(workbook, catalogue, lists).proposed()


def _counted(area: Area, cells: list[Proposal]) -> Area:
    states = [cell.state for cell in cells if cell.area == area.id]
    return replace(area, sure=states.count("sure"), ask=states.count("ask"), unbound=states.count("unbound"))


_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]).{2,}")


def _shown_title(table: Found) -> str:
    """What a table is called: the numbered line right over it («二、投诉性质»), else the nearest words above that look
    like a title, else the sheet's name."""
    top, columns = table.head[0] if table.head else table.body[0], (*table.labels, *table.values)
    for row in range(top - 1, max(0, top - 3), -1):
        for column in range(min(columns), max(columns) + 1):
            words = "".join(table.grid.texts.get((row, column), "").split())
            if _NUMBERED.match(words) and len(words) <= 30:
                return words
    for text in reversed(table.above):
        words = "".join(text.split())
        if re.search(r"表$|统计|情况|前十|分类", words) and "：" not in words and ":" not in words and len(words) <= 30:
            return words
    return table.grid.name
