"""The ranked lists of a return: the ten items complained of most, and what rose most."""

from __future__ import annotations

from decimal import Decimal

from app.services.codelists import CodeLists
from app.services.indicators import arithmetic
from app.services.indicators.evaluate import Evaluator
from app.services.keys import Key
from app.services.values import BLANK, NA, Value

_ROOT = {"goods": "0100000000", "services": "0200000000"}
_TOP = 10


class Ranks:
    """The lists of ten: goods, services, and what rose most against last year."""

    def __init__(self, evaluator: Evaluator, lists: CodeLists) -> None:
        self._evaluator = evaluator
        self._lists = lists
        self._found: dict[str, list[tuple[str, Value, Value]]] = {}

    def value(self, key: Key) -> Value:
        """``top_goods|rank=3@current`` and its kin; blank below the end of the list."""
        kind, _, what = key.indicator.removeprefix("top_").partition("_")
        rank = int(key.code("rank") or 0)
        rows = self.rows(kind)
        if not 1 <= rank <= len(rows):
            return BLANK
        _, now, before = rows[rank - 1]
        if not what:
            return now if key.span == "current" else before
        if now.number is None:
            return NA
        if what == "share":
            whole = self._evaluator.figure(Key("accepted")).value.number
            share = None if whole is None else arithmetic.percent(now.number, whole)
            return NA if share is None else Value.of(share)
        rate = None if before.number is None else arithmetic.change_rate(now.number, before.number)
        return NA if rate is None else Value.of(rate)

    def item(self, key: Key) -> str:
        """The code of the item in the place that ``key`` speaks of; empty below the end of the list."""
        kind = key.indicator.removeprefix("top_").partition("_")[0]
        rows, rank = self.rows(kind), int(key.code("rank") or 0)
        return rows[rank - 1][0] if 1 <= rank <= len(rows) else ""

    def words(self) -> dict[str, str]:
        """The names that stand in the ranked rows: ``top.goods.1`` → 手机."""
        found = {}
        for kind in ("goods", "services", "risers"):
            rows = self.rows(kind)
            for rank in range(1, _TOP + 1):
                name = self._lists.label("item", rows[rank - 1][0]) if rank <= len(rows) else ""
                found[f"top.{kind}.{rank}"] = name
        return found

    def rows(self, kind: str) -> list[tuple[str, Value, Value]]:
        """(item code, now, before) of a list, in rank order.

        Nothing is listed of a period that the records only partly cover; what was before them is missing, not 0.
        """
        if kind not in self._found:
            judge, period = self._evaluator, self._evaluator.period
            known = judge.recorded(period.span("last-year"))
            zero = Value.of(0) if known else BLANK
            before = {
                root: dict(judge.ranked("accepted", "item", "last-year", root)) if known else {}
                for root in _ROOT.values()
            }
            now = {
                root: judge.ranked("accepted", "item", "current", root) if judge.recorded(period) else []
                for root in _ROOT.values()
            }
            for name, root in _ROOT.items():
                self._found[name] = [(c, n, before[root].get(c, zero)) for c, n in now[root]][:_TOP]
            everything = [(c, n, before[root][c]) for root in _ROOT.values() for c, n in now[root] if c in before[root]]
            risen = [row for row in everything if (row[1].number or 0) > (row[2].number or 0)]
            risen.sort(key=lambda row: (-((row[1].number or Decimal()) / (row[2].number or Decimal(1))), row[0]))
            self._found["risers"] = risen[:_TOP]
        return self._found[kind]
