"""表样: which templates there are, those half done on top, and every way to a new one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.templates.drafts import DraftCard
from app.ui.pages.templates.save_as import SaveAsCard
from app.ui.pages.templates.wording import SOURCES, WORKBOOKS, due, periods_of, shortened, validity
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.dialog import Question
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.layouts import Flow
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Draft, DraftFace
    from app.services.templates import TemplateInfo, TemplateOffer
    from app.ui.theme import Tone

KEYS = (
    ("↑↓", "选一份表样"),
    ("回车", "看这份表样"),
    ("F5", "接着对没有对完的"),
    ("F10", "认一份新表样"),
    ("F9", "从U盘装做好的"),
    ("F8", "做成一份给下面用的"),
    ("F7", "勾稽关系"),
    ("F6", "市里换了新表"),
)
#: How many characters of a title there is room for.
_TITLES = {"wide": 13, "medium": 12, "narrow": 18}
#: What can be helped by saving the workbook in another format by hand.
_BY_HAND = ("template.no_converter", "template.not_converted", "template.converter_slow")
_PUBLISHED = "表样文件 (*.xbmb)"


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A version of a template as listed. ``cells``: how many are filled; ``newest``: no later version is there."""

    info: TemplateInfo
    cells: int
    sheets: tuple[str, ...]
    newest: bool


