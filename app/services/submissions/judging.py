"""Who sent this, for when, and may it be taken: from what a workbook says and what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services.codelists import plain
from app.services.periods import Period, parse_period
from app.services.returns.checks import on_a_reading

if TYPE_CHECKING:
    from app.services.excel.returned import Reading
    from app.services.offices import Office
    from app.services.templates import Template


@dataclass(slots=True)
class Judgement:
    """What was made out. ``state`` is ``taken`` when nothing is left to ask, else ``questioned``."""

    office: Office | None = None
    period: Period | None = None
    issues: list[Issue] = field(default_factory=list)

    @property
    def state(self) -> str:
        asked = any(issue.severity != "note" for issue in self.issues)
        return "questioned" if asked or self.office is None or self.period is None else "taken"


def judge(reading: Reading, book: Template, offices: Sequence[Office], asked: Period | None, file: str) -> Judgement:
    """Judge a reading against the offices that report here and the period asked for."""
    found = Judgement(issues=on_a_reading(book, reading, file))
    found.office = _office(reading, offices, found, file)
    found.period = _period(reading, asked, found, file)
    return found


def _office(reading: Reading, offices: Sequence[Office], found: Judgement, file: str) -> Office | None:
    by_code = next((o for o in offices if o.code == reading.office_code), None)
    words = plain(reading.office_text)
    named = [o for o in offices if words and plain(o.name) == words] or [
        o for o in offices if words and plain(o.short_name) in words
    ]
    if by_code is None and len(named) == 1:
        return named[0]
    if by_code is None:
        said = reading.office_text or reading.office_code
        code = "submission.unknown_office" if said else "submission.no_office"
        found.issues.append(Issue("error", code, file=file, found=said or None))
        return None
    if named and by_code not in named:
        found.issues.append(
            Issue("warning", "submission.two_offices", file=file, found=reading.office_text, expected=by_code.name)
        )
    return by_code


def _period(reading: Reading, asked: Period | None, found: Judgement, file: str) -> Period | None:
    if not reading.period:
        found.issues.append(Issue("error", "submission.no_period", file=file))
        return None
    try:
        period = parse_period(reading.period)
    except AppError:
        found.issues.append(Issue("error", "submission.no_period", file=file, found=reading.period))
        return None
    if asked is not None and period != asked:
        found.issues.append(
            Issue("warning", "submission.other_period", file=file, found=period.label, expected=asked.label)
        )
    return period
