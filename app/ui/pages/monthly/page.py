"""月报: five steps from what is unfinished to the return on the stick."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.errors import AppError, Issue
from app.progress import Progress
from app.services.periods import Period
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.exporting import Exporting
from app.ui.pages.monthly.guide import CHECK, LOOSE, SEAL, SEND, SHEETS
from app.ui.pages.monthly.workbook import Shown, load
from app.ui.widgets.buttons import Button

#: Names by which other pages ask for a step.
STEPS = {"loose": LOOSE, "sheets": SHEETS, "check": CHECK, "seal": SEAL, "send": SEND}


class MonthlyPage(Exporting):
    """One return at a time.

    ``arrive(template=, period=, step=, sheet=, cell=, reopen=, slip=)`` chooses which one and where to stand;
    ``reopen`` is the reason for opening a sealed one again, as far as it is known, ``slip`` the slip this answers.
    """

    watches = frozenset(
        {"complaint", "enquiry", "figure", "import", "return", "register", "work", "roster", "calendar", "template"}
    )
    key_card = (
        ("F10", "下一步；在“封存”里封存，在“导出”里写出"),
        ("F7", "核对，再按看下一处"),
        ("F9", "导出"),
        ("F8", "导出到别的地方"),
        ("F4", "换一期"),
        ("F5 F6", "上一期、下一期"),
        ("回车", "看一个数的算法和记录，再按打开那一件"),
        ("Ctrl+PgUp PgDn", "前一张、后一张表"),
        ("-", "在手填的格里：不适用"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._step_wanted: int | None = None
        self._reopen_wanted: str | None = None

    def arrive(self, **how: Any) -> None:
        sheet, cell = how.get("sheet"), how.get("cell")
        if isinstance(sheet, str) and isinstance(cell, str):
            self._wanted = (sheet, cell)
        self._step_wanted = STEPS.get(str(how.get("step", "")))
        reopen = how.get("reopen")
        self._reopen_wanted = reopen if isinstance(reopen, str) else None
        self.answers_slip = str(how.get("slip", ""))
        wanted = how.get("period")
        if isinstance(wanted, str):
            from app.services.periods import parse_period

            wanted = parse_period(wanted)
        template = how.get("template")
        if self.form is None:
            self._read_forms(template if isinstance(template, str) else "", wanted)
        elif isinstance(wanted, Period) and (
            self.period is None or wanted.text != self.period.text or (template or "") != self.form.template
        ):
            self._take_form(template if isinstance(template, str) else self.form.template, wanted)
        elif self.shown is not None:
            self._stand()

    def _read_forms(self, template: str, wanted: Period | None) -> None:
        services = self.context.services

        def work(progress: Progress) -> tuple[tuple[periods.Form, ...], tuple[str, ...]]:
            from app.services import templates

            made = tuple(info.template for info in services.returns.listed())
            return periods.forms(templates.listed(services.database)), made

        def done(read: tuple[tuple[periods.Form, ...], tuple[str, ...]]) -> None:
            found, made = read
            self.forms = found
            if not found:
                self.empty.say("这里还没有表样", "请先在“表样”里把市里发的表装上。")
                return
            self._take_form(template or periods.usual(found, made).template, wanted)

        self.context.jobs.read(work, done, owner=self)

    def _read_forms_again(self) -> None:
        """A template may have been put in use meanwhile: it is offered, the one shown stays."""
        services = self.context.services

        def work(progress: Progress) -> tuple[periods.Form, ...]:
            from app.services import templates

            return periods.forms(templates.listed(services.database))

        def done(found: tuple[periods.Form, ...]) -> None:
            self.forms = found

        self.context.jobs.read(work, done, channel="monthly-forms", owner=self)

    # -- reading -------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Compute the return anew; the step, the cell and the line one stands on stay."""
        form, period = self.form, self.period
        if form is None or period is None:
            return
        self._read_forms_again()
        self.context.shared["period"] = period
        self._say_head()
        if self.shown is None:
            self.answers = {}
            self.differ = 0
            self.after_view.show_parts((), ("", ""))
            self.failed = False
            self.send.clear()
            self.empty.say(f"正在算{period.label}的数……", "")
            self.stack.setCurrentWidget(self.empty)
            self._show_steps()
            self.show_bar()
        services, day, by = self.context.services, today_of(self.context), periods.person(self.context)
        base = self.base
        self.context.jobs.read(
            lambda progress: load(services, form.template, period, day, by, base),
            self._loaded,
            channel="monthly",
            failed=self._not_loaded,
            owner=self,
        )

    def _not_loaded(self, error: AppError) -> None:
        self.shown = None
        again = Button("再试一次", "primary", icon="arrow-clockwise", on=self.refresh)
        other = Button("换一期", icon="calendar-blank", on=self._choose)
        self.empty.say("这一期算不出来", f"{error.message}（号码 {error.number}）", (again, other))
        self.stack.setCurrentWidget(self.empty)
        self.show_bar()
        self._show_steps()

    def _loaded(self, shown: Shown) -> None:
        if self.period != shown.period or self.form is None or self.form.template != shown.template:
            return
        first = self.shown is None
        turned = not first and self.shown is not None and self.shown.sheets.sealed != shown.sheets.sealed
        self.shown = shown
        self._issues = shown.sheets.issues
        self._checked = False
        if first:
            self._others = {}
            self.list.forget()
        self._show_remarks()
        self.panel.show_workbook(shown.drawings, shown.faces(self._issues))
        self.sealed.slip.show_return(shown)
        self.show_ready()
        if first or turned:
            self._arrive_first(shown)
        else:
            self.show_body()
            if self._wanted is not None:
                self._go_to_wanted()
            elif self._mode == "figure":
                self._cell_changed(self.panel.sheet, *self.panel.view.current)
            self._show_steps()
            self.show_bar()
        self._read_more(shown)

    def _arrive_first(self, shown: Shown) -> None:
        """A return is shown for the first time: on the step it is at, or the one asked for."""
        sealed = shown.sheets.sealed
        if sealed and self.step < SEAL:
            self.step = SHEETS
        elif not sealed and self.step > SEAL:
            self.step = LOOSE
        self._mode = "plain"
        self._stand(self.step)
        if self.isVisible() and not self._focus_inside():
            self.take_focus()

    def _stand(self, step: int | None = None) -> None:
        """Where the page was asked to stand; ``step`` when nothing else was said."""
        wanted, self._step_wanted = self._step_wanted, None
        reason, self._reopen_wanted = self._reopen_wanted, None
        if self._wanted is not None:
            self.show_step(SHEETS)
            self._go_to_wanted()
        elif wanted is not None or step is not None:
            self.show_step(wanted if wanted is not None else step if step is not None else LOOSE)
        if reason is not None and self.shown is not None and self.shown.sheets.sealed:
            self.ask_reopen(reason)

    def _focus_inside(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus) and focus.isVisible()

    def _read_more(self, shown: Shown) -> None:
        """What the check says, what is unfinished, and the same return of the month and the year before."""
        services, day, by = self.context.services, today_of(self.context), periods.person(self.context)
        base = self.base
        if shown.sheets.sealed:
            self.read_after()
        else:
            self.read_answers()
            self._read_loose(shown)

        def check(progress: Progress) -> tuple[Issue, ...]:
            return services.returns.check(shown.template, shown.period, today=day, revised_base=base)

        def checked(issues: tuple[Issue, ...]) -> None:
            if self.shown is not shown:
                return
            self._issues = issues
            self._checked = True
            self._show_remarks()
            self.panel.set_faces(shown.faces(issues))
            self.show_ready()
            if self._mode == "remarks":
                self._show_mode("remarks")
            self.show_bar()
            self._show_steps()

        self.context.jobs.read(check, checked, channel="monthly-check", owner=self, long=True)

        def compare(progress: Progress) -> dict[str, Shown]:
            found: dict[str, Shown] = {}
            for word, other in (("上期", shown.period.previous), ("去年", shown.period.last_year)):
                try:
                    found[word] = load(services, shown.template, other, day, by)
                except AppError:
                    continue  # a period the template is not filled for has nothing to compare with
            return found

        def compared(found: dict[str, Shown]) -> None:
            if self.shown is shown:
                self._others = found
                self._compare()

        if not self._others:
            self.context.jobs.read(compare, compared, channel="monthly-compare", owner=self, long=True)

    def _read_loose(self, shown: Shown) -> None:
        unfinished, day = self.context.services.unfinished, today_of(self.context)

        def work(progress: Progress) -> tuple[Any, ...]:
            return unfinished.of(shown.period, shown.sheets.cells, today=day, progress=progress)

        def done(found: tuple[Any, ...]) -> None:
            if self.shown is not shown:
                return
            waiting = self.loose is None
            self.loose = found
            self.loose_view.show_groups(found, lambda: self.go_to_step(SHEETS))
            self._say_why(self.loose_view.chosen)
            self._show_steps()
            focus = self.window().focusWidget()
            if waiting and self.step == LOOSE and self.isVisible() and (focus is None or self.bar.isAncestorOf(focus)):
                (self.loose_view.first or self.next_step).setFocus(Qt.FocusReason.OtherFocusReason)

        self.context.jobs.read(work, done, channel="monthly-loose", owner=self, long=True)
