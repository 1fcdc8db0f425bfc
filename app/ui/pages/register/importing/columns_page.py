"""每一列当作什么: the columns of a file with examples, and what a person says they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.services.complaints.fields import FIELDS
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page
from app.ui.pages.common import today_of
from app.ui.pages.register.importing.chooser import SHORT, ColumnChooser
from app.ui.tables.columns import Cell, Column
from app.ui.tables.model import RowsModel
from app.ui.tables.view import Table, TableCard
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.field import Labelled
from app.ui.widgets.frame import ScrollBody
from app.ui.widgets.layouts import Column as ColumnLayout
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.register import Choice, ColumnChoice, Preview, Source
    from app.services.register.preview import ColumnSeen

_MOST_SHEETS = 8
#: Room in the list, in halves of a Chinese character.
_HEADING_WIDE, _EXAMPLES_WIDE = 12, 11
#: The view that serves one column where there is no margin.
_CHOOSER = 2


def _meaning(seen: ColumnSeen, said: bool) -> Cell:
    if not seen.field:
        return Cell("不要" if said or seen.counter else "没认出", "minus", quiet=True)
    label = SHORT.get(seen.field, seen.label)
    words = f"{label}（{seen.unit}）" if seen.unit and seen.unit != "元" else label
    if seen.question:
        return Cell(words, "question", "question", tint=True)
    return Cell(words, "check", "done", bold=True)


def _understood(seen: ColumnSeen) -> Cell:
    if not seen.field or not seen.filled:
        return Cell("")
    if seen.question:
        return Cell("要您定", "question", "question")
    if seen.understood == seen.filled:
        return Cell("都看懂了" if seen.filled > 1 else "看懂了")
    return Cell(f"{seen.filled - seen.understood} 格看不懂", "warning-circle", "error")


def _examples(seen: ColumnSeen) -> str:
    """The first examples, as many as there is room for; all of them stand in the margin."""
    words = ""
    for example in seen.examples:
        longer = f"{words}、{example.text}" if words else example.text
        if _wide(longer) > _EXAMPLES_WIDE:
            break
        words = longer
    return words or (_cut(seen.examples[0].text, _EXAMPLES_WIDE) if seen.examples else "")


def _heading(seen: ColumnSeen) -> str:
    whole = seen.heading or "（没写）"
    return whole if _wide(whole) <= _HEADING_WIDE else _cut(whole.split("/")[-1], _HEADING_WIDE)


def _wide(text: str) -> int:
    """How wide a text is, in halves of a Chinese character."""
    return sum(2 if ord(character) > 255 else 1 for character in text)


def _cut(text: str, wide: int) -> str:
    if _wide(text) <= wide:
        return text
    kept = ""
    for character in " ".join(text.split()):
        if _wide(kept + character) > wide - 2:
            break
        kept += character
    return kept + "…"


class ColumnsPage(Page):
    """The columns in a list, the choices for the current one in the margin. ``choice`` is what was said so far."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "import_columns", "每一列当作什么", scrolls=False)
        self.source: Source | None = None
        self.seen: Preview | None = None
        self._said: dict[int, ColumnChoice] = {}
        self._header: tuple[int, int] | None = None
        self._sheet = ""
        self._row = 0
        self._displaced = ""
        self.model = RowsModel(
            (
                Column("letter", "列", lambda seen: seen.letter, 28, line=0),
                Column("heading", "表头", _heading, 124, stretch=1, bold=True, line=1),
                Column("meaning", "当作", lambda seen: _meaning(seen, seen.at in self._said), 186, stretch=1, line=2),
                Column("examples", "例子", _examples, 122, stretch=2, priority=2, line=0),
                Column("understood", "看懂没有", _understood, 132, priority=1, line=1),
            )
        )
        self.table = Table("表里的列", self.model, row_height=52)
        self.table.current_changed.connect(self._current_changed)
        self.table.opened.connect(lambda _: self._open_chooser())
        self.tops = RowsModel(
            (
                Column("row", "行", lambda row: f"第 {row[0]} 行", 90, line=1),
                Column("words", "这一行写的", lambda row: row[1], 300, stretch=1, line=2),
            )
        )
        self.heads = Table("表头在哪一行", self.tops, row_height=52)
        self.heads.opened.connect(self._head_chosen)
        self.chooser = ColumnChooser()
        self.chooser.taken.connect(self._taken)
        self.chooser.unit_said.connect(self._unit_said)
        self.chooser.order_said.connect(self._order_said)
        self.chooser.gone.connect(self._to_table)
        self.banner = Banner("", tone="question")
        self.banner.hide()
        self._sheets: Labelled | None = None
        self._sheet_holder = QWidget()
        self._sheet_column = ColumnLayout(self._sheet_holder)
        self._sheet_holder.hide()
        self._below = QWidget()
        self._below_column = ColumnLayout(self._below, margins=(0, 8, 0, 0))
        self.views = QStackedWidget()
        self._below_scroll = ScrollBody(self._below)
        for view in (TableCard(self.table), TableCard(self.heads), self._below_scroll):
            self.views.addWidget(view)
        self.keys = Words("", "small", colour="ink2", wrap=False)
        self.body.put(self.banner, self._sheet_holder)
        self.body.put(self.views, stretch=1)
        self.body.put(self.keys)
        self.use_margin()
        self.margin.column.put(self.chooser)
        self.go_button = Button("照这样看一遍", "primary", icon="check", main=True, key="F10", on=self.confirm)
        self.head_button = Button("表头不是这一行", icon="table", main=True, on=self._choose_head, short="换表头行")
        self.back_button = Button("不导了", main=True, key="Esc", on=self._back)
        self.bar.set_buttons([self.back_button], [self.head_button, self.go_button])

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        source = how.get("source")
        if source is None:
            return
        self.source = source
        seen: Preview | None = how.get("seen")
        choice: Choice | None = how.get("choice")
        self._sheet = choice.sheet if choice else ""
        self._header = choice.header if choice else None
        self._said = dict(choice.columns) if choice else {}
        self._row = 0
        self._displaced = ""
        self.head.say("每一列当作什么", source.file)
        self.views.setCurrentIndex(0)
        if seen is not None:
            self._show(seen, first=True)
        else:
            self._look(first=True)

    def first_focus(self) -> QWidget | None:
        return self.table

    def escape(self) -> bool:
        if self.views.currentIndex():
            self._to_table()
            return True
        return False

    def _back(self) -> None:
        if not self.escape():
            self.context.back()

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        narrow = breadth.width == "narrow"
        self.table.set_two_lines(narrow)
        self.heads.set_two_lines(narrow)
        self.chooser.names_column = narrow
        self.keys.setVisible(breadth.width == "wide")
        self.chooser.panel.set_columns(2 if breadth.width == "wide" else 1)
        home = self._below_column if narrow else self.margin.column
        if self.chooser.parentWidget() is not home.parentWidget():
            home.addWidget(self.chooser)
        if not narrow and self.views.currentIndex() == _CHOOSER:
            self.views.setCurrentIndex(0)

    # -- looking --------------------------------------------------------------------------------------
    @property
    def choice(self) -> Choice:
        """What was said so far."""
        from app.services.register import Choice

        header = self._header or (self.seen.header if self.seen and self._said else None)
        return Choice(self._sheet, header, dict(self._said))

    def _look(self, *, first: bool = False) -> None:
        """Read the columns anew as they were said to be."""
        from app.services.register import preview, remembered

        source, choice, today = self.source, self.choice, today_of(self.context)
        if source is None:
            return
        lists, database = self.context.services.lists, self.context.services.database

        def work(progress: Progress) -> Preview:
            return preview(source, lists, today, choice, remembered(database))

        self.context.jobs.read(
            work, lambda seen: self._show(seen, first=first), long=True, channel="preview", owner=self
        )

    def _show(self, seen: Preview, *, first: bool = False) -> None:
        self.seen = seen
        self._sheet, self._said = seen.sheet, dict(seen.chosen)
        row = self._row  # setting the rows makes the first one current
        if first:
            row = next((n for n, column in enumerate(seen.columns) if column.question), 0)
            self._show_sheets(seen)
        self.model.set_rows(seen.columns)
        self.tops.set_rows(seen.top)
        if seen.columns:
            self.table.choose(min(row, len(seen.columns) - 1))
            # Before the page is laid out there is nothing to scroll yet.
            QTimer.singleShot(0, self.table, lambda: self.table.scrollTo(self.table.currentIndex()))
        self._tell(seen)

    def _tell(self, seen: Preview) -> None:
        if seen.missing:
            known = any(column.field for column in seen.columns)
            title = "还不能导" if known else "每一列都没有认出来"
            self.banner.say(title, seen.missing + "请在下面把它指出来；不是登记簿就不用导。")
        elif seen.open_questions:
            names = "、".join(f"「{column.heading or column.letter}」" for column in seen.open_questions)
            many = f"有 {len(seen.open_questions)} 列要您定一下"
            if self.breadth.low:  # the table needs the room
                self.banner.say(f"{many}：{names}")
            else:
                self.banner.say(many, f"{names}：选到那一列，在右边选。")
        elif self._displaced:
            self.banner.say(self._displaced, "一样东西只能有一列；弄错了，选到原来那一列再改回去。")
        elif seen.remembered:
            self.banner.say("表头和上次一样", "各列照您上次改好的来，看看对不对。")
        told = bool(seen.missing or seen.open_questions or seen.remembered or self._displaced)
        self.banner.setVisible(told and self.views.currentIndex() != _CHOOSER)
        self._sheet_holder.setVisible(self._sheets is not None and self.views.currentIndex() != _CHOOSER)
        self.go_button.set_off("先把上面说的定下来" if seen.missing or seen.open_questions else "")
        rows = f"{seen.rows:,} 行记录" + (f"，抽看了 {seen.looked_at:,} 行" if seen.looked_at < seen.rows else "")
        first, last = seen.header
        where = f"第 {first} 行" if first == last else f"第 {first}、{last} 行"
        self.head.say("每一列当作什么", seen.file)
        self.keys.setText(f"表头在{where}，{rows}。↑ ↓ 选列，数字改，0 不要，回车进右边。")
        self.bar.refresh()

    def _show_sheets(self, seen: Preview) -> None:
        if self._sheets is not None:
            self._sheet_column.removeWidget(self._sheets)
            self._sheets.hide()
            self._sheets.deleteLater()
            self._sheets = None
        names = [sheet.name for sheet in seen.sheets if sheet.visible and sheet.rows][:_MOST_SHEETS]
        if len(names) > 1:
            row = OptionRow("工作表", [(name, name) for name in names], stays=True)
            row.choose([seen.sheet])
            row.changed.connect(lambda keys: self._sheet_said(keys[0]) if keys else None)
            self._sheets = Labelled("工作表", row)
            self._sheet_column.put(self._sheets)

    def _sheet_said(self, name: str) -> None:
        self._sheet, self._header, self._said, self._row = name, None, {}, 0
        self._look()

    # -- one column -----------------------------------------------------------------------------------
    def _current_changed(self, row: ColumnSeen | None) -> None:
        if row is None:
            return
        self._row = self.table.currentIndex().row()
        self.margin.say(row.heading or f"{row.letter} 列", f"{row.letter} 列")
        self.chooser.show_column(row)

    def _open_chooser(self, text: str = "") -> None:
        if self.breadth.width == "narrow":
            self.views.setCurrentIndex(_CHOOSER)
            self.banner.hide()
            self._sheet_holder.hide()
        self.chooser.begin(text)

    def _to_table(self) -> None:
        self.views.setCurrentIndex(0)
        if self.seen is not None:
            self._tell(self.seen)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        text = event.text()
        if self.table.hasFocus() and plain and text.isprintable() and text.strip():
            if text.isdigit() and text.isascii():
                self.chooser.choose_digit(int(text))
            else:
                self._open_chooser(text)
            return
        super().keyPressEvent(event)

    def _taken(self, field: str) -> None:
        from app.services.register import ColumnChoice

        seen = self.table.current_row()
        if seen is None:
            return
        before = self._said.get(seen.at)
        same = before is not None and before.field == field
        self._said[seen.at] = before if same and before is not None else ColumnChoice(field)
        if field:  # one column for one thing, except for stories, which are put together
            self._displaced = ""
            alone = field not in FIELDS or not FIELDS[field].told
            for column in self.seen.columns if self.seen and alone else ():
                if column.at != seen.at and column.field == field:
                    self._said[column.at] = ColumnChoice("")
                    self._displaced = f"「{column.heading or column.letter}」现在不当作{column.label}了"
        self._row = min(self._row + 1, self.model.rowCount() - 1)
        self._to_table()
        self._look()

    def _unit_said(self, unit: str) -> None:
        self._say(unit=unit)

    def _order_said(self, order: str) -> None:
        self._say(order=order)

    def _say(self, **what: str) -> None:
        from app.services.register import ColumnChoice

        seen = self.table.current_row()
        if seen is None:
            return
        self._said[seen.at] = replace(self._said.get(seen.at) or ColumnChoice(seen.field), **what)
        rest = [n for n, column in enumerate(self.seen.columns if self.seen else ()) if column.question]
        self._row = next((n for n in rest if n > self._row), self._row)
        self._to_table()
        self._look()

    # -- the row of the heading -----------------------------------------------------------------------
    def _choose_head(self) -> None:
        if self.views.currentIndex() == 1:
            self._to_table()
            return
        self.views.setCurrentIndex(1)
        if self.seen is not None:
            here = next((n for n, (row, _) in enumerate(self.seen.top) if row == self.seen.header[0]), 0)
            self.heads.choose(here)
        self.heads.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head_chosen(self, row: tuple[int, str]) -> None:
        self._header, self._said, self._row = (row[0], row[0]), {}, 0
        self._to_table()
        self._look()

    # -- going on -------------------------------------------------------------------------------------
    def confirm(self) -> None:
        """Remember what was said and plan the import with it."""
        from app.services.register import remember

        if self.source is None or self.seen is None or self.go_button.off:
            return
        if self._said and not self.seen.remembered:
            remember(self.context.services.database, self.source, self.choice)
        self.context.go("import", source=self.source, choice=self.choice)
