"""Which fields of a paper stand on the strip, in which lines, and what they are called there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.services.piles.sheet import QUICK, RARE, WHOLE
from app.ui.breadth import Breadth

LABELS = {
    "paper_number": "编号",
    "received_on": "登记日",
    "accepted_on": "受理日",
    "category": "类别",
    "nature": "性质",
    "amount": "金额",
    "channel": "接收",
    "result": "结果",
    "closed_on": "办结日",
    "recovered": "挽回",
    "kind": "类型",
    "group_size": "人数",
    "mediation_way": "调解方式",
    "punitive": "加倍赔偿",
    "refused_on": "不受理日",
    "refusal": "不受理由",
    "termination": "终止理由",
    "complainant": "姓名",
    "phone": "电话",
    "sex": "性别",
    "age": "年龄",
    "address": "地址",
    "trader": "商家",
    "trader_phone": "商家电话",
    "trader_address": "商家地址",
    "item": "商品",
    "purchased_on": "购买日",
    "facts": "事实",
    "demand": "要求",
}

#: Fields that need a line of their own, and how many rows of text they have.
ROWS = {"facts": 2}
#: What may repeat from form to form, and does so at first.
KEPT = frozenset({"channel"})
#: What never repeats: it is what tells one form from the other.
OWN = frozenset({"paper_number", "facts", "complainant", "phone"})

#: Where the register remembers somebody, the up and down keys walk through what it remembers.
REMEMBERED = frozenset({"complainant", "phone", "trader"})

_PER_LINE = {"wide": 5, "medium": 3, "narrow": 1}
_SEEN = {"wide": 2, "medium": 2, "narrow": 1}


def fields_of(quick: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields every form has, and the rare ones behind them."""
    usual = QUICK if quick else WHOLE
    return usual, tuple(name for name in RARE if name not in usual)


def lines_of(names: Iterable[str], breadth: Breadth) -> tuple[tuple[str, ...], ...]:
    """``names`` in lines, as many to a line as there is room for."""
    lines: list[list[str]] = []
    for name in names:
        alone = name in ROWS or bool(lines and lines[-1][-1] in ROWS)
        if not lines or alone or len(lines[-1]) == _PER_LINE[breadth.width]:
            lines.append([])
        lines[-1].append(name)
    return tuple(tuple(line) for line in lines)


def seen_lines(breadth: Breadth) -> int:
    """How many lines are seen at a time."""
    return _SEEN[breadth.width]


def next_number(number: str) -> str:
    """The number after ``number``: «城关-017» → «城关-018»; empty when it does not end in digits."""
    head = number.rstrip("0123456789")
    digits = number[len(head) :]
    if not digits or not digits.isascii():
        return ""
    return f"{head}{int(digits) + 1:0{len(digits)}d}"


def words_of(names: Sequence[str]) -> str:
    """«姓名、电话»: fields as a person calls them."""
    return "、".join(LABELS.get(name, name) for name in names)
