"""月报: the sheets with their numbers, what stands behind each, checking, sealing and exporting."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import AppError, Issue
from app.progress import Progress
from app.services.periods import Period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.choosing import ChoosingPanel
from app.ui.pages.monthly.exporting import Exporting
from app.ui.pages.monthly.figure import FigurePanel
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.remarks import Remark, RemarkList, counted, remark_of
from app.ui.pages.monthly.sealing import SealedPanel
from app.ui.pages.monthly.workbook import Shown, Spot, load, title_of, typed_key
from app.ui.sheets.drawing import Place, address, place_of
from app.ui.sheets.panel import SheetPanel
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import EmptyState
from app.ui.widgets.dialog import Question
from app.ui.widgets.layouts import Column
from app.ui.widgets.steps import StepBar, StepInfo
from app.ui.widgets.words import Words

#: Records listed behind a number; more are counted, not listed.
MOST_RECORDS = 500


class MonthlyPage(MarginPage):
    """One return at a time. ``arrive(template=, period=, sheet=, cell=)`` chooses which one and where to stand."""

    watches = frozenset({"complaint", "enquiry", "figure", "import", "return", "register"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "monthly", "月报", scrolls=False)
        self.forms: tuple[periods.Form, ...] = ()
        self.form: periods.Form | None = None
        self.period: Period | None = None
        self.shown: Shown | None = None
        self.remarks: tuple[Remark, ...] = ()
        self._issues: tuple[Issue, ...] = ()
        self._checked = False
        self._others: dict[str, Shown] = {}
        self._spot: Spot | None = None
        self._wanted: Spot | None = None
        self._mode = "figure"
        self._make_head()
        self._make_body()
        self._make_margin()
        self._make_bar()
        self.exporting = Exporting(self)
        self.breadth_changed.connect(self._breadth_changed)

    # -- parts ----------------------------------------------------------------------------------------
    def _make_head(self) -> None:
        self.before = Button("上期", key="F5", on=lambda: self._turn(-1))
        self.after = Button("下期", key="F6", on=lambda: self._turn(1))
        self.head.add(self.before)
        self.head.add(self.after)

        self._turning = [QShortcut(QKeySequence(key), self) for key in ("F5", "F6")]
        for shortcut, by in zip(self._turning, (-1, 1), strict=True):
            shortcut.setEnabled(False)
            shortcut.activated.connect(lambda by=by: self._turn(by))

    def _make_body(self) -> None:
        self.steps = StepBar("月报")
        self.steps.chosen.connect(self._step_chosen)
        self.notices = Column(spacing=8)
        self.panel = SheetPanel("报表")
        self.panel.current_changed.connect(self._cell_changed)
        self.panel.opened.connect(self._cell_opened)
        self.panel.view.installEventFilter(self)
        self.empty = EmptyState("正在算……", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.panel)
        self.body.put(self.steps)
        self.body.addLayout(self.notices)
        self.body.put(self.stack, stretch=1)
        for sequence, by in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda by=by: self._turn_sheet(by))

    def _make_margin(self) -> None:
        self.figure = FigurePanel()
        self.figure.record_opened.connect(self._open_record)
        self.figure.typed.connect(self._typed)
        self.plain = Words("", colour="ink2")
        self.list = RemarkList("没有要看的，都对得上。")
        self.list.chosen.connect(self._go_to_remark)
        self.sealed = SealedPanel()
        self.sealed.reopened.connect(self._reopen)
        self.choosing = ChoosingPanel()
        self.choosing.form_chosen.connect(self._form_chosen)
        self.choosing.period_chosen.connect(self._period_chosen)
        self.use_margin()
        self.set_modes(
            {
                "figure": self.figure,
                "plain": self.plain,
                "remarks": self.list,
                "sealed": self.sealed,
                "choose": self.choosing,
            }
        )

    def _make_bar(self) -> None:
        self.choose = Button("换期", icon="calendar-blank", key="F4", main=True, on=self._choose)
        self.check = Button("检查", icon="list-checks", key="F7", main=True, on=self._check)
        self.reopen = Button("重开", icon="lock-open", main=True, on=self._ask_reopen)
        self.export = Button("导出", icon="export", key="F9", main=True, on=lambda: self.exporting.start())
        self.seal = Button("封存", icon="seal-check", key="F10", main=True, on=self._ask_seal)
        self._show_bar()

    def _show_bar(self) -> None:
        shown = self.shown
        sealed = shown is not None and shown.sheets.sealed
        self.reopen.setVisible(sealed)
        self.seal.setVisible(not sealed)
        self.export.kind = "primary" if sealed else "plain"
        self.seal.kind = "plain" if sealed else "primary"
        self.seal.set_off(self._why_not_sealed())
        missing = "还没有算出来" if shown is None else ""
        self.export.set_off(missing)
        self.check.set_off(missing)
        words = counted(self.remarks)
        self.check.set_text(f"检查 {words}".strip(), "检查")
        self.bar.set_buttons([self.choose, self.check, self.reopen], [self.export, self.seal])
        self.reopen.setVisible(sealed)
        self.seal.setVisible(not sealed)
        self.bar.refresh()

    def _why_not_sealed(self) -> str:
        if self.shown is None or self.period is None:
            return "还没有算出来"
        if today_of(self.context) <= self.period.end:
            return f"{self.period.label}还没过完，过完才能封存"
        errors = sum(1 for remark in self.remarks if remark.severity == "error")
        return f"还有 {errors} 处错误，现在不能封存" if errors else ""

    # -- arriving and reading -------------------------------------------------------------------------
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

    def _say_head(self) -> None:
        form, period = self.form, self.period
        assert form is not None and period is not None
        from app.services.submissions.records import due_on

        title = f"{short}月报" if (short := _month(period)) else period.label
        due = due_on(period, form.due_day)
        self.head.say(title, f"{due.month}月{due.day}日前报出 · {form.title}")
        word = "月" if period.kind == "month" else "期"
        self.before.set_text(f"上{word}")
        self.after.set_text(f"下{word}")
        day = today_of(self.context)
        self.after.set_off("再往后还没到" if period.start > day or day in period else "")

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

    def _show_remarks(self) -> None:
        self.remarks = tuple(remark_of(issue) for issue in self._issues)
        self.list.show_remarks(self.remarks)

    # -- steps ----------------------------------------------------------------------------------------
    def _show_steps(self) -> None:
        shown = self.shown
        loose = [remark for remark in self.remarks if not remark.cell]
        placed = [remark for remark in self.remarks if remark.cell]
        sealed = shown is not None and shown.sheets.sealed
        info = shown.sheets.info if shown is not None else None
        now = 1 if not sealed else 4
        if not sealed and self._mode == "remarks":
            now = 2
        exported = bool(sealed and info is not None and info.file_sha256)
        pages = f"共 {len(shown.drawings)} 张" if shown is not None else ""
        infos = [
            _judged("检查", loose, self._checked),
            StepInfo("表格", "done" if sealed else "later", pages),
            _judged("核对", placed, self._checked),
            StepInfo(
                "封存",
                "done" if sealed else "later",
                f"第 {shown.sheets.revision} 版" if shown is not None and sealed else "",
            ),
            StepInfo("导出", "done" if exported else "later", "导出过" if exported else ""),
        ]
        infos[now] = StepInfo(infos[now].word, "now", infos[now].stands)
        self.steps.set_steps(infos)

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

    # -- the margin -----------------------------------------------------------------------------------
    def _show_mode(self, mode: str) -> None:
        self._mode = mode
        self.show_mode(mode)
        match mode:
            case "remarks":
                words = counted(self.remarks)
                self.margin.say(words or "都对得上", "F7 看下一处" if self.remarks else "")
            case "sealed":
                self.margin.say("已封存")
            case "choose":
                self.margin.say("看哪一期", "Esc 不换")
        self._show_steps()
        self._margin_bar()

    def _margin_bar(self) -> None:
        buttons = []
        if self._mode == "figure" and self.figure.has_records:
            buttons.append(Button("打开这一件", icon="folder-open", main=True, key="回车", on=self._open_current))
        self.margin.bar.set_buttons([], buttons)

    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        if self.shown is None or (self._mode in ("remarks", "choose") and not self.panel.view.hasFocus()):
            return
        spot = (sheet, address((row, column)))
        item = self.shown.cells.get(spot)
        self._spot = spot
        if self._mode != "sealed" or self.panel.view.hasFocus():
            if item is None:
                self._show_mode("plain")
                self.margin.say(address((row, column)), above=sheet)
                self.plain.setText(self.panel.view.model_.text((row, column)).strip() or "这一格没有内容。")
                return
            self._show_mode("figure")
            self._show_figure(spot)

    def _show_figure(self, spot: Spot) -> None:
        assert self.shown is not None
        shown, item = self.shown, self.shown.cells[spot]
        said = " ".join(remark.message for remark in self.remarks if (remark.sheet, remark.cell) == spot)
        types = not shown.sheets.sealed and bool(typed_key(item.cell))
        self.margin.say(title_of(item.cell) or spot[1], above=f"{spot[0]} {spot[1]}")
        self.figure.show_cell(item, said, types)
        self._compare()
        self._margin_bar()
        self._explain(spot)

    def _explain(self, spot: Spot) -> None:
        assert self.shown is not None
        shown = self.shown
        services = self.context.services

        def work(progress: Progress) -> tuple[Any, tuple[Any, ...]]:
            found = services.returns.explain(shown.template, shown.period, spot)
            if found.kind != "complaint":
                return found, ()
            return found, services.complaints.hits(found.records[:MOST_RECORDS])

        def done(result: tuple[Any, tuple[Any, ...]]) -> None:
            if self._spot != spot or self.shown is not shown:
                return
            found, hits = result
            self.figure.show_explanation(found)
            count = len(found.records)
            note = f"这 {count} 条是咨询，在咨询页里看。" if found.kind == "enquiry" and count else ""
            self.figure.show_records(hits, count, note)
            self._margin_bar()

        self.context.jobs.read(work, done, channel="monthly-explain", owner=self)

    def _compare(self) -> None:
        if self.shown is None or self._spot is None or self._mode != "figure":
            return
        lines = []
        for word, other in self._others.items():
            item = other.cells.get(self._spot)
            if item is None or item.value.number is None:
                continue
            word = "上月" if word == "上期" and other.period.kind == "month" else word
            word = f"去年{other.period.start.month}月" if word == "去年" and other.period.kind == "month" else word
            lines.append(f"{word} {item.value}")
        self.figure.value.compare(lines)

    def _cell_opened(self, sheet: str, row: int, column: int) -> None:
        """Return on a figure: into the margin, to the field or to the records."""
        spot = (sheet, address((row, column)))
        if self.shown is None or spot not in self.shown.cells:
            return
        if self._mode != "figure" or self._spot != spot:
            self._spot = spot
            self._show_mode("figure")
            self._show_figure(spot)
        self.show_margin()
        if self.figure.types:
            self.figure.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.figure.has_records:
            self.figure.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits on a figure that is typed in go to its field."""
        if watched is self.panel.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text = event.text()
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and text.isdigit() and self._mode == "figure" and self.figure.types:
                self.show_margin()
                self.figure.field.setFocus(Qt.FocusReason.OtherFocusReason)
                self.figure.field.set_text(text)
                return True
        return False

    def _open_current(self) -> None:
        row = self.figure.table.current_row()
        if row is not None:
            self._open_record(row)

    def _open_record(self, hit: Any) -> None:
        self.context.go("case", case=hit.id)

    # -- typing ---------------------------------------------------------------------------------------
    def _typed(self, text: str) -> None:
        if self.shown is None or self._spot is None:
            return
        item = self.shown.cells[self._spot]
        key, period = typed_key(item.cell), self.shown.period
        services, by = self.context.services, periods.person(self.context)

        def done(kept: Any) -> None:
            self.context.tell(f"{title_of(item.cell)} 存好了")
            self._next_typed()

        self.context.jobs.write(
            lambda progress: services.figures.set(period, {key: text}, by=by),
            done,
            changes={"figure"},
            failed=lambda error: self.figure.refuse(_first(error)),
            owner=self,
        )

    def _next_typed(self) -> None:
        """After typing a figure, back to the sheet, one row down if a figure is typed there, too."""
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.shown is None or self._spot is None:
            return
        row, column = place_of(self._spot[1])
        below = self.shown.cells.get((self._spot[0], address((row + 1, column))))
        if below is not None and typed_key(below.cell):
            self.panel.view.set_current((row + 1, column))

    # -- checking -------------------------------------------------------------------------------------
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

    # -- choosing -------------------------------------------------------------------------------------
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

    def _turn(self, by: int) -> None:
        if self.period is None or (by > 0 and self.after.off):
            return
        self.period = self.period.previous if by < 0 else periods.following(self.period)
        self.shown = None
        self.refresh()

    def _turn_sheet(self, by: int) -> None:
        tabs = self.panel.tabs
        if tabs.count():
            tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())

    # -- sealing --------------------------------------------------------------------------------------
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

    # -- the frame ------------------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        if self.stack.currentWidget() is self.panel:
            return self.panel.view
        return None

    def escape(self) -> bool:
        if self.margin_alone:
            self.hide_margin()
        elif not self.margin.isAncestorOf(self.window().focusWidget() or self):
            return False
        self._leave_mode()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _leave_mode(self) -> None:
        """From a list in the margin back to the figure one stands on."""
        if self._mode in ("remarks", "choose"):
            self._mode = "figure"
            self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cell_changed(self.panel.sheet, *self.panel.view.current)

    def show_error(self, error: AppError) -> bool:
        self.exporting.tell("这一步没有做成", f"{error.message}（号码 {error.number}）", "error")
        return True

    def _breadth_changed(self, breadth: Breadth) -> None:
        self.steps.set_short(breadth.width != "wide")
        self.steps.setVisible(not (breadth.low and breadth.width == "narrow"))
        self.panel.set_breadth(breadth)
        self.head.fact.setVisible(breadth.width == "wide")  # beside the two buttons there is no room for it
        for key in self._turning:
            key.setEnabled(breadth.width == "narrow" and breadth.low)  # the head and its buttons are hidden then


def _month(period: Period) -> str:
    return f"{period.start.month} 月" if period.kind == "month" else ""


def _judged(word: str, remarks: list[Remark], checked: bool) -> StepInfo:
    stands = counted(remarks)
    if any(remark.severity == "error" for remark in remarks):
        return StepInfo(word, "error", stands)
    if stands:
        return StepInfo(word, "question", stands)
    return StepInfo(word, "done", "已清") if checked else StepInfo(word, "later")


def _first(error: AppError) -> str:
    issue = next((issue for issue in error.issues if issue.severity == "error"), None)
    why = issue.params.get("why") if issue is not None else None
    return str(why) if why else error.message
