"""Which traders had the most complaints in a period, for offices that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.indicators import counting
from app.services.indicators.evaluate import Evaluator

if TYPE_CHECKING:
    from app.services.indicators.derive import Derivation
    from app.services.periods import Period

MOST = 10
#: What would not be a key.
_MARKS = frozenset("|=@")


def most_complained(judge: Derivation, period: Period) -> tuple[str, ...]:
    """The names of up to ten traders with two accepted complaints or more, most first; none from summed returns."""
    if not isinstance(judge, Evaluator):
        return ()
    wanted = [(judge.catalogue.get("accepted"), frozenset({"trader"}))]
    found = counting.count(judge.session, judge.scope, period, wanted).codes("accepted", "trader")
    names = [name for name in found if name.strip() and found[name] > 1 and not _MARKS & set(name)]
    names.sort(key=lambda name: (-found[name], name))
    return tuple(names[:MOST])
