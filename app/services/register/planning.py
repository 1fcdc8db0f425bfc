"""Planning an import: everything is read, understood and compared; nothing is written."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.progress import SILENT, Progress
from app.services import codelists, offices
from app.services.complaints import outcome
from app.services.complaints.changing import words
from app.services.complaints.fields import FIELDS
from app.services.excel.refs import cell_name, column_letters
from app.services.pausing import collector_paused
from app.services.register import matching, sheets, values
from app.services.register.headings import NUMBER, REGISTER_NUMBER, STATE, Column
from app.services.register.matching import Matched, Row
from app.services.register.remarks import Remarks

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.excel.grid import Grid
    from app.services.register.values import RowRead

    Reading = Callable[[bytes, str], tuple[Grid, ...]]

#: A register of 100,000 rows is large but honest.
_MEMORY, _SECONDS = 3 << 30, 180.0
_STEP = 1000
_CLOSING_ASSUMED = "complaint.closing_assumed"
_WHO_OR_WHAT = ("complainant", "trader", "facts", "paper_number", "item")
_LABELS = {NUMBER: "编号", REGISTER_NUMBER: "原编号", STATE: "状态"}
_EXPECTED = {
    "date": "日期，例如 2026-03-05",
    "money": "金额，例如 2350 或 1.2万",
    "code": "列表里的词",
    "codes": "列表里的词",
    "int": "整数",
    "bool": "是 或 否",
    "intake": "投诉、举报或建议",
}
_SKIPPED = {
    "total": "{} 行合计",
    "note": "{} 行备注说明",
    "example": "{} 行示例",
    "header": "{} 行重复的表头",
    "counters": "{} 行栏次",
    "unfilled": "{} 行只有序号的空行",
}


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """How a column was taken: ``letter`` and ``heading`` in the sheet, the field's name and Chinese ``label``.

    Both are empty for a column that is not taken. ``unit`` is the unit of money, or empty.
    """

    letter: str
    heading: str
    field: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that the import changes: its number, the row in the sheet, and (label, before, after) of each field."""

    number: str
    row: int
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What ``apply`` needs: the rows as read, how they were matched, and the state of the database then."""

    rows: tuple[Row, ...]
    matched: Matched
    stamp: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. ``new``, ``changed``, ``unchanged`` and ``rejected`` count rows.

    ``first`` and ``last`` are the days of registration of the new cases, None when there are none. ``changes``
    shows the first changes; ``issues`` are errors (rows that stay out), warnings, notes.
    """

    file: str
    sha256: str
    sheet: str
    columns: tuple[ColumnRead, ...]
    new: int
    changed: int
    unchanged: int
    rejected: int
    first: date | None
    last: date | None
    changes: tuple[Changed, ...]
    issues: tuple[Issue, ...]
    work: Work = field(repr=False)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not (self.new or self.changed)


def plan(
    database: Database,
    path: Path,
    *,
    sheet: str | None = None,
    today: date,
    progress: Progress = SILENT,
    read_grid: Reading | None = None,
) -> Plan:
    """What importing the register in ``path`` would do. Writes nothing.

    ``sheet`` names the sheet, else the best one is taken. ``read_grid`` (bytes, file name) replaces the reader
    process, for callers that have one. Raises ``file.*`` and ``excel.*`` for files that cannot be read, and
    ``register.no_sheet``, ``no_header``, ``no_day``, ``no_subject``, ``no_rows``.
    """
    with collector_paused():
        return _planned(database, path, sheet, today, progress, read_grid or _read_apart)


def _planned(
    database: Database, path: Path, sheet: str | None, today: date, progress: Progress, read_grid: Reading
) -> Plan:
    from app.services.excel.kinds import load

    progress.step(0, 0, "读取文件")
    data, _ = load(path)
    grids = read_grid(data, path.name)
    table = sheets.choose(grids, path.name, sheet)
    lists = codelists.of(database)
    reading = _Reading(table, lists, today)
    rows = reading.rows(progress)
    progress.step(0, 0, "与台账核对")
    with database.read() as session:
        home = offices.read_home(session)
        stamp = matching.stamp(session)
        matched = matching.match(session, home, rows)
        alike = matching.lookalikes(session, matched.new)
        sealed = matching.in_sealed(session, home, matched)
    reading.tell_matched(matched, alike, sealed)
    days = [row.received_on for row in matched.new]
    return Plan(
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        sheet=table.sheet,
        columns=tuple(_column(column, table.unit) for column in table.columns),
        new=len(matched.new),
        changed=len(matched.updates),
        unchanged=matched.unchanged + len(matched.binned) + reading.repeated,
        rejected=reading.rejected + len(matched.refused) + len(matched.others),
        first=min(days, default=None),
        last=max(days, default=None),
        changes=tuple(_shown(update, lists) for update in matched.updates[:200]),
        issues=reading.remarks.all(),
        work=Work(tuple(rows), matched, stamp),
    )


