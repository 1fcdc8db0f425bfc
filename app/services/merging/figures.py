"""Figures of several offices added up; rates, shares and changes computed anew from the sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.errors import Issue
from app.services import units
from app.services.excel.definition import BoundCell
from app.services.indicators.catalogue import Catalogue, Indicator
from app.services.indicators.derive import MISSING, Derivation, Figure
from app.services.keys import Key, parse_key
from app.services.returns.compute import CellValue, style_of, written
from app.services.values import BLANK, Value, add


@dataclass(frozen=True, slots=True)
class Part:
    """One office's value of one cell: where it stands in its file, and what it was corrected to.

    ``value`` is what counts (the corrected one), ``reported`` what the file says.
    """

    office: str
    office_name: str
    file: str
    sha256: str
    revision: int
    sheet: str
    cell: str
    value: Value
    reported: Value
    corrected: bool


class MergedFigures(Derivation):
    """Sums by key over the parts; what is missing in every part is missing in the sum."""

    def __init__(self, book: Catalogue, cells: Sequence[BoundCell], parts: Mapping[str, Sequence[Part]]) -> None:
        """``parts`` are by place (``Sheet!B7`` of the template)."""
        super().__init__(book)
        self._sums: dict[Key, Value] = {}
        for cell in cells:
            key = parse_key(cell.key)
            if key.code("rank") or key in self._sums or not self._adds(key):
                continue
            total = add([part.value for part in parts.get(cell.place, ())])
            self._sums[key] = units.to_base(total, cell.unit)

    def base(self, key: Key, indicator: Indicator) -> Figure:
        """The sum that was reported for ``key``; missing when the template does not report it."""
        found = self._sums.get(key)
        return MISSING if found is None else Figure(found, "reported", "各单位之和")

    def knows(self, key: Key) -> bool:
        """Whether everything ``key`` is made of is reported."""
        return all(base in self._sums for base in self._needed(key))

    def _needed(self, key: Key) -> list[Key]:
        resolved = self.catalogue.resolve(key.indicator)
        if resolved.ending in ("_share", "_share_change"):
            # the root class is a denominator only where the column says so
            return [k for k in self.bases(key) if k.code("category") not in ("0100000000", "0200000000")]
        return self.bases(key)

    def _adds(self, key: Key) -> bool:
        resolved = self.catalogue.resolve(key.indicator)
        return not resolved.ending and resolved.indicator.over_offices == "sum"


def merged_cells(
    book: Catalogue, cells: Sequence[BoundCell], parts: Mapping[str, Sequence[Part]]
) -> tuple[tuple[CellValue, ...], tuple[Issue, ...]]:
    """The merged value of every bound cell, in its unit. Totals are left to the workbook's own formulas."""
    figures = MergedFigures(book, cells, parts)
    out: list[CellValue] = []
    issues: list[Issue] = []
    for cell in cells:
        key = parse_key(cell.key)
        if key.code("rank"):
            out.append(CellValue(cell, BLANK, "missing"))
            continue
        if figures.catalogue.resolve(key.indicator).ending or not _is_sum(figures, key):
            if not figures.knows(key):
                issues.append(Issue("warning", "merge.cannot_recompute", sheet=cell.sheet, cell=cell.cell))
                out.append(CellValue(cell, BLANK, "missing"))
                continue
            style = style_of(cell)
            value = written(figures.figure(key, style).value, cell.unit, style, exact=cell.decimals)
            out.append(CellValue(cell, value, "derived", "由各单位之和重新计算"))
            continue
        total = add([part.value for part in parts.get(cell.place, ())])
        out.append(CellValue(cell, total, "reported", "各单位之和"))
    ranked = [cell for cell in cells if parse_key(cell.key).code("rank")]
    if ranked:
        issues.append(Issue("note", "merge.ranks_left", {"count": len(ranked)}, sheet=ranked[0].sheet))
    return tuple(out), tuple(issues)


def _is_sum(figures: MergedFigures, key: Key) -> bool:
    return figures.catalogue.resolve(key.indicator).indicator.over_offices == "sum"
