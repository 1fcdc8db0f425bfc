"""Which returns there are to make: templates × kinds of period, and the periods of each, newest first."""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.periods import Period, month_of, parse_period
from app.ui.pages.common import clerk_of

if TYPE_CHECKING:
    from app.services.returns.records import ReturnInfo
    from app.services.templates import TemplateInfo
    from app.ui.context import Context

_KIND_WORDS = {
    "month": "月",
    "quarter": "季度",
    "half": "半年",
    "year": "全年",
    "range": "3·15 或一段日子",
}
#: The kind that has no calendar of its own: 3·15 of a year, or what a person types, from when to when.
RANGE = "range"
_MANY = {"month": 36, "quarter": 16, "half": 10, "year": 10, "range": 5}
#: Full-width figures and signs as people type them, to plain ones.
_PLAIN = str.maketrans("０１２３４５６７８９－～", "0123456789-~")


@dataclass(frozen=True, slots=True)
class Form:
    """A template filled for one kind of period, as a person chooses it."""

    template: str
    kind: str
    title: str
    due_day: int | None
    cut_off: int = 0

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
            found.append(Form(info.id, kind, title, info.due_day, info.cut_off))
    return tuple(found)


def usual(found: Sequence[Form], made: Iterable[str]) -> Form:
    """The form to begin with: the monthly return made last (``made``: templates, the newest first), else the first."""
    monthly = {form.template: form for form in reversed(found) if form.kind == "month"}
    return next((monthly[template] for template in made if template in monthly), found[0])


def containing(kind: str, day: date) -> Period:
    """The period of ``kind`` that ``day`` lies in."""
    match kind:
        case "quarter":
            return parse_period(f"{day.year}Q{(day.month + 2) // 3}")
        case "half":
            return parse_period(f"{day.year}H{1 if day.month <= 6 else 2}")
        case "year":
            return parse_period(f"{day.year}")
        case "range":
            return parse_period(f"{day.year}-315")
        case _:
            return month_of(day)


def last_full(kind: str, day: date) -> Period:
    """The last period of ``kind`` that is over on ``day``."""
    now = containing(kind, day)
    return now if now.end < day else now.previous


def kind_of(period: Period) -> str:
    """The kind of form a period belongs to."""
    return RANGE if period.kind in ("months", "days", "named") else period.kind


def following(period: Period) -> Period:
    """The period of the same kind after ``period``."""
    from datetime import timedelta

    if period.kind == "named":
        return parse_period(re.sub(r"^\d{4}", str(period.start.year + 1), period.text))
    if period.kind == "days":
        length = period.end - period.start
        first = period.end + timedelta(days=1)
        return parse_period(f"{first.isoformat()}..{(first + length).isoformat()}")
    if period.kind == "months":
        return _months_from(period.end + timedelta(days=1), len(period.months))
    return containing(period.kind, period.end + timedelta(days=1))


def _months_from(first: date, many: int) -> Period:
    last = first.year * 12 + first.month - 1 + many - 1
    return parse_period(f"{first.year:04d}-{first.month:02d}..{last // 12:04d}-{last % 12 + 1:02d}")


_MONTHS = re.compile(r"(?:(\d{4})\D+?)?(\d{1,2})\D*?[-–—~至到]\D*?(?:(\d{4})\D+?)?(\d{1,2})\D*")
_NAMED = re.compile(r"(?:(\d{4})\D*)?3\s*[·.．]\s*15\D*")
_DAYS = re.compile(r"(?:(\d{4})\D+?)?(\d{1,2})\D+?(\d{1,2})\D*?[-–—~至到]\D*?(?:(\d{4})\D+?)?(\d{1,2})\D+?(\d{1,2})\D*")


def read_range(text: str, day: date) -> Period | None:
    """The range a person typed («1月到5月», «2026年3月9日到3月15日», «3·15»); None while it is not understood.

    Without a year it is the latest such range that has begun by ``day``.
    """
    text = text.strip().translate(_PLAIN)
    if named := _NAMED.fullmatch(text):
        return parse_period(f"{named[1]}-315") if named[1] else containing(RANGE, day)
    if found := _DAYS.fullmatch(text):
        first_year, a, b, last_year, c, d = (int(part) if part else 0 for part in found.groups())
    elif found := _MONTHS.fullmatch(text):
        first_year, a, last_year, c = (int(part) if part else 0 for part in found.groups())
        b = d = 0
    else:
        return None
    for year in (first_year,) if first_year else (day.year, day.year - 1):
        until = last_year or (year if (c, d) >= (a, b) else year + 1)
        try:
            if b:
                period = parse_period(f"{date(year, a, b).isoformat()}..{date(until, c, d).isoformat()}")
            else:
                period = parse_period(f"{year:04d}-{a:02d}..{until:04d}-{c:02d}")
        except (AppError, ValueError):
            continue
        if first_year or period.start <= day:
            return period
    return None


_WORDED = re.compile(r"(\d{4})\s*年?\s*(?:(\d{1,2})\s*月|第?([一二三四1-4])季度?|([上下])半年|全年)?")


def read_period(text: str, day: date) -> Period | None:
    """A period as people write it («2025年3月», «2025年上半年», «2025-03», «2025年»); None: not understood yet."""
    text = text.strip().translate(_PLAIN)
    try:
        return parse_period(text)
    except AppError:
        pass
    found = _WORDED.fullmatch(text)
    if found is None:
        return read_range(text, day) if re.match(r"\d{4}", text) else None
    year, month, quarter, half = found.groups()
    if month:
        spelled = f"{year}-{int(month):02d}"
    elif quarter:
        spelled = f"{year}Q{'一二三四'.index(quarter) + 1 if quarter in '一二三四' else quarter}"
    else:
        spelled = f"{year}H{1 if half == '上' else 2}" if half else year
    try:
        return parse_period(spelled)
    except AppError:
        return None


def lines(kind: str, day: date, made: Sequence[ReturnInfo]) -> tuple[PeriodLine, ...]:
    """The periods to choose from, newest first, with how their returns stand."""
    latest: dict[str, ReturnInfo] = {}
    for info in made:
        known = latest.get(info.period)
        if known is None or info.revision > known.revision:
            latest[info.period] = info
    found = []
    if kind == RANGE:
        for known in latest.values():
            made_for = parse_period(known.period)
            if made_for.kind in ("months", "days"):
                found.append(PeriodLine(made_for, _state(known), known.revision))
    period = containing(kind, day)
    for _ in range(_MANY.get(kind, 12)):
        info_ = latest.get(period.text)
        found.append(PeriodLine(period, _state(info_), info_.revision if info_ else 0))
        period = period.previous
    return tuple(sorted(found, key=lambda line: (line.period.start, line.period.end), reverse=True))


def _state(info: ReturnInfo | None) -> str:
    return "" if info is None else "sealed" if info.state == "sealed" else "open"


def short_label(period: Period) -> str:
    """A month without its year, any other period whole: «3月», «2026年第一季度»."""
    return f"{period.start.month}月" if period.kind == "month" else period.label
