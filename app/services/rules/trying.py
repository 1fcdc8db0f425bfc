"""Rules tried on the figures of a period, before or after they are put in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.services.excel.definition import Rule
from app.services.excel.facts import WorkbookFacts
from app.services.excel.rules import Judged, expanded, issue_of, judge
from app.services.rules.faces import Tried
from app.services.values import Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.periods import Period
    from app.services.templates import Template


def try_on(
    rules: Sequence[Rule], workbook: WorkbookFacts, values: Mapping[tuple[str, str], Value]
) -> tuple[Tried, ...]:
    """One answer per rule. ``values`` are the figures by (sheet, cell); formulas of the workbook are computed."""
    every = (judged for _rule, judged in judge(rules, workbook, values))
    return tuple(_told(rule, [next(every) for _place in expanded(rule)]) for rule in rules)


def try_out(session: Session, book: Template, rules: Sequence[Rule], period: Period) -> tuple[Tried, ...]:
    """:func:`try_on` the figures of this office: those sealed with this version of the template for ``period``, else
    what its records, ledgers and typed figures give now."""
    from app.services.returns.compute import bound_cells, facts_of

    values = _sealed(session, book, period)
    if values is None:
        values = _now(session, book, period)
    totals = {(cell.sheet, cell.cell) for cell in bound_cells(book) if cell.role != "figure"}
    figures = {place: value for place, value in values.items() if place not in totals}
    return try_on(rules, facts_of(book), figures)


def _sealed(session: Session, book: Template, period: Period) -> dict[tuple[str, str], Value] | None:
    from sqlalchemy import select

    from app.models import Return, ReturnValue
    from app.services import offices

    home = offices.read_home(session).office
    sealed = session.scalar(
        select(Return)
        .where(
            Return.template == book.info.id,
            Return.template_version == book.info.version,
            Return.period == period.text,
            Return.state == "sealed",
            Return.office_pk == home.pk,
        )
        .order_by(Return.number.desc())
    )
    if sealed is None:
        return None
    rows = session.scalars(select(ReturnValue).where(ReturnValue.return_pk == sealed.pk))
    states = {"value": "value", "na": "na", "error": "error"}
    return {
        (row.sheet, row.cell): Value(states.get(row.state, "blank"), row.number)  # type: ignore[arg-type]  # as stored
        for row in rows
    }


def _now(session: Session, book: Template, period: Period) -> dict[tuple[str, str], Value]:
    from app.services import offices
    from app.services.returns.checks import compute_now

    computed, _issues = compute_now(session, offices.read_home(session), book, period)
    return computed.by_place


def _told(rule: Rule, judged: Sequence[Judged]) -> Tried:
    known = [one for one in judged if one.holds is not None]
    broken = [one for one in known if not one.holds]
    shown = (broken or known or judged)[0]
    issues = tuple(issue for one in judged if (issue := issue_of(rule, one)) is not None)
    return Tried(
        rule=rule,
        holds=not broken if known else None,
        found=shown.found,
        expected=shown.expected,
        cells=shown.cells,
        places=len(judged),
        unknown=len(judged) - len(known),
        issues=issues,
    )
