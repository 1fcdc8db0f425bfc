"""Reading a returned workbook back: which template, who, when, and what every bound cell says.

Nothing is guessed: what is not sure becomes an issue. Warnings are questions for a person, errors mean that a
figure could not be read, notes only tell. The name of the file is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.errors import AppError, Issue
from app.services.excel.definition import BoundCell, Definition
from app.services.excel.facts import SheetFacts, WorkbookFacts
from app.services.excel.figures import read_figure
from app.services.excel.foreign import scan_foreign
from app.services.excel.kinds import identify, load
from app.services.excel.locator import Locator, Spot
from app.services.excel.manifest import Manifest, SentRemark, place_bytes, read_manifest
from app.services.excel.package import Limits, Package
from app.services.excel.reading import CellReading
from app.services.excel.refs import plain, split_cell
from app.services.excel.scan import scan_package
from app.services.excel.words import read_heading, read_period
from app.services.values import Value

#: A return is small; what unpacks to more is not one.
RETURN_LIMITS = Limits(part=64 * 1024 * 1024, total=128 * 1024 * 1024, cells=500_000)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a returned workbook says.

    ``office_code`` and ``period`` (canonical) are ``""`` when nothing tells; ``office_text`` are the words of
    the heading, or the manifest's. ``filled``: it carries our manifest. ``changed``: places (``Sheet!B7`` of
    the template) whose figure is not the one that was filled in. A figure whose place could not be found is
    not in ``cells``; one with ``question`` must not be used before a person has confirmed it. ``zero``: the sender
    says that nothing happened; ``remarks``: what its own check remarked, with the sender's words to it.
    """

    template: str
    version: str
    office_code: str
    office_text: str
    period: str
    revision: int
    filled: bool
    cells: tuple[CellReading, ...]
    changed: tuple[str, ...]
    issues: tuple[Issue, ...]
    zero: bool = False
    remarks: tuple[SentRemark, ...] = ()

    def packed(self) -> tuple[object, ...]:
        """As plain tuples, which travel between processes several times faster; see :func:`unpacked`."""
        cells = [
            (c.key, c.sheet, c.cell, c.value.state, None if c.value.number is None else str(c.value.number),
             c.value.approx, c.found_by, c.place, c.question)
            for c in self.cells
        ]  # fmt: skip
        return (
            self.template, self.version, self.office_code, self.office_text, self.period, self.revision,
            self.filled, cells, self.changed, self.issues, self.zero, [astuple(remark) for remark in self.remarks],
        )  # fmt: skip

    @property
    def questions(self) -> tuple[Issue, ...]:
        """What a person has to decide before the figures may be used."""
        return tuple(issue for issue in self.issues if issue.severity != "note")


def unpacked(words: tuple[Any, ...]) -> Reading:
    """The reading that :meth:`Reading.packed` took apart."""
    template, version, office_code, office_text, period, revision, filled, cells, changed, issues, *more = words
    zero, remarks = more
    readings = tuple(
        CellReading(
            key, sheet, cell, Value(state, None if number is None else Decimal(number), approx), by, place, asks
        )
        for key, sheet, cell, state, number, approx, by, place, asks in cells
    )
    return Reading(
        template, version, office_code, office_text, period, revision, filled, readings, changed, issues, zero,
        tuple(SentRemark(*remark) for remark in remarks),
    )  # fmt: skip


def read_facts(
    source: Path | bytes, name: str = "", limits: Limits = RETURN_LIMITS
) -> tuple[WorkbookFacts, Manifest | None]:
    """The facts of any workbook and its manifest, if it has one. Raises the refusals of :mod:`kinds`."""
    data, shown = load(source, name)
    kind = identify(data, shown)
    if kind == "text":
        raise AppError("excel.not_spreadsheet", file=shown, kind="文本文件")
    if kind != "xlsx":
        return scan_foreign(data, kind, shown), None
    package = Package(data, shown, limits)
    return scan_package(package), read_manifest(package)


