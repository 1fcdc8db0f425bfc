"""Counting a return, and what must be said about it: broken rules, totals that differ, what is unclassified."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services import offices, units
from app.services.codelists import UNCLASSIFIED
from app.services.excel.functions import number_text
from app.services.excel.patcher import Filled
from app.services.excel.rules import check_rules
from app.services.indicators.evaluate import evaluator
from app.services.keys import Key
from app.services.returns.answering import told
from app.services.returns.compute import CellValue, Computed, compute, facts_of
from app.services.values import UNREADABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.excel.returned import Reading
    from app.services.indicators.evaluate import Evaluator
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.templates import Template


def remarks(book: Template, filled: Filled, cells: tuple[CellValue, ...]) -> list[Issue]:
    """Remarks on a filled workbook: the filler's own, and the city's check rules."""
    values = {(c.cell.sheet, c.cell.cell): c.value for c in cells}
    return [*filled.issues, *check_rules(book.definition, facts_of(book), values)]


#: A total of rounded figures may differ from the rounded total by half a last digit for each of them.
_SUMMANDS = 30


#: Units of shares and rates.
_RATES = frozenset({"%", "百分点", units.FRACTION})


def totals(computed: Computed, filled: Filled) -> list[Issue]:
    """Totals whose formula in the workbook gives another figure than the records themselves.

    A total that differs says that records are missing from its parts: an error. A rate reckoned by the workbook may
    only be reckoned in another way than the indicator (of all that were settled, of all that were mediated): that is
    for the person to explain.
    """
    read = {reading.place: reading.value for reading in filled.cells}
    issues = []
    for item in computed.cells:
        formula = read.get(item.cell.place)
        if item.cell.role == "figure" or formula is None or formula.number is None or item.value.number is None:
            continue
        slack = (
            Decimal(_SUMMANDS) / 2 * Decimal(1).scaleb(-(item.cell.decimals or 0)) if item.cell.decimals else Decimal()
        )
        if abs(formula.number - item.value.number) > slack:
            rate = item.cell.unit in _RATES
            last = Decimal(1).scaleb(-max(item.cell.decimals or 0, 2))
            issues.append(
                Issue(
                    "warning" if rate else "error",
                    "return.rate_differs" if rate else "return.total_differs",
                    sheet=item.cell.sheet,
                    cell=item.cell.cell,
                    found=number_text(formula.number.quantize(last, ROUND_HALF_UP)),
                    expected=str(item.value),
                )
            )
    return issues


def differs(
    session: Session,
    home: Home,
    book: Template,
    period: Period,
    sealed: tuple[CellValue, ...],
    *,
    revised: bool = False,
) -> list[Issue]:
    """Where the records would now give another figure than was sealed."""
    try:
        fresh, _ = compute_now(session, home, book, period, revised=revised)
    except AppError as error:  # an indicator that is not here any more: what was sealed can be shown all the same
        return [Issue("warning", error.code, error.params)]
    now_values = {(c.cell.sheet, c.cell.cell): c.value for c in fresh.cells}
    places = [
        f"{c.cell.sheet}!{c.cell.cell}"
        for c in sealed
        if c.cell.role == "figure" and now_values.get((c.cell.sheet, c.cell.cell)) != c.value
    ]
    if not places:
        return []
    shown = "、".join(places[:6]) + ("……" if len(places) > 6 else "")
    return [Issue("note", "return.records_differ", {"period": period.label, "count": len(places), "places": shown})]


def as_the_city_reads(book: Template, data: bytes) -> list[Issue]:
    """What the city is told about a workbook when it collects it, the sender's answers included."""
    from app.services.excel.returned import read_return

    return on_a_reading(book, read_return(data, book.definition))


def on_a_reading(book: Template, reading: Reading, file: str | None = None) -> list[Issue]:
    """The remarks of reading, those of the template's rules, and what the sender says to them.

    The one list for both: the city when it collects, the county when it checks what it sealed.
    """
    issues = [replace(issue, file=issue.file or file) for issue in reading.issues]
    read = {cell.place: cell.value for cell in reading.cells}
    values = {(cell.sheet, cell.cell): read.get(cell.place, UNREADABLE) for cell in book.definition.plain_cells}
    if len(read) == len(reading.cells):
        issues += [replace(issue, file=file) for issue in check_rules(book.definition, facts_of(book), values)]
    said = told(issues, reading.remarks, file)
    if reading.zero:
        said.append(Issue("note", "return.zero_report", file=file))
    return said


def is_zero(cells: tuple[CellValue, ...]) -> bool:
    """Whether nothing happened: figures of the period itself are there, and none is more than 0."""
    own = [c.value.number for c in cells if c.cell.role == "figure" and c.cell.key.endswith("@current")]
    return any(number == 0 for number in own) and not any(own)


def unclassified(session: Session, home: Home, period: Period) -> list[Issue]:
    """Accepted complaints without a category or nature: a row of their own, and no seal."""
    judge, _ = evaluator_of(session, home, period)
    issues = []
    for dimension, label in (("category", "类别"), ("nature", "性质")):
        found = judge.figure(Key("accepted", ((dimension, UNCLASSIFIED),))).value
        if found.number:
            issues.append(Issue("error", "return.unclassified", {"what": label, "count": int(found.number)}))
    return issues


def evaluator_of(session: Session, home: Home, period: Period, *, revised: bool = False) -> tuple[Evaluator, CodeLists]:
    """The evaluator of this office's figures; ``revised``: compare with corrected figures of earlier years."""
    below = offices.below(session, home.office)
    judge = evaluator(session, period, offices=below, records_from=home.records_from, revised=revised)
    return judge, judge.scope.lists


def compute_now(
    session: Session, home: Home, book: Template, period: Period, *, revised: bool = False
) -> tuple[Computed, list[Issue]]:
    """The figures as the records have them now, with what must be said about where they come from."""
    return computed_by(*evaluator_of(session, home, period, revised=revised), book)


def computed_by(judge: Evaluator, lists: CodeLists, book: Template) -> tuple[Computed, list[Issue]]:
    """As :func:`compute_now`, by an evaluator at hand."""
    computed = compute(judge, book, lists)
    issues = [
        Issue("note", "return.adopted", {"source": c.source}, sheet=c.cell.sheet, cell=c.cell.cell, found=str(c.value))
        for c in computed.cells
        if c.origin == "adopted"
    ]
    return computed, issues
