"""Finding letters: a list narrowed and in its order, one letter, and those that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, case, func, or_, select

from app.errors import AppError
from app.models import Complaint
from app.models import Letter as Row
from app.services.letters.face import KIND_WORDS, STATE_WORDS, Letter, LetterList, Waiting

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_CASE = (Complaint.id, Complaint.number, Complaint.complainant)


def find(
    session: Session,
    words: str,
    today: date,
    *,
    state: str = "",
    kind: str = "",
    traders: Sequence[str] = (),
    case_id: str = "",
    deleted: bool = False,
    limit: int = 500,
) -> LetterList:
    """Letters that have all ``words``: what waits longest first, then the latest. ``counts`` are by state."""
    state_now = _state(today)
    query = _joined().where(Row.deleted_at.is_not(None) if deleted else Row.deleted_at.is_(None))
    if not deleted:  # a letter comes and goes with its case
        query = query.where(Complaint.deleted_at.is_(None))
    if kind:
        query = query.where(Row.kind == kind)
    if traders:
        query = query.where(Row.trader.in_(traders))
    if case_id:
        query = query.where(Complaint.id == case_id)
    for word in words.split():
        like = f"%{_escaped(word)}%"
        places = (Row.to_whom, Row.trader, Row.number, Row.subject, Row.body, Row.answer, *_CASE[1:])
        kinds = [kind for kind, called in KIND_WORDS.items() if word in called]
        query = query.where(or_(Row.kind.in_(kinds), *(place.like(like, escape="\\") for place in places)))
    found = query.with_only_columns(state_now, func.count(), maintain_column_froms=True).group_by(state_now)
    counts = dict.fromkeys(STATE_WORDS, 0) | {name: int(many) for name, many in session.execute(found)}
    if state:
        query = query.where(state_now == state)
    waits = case((and_(Row.answered_on.is_(None), Row.answer_due.is_not(None)), 0), else_=1)
    order = (waits, case((waits == 0, Row.answer_due)), Row.sent_on.desc(), Row.pk.desc())
    rows = tuple(_face(*row) for row in session.execute(query.order_by(*order).limit(limit)))
    return LetterList(rows, counts[state] if state else sum(counts.values()), counts)


def read_one(session: Session, wanted: str) -> tuple[Row, Letter]:
    """The row and the face of a letter by id or number; raises ``letter.not_found``."""
    for column in (Row.id, Row.number):
        found = session.execute(_joined().where(column == wanted.strip()).limit(2)).all() if wanted.strip() else []
        if len(found) == 1:
            return found[0][0], _face(*found[0])
    raise AppError("letter.not_found", wanted=wanted)


def waiting(session: Session, today: date) -> tuple[Waiting, ...]:
    """Letters that wait for an answer, the most urgent first. Those of a case in the bin do not."""
    rows = session.execute(
        select(Row, *_CASE)
        .join(Complaint, Complaint.pk == Row.complaint_pk, isouter=True)
        .where(
            Row.deleted_at.is_(None),
            Row.answered_on.is_(None),
            Row.answer_due.is_not(None),
            Complaint.deleted_at.is_(None),
        )
        .order_by(Row.answer_due, Row.pk)
    )
    found = []
    for row, case_id, number, complainant in rows:
        due = row.answer_due
        assert due is not None  # the query has it so
        found.append(
            Waiting(
                row.id,
                row.kind,
                KIND_WORDS[row.kind],
                f"等{row.to_whom}答复{KIND_WORDS[row.kind]}",
                row.to_whom,
                row.subject,
                row.sent_on,
                due,
                due < today,
                (due - today).days,
                case_id or "",
                row.complaint_pk,
                number or "",
                complainant or "",
                row.trader,
            )
        )
    return tuple(found)


def _joined() -> Select[Row, str, str, str]:
    return select(Row, *_CASE).join(Complaint, Complaint.pk == Row.complaint_pk, isouter=True)


def _state(today: date) -> ColumnElement[str]:
    return case(
        (Row.answered_on.is_not(None), "answered"),
        (Row.answer_due.is_(None), "none"),
        (Row.answer_due < today, "overdue"),
        else_="waiting",
    )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _face(row: Row, case_id: str | None, number: str | None, complainant: str | None) -> Letter:
    return Letter(
        id=row.id,
        kind=row.kind,
        number=row.number,
        to_whom=row.to_whom,
        subject=row.subject,
        body=row.body,
        trader=row.trader,
        case=case_id or "",
        case_number=number or "",
        complainant=complainant or "",
        sent_on=row.sent_on,
        answer_due=row.answer_due,
        answered_on=row.answered_on,
        answer=row.answer,
        by=row.created_by,
        version=row.version,
        revision=row.revision,
        deleted=row.deleted_at is not None,
    )
