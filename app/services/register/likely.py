"""New rows that may be cases somebody has already registered: found in one pass over the register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.progress import Progress
from app.services.parsing.text import normal_name
from app.services.register.matching import Row

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Days between two registrations of one case: by the same paper, by the same telephone number.
_PAPER, _NEAR = 200, 7
#: More of them are counted, not listed: a whole register imported twice under other numbers.
_MOST = 5000
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class LikelyRow:
    """A new row (its number in the sheet), the case it may be, who complained there, and ``reasons`` in words."""

    row: int
    id: str
    number: str
    received_on: date
    who: str
    trader: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    number: str
    register_number: str
    paper_number: str
    received_on: date
    complainant: str
    phone: str
    trader: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: Row
    day: date
    paper: str
    complainant: str
    phone: str
    trader: str


def likely_rows(session: Session, rows: Sequence[Row], progress: Progress) -> tuple[LikelyRow, ...]:
    """Rows among the new ``rows`` that look like a case of the register, at most one case for each.

    Reasons: the same number on paper; the same telephone number within a week and the same complainant or trader;
    the same complainant and trader within a week.
    """
    if not rows or not _any(session, min(row.received_on for row in rows), max(row.received_on for row in rows)):
        return ()
    wanted = [_wanted(row) for row in rows]
    by_paper: dict[str, list[_Wanted]] = defaultdict(list)
    by_phone: dict[str, list[_Wanted]] = defaultdict(list)
    by_names: dict[tuple[str, str], list[_Wanted]] = defaultdict(list)
    for each in wanted:
        if each.paper:
            by_paper[each.paper].append(each)
        if each.phone:
            by_phone[each.phone].append(each)
        if each.complainant:
            by_names[each.complainant, each.trader].append(each)
    found: dict[int, LikelyRow] = {}
    if not (by_paper or by_phone or by_names):
        return ()
    first, last = min(each.day for each in wanted), max(each.day for each in wanted)
    margin = timedelta(days=_PAPER if by_paper else _NEAR)
    for known in _register(session, first - margin, last + margin, progress):
        near = [
            *by_paper.get(known.paper_number, ()),
            *by_phone.get(known.phone, ()),
            *by_names.get((known.complainant, known.trader), ()),
        ]
        for each in near:
            if each.row.at in found and len(found[each.row.at].reasons) > 1:
                continue
            reasons = _reasons(each, known)
            if reasons and len(reasons) > len(found[each.row.at].reasons if each.row.at in found else ()):
                found[each.row.at] = LikelyRow(
                    each.row.at, known.id, known.number, known.received_on, known.complainant, known.trader, reasons
                )
        if len(found) >= _MOST:
            break
    return tuple(found[at] for at in sorted(found))


def _any(session: Session, first: date, last: date) -> bool:
    """Whether there is a case that any of these days could mean."""
    from sqlalchemy import select

    from app.models import Complaint

    margin = timedelta(days=_PAPER)
    near = Complaint.received_on.between(first - margin, last + margin)
    return session.scalar(select(Complaint.pk).where(Complaint.deleted_at.is_(None), near).limit(1)) is not None


def _wanted(row: Row) -> _Wanted:
    said = row.said
    return _Wanted(
        row,
        row.received_on,
        str(said.get("paper_number") or ""),
        normal_name(str(said.get("complainant") or "")),
        str(said.get("phone") or ""),
        normal_name(str(said.get("trader") or "")),
    )


def _reasons(row: _Wanted, known: _Known) -> tuple[str, ...]:
    apart = abs((row.day - known.received_on).days)
    reasons: list[str] = []
    if row.paper and row.paper == known.paper_number and apart <= _PAPER:
        reasons.append("纸质编号相同")
    who = bool(row.complainant) and row.complainant == known.complainant
    whom = bool(row.trader) and row.trader == known.trader
    if apart <= _NEAR:
        phone = bool(row.phone) and row.phone == known.phone
        one_missing = not (row.complainant and known.complainant) or not (row.trader and known.trader)
        if phone and (who or whom or one_missing):
            reasons.append("电话相同")
        if who and (whom or (not row.trader and not known.trader)):
            reasons.append("同一投诉人投诉同一商家" if whom else "同一投诉人")
        if reasons:
            reasons.append("同一天" if not apart else f"相隔 {apart} 天")
    return tuple(reasons)


def _register(session: Session, first: date, last: date, progress: Progress) -> Iterator[_Known]:
    """The cases registered between two days, the bin left out."""
    from sqlalchemy import select

    from app.models import Complaint

    query = (
        select(
            Complaint.id,
            Complaint.number,
            Complaint.register_number,
            Complaint.paper_number,
            Complaint.received_on,
            Complaint.complainant,
            Complaint.phone,
            Complaint.trader,
        )
        .where(Complaint.deleted_at.is_(None), Complaint.received_on.between(first, last))
        .execution_options(yield_per=_CHUNK)
    )
    for done, (id_, number, theirs, paper, day, who, phone, trader) in enumerate(session.execute(query)):
        if done % _CHUNK == 0:
            progress.step(0, 0, "找可能已经记过的")
        yield _Known(
            id_, number, theirs or "", paper or "", day, normal_name(who or ""), phone or "", normal_name(trader or "")
        )
