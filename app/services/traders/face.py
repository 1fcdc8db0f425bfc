"""What is told of traders. Money is fen; complaints are those of kind «complaint», in use, by the day received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.complaints.finding import Hit
    from app.services.memory import KnownTrader
    from app.services.periods import Period

#: So many complaints in a period make a trader a repeated one, unless asked otherwise.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What the complaints of a trader add up to.

    ``accepted`` and ``settled`` are those of the complaints that were ever accepted or settled, whenever that was;
    ``open`` are those not closed yet.
    """

    complaints: int = 0
    open: int = 0
    accepted: int = 0
    settled: int = 0
    amount: int = 0
    recovered: int = 0

    @property
    def settled_rate(self) -> Decimal | None:
        """Settled per accepted in per cent with two decimals; None where nothing was accepted."""
        if not self.accepted:
            return None
        rate = Decimal(self.settled * 100) / Decimal(self.accepted)
        return rate.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def rate_words(self) -> str:
        """«66.67 %», «—»."""
        return "—" if self.settled_rate is None else f"{self.settled_rate} %"


@dataclass(frozen=True, slots=True)
class Month:
    """A month's complaints, and those of the same month of the year before. ``start`` is its first day."""

    start: date
    end: date
    complaints: int
    before: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """One trader with all its spellings.

    ``natures`` are (code or "", complaints), most first; ``kinds`` are other kinds of intake, (kind, how many).
    ``months`` are the twelve up to today, whatever the period. ``cases`` are its cases of the period, the open ones
    first, of ``total``. ``likely`` are names that may be other spellings of it.
    """

    trader: KnownTrader
    period: Period | None
    figures: Figures
    natures: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    months: tuple[Month, ...]
    cases: tuple[Hit, ...]
    total: int
    likely: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RepeatedTrader:
    """A trader of the list. ``before`` are its complaints of the same period a year earlier."""

    name: str
    spellings: tuple[str, ...]
    figures: Figures
    natures: tuple[tuple[str, int], ...]
    before: int
    last_on: date

    @property
    def trend_words(self) -> str:
        """«去年同期 2 件，多 3 件»."""
        if not self.before:
            return "去年同期没有"
        more = self.figures.complaints - self.before
        said = f"多 {more} 件" if more > 0 else f"少 {-more} 件" if more else "一样多"
        return f"去年同期 {self.before} 件，{said}"


@dataclass(frozen=True, slots=True)
class Repeated:
    """Traders with at least ``least`` complaints in ``period``, most first.

    ``total`` is how many there are, of which ``rows`` may be the first; ``complaints`` is what they have together, and
    ``of`` how many complaints that name a trader the period has in all.
    """

    period: Period
    least: int
    rows: tuple[RepeatedTrader, ...]
    total: int
    complaints: int
    of: int
