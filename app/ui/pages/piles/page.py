"""The desk at work: fields filled in, forms stored, mended, taken out and put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages import late
from app.ui.pages.common import clerk_of, today_of
from app.ui.pages.piles.frame import PileFrame
from app.ui.pages.piles.helping import KEYS
from app.ui.pages.piles.rows import DeskRow
from app.ui.pages.piles.strip import Strip
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.key_hold import KeyHold

if TYPE_CHECKING:
    from app.errors import Issue
    from app.progress import Progress
    from app.services.piles import Keyed
    from app.services.returns.late_reports import LateWay


class PilePage(PileFrame):
    """Keys the forms of one pile. What is written and not stored stays, on the desk and in the draft."""

    key_card = KEYS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._saving = False
        self._hold = KeyHold(self)
        #: Piles for which a person has said how forms of reported months count.
        self._late: dict[str, LateWay] = {}
        self.table.opened.connect(self._open)
        for button, work in (
            (self.save_button, lambda: self.save()),
            (self.report_button, lambda: self._go("pile-report")),
            (self.owing_button, lambda: self._go("pile-owing")),
            (self.delete_button, self._delete),
            (self.reopen_button, self._reopen),
        ):
            button.chosen.connect(work)
        for sequence, call in (
            ("PgUp", lambda: self.step(-1)),
            ("PgDown", lambda: self.step(1)),
            ("F8", self._go_on),
            ("F9", self._keep),
            ("F11", self._show_rare),
        ):
            self._bind(sequence, call)

    def connect_strip(self, strip: Strip) -> None:
        strip.entered.connect(self._entered)
        strip.edited.connect(self._edited)
        strip.left.connect(self._left)
        strip.ended.connect(self.save)
        strip.stepped.connect(self.step)

    def _bind(self, sequence: str, call: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(call)

    # -- going from form to form ----------------------------------------------------------------------
    def step(self, by: int) -> None:
        """To an earlier or a later form; changes of a stored one are stored on the way."""
        if self.strip is None or self._saving or self.row not in self.rows:
            return
        at = self.rows.index(self.row) + by
        if not 0 <= at < len(self.rows):
            return
        self._stash()
        target = self.rows[at]
        if self.row.form is not None and self.row.unsaved:
            self.save(then=target)
            return
        self._show(target)
        self.strip.focus_on(self.strip.order[0] if self.row.form is None else self.strip.now)

    def _open(self, row: DeskRow) -> None:
        """Return or a double click in the grid."""
        if self.strip is None or self.strip.isHidden():
            if row.form is not None:
                self.context.go("case", case=row.form.record.id)
            return
        self._stash()
        self._show(row)
        self.strip.focus_on(self.strip.now)

    def escape(self) -> bool:
        """One field back; in the first one of an earlier form to the one being keyed; from there out."""
        strip, focus = self.strip, QApplication.focusWidget()
        if strip is None or strip.isHidden():
            return False
        if focus is None or not strip.isAncestorOf(focus):
            strip.focus_on(strip.now)
        elif strip.go_back(strip.now):
            return True
        elif self.row is not self.rows[-1]:
            self._stash()
            self._show(self.rows[-1])
            strip.focus_on(strip.order[0])
        else:
            self.keeper.flush()
            return False
        return True

    # -- writing --------------------------------------------------------------------------------------
    def _entered(self, name: str) -> None:
        assert self.strip is not None and self.aside is not None
        moved = self.aside.settle(name)
        if self._confirming and name in self.strip.questions():
            self.strip.sure.add(name)
            self.strip.check(name, final=True)
            self.row.touched = True
            self.save()
        elif not moved:
            self.strip.go_on(name)

    def _go_on(self) -> None:
        if self.strip is not None and not self.strip.isHidden():
            self._entered(self.strip.now)

    def _edited(self, name: str) -> None:
        assert self.strip is not None
        self.row.touched = True
        self._stash()
        if self._banner is not None:
            self.put_banner(None)
        at = self.rows.index(self.row)
        self.model.dataChanged.emit(self.model.index(at, 0), self.model.index(at, self.model.columnCount() - 1))
        self.keeper.touched()

    def _left(self, name: str) -> None:
        """A paper number is looked up: it may have been keyed before."""
        assert self.strip is not None and self.view is not None
        text = self.strip.text("paper_number")
        if name != "paper_number" or not text or name in self.strip.sure:
            return
        piles, pile, today = self.context.services.piles, self.view.pile.id, today_of(self.context)
        strip, but = self.strip, self.row.position if self.row.form is not None else 0

        def work(progress: Progress) -> tuple[Issue, ...]:
            return piles.asked(pile, {"paper_number": text}, today=today, but=but)

        def done(issues: tuple[Issue, ...]) -> None:
            for issue in issues:
                if strip is self.strip and strip.text("paper_number") == text:
                    strip.ask("paper_number", issue)

        self.context.jobs.read(work, done, channel="paper-number", owner=self)

    def _keep(self) -> None:
        if self.strip is None:
            return
        kept = self.strip.toggle_kept()
        words = {True: "下一份沿用这一格", False: "下一份不沿用这一格", None: "这一格每份都不一样，不能沿用"}[kept]
        self._say_place(words)
        self.context.tell(words)

    def _show_rare(self) -> None:
        if self.strip is not None and self.strip.has_rare:
            self.strip.set_rare(not self.strip.show_rare)
            self._say_place()
            QTimer.singleShot(0, self, lambda: self.table.scrollTo(self.table.currentIndex()))

    # -- storing --------------------------------------------------------------------------------------
    def save(self, then: DeskRow | None = None) -> None:
        """Store the form in the strip; what is wrong or doubtful is gone to instead."""
        if self.strip is None or self.view is None or self._saving or self.row not in self.rows:
            return
        strip, row = self.strip, self.row
        if self.choosing is not None:
            self.choosing.settle(strip.now)
        row.touched = row.touched or row.form is None
        self._stash()
        if not row.changes and row.form is not None and row.sure == frozenset(row.form.sure):
            self._after(row, then)
            return
        wrong = strip.problems()
        if wrong:
            self._stop(wrong[0], f"还没有存，有 {len(wrong)} 处要看一看", "写下的字都留着，改好再存。", "error")
            return
        asked = strip.questions()
        if asked:
            self._confirming = True
            sentence = strip.echoes[asked[0]].sentence
            self._stop(asked[0], "还没有存，请对一下纸", "对的就在这一格按回车照录，不对就改。", "question")
            self.context.tell(sentence)
            return
        self._store(row, then)

    def _stop(self, name: str, title: str, text: str, tone: Any) -> None:
        assert self.strip is not None
        self.put_banner(Banner(title, text, tone=tone))
        self.strip.focus_on(name)
        self.context.tell(title)

    def _store(self, row: DeskRow, then: DeskRow | None) -> None:
        assert self.view is not None
        piles, pile, by, today = (
            self.context.services.piles,
            self.view.pile.id,
            clerk_of(self.context),
            today_of(self.context),
        )
        raw, sure, form, id = row.changes, row.sure, row.form, self.keeper.id
        self._saving = True
        self._hold.hold()

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Keyed:
                if form is None:
                    return piles.key(pile, raw, today=today, by=by, id=id, sure=sure, late=way)
                version = form.record.version
                return piles.change(pile, form.position, raw, today=today, by=by, version=version, sure=sure, late=way)

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, decided, self._not_stored, self._let_go, leads=False)

            self.context.jobs.write(
                work,
                lambda keyed: self._stored(row, keyed, then),
                changes={"complaint", "pile"},
                failed=failed,
                owner=self,
            )

        def decided(way: LateWay) -> None:
            self._late[pile] = way
            store(way)

        store(self._late.get(pile, "ask"))

    def _let_go(self) -> None:
        """The person would rather not store the form now; it stays as typed."""
        self._saving = False
        self._hold.release()

    def _stored(self, row: DeskRow, keyed: Keyed, then: DeskRow | None) -> None:
        assert self.strip is not None and self.view is not None
        self._saving = False
        was_new = row.form is None
        row.take(keyed.form, self.strip.fields, self.context.services.lists, keyed.pile.month)
        if was_new:
            self.rows.append(self._next_row(self.rows))
            self.model.set_rows(self.rows)
        if was_new or not any(one.unsaved for one in self.rows):
            self.keeper.drop()
        if any(one.unsaved for one in self.rows):
            self.keeper.touched()
        if was_new and self.aside is not None:
            self.aside.forget()
        self._say_count(keyed)
        self.put_banner(None)
        self._after(row, then)
        self.context.tell(f"第 {row.position} 份存好了，{keyed.pile.count}")
        if was_new and keyed.pile.left == 0:
            finish = Button("收尾", icon="list-checks", on=lambda: self._go("pile-report"))
            self.put_banner(Banner(f"{keyed.pile.forms} 份都录了", keyed.pile.count, tone="done", actions=(finish,)))
        self._hold.release()

    def _after(self, row: DeskRow, then: DeskRow | None) -> None:
        """On to the next form."""
        assert self.strip is not None
        target = then if then in self.rows else self.rows[-1]
        assert target is not None
        self.row = DeskRow(0)
        self._show(target)
        self.strip.focus_on(self.strip.order[0] if target.form is None else self.strip.now)

    def _not_stored(self, error: AppError) -> None:
        assert self.strip is not None
        self._saving = False
        self._hold.release()
        if error.code == "complaint.taken_already":
            self.keeper.drop()
            self.row.touched = False
            self.refresh()
        if error.code == "pile.asked":
            for issue in error.issues:
                self.strip.ask(str(issue.params["name"]), issue)
            self._confirming = True
            self.strip.focus_on(str(error.issues[0].params["name"]))
        self.put_banner(Banner("还没有存，写下的字都留着", error.message, tone="error"))
        self.context.tell(error.message)

    def _delete(self) -> None:
        """Take the form out, or put it back."""
        form = self.row.form
        if form is None or self.view is None:
            return
        complaints, by, id, back = (
            self.context.services.complaints,
            clerk_of(self.context),
            form.record.id,
            form.state == "deleted",
        )
        words = f"第 {form.position} 份" + (
            "放回来了" if back else "去掉了，号码空着；要放回来，用 ↑ 走到它再按「放回来」"
        )
        self.row.touched = False

        def work(progress: Progress) -> object:
            return complaints.restore(id, by=by) if back else complaints.delete(id, by=by)

        self.context.jobs.write(
            work,
            lambda _: self.put_banner(Banner(words, tone="note")),
            changes={"complaint", "pile"},
            owner=self,
        )

    def _reopen(self) -> None:
        if self.view is None:
            return
        piles, pile = self.context.services.piles, self.view.pile.id
        self.context.jobs.write(lambda progress: piles.reopen(pile), changes={"pile"}, owner=self)
