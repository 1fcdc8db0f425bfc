"""Made-up workbooks with a mapping, and what a city does to them from one year to the next.

Every row, column and sheet has an identity that survives the change, so that a test knows where a figure belongs.
"""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import openpyxl

from app.services.excel.definition import Definition, load_definition
from app.services.excel.refs import cell_name, column_letters

_WORDS = (
    "受理 办结 调解成功 咨询 回访 终止 撤回 转办 监督站 联络点 宣传 培训 质量 价格 合同 "
    "广告 计量 假冒 安全 服务 家电 服装 食品 烟酒 交通 房屋 五金 医药 餐饮 住宿"
)
LABELS = _WORDS.split()
GROUPS = ["投诉情况", "办理情况", "性质", "工作"]

Identity = tuple[int, int, int]
"""Sheet, row, column."""


@dataclass
class Line:
    """A row or a column; ``meaning`` is everything that says what it counts besides its identity."""

    id: int
    label: str
    group: str = ""
    indent: int = 0


@dataclass
class Sheet:
    id: int
    name: str
    title: str
    unit: str
    rows: list[Line]
    columns: list[Line]
    top: int = 1
    left: int = 1
    joined: bool = True
    fresh: bool = False

    @property
    def first_row(self) -> int:
        """The first row of figures."""
        return self.top + 4

    @property
    def first_column(self) -> int:
        return self.left + 1

    def place(self, row: int, column: int) -> str | None:
        """The address of a row's and a column's cell by their identities."""
        for r, line in enumerate(self.rows):
            for c, other in enumerate(self.columns):
                if (line.id, other.id) == (row, column):
                    return cell_name(self.first_row + r, self.first_column + c)
        return None

    def parent(self, row: Line) -> str:
        at = self.rows.index(row)
        return next((one.label for one in reversed(self.rows[:at]) if one.indent < row.indent), "")


