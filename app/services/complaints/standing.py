"""How a case stands: the state that follows from what happened to it, and which steps may follow which.

Everything here is pure. A *step* is anything with a kind, a day and a round (an event of the database, or one about to
be written); steps are given in the order in which they were written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

#: The words for the states of a case.
STATE_WORDS = {
    "registered": "登记",
    "papers_asked": "待补正",
    "accepted": "已受理",
    "refused": "不予受理",
    "transferred": "已转办",
    "answered": "已答复",
    "mediating": "调解中",
    "paused": "中止",
    "settled": "调解成功",
    "terminated": "终止调解",
    "withdrawn": "已撤回",
    "reconciled": "已和解",
    "advised_elsewhere": "建议其他途径",
    "performed": "已履行",
    "followed_up": "已回访",
    "filed": "已归档",
}

#: The words for what happened.
EVENT_WORDS = {
    "registered": "登记",
    "papers_asked": "通知补正材料",
    "papers_received": "收到补正材料",
    "accepted": "受理",
    "refused": "不予受理",
    "transferred": "转办",
    "mediating": "开始调解",
    "paused": "中止调解",
    "resumed": "恢复调解",
    "settled": "调解成功",
    "terminated": "终止调解",
    "withdrawn": "撤回投诉",
    "advised_elsewhere": "建议寻求其他途径",
    "reconciled": "和解",
    "arbitration": "仲裁",
    "supported_lawsuit": "支持起诉",
    "performed": "协议履行",
    "followed_up": "回访",
    "upheld": "维持原处理",
    "reopened": "重新调解",
    "filed": "归档",
    "transferred_in": "别处转来",
    "answered": "答复",
    "supervised": "督办",
    "supervision_ended": "督办结束",
}


class Step(Protocol):
    """What is known of one thing that happened."""

    @property
    def kind(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def round(self) -> int: ...


#: The state a step leads to. What is not here stands beside the way of a case and leaves its state alone.
_LEADS_TO = {
    "registered": "registered",
    "papers_asked": "papers_asked",
    "papers_received": "registered",
    "accepted": "accepted",
    "refused": "refused",
    "transferred": "transferred",
    "mediating": "mediating",
    "paused": "paused",
    "resumed": "mediating",
    "settled": "settled",
    "terminated": "terminated",
    "withdrawn": "withdrawn",
    "reconciled": "reconciled",
    "advised_elsewhere": "advised_elsewhere",
    "performed": "performed",
    "followed_up": "followed_up",
    "upheld": "followed_up",
    "reopened": "mediating",
    "filed": "filed",
}
#: How far along the way a step stands, whatever its day and whenever it was written down.
_STAGES = {
    "registered": 0,
    "reopened": 0,
    "papers_asked": 1,
    "papers_received": 1,
    "accepted": 2,
    "refused": 2,
    "mediating": 3,
    "paused": 3,
    "resumed": 3,
    "settled": 4,
    "terminated": 4,
    "withdrawn": 4,
    "transferred": 4,
    "reconciled": 4,
    "advised_elsewhere": 5,
    "answered": 5,
    "performed": 6,
    "followed_up": 7,
    "upheld": 8,
    "filed": 9,
}
#: Kinds of intake that an answer ends: what was reported or suggested was passed on, and its sender told.
_ANSWERED = ("report", "suggestion")


def leads_to(kind: str, step: str) -> str | None:
    """The state to which ``step`` leads a case of ``kind``; None when it stands beside the way."""
    if step == "answered":
        return "answered" if kind in _ANSWERED else None
    if step == "reconciled" and kind != "reconciliation":
        return None
    return _LEADS_TO.get(step)


def in_order(kind: str, happened: Iterable[Step]) -> list[Step]:
    """The steps that lead from one state to the next, by round, stage and day; those beside the way left out."""
    way = [step for step in happened if leads_to(kind, step.kind) is not None]
    return sorted(way, key=lambda step: (step.round, _STAGES[step.kind], step.on))


def state_of(kind: str, happened: Iterable[Step]) -> str:
    """The state of a case of ``kind`` (complaint, report …) after the live steps ``happened``."""
    way = in_order(kind, happened)
    return (leads_to(kind, way[-1].kind) if way else None) or "registered"


def round_of(happened: Iterable[Step]) -> int:
    """The round a case is in: 1, and one more for every time it was taken up again."""
    return max((step.round for step in happened), default=1)


def supervised(happened: Iterable[Step]) -> bool:
    """Whether a case is under supervision (督办) after the steps ``happened``."""
    found = False
    for step in happened:
        if step.kind in ("supervised", "supervision_ended"):
            found = step.kind == "supervised"
    return found


#: By kind of intake and state: the steps that may follow, likeliest first.
FOLLOWING: dict[str, dict[str, tuple[str, ...]]] = {
    "complaint": {
        "registered": ("accepted", "refused", "papers_asked", "transferred", "advised_elsewhere"),
        "papers_asked": ("papers_received", "accepted", "refused", "transferred", "advised_elsewhere"),
        "accepted": ("mediating", "settled", "terminated", "withdrawn", "transferred", "paused", "advised_elsewhere"),
        "mediating": ("settled", "terminated", "paused", "withdrawn", "transferred", "advised_elsewhere"),
        "paused": ("resumed", "settled", "terminated", "withdrawn"),
        "settled": ("performed", "followed_up", "filed"),
        "terminated": ("advised_elsewhere", "followed_up", "filed"),
        "withdrawn": ("followed_up", "filed"),
        "transferred": ("followed_up", "filed"),
        "advised_elsewhere": ("followed_up", "filed"),
        "performed": ("followed_up", "filed"),
        "followed_up": ("filed", "reopened", "upheld"),
        "refused": ("filed",),
        "filed": (),
    },
    "report": {
        "registered": ("accepted", "transferred", "answered", "refused"),
        "accepted": ("transferred", "answered"),
        "transferred": ("answered", "filed"),
        "answered": ("filed",),
        "refused": ("filed",),
        "filed": (),
    },
    "suggestion": {
        "registered": ("transferred", "answered", "filed"),
        "transferred": ("answered", "filed"),
        "answered": ("filed",),
        "filed": (),
    },
    "reconciliation": {"registered": ("reconciled",), "reconciled": ()},
}
DISSATISFIED = "dissatisfied"


def may_follow(kind: str, happened: Sequence[Step], *, closed: bool, satisfaction: str | None) -> tuple[str, ...]:
    """The steps that may follow now, likeliest first.

    ``closed``: one of the steps closed the case. ``satisfaction`` is what the follow-up of this round found out.
    """
    way = in_order(kind, happened)
    state = state_of(kind, way)
    found = FOLLOWING.get(kind, {}).get(state, ())
    if "followed_up" in found and not closed:
        found = tuple(step for step in found if step != "followed_up")
    if state != "followed_up":
        return found
    undecided = way[-1].kind == "followed_up" and satisfaction == DISSATISFIED and closed
    return ("reopened", "upheld") if undecided else ("filed",)
