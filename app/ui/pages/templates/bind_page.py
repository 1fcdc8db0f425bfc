"""对格子: the person looks at what the program takes each cell of a new workbook for, and says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.templates.area_list import called
from app.ui.pages.templates.bind_faces import Faces, faces_of
from app.ui.pages.templates.bind_sheet import BindSheet, Spot
from app.ui.pages.templates.heading_words import HEADING, heading_property, pattern_of
from app.ui.pages.templates.neighbours import completed
from app.ui.pages.templates.properties import BY_KEY, with_part
from app.ui.sheets.drawing import place_of
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Draft


class BindPage(BindSheet):
    """One workbook. ``arrive(draft=, sheet=, cell=, said=)``: which, where to stand, and what is wrong there."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._asked_again = ""
        self.panel.current_changed.connect(self._cell_changed)
        self.panel.view.selection_changed.connect(self._selection_changed)
        self.panel.opened.connect(lambda *_: self._into_cell())
        self.panel.view.installEventFilter(self)
        self.cell.opened.connect(self._choose)
        self.chooser.taken.connect(self._taken)
        self.chooser.gone.connect(self._to_sheet)
        self.areas.current_changed.connect(self._look_at_area)
        self.areas.opened.connect(self._open_area)
        self.directions.gone.connect(self._to_sheet)
        self.directions.entered.connect(self.take_directions)

    # -- arriving -------------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        draft, sheet, cell = how.get("draft"), how.get("sheet"), how.get("cell")
        self._wanted = (sheet, cell) if isinstance(sheet, str) and isinstance(cell, str) else None
        if isinstance(draft, str):
            if self.draft is None or draft != self.draft.id:
                self.draft = None
                self._area = ""
                self.stack.setCurrentWidget(self.empty)
            said = how.get("said")
            if isinstance(said, str) and said:
                self._tell(Banner(said, "改好了，或者本来就对，按 Esc 回去。", stacked=True))
            else:
                self._tell(None)
            self._read(draft)

    def confirm(self) -> None:
        """This area is right; on to the next one."""
        area = self._area_of(self._area)
        if area is None or self.draft is None:
            return
        left = sum(each.state == "ask" for each in self._proposals.values() if each.area == area.id)
        if left and self._asked_again != area.id:
            self._asked_again = area.id
            self._tell(
                Banner(
                    f"这一块还有 {left} 格没有把握", "按 F7 一格一格看；都看过了，是对的，再按一次 F8。", stacked=True
                )
            )
            return
        self._asked_again = ""
        binding, draft = self.context.services.binding, self.draft.id

        def on() -> None:
            after = self._next_open()
            told = Banner(f"《{called(area)}》这一块看好了", tone="done")
            if after is not None:
                self._stand_in(after)
            else:
                told = Banner("各块都看好了", "按 F10 下一步，写表头。", tone="done")
            self._tell(told)
            self._to_sheet()

        self._change(lambda: binding.confirm(draft, area.id, asks=True), on)

    # -- changing -------------------------------------------------------------------------------------
    def _change(self, work: Callable[[], Draft], then: Callable[[], None] | None = None) -> None:
        """Change the draft in the writing lane and show what it is then."""

        names, drawings = self._names, self._drawings

        def changed(progress: Progress) -> tuple[Draft, Faces]:
            draft = work()
            return draft, faces_of(draft, names, drawings)

        def done(found: tuple[Draft, Faces]) -> None:
            draft, faces = found
            if self.draft is not None and draft.id == self.draft.id:
                self._tell(None)
                self._show(draft, faces)
                if then is not None:
                    then()

        self.context.jobs.write(changed, done, changes={"template"}, failed=self._failed, owner=self)

    def _set_part(self, spots: Sequence[Spot], name: str, value: str) -> None:
        """Say one thing about ``spots``, leaving everything else about them as it is."""
        if self.draft is None or not spots:
            return
        binding, draft = self.context.services.binding, self.draft.id

        def work() -> Draft:
            now = {(each.sheet, each.cell): each for each in binding.draft(draft).cells}
            keys = {spot: (now[spot].key or None) if spot in now else None for spot in spots}
            if BY_KEY[name].part:
                made = {spot: with_part(key, name, value) for spot, key in keys.items()}
                for spot, key in made.items():
                    if key and not keys[spot] and spot in now:
                        made[spot] = completed(now[spot], key, now.values())
                return binding.set_each(draft, made)
            return binding.set_each(
                draft, keys, **{name: int(value) if name == "decimals" and value else value or None}
            )

        self._change(work)

    def accept(self) -> None:
        """The cells chosen are what the program takes them for."""
        if self.draft is None:
            return
        binding, draft = self.context.services.binding, self.draft.id
        keys = {spot: self._proposals[spot].key for spot in self._spots() if self._proposals[spot].key}
        if keys:
            self._change(lambda: binding.set_each(draft, keys), lambda: self.context.tell("好，就是这样"))
        elif self._headings_here():
            words = self._headings_here()[0]
            self._set_heading(words.what, words.pattern)

    def not_needed(self) -> None:
        """Nothing is filled into the cells chosen."""
        if self.draft is None:
            return
        spots = self._spots()
        if spots:
            binding, draft = self.context.services.binding, self.draft.id
            self._change(
                lambda: binding.set_cells(draft, spots, None, unneeded=True),
                lambda: self.context.tell(f"{len(spots)} 格不用填"),
            )
        elif self._headings_here():
            self._set_heading(None, "{}")

    def _set_heading(self, what: str | None, pattern: str) -> None:
        """Say what words are written into the current cell."""
        if self.draft is None:
            return
        binding, draft = self.context.services.binding, self.draft.id
        sheet, cell = self._here()
        self._change(lambda: binding.set_heading(draft, sheet, cell, what, pattern))

    def undo(self) -> None:
        """Take back the last thing said."""
        if self.draft is not None:
            binding, draft = self.context.services.binding, self.draft.id
            what = self.draft.undoable
            if not what:
                self._tell(Banner("没有可以不算的了", tone="note"))
                return
            self._change(lambda: binding.undo(draft), lambda: self._tell(Banner(f"刚才{what}，不算了", tone="note")))

    # -- choosing -------------------------------------------------------------------------------------
    def _into_cell(self) -> None:
        if self._spots():
            self._explain()
            self.show_margin()
            self.cell.begin()
        elif self.draft is not None:
            self._choose(HEADING)

    def _choose(self, name: str, text: str = "") -> None:
        """Choose what is said in ``name``; ``text`` was typed already."""
        if self.draft is None:
            return
        targets = self._targets()
        if not targets or (name == HEADING and not self._spots()):
            here = self._headings_here()
            self._set_mode("choose")
            self.chooser.show_property(heading_property(), here[0].what if here else "")
        else:
            self._set_mode("choose")
            now = self.cell.value(name) if self._spots() else ""
            bound = any(self._proposals[spot].key for spot in self._spots())
            self.chooser.show_property(BY_KEY[name], now, refines=bound and name == "indicator")
        self.show_margin()
        self.chooser.begin(text)

    def _taken(self, name: str, value: str) -> None:
        if name == HEADING:
            here = self._headings_here()
            self._set_heading(value or None, here[0].pattern if here else pattern_of(self._written()))
        elif name == "indicator" and value[:1] == "|":
            dimension, code = value[1:].split("=", 1)
            self._set_part(self._targets(), dimension, code)
        elif name == "indicator" and value[:1] == "@":
            self._set_part(self._targets(), "span", value[1:])
        else:
            self._set_part(self._targets(), name, value)
        self._to_sheet()

    def escape(self) -> bool:
        if self._mode in ("choose", "areas", "directions") or self.margin_alone or self.cell.table.hasFocus():
            self._to_sheet()
            return True
        return False

    # -- a whole table at once ------------------------------------------------------------------------
    def show_directions(self) -> None:
        """Name the two directions of the area one stands in."""
        area = self._area_of(self._area)
        if area is None:
            self.context.tell("先走到一块里面")
            return
        self._set_mode("directions")
        self.margin.say("行是什么，列是什么", above=called(area))
        self.directions.show_area(area)
        self.show_margin()
        self.directions.begin()

    def take_directions(self) -> None:
        """Bind the whole area by what its rows and columns are said to be."""
        if self.draft is None or self._mode != "directions":
            return
        rows, columns = self.directions.rows, self.directions.columns
        if not rows or not columns or rows == columns or self.directions.wants_indicator:
            self.directions.ask()
            return
        binding, draft, area = self.context.services.binding, self.draft.id, self._area
        indicator = self.directions.indicator
        self._change(
            lambda: binding.set_directions(draft, area, rows=rows, columns=columns, indicator=indicator),
            self._to_sheet,
        )

    # -- keys -----------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters on the sheet search for another indicator; blank, Delete and Ctrl+A act on the cells chosen."""
        if watched is not self.panel.view or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        text = event.text()
        match event.key():
            case Qt.Key.Key_Space:
                self.accept()
            case Qt.Key.Key_Delete:
                self.not_needed()
            case Qt.Key.Key_A if control:
                self._select_area()
            case _ if not control and text.isprintable() and text.strip() and not text.isdigit():
                self._choose("indicator", text)
            case _:
                return False
        return True

    def _select_area(self) -> None:
        places = frozenset(
            place_of(each.cell)
            for each in self._proposals.values()
            if each.area == self._area and each.sheet == self.panel.sheet
        )
        self.panel.view.select(places)

    # -- going on -------------------------------------------------------------------------------------
    def go_on(self) -> None:
        """On to the head, whatever is still in question: it is listed at the end again."""
        if self.draft is not None:
            self.context.go("bind-head", draft=self.draft.id)

    def _failed(self, error: AppError) -> None:
        told = "\n".join(issue.message for issue in error.issues[:3]) or error.message
        self._tell(Banner("没有改成", f"{told}（号码 {error.number}）", tone="error", stacked=True))

    def show_error(self, error: AppError) -> bool:
        self._failed(error)
        return True
