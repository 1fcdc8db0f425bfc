"""市级汇总: the board, taking files in, one office's return, and the sum."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from app.errors import AppError
from app.progress import Progress
from app.services.periods import Period, parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.city import standings
from app.ui.pages.city.board import BoardView
from app.ui.pages.city.cards import BoardMargin, DecidePanel, PartsPanel
from app.ui.pages.city.collecting import CollectView, summary
from app.ui.pages.city.office_view import Pictured, original_of, picture
from app.ui.pages.city.offices_panel import OfficePanel
from app.ui.pages.city.standings import Board, Line
from app.ui.pages.common import today_of
from app.ui.pages.monthly.margin_page import MarginPage
from app.ui.pages.monthly.periods import following, last_full, person
from app.ui.pages.monthly.remarks import Remark, RemarkList, counted, remark_of
from app.ui.pages.monthly.workbook import title_of
from app.ui.sheets.drawing import address, place_of
from app.ui.sheets.panel import SheetPanel
from app.ui.theme import Tone
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import Field
from app.ui.widgets.layouts import Column
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.merging.records import Merged, MergedExplanation
    from app.services.submissions.records import Collected, Standing

TEMPLATE = "monthly"
_FILES = "报表 (*.xlsx *.xlsm *.xls *.xlsb *.ods *.et *.htm *.html *.xml *.zip);;所有文件 (*)"


class CityPage(MarginPage):
    """The city's work on returns. Views: ``board``, ``collecting``, ``files``, ``office``, ``merged``."""

    watches = frozenset({"submission", "office", "return"})

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
        self.setAcceptDrops(True)
        self._make_views()
        self._make_margin()
        self._make_buttons()
        self.breadth_changed.connect(self._breadth_changed)
        self._show_view("board")

    # -- parts ----------------------------------------------------------------------------------------
    def _make_views(self) -> None:
        self.before = Button("上月", key="F5", on=lambda: self._turn(-1))
        self.after = Button("下月", key="F6", on=lambda: self._turn(1))
        self.head.add(self.before)
        self.head.add(self.after)
        self._turning = [QShortcut(QKeySequence(key), self) for key in ("F5", "F6")]
        for shortcut, by in zip(self._turning, (-1, 1), strict=True):
            shortcut.setEnabled(False)
            shortcut.activated.connect(lambda by=by: self._turn(by))
        self.empty = EmptyState("正在看各单位的报表……")
        self.board_view = BoardView()
        self.board_view.opened.connect(self._open_cell)
        self.progress = ProgressPanel(
            "收表",
            unit="份",
            safe="一份一份地看，看好一份存一份，原件另外存好。",
            cancel="停下，剩下的不收",
            effect="停下以后，已经收好的还在，没看的不收。",
        )
        self.progress.cancelled.connect(self._stop)
        self._working = QWidget()
        working = Column(self._working)
        working.put(self.progress, None)
        self.files = CollectView()
        self.files.moved.connect(self._file_moved)
        self.files.opened.connect(self._file_opened)
        self.sheet = SheetPanel("报表")
        self.sheet.current_changed.connect(self._cell_changed)
        self.sheet.opened.connect(lambda *_: self._into_parts())
        self.no_picture = EmptyState("这份报表不能照原样画出来")
        self.notices = Column(spacing=8)
        self.stack = QStackedWidget()
        for view in (self.empty, self.board_view, self._working, self.files, self.sheet, self.no_picture):
            self.stack.addWidget(view)
        self.body.addLayout(self.notices)
        self.body.put(self.stack, stretch=1)

    def _make_margin(self) -> None:
        self.urging = BoardMargin()
        self.urging.opened.connect(lambda line: self._open_office(line, self.period))
        self.file_remarks = RemarkList("这一份没有要看的。")
        self.reason = Field("理由", rows=2)
        self.remarks = RemarkList("没有要看的，都对得上。")
        self.remarks.chosen.connect(self._go_to_remark)
        self.source = Words("", "small", colour="ink2", icon="lock")
        self.deciding = DecidePanel(self.remarks, self.reason, (self.source,))
        self.parts = PartsPanel()
        self.parts.opened.connect(self._open_part)
        self.parts.corrected.connect(self._corrected)
        self._corrections: dict[str, str] = {}
        self._key = ""
        self.plain = Words("", colour="ink2")
        self.adding = OfficePanel()
        self.adding.entered.connect(self._add_office)
        self.adding.left.connect(self._to_board)
        self.urging.add.chosen.connect(self._ask_office)
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
        self.pick_files = Button(
            "选文件来收", icon="folder-open", key="F3", main=True, short="选文件", on=self._ask_files
        )
        self.pick_folder = Button("从文件夹收", icon="usb", key="F4", main=True, short="文件夹", on=self._ask_folder)
        self.merge = Button("汇总", "primary", icon="stack", key="F10", main=True, on=self._ask_merge)
        self.to_board = Button("回到总览", icon="arrow-left", key="Esc", main=True, short="总览", on=self._to_board)
        self.done = Button("好了", "primary", icon="check", key="F10", main=True, on=self._to_board)
        self.open_file = Button("打开汇总表", icon="table", main=True, short="汇总表", on=self._open_merged)
        self.open_companion = Button("打开各单位对照", icon="table", main=True, short="对照表", on=self._open_companion)
        self.next_remark = Button("下一处", icon="list-checks", key="F7", main=True, on=self._next_remark)
        self.accept = Button("接受", "primary", icon="check", key="F10", main=True, on=self._accept)
        self.send_back = Button("退回", "danger", icon="arrow-u-up-left", key="F8", main=True, on=self._send_back)
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
        self.review = Button("核对", icon="eye", main=True, on=self._review_first)
        self.review.setParent(self.margin.bar)
        self.margin.bar.set_buttons([], [self.review])

    # -- views ----------------------------------------------------------------------------------------
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

    # -- the board ------------------------------------------------------------------------------------
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

    def _turn(self, by: int) -> None:
        if self.view != "board" or (by > 0 and self.after.off):
            return
        self.period = self.period.previous if by < 0 else following(self.period)
        self._say()
        self.refresh()

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

    # -- collecting -----------------------------------------------------------------------------------
    def _ask_files(self) -> None:
        start = self.context.settings.window.collect_folder or str(Path.home())
        names, _ = QFileDialog.getOpenFileNames(self.window(), "选要收的报表", start, _FILES)
        if names:
            self.collect([Path(name) for name in names])

    def _ask_folder(self) -> None:
        start = self.context.settings.window.collect_folder or str(Path.home())
        name = QFileDialog.getExistingDirectory(self.window(), "选放报表的文件夹或 U 盘", start)
        if name:
            self.collect([Path(name)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()) and self._job is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.collect(paths)

    def collect(self, paths: list[Path]) -> None:
        """Take files and folders in, with progress; each file gets an answer."""
        if self._job is not None:
            return
        services, day, by = self.context.services, today_of(self.context), person(self.context)
        first = paths[0]
        self.context.settings.change(collect_folder=str(first if first.is_dir() else first.parent))
        self.clear_notice()
        self.progress.start()
        self._show_view("collecting")
        self.progress.stop.setFocus(Qt.FocusReason.OtherFocusReason)

        def work(progress: Progress) -> tuple[Collected, ...]:
            return services.submissions.collect(paths, today=day, by=by, progress=progress)

        def ended() -> None:
            self._job = None
            # Every file is a change of its own; those made before stopping stay.
            self.context.jobs.changed.emit(frozenset({"submission"}))

        def done(found: tuple[Collected, ...]) -> None:
            ended()
            self._collected = found
            self.files.show_files(found)
            self._show_view("files")
            self.files.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.context.tell(summary(found))

        def cancelled() -> None:
            ended()
            self._to_board()
            self.tell("停下了", "已经收好的还在，没看的没有收。", "note")

        def failed(error: AppError) -> None:
            ended()
            self._to_board()
            again = Button("再试一次", icon="arrow-clockwise", on=lambda: self.collect(paths))
            text = f"{error.message}已经收好的都还在。（号码 {error.number}）"
            self.tell("没有收成", text, "error", (again,))

        self._job = self.context.jobs.read(
            work, done, long=True, failed=failed, cancelled=cancelled, progress=self.progress.show_step, owner=self
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _file_moved(self, row: Collected | None) -> None:
        if self.view != "files" and row is None:
            return
        self.show_mode("file")
        remarks = [remark_of(issue) for issue in row.issues] if row is not None else []
        self.file_remarks.show_remarks(remarks)
        self.margin.say(counted(remarks) or "看好了", above=row.file if row is not None else "")

    def _file_opened(self, row: Collected) -> None:
        """Return on a file: the return it became."""
        if self.board is None or row.office is None or row.period is None:
            self.show_margin()
            return
        line = next((line for line in self.board.lines if line.code == row.office), None)
        period = parse_period(row.period)
        if line is not None and period.kind == "month":
            if period not in self.board.months:
                self.period = period
                self.refresh()
            self._open_office(line, period)

    # -- one office -----------------------------------------------------------------------------------
    def _open_office(self, line: Line, month: Period) -> None:
        at = self.board.months.index(month) if self.board is not None and month in self.board.months else -1
        if (line.code, month) != (self._line.code if self._line is not None else "", self._month):
            self.reason.set_text("")
        self._corrections = {}
        self._line, self._month = line, month
        self._standing = line.standings[at] if at >= 0 else None
        if self._standing is None or self._standing.state == "missing":
            if self._standing is not None and self.breadth.width == "narrow":
                self.show_margin()
            elif self._standing is not None:
                self.tell(f"{line.name}还没有报{month.label}的报表", "收到文件以后，从“选文件来收”收进来。", "note")
            return
        self.clear_notice()
        self._show_view("office")
        self._show_decisions()
        self.show_margin()
        remarks = self._remarks()
        services = self.context.services

        def work(progress: Progress) -> Pictured:
            source = original_of(services, TEMPLATE, month, line.code)
            if source is None:
                return Pictured((), {}, {}, "原件不在了。")
            return picture(services, TEMPLATE, month, source, remarks)

        def done(found: Pictured) -> None:
            if self.view == "office" and self._line is line:
                self._show_picture(found)
                self._first_office_focus()

        self.sheet.show_workbook((), {})
        self.context.jobs.read(work, done, channel="city-picture", long=True, owner=self)
        self._first_office_focus()

    def _first_office_focus(self) -> None:
        if self.remarks.cards:
            self.remarks.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._pictured is not None and self._pictured.drawings:
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_picture(self, found: Pictured) -> None:
        self._pictured = found
        if not found.drawings:
            self.no_picture.say("这份报表不能照原样画出来", f"{found.why}收进来的数都在，要看的都列在旁边。")
            self.stack.setCurrentWidget(self.no_picture)
            return
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.show_workbook(found.drawings, found.faces)

    def _remarks(self) -> list[Remark]:
        issues = self._standing.issues if self._standing is not None else ()
        return [
            Remark(
                str(issue.get("severity") or "note"),
                str(issue.get("message") or ""),
                str(issue.get("sheet") or ""),
                str(issue.get("cell") or ""),
            )
            for issue in issues
        ]

    def _show_decisions(self) -> None:
        """The margin of an office's return: remarks, reason, and what may be decided."""
        standing = self._standing
        if standing is None:
            return
        remarks = self._remarks()
        self.remarks.show_remarks(remarks)
        self.source.setText(f"原件 {standing.file} 已存好，怎么处理都不会改动它")
        word = standings.LOOKS.get(standing.state, (standing.state, "", "plain"))[0]
        self._say_decisions(word, remarks)
        asked = standing.errors + standing.warnings
        changed = len(self._corrections)
        words = f"改 {changed} 处，接受" if changed else "照此接受" if asked else "接受"
        self.accept.set_text(words, "改好接受" if changed else "接受")
        settled = {"accepted": "已经接受了", "sent_back": "已经退回了，等新的一版"}.get(standing.state, "")
        self.accept.set_off(settled if standing.state == "accepted" else "")
        self.send_back.set_off(settled if standing.state == "sent_back" else "")
        self.reason.setVisible(standing.state != "accepted" or bool(asked))
        if not self.reason.text():
            self.reason.say("退回要写，带错接受也要写" if asked else "退回要写理由")
        self.next_remark.set_off("" if remarks else "没有要看的")
        self.bar.refresh()

    def _say_decisions(self, word: str, remarks: list[Remark]) -> None:
        self.show_mode("deciding")
        self.margin.say(counted(remarks) or "都对得上", word)

    def _next_remark(self) -> None:
        cards = self.remarks.cards
        if not cards:
            return
        if self.deciding.isHidden():
            self._show_decisions()
        at = next((index for index, card in enumerate(cards) if card.hasFocus()), -1)
        cards = self.remarks.cards
        card = cards[(at + 1) % len(cards)]
        card.setFocus(Qt.FocusReason.OtherFocusReason)
        if card.remark.cell:
            self.sheet.go_to(card.remark.sheet, place_of(card.remark.cell))

    def _go_to_remark(self, remark: Remark) -> None:
        if remark.cell and self._pictured is not None and self._pictured.drawings:
            self.hide_margin()
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.sheet.go_to(remark.sheet, place_of(remark.cell))

    def _accept(self) -> None:
        standing = self._standing
        reason = self.reason.text().strip()
        if standing is not None and (standing.errors or self._corrections) and not reason:
            why = "改了数，要写明理由" if self._corrections else "还有错误，要照此接受先写明理由"
            self._need_reason(why)
            return
        self._decide("accept", reason)

    def _send_back(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self._need_reason("写明要他们改什么")
            return
        self._decide("send_back", reason)

    def _need_reason(self, why: str) -> None:
        self._show_decisions()
        self.show_margin()
        self.reason.show()
        self.reason.say(why, "error")
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self, what: str, reason: str) -> None:
        line, month, services, by = self._line, self._month, self.context.services, person(self.context)
        corrections = dict(self._corrections)
        if line is None:
            return

        def work(progress: Progress) -> Any:
            if what == "accept":
                return services.submissions.accept(
                    line.code, TEMPLATE, month, by=by, corrections=corrections, reason=reason
                )
            return services.submissions.send_back(line.code, TEMPLATE, month, reason=reason, by=by)

        def done(decided: Any) -> None:
            self.reason.set_text("")
            self.reason.clear_hint()
            self._to_board()
            word = "接受了" if what == "accept" else "退回了"
            self.tell(f"{word}{line.name}{month.label}的报表", "原件和收到时一样，没有动过。", "done")

        self.context.jobs.write(
            work,
            done,
            changes={"submission"},
            failed=lambda error: self.reason.say(error.message, "error"),
            owner=self,
        )

    # -- merging --------------------------------------------------------------------------------------
    def _ask_merge(self) -> None:
        folder = self.context.settings.window.export_folder or str(Path.home())
        name = f"{self.context.office.name}{self.period.label}汇总.xlsx"
        where = str(Path(folder) / name)
        chosen, _ = QFileDialog.getSaveFileName(self.window(), "汇总表存到哪里", where, "Excel 工作簿 (*.xlsx)")
        if chosen:
            path = Path(chosen)
            self.merge_to(path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx"))

    def merge_to(self, path: Path) -> None:
        """Add the period up into ``path`` and show the sum."""
        services, period, day, by = self.context.services, self.period, today_of(self.context), person(self.context)
        panel = ProgressPanel(f"正在汇总{period.label}", safe="各单位报来的数都不会变。")
        panel.stop.hide()
        self._put_notice(panel)
        self.merge.set_off("正在汇总")

        def work(progress: Progress) -> tuple[Merged, Pictured]:
            merged = services.merging.merge(TEMPLATE, period, path, today=day, by=by, progress=progress)
            remarks = [remark_of(issue) for issue in merged.issues]
            return merged, picture(services, TEMPLATE, period, path.read_bytes(), remarks)

        def done(found: tuple[Merged, Pictured]) -> None:
            self.merge.set_off("")
            self.context.settings.change(export_folder=str(path.parent))
            self.merged = found[0]
            self._show_view("merged")
            self._show_picture(found[1])
            self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
            self._tell_merged(found[0])

        def failed(error: AppError) -> None:
            self.merge.set_off("")
            again = Button("再试一次", icon="arrow-clockwise", on=lambda: self.merge_to(path))
            other = Button("换个地方", icon="folder-open", on=self._ask_merge)
            text = f"{error.message}各单位报来的数都没有变。（号码 {error.number}）"
            self.tell("没有汇总成", text, "error", (again, other))

        self.context.jobs.write(work, done, failed=failed, progress=panel.show_step, changes={"merge"}, owner=self)

    def _tell_merged(self, merged: Merged) -> None:
        names = {line.code: line.name for line in self.board.lines} if self.board is not None else {}
        missing = "、".join(names.get(code, code) for code in merged.missing)
        left = "、".join(names.get(code, code) for code in merged.left_out)
        parts = [
            f"没报：{missing}。" if missing else "",
            f"有疑问还没接受，没有算进去：{left}。" if left else "",
            f"对照表 {merged.companion.name} 也写好了。",
        ]
        whole = not (missing or left)
        title = f"{len(merged.offices)} 个单位汇总好了" + ("" if whole else "，不完整")
        self.tell(title, "".join(parts), "done" if whole else "question")

    def _open_merged(self) -> None:
        if self.merged is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.merged.out)))

    def _open_companion(self) -> None:
        if self.merged is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.merged.companion)))

    # -- a figure -------------------------------------------------------------------------------------
    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        """What stands behind the figure one stands on: the offices' parts, or what this office wrote."""
        found = self._pictured
        if found is None or self.view not in ("office", "merged"):
            return
        if self.view == "office" and not self.sheet.view.hasFocus():
            return
        spot = (sheet, address((row, column)))
        bound = found.cells.get(spot)
        if bound is None:
            if self.view == "merged":
                self.show_mode("plain")
                self.margin.say(spot[1], above=sheet)
                self.plain.setText(self.sheet.view.model_.text((row, column)).strip() or "这一格没有内容。")
            else:
                self._show_decisions()
            return
        services, period = self.context.services, self._month if self.view == "office" else self.period
        office = self._line.code if self.view == "office" and self._line is not None else None

        def work(progress: Progress) -> MergedExplanation:
            return services.merging.explain(TEMPLATE, period, spot, office=office)

        def done(explained: MergedExplanation) -> None:
            if found is self._pictured and self.view in ("office", "merged"):
                said = [remark.message for remark in self._remarks() if (remark.sheet, remark.cell) == spot]
                fixed = office is None or self._standing is None or self._standing.state == "accepted"
                self._key = explained.key
                self.parts.show_parts(
                    explained,
                    bound.unit,
                    several=office is None,
                    remark=" ".join(said) if office is not None else "",
                    correction=None if fixed or bound.role != "figure" else self._corrections.get(explained.key, ""),
                )
                self.show_mode("parts")
                self.margin.say(title_of(bound) or spot[1], above=f"{spot[0]} {spot[1]}")

        self.context.jobs.read(work, done, channel="city-explain", failed=lambda error: None, owner=self)

    def _corrected(self, text: str) -> None:
        """A figure typed to stand in the place of what came; it counts when the return is accepted."""
        from app.services.parsing.counts import parse_count

        if text:
            read = parse_count(text, signed=True)
            if not read.ok or read.value is None or read.value.value.number is None:
                self.parts.field.say("没看懂这个数，写成阿拉伯数字", "error")
                return
            self._corrections[self._key] = text
        else:
            self._corrections.pop(self._key, None)
        self.hide_margin()
        self.sheet.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_decisions()
        self.reason.say("改了数，接受时要写明理由" if self._corrections else "退回要写理由")

    def _into_parts(self) -> None:
        self.show_margin()
        if self.parts.field.isVisible():
            self.parts.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.parts.table.isVisible():
            self.parts.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_part(self, part: Any) -> None:
        """Return on an office's part of a sum: its return, at that cell."""
        line = next((each for each in self.board.lines if each.code == part.office), None) if self.board else None
        if line is not None:
            self._open_office(line, self.period)

    # -- notices --------------------------------------------------------------------------------------
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

    # -- the frame ------------------------------------------------------------------------------------
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
