"""What stands behind a number: its explanation in the margin, its records, and typing it in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.errors import AppError
from app.progress import Progress
from app.ui.context import Context
from app.ui.pages.monthly import periods
from app.ui.pages.monthly.frame import MonthlyFrame
from app.ui.pages.monthly.workbook import Spot, title_of
from app.ui.sheets.drawing import address, place_of

if TYPE_CHECKING:
    from app.services.returns.behind import Explanation
    from app.services.returns.compute import CellValue

#: (key, what it was, where) of a figure typed in, for taking it back.
Undo = tuple[str, str, Spot]
#: Records listed behind a number; more are counted, not listed.
MOST_RECORDS = 500
#: The page that lists what stands behind a figure: by kind of record, or by roster.
_LEDGERS = {"work": "worklog", "network": "network", "volunteer": "volunteers", "title": "titles"}


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
        self._undone: list[Undo] = []

    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        on_sheet = self.stack.currentWidget() is self.panel
        if self.shown is None or not on_sheet or (self._mode in ("remarks", "choose") and not self._in_sheet()):
            return
        spot = (sheet, address((row, column)))
        item = self.shown.cells.get(spot)
        self._spot = spot
        if item is None:
            self._show_mode("plain")
            self.margin.say(address((row, column)), above=sheet)
            self.plain.setText(self.panel.view.model_.text((row, column)).strip() or "这一格没有内容。")
            return
        self._show_mode("figure")
        self._show_figure(spot)

    def _in_sheet(self) -> bool:
        return self.panel.view.hasFocus()

    def _show_figure(self, spot: Spot) -> None:
        assert self.shown is not None
        shown, item = self.shown, self.shown.cells[spot]
        said = " ".join(remark.message for remark in self.remarks if (remark.sheet, remark.cell) == spot)
        types = not shown.sheets.sealed and spot in shown.typed
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
            if found.kind == "roster" and found.records:
                return found, (services.rosters.show(found.records[0]).register,)
            if found.kind != "complaint":
                return found, ()
            came, gone = differing(found)
            first = list(dict.fromkeys([*came, *gone, *found.records]))
            return found, services.complaints.hits(first[:MOST_RECORDS])

        def done(result: tuple[Any, tuple[Any, ...]]) -> None:
            if self._spot != spot or self.shown is not shown:
                return
            found, hits = result
            self.figure.show_explanation(found)
            count = len(found.records)
            cases = hits if found.kind == "complaint" else ()
            self.figure.show_records(cases, count, _note(found.kind, count), *differing(found))
            page = _LEDGERS.get(str(hits[0]) if found.kind == "roster" and hits else found.kind) if count else None
            about = f"{found.name}，{shown.period.label}"
            self.figure.ledger = (page, {"records": found.records, "about": about}) if page else None
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
        """On a figure that is typed in: digits go to its field, «-» is 不适用, Delete takes the figure out."""
        if watched is not self.panel.view or not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.matches(QKeySequence.StandardKey.Undo):
            self.take_back()
            return True
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not plain or self._mode != "figure" or not self.figure.types:
            return False
        if text.isdigit():
            self.show_margin()
            self.figure.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.figure.field.set_text(text)
            self.figure.echo(text)
            return True
        if text in ("-", "－", "—", "/"):
            self._typed("na")
            return True
        if event.key() == Qt.Key.Key_Delete:
            self._typed("blank")
            return True
        return False

    def _open_current(self) -> None:
        row = self.figure.table.current_row()
        if row is not None:
            self._open_record(row)
        elif self.figure.ledger:
            page, how = self.figure.ledger
            self.context.go(page, **how)

    def _open_record(self, hit: Any) -> None:
        self.context.go("case", case=hit.id)

    # -- typing --------------------------------------------------------------------------------------------
    def _typed(self, text: str) -> None:
        if self.shown is None or self._spot is None or self._spot not in self.shown.typed:
            return
        item, key = self.shown.cells[self._spot], self.shown.typed[self._spot]
        before = said(item) if item.origin == "typed" else "blank"
        self._keep(key, text, title_of(item.cell), (key, before, self._spot), self._next_typed)

    def take_back(self) -> None:
        """Ctrl+Z on the sheet: the figure typed last is again what it was."""
        if self._undone and self.shown is not None and not self.shown.sheets.sealed:
            key, before, spot = self._undone.pop()
            self._keep(key, before, title_of(self.shown.cells[spot].cell), None, lambda: self._stand_on(spot))

    def _keep(self, key: str, text: str, title: str, undo: Undo | None, then: Callable[[], None]) -> None:
        assert self.shown is not None
        period, services, by = self.shown.period, self.context.services, periods.person(self.context)

        def done(kept: Any) -> None:
            if undo is not None:
                self._undone.append(undo)
            self.context.tell(f"{title} {'存好了' if undo is not None else '改回去了'}")
            then()

        def failed(error: AppError) -> None:
            if self.figure.types:
                self.show_margin()
                self.figure.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.figure.refuse(_first(error))

        self.context.jobs.write(
            lambda progress: services.figures.set(period, {key: text}, by=by),
            done,
            changes={"figure"},
            failed=failed,
            owner=self,
        )

    def _stand_on(self, spot: Spot) -> None:
        self.panel.go_to(spot[0], place_of(spot[1]))

    def _next_typed(self) -> None:
        """After typing a figure, back to the sheet, one row down if a figure is typed there, too."""
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.shown is None or self._spot is None:
            return
        row, column = place_of(self._spot[1])
        below = self.shown.cells.get((self._spot[0], address((row + 1, column))))
        if below is not None and (self._spot[0], address((row + 1, column))) in self.shown.typed:
            self.panel.view.set_current((row + 1, column))


def differing(found: Explanation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a sealed figure: the records counted only now, and those no longer counted."""
    if found.revision is None or found.kind != "complaint":
        return (), ()
    then, now = set(found.records), set(found.now_records)
    came = tuple(id for id in found.now_records if id not in then)
    return came, tuple(id for id in found.records if id not in now)


def _note(kind: str, count: int) -> str:
    """What the records are when they are no cases."""
    words = {"enquiry": "条是咨询，在咨询页里看。", "work": "条在工作台账里。", "roster": "条在名册里。"}
    return f"这 {count} {words[kind]}" if count and kind in words else ""


def said(item: CellValue) -> str:
    """A figure as a person would type it again."""
    if item.value.number is None:
        return item.value.state
    return f"近{item.value.number:f}" if item.value.approx == "近" else f"{item.value.number:f}{item.value.approx}"


def _first(error: AppError) -> str:
    issue = next((issue for issue in error.issues if issue.severity == "error"), None)
    why = issue.params.get("why") if issue is not None else None
    return str(why) if why else error.message
