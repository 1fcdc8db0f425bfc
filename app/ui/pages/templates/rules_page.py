"""勾稽关系: the rules of a template in words, to take or leave, to write, and to try on last month's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.monthly import periods as listed_periods
from app.ui.pages.templates.reading import Rules, read_rules
from app.ui.pages.templates.rule_panel import RulePanel
from app.ui.pages.templates.rule_text import RuleLine
from app.ui.pages.templates.steps import PAGES, steps_of
from app.ui.pages.templates.wording import shortened
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import Field
from app.ui.widgets.steps import StepBar
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Draft
    from app.services.excel.definition import Rule
    from app.services.rules import Tried, Understood

KEYS = (
    ("↑↓", "选一条"),
    ("空格", "要或者不要这一条"),
    ("F8", "自己写一条"),
    ("F9", "用上一期的数试一试"),
    ("F7", "去看不对的格"),
    ("F10", "下一步，试填"),
)


def _takes(line: RuleLine) -> Cell:
    if line.taken:
        return Cell("要", "check-circle", "done")
    return Cell("建议", "circle", quiet=True)


def _held(line: RuleLine) -> Cell:
    if line.tried is None:
        return Cell("没试", quiet=True)
    if line.tried.holds is None:
        return Cell("没有数", "minus", quiet=True)
    if line.broken:
        return Cell(f"{len(line.broken)} 处不对", "warning", "error" if line.rule.severity == "error" else "question")
    return Cell("都对", "check", "done")


#: How many characters of a rule there is room for.
_WORDS = {"wide": 19, "medium": 14, "narrow": 22}


class RulesCard(TableCard):
    """The table of rules, never so low that one sees less than three of them."""

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(230))


class RulesPage(Page):
    """The rules of a draft (``arrive(draft=)``), or of a template in use, which only can be tried."""

    watches = frozenset({"template"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "template-rules", "勾稽关系")
        self.rules: Rules | None = None
        self.lines: tuple[RuleLine, ...] = ()
        self._broken = -1
        self._echo = QTimer(self)
        self._echo.setSingleShot(True)
        self._echo.setInterval(250)
        self._echo.timeout.connect(self._understand)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self.steps = StepBar("认表")
        self._most = _WORDS["wide"]
        self.model = RowsModel(
            (
                Column("takes", "", _takes, 84, line=1),
                Column("words", "勾稽关系", lambda line: shortened(line.words, self._most), 300, 1, bold=True, line=2),
                Column("held", "上一期", _held, 128, priority=1, line=1),
            )
        )
        self.table = Table("勾稽关系", self.model, row_height=52)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(lambda _: self.toggle())
        self.table.installEventFilter(self)
        self.card = RulesCard(self.table)
        self.empty = EmptyState(
            "还没有勾稽关系", "市里要求哪些数对得上，就写在下面，例如：受理件数 >= 办结件数。不写也能用。"
        )
        self.empty.hide()
        self.field = Field("自己写一条", label_width=96, stays=True)
        self.field.edited.connect(lambda _: self._echo.start())
        self.field.entered.connect(self._add)
        self.body.put(self.steps)
        self.body.put(self.card, self.empty, stretch=1)
        self.refused = Words("", "small", colour="error", icon="warning-circle")
        self.refused.hide()
        self.body.put(self.field, self.refused)
        self.field.came.connect(self._came_to_write)
        self.field.left.connect(lambda: self.card.setVisible(bool(self.lines)))
        self.panel = RulePanel()
        self.panel.severity_said.connect(self._severity_said)
        self.panel.cell_chosen.connect(self._open_cell)
        self.use_margin()
        self.margin.column.put(self.panel, None)
        self.back_button = Button("上一步", icon="arrow-left", main=True, key="Esc", on=self.escape)
        self.write_button = Button("自己写", icon="pencil-simple", main=True, key="F8", on=self._write)
        self.try_button = Button("用上一期试", icon="list-checks", main=True, key="F9", short="试一试", on=self.try_out)
        self.see_button = Button("去看不对的", icon="eye", main=True, key="F7", short="去看", on=self._see)
        self.go_button = Button(
            "下一步", "primary", icon="arrow-right", main=True, key="F10", forward=True, on=self._go_on
        )
        self.bar.set_buttons([self.back_button, self.write_button], [self.see_button, self.try_button, self.go_button])
        self.steps.chosen.connect(self._step_chosen)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        draft, template, version = how.get("draft"), how.get("template"), how.get("version")
        self.show_banner(None)
        if isinstance(draft, str):
            self._read(draft, "", "")
        elif isinstance(template, str):
            self._read("", template, str(version or ""))

    def refresh(self) -> None:
        if self.rules is not None:
            self._read(self.rules.draft.id if self.rules.draft else "", self.rules.template, self.rules.version)

    def _read(self, draft: str, template: str, version: str) -> None:
        services = self.context.services
        self.context.jobs.read(
            lambda progress: read_rules(services, draft, template, version),
            self._show,
            channel="rules",
            failed=self._failed,
            owner=self,
        )

    def _show(self, found: Rules) -> None:
        same = self.rules is not None and self.rules.same_as(found)
        tried = {line.rule: line for line in self.lines if same}
        self.rules = found
        lines = [RuleLine(rule, True, found.words.get(rule, "")) for rule in found.taken]
        lines += [RuleLine(rule, False, found.words.get(rule, "")) for rule in found.offered]
        self.lines = tuple(
            replace(line, tried=tried[line.rule].tried) if line.rule in tried else line for line in lines
        )
        drafted = found.draft is not None
        self.steps.setVisible(drafted and not self.breadth.low)
        if found.draft is not None:
            self.steps.set_steps(steps_of(found.draft, 2))
        self.field.setVisible(drafted)
        self.write_button.setVisible(drafted)
        self.go_button.setVisible(drafted)
        self.back_button.set_text("上一步" if drafted else "回去")
        self.head.say(self._called, self._fact())
        self._show_lines()
        if self.isVisible() and not same:
            (self.table if self.lines else self.field).setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _called(self) -> str:
        return "第 3 步 勾稽关系" if self._drafted else "勾稽关系"

    def _fact(self) -> str:
        offered = sum(not line.taken for line in self.lines)
        taken = f"{len(self.lines) - offered} 条"
        if not self._drafted:
            return f"《{self.rules.title}》 {taken}" if self.rules is not None else taken
        return f"要 {taken}，另有建议的 {offered} 条" if offered else f"要 {taken}"

    def _show_lines(self) -> None:
        at = self.table.currentIndex().row()
        self.model.set_rows(self.lines)
        if self.lines:
            self.table.choose(min(max(at, 0), len(self.lines) - 1))
        self.card.setVisible(bool(self.lines))
        self.empty.setVisible(not self.lines)
        self.try_button.set_off("" if self.lines else "还没有一条")
        broken = sum(len(line.broken) for line in self.lines)
        self.see_button.set_text(f"去看不对的（{broken}）" if broken else "去看不对的", "去看")
        tried = any(line.tried is not None for line in self.lines)
        self.see_button.set_off("" if broken else "没有不对的" if tried else "先按 F9 试一试")
        self._show_current()
        self.bar.refresh()

    def _show_current(self) -> None:
        line: RuleLine | None = self.table.current_row()
        self.margin.say(
            "这一条" if line is not None else "勾稽关系", "空格：要、不要" if line is not None and self._drafted else ""
        )
        self.panel.show_line(line, self._drafted)

    @property
    def _drafted(self) -> bool:
        return self.rules is not None and self.rules.draft is not None

    def first_focus(self) -> QWidget | None:
        return self.table if self.lines else self.field.input

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "steps"):
            self.steps.set_short(breadth.width != "wide")
            self.steps.setVisible(not breadth.low and self._drafted)
            self._most = _WORDS[breadth.width]
            self.table.set_two_lines(breadth.width == "narrow")

    # -- taking ---------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The space bar takes or leaves the current rule."""
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self.toggle()
                return True
            if event.key() == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._keep([replace(line, taken=True) for line in self.lines])
                return True
        return False

    def toggle(self) -> None:
        """Take the current rule, or leave it."""
        at = self.table.currentIndex().row()
        if self._drafted and 0 <= at < len(self.lines):
            self._keep([replace(line, taken=not line.taken) if n == at else line for n, line in enumerate(self.lines)])

    def _severity_said(self, severity: str) -> None:
        at = self.table.currentIndex().row()
        if self._drafted and 0 <= at < len(self.lines) and self.lines[at].rule.severity != severity:
            changed = replace_rule(self.lines[at], severity)
            self._keep([changed if n == at else line for n, line in enumerate(self.lines)])

    def _keep(self, lines: list[RuleLine], said: str = "") -> None:
        """Put the rules in force; the order of the lines stays while one looks at them."""
        assert self.rules is not None and self.rules.draft is not None
        binding, draft = self.context.services.binding, self.rules.draft.id
        taken = tuple(line.rule for line in lines if line.taken)
        before = self.lines
        self.lines = tuple(lines)

        def done(found: Draft) -> None:
            assert self.rules is not None
            self.rules = replace(self.rules, draft=found, taken=taken)
            self.steps.set_steps(steps_of(found, 2))
            self.head.say(self._called, self._fact())
            self._show_lines()
            if said:
                self.context.tell(said)

        def failed(error: AppError) -> None:
            self.lines = before
            self._failed(error)

        # What this page says itself is no reason to read it again: nobody else shows the rules of a draft.
        self.context.jobs.write(
            lambda progress: binding.set_rules(draft, taken), done, changes=set(), failed=failed, owner=self
        )

    # -- writing --------------------------------------------------------------------------------------
    def _write(self) -> None:
        self.field.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _understand(self) -> None:
        """Say what was understood of the rule being written."""
        text = self.field.text().strip()
        self.refused.hide()
        if not text or self.rules is None:
            self.field.clear_hint()
            return
        templates, book = self.context.services.templates, self.rules.book
        self.context.jobs.read(
            lambda progress: templates.understand(text, book),
            self._understood,
            channel="rule",
            failed=self._refuse,
            owner=self,
        )

    def _understood(self, found: Understood) -> None:
        self.refused.hide()
        self.field.say(f"看懂了：{found.says}", shorter=f"看懂了，{len(found.rules)} 条")

    def _refuse(self, error: AppError) -> None:
        """Say below the field what of a rule was not understood; what was written stays."""
        self.field.say("没有看懂", "error")
        self.refused.setText(error.message)
        self.refused.show()
        self.context.tell(error.message)

    def _came_to_write(self) -> None:
        """In a low window the room belongs to what one writes."""
        self.show_banner(None)
        if self.breadth.low:
            self.card.hide()

    def _add(self) -> None:
        text = self.field.text().strip()
        if not text or self.rules is None or not self._drafted:
            return
        templates, book = self.context.services.templates, self.rules.book

        def done(rules: tuple[Rule, ...]) -> None:
            self._echo.stop()
            self.field.set_text("")
            self.refused.hide()
            self.field.say(f"加上了 {len(rules)} 条" if len(rules) > 1 else "加上了")
            known = {line.rule for line in self.lines}
            fresh = [RuleLine(rule, True, text) for rule in rules if rule not in known]
            self._keep([*fresh, *self.lines], "加上了")

        self.context.jobs.read(
            lambda progress: templates.understand(text, book).rules,
            done,
            channel="rule",
            failed=self._refuse,
            owner=self,
        )

    # -- trying ---------------------------------------------------------------------------------------
    def try_out(self) -> None:
        """See how every rule holds on the figures of the last full period."""
        if self.rules is None or not self.lines:
            return
        templates, book, lines = self.context.services.templates, self.rules.book, self.lines
        kind = next((kind for kind in book.info.periods if kind != "range"), "month")
        period = listed_periods.last_full(kind, today_of(self.context))

        def work(progress: Progress) -> tuple[Tried, ...]:
            return templates.try_out([line.rule for line in lines], book, period)

        def done(found: tuple[Tried, ...]) -> None:
            by_rule = {tried.rule: tried for tried in found}
            self.lines = tuple(replace(line, tried=by_rule.get(line.rule)) for line in self.lines)
            self._broken = -1
            self._show_lines()
            wrong = sum(len(line.broken) for line in self.lines)
            if wrong:
                banner = Banner(
                    f"{period.label}的数有 {wrong} 处对不上", "按 F7 一处一处看。也许数不对，也许这一条写得不对。"
                )
            else:
                banner = Banner(f"{period.label}的数都对得上", tone="done")
            self._say(banner)

        self.context.jobs.read(work, done, long=True, channel="rules-try", failed=self._failed, owner=self)

    def _see(self) -> None:
        """Go to the next place where a rule did not hold."""
        places = [(n, issue) for n, line in enumerate(self.lines) for issue in line.broken if issue.cell]
        if not places:
            return
        self._broken = (self._broken + 1) % len(places)
        at, issue = places[self._broken]
        self.table.choose(at)
        self._open_cell(issue.sheet or "", issue.cell or "")

    def _open_cell(self, sheet: str, cell: str) -> None:
        """Go to a cell; the remark about it goes along."""
        if self.rules is None:
            return
        if self.rules.draft is not None:
            said = next(
                (
                    issue.message
                    for line in self.lines
                    for issue in line.broken
                    if (issue.sheet, issue.cell) == (sheet, cell)
                ),
                "",
            )
            self.context.go("bind", draft=self.rules.draft.id, sheet=sheet, cell=cell, said=said)
        else:
            self.context.go(
                "template-view", template=self.rules.template, version=self.rules.version, sheet=sheet, cell=cell
            )

    # -- going on -------------------------------------------------------------------------------------
    def _go_on(self) -> None:
        if self.rules is not None and self.rules.draft is not None:
            self.context.go("bind-trial", draft=self.rules.draft.id)

    def _back(self) -> None:
        if self.rules is not None and self.rules.draft is not None:
            self.context.go("bind-head", draft=self.rules.draft.id)
        else:
            self.context.back()

    def escape(self) -> bool:
        if self.field.input.hasFocus() and self.lines:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._back()
        return True

    def _step_chosen(self, step: int) -> None:
        if step != 2 and self.rules is not None and self.rules.draft is not None:
            self.context.go(PAGES[step], draft=self.rules.draft.id)

    def _failed(self, error: AppError) -> None:
        told = "\n".join(issue.message for issue in error.issues[:3]) or error.message
        self._say(Banner("没有做成", f"{told}（号码 {error.number}）", tone="error", stacked=True))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())


def replace_rule(line: RuleLine, severity: Any) -> RuleLine:
    """The same line with a rule of another severity; what was tried stays true."""
    import msgspec

    return replace(line, rule=msgspec.structs.replace(line.rule, severity=severity))
