"""What the service tells: one line of the list of what is due, the numbers above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.errors import Issue

What = Literal["decide", "mediate", "papers", "answer", "perform", "follow_up", "decide_again", "supervised"]
Group = Literal["overdue", "today", "soon", "later", "waiting", "follow_up"]

#: The groups in the order in which they are shown.
GROUPS: tuple[Group, ...] = ("overdue", "today", "soon", "later", "waiting", "follow_up")
GROUP_WORDS: dict[Group, str] = {
    "overdue": "过了期限",
    "today": "今天到期",
    "soon": "三天内到期",
    "later": "还早",
    "waiting": "等对方",
    "follow_up": "该回访",
}
#: Due in so many days is soon.
SOON = 3


@dataclass(frozen=True, slots=True)
class CaseDue:
    """What is to be done in a case by when. ``id`` and ``number`` are the case's.

    ``label`` says what («决定是否受理»), ``rule`` why and from when («收到次日（3月3日）起算，5 个工作日»). ``due_on``
    is the last day, None when there is none (a pause, a follow-up); ``days_left`` is 0 today, negative when overdue,
    None without a day. Group ``waiting`` is waiting for somebody else until his day is over. ``issues`` are what is
    uncertain («暂按周末计算»). ``letter`` is the id of a letter whose answer is waited for, ``about`` whom it went to
    and why; ``id`` and ``number`` are then those of its case, empty for a letter that belongs to none.
    """

    id: str
    number: str
    what: What
    label: str
    due_on: date | None
    overdue: bool
    days_left: int | None
    group: Group
    rule: str
    issues: tuple[Issue, ...] = ()
    complainant: str = ""
    trader: str = ""
    state: str = ""
    letter: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class DueCounts:
    """Cases by group, each case once, under what presses most; letters that wait for an answer count beside them.

    ``today`` is due today, ``soon`` in one to three days. ``later`` has its limit further off; ``older`` were closed
    too long ago to be followed up without being asked for, and count in no group.
    """

    today: int = 0
    overdue: int = 0
    soon: int = 0
    waiting: int = 0
    follow_up: int = 0
    later: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class DueList:
    """What is due, group by group, each case once; ``counts`` are whole, also where a long group is shown in part.

    Overdue cases stand with the latest limit first, since an old register that was read in holds many whose limit was
    over years ago; all others with the nearest first. A group shows at most ``most`` cases (None: all). ``letters``
    wait for their answers.
    """

    cases: tuple[CaseDue, ...]
    counts: DueCounts = field(default_factory=DueCounts)
    most: int | None = None
    letters: tuple[CaseDue, ...] = ()

    def of(self, group: str) -> tuple[CaseDue, ...]:
        """The lines of a group: letters, then cases."""
        return tuple(one for one in (*self.letters, *self.cases) if one.group == group)
