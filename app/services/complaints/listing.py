"""A list of cases in words: its columns, its filters, its order. The same on the screen, on paper and in a workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from app.services.complaints import standing
from app.services.complaints.finding import CLOSED, OPEN, Filters, Hit, Sort, SortKey
from app.services.parsing.money import format_yuan
from app.services.periods import month_of, parse_period

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.complaints.due import Due

Kind = Literal["text", "date", "money", "int"]
#: Money is fen.
Value = str | int | date | None

#: The words for states in a list, which has no room for the longest, and for those looked for together.
STATE_WORDS = {
    **standing.STATE_WORDS,
    "advised_elsewhere": "另寻途径",
    OPEN: "没办结",
    CLOSED: "办结了",
}
KIND_WORDS = {"complaint": "投诉", "report": "举报", "suggestion": "建议"}
INCOMPLETE = "待补全"
SUPERVISED = "督办中"
HAPPENED_WORDS = {"accepted": "受理过的", "settled": "调解成功的"}
DUE_WORDS = {"late": "过了期限", "soon": "快到期限"}


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column. ``sort`` is what a list is sorted by on it; ``personal`` columns tell about a person.

    ``characters`` is how many Chinese characters it is wide on paper; ``masked`` ones hide their middle there.
    """

    key: str
    title: str
    value: Callable[[Hit, CodeLists, date], Value]
    characters: float
    kind: Kind = "text"
    sort: SortKey | None = None
    personal: bool = False
    masked: bool = False


def _code(name: str) -> Callable[[Hit, CodeLists, date], Value]:
    return lambda hit, lists, today: lists.label(name, getattr(hit, name), hit.received_on)


def _plain(name: str) -> Callable[[Hit, CodeLists, date], Value]:
    def value(hit: Hit, lists: CodeLists, today: date) -> Value:
        found: Value = getattr(hit, name)
        return found

    return value


def _category(hit: Hit, lists: CodeLists, today: date) -> Value:
    code = hit.category or ""
    return lists.label("category" if lists.has("category", code) else "item", code, hit.received_on)


def _about(hit: Hit, lists: CodeLists, today: date) -> Value:
    return hit.facts or hit.item or lists.label("nature", hit.nature)


def _state(hit: Hit, lists: CodeLists, today: date) -> Value:
    return state_words(hit, today)


_ALL = (
    ListColumn("day", "登记日", _plain("received_on"), 5.5, "date", "day"),
    ListColumn("number", "编号", _plain("number"), 13.5, sort="number"),
    ListColumn("paper", "纸质编号", _plain("paper_number"), 6),
    ListColumn("who", "投诉人", _plain("complainant"), 4.5, sort="who", personal=True),
    ListColumn("sex", "性别", _code("sex"), 2.5, personal=True),
    ListColumn("age", "年龄", _plain("age"), 2.5, "int", personal=True),
    ListColumn("phone", "电话", _plain("phone"), 6.5, personal=True, masked=True),
    ListColumn("address", "地址", _plain("address"), 10, personal=True),
    ListColumn("id_number", "证件号码", _plain("id_number"), 9.5, personal=True, masked=True),
    ListColumn("trader", "商家", _plain("trader"), 9, sort="trader"),
    ListColumn("trader_phone", "商家电话", _plain("trader_phone"), 6.5),
    ListColumn("trader_address", "商家地址", _plain("trader_address"), 10),
    ListColumn("item", "商品", _plain("item"), 6, sort="item"),
    ListColumn("brand", "品牌型号", _plain("brand"), 6),
    ListColumn("category", "类别", _category, 7, sort="category"),
    ListColumn("nature", "性质", _code("nature"), 4.5, sort="nature"),
    ListColumn("about", "事由", _about, 14),
    ListColumn("amount", "金额", _plain("amount"), 5.5, "money", "amount"),
    ListColumn("demand", "要求", lambda h, lists, t: "、".join(lists.label("demand", each) for each in h.demand), 6),
    ListColumn("channel", "接收", _code("channel"), 4),
    ListColumn("source", "来源", _code("source"), 6),
    ListColumn("station", "站点", _plain("station"), 7, sort="station"),
    ListColumn("state", "状态", _state, 5, sort="state"),
    ListColumn("due", "期限", lambda hit, lists, today: hit.due.on if hit.due else None, 5.5, "date"),
    ListColumn("result", "结果", _code("result"), 5),
    ListColumn("recovered", "挽回", _plain("recovered"), 5.5, "money", "recovered"),
    ListColumn("closed", "办结日", _plain("closed_on"), 5.5, "date", "closed"),
)
COLUMNS: dict[str, ListColumn] = {column.key: column for column in _ALL}
#: The columns of a list nobody changed.
USUAL = ("day", "who", "trader", "about", "state")


def column_for(sort: Sort) -> ListColumn:
    """The column that a list sorted so is sorted on."""
    return next(column for column in _ALL if column.sort == sort.key)


