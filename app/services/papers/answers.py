"""What a person filled in for a paper, understood: dates in order, codes of the lists, texts within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.complaints.fields import choice
from app.services.papers.values import STORY_BLANK, chinese_day, plain_day
from app.services.parsing.dates import parse_date
from app.services.parsing.money import format_yuan, parse_money
from app.services.parsing.text import clean, one_line, paragraphs
from app.services.reports.paper_values import Filled

if TYPE_CHECKING:
    from app.services.asks import Ask
    from app.services.papers.facts import Facts
    from app.services.papers.kinds import Spec

LONGEST_TEXT = 250
LONGEST_STORY = 20_000
_DAY = "＿＿＿＿年＿＿月＿＿日"
#: Names of dates that say when the paper itself is from; the first that a kind has counts.
_OWN_DAYS = ("on", "visited_on")


@dataclass(slots=True)
class Answers:
    """``fields`` as they are kept (dates ISO, codes as their labels), ``told`` by tag, ``on`` the paper's own day."""

    fields: dict[str, str] = field(default_factory=dict)
    told: dict[str, Filled] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    on: date = date.min

    @property
    def errors(self) -> tuple[Issue, ...]:
        """What stops the paper."""
        return tuple(issue for issue in self.issues if issue.severity == "error")


def understand(spec: Spec, raw: Mapping[str, str], usual: Mapping[str, str], facts: Facts, today: date) -> Answers:
    """Read ``raw`` over the defaults ``usual``; never raises for bad text."""
    answers = Answers()
    known = {ask.name: ask for ask in spec.face.asks}
    for name in raw:
        if name not in known:
            words = "、".join(ask.name for ask in spec.face.asks) or "没有"
            answers.issues.append(Issue("error", "paper.no_such_field", {"field": clean(name)[:40], "known": words}))
    for name, ask in known.items():
        _read(answers, spec, ask, raw.get(name, usual.get(name, "")), facts, today, emptied=name in raw)
    answers.on = next((answers.days[name] for name in _OWN_DAYS if name in answers.days), today)
    _check_days(answers, known, facts, today)
    return answers


def _read(answers: Answers, spec: Spec, ask: Ask, text: str, facts: Facts, today: date, *, emptied: bool) -> None:
    tag = spec.tags[ask.name]
    words = paragraphs(text) if ask.kind == "story" else one_line(text)
    if not words:
        if ask.required and emptied:
            answers.issues.append(Issue("error", "paper.missing", {"field": ask.label}))
        elif ask.required:  # nobody was asked: a line to write on by hand
            answers.issues.append(Issue("warning", "paper.left_blank", {"field": ask.label}))
        answers.fields[ask.name] = ""
        answers.told[tag] = Filled("", {"story": STORY_BLANK, "date": _DAY}.get(ask.kind, Filled("").blank))
        return
    longest = LONGEST_STORY if ask.kind == "story" else LONGEST_TEXT
    if len(words) > longest:
        answers.issues.append(Issue("error", "paper.too_long", {"field": ask.label, "most": longest}))
        return
    match ask.kind:
        case "date":
            _read_day(answers, ask, tag, words, today)
        case "code":
            code = choice(facts.lists, ask.list, words)
            if code is None:
                labels = "、".join(entry.label for entry in facts.lists.entries(ask.list, today))
                found = {"field": ask.label, "known": labels}
                answers.issues.append(Issue("error", "paper.not_in_list", found, found=words[:40]))
                return
            label = facts.lists.label(ask.list, code, today)
            answers.fields[ask.name] = label
            answers.told[tag] = Filled(label)
        case "money":
            amount = parse_money(words)
            _tell(answers, ask, amount.issues)
            if amount.ok and amount.value is not None:
                answers.fields[ask.name] = words
                answers.told[tag] = Filled(f"{format_yuan(amount.value.fen)}元")
        case _:
            answers.fields[ask.name] = words
            answers.told[tag] = Filled(words, STORY_BLANK if ask.kind == "story" else "＿＿＿＿＿＿")


def _read_day(answers: Answers, ask: Ask, tag: str, words: str, today: date) -> None:
    day = parse_date(words, today)
    _tell(answers, ask, tuple(issue for issue in day.issues if issue.code != "parsing.future_date"))
    if day.value is None:
        if day.ok:
            answers.issues.append(Issue("error", "paper.missing", {"field": ask.label}))
        return
    answers.days[ask.name] = day.value
    answers.fields[ask.name] = day.value.isoformat()
    answers.told[tag] = Filled(plain_day(day.value))
    if ask.name == "on":
        answers.told["日期"] = Filled(chinese_day(day.value))
        answers.told["日期数字"] = Filled(plain_day(day.value))


def _tell(answers: Answers, ask: Ask, issues: tuple[Issue, ...]) -> None:
    for issue in issues:
        told = {"field": ask.label, "why": issue.message}
        answers.issues.append(Issue(issue.severity, "paper.field", told, found=issue.found))


def _check_days(answers: Answers, known: Mapping[str, Ask], facts: Facts, today: date) -> None:
    """Nothing about a case happens before it was received; nobody has to answer before he was asked."""
    received = facts.record.received_on if facts.record else None
    for name, day in answers.days.items():
        label = known[name].label
        if received is not None and day < received:
            answers.issues.append(
                Issue(
                    "error",
                    "paper.before_received",
                    {"field": label, "day": plain_day(day), "received": plain_day(received)},
                )
            )
        if name in (*_OWN_DAYS, "accepted") and day > today:
            answers.issues.append(Issue("warning", "paper.in_future", {"field": label, "day": plain_day(day)}))
        if name in ("due", "perform") and "on" in answers.days and day < answers.days["on"]:
            told = {"field": label, "day": plain_day(day), "on": plain_day(answers.days["on"])}
            answers.issues.append(Issue("error", "paper.due_before", told))
