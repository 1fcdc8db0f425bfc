"""The rosters behind yearly figures: the network (分会、两站), volunteers, titles. Who stood when is counted.

``face`` is what an entry looks like from outside, ``fields`` reads what was typed, ``listing`` finds and counts
entries, ``taking_in`` plans a pasted or imported list, ``records`` are the use cases. How counts become figures of a
return is ``indicators.ledgers``. Stations that are offices of their own (with codes and data folders) are ``offices``.
"""

from app.services.rosters.face import (
    EVENT_LISTS,
    KIND_LISTS,
    REGISTER_WORDS,
    Entry,
    EntryList,
    Happening,
    Kept,
    Plan,
    PlanRow,
    Taken,
    Tally,
    Words,
    words_of,
)
from app.services.rosters.records import Rosters

__all__ = [
    "EVENT_LISTS",
    "KIND_LISTS",
    "REGISTER_WORDS",
    "Entry",
    "EntryList",
    "Happening",
    "Kept",
    "Plan",
    "PlanRow",
    "Rosters",
    "Taken",
    "Tally",
    "Words",
    "words_of",
]
