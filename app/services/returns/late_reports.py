"""Counting records of sealed months later (补报), as the person who writes them down decides; see :mod:`.lateness`.

A use case that writes events takes ``late``. ``""`` keeps the days as they are, for callers nobody can answer; ``ask``
raises ``late.asked`` with the question, nothing being written; the person's answer comes back as ``late-report``
(the new events count on the first day no sealed return holds) or ``reopen`` (they count on their own day, and the
return is opened again).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from app.errors import AppError
from app.services.returns import lateness

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.complaints.outcome import Course, Happening
    from app.services.offices import Home

LateWay = Literal["", "ask", "late-report", "reopen"]
#: What happened, for the question: «3月28日受理».
_WORDS = {
    "registered": "登记",
    "accepted": "受理",
    "refused": "不予受理",
    "transferred": "转办",
    "transferred_in": "转来",
    "settled": "调解成功",
    "terminated": "终止调解",
    "withdrawn": "撤回",
    "followed_up": "回访",
    "reconciled": "和解",
}


def decided(
    session: Session, home: Home, way: Course, late: LateWay, known: Collection[tuple[str, date]] = ()
) -> Course:
    """The events of one case as the person decided. ``known`` are those (kind, day) the case has already.

    Raises ``late.asked`` for ``ask`` when a new event falls into a sealed return.
    """
    return all_decided(session, home, [way], late, known)[0]


def all_decided(
    session: Session, home: Home, ways: Sequence[Course], late: LateWay, known: Collection[tuple[str, date]] = ()
) -> list[Course]:
    """:func:`decided` for many cases at once, with one question for all of them."""
    if late in ("", "reopen"):
        return list(ways)
    new = [[each for each in way.happenings if _asks(each, known)] for way in ways]
    closed = lateness.closed_returns(session, home)
    if late == "ask":
        late_ones = [[each for each in events if lateness.open_day(closed, each.on) != each.on] for events in new]
        _ask(session, home, [events for events in late_ones if events])
        return list(ways)
    found = []
    for way, events in zip(ways, new, strict=True):
        put_off = {id(each) for each in events}
        found.append(
            replace(
                way,
                happenings=tuple(
                    replace(each, counts_on=lateness.open_day(closed, each.on)) if id(each) in put_off else each
                    for each in way.happenings
                ),
            )
        )
    return found


def decided_day(session: Session, home: Home, day: date, late: LateWay) -> date:
    """The day a record of ``day`` counts on. Raises ``late.asked`` for ``ask`` when ``day`` is in a sealed return."""
    if late in ("", "reopen"):
        return day
    closed = lateness.closed_returns(session, home)
    counts_on = lateness.open_day(closed, day)
    if late == "ask" and counts_on != day:
        _raise(session, home, day, "", 1)
    return counts_on


def _asks(each: Happening, known: Collection[tuple[str, date]]) -> bool:
    return each.counts_on is None and (each.kind, each.on) not in known


def _ask(session: Session, home: Home, late: Sequence[Iterable[Happening]]) -> None:
    """Ask about the weightiest event of the cases: what is counted before anything else, then the earliest."""
    events = [each for case in late for each in case]
    if not events:
        return
    first = min(events, key=lambda each: (each.kind not in ("accepted", "reconciled"), each.on))
    _raise(session, home, first.on, _WORDS.get(first.kind, ""), len(late))


def _raise(session: Session, home: Home, day: date, what: str, count: int) -> None:
    question = lateness.question(session, home, day)
    if question is None:
        return
    words = f"{day.month}月{day.day}日{what}"
    raise AppError("late.asked", question=question, what=words, count=count, periods=question.words)