def read_return(
    source: Path | bytes,
    definitions: Definition | Sequence[Definition],
    *,
    roles: Mapping[str, str] | None = None,
    name: str = "",
) -> Reading:
    """What the workbook says by the mapping it belongs to (its manifest names it, else its labels do).

    ``roles``: template id → one letter per bound cell (``f``, ``t``, ``r``), so that a formula that was typed
    over is noticed even without a manifest. Raises ``excel.template_unknown``, ``excel.template_ambiguous`` and
    the refusals of files that are no workbooks.
    """
    facts, manifest = read_facts(source, name)
    shown = f"「{name or source.name}」" if isinstance(source, Path) else f"「{name}」" if name else "这个文件"
    known = (definitions,) if isinstance(definitions, Definition) else tuple(definitions)
    definition = choose_definition(known, facts, manifest, shown)
    return _Reader(definition, facts, manifest, (roles or {}).get(definition.id, "")).read()


def choose_definition(
    definitions: Sequence[Definition], facts: WorkbookFacts, manifest: Manifest | None, shown: str
) -> Definition:
    """The mapping a workbook belongs to."""
    if manifest is not None:
        named = [d for d in definitions if d.id == manifest.template]
        exact = [d for d in named if d.template.version == manifest.version]
        if exact or named:
            return (exact or named)[-1]
        raise AppError("excel.template_unknown", file=shown)
    scores = [(_likeness(definition, facts), definition) for definition in definitions]
    best = max((score for score, _definition in scores), default=0.0)
    fitting = [definition for score, definition in scores if score >= max(0.5, best - 0.02)]
    if not fitting:
        raise AppError("excel.template_unknown", file=shown)
    if len({definition.id for definition in fitting}) > 1:
        raise AppError("excel.template_ambiguous", file=shown, found="、".join(d.id for d in fitting))
    return fitting[-1]


def _likeness(definition: Definition, facts: WorkbookFacts) -> float:
    """The share of a mapping's labels that stand in the workbook, its own sheets preferred."""
    here: dict[str, set[str]] = {
        sheet.name: {plain(raw.text) for raw in sheet.cells.values() if raw.text} for sheet in facts.sheets
    }
    everywhere: set[str] = set().union(*here.values()) if here else set()
    wanted, hits = 0, 0.0
    for block in definition.block:
        texts = here.get(block.sheet)
        for row in block.row:
            wanted += 1
            hits += plain(row.label) in texts if texts is not None else 0.9 * (plain(row.label) in everywhere)
    for cell in definition.cell:
        label = plain(cell.label_row or cell.label_column)
        if label:
            wanted += 1
            hits += label in here.get(cell.sheet, everywhere)
    return hits / wanted if wanted else 0.0


