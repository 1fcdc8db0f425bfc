"""Rules in words: the sentence that says how an indicator is counted is written from its conditions, never by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.services.indicators import formula
from app.services.indicators.choosing import BARE, EVENTS, FIELDS, INTAKES, MEASURES

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue, Condition, Indicator

OVER_TIME = {
    "sum": "累计为各期之和",
    "last": "累计取最后一期",
    "recompute": "累计由各部分的累计重新计算",
}
SPANS = {"last-year": "上年同期", "previous": "上期", "ytd": "本年累计", "last-ytd": "上年累计", "current": "本期"}
MARKS = {"+": "加", "-": "减", "*": "乘以", "/": "除以"}


def counted_rule(indicator: Indicator, lists: CodeLists) -> str:
    """«本期受理的投诉中，投诉人年龄 60 岁以上的件数，按受理日期计；没有填年龄的不计。»"""
    measure = MEASURES[indicator.measure][0]
    if "enquiry" in indicator.intake:
        what = "人次" if indicator.measure == "people" else "件次"
        wanted = conditions_words(indicator, lists)
        return f"本期接待的咨询{f'中，{wanted}' if wanted else ''}的{what}，按咨询日期计。"
    kinds = "、".join(INTAKES[kind] for kind in indicator.intake)
    done, day = EVENTS[indicator.event]
    wanted = conditions_words(indicator, lists)
    sentence = f"本期{done}的{kinds}{f'中，{wanted}' if wanted else ''}的{measure}，按{day}计"
    measured = [c.field for c in indicator.where if FIELDS[c.field].kind in ("number", "money") and c.op not in BARE]
    names = [_short(field) for field in dict.fromkeys(measured) if field in ("age", "amount", "recovered")]
    if names and (indicator.match == "all" or len(indicator.where) == 1):
        sentence += f"；没有填{'、'.join(names)}的不计"
    return sentence + "。"


def conditions_words(indicator: Indicator, lists: CodeLists) -> str:
    """«投诉人年龄 60 岁以上，并且购买方式是网络购物»; «» without conditions."""
    join = "，并且" if indicator.match == "all" else "，或者"
    return join.join(condition_words(one, lists) for one in indicator.where)


def condition_words(one: Condition, lists: CodeLists) -> str:
    """One condition as a person says it."""
    field = FIELDS[one.field]
    if one.op in BARE:
        return f"{'填了' if one.op == 'filled' else '没有填'}{field.name}"
    if field.kind in ("number", "money", "days"):
        return _number(field.name, one.op, _digits(one.value), field.unit, close=field.kind == "days")
    values = _listed(one.value)
    match field.kind:
        case "yes":
            return field.name
        case "date":
            year, month, number = (int(part) for part in str(values[0]).split("-"))
            day = f"{year}年{month}月{number}日"
            return f"{field.name}在 {day}{'以后（含当天）' if one.op == 'ge' else '以前（含当天）'}"
        case "tag":
            return f"带有{_quoted(values)}标签"
        case "words":
            return f"{field.name}{'写有' if one.op == 'contains' else '是'}{_quoted(values)}"
    if one.op == "kind":
        entries = [entry.label for entry in lists.entries(field.list) if entry.kind == one.value]
        return f"{field.name}为{'或'.join(dict.fromkeys(entries))}"
    labels = "或".join(_label(lists, field.list, str(code)) for code in values)
    verb = {"under": "属于", "not_under": "不属于", "ne": "不是", "has": "含有"}.get(one.op, "为")
    return f"{field.name}{verb}{labels}"


def _label(lists: CodeLists, name: str, code: str) -> str:
    if name == "item" and not lists.has("item", code):
        return lists.label("category", code)
    return lists.label(name, code)


def _number(name: str, op: str, number: str, unit: str, *, close: bool) -> str:
    match op:
        case "ge":
            return f"{name} {number} {unit}以上"
        case "le":
            return f"{name} {number} {unit}{'以内' if close else '以下'}"
        case "gt":
            return f"{name}超过 {number} {unit}"
        case "lt":
            return f"{name}不到 {number} {unit}"
        case "ne":
            return f"{name}不是 {number} {unit}"
    return f"{name}正好 {number} {unit}"


def formula_words(text: str, book: Catalogue) -> str:
    """A formula with the names of the indicators: «调解成功 除以 受理投诉 乘以 100»."""
    return _tree(formula.parse(text), book, 0)


def _tree(tree: formula.Tree, book: Catalogue, outer: int) -> str:
    if isinstance(tree, Decimal):
        return format(tree, "f")
    if isinstance(tree, formula.Part):
        name = book.get(tree.indicator).name
        span = f"{SPANS[tree.span]}" if tree.span else ""
        reach = {"all": "全部", "group": "所在大类的"}.get(tree.reach, "")
        return f"{span}{reach}{name}"
    mark, left, right = tree
    own = 1 if mark in "+-" else 2
    words = f"{_tree(left, book, own)} {MARKS[mark]} {_tree(right, book, own + (mark in '-/'))}"
    return f"（{words}）" if own < outer else words


def derived_rule(text: str, book: Catalogue) -> str:
    """«调解成功 除以 受理投诉 乘以 100，缺数或除数为 0 时不计算。»"""
    without = "缺数或除数为 0 时" if "/" in text else "缺数时"
    return f"{formula_words(text, book)}；{without}不计算，显示「—」。"


def typed_rule(name: str, unit: str, over_time: str) -> str:
    """«由本单位按期填写「发放台历」，以份计，累计为各期之和。»"""
    when = "期末实有数" if over_time == "last" else "本期发生数"
    return f"由本单位填写「{name}」的{when}，以{unit}计；{OVER_TIME.get(over_time, OVER_TIME['sum'])}。"


def _short(field: str) -> str:
    return {"age": "年龄", "amount": "涉案金额", "recovered": "挽回金额"}[field]


def _quoted(values: list[Any]) -> str:
    return "或".join(f"“{value}”" for value in values)


def _digits(value: Any) -> str:
    number = Decimal(str(value))
    return format(number.to_integral_value() if number == number.to_integral_value() else number.normalize(), "f")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]
