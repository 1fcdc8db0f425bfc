"""Who gives the figures of a summary: the office's records with all that is sealed, or the returns a city accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.periods import Period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.indicators.derive import Derivation
    from app.services.summaries.face import Options


class Past(Period):
    """A period that is told of, not filled in: it equals no other, so that to an evaluator none is the open one.

    What was sealed or adopted for exactly these days then stands for them too, as it does for any other period.
    """

    __slots__ = ()

    @classmethod
    def of(cls, period: Period) -> Past:
        """The same days, as past."""
        return cls(period.text, period.kind, period.start, period.end, period.cut_off)

    @property
    def plain(self) -> Period:
        """The same days as any other period."""
        return Period(self.text, self.kind, self.start, self.end, self.cut_off)

    def span(self, name: str) -> Period:
        return self.plain.span(name)

    @property
    def year_to_date(self) -> Period:
        return self.plain.year_to_date


def judge_of(session: Session, period: Period, options: Options) -> Derivation:
    """The figures of ``period`` for a summary with these ``options``."""
    from app.services import offices
    from app.services.indicators.evaluate import evaluator

    home = offices.read_home(session)
    if options.source == "returns":
        from app.services.statistics import ReturnedFigures

        return ReturnedFigures(session, home.office, home.office, period)
    below = offices.below(session, home.office)
    return evaluator(session, Past.of(period), offices=below, records_from=home.records_from)
