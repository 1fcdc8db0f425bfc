"""Time limits reckoned day by day with a maintained calendar package: the program is held against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import chinese_calendar

ONE = timedelta(days=1)


def last_day(start: date, count: int, unit: str, pauses: Sequence[tuple[date, date]] = ()) -> date:
    """Walk from ``start``: days inside a pause do not count, and the limit ends on a day that is worked outside one."""
    day, used = start, 0
    while used < count:
        day += ONE
        stopped = any(first < day <= last for first, last in pauses)
        used += not stopped and (unit == "calendar" or chinese_calendar.is_workday(day))
    while not chinese_calendar.is_workday(day) or any(first <= day < last for first, last in pauses):
        day += ONE
    return day
