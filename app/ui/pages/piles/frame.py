"""What lies on the desk: the pile, the count, the strip, the grid, and what is written and not stored yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.drafting import DraftKeeper
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.piles.count import Count
from app.ui.pages.piles.helping import help_with
from app.ui.pages.piles.layout import OWN, fields_of, next_number
from app.ui.pages.piles.rows import DeskRow, columns, story
from app.ui.pages.piles.strip import CHOSEN, Strip
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.drafts import Draft
    from app.services.piles import Keyed, PileView
    from app.ui.pages.entry.choosing import Choosing
    from app.ui.pages.piles.helping import DeskAside


class PileFrame(Page):
    """Shows one pile. Subclasses say what keys do and what storing means."""

    watches = frozenset({"complaint", "pile"})
    #: Nothing stands in the margin above the list.
    steps_height = 0

    def __init__(self, context: Context) -> None:
        super().__init__(context, "pile", "集中录入")
        self.view: PileView | None = None
        self.strip: Strip | None = None
        self.rows: list[DeskRow] = []
        self.row = DeskRow(1)
        self._confirming = False
        self._closed = False
        self.aside: DeskAside | None = None
        self.choosing: Choosing | None = None
        self.count = Count()
        self.body.set_design(margins=(24, 0, 24, 8), spacing=8)
        self._title = Words("", bold=True, wrap=False)
        self._told = Words("", "small", colour="ink2", wrap=False)
        heading = Row(spacing=16)
        heading.put(self._title)
        heading.put(self._told, stretch=1)
        heading.put(self.count)
        held = QWidget()
        self._strip_column = Column(held, spacing=2)
        self._strip_column.addLayout(heading)
        self._story = Words("", "small", colour="ink2", icon="info")
        self._story.hide()
        self.model = RowsModel(columns(context.services.lists, self._month))
        self.table = Table("这一摞的各份", self.model, row_height=44)
        self.table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.card = TableCard(self.table)
        self.body.put(held)
        self.body.put(self.card, stretch=1)
        self.use_margin()
        self.margin.column.put(self._story)
        self.save_button = Button("存这一份", "primary", icon="check", main=True, key="F10")
        self.report_button = Button("收尾", icon="list-checks", main=True, key="F6")
        self.owing_button = Button("待补全", icon="circle-half", main=True)
        self.delete_button = Button("去掉这一份", icon="trash", main=True, short="去掉")
        self.reopen_button = Button("重开这一摞", "primary", icon="lock-open", main=True)
        self.bar.set_buttons(
            [self.report_button, self.owing_button, self.delete_button], [self.reopen_button, self.save_button]
        )
        self.keeper = DraftKeeper(context, "pile", self._draft, words=self._draft_words, parent=self)
        self.keeper.stored.connect(lambda text: self._say_place(text))
        self.keeper.failed.connect(lambda error: self.put_banner(Banner("草稿没有存上", error.message, tone="error")))

    def _month(self) -> str:
        return "" if self.view is None else self.view.pile.month

    def _go(self, key: str) -> None:
        if self.view is not None:
            self.context.go(key, pile=self.view.pile.id)

    # -- room -----------------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if not hasattr(self, "keeper"):
            return
        self.card.setMinimumHeight(look().px(92 if breadth.low else 180))
        self.table.set_two_lines(breadth.width == "narrow")
        self.count.set_room(breadth.width)
        if self.strip is not None and self.choosing is not None and self.aside is not None:
            self.strip.set_breadth(breadth)
            self.choosing.set_columns(1 if breadth.width == "medium" else 2)
            self.aside.refresh()
        self._say_place()

    # -- coming ---------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        wanted = how.get("pile", "")
        if wanted and (self.view is None or self.view.pile.id != wanted):
            self._leave_pile()
            self._read(wanted, fresh=True)
        elif self.view is not None:
            self._read(self.view.pile.id, fresh=False)
        QTimer.singleShot(0, self, self._mark)

    def _mark(self) -> None:
        """The number proposed for a form is marked, so that typing replaces it."""
        strip = self.strip
        if strip is not None and not self.row.touched and strip.isAncestorOf(QApplication.focusWidget() or self):
            strip.focus_on(strip.now)

    def _to_top(self) -> None:
        """The strip stands on top: with it in use nothing is scrolled away, unless a list needs the room."""
        narrow = self.breadth.width == "narrow"
        if self.scrolling is not None and not (narrow and self.strip is not None and self.strip.now in CHOSEN):
            self.scrolling.verticalScrollBar().setValue(0)

    def refresh(self) -> None:
        if self.view is not None:
            self._read(self.view.pile.id, fresh=False)

    def first_focus(self) -> QWidget | None:
        if self.strip is None or self.strip.isHidden():
            return self.table
        return self.strip.fields[self.strip.now].input

    def _leave_pile(self) -> None:
        """Another pile comes: what is not stored of this one waits as a draft."""
        self._stash()
        self.keeper.put_down()
        self.view = None

    def _read(self, wanted: str, *, fresh: bool) -> None:
        piles, drafts = self.context.services.piles, self.context.services.drafts

        def work(progress: Progress) -> tuple[PileView, tuple[Draft, ...]]:
            found = drafts.waiting("pile") if fresh else ()
            return piles.show(wanted), tuple(draft for draft in found if draft.content.get("pile") == wanted)

        def done(found: tuple[PileView, tuple[Draft, ...]]) -> None:
            if fresh:
                self._begin(*found)
            else:
                self._update(found[0])

        self.context.jobs.read(work, done, channel="pile", owner=self)

    def _begin(self, view: PileView, drafts: tuple[Draft, ...]) -> None:
        """Another pile lies on the desk."""
        self.view = view
        self._closed = False
        if self.strip is not None:
            self.strip.hide()
            self.strip.deleteLater()
        if self.aside is not None:
            self.aside.remove()
        lists, today = self.context.services.lists, today_of(self.context)
        strip = self.strip = Strip(lists, today, view.pile.month, *fields_of(view.pile.quick))
        self.connect_strip(strip)
        strip.came.connect(lambda _: QTimer.singleShot(0, self, self._to_top))
        self._strip_column.put(strip)
        self.aside, self.choosing = help_with(self, strip)
        self.rows = []
        self._update(view)
        if drafts:
            self._resume(drafts[0])
        self.set_breadth(self.breadth)
        if self.isVisible():
            wanted = self.first_focus()
            if wanted is not None:
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)
                self._mark()

    def _update(self, view: PileView) -> None:
        """The pile as it stands now; what is written and not stored stays."""
        if self.strip is None:
            return
        self.view = view
        self._stash()
        lists = self.context.services.lists
        known = {row.position: row for row in self.rows if row.form is not None}
        fresh = next((row for row in self.rows if row.form is None), None)
        rows = []
        for form in view.forms:
            row = known.get(form.position) or DeskRow(form.position)
            if row.unsaved:
                row.form = form
            else:
                row.take(form, self.strip.fields, lists, view.pile.month)
            rows.append(row)
        if view.pile.closed_at is None:
            fresh = fresh or self._next_row(rows)
            fresh.position = max((row.position for row in rows), default=0) + 1
            rows.append(fresh)
        self.rows = rows
        self.model.set_rows(rows)
        closed = view.pile.closed_at is not None
        reopened = not closed and self._closed
        self._closed = closed
        self.strip.setVisible(not closed)
        self.save_button.setVisible(not closed)
        self.reopen_button.setVisible(closed)
        self._say_count()
        if rows:
            self._show(self.row if self.row in rows and not reopened else rows[-1])
        if reopened:
            self.put_banner(None)
            self.strip.focus_on(self.strip.order[0])
        if closed:
            self.put_banner(Banner("这一摞已经收尾", "要再录，按「重开这一摞」。看哪一件，回车打开。", tone="note"))

    def connect_strip(self, strip: Strip) -> None:
        """A strip was made: follow what is typed into it."""
        raise NotImplementedError

    def _next_row(self, rows: list[DeskRow]) -> DeskRow:
        """An empty form, with what is kept from the one before."""
        assert self.strip is not None
        row = DeskRow(max((one.position for one in rows), default=0) + 1)
        before = next((one for one in reversed(rows) if one.state != "deleted"), None)
        if before is not None:
            row.texts = {name: before.texts.get(name, "") for name in self.strip.kept - OWN}
            number = next_number(before.texts.get("paper_number", ""))
            row.texts |= {"paper_number": number} if number else {}
        return row

    # -- drafts ---------------------------------------------------------------------------------------
    def _draft(self) -> dict[str, Any]:
        self._stash()
        kept = [
            {"position": row.position, "new": row.form is None, "texts": row.texts, "sure": sorted(row.sure)}
            for row in self.rows
            if row.unsaved
        ]
        if not kept or self.view is None or self.strip is None:
            return {}
        return {"pile": self.view.pile.id, "rows": kept, "at": self.row.position, "focus": self.strip.now}

    def _draft_words(self) -> str:
        return (
            ""
            if self.view is None
            else f"{self.view.pile.station} {self.view.pile.month_label}，第 {self.row.position} 份"
        )

    def _resume(self, draft: Draft) -> None:
        """Go on where a draft was left."""
        assert self.strip is not None
        self.keeper.resume(draft.id)
        content = draft.content
        for kept in content.get("rows", ()):
            row = next((row for row in self.rows if row.position == kept.get("position")), None)
            if kept.get("new"):
                row = self.rows[-1] if self.rows and self.rows[-1].form is None else None
            if row is not None:
                row.texts = {**row.texts, **kept.get("texts", {})}
                row.sure, row.touched = frozenset(kept.get("sure", ())), True
        at = content.get("at")
        self.row = DeskRow(0)
        self._show(next((row for row in self.rows if row.position == at), self.rows[-1]))
        focus = content.get("focus", "")
        if focus in self.strip.fields:
            self.strip.now = focus
        self.put_banner(Banner("接着上次没录完的", "上次写的字都在，往下录就行。", tone="note"))

    # -- going from form to form ----------------------------------------------------------------------
    def _stash(self) -> None:
        """Keep what stands in the strip with its row."""
        if self.strip is not None and self.row in self.rows and self.row.touched:
            self.row.texts = self.strip.texts()
            self.row.sure = frozenset(self.strip.sure)

    def _show(self, row: DeskRow) -> None:
        """Bring ``row`` into the strip, unless it is there."""
        assert self.strip is not None
        here = {name: text for name, text in self.strip.texts().items() if text}
        same = row is self.row and (row.touched or here == {name: text for name, text in row.texts.items() if text})
        self.row = row
        if not same:
            self.strip.set_texts(row.texts, row.sure)
            for issue in row.form.doubts if row.form is not None else ():
                self.strip.ask(str(issue.params["name"]), issue)
        self._confirming = False
        self.table.choose(self.rows.index(row))
        stored = row.form is not None
        self.delete_button.setVisible(stored)
        back = stored and row.state == "deleted"
        self.delete_button.set_text("放回来" if back else "去掉这一份")
        self.bar.refresh()
        self._say_place()

    # -- saying ---------------------------------------------------------------------------------------
    def put_banner(self, banner: Banner | None) -> None:
        """Show one notice below the strip instead of the one before; the fields stay where they are."""
        self.show_banner(banner, at=1)

    def _say_count(self, keyed: Keyed | None = None) -> None:
        assert self.view is not None
        pile = keyed.pile if keyed is not None else self.view.pile
        self.count.say(pile)
        self.owing_button.set_text(f"待补全 {pile.incomplete}")
        self.owing_button.setVisible(pile.incomplete > 0)
        self.bar.refresh()
        self._say_place()

    def _say_place(self, told: str = "") -> None:
        if self.view is None or self.strip is None:
            return
        pile, row, width = self.view.pile, self.row, self.breadth.width
        month = f"{int(pile.month[5:])}月"
        self.head.say(
            f"{pile.station} · {pile.month_label if width == 'wide' else month}", "快录" if pile.quick else "全录"
        )
        words = f"第 {row.position} 份" + (" · 改" if row.form is not None else "")
        self._title.setText(f"{month} · {words}" if width == "narrow" else words)
        at, lines = self.strip.place
        wide = width == "wide"
        more = f"下面还有 {lines - at} 行" if lines > at and wide else ""
        self._told.setText(told if wide and told else told.split(" · ")[0] or more)
        self._story.setText(story(row))
        self._story.setVisible(bool(story(row)))