@dataclass
class Edition:
    sheets: list[Sheet] = field(default_factory=list)

    def places(self) -> dict[Identity, tuple[str, str]]:
        """Where every figure stands: identity → (sheet, cell)."""
        return {
            (sheet.id, row.id, column.id): (sheet.name, sheet.place(row.id, column.id) or "")
            for sheet in self.sheets
            if not sheet.fresh
            for row in sheet.rows
            for column in sheet.columns
        }

    def meanings(self) -> dict[Identity, tuple[str, ...]]:
        """What a person reads around every figure."""
        return {
            (sheet.id, row.id, column.id): meaning_of(sheet, row, column)
            for sheet in self.sheets
            if not sheet.fresh
            for row in sheet.rows
            for column in sheet.columns
        }

    def read_at(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """What a person reads around every cell of figures, new sheets included: (sheet, cell) → meaning."""
        return {
            (sheet.name, sheet.place(row.id, column.id) or ""): meaning_of(sheet, row, column)
            for sheet in self.sheets
            for row in sheet.rows
            for column in sheet.columns
        }

    def workbook(self, figures: Mapping[Identity, Decimal] | None = None) -> bytes:
        """The .xlsx, with ``figures`` written in."""
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for sheet in self.sheets:
            page = book.create_sheet(sheet.name)
            last = sheet.first_column + len(sheet.columns) - 1
            page.cell(sheet.top, sheet.left, sheet.title)
            page.merge_cells(start_row=sheet.top, start_column=sheet.left, end_row=sheet.top, end_column=last)
            page.cell(sheet.top + 1, sheet.left, f"计量单位：{sheet.unit}")
            page.merge_cells(start_row=sheet.top + 1, start_column=sheet.left, end_row=sheet.top + 1, end_column=last)
            page.cell(sheet.top + 2, sheet.left, "项目")
            for at, column in enumerate(sheet.columns):
                here = sheet.first_column + at
                page.cell(sheet.top + 3, here, column.label)
                if not at or sheet.columns[at - 1].group != column.group:
                    page.cell(sheet.top + 2, here, column.group)
                    end = here
                    while end - sheet.first_column + 1 < len(sheet.columns) and (
                        sheet.columns[end - sheet.first_column + 1].group == column.group
                    ):
                        end += 1
                    if end > here:
                        page.merge_cells(
                            start_row=sheet.top + 2, start_column=here, end_row=sheet.top + 2, end_column=end
                        )
            for at, row in enumerate(sheet.rows):
                page.cell(sheet.first_row + at, sheet.left, "　" * row.indent + row.label)
                for number, column in enumerate(sheet.columns):
                    cell = page.cell(sheet.first_row + at, sheet.first_column + number)
                    cell.number_format = "0"
                    value = (figures or {}).get((sheet.id, row.id, column.id))
                    if value is not None:
                        cell.value = value
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def definition(self) -> Definition:
        """The mapping that binds everything."""
        text = ['[template]\nid = "t"\nversion = "2026.1"\ntitle = "表"\nworkbook = "t.xlsx"\n']
        for sheet in self.sheets:
            rows = ",\n".join(
                f'  {{ at = {sheet.first_row + at}, label = "{row.label}", key = "s{sheet.id}r{row.id}" }}'
                for at, row in enumerate(sheet.rows)
            )
            headed = [f"{one.group}/{one.label}" if sheet.joined else one.label for one in sheet.columns]
            columns = ",\n".join(
                f'  {{ at = "{column_letters(sheet.first_column + at)}", key = "|nature=N{column.id:02d}", '
                f'unit = "件", label = "{headed[at]}", decimals = 0 }}'
                for at, column in enumerate(sheet.columns)
            )
            text.append(
                f'[[block]]\nsheet = "{sheet.name}"\nlabel_column = "{column_letters(sheet.left)}"\n'
                f"header_rows = [{sheet.top + 2}, {sheet.top + 3}]\nrow = [\n{rows}\n]\ncolumn = [\n{columns}\n]\n"
            )
        return load_definition("\n".join(text))


def meaning_of(sheet: Sheet, row: Line, column: Line) -> tuple[str, ...]:
    """The words that say what a figure is."""
    return sheet.unit, row.label, sheet.parent(row), column.group, column.label


def key_of(identity: Identity) -> str:
    sheet, row, column = identity
    return f"s{sheet}r{row}|nature=N{column:02d}@current"


def made(dice: random.Random) -> Edition:
    """A workbook of one to three sheets."""
    edition = Edition()
    for number in range(dice.randint(1, 3)):
        words = dice.sample(LABELS, 22)
        rows = [Line(at, words[at], indent=dice.choice([0, 0, 1]) if at else 0) for at in range(dice.randint(3, 8))]
        width = dice.randint(2, 6)
        cut = dice.randint(1, width)
        groups = dice.sample(GROUPS, 2)
        columns = [Line(at, words[10 + at], group=groups[0] if at < cut else groups[1]) for at in range(width)]
        if dice.random() < 0.2:  # a label that repeats by design
            rows[-1].label = rows[1].label
        edition.sheets.append(
            Sheet(
                number,
                f"表{number + 1}",
                f"2026年{words[20]}情况统计表",
                "件",
                rows,
                columns,
                top=dice.randint(1, 3),
                left=dice.randint(1, 2),
                joined=dice.random() < 0.5,
            )
        )
    return edition


# what a city does


def insert_row(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    used = {line.label for line in sheet.rows}
    label = dice.choice([word for word in LABELS if word not in used])
    at = dice.randint(0, len(sheet.rows))
    indent = sheet.rows[at].indent if at < len(sheet.rows) else 0  # among its neighbours, no parent of theirs
    sheet.rows.insert(at, Line(100 + dice.randrange(1000), label, indent=indent))


def insert_column(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    used = {line.label for line in sheet.columns}
    label = dice.choice([word for word in LABELS if word not in used])
    at = dice.randint(0, len(sheet.columns))
    group = sheet.columns[min(at, len(sheet.columns) - 1)].group
    sheet.columns.insert(at, Line(100 + dice.randrange(1000), label, group=group))


def shift(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    sheet.top += dice.randint(0, 2)
    sheet.left += dice.randint(0, 1)


def rename_sheet(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    sheet.name = f"{sheet.name}（新）"


def new_year(edition: Edition, dice: random.Random) -> None:
    for sheet in edition.sheets:
        sheet.title = sheet.title.replace("2026", "2027")


def reorder_sheets(edition: Edition, dice: random.Random) -> None:
    dice.shuffle(edition.sheets)


def repeat_row(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    label = dice.choice(sheet.rows).label
    sheet.rows.insert(dice.randint(0, len(sheet.rows)), Line(100 + dice.randrange(1000), label))


def repeat_column(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    label = dice.choice(sheet.columns).label
    group = dice.choice(sheet.columns).group
    sheet.columns.insert(dice.randint(0, len(sheet.columns)), Line(100 + dice.randrange(1000), label, group=group))


def drop_row(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    if len(sheet.rows) > 2:
        sheet.rows.remove(dice.choice(sheet.rows))


def drop_column(edition: Edition, dice: random.Random) -> None:
    sheet = dice.choice(edition.sheets)
    if len(sheet.columns) > 1:
        sheet.columns.remove(dice.choice(sheet.columns))


def rename_row(edition: Edition, dice: random.Random) -> None:
    dice.choice(dice.choice(edition.sheets).rows).label = dice.choice(LABELS)


def rename_column(edition: Edition, dice: random.Random) -> None:
    dice.choice(dice.choice(edition.sheets).columns).label = dice.choice(LABELS)


def regroup(edition: Edition, dice: random.Random) -> None:
    dice.choice(dice.choice(edition.sheets).columns).group = dice.choice(GROUPS)


def move_row(edition: Edition, dice: random.Random) -> None:
    rows = dice.choice(edition.sheets).rows
    rows.insert(dice.randrange(len(rows)), rows.pop(dice.randrange(len(rows))))


def move_column(edition: Edition, dice: random.Random) -> None:
    columns = dice.choice(edition.sheets).columns
    columns.insert(dice.randrange(len(columns)), columns.pop(dice.randrange(len(columns))))


def indent(edition: Edition, dice: random.Random) -> None:
    row = dice.choice(dice.choice(edition.sheets).rows)
    row.indent = 1 - row.indent


def change_unit(edition: Edition, dice: random.Random) -> None:
    dice.choice(edition.sheets).unit = "万件"


def add_sheet(edition: Edition, dice: random.Random) -> None:
    sheet = copy.deepcopy(dice.choice(edition.sheets))
    sheet.name, sheet.fresh = f"新增{dice.randrange(1000)}", True
    edition.sheets.insert(dice.randint(0, len(edition.sheets)), sheet)


Change = Callable[[Edition, random.Random], None]

#: What does not change the meaning of any figure and can be followed.
HARMLESS: tuple[Change, ...] = (insert_row, insert_column, shift, rename_sheet, new_year, reorder_sheets)
#: What makes a figure another one, or one that cannot be told.
HARMFUL: tuple[Change, ...] = (
    repeat_row, repeat_column, drop_row, drop_column, rename_row, rename_column, regroup, move_row, move_column, indent,
    change_unit, add_sheet,
)  # fmt: skip


def changed(edition: Edition, dice: random.Random, changes: tuple[Change, ...], times: int) -> Edition:
    """The next edition."""
    new = copy.deepcopy(edition)
    for _ in range(times):
        dice.choice(changes)(new, dice)
    return new
