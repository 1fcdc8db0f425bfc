"""Lists a template may repeat rows of, or name the first of: tables by code, ranks, risers, traders, work done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from app.services.codelists import UNCLASSIFIED, UNCLASSIFIED_LABEL
from app.services.indicators.arithmetic import rounded
from app.services.indicators.tables import GOODS, OTHER, SERVICES
from app.services.keys import Key
from app.services.summaries import words
from app.services.summaries.face import Piece
from app.services.summaries.ledger import Ledger, whole
from app.services.summaries.named import Words

if TYPE_CHECKING:
    from app.services.values import Value

#: Fields of the rows of tables of cases.
COUNT_FIELDS = ("名次", "名称", "件数", "占比", "对比期", "对比占比", "增减", "增减率", "比重变化")
#: Fields of the rows of tables of indicators.
FIGURE_FIELDS = ("名称", "单位", "本期", "对比期", "增减", "增减率")
CASE_FIELDS = ("序号", "标题", "经过")
#: How many of a list can be asked for: ``{{ 性质排名.前三 }}``, ``{{ 性质排名.前三名称 }}``.
FIRST = {"第一": 1, "前二": 2, "前三": 3, "前五": 5, "前十": 10}
RANKS = ("性质排名", "类别排名", "商品排名", "服务排名", "细目排名", "渠道排名", "增长排名", "经营者排名")
TABLES = ("性质表", "类别表")
INDICATOR_TABLES = ("主要指标表", "工作表")
_WORK_GROUPS = ("march15", "education", "training", "supervision", "network")
_HEADLINE = (
    "accepted",
    "closed",
    "settled",
    "mediation_rate",
    "handle_rate",
    "recovered",
    "punitive_cases",
    "refused",
    "enquiries",
    "reports_registered",
)
_MEASURES = {"占比": "_share", "比重变化": "_share_change", "增减": "_change", "增减率": "_change_rate"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list before it is written: what it is called and its figure."""

    name: str
    key: Key
    rank: int = 0
    shown: str = ""


class Row:
    """A row as a template sees it: ``{{ 行.件数 }}``."""

    def __init__(self, of: Callable[[str], Words]) -> None:
        self._of = of

    def __getitem__(self, field: str) -> Words:
        return self._of(field)


class Listed:
    """A list: rows to repeat, ``前三`` and the like as the first of them, which read as a phrase by themselves."""

    def __init__(
        self, ledger: Ledger, name: str, lines: Sequence[Line], row: Callable[[Line], Row], *, risers: bool = False
    ) -> None:
        self._ledger, self._name, self._lines, self._row, self._risers = ledger, name, tuple(lines), row, risers

    def __bool__(self) -> bool:
        return bool(self._lines)

    def __iter__(self) -> Iterator[Row]:
        return (self._row(line) for line in self._lines)

    def __getitem__(self, which: str) -> Listed | Words:
        if which in FIRST:
            return Listed(self._ledger, self._name, self._lines[: FIRST[which]], self._row, risers=self._risers)
        many = FIRST[which.removesuffix("名称")]
        return Words(self._ledger, [Piece("、".join(line.name for line in self._lines[:many]) or "无")])

    def __html__(self) -> str:
        return Words(self._ledger, self._phrase()).__html__()

    def _phrase(self) -> list[Piece]:
        """质量87件，占受理投诉总数的76.3%；合同12件，占10.5%."""
        if not self._lines:
            return [Piece("无")]
        pieces: list[Piece] = []
        for at, line in enumerate(self._lines):
            if at:
                pieces.append(Piece("；"))
            pieces += self._risen(line) if self._risers else self._counted(line, first=not at)
        return pieces

    def _counted(self, line: Line, *, first: bool) -> list[Piece]:
        ledger, name = self._ledger, f"{self._name}.{line.name}"
        figure = ledger.value(line.key)
        share_key = line.key.of("accepted_share")
        share = ledger.value(share_key)
        unit = ledger.resolved(line.key).unit
        text = words.said(share.value, "%", ledger.options.decimals)
        return [
            Piece(line.name),
            ledger.take(f"{name}.件数", line.key, words.said(figure.value, unit), figure),
            Piece("，占受理投诉总数的" if first else "，占"),
            ledger.take(f"{name}.占比", share_key, text, share, unit="%"),
        ]

    def _risen(self, line: Line) -> list[Piece]:
        """家用电子电器类由10件增至25件，增长150.0%."""
        ledger, name = self._ledger, f"{self._name}.{line.name}"
        span = ledger.options.compare
        now, before = ledger.value(line.key), ledger.value(line.key.at(span))
        unit = ledger.resolved(line.key).unit
        pieces = [
            Piece(f"{line.name}由"),
            ledger.take(f"{name}.对比期", line.key.at(span), words.said(before.value, unit), before),
            Piece("增至"),
            ledger.take(f"{name}.件数", line.key, words.said(now.value, unit), now),
        ]
        rate_key = line.key.of("accepted_change_rate").at(span)
        rate = ledger.value(rate_key)
        if rate.value.number is not None:
            text = words.said(rate.value, "%", ledger.options.decimals)
            pieces += [Piece("，增长"), ledger.take(f"{name}.增减率", rate_key, text, rate, unit="%")]
        return pieces


