"""The tags of the templates: what a case, its office and what was asked put into a paper.

:data:`TAGS` is the whole language besides what papers ask for; ``resources/papers/README.md`` lists it for offices.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from app.services.complaints.fields import INTAKE_WORDS
from app.services.papers.kinds import asked_tags
from app.services.parsing.money import format_yuan, in_capitals
from app.services.reports.paper_values import Filled, Tags, Values

if TYPE_CHECKING:
    from app.services.papers.facts import Facts

_DIGITS = "〇一二三四五六七八九"
_DAY = "＿＿＿＿年＿＿月＿＿日"
_MONEY = "＿＿＿＿＿元"
_LONG = "＿" * 12
#: Lines to write on where a story is missing.
STORY_BLANK = "\n".join(["＿" * 24] * 3)

#: Tags every paper has, and what they are.
TAGS: Mapping[str, str] = {
    "本单位": "本单位的名称",
    "本单位电话": "本单位的电话",
    "文号": "文书的编号，发出时给",
    "文书名称": "文书的名称",
    "日期": "发出的日期，用汉字：二〇二六年三月五日",
    "日期数字": "发出的日期，用数字：2026年3月5日",
    "依据": "法律依据",
    "编号": "案件的编号",
    "纸质编号": "纸质登记表上的编号",
    "收到日期": "登记的日期",
    "接收方式": "怎样收到的",
    "类型": "投诉、举报或者建议",
    "投诉人": "投诉人的姓名",
    "称呼": "先生或者女士",
    "群体": "几个人一起投诉时：等3人",
    "性别": "投诉人的性别",
    "年龄": "投诉人的年龄",
    "投诉人电话": "投诉人的电话",
    "投诉人地址": "投诉人的地址",
    "证件种类": "投诉人证件的种类",
    "证件号码": "投诉人证件的号码",
    "人数": "投诉的人数",
    "被投诉方": "经营者的名称",
    "被投诉方联系人": "经营者的联系人",
    "被投诉方电话": "经营者的电话",
    "被投诉方地址": "经营者的地址",
    "信用代码": "经营者的统一社会信用代码",
    "商品或服务": "买的商品或者服务",
    "品牌型号": "品牌、型号",
    "数量": "数量",
    "金额": "涉案金额：2,350.00元",
    "金额大写": "涉案金额的大写",
    "争议金额": "争议的金额",
    "购买日期": "购买的日期",
    "发生日期": "争议发生的日期",
    "购买方式": "怎样买的",
    "类别": "商品、服务的类别",
    "性质": "投诉性质",
    "投诉事实": "投诉的事实，全文",
    "投诉要求": "投诉人的要求",
    "调解方式": "调解的方式",
    "调解结果": "调解的结果",
    "挽回损失": "挽回的经济损失",
    "挽回损失大写": "挽回损失的大写",
    "加倍赔偿": "加倍赔偿的金额",
    "办结日期": "办结的日期",
    "处理情况": "处理情况，全文",
}
#: Tags that are lists, with the names in a row.
LISTS: Mapping[str, tuple[str, ...]] = {"群体成员": ("序号", "姓名", "电话", "地址", "金额", "备注")}


def tags() -> Tags:
    """Every tag a template may have; a list has the names of its rows."""
    return {**dict.fromkeys((*TAGS, *asked_tags()), ()), **LISTS}


def values(facts: Facts, title: str, number: str, basis: str, told: Mapping[str, Filled], *, blanks: bool) -> Values:
    """A value for each tag. ``told`` is what was asked, by tag; ``blanks`` leaves room to write where there is none."""
    found: dict[str, Filled] = {name: Filled("") for name in (*TAGS, *asked_tags())}
    found |= {
        "本单位": Filled(facts.office),
        "本单位电话": Filled(facts.home.office.phone),
        "文号": Filled(number, ""),
        "文书名称": Filled(title),
        "依据": Filled(basis, ""),
    }
    found |= _case(facts)
    found |= told
    if not blanks:
        found = {name: Filled(value.text, "") for name, value in found.items()}
    rows = [
        {
            "序号": Filled(str(at)),
            "姓名": Filled(member.name),
            "电话": Filled(member.phone, ""),
            "地址": Filled(member.address, ""),
            "金额": Filled(yuan(member.amount), ""),
            "备注": Filled(member.note, ""),
        }
        for at, member in enumerate(facts.members, 1)
    ]
    return {**found, "群体成员": rows}


def _case(facts: Facts) -> dict[str, Filled]:
    record = facts.record
    if record is None:
        if facts.letter is not None and facts.letter.trader:
            return {"被投诉方": Filled(facts.letter.trader)}
        return {}
    lists, day = facts.lists, record.received_on

    def label(name: str, code: str | None) -> str:
        return lists.label(name, code, day)

    amount = f"{yuan(record.amount)}"
    if record.amount is not None and record.amount_approx:
        amount = (
            f"近{amount}" if record.amount_approx == "近" else f"{format_yuan(record.amount)}{record.amount_approx}元"
        )
    many = record.group_size
    return {
        "编号": Filled(record.number),
        "纸质编号": Filled(record.paper_number),
        "收到日期": Filled(plain_day(record.received_on)),
        "接收方式": Filled(label("channel", record.channel)),
        "类型": Filled(INTAKE_WORDS[record.kind], ""),
        "投诉人": Filled(record.complainant),
        "称呼": Filled({"1": "先生", "2": "女士"}.get(record.sex or "", ""), ""),
        "群体": Filled(f"等{many}人" if many > 1 else "", ""),
        "性别": Filled(label("sex", record.sex) if record.sex in ("1", "2") else ""),
        "年龄": Filled("" if record.age is None else str(record.age)),
        "投诉人电话": Filled(record.phone),
        "投诉人地址": Filled(record.address, _LONG),
        "证件种类": Filled(label("id_kind", record.id_kind)),
        "证件号码": Filled(record.id_number, _LONG),
        "人数": Filled(f"{many}人"),
        "被投诉方": Filled(record.trader, _LONG),
        "被投诉方联系人": Filled(record.trader_contact),
        "被投诉方电话": Filled(record.trader_phone),
        "被投诉方地址": Filled(record.trader_address, _LONG),
        "信用代码": Filled(record.trader_code, _LONG),
        "商品或服务": Filled(record.item or label("category", record.category)),
        "品牌型号": Filled(record.brand),
        "数量": Filled(record.quantity),
        "金额": Filled(amount, _MONEY),
        "金额大写": Filled(capitals(record.amount), _LONG),
        "争议金额": Filled(yuan(record.disputed), _MONEY),
        "购买日期": Filled(plain_day(record.purchased_on), _DAY),
        "发生日期": Filled(plain_day(record.happened_on), _DAY),
        "购买方式": Filled(label("buying", record.buying)),
        "类别": Filled(label("category", record.category)),
        "性质": Filled(label("nature", record.nature)),
        "投诉事实": Filled(record.facts, STORY_BLANK),
        "投诉要求": Filled(demand(facts)),
        "调解方式": Filled(label("mediation_way", record.mediation_way)),
        "调解结果": Filled(label("result", record.result)),
        "挽回损失": Filled(yuan(record.recovered), _MONEY),
        "挽回损失大写": Filled(capitals(record.recovered), _LONG),
        "加倍赔偿": Filled(yuan(record.punitive), _MONEY),
        "办结日期": Filled(plain_day(record.closed_on), _DAY),
        "处理情况": Filled(record.summary, STORY_BLANK),
    }


def demand(facts: Facts) -> str:
    """What the complainant asks for, in words."""
    record = facts.record
    if record is None:
        return ""
    return "、".join(facts.lists.label("demand", code, record.received_on) for code in record.demand)


def yuan(fen: int | None) -> str:
    """An amount with its unit; "" for none."""
    return "" if fen is None else f"{format_yuan(fen)}元"


def capitals(fen: int | None) -> str:
    """An amount in capitals; "" for none."""
    return "" if fen is None else in_capitals(fen)


def plain_day(day: date | None) -> str:
    """A day as 2026年3月5日; "" for none."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def chinese_day(day: date) -> str:
    """A day as official papers date themselves: 二〇二六年三月五日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_count(day.month)}月{_count(day.day)}日"


def _count(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")
