"""The four steps from a strange workbook to a template in use, and how each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.pages.templates.wording import shortened
from app.ui.widgets.steps import StepInfo

if TYPE_CHECKING:
    from app.services.binding import Draft

#: The pages of the steps, in their order.
PAGES = ("bind", "bind-head", "template-rules", "bind-trial")


def steps_of(draft: Draft, now: int) -> tuple[StepInfo, ...]:
    """The step bar with ``now`` (0–3) current."""
    open_ = sum(not area.confirmed for area in draft.areas)
    asked = sum(area.ask + area.unbound for area in draft.areas if not area.confirmed)
    stands = f"要看 {asked} 格" if asked else f"{open_} 块没看过" if open_ else "看好了"
    infos = [
        StepInfo("对格子", "question" if open_ else "done", stands),
        StepInfo("写表头", "done" if draft.head.title else "later", shortened(draft.head.title, 6)),
        StepInfo("勾稽", "done" if draft.rules else "later", f"{len(draft.rules)} 条" if draft.rules else ""),
        StepInfo("试填", "later"),
    ]
    infos[now] = StepInfo(infos[now].word, "now", infos[now].stands)
    return tuple(infos)
