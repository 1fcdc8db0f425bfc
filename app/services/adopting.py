"""Adopting the history an office has on file: last year's workbook, or a plain list of names and numbers.

Nothing is guessed and nothing is kept when something is wrong: every error is told with its sheet and cell. Only
the figures of the period itself are taken; cumulative ones, shares and changes follow from them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services import offices, templates, units
from app.services.codelists import plain
from app.services.excel.refs import cell_name
from app.services.excel.sandbox import ReaderProcess
from app.services.figures import Figures, Kept, write_figures
from app.services.indicators.catalogue import Catalogue, Indicator
from app.services.indicators.own import catalogue_of
from app.services.keys import parse_key
from app.services.parsing.counts import parse_count
from app.services.periods import parse_period
from app.services.returns.compute import bound_cells
from app.services.values import Value

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.excel.definition import BoundCell
    from app.services.excel.grid import Grid
    from app.services.excel.returned import Reading
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.templates import Template

#: At most so many rounded figures are added up in a column; each may be half a step off.
_ADDED = Decimal(30)
#: A file that is no return we know may still be a plain list.
_NO_RETURN = ("excel.template_unknown", "excel.not_spreadsheet")
_HEADINGS = frozenset(map(plain, ("指标", "指标名", "指标名称", "名称", "项目", "代号", "指标代号", "栏目")))
_NAMED_UNIT = re.compile(r"(.+?)\s*[（(\[〔]([^（）()\[\]〔〕]+)[）)\]〕]\s*")


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure in base units with the place it was read from.

    ``step`` is the least that its digits can tell, 0 for a whole number of single units; ``total``: it was added
    up from rounded figures, so that its last digits are worth less than those of the figure itself.
    """

    value: Value
    sheet: str
    cell: str
    step: Decimal = Decimal()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A figure that would be adopted: ``value`` in base units, where it stands in the file, what it would replace."""

    key: str
    name: str
    unit: str
    value: Value
    sheet: str
    cell: str
    source: str
    before: Value | None = None


@dataclass(frozen=True, slots=True)
class AdoptPlan:
    """What a file tells of one period. With an error among ``issues`` nothing of it can be adopted."""

    file: str
    period: Period
    figures: tuple[Planned, ...]
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> tuple[Issue, ...]:
        """What stands in the way."""
        return tuple(issue for issue in self.issues if issue.severity == "error")


def plan_file(database: Database, path: Path, period: Period | None = None) -> AdoptPlan:
    """What a file tells: a return of a known template, or a list of two columns (name or key of an indicator, number;
    a column of units between them may be there). Nothing is kept.

    Without ``period`` it is the one a return names itself; a list names none (``adopt.which_period``). Raises the
    refusals of files that cannot be read.
    """
    with database.read() as session:
        home = offices.read_home(session)
        known = catalogue_of(session)
        books = [templates.get(session, info.id, info.version) for info in templates.listed(database)]
    with ReaderProcess() as reader:
        try:
            reading = reader.read_return(path, [book.definition for book in books])
        except AppError as error:
            if error.code not in _NO_RETURN:
                raise
            if period is None:
                raise AppError("adopt.which_period", file=path.name) from error
            found, issues = _from_list(known, reader.read_grid(path), path.name)
        else:
            if period is None and not reading.period:
                raise AppError("adopt.which_period", file=path.name)
            period = period or parse_period(reading.period)
            book = _book_of(reading, books)
            found, issues = _from_return(known, reading, bound_cells(book), home, period, path.name)
    if not found and not any(issue.severity == "error" for issue in issues):
        issues.append(Issue("error", "adopt.nothing", file=path.name))
    kept = Figures(database).listed(period, all_indicators=False)
    before = {figure.key: figure.value for figure in kept if figure.origin == "adopted"}
    planned = []
    for key, figure in found.items():
        resolved = known.resolve(parse_key(key).indicator)
        place = f"{figure.sheet}!{figure.cell}" if figure.sheet else figure.cell
        planned.append(
            Planned(
                key, resolved.name, resolved.unit, figure.value, figure.sheet, figure.cell,
                f"{path.name} · {place}"[:200], before.get(key),
            )
        )  # fmt: skip
    return AdoptPlan(path.name, period, tuple(planned), tuple(issues))


def adopt_plan(database: Database, plan: AdoptPlan, by: str = "") -> Kept:
    """Adopt what a plan found; each figure keeps «file · sheet!cell» as its source.

    Raises ``adopt.not_taken`` with all issues when anything is wrong; nothing is kept then.
    """
    if plan.errors:
        raise AppError("adopt.not_taken", issues=plan.issues, count=len(plan.errors), first=plan.errors[0].message)
    with database.write() as session:
        home = offices.read_home(session)
        for one in plan.figures:
            write_figures(session, home, plan.period, {one.key: one.value}, "adopted", one.source, by)
    keys = {one.key for one in plan.figures}
    kept = Figures(database).listed(plan.period, all_indicators=False)
    return Kept(tuple(f for f in kept if f.origin == "adopted" and f.key in keys), plan.issues)


def adopt_file(database: Database, period: Period, path: Path, by: str = "") -> Kept:
    """Adopt the figures of ``period`` that a file tells; see :func:`plan_file` and :func:`adopt_plan`."""
    return adopt_plan(database, plan_file(database, path, period), by)


def _book_of(reading: Reading, books: Sequence[Template]) -> Template:
    """The template a reading was made by: the version it names, else the newest."""
    mine = [book for book in books if book.info.id == reading.template]
    return next((book for book in mine if book.info.version == reading.version), mine[0])


# --- a return of last year ---------------------------------------------------------------------------------


def _from_return(
    known: Catalogue, reading: Reading, cells: Sequence[BoundCell], home: Home, period: Period, file: str
) -> tuple[dict[str, _Found], list[Issue]]:
    issues = [*_right_file(reading, home, period, file), *reading.issues]
    bound = {cell.place: cell for cell in cells}
    found: dict[str, _Found] = {}
    for cell in reading.cells:
        key = _own_key(known, cell.key)
        about = bound.get(cell.place)
        if key is None or about is None or cell.value.state == "blank":
            continue
        if cell.question:
            issues.append(Issue("warning", "adopt.left_out", file=file, sheet=cell.sheet, cell=cell.cell))
            continue
        if cell.value.state == "error" or (cell.value.number is not None and cell.value.number < 0):
            issues.append(
                Issue("error", "adopt.unreadable", file=file, sheet=cell.sheet, cell=cell.cell, found=str(cell.value))
            )
            continue
        _put(found, key, _figure(cell.value, about, cell.sheet, cell.cell), file, issues)
    return found, issues


def _right_file(reading: Reading, home: Home, period: Period, file: str) -> list[Issue]:
    """Whether it is this office's return of this period."""
    issues: list[Issue] = []
    if not reading.period:
        issues.append(Issue("error", "adopt.no_period", file=file, expected=period.label))
    elif reading.period != period.text:
        said = parse_period(reading.period).label
        issues.append(Issue("error", "adopt.other_period", file=file, found=said, expected=period.label))
    office = home.office
    if reading.office_code:
        right = reading.office_code == office.code
    else:
        right = not reading.office_text or plain(reading.office_text) == plain(office.name)
    if not right:
        who = reading.office_text or reading.office_code
        issues.append(Issue("error", "adopt.other_office", file=file, found=who, expected=office.name))
    return issues


