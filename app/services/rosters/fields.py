"""The fields of an entry and of what happens to it, and what a person may type into each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import Issue
from app.services.parsing.dates import parse_date
from app.services.parsing.numerals import read_numeral
from app.services.parsing.text import clean, one_line, paragraphs
from app.services.rosters.face import EVENT_LISTS, KIND_LISTS, words_of

if TYPE_CHECKING:
    from app.services.codelists import CodeLists

FIELDS = ("kind", "name", "person", "phone", "address", "opened_on", "closed_on", "closed_reason", "note")
_LONGEST = {"name": 120, "person": 80, "phone": 60, "address": 200, "closed_reason": 200, "note": 2000}
DATES = frozenset({"opened_on", "closed_on"})
_EARLIEST = date(1979, 1, 1)
_YEAR = re.compile(r"(\d{4}) ?年?")
_MONTH = re.compile(r"(\d{4}) ?[年.\-/] ?(\d{1,2}) ?月?")
_STARS = re.compile(r"([0-9一二三四五]) ?(?:颗?星级?|级)?")


@dataclass(slots=True)
class Understood:
    """``values`` by column (typed; None = emptied), and remarks about the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def refuse(self, name: str, label: str, found: str, why: str) -> None:
        """Note that a field cannot be taken."""
        self.issues.append(Issue("error", "roster.field", {"field": label, "name": name, "why": why}, found=found))

    def remark(self, name: str, label: str, found: str, why: str) -> None:
        """Note what a person should look at."""
        self.issues.append(Issue("warning", "roster.field", {"field": label, "name": name, "why": why}, found=found))


def labels(register: str) -> dict[str, str]:
    """What the form of a roster calls its fields."""
    words = words_of(register)
    kind = "称号" if register == "title" else "种类"
    return {
        "kind": kind,
        "name": words.name,
        "person": words.person,
        "phone": "电话",
        "address": "地址",
        "opened_on": words.opened,
        "closed_on": words.closed,
        "closed_reason": f"{words.gone}原因",
        "note": "备注",
    }


def understand(register: str, raw: Mapping[str, str], today: date, lists: CodeLists) -> Understood:
    """Read what was typed; never raises for bad text. Names are those of ``FIELDS`` or their labels."""
    out = Understood()
    called = labels(register)
    by_label = {label: name for name, label in called.items()}
    for given, text in raw.items():
        name = by_label.get(given.strip(), given.strip())
        if name not in called:
            fields = "、".join(called.values())
            out.issues.append(Issue("error", "roster.no_such_field", {"field": given, "fields": fields}))
        elif name in DATES:
            _read_day(out, name, called[name], clean(text), today)
        elif name == "kind":
            words = one_line(text)
            code = lists.code(KIND_LISTS[register], words) if words else None
            if code is None:
                why = f"单子里没有「{words}」。" if words else "要选一种。"
                out.refuse(name, called[name], words, why)
            else:
                out.values[name] = code
        else:
            words = paragraphs(text) if name == "note" else one_line(text)
            if len(words) > _LONGEST[name]:
                out.refuse(name, called[name], f"{words[:20]}…", f"最多写 {_LONGEST[name]} 个字。")
            else:
                out.values[name] = words
    return out


def _read_day(out: Understood, name: str, label: str, words: str, today: date) -> None:
    if not words:
        if name == "closed_on":
            out.values[name] = None
        else:
            out.refuse(name, label, "", "要写日期，只记得年月也行。")
        return
    day = read_rough_day(words, today)
    if day is None:
        read = parse_date(words, today)
        out.refuse(name, label, words, read.error.message if read.error else "看不懂这个日期。")
    elif day < _EARLIEST:
        out.refuse(name, label, words, "年份太早了，请核对。")
    elif day > today:
        out.refuse(name, label, words, f"{day.isoformat()} 还没有到，请核对。")
    else:
        out.values[name] = day


def read_rough_day(words: str, today: date) -> date | None:
    """A day; of a year or a month alone its first day: rosters often say no more."""
    if (found := _YEAR.fullmatch(words)) and 1949 <= int(found[1]) <= 2100:
        return date(int(found[1]), 1, 1)
    if (found := _MONTH.fullmatch(words)) and 1 <= int(found[2]) <= 12:
        return date(int(found[1]), int(found[2]), 1)
    read = parse_date(words, today)
    return read.value if read.ok else None


def understand_event(register: str, raw: Mapping[str, str], today: date, lists: CodeLists) -> Understood:
    """Read what happened: ``kind``, ``on``, ``value``, ``note``."""
    out = Understood()
    for name, text in raw.items():
        words = one_line(text)
        match name:
            case "kind":
                code = lists.code(EVENT_LISTS[register], words) if words else None
                if code is None:
                    out.refuse("kind", "发生了什么", words, "要从单子里选一项。")
                else:
                    out.values["kind"] = code
            case "on":
                day = read_rough_day(clean(text), today) if words else today
                if day is None or day < _EARLIEST:
                    out.refuse("on", "日期", words, "看不懂这个日期。")
                elif day > today:
                    out.refuse("on", "日期", words, f"{day.isoformat()} 还没有到，请核对。")
                else:
                    out.values["on"] = day
            case "value" | "note":
                most = 80 if name == "value" else 2000
                if len(words) > most:
                    out.refuse(name, "内容", f"{words[:20]}…", f"最多写 {most} 个字。")
                else:
                    out.values[name] = words
            case _:
                fields = "kind、on、value、note"
                out.issues.append(Issue("error", "roster.no_such_field", {"field": name, "fields": fields}))
    if out.values.get("kind") == "star" and out.values.get("value"):
        out.values["value"] = star_words(out.values["value"])
    return out


def star_words(text: str) -> str:
    """«5星», «五星级», «5» → «五星»; anything else as it is written."""
    found = _STARS.fullmatch(text.strip())
    number = read_numeral(found[1]) if found else None
    if number is None or not 1 <= number.number <= 5:
        return text.strip()
    return f"{'一二三四五'[int(number.number) - 1]}星"


def in_words(register: str, name: str, value: Any, lists: CodeLists) -> str | None:
    """A value as the history keeps it."""
    if value is None or value == "":
        return None
    if name == "kind":
        return lists.label(KIND_LISTS[register], value)
    return value.isoformat() if isinstance(value, date) else str(value)
