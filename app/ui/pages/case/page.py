"""One case in full: every field, what happened, every change; changing it, the bin and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.case.detail import (
    CaseFacts,
    Pair,
    all_fields,
    due_line,
    read_case,
    status_mark,
    timeline_of,
    title_of,
)
from app.ui.pages.case.history import HistoryPanel
from app.ui.pages.common import clerk_of, grouped, short_day, today_of
from app.ui.pages.register.paper import print_forms
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.dialog import Question
from app.ui.widgets.layouts import Column, Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.complaints import Record


class CasePage(Page):
    """A case; ``arrive(case=id)`` shows it, ``told`` is said on top."""

    watches = frozenset({"complaint", "import"})
    key_card = (("F4", "改这一件"), ("F8", "打登记表"), ("Esc", "回去"))

    def __init__(self, context: Context) -> None:
        super().__init__(context, "case", "一件投诉")
        self.use_margin()
        self.facts: CaseFacts | None = None
        self._wanted = ""
        self._told = ""
        self._was_deleted = False
        self._holder: QWidget | None = None
        self._course: QWidget | None = None
        self.history = HistoryPanel(context)
        self.history.taken_back.connect(self._tell)
        self.margin.column.put(8, Words("改动经过", "section", bold=True), self.history, None)
        self.back_button = Button("回去", icon="arrow-left", main=True, key="Esc", on=context.back)
        self.delete_button = Button("删除", "danger", icon="trash", main=True, on=self._delete)
        self.change_button = Button("改", "primary", icon="pencil-simple", main=True, key="F4", on=self._change)
        self.restore_button = Button("恢复", "primary", icon="arrow-counter-clockwise", main=True, on=self._restore)
        self.form_button = Button("打登记表", icon="printer", main=True, key="F8", short="登记表", on=self._print)
        self.move_button = Button(
            "这是真的，移到台账", icon="tray-arrow-down", main=True, short="移到台账", on=self._move_out
        )
        self._practising = context.services.home.practice == "desk"
        self.move_button.setVisible(False)
        self.bar.set_buttons(
            [self.back_button],
            [self.delete_button, self.move_button, self.form_button, self.restore_button, self.change_button],
        )

    def arrive(self, **how: Any) -> None:
        self._told = how.get("told", "")
        if how.get("case"):
            self._wanted = how["case"]
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.restore_button if self.facts and self.facts.record.deleted else self.change_button

    def refresh(self) -> None:
        if not self._wanted:
            return
        services, wanted = self.context.services, self._wanted
        self.context.jobs.read(lambda progress: read_case(services, wanted), self._show, channel="case", owner=self)

    def _show(self, facts: CaseFacts) -> None:
        self.facts = facts
        record = facts.record
        lists, today = self.context.services.lists, today_of(self.context)
        self.head.say(title_of(record))
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        column = Column(self._holder, spacing=12)
        facts_on_top: list[QWidget] = [status_mark(facts, today)]
        if due := due_line(facts, today):
            facts_on_top.append(Words(due, "small", colour="ink2", wrap=False))
        facts_on_top.append(Words(f"编号 {grouped(record.number)}", "small", colour="ink2", wrap=False))
        column.put(Flow(*facts_on_top, spacing=16))
        for word, pairs in all_fields(record, lists):
            card = Card()
            inside = Column(card, margins=(20, 14, 20, 16), spacing=6)
            inside.put(Words(word, "small", bold=True, colour="pine"))
            for label, value in pairs:
                inside.put(Pair(label, value, 104))
            column.put(card)
        column.put(None)
        self.body.insertWidget(1 if self._banner is not None else 0, self._holder)
        self._put_told()
        self.margin.say("经过", f"登记 {short_day(record.received_on, today)}")
        if self._course is not None:
            self.margin.column.removeWidget(self._course)
            self._course.hide()
            self._course.deleteLater()
        self._course = timeline_of(facts, lists, today)
        self.margin.column.insertWidget(0, self._course)
        self.history.show_case(record.id)
        self.delete_button.setVisible(not record.deleted)
        self.change_button.setVisible(not record.deleted)
        self.move_button.setVisible(self._practising and not record.deleted)
        self.restore_button.setVisible(record.deleted)
        self.bar.refresh()
        focus = self.window().focusWidget()
        turned, self._was_deleted = self._was_deleted != record.deleted, record.deleted
        if focus is None or not focus.isVisible() or turned:
            wanted = self.first_focus()
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, words: str) -> None:
        """Say ``words`` on top of the case."""
        self._told = words
        self._put_told()

    def _put_told(self) -> None:
        self.show_banner(Banner(self._told, tone="done") if self._told else None)
        self._told = ""

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "change_button"):
            self.bar.refresh()

    # -- acting ---------------------------------------------------------------------------------------
    def _change(self) -> None:
        if self.facts is not None:
            self.context.go("change", case=self.facts.record.id)

    def _move_out(self) -> None:
        """A real case was written while practising: it moves to the real register whole."""
        if self.facts is None:
            return
        from app.services import practice

        database, id, by = self.context.services.database, self.facts.record.id, clerk_of(self.context)
        self.move_button.set_off("正在移")
        self.bar.refresh()

        def settle() -> None:
            self.move_button.set_off("")
            self.bar.refresh()

        def moved(record: Record) -> None:
            settle()
            self._told = f"移到真的台账里了，在那里的编号是 {grouped(record.number)}。这里的这一件放进了练习的回收站。"
            self.refresh()

        def failed(error: AppError) -> None:
            settle()
            self.context.show_error(error)

        self.context.jobs.write(
            lambda progress: practice.move_to_register(database, id, by=by),
            moved,
            changes={"complaint"},
            failed=failed,
            owner=self,
        )

    def _print(self) -> None:
        if self.facts is None:
            return
        self.form_button.set_off("正在做登记表")
        self.bar.refresh()

        def over(words: str) -> None:
            self.form_button.set_off("")
            self._tell(words)
            self.bar.refresh()

        def done(path: Path, opened: bool) -> None:
            over("登记表打开了，在打开的窗口里打印。" if opened else f"没有能打开它的程序，登记表存在 {path}")

        def failed(error: AppError) -> None:
            over("")
            self.context.show_error(error)

        record = self.facts.record
        print_forms(self.context, [record.id], f"登记表 {record.number}.pdf", done, failed, self)

    def _delete(self) -> None:
        if self.facts is None:
            return
        record = self.facts.record
        answer = Question(
            self.window(),
            "把这一件放进回收站？",
            f"{title_of(record)}，编号 {grouped(record.number)}。放进去以后不再统计，三十天内随时可以从回收站恢复。",
            [("delete", "放进回收站", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer != "delete":
            return
        complaints, by = self.context.services.complaints, clerk_of(self.context)
        self._told = "放进回收站了。要找回来，按恢复。"
        self.context.jobs.write(lambda progress: complaints.delete(record.id, by=by), changes={"complaint"}, owner=self)

    def _restore(self) -> None:
        if self.facts is None:
            return
        record, complaints, by = self.facts.record, self.context.services.complaints, clerk_of(self.context)
        self._told = "恢复了，又算在台账里。"
        self.context.jobs.write(
            lambda progress: complaints.restore(record.id, by=by), changes={"complaint"}, owner=self
        )
