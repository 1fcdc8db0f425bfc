"""A named figure down to its records: the rule in words, what it is made of, what a recount gives now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.excel.definition import BoundCell
from app.services.indicators.evaluate import Evaluator
from app.services.keys import Key, parse_key
from app.services.returns.behind import Explainer
from app.services.summaries import words
from app.services.summaries.face import ExplainedFigure, NamedFigure, PartOfFigure
from app.services.summaries.ledger import SPAN_WORDS

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.indicators.derive import Derivation


def explained(figure: NamedFigure, judge: Derivation, lists: CodeLists, decimals: int) -> ExplainedFigure:
    """What stands behind ``figure``; ``judge`` gives figures of the days the figure is of."""
    key = parse_key(figure.key)
    if isinstance(judge, Evaluator):
        judge.prepare([key])
    now = judge.figure(key)
    unit = judge.catalogue.resolve(key.indicator).unit
    text = words.said(now.value, unit, decimals) if now.value.number is not None else ""
    if not isinstance(judge, Evaluator):
        return ExplainedFigure(figure, figure.rule, _parts_of(judge, key, decimals), (), "complaint", text)
    cell = BoundCell("", "", figure.key, "figure", "", None, "half-up", "all", "rounded", "", "")
    found = Explainer(judge, lists).explain(cell)
    parts = []
    for part in found.parts:
        of = judge.catalogue.resolve(parse_key(part.key).indicator)
        parts.append(PartOfFigure(part.key, part.name, words.said(part.value, of.unit, decimals) or "没有数"))
    return ExplainedFigure(figure, found.rule, tuple(parts), found.records, found.kind, text)


def _parts_of(judge: Derivation, key: Key, decimals: int) -> tuple[PartOfFigure, ...]:
    """The figures that one of summed returns is made of."""
    found = []
    for base in dict.fromkeys(judge.bases(key)):
        if base == key:
            continue
        resolved = judge.catalogue.resolve(base.indicator)
        value = judge.figure(base).value
        found.append(
            PartOfFigure(
                str(base),
                f"{SPAN_WORDS[base.span] or '本期'}{resolved.name}",
                words.said(value, resolved.unit, decimals),
            )
        )
    return tuple(found)
