"""录第二遍: a sample keyed again by another person, blind; then what differs, side by side, decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import AppError
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import clerk_of, today_of, yuan
from app.ui.pages.piles.helping import help_with
from app.ui.pages.piles.layout import LABELS
from app.ui.pages.piles.strip import Strip
from app.ui.tables.columns import Cell
from app.ui.tables.columns import Column as TableColumn
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.field import Field
from app.ui.widgets.key_hold import KeyHold
from app.ui.widgets.layouts import Column
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.piles import Pile
    from app.services.piles.second import Compared, Sampling, Slip, Twin

TWICE = ("amount", "category", "nature")
KEYS = (
    ("回车", "往下走一格；最后一格就存好，换下一份"),
    ("F10", "这一份存好"),
    ("F2", "选中的这一处，第一遍对"),
    ("F3", "选中的这一处，第二遍对"),
    ("F4", "两遍都不对，去改这一件"),
    ("Esc", "回到前一页"),
)
_BLIND = "只看纸，不看头一遍录了什么。录完才摆在一起比。"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one form that was keyed differently."""

    form: Compared
    twin: Twin


class SecondPage(Page):
    """Shows only where the paper lies in the pile, never what was keyed first, until both are there."""

    watches = frozenset({"complaint", "pile"})
    key_card = KEYS
    #: Nothing stands in the margin above the list.
    steps_height = 0

    def __init__(self, context: Context) -> None:
        super().__init__(context, "pile-second", "录第二遍")
        self._pile: Pile | None = None
        self._slip: Slip | None = None
        self._wanted = ""
        self._hold = KeyHold(self)
        lists, today = context.services.lists, today_of(context)
        self.who = Field("谁来录第二遍", label_width=126)
        self.which = Words("", "section", bold=True)
        self.strip = Strip(lists, today, today.isoformat()[:7], TWICE)
        self.strip.entered.connect(self._entered)
        self.strip.ended.connect(self.save)
        self._card = Card()
        column = Column(self._card, margins=(20, 16, 20, 8), spacing=6)
        column.put(self.who, self.which, self.strip)
        self.said = Words("")
        self.model = RowsModel(
            (
                TableColumn("position", "第几份", lambda d: f"第 {d.form.position} 份", 84, bold=True, line=1),
                TableColumn("paper", "编号", lambda d: d.form.paper_number, 100, 1, 3, line=1),
                TableColumn("field", "哪一栏", lambda d: LABELS[d.twin.name], 72, line=1),
                TableColumn("first", "第一遍", lambda d: self._face(d.twin, "first"), 130, 2),
                TableColumn("second", "第二遍", lambda d: self._face(d.twin, "second"), 130, 2),
                TableColumn("right", "哪个对", _decided, 120, line=1),
            )
        )
        self.table = Table("两遍不一样的地方", self.model, row_height=44)
        self.table.current_changed.connect(lambda _: self._say_choice())
        self.card = TableCard(self.table)
        self.body.put(self._card, self.said)
        self.body.put(self.card, stretch=1)
        self.use_margin()
        self.aside, self.choosing = help_with(self, self.strip, KEYS, _BLIND)
        self.first_button = Button("第一遍对", main=True, key="F2", on=lambda: self._decide("first"))
        self.second_button = Button("第二遍对", main=True, key="F3", on=lambda: self._decide("second"))
        self.neither_button = Button("都不对，去改", main=True, key="F4", on=lambda: self._decide("neither"))
        self.save_button = Button("存这一份", "primary", icon="check", main=True, key="F10", on=self.save)
        self.bar.set_buttons([self.first_button, self.second_button, self.neither_button], [self.save_button])

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "save_button"):
            self.card.setMinimumHeight(look().px(108 if breadth.low else 160))
            self.table.set_two_lines(breadth.width != "wide")
            self.strip.set_breadth(breadth)
            self.choosing.set_columns(1 if breadth.width == "medium" else 2)
            self.aside.refresh()

    def arrive(self, **how: Any) -> None:
        wanted = how.get("pile", self._wanted)
        if wanted != self._wanted:
            self.strip.set_texts({})
            self.who.set_text("")
        self._wanted = wanted
        self.refresh()

    def first_focus(self) -> QWidget | None:
        return self.who.input if not self.who.text() else self.strip.fields["amount"].input

    def escape(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.strip.isAncestorOf(focus) and self.strip.go_back(self.strip.now)

    def refresh(self) -> None:
        piles, wanted = self.context.services.piles, self._wanted

        def work(progress: Progress) -> tuple[Pile, Sampling]:
            return piles.show(wanted).pile, piles.second.show(wanted)

        self.context.jobs.read(work, self._show, channel="second", owner=self)

    def _show(self, found: tuple[Pile, Sampling]) -> None:
        pile, sampling = found
        self._pile = pile
        self.head.say("录第二遍", f"{pile.station} · {pile.month_label}")
        clerk = clerk_of(self.context)
        firsts = {slip.keyed_by for slip in sampling.waiting}
        if not self.who.text() and clerk and clerk not in firsts:
            self.who.set_text(clerk)
        self._slip = sampling.waiting[0] if sampling.waiting else None
        self._card.setVisible(self._slip is not None)
        self.save_button.setVisible(self._slip is not None)
        if self._slip is not None:
            paper = f"，编号 {self._slip.paper_number}" if self._slip.paper_number else ""
            self.which.setText(f"请拿出第 {self._slip.position} 份{paper}")
        differences = [Difference(one, twin) for one in sampling.compared for twin in one.fields if twin.differs]
        differences.sort(key=lambda difference: not difference.twin.open)
        at = max(0, self.table.currentIndex().row())
        self.model.set_rows(differences)
        self.card.setVisible(bool(differences))
        if differences:
            self.table.choose(min(at, len(differences) - 1))
        self.said.setText(self._words(sampling, differences))
        self._say_choice()

    def _words(self, sampling: Sampling, differences: list[Difference]) -> str:
        done, left = len(sampling.compared), len(sampling.waiting)
        if not sampling.wanted:
            return "这一摞没有定抽查，不用录第二遍。"
        words = f"要抽 {sampling.wanted} 份，录了第二遍的 {done} 份，现在能录的还有 {left} 份。"
        if done and not differences:
            return words + "两遍都一样。"
        waiting = sum(1 for difference in differences if difference.twin.open)
        return words + (f"有 {waiting} 处两遍不一样，请对着纸定一定。" if waiting else "")

    def _face(self, twin: Twin, side: Literal["first", "second"]) -> Cell:
        value = twin.first if side == "first" else twin.second
        if twin.name == "amount":
            word = yuan(value) if isinstance(value, int) else ""
        else:
            word = self.context.services.lists.label(twin.name, str(value)) if value else ""
        right = twin.right == side
        if self.table.two_lines:
            word = f"{'第一遍' if side == 'first' else '第二遍'}：{word or '空着'}"
        return Cell(word or "空着", "check-circle" if right else "", "done" if right else "plain", quiet=not word)

    def _say_choice(self) -> None:
        row = self.table.current_row()
        shown = isinstance(row, Difference) and row.twin.open
        for button in (self.first_button, self.second_button, self.neither_button):
            button.setVisible(shown)
        self.bar.refresh()

    # -- keying ---------------------------------------------------------------------------------------
    def _entered(self, name: str) -> None:
        self.choosing.settle(name)
        self.strip.go_on(name)

    def save(self) -> None:
        """Store the second keying of the form asked for."""
        if self._pile is None or self._slip is None:
            return
        self.choosing.settle(self.strip.now)
        wrong = self.strip.problems()
        if wrong:
            self._say(Banner("还没有存，有一处要看一看", "写下的字都留着，改好再存。", tone="error"))
            self.strip.focus_on(wrong[0])
            return
        second, pile, position = self.context.services.piles.second, self._pile.id, self._slip.position
        raw, by, today = self.strip.texts(), self.who.text().strip(), today_of(self.context)
        self._hold.hold()

        def work(progress: Progress) -> Compared:
            return second.key(pile, position, raw, today=today, by=by)

        self.context.jobs.write(work, self._saved, changes={"pile"}, failed=self._not_saved, owner=self)

    def _saved(self, compared: Compared) -> None:
        self._say(None)
        self.strip.set_texts({})
        self.strip.focus_on("amount")
        self._slip = None
        self._hold.release()
        self.context.tell(f"第 {compared.position} 份录好了第二遍")

    def _not_saved(self, error: AppError) -> None:
        self._hold.release()
        self._say(Banner("还没有存，写下的字都留着", error.message, tone="error"))
        if error.code in ("pile.nobody", "pile.same_person"):
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)
        self.context.tell(error.message)

    # -- deciding -------------------------------------------------------------------------------------
    def _decide(self, right: Literal["first", "second", "neither"]) -> None:
        row = self.table.current_row()
        if not isinstance(row, Difference) or self._pile is None:
            return
        second, pile, today, by = (
            self.context.services.piles.second,
            self._pile.id,
            today_of(self.context),
            clerk_of(self.context),
        )
        position, name, case = row.form.position, row.twin.name, row.form.id

        def work(progress: Progress) -> Compared:
            return second.decide(pile, position, name, right, today=today, by=by)

        def done(_: Compared) -> None:
            if right == "neither":
                self.context.go("change", case=case, focus=name)

        self.context.jobs.write(work, done, changes={"complaint", "pile"}, owner=self)

    def _say(self, banner: Banner | None) -> None:
        self.show_banner(banner, at=1)


def _decided(difference: Difference) -> Cell:
    match difference.twin.right:
        case "first":
            return Cell("第一遍对", "check-circle", "done")
        case "second":
            return Cell("第二遍对，改了", "check-circle", "done")
        case "neither":
            return Cell("都不对，改了", "check-circle", "done")
    return Cell("还没定", "question", "question")
