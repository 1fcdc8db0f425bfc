"""The rows of summaries: what a person wrote and chose, and the figures of the file that was last made.

``texts`` is JSON: ``{"parts": {key: text}, "cases": [{id, number, title, text}], "options": {…}}``; ``figures`` is a
JSON list of the named figures (the fields of :class:`~app.services.summaries.face.NamedFigure`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.errors import AppError
from app.models import Summary
from app.services.periods import parse_period
from app.services.summaries.face import NamedFigure, Options, SummaryFace, TypicalCase
from app.services.summaries.kinds import kind_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.summaries.face import SummaryKind


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person wrote and chose."""

    parts: Mapping[str, str]
    cases: tuple[TypicalCase, ...]
    options: Options


def rows(session: Session, home: Home) -> Sequence[Summary]:
    """All summaries of the office, the latest period first."""
    return session.scalars(
        select(Summary)
        .where(Summary.office_pk == home.office.pk, Summary.deleted_at.is_(None))
        .order_by(Summary.until.desc(), Summary.start, Summary.kind, Summary.pk)
    ).all()


def find(session: Session, wanted: str) -> Summary:
    """A summary by id; raises ``summary.not_found``."""
    row = session.scalar(select(Summary).where(Summary.id == wanted.strip(), Summary.deleted_at.is_(None)))
    if row is None:
        raise AppError("summary.not_found", wanted=wanted.strip()[:60])
    return row


def of(session: Session, home: Home, kind: SummaryKind, period: Period) -> Summary | None:
    """The summary of a kind and period, if it was begun."""
    return session.scalar(
        select(Summary)
        .where(
            Summary.office_pk == home.office.pk,
            Summary.kind == kind.key,
            Summary.period == period.text,
            Summary.deleted_at.is_(None),
        )
        .order_by(Summary.pk)
        .limit(1)
    )


def begun(session: Session, home: Home, kind: SummaryKind, period: Period, options: Options, by: str) -> Summary:
    """A new row."""
    row = Summary(
        origin=home.office.code,
        office_pk=home.office.pk,
        kind=kind.key,
        period=period.text,
        start=period.start,
        until=period.end,
        title=f"{period.label}{kind.heading}",
        texts=_json(Kept({}, (), options)),
        created_by=by,
    )
    session.add(row)
    session.flush()
    return row


def kept(row: Summary) -> Kept:
    """What is written in a row."""
    found: dict[str, Any] = json.loads(row.texts or "{}")
    return Kept(
        found.get("parts", {}),
        tuple(TypicalCase(**case) for case in found.get("cases", ())),
        Options(**_only(Options, found.get("options", {}))),
    )


def keep(row: Summary, found: Kept) -> None:
    """Write it into a row."""
    text = _json(found)
    if text != row.texts:
        row.touch()
        row.texts = text


def _json(found: Kept) -> str:
    data = {
        "parts": dict(found.parts),
        "cases": [asdict(case) for case in found.cases],
        "options": asdict(found.options),
    }
    return json.dumps(data, ensure_ascii=False)


def figures_of(row: Summary) -> tuple[NamedFigure, ...]:
    """The figures of the file that was last made."""
    found = json.loads(row.figures or "[]")
    return tuple(NamedFigure(**_only(NamedFigure, each)) for each in found or ())


def keep_figures(row: Summary, figures: Sequence[NamedFigure]) -> None:
    """Keep the figures a file was made with."""
    row.figures = json.dumps([asdict(figure) for figure in figures], ensure_ascii=False)


def _only(of_class: type, found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields this program knows, of data that another version may have written."""
    names = {each.name for each in fields(of_class)}
    return {name: value for name, value in found.items() if name in names}


def face_of(row: Summary) -> SummaryFace:
    """A row as others see it."""
    kind = kind_of(row.kind)
    written = kept(row).parts
    unwritten = sum(1 for part in kind.parts if part.wanted and not written.get(part.key, "").strip())
    return SummaryFace(
        row.id,
        row.kind,
        kind.title,
        row.period,
        parse_period(row.period).label,
        row.title,
        row.changed_at,
        row.made_on,
        unwritten,
    )
