"""What stands behind a figure: its rule in words, its parts, and the records that were counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services.codelists import CodeLists
from app.services.excel.definition import BoundCell
from app.services.indicators import formula
from app.services.indicators.derive import BEFORE_OF, NOW_OF
from app.services.indicators.evaluate import Evaluator
from app.services.keys import BASIS, Key, parse_key
from app.services.returns import evidence
from app.services.returns.compute import in_cell, style_of
from app.services.returns.ranks import Ranks
from app.services.values import BLANK, Value

if TYPE_CHECKING:
    from app.services.returns.compute import CellValue

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
_RANKED = "按本期受理件数从多到少排名，件数相同按代码排。"


@dataclass(frozen=True, slots=True)
class PartOf:
    """A figure that a derived one is made of."""

    key: str
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Explanation:
    """``value`` as in the cell; ``records`` ids of what was counted; ``now`` what a recount gives.

    ``kind`` says what the records are: complaint, enquiry, work (lines of the work ledger), roster. Of a sealed figure
    ``records`` are those it was sealed with, ``now_records`` those a recount finds.
    """

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
    now_records: tuple[str, ...] = ()
    revision: int | None = None


class Explainer:
    """Explains the figures of one evaluator: rule, parts, records."""

    def __init__(self, judge: Evaluator, lists: CodeLists) -> None:
        self._judge = judge
        self._lists = lists
        self._ranks = Ranks(judge, lists)

    def explain(self, cell: BoundCell) -> Explanation:
        """A figure as the records have it now."""
        judge, key = self._judge, parse_key(cell.key)
        style = style_of(cell)
        base = self.base(key)
        if key.code("rank"):
            origin = "derived"
            value, source = in_cell(cell, self._ranks.value(key), "按受理件数排名")
        else:
            judge.prepare([key])
            figure = judge.figure(key, style)
            origin = figure.origin
            value, source = in_cell(cell, figure.value, figure.source)
        counted = evidence.behind(judge, [base])[base] if base is not None else evidence.NOTHING
        name, unit, rule = self.words(key)
        records = evidence.expanded(judge.session, counted)
        return Explanation(
            cell.key, name, cell.unit or unit, value, rule, origin, source, records,
            self.parts(key, (cell.denominator,)), value, counted.kind, records,
        )  # fmt: skip

    def words(self, key: Key) -> tuple[str, str, str]:
        """Name, unit and rule of a figure."""
        judge = self._judge
        if key.code("rank"):
            item = self._ranks.item(key)
            named = self._lists.label("item", item, judge.period.end) if item else ""
            return "前十位", "", _RANKED + (f"第 {key.code('rank')} 位是“{named}”。" if named else "")
        resolved = judge.catalogue.resolve(key.indicator)
        period = judge.period.span(key.span)
        restricted = "、".join(
            f"{DIMENSION_WORDS.get(d, d)}为{self._lists.label(_LIST_OF.get(d, d), c, period.end)}"
            for d, c in key.where
            if d != BASIS
        )
        if key.basis:
            restricted = "、".join(filter(None, (restricted, "按本期受理的投诉跟踪")))
        which = f"{SPAN_WORDS[key.span]}（{period.long_label}）{'，' if restricted else ''}{restricted}"
        rule = f"{which}。{resolved.rule}"
        return resolved.name, resolved.unit, rule

    def base(self, key: Key) -> Key | None:
        """The counted or typed figure whose records stand behind ``key``; of a rate, those of its first part."""
        if key.code("rank"):
            item = self._ranks.item(key)
            span = "last-year" if key.span == "last-year" and "change" not in key.indicator else "current"
            return Key("accepted", (("item", item),), span) if item else None
        resolved = self._judge.catalogue.resolve(key.indicator)
        if resolved.ending:
            span = NOW_OF[key.span] if "change" in resolved.ending else key.span
            return self.base(key.of(resolved.indicator.key).at(span))
        if resolved.indicator.kind == "D":
            first = formula.parts(formula.parse(resolved.indicator.formula))[0]
            return self.base(Key(first.indicator, key.where, first.span or key.span))
        return key

    def parts(self, key: Key, denominators: Iterable[str] = ("all",)) -> tuple[PartOf, ...]:
        """What a derived figure is made of; of a share the wholes by the ``denominators`` of its cells."""
        judge = self._judge
        if key.code("rank"):
            item = self._ranks.item(key)
            both = [Key("accepted", (("item", item),), span) for span in ("current", "last-year") if item]
            return tuple(PartOf(str(k), f"{SPAN_WORDS[k.span]}受理", judge.figure(k).value) for k in both)
        resolved = judge.catalogue.resolve(key.indicator)
        keys: list[Key] = []
        if resolved.ending:
            base = key.of(resolved.indicator.key)
            if "change" in resolved.ending:
                keys = [base.at(NOW_OF[key.span]), base.at(BEFORE_OF[key.span])]
            else:
                keys = [base, *(judge.whole(base, denominator) for denominator in denominators)]
        elif resolved.indicator.kind == "D":
            keys = [judge.part(key, p) for p in formula.parts(formula.parse(resolved.indicator.formula))]
        found = []
        for each in dict.fromkeys(keys):
            name = judge.catalogue.resolve(each.indicator).name
            found.append(PartOf(str(each), f"{SPAN_WORDS[each.span]}{name}", judge.figure(each).value))
        return tuple(found)

    def rows(self, cells: Sequence[CellValue]) -> list[dict[str, object]]:
        """The evidence behind every cell as it is kept at sealing: one row for each key, few queries for all."""
        sources = {item.cell.key: item.source for item in cells}
        denominators: dict[str, dict[str, None]] = {}
        for item in cells:
            denominators.setdefault(item.cell.key, {})[item.cell.denominator] = None
        keys = {text: parse_key(text) for text in sources}
        bases = {text: self.base(key) for text, key in keys.items()}
        counted = evidence.behind(self._judge, _present(bases.values()))
        first: dict[Key, str] = {}
        rows: list[dict[str, object]] = []
        for text, key in sorted(keys.items(), key=lambda item: (str(bases[item[0]]) != item[0], item[0])):
            base = bases[text]
            behind = counted[base] if base is not None else evidence.NOTHING
            same_as = ""
            if base is not None and (behind.records or behind.sealed):
                same_as = first.setdefault(base, text)
            parts = [
                (p.key, p.name, p.value.state, None if p.value.number is None else str(p.value.number), p.value.approx)
                for p in self.parts(key, denominators[text])
            ]
            name, _, rule = self.words(key)
            rows.append(
                {
                    "key": text,
                    "name": name[:120],
                    "rule": rule,
                    "source": sources[text][:200],
                    "kind": behind.kind,
                    "records": evidence.packed(behind, parts, "" if same_as == text else same_as),
                }
            )
        return rows


def as_sealed(live: Explanation, kept: evidence.Kept | None, value: Value, revision: int) -> Explanation:
    """The explanation of a sealed figure: what was kept with it, beside what a recount gives (``live``).

    Of a return sealed before evidence was kept, the words and records are those of now.
    """
    if kept is None:
        return Explanation(
            live.key, live.name, live.unit, value, live.rule, "sealed", live.source, live.records, live.parts, live.now,
            live.kind, live.now_records, revision,
        )  # fmt: skip
    parts = tuple(
        PartOf(key, name, Value("value", Decimal(number), approx) if number is not None else Value(state))  # type: ignore[arg-type]
        for key, name, state, number, approx in kept.parts
    )
    wanted = {part.key for part in live.parts}
    if wanted and wanted < {part.key for part in parts}:  # of a share whose cells have two wholes, this cell's own
        parts = tuple(part for part in parts if part.key in wanted)
    return Explanation(
        live.key, kept.name, live.unit, value, kept.rule, "sealed", kept.source, kept.records, parts, live.now,
        kept.kind, live.now_records, revision,
    )  # fmt: skip


def gone(cell: BoundCell, kept: evidence.Kept) -> Explanation:
    """What can be said now of a figure whose indicator is not here any more: nothing but its words."""
    return Explanation(cell.key, kept.name, cell.unit, BLANK, kept.rule, "missing", kept.source, (), kind=kept.kind)


def _present(keys: Iterable[Key | None]) -> list[Key]:
    return [key for key in keys if key is not None]
