"""月报: the sheets with their numbers, what stands behind each, checking, sealing and exporting."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.errors import AppError, Issue
from app.progress import Progress
from app.services.periods import Period
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.finishing import Finishing
from app.ui.pages.monthly.workbook import Shown, load
from app.ui.widgets.buttons import Button


class MonthlyPage(Finishing):
    """One return at a time. ``arrive(template=, period=, sheet=, cell=)`` chooses which one and where to stand."""

    watches = frozenset({"complaint", "enquiry", "figure", "import", "return", "register"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.steps.chosen.connect(self._step_chosen)

    def arrive(self, **how: Any) -> None:
        sheet, cell = how.get("sheet"), how.get("cell")
        if isinstance(sheet, str) and isinstance(cell, str):
            self._wanted = (sheet, cell)
        wanted = how.get("period")
        if isinstance(wanted, str):
            from app.services.periods import parse_period

            wanted = parse_period(wanted)
        template = how.get("template")
        if self.form is None:
            self._read_forms(template if isinstance(template, str) else "", wanted)
        elif isinstance(wanted, Period) and (wanted != self.period or (template or "") != self.form.template):
            self._take_form(template if isinstance(template, str) else self.form.template, wanted)
        elif self._wanted is not None:
            self._go_to_wanted()

    def _read_forms(self, template: str, wanted: Period | None) -> None:
        services = self.context.services

        def work(progress: Progress) -> tuple[periods.Form, ...]:
            from app.services import templates

            return periods.forms(templates.listed(services.database))

        def done(found: tuple[periods.Form, ...]) -> None:
            self.forms = found
            if not found:
                self.empty.say("这里还没有表样", "表样随程序一起来。请重新安装程序，或打电话问。")
                return
            self._take_form(template or found[0].template, wanted)

        self.context.jobs.read(work, done, owner=self)

    def refresh(self) -> None:
        """Compute the return anew; the cell one stands on stays."""
        form, period = self.form, self.period
        if form is None or period is None:
            return
        self.context.shared["period"] = period
        self._say_head()
        if self.shown is None:
            self.empty.say(f"正在算{period.label}的数……", "")
            self.stack.setCurrentWidget(self.empty)
        services, day, by = self.context.services, today_of(self.context), periods.person(self.context)
        self.context.jobs.read(
            lambda progress: load(services, form.template, period, day, by),
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
        self._show_bar()
        self._show_steps()

    def _loaded(self, shown: Shown) -> None:
        if self.period != shown.period or self.form is None or self.form.template != shown.template:
            return
        first = self.shown is None
        changed = first or self.shown is None or self.shown.period != shown.period
        self.shown = shown
        self._issues = shown.sheets.issues
        self._checked = False
        if changed:
            self._others = {}
        self._show_remarks()
        self.panel.show_workbook(shown.drawings, shown.faces(self._issues))
        self.stack.setCurrentWidget(self.panel)
        if self.isVisible() and (first or not self._focus_inside()):
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._wanted is not None:
            self._go_to_wanted()
        elif first:
            self._show_mode("sealed" if shown.sheets.sealed else "figure")
            if not shown.sheets.sealed:
                self._cell_changed(self.panel.sheet, *self.panel.view.current)
        if shown.sheets.sealed:
            self.sealed.slip.show_return(shown)
        elif self._mode == "sealed":
            self._show_mode("figure")
            self._cell_changed(self.panel.sheet, *self.panel.view.current)
        self._show_bar()
        self._show_steps()
        self._read_more(shown)

    def _focus_inside(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus) and focus.isVisible()

    def _read_more(self, shown: Shown) -> None:
        """What the check says, and the same return of the month and the year before, for comparing."""
        services, day, by = self.context.services, today_of(self.context), periods.person(self.context)

        def check(progress: Progress) -> tuple[Issue, ...]:
            return services.returns.check(shown.template, shown.period, today=day)

        def checked(issues: tuple[Issue, ...]) -> None:
            if self.shown is not shown:
                return
            self._issues = issues
            self._checked = True
            self._show_remarks()
            self.panel.set_faces(shown.faces(issues))
            self._show_bar()
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

    def _step_chosen(self, step: int) -> None:
        match step:
            case 0 | 2:
                self._check()
            case 1:
                self.escape()
                self.panel.setFocus(Qt.FocusReason.OtherFocusReason)
            case 3 if not self.seal.isHidden():
                self.seal.click()
            case 3:
                self._show_mode("sealed")
            case 4:
                self.export.click()
