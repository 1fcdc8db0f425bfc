"""The fields of an intake: their Chinese names, and what a person may type into each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from app.errors import Issue
from app.services.codelists import CodeLists, plain
from app.services.parsing.codes import parse_id_card, parse_trader_code
from app.services.parsing.counts import parse_count
from app.services.parsing.dates import parse_date
from app.services.parsing.money import parse_money
from app.services.parsing.outcome import Parsed
from app.services.parsing.phones import parse_phone
from app.services.parsing.text import clean, entered, normal, one_line, paragraphs

Kind = Literal["text", "date", "money", "int", "code", "codes", "tags", "intake", "bool", "phone", "identity", "credit"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its ``label`` on the form, what ``kind`` of thing it holds, the code ``list`` it draws from.

    ``told``: a story in somebody's own words, whose line breaks stay.
    """

    name: str
    label: str
    kind: Kind = "text"
    list: str = ""
    longest: int = 200
    told: bool = False


_ALL = (
    Field("kind", "类型", "intake"),
    Field("received_on", "登记日期", "date"),
    Field("accepted_on", "受理日期", "date"),
    Field("complainant", "投诉人", longest=80),
    Field("sex", "性别", "code", "sex"),
    Field("age", "年龄", "int"),
    Field("phone", "电话", "phone", longest=60),
    Field("address", "地址"),
    Field("id_kind", "证件种类", "code", "id_kind"),
    Field("id_number", "证件号码", "identity", longest=40),
    Field("consent_publish", "同意公开", "bool"),
    Field("consent_mediation", "同意委托调解", "bool"),
    Field("trader", "被投诉方", longest=120),
    Field("trader_contact", "被投诉方联系人", longest=40),
    Field("trader_phone", "被投诉方电话", "phone", longest=60),
    Field("trader_address", "被投诉方地址"),
    Field("trader_code", "统一社会信用代码", "credit", longest=40),
    Field("category", "商品或服务类别", "code", "category"),
    Field("nature", "投诉性质", "code", "nature"),
    Field("item", "商品或服务名称", longest=80),
    Field("brand", "品牌型号", longest=80),
    Field("quantity", "数量", longest=40),
    Field("amount", "涉案金额", "money"),
    Field("disputed", "争议金额", "money"),
    Field("purchased_on", "购买日期", "date"),
    Field("happened_on", "发生日期", "date"),
    Field("buying", "购买方式", "code", "buying"),
    Field("channel", "接收方式", "code", "channel"),
    Field("source", "来源", "code", "source"),
    Field("station", "站点", longest=80),
    Field("facts", "事实", longest=20000, told=True),
    Field("demand", "要求", "codes", "demand"),
    Field("paper_number", "纸质编号", longest=60),
    Field("tags", "活动标签", "tags"),
    Field("group_size", "人数", "int"),
    Field("refused_on", "不予受理日期", "date"),
    Field("refusal", "不予受理理由", "code", "refusal"),
    Field("result", "处理结果", "code", "result"),
    Field("termination", "终止调解理由", "code", "termination"),
    Field("mediation_way", "调解方式", "code", "mediation_way"),
    Field("closed_on", "办结日期", "date"),
    Field("recovered", "挽回经济损失", "money"),
    Field("punitive", "加倍赔偿金额", "money"),
    Field("followed_up_on", "回访日期", "date"),
    Field("satisfaction", "回访满意度", "code", "satisfaction"),
    Field("summary", "处理情况", longest=20000, told=True),
)
FIELDS: dict[str, Field] = {f.name: f for f in _ALL}
INTAKE_WORDS = {"complaint": "投诉", "report": "举报", "suggestion": "建议", "reconciliation": "和解"}
_INTAKE = {word: code for code, word in INTAKE_WORDS.items()} | {
    "消委会投诉": "complaint",
    "市场监管投诉": "complaint",
    "消费纠纷和解": "reconciliation",
}

