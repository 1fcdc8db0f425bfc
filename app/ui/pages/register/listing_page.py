"""打印、导出: the list as found on paper or in a workbook, a form for each of its cases, or an empty form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import AppError
from app.services.complaints.finding import Sort
from app.services.complaints.listing import COLUMNS, USUAL, sort_words
from app.ui.context import Context
from app.ui.jobs import Job
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.register.conditions import Conditions
from app.ui.pages.register.paper import open_file, place_for
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Row
from app.ui.widgets.options import OptionRow
from app.ui.widgets.progress import ProgressPanel
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress

Kind = Literal["pdf", "xlsx", "forms", "blank"]
_FILES: dict[Kind, tuple[str, str]] = {
    "pdf": ("投诉台账清单", "pdf"),
    "xlsx": ("投诉台账清单", "xlsx"),
    "forms": ("投诉登记表", "pdf"),
    "blank": ("空白投诉登记表", "pdf"),
}
_FILTERS = {"pdf": "PDF 文件 (*.pdf)", "xlsx": "Excel 文件 (*.xlsx)"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The list that was on the screen."""

    words: str
    conditions: Conditions
    sort: Sort
    columns: tuple[str, ...]
    total: int


class ListingPage(Page):
    """What to make of the list: looked at and printed here, opened as a workbook, or stored where one likes."""

    key_card = (("F10", "看样子、打印；表格就打开"), ("F9", "选存放的地方"), ("Esc", "回台账；正在做就停下"))

    def __init__(self, context: Context) -> None:
        super().__init__(context, "listing", "打印和导出")
        self._asked = _Asked("", Conditions(), Sort(), USUAL, 0)
        self._job: Job | None = None
        self.said = Words("", colour="ink2")
        self.kind = OptionRow(
            "做成什么",
            [
                ("pdf", "清单，打印用"),
                ("xlsx", "清单，Excel 表格"),
                ("forms", "每件一张登记表"),
                ("blank", "一张空白登记表"),
            ],
        )
        self.masked = OptionRow("电话和证件号码", [("masked", "遮住中间几位"), ("whole", "全部写出来")])
        self.masked_words = Words("清单里的电话和证件号码", bold=True)
        self.columns = Words("")
        change = Button("改栏目和排序", icon="table", on=lambda: context.go("register", columns=True))
        self._columns_row = QWidget()
        row = Row(self._columns_row, spacing=16)
        row.put(self.columns, stretch=1)
        row.put(change)
        whole = QWidget()
        whole_button = Button("导出整本台账（以后可以再导回来）", "quiet", icon="books", on=self._whole)
        Row(whole).put(whole_button, None)
        self.panel = ProgressPanel("正在做", unit="件", cancel="停下，不存文件", effect="停下以后，什么都没有变。")
        self.panel.cancelled.connect(lambda: self._job.cancel() if self._job else None)
        self.panel.hide()
        self.body.put(
            self.said, Words("做成什么", bold=True), self.kind, self.masked_words, self.masked, self._columns_row,
            self.panel, 8, whole, None,
        )  # fmt: skip
        self.kind.changed.connect(lambda _: self._kind_changed())
        self.masked.changed.connect(lambda keys: context.settings.change(list_masked="masked" in keys))
        self.open_button = Button("看样子、打印", "primary", icon="printer", main=True, key="F10", on=self._open)
        self.save_button = Button("选存放的地方", icon="folder-open", main=True, key="F9", short="存到", on=self._ask)
        self.bar.set_buttons(
            [Button("回台账", icon="arrow-left", main=True, key="Esc", on=context.back)],
            [self.save_button, self.open_button],
        )

    def arrive(self, **how: Any) -> None:
        if "conditions" in how:
            self._asked = _Asked(
                how.get("words", ""), how["conditions"], how["sort"], tuple(how["columns"]), how.get("total", 0)
            )
        kind = how.get("kind", "pdf")
        self.kind.choose([kind if kind in _FILES else "pdf"])
        self.masked.choose(["masked" if self.context.settings.window.list_masked else "whole"])
        asked, today = self._asked, today_of(self.context)
        chips = [text for text, _ in asked.conditions.chips(self.context.services.lists, today)]
        if asked.words:
            chips.insert(0, f"查找“{asked.words}”")
        self.said.setText(f"{'，'.join(chips) or '全部在册的'}，一共 {asked.total:,} 件，{sort_words(asked.sort)}。")
        self.columns.setText(f"栏目：{'、'.join(COLUMNS[key].title for key in asked.columns)}")
        self._kind_changed()
        self.show_banner(None)

    def first_focus(self) -> QWidget | None:
        return self.kind

    def escape(self) -> bool:
        if self._job is not None:
            self._job.cancel()
            return True
        return False

    @property
    def _kind(self) -> Kind:
        chosen = next(iter(self.kind.chosen()), "pdf")
        return next(kind for kind in _FILES if kind == chosen)

    def _kind_changed(self) -> None:
        kind = self._kind
        listed = kind in ("pdf", "xlsx")
        for widget in (self.masked_words, self.masked, self._columns_row):
            widget.setVisible(listed)
        self.open_button.set_text("打开" if kind == "xlsx" else "看样子、打印")
        nothing = not self._asked.total and kind != "blank"
        for button in (self.open_button, self.save_button):
            button.set_off("一件也没有" if nothing else "")
        self.bar.refresh()

    def _whole(self) -> None:
        filters = self._asked.conditions.filters
        self.context.go("export", start=filters.start, until=filters.until)

    # -- making ---------------------------------------------------------------------------------------
    def _file_name(self) -> str:
        name, ending = _FILES[self._kind]
        return f"{self.context.office.name} {name} {today_of(self.context).isoformat()}.{ending}"

    def _open(self) -> None:
        if self._kind == "xlsx":
            self.make(place_for(self.context.folder.root, self._file_name()), show=True)
        else:
            fact = "" if self._kind == "blank" else f"{self._asked.total:,} 件"
            title = _FILES[self._kind][0]
            self.context.go("preview", title=title, fact=fact, make=self._maker(), name=self._file_name())

    def _maker(self) -> Callable[[Progress], bytes]:
        """Makes the paper that was chosen."""
        printing, complaints = self.context.services.printing, self.context.services.complaints
        asked, kind, today = self._asked, self._kind, today_of(self.context)
        masked = "whole" not in self.masked.chosen()

        def make(progress: Progress) -> bytes:
            filters = asked.conditions.filters
            if kind == "pdf":
                return printing.case_list(
                    asked.words, filters, asked.sort, asked.columns, masked=masked, today=today, progress=progress
                )[0]
            ids = complaints.ids(asked.words, filters, asked.sort, today=today) if kind == "forms" else ()
            return printing.forms(ids, progress=progress)[0]

        return make

    def _ask(self) -> None:
        ending = _FILES[self._kind][1]
        folder = Path(self.context.settings.window.export_folder or Path.home())
        path, _ = QFileDialog.getSaveFileName(
            self.window(), "存到哪里", str(folder / self._file_name()), _FILTERS[ending]
        )
        if path:
            target = Path(path)
            self.context.settings.change(export_folder=str(target.parent))
            self.make(target if target.suffix.lower() == f".{ending}" else target.with_name(f"{target.name}.{ending}"))

    def make(self, path: Path, *, show: bool = False) -> None:
        """Make the file in the long lane; ``show`` opens it then."""
        printing, complaints = self.context.services.printing, self.context.services.complaints
        asked, kind, today = self._asked, self._kind, today_of(self.context)
        masked = "whole" not in self.masked.chosen()
        self.show_banner(None)
        self.panel.start()
        self.panel.show()
        for button in (self.open_button, self.save_button):
            button.set_off("正在做")
        self.bar.refresh()

        def work(progress: Progress) -> int:
            filters = asked.conditions.filters
            if kind in ("pdf", "xlsx"):
                return printing.write_list(
                    path, asked.words, filters, asked.sort, asked.columns, masked=masked, today=today, progress=progress
                )
            ids = complaints.ids(asked.words, filters, asked.sort, today=today) if kind == "forms" else ()
            printing.write_forms(path, ids, progress=progress)
            return len(ids)

        self._job = self.context.jobs.read(
            work,
            lambda many: self._done(many, path, show),
            long=True,
            progress=self.panel.show_step,
            failed=self._failed,
            cancelled=self._stopped,
            owner=self,
        )

    def _over(self) -> None:
        self._job = None
        self.panel.hide()
        self._kind_changed()

    def _done(self, many: int, path: Path, show: bool) -> None:
        self._over()
        words = f"，一共 {many:,} 件" if many else ""
        opened = show and open_file(path)
        title = f"做好了{words}，已经打开" if opened else f"存好了{words}"
        say = str(path) if not opened else "在打开的窗口里打印。" if path.suffix == ".pdf" else ""
        if show and not opened:
            say = f"这台电脑没有打开它的程序。文件在：{path}"
        folder = Button("打开文件夹", icon="folder-open", on=lambda: open_file(path.parent))
        again = Button("打开", icon="arrow-square-out", on=lambda: open_file(path))
        self.show_banner(Banner(title, say, tone="done", actions=(again, folder)))
        self.context.tell(title)
        self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stopped(self) -> None:
        self._over()
        self.show_banner(Banner("停下了，没有存文件", tone="note"))

    def _failed(self, error: AppError) -> None:
        self._over()
        self.show_banner(Banner("没有存成", f"{error.message}（号码 {error.number}）", tone="error"))
