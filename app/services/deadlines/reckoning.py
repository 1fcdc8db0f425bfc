"""What is due in one case, reckoned from what happened to it: pure, without a database.

Only what stands is given: events neither taken back nor deleted. A second round is reckoned from the day the case was
taken up again, and pauses belong to the round they fell in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.errors import Issue
from app.services import calendar
from app.services.calendar import Pause, TimeLimit, TimeLimits, Unit, WorkingDays
from app.services.deadlines.faces import SOON, Group, What

Limited = Literal["decide", "mediate"]

#: Cases in these states have a time limit of their own.
UNDECIDED = "registered"
MEDIATED = ("accepted", "mediating")
#: Closed, and the consumer has not been asked yet whether he is content.
TO_FOLLOW_UP = ("settled", "performed", "terminated", "withdrawn")
DISSATISFIED = "dissatisfied"

LABELS: dict[What, str] = {
    "decide": "决定是否受理",
    "mediate": "调解办结",
    "papers": "补来材料",
    "answer": "收到答复",
    "perform": "履行协议",
    "follow_up": "回访",
    "decide_again": "决定是否重新调解",
    "supervised": "报督办结果",
}
#: What there is no last day for is waited for.
_PAUSED = "等检测结果"
_PAPERS = "等补正材料"
_ANSWER = "等答复"
_ANSWER_SENDER = "答复转来单位"
_UNITS: dict[Unit, str] = {"working": "个工作日", "calendar": "日"}


@dataclass(frozen=True, slots=True)
class Happened:
    """One live event of a case, as far as time limits ask about it."""

    kind: str
    on: date
    round: int = 1
    due_on: date | None = None
    satisfaction: str | None = None
    to_whom: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands: its kind, its state, when it was received."""

    kind: str
    state: str
    received_on: date


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One thing that is due. ``theirs``: somebody else's turn until the day is over. ``since`` is when it began."""

    what: What
    label: str
    due_on: date | None
    rule: str
    since: date
    theirs: bool = False
    issues: tuple[Issue, ...] = ()

    def group(self, today: date) -> Group:
        """The group this belongs to on ``today``."""
        if self.what in ("follow_up", "decide_again"):
            return "follow_up"
        if self.due_on is None:
            return "waiting"
        left = (self.due_on - today).days
        if left < 0:
            return "overdue"
        if self.theirs:
            return "waiting"
        return "today" if left == 0 else "soon" if left <= SOON else "later"


_PRESSING: dict[Group, int] = {"overdue": 0, "today": 1, "soon": 2, "waiting": 3, "follow_up": 3, "later": 4}


def pressing_first(due: Iterable[Reckoned], today: date) -> list[Reckoned]:
    """What presses most first: overdue, today, soon by their days; then what somebody is waited for, then the rest."""
    return sorted(due, key=lambda one: (_PRESSING[one.group(today)], one.due_on or date.max))