_YES = frozenset(("是", "是的", "对", "同意", "愿意", "可以", "好", "行", "1", "√", "✓", "true", "yes", "y"))
_NO = frozenset(("否", "不", "不是", "不同意", "不愿意", "不可以", "不行", "0", "×", "✗", "false", "no", "n"))
#: The number of a choice in front of its word: «1 质量», «2、售后服务», «①质量», «b 电子邮件».
_NUMBERED = re.compile(r"^\(?(?:[0-9]{1,2}|[a-z]|[①-⑳])\)?[ .、:)]*(?=[\u4e00-\u9fff])", re.IGNORECASE)
_EACH_NUMBERED = re.compile(r"(?<![0-9])\(?(?:[0-9]{1,2}|[①-⑳])\)?[ .、:)]*(?=[\u4e00-\u9fff])")
_JOINED = re.compile(r"和|以及|及|并且|并|还有|加上?")

#: The least and the most a whole number can be.
_BOUNDS = {"age": (0, 130), "group_size": (1, 100000)}

#: Fields that are events of the case, not columns of the record.
EVENT_FIELDS = frozenset({"accepted_on", "refused_on", "refusal", "termination", "followed_up_on"})


@dataclass(slots=True)
class Understood:
    """What was understood: ``values`` by field (typed; None = emptied), and remarks about the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        """Whether something was not understood at all."""
        return any(issue.severity == "error" for issue in self.issues)


def understand(
    raw: Mapping[str, str], lists: CodeLists, today: date, *, units: Mapping[str, str] | None = None
) -> Understood:
    """Read what a person typed into each field; never raises for bad text.

    ``units`` names a unit for money fields whose heading had one («万元»).
    """
    out = Understood()
    for name, text in raw.items():
        spec = FIELDS.get(name)
        if spec is None:
            out.issues.append(Issue("error", "complaint.no_such_field", {"field": name}))
            continue
        words = _kept(spec, text)
        if not words:
            out.values[name] = _empty(spec)
            continue
        _read(out, spec, words, lists, today, (units or {}).get(name, "元"))
    _settle(out, lists)
    return out


def _kept(spec: Field, text: str) -> str:
    """The text as it is kept or read: a story with its lines, a word without what a pad puts around it."""
    if spec.told:
        return paragraphs(text)
    return one_line(text) if spec.kind in ("text", "identity", "credit") else clean(text)


def _empty(spec: Field) -> Any:
    if spec.name == "group_size":
        return 1
    if spec.kind == "intake":
        return "complaint"
    if spec.kind in ("text", "phone", "identity", "credit"):
        return ""
    return () if spec.kind in ("codes", "tags") else None


def _bad(out: Understood, spec: Field, words: str, expected: str, severity: Any = "error", **more: Any) -> None:
    out.issues.append(
        Issue(severity, "complaint.bad_value", {"field": spec.label, **more}, found=words, expected=expected)
    )


def _tell(out: Understood, spec: Field, parsed: Parsed[Any], *, soften: bool = False) -> None:
    """Pass a parser's remarks on, with the field named; ``soften`` keeps them from blocking."""
    for issue in parsed.issues:
        severity = "warning" if soften and issue.severity == "error" else issue.severity
        out.issues.append(
            Issue(severity, "complaint.field", {"field": spec.label, "why": issue.message}, found=issue.found)
        )


def _read(out: Understood, spec: Field, words: str, lists: CodeLists, today: date, unit: str) -> None:
    match spec.kind:
        case "date":
            day = parse_date(words, today)
            _tell(out, spec, day)
            if day.ok:
                out.values[spec.name] = day.value
        case "money":
            amount = parse_money(words, unit)
            _tell(out, spec, amount)
            if amount.ok:
                out.values[spec.name] = amount.value.fen if amount.value else None
                if spec.name == "amount":
                    out.values["amount_approx"] = amount.value.approx if amount.value else ""
        case "int":
            _read_whole(out, spec, words)
        case "code":
            _read_code(out, spec, words, lists)
        case "codes":
            found = _read_several(spec, words, lists)
            unknown = [word for word, code in found if code is None]
            if unknown:
                _bad(out, spec, "、".join(unknown), "列表里的词")
            else:
                out.values[spec.name] = tuple(dict.fromkeys(code for _, code in found if code))
        case "tags":
            out.values[spec.name] = tuple(sorted(set(_split(words))))
        case "intake":
            bare = plain(words)
            code = words if words in INTAKE_WORDS else _INTAKE.get(bare) or _INTAKE.get(_NUMBERED.sub("", bare))
            if code is None:
                _bad(out, spec, words, "投诉、举报、建议或和解")
            else:
                out.values[spec.name] = code
        case "bool":
            bare = plain(words)
            if bare in _YES or bare in _NO:
                out.values[spec.name] = bare in _YES
            else:
                _bad(out, spec, words, "是 或 否")
        case _:
            _read_words(out, spec, words)


