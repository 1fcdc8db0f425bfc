"""A plan drawn on the page: what would come in, what is wrong by kind, what may be there already, the columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.errors import Issue
from app.ui.pages.common import parties
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.register import Plan
    from app.services.register.remarks import IssueGroup

_TONES = {"error": "error", "warning": "question", "note": "note"}
_ICONS = {"error": "warning-circle", "warning": "warning", "note": "info"}
_GROUPS, _EACH, _LIKELY, _CHANGES = 14, 3, 6, 12


class Count(Card):
    """One large number of the plan."""

    def __init__(self, number: int, word: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        column = Column(self, margins=(22, 8, 22, 12))
        self._number = Words(f"{number:,}", "number", bold=True, colour=colour, wrap=False)
        self._word = word
        column.put(self._number)
        column.put(Words(word, "small", colour="ink2", wrap=False))
        self.say(number)

    def say(self, number: int) -> None:
        """Another number."""
        self._number.setText(f"{number:,}")
        self.setAccessibleName(f"{self._word} {number} 件")


def _card(title: str) -> tuple[Card, Column]:
    card = Card()
    column = Column(card, margins=(20, 14, 20, 14), spacing=8)
    column.put(Words(title, "section", bold=True))
    return card, column


def issues_card(plan: Plan) -> QWidget:
    """What is wrong, kind by kind: how many there are, the first ones with their cells."""
    card, column = _card("要看一看的")
    for group in told(plan)[:_GROUPS]:
        column.put(_group(group, plan))
    return card


def told(plan: Plan) -> list[IssueGroup]:
    """The kinds of remarks that have no card of their own."""
    return [group for group in plan.groups if group.code != "register.looks_known"]


def _group(group: IssueGroup, plan: Plan) -> QWidget:
    held = QWidget()
    column = Column(held, spacing=2)
    many = f"：{group.count:,} 处" if group.severity != "note" else ""
    colour, icon = _TONES[group.severity], _ICONS[group.severity]
    column.put(Words(f"{group.title}{many}", bold=True, colour=colour, icon=icon))
    shown = group.first[:_EACH] if group.severity != "note" else group.first
    for issue in shown:
        column.put(Words(_sentence(issue, plan), "small", colour="ink"))
    if group.severity != "note" and group.count > len(shown):
        rest = f"还有 {group.count - len(shown):,} 处一样的，都标在「标出问题的表」里。"
        column.put(Words(rest, "small", colour="ink2"))
    return held


def _sentence(issue: Issue, plan: Plan) -> str:
    """The sentence with its place in front, unless it names it itself."""
    message = issue.message
    if not issue.cell or message.startswith(issue.cell):
        return message
    sheet = f"{issue.sheet}!" if issue.sheet and issue.sheet != plan.sheet else ""
    return f"{sheet}{issue.cell}　{message}"


def likely_card(plan: Plan, changed: Callable[[bool], None]) -> tuple[QWidget, OptionRow]:
    """Rows that may be registered already, and whether they come in all the same."""
    card, column = _card(f"可能已经记过（{len(plan.likely):,} 行）")
    for found in plan.likely[:_LIKELY]:
        who = parties(found.who, found.trader)
        day = found.received_on.isoformat()
        column.put(Words(f"第 {found.row} 行，像 {day} 的「{who}」", bold=True))
        column.put(Words(f"{'、'.join(found.reasons)}；台账编号 {found.number}", "small", colour="ink2"))
    if len(plan.likely) > _LIKELY:
        column.put(Words(f"还有 {len(plan.likely) - _LIKELY:,} 行。", "small", colour="ink2"))
    row = OptionRow("可能已经记过的", [("take", "照样导进来"), ("leave", "先不收这几行")], stays=True)
    row.choose(["take"])
    row.changed.connect(lambda keys: changed("leave" in keys))
    column.put(row)
    return card, row


def changes_card(plan: Plan) -> QWidget:
    """Cases that would change, field by field."""
    card, column = _card("会改动的")
    for change in plan.changes[:_CHANGES]:
        what = "；".join(f"{label} {before or '没写'} → {after or '没写'}" for label, before, after in change.fields)
        column.put(Words(f"{change.number}（第 {change.row} 行）", "small", colour="ink2"), Words(what))
    if plan.changed > _CHANGES:
        column.put(Words(f"还有 {plan.changed - _CHANGES:,} 件。", "small", colour="ink2"))
    return card


#: What a register is worthless without; a day and one of the others are the least a file needs to be read at all.
_IMPORTANT = (
    (("received_on", "accepted_on"), "登记日期"),
    (("complainant",), "投诉人"),
    (("trader",), "被投诉方"),
    (("facts",), "投诉事实"),
)


def unseen(plan: Plan) -> tuple[str, ...]:
    """The important columns no column was taken for, while some columns were taken for nothing."""
    taken = {column.field for column in plan.columns}
    if not any(column.heading and not column.field for column in plan.columns):
        return ()
    return tuple(label for fields, label in _IMPORTANT if not taken.intersection(fields))


def unseen_banner(plan: Plan, correct: Callable[[], object]) -> Banner:
    """What was not recognised, and the way to point it out; nothing has to be changed in the file."""
    left = "、".join(f"「{column.heading}」" for column in plan.columns if column.heading and not column.field)
    return Banner(
        f"没有认出{'、'.join(unseen(plan))}",
        f"{left}没有认出来。表里有的话，按「不对，改一改」，指出是哪一列就行，不用改您的表。",
        tone="question",
        actions=(Button("不对，改一改", icon="pencil-simple", key="F4", on=correct),),
        stacked=True,
    )


def columns_card(plan: Plan, correct: Callable[[], object]) -> QWidget:
    """What each column was taken for, and the way to say it otherwise."""
    card, column = _card("每一列当作什么")
    taken = [f"{c.heading or c.letter} → {c.label}{f'（{c.unit}）' if c.unit else ''}" for c in plan.columns if c.field]
    left = [c.heading for c in plan.columns if not c.field and c.heading]
    column.put(Words("；".join(taken)))
    if left:
        column.put(Words(f"没有用到的列：{'、'.join(left)}", colour="ink2"))
    if not unseen(plan):  # else the button stands on top
        row = Row()
        row.put(Button("不对，改一改", icon="pencil-simple", key="F4", on=correct), None)
        column.addLayout(row)
    return card
