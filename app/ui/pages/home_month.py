"""Where the return of the last full month stands, in one line for the first page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.services.periods import parse_period

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.returns import ChangedReturn

#: The check's word for a return of noughts; it is answered where the return is sealed.
_ZERO = "return.zero_needed"


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """``words`` and ``icon`` of the way to the return, ``how`` it is opened.

    ``differing`` are sealed returns the records now tell otherwise; ``mark`` names exactly these differences, so that
    they are told once.
    """

    words: str
    icon: str
    how: Mapping[str, Any]
    differing: tuple[ChangedReturn, ...] = field(default=())
    mark: str = ""

    @property
    def difference_words(self) -> str:
        """«3月已报的数有 2 处与现在的记录不同»."""
        first = self.differing[0]
        more = f"，另有 {len(self.differing) - 1} 期也有不同" if len(self.differing) > 1 else ""
        return f"{_short(first.period)}已报的数有 {len(first.differences)} 处与现在的记录不同{more}"


def month_standing(services: Services, today: date) -> MonthStanding | None:
    """Look the standing up; for a long reading lane. None while there is no template to fill."""
    from app.services import templates
    from app.ui.pages.monthly.periods import forms, last_full

    found = forms(templates.listed(services.database))
    if not found:
        return None
    form = found[0]
    period = last_full(form.kind, today)
    made = [info for info in services.returns.listed(form.template) if info.period == period.text]
    name = f"{_short(period.text)}月报"
    how: dict[str, Any] = {"template": form.template, "period": period.text}
    differing = services.returns.changed_since()
    told = "\n".join(
        f"{one.template} {one.period} {one.revision} {d.sheet} {d.cell} {d.after}"
        for one in differing
        for d in one.differences
    )
    mark = hashlib.sha256(told.encode()).hexdigest()[:16] if differing else ""
    if made and made[0].state == "sealed":
        revision = f"（第 {made[0].revision} 版）" if made[0].revision > 1 else ""
        return MonthStanding(f"{name}封存了{revision}", "seal-check", how, differing, mark)
    try:
        sheets = services.returns.preview(form.template, period, today=today)
        groups = services.unfinished.of(period, sheets.cells, today=today)
        issues = services.returns.check(form.template, period, today=today)
    except AppError:
        return MonthStanding(f"做{name}", "table", how, differing, mark)
    open_ones = sum(1 for issue in issues if issue.severity in ("error", "warning") and issue.code != _ZERO)
    many = sum(group.count for group in groups if group.kind != "unclassified") + open_ones
    words = f"{name}还差 {many} 处" if many else f"{name}可以封存了"
    return MonthStanding(words, "table", how, differing, mark)


def _short(text: str) -> str:
    """«3月», or the whole name of another period."""
    period = parse_period(text)
    return f"{period.start.month}月" if period.kind == "month" else period.label
