"""Walking about: through what should be looked at, to another period, out of a list again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.services.periods import Period
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.explaining import Explaining
from app.ui.pages.monthly.remarks import Remark
from app.ui.sheets.drawing import Place, place_of


class Walking(Explaining):
    """What one does to get somewhere else."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.list.chosen.connect(self._go_to_remark)
        self.check.chosen.connect(self._check)
        self.choose.chosen.connect(self._choose)
        self.choosing.form_chosen.connect(self._form_chosen)
        self.choosing.period_chosen.connect(self._period_chosen)

    def _check(self) -> None:
        """Show what should be looked at; again: the next one."""
        if self._mode != "remarks":
            self._show_mode("remarks")
            self.show_margin()
            if self.list.cards:
                self.list.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.list.cards:
            return
        focus = [index for index, card in enumerate(self.list.cards) if card.hasFocus()]
        at = (focus[0] + 1) % len(self.list.cards) if focus else 0
        self.list.cards[at].setFocus(Qt.FocusReason.OtherFocusReason)
        remark = self.list.cards[at].remark
        if remark.cell:
            self.panel.go_to(remark.sheet, place_of(remark.cell))

    def _go_to_remark(self, remark: Remark) -> None:
        if not remark.cell:
            return
        self._wanted = (remark.sheet, remark.cell)
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self.shown is None:
            return
        sheet, cell = self._wanted
        self._wanted = None
        self._mode = "figure"
        place: Place = place_of(cell)
        self.panel.go_to(sheet, place)
        self._cell_changed(sheet, *place)

    def _leave_mode(self) -> None:
        """From a list in the margin back to the figure one stands on."""
        if self._mode in ("remarks", "choose"):
            self._mode = "figure"
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cell_changed(self.panel.sheet, *self.panel.view.current)

    # -- choosing ------------------------------------------------------------------------------------------
    def _take_form(self, template: str, wanted: Period | None, kind: str = "") -> None:
        kind = kind or (wanted.kind if wanted is not None else "")
        fitting = [form for form in self.forms if form.template == template and kind in ("", form.kind)]
        fitting = fitting or [form for form in self.forms if form.template == template] or list(self.forms)
        self.form = fitting[0]
        day = today_of(self.context)
        self.period = wanted if wanted is not None and wanted.kind == self.form.kind else None
        self.period = self.period or periods.last_full(self.form.kind, day)
        self.shown = None
        self.refresh()

    def _choose(self) -> None:
        form, period, services = self.form, self.period, self.context.services
        if form is None or period is None:
            return

        def done(made: tuple[Any, ...]) -> None:
            self.choosing.set_forms(self.forms, form.key)
            rows = periods.lines(form.kind, today_of(self.context), made)
            self.choosing.set_lines(rows, period.text)
            self._show_mode("choose")
            self.show_margin()
            self.choosing.take_focus()

        self.context.jobs.read(lambda progress: services.returns.listed(form.template), done, owner=self)

    def _form_chosen(self, key: str) -> None:
        form = next(form for form in self.forms if form.key == key)
        self._take_form(form.template, None, form.kind)
        self._choose()

    def _period_chosen(self, period: Period) -> None:
        self.hide_margin()
        if period != self.period:
            self.period = period
            self.shown = None
            self.refresh()
        else:
            self._leave_mode()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the frame -----------------------------------------------------------------------------------------
    def escape(self) -> bool:
        if self.margin_alone:
            self.hide_margin()
        elif not self.margin.isAncestorOf(self.window().focusWidget() or self):
            return False
        self._leave_mode()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
