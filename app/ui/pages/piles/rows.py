"""The rows of a pile as the desk shows them: what was keyed, what is being keyed, what was changed and not stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.services.parsing.money import format_yuan
from app.services.periods import parse_period
from app.services.piles import doubts
from app.services.piles.days import of_month
from app.ui.pages.entry.echo import shown
from app.ui.pages.piles.layout import words_of
from app.ui.tables.columns import Cell, Column

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.complaints import Record
    from app.services.piles import Form

#: How a form stands: word, icon, tone.
STATES: dict[str, tuple[str, str, Any]] = {
    "complete": ("齐", "check-circle", "done"),
    "incomplete": ("待补全", "circle-half", "plain"),
    "question": ("有疑问", "question", "question"),
    "deleted": ("去掉了", "trash", "plain"),
    "now": ("正在录", "pencil-simple", "note"),
    "changed": ("改了没存", "pencil-simple", "question"),
}


@dataclass(eq=False, slots=True)
class DeskRow:
    """One form on the desk.

    ``form`` is what is stored of it (None for the one being keyed), ``texts`` what stands in the strip when it is its
    turn, ``before`` the texts it was stored with.
    """

    position: int
    texts: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    sure: frozenset[str] = frozenset()
    form: Form | None = None
    touched: bool = False

    @property
    def changes(self) -> dict[str, str]:
        """What differs from what is stored; for a new form, everything written."""
        if self.form is None:
            return {name: text for name, text in self.texts.items() if text}
        return {name: text for name, text in self.texts.items() if text != self.before.get(name, "")}

    @property
    def unsaved(self) -> bool:
        """Something was written that is not stored."""
        return self.touched and bool(self.changes)

    @property
    def state(self) -> str:
        """How it stands, one of :data:`STATES`."""
        if self.form is None:
            return "now"
        return "changed" if self.unsaved else self.form.state

    def take(self, form: Form, names: Iterable[str], lists: CodeLists, month: str) -> None:
        """Stand as stored, in the words of a pile of ``month``."""
        self.form, self.position = form, form.position
        self.before = {name: _words(name, form.record, lists, month) for name in names}
        self.texts = dict(self.before)
        self.sure = frozenset(form.sure)
        self.touched = False


def _words(name: str, record: Record, lists: CodeLists, month: str) -> str:
    """A stored field as one would write it on a paper of ``month``: days near it need no year."""
    value = getattr(record, name)
    if name in doubts.DAYS and isinstance(value, date):
        short = f"{value.month}月{value.day}日"
        follows = None if name == "received_on" else record.received_on
        if of_month(short, parse_period(month), value, follows) == value.isoformat():
            return short
    return shown(name, record, lists)


def columns(lists: CodeLists, month: Callable[[], str]) -> tuple[Column, ...]:
    """The columns of the grid: what tells a form from the others, and how it stands."""

    def text(name: str, of: Callable[[Form], str]) -> Callable[[DeskRow], str | Cell]:
        def cell(row: DeskRow) -> str | Cell:
            if row.form is None or row.unsaved:
                return row.texts.get(name, "")
            if row.state == "deleted" and name != "paper_number":
                return ""
            return of(row.form)

        return cell

    def day(form: Form) -> str:
        on = form.record.received_on
        return f"{on.day}日" if on.isoformat().startswith(month()) else f"{on.month}月{on.day}日"

    def money(form: Form) -> str:
        return "" if form.record.amount is None else format_yuan(form.record.amount)

    def code(name: str) -> Callable[[Form], str]:
        return lambda form: lists.label(name, getattr(form.record, name))

    return (
        Column("position", "第几份", lambda row: str(row.position), 60, bold=True, line=1),
        Column("paper_number", "编号", text("paper_number", lambda form: form.record.paper_number), 88, 2, line=1),
        Column("received_on", "登记日", text("received_on", day), 62, priority=3),
        Column("category", "类别", text("category", code("category")), 146, 3, priority=2),
        Column("nature", "性质", text("nature", code("nature")), 72, priority=4),
        Column("amount", "金额", text("amount", money), 100, align="right", priority=1),
        Column("state", "怎么样", state_cell, 98, line=1),
    )


def state_cell(row: DeskRow) -> Cell:
    """How a row stands, as icon and word."""
    word, icon, tone = STATES[row.state]
    return Cell(word, icon, tone)


def story(row: DeskRow) -> str:
    """What is to be said about a row, in a sentence; empty when there is nothing."""
    form = row.form
    if form is None:
        return ""
    if form.state == "deleted":
        who = f"{form.deleted_by}在" if form.deleted_by else ""
        when = form.deleted_at.astimezone().strftime("%m月%d日").lstrip("0") if form.deleted_at else ""
        return f"这一份{who}{when}去掉了，号码空着。"
    if form.doubts:
        return "".join(issue.message for issue in form.doubts)
    return f"还缺：{words_of(form.missing)}。" if form.missing else ""
