"""What the use cases on returns take and give: plain values, without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.errors import Issue
    from app.services.returns.compute import CellValue
    from app.services.values import Value

AnswerKind = Literal["explained", "set_aside"]

#: What stands where a warning was sealed without a reason (the command line may).
NO_REASON = "没有写理由"


@dataclass(frozen=True, slots=True)
class ReturnInfo:
    """One revision of one return.

    ``zero``: the office says in so many words that nothing happened. ``revised_base``: earlier figures are those of
    the newest revisions; otherwise those first reported. ``exported_at``: when its file was last written for the city,
    onto ``exported_to`` («stick», «folder», «network»); None when it never was, or before that was kept.
    """

    template: str
    version: str
    period: str
    revision: int
    state: str
    reason: str
    made_at: datetime
    made_by: str
    sealed_at: datetime | None
    sealed_by: str | None
    file_sha256: str | None
    zero: bool = False
    revised_base: bool = False
    remarks: int = 0
    exported_at: datetime | None = None
    exported_to: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to one remark of the check, known by its code and place ("" where it names none).

    ``explained``: why the figure is right although the check warns. ``set_aside``: why the city's rule itself is
    wrong; it is signed by who seals. ``message`` narrows it to one of several remarks on the same cell.
    """

    code: str
    sheet: str
    cell: str
    kind: AnswerKind
    reason: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """An answered remark as it was sealed and travels with the return."""

    kind: str
    code: str
    sheet: str
    cell: str
    found: str
    expected: str
    message: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """A return as it stands: every bound cell with value and origin, issues, the filled workbook's bytes.

    ``suffix`` (without a dot) is the format of the file that goes to the city.
    """

    info: ReturnInfo | None
    title: str
    revision: int
    sealed: bool
    cells: tuple[CellValue, ...]
    issues: tuple[Issue, ...]
    workbook: bytes
    remarks: tuple[Remark, ...] = ()
    suffix: str = "xlsx"


@dataclass(frozen=True, slots=True)
class FilledReturn:
    """A return written to a file, read again and found equal.

    ``suffix`` is the format of the file (without a dot), ``workbook`` the same sheets as .xlsx, for drawing them.
    """

    out: Path
    sha256: str
    revision: int
    cells: int
    blank: int
    issues: tuple[Issue, ...]
    suffix: str = "xlsx"
    workbook: bytes = b""


@dataclass(frozen=True, slots=True)
class SentFile:
    """The workbook of a revision exactly as it was written when it was sealed, in the city's own format."""

    name: str
    suffix: str
    data: bytes
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CellDifference:
    """One cell that two revisions (or a revision and the records now) tell differently."""

    sheet: str
    cell: str
    key: str
    name: str
    unit: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class ChangedReturn:
    """A sealed return whose figures the records would now give differently; ``label`` is its period in words."""

    template: str
    title: str
    period: str
    label: str
    revision: int
    differences: tuple[CellDifference, ...]


@dataclass(frozen=True, slots=True)
class LateQuestion:
    """A record of ``day`` belongs to returns that are sealed: is it counted later, or are they opened again?

    ``late_report`` (补报) lets it count on ``counts_on``, the first day no sealed return holds; ``default`` is what
    the templates say, ``late-report`` or ``reopen``.
    """

    day: date
    returns: tuple[ReturnInfo, ...]
    titles: tuple[str, ...]
    default: Literal["late-report", "reopen"]
    counts_on: date

    @property
    def words(self) -> str:
        """«2026年3月 已经封存», for the question."""
        from app.services.periods import parse_period

        labels = dict.fromkeys(parse_period(each.period).label for each in self.returns)
        return "、".join(labels)
