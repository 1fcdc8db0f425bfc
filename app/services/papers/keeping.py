"""The rows of issued papers: written once, then only served or revoked."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import AppError, Issue
from app.models import Change, Complaint, Document, Event, Letter
from app.services.complaints.fields import choice
from app.services.papers.values import plain_day
from app.services.parsing.dates import parse_date
from app.services.parsing.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.papers.answers import Answers
    from app.services.papers.composing import Composed
    from app.services.papers.facts import Facts
    from app.services.papers.kinds import Spec
    from app.services.papers.records import IssuedPaper

_HEADING = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff〇]{2,10}")
_RECIPIENT = 120
_REASON = 200


def new_row(
    facts: Facts,
    spec: Spec,
    answers: Answers,
    number: str,
    serial: int | None,
    made: Composed,
    step: int | None,
    by: str,
) -> Document:
    """The row of a paper about to be issued; the hashes of its files are still to be set."""
    recipient = answers.fields.get("to") or answers.fields.get("visited") or ""
    return Document(
        origin=facts.home.office.code,
        complaint_pk=facts.pk,
        letter_pk=facts.letter.pk if facts.letter else None,
        event_pk=step,
        kind=spec.key,
        title=spec.face.title,
        number=number,
        series=spec.face.series,
        serial=serial,
        issued_on=answers.on,
        recipient=recipient[:_RECIPIENT],
        pages=made.pages,
        fields=json.dumps(answers.fields, ensure_ascii=False),
        created_by=by,
    )


def name_letter(session: Session, facts: Facts, number: str, by: str) -> None:
    """The letter that a paper goes out for bears the paper's number, unless it has one of its own."""
    from app.services.letters.keeping import set_fields

    row = session.get(Letter, facts.letter.pk) if facts.letter and number else None
    if row is not None and not row.number:
        set_fields(session, row, {"number": number}, by)


def step_of(session: Session, facts: Facts, event: str) -> int | None:
    """The row of the case's step with the id ``event``; raises ``paper.no_such_step``."""
    if not event:
        return None
    row = session.scalar(
        select(Event.pk).where(Event.id == event, Event.complaint_pk == facts.pk, Event.revoked_on.is_(None))
    )
    if row is None:
        raise AppError("paper.no_such_step")
    return row


def find(session: Session, wanted: str) -> Document:
    """An issued paper by id or number; raises ``paper.not_found``."""
    for column in (Document.id, Document.number):
        rows = session.scalars(select(Document).where(column == wanted.strip(), column != "").limit(2)).all()
        if len(rows) == 1:
            return rows[0]
    raise AppError("paper.not_found", wanted=clean(wanted)[:60])


def standing(session: Session, wanted: str) -> Document:
    """:func:`find`, but only a paper that was not revoked; raises ``paper.is_revoked``."""
    row = find(session, wanted)
    if row.revoked_on is not None:
        raise AppError("paper.is_revoked", title=row.title, number=row.number)
    return row


def of_case(session: Session, pk: int) -> tuple[IssuedPaper, ...]:
    """The papers of the case in row ``pk``, oldest first."""
    rows = session.scalars(
        select(Document).where(Document.complaint_pk == pk).order_by(Document.issued_on, Document.pk)
    ).all()
    return tuple(_face(row, *names) for row, names in zip(rows, _names(session, rows), strict=True))


def of_letter(session: Session, letter: str) -> tuple[IssuedPaper, ...]:
    """The papers of the letter with the id ``letter``, oldest first."""
    rows = session.scalars(
        select(Document)
        .join(Letter, Letter.pk == Document.letter_pk)
        .where(Letter.id == letter)
        .order_by(Document.issued_on, Document.pk)
    ).all()
    return tuple(_face(row, *names) for row, names in zip(rows, _names(session, rows), strict=True))


def face_of(session: Session, row: Document) -> IssuedPaper:
    """A row as others see it."""
    return _face(row, *_names(session, [row])[0])


