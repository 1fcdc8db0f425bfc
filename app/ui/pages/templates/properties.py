"""What can be said about a cell: the parts of its key and how its figure is written, with the words of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.indicators.catalogue import ENDINGS
from app.services.keys import BASIS, Key, parse_key

if TYPE_CHECKING:
    from app.services.binding import Proposal

SPAN_WORDS = {
    "current": "本期",
    "previous": "上期",
    "ytd": "本年累计",
    "last-year": "上年同期",
    "last-ytd": "上年累计",
}
#: What is reckoned from an indicator; against a rate the change is in percentage points.
ENDING_WORDS = {
    "": "数本身",
    "_change": "增减数",
    "_change_rate": "增减率",
    "_share": "比重",
    "_share_change": "比重变化",
    "_change_pp": "百分点变化",
}
BASIS_WORDS = {"flow": "当期发生的", "cohort": "当期受理的后来怎样"}
_UNITS = ("件", "人次", "元", "万元", "%", "百分点", "个", "次", "份", "人", "家", "条")


@dataclass(frozen=True, slots=True)
class Property:
    """One thing said about a cell. ``options`` are (value, word); ``codes``: a list of codes is offered instead.

    ``rare`` ones are folded away. ``part`` of the key, or a property of how the figure is written.
    """

    key: str
    word: str
    options: tuple[tuple[str, str], ...] = ()
    codes: bool = False
    rare: bool = False
    part: bool = False


PROPERTIES: tuple[Property, ...] = (
    Property("indicator", "指标", part=True),
    Property("category", "类别", codes=True, part=True),
    Property("nature", "性质", codes=True, part=True),
    Property("span", "时间", tuple(SPAN_WORDS.items()), part=True),
    Property("ending", "算什么", tuple(ENDING_WORDS.items()), part=True),
    Property("unit", "单位", tuple((unit, unit) for unit in _UNITS)),
    Property("decimals", "几位小数", tuple((str(n), f"{n} 位" if n else "整数") for n in range(5)), rare=True),
    Property(
        "rounding",
        "取整",
        (("half-up", "四舍五入"), ("truncate", "去尾"), ("balance-last", "末行凑足 100")),
        rare=True,
    ),
    Property("denominator", "比重的分母", (("all", "全部投诉"), ("group", "本大类")), rare=True),
    Property("share_change", "比重变化", (("rounded", "先取整再减"), ("unrounded", "先减再取整")), rare=True),
    Property(BASIS, "数哪些", tuple(BASIS_WORDS.items()), rare=True, part=True),
    Property("channel", "接收方式", codes=True, rare=True, part=True),
    Property("source", "来源", codes=True, rare=True, part=True),
    Property("blank", "空着表示", (("missing", "没有填"), ("zero", "是 0"), ("na", "不适用")), rare=True),
)
BY_KEY = {each.key: each for each in PROPERTIES}
#: Dimensions of a key that have a list of codes.
DIMENSIONS = tuple(each.key for each in PROPERTIES if each.codes)


def split_ending(indicator: str) -> tuple[str, str]:
    """``accepted_change_rate`` → ``accepted``, ``_change_rate``."""
    for ending in ENDINGS:
        if indicator.endswith(ending):
            return indicator.removesuffix(ending), ending
    return indicator, ""


def value_of(proposal: Proposal, name: str) -> str:
    """What is said about a cell in ``name``; empty for nothing."""
    prop = BY_KEY[name]
    if not prop.part:
        said = getattr(proposal, name)
        return "" if said is None else str(said)
    if not proposal.key:
        return ""
    key = parse_key(proposal.key)
    base, ending = split_ending(key.indicator)
    match name:
        case "indicator":
            return base
        case "ending":
            return ending
        case "span":
            return key.span
        case "basis":
            return key.code(BASIS) or proposal.basis
        case _:
            return key.code(name) or ""


def common(proposals: Iterable[Proposal], name: str) -> tuple[str, bool]:
    """What is said about all of them, and whether they agree."""
    said = {value_of(proposal, name) for proposal in proposals}
    return (said.pop(), True) if len(said) == 1 else ("", False)


def with_part(text: str | None, name: str, value: str) -> str | None:
    """The key ``text`` with one part replaced; None when no indicator is known yet."""
    key = parse_key(text) if text else None
    if name == "indicator":
        if not value:
            return None
        base, ending = split_ending(value)
        old = split_ending(key.indicator)[1] if key is not None else ""
        where = key.where if key is not None else ()
        return str(Key(base + (ending or old), where, key.span if key is not None else "current"))
    if key is None:
        return None
    base, ending = split_ending(key.indicator)
    match name:
        case "ending":
            return str(key.of(base + value))
        case "span":
            return str(key.at(value))
    rest = key.without(name)
    if name == BASIS and value == "flow":
        value = ""
    where = tuple(sorted([*rest.where, (name, value)])) if value else rest.where
    return str(Key(rest.indicator, where, rest.span))


def option_word(prop: Property, value: str) -> str:
    """The word of one of a property's options."""
    return dict(prop.options).get(value, value)


def shown(properties: Sequence[Property], proposals: Sequence[Proposal], rare: bool) -> tuple[Property, ...]:
    """The properties worth a line: the usual ones, those rarely needed when something is said in them or asked for."""
    usual = {"": "", "flow": "", "half-up": "", "all": "", "rounded": "", "missing": ""}
    found = []
    for prop in properties:
        said = any(usual.get(value_of(each, prop.key), value_of(each, prop.key)) for each in proposals)
        if not prop.rare or rare or (said and prop.key != "decimals"):
            found.append(prop)
    return tuple(found)
