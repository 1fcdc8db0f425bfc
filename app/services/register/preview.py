"""How a file would be read before anything is planned: every column with examples, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.complaints.changing import words
from app.services.complaints.fields import FIELDS, INTAKE_WORDS
from app.services.excel.refs import column_letters
from app.services.register import doubts, sheets
from app.services.register.headings import DAYS, LABELS, STATE, WHO_OR_WHAT, Column, headings_at, is_counter
from app.services.register.mapping import Choice, ColumnChoice, Remembered
from app.services.register.opening import Source
from app.services.register.values import RowReader

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.excel.grid import GridValue

#: So many rows are looked at, evenly spread over the table.
_SAMPLE = 2000
_EXAMPLES = 3
_HEAD_ROWS = 15
_RESULT_WORDS = {
    "agreed": "达成协议",
    "not_agreed": "未达成",
    "withdrawn": "撤回",
    "unreachable": "联系不到",
    "transferred": "转办",
    "refused": "不予受理",
    "pending": "还没受理",
    "open": "还在办",
    "unclear": "办结，没说怎么办结的",
    "elsewhere": "建议寻求其他途径",
}


@dataclass(frozen=True, slots=True)
class Example:
    """One cell: where it stands, its text, what it is ``read`` as (empty: nothing), and why not when ``wrong``."""

    cell: str
    text: str
    read: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column: its position ``at`` (from 0) and ``letter``, its heading, what it is taken for.

    ``field`` and ``label`` are empty when it is not taken. ``unit`` is that of its money, ``order`` that of its days.
    ``filled`` cells were looked at and ``understood`` of them; ``question`` says what a person has to tell: ``unit``,
    ``order`` or nothing, with ``options``. ``counter``: its heading says that it only numbers the rows.
    """

    at: int
    letter: str
    heading: str
    field: str
    label: str
    unit: str
    order: str
    examples: tuple[Example, ...]
    filled: int
    understood: int
    question: str = ""
    options: tuple[str, ...] = ()
    counter: bool = False


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """One sheet of the file: its name, how many rows it has, whether it shows."""

    name: str
    rows: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would be read. ``header`` is the first and last row of the heading, from 1; ``top`` the first rows
    of the sheet in words, to choose another one. ``looked_at`` of ``rows`` were tried. ``missing`` says why it cannot
    be imported like this, or nothing. ``chosen`` are the columns as a person chose them, now or (``remembered``) last
    time."""

    file: str
    sheet: str
    sheets: tuple[SheetSeen, ...]
    header: tuple[int, int]
    top: tuple[tuple[int, str], ...]
    columns: tuple[ColumnSeen, ...]
    rows: int
    looked_at: int
    missing: str = ""
    remembered: bool = False
    chosen: Mapping[int, ColumnChoice] = field(default_factory=dict)

    @property
    def open_questions(self) -> tuple[ColumnSeen, ...]:
        """Columns of which a person has to say something."""
        return tuple(column for column in self.columns if column.question)


def preview(
    source: Source, lists: CodeLists, today: date, choice: Choice | None = None, remembered: Remembered | None = None
) -> Preview:
    """Look at ``source`` as ``choice`` says, else as it is guessed. Never refuses a file that has a sheet.

    Raises ``register.no_header`` when there is nothing in it at all.
    """
    if not any(grid.rows for grid in source.grids):
        raise AppError("register.no_header", file=source.file)
    table = sheets.choose(source.grids, source.file, choice, remembered, strict=False)
    columns, open_ones, _ = doubts.settle(table.columns, _cells(table), table.unit, today)
    asked = {doubt.at: doubt for doubt in open_ones}
    reader = RowReader(columns, lists, today, table.unit, table.year)
    numbered = table.records
    step = max(1, len(numbered) // _SAMPLE)
    sample = list(islice(numbered[::step], _SAMPLE + 1))
    known = {column.at: column for column in columns}
    texts = [[sheets.text_of(value) for value in row] for row in table.grid.rows[: table.header.last + 1]]
    headings = headings_at(texts, table.header.first, table.header.last)
    width = max((len(row) for _, row in sample), default=0)
    seen = []
    for at in range(max(width, max(headings, default=-1) + 1)):
        column = known.get(at, Column(at, headings.get(at, ""), ""))
        here = [(number, row[at]) for number, row in sample if at < len(row) and row[at] is not None]
        if column.heading or here:
            seen.append(_seen(column, here, reader, lists, table.unit, asked.get(at)))
    return Preview(
        file=source.file,
        sheet=table.sheet,
        sheets=tuple(SheetSeen(grid.sheet, len(grid.rows), grid.visible) for grid in source.grids),
        header=(table.header.first + 1, table.header.last + 1),
        top=tuple(_top(table.grid.rows)),
        columns=tuple(seen),
        rows=len(numbered),
        looked_at=len(sample),
        missing=_missing(table, bool(numbered)),
        remembered=table.remembered,
        chosen=dict(table.chosen),
    )


def _cells(table: sheets.Table) -> Iterator[Sequence[GridValue]]:
    return (row for _, row in table.records)


def _seen(
    column: Column,
    here: Sequence[tuple[int, GridValue]],
    reader: RowReader,
    lists: CodeLists,
    table_unit: str,
    doubt: doubts.Doubt | None,
) -> ColumnSeen:
    spec = FIELDS.get(column.field)
    letter = column_letters(column.at + 1)
    understood = len(here)
    examples: dict[str, Example] = {}
    if column.field:
        read: dict[GridValue, Example] = {}
        understood = 0
        for number, value in here:
            example = read.get(value)
            if example is None:
                example = read[value] = _example(f"{letter}{number}", value, column, reader, lists)
            understood += not example.wrong
        wrong = [example for example in read.values() if example.wrong]
        for example in [*list(read.values())[:_EXAMPLES], *wrong[:1]]:
            examples.setdefault(example.text, example)
        kept = list(examples.values())
        if len(kept) > _EXAMPLES:  # what is not understood tells most
            kept = [*[e for e in kept if not e.wrong][: _EXAMPLES - 1], *[e for e in kept if e.wrong][:1]]
    else:
        for number, value in here:
            text = sheets.text_of(value)
            examples.setdefault(text, Example(f"{letter}{number}", text, ""))
            if len(examples) == _EXAMPLES:
                break
        kept = list(examples.values())
    money = spec is not None and spec.kind == "money"
    unit = "" if column.unit == doubts.ASK else (column.unit or table_unit or "元") if money else ""
    return ColumnSeen(
        at=column.at,
        letter=letter,
        heading=column.heading,
        field=column.field,
        label=spec.label if spec else LABELS.get(column.field, ""),
        unit=unit,
        order="" if column.order == doubts.ASK else column.order,
        examples=tuple(kept),
        filled=len(here),
        understood=understood,
        question=doubt.kind if doubt else "",
        options=doubt.options if doubt else (),
        counter=is_counter(column.heading) if column.heading else False,
    )


def _example(place: str, value: GridValue, column: Column, reader: RowReader, lists: CodeLists) -> Example:
    text = sheets.text_of(value)
    cell = reader.cell(column.at, value)
    if cell.problem:
        return Example(place, text, "", cell.why or _WHY.get(cell.problem, "没看懂。"))
    said = dict(cell.pairs).get(column.field)
    if said is None and column.field in ("result", STATE):
        said = _RESULT_WORDS.get(dict(cell.pairs).get("outcome", ""), cell.plain)
    if column.field == "kind" and isinstance(said, str):
        said = INTAKE_WORDS.get(said, said)
    shown = words(column.field, said, lists) if said is not None else cell.plain
    doubt = next((issue.params.get("why") or issue.message for issue in cell.remarks), "")
    return Example(place, text, shown or "", str(doubt) if doubt and said is None else "")


_WHY = {
    "number_lost": "后面几位在 Excel 里丢了。",
    "digits_lost": "后面几位在 Excel 里丢了。",
    "number_long": "太长，不像编号。",
    "other_kind": "不是投诉、举报或建议。",
    "ask_unit": "没有单位，分不清是元还是万元。",
    "ask_order": "分不清是几月几日。",
    "result_unclear": "没说是怎么办结的。",
    "result_elsewhere": "要在办理时另行登记。",
}


def _top(rows: Sequence[Sequence[GridValue]]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(rows[:60], start=1):
        found = [text for value in row if value is not None and (text := sheets.text_of(value).strip())]
        if found:
            yield number, "｜".join(found)[:120]
        if number >= _HEAD_ROWS and found:
            return


def _missing(table: sheets.Table, any_rows: bool) -> str:
    """Why the table cannot be imported as it stands."""
    fields = table.header.fields
    if not fields & DAYS:
        return "还没有哪一列是登记日期（或受理日期）。"
    if not fields & WHO_OR_WHAT:
        return "还没有哪一列是投诉人、被投诉方、商品名称或事实。"
    return "" if any_rows else "表头下面没有记录。"
