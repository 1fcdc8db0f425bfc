"""One thing about a case that is asked for on a form of its own: why a step is taken back, how a paper was served."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.progress import Progress
from app.services.asks import Ask
from app.ui.context import Context
from app.ui.pages.case.ask_page import AskPage


@dataclass(frozen=True, slots=True)
class Step:
    """What the form is about. ``work`` runs in the writing lane with what was typed; its result goes to ``said`` and
    ``warned``, which give the words for the page of the case. What is typed waits under ``key``."""

    key: str
    case: str
    title: str
    told: str
    asks: Sequence[Ask]
    work: Callable[[Mapping[str, str]], Any]
    said: Callable[[Any], str]
    warned: Callable[[Any], str] = lambda _: ""
    fact: str = ""
    #: Whether the page of the case says what is due next, too.
    then: bool = False
    changes: frozenset[str] = field(default_factory=lambda: frozenset({"complaint"}))


class StepPage(AskPage):
    """``arrive(step=Step)`` asks; saving does it and goes back to the case."""

    draft_kind = "step"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "case-step", "一件投诉的一步")
        self._step: Step | None = None
        self.told.setText("先打开一件投诉，再从那里进来。")

    def arrive(self, **how: Any) -> None:
        step = how.get("step")
        if isinstance(step, Step):
            self._step = step
            self.ask(step.asks, title=step.title, fact=step.fact, told=step.told, draft=f"step-{step.key}")

    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        step = self._step
        assert step is not None  # there are no fields before

        def work(progress: Progress) -> Any:
            return step.work(texts)

        def done(result: Any) -> None:
            self.stored()
            told, warned = step.said(result), step.warned(result)
            self.context.go("case", instead=True, case=step.case, told=told, warned=warned, then=step.then)

        self.context.jobs.write(work, done, changes=set(step.changes), failed=self.not_stored, owner=self)
