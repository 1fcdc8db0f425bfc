"""The rows of returns: finding a revision, opening one, keeping its values, and what a row looks like outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select

from app.errors import AppError
from app.models import Return as Row
from app.models import ReturnRemark, ReturnValue
from app.services.returns.faces import Remark, ReturnInfo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.returns.compute import CellValue
    from app.services.templates import Template


def find(session: Session, home: Home, template: str, period: Period, revision: int | None = None) -> Row | None:
    """The newest revision, or the one named; raises ``return.no_revision`` when that is not there."""
    query = select(Row).where(Row.office_pk == home.office.pk, Row.template == template, Row.period == period.text)
    if revision is not None:
        query = query.where(Row.number == revision)
    found = session.scalar(query.order_by(Row.number.desc()).limit(1))
    if revision is not None and found is None:
        raise AppError("return.no_revision", revision=revision, period=period.label)
    return found


def sealed(session: Session, home: Home, template: str, period: Period, revision: int | None = None) -> Row:
    """The newest sealed revision, or the one named; raises ``return.not_sealed_yet``, ``return.no_revision``."""
    if revision is not None:
        row = find(session, home, template, period, revision)
    else:
        row = session.scalar(
            select(Row)
            .where(
                Row.office_pk == home.office.pk,
                Row.template == template,
                Row.period == period.text,
                Row.state == "sealed",
            )
            .order_by(Row.number.desc())
            .limit(1)
        )
    if row is None or row.state != "sealed":
        raise AppError("return.not_sealed_yet", period=period.label)
    return row


def holding(session: Session, home: Home, row: Row) -> list[Row]:
    """The other sealed returns that contain the days of ``row``, in themselves or in the sum of the year; by period."""
    found: dict[tuple[str, str], Row] = {}
    query = select(Row).where(Row.office_pk == home.office.pk, Row.state == "sealed", Row.until >= row.until)
    for other in session.scalars(query.order_by(Row.start, Row.template, Row.number)):
        within = other.start <= row.start
        later = other.until > row.until and other.until.year == row.until.year
        if (other.template, other.period) != (row.template, row.period) and (within or later):
            found[other.template, other.period] = other
    return list(found.values())


def opened(session: Session, home: Home, book: Template, period: Period, revision: int, reason: str, by: str) -> Row:
    """A new revision in state draft."""
    row = Row(
        office_pk=home.office.pk,
        template=book.info.id,
        template_version=book.info.version,
        period=period.text,
        start=period.start,
        until=period.end,
        number=revision,
        reason=reason,
        made_by=by,
    )
    session.add(row)
    session.flush()
    return row


def keep(session: Session, row: Row, cells: tuple[CellValue, ...], words: Mapping[str, str]) -> None:
    """Keep the values of a draft, instead of those it had."""
    session.execute(delete(ReturnValue).where(ReturnValue.return_pk == row.pk))
    session.execute(
        insert(ReturnValue),
        [
            {
                "return_pk": row.pk,
                "sheet": c.cell.sheet,
                "cell": c.cell.cell,
                "key": c.cell.key,
                "unit": c.cell.unit,
                "state": c.value.state,
                "number": c.value.number,
                "approx": c.value.approx,
                "text": "",
                "made_from": c.origin,
            }
            for c in cells
        ]
        + [
            {
                "return_pk": row.pk,
                "sheet": "#",
                "cell": what,
                "key": what,
                "unit": "",
                "state": "text",
                "number": None,
                "approx": "",
                "text": text,
                "made_from": "derived",
            }
            for what, text in words.items()
        ],
    )


def remarks_of(session: Session, return_pk: int) -> tuple[Remark, ...]:
    """The answered remarks of a revision, in the order they were answered."""
    found = session.scalars(select(ReturnRemark).where(ReturnRemark.return_pk == return_pk).order_by(ReturnRemark.pk))
    return tuple(
        Remark(r.kind, r.code, r.sheet, r.cell, r.found, r.expected, r.message, r.reason, r.at, r.by) for r in found
    )


def counted_remarks(session: Session, pks: list[int]) -> dict[int, int]:
    """Row number of a return → how many answered remarks it carries."""
    query = select(ReturnRemark.return_pk, func.count()).where(ReturnRemark.return_pk.in_(pks))
    return {pk: int(count) for pk, count in session.execute(query.group_by(ReturnRemark.return_pk))}


def info(row: Any, remarks: int = 0, left: tuple[datetime, str] | None = None) -> ReturnInfo:
    """A row as it looks outside. ``left``: when its file was last written for the city, and onto what."""
    return ReturnInfo(
        row.template,
        row.template_version,
        row.period,
        row.number,
        row.state,
        row.reason,
        row.made_at,
        row.made_by,
        row.sealed_at,
        row.sealed_by,
        row.file_sha256,
        row.zero,
        row.revised_base,
        remarks,
        *(left or ()),
    )
