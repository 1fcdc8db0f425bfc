"""How the offices of a city stand over the last months, and how their states look. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.periods import Period
from app.ui.tables.columns import Cell
from app.ui.theme import Tone

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.submissions.records import Standing

#: The return whose months the board shows.
TEMPLATE = "monthly"
#: Months side by side on the board.
MONTHS = 5
#: How a state looks on the board: word, icon, tone.
LOOKS: dict[str, tuple[str, str, Tone]] = {
    "missing": ("未报", "circle-dashed", "error"),
    "taken": ("已报", "tray-arrow-down", "done"),
    "questioned": ("有疑问", "question-mark", "question"),
    "accepted": ("已接受", "check", "done"),
    "sent_back": ("已退回", "arrow-u-up-left", "error"),
    "refused": ("没收进", "warning", "error"),
    "duplicate": ("已有", "copy", "plain"),
    "superseded": ("被新版替换", "arrows-clockwise", "note"),
}
#: The order of the band, best first.
BAND = ("accepted", "taken", "questioned", "sent_back", "missing")


@dataclass(frozen=True, slots=True)
class Line:
    """One office: its standing in each month of the board, oldest first."""

    code: str
    name: str
    standings: tuple[Standing | None, ...]

    @property
    def now(self) -> Standing | None:
        return self.standings[-1] if self.standings else None


@dataclass(frozen=True, slots=True)
class Board:
    """The board of a period. ``late`` is by how many working days what is missing is late (0: not yet)."""

    template: str
    period: Period
    months: tuple[Period, ...]
    lines: tuple[Line, ...]
    due: date
    late: int

    def counts(self) -> dict[str, int]:
        """How many offices stand how, for the period itself."""
        found = dict.fromkeys(BAND, 0)
        for line in self.lines:
            if line.now is not None:
                found[line.now.state] = found.get(line.now.state, 0) + 1
        return found

    def in_state(self, *states: str) -> list[Line]:
        return [line for line in self.lines if line.now is not None and line.now.state in states]


def load(services: Services, template: str, period: Period, today: date) -> Board:
    """Read the board; runs in a reading lane."""
    from app.services import calendar, templates
    from app.services.submissions.records import due_on

    months: list[Period] = [period]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous)
    columns = [
        {standing.code: standing for standing in services.submissions.status(month, template)} for month in months
    ]
    names = {code: standing.name for column in columns for code, standing in column.items()}
    order = list(columns[-1]) + [code for code in names if code not in columns[-1]]
    lines = tuple(Line(code, short(names[code]), tuple(column.get(code) for column in columns)) for code in order)
    info = next((info for info in templates.listed(services.database) if info.id == template), None)
    due = due_on(period, info.due_day if info is not None else None)
    late = calendar.of(services.database)[0].working_days_after(due, today) if today > due else 0
    return Board(template, period, tuple(months), lines, due, late)


def short(name: str) -> str:
    """青溪县消保委 → 青溪县, also in the practice city, whose offices end with （练习）."""
    name = name.removesuffix("（练习）")
    for ending in ("消费者权益保护委员会", "消费者协会", "消保委", "消委会", "消协"):
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending)
    return name


def cell(standing: Standing | None, current: bool) -> Cell:
    """A state on the board. Only the current month and what is not settled carry a colour."""
    if standing is None:
        return Cell("—", quiet=True)
    word, icon, tone = LOOKS.get(standing.state, (standing.state, "circle", "plain"))
    if standing.state in ("accepted", "taken"):
        if standing.on_time is False:
            return Cell("迟报", "clock", "question")
        return Cell(word, icon, tone if current else "plain", quiet=not current)
    if standing.state == "missing":
        return Cell(word, icon, tone, dashed=current)
    return Cell(word, icon, tone, tint=True)


def month_words(months: Sequence[Period], at: int) -> str:
    """The title of a column: «3月», with its year where that is not the last one's."""
    month = months[at]
    before = "去年" if month.start.year == months[-1].start.year - 1 and (at == 0) else ""
    return f"{before}{month.start.month}月"


def reminder(name: str, period: Period, due: date) -> str:
    """What one can send to an office that has not reported."""
    return f"{name}：{period.label}的投诉统计报表还没有收到（应在{due.month}月{due.day}日前报出），请尽快报来。谢谢！"
