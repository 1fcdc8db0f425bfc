"""What the register remembers of people: traders that were written down before, and complainants.

``names`` finds words by a part, by pinyin and by initials, ``spellings`` says when two names of traders may be one,
``directory`` keeps every trader of the register with what was last written about it, ``joining`` makes several
spellings one trader and takes that back, ``people`` finds complainants. All of it is told to a person, who decides;
nothing here fills a field or joins by itself. Whether two cases are the same is ``duplicates``.
"""

from app.services.memory.known import KnownTrader, Memory
from app.services.memory.people import KnownPerson

__all__ = ["KnownPerson", "KnownTrader", "Memory"]
