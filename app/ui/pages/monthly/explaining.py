"""What stands behind a number: its explanation in the margin, its records, and typing it in."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.errors import AppError
from app.progress import Progress
from app.ui.context import Context
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.frame import MonthlyFrame
from app.ui.pages.monthly.workbook import Spot, title_of, typed_key
from app.ui.sheets.drawing import address, place_of

#: Records listed behind a number; more are counted, not listed.
MOST_RECORDS = 500


class Explaining(MonthlyFrame):
    """What one does with a number."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.panel.current_changed.connect(self._cell_changed)
        self.panel.opened.connect(self._cell_opened)
        self.panel.view.installEventFilter(self)
        self.figure.record_opened.connect(self._open_record)
        self.figure.typed.connect(self._typed)
        self.open_record_wanted.connect(self._open_current)

    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        if self.shown is None or (self._mode in ("remarks", "choose") and not self.panel.view.hasFocus()):
            return
        spot = (sheet, address((row, column)))
        item = self.shown.cells.get(spot)
        self._spot = spot
        if self._mode != "sealed" or self.panel.view.hasFocus():
            if item is None:
                self._show_mode("plain")
                self.margin.say(address((row, column)), above=sheet)
                self.plain.setText(self.panel.view.model_.text((row, column)).strip() or "这一格没有内容。")
                return
            self._show_mode("figure")
            self._show_figure(spot)

    def _show_figure(self, spot: Spot) -> None:
        assert self.shown is not None
        shown, item = self.shown, self.shown.cells[spot]
        said = " ".join(remark.message for remark in self.remarks if (remark.sheet, remark.cell) == spot)
        types = not shown.sheets.sealed and bool(typed_key(item.cell))
        self.margin.say(title_of(item.cell) or spot[1], above=f"{spot[0]} {spot[1]}")
        self.figure.show_cell(item, said, types)
        self._compare()
        self._margin_bar()
        self._explain(spot)

    def _explain(self, spot: Spot) -> None:
        assert self.shown is not None
        shown = self.shown
        services = self.context.services

        def work(progress: Progress) -> tuple[Any, tuple[Any, ...]]:
            found = services.returns.explain(shown.template, shown.period, spot)
            if found.kind != "complaint":
                return found, ()
            return found, services.complaints.hits(found.records[:MOST_RECORDS])

        def done(result: tuple[Any, tuple[Any, ...]]) -> None:
            if self._spot != spot or self.shown is not shown:
                return
            found, hits = result
            self.figure.show_explanation(found)
            count = len(found.records)
            note = f"这 {count} 条是咨询，在咨询页里看。" if found.kind == "enquiry" and count else ""
            self.figure.show_records(hits, count, note)
            self._margin_bar()

        self.context.jobs.read(work, done, channel="monthly-explain", owner=self)

    def _compare(self) -> None:
        if self.shown is None or self._spot is None or self._mode != "figure":
            return
        lines = []
        for word, other in self._others.items():
            item = other.cells.get(self._spot)
            if item is None or item.value.number is None:
                continue
            word = "上月" if word == "上期" and other.period.kind == "month" else word
            word = f"去年{other.period.start.month}月" if word == "去年" and other.period.kind == "month" else word
            lines.append(f"{word} {item.value}")
        self.figure.value.compare(lines)

    def _cell_opened(self, sheet: str, row: int, column: int) -> None:
        """Return on a figure: into the margin, to the field or to the records."""
        spot = (sheet, address((row, column)))
        if self.shown is None or spot not in self.shown.cells:
            return
        if self._mode != "figure" or self._spot != spot:
            self._spot = spot
            self._show_mode("figure")
            self._show_figure(spot)
        self.show_margin()
        if self.figure.types:
            self.figure.field.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.figure.has_records:
            self.figure.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits on a figure that is typed in go to its field."""
        if watched is self.panel.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            text = event.text()
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and text.isdigit() and self._mode == "figure" and self.figure.types:
                self.show_margin()
                self.figure.field.setFocus(Qt.FocusReason.OtherFocusReason)
                self.figure.field.set_text(text)
                return True
        return False

    def _open_current(self) -> None:
        row = self.figure.table.current_row()
        if row is not None:
            self._open_record(row)

    def _open_record(self, hit: Any) -> None:
        self.context.go("case", case=hit.id)

    # -- typing --------------------------------------------------------------------------------------------
    def _typed(self, text: str) -> None:
        if self.shown is None or self._spot is None:
            return
        item = self.shown.cells[self._spot]
        key, period = typed_key(item.cell), self.shown.period
        services, by = self.context.services, periods.person(self.context)

        def done(kept: Any) -> None:
            self.context.tell(f"{title_of(item.cell)} 存好了")
            self._next_typed()

        self.context.jobs.write(
            lambda progress: services.figures.set(period, {key: text}, by=by),
            done,
            changes={"figure"},
            failed=lambda error: self.figure.refuse(_first(error)),
            owner=self,
        )

    def _next_typed(self) -> None:
        """After typing a figure, back to the sheet, one row down if a figure is typed there, too."""
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.shown is None or self._spot is None:
            return
        row, column = place_of(self._spot[1])
        below = self.shown.cells.get((self._spot[0], address((row + 1, column))))
        if below is not None and typed_key(below.cell):
            self.panel.view.set_current((row + 1, column))


def _first(error: AppError) -> str:
    issue = next((issue for issue in error.issues if issue.severity == "error"), None)
    why = issue.params.get("why") if issue is not None else None
    return str(why) if why else error.message