def _names(session: Session, rows: Sequence[Document]) -> list[tuple[str, str]]:
    """The ids of the cases and of the steps of ``rows``."""
    cases = {row.complaint_pk for row in rows if row.complaint_pk is not None}
    steps = {row.event_pk for row in rows if row.event_pk is not None}
    case_ids = dict(session.execute(select(Complaint.pk, Complaint.id).where(Complaint.pk.in_(cases))).all())
    step_ids = dict(session.execute(select(Event.pk, Event.id).where(Event.pk.in_(steps))).all())
    return [(case_ids.get(row.complaint_pk or 0, ""), step_ids.get(row.event_pk or 0, "")) for row in rows]


def _face(row: Document, case: str, event: str) -> IssuedPaper:
    from app.services.papers.records import IssuedPaper

    return IssuedPaper(
        row.id,
        case,
        row.kind,
        row.title,
        row.number,
        row.issued_on,
        row.pages,
        row.recipient,
        row.created_by,
        row.served_on,
        row.served_way,
        row.revoked_on,
        row.revoked_reason,
        event,
        json.loads(row.fields),
    )


def set_served(
    session: Session, row: Document, lists: CodeLists, on: str, way: str, receiver: str, today: date, by: str
) -> None:
    """Note how it reached its recipient. Raises ``paper.not_filled``."""
    issues: list[Issue] = []
    day = parse_date(on, today)
    if day.value is None:
        issues += day.issues or [Issue("error", "paper.missing", {"field": "送达日期"})]
    elif day.value < row.issued_on:
        issues.append(
            Issue("error", "paper.served_before", {"day": plain_day(day.value), "issued": plain_day(row.issued_on)})
        )
    elif day.value > today:
        issues.append(Issue("error", "paper.in_future", {"field": "送达日期", "day": plain_day(day.value)}))
    code = choice(lists, "served_way", way)
    if code is None:
        labels = "、".join(entry.label for entry in lists.entries("served_way", today))
        issues.append(
            Issue("error", "paper.not_in_list", {"field": "送达方式", "known": labels}, found=clean(way)[:40])
        )
    name = one_line(receiver)
    if len(name) > _RECIPIENT:
        issues.append(Issue("error", "paper.too_long", {"field": "签收人", "most": _RECIPIENT}))
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors or day.value is None or code is None:
        raise AppError("paper.not_filled", issues=tuple(issues), count=len(errors), first=errors[0].message)
    told: dict[str, Any] = {"served_on": day.value, "served_way": lists.label("served_way", code)}
    if name:
        told["fields"] = json.dumps({**json.loads(row.fields), "receiver": name}, ensure_ascii=False)
    _change(session, row, told, by)


def set_revoked(session: Session, row: Document, reason: str, today: date, by: str) -> None:
    """Mark it as issued wrongly. Raises ``paper.no_reason``, ``paper.not_filled``."""
    words = one_line(reason)
    if not words:
        raise AppError("paper.no_reason")
    if len(words) > _REASON:
        issue = Issue("error", "paper.too_long", {"field": "作废理由", "most": _REASON})
        raise AppError("paper.not_filled", issues=(issue,), count=1, first=issue.message)
    _change(session, row, {"revoked_on": max(today, row.issued_on), "revoked_reason": words}, by)


def _change(session: Session, row: Document, values: Mapping[str, Any], by: str) -> None:
    """Give a row other values, and remember what stood there and who changed it."""
    row.touch()
    for name, value in values.items():
        before = getattr(row, name)
        if before == value:
            continue
        session.add(
            Change(
                by=by,
                entity="document",
                entity_id=row.id,
                field=name,
                before=None if before is None else str(before),
                after=str(value),
                was=json.dumps(before, ensure_ascii=False, default=date.isoformat),
                revision=row.revision,
            )
        )
        setattr(row, name, value)


def heading_of(words: str) -> str:
    """A word for the numbers, checked; "" for the usual one. Raises ``paper.bad_heading``."""
    kept = one_line(words).replace(" ", "")
    if kept and not _HEADING.fullmatch(kept):
        raise AppError("paper.bad_heading", words=kept[:20])
    return kept
