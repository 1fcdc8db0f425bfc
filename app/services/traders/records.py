"""The use cases: one trader, the list of repeated ones, both as files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.traders.face import LEAST, Portrait, Repeated

if TYPE_CHECKING:
    from app.services.database import Database
    from app.services.memory import KnownTrader, Memory
    from app.services.periods import Period

#: So many cases of one trader are listed; the rest is in the register.
MOST_CASES = 200
#: So many repeated traders are listed.
MOST_TRADERS = 500


class Traders:
    """The traders of one data folder."""

    def __init__(self, database: Database, memory: Memory) -> None:
        self._database = database
        self._memory = memory

    def find(self, typed: str, *, today: date, limit: int = 50) -> tuple[KnownTrader, ...]:
        """Traders by a part of a spelling, pinyin, initials, figures of the telephone or of the credit code."""
        return self._memory.traders(typed, today, limit)

    def portrait(self, name: str, *, period: Period | None = None, today: date, cases: int = MOST_CASES) -> Portrait:
        """The trader that ``name`` is a spelling of. Raises ``trader.not_found``."""
        from app.services.traders import counting

        trader = self._memory.trader(name, today)
        if trader is None:
            raise AppError("trader.not_found", name=name)
        likely = self._memory.likely_spellings(trader.name)
        with self._database.read() as session:
            return counting.portrait(session, trader, period, today, likely, cases)

    def repeated(self, period: Period, *, least: int = LEAST, limit: int = MOST_TRADERS) -> Repeated:
        """Traders with at least ``least`` complaints received in ``period``. Raises ``trader.least``."""
        from app.services.traders import counting

        if least < 1:
            raise AppError("trader.least", least=least)
        with self._database.read() as session:
            return counting.repeated(session, period, least, limit)
