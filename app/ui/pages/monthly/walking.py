"""Walking about: from step to step, through what should be looked at, to another period, out of a list again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.services.periods import Period, with_cut_off
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.explaining import Explaining
from app.ui.pages.monthly.guide import CHECK, LOOSE, SEAL, SEND, SHEETS
from app.ui.pages.monthly.loose import WHY
from app.ui.pages.monthly.remarks import Remark
from app.ui.sheets.drawing import Place, place_of

if TYPE_CHECKING:
    from app.services.returns.unfinished import Loose, LooseGroup

#: Kinds of drafts with the page that goes on with them, and which parts of each that page has to be told of.
RESUMED: dict[str, tuple[str, ...]] = {
    "entry": (),
    "change": ("case",),
    "pile": ("pile",),
    "move": ("case", "move"),
    "paper": ("case", "kind", "event"),
}


class Walking(Explaining):
    """What one does to get somewhere else."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.list.chosen.connect(self._go_to_remark)
        self.list.finished.connect(self._reasons_given)
        self.choose.chosen.connect(self._choose)
        self.choosing.form_chosen.connect(self._form_chosen)
        self.choosing.period_chosen.connect(self._period_chosen)
        self.loose_view.opened.connect(self._open_loose)
        self.loose_view.shown.connect(self._say_why)
        self.after_view.opened.connect(lambda sheet, cell: self._go_to_cell(sheet, cell))
        self.steps.chosen.connect(self.go_to_step)

    # -- steps ---------------------------------------------------------------------------------------------
    def show_step(self, step: int) -> None:
        super().show_step(step)
        shown = self.shown
        if shown is None:
            return
        sealed = shown.sheets.sealed
        match step:
            case 0:
                self._say_why(self.loose_view.chosen)
            case 1 if sealed and not self._in_sheet():
                self._show_mode("sealed")
            case 1:
                self._mode = "figure"
                self._cell_changed(self.panel.sheet, *self.panel.view.current)
            case 2:
                self._show_mode("remarks")
            case _ if sealed:
                self._show_mode("sealed")
            case 3:
                self._show_mode("why")
                self.margin.say("封存")
                self.why.setText(
                    "看一看左边的数，和您心里的数差不多再封存。封存以后还可以重开，但要写明原因，市里看得到。"
                )
            case _:
                self._show_mode("why")
                self.margin.say("导出")
                self.why.setText("封存以后才导出，这样交上去的和这里留底的一定是同一份。")

    def take_focus(self) -> None:
        if self.step == CHECK:
            self.show_margin()
            if self.list.take_focus(self.answers):
                return
            self.hide_margin()
            self.next_step.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        wanted = self.first_focus() or self.next_focus()
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def next_focus(self) -> Any:
        """The primary button of the step."""
        return next((b for b in (self.seal, self.write, self.next_step) if b.isVisible()), self.back_step)

    def go_through(self) -> None:
        if self.shown is None:
            return
        if self.step != CHECK or self._mode != "remarks":
            if self.step == CHECK:
                self._show_mode("remarks")
                self.take_focus()
            else:
                self.go_to_step(CHECK)
            return
        if not self.list.cards:
            return
        at = (self.list.current() + 1) % len(self.list.cards)
        card = self.list.cards[at]
        card.card.setFocus(Qt.FocusReason.OtherFocusReason)
        if card.remark.cell:
            self.panel.go_to(card.remark.sheet, place_of(card.remark.cell))

    def _reasons_given(self) -> None:
        """Return in the last reason: on, when nothing stands in the way."""
        self.next_step.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.margin_alone:
            self.hide_margin()
            self.next_step.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what is unfinished --------------------------------------------------------------------------------
    def _say_why(self, group: LooseGroup | None) -> None:
        if self.step != LOOSE or self._mode == "choose":
            return
        self._show_mode("why")
        if self.loose is None:
            self.margin.say("查漏")
            self.why.setText("正在看还差什么……")
        elif group is None:
            self.margin.say("查漏")
            self.why.setText("封存以前先看一遍：写了一半的、缺类别的、过期没办的、可能重复的、还没填的数。")
        else:
            why, what = WHY[group.kind]
            more = (
                f"一共 {group.count} 处，这里列出头 {len(group.lines)} 处。" if group.count > len(group.lines) else ""
            )
            self.margin.say(group.title, f"{group.count} 处")
            self.why.setText(f"{why}\n\n{what}\n{more}".rstrip())

    def _open_loose(self, line: Loose) -> None:
        match line.kind:
            case "figure":
                self._go_to_cell(line.id, line.other)
            case "draft" if line.draft is not None and line.other in RESUMED:
                parts = RESUMED[line.other]
                content = line.draft.content
                how = {part: content.get(part, "") for part in parts} if parts else {"draft": line.id}
                self.context.go(line.other, **how)
            case "draft":
                self.context.go("home")
            case "unclassified":
                self.context.go("change", case=line.id)
            case _:
                self.context.go("case", case=line.id)

    # -- cells ---------------------------------------------------------------------------------------------
    def _go_to_remark(self, remark: Remark) -> None:
        if remark.cell:
            self._go_to_cell(remark.sheet, remark.cell, CHECK)
        elif remark.code == "return.unclassified":
            self.go_to_step(LOOSE)

    def _go_to_cell(self, sheet: str, cell: str, step: int = SHEETS) -> None:
        self._wanted = (sheet, cell)
        self.hide_margin()
        if self.step != step:
            self.show_step(step)
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self.shown is None:
            return
        sheet, cell = self._wanted
        self._wanted = None
        if self.step not in (SHEETS, CHECK):
            self.show_step(SHEETS)
        self._mode = "figure"
        place: Place = place_of(cell)
        self.panel.go_to(sheet, place)
        self._cell_changed(sheet, *place)

    def _leave_mode(self) -> None:
        """From a list in the margin back to what the step shows there."""
        if self._mode == "choose":
            self.show_step(self.step)
        elif self._mode == "remarks" and self.step == CHECK:
            self._mode = "figure"
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cell_changed(self.panel.sheet, *self.panel.view.current)

    # -- choosing ------------------------------------------------------------------------------------------
    def turn(self, by: int) -> None:
        if self.period is None or (by > 0 and self.after.off):
            return
        self._take_period(self.period.previous if by < 0 else periods.following(self.period))

    def _take_form(self, template: str, wanted: Period | None, kind: str = "") -> None:
        kind = kind or (periods.kind_of(wanted) if wanted is not None else "")
        fitting = [form for form in self.forms if form.template == template and kind in ("", form.kind)]
        fitting = fitting or [form for form in self.forms if form.template == template] or list(self.forms)
        self.form = fitting[0]
        day = today_of(self.context)
        period = wanted if wanted is not None and periods.kind_of(wanted) == self.form.kind else None
        self._take_period(period or periods.last_full(self.form.kind, day))

    def _take_period(self, period: Period) -> None:
        """Another return: nothing of the one before stays."""
        assert self.form is not None
        self.period = with_cut_off(period, self.form.cut_off)
        self.shown = None
        self.loose = None
        self.step = LOOSE
        self.refresh()

    def _choose(self) -> None:
        form, period, services = self.form, self.period, self.context.services
        if form is None or period is None:
            return

        def done(made: tuple[Any, ...]) -> None:
            self.choosing.set_forms(self.forms, form.key)
            day = today_of(self.context)
            rows = periods.lines(form.kind, day, made)
            self.choosing.set_lines(rows, period.text, form.kind, day)
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
        if self.period is None or period.text != self.period.text:
            self._take_period(period)
        else:
            self._leave_mode()
        self.take_focus()

    # -- the frame -----------------------------------------------------------------------------------------
    def escape(self) -> bool:
        inside = self.margin.isAncestorOf(self.window().focusWidget() or self)
        if self._mode == "choose":
            self.hide_margin()
            self._leave_mode()
            self.take_focus()
            return True
        if self.send.progress is not None and self.step == SEND:
            self.send.progress.stop.click()
            return True
        if self.step == CHECK and self.panel.view.hasFocus() and self._mode != "remarks":
            self._show_mode("remarks")
            self.take_focus()
            return True
        if not self.margin_alone and not inside:
            return False
        if self.step == SEAL and self.shown is not None and self.shown.sheets.sealed:
            self.sealed.asking.hide()
        self.hide_margin()
        self._leave_mode()
        if self.stack.currentWidget() is self.panel:
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            wanted = self.first_focus() or self.next_focus()
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
