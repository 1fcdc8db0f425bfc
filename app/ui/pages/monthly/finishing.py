"""Sealing a return, opening a sealed one again, and what is to be said about it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.errors import AppError, Issue
from app.progress import Progress
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.after import Line, Part, lines_of
from app.ui.pages.monthly.answers import Answered, RemarkKey, key_of, open_counts
from app.ui.pages.monthly.guide import CHECK, SEAL, SEND
from app.ui.pages.monthly.walking import Walking
from app.ui.widgets.dialog import Question

if TYPE_CHECKING:
    from app.services.returns import CellDifference, Remark

#: The kind under which half-written reasons wait among the drafts; they belong to one return and are offered nowhere.
DRAFT_KIND = "answers"
#: The check's word for a return of noughts: answered by saying so, not by a reason.
ZERO = "return.zero_needed"


class Finishing(Walking):
    """What one does when the numbers are right."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.seal.chosen.connect(self._ask_seal)
        self.seal.refused.connect(self._lead_to_check)
        self.reopen.chosen.connect(lambda: self.ask_reopen())
        self.print_button.chosen.connect(self._print_differences)
        self.sealed.reopened.connect(self._reopen)
        self.sealed.look_wanted.connect(lambda: self.go_to_step(SEAL))
        self.list.answered.connect(self._answered)
        self.ready.changed.connect(self.show_bar)
        self.ready.base_changed.connect(self._base_changed)
        #: The slip a reopening answers; "" for none.
        self.answers_slip = ""

    def show_step(self, step: int) -> None:
        if step == SEAL and self.shown is not None and not self.shown.sheets.sealed:
            self.show_ready()
        super().show_step(step)

    # -- what will be sealed -------------------------------------------------------------------------------
    @property
    def base(self) -> bool | None:
        """Whether an open return compares with corrected figures; None: as it did before."""
        shown = self.shown
        if shown is None or shown.sheets.sealed or not shown.revised_before:
            return None
        return self.ready.base.chosen() == ("revised",)

    def show_ready(self) -> None:
        """What the step of sealing says, as far as it is known by now."""
        assert self.shown is not None
        zero = any(issue.code == ZERO for issue in self._issues)
        self.ready.show_return(self.shown, self.answers, zero)

    def _base_changed(self) -> None:
        self.show_bar()
        self.refresh()

    # -- reasons -------------------------------------------------------------------------------------------
    @property
    def _draft_id(self) -> str:
        assert self.shown is not None
        return f"answers-{self.shown.template}-{self.shown.period.text}-{self.shown.sheets.revision}"

    def read_answers(self) -> None:
        """The reasons written so far for this return."""
        drafts, id, shown = self.context.services.drafts, self._draft_id, self.shown

        def done(found: Any) -> None:
            if self.shown is not shown or found is None:
                return
            for one in found.content.get("answers", ()):
                key = (one["code"], one["sheet"], one["cell"], one["says"])
                self.answers.setdefault(key, Answered(one["kind"], one["reason"]))
            self.list.forget()
            self._show_remarks()
            self._show_steps()
            self.show_bar()

        self.context.jobs.draft(lambda progress: drafts.get(id), done, owner=self)

    def _answered(self, key: RemarkKey, answer: Answered) -> None:
        self.answers[key] = answer
        drafts, id = self.context.services.drafts, self._draft_id
        content = {
            "answers": [
                {"code": code, "sheet": sheet, "cell": cell, "says": says, "kind": one.kind, "reason": one.reason}
                for (code, sheet, cell, says), one in self.answers.items()
            ]
        }
        self.context.jobs.draft(lambda progress: drafts.put(id, DRAFT_KIND, content), owner=self)
        self._show_steps()
        self.show_bar()

    # -- sealing -------------------------------------------------------------------------------------------
    def _ask_seal(self) -> None:
        if self.form is None or self.period is None:
            return
        zero = "这一期是零报告。" if self.ready.says_zero else ""
        text = f"{zero}封存以后，这一期的数就定下来了，台账再改也不会变。要改，可以写明原因做下一版。"
        verbs = [("seal", "封存", "primary")]
        question = Question(self.window(), f"封存{self.period.label}的报表吗？", text, verbs, ("no", "再看看"))  # type: ignore[arg-type]
        if question.ask() == "seal":
            self.seal_now()

    def _lead_to_check(self) -> None:
        """F10 although something stands in the way: to the first thing that does."""
        if any(open_counts(self.remarks, self.answers)):
            self.go_to_step(CHECK)
        elif self.ready.needs_zero:
            self.ready.take_focus()

    def seal_now(self) -> None:
        """Seal the return shown, without asking."""
        form, period, services = self.form, self.period, self.context.services
        assert form is not None and period is not None
        day, by = today_of(self.context), periods.person(self.context)
        zero, base = self.ready.says_zero, bool(self.base)
        told = [
            (remark, answer)
            for remark in self.remarks
            if (answer := self.answers.get(key_of(remark))) is not None and answer.reason.strip()
        ]
        draft = self._draft_id

        def work(progress: Progress) -> Any:
            from app.services.returns import Answer

            answers = [
                Answer(remark.code, remark.sheet, remark.cell, one.kind, one.reason.strip(), remark.message)
                for remark, one in told
            ]
            return services.returns.seal(
                form.template, period, today=day, by=by, answers=answers, zero=zero, revised_base=base
            )

        def failed(error: AppError) -> None:
            self._issues = error.issues or self._issues
            self._show_remarks()
            if error.issues:
                self.go_to_step(CHECK)
            self.context.show_error(error)
            self.show_bar()

        def done(info: Any) -> None:
            self.context.tell(f"{period.label}封存好了")
            self.shown = None  # the slip shows as when one arrives
            self.step = SEND
            self.context.jobs.draft(lambda progress: services.drafts.drop(draft), owner=self)

        self.context.jobs.write(work, done, changes={"return"}, failed=failed, owner=self)

    # -- opening again -------------------------------------------------------------------------------------
    def ask_reopen(self, reason: str = "") -> None:
        """Ask why the sealed return is opened again; ``reason`` stands there already."""
        self.show_step(SEAL)
        self._show_mode("sealed")
        self.show_margin()
        self.sealed.ask(reason)

    def _reopen(self, reason: str) -> None:
        form, period, services = self.form, self.period, self.context.services
        assert form is not None and period is not None
        by, slip = periods.person(self.context), self.answers_slip or None
        self.answers_slip = ""

        def done(result: tuple[Any, tuple[Issue, ...]]) -> None:
            info, issues = result
            self.sealed.asking.hide()
            self.hide_margin()
            self._take_period(period)
            words = " ".join(issue.message for issue in issues)
            self.tell(f"第 {info.revision} 版开始了", words or "原来那一版还在，没有变。", "note")

        self.context.jobs.write(
            lambda progress: services.returns.reopen(form.template, period, reason=reason, by=by, slip=slip),
            done,
            changes={"return"},
            failed=lambda error: self.sealed.reason.say(error.message, "error"),
            owner=self,
        )

    # -- afterwards ----------------------------------------------------------------------------------------
    def read_after(self) -> None:
        """What differs from the records now, and from the revision before; read while the slip is looked at."""
        shown, services = self.shown, self.context.services
        if shown is None or not shown.sheets.sealed:
            return
        template, period, revision = shown.template, shown.period, shown.sheets.revision

        def work(progress: Progress) -> tuple[Any, Any, Any]:
            now = services.returns.difference(template, period, revision, None)
            before = services.returns.difference(template, period, revision - 1, revision) if revision > 1 else ()
            return now, before, services.returns.remarks(template, period, revision)

        def done(found: tuple[Any, Any, Any]) -> None:
            if self.shown is not shown:
                return
            now, before, remarks = found
            self.differ = len(now)
            short = periods.short_label(period)
            words = f"有 {len(now)} 处与现在的记录不同。" if now else "和现在的记录都一样。"
            self.sealed.compare(f"{short}已报的数{words}", bool(now))
            self.after_view.show_parts(
                after_parts(short, revision, now, before, remarks), ("封存的数和现在的记录都一样", "没有要看的。")
            )
            self.show_body()
            self._show_steps()
            self.show_bar()
            focus, first = self.window().focusWidget(), self.after_view.first
            if self.isVisible() and self.step == SEAL and first is not None and self.bar.isAncestorOf(focus or self):
                first.setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.jobs.read(work, done, channel="monthly-after", owner=self, long=True)

    def _print_differences(self) -> None:
        """The list shown on paper: what was reported, what is there now."""
        shown, part = self.shown, self.after_view.chosen
        if shown is None or part is None:
            return
        office, title = self.context.office.name, f"{shown.sheets.title} {shown.period.label}：{part.word}"

        def make(progress: Progress) -> bytes:
            from app.services.reports import difference_list

            rows = [(f"{line.sheet} {line.cell}", line.name, line.before, line.after) for line in part.lines]
            return difference_list.render(office, title, part.words, part.titles, rows, progress)

        self.context.go("preview", title=part.word, make=make, name=f"{office} {title}.pdf".replace("：", " "))


def after_parts(
    short: str,
    revision: int,
    now: tuple[CellDifference, ...],
    before: tuple[CellDifference, ...],
    remarks: tuple[Remark, ...],
) -> tuple[Part, ...]:
    """The lists of a sealed return."""
    many = len(now)
    reasons = tuple(
        Line(one.sheet, one.cell, one.message, "规则不对" if one.kind == "set_aside" else "说明", one.reason)
        for one in remarks
    )
    return (
        Part(
            "now",
            "现在不同",
            f"{short}已报的数有 {many} 处与现在的记录不同。",
            ("报的", "现在"),
            lines_of(now),
        ),
        Part(
            "before",
            f"和第 {revision - 1} 版",
            f"第 {revision} 版改了这些数。",
            (f"第 {revision - 1} 版", f"第 {revision} 版"),
            lines_of(before),
        ),
        Part("remarks", "写过的理由", "封存时写的理由，和报表一起报给了市里。", ("", "理由"), reasons),
    )
