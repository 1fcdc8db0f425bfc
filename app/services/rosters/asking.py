"""What the forms of a roster ask for: an entry, what happened to it, its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.services.asks import Ask
from app.services.rosters.face import EVENT_LISTS, KIND_LISTS, Entry, words_of
from app.services.rosters.fields import FIELDS, labels

#: What is asked for of a new entry; its end only where there is one.
_NEW = ("kind", "name", "person", "phone", "address", "opened_on", "note")
_HINTS = {
    "opened_on": "只记得年、月，就写 2019年 或者 2019年5月。",
    "person": "不止一个人，用顿号隔开。",
}


def asks(register: str, texts: Mapping[str, str], *, ended: bool = False) -> list[Ask]:
    """The fields of an entry; ``ended``: its last day and why, too."""
    called = labels(register)
    required = ("kind", "name", "opened_on")
    return [
        Ask(
            name,
            called[name],
            "code" if name == "kind" else "date" if name.endswith("_on") else "text",
            KIND_LISTS[register] if name == "kind" else "",
            name in required,
            texts.get(name, ""),
            "" if name == "person" and register == "volunteer" else _HINTS.get(name, ""),
        )
        for name in (FIELDS if ended else _NEW)
    ]


def close_asks(register: str, today: date) -> list[Ask]:
    """The end of an entry: the day, and why."""
    called = labels(register)
    return [
        Ask("closed_on", called["closed_on"], "date", required=True, default=today.isoformat()),
        Ask("closed_reason", called["closed_reason"], hint="比如：并村撤并、本人申请、复核不合格。"),
    ]


def event_asks(register: str, today: date) -> list[Ask]:
    """What happened to an entry."""
    return [
        Ask("kind", "什么事", "code", EVENT_LISTS[register], True),
        Ask("on", "日期", "date", required=True, default=today.isoformat()),
        Ask("value", "结果", hint="比如：五星、合格、业务培训班。没有就空着。"),
        Ask("note", "备注"),
    ]


def texts_of(entry: Entry) -> dict[str, str]:
    """An entry as one would type it."""
    days = {"opened_on": entry.opened_on, "closed_on": entry.closed_on}
    texts = {name: day.isoformat() if day else "" for name, day in days.items()}
    return texts | {name: str(getattr(entry, name)) for name in FIELDS if name not in days}


def about(entry: Entry) -> str:
    """«投诉站 城东市场投诉站»."""
    return f"{entry.kind_name} {entry.name}"


def end_word(register: str) -> str:
    """«撤销», «退出»."""
    return words_of(register).gone
