"""The use cases: one trader, the list of repeated ones, both as files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from app.errors import AppError
from app.progress import SILENT, Progress
from app.services.traders.face import LEAST, Portrait, Repeated

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.memory import KnownTrader, Memory
    from app.services.periods import Period

#: What a list or a trader is made into.
Made = Literal["pdf", "xlsx"]
#: So many cases of one trader are listed; the rest is in the register.
MOST_CASES = 200
#: So many of them are printed.
MOST_PRINTED = 2000
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

        trader, likely = self._known(name, today)
        with self._database.read() as session:
            return counting.portrait(session, trader, period, today, likely, cases)

    def repeated(
        self, period: Period, *, least: int = LEAST, limit: int = MOST_TRADERS, today: date | None = None
    ) -> Repeated:
        """Traders with at least ``least`` complaints received in ``period``. Raises ``trader.least``.

        A period that still runs on ``today`` is compared with the same days of the year before.
        """
        with self._database.read() as session:
            return _repeated(session, period, least, limit, today)

    def portrait_file(
        self, made: Made, name: str, *, period: Period | None = None, today: date, progress: Progress = SILENT
    ) -> bytes:
        """:meth:`portrait` with the letters, on paper or as a workbook. Raises ``trader.not_found``."""
        from app.services import codelists, offices
        from app.services.letters import listing
        from app.services.traders import counting, printing

        trader, likely = self._known(name, today)
        with self._database.read() as session:
            found = counting.portrait(session, trader, period, today, likely, MOST_PRINTED)
            letters = listing.find(session, "", today, traders=trader.spellings).rows
            lists, office = codelists.load(session), offices.read_home(session).office.name
        make = printing.portrait_pdf if made == "pdf" else printing.portrait_workbook
        return make(found, letters, lists, office, today, progress)

    def repeated_file(
        self, made: Made, period: Period, *, least: int = LEAST, today: date, progress: Progress = SILENT
    ) -> bytes:
        """:meth:`repeated` on paper or as a workbook. Raises ``trader.least``."""
        from app.services import codelists, offices
        from app.services.traders import printing

        with self._database.read() as session:
            found = _repeated(session, period, least, MOST_TRADERS, today)
            lists, office = codelists.load(session), offices.read_home(session).office.name
        make = printing.repeated_pdf if made == "pdf" else printing.repeated_workbook
        return make(found, lists, office, today, progress)

    def _known(self, name: str, today: date) -> tuple[KnownTrader, tuple[str, ...]]:
        trader = self._memory.trader(name, today)
        if trader is None:
            raise AppError("trader.not_found", name=name)
        return trader, self._memory.likely_spellings(trader.name)


def _repeated(session: Session, period: Period, least: int, limit: int, today: date | None) -> Repeated:
    from app.services.traders import counting

    if least < 1:
        raise AppError("trader.least", least=least)
    return counting.repeated(session, period, least, limit, today)
