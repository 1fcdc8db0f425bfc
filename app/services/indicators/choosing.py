"""What a computed indicator can be made of: what is counted, by which step, under which conditions; all in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldKind = Literal["tree", "code", "codes", "number", "money", "days", "tag", "words", "date", "yes"]

#: Kinds of intake, as they are called.
INTAKES = {
    "complaint": "投诉",
    "report": "举报",
    "suggestion": "建议",
    "reconciliation": "和解",
    "enquiry": "咨询",
}

#: Steps that count → what has happened to the case, and the date it counts by.
EVENTS = {
    "registered": ("登记", "登记日期"),
    "accepted": ("受理", "受理日期"),
    "refused": ("不予受理", "决定日期"),
    "settled": ("调解成功", "达成日期"),
    "terminated": ("终止调解", "终止日期"),
    "withdrawn": ("撤回", "撤回日期"),
    "transferred": ("转办移送", "转出日期"),
    "closed": ("办结", "办结日期"),
    "followed_up": ("回访", "回访日期"),
    "advised_elsewhere": ("建议另寻途径", "建议日期"),
    "reconciled": ("和解", "和解日期"),
    "arbitration": ("仲裁", "仲裁日期"),
    "supported_lawsuit": ("支持起诉", "支持日期"),
    "supervised": ("督办", "督办日期"),
    "answered": ("答复", "答复日期"),
}
CLOSED_BY = frozenset({"settled", "terminated", "withdrawn", "transferred", "closed"})
LATER = CLOSED_BY | {"followed_up", "reconciled", "advised_elsewhere", "arbitration", "supported_lawsuit"}

#: What is added up → (words, unit, steps it is known at; none: at all).
MEASURES: dict[str, tuple[str, str, frozenset[str]]] = {
    "count": ("件数", "件", frozenset()),
    "people": ("人数合计", "人", frozenset()),
    "amount": ("涉案金额合计", "元", frozenset()),
    "recovered": ("挽回经济损失合计", "元", CLOSED_BY | {"reconciled"}),
    "punitive": ("加倍赔偿金额合计", "元", CLOSED_BY),
}

#: How values are compared, by the kind of field, in the order offered.
OPERATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "tree": (("under", "属于"), ("not_under", "不属于"), ("filled", "分了类"), ("empty", "没有分类")),
    "code": (("in", "是"), ("ne", "不是"), ("filled", "填了"), ("empty", "没有填")),
    "codes": (("has", "含有"),),
    "number": (("ge", "以上"), ("le", "以下"), ("gt", "超过"), ("lt", "不到"), ("eq", "正好")),
    "money": (("ge", "以上"), ("le", "以下"), ("gt", "超过"), ("lt", "不到"), ("eq", "正好")),
    "days": (("le", "以内"), ("ge", "以上"), ("gt", "超过"), ("lt", "不到"), ("eq", "正好")),
    "tag": (("has", "带有"),),
    "words": (("contains", "写有"), ("in", "就是"), ("filled", "填了"), ("empty", "没有填")),
    "date": (("ge", "起"), ("le", "为止")),
    "yes": (("eq", "是"),),
}
#: Comparisons that need nothing to compare with.
BARE = frozenset({"filled", "empty"})


@dataclass(frozen=True, slots=True)
class ConditionField:
    """A field conditions may speak of. ``list`` is its code list, ``unit`` stands behind a number.

    ``events`` are the steps at which it is known (none: at all). ``enquiry``: enquiries have it; ``case``: cases do.
    """

    key: str
    name: str
    kind: FieldKind
    list: str = ""
    unit: str = ""
    events: frozenset[str] = frozenset()
    enquiry: bool = False
    case: bool = True

    @property
    def operations(self) -> tuple[tuple[str, str], ...]:
        """How its values can be compared: (operation, word)."""
        return OPERATIONS[self.kind]


_ALL = (
    ConditionField("age", "投诉人年龄", "number", unit="岁"),
    ConditionField("sex", "投诉人性别", "code", "sex"),
    ConditionField("group_size", "投诉人数", "number", unit="人"),
    ConditionField("address", "投诉人地址", "words"),
    ConditionField("category", "商品或服务类别", "tree", "category", enquiry=True),
    ConditionField("item", "商品或服务细目", "tree", "item"),
    ConditionField("goods", "商品或服务名称", "words"),
    ConditionField("brand", "品牌型号", "words"),
    ConditionField("nature", "投诉性质", "code", "nature"),
    ConditionField("amount", "涉案金额", "money", unit="元"),
    ConditionField("buying", "购买方式", "code", "buying"),
    ConditionField("purchased_on", "购买日期", "date"),
    ConditionField("happened_on", "发生日期", "date"),
    ConditionField("channel", "接收方式", "code", "channel", enquiry=True),
    ConditionField("source", "来源", "code", "source"),
    ConditionField("station", "站点", "words"),
    ConditionField("trader", "被投诉方", "words"),
    ConditionField("trader_address", "被投诉方地址", "words"),
    ConditionField("demand", "要求", "codes", "demand"),
    ConditionField("facts", "事实", "words"),
    ConditionField("tag", "活动标签", "tag"),
    ConditionField("supervised", "正在督办", "yes"),
    ConditionField("result", "处理结果", "code", "result", events=CLOSED_BY | {"followed_up"}),
    ConditionField("way", "调解方式", "code", "mediation_way", events=CLOSED_BY),
    ConditionField("days", "从受理算起的天数", "days", unit="天", events=LATER),
    ConditionField("recovered", "挽回经济损失", "money", unit="元", events=CLOSED_BY | {"reconciled"}),
    ConditionField("punitive", "加倍赔偿", "money", unit="元", events=CLOSED_BY),
    ConditionField("satisfaction", "满意度", "code", "satisfaction", events=frozenset({"followed_up"})),
    ConditionField("topic", "咨询内容", "code", "enquiry_topic", enquiry=True, case=False),
    ConditionField("people", "咨询人次", "number", unit="人", enquiry=True, case=False),
    ConditionField("note", "咨询备注", "words", enquiry=True, case=False),
)
FIELDS = {field.key: field for field in _ALL}


def fields_for(event: str, intake: tuple[str, ...]) -> tuple[ConditionField, ...]:
    """The fields that conditions may speak of when ``event`` of ``intake`` is counted."""
    if "enquiry" in intake:
        return tuple(field for field in _ALL if field.enquiry)
    return tuple(field for field in _ALL if field.case and (not field.events or event in field.events))


def events_for(intake: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The steps that can be counted for kinds of intake: (event, words)."""
    if "enquiry" in intake:
        return (("enquiry", "接待"),)
    kinds = {
        "report": ("registered", "transferred", "answered"),
        "suggestion": ("registered", "transferred", "answered"),
        "reconciliation": ("reconciled",),
    }
    wanted: dict[str, None] = {}
    for kind in intake:
        wanted |= dict.fromkeys(kinds.get(kind, tuple(event for event in EVENTS if event != "answered")))
    return tuple((event, EVENTS[event][0]) for event in EVENTS if event in wanted)
