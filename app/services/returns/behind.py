"""What stands behind a figure: its rule in words, its parts, and the records that were counted."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.codelists import CodeLists
from app.services.excel.definition import BoundCell
from app.services.indicators import counting, formula
from app.services.indicators.derive import BEFORE_OF, NOW_OF
from app.services.indicators.evaluate import Evaluator
from app.services.keys import Key, parse_key
from app.services.returns.compute import style_of, written
from app.services.returns.ranks import Ranks
from app.services.values import Value

SPAN_WORDS = {
    "current": "本期",
    "last-year": "上年同期",
    "ytd": "本年累计",
    "last-ytd": "上年累计",
    "previous": "上期",
}
DIMENSION_WORDS = {
    "category": "类别",
    "nature": "性质",
    "item": "细目",
    "channel": "接收方式",
    "source": "来源",
    "buying": "购买方式",
    "way": "调解方式",
    "station": "站点",
    "office": "单位",
}
_LIST_OF = {"way": "mediation_way"}


@dataclass(frozen=True, slots=True)
class PartOf:
    """A figure that a derived one is made of."""

    key: str
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Explanation:
    """``value`` as in the cell; ``records`` ids of complaints (or enquiries); ``now`` what a recount gives."""

    key: str
    name: str
    unit: str
    value: Value
    rule: str
    origin: str
    source: str
    records: tuple[str, ...]
    parts: tuple[PartOf, ...] = ()
    now: Value | None = None
    kind: str = "complaint"


def explain(judge: Evaluator, lists: CodeLists, cell: BoundCell, sealed: Value | None = None) -> Explanation:
    """The explanation of a cell; with ``sealed`` the value that was sealed, beside what a recount gives now."""
    key = parse_key(cell.key)
    if key.code("rank"):
        return _ranked(judge, lists, cell, key, sealed)
    judge.prepare([key])
    style = style_of(cell)
    figure = judge.figure(key, style)
    fresh = written(figure.value, cell.unit, style, exact=cell.decimals)
    resolved = judge.catalogue.resolve(key.indicator)
    period = judge.period.span(key.span)
    restricted = "、".join(
        f"{DIMENSION_WORDS.get(d, d)}为{lists.label(_LIST_OF.get(d, d), c, period.end)}" for d, c in key.where
    )
    rule = f"{SPAN_WORDS[key.span]}（{period.label}）{('，' + restricted) if restricted else ''}。{resolved.rule}"
    parts = _parts(judge, key)
    base = _counted(judge, key)
    records: tuple[str, ...] = ()
    kind = "complaint"
    if base is not None:
        indicator = judge.catalogue.get(base.indicator)
        kind = "enquiry" if "enquiry" in indicator.intake else "complaint"
        standing = judge.figure(base).origin
        if standing in ("counted", "typed", "reported"):
            records = tuple(
                counting.record_ids(
                    judge.session, judge.scope, judge.period.span(base.span), indicator, base, judge.basis
                )
            )
    return Explanation(
        cell.key,
        resolved.name,
        cell.unit or resolved.unit,
        fresh if sealed is None else sealed,
        rule,
        "sealed" if sealed is not None else figure.origin,
        figure.source,
        records,
        parts,
        fresh,
        kind,
    )


def _ranked(judge: Evaluator, lists: CodeLists, cell: BoundCell, key: Key, sealed: Value | None) -> Explanation:
    """A place in a list of ten: which item stands there, and its cases."""
    ranks = Ranks(judge, lists)
    item, style = ranks.item(key), style_of(cell)
    fresh = written(ranks.value(key), cell.unit, style, exact=cell.decimals)
    rule = "按本期受理件数从多到少排名，件数相同按代码排。"
    records: tuple[str, ...] = ()
    parts: tuple[PartOf, ...] = ()
    if item:
        now = Key("accepted", (("item", item),))
        before = now.at("last-year")
        rule += f"第 {key.code('rank')} 位是“{lists.label('item', item, judge.period.end)}”。"
        told = before if key.span == "last-year" and "change" not in key.indicator else now
        indicator = judge.catalogue.get(told.indicator)
        days = judge.period.span(told.span)
        records = tuple(counting.record_ids(judge.session, judge.scope, days, indicator, told, judge.basis))
        parts = tuple(
            PartOf(str(each), f"{SPAN_WORDS[each.span]}受理", judge.figure(each).value) for each in (now, before)
        )
    return Explanation(
        cell.key,
        "前十位",
        cell.unit,
        fresh if sealed is None else sealed,
        rule,
        "derived" if sealed is None else "sealed",
        "按受理件数排名",
        records,
        parts,
        fresh,
    )


def _counted(judge: Evaluator, key: Key) -> Key | None:
    """The counted figure whose records stand behind ``key``; of a rate, those of its first part."""
    resolved = judge.catalogue.resolve(key.indicator)
    if resolved.ending:
        span = NOW_OF[key.span] if "change" in resolved.ending else key.span
        return _counted(judge, key.of(resolved.indicator.key).at(span))
    if resolved.indicator.kind == "D":
        first = formula.parts(formula.parse(resolved.indicator.formula))[0]
        return _counted(judge, Key(first.indicator, key.where, first.span or key.span))
    return key if resolved.indicator.kind == "A" else None


def _parts(judge: Evaluator, key: Key) -> tuple[PartOf, ...]:
    resolved = judge.catalogue.resolve(key.indicator)
    keys: list[Key] = []
    if resolved.ending:
        base = key.of(resolved.indicator.key)
        if "change" in resolved.ending:
            keys = [base.at(NOW_OF[key.span]), base.at(BEFORE_OF[key.span])]
        else:
            keys = [base, Key(base.indicator, (), base.span)]
    elif resolved.indicator.kind == "D":
        keys = [
            Key(p.indicator, key.where if p.reach == "own" else (), p.span or key.span)
            for p in formula.parts(formula.parse(resolved.indicator.formula))
        ]
    found = []
    for each in dict.fromkeys(keys):
        name = judge.catalogue.resolve(each.indicator).name
        found.append(PartOf(str(each), f"{SPAN_WORDS[each.span]}{name}", judge.figure(each).value))
    return tuple(found)
