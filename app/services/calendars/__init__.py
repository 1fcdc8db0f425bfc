"""Keeping the holidays of each year and the table of time limits: seen, typed in, read from a notice, handed out.

Here belongs what a person changes about them, and the file that a city hands out. What a day or a limit is lies in
:mod:`app.services.calendar`; what that means for a case in :mod:`app.services.deadlines`.
"""

from app.services.calendars.faces import (
    HANDLERS,
    CalendarYear,
    Holiday,
    Installed,
    Notice,
    Rule,
    SavedYear,
    YearChange,
    YearFace,
)
from app.services.calendars.service import Calendars

__all__ = [
    "HANDLERS",
    "CalendarYear",
    "Calendars",
    "Holiday",
    "Installed",
    "Notice",
    "Rule",
    "SavedYear",
    "YearChange",
    "YearFace",
]