def _own_key(known: Catalogue, text: str) -> str | None:
    """The key to keep (without span) of a cell that holds a reported figure of the period; else None."""
    key = parse_key(text)
    if key.span != "current" or key.code("rank"):
        return None
    try:
        resolved = known.resolve(key.indicator)
    except AppError:
        return None
    if resolved.ending or resolved.indicator.kind == "D":
        return None
    return str(key).removesuffix("@current")


def _figure(value: Value, about: BoundCell, sheet: str, cell: str) -> _Found:
    power = units.exponent(about.unit) - (about.decimals or 0)
    step = Decimal() if power == 0 and not about.decimals else Decimal(1).scaleb(power)
    return _Found(units.to_base(value, about.unit), sheet, cell, step, about.role == "total")


def _put(found: dict[str, _Found], key: str, figure: _Found, file: str, issues: list[Issue]) -> None:
    """Take a figure in; the same one twice must agree, and the more exact one is kept."""
    known = found.setdefault(key, figure)
    if known is figure:
        return
    one, other = known.value.number, figure.value.number
    if one is None or other is None:
        agrees = known.value.state == figure.value.state
    else:
        steps = _ADDED / 2 if known.total or figure.total else 1
        agrees = abs(one - other) <= steps * max(known.step, figure.step)
    if not agrees:
        told = {"other": f"{known.sheet}!{known.cell}", "before": str(known.value)}
        issues.append(
            Issue(
                "error", "adopt.two_values", told, file=file, sheet=figure.sheet, cell=figure.cell,
                found=str(figure.value),
            )
        )  # fmt: skip
    elif (figure.total, figure.step) < (known.total, known.step):
        found[key] = figure


