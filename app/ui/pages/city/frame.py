"""The frame of the city's page: its views, its margin, its buttons, and what is told on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import AppError
from app.services.periods import Period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.city.board import BoardView
from app.ui.pages.city.cards import BoardMargin, DecidePanel, PartsPanel
from app.ui.pages.city.collecting import CollectView, summary
from app.ui.pages.city.office_view import Pictured
from app.ui.pages.city.offices_panel import OfficePanel
from app.ui.pages.city.standings import Board, Line
from app.ui.pages.common import today_of
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.periods import following, last_full
from app.ui.pages.monthly.remarks import RemarkList
from app.ui.sheets.panel import SheetPanel
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.merging.records import Merged
    from app.services.submissions.records import Collected, Standing


class CityFrame(MarginPage):
    """The parts of the page and what shows in which view; what they do is added by the classes below.

    Views: ``board``, ``collecting``, ``files``, ``office``, ``merged``.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context, "merge", "市级汇总", scrolls=False)
        self.period: Period = last_full("month", today_of(context))
        self.view = "board"
        self.board: Board | None = None
        self.merged: Merged | None = None
        self._line: Line | None = None
        self._month: Period = self.period
        self._standing: Standing | None = None
        self._pictured: Pictured | None = None
        self._job: Job | None = None
        self._notice: QWidget | None = None
        self._collected: tuple[Collected, ...] = ()
        self._make_views()
        self._make_margin()
        self._make_buttons()
        self.breadth_changed.connect(self._breadth_changed)

    # -- parts ---------------------------------------------------------------------------------------------
    def _make_views(self) -> None:
        self.before = Button("上月", key="F5", on=lambda: self.turn(-1))
        self.after = Button("下月", key="F6", on=lambda: self.turn(1))
        self.head.add(self.before)
        self.head.add(self.after)
        self._turning = [QShortcut(QKeySequence(key), self) for key in ("F5", "F6")]
        for shortcut, by in zip(self._turning, (-1, 1), strict=True):
            shortcut.setEnabled(False)
            shortcut.activated.connect(lambda by=by: self.turn(by))
        self.empty = EmptyState("正在看各单位的报表……")
        self.board_view = BoardView()
        self.progress = ProgressPanel(
            "收表",
            unit="份",
            safe="一份一份地看，看好一份存一份，原件另外存好。",
            cancel="停下，剩下的不收",
            effect="停下以后，已经收好的还在，没看的不收。",
        )
        self._working = QWidget()
        working = Column(self._working)
        working.put(self.progress, None)
        self.files = CollectView()
        self.sheet = SheetPanel("报表")
        self.no_picture = EmptyState("这份报表不能照原样画出来")
        self.notices = Column(spacing=8)
        self.stack = QStackedWidget()
        for view in (self.empty, self.board_view, self._working, self.files, self.sheet, self.no_picture):
            self.stack.addWidget(view)
        self.body.addLayout(self.notices)
        self.body.put(self.stack, stretch=1)

    def _make_margin(self) -> None:
        self.urging = BoardMargin()
        self.file_remarks = RemarkList("这一份没有要看的。")
        self.reason = Field("理由", rows=2)
        self.remarks = RemarkList("没有要看的，都对得上。")
        self.source = Words("", "small", colour="ink2", icon="lock")
        self.deciding = DecidePanel(self.remarks, self.reason, (self.source,))
        self.parts = PartsPanel()
        self._corrections: dict[str, str] = {}
        self._key = ""
        self.plain = Words("", colour="ink2")
        self.adding = OfficePanel()
        self.adding.left.connect(self._to_board)
        self.use_margin()
        self.set_modes(
            {
                "board": self.urging,
                "file": self.file_remarks,
                "deciding": self.deciding,
                "parts": self.parts,
                "plain": self.plain,
                "adding": self.adding,
            }
        )

    def _make_buttons(self) -> None:
        self.pick_files = Button("选文件来收", icon="folder-open", key="F3", main=True, short="选文件")
        self.pick_folder = Button("从文件夹收", icon="usb", key="F4", main=True, short="文件夹")
        self.merge = Button("汇总", "primary", icon="stack", key="F10", main=True)
        self.to_board = Button("回到总览", icon="arrow-left", key="Esc", main=True, short="总览", on=self._to_board)
        self.done = Button("好了", "primary", icon="check", key="F10", main=True, on=self._to_board)
        self.open_file = Button("打开汇总表", icon="table", main=True, short="汇总表")
        self.open_companion = Button("打开各单位对照", icon="table", main=True, short="对照表")
        self.next_remark = Button("下一处", icon="list-checks", key="F7", main=True)
        self.accept = Button("接受", "primary", icon="check", key="F10", main=True)
        self.send_back = Button("退回", "danger", icon="arrow-u-up-left", key="F8", main=True)
        self._every = (
            self.pick_files, self.pick_folder, self.merge, self.to_board, self.done, self.open_file,
            self.open_companion, self.next_remark, self.accept, self.send_back,
        )  # fmt: skip
        for button in self._every:
            button.setParent(self.bar)
        self.bar.set_buttons(
            [self.pick_files, self.pick_folder, self.to_board, self.open_file, self.open_companion, self.next_remark],
            [self.send_back, self.accept, self.done, self.merge],
        )
        self.review = Button("核对", icon="eye", main=True)
        self.review.setParent(self.margin.bar)
        self.margin.bar.set_buttons([], [self.review])

    # -- views ---------------------------------------------------------------------------------------------
    def _show_view(self, view: str) -> None:
        self.view = view
        widgets = {
            "board": self.board_view if self.board is not None else self.empty,
            "collecting": self._working,
            "files": self.files,
            "office": self.sheet,
            "merged": self.sheet,
        }
        buttons: dict[str, tuple[Button, ...]] = {
            "board": (self.pick_files, self.pick_folder, self.merge),
            "collecting": (),
            "files": (self.pick_files, self.pick_folder, self.done),
            "office": (self.to_board, self.next_remark, self.send_back, self.accept),
            "merged": (self.to_board, self.open_file, self.open_companion, self.merge),
        }
        self.merge.set_off("")
        self.stack.setCurrentWidget(widgets[view])
        self.use_margin(view != "collecting")
        for button in self._every:
            button.setVisible(button in buttons[view])
        self.bar.setVisible(bool(buttons[view]))
        self.before.setVisible(view == "board")
        self.after.setVisible(view == "board")
        self.review.hide()
        self._say()
        self._fit_head()
        self.bar.refresh()

    def _say(self) -> None:
        board = self.board
        match self.view:
            case "board":
                count = f"{len(board.lines)} 家应报" if board is not None else ""
                self.head.say("市级汇总", " · ".join(part for part in (self.period.label, count) if part))
                self.show_mode("board")
                missing = len(board.in_state("missing")) if board is not None else 0
                day = today_of(self.context)
                words = "今天要催的" if missing else "今天不用催" if board is not None else ""
                self.margin.say(words, f"{day.month}月{day.day}日")
                waiting = len(board.in_state("questioned")) if board is not None else 0
                self.review.set_text(f"核对有疑问的 {waiting} 家")
                self.review.setVisible(bool(waiting))
                self.margin.bar.setVisible(bool(waiting))
                self.merge.set_text(f"汇总 {self.period.start.month} 月", "汇总")
                none = board is not None and not board.in_state("taken", "accepted")
                self.merge.set_off("还没有可以汇总的报表" if none else "")
                self.after.set_off("再往后还没到" if self.period.end >= day else "")
            case "collecting":
                self.head.say("收表")
            case "files":
                self.head.say("收表", summary(self._collected))
            case "office":
                if self._line is not None:
                    received = self._standing.received if self._standing is not None else None
                    revision = self._standing.revision if self._standing is not None else None
                    version = f"第 {revision} 版" if revision else ""
                    came = f"{received.month}月{received.day}日收到" if received else ""
                    facts = (self._month.label, version, came)
                    self.head.say(self._line.name, " · ".join(part for part in facts if part))
            case "merged":
                self.head.say(f"{self.period.label}汇总", self.merged.out.name if self.merged is not None else "")

    def _fit_head(self) -> None:
        """On the board two buttons stand in the head: without much room the fact gives way."""
        self.head.fact.setVisible(self.view != "board" or self.breadth.width == "wide")

    def _to_board(self) -> None:
        self.hide_margin()
        self._show_view("board")
        self.board_view.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn(self, by: int) -> None:
        if self.view != "board" or (by > 0 and self.after.off):
            return
        self.period = self.period.previous if by < 0 else following(self.period)
        self._say()
        self.refresh()

    # -- notices -------------------------------------------------------------------------------------------
    def tell(self, title: str, text: str, tone: Tone, actions: tuple[Button, ...] = ()) -> None:
        """Say something on top of the body; it stays until it is settled."""
        settle = Button("知道了", "quiet", on=self.clear_notice)
        self._put_notice(Banner(title, text, tone=tone, actions=(*actions, settle), stacked=bool(actions)))
        self.context.tell(f"{title}。{text}")

    def _put_notice(self, widget: QWidget) -> None:
        self.clear_notice()
        self._notice = widget
        self.notices.put(widget)

    def clear_notice(self) -> None:
        """Take the notice away."""
        if self._notice is None:
            return
        focused = self._notice.isAncestorOf(self.window().focusWidget() or self)
        self.notices.removeWidget(self._notice)
        self._notice.hide()
        self._notice.deleteLater()
        self._notice = None
        if focused and (wanted := self.first_focus()) is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the frame -----------------------------------------------------------------------------------------
    def first_focus(self) -> QWidget | None:
        match self.view:
            case "board":
                return self.board_view.table if self.board is not None else None
            case "files":
                return self.files.table
            case "office" | "merged":
                return self.sheet.view
            case _:
                return None

    def show_error(self, error: AppError) -> bool:
        self.tell("这一步没有做成", f"{error.message}（号码 {error.number}）", "error")
        return True

    def _breadth_changed(self, breadth: Breadth) -> None:
        self.board_view.set_breadth(breadth)
        self.files.set_breadth(breadth)
        self.sheet.set_breadth(breadth)
        self._fit_head()
        for key in self._turning:
            key.setEnabled(breadth.width == "narrow" and breadth.low)  # the head and its buttons are hidden then
