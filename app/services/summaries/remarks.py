"""What is to be said about a summary that was made: missing figures, parts not written, sums that do not agree."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.codelists import UNCLASSIFIED
from app.services.keys import Key, parse_key

if TYPE_CHECKING:
    from app.services.summaries.composing import Stuff
    from app.services.summaries.ledger import Ledger

_TYPED = "在“要填的数”里填这一期的，或者在工作台账里记一笔；没有发生的填 0。"
_COUNTED = "台账还没有从这一天开始，请在“沿用历史数”里录入。"
_RETURNED = "下级这几个月的报表还没有都收下，或者表上没有这个数；收下以后自己补上。"
_DERIVED = "它由别的数算出来，先把缺的那些补上。"
#: What happens once a year is no sum of months.
_OF_A_DAY = frozenset({"march15"})
_DIMENSIONS = (("nature", "性质"), ("category", "类别"))


def remarks(stuff: Stuff, ledger: Ledger) -> list[Issue]:
    """All remarks, the gravest first."""
    return [
        *_missing(ledger),
        *_unwritten(stuff),
        *_sums(ledger),
        *_months(stuff, ledger),
        *_adopted(ledger),
        *_uncompared(ledger),
        *_left_out(ledger),
    ]


def how_to_fill(kind: str, source: str = "records") -> str:
    """The way a missing figure of this kind (A, B, D) is filled in, of records or of summed returns."""
    if kind != "D" and source == "returns":
        return _RETURNED
    return {"B": _TYPED, "A": _COUNTED}.get(kind, _DERIVED)


def _missing(ledger: Ledger) -> list[Issue]:
    found = []
    for figure in ledger.figures.values():
        if figure.origin != "missing":
            continue
        kind = ledger.resolved(parse_key(figure.key)).indicator.kind
        told = {"name": figure.name, "period": figure.period_label, "how": how_to_fill(kind, ledger.options.source)}
        found.append(Issue("warning", "summary.missing_figure", told, found=figure.name))
    return found


def _unwritten(stuff: Stuff) -> list[Issue]:
    found = [
        Issue("warning", "summary.part_unwritten", {"part": part.title}, found=part.tag)
        for part in stuff.kind.parts
        if part.wanted and not stuff.texts.get(part.key, "").strip()
    ]
    if not stuff.cases:
        found.append(Issue("note", "summary.no_cases"))
    return found


def _sums(ledger: Ledger) -> list[Issue]:
    """Natures and classes add up to the total, or it is said that they do not."""
    total = ledger.value(Key("accepted")).value.number
    if total is None:
        return []
    found = []
    for dimension, word in _DIMENSIONS:
        entries = ledger.lists.entries(dimension, ledger.period.end)
        codes = [entry.code for entry in entries if entry.kind != "root"]
        numbers = [ledger.value(Key("accepted", ((dimension, code),))).value.number for code in codes]
        open_ones = ledger.value(Key("accepted", ((dimension, UNCLASSIFIED),))).value.number or Decimal()
        if open_ones:
            told = {"count": format(open_ones.normalize(), "f"), "what": f"写{word}"}
            found.append(Issue("warning", "summary.unclassified", told))
        known = [number for number in numbers if number is not None]
        together = sum(known, open_ones)
        if known and together != total:
            told = {"what": f"各{word}", "sum": format(together, "f"), "total": format(total, "f")}
            found.append(Issue("warning", "summary.not_adding_up", told))
    return found


def _months(stuff: Stuff, ledger: Ledger) -> list[Issue]:
    """Typed figures of which only some months are there."""
    months = ledger.period.months
    if len(months) < 2:
        return []
    names: dict[Key, str] = {}
    for figure in ledger.figures.values():
        key = parse_key(figure.key)
        resolved = ledger.resolved(key)
        if resolved.ending or key.span != "current" or figure.origin in ("missing", "ledger", "roster"):
            continue
        if resolved.indicator.group in _OF_A_DAY:
            continue
        if resolved.indicator.kind == "B" and resolved.indicator.over_time == "sum":
            names.setdefault(key, resolved.name)
    if not names:
        return []
    judges = [(month, stuff.months(month)) for month in months]
    found = []
    for key, name in names.items():
        there = [judge.figure(key).value.number is not None for _, judge in judges]
        if not any(there) or all(there):
            continue  # typed for the whole period at once, or complete
        lacking = "、".join(
            f"{month.start.month}月" for (month, _), here in zip(judges, there, strict=True) if not here
        )
        found.append(Issue("warning", "summary.months_missing", {"name": name, "months": lacking}, found=name))
    return found


def _adopted(ledger: Ledger) -> list[Issue]:
    """Which spans rest on adopted figures."""
    sources: dict[str, str] = {}
    for figure in ledger.figures.values():
        if figure.origin == "adopted":
            sources.setdefault(figure.period_label, figure.source)
    span = ledger.options.compare
    compared = ledger.value(Key("accepted", (), span))
    if compared.origin == "adopted":
        sources.setdefault(ledger.period.span(span).label, compared.source)
    return [
        Issue("note", "summary.adopted_used", {"what": label, "source": source}) for label, source in sources.items()
    ]


def _uncompared(ledger: Ledger) -> list[Issue]:
    return [
        Issue("note", "summary.no_comparison", {"name": name, "before": before}, found=name)
        for name, before in ledger.uncompared
    ]


def _left_out(ledger: Ledger) -> list[Issue]:
    return [Issue("note", "summary.left_out", {"name": name}, found=name) for name in ledger.left_out]
