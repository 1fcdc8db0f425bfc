"""The numbers of papers: 青消保受〔2026〕3号.

The word of the office, the word of the kind, the year of the paper, a serial that begins with 1 every year. Two PCs
of one office cannot know of each other's serials, so those of the second PC are 2-1, 2-2 … Like case numbers they
are in the journal first, and none is ever given twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database.journal import Journal
    from app.services.offices import Home

#: Stands for the serial as long as there is none.
GAP = "　　"


def written(heading: str, series: str, year: int, machine: str, serial: int | None) -> str:
    """The number as it stands on the paper; without a serial it has a gap."""
    place = "" if machine == "01" else f"{int(machine)}-"
    return f"{heading}{series}〔{year}〕{place}{GAP if serial is None else serial}号"


def prefix(home: Home, series: str, year: int) -> str:
    """The name of the series of serials; the office's word is no part of it, since it may be changed."""
    return f"P{home.office.code}{home.machine}{year}{series}"


def take(session: Session, journal: Journal, home: Home, series: str, year: int) -> int:
    """The next serial; call inside a write transaction."""
    from app.services.complaints.numbers import serials

    return serials(session, journal, [prefix(home, series, year)])[0]
