"""Which fields of a case stand where on the form, and what they are called there.

The order is the one people tell it in: who, about whom, what was bought, what happened, what is wanted. The facts come
before the nature, since the facts say what nature it is: by then the margin has its guess, and one key takes it.
How the complaint came stands last but one: it stays from case to case, so that most of the time nobody goes there.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.services.complaints.fields import FIELDS


@dataclass(frozen=True, slots=True)
class Line:
    """Fields side by side; ``short`` lines are on the short form too."""

    names: tuple[str, ...]
    short: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the thread."""

    word: str
    lines: tuple[Line, ...]


PARTS = (
    Part(
        "谁来投诉",
        (
            Line(("complainant", "phone"), True),
            Line(("sex", "age")),
            Line(("address",)),
            Line(("id_kind", "id_number")),
            Line(("received_on", "kind")),
            Line(("source", "station")),
            Line(("group_size", "paper_number")),
            Line(("consent_publish", "consent_mediation")),
        ),
    ),
    Part(
        "投诉谁",
        (
            Line(("trader",), True),
            Line(("trader_address",)),
            Line(("trader_contact", "trader_phone")),
            Line(("trader_code",)),
        ),
    ),
    Part(
        "买了什么",
        (
            Line(("item", "category"), True),
            Line(("amount", "purchased_on"), True),
            Line(("brand", "quantity")),
            Line(("buying", "happened_on")),
            Line(("disputed",)),
        ),
    ),
    Part("出了什么问题", (Line(("facts",), True), Line(("nature", "channel"), True))),
    Part("想怎么解决", (Line(("demand",), True), Line(("tags",)))),
    Part(
        "办得怎么样",
        (
            Line(("accepted_on", "result")),
            Line(("closed_on", "mediation_way")),
            Line(("recovered", "punitive")),
            Line(("termination",)),
            Line(("refused_on", "refusal")),
            Line(("followed_up_on", "satisfaction")),
            Line(("summary",)),
        ),
    ),
)

#: The part about the outcome, which the short form leaves out.
OUTCOME = len(PARTS) - 1

#: What a field is called on the short form and on the full one, where that is not its own label.
_SHORT = {
    "complainant": "姓名",
    "trader": "商家",
    "item": "商品",
    "category": "类别",
    "amount": "金额",
    "nature": "性质",
    "channel": "怎么来的",
}
_FULL = {
    "complainant": "姓名",
    "trader": "商家",
    "trader_address": "商家地址",
    "trader_contact": "联系人",
    "trader_phone": "商家电话",
    "trader_code": "信用代码",
    "item": "商品名称",
    "category": "类别",
    "id_kind": "证件",
    "id_number": "证件号码",
    "consent_publish": "同意公开",
    "consent_mediation": "委托调解",
    "tags": "活动标签",
    "refused_on": "不受理日",
    "refusal": "不受理由",
    "termination": "终止理由",
    "recovered": "挽回损失",
    "punitive": "加倍赔偿",
    "satisfaction": "满意度",
    "channel": "怎么来的",
}

#: Without these a new case is not stored, and the sentence that says so.
REQUIRED = {
    "complainant": "要写上是谁来投诉",
    "trader": "要写上投诉哪一家",
}

#: Fields that stay as they are when the next case is begun, until they are changed.
CARRIED = ("received_on", "channel", "station")

#: Fields of several lines, and how many.
ROWS = {"facts": 2, "summary": 2}


def label(name: str, full: bool) -> str:
    """What field ``name`` is called on the short or the full form."""
    if not full and name in _SHORT:
        return _SHORT[name]
    return _FULL.get(name, FIELDS[name].label)
