"""What a letter looks like from outside, and how it stands on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Kind = Literal["query", "rectification", "warning"]
State = Literal["overdue", "waiting", "answered", "none"]

KIND_WORDS: dict[str, str] = {"query": "查询函", "rectification": "整改劝喻书", "warning": "警示约谈"}
#: What each kind is for, in one sentence.
KIND_EXPLAINS: dict[str, str] = {
    "query": "请市场监管局等部门、检测机构查一件事，答复来了记在这里。",
    "rectification": "劝经营者改正做法，请它写明怎么改。",
    "warning": "对经营者提出警示，或者请它来谈一谈。",
}
STATE_WORDS: dict[str, str] = {
    "overdue": "过期没答复",
    "waiting": "等答复",
    "answered": "已答复",
    "none": "不用答复",
}
#: Days within which an answer is asked for, unless the letter says otherwise (None: none is asked for).
ANSWER_DAYS: dict[str, int | None] = {"query": 15, "rectification": 15, "warning": None}
#: The paper of each kind (a key of ``papers``).
PAPERS: dict[str, str] = {
    "query": "query_letter",
    "rectification": "rectification_letter",
    "warning": "warning_letter",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with all its fields. ``case`` is the id of its case ("" without one)."""

    id: str
    kind: str
    number: str
    to_whom: str
    subject: str
    body: str
    trader: str
    case: str
    case_number: str
    complainant: str
    sent_on: date
    answer_due: date | None
    answered_on: date | None
    answer: str
    by: str
    version: int
    revision: str
    deleted: bool = False

    def state(self, today: date) -> State:
        """How it stands on ``today``."""
        return state_of(self.answer_due, self.answered_on, today)

    def brief(self, today: date) -> str:
        """How it stands in few words: «还有 3 天», «过期 2 天»."""
        state = self.state(today)
        if self.answer_due is None or state in ("answered", "none"):
            return STATE_WORDS[state]
        days = (self.answer_due - today).days
        return f"过期 {-days} 天" if days < 0 else f"还有 {days} 天" if days else "今天到期"

    def standing(self, today: date) -> str:
        """How it stands in words: «等答复，还有 3 天», «过期 2 天没答复»."""
        state = self.state(today)
        if self.answer_due is None or state in ("answered", "none"):
            return STATE_WORDS[state]
        days = (self.answer_due - today).days
        if days < 0:
            return f"过期 {-days} 天没答复"
        return "今天该答复" if days == 0 else f"等答复，还有 {days} 天"


@dataclass(frozen=True, slots=True)
class LetterList:
    """Letters of a list in its order, how many there are, and how many of each state (all filters but the state)."""

    rows: tuple[Letter, ...] = ()
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that waits for its answer. ``case`` is the id of its case, ``complaint_pk`` that case's row."""

    id: str
    kind: str
    word: str
    label: str
    to_whom: str
    subject: str
    sent_on: date
    due_on: date
    overdue: bool
    days_left: int
    case: str
    complaint_pk: int | None
    case_number: str
    complainant: str
    trader: str


@dataclass(frozen=True, slots=True)
class LetterEdit:
    """One field of a letter changed: who, when, before → after as a person reads them."""

    at: datetime
    by: str
    label: str
    before: str | None
    after: str | None
    revision: str


def state_of(answer_due: date | None, answered_on: date | None, today: date) -> State:
    """How a letter stands on ``today``."""
    if answered_on is not None:
        return "answered"
    if answer_due is None:
        return "none"
    return "overdue" if answer_due < today else "waiting"
