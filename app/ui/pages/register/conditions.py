"""What the list of cases is narrowed to: as chips, and remembered between visits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from app.services.codelists import CodeLists
from app.services.complaints.finding import Filters
from app.services.complaints.listing import period_words, said
from app.services.periods import Period, month_of, parse_period

_NAMES = frozenset(each.name for each in fields(Filters))


@dataclass(frozen=True, slots=True)
class Conditions:
    """``period`` is the key of one of :func:`periods` when the days go with today's date, else empty."""

    filters: Filters = field(default_factory=Filters)
    period: str = ""

    @classmethod
    def of(cls, **wanted: Any) -> Conditions:
        """Conditions from filters by name, as another page asks for them; other words are passed over."""
        return cls(Filters(**{name: value for name, value in wanted.items() if name in _NAMES}))

    @classmethod
    def remembered(cls, words: str, today: date) -> Conditions:
        """What :meth:`to_remember` wrote; none when it makes no sense any more. «本月» is the month of ``today``."""
        try:
            known = json.loads(words) if words else {}
            values = {name: value for name, value in known.items() if name in _NAMES}
            for name in ("start", "until"):
                if values.get(name):
                    values[name] = date.fromisoformat(values[name])
            return cls(Filters(**values), str(known.get("period", ""))).on(today)
        except (ValueError, TypeError, AttributeError):
            return cls()

    def to_remember(self) -> str:
        """As text."""
        usual = asdict(Filters())
        changed = {name: value for name, value in asdict(self.filters).items() if value != usual[name]}
        if not changed and not self.period:
            return ""
        return json.dumps({**changed, "period": self.period}, ensure_ascii=False, default=date.isoformat)

    def on(self, today: date) -> Conditions:
        """With the days that the period has on ``today``."""
        for key, _, period in periods(today):
            if key == self.period and period is not None:
                return replace(self, filters=replace(self.filters, start=period.start, until=period.end))
        return replace(self, period="")

    def chips(self, lists: CodeLists, today: date) -> list[tuple[str, Conditions]]:
        """Each condition in force in words, with what is left without it."""
        usual = Filters()
        found: list[tuple[str, Conditions]] = []
        for each in said(self.filters, lists, today):
            rest = replace(self.filters, **{name: getattr(usual, name) for name in each.fields})
            period = "" if "start" in each.fields else self.period
            words = self.period_words(today) if "start" in each.fields else each.words
            found.append((f"{each.label}{'' if each.label == '回收站' else ' '}{words}", Conditions(rest, period)))
        return found

    def period_words(self, today: date) -> str:
        """«2026年3月», «今年», «3月1日以后»."""
        days = (self.filters.start, self.filters.until)
        for _, word, period in periods(today):
            if period is not None and (period.start, period.end) == days and word.endswith("年"):
                return word
        return period_words(*days, today)


def periods(today: date) -> tuple[tuple[str, str, Period | None], ...]:
    """The periods one asks for by a digit."""
    month = month_of(today)
    return (
        ("all", "不限", None),
        ("month", "本月", month),
        ("last", "上月", month.previous),
        ("year", "今年", parse_period(f"{today.year:04d}")),
        ("before", "去年", parse_period(f"{today.year - 1:04d}")),
    )


def period_of(start: date | None, until: date | None, today: date) -> str:
    """The key of the period that has these days; empty for others."""
    for key, _, period in periods(today):
        if ((period.start, period.end) if period else (None, None)) == (start, until):
            return key
    return ""