class TemplatesPage(Page):
    """What is half done, the list, and what one can do with the chosen one."""

    watches = frozenset({"template"})
    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context, "templates", "表样")
        self._wanted = ""
        self._told = False
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self._drafts_held = QWidget()
        self._drafts = ColumnLayout(self._drafts_held, spacing=8)
        self._drafts_held.hide()
        self.cards: list[DraftCard] = []
        self._most = _TITLES["wide"]
        self.model = RowsModel(self._columns())
        self.table = Table("表样", self.model, row_height=52)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.table.opened.connect(lambda _: self._view())
        self.card = TableCard(self.table)
        self.empty = EmptyState("还没有表样", "市里发来的表，让程序认一遍，以后每期自动填。")
        self.empty.hide()
        self.progress = ProgressPanel("认表", unit="张表", safe="只是看表，什么也没有改。", cancel="不认了")
        self.progress.cancelled.connect(self._stop)
        self.progress.hide()
        self._job: Any = None
        self.by_hand = SaveAsCard()
        self.by_hand.again.chosen.connect(self._ask_new)
        self.by_hand.put_away.chosen.connect(self.by_hand.hide)
        self.by_hand.hide()
        self.view_button = Button("看表样", icon="eye", on=self._view)
        self.rules_button = Button("勾稽关系", icon="scales", key="F7", on=self._rules)
        self.publish_button = Button("做成一份给下面用的", icon="export", key="F8", on=self._ask_publish)
        self.drift_button = Button("市里换了新表", icon="arrows-clockwise", key="F6", on=self._ask_new_edition)
        self.more = Flow(self.view_button, self.rules_button, self.drift_button, self.publish_button, spacing=12)
        self.body.put(self.progress, self.by_hand, self._drafts_held, self.card, self.empty, 4, self.more, None)
        self.use_margin()
        back = Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.install_button = Button("从U盘装", icon="usb", main=True, key="F9", on=self._ask_install)
        self.new_button = Button("认一份新表样", "primary", icon="table", main=True, key="F10", on=self._ask_new)
        self.bar.set_buttons([back], [self.install_button, self.new_button])

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column("title", "表样", lambda line: shortened(line.info.title, self._most), 250, 1, bold=True, line=1),
            Column("version", "版", lambda line: line.info.version, 86, priority=1, line=2),
            Column("stands", "", _stands, 90, line=1),
            Column("valid", "从哪期到哪期", lambda line: validity(line.info), 160, priority=2, line=2),
        )

    # -- arriving -------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self._most = _TITLES[breadth.width]
            self.table.set_two_lines(breadth.width == "narrow")
            self._fit()

    def arrive(self, **how: Any) -> None:
        said, wanted = how.get("said"), how.get("template")
        self._wanted = wanted if isinstance(wanted, str) else ""
        self.show_banner(None)
        if isinstance(said, str):
            self._say(Banner(said, str(how.get("more", "")), tone="done", stacked=True))
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else None

    def refresh(self) -> None:
        services = self.context.services

        def work(progress: Progress) -> tuple[tuple[TemplateLine, ...], tuple[DraftFace, ...]]:
            from app.services import templates

            found = []
            seen: set[str] = set()
            for info in templates.listed(services.database):
                definition = templates.read(services.database, info.id, info.version).definition
                cells = len(definition.plain_cells)
                found.append(TemplateLine(info, cells, definition.sheets, info.id not in seen))
                seen.add(info.id)
            return tuple(found), services.binding.drafts()

        self.context.jobs.read(work, lambda found: self._show(*found), channel="templates", owner=self)

    def _show(self, lines: tuple[TemplateLine, ...], drafts: tuple[DraftFace, ...]) -> None:
        first = not self.model.rowCount()
        current = self._current()
        self.model.set_rows(lines)
        self._fit()
        wanted = (current.info.id, current.info.version) if current is not None else None
        if self._wanted:
            wanted = next(((each.info.id, each.info.version) for each in lines if each.info.id == self._wanted), wanted)
        at = next((n for n, line in enumerate(lines) if (line.info.id, line.info.version) == wanted), 0)
        if lines:
            self.table.choose(at)
        self.card.setVisible(bool(lines))
        self.more.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self._show_drafts(drafts)
        self.head.say("表样", f"在用的 {sum(line.newest for line in lines)} 份")
        self._show_current()
        if first and self.isVisible() and lines and not self.progress.isVisible():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._told:
            self._told = False
            QTimer.singleShot(0, self, self._to_notice)

    def _show_drafts(self, drafts: tuple[DraftFace, ...]) -> None:
        for card in self.cards:
            self._drafts.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [DraftCard(draft, "" if at else "F5") for at, draft in enumerate(drafts)]
        for card in self.cards:
            card.wanted.connect(lambda draft: self.context.go("bind", draft=draft))
            card.dropped.connect(self._ask_drop)
            self._drafts.put(card)
        self._drafts_held.setVisible(bool(drafts))

    def _fit(self) -> None:
        from app.ui.theme import look

        height = (84 if self.table.two_lines else 52) * max(1, self.model.rowCount())
        head = 0 if self.table.two_lines else 46
        self.card.setMinimumHeight(look().px(min(height + head + 10, 420)))

    def restyle(self) -> None:
        super().restyle()
        if hasattr(self, "card"):
            self._fit()

    def _current(self) -> TemplateLine | None:
        line: TemplateLine | None = self.table.current_row()
        return line

    def _show_current(self) -> None:
        line = self._current()
        self.margin.clear()
        if line is None:
            self.margin.say("")
            return
        info = line.info
        self.margin.say(info.title, above=f"第 {info.version} 版")
        column = self.margin.column
        if line.newest:
            column.put(Words("现在用的就是这一版", bold=True, colour="done", icon="check-circle"))
        else:
            column.put(Words("已经有更新的一版", colour="ink2", icon="clock-counter-clockwise"))
        for word, said in (
            ("什么时候报", f"{periods_of(info)}，{due(info)}"),
            ("从哪期到哪期", validity(info)),
            ("从哪里来", SOURCES.get(info.source, info.source)),
            ("有哪些表", "、".join(line.sheets)),
            ("程序填多少格", f"{line.cells} 格"),
        ):
            column.put(Words(word, "small", colour="ink2"), Words(said))
        column.put(None)

    # -- going on -------------------------------------------------------------------------------------
    def _view(self) -> None:
        line = self._current()
        if line is not None:
            self.context.go("template-view", template=line.info.id, version=line.info.version)

    def _rules(self) -> None:
        line = self._current()
        if line is not None:
            self.context.go("template-rules", template=line.info.id, version=line.info.version)

    def _ask_file(self, title: str, filters: str) -> Path | None:
        folder = self.context.settings.window.collect_folder or str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self.window(), title, folder, f"{filters};;所有文件 (*)")
        if not chosen:
            return None
        self.context.settings.change(collect_folder=str(Path(chosen).parent))
        return Path(chosen)

    def _ask_new(self) -> None:
        path = self._ask_file("认哪一份表", WORKBOOKS)
        if path is not None:
            self.begin(path)

    def begin(self, path: Path, *, follows: str = "") -> None:
        """Have the program look at a workbook and go on to binding it; ``follows``: it is a new edition of that."""
        binding, today, by = self.context.services.binding, today_of(self.context), clerk_of(self.context)
        self.show_banner(None)
        self.by_hand.hide()
        self.progress.start()
        self.progress.show()

        def done(draft: Draft) -> None:
            self._finish_job()
            if follows:
                self.context.go("template-drift", template=follows, draft=draft.id)
            else:
                self.context.go("bind", draft=draft.id)

        def failed(error: AppError) -> None:
            self._finish_job()
            if error.code in _BY_HAND:
                self.by_hand.say(f"{error.message}（号码 {error.number}）")
                self.by_hand.show()
                self.by_hand.again.setFocus(Qt.FocusReason.OtherFocusReason)
                self.context.tell(error.message)
            else:
                self._failed(error, "这份表没有认成")

        self._job = self.context.jobs.write(
            lambda progress: binding.begin(path, today=today, by=by, progress=progress),
            done,
            changes={"template"},
            failed=failed,
            cancelled=self._finish_job,
            progress=self.progress.show_step,
            owner=self,
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _finish_job(self) -> None:
        self._job = None
        self.progress.hide()

    def _ask_new_edition(self) -> None:
        line = self._current()
        if line is None:
            return
        path = self._ask_file(f"《{line.info.title}》的新表是哪个文件", WORKBOOKS)
        if path is not None:
            self.begin(path, follows=line.info.id)

    # -- files ----------------------------------------------------------------------------------------
    def _ask_install(self) -> None:
        path = self._ask_file("装哪个文件", _PUBLISHED)
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Say what a file offers before anything is taken over."""
        templates = self.context.services.templates
        self.context.jobs.read(
            lambda progress: templates.look(path),
            lambda offer: self._offer(path, offer),
            long=True,
            failed=lambda error: self._failed(error, "这个文件装不上"),
            owner=self,
        )

    def _offer(self, path: Path, offer: TemplateOffer) -> None:
        no = Button("先不装", on=lambda: self.show_banner(None))
        older = offer.standing == "older"
        yes = Button("装上", icon="check", on=lambda: self.install(path, older=older))
        told = f"{offer.issued_by} {offer.issued_on.year}年{offer.issued_on.month}月{offer.issued_on.day}日发出。"
        if offer.drift is not None and offer.drift.lines:
            told += "不同的地方：" + "；".join(line.says.rstrip("。") for line in offer.drift.lines[:3])
            told += f"，等 {len(offer.drift.lines)} 处。" if len(offer.drift.lines) > 3 else "。"
        actions = (no,) if offer.standing in ("same", "used") else (yes, no)
        tone: Tone = "question" if offer.standing in ("older", "used", "changed") else "note"
        self._say(Banner(offer.sentence, told, tone=tone, actions=actions, stacked=True))
        actions[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def install(self, path: Path, *, older: bool = False) -> None:
        """Take over a template that was made elsewhere."""
        templates, by = self.context.services.templates, clerk_of(self.context)

        def done(info: TemplateInfo) -> None:
            self._wanted = info.id
            told = f"{validity(info)}，{due(info)}报。"
            self._say(Banner(f"装好了：《{info.title}》第 {info.version} 版", told, tone="done"))

        self.context.jobs.write(
            lambda progress: templates.install(path, by=by, older=older),
            done,
            changes={"template"},
            failed=lambda error: self._failed(error, "没有装上"),
            owner=self,
        )

    def _ask_publish(self) -> None:
        line = self._current()
        if line is None:
            return
        folder = Path(self.context.settings.window.export_folder or Path.home())
        name = f"{line.info.title} {line.info.version}.xbmb"
        chosen, _ = QFileDialog.getSaveFileName(self.window(), "存在哪里", str(folder / name), _PUBLISHED)
        if chosen:
            path = Path(chosen)
            self.publish(line.info.id, path if path.suffix.lower() == ".xbmb" else path.with_name(f"{path.name}.xbmb"))

    def publish(self, template: str, path: Path) -> None:
        """Write one file with everything another office needs to fill this template in."""
        templates, today = self.context.services.templates, today_of(self.context)

        def done(_: object) -> None:
            self.context.settings.change(export_folder=str(path.parent))
            self._say(
                Banner(
                    f"存好了：{path.name}",
                    f"在 {path.parent}。拷给下面的单位，在这一页按 F9 装上，不用再认。",
                    tone="done",
                    stacked=True,
                )
            )

        self.context.jobs.read(
            lambda progress: templates.publish(template, path, today=today),
            done,
            long=True,
            failed=lambda error: self._failed(error, "没有存成"),
            owner=self,
        )

    # -- half done ------------------------------------------------------------------------------------
    def _ask_drop(self, draft: str, title: str) -> None:
        answer = Question(
            self.window(),
            f"《{title}》不接着对了？",
            "对到一半的会去掉，市里的文件还在原处。要用，得从头再认一遍。",
            [("drop", "不对了", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer == "drop":
            binding = self.context.services.binding
            self.context.jobs.write(
                lambda progress: binding.drop(draft),
                lambda _: self._say(Banner("去掉了", tone="note")),
                changes={"template"},
                owner=self,
            )

    def _failed(self, error: AppError, title: str) -> None:
        told = "\n".join(issue.message for issue in error.issues[:4]) or error.message
        self._say(Banner(title, f"{told}（号码 {error.number}）", tone="error", stacked=True))

    def _say(self, banner: Banner) -> None:
        self.show_banner(banner)
        self.context.tell(banner.accessibleName())
        self._told = True
        QTimer.singleShot(0, self, self._to_notice)

    def _to_notice(self) -> None:
        """Bring what was just said into view: the list below may have been scrolled to."""
        if self.scrolling is not None:
            self.scrolling.verticalScrollBar().setValue(0)


def _stands(line: TemplateLine) -> Cell:
    return Cell("在用", "check-circle", "done") if line.newest else Cell("旧版", "clock-counter-clockwise", quiet=True)