def _read_whole(out: Understood, spec: Field, words: str) -> None:
    count = parse_count(words.replace("个人", "人").replace("周岁", "岁"))
    number = count.value.value.number if count.ok and count.value else None
    least, most = _BOUNDS[spec.name]
    if number is None or number != int(number) or not least <= number <= most:
        _bad(out, spec, words, f"{least} 到 {most} 之间的整数")
    else:
        out.values[spec.name] = int(number)


def _read_code(out: Understood, spec: Field, words: str, lists: CodeLists) -> None:
    code = choice(lists, spec.list, words)
    if code is None and spec.name == "category":
        item = choice(lists, "item", words)
        code = lists.category_of_item(item) if item else None
        if code is not None:
            out.values["item_code"] = item
    entry = lists.entry(spec.list, code) if code else None
    if entry is None or code is None:
        _bad(out, spec, words, "列表里的词")
    elif entry.kind == "root":
        _bad(out, spec, words, "更细的一类,例如 食品类")
    else:
        out.values[spec.name] = code


def choice(lists: CodeLists, name: str, words: str) -> str | None:
    """The code of list ``name`` for a word as it is typed or said: «质量。», «1 质量»; ``None`` when it is none."""
    code = lists.code(name, words)
    if code is None:
        word = entered(words)
        code = lists.code(name, word) or lists.code(name, _NUMBERED.sub("", word))
    return code


def _read_several(spec: Field, words: str, lists: CodeLists) -> list[tuple[str, str | None]]:
    """Each word with its code: 退货、赔偿; «1 退货 2 赔偿。»; 退货和赔偿."""
    found: list[tuple[str, str | None]] = []
    for word in _split(_EACH_NUMBERED.sub("、", entered(words))):
        code = lists.code(spec.list, word)
        parts = [] if code else [(part, lists.code(spec.list, part)) for part in _JOINED.split(word) if part]
        found += parts if parts and all(each for _, each in parts) else [(word, code)]
    return found


def _read_words(out: Understood, spec: Field, words: str) -> None:
    if len(words) > spec.longest:
        _bad(out, spec, words[:20] + "…", f"不超过 {spec.longest} 个字")
        return
    out.values[spec.name] = words
    if spec.kind == "phone":
        phone = parse_phone(words)
        _tell(out, spec, phone, soften=True)
        out.values[spec.name] = phone.value.number if phone.value else words
    elif spec.kind == "credit":
        code = parse_trader_code(words)
        _tell(out, spec, code, soften=True)
        if code.value and code.value.kind != "unknown":
            out.values[spec.name] = code.value.code
    elif spec.kind == "identity":
        _read_identity(out, spec, words)


def _read_identity(out: Understood, spec: Field, words: str) -> None:
    """An identity number; papers of other kinds have numbers of their own, which are kept as written."""
    card = parse_id_card(words)
    if card.value is None:
        return
    known = all(issue.code != "parsing.odd_id_card" for issue in card.issues)
    if known:
        out.values[spec.name] = card.value.number
    digits = card.value.number.removesuffix("X")
    if known or len(normal(words)) in (15, 18) or (digits.isdecimal() and len(digits) > 12):
        _tell(out, spec, card, soften=True)


def _settle(out: Understood, lists: CodeLists) -> None:
    """What follows from two fields together: an item tells its class when none was named."""
    item = out.values.get("item")
    if item and "item_code" not in out.values:
        code = lists.code("item", item)
        if code is not None:
            out.values["item_code"] = code
            if out.values.get("category") is None:
                out.values["category"] = lists.category_of_item(code)


def _split(words: str) -> list[str]:
    for mark in ",，;；/|。\n":
        words = words.replace(mark, "、")
    return [part.strip() for part in words.replace(" ", "、").split("、") if part.strip()]