# --- a plain list ------------------------------------------------------------------------------------------


def _from_list(book: Catalogue, grids: Sequence[Grid], file: str) -> tuple[dict[str, _Found], list[Issue]]:
    names = _names(book)
    found: dict[str, _Found] = {}
    issues: list[Issue] = []
    for grid in grids:
        if not grid.visible:
            continue
        for row, cells in enumerate(grid.rows, 1):
            filled = [(column, str(value).strip()) for column, value in enumerate(cells, 1) if value is not None]
            if len(filled) < 2 or plain(filled[0][1]) in _HEADINGS:
                continue
            name, (at, words) = filled[0][1], filled[-1]
            unit = filled[1][1] if len(filled) == 3 else ""
            place: dict[str, Any] = {"file": file, "sheet": grid.sheet, "cell": cell_name(row, filled[0][0])}
            key, indicator, named = _named(book, name, names)
            if indicator is None or len(filled) > 3:
                code = "adopt.unknown_name" if indicator is None else "adopt.many_columns"
                issues.append(Issue("error", code, found=name, **place))
                continue
            if indicator.kind == "D":
                issues.append(Issue("error", "adopt.derived", found=name, **place))
                continue
            value = _understood(
                words, unit or named or indicator.unit, indicator, issues, place | {"cell": cell_name(row, at)}
            )
            if value is not None:
                _put(found, key, _Found(value, grid.sheet, cell_name(row, at)), file, issues)
    return found, issues


def _understood(
    words: str, unit: str, indicator: Indicator, issues: list[Issue], place: dict[str, Any]
) -> Value | None:
    """A number of a list in base units; what is wrong with it goes to ``issues``."""
    if not _fits(unit, indicator.unit):
        issues.append(Issue("error", "adopt.wrong_unit", found=unit, expected=indicator.unit, **place))
        return None
    read = parse_count(words, unit)
    for issue in read.issues:
        told = {"name": indicator.name, "why": issue.message}
        issues.append(Issue(issue.severity, "adopt.field", told, found=words, **place))
    if not read.ok or read.value is None or read.value.value.state in ("error", "blank"):
        return None
    value = read.value.value
    if value.number is not None and value.number < 0:
        issues.append(Issue("error", "adopt.unreadable", found=words, **place))
        return None
    return units.to_base(value, unit)


def _fits(unit: str, base: str) -> bool:
    """Whether ``unit`` is ``base`` or so many thousands of it."""
    return unit == base or (units.exponent(unit) > 0 and unit.endswith(base))


def _names(book: Catalogue) -> dict[str, Indicator]:
    """Names and accepted spellings (as compared) → indicator; one that two indicators share means neither."""
    names: dict[str, Indicator] = {}
    shared: set[str] = set()
    for indicator in book.offered:
        for word in {plain(name) for name in (indicator.name, *indicator.synonyms)}:
            if word in names:
                shared.add(word)
            names[word] = indicator
    return {word: indicator for word, indicator in names.items() if word not in shared}


def _named(book: Catalogue, name: str, names: dict[str, Indicator]) -> tuple[str, Indicator | None, str]:
    """(key without span, indicator, unit in brackets) of the first column's words."""
    known = names.get(plain(name))
    if known is not None:
        return known.key, known, ""
    bracketed = _NAMED_UNIT.fullmatch(name)
    if bracketed and (known := names.get(plain(bracketed[1]))) is not None:
        return known.key, known, bracketed[2].strip()
    try:
        key = parse_key(name)
        return str(key).removesuffix("@current"), book.get(key.indicator) if key.span == "current" else None, ""
    except AppError:
        return name, None, ""