class Lister:
    """Makes the lists of one summary."""

    def __init__(self, ledger: Ledger, traders: Sequence[str]) -> None:
        self._ledger = ledger
        self._traders = traders
        self._span = ledger.options.compare

    def keys(self) -> list[Key]:
        """Every figure the lists look at before they know their rows."""
        lines = [*self._natures(), *self._classes(), *self._items(), *self._channels()]
        keys = [line.key for line in lines] + [Key(key) for key in _HEADLINE] + [line.key for line in self._work()]
        return [key.at(span) for key in keys for span in ("current", self._span)]

    def all(self) -> dict[str, Listed]:
        """All lists by name."""
        goods = [line for line in self._classes() if str(line.key.code("category")).startswith("01")]
        services = [line for line in self._classes() if str(line.key.code("category")).startswith("02")]
        named = [Line(name, Key("accepted", (("trader", name),))) for name in self._traders]
        found = {
            "性质排名": self._ranked(self._natures()),
            "类别排名": self._ranked(self._classes()),
            "商品排名": self._ranked(goods),
            "服务排名": self._ranked(services),
            "细目排名": self._ranked(self._items()),
            "渠道排名": self._ranked(self._channels()),
            "增长排名": self._risers(),
            "经营者排名": self._ranked(named),
            "性质表": self._table(self._natures(), "nature"),
            "类别表": self._table(self._tree(), "category"),
        }
        lists = {
            name: Listed(self._ledger, name, lines, self._counts(name), risers=name == "增长排名")
            for name, lines in found.items()
        }
        headline = [Line(self._name(Key(key)), Key(key)) for key in _HEADLINE]
        lists["主要指标表"] = Listed(self._ledger, "主要指标表", headline, self._figures("主要指标表"))
        done = [line for line in self._work() if self._number(line.key) is not None]
        lists["工作表"] = Listed(self._ledger, "工作表", done, self._figures("工作表"))
        return lists

    def ranked(self, name: str) -> list[Line]:
        """The lines of ``性质排名`` or ``类别排名``, most first."""
        return self._ranked(self._natures() if name == "性质排名" else self._classes())

    # -- the lines ------------------------------------------------------------------------------------
    def _natures(self) -> list[Line]:
        return self._of("nature")

    def _channels(self) -> list[Line]:
        return self._of("channel")

    def _items(self) -> list[Line]:
        return self._of("item")

    def _of(self, dimension: str) -> list[Line]:
        entries = self._ledger.lists.entries(dimension, self._ledger.period.end)
        return [Line(entry.label, Key("accepted", ((dimension, entry.code),))) for entry in entries]

    def _classes(self) -> list[Line]:
        """The goods and service classes and the rest, without their roots."""
        entries = self._ledger.lists.entries("category", self._ledger.period.end)
        return [
            Line(entry.label, Key("accepted", (("category", entry.code),))) for entry in entries if entry.kind != "root"
        ]

    def _tree(self) -> list[Line]:
        """Roots with their classes indented below them."""
        lists, day = self._ledger.lists, self._ledger.period.end
        found = []
        for root in (GOODS, SERVICES, OTHER):
            label = lists.label("category", root, day)
            found.append(Line(label, Key("accepted", (("category", root),))))
            found += [
                replace(line, shown=f"　{line.name}")
                for line in self._classes()
                if str(line.key.code("category"))[:2] == root[:2] and line.key.code("category") != root
            ]
        return found

    def _work(self) -> list[Line]:
        book = self._ledger.judge.catalogue
        return [
            Line(indicator.name, Key(indicator.key))
            for group in _WORK_GROUPS
            for indicator in book.indicators
            if indicator.group == group and indicator.kind == "B" and not getattr(indicator, "retired", False)
        ]

    def _name(self, key: Key) -> str:
        return self._ledger.resolved(key).name

    def _number(self, key: Key) -> Decimal | None:
        return self._ledger.value(key).value.number

    def _ranked(self, lines: Sequence[Line]) -> list[Line]:
        """Those with any, most first; equal ones keep their order and have the same rank."""
        found = [line for line in lines if (self._number(line.key) or 0) > 0]
        found.sort(key=lambda line: -whole(self._ledger.value(line.key).value))
        ranked: list[Line] = []
        for at, line in enumerate(found, 1):
            same = ranked and self._number(ranked[-1].key) == self._number(line.key)
            ranked.append(replace(line, rank=ranked[-1].rank if same else at))
        return ranked

    def _risers(self) -> list[Line]:
        """The classes that grew, by how many cases."""
        grown: list[tuple[Decimal, Line]] = []
        for line in self._classes():
            now, before = self._number(line.key), self._number(line.key.at(self._span))
            if now is not None and before is not None and now > before:
                grown.append((now - before, line))
        grown.sort(key=lambda pair: -pair[0])
        return [replace(line, rank=at) for at, (_, line) in enumerate(grown, 1)]

    def _table(self, lines: Sequence[Line], dimension: str) -> list[Line]:
        """Rows that have anything, then what is not classified, then the total."""
        kept = [line for line in lines if self._any(line.key)]
        rest = Line(UNCLASSIFIED_LABEL, Key("accepted", ((dimension, UNCLASSIFIED),)))
        return [*kept, *([rest] if self._any(rest.key) else []), Line("合计", Key("accepted"))]

    def _any(self, key: Key) -> bool:
        return any(self._number(key.at(span)) for span in ("current", self._span))

    # -- their rows -----------------------------------------------------------------------------------
    def _counts(self, name: str) -> Callable[[Line], Row]:
        def row(line: Line) -> Row:
            def field(which: str) -> Words:
                if which == "名称":
                    return Words(self._ledger, [Piece(line.shown or line.name)])
                if which == "名次":
                    return Words(self._ledger, [Piece(str(line.rank or ""))])
                return self._cell(f"{name}.{line.name}.{which}", line.key, which)

            return Row(field)

        return row

    def _figures(self, name: str) -> Callable[[Line], Row]:
        def row(line: Line) -> Row:
            def field(which: str) -> Words:
                unit = self._ledger.resolved(line.key).unit
                if which == "名称":
                    return Words(self._ledger, [Piece(line.name)])
                if which == "单位":
                    return Words(self._ledger, [Piece("万元" if unit == "元" else unit)])
                return self._cell(f"{name}.{line.name}.{which}", line.key, which, in_wan=unit == "元")

            return Row(field)

        return row

    def _cell(self, name: str, key: Key, which: str, *, in_wan: bool = False) -> Words:
        """One figure of a table; «—» where it is undefined or there is nothing to compare with."""
        if which == "增减率" and self._ledger.resolved(key).unit in ("%", "百分点"):
            return Words(self._ledger, [Piece("—")])
        key, unit = self._key_of(key, which)
        figure = self._ledger.value(key)
        value: Value = figure.value
        if value.number is None:
            if which in ("件数", "本期"):
                return Words(self._ledger, [self._ledger.lack(name, key)])
            return Words(self._ledger, [self._ledger.take(name, key, "—", figure, unit=unit)])
        if in_wan and unit == "元":
            text = words.plain(rounded(value.number / 10_000, 2))
        else:
            text = words.cell(value, unit, self._ledger.options.decimals)
        if which in ("增减", "增减率", "比重变化") and value.number > 0:
            text = f"+{text}"
        if which == "增减" and unit == "百分点":
            text = f"{text}个百分点"
        return Words(self._ledger, [self._ledger.take(name, key, text, figure, unit=unit)])

    def _key_of(self, key: Key, which: str) -> tuple[Key, str]:
        unit = self._ledger.resolved(key).unit
        rate = unit in ("%", "百分点")
        match which:
            case "件数" | "本期":
                return key, unit
            case "对比期":
                return key.at(self._span), unit
            case "对比占比":
                return key.of(f"{key.indicator}_share").at(self._span), "%"
            case "增减" if rate:
                return key.of(f"{key.indicator}_change_pp").at(self._span), "百分点"
            case "占比":
                return key.of(f"{key.indicator}_share"), "%"
            case "比重变化":
                return key.of(f"{key.indicator}_share_change").at(self._span), "百分点"
        return key.of(f"{key.indicator}{_MEASURES[which]}").at(self._span), "%" if which == "增减率" else unit
