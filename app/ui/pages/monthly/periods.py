"""Which returns there are to make: templates × kinds of period, and the periods of each, newest first."""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.periods import Period, month_of, parse_period
from app.ui.pages.common import clerk_of

if TYPE_CHECKING:
    from app.services.returns.records import ReturnInfo
    from app.services.templates import TemplateInfo
    from app.ui.context import Context

_KIND_WORDS = {"month": "月", "quarter": "季度", "half": "半年", "year": "全年"}
_MANY = {"month": 36, "quarter": 16, "half": 10, "year": 10}


@dataclass(frozen=True, slots=True)
class Form:
    """A template filled for one kind of period, as a person chooses it."""

    template: str
    kind: str
    title: str
    due_day: int | None

    @property
    def key(self) -> str:
        return f"{self.template}:{self.kind}"


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period of the list with the state of its return: ``""``, ``open`` or ``sealed``."""

    period: Period
    state: str
    revision: int


def person(context: Context) -> str:
    """Who works here, for the records: the clerk of the window, else the account of the PC."""
    return clerk_of(context) or getpass.getuser()


def forms(templates: Iterable[TemplateInfo]) -> tuple[Form, ...]:
    """What can be filled, the monthly return first. Of each template its newest version counts."""
    newest: dict[str, TemplateInfo] = {}
    for info in templates:
        newest.setdefault(info.id, info)
    found = []
    for info in sorted(newest.values(), key=lambda each: ("month" not in each.periods, each.id)):
        kinds = [kind for kind in info.periods if kind in _KIND_WORDS]
        for kind in kinds:
            title = info.title if len(kinds) == 1 else f"{info.title}（{_KIND_WORDS[kind]}）"
            found.append(Form(info.id, kind, title, info.due_day))
    return tuple(found)


def containing(kind: str, day: date) -> Period:
    """The period of ``kind`` that ``day`` lies in."""
    match kind:
        case "quarter":
            return parse_period(f"{day.year}Q{(day.month + 2) // 3}")
        case "half":
            return parse_period(f"{day.year}H{1 if day.month <= 6 else 2}")
        case "year":
            return parse_period(f"{day.year}")
        case _:
            return month_of(day)


def last_full(kind: str, day: date) -> Period:
    """The last period of ``kind`` that is over on ``day``."""
    return containing(kind, day).previous


def following(period: Period) -> Period:
    """The period of the same kind after ``period``."""
    from datetime import timedelta

    return containing(period.kind, period.end + timedelta(days=1))


def lines(kind: str, day: date, made: Sequence[ReturnInfo]) -> tuple[PeriodLine, ...]:
    """The periods to choose from, newest first, with how their returns stand."""
    latest: dict[str, ReturnInfo] = {}
    for info in made:
        known = latest.get(info.period)
        if known is None or info.revision > known.revision:
            latest[info.period] = info
    period = containing(kind, day)
    found = []
    for _ in range(_MANY.get(kind, 12)):
        info_ = latest.get(period.text)
        state = "" if info_ is None else "sealed" if info_.state == "sealed" else "open"
        found.append(PeriodLine(period, state, info_.revision if info_ else 0))
        period = period.previous
    return tuple(found)


def short_label(period: Period) -> str:
    """A month without its year, any other period whole: «3月», «2026年第一季度»."""
    return f"{period.start.month}月" if period.kind == "month" else period.label
