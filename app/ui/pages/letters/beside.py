"""The letter chosen in the list, in full in the margin: what it says, its answer, its papers, its changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.services.letters import KIND_WORDS
from app.ui.context import Context
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import grouped, long_day, parties, short_day, today_of
from app.ui.pages.letters.issuing import look_at_issued
from app.ui.tables.view import Table
from app.ui.widgets.buttons import Button
from app.ui.widgets.frame import MarginPanel
from app.ui.widgets.layouts import Flow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from datetime import date

    from app.progress import Progress
    from app.services.letters import Letter, LetterEdit
    from app.services.papers import IssuedPaper

#: How long one stays on a row before its letter is read, in milliseconds.
_PAUSE = 60
#: So many lines of its body, and so many changes.
_LINES, _EDITS = 12, 8


@dataclass(frozen=True, slots=True)
class _Read:
    letter: Letter
    papers: tuple[IssuedPaper, ...]
    history: tuple[LetterEdit, ...]


class LetterBeside(QObject):
    """Follows the current row of ``table``."""

    def __init__(self, context: Context, table: Table, margin: MarginPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._table, self._margin = context, table, margin
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_PAUSE)
        self._look.timeout.connect(self._read)
        table.current_changed.connect(lambda _: self._look.start())

    def forget(self) -> None:
        """The letters were read again."""
        self._look.start()

    def _read(self) -> None:
        row = self._table.current_row()
        if row is None:
            self._margin.clear()
            self._margin.say("函件")
            return
        services = self._context.services

        def work(progress: Progress) -> _Read:
            letters = services.letters
            return _Read(letters.show(row.id), services.papers.of_letter(row.id), letters.history(row.id))

        self._context.jobs.read(work, self._show, channel="letter-beside", owner=self)

    def _show(self, read: _Read) -> None:
        letter, today = read.letter, today_of(self._context)
        current = self._table.current_row()
        if current is None or current.id != letter.id:
            return
        margin = self._margin
        margin.clear()
        margin.say(KIND_WORDS[letter.kind], above=letter.number)
        margin.column.put(*(Pair(word, value, 84) for word, value in _pairs(letter, today) if value))
        if letter.body:
            margin.column.put(4, Words("正文", "small", bold=True, colour="pine"), Words(letter.body, most=_LINES))
        ways = self._ways(read)
        if ways:
            margin.column.put(4, Flow(*ways))
        if read.history:
            margin.column.put(4, Words("改动经过", "small", bold=True, colour="pine"))
            for edit in read.history[:_EDITS]:
                margin.column.put(Words(_edit_said(edit), "small", colour="ink2", most=3))
        margin.column.put(None)

    def _ways(self, read: _Read) -> list[QWidget]:
        go, letter = self._context.go, read.letter
        ways: list[QWidget] = []
        for paper in read.papers:
            word = f"{paper.title} {paper.number}".strip() + ("（作废）" if paper.revoked_on else "")
            ways.append(Button(word, "quiet", icon="file-pdf", on=partial(look_at_issued, self._context, paper)))
        if letter.case:
            ways.append(Button("看这件投诉", "quiet", icon="file-text", on=partial(go, "case", case=letter.case)))
        if letter.trader:
            see = partial(go, "trader", name=letter.trader)
            ways.append(Button("看这家经营者", "quiet", icon="storefront", on=see))
        return ways


def _pairs(letter: Letter, today: date) -> list[tuple[str, str]]:
    answer = letter.standing(today)
    if letter.answered_on:
        answer = f"{short_day(letter.answered_on, today)} {letter.answer}".strip()
    case = f"{parties(letter.complainant, letter.trader)}，{grouped(letter.case_number)}" if letter.case else ""
    return [
        ("发给", letter.to_whom),
        ("事由", letter.subject),
        ("发出", long_day(letter.sent_on)),
        ("答复期限", long_day(letter.answer_due) if letter.answer_due else "不要求答复"),
        ("答复", answer),
        ("经营者", letter.trader if letter.trader != letter.to_whom else ""),
        ("投诉", case),
        ("谁写的", letter.by),
    ]


def _edit_said(edit: LetterEdit) -> str:
    at = edit.at.astimezone()
    who = f" {edit.by}" if edit.by else ""
    return f"{at.month}月{at.day}日 {at:%H:%M}{who}：{edit.label} {edit.before or '空'} → {edit.after or '空'}"