def known_columns(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Those of ``keys`` that are columns, each once; the usual ones when none is."""
    return tuple(dict.fromkeys(key for key in keys if key in COLUMNS)) or USUAL


def state_words(hit: Hit, today: date) -> str:
    """How a case stands: its time limit when that is over or near, what is left to key, else its state."""
    if hit.due is not None and (near := due_words(hit.due, today)):
        return near
    return STATE_WORDS.get(hit.state, hit.state) if hit.complete else INCOMPLETE


def due_words(due: Due, today: date) -> str:
    """«超期 3 天», «今天到期», «还有 3 天»; empty while the last day is far."""
    days = (due.on - today).days
    if days < 0:
        return f"超期 {-days} 天"
    return ("今天到期", "明天到期", "还有 2 天", "还有 3 天")[days] if days <= 3 else ""


def mask(words: str) -> str:
    """A telephone or identity number with its middle hidden: 138****2236; short numbers stay."""
    if len(words) < 7:
        return words
    return f"{words[:3]}{'*' * (len(words) - 7) or '*'}{words[-4:]}"


def text(column: ListColumn, hit: Hit, lists: CodeLists, today: date, *, masked: bool = False) -> str:
    """What stands in a column of a printed list."""
    value = column.value(hit, lists, today)
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if column.kind == "money" and isinstance(value, int):
        approx = hit.amount_approx if column.key == "amount" else ""
        return f"近{format_yuan(value)}" if approx == "近" else f"{format_yuan(value)}{approx}"
    return mask(str(value)) if masked and column.masked else str(value)


@dataclass(frozen=True, slots=True)
class Said:
    """One filter in words: ``label`` «类别», ``words`` «食品类», and the fields of :class:`Filters` behind it."""

    label: str
    words: str
    fields: tuple[str, ...]


def said(filters: Filters, lists: CodeLists, today: date) -> tuple[Said, ...]:
    """The filters in force, in words."""
    found: list[Said] = []
    if filters.start or filters.until:
        found.append(Said("期间", period_words(filters.start, filters.until, today), ("start", "until")))
    if filters.due:
        found.append(Said("期限", DUE_WORDS[filters.due], ("due",)))
    if filters.state:
        found.append(Said("状态", STATE_WORDS.get(filters.state, filters.state), ("state",)))
    if filters.incomplete:
        found.append(Said("状态", INCOMPLETE, ("incomplete",)))
    for label, name in (("类别", "category"), ("性质", "nature"), ("接收", "channel")):
        code = getattr(filters, name)
        if code:
            found.append(Said(label, lists.label(name, code), (name,)))
    if filters.happened:
        found.append(Said("处理", HAPPENED_WORDS.get(filters.happened, filters.happened), ("happened",)))
    if filters.gained:
        found.append(Said("挽回", "挽回了损失的", ("gained",)))
    for label, word, name in (("商家", filters.trader, "trader"), ("站点", filters.station, "station")):
        if word:
            found.append(Said(label, word, (name,)))
    if filters.least is not None or filters.most is not None:
        found.append(Said("金额", amount_words(filters.least, filters.most), ("least", "most")))
    if filters.supervised:
        found.append(Said("督办", SUPERVISED, ("supervised",)))
    if filters.kind:
        found.append(Said("类型", KIND_WORDS.get(filters.kind, filters.kind), ("kind",)))
    if filters.deleted:
        found.append(Said("回收站", "里的", ("deleted",)))
    return tuple(found)


def period_words(start: date | None, until: date | None, today: date) -> str:
    """«2026年3月», «2026年», «3月1日到3月15日», «3月1日以后»."""
    if start and until:
        for period in (month_of(start), parse_period(f"{start.year:04d}")):
            if (period.start, period.end) == (start, until):
                return period.label
        return f"{_day(start, today)}到{_day(until, today)}" if start != until else _day(start, today)
    if start:
        return f"{_day(start, today)}以后"
    return f"{_day(until, today)}以前" if until else "不限"


def amount_words(least: int | None, most: int | None) -> str:
    """«100 元到 2,000 元», «100 元以上»."""
    if least is not None and most is not None:
        return f"{_yuan(least)}到 {_yuan(most)}"
    if least is not None:
        return f"{_yuan(least)}以上"
    return f"{_yuan(most)}以下" if most is not None else "不限"


def sort_words(sort: Sort) -> str:
    """«按登记日从新到旧排»."""
    column = column_for(sort)
    if column.kind == "date":
        way = "从新到旧" if sort.descending else "从旧到新"
    elif column.kind == "money":
        way = "从大到小" if sort.descending else "从小到大"
    else:
        way = "倒着" if sort.descending else "顺着"
    return f"按{column.title}{way}排"


def _yuan(fen: int) -> str:
    return f"{format_yuan(fen).removesuffix('.00')} 元"


def _day(day: date, today: date) -> str:
    words = f"{day.month}月{day.day}日"
    return words if day.year == today.year else f"{day.year}年{words}"
