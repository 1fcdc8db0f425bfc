"""The fields of a letter, and what a person may type into each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.errors import Issue
from app.services.letters.face import ANSWER_DAYS, KIND_WORDS
from app.services.parsing.dates import parse_date
from app.services.parsing.numerals import read_numeral
from app.services.parsing.text import clean, one_line, paragraphs

LABELS: dict[str, str] = {
    "kind": "种类",
    "case": "投诉",
    "trader": "经营者",
    "to_whom": "发给谁",
    "number": "文号",
    "subject": "事由",
    "body": "正文",
    "sent_on": "发出日期",
    "answer_due": "答复期限",
    "answered_on": "答复日期",
    "answer": "答复内容",
}
_LONGEST = {"trader": 120, "to_whom": 120, "number": 60, "subject": 200, "body": 20000, "answer": 20000}
_TOLD = ("body", "answer")
_DATES = ("sent_on", "answer_due", "answered_on")
_KINDS = {word: kind for kind, word in KIND_WORDS.items()} | {
    "劝喻书": "rectification",
    "劝喻函": "rectification",
    "整改劝喻": "rectification",
    "警示": "warning",
    "约谈": "warning",
    "警示函": "warning",
    "查询": "query",
}
_DAYS = re.compile(r"(?:收到后|发出后)?(?P<many>[0-9一二三四五六七八九十两]+) ?(?:天|日|个自然日)(?:内|以内|之内|后)?$")
_NONE = ("不要求", "不用", "不用答复", "不要求答复", "无", "没有")
_EARLIEST = date(1985, 1, 1)


@dataclass(slots=True)
class Understood:
    """``values`` by field (typed; None = emptied), and remarks about the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def refuse(self, name: str, found: str, why: str) -> None:
        """Note that a field cannot be taken."""
        self.issues.append(
            Issue("error", "letter.field", {"field": LABELS[name], "name": name, "why": why}, found=found)
        )


def understand(raw: Mapping[str, str], today: date, *, sent_on: date | None = None) -> Understood:
    """Read what was typed; never raises for bad text. ``sent_on`` is the day a kept letter went out."""
    out = Understood()
    for name, text in raw.items():
        if name not in LABELS:
            out.issues.append(Issue("error", "letter.no_such_field", {"field": name}))
            continue
        words = paragraphs(text) if name in _TOLD else one_line(text)
        if name == "kind":
            _read_kind(out, words)
        elif name not in _DATES:
            most = _LONGEST.get(name, 200)
            if len(words) > most:
                out.refuse(name, f"{words[:20]}…", f"最多写 {most} 个字。")
            else:
                out.values[name] = words
    for name in _DATES:  # the day it went out first: the others are seen from there
        if name in raw:
            _read_day(out, name, clean(raw[name]), today, out.values.get("sent_on") or sent_on or today)
    return out


def _read_kind(out: Understood, words: str) -> None:
    kind = words if words in KIND_WORDS else _KINDS.get(words)
    if kind is None:
        out.refuse("kind", words, f"请写 {'、'.join(KIND_WORDS.values())}。")
    else:
        out.values["kind"] = kind


def _read_day(out: Understood, name: str, words: str, today: date, sent_on: date) -> None:
    if not words or (name == "answer_due" and words in _NONE):
        out.values[name] = None
        return
    if name == "answer_due" and (span := _DAYS.fullmatch(words)):
        many = read_numeral(span["many"])
        if many is not None and many.number == int(many.number) and 0 < many.number <= 1000:
            out.values[name] = sent_on + timedelta(days=int(many.number))
            return
    read = parse_date(words, today)
    if not read.ok or read.value is None:
        why = read.error.message if read.error else "看不懂这个日期。"
        out.refuse(name, words, why)
        return
    day = read.value
    if name == "answer_due" and day < sent_on:
        day = _next(words, day, sent_on)
    if day < _EARLIEST:
        out.refuse(name, words, "年份太早了，请核对。")
        return
    if name != "answer_due" and day > today:
        out.refuse(name, words, f"{day.isoformat()} 还没有到，请核对。")
        return
    out.values[name] = day


def _next(words: str, day: date, sent_on: date) -> date:
    """A day and month without a year, by which an answer is asked for, are those to come."""
    later = parse_date(words, sent_on + timedelta(days=365))
    return later.value if later.ok and later.value is not None and later.value >= sent_on else day


def default_due(kind: str, sent_on: date) -> date | None:
    """The day by which an answer is asked for unless the letter says otherwise."""
    days = ANSWER_DAYS[kind]
    return None if days is None else sent_on + timedelta(days=days)


def in_words(name: str, value: Any) -> str | None:
    """A value as the history keeps it."""
    if value is None or value == "":
        return None
    return KIND_WORDS[value] if name == "kind" else value.isoformat() if isinstance(value, date) else str(value)
