"""补报: what falls into a month already reported is asked about in one question, the template's way first.

A page stores with ``late="ask"`` and hands what failed to :func:`settle`: when it is this question, the person
answers and the page stores again with the answer. Nothing is written before, nothing is decided silently.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.periods import parse_period
from app.ui.widgets.dialog import Danger, Question

if TYPE_CHECKING:
    from app.services.returns import LateQuestion
    from app.services.returns.late_reports import LateWay
    from app.ui.context import Context

CODE = "late.asked"
#: What the page was asked to reopen, left for :func:`lead_on` until the record is stored.
_SHARED = "late-reopen"


def settle(
    parent: QWidget,
    context: Context,
    error: AppError,
    again: Callable[[LateWay], object],
    otherwise: Callable[[AppError], object],
    given_up: Callable[[], object],
    *,
    leads: bool = True,
) -> None:
    """Ask when ``error`` is the question: ``again`` with the answer, ``given_up`` when the person would rather not
    store it now; any other error goes to ``otherwise``. ``leads``: the page calls :func:`lead_on` once it is stored;
    one where many are stored in a row stays."""
    question: Any = error.params.get("question")
    if error.code != CODE or question is None:
        otherwise(error)
        return
    way = ask(parent, question, str(error.params["what"]), int(str(error.params["count"])))
    if way is None:
        given_up()
        return
    if way == "reopen" and leads:
        context.shared[_SHARED] = (question, str(error.params["what"]))
    again(way)


def ask(parent: QWidget, question: LateQuestion, what: str, count: int) -> LateWay | None:
    """The question in words; None when the person would rather not store it now."""
    period = _short(question)
    open_month = f"{question.counts_on.month}月"
    many = f"这 {count} 件里有{what}的" if count > 1 else f"这件{what}"
    text = (
        f"补报：日子照实写，数算到{open_month}的表里，{period}报出去的不变。\n"
        f"重开：{period}做下一版，重新报一次，要写原因。"
    )
    first, second = ("late-report", "reopen") if question.default == "late-report" else ("reopen", "late-report")
    words: dict[str, str] = {"late-report": f"算到{open_month}补报", "reopen": f"重开{period}"}
    verbs: list[tuple[str, str, Danger]] = [(first, words[first], "primary"), (second, words[second], "plain")]
    title = f"{many}，{period}已经封存。{words['late-report']}，还是{words['reopen']}？"
    answer = Question(parent.window(), title, text, verbs, ("", "先不存")).ask()
    if answer == "late-report":
        return "late-report"
    return "reopen" if answer == "reopen" else None


def lead_on(context: Context) -> bool:
    """After storing: when the person wanted the month opened again, go there, the reason written already."""
    left: Any = context.shared.pop(_SHARED, None)
    if left is None:
        return False
    question, what = left
    info = question.returns[0]
    reason = f"补记{what}的"
    context.go("monthly", template=info.template, period=info.period, step="seal", reopen=reason)
    return True


def _short(question: LateQuestion) -> str:
    """«3月», or the whole name of a longer period."""
    period = parse_period(question.returns[0].period)
    return f"{period.start.month}月" if period.kind == "month" else period.label
