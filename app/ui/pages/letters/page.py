"""函件: what was sent and what still waits for an answer; the chosen letter in full beside the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.services.letters import KIND_WORDS, STATE_WORDS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, list_day, today_of
from app.ui.pages.letters.beside import LetterBeside
from app.ui.pages.letters.issuing import look_at_new
from app.ui.pages.letters.looks import GROUP_WORDS, LOOKS, standing_cell
from app.ui.tables.columns import Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, EmptyState
from app.ui.widgets.field import SearchInput
from app.ui.widgets.groups import GroupFace, GroupRow
from app.ui.widgets.layouts import Flow
from app.ui.widgets.options import Chip

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.letters import Letter, LetterList
    from app.services.papers import IssuedPaper
_ALL, _BIN = "all", "bin"


@dataclass(frozen=True, slots=True)
class _Read:
    found: LetterList
    binned: int


class LettersPage(Page):
    """``arrive(state=, case=, trader=, letter=)``: narrowed so, with that letter chosen; ``told`` is said on top."""

    watches = frozenset({"letter", "complaint", "paper", "trader"})
    key_card = (
        ("1–6", "换一组看"),
        ("Ctrl+F", "查找"),
        ("F7", "写一份新的"),
        ("回车", "改选中的一份"),
        ("F8", "记下答复"),
        ("F9", "看样子，发出正式的文"),
        ("Del", "删掉选中的一份"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "letters", "函件", scrolls=False)
        self._case = self._case_words = self._trader = self._wanted = ""
        self._counts: dict[str, int] = {}
        self._undo = ""
        self.groups = GroupRow("哪一组")
        self.groups.changed.connect(lambda _: self.refresh())
        self._show_groups({}, 0)
        self.groups.choose(_ALL)
        self.search = SearchInput("查找函件")
        self.search.asked.connect(self.refresh)
        self.search.entered.connect(self._into_list)
        self.search.moved.connect(lambda _: self._into_list())
        self.chips = Flow()
        self.model = RowsModel(self._columns())
        self.table = Table("函件", self.model)
        self.table.opened.connect(lambda row: self._change(row))
        self.table.current_changed.connect(lambda _: self._arrange_buttons())
        self.empty = EmptyState("")
        self.views = QStackedWidget()
        for view in (TableCard(self.table), self.empty):
            self.views.addWidget(view)
        self.body.put(self.search, self.groups, self.chips)
        self.body.put(self.views, stretch=1)
        self.use_margin()
        self.new_button = Button("写一份", icon="plus", main=True, key="F7", on=self._new)
        self.paper_button = Button("看样子、发出", icon="eye", main=True, key="F9", short="发文", on=self._paper)
        self.answer_button = Button(
            "记下答复", "primary", icon="check", main=True, key="F8", short="答复", on=self._answer
        )
        self.restore_button = Button(
            "放回来", "primary", icon="arrow-counter-clockwise", main=True, key="F8", on=self._restore
        )
        self.bar.set_buttons([self.new_button], [self.paper_button, self.answer_button, self.restore_button])
        self.restore_button.hide()
        self.change_button = Button(
            "改", icon="pencil-simple", main=True, key="F4", on=lambda: self._change(self._current())
        )
        self.delete_button = Button("删掉", "danger", icon="trash", main=True, on=self._delete)
        self.margin.bar.set_buttons([self.delete_button], [self.change_button])
        self.beside = LetterBeside(context, self.table, self.margin, self)
        for keys, act in (("Ctrl+F", self._to_search), ("Del", self._delete)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _columns(self) -> tuple[Column, ...]:
        def today() -> date:
            return today_of(self.context)

        return (
            Column("state", "状态", lambda row: standing_cell(row, today()), 122, line=1),
            Column("kind", "种类", lambda row: KIND_WORDS[row.kind], 106, bold=True, line=1),
            Column("to", "发给谁", lambda row: row.to_whom, 150, 2, priority=1, line=2),
            Column("sent", "发出", lambda row: list_day(row.sent_on, today()), 104, priority=2, line=2),
            Column("subject", "事由", lambda row: row.subject, 150, 2, priority=3, line=0),
        )

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        if any(how.get(name) for name in ("state", "case", "trader", "letter")):
            self._clear_search()
            self._case, self._trader = str(how.get("case", "")), str(how.get("trader", ""))
            self._wanted = str(how.get("letter", ""))
            state = str(how.get("state", ""))
            self.groups.choose(state if state in self.groups.keys else _ALL)
        self.show_banner(None)
        if how.get("told"):
            self._say(str(how["told"]), self._wanted, fresh=bool(how.get("fresh")))
        self._show_chips()
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.table if self.model.rowCount() else self.new_button

    def escape(self) -> bool:
        if self.search.text():
            self._clear_search()
            self.refresh()
            self.search.setFocus()
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.search.hasFocus() and self.groups.take_key(event):
            return
        if self.table.hasFocus() and self.search.belongs_here(event):
            self._to_search()
            self.search.deselect()
            QApplication.sendEvent(self.search, event)
            return
        super().keyPressEvent(event)

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "table"):
            self.table.set_two_lines(breadth.width == "narrow")
            self._arrange_search()
            self.bar.refresh()

    def _arrange_search(self) -> None:
        """Where the window is small the search comes with Ctrl+F, and takes the place of the groups.

        Where it is low, it gives way to the words that say why nothing is listed.
        """
        low = self.breadth.low
        small = self.breadth.width == "narrow" and low
        searching = bool(self.search.text()) or self.search.hasFocus()
        self.search.setVisible(searching or not (small or (low and self.views.currentIndex() == 1)))
        self.groups.setVisible(not small or not searching)

    # -- reading --------------------------------------------------------------------------------------
    def refresh(self) -> None:
        letters, today, words = self.context.services.letters, today_of(self.context), self.search.words
        group, case, trader = self.groups.chosen, self._case, self._trader
        state = group if group in STATE_WORDS else ""

        def work(progress: Progress) -> _Read:
            bins = letters.find(words, today=today, case=case, trader=trader, deleted=True)
            if group == _BIN:
                kept = letters.find(words, today=today, case=case, trader=trader, limit=1)
                return _Read(type(bins)(bins.rows, bins.total, kept.counts), bins.total)
            return _Read(letters.find(words, today=today, state=state, case=case, trader=trader), bins.total)

        self.context.jobs.read(work, self._show, channel="letters", owner=self)

    def _show(self, read: _Read) -> None:
        found = read.found
        chosen, self._wanted = self._wanted or getattr(self.table.current_row(), "id", ""), ""
        self._counts = found.counts
        self._show_groups(found.counts, read.binned)
        had_focus = self.table.hasFocus()
        self.table.set_words(self.search.words.split())
        self.model.set_rows(found.rows)
        ids = [row.id for row in found.rows]
        if chosen in ids:
            self.table.choose(ids.index(chosen))
        self.views.setCurrentIndex(0 if found.rows else 1)
        self.use_margin(bool(found.rows))
        self._arrange_search()
        late, open_ = found.counts.get("overdue", 0), found.counts.get("waiting", 0)
        fact = f"{late} 份过期没答复" if late else f"{open_} 份等答复" if open_ else ""
        self.head.say("函件", fact)
        if not found.rows:
            self._say_empty()
            if had_focus:
                self.new_button.setFocus()
        elif QApplication.focusWidget() is self.new_button and not had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.beside.forget()
        self._arrange_buttons()

    def _show_groups(self, counts: dict[str, int], binned: int) -> None:
        faces = [GroupFace(_ALL, "全部", str(sum(counts.values())) if counts else "")]
        for state, word in GROUP_WORDS.items():
            many = counts.get(state, 0)
            tone = LOOKS[state][1] if many and state in ("overdue", "waiting") else "plain"
            faces.append(GroupFace(state, word, str(many) if counts else "", tone))
        faces.append(GroupFace(_BIN, "删掉的", str(binned) if counts else ""))
        self.groups.set_groups(faces)

    def _show_chips(self) -> None:
        chips: list[QWidget] = []
        for words, drop in (
            (f"经营者 {self._trader}" if self._trader else "", self._drop_trader),
            ("只看一件投诉的" if self._case else "", self._drop_case),
        ):
            if words:
                chip = Chip(words)
                chip.clicked.connect(drop)
                chips.append(chip)
        self.chips.set_widgets(chips)
        self.chips.setVisible(bool(chips))

    def _drop_trader(self) -> None:
        self._trader = ""
        self._show_chips()
        self.refresh()
        self.table.setFocus()

    def _drop_case(self) -> None:
        self._case = ""
        self._show_chips()
        self.refresh()
        self.table.setFocus()

    def _say_empty(self) -> None:
        group = self.groups.chosen
        write = [Button("写一份", "primary", icon="plus", main=True, on=self._new)]
        if self.search.words:
            title, why = f"没有找到“{self.search.words}”", "发给谁、经营者、事由、正文、文号里都没有。"
        elif group == _BIN:
            title, why, write = "没有删掉的", "删掉的函件在这里，随时可以放回来。", []
        elif group in STATE_WORDS:
            title, why = f"没有“{STATE_WORDS[group]}”的", "换一组看看：按 1 看全部。"
        else:
            title, why = "还没有发过函件", "查询函、整改劝喻书、警示约谈都记在这里，到期没答复会提醒。"
        low = self.breadth.low  # there the bar says how to write one
        self.empty.say(title, "" if low else why, [] if low else write)

    # -- the chosen letter ----------------------------------------------------------------------------
    def _current(self) -> Letter | None:
        row: Letter | None = self.table.current_row()
        return row

    def _arrange_buttons(self) -> None:
        row = self._current()
        binned = row is not None and row.deleted
        none = "一份也没有选" if row is None else ""
        self.restore_button.setVisible(binned)
        self.answer_button.setVisible(not binned)
        self.paper_button.setVisible(not binned)
        for button in (self.paper_button, self.answer_button, self.change_button, self.delete_button):
            button.set_off(none)
        self.change_button.setVisible(not binned)
        self.delete_button.setVisible(not binned)
        answered = row is not None and row.answered_on is not None
        self.answer_button.set_text("改答复" if answered else "记下答复", "答复")
        self.bar.refresh()
        self.margin.bar.refresh()

    # -- finding --------------------------------------------------------------------------------------
    def _to_search(self) -> None:
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self._arrange_search()

    def _into_list(self) -> None:
        self.search.ask_at_last()
        if self.views.currentIndex() == 0:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self._arrange_search()

    def _clear_search(self) -> None:
        self.search.forget()
        self._arrange_search()

    # -- acting ---------------------------------------------------------------------------------------
    def _new(self) -> None:
        self.context.go(
            "letter", kind="rectification" if self._trader else "query", case=self._case, trader=self._trader
        )

    def _change(self, row: Letter | None) -> None:
        if row is not None and not row.deleted:
            self.context.go("letter", letter=row.id)

    def _answer(self) -> None:
        row = self._current()
        if row is not None and not row.deleted:
            self.context.go("letter", letter=row.id, answer=True)

    def _delete(self) -> None:
        row = self._current()
        if row is None or row.deleted:
            return
        letters, by = self.context.services.letters, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: letters.delete(row.id, by=by),
            lambda letter: self._say(f"{KIND_WORDS[letter.kind]}删掉了。", letter.id),
            changes={"letter", "complaint"},
            owner=self,
        )

    def _restore(self) -> None:
        row = self._current()
        if row is None or not row.deleted:
            return
        letters, by = self.context.services.letters, clerk_of(self.context)
        self.context.jobs.write(
            lambda progress: letters.restore(row.id, by=by),
            lambda letter: self._say(f"{KIND_WORDS[letter.kind]}放回来了。", letter.id),
            changes={"letter", "complaint"},
            owner=self,
        )

    def _say(self, words: str, wanted: str, *, fresh: bool = False) -> None:
        """What was done, with a way to undo it."""
        undo = Button("撤销", icon="arrow-counter-clockwise", key="Ctrl+Z", on=lambda: self._take_back(wanted, fresh))
        narrow = self.breadth.width == "narrow"
        self.show_banner(Banner(words, tone="done", actions=(undo,), stacked=False))
        if narrow:
            self.bar.refresh()

    def _take_back(self, wanted: str, fresh: bool) -> None:
        letters, by = self.context.services.letters, clerk_of(self.context)
        work = letters.delete if fresh else letters.take_back
        self.context.jobs.write(
            lambda progress: work(wanted, by=by),
            lambda _: self.show_banner(Banner("撤销了。", tone="note")),
            changes={"letter", "complaint"},
            owner=self,
        )

    def _paper(self) -> None:
        row = self._current()
        if row is not None and not row.deleted:
            look_at_new(self.context, row, self._issued, self)

    def _issued(self, paper: IssuedPaper) -> None:
        title = f"《{paper.title}》发出了{f'，编号 {paper.number}' if paper.number else ''}"
        self.show_banner(Banner(title, "要打印，从右边打开它。", tone="done"))
        self.context.tell(title)
