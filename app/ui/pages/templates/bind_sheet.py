"""Where one stands in a workbook that is being bound: its sheets with what each cell is taken for, and its areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.errors import AppError
from app.ui.context import Context
from app.ui.pages.templates.area_list import called
from app.ui.pages.templates.bind_faces import Faces, faces_of, make_known, names_of
from app.ui.pages.templates.bind_frame import BindFrame
from app.ui.pages.templates.cell_panel import title_of
from app.ui.pages.templates.drafts import stands
from app.ui.pages.templates.heading_words import sentence
from app.ui.pages.templates.properties import BY_KEY
from app.ui.sheets.drawing import STATE_WORDS, SheetDrawing, address, place_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.binding import Area, Choice, Draft, HeadingProposal, Proposal

Spot = tuple[str, str]
Options = tuple[tuple[str, str], ...]
ASKED = ("ask", "unbound")
#: More choices than there are.
_EVERY = 1000


class BindSheet(BindFrame):
    """The workbook, the cell one stands on, the area it lies in."""

    def __init__(self, context: Context) -> None:
        self.draft: Draft | None = None
        self._area = ""
        super().__init__(context)
        self._drawn = ""
        self._drawings: tuple[SheetDrawing, ...] = ()
        self._proposals: dict[Spot, Proposal] = {}
        self._headings: dict[Spot, tuple[HeadingProposal, ...]] = {}
        self._names: dict[str, str] = {}
        self._wanted: Spot | None = None

    def _read(self, draft: str) -> None:
        binding = self.context.services.binding
        drawn = self._drawn == draft

        def work(progress: Progress) -> tuple[Draft, Faces, tuple[SheetDrawing, ...], tuple[Choice, ...], Options]:
            from app.services.excel.layout import read_layout
            from app.ui.sheets.from_layout import drawings

            found = binding.draft(draft)
            pictures = self._drawings if drawn else drawings(read_layout(found.workbook))
            choices = binding.choices("", _EVERY)
            make_known(choices)
            faces = faces_of(found, names_of(choices), pictures)
            return found, faces, pictures, choices, binding.directions()

        def done(found: tuple[Draft, Faces, tuple[SheetDrawing, ...], tuple[Choice, ...], Options]) -> None:
            draft_, faces, self._drawings, choices, options = found
            self._names = names_of(choices)
            self.chooser.set_indicators(choices)
            self.directions.set_options(options, choices)
            self._drawn = draft
            self._show(draft_, faces, first=True)

        self.context.jobs.read(work, done, channel="bind", failed=self._not_read, owner=self)

    def _not_read(self, error: AppError) -> None:
        back = Button("回到表样", "primary", icon="arrow-left", on=lambda: self.context.go("templates"))
        self.empty.say(f"这份表打不开（号码 {error.number}）", error.message, () if self.breadth.low else (back,))
        self.stack.setCurrentWidget(self.empty)
        self.area.hide()

    def _show(self, draft: Draft, faces: Faces, *, first: bool = False) -> None:
        self.draft = draft
        self._proposals = {(each.sheet, each.cell): each for each in draft.cells}
        self._headings = {}
        for words in draft.headings:
            self._headings[words.sheet, words.cell] = (*self._headings.get((words.sheet, words.cell), ()), words)
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

    # -- where one stands -----------------------------------------------------------------------------
    def _spots(self) -> tuple[Spot, ...]:
        """The chosen cells that can hold a figure, in reading order."""
        sheet = self.panel.sheet
        spots = ((sheet, address(place)) for place in sorted(self.panel.view.selected))
        return tuple(spot for spot in spots if spot in self._proposals)

    def _targets(self) -> tuple[Spot, ...]:
        """The cells a key is said for: those that can hold a figure, else the current one when nothing stands in it."""
        return self._spots() or (() if self._written().strip() or self._headings_here() else (self._here(),))

    def _here(self) -> Spot:
        """The current cell."""
        return self.panel.sheet, address(self.panel.view.current)

    def _headings_here(self) -> tuple[HeadingProposal, ...]:
        """What words are written into the current cell."""
        return self._headings.get(self._here(), ())

    def _written(self) -> str:
        """What the author wrote into the current cell."""
        drawing = next((each for each in self._drawings if each.name == self.panel.sheet), None)
        cell = drawing.cells.get(self.panel.view.current) if drawing is not None else None
        return cell.text if cell is not None else ""

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

    def _to_sheet(self) -> None:
        self.hide_margin()
        self.panel.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._explain()

    def _explain(self) -> None:
        """Say in the margin what the chosen cells are taken for."""
        spots = self._spots()
        if not spots:
            self._explain_words()
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

    def _explain_words(self) -> None:
        """Say what the current cell is that holds no figure."""
        self._set_mode("plain")
        headings, written = self._headings_here(), self._written().strip()
        self.margin.say(address(self.panel.view.current), above=self.panel.sheet)
        if headings:
            why = next((each.why for each in headings if each.why), "")
            self.plain.setText(f"{sentence(headings)}。{why}\n不对，按回车换；不用写，按 Delete。")
        elif written:
            self.plain.setText(f"“{written}”，是表里写的字，不用填。要在这里写单位名称、报告期这些，按回车选。")
        else:
            self.plain.setText("这一格程序不填。要填数，打拼音选指标；要写单位名称、报告期这些，按回车选。")

    def _say_area(self) -> None:
        if self.breadth.width == "narrow":  # nothing stands beside the sheet: say the current cell itself
            here = self._proposals.get(self._here()) if self.draft is not None else None
            words = f"{title_of(here)}：{STATE_WORDS[here.state]}" if here is not None else ""
            self.area.setText(f"{address(self.panel.view.current)} {words}")
            return
        area = self._area_of(self._area)
        if area is None or self.draft is None:
            self.area.setText("")
            return
        at = self.draft.areas.index(area) + 1
        words = "，".join(f"{word}是{said}" for word, said in (("行", area.rows), ("列", area.columns)) if said)
        if self.breadth.width != "wide":
            words = ""
        self.area.setText(f"第 {at} 块，共 {len(self.draft.areas)} 块：{called(area)}  {words}")

    def _show_bar(self) -> None:
        asked = len(self._asked())
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
        asked = [each for each in cells if each.state in ASKED] or cells
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

    def _asked(self) -> set[Spot]:
        """The cells in question."""
        found = {spot for spot, each in self._proposals.items() if each.state in ASKED}
        return found | {spot for spot, words in self._headings.items() if any(each.state in ASKED for each in words)}

    def step(self, by: int) -> None:
        """The next cell in question, on this sheet or another one."""
        sheets = [drawing.name for drawing in self._drawings]
        order = {name: n for n, name in enumerate(sheets)}
        asked = sorted((order[sheet], *place_of(cell)) for sheet, cell in self._asked() if sheet in order)
        if not asked:
            self._tell(Banner("没有要看的了", "各块看一眼，对就按 F8；都看好了，按 F10 下一步。", tone="done"))
            return
        self._tell(None)
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

    def _words_of(self, name: str, value: str) -> str:
        """What stands in a line of the margin for the code or key ``value``."""
        if name == "indicator":
            return self._names.get(value, value)
        if BY_KEY[name].codes:
            return self.context.services.lists.label(name, value) if value else "不限"
        return value

    def _tell(self, banner: Banner | None) -> None:
        if banner is not None:
            self.context.tell(f"{banner.accessibleName()}。{banner.accessibleDescription()}")
            if self.breadth.low:  # the sheet needs the room
                banner.say(banner.accessibleName())
        self.show_banner(banner, column=self.notices)
        self.area.setVisible(self._area_seen and not (banner is not None and self.breadth.low))
