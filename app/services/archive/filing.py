"""Putting cases into the archive and taking them out again; every step takes the session of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from app.errors import AppError, Issue
from app.models import ArchiveFile, Change, Complaint, Event
from app.models.base import now
from app.services.archive.shapes import Planned, ReadyCase, Unfit
from app.services.casework.offered import offered
from app.services.complaints import numbers, outcome, standing
from app.services.complaints.changing import course_after
from app.services.complaints.record import read_many

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.archive.rules import Rule, Rules
    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record
    from app.services.database.journal import Journal
    from app.services.offices import Home

#: The state of a case in the archive, and those in which nothing more is to be done.
FILED = "filed"
FOLLOWED_UP = "followed_up"
ENDED = (
    "settled",
    "terminated",
    "withdrawn",
    "transferred",
    "refused",
    "answered",
    "reconciled",
    "advised_elsewhere",
    "performed",
)
_LIVE = (Event.revoked_on.is_(None), Event.deleted_at.is_(None))
_CHUNK = 500
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Facts:
    """What filing goes by: the case with its kinds of events and the day of its last step."""

    pk: int
    case: ReadyCase
    title: str
    rule: Rule
    deleted: bool
    filed_as: str


def last_step() -> Any:
    """The day of a case's last step, as a column of a query on cases."""
    return select(func.max(Event.on_date)).where(Event.complaint_pk == Complaint.pk, *_LIVE).scalar_subquery()


def may_be_filed(rules: Rules, today: date) -> Any:
    """The condition on a case: followed up, or ended so many days ago that nobody will follow it up."""
    upheld = select(Event.pk).where(Event.complaint_pk == Complaint.pk, Event.kind == "upheld", *_LIVE)
    content = or_(Complaint.satisfaction.is_(None), Complaint.satisfaction != standing.DISSATISFIED, upheld.exists())
    return and_(
        Complaint.deleted_at.is_(None),
        Complaint.kind != "reconciliation",
        or_(
            and_(Complaint.state == FOLLOWED_UP, content),
            and_(Complaint.state.in_(ENDED), last_step() <= today - timedelta(days=rules.ready_days)),
        ),
    )


def facts_of(session: Session, ids: Sequence[str], rules: Rules, lists: CodeLists) -> list[Facts]:
    """The cases of ``ids`` in that order; ids nobody knows are left out."""
    found: dict[str, Facts] = {}
    for at in range(0, len(ids), _CHUNK):
        part = ids[at : at + _CHUNK]
        cases = session.scalars(select(Complaint).where(Complaint.id.in_(part))).all()
        pks = [case.pk for case in cases]
        happened: dict[int, list[tuple[str, date]]] = {}
        for pk, kind, on in session.execute(
            select(Event.complaint_pk, Event.kind, Event.on_date).where(Event.complaint_pk.in_(pks), *_LIVE)
        ):
            happened.setdefault(pk, []).append((kind, on))
        filed = {
            row.complaint_pk: row.number
            for row in session.execute(
                select(ArchiveFile.complaint_pk, ArchiveFile.number).where(
                    ArchiveFile.complaint_pk.in_(pks), ArchiveFile.deleted_at.is_(None)
                )
            )
        }
        for case in cases:
            found[case.id] = _facts(case, happened.get(case.pk, []), filed.get(case.pk, ""), rules, lists)
    return [found[id] for id in dict.fromkeys(ids) if id in found]


def _facts(
    case: Complaint, happened: Sequence[tuple[str, date]], filed_as: str, rules: Rules, lists: CodeLists
) -> Facts:
    since = max((on for kind, on in happened if kind != FILED), default=case.received_on)
    rule = rules.rule_for(
        supervised=case.supervised or any(kind == "supervised" for kind, _ in happened),
        events={kind for kind, _ in happened},
        group_size=case.group_size,
        amount=case.amount,
    )
    return Facts(
        case.pk,
        ReadyCase(case.id, case.number, case.complainant, case.trader, case.state, since),
        _title(case, lists),
        rule,
        case.deleted_at is not None,
        filed_as,
    )


def _title(case: Complaint, lists: CodeLists) -> str:
    """«李秀英投诉宏发手机店（质量）»: what the file is called in the catalogue."""
    words = {"report": "举报", "suggestion": "建议", "reconciliation": "与"}.get(case.kind, "投诉")
    nature = lists.label("nature", case.nature, case.received_on) if case.nature else ""
    parties = f"{case.complainant or '投诉人'}{words}{case.trader or case.item or '经营者'}"
    tail = "和解" if case.kind == "reconciliation" else ""
    return (parties + tail + (f"（{nature}）" if nature else ""))[:_LONGEST_TITLE]


def sorted_out(
    session: Session, ids: Sequence[str], rules: Rules, lists: CodeLists, today: date
) -> tuple[list[Facts], list[Unfit]]:
    """Those of ``ids`` that may be filed today, and the others with why not."""
    fit: list[Facts] = []
    unfit: list[Unfit] = []
    found = facts_of(session, ids, rules, lists)
    records = read_many(session, [facts.pk for facts in found])
    for facts in found:
        issue = _why_not(facts, rules, today) or _not_yet(records[facts.pk], today)
        if issue is None:
            fit.append(facts)
        else:
            unfit.append(Unfit(facts.case.id, facts.case.number, issue))
    return fit, unfit


