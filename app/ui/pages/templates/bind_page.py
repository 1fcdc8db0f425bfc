"""对格子: the person looks at what the program takes each cell of a new workbook for, and says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.common import clerk_of
from app.ui.pages.templates.area_list import called
from app.ui.pages.templates.bind_frame import BindFrame
from app.ui.pages.templates.cell_panel import short_of, title_of
from app.ui.pages.templates.drafts import stands
from app.ui.pages.templates.properties import BY_KEY, value_of, with_part
from app.ui.sheets.drawing import CellFace, Place, SheetDrawing, address, place_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Area, Choice, Draft, Proposal

Spot = tuple[str, str]
Options = tuple[tuple[str, str], ...]
_ASKED = ("ask", "unbound")
#: More choices than there are.
_EVERY = 1000


class BindPage(BindFrame):
    """One workbook. ``arrive(draft=, sheet=, cell=)`` says which and where to stand."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.draft: Draft | None = None
        self._drawn = ""
        self._drawings: tuple[SheetDrawing, ...] = ()
        self._proposals: dict[Spot, Proposal] = {}
        self._names: dict[str, str] = {}
        self._wanted: Spot | None = None
        self._area = ""
        self._done: list[str] = []
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
                self._tell(None)
            self._read(draft)

    def _read(self, draft: str) -> None:
        binding = self.context.services.binding
        drawn = self._drawn == draft

        def work(progress: Progress) -> tuple[Draft, tuple[SheetDrawing, ...], tuple[Choice, ...], Options]:
            from app.services.excel.layout import read_layout
            from app.ui.sheets.from_layout import drawings

            found = binding.draft(draft)
            pictures = self._drawings if drawn else drawings(read_layout(found.workbook))
            return found, pictures, binding.choices("", _EVERY), binding.directions()

        def done(found: tuple[Draft, tuple[SheetDrawing, ...], tuple[Choice, ...], Options]) -> None:
            draft_, self._drawings, choices, options = found
            self._names = {choice.key: choice.name for choice in choices}
            self.chooser.set_indicators(choices)
            self.directions.set_options(options, choices)
            self._drawn = draft
            self._show(draft_, first=True)

        self.context.jobs.read(work, done, channel="bind", failed=self._not_read, owner=self)

    def _not_read(self, error: AppError) -> None:
        back = Button("回到表样", "primary", icon="arrow-left", on=lambda: self.context.go("templates"))
        self.empty.say("这份表打不开", f"{error.message}（号码 {error.number}）", (back,))
        self.stack.setCurrentWidget(self.empty)

    def _show(self, draft: Draft, *, first: bool = False) -> None:
        self.draft = draft
        self._proposals = {(each.sheet, each.cell): each for each in draft.cells}
        faces = self._faces(draft.cells)
        sums = {state: sum(each.state == state for each in draft.cells) for state in ("sure", "ask", "unbound")}
        self.head.say("第 1 步 对格子", stands(sums["sure"], sums["ask"], sums["unbound"]))
        if first:
            self.panel.show_workbook(self._drawings, faces)
            self.stack.setCurrentWidget(self.panel)
            if self._wanted is not None:
                self.panel.go_to(self._wanted[0], place_of(self._wanted[1]))
                self._wanted = None
            elif not self._area and draft.areas:
                self._stand_in(self._next_open() or draft.areas[0])
            if self.isVisible():
                self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.panel.set_faces(faces)
        self._cell_changed(self.panel.sheet, *self.panel.view.current)
        self.areas.show_areas(draft.areas, self._area)
        self._show_bar()

    def _faces(self, cells: Sequence[Proposal]) -> dict[str, dict[Place, CellFace]]:
        found: dict[str, dict[Place, CellFace]] = {}
        for each in cells:
            short = short_of(each, self._names.get(value_of(each, "indicator"), ""))
            note = f"当作{each.name}" if each.key else each.why
            face = CellFace(short, each.state, title_of(each), each.unit, note)
            found.setdefault(each.sheet, {})[place_of(each.cell)] = face
        return found

    # -- where one stands -----------------------------------------------------------------------------
    def _spots(self) -> tuple[Spot, ...]:
        """The chosen cells that can hold a figure, in reading order."""
        sheet = self.panel.sheet
        spots = ((sheet, address(place)) for place in sorted(self.panel.view.selected))
        return tuple(spot for spot in spots if spot in self._proposals)

    def _area_of(self, area: str) -> Area | None:
        return next((each for each in self.draft.areas if each.id == area), None) if self.draft else None

    def _cell_changed(self, sheet: str, row: int, column: int) -> None:
        if self.draft is None:
            return
        here = self._proposals.get((sheet, address((row, column))))
        if here is not None and here.area and here.area != self._area:
            self._area = here.area
            self.areas.show_areas(self.draft.areas, self._area)
        self._say_area()
        if self._mode in ("areas", "directions") and not self.panel.view.hasFocus():
            return
        self._explain()

    def _selection_changed(self) -> None:
        if self.draft is not None and self._mode in ("cell", "plain"):
            self._explain()
            spots = self._spots()
            if len(spots) > 1:
                self.context.tell(f"选了 {len(spots)} 格")

    def _explain(self) -> None:
        """Say in the margin what the chosen cells are taken for."""
        spots = self._spots()
        if not spots:
            self._set_mode("plain")
            place = self.panel.view.current
            self.margin.say(address(place), above=self.panel.sheet)
            words = self.panel.view.model_.text(place).strip()
            self.plain.setText(f"“{words}”，是表里写的字，不用填。" if words else "这一格程序不填。")
            return
        self._set_mode("cell")
        cells = [self._proposals[spot] for spot in spots]
        if len(cells) == 1:
            self.margin.say(title_of(cells[0]) or cells[0].cell, above=f"{cells[0].sheet} {cells[0].cell}")
        else:
            self.margin.say(f"选了 {len(cells)} 格", above=f"{cells[0].sheet} {cells[0].cell} 到 {cells[-1].cell}")
        self.cell.show_cells(cells)
        self.accept_button.setVisible(any(each.key for each in cells))
        self.margin.bar.refresh()

    def _say_area(self) -> None:
        area = self._area_of(self._area) if hasattr(self, "draft") else None
        if area is None or self.draft is None:
            self.area.setText("")
            return
        at = self.draft.areas.index(area) + 1
        words = "，".join(f"{word}是{said}" for word, said in (("行", area.rows), ("列", area.columns)) if said)
        if self.breadth.width != "wide":
            words = ""
        self.area.setText(f"第 {at} 块，共 {len(self.draft.areas)} 块：{called(area)}  {words}")

    def _show_bar(self) -> None:
        asked = sum(each.state in _ASKED for each in self._proposals.values())
        self.next_button.set_text(f"下一处（{asked}）" if asked else "下一处", "下一处")
        self.next_button.set_off("" if asked else "没有要看的了")
        area = self._area_of(self._area)
        self.confirm_button.set_off("" if area is not None else "先走到一块里面")
        self.confirm_button.set_text("这一块看好了" if area is not None and area.confirmed else "这一块对")
        self.bar.refresh()

    def _stand_in(self, area: Area) -> None:
        """Go to the first cell in question of ``area``, else to its first one."""
        self._area = area.id
        cells = [each for each in self._proposals.values() if each.area == area.id]
        asked = [each for each in cells if each.state in _ASKED] or cells
        if asked:
            first = min(asked, key=lambda each: place_of(each.cell))
            self.panel.go_to(first.sheet, place_of(first.cell))
        self._say_area()
        self._show_bar()

    def _next_open(self) -> Area | None:
        """The next area nobody has looked at, after the current one, then from the beginning."""
        areas = self.draft.areas if self.draft is not None else ()
        at = next((n for n, area in enumerate(areas) if area.id == self._area), -1)
        return next((area for area in (*areas[at + 1 :], *areas[: at + 1]) if not area.confirmed), None)

    def step(self, by: int) -> None:
        """The next cell in question, on this sheet or another one."""
        sheets = [drawing.name for drawing in self._drawings]
        order = {name: n for n, name in enumerate(sheets)}
        asked = sorted(
            (order[each.sheet], *place_of(each.cell))
            for each in self._proposals.values()
            if each.state in _ASKED and each.sheet in order
        )
        if not asked:
            self._tell(Banner("没有要看的了", "各块看一眼，对就按 F8；都看好了，按 F10 下一步。", tone="done"))
            return
        here = (order.get(self.panel.sheet, 0), *self.panel.view.current)
        later = [spot for spot in asked if (spot > here if by > 0 else spot < here)]
        sheet, row, column = (later[0] if by > 0 else later[-1]) if later else asked[0 if by > 0 else -1]
        self._to_sheet()
        self.panel.go_to(sheets[sheet], (row, column))

    # -- areas ----------------------------------------------------------------------------------------
    def show_areas(self) -> None:
        """The list of areas in the margin."""
        if self.draft is None:
            return
        self._set_mode("areas")
        left = sum(not area.confirmed for area in self.draft.areas)
        self.margin.say("各块", f"还有 {left} 块没看" if left else "都看好了")
        self.areas.show_areas(self.draft.areas, self._area)
        self.show_margin()
        self.areas.begin()

    def _look_at_area(self, area: Area) -> None:
        if self._mode == "areas" and self.areas.table.hasFocus():
            self._stand_in(area)

    def _open_area(self, area: Area) -> None:
        self._stand_in(area)
        self._to_sheet()

    def confirm(self) -> None:
        """This area is right; on to the next one."""
        area = self._area_of(self._area)
        if area is None or self.draft is None:
            return
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

        self._change(lambda: binding.confirm(draft, area.id), on)

    # -- changing -------------------------------------------------------------------------------------
    def _change(self, work: Callable[[], Draft], then: Callable[[], None] | None = None) -> None:
        """Change the draft in the writing lane and show what it is then."""

        def done(draft: Draft) -> None:
            if self.draft is not None and draft.id == self.draft.id:
                self._show(draft)
                if then is not None:
                    then()

        self.context.jobs.write(lambda progress: work(), done, changes={"template"}, failed=self._failed, owner=self)

    def _set_part(self, spots: Sequence[Spot], name: str, value: str) -> None:
        """Say one thing about ``spots``, leaving everything else about them as it is."""
        if self.draft is None or not spots:
            return
        binding, draft = self.context.services.binding, self.draft.id

        def work() -> Draft:
            now = {(each.sheet, each.cell): each for each in binding.draft(draft).cells}
            if BY_KEY[name].part:
                return binding.set_each(draft, {spot: with_part(now[spot].key, name, value) for spot in spots})
            keys = {spot: now[spot].key or None for spot in spots}
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

    def not_needed(self) -> None:
        """Nothing is filled into the cells chosen."""
        spots = self._spots()
        if self.draft is not None and spots:
            binding, draft = self.context.services.binding, self.draft.id
            self._change(
                lambda: binding.set_cells(draft, spots, None, unneeded=True),
                lambda: self.context.tell(f"{len(spots)} 格不用填"),
            )

    def undo(self) -> None:
        """Take back the last thing said."""
        if self.draft is not None:
            binding, draft = self.context.services.binding, self.draft.id
            self._change(lambda: binding.undo(draft), lambda: self._tell(Banner("刚才那一下不算了", tone="note")))

    # -- choosing -------------------------------------------------------------------------------------
    def _words_of(self, name: str, value: str) -> str:
        """What stands in a line of the margin for the code or key ``value``."""
        if name == "indicator":
            return self._names.get(value, value)
        if BY_KEY[name].codes:
            return self.context.services.lists.label(name, value) if value else "不限"
        return value

    def _into_cell(self) -> None:
        if self._spots():
            self._explain()
            self.show_margin()
            self.cell.begin()

    def _choose(self, name: str, text: str = "") -> None:
        """Choose what is said in ``name``; ``text`` was typed already."""
        if not self._spots():
            return
        self._set_mode("choose")
        self.chooser.show_property(BY_KEY[name], self.cell.value(name))
        self.show_margin()
        self.chooser.begin(text)

    def _taken(self, name: str, value: str) -> None:
        self._set_part(self._spots(), name, value)
        self._to_sheet()

    def _to_sheet(self) -> None:
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._explain()

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

    def _tell(self, banner: Banner | None) -> None:
        self.show_banner(banner, column=self.notices)
        if banner is not None:
            self.context.tell(banner.accessibleName())

    @property
    def by(self) -> str:
        """Who is at work."""
        return clerk_of(self.context)
