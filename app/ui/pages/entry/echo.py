"""What stands below a field: what was understood of it, or in a few words why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import Issue, messages
from app.services.codelists import CodeLists
from app.services.complaints.fields import FIELDS, INTAKE_WORDS, understand
from app.services.parsing.codes import parse_id_card, parse_trader_code
from app.services.parsing.dates import parse_date
from app.services.parsing.money import in_capitals, parse_money
from app.services.parsing.phones import KIND_LABELS, parse_phone
from app.services.parsing.text import normal
from app.ui.pages.common import WEEKDAYS, distance, short_day, yuan
from app.ui.widgets.field import HintState

if TYPE_CHECKING:
    from app.services.complaints.record import Record


@dataclass(frozen=True, slots=True)
class Echo:
    """A line below a field, ``shorter`` where there is no room for it, and the whole sentence for the margin."""

    text: str = ""
    state: HintState = "neutral"
    sentence: str = ""
    shorter: str = ""

    @property
    def wrong(self) -> bool:
        """The text was not understood."""
        return self.state == "error"


def echo(name: str, text: str, lists: CodeLists, today: date) -> Echo:
    """What to say below field ``name`` with ``text`` in it."""
    if not text.strip():
        return Echo()
    read = understand({name: text}, lists, today)
    for issue in read.issues:
        if issue.severity == "error":
            why = _short(name, text, issue, today)
            before, none, what = why.partition("没有")  # «2月没有31日» is «没有31日» where there is no room
            shorter = none + what if FIELDS[name].kind == "date" and before and what else "没看懂"
            return Echo(why, "error", issue.message, shorter)
    said, shorter = _understood(name, text, read.values, lists, today)
    for issue in read.issues:
        if issue.severity == "warning":
            return Echo(said or _short(name, text, issue, today), "question", issue.message, shorter or "请再看一看")
    return Echo(said, sentence=said if FIELDS[name].kind == "money" else "", shorter=shorter)


def _understood(name: str, text: str, values: dict[str, Any], lists: CodeLists, today: date) -> tuple[str, str]:
    """What was understood, and a shorter wording of it."""
    spec, value = FIELDS[name], values.get(name)
    if value is None:
        return "", ""
    match spec.kind:
        case "date":
            week, far = f"周{WEEKDAYS[value.weekday()]}", distance(value, today)
            if short_day(value, today) in text:
                return f"{week} · {far}", ""
            return f"{short_day(value, today)} {week} · {far}", f"{short_day(value, today)} {week}"
        case "money":
            figure = yuan(value, values.get("amount_approx", "") if name == "amount" else "")
            return f"{figure} · {in_capitals(value)}", figure
        case "phone":
            phone = parse_phone(text).value
            return (KIND_LABELS[phone.kind] if phone else ""), ""
        case "code":
            word = lists.label(spec.list, value)
            return ("" if word == text.strip() else word), ""
        case "identity" | "credit":
            return _numbers(spec.kind, text)
    return "", ""


def _numbers(kind: str, text: str) -> tuple[str, str]:
    """An identity number or a credit code that stands the test says so."""
    if kind == "credit":
        return ("18 位，校验对" if parse_trader_code(text).ok else ""), ""
    read = parse_id_card(text) if len(normal(text)) in (15, 18) else None
    return ("校验对" if read is not None and read.ok and not read.issues else ""), ""


def _short(name: str, text: str, issue: Issue, today: date) -> str:
    """The reason in a few words: the line below a field is short."""
    kind = FIELDS[name].kind
    inner: Issue | None = None
    if kind == "date":
        inner = parse_date(text, today).error
    elif kind == "money":
        inner = parse_money(text).error
    if inner is not None:
        what = messages()[inner.code].what
        for tail in ("，「{found}」不是日期", "「{found}」"):
            what = what.replace(tail, "")
        return what.format_map(_Facts({**inner.params, "found": inner.found or ""})).rstrip("。")
    if kind in ("code", "codes", "intake", "bool"):
        return "没有这一项，从右边选" if kind != "bool" else "写 是 或 否"
    return issue.message.split("。")[0].split("：")[-1] if issue.code == "complaint.field" else "没看懂"


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def shown(name: str, record: Record, lists: CodeLists) -> str:
    """A stored field as a person would type it."""
    value = getattr(record, name)
    spec = FIELDS[name]
    if name == "group_size" and value == 1:
        return ""
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case tuple():
            return "、".join(lists.label(spec.list, each) if spec.list else each for each in value)
    if spec.kind == "money":
        text = yuan(value).removesuffix(" 元")
        approx = record.amount_approx if name == "amount" else ""
        return f"{approx}{text}" if approx == "近" else f"{text}{approx}"
    if spec.kind == "intake":
        return INTAKE_WORDS[value]
    return lists.label(spec.list, value) if spec.list else str(value)