class Reckoner:
    """The time limits of one office: its rules, its working days, who handles there."""

    def __init__(self, days: WorkingDays, limits: TimeLimits, region: str, handler: str) -> None:
        self.days, self._limits, self._region, self._handler = days, limits, region, handler
        self._known: dict[tuple[Limited, date], date] = {}

    def rule(self, on: date) -> TimeLimit:
        """The rule for a limit that runs from ``on``. Raises ``calendar.no_rule``."""
        return self._limits.limit_for(self._handler, self._region, on)

    def last_day(self, what: Limited, start: date) -> date:
        """The last day of the limit that runs from ``start`` without a pause; remembered."""
        found = self._known.get((what, start))
        if found is None:
            count, unit = _span(self.rule(start), what)
            found = self._known[what, start] = calendar.last_day(start, count, unit, self.days)
        return found

    def due(self, case: Standing, happened: Sequence[Happened], today: date) -> tuple[Reckoned, ...]:
        """What is due in a case, what presses most first. ``happened`` in the order in which it was written down."""
        found: list[Reckoned] = []
        state = case.state
        if state == UNDECIDED and case.kind == "complaint":
            found.append(self._decide(case, happened, today))
        elif state == "papers_asked":
            found += self._papers(case, happened, today)
        elif case.kind == "complaint" and (state in MEDIATED or state == "paused"):
            found += self._mediate(happened, today, paused=state == "paused")
        elif state == "transferred":
            found += _answer(happened, today)
        elif state in TO_FOLLOW_UP:
            found += _after_closing(state, happened, today)
        elif state == "followed_up":
            found += _decide_again(happened, today)
        if state != "filed":
            found += _answer_sender(happened, today)
        found += _supervised(happened, today)
        return tuple(pressing_first(found, today))

    def _received(self, case: Standing, happened: Sequence[Happened]) -> tuple[date, str]:
        """The day the time to decide runs from, and what it is called."""
        came = _last(happened, "papers_received")
        if came is None or came.on < case.received_on or self.rule(case.received_on).papers == "run":
            return case.received_on, "收到"
        return came.on, "补正材料收到"

    def _decide(self, case: Standing, happened: Sequence[Happened], today: date) -> Reckoned:
        start, word = self._received(case, happened)
        asked = start == case.received_on and any(one.kind == "papers_asked" for one in happened)
        return self._limit("decide", start, word, today, "，补正期间照算" if asked else "")

    def _papers(self, case: Standing, happened: Sequence[Happened], today: date) -> list[Reckoned]:
        asked = _last(happened, "papers_asked")
        since = asked.on if asked else case.received_on
        running = case.kind == "complaint" and self.rule(case.received_on).papers == "run"
        goes_on = "决定期限照算" if running else "材料收到的次日重新起算决定期限"
        until = asked.due_on if asked else None
        by = f"要求 {_day(until, today)}前补来" if until else "没有写明补来的日期"
        rule = f"{_day(since, today)}通知补正，{by}；{goes_on}"
        found = [Reckoned("papers", LABELS["papers"] if until else _PAPERS, until, rule, since, theirs=True)]
        return [*found, self._decide(case, happened, today)] if running else found

    def _mediate(self, happened: Sequence[Happened], today: date, *, paused: bool) -> list[Reckoned]:
        start, word, stops = _mediation(happened)
        if start is None:
            return []
        pauses, since = _pauses(stops)
        if not paused:
            return [self._limit("mediate", start, word, today, pauses=pauses)]
        return [self._stopped(start, word, since or start, pauses, _last(stops, "paused"), today)]

    def _stopped(
        self, start: date, word: str, since: date, pauses: Sequence[Pause], stop: Happened | None, today: date
    ) -> Reckoned:
        """Mediation that waits for a test: no last day until it goes on; how much of the time is left."""
        count, unit = _span(self.rule(start), "mediate")
        until = calendar.last_day(start, count, unit, self.days, pauses)
        if until < since:
            left = f"{word}次日（{_next(start, today)}）起算的期限在中止以前（{_day(until, today)}）就过了"
        else:
            used = calendar.pause_length(Pause(start, since), unit, self.days)
            used -= sum(calendar.pause_length(pause, unit, self.days) for pause in pauses)
            left = f"恢复以后接着算，还剩 {max(0, count - used)} {_UNITS[unit]}"
        hoped = f"（大约 {_day(stop.due_on, today)}有结果）" if stop is not None and stop.due_on else ""
        rule = f"{_day(since, today)}起中止，等检测结果{hoped}；{left}"
        return Reckoned("mediate", _PAUSED, None, rule, since, theirs=True)

    def _limit(
        self, what: Limited, start: date, word: str, today: date, more: str = "", pauses: Sequence[Pause] = ()
    ) -> Reckoned:
        count, unit = _span(self.rule(start), what)
        if pauses:
            on = calendar.last_day(start, count, unit, self.days, pauses)
            without = sum(calendar.pause_length(pause, unit, self.days) for pause in pauses)
            if without:
                more += f"，中止的 {without} {_UNITS[unit]}不算"
        else:
            on = self.last_day(what, start)
        if unit == "calendar":
            more += "，最后一天放假就顺延"
        issues = calendar.doubts(start, on, self.days)
        if issues:
            more += f"（{issues[0].params['year']} 年的放假安排还不知道，暂按周末计算）"
        rule = f"{word}次日（{_next(start, today)}）起算，{count} {_UNITS[unit]}{more}"
        return Reckoned(what, LABELS[what], on, rule, start, issues=issues)


def _span(rule: TimeLimit, what: Limited) -> tuple[int, Unit]:
    if what == "decide":
        return rule.decide_days, rule.decide_unit
    return rule.mediate_days, rule.mediate_unit


