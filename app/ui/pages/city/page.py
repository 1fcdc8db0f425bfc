"""市级汇总: the board, taking files in, one office's return, and the sum."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from app.errors import AppError
from app.progress import Progress
from app.services.periods import Period, parse_period
from app.ui.context import Context
from app.ui.pages.city import standings
from app.ui.pages.city.standings import TEMPLATE, Board, Line
from app.ui.pages.city.summing import Summing
from app.ui.pages.common import today_of
from app.ui.pages.monthly.periods import last_full
from app.ui.widgets.buttons import Button


class CityPage(Summing):
    """The city's work on returns. ``arrive(period=)`` chooses the month."""

    watches = frozenset({"submission", "office", "return"})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.board_view.opened.connect(self._open_cell)
        self.adding.entered.connect(self._add_office)
        self.urging.add.chosen.connect(self._ask_office)
        self.review.chosen.connect(self._review_first)
        self._show_view("board")

    def arrive(self, **how: Any) -> None:
        wanted = how.get("period")
        if isinstance(wanted, str):
            wanted = parse_period(wanted)
        if isinstance(wanted, Period) and wanted.kind == "month":
            self.period = wanted
            self._show_view("board")
            self.refresh()
        elif self.board is None:
            self.period = last_full("month", today_of(self.context))
            self.refresh()

    def refresh(self) -> None:
        """Read the board again; the view one is in stays."""
        services, period, day = self.context.services, self.period, today_of(self.context)
        self.context.jobs.read(
            lambda progress: standings.load(services, TEMPLATE, period, day),
            self._board_read,
            channel="city-board",
            failed=self._board_not_read,
            owner=self,
        )

    def _board_not_read(self, error: AppError) -> None:
        again = Button("再试一次", "primary", icon="arrow-clockwise", on=self.refresh)
        self.empty.say("看不到各单位的报表", f"{error.message}（号码 {error.number}）", (again,))

    def _board_read(self, board: Board) -> None:
        first = self.board is None
        self.board = board if board.lines else None
        if not board.lines:
            add = Button("加一个单位", "primary", icon="plus", on=self._ask_office)
            self.empty.say("还没有登记下级单位", "先把各县（市、区）登记进来，才知道谁该报。", (add,))
        else:
            self.board_view.show_board(board)
            self.urging.show_board(board)
        if self.view == "board" and not self.adding.isHidden():
            self.stack.setCurrentWidget(self.board_view if self.board is not None else self.empty)
        elif self.view == "board":
            self._show_view("board")
            if self.isVisible() and first and self.board is not None:
                self.board_view.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.view == "office" and self._line is not None:
            line = next((line for line in board.lines if line.code == self._line.code), None)
            at = board.months.index(self._month) if self._month in board.months else -1
            if line is not None and at >= 0:
                self._line, self._standing = line, line.standings[at]
                self._say()
                self._show_decisions()

    def _open_cell(self, line: Line, at: int) -> None:
        if self.board is not None:
            self._open_office(line, self.board.months[at])

    def _review_first(self) -> None:
        if self.board is not None and (waiting := self.board.in_state("questioned")):
            self._open_office(waiting[0], self.period)

    def _ask_office(self) -> None:
        self.show_mode("adding")
        self.margin.say("加一个单位", "Esc 算了")
        self.review.hide()
        self.show_margin()
        self.adding.begin()

    def _add_office(self, values: dict[str, str]) -> None:
        services = self.context.services

        def work(progress: Progress) -> Any:
            from app.services import offices

            return offices.add(
                services.database,
                code=values["code"],
                name=values["name"],
                level="county",
                contact=values["contact"],
                phone=values["phone"],
            )

        def done(office: Any) -> None:
            self.adding.kept(office.name)
            self.context.tell(f"{office.name}加好了")

        self.context.jobs.write(work, done, changes={"office"}, failed=self.adding.refuse, owner=self)

    # -- the frame -----------------------------------------------------------------------------------------
    def escape(self) -> bool:
        focus = self.window().focusWidget()
        if self.view == "collecting":
            self.progress.stop.click()
            return True
        if self.margin_alone:
            self.hide_margin()
            if (wanted := self.first_focus()) is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.view == "merged" and focus is not None and self.margin.isAncestorOf(focus):
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.view != "board" or not self.adding.isHidden():
            self._to_board()
            return True
        return False
