"""The cases behind an indicator, or that a search found: look at them, and tag them all as one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import AppError
from app.services.complaints.listing import USUAL
from app.services.periods import parse_period
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.register.columns import table_columns
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.finding import Filters, Hit, Sort
    from app.services.indicators.tagging import TagFace, Tagged

#: So many of them are listed; the tag goes on all.
MOST = 300


@dataclass(frozen=True, slots=True)
class _Read:
    ids: tuple[str, ...]
    rows: tuple[Hit, ...]
    tags: tuple[TagFace, ...]
    enquiries: bool = False


class TaggingPage(Page):
    """``arrive(name=, ids=)``, ``arrive(name=, indicator=, period=)``, ``arrive(name=, words=, filters=, sort=)``."""

    watches = frozenset({"complaint"})
    key_card = (
        ("回车", "打开选中的一件"),
        ("F3", "写标签"),
        ("F10", "给全部贴上标签"),
        ("Ctrl+Z", "撤销刚才贴的"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "tagging", "贴标签", scrolls=False)
        self._how: dict[str, Any] = {}
        self._ids: tuple[str, ...] = ()
        self._today = today_of(context)
        self._opened = self._told = False
        self.tag = Field("标签", label_width=52, stays=True)
        self.tag.came.connect(self._choosing)
        self.tag.edited.connect(self._edited)
        self.tag.entered.connect(self._entered)
        self.model = RowsModel(table_columns(USUAL, context.services.lists, lambda: self._today))
        self.table = Table("这些登记", self.model)
        self.table.opened.connect(self._open)
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty):
            self.views.addWidget(view)
        self.body.put(self.tag)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.choices = ChoicePanel("在用的标签")
        box = self.tag.input
        assert isinstance(box, TextInput)
        self.choices.serve(box)
        box.digits_choose = self.choices.list.numbered = False  # a tag may begin with a digit: 3·15
        self.choices.taken.connect(self._taken)
        self.hint = Words("")
        self.margin.column.put(self.hint, self.choices, None)
        self.remove_button = Button("去掉这个标签", icon="x", main=True, short="去掉", on=lambda: self._set(on=False))
        self.add_button = Button("贴标签", "primary", icon="tag", main=True, key="F10", on=lambda: self._set(on=True))
        self.bar.set_buttons(
            [Button("回去", icon="arrow-left", main=True, on=context.back)], [self.remove_button, self.add_button]
        )
        QShortcut(QKeySequence("F3"), self).activated.connect(self._to_tag)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if how:
            self._how, self._opened, self._told = dict(how), False, False
            self.tag.set_text("")
            self.tag.clear_hint()
            self.show_banner(None)
            self._today = today_of(self.context)
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self._opened or self._how.get("indicator") else self.tag

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "add_button"):
            self.table.set_two_lines(breadth.width == "narrow")
            self.choices.set_columns(2 if breadth.width == "wide" else 1)
            self.bar.refresh()

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        services, how, today = self.context.services, self._how, self._today

        def work(progress: Progress) -> _Read:
            ids, enquiries = tuple(how.get("ids", ())), False
            if how.get("indicator"):
                key, period = str(how["indicator"]), parse_period(str(how["period"]))
                enquiries = "enquiry" in services.indicators.book().get(key).intake
                ids = services.indicators.records(key, period)
            elif "filters" in how:
                filters: Filters = how["filters"]
                sort: Sort = how["sort"]
                ids = services.complaints.ids(str(how.get("words", "")), filters, sort, today=today)
            rows = () if enquiries else services.complaints.hits(ids[:MOST], today)
            return _Read(ids, rows, services.indicators.tags(), enquiries)

        self.context.jobs.read(work, self._show, channel="tagging", owner=self)

    def _show(self, read: _Read) -> None:
        self._ids = () if read.enquiries else read.ids
        self.model.set_rows(read.rows)
        self.choices.set_groups([Group("", tuple(Choice(face.tag, face.tag) for face in read.tags))])
        self.views.setCurrentIndex(0 if read.rows else 1)
        name, many = str(self._how.get("name") or "找到的"), len(read.ids)
        of = "笔咨询" if read.enquiries else "件"
        fact = f"{many:,} {of}" + (f"，下面列出前 {MOST} 件" if many > MOST else "")
        self.head.say(name, fact if many else "")
        if not read.rows:
            if read.enquiries:
                self.empty.say("这个数是从咨询台账里来的", "咨询没有标签，请到咨询那一页看。")
            else:
                self.empty.say("一件也没有", "这段时间没有这样的登记。")
        self.tag.setVisible(bool(read.rows) and not (self.breadth.low and self._told))
        self.use_margin(bool(read.rows))
        self._say_hint(read.tags)
        for button in (self.add_button, self.remove_button):
            button.set_off("" if self._ids else "一件也没有")
        if self._ids and not self.breadth.low:
            self.add_button.set_text(f"给 {many:,} 件贴标签")
        self.bar.refresh()

    def _say_hint(self, tags: Sequence[TagFace]) -> None:
        words = "写一个标签，例如 3·15、直播带货、守护夕阳红。\n贴上以后，可以按标签数出件数来报表。"
        if tags:
            words += "\n\n在用的：" + "、".join(f"{face.tag} {face.count:,} 件" for face in tags[:8])
        self.hint.setText(words)
        self._resting()

    # -- the tag --------------------------------------------------------------------------------------
    def _choosing(self) -> None:
        self.margin.say("在用的标签", "方向键挑，回车取")
        has = bool(self.choices.list.model().rowCount())
        self.choices.setVisible(has)
        self.hint.setVisible(not has)

    def _resting(self) -> None:
        if self.tag.input.hasFocus():
            self._choosing()
            return
        self.margin.say("贴标签", "")
        self.choices.hide()
        self.hint.show()

    def _edited(self, text: str) -> None:
        self.tag.clear_hint()
        self.choices.narrow_to(text)

    def _entered(self) -> None:
        box = self.tag.input
        assert isinstance(box, TextInput)
        if box.walking and self.choices.list.current_key:
            self._taken(self.choices.list.current_key)
        elif self.tag.text().strip():
            self.add_button.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def _taken(self, tag: str) -> None:
        self.tag.set_text(tag)
        self.add_button.setFocus(Qt.FocusReason.TabFocusReason)

    # -- acting ---------------------------------------------------------------------------------------
    def _open(self, row: Hit) -> None:
        self._opened = True
        self.context.go("case", case=row.id)

    def _set(self, *, on: bool) -> None:
        if not self._ids:
            return
        indicators, ids, tag, by = self.context.services.indicators, self._ids, self.tag.text(), clerk_of(self.context)
        change = indicators.tag if on else indicators.untag
        self.context.jobs.write(
            lambda progress: change(ids, tag, by=by),
            lambda done: self._done(done, on=on),
            changes={"complaint"},
            failed=self._failed,
            owner=self,
        )

    def _failed(self, error: AppError) -> None:
        self.tag.say(error.message.split("。")[0] + "。", "error")
        self.tag.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, done: Tagged, *, on: bool) -> None:
        title = f"{'贴上了' if on else '去掉了'}“{done.tag}”：{len(done.changed):,} 件"
        same = f"另有 {done.already:,} 件本来就{'有' if on else '没有'}。" if done.already else ""
        undo = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self._undo(done.id))
        self._say(Banner(title, "" if self.breadth.low else same, tone="done", actions=(undo,), stacked=False))

    def _say(self, banner: Banner) -> None:
        """On top of the list; where the window is low it takes the place of the field (F3 brings that back)."""
        self._told = True
        self.tag.setVisible(not self.breadth.low)
        self.show_banner(banner)
        if self.breadth.low:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _to_tag(self) -> None:
        if self._ids:
            self._told = False
            self.show_banner(None)
            self.tag.show()
            self.tag.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _undo(self, id: str) -> None:
        indicators, by = self.context.services.indicators, clerk_of(self.context)

        def done(back: Tagged) -> None:
            kept = "".join(issue.message for issue in back.issues)
            self._say(Banner(f"撤销了：{len(back.changed):,} 件", kept, tone="note"))

        self.context.jobs.write(
            lambda progress: indicators.undo_tagging(id, by=by), done, changes={"complaint"}, owner=self
        )