def _mediation(happened: Sequence[Happened]) -> tuple[date | None, str, list[Happened]]:
    """The day mediation runs from, what it is called, and what stopped it and set it going again since."""
    again = _last(happened, "reopened")
    start = again or _last(happened, "accepted")
    if start is None:
        return None, "", []
    turn = again.round if again else 1
    stops = [one for one in happened if one.kind in ("paused", "resumed") and one.round >= turn]
    return start.on, "重新调解" if again else "受理", stops


def _pauses(stops: Sequence[Happened]) -> tuple[list[Pause], date | None]:
    """Pauses that are over, and when the one began that is not."""
    found: list[Pause] = []
    since: date | None = None
    for one in sorted(stops, key=lambda one: one.on):
        if one.kind == "paused":
            since = since or one.on
        elif since is not None:
            found.append(Pause(since, one.on))
            since = None
    return found, since


def _answer(happened: Sequence[Happened], today: date) -> list[Reckoned]:
    sent = _last(happened, "transferred")
    if sent is None or _after(happened, sent, "answered"):
        return []
    to = sent.to_whom or "别处"
    by = f"应在 {_day(sent.due_on, today)}前答复" if sent.due_on else "没有约定答复的日期"
    rule = f"{_day(sent.on, today)}转给{to}，{by}"
    return [Reckoned("answer", LABELS["answer"] if sent.due_on else _ANSWER, sent.due_on, rule, sent.on, theirs=True)]


def _answer_sender(happened: Sequence[Happened], today: date) -> list[Reckoned]:
    came = _last(happened, "transferred_in")
    if came is None or came.due_on is None or _after(happened, came, "answered"):
        return []
    rule = f"{_day(came.on, today)}由{came.to_whom or '别处'}转来，要求 {_day(came.due_on, today)}前答复"
    return [Reckoned("answer", _ANSWER_SENDER, came.due_on, rule, came.on)]


def _after_closing(state: str, happened: Sequence[Happened], today: date) -> list[Reckoned]:
    closed = _last(happened, state)
    if closed is None:
        return []
    if state == "settled" and closed.due_on is not None:
        rule = f"{_day(closed.on, today)}达成协议，约定 {_day(closed.due_on, today)}前履行"
        return [Reckoned("perform", LABELS["perform"], closed.due_on, rule, closed.on, theirs=True)]
    return [Reckoned("follow_up", LABELS["follow_up"], None, follow_up_rule(state, closed.on, today), closed.on)]


def follow_up_rule(state: str, on: date, today: date) -> str:
    """Why a case is to be followed up, and from when."""
    words = {"settled": "调解成功", "performed": "协议履行", "terminated": "终止调解", "withdrawn": "撤回投诉"}
    return f"{_day(on, today)}{words[state]}，可以回访了"


def _decide_again(happened: Sequence[Happened], today: date) -> list[Reckoned]:
    asked = _last(happened, "followed_up")
    if asked is None or asked.satisfaction != DISSATISFIED or _after(happened, asked, "upheld", "reopened"):
        return []
    rule = f"{_day(asked.on, today)}回访不满意，要决定重新调解还是维持原处理"
    return [Reckoned("decide_again", LABELS["decide_again"], None, rule, asked.on)]


def _supervised(happened: Sequence[Happened], today: date) -> list[Reckoned]:
    asked = _last(happened, "supervised")
    if asked is None or asked.due_on is None or _after(happened, asked, "supervision_ended"):
        return []
    rule = f"{_day(asked.on, today)}列为督办件，要求 {_day(asked.due_on, today)}前报结果"
    return [Reckoned("supervised", LABELS["supervised"], asked.due_on, rule, asked.on)]


def _last(happened: Sequence[Happened], kind: str) -> Happened | None:
    """The latest event of ``kind``; of two on one day the one written down later."""
    found = [one for one in happened if one.kind == kind]
    return max(reversed(found), key=lambda one: (one.round, one.on), default=None)


def _after(happened: Sequence[Happened], first: Happened, *kinds: str) -> bool:
    """Whether one of ``kinds`` followed ``first``: on its day or later, or in a later round."""
    return any(one.kind in kinds and (one.on >= first.on or one.round > first.round) for one in happened)


def _day(day: date | None, today: date) -> str:
    if day is None:
        return ""
    words = f"{day.month}月{day.day}日"
    return words if day.year == today.year else f"{day.year}年{words}"


def _next(day: date, today: date) -> str:
    return _day(day + timedelta(days=1), today)
