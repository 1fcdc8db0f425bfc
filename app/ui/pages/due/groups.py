"""The groups of what is due: their words, the words for how near a day is, and what stands there when nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.theme import Tone
from app.ui.widgets.groups import GroupFace

if TYPE_CHECKING:
    from app.services.deadlines import CaseDue, DueCounts


@dataclass(frozen=True, slots=True)
class DueGroup:
    """One group: its word, the tone of its number while something is in it, its icon, what to say of none."""

    key: str
    word: str
    tone: Tone
    icon: str
    none: str
    why: str


GROUPS: tuple[DueGroup, ...] = (
    DueGroup("overdue", "过期", "error", "warning-circle", "没有过了期限的。", "每一件都在期限里。"),
    DueGroup("today", "今天", "question", "clock", "今天没有到期的。", "今天是最后一天的投诉，会放在这里。"),
    DueGroup("soon", "三天内", "question", "clock", "三天内没有到期的。", "再过一天、两天、三天到期的，会放在这里。"),
    DueGroup(
        "waiting",
        "等对方",
        "note",
        "hourglass-medium",
        "没有等着别人的。",
        "等投诉人补材料、等鉴定、等别的部门答复的，会放在这里。",
    ),
    DueGroup("follow_up", "该回访", "note", "phone", "没有该回访的。", "办结以后到了回访的日子，会放在这里。"),
    DueGroup("later", "以后", "plain", "calendar-blank", "没有以后到期的。", "期限还早的，会放在这里。"),
)
BY_KEY = {group.key: group for group in GROUPS}


def faces(counts: DueCounts) -> tuple[GroupFace, ...]:
    """The groups with how many cases are in each."""
    found = []
    for group in GROUPS:
        many = number_in(counts, group.key)
        found.append(GroupFace(group.key, group.word, f"{many:,}", group.tone if many else "plain"))
    return tuple(found)


def number_in(counts: DueCounts, key: str) -> int:
    """How many cases are in the group ``key``."""
    many: int = getattr(counts, key)
    return many


def days_words(case: CaseDue) -> str:
    """How far off the last day is: «过了 3 天», «就是今天», «明天», «还有 5 天»; without a day, what one can do."""
    left = case.days_left
    if left is None:
        return "可以回访了" if case.group == "follow_up" else "在等"
    if left < 0:
        return f"过了 {-left} 天"
    return {0: "就是今天", 1: "明天"}.get(left, f"还有 {left} 天")


def tone_of(case: CaseDue) -> tuple[str, Tone]:
    """Icon and tone of a case by how near its last day is."""
    left = case.days_left
    if left is None or left > 3:
        group = BY_KEY[case.group]
        return (group.icon, "plain")
    return ("warning-circle", "error") if left < 0 else ("clock", "question")