def _why_not(facts: Facts, rules: Rules, today: date) -> Issue | None:
    number = {"number": facts.case.number}
    if facts.deleted:
        return Issue("error", "archive.in_bin", number)
    if facts.case.state == FILED:
        return Issue("note", "archive.filed_already", {**number, "file": facts.filed_as})
    if facts.case.state == FOLLOWED_UP:
        return None
    if facts.case.state not in ENDED:
        return Issue("error", "archive.not_closed", number)
    day = facts.case.since + timedelta(days=rules.ready_days)
    if day > today:
        return Issue("error", "archive.too_early", {**number, "days": rules.ready_days, "day": day})
    return None


def _not_yet(record: Record, today: date) -> Issue | None:
    """What the way of the case says to filing it."""
    number = {"number": record.number}
    if not any(move.key == FILED for move in offered(record, today)):
        return Issue("error", "archive.not_closed", number)
    step = outcome.Happening(FILED, today, round=standing.round_of(record.events))
    wrong = any(issue.severity == "error" for issue in course_after(record, {}, added=(step,)).issues)
    return Issue("error", "archive.does_not_fit", number) if wrong else None


def planned(facts: Facts, rules: Rules) -> Planned:
    """What filing this case would write."""
    retention = facts.rule.retention
    return Planned(facts.case, facts.title, retention, facts.rule.words, rules.last_day(retention, facts.case.since))


def following(session: Session, year: int) -> int:
    """The serial the next file of ``year`` would get."""
    from app.models import NumberSeries

    last = session.scalar(select(NumberSeries.last).where(NumberSeries.prefix == _series(year)))
    return (last or 0) + 1


def enter(
    session: Session,
    journal: Journal,
    home: Home,
    facts: Facts,
    rules: Rules,
    *,
    on: date,
    by: str,
    retention: str = "",
    box: str = "",
    serial: int | None = None,
) -> ArchiveFile:
    """Give a case its place in the archive: a number of ``on``'s year that no other file ever gets.

    A case that was in the archive before and is filed again in the same year has its own number again. The event is
    not written here. ``serial`` was taken for it before (:func:`take_serials`).
    """
    keep = retention or facts.rule.retention
    ended = facts.case.since
    row = session.scalar(select(ArchiveFile).where(ArchiveFile.complaint_pk == facts.pk))
    if row is None or row.year != on.year:
        if serial is None:
            serial = numbers.serials(session, journal, [_series(on.year)])[0]
        number = rules.numbered(on.year, serial)
        if row is None:
            row = ArchiveFile(
                complaint_pk=facts.pk,
                origin=home.office.code,
                year=on.year,
                serial=serial,
                number=number,
                title=facts.title,
                retention=keep,
                filed_on=on,
                created_by=by,
            )
            session.add(row)
        row.year, row.serial, row.number = on.year, serial, number
    row.title, row.retention, row.filed_on = facts.title, keep, on
    row.box = box or row.box or ""
    row.destroy_after = rules.last_day(keep, ended)
    row.deleted_at = row.deleted_by = None
    row.touch()
    session.flush()
    return row


def take_serials(session: Session, journal: Journal, pks: Sequence[int], year: int) -> dict[int, int]:
    """Serials of ``year`` for those of these cases (row numbers) that have none of it, in their order, all at once."""
    have: set[int] = set()
    for at in range(0, len(pks), _CHUNK):
        have |= set(
            session.scalars(
                select(ArchiveFile.complaint_pk).where(
                    ArchiveFile.year == year, ArchiveFile.complaint_pk.in_(pks[at : at + _CHUNK])
                )
            )
        )
    wanted = [pk for pk in pks if pk not in have]
    return dict(zip(wanted, numbers.serials(session, journal, [_series(year)] * len(wanted)), strict=True))


def leave(session: Session, complaint_pk: int, *, by: str) -> ArchiveFile | None:
    """Take a case out of the archive; its number stays with it. None when it is not there.

    Raises ``archive.destroyed_stays``.
    """
    row = session.scalar(
        select(ArchiveFile).where(ArchiveFile.complaint_pk == complaint_pk, ArchiveFile.deleted_at.is_(None))
    )
    if row is None:
        return None
    if row.destroyed_on is not None:
        raise AppError("archive.destroyed_stays", number=row.number)
    row.deleted_at, row.deleted_by = now(), by
    row.touch()
    session.flush()
    return row


def note_change(session: Session, row: ArchiveFile, name: str, before: object, after: object, by: str) -> None:
    """Keep in the history that a fact of a file changed; nothing when it did not."""
    if before == after:
        return
    session.add(
        Change(
            by=by,
            entity="archive_file",
            entity_id=row.id,
            field=name,
            before=None if before is None else str(before),
            after=None if after is None else str(after),
            revision=row.revision,
        )
    )


def _series(year: int) -> str:
    return f"archive/{year}"
