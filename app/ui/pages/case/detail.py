"""A case drawn on a page or in the margin: the facts in lines, the story, what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.services.codelists import CodeLists
from app.services.complaints.fields import FIELDS, INTAKE_WORDS
from app.services.complaints.standing import EVENT_WORDS
from app.ui.pages.common import parties, short_day, yuan
from app.ui.pages.entry.echo import shown
from app.ui.pages.entry.layout import PARTS, label
from app.ui.pages.register.columns import standing
from app.ui.text import draw_line
from app.ui.theme import look
from app.ui.widgets.layouts import Flow, Row
from app.ui.widgets.marks import StatusMark
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.complaints.finding import Hit
    from app.services.complaints.record import Record
    from app.services.complaints.records import Happened


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case with what happened to it and every change of it."""

    record: Record
    timeline: tuple[Happened, ...]
    hit: Hit


def read_case(services: Services, wanted: str, today: date | None = None) -> CaseFacts:
    """Everything about one case; for the reading lane. ``today`` says what is due (today's date without it)."""
    complaints = services.complaints
    record = complaints.show(wanted)
    (hit,) = complaints.hits([record.id], today)
    return CaseFacts(record, complaints.timeline(record.id), hit)


class Pair(QWidget):
    """«电话  138 0571 2236»: the word small and grey, ``width`` design pixels of room for it, then the value."""

    def __init__(self, word: str, value: str, width: int = 64, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        row = Row(self, spacing=12)
        name = Words(word, "small", colour="ink2", wrap=False)
        self._name = name
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        row.put(Words(value), stretch=1)
        look().follow(self)

    def restyle(self) -> None:
        natural = round(look().metrics("small").horizontalAdvance(self._name.text())) + 2
        self._name.setFixedSize(max(look().px(self._width), natural), round(look().line("body")))


class TimeLine(QLabel):
    """What happened, one line each, on a thread; the last one is filled."""

    def __init__(self, lines: Sequence[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = list(lines)
        self.setText("；".join(" ".join(part for part in line if part) for line in lines))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look().follow(self)

    def restyle(self) -> None:
        self.setFixedHeight(max(1, len(self._lines)) * look().px(38))
        self.setMinimumWidth(look().px(120))

    def paintEvent(self, event: QPaintEvent) -> None:
        px = look().px
        colour = look().colour
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = px(38)
        x = px(9)
        painter.setPen(QPen(colour("border"), px(2)))
        painter.drawLine(QPointF(x, step / 2), QPointF(x, step * (len(self._lines) - 0.5)))
        days = max((look().metrics("small").horizontalAdvance(line[0]) for line in self._lines), default=0)
        for at, (day, what, who) in enumerate(self._lines):
            middle = step * (at + 0.5)
            last = at == len(self._lines) - 1
            painter.setPen(QPen(colour("pine" if last else "border"), px(2)))
            painter.setBrush(colour("pine" if last else "field"))
            painter.drawEllipse(QPointF(x, middle), px(7), px(7))
            top = step * at
            left = px(32)
            draw_line(painter, day, QRectF(left, top, days + 2, step), look().font("small"), colour("ink2"))
            left += round(days) + px(18)
            right = self.width() - look().metrics("small").horizontalAdvance(who) - px(2) if who else self.width()
            words = QRectF(left, top, max(1, right - left - px(8)), step)
            draw_line(painter, what, words, look().font("body", True), colour("ink"))
            if who:
                draw_line(
                    painter, who, QRectF(right, top, self.width() - right, step), look().font("small"), colour("ink2")
                )


class Hairline(QWidget):
    """A thin line between two parts of a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), look().colour("border"))


def status_mark(facts: CaseFacts, today: date) -> StatusMark:
    """How the case stands as a pill: its time limit when that is over or near, else its state; in the bin says so."""
    if facts.record.deleted:
        return StatusMark("在回收站里", tone="question", icon="trash")
    cell = standing(facts.hit, today)
    return StatusMark(cell.text, tone=cell.tone, icon=cell.icon)


def due_line(facts: CaseFacts, today: date) -> str:
    """«3月27日前决定是否受理», «4月9日前调解办结»; empty when the case waits for nothing."""
    due = facts.hit.due
    if due is None or facts.record.deleted:
        return ""
    return f"{short_day(due.on, today)}前{due.label}"


def timeline_of(facts: CaseFacts, lists: CodeLists, today: date) -> TimeLine:
    """The case's thread; what was taken back is left to the history."""
    lines = []
    for event in facts.timeline:
        if event.revoked_on is not None:
            continue
        what = EVENT_WORDS.get(event.kind, event.kind)
        if event.assumed:
            what += "（推定）"
        lines.append((short_day(event.on, today), what, event.by))
    return TimeLine(lines)


def summary(facts: CaseFacts, lists: CodeLists, today: date) -> list[QWidget]:
    """The few facts of the margin."""
    record = facts.record
    widgets: list[QWidget] = [
        _beside(status_mark(facts, today), due_line(facts, today) or f"登记 {short_day(record.received_on, today)}")
    ]
    category = "、".join(filter(None, (record.item, lists.label("category", record.category))))
    pairs = (
        ("电话", record.phone),
        ("类别", category),
        ("性质", lists.label("nature", record.nature)),
        ("金额", yuan(record.amount, record.amount_approx)),
        ("要求", "、".join(lists.label("demand", code) for code in record.demand)),
        ("结果", lists.label("result", record.result)),
        ("挽回", yuan(record.recovered)),
    )
    widgets += [Pair(word, value) for word, value in pairs if value]
    if record.facts:
        widgets += [Hairline(), Words(record.facts, most=7)]
    widgets += [Hairline(), timeline_of(facts, lists, today)]
    return widgets


def _beside(mark: StatusMark, fact: str) -> QWidget:
    """The pill and a grey fact, below it where the margin is narrow."""
    return Flow(mark, Words(fact, "small", colour="ink2", wrap=False), spacing=14)


def all_fields(record: Record, lists: CodeLists) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every field that says something, part by part: (part, [(label, value)])."""
    found = []
    for part in PARTS:
        pairs = [
            (label(name, True), _said(name, record, lists))
            for line in part.lines
            for name in line.names
            if shown(name, record, lists)
        ]
        if pairs:
            found.append((part.word, pairs))
    return found


def _said(name: str, record: Record, lists: CodeLists) -> str:
    value = getattr(record, name)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = shown(name, record, lists)
    return f"{text} 元" if FIELDS[name].kind == "money" else text


def title_of(record: Record) -> str:
    """«李秀英 投诉 宏发手机店», «李秀英 举报 …»; a suggestion may be about nobody."""
    if record.kind in ("complaint", "reconciliation"):
        return parties(record.complainant, record.trader)
    who, word = record.complainant or "没写姓名", INTAKE_WORDS.get(record.kind, "")
    return f"{who} {word} {record.trader}".rstrip()
