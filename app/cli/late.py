"""``--late``: what is written down for a day whose return is sealed, decided in the call.

Without the option everything counts on its own day, the sealed figures stay, and a warning says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.errors import Issue

if TYPE_CHECKING:
    from datetime import date

    from app.cli.main import Call
    from app.services.complaints.records import Happened

WAYS = ("late-report", "reopen")


def add_option(parser: Any, ways: Sequence[str] = WAYS) -> None:
    """Put ``--late`` into the parser of a command that writes records down."""
    words = "日子在已封存的报表里：late-report 作补报算到后面，reopen 重开那一期"
    parser.add_argument("--late", choices=ways, default="", help=words)


def told(call: Call, before: Iterable[Happened], after: Iterable[Happened]) -> tuple[Issue, ...]:
    """What must be said about the events that are new in ``after``; with ``--late reopen`` the returns are reopened."""
    known = set(before)
    return told_of(
        call, [(event.on, event.counts_on) for event in after if event not in known and not event.revoked_on]
    )


def told_of(call: Call, days: Iterable[tuple[date, date]]) -> tuple[Issue, ...]:
    """As :func:`told`, for (legal date, statistical date)."""
    from app.services.periods import parse_period

    issues: list[Issue] = []
    reopened: set[tuple[str, str]] = set()
    for on, counts_on in sorted(set(days)):
        if counts_on != on and call.late == "late-report" and call.services.returns.late(on) is not None:
            words = _words(call, on)
            issues.append(
                Issue("note", "return.late_counted", {"day": _day(on), "periods": words, "counts_on": _day(counts_on)})
            )
            continue
        asked = call.services.returns.late(counts_on)
        if asked is None:
            continue
        if call.late != "reopen":
            issues.append(Issue("warning", "return.late", {"day": _day(counts_on), "periods": asked.words}))
            continue
        for info in asked.returns:
            if (info.template, info.period) not in reopened:
                reopened.add((info.template, info.period))
                reason = f"补记{_day(counts_on)}的记录"
                period = parse_period(info.period)
                issues += call.services.returns.reopen(info.template, period, reason=reason, by=call.by)[1]
    return tuple(issues)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _words(call: Call, day: date) -> str:
    asked = call.services.returns.late(day)
    return asked.words if asked is not None else ""
