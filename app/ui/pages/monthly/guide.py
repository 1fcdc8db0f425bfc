"""The five steps of a month and how each stands, as plain data for the step bar and the buttons below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ui.widgets.steps import StepInfo

if TYPE_CHECKING:
    from app.services.returns.unfinished import LooseGroup

LOOSE, SHEETS, CHECK, SEAL, SEND = range(5)
WORDS = ("查漏", "表格", "核对", "封存", "导出")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a return while it is made. ``loose`` None: not looked up yet; so ``checked`` False.

    ``errors`` and ``open`` (questions without a reason) are counted, ``sheets`` are the sheets of the workbook.
    """

    loose: tuple[LooseGroup, ...] | None = None
    sheets: int = 0
    checked: bool = False
    errors: int = 0
    open: int = 0
    sealed: bool = False
    revision: int = 1
    exported: bool = False
    differ: int = 0
    failed: bool = False


def steps(standing: Standing, now: int) -> list[StepInfo]:
    """The five steps; ``now`` is the one shown."""
    sealed = standing.sealed
    infos = [
        _loose(standing),
        StepInfo(WORDS[SHEETS], "done" if sealed else "later", f"共 {standing.sheets} 张" if standing.sheets else ""),
        _check(standing),
        _seal(standing),
        StepInfo(WORDS[SEND], "done", "导出过") if standing.exported else StepInfo(WORDS[SEND], "later"),
    ]
    if standing.failed:
        infos[SEND] = StepInfo(WORDS[SEND], "error", "没写完")
    infos[now] = StepInfo(infos[now].word, "now", infos[now].stands)
    return infos


def loose_count(groups: Sequence[LooseGroup] | None) -> int:
    """How many things are unfinished."""
    return sum(group.count for group in groups or ())


def _loose(standing: Standing) -> StepInfo:
    if standing.sealed:
        return StepInfo(WORDS[LOOSE], "done")
    if standing.loose is None:
        return StepInfo(WORDS[LOOSE], "later")
    many = loose_count(standing.loose)
    stops = any(group.stops for group in standing.loose)
    if not many:
        return StepInfo(WORDS[LOOSE], "done", "已清")
    return StepInfo(WORDS[LOOSE], "error" if stops else "question", f"还差 {many} 处")


def _check(standing: Standing) -> StepInfo:
    if standing.sealed:
        return StepInfo(WORDS[CHECK], "done")
    if standing.errors or standing.open:
        parts = (f"{standing.errors} 错" if standing.errors else "", f"{standing.open} 疑" if standing.open else "")
        return StepInfo(WORDS[CHECK], "error" if standing.errors else "question", " ".join(filter(None, parts)))
    return StepInfo(WORDS[CHECK], "done", "已清") if standing.checked else StepInfo(WORDS[CHECK], "later")


def _seal(standing: Standing) -> StepInfo:
    if not standing.sealed:
        return StepInfo(WORDS[SEAL], "later", f"第 {standing.revision} 版" if standing.revision > 1 else "")
    if standing.differ:
        return StepInfo(WORDS[SEAL], "question", f"{standing.differ} 处不同")
    return StepInfo(WORDS[SEAL], "done", f"第 {standing.revision} 版")
