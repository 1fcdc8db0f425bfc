"""Records of a day whose return is sealed: do they count later (补报), or is the return opened again?

A person decides; the template only says what is proposed. 补报 lets a record count on the first day that no sealed
return holds; its legal date stays what it is. A return that was reopened asks nothing: its newest revision is open.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import select

from app.models import Return as Row
from app.services import templates
from app.services.returns import rows
from app.services.returns.faces import LateQuestion

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.offices import Home


def question(session: Session, home: Home, day: date) -> LateQuestion | None:
    """The sealed returns that hold ``day``, what their templates propose, and the day 补报 would count on."""
    closed = closed_returns(session, home)
    holding = [row for row in closed if row.start <= day <= row.until]
    if not holding:
        return None
    books = [templates.get(session, row.template, row.template_version) for row in holding]
    default: Literal["late-report", "reopen"] = "late-report"
    if any(book.definition.template.late == "reopen" for book in books):
        default = "reopen"
    return LateQuestion(
        day,
        tuple(rows.info(row) for row in holding),
        tuple(book.info.title for book in books),
        default,
        open_day(closed, day),
    )


def closed_returns(session: Session, home: Home) -> list[Row]:
    """The returns of this office whose newest revision is sealed, by their days."""
    newest: dict[tuple[str, str], Row] = {}
    for row in session.scalars(select(Row).where(Row.office_pk == home.office.pk).order_by(Row.number)):
        newest[row.template, row.period] = row
    return sorted((row for row in newest.values() if row.state == "sealed"), key=lambda row: (row.start, row.until))


def open_day(closed: list[Row], day: date) -> date:
    """The first day on or after ``day`` that no sealed return holds."""
    moved = True
    while moved:
        moved = False
        for row in closed:
            if row.start <= day <= row.until:
                day, moved = row.until + timedelta(days=1), True
    return day
