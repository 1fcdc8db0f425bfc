"""The rows or columns of a table as an axis of lines, and what must be asked when its lines stand beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.services.binding.labels import NOTHING, Label, Meaning, below
from app.services.binding.words import bare
from app.services.codelists import CodeLists, Entry

DIRECTIONS = {
    "category": "商品和服务类别",
    "nature": "投诉性质",
    "channel": "接收方式",
    "source": "来源方式",
    "item": "商品和服务细目",
    "indicator": "指标",
    "span": "时间",
    "ending": "比重和增减",
    "rank": "位次",
    "total": "合计",
}


@dataclass(slots=True)
class Line:
    """A row or column. ``path``: its labels from the outermost in. ``readings``: what they can mean together;
    ``doubts``: Chinese clauses why a person must look; ``problem``: why there is no reading. ``role`` is not
    ``meaning`` for columns of remarks, numbers and units. ``parts``: the lines a total is the sum of, when a formula
    that adds them up would settle its doubts."""

    at: int
    path: tuple[Label, ...]
    readings: list[Meaning] = field(default_factory=list)
    unit: str = ""
    doubts: list[str] = field(default_factory=list)
    problem: str = ""
    role: str = "meaning"
    level: int = 0
    parts: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """The innermost label as written, without spaces around it."""
        texts = [label.text for label in self.path if label.text.strip() and label.role != "unit"]
        return "".join(texts[-1].split()) if texts else ""

    @property
    def meaning(self) -> Meaning:
        """The likeliest reading."""
        return self.readings[0] if self.readings else NOTHING


@dataclass(slots=True)
class Axis:
    """The lines of one direction and what they mostly name (a key of :data:`DIRECTIONS`, or ``""``)."""

    lines: list[Line]
    kind: str = ""

    @property
    def at(self) -> dict[int, Line]:
        """The lines by their row or column."""
        return {line.at: line for line in self.lines}


def check_strangers(axis: Axis) -> None:
    """Totals of different indicators, subtotals of nothing, ways and sources named among other things, shares
    among the parts of a group."""
    keys = {m.indicator for line in axis.lines for m in line.readings[:1]} - {""}
    ways = Counter(d for line in axis.lines for d, _ in line.meaning.where if d in ("channel", "source"))
    for line in axis.lines:
        meaning = line.meaning
        if meaning.total == "subtotal" and not meaning.where:
            line.doubts.append("没有认出「小计」是哪些的小计")
        elif meaning.total == "total" and _plain_total(line) and axis.kind in ("indicator", "span", "ending"):
            line.doubts += ["没有认出「合计」是什么的合计"] if axis.kind != "indicator" or len(keys) > 1 else []
        odd = {d for d, _ in meaning.where if d in ("channel", "source")} - {axis.kind}
        if odd and (axis.kind == "indicator" or meaning.indicator or all(ways[d] == 1 for d in odd)):
            line.doubts.append(f"「{short(line.words)}」里有接收方式或来源，要看一看是不是这样分")
        if meaning.ending == "_share" and not meaning.where and len(line.path) > 1:
            group = [x for x in axis.lines if x.path[:-1] == line.path[:-1]]
            if any(x.meaning.where for x in group):
                line.doubts.append("没有说比重是谁占谁")


def check_others(axis: Axis, lists: CodeLists) -> None:
    """«其他» is the list's own entry only where all the rest of the list stands beside it; «合计» likewise."""
    if axis.kind not in ("category", "nature", "channel", "source", "item"):
        return
    codes = {m.code(axis.kind) for line in axis.lines if not line.problem for m in line.readings[:1]} - {""}
    entries = {entry.code: entry for entry in lists.entries(axis.kind)}
    rest = {code for code, entry in entries.items() if entry.kind == "other" or bare(entry.label) == "其他"}
    for line in axis.lines:
        code = line.meaning.code(axis.kind)
        others = codes - rest - {code}
        if code in rest and len(line.path) and "其" in line.words:
            if not _complete(axis.kind, others, entries, rest):
                line.doubts.append("「其他」可能是表里没有列出的各项之和")
        elif line.meaning.total == "total" and not code and _plain_total(line):
            if _complete(axis.kind, codes - rest, entries, rest) and (not rest or codes & rest):
                continue
            root = _common_root(codes) if axis.kind == "category" else ""
            children = {c for c in entries if root and below(c, root) and c[4:] == "000000"}
            if root and root not in codes and children <= codes:
                line.readings = [Meaning(where=(("category", root),), total="total"), *line.readings]
                line.parts = tuple(x.at for x in axis.lines if x.meaning.code("category") in children)
                line.doubts.append(f"「合计」可能是{entries[root].label}的合计，也可能是全部投诉")
            else:
                line.doubts.append("「合计」可能只是表里所列各项之和")


def give_owners(axis: Axis) -> None:
    """A bare «上年同期», «同比» or «占比» among indicators belongs to the indicator before it; when it could be
    several, a person is asked. For a table whose other direction names no indicators."""
    whole = [line.meaning for line in axis.lines]
    if not any(m.indicator for m in whole):
        return
    for number, line in enumerate(axis.lines):
        meaning = line.meaning
        if meaning.indicator or meaning.where or meaning.total or not meaning.dimensions:
            continue
        owners, others = _before(whole[:number])
        if "投诉" in line.words:
            line.readings = [replace(m, indicator="accepted") for m in line.readings]
        elif len(owners) == 1 and not others:
            line.readings = [replace(m, indicator=owners[0]) for m in line.readings]
        elif owners or others:
            best = "accepted" if "accepted" in owners or not owners else owners[0]
            line.readings = [replace(m, indicator=best) for m in line.readings]
            line.doubts.append(f"没有认出「{short(line.words)}」说的是哪一个指标")


def _before(lines: Sequence[Meaning]) -> tuple[list[str], bool]:
    """The indicators just before a line, back to the changes of earlier ones; and whether codes stand among them."""
    owners: list[str] = []
    left = list(lines)
    while left and not left[-1].where and not left[-1].total and (left[-1].ending or not left[-1].indicator):
        last = left.pop()
        if last.indicator:
            return [last.indicator], False
    while left and not left[-1].ending:
        last = left.pop()
        if last.where or last.total:
            return owners, True
        if last.indicator and last.indicator not in owners:
            owners.append(last.indicator)
    return owners, False


def _plain_total(line: Line) -> bool:
    return not line.meaning.where and not line.meaning.indicator


def _complete(kind: str, codes: set[str], entries: Mapping[str, Entry], rest: set[str]) -> bool:
    """Whether ``codes`` leave nothing of the list out but its «other»."""
    if kind == "category":
        for root in ("0100000000", "0200000000"):
            children = {c for c in entries if below(c, root) and c[4:] == "000000"}
            if root not in codes and not children <= codes:
                return False
        return True
    return set(entries) - rest <= codes


def _common_root(codes: set[str]) -> str:
    roots = {code[:2] + "0" * 8 for code in codes}
    return roots.pop() if len(roots) == 1 else ""


def short(text: str) -> str:
    """A label for a sentence: on one line, cut when long."""
    words = "".join(text.split())
    return words if len(words) <= 16 else words[:15] + "…"
