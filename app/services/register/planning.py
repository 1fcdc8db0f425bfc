"""Planning an import: everything is read, understood and compared; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from app.errors import Issue
from app.progress import SILENT, Progress
from app.services import codelists, offices
from app.services.complaints.changing import words
from app.services.complaints.fields import FIELDS
from app.services.excel.refs import column_letters
from app.services.pausing import collector_paused
from app.services.register import matching, sheets
from app.services.register.doubts import ASK
from app.services.register.headings import LABELS, Column, headings_at
from app.services.register.likely import LikelyRow, likely_rows
from app.services.register.mapping import Choice, Remembered
from app.services.register.matching import Matched, Row
from app.services.register.opening import Source, open_register
from app.services.register.reading import TableReading
from app.services.register.remarks import IssueGroup

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.register.doubts import Doubt
    from app.services.register.opening import Reading


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
class Question:
    """A column of which a person has to say something: the unit of its money or the order of its days (``kind``).

    Until then its ambiguous cells are not read and their rows stay out. ``found`` are examples.
    """

    at: int
    letter: str
    heading: str
    kind: Literal["unit", "order"]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What ``apply`` needs: the rows as read, how they were matched, and the state of the database then.

    ``marks`` are the remarks that belong to one cell, for a marked copy of the file.
    """

    rows: tuple[Row, ...]
    matched: Matched
    stamp: tuple[int, ...]
    marks: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. ``new``, ``changed``, ``unchanged`` and ``rejected`` count rows.

    ``first`` and ``last`` are the days of registration of the new cases, None when there are none. ``changes``
    shows the first changes; ``issues`` are errors (rows that stay out), warnings, notes, ``groups`` the same by
    kind. ``header`` is the first and last row of the heading, from 1. ``likely`` are new rows that may have been
    registered before.
    """

    file: str
    sha256: str
    sheet: str
    header: tuple[int, int]
    columns: tuple[ColumnRead, ...]
    questions: tuple[Question, ...]
    new: int
    changed: int
    unchanged: int
    rejected: int
    first: date | None
    last: date | None
    changes: tuple[Changed, ...]
    likely: tuple[LikelyRow, ...]
    issues: tuple[Issue, ...]
    groups: tuple[IssueGroup, ...]
    work: Work = field(repr=False)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not (self.new or self.changed)


def plan(
    database: Database,
    path: Path | Source,
    *,
    sheet: str | None = None,
    choice: Choice | None = None,
    today: date,
    progress: Progress = SILENT,
    read_grid: Reading | None = None,
) -> Plan:
    """What importing the register in ``path`` (or an opened one) would do. Writes nothing.

    ``sheet`` names the sheet, else the best one is taken; ``choice`` is a person's correction of what the columns
    are, else what was chosen for the same headings before. ``read_grid`` (bytes, file name) replaces the reader
    process. Raises ``file.*`` and ``excel.*`` for files that cannot be read, and ``register.no_sheet``,
    ``no_header``, ``no_day``, ``no_subject``, ``no_rows``.
    """
    with collector_paused():
        source = path if isinstance(path, Source) else open_register(path, progress, read_grid)
        chosen = choice or Choice(sheet or "")
        return _planned(database, source, chosen, today, progress)


def remember(database: Database, source: Source, choice: Choice) -> None:
    """Keep what was chosen for the columns of ``source`` for the next file with the same headings."""
    table = sheets.choose(source.grids, source.file, choice, strict=False)
    texts = [[sheets.text_of(value) for value in row] for row in table.grid.rows[: table.header.last + 1]]
    headings = headings_at(texts, table.header.first, table.header.last)
    remembered(database).keep(headings, {at: said for at, said in choice.columns.items() if at in headings})


def remembered(database: Database) -> Remembered:
    """What was chosen for columns on this PC before."""
    return Remembered(database.folder.settings)


def _planned(database: Database, source: Source, choice: Choice, today: date, progress: Progress) -> Plan:
    table = sheets.choose(source.grids, source.file, choice, remembered(database))
    lists = codelists.of(database)
    reading = TableReading(table, lists, today)
    rows = reading.rows(progress)
    progress.step(0, 0, "与台账核对")
    with database.read() as session:
        home = offices.read_home(session)
        stamp = matching.stamp(session)
        matched = matching.match(session, home, rows)
        progress.step(0, 0, "找可能已经记过的")
        likely = likely_rows(session, matched.new, progress)
        sealed = matching.in_sealed(session, home, matched)
    reading.tell_matched(matched, likely, sealed)
    days = [row.received_on for row in matched.new]
    return Plan(
        file=source.file,
        sha256=source.sha256,
        sheet=table.sheet,
        header=(table.header.first + 1, table.header.last + 1),
        columns=tuple(_column(column, table.unit) for column in reading.columns),
        questions=tuple(_question(doubt, reading.columns) for doubt in reading.doubts),
        new=len(matched.new),
        changed=len(matched.updates),
        unchanged=matched.unchanged + len(matched.binned) + reading.repeated,
        rejected=reading.rejected + len(matched.refused) + len(matched.others),
        first=min(days, default=None),
        last=max(days, default=None),
        changes=tuple(_shown(update, lists) for update in matched.updates[:200]),
        likely=likely,
        issues=reading.remarks.all(),
        groups=reading.remarks.groups(),
        work=Work(tuple(rows), matched, stamp, tuple(reading.remarks.marks)),
    )


def _question(doubt: Doubt, columns: Sequence[Column]) -> Question:
    column = next(column for column in columns if column.at == doubt.at)
    label = FIELDS[column.field].label
    return Question(doubt.at, column_letters(doubt.at + 1), column.heading or label, doubt.kind, doubt.found)


def _column(column: Column, table_unit: str) -> ColumnRead:
    spec = FIELDS.get(column.field)
    label = spec.label if spec else LABELS.get(column.field, "")
    money = spec is not None and spec.kind == "money" and column.unit != ASK
    unit = (column.unit or table_unit or "元") if money else ""
    return ColumnRead(column_letters(column.at + 1), column.heading, column.field, label, unit)


def _shown(update: matching.Update, lists: CodeLists) -> Changed:
    fields = tuple(
        (FIELDS[name].label, words(name, getattr(update.record, name), lists) or "", words(name, value, lists) or "")
        for name, value in update.values.items()
        if name in FIELDS
    )
    return Changed(update.record.number, update.row.at, fields)
