"""Sealing a return, and opening a sealed one again."""

from __future__ import annotations

from typing import Any

from app.errors import AppError, Issue
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.walking import Walking
from app.ui.widgets.dialog import Question


class Finishing(Walking):
    """What one does when the numbers are right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.seal.chosen.connect(self._ask_seal)
        self.reopen.chosen.connect(self._ask_reopen)
        self.sealed.reopened.connect(self._reopen)

    def _ask_seal(self) -> None:
        if self.form is None or self.period is None:
            return
        asked = sum(1 for remark in self.remarks if remark.severity == "warning")
        still = f"还有 {asked} 处疑问没有看。" if asked else ""
        text = f"{still}封存以后，这一期的数就定下来了，台账再改也不会变。要改，可以写明原因做下一版。"
        verbs = [("seal", "封存", "primary")]
        question = Question(self.window(), f"封存{self.period.label}的报表吗？", text, verbs, ("no", "再看看"))  # type: ignore[arg-type]
        if question.ask() == "seal":
            self.seal_now()

    def seal_now(self) -> None:
        """Seal the return shown, without asking."""
        form, period, services = self.form, self.period, self.context.services
        assert form is not None and period is not None
        day, by = today_of(self.context), periods.person(self.context)

        def failed(error: AppError) -> None:
            self._issues = error.issues or self._issues
            self._show_remarks()
            self.context.show_error(error)
            self._show_bar()
            if error.issues:
                self._show_mode("remarks")

        def done(info: Any) -> None:
            self.context.tell(f"{period.label}封存好了")
            self._mode = "sealed"
            self.shown = None  # the slip shows as when one arrives

        self.context.jobs.write(
            lambda progress: services.returns.seal(form.template, period, today=day, by=by),
            done,
            changes={"return"},
            failed=failed,
            owner=self,
        )

    def _ask_reopen(self) -> None:
        self._show_mode("sealed")
        self.show_margin()
        self.sealed.ask()

    def _reopen(self, reason: str) -> None:
        form, period, services = self.form, self.period, self.context.services
        assert form is not None and period is not None
        by = periods.person(self.context)

        def done(result: tuple[Any, tuple[Issue, ...]]) -> None:
            info, issues = result
            self.sealed.asking.hide()
            self.hide_margin()
            self.shown = None
            words = " ".join(issue.message for issue in issues)
            self.exporting.tell(f"第 {info.revision} 版开始了", words or "原来那一版还在，没有变。", "note")

        self.context.jobs.write(
            lambda progress: services.returns.reopen(form.template, period, reason=reason, by=by),
            done,
            changes={"return"},
            failed=lambda error: self.sealed.reason.say(error.message, "error"),
            owner=self,
        )
