"""归档: closed cases that may be filed, the files by year, what may be destroyed, what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.archive import beside, columns, handing_out
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.groups import GroupFace, GroupRow

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.archive import Ready, Rules, Shelf, ShelfFile
READY, FILES, DUE, GONE = "ready", "files", "due", "gone"
_WORDS = {READY: "可以归档", FILES: "案卷", DUE: "到期", GONE: "已销毁"}
_EMPTY = {
    READY: ("现在没有可以归档的", "办结并回访过的，或办结满三十天的，会列在这里。"),
    FILES: ("档案里还没有案卷", "到“可以归档”里选几件，按 F10 归档。"),
    DUE: ("没有到期的案卷", "保管期满的会列在这里，永久保管的不会到期。"),
    GONE: ("没有销毁过案卷", "记为销毁的案卷列在这里，记错了可以取消。"),
}


@dataclass(frozen=True, slots=True)
class _Read:
    ready: Ready
    shelf: Shelf
    due: tuple[ShelfFile, ...]
    gone: tuple[ShelfFile, ...]
    years: tuple[tuple[int, int], ...]
    rules: Rules


class ArchivePage(Page):
    """``arrive(group=, told=, undo=)``: that group; what was just done is said on top, with a way back."""

    watches = frozenset({"complaint", "archive"})
    key_card = (
        ("1–4", "换一组看"),
        ("空格", "选一件，再按一次不选"),
        ("F6", "全选，或全不选"),
        ("F10", "归档选中的；到期的记为销毁"),
        ("回车", "打开那一件投诉"),
        ("F4", "改盒号、页数、保管期限"),
        ("F7", "看整卷材料"),
        ("F8", "案卷目录；到期的看销毁清单"),
        ("F9", "打标签"),
        ("F3", "案卷：换一年看"),
        ("Ctrl+F", "在案卷里查找"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "archive", "归档", scrolls=False)
        self._read: _Read | None = None
        self._came = False
        self._marked: dict[str, set[str]] = {READY: set(), DUE: set()}
        self.groups = GroupRow("看哪一组")
        self._show_groups()
        self.groups.choose(READY)
        self.groups.changed.connect(lambda _: self._group_changed())
        self.search = SearchInput("查找案卷")
        self.search.asked.connect(self.refresh)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.year: int | None = None
        self.year_button = Button("各年的", icon="calendar-blank", key="F3", on=self._other_year)
        self.head.add(self.year_button)
        self.tables: dict[str, Table] = {}
        self.models: dict[str, RowsModel] = {}
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        for group, shown in (
            (READY, columns.ready(self._today, lambda: self._marked[READY])),
            (FILES, columns.files()),
            (DUE, columns.due(lambda: self._marked[DUE])),
            (GONE, columns.gone()),
        ):
            self.models[group] = RowsModel(shown)
            table = self.tables[group] = Table(_WORDS[group], self.models[group])
            table.opened.connect(lambda row: self._open(row))
            table.current_changed.connect(lambda _: self._show_beside())
            self.views.addWidget(TableCard(table))
        self.views.addWidget(self.empty)
        self.body.put(self.groups, self.search)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self._make_buttons()
        for keys, act in (("Ctrl+F", self._to_search), ("F6", self._mark_all)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self._show_group()

    def _make_buttons(self) -> None:
        self.back_button = Button("回去", icon="arrow-left", main=True, key="Esc", on=self.context.back)
        self.file_button = Button("归档", "primary", icon="stack", main=True, key="F10", on=self._file)
        self.all_button = Button("全选", icon="check", main=True, key="F6", bound=False, on=self._mark_all)
        self.catalogue_button = Button(
            "案卷目录", icon="list-checks", main=True, key="F8", short="目录", on=self._catalogue
        )
        self.labels_button = Button("标签", icon="printer", main=True, key="F9", on=self._labels)
        self.whole_button = Button(
            "整卷材料", "primary", icon="files", main=True, key="F7", short="整卷", on=self._whole
        )
        self.list_button = Button(
            "鉴定销毁清单", icon="list-checks", main=True, key="F8", short="清单",
            on=lambda: handing_out.look_at_due(self),
        )  # fmt: skip
        self.destroy_button = Button("记为销毁", "danger", icon="trash", main=True, key="F10", on=self._destroy)
        self.undo_button = Button(
            "取消销毁", "primary", icon="arrow-counter-clockwise", main=True, key="F10", on=self._undestroy
        )
        self._right: dict[str, tuple[Button, ...]] = {
            READY: (self.all_button, self.file_button),
            FILES: (self.catalogue_button, self.labels_button, self.whole_button),
            DUE: (self.list_button, self.destroy_button),
            GONE: (self.undo_button,),
        }
        self.bar.keep(*{button for group in self._right.values() for button in group})
        self.change_button = Button("改", icon="pencil-simple", main=True, key="F4", on=self._change)
        self.out_button = Button("取出来", icon="arrow-u-up-left", main=True, on=self._take_out)
        self.margin.bar.set_buttons([self.out_button], [self.change_button])

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        self._came = True
        group = str(how.get("group", ""))
        if group in self.groups.keys:
            self.groups.choose(group)
        self.show_banner(None)
        if how.get("told"):
            self._say(str(how["told"]), str(how.get("more", "")), tuple(how.get("undo", ())))
        self._show_group()
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self._table if self._model.rowCount() else None

    def escape(self) -> bool:
        if self.search.text():
            self.search.clear()
            self.search.ask()
            self._table.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.search.hasFocus() and self.groups.take_key(event):
            return
        if event.key() == Qt.Key.Key_Space and self._table.hasFocus():
            self._mark_current()
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "tables"):
            for table in self.tables.values():
                table.set_two_lines(breadth.width == "narrow")
            self._show_group()

    def _today(self) -> date:
        return today_of(self.context)

    @property
    def group(self) -> str:
        """The group one looks at."""
        return self.groups.chosen or READY

    def table_of(self, group: str) -> Table:
        """The list of a group."""
        return self.tables[group]

    @property
    def _table(self) -> Table:
        return self.tables[self.group]

    @property
    def _model(self) -> RowsModel:
        return self.models[self.group]

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        archive, today, year, words = self.context.services.archive, self._today(), self.year, self.search.words

        def work(progress: Progress) -> _Read:
            return _Read(
                archive.ready(today=today),
                archive.listed(year, words),
                archive.due(today=today),
                archive.destroyed(),
                archive.years(),
                archive.rules(),
            )

        self.context.jobs.read(work, self._show, channel="archive", owner=self)

    def _show(self, read: _Read) -> None:
        self._read = read
        wanted, self._came = self._came or self._table.hasFocus(), False
        for group, rows in ((READY, read.ready.cases), (FILES, read.shelf.files), (DUE, read.due), (GONE, read.gone)):
            chosen = getattr(self.tables[group].current_row(), "id", "")
            self.models[group].set_rows(rows)
            ids = [row.id for row in rows]
            if chosen in ids:
                self.tables[group].choose(ids.index(chosen))
            if group in self._marked:
                self._marked[group] &= set(ids)
        self.tables[FILES].set_words(self.search.words.split())
        self._show_groups()
        self._show_group()
        if self.isVisible() and (wanted or QApplication.focusWidget() is None):
            (self._table if self._model.rowCount() else self.back_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _other_year(self) -> None:
        """The files of the year before, after the oldest those of all years again."""
        if self._read is None or self.group != FILES:
            return
        years = [None, *(year for year, _ in self._read.years)]
        at = years.index(self.year) if self.year in years else 0
        self.year = years[(at + 1) % len(years)]
        self.refresh()
        self.context.tell(self._year_words())

    def _year_words(self) -> str:
        return f"{self.year} 年的" if self.year else "各年的"

    def _show_groups(self) -> None:
        read = self._read
        many: dict[str, int] = {}
        if read is not None:
            many = {READY: read.ready.total, FILES: sum(count for _, count in read.years), DUE: len(read.due)}
            many[GONE] = len(read.gone)
        self.groups.set_groups(
            [
                GroupFace(
                    group, word, f"{many[group]:,}" if group in many else "", "question" if group == DUE else "plain"
                )
                for group, word in _WORDS.items()
            ]
        )

    def _group_changed(self) -> None:
        self.show_banner(None)
        self._show_group()
        if self._model.rowCount():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_group(self) -> None:
        """What belongs to the group: its list or why it is empty, its buttons, search and years."""
        group, filled = self.group, bool(self._model.rowCount())
        self.views.setCurrentIndex(list(_WORDS).index(group) if filled else len(_WORDS))
        searching = group == FILES and bool(self._read and self._read.years)
        small = self.breadth.low  # there the search comes with Ctrl+F, and the groups stand closer
        self.groups.set_compact(self.breadth.width != "wide")
        self.search.setVisible(searching and (not small or self.search.hasFocus() or bool(self.search.words)))
        self.year_button.setVisible(searching)
        self.year_button.set_text(self._year_words())
        if not filled:
            title, why = _EMPTY[group]
            if group == FILES and (self.search.words or self.year):
                title, why = "没有找到这样的案卷", "案卷号、题名、盒号、投诉编号里都没有。"
            self.empty.say(title, why, [])
        self.use_margin(filled)
        self.bar.set_buttons([self.back_button], list(self._right[group]))
        for button in (self.change_button, self.out_button):
            button.setVisible(group == FILES)
        self.head.say("归档", self._fact())
        self._show_marks()
        self._show_beside()

    def _fact(self) -> str:
        read = self._read
        if read is None:
            return ""
        if self.group == READY and read.ready.total > len(read.ready.cases):
            return f"{read.ready.total:,} 件，这里是最早的 {len(read.ready.cases)} 件"
        if self.group == FILES and read.shelf.total > len(read.shelf.files):
            return f"{read.shelf.total:,} 卷，这里是前 {len(read.shelf.files)} 卷"
        return ""

    def _show_beside(self) -> None:
        row = self._table.current_row() if self._model.rowCount() else None
        beside.show(self.margin, row, self._read.rules if self._read else None)
        for button in (self.change_button, self.out_button, self.whole_button, self.undo_button):
            button.set_off("" if row is not None else "一件也没有选")
        destroyed = row is not None and getattr(row, "destroyed_on", None) is not None
        self.out_button.set_off("已经记为销毁，先取消销毁" if destroyed else "" if row is not None else "一件也没有选")
        none = "" if self._model.rowCount() else "一卷也没有"
        for button in (self.catalogue_button, self.labels_button, self.list_button):
            button.set_off(none)
        self.margin.bar.refresh()
        self.bar.refresh()

    # -- choosing several -----------------------------------------------------------------------------
    def _mark_current(self) -> None:
        row, marked = self._table.current_row(), self._marked.get(self.group)
        if row is None or marked is None:
            return
        marked ^= {row.id}
        at = self._table.currentIndex().row()
        if at + 1 < self._model.rowCount():
            self._table.choose(at + 1)
        self._show_marks()

    def _mark_all(self) -> None:
        marked = self._marked.get(self.group)
        if marked is None or self._read is None:
            return
        rows = self._read.ready.cases if self.group == READY else self._read.due
        ids = {row.id for row in rows}
        if marked >= ids:
            marked.clear()
        else:
            marked |= ids
        self._show_marks()

    def _show_marks(self) -> None:
        many = len(self._marked.get(self.group, ()))
        self.all_button.set_text("全不选" if many and many == self._model.rowCount() else "全选")
        self.all_button.set_off("" if self._model.rowCount() else "一件也没有")
        self.file_button.set_text(f"归档选中的 {many} 件" if many else "归档这一件", "归档")
        self.file_button.set_off("" if self._model.rowCount() else _EMPTY[READY][0])
        self.destroy_button.set_text(f"{many} 卷记为销毁" if many else "这一卷记为销毁", "销毁")
        self.destroy_button.set_off("" if self._model.rowCount() else _EMPTY[DUE][0])
        self._table.viewport().update()
        self.bar.refresh()

    def _wanted(self) -> tuple[str, ...]:
        """The marked rows in the order of the list; without marks the current one."""
        marked = self._marked.get(self.group, set())
        if marked and self._read is not None:
            rows = self._read.ready.cases if self.group == READY else self._read.due
            return tuple(row.id for row in rows if row.id in marked)
        row = self._table.current_row()
        return () if row is None else (row.id,)

    # -- acting ---------------------------------------------------------------------------------------
    def _file(self) -> None:
        wanted = self._wanted()
        if wanted:
            self.context.go("archive-filing", ids=wanted)

    def _open(self, row: Any) -> None:
        self.context.go("case", case=row.id if self.group == READY else row.case)

    def _change(self) -> None:
        row = self._table.current_row()
        if row is not None and self.group == FILES:
            self.context.go("archive-file", act="change", files=(row.id,))

    def _take_out(self) -> None:
        row = self._table.current_row()
        if row is not None and self.group == FILES:
            self.context.go("archive-file", act="take_out", files=(row.id,))

    def _whole(self) -> None:
        row = self._table.current_row()
        if row is not None and self.group == FILES:
            handing_out.look_at_whole(self.context, row.case, row.number)

    def _catalogue(self) -> None:
        year = self._year_meant()
        if year is not None:
            handing_out.look_at_catalogue(self, year)

    def _labels(self) -> None:
        year = self._year_meant()
        if year is not None:
            handing_out.look_at_labels(self.context, year)

    def _year_meant(self) -> int | None:
        row = self._table.current_row()
        return self.year or (row.year if row is not None else None)

    def _destroy(self) -> None:
        wanted = self._wanted()
        if wanted:
            self.context.go("archive-file", act="destroy", files=wanted)

    def _undestroy(self) -> None:
        row = self._table.current_row()
        if row is None or self.group != GONE:
            return
        archive, by = self.context.services.archive, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: archive.undestroy([row.id], by=by),
            lambda files: self._say(f"{files[0].number} 取消了销毁，又在案卷里"),
            changes={"archive"},
            owner=self,
        )

    def _say(self, words: str, more: str = "", undo: tuple[str, ...] = ()) -> None:
        actions = (Button("撤回这次归档", icon="arrow-u-up-left", on=lambda: self._unfile(undo)),) if undo else ()
        self.show_banner(Banner(words, more, tone="done", actions=actions))
        self.context.tell(words)

    def _unfile(self, files: tuple[str, ...]) -> None:
        archive, by, today = self.context.services.archive, clerk_of(self.context), self._today()
        self.context.jobs.write(
            lambda progress: archive.take_out(files, reason="归档后撤回", today=today, by=by, progress=progress),
            lambda out: self._say(f"撤回了 {len(out)} 件的归档，又回到原来的地方"),
            changes={"complaint", "archive"},
            owner=self,
        )

    # -- finding --------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        self.groups.choose(FILES)
        self._show_group()
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self._model.rowCount():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
