"""总结和分析: what was written, by period; from here to a new one and to the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.calendar.holidays import HolidayTable
from app.ui.pages.common import clerk_of
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.dialog import Question

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.summaries import SummaryFace


class SummariesPage(Page):
    """All summaries of the office, the latest period first."""

    watches = frozenset({"summary"})
    key_card = (
        ("↑↓", "选一份"),
        ("回车", "打开"),
        ("F10", "新写一份"),
        ("F8", "换模板"),
        ("Delete", "去掉一份"),
        ("Esc", "回去"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "summaries", "总结和分析")
        self._arrived = False
        self.model = RowsModel(self._columns())
        self.table = HolidayTable("总结和分析", self.model)
        self.table.opened.connect(self._open)
        self.table.removed.connect(lambda _: self._ask_drop())
        self.card = TableCard(self.table)
        self.empty = EmptyState(
            "还没有写过总结",
            "半年、年度工作总结和投诉分析在这里写：数由程序填好，您只写不足和打算。",
        )
        self.body.put(self.card)
        self.body.put(self.empty, stretch=1)
        self.body.put(None)
        self.new_button = Button(
            "新写一份", "primary", icon="plus", main=True, key="F10", on=lambda: context.go("summary-new")
        )
        self.templates_button = Button(
            "换模板", icon="file-text", main=True, key="F8", on=lambda: context.go("summary-templates")
        )
        self.drop_button = Button("去掉", icon="trash", main=True, on=self._ask_drop)
        back = Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.bar.set_buttons([back], [self.drop_button, self.templates_button, self.new_button])
        self._show(())

    @staticmethod
    def _columns() -> tuple[Column, ...]:
        def stands(face: SummaryFace) -> Cell:
            if face.unwritten:
                return Cell(f"还有 {face.unwritten} 部分没写", "pencil-simple", "question")
            if face.made_on is None:
                return Cell("还没写成文件", "circle-half", "plain")
            return Cell(f"{face.made_on.month}月{face.made_on.day}日写成文件", "check-circle", "done")

        return (
            Column("label", "报告期", lambda face: face.label, 150, line=2),
            Column("kind", "种类", lambda face: face.kind_title, 130, bold=True, line=1),
            Column("title", "标题", lambda face: face.title, 345, 1, priority=1, line=2),
            Column("stands", "到哪一步", stands, 210, line=1),
        )

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")

    def arrive(self, **how: Any) -> None:
        self.show_banner(None)
        self._arrived = True
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.card.isVisibleTo(self) else self.new_button

    def refresh(self) -> None:
        summaries = self.context.services.summaries

        def work(progress: Progress) -> tuple[SummaryFace, ...]:
            return summaries.listed()

        self.context.jobs.read(work, self._show, channel="summaries", owner=self)

    def _show(self, faces: tuple[SummaryFace, ...]) -> None:
        current = self.table.current_row()
        self.model.set_rows(faces)
        self.card.setVisible(bool(faces))
        self.empty.setVisible(not faces)
        self.head.say("总结和分析", f"{len(faces)} 份" if faces else "")
        self.drop_button.set_off("" if faces else "还没有可去掉的")
        self.bar.refresh()
        if faces:
            wanted = current.id if current is not None else ""
            self.table.choose(next((at for at, face in enumerate(faces) if face.id == wanted), 0))
            if self._arrived and self.isVisible():
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._arrived = False

    def _open(self, face: SummaryFace) -> None:
        self.context.go("summary", id=face.id)

    def _ask_drop(self) -> None:
        face: SummaryFace | None = self.table.current_row()
        if face is None:
            return
        answer = Question(
            self.window(),
            f"去掉《{face.title}》？",
            "写在里面的话也一起去掉，清单里不再有它。已经存成的文件还在。",
            [("drop", "去掉", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer == "drop":
            self.drop(face)

    def drop(self, face: SummaryFace) -> None:
        """Take it off the list."""
        summaries, by = self.context.services.summaries, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: summaries.drop(face.id, by=by),
            lambda _: self.show_banner(Banner(f"《{face.title}》去掉了", tone="done")),
            changes={"summary"},
            owner=self,
        )
