"""Typical cases of a summary: searched among closed ones, told with pseudonyms, their words changed here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.services.parsing.money import format_yuan
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.calendar.holidays import HolidayTable
from app.ui.pages.common import clerk_of
from app.ui.pages.summaries.parts import Writing, case_fields
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import TableCard
from app.ui.widgets.inputs import SearchInput
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import AppError
    from app.progress import Progress
    from app.services.summaries import CaseChoice, TypicalCase

_MOST = 12


class CasesView(QWidget):
    """The search, what it found, and the words of those chosen. Return chooses a case, or takes it out again."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._id = context, ""
        self._cases: tuple[TypicalCase, ...] = ()
        self.looked_for = SearchInput("找一件办结的投诉")
        self.looked_for.setPlaceholderText("")
        self.looked_for.asked.connect(self.search)
        self.model = RowsModel(self._columns())
        self.table = HolidayTable("办结的投诉", self.model)
        self.table.opened.connect(self.toggle)
        self.looked_for.moved.connect(lambda by: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.card = TableCard(self.table)
        self.said = Words("", "small", colour="ink2")
        self.words = Writing()
        self.words.written.connect(self._keep)
        ColumnLayout(self, spacing=10).put(
            Words("写字找（商品、商家、性质都行），回车选中一件；再按一次回车去掉。", "small", colour="ink2"),
            self.looked_for,
            self.said,
            self.card,
            8,
            self.words,
        )

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        def chosen(choice: CaseChoice) -> Cell:
            return Cell("选了", "check-circle", "done") if choice.chosen else Cell("")

        def gained(choice: CaseChoice) -> str:
            return f"{format_yuan(choice.recovered)} 元" if choice.recovered else ""

        return (
            Column("chosen", "", chosen, 84, line=1),
            Column("what", "什么投诉", lambda choice: choice.what, 150, 1, bold=True, line=1),
            Column("trader", "商家", lambda choice: choice.trader, 130, 1, priority=2, line=2),
            Column("gained", "挽回", gained, 140, priority=1, line=2),
        )

    def set_breadth(self, breadth: Breadth) -> None:
        """Rows of two lines where there is little room."""
        self.table.set_two_lines(breadth.width == "narrow")

    def set_summary(self, id: str) -> None:
        """Cases of another summary from now on."""
        self.words.forget()
        self._id = id
        self.looked_for.forget()
        self.model.set_rows(())

    def show_cases(self, cases: Sequence[TypicalCase]) -> None:
        """The chosen cases as the summary has them."""
        self._cases = tuple(cases)
        self.words.show_fields(case_fields(cases))

    def flush(self) -> None:
        """Keep what was typed."""
        self.words.flush()

    def search(self) -> None:
        """Look for closed cases."""
        if not self._id:
            return
        summaries, id, words = self._context.services.summaries, self._id, self.looked_for.words

        def work(progress: Progress) -> tuple[CaseChoice, ...]:
            return summaries.case_choices(id, words, _MOST)

        self._context.jobs.read(work, self._found, channel="summary-cases", owner=self)

    def _found(self, choices: tuple[CaseChoice, ...]) -> None:
        current: CaseChoice | None = self.table.current_row()
        self.model.set_rows(choices)
        self.card.setVisible(bool(choices))
        self.said.setText("" if choices else "没有找到办结的投诉。")
        self.said.setVisible(not choices)
        if choices:
            wanted = current.id if current is not None else ""
            self.table.choose(next((at for at, choice in enumerate(choices) if choice.id == wanted), 0))

    def toggle(self, choice: CaseChoice) -> None:
        """Choose a case, or take it out."""
        summaries, id, by = self._context.services.summaries, self._id, clerk_of(self._context)

        def work(progress: Progress) -> object:
            if choice.chosen:
                return summaries.drop_case(id, choice.id, by=by)
            return summaries.choose_case(id, choice.id, by=by)

        def done(_: object) -> None:
            self._context.tell("去掉了" if choice.chosen else "选中了，下面可以改它的字句")
            self.search()

        self._context.jobs.write(work, done, changes={"summary"}, failed=self._failed, owner=self)

    def _failed(self, error: AppError) -> None:
        self.said.setText(error.message)
        self.said.show()

    def _keep(self, case: str, text: str) -> None:
        told = next((each for each in self._cases if each.id == case), None)
        if told is None:
            return
        summaries, id, by = self._context.services.summaries, self._id, clerk_of(self._context)
        self._context.jobs.write(
            lambda progress: summaries.write_case(id, case, told.title, text, by=by),
            lambda _: None,
            changes={"summary"},
            failed=self._failed,
            owner=self,
        )
