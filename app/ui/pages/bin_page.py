"""回收站: what was deleted, who deleted it, when it goes; having it back, or making it go now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.bin import DAYS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import clerk_of, grouped, list_day, long_day, parties, today_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.dialog import Question
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.bin import Binned, BinPage


def title_of(row: Binned) -> str:
    """«李秀英 投诉 宏发手机店», «咨询 3 人次»."""
    return parties(row.complainant, row.trader) if row.kind == "complaint" else f"咨询 {row.people} 人次"


def stays(row: Binned, today: date) -> str:
    """How long it can still be had back, in a few words."""
    if row.goes_on is None:
        return "一直留着"
    days = (row.goes_on - today).days
    return f"还有 {days} 天" if days > 0 else "今天清理"


class RecycleBin(Page):
    """The list, the latest first; the chosen one beside it."""

    watches = frozenset({"complaint", "enquiry", "import"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "bin", "回收站", scrolls=False)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._show_current)
        self.model = RowsModel(self._columns())
        self.table = Table("回收站", self.model)
        self.table.current_changed.connect(lambda _: self._look.start())
        self.empty = EmptyState("回收站是空的", f"删掉的投诉和咨询放在这里，{DAYS} 天内随时可以恢复。")
        self.views = QStackedWidget()
        self.views.addWidget(TableCard(self.table))
        self.views.addWidget(self.empty)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.erase_button = Button("彻底删除", "danger", icon="trash", main=True, on=self._erase)
        self.restore_button = Button(
            "恢复", "primary", icon="arrow-counter-clockwise", main=True, key="回车", on=self._restore
        )
        self.table.opened.connect(lambda _: self._restore())
        self.bar.set_buttons(
            [Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)],
            [self.erase_button, self.restore_button],
        )

    def _columns(self) -> tuple[Column, ...]:
        def gone(row: Binned) -> str:
            return list_day(row.at.astimezone().date(), today_of(self.context))

        def who(row: Binned) -> str:
            return (row.complainant or "没写姓名") if row.kind == "complaint" else title_of(row)

        def left(row: Binned) -> Cell:
            icon = "lock" if row.kept else "clock"
            return Cell(stays(row, today_of(self.context)), icon)

        return (
            Column("at", "删除日期", gone, 108, line=2),
            Column("who", "删掉的是", who, 116, bold=True, stretch=1, line=1),
            Column("trader", "商家", lambda row: row.trader, 150, stretch=3, priority=1, line=2),
            Column("by", "谁删的", lambda row: row.by, 84, priority=2, line=2),
            Column("left", "还能恢复", left, 130, line=1),
        )

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")

    def arrive(self, **how: Any) -> None:
        self._say(None)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        bin = self.context.services.bin
        self.context.jobs.read(lambda progress: bin.listed(), self._show, channel="bin", owner=self)

    def _show(self, page: BinPage) -> None:
        chosen = self.table.current_row()
        self.model.set_rows(page.rows)
        fact = f"{page.total:,} 件，放满 {DAYS} 天自动清理" if page.total else ""
        if page.total > len(page.rows):
            fact += f"；这里是最近的 {len(page.rows)} 件"
        self.head.say("回收站", fact)
        self.views.setCurrentIndex(0 if page.rows else 1)
        self.use_margin(bool(page.rows))
        ids = [row.id for row in page.rows]
        if chosen is not None and chosen.id in ids:
            self.table.choose(ids.index(chosen.id))
        for button in (self.erase_button, self.restore_button):
            button.set_off("" if page.rows else "回收站是空的")
        self.bar.refresh()
        self._show_current()

    def _show_current(self) -> None:
        row = self.table.current_row()
        self.margin.clear()
        if row is None:
            return
        above = grouped(row.number) if row.number else ""
        self.margin.say(title_of(row), above=above)
        pairs = [
            ("日期", long_day(row.on)),
            ("删除", f"{row.at.astimezone():%Y-%m-%d %H:%M}" + (f" · {row.by}" if row.by else "")),
            ("事由", row.facts or row.note),
            ("合并", f"并进了 {grouped(row.into)}" if row.into else ""),
        ]
        self.margin.column.put(*(Pair(word, value) for word, value in pairs if value))
        self.margin.column.put(12, Words(self._future(row), colour="ink2"), None)
        self.restore_button.set_text("取消合并" if row.merge else "恢复")
        self.erase_button.set_off(f"算在封存的{row.kept}报表里，要一直留着" if row.kept else "")
        self.bar.refresh()

    def _future(self, row: Binned) -> str:
        if row.kept:
            return f"它算在已经封存的{row.kept}报表里，所以一直留着备查，不会清理。"
        if row.goes_on is None:
            return "删除那天电脑的日期不对，算不出三十天，所以一直留着，不会自动清理。"
        return f"{long_day(row.goes_on)}以后自动清理，那以后就找不回来了。"

    # -- acting ---------------------------------------------------------------------------------------
    def _restore(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        services, by, merge = self.context.services, clerk_of(self.context), row.merge
        title = title_of(row)
        words = "恢复了，又算在台账里" if merge is None else "取消了合并，两件都算在台账里"

        def work(progress: Progress) -> object:
            return services.bin.restore(row.id, by=by) if merge is None else services.duplicates.take_back(merge, by)

        self.context.jobs.write(
            work, lambda _: self._say(Banner(words, title, tone="done")), changes={row.kind}, owner=self
        )

    def _erase(self) -> None:
        row = self.table.current_row()
        if row is None:
            return
        answer = Question(
            self.window(),
            "彻底删除这一件？",
            f"{title_of(row)}。彻底删除以后再也找不回来；它的编号不会再用。",
            [("erase", "彻底删除", "danger")],
            ("keep", "留在回收站"),
        ).ask()
        if answer != "erase":
            return
        services, by = self.context.services, clerk_of(self.context)
        title = title_of(row)
        self.context.jobs.write(
            lambda progress: services.bin.erase(row.id, by=by),
            lambda _: self._say(Banner("彻底删除了", title, tone="note")),
            changes={row.kind},
            owner=self,
        )

    def _say(self, banner: Banner | None) -> None:
        self.show_banner(banner)
        if banner is not None:
            self.context.tell(banner.accessibleName())
