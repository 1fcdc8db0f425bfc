"""What a person typed for a move, understood: days, amounts, codes, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.asks import Ask
from app.services.casework.offered import Move, answer_day
from app.services.complaints.fields import choice
from app.services.parsing.dates import parse_date
from app.services.parsing.money import parse_money
from app.services.parsing.text import clean, one_line, paragraphs

if TYPE_CHECKING:
    from app.services.codelists import CodeLists

_CLOSING = ("settled", "terminated", "withdrawn", "transferred")
#: What every move takes although it does not ask for it, and what every closing takes.
_ALWAYS = (
    Ask("counts_on", "统计日期", "date"),
    Ask("note", "备注", "story"),
    Ask("due", "期限", "date"),
    Ask("to", "给谁"),
)
_CLOSINGS = (
    Ask("recovered", "挽回经济损失", "money"),
    Ask("punitive", "加倍赔偿金额", "money"),
    Ask("way", "调解方式", "code", "mediation_way"),
)
_LONGEST = {"text": 120, "story": 20000}


@dataclass(slots=True)
class Filled:
    """The values of a move: days, fen, codes, words; ``issues`` about the rest."""

    on: date
    counts_on: date | None = None
    due: date | None = None
    recovered: int | None = None
    punitive: int | None = None
    reason: str | None = None
    way: str | None = None
    satisfaction: str | None = None
    to: str = ""
    note: str = ""
    issues: list[Issue] = field(default_factory=list)


def read(move: Move, raw: Mapping[str, str], lists: CodeLists, today: date) -> Filled:
    """Read what was typed for ``move``; never raises for bad text."""
    out = Filled(today)
    raw = _sorted_words(move, raw, lists)
    asks = {ask.name: ask for ask in (*_ALWAYS, *(_CLOSINGS if move.key in _CLOSING else ()), *move.asks)}
    for name, typed in raw.items():
        ask = asks.get(name)
        if ask is None:
            if clean(typed):
                out.issues.append(Issue("error", "casework.not_asked", {"field": name, "verb": move.verb}))
            continue
        words = paragraphs(typed) if ask.kind == "story" else one_line(typed)
        if words:
            _read(out, ask, words, lists, today)
    if "due" not in raw:
        out.due = answer_day(move.key, out.on)
    for ask in move.asks:
        if ask.required and ask.name != "on" and not clean(raw.get(ask.name, "")):
            out.issues.append(Issue("error", "complaint.missing", {"field": ask.label}))
    _check(out, asks, today)
    return out


def _sorted_words(move: Move, raw: Mapping[str, str], lists: CodeLists) -> dict[str, str]:
    """What was given under a near name, under its own: a reason that has no list is a note, whom one was sent to
    is the way that was advised where that is a word of its list."""
    given = dict(raw)
    asked = {ask.name: ask for ask in move.asks}
    why = clean(given.get("reason", ""))
    if why and "reason" not in asked:
        del given["reason"]
        given["note"] = "；".join(filter(None, (why, clean(given.get("note", "")))))
    if move.key == "advised_elsewhere" and not why:
        to = clean(given.get("to", ""))
        if to and choice(lists, asked["reason"].list, to):
            given["reason"] = given.pop("to")
    return given


def _read(out: Filled, ask: Ask, words: str, lists: CodeLists, today: date) -> None:
    if ask.kind == "date":
        day = parse_date(words, today)
        ahead = ask.name == "due"  # that such a day is still to come is what it is for
        value = _ahead(words, day.value, out.on, today) if ahead else day.value
        _tell(out, ask, tuple(i for i in day.issues if not (ahead and i.code == "parsing.future_date")))
        if value is not None:
            setattr(out, ask.name, value)
    elif ask.kind == "money":
        amount = parse_money(words)
        _tell(out, ask, amount.issues)
        if amount.ok and amount.value is not None:
            setattr(out, ask.name, amount.value.fen)
    elif ask.kind == "code":
        code = choice(lists, ask.list, words) or (words if lists.has(ask.list, words) else None)
        if code is None:
            _bad(out, ask, words, "列表里的词")
        setattr(out, ask.name, code)
    elif len(words) > _LONGEST[ask.kind]:
        _bad(out, ask, words[:20] + "…", f"不超过 {_LONGEST[ask.kind]} 个字")
    else:
        setattr(out, ask.name, words)


def _ahead(words: str, day: date | None, on: date, today: date) -> date | None:
    """A day by which something is to be done: without a year it is one still to come."""
    if day is None or day >= on:
        return day
    later = parse_date(words, today + timedelta(days=300)).value
    return later if later is not None and later >= on else day


def _check(out: Filled, asks: Mapping[str, Ask], today: date) -> None:
    for name in ("on", "counts_on"):
        day = getattr(out, name)
        if day is not None and day > today:
            label = asks[name].label
            out.issues.append(
                Issue("error", "casework.future", {"field": label}, found=day.isoformat(), expected=today.isoformat())
            )
    for name in ("counts_on", "due"):
        day = getattr(out, name)
        if day is not None and day < out.on:
            label = asks[name].label
            out.issues.append(
                Issue("error", "casework.before", {"field": label}, found=day.isoformat(), expected=out.on.isoformat())
            )


def _tell(out: Filled, ask: Ask, issues: tuple[Issue, ...]) -> None:
    for issue in issues:
        out.issues.append(
            Issue(issue.severity, "complaint.field", {"field": ask.label, "why": issue.message}, found=issue.found)
        )


def _bad(out: Filled, ask: Ask, words: str, expected: str) -> None:
    out.issues.append(Issue("error", "complaint.bad_value", {"field": ask.label}, found=words, expected=expected))