class _Reader:
    def __init__(self, definition: Definition, facts: WorkbookFacts, manifest: Manifest | None, roles: str) -> None:
        self._definition = definition
        self._not_applicable = definition.template.not_applicable
        self._facts = facts
        self._manifest = manifest
        self._locator = Locator(definition, facts)
        self._issues: list[Issue] = []
        cells = definition.plain_cells
        self._places = definition.derived("places", lambda d: [place_bytes(cell) for cell in d.plain_cells])
        self._sealed = manifest if manifest is not None and len(manifest.digests) == 4 * len(cells) else None
        self._digester = manifest.digester() if manifest is not None else None
        if manifest is not None and len(manifest.roles) == len(cells):
            roles = manifest.roles
        self._roles = roles if len(roles) == len(cells) else ""

    def read(self) -> Reading:
        readings: list[CellReading] = []
        changed: list[str] = []
        for index, (cell, spot) in enumerate(zip(self._definition.plain_cells, self._locator.spots(), strict=True)):
            if spot is None:
                continue
            reading = self._read_cell(index, cell, spot)
            if self._was_changed(index, cell, spot, reading):
                changed.append(cell.place)
            elif self._sealed is not None and self._sealed.marks:
                reading = replace(reading, value=self._sealed.as_meant(index, reading.value))
            readings.append(reading)
        self._report_hidden(readings)
        office_code, office_text, period = self._who_and_when()
        if not self._facts.knows_formulas:
            self._issues.append(Issue("note", "excel.limited_format"))
        manifest = self._manifest
        head = self._definition.template
        if manifest is not None and manifest.version != head.version:
            about = {"template": head.title}
            self._issues.append(
                Issue("warning", "excel.template_version", about, found=manifest.version, expected=head.version)
            )
        return Reading(
            template=head.id,
            version=manifest.version if manifest is not None else head.version,
            office_code=office_code,
            office_text=office_text,
            period=period,
            revision=manifest.revision if manifest is not None else 1,
            filled=manifest is not None,
            cells=tuple(readings),
            changed=tuple(changed),
            issues=(*self._locator.issues, *self._issues),
            zero=manifest is not None and manifest.zero,
            remarks=manifest.remarks if manifest is not None else (),
        )

    def _read_cell(self, index: int, cell: BoundCell, spot: Spot) -> CellReading:
        raw = spot.sheet.cells.get(spot.cell)
        value = read_figure(spot.sheet, spot.cell, raw, cell.unit, self._issues, self._not_applicable)
        is_formula = raw is not None and raw.formula is not None
        if self._roles and self._roles[index] != "f" and not is_formula and self._facts.knows_formulas:
            self._issues.append(
                Issue("note", "excel.formula_overwritten", sheet=spot.sheet.name, cell=spot.cell, found=str(value))
            )
        return CellReading(cell.key, spot.sheet.name, spot.cell, value, spot.found_by, cell.place, spot.question)

    def _was_changed(self, index: int, cell: BoundCell, spot: Spot, reading: CellReading) -> bool:
        """Whether a typed figure is not the sealed one; results of formulas follow from the others."""
        if self._sealed is None or self._digester is None or spot.question:
            return False
        raw = spot.sheet.cells.get(spot.cell)
        if raw is not None and raw.formula is not None and self._roles[index : index + 1] != "f":
            return False
        sealed = self._sealed.sealed_digest(index)
        if not sealed or sealed == self._digester.digest_of(self._places[index], reading.value):
            return False
        self._issues.append(
            Issue(
                "warning", "excel.changed_after_seal", {"key": cell.key}, sheet=spot.sheet.name, cell=spot.cell,
                found=str(reading.value) or "空白",
            )
        )  # fmt: skip
        return True

    def _report_hidden(self, readings: list[CellReading]) -> None:
        for sheet in self._facts.sheets:
            if sheet.state == "visible" and not sheet.hidden_rows and not sheet.hidden_columns:
                continue
            for reading in readings:
                if reading.sheet != sheet.name:
                    continue
                row, column = split_cell(reading.cell)
                if sheet.state != "visible" or row in sheet.hidden_rows or column in sheet.hidden_columns:
                    self._issues.append(Issue("note", "excel.hidden_cell", sheet=sheet.name, cell=reading.cell))
                    break

    def _who_and_when(self) -> tuple[str, str, str]:
        manifest = self._manifest
        code = manifest.office_code if manifest is not None else ""
        name = manifest.office_name if manifest is not None else ""
        period = manifest.period if manifest is not None else ""
        said: set[tuple[str, str]] = set()
        for heading in self._definition.heading:
            sheet = self._locator.sheet(heading.sheet)
            if sheet is None or heading.what not in ("office", "office_code", "period"):
                continue
            words = read_heading(sheet, heading)
            if not words or (heading.what, plain(words)) in said:
                continue
            said.add((heading.what, plain(words)))
            if heading.what == "office":
                name = name or words
                self._compare("office_differs", sheet, words, name, plain(words) == plain(name))
            elif heading.what == "office_code":
                code = code or words
                self._compare("office_code_differs", sheet, words, code, plain(words) == plain(code))
            else:
                period = self._compare_period(sheet, words, period)
        if not period:
            self._issues.append(Issue("warning", "excel.period_missing"))
        if not name and not code:
            self._issues.append(Issue("warning", "excel.office_missing"))
        return code, name, period

    def _compare(self, code: str, sheet: SheetFacts, found: str, expected: str, agrees: bool) -> None:
        if not agrees:
            self._issues.append(Issue("warning", f"excel.{code}", sheet=sheet.name, found=found, expected=expected))

    def _compare_period(self, sheet: SheetFacts, words: str, period: str) -> str:
        said = read_period(words)
        if said is None:
            self._issues.append(Issue("warning", "excel.period_unclear", sheet=sheet.name, found=words))
            return period
        self._compare("period_differs", sheet, words, period, not period or said.text == period)
        return period or said.text
