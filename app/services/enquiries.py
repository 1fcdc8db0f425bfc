"""Enquiries and visits: written down in one line, counted in 人次."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services import codelists, offices
from app.services.parsing.counts import parse_count
from app.services.parsing.dates import parse_date
from app.services.parsing.text import clean

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.returns.late_reports import LateWay

LABELS = {
    "on": "日期",
    "channel": "方式",
    "people": "人次",
    "topic": "内容",
    "category": "类别",
    "note": "备注",
}
_LISTS = {"channel": "enquiry_way", "topic": "enquiry_topic", "category": "category"}


@dataclass(frozen=True, slots=True)
class Enquiry:
    """``people`` persons asked on ``on`` through ``channel``."""

    id: str
    on: date
    people: int
    channel: str | None
    topic: str | None
    category: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The enquiry as kept, and remarks."""

    enquiry: Enquiry
    issues: tuple[Issue, ...]


class Enquiries:
    """The enquiry ledger of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, raw: Mapping[str, str], *, today: date, by: str = "", late: LateWay = "") -> Noted:
        """Note an enquiry from what was typed; raises ``enquiry.not_taken`` with every error as an issue.

        ``late`` decides about a day of a sealed return, see :mod:`app.services.returns.late_reports`.
        """
        from app.models import Enquiry as Row

        values, issues = self._understand(raw, today)
        errors = [issue for issue in issues if issue.severity == "error"]
        if errors:
            raise AppError("enquiry.not_taken", issues=tuple(issues), first=errors[0].message)
        with self._database.write() as session:
            home = offices.read_home(session)
            counts_on = values["on"]
            if late:
                from app.services.returns.late_reports import decided_day

                counts_on = decided_day(session, home, counts_on, late)
            row = Row(
                origin=home.office.code,
                office_pk=home.office.pk,
                on_date=values["on"],
                counts_on=counts_on,
                people=values["people"],
                channel=values.get("channel"),
                topic=values.get("topic"),
                category=values.get("category"),
                note=values.get("note") or "",
                created_by=by,
            )
            session.add(row)
            session.flush()
            return Noted(_plain(row), tuple(issues))

    def delete(self, wanted: str, *, by: str = "") -> None:
        """Take an enquiry out; it is counted nowhere any more."""
        self._mark(wanted, by)

    def restore(self, wanted: str) -> None:
        """Put an enquiry back."""
        self._mark(wanted, None)

    def _mark(self, wanted: str, by: str | None) -> None:
        from sqlalchemy import select

        from app.models import Enquiry as Row
        from app.models.base import now

        with self._database.write() as session:
            row = session.scalar(select(Row).where(Row.id == wanted))
            if row is None:
                raise AppError("enquiry.not_found", wanted=wanted)
            row.deleted_at = None if by is None else now()
            row.deleted_by = None if by is None else by
            row.version += 1

    def recent(self, limit: int = 50) -> tuple[Enquiry, ...]:
        """The latest enquiries, newest first."""
        from sqlalchemy import select

        from app.models import Enquiry as Row

        with self._database.read() as session:
            rows = session.scalars(
                select(Row).where(Row.deleted_at.is_(None)).order_by(Row.on_date.desc(), Row.pk.desc()).limit(limit)
            )
            return tuple(_plain(row) for row in rows)

    def tally(self, day: date) -> tuple[tuple[str, int], ...]:
        """How many 人次 came in which way on ``day``: (code of the way or "", 人次), most first."""
        from sqlalchemy import func, select

        from app.models import Enquiry as Row

        with self._database.read() as session:
            rows = session.execute(
                select(Row.channel, func.sum(Row.people))
                .where(Row.deleted_at.is_(None), Row.on_date == day)
                .group_by(Row.channel)
            )
            return tuple(sorted(((way or "", int(many)) for way, many in rows), key=lambda each: (-each[1], each[0])))

    def people(self, start: date, until: date) -> int:
        """How many 人次 count from ``start`` to ``until``."""
        from sqlalchemy import func, select

        from app.models import Enquiry as Row

        with self._database.read() as session:
            return int(
                session.scalar(
                    select(func.coalesce(func.sum(Row.people), 0)).where(
                        Row.deleted_at.is_(None), Row.counts_on.between(start, until)
                    )
                )
                or 0
            )

    def _understand(self, raw: Mapping[str, str], today: date) -> tuple[dict[str, Any], list[Issue]]:
        lists = codelists.of(self._database)
        values: dict[str, Any] = {"on": today, "people": 1}
        issues: list[Issue] = []
        for name, text in raw.items():
            words = clean(text)
            if name not in LABELS:
                issues.append(Issue("error", "enquiry.no_such_field", {"field": name}))
            elif not words:
                continue
            elif name == "on":
                day = parse_date(words, today)
                issues += [
                    Issue(i.severity, "enquiry.field", {"field": LABELS[name], "why": i.message}, found=i.found)
                    for i in day.issues
                ]
                if day.ok and day.value:
                    values["on"] = day.value
            elif name == "people":
                count = parse_count(words)
                number = count.value.value.number if count.ok and count.value else None
                if number is None or number != int(number) or not 1 <= number <= 100000:
                    issues.append(
                        Issue("error", "enquiry.field", {"field": LABELS[name], "why": "要写一个整数。"}, found=words)
                    )
                else:
                    values["people"] = int(number)
            elif name in _LISTS:
                code = lists.code(_LISTS[name], words)
                if code is None:
                    issues.append(
                        Issue("error", "enquiry.field", {"field": LABELS[name], "why": "不在列表里。"}, found=words)
                    )
                values[name] = code
            else:
                values[name] = words
        return values, issues


def _plain(row: Any) -> Enquiry:
    return Enquiry(row.id, row.on_date, row.people, row.channel, row.topic, row.category, row.note)
