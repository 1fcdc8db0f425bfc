"""市里换了新表: the template in use beside its new edition, and what of the old binding still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.templates.wording import shortened
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Draft
    from app.services.templates import Drift, DriftLine

KEYS = (("↑↓", "一处一处看"), ("F10", "照旧表对上，接着对剩下的"), ("Esc", "先不对"))

_WHAT: dict[str, tuple[str, str, Any]] = {
    "moved": ("挪了地方", "arrow-square-out", "note"),
    "renamed": ("改了叫法", "pencil-simple", "question"),
    "added": ("新加的", "plus", "question"),
    "gone": ("没有了", "minus", "error"),
    "unsure": ("说不准", "question", "question"),
    "changed": ("有改动", "arrows-clockwise", "note"),
}
#: The order a person wants to see them in.
_ORDER = ("unsure", "renamed", "added", "gone", "changed", "moved")
_KINDS = {"sheet": "整张表", "row": "行", "column": "列", "cell": "格", "heading": "表头", "rule": "勾稽"}


def _what(line: DriftLine) -> Cell:
    word, icon, tone = _WHAT.get(line.what, (line.what, "info", "plain"))
    return Cell(word, icon, tone)


#: How many characters of a label there is room for.
_LABELS = {"wide": 9, "medium": 8, "narrow": 12}


class DriftPage(Page):
    """The differences in a list, the current one told in the margin. ``arrive(template=, draft=)``."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "template-drift", "市里换了新表", scrolls=False)
        self.drift: Drift | None = None
        self.draft: Draft | None = None
        self._asked: tuple[str, str] = ("", "")
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self.said = Words("", bold=True)
        self._most = _LABELS["wide"]
        self.model = RowsModel(
            (
                Column("what", "怎么样", _what, 130, line=1),
                Column("kind", "什么", lambda line: _KINDS.get(line.kind, line.kind), 70, priority=2, line=0),
                Column("before", "旧表", lambda line: shortened(line.before, self._most), 180, 1, priority=1, line=2),
                Column("now", "新表", self._now, 180, 1, bold=True, line=1),
            )
        )
        self.table = Table("新旧不同的地方", self.model, row_height=52)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(lambda _: self.go_on())
        self.card = TableCard(self.table)
        self.empty = EmptyState("正在把新表和旧表放在一起看……", "")
        self.body.put(self.said)
        self.body.put(self.card, self.empty, stretch=1)
        self.card.hide()
        self.use_margin()
        back = Button("先不对", icon="arrow-left", main=True, key="Esc", on=lambda: context.go("templates"))
        self.go_button = Button(
            "照旧表对上，接着对", "primary", icon="arrow-right", main=True, key="F10", forward=True, short="接着对",
            on=self.go_on,
        )  # fmt: skip
        self.bar.set_buttons([back], [self.go_button])

    def _now(self, line: DriftLine) -> Cell:
        """What it is called in the new table; where the old one has no column of its own, the old name of what went."""
        if line.now or self.breadth.width == "wide":
            return Cell(shortened(line.now, self._most), bold=True)
        return Cell(shortened(line.before, self._most), quiet=True)

    def arrive(self, **how: Any) -> None:
        template, draft = how.get("template"), how.get("draft")
        if not isinstance(template, str) or not isinstance(draft, str):
            return
        self.show_banner(None)
        self._asked = (template, draft)
        services = self.context.services

        def work(progress: Progress) -> tuple[Drift, Draft]:
            found = services.binding.draft(draft)
            return services.templates.compare(template, found.workbook), found

        self.context.jobs.read(
            work, lambda found: self._show(*found), long=True, channel="drift", failed=self._failed, owner=self
        )

    def _show(self, drift: Drift, draft: Draft) -> None:
        self.drift, self.draft = drift, draft
        lines = sorted(drift.lines, key=lambda line: _ORDER.index(line.what) if line.what in _ORDER else len(_ORDER))
        title = draft.title or draft.file_name
        self.head.say("市里换了新表", f"《{title}》和第 {drift.version} 版比")
        self.said.setText(
            f"旧表 {drift.cells} 格，{len(drift.carried)} 格在新表里找到了"
            + (f"，其中 {drift.moved} 格挪了地方" if drift.moved else "")
            + (f"；{drift.lost} 格没有找到" if drift.lost else "")
            + "。"
        )
        self.model.set_rows(lines)
        self.card.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.empty.say("新表和旧表一模一样", "每一格都照旧表对上就行，按 F10。")
        if lines:
            self.table.choose(0)
        if self.isVisible():
            (self.table if lines else self.go_button).setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_current()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else None

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self._most = _LABELS[breadth.width]
            self.table.set_two_lines(breadth.width == "narrow")

    def _show_current(self) -> None:
        line: DriftLine | None = self.table.current_row()
        self.margin.clear()
        if self.drift is None:
            self.margin.say("")
            return
        column = self.margin.column
        if line is not None:
            word = _WHAT.get(line.what, (line.what, "", ""))[0]
            self.margin.say(word, above=f"{line.sheet} {line.cell}".strip())
            column.put(Words(line.says), 8)
        else:
            self.margin.say("新旧一样")
        column.put(
            Words("接着怎么办", "small", colour="ink2"),
            Words("按 F10：找到的格照旧表对上，没有把握的留给您看，旧表和以前报的数都不动。"),
        )
        for what in _ORDER:
            many = len(self.drift.of(what))  # type: ignore[arg-type]  # one of its words
            if many:
                name, icon, tone = _WHAT[what]
                column.put(Words(f"{name} {many} 处", "small", colour=tone, icon=icon))
        column.put(None)

    def go_on(self) -> None:
        """Bind what was found again as it was, and go on to the rest."""
        if self.drift is None or self.draft is None:
            return
        binding, draft, definition = self.context.services.binding, self.draft.id, self.drift.definition

        self.context.jobs.write(
            lambda progress: binding.carry_over(draft, definition),
            lambda found: self.context.go("bind", draft=found.id, instead=True),
            changes={"template"},
            failed=self._failed,
            owner=self,
        )

    def _failed(self, error: AppError) -> None:
        told = "\n".join(issue.message for issue in error.issues[:3]) or error.message
        banner = Banner("没有比成", f"{told}（号码 {error.number}）", tone="error", stacked=True)
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())