def _read_apart(data: bytes, name: str) -> tuple[Grid, ...]:
    from app.services.excel.sandbox import ReaderProcess

    with ReaderProcess(memory=_MEMORY, seconds=_SECONDS) as reader:
        return reader.read_grid(data, name)


def _column(column: Column, table_unit: str) -> ColumnRead:
    spec = FIELDS.get(column.field)
    label = spec.label if spec else _LABELS.get(column.field, "")
    unit = (column.unit or table_unit or "元") if spec and spec.kind == "money" else ""
    return ColumnRead(column_letters(column.at + 1), column.heading, column.field, label, unit)


def _shown(update: matching.Update, lists: CodeLists) -> Changed:
    fields = tuple(
        (FIELDS[name].label, words(name, getattr(update.record, name), lists) or "", words(name, value, lists) or "")
        for name, value in update.values.items()
        if name in FIELDS
    )
    return Changed(update.record.number, update.row.at, fields)


class _Reading:
    """Reads the rows of one table and says what is wrong with them."""

    def __init__(self, table: sheets.Table, lists: CodeLists, today: date) -> None:
        self._table = table
        self._reader = values.RowReader(table.columns, lists, today, table.unit, table.year)
        self._number = next((c for c in table.columns if c.field == NUMBER), None)
        self._fields = frozenset(c.field for c in table.columns)
        self.remarks = Remarks(table.file, table.sheet)
        self.rejected = 0
        self.repeated = 0
        self._repeated_at = ""

    def rows(self, progress: Progress) -> list[Row]:
        """The records, checked; what is left out is counted and told."""
        table = self._table
        uncalculated: dict[int, set[int]] = {}
        for at, column in table.grid.uncalculated:
            uncalculated.setdefault(at, set()).add(column - 1)
        total = len(table.grid.rows)
        out: list[Row] = []
        numbers: dict[str, Row] = {}
        prints: Counter[str] = Counter()
        seen = False
        for at, cells in table.rows():
            seen = True
            if at % _STEP == 0:
                progress.step(at, total, "读取登记台账")
            read = self._reader.read(cells, uncalculated.get(at, ()))
            row = self._check(at, cells, read)
            if row is None:
                continue
            if row.number:
                first = numbers.setdefault(row.number, row)
                if first is not row:
                    self._twice(first, row)
                    continue
            else:
                prints[row.fingerprint] += 1
                row.occurrence = prints[row.fingerprint]
            out.append(row)
        if not seen:
            raise AppError("register.no_rows", file=table.file, sheet=table.sheet)
        self._tell_file()
        return out

    def _check(self, at: int, cells: Any, read: RowRead) -> Row | None:
        """The row as a record, or None: it is rejected, or there is nothing in it."""
        if not (read.said or read.follows or read.state or read.remarks):
            self._tell_nothing(at, cells, read)
            return None
        for column, text, cell in read.remarks:
            self._tell_cell(at, column, text, cell)
        row = Row(
            at, read.number, matching.fingerprint(read.prints), 1, read.said, read.follows, read.state, read.pending
        )
        case = row.case()
        if not read.rejected:
            read.rejected = not self._complete(at, case)
        if "received_on" not in case or read.rejected:
            self.rejected += 1
            return None
        way = outcome.course(case, assume_acceptance=not read.pending)
        for issue in way.issues:
            if issue.severity == "error":
                read.rejected = True
                self.remarks.add(
                    "error", "row_wrong", {"row": at, "why": issue.message}, cell=f"A{at}", found=issue.found
                )
            elif issue.code != _CLOSING_ASSUMED and not read.outcome_told:
                why = {"row": at, "why": issue.message}
                self.remarks.add(issue.severity, "row_remark", why, cell=f"A{at}", found=issue.found, group=issue.code)
        if read.rejected:
            self.rejected += 1
            return None
        row.course = way
        return row

    def _complete(self, at: int, case: dict[str, Any]) -> bool:
        """Whether the row has a day, and someone or something it is about."""
        if "received_on" not in case:
            self.remarks.add("error", "row_without_day", {"row": at}, cell=f"A{at}", expected="登记日期")
            return False
        if not any(case.get(name) for name in _WHO_OR_WHAT):
            expected = "投诉人、被投诉方、商品名称或事实"
            self.remarks.add("error", "row_without_subject", {"row": at}, cell=f"A{at}", expected=expected)
            return False
        return True

    def _tell_nothing(self, at: int, cells: Any, read: RowRead) -> None:
        """A row without a word in any column we know: numbered beforehand, or something we do not understand."""
        texts = [sheets.text_of(value) for value in cells if value is not None]
        if read.number or all(text.strip("()（）. ").isdecimal() for text in texts):
            self._table.skipped["unfilled"] += 1
            return
        self.rejected += 1
        place = next(n for n, value in enumerate(cells) if value is not None)
        self.remarks.add("error", "not_a_record", {"row": at}, cell=cell_name(at, place + 1), found=texts[0])

    def _tell_cell(self, at: int, column: Column, text: str, cell: values.Cell) -> None:
        spec = FIELDS.get(column.field)
        label = spec.label if spec else _LABELS.get(column.field, column.heading)
        place = cell_name(at, column.at + 1)
        if cell.problem:
            severity: Any = "error" if cell.problem in values.REJECTING else "warning"
            params = {"field": label, "why": cell.why, "row": at}
            expected = cell.expected or _EXPECTED.get(spec.kind if spec else "text", "")
            self.remarks.add(
                severity, cell.problem, params, cell=place, found=text, expected=expected or None, group=column.field
            )
        for issue in cell.remarks:
            why = issue.params.get("why") or issue.message
            params = {"field": label, "why": why, "row": at}
            self.remarks.add(issue.severity, "remark", params, cell=place, found=text, group=column.field)

    def _tell_wrong(self, at: int, issue: Issue) -> None:
        why = {"row": at, "why": issue.message}
        self.remarks.add("error", "row_wrong", why, cell=f"A{at}", found=issue.found, expected=issue.expected)

    def _twice(self, first: Row, row: Row) -> None:
        """Two rows with one number: the same content is one case, another content is a mistake in the file."""
        place = cell_name(row.at, self._number.at + 1) if self._number else f"A{row.at}"
        if first.fingerprint == row.fingerprint:
            self.repeated += 1
            self._repeated_at = self._repeated_at or place
            return
        self.rejected += 1
        self.remarks.add("error", "same_number", {"first": first.at, "row": row.at}, cell=place, found=row.number)

    def _tell_file(self) -> None:
        """What holds for the whole file is told once."""
        table, remarks = self._table, self.remarks
        remarks.take(table.issues)
        parts = [_SKIPPED[kind].format(count) for kind, count in table.skipped.items()]
        if parts:
            remarks.add("note", "skipped", {"what": "、".join(parts)})
        if table.unit and any(
            not column.unit and column.field in FIELDS and FIELDS[column.field].kind == "money"
            for column in table.columns
        ):
            remarks.add("note", "unit", {"unit": table.unit})
        if "received_on" not in self._fields:
            remarks.add("note", "received_from_accepted")
        if self.repeated:
            remarks.add("note", "repeated", {"count": self.repeated}, cell=self._repeated_at)

    def tell_matched(self, matched: Matched, alike: list[tuple[Row, str]], sealed: tuple[int, str]) -> None:
        """What the comparison with the database showed, and what is assumed of the new cases."""
        ways = [(row.at, row.course) for row in matched.new if row.course is not None]
        assumed = sum(any(event.kind == "accepted" and event.assumed for event in way.happenings) for _, way in ways)
        if assumed:
            self.remarks.add("note", "acceptance_assumed", {"count": assumed})
        closed = [at for at, way in ways if any(issue.code == _CLOSING_ASSUMED for issue in way.issues)]
        if closed:
            self.remarks.add("note", "closing_assumed", {"count": len(closed), "row": closed[0]})
        for row in matched.binned:
            self.remarks.add("warning", "in_bin", {"row": row.at}, cell=f"A{row.at}", found=row.number or None)
        for row, issue in matched.refused:
            self._tell_wrong(row.at, issue)
        for row, record in matched.others:
            who = record.complainant or record.trader or record.number
            params = {"row": row.at, "day": record.received_on.isoformat(), "who": who}
            self.remarks.add("error", "other_case", params, cell=f"A{row.at}", found=row.number)
        for row, who in alike:
            self.remarks.add("warning", "looks_known", {"row": row.at}, cell=f"A{row.at}", found=who)
        if sealed[0]:
            self.remarks.add("warning", "in_sealed", {"count": sealed[0], "periods": sealed[1]})
