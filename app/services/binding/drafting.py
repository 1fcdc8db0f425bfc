"""What a person has said of a draft, as a list of steps, and what the draft is after them.

The steps are kept as JSON in ``template_draft.state``: ``{"head": …, "steps": [{"do": …}, …], "counts": [sure, ask,
unbound]}``. Taking a step back is dropping the last one. Steps name cells and keys, never the engine's opinion, so that
a later version of the program cannot change what was settled; confirming an area writes down what was confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, get_args

import msgspec

from app.errors import AppError, Issue
from app.services.binding.engine import Directions, Engine
from app.services.binding.faces import Area, Draft, Head, HeadingProposal, Proposal
from app.services.binding.faces import State as CellState
from app.services.binding.headings import name_of_heading
from app.services.binding.labels import compatible
from app.services.binding.naming import name_of
from app.services.excel.definition import Basis, Blank, Denominator, Rounding, Rule, ShareChange
from app.services.excel.refs import split_cell
from app.services.keys import Key, merge_keys, parse_key

PROPERTIES: dict[str, tuple[str, ...]] = {
    "rounding": get_args(Rounding),
    "denominator": get_args(Denominator),
    "share_change": get_args(ShareChange),
    "basis": get_args(Basis),
    "blank": get_args(Blank),
}
_CONFIRMED = ("unit", "decimals", *PROPERTIES)
_WORDS = {
    "cells": "改的格子",
    "directions": "定的两个方向",
    "confirm": "说对的一块",
    "head": "改的表头",
    "heading": "改的填字的地方",
    "rules": "改的勾稽关系",
    "carry": "照上一版填的",
}


@dataclass(slots=True)
class State:
    """The contents of ``template_draft.state``."""

    head: dict[str, Any]
    steps: list[dict[str, Any]] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])

    @classmethod
    def read(cls, text: str) -> State:
        """The state written as JSON."""
        raw = msgspec.json.decode(text)
        return cls(raw.get("head", {}), raw.get("steps", []), raw.get("counts", [0, 0, 0]))

    def text(self) -> str:
        """The state as JSON."""
        whole = {"head": self.head, "steps": self.steps, "counts": self.counts}
        return msgspec.json.encode(whole).decode()

    @property
    def last(self) -> str:
        """The last step in words; ``""`` when there is none."""
        return _WORDS.get(self.steps[-1]["do"], "") if self.steps else ""


@dataclass(slots=True)
class _Said:
    """All steps added up."""

    head: dict[str, Any]
    cells: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    directions: dict[str, Directions] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    headings: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()


def draft_of(id: str, file_name: str, suffix: str, workbook: bytes, state: State, engine: Engine) -> Draft:
    """The draft as it stands after all steps."""
    said = _said(state)
    proposed = engine.proposed(said.directions)
    cells = _with_hand(proposed.cells, said.cells, engine)
    headings = _headings(proposed.headings, said.headings)
    taken = {(h.sheet, h.cell) for h in headings if h.state == "sure"}
    cells = tuple(cell for cell in cells if cell.place not in taken or cell.key)
    areas = tuple(_counted(area, cells, area.id in said.confirmed) for area in proposed.areas)
    names = {each.name for each in fields(Head)}
    head = Head(**{k: _tuples(v) for k, v in said.head.items() if k in names})
    return Draft(
        id=id,
        title=head.title,
        file_name=file_name,
        suffix=suffix,
        workbook=workbook,
        head=head,
        areas=areas,
        cells=cells,
        headings=headings,
        rules=said.rules,
        issues=(*proposed.issues, *_shared(headings)),
        undoable=state.last,
    )


def counts_of(draft: Draft) -> list[int]:
    """How many cells are sure, in question and unbound."""
    states = [cell.state for cell in draft.cells]
    return [states.count("sure"), states.count("ask"), states.count("unbound")]


def open_cells(draft: Draft) -> tuple[Issue, ...]:
    """One issue for each cell that finishing would leave unbound although it may hold a figure."""
    return tuple(
        Issue(
            "warning",
            "binding.cell_asked" if cell.state == "ask" else "binding.cell_unbound",
            {"why": cell.why},
            sheet=cell.sheet,
            cell=cell.cell,
            expected=cell.name or None,
        )
        for cell in draft.cells
        if cell.state in ("ask", "unbound") and not cell.hand
    )


def cells_step(
    draft: Draft,
    keys: Mapping[tuple[str, str], str | None],
    properties: Mapping[str, Any],
    engine: Engine,
    *,
    unneeded: bool = False,
) -> dict[str, Any]:
    """The step that gives cells their keys. A key that begins with ``|`` or ``@`` refines the one the cell has.

    Raises ``binding.bad_place``, ``binding.bad_property``, ``indicator.bad_key``, ``indicator.unknown``.
    """
    check_properties(properties)
    present = {cell.place: cell for cell in draft.cells}
    rows: list[list[Any]] = []
    for (sheet, cell), key in keys.items():
        facts = engine.facts.by_name.get(sheet)
        if facts is None:
            raise AppError("binding.bad_place", sheet=sheet, cell=cell, why="没有这张表")
        try:
            row, column = split_cell(cell)
        except ValueError as error:
            raise AppError("binding.bad_place", sheet=sheet, cell=cell, why="没有这一格") from error
        home = facts.merged.get((row, column), (row, column))
        if home != (row, column):
            raise AppError("binding.bad_place", sheet=sheet, cell=cell, why="它合并在别的格里")
        if row > facts.extent[0] or column > facts.extent[1]:
            raise AppError("binding.bad_place", sheet=sheet, cell=cell, why="它在表的外面")
        known = present.get((sheet, cell))
        rows.append([sheet, cell, None if key is None else _canonical(key, known, engine)])
    return {"do": "cells", "cells": rows, "set": dict(properties), "unneeded": unneeded}


def confirm_step(draft: Draft, area: str, *, asks: bool) -> dict[str, Any]:
    """The step that takes an area's proposals as they are. Raises ``binding.no_area``."""
    if all(each.id != area for each in draft.areas):
        raise AppError("binding.no_area", area=area)
    wanted = ("sure", "ask") if asks else ("sure",)
    cells = [
        [c.sheet, c.cell, c.key, {name: getattr(c, name) for name in _CONFIRMED}]
        for c in draft.cells
        if c.area == area and c.key and c.state in wanted
    ]
    return {"do": "confirm", "area": area, "cells": cells}


def check_properties(properties: Mapping[str, Any]) -> None:
    """Raises ``binding.bad_property`` for a property there is not, or a word it does not take."""
    for name, value in properties.items():
        allowed = PROPERTIES.get(name)
        good = (
            value in allowed
            if allowed is not None
            else (name == "unit" and isinstance(value, str))
            or (name == "decimals" and (value is None or (isinstance(value, int) and 0 <= value <= 8)))
        )
        if not good:
            raise AppError("binding.bad_property", name=name, value=value)


def _canonical(key: str, known: Proposal | None, engine: Engine) -> str:
    if key[:1] in ("|", "@"):
        if known is None or not known.key:
            raise AppError("indicator.bad_key", key=key)
        part = merge_keys("accepted" + key)
        base = parse_key(known.key)
        for dimension, _code in part.where:
            base = base.without(dimension)
        where = tuple(sorted((*base.where, *part.where)))
        made = Key(base.indicator, where, part.span if "@" in key else base.span)
    else:
        made = parse_key(key)
    if not made.code("rank"):
        engine.vocabulary.catalogue.resolve(made.indicator)
    return str(made)


def _said(state: State) -> _Said:
    said = _Said(dict(state.head))
    for step in state.steps:
        match step["do"]:
            case "cells":
                for sheet, cell, key in step["cells"]:
                    before = said.cells.get((sheet, cell), {})
                    kept = before if key is not None else {}
                    mark = "unneeded" if step.get("unneeded") else "unbound"
                    said.cells[sheet, cell] = {**kept, **step["set"], "key": key, "mark": mark}
            case "confirm" | "carry":
                for sheet, cell, key, properties in step["cells"]:
                    why = {"why": step["why"]} if "why" in step else {}
                    said.cells[sheet, cell] = {**properties, "key": key, "mark": "", **why}
                if "area" in step:
                    said.confirmed.add(step["area"])
                said.head.update(step.get("head", {}))
                if "rules" in step:
                    said.rules = _rules(step["rules"])
            case "directions":
                said.directions[step["area"]] = Directions(step["rows"], step["columns"], step["indicator"])
                said.confirmed.discard(step["area"])
            case "head":
                said.head.update(step["set"])
            case "heading":
                said.headings[step["sheet"], step["cell"]] = step
            case "rules":
                said.rules = _rules(step["rules"])
    return said


def _rules(raw: Iterable[Any]) -> tuple[Rule, ...]:
    return tuple(msgspec.convert(rule, Rule) for rule in raw)


def _with_hand(
    cells: tuple[Proposal, ...], hand: Mapping[tuple[str, str], Mapping[str, Any]], engine: Engine
) -> tuple[Proposal, ...]:
    out: list[Proposal] = []
    left = dict(hand)
    for cell in cells:
        said = left.pop(cell.place, None)
        out.append(cell if said is None else _settled(cell, said, engine))
    for (sheet, at), said in left.items():
        if said["key"] is not None:
            out.append(_settled(_outside(sheet, at, engine), said, engine))
    return tuple(out)


def _outside(sheet: str, cell: str, engine: Engine) -> Proposal:
    """A cell outside all tables, with the words to its left and above it."""
    grid = next((grid for grid in engine.grids if grid.name == sheet), None)
    row, column = split_cell(cell)
    left = above = ""
    if grid is not None:
        left = next((t for c in range(column - 1, 0, -1) if (t := grid.texts.get((row, c), "").strip())), "")
        above = next((t for r in range(row - 1, 0, -1) if (t := grid.texts.get((r, column), "").strip())), "")
    return Proposal(sheet, cell, row_label=left, column_label=above)


def _settled(cell: Proposal, said: Mapping[str, Any], engine: Engine) -> Proposal:
    key = said["key"]
    if key is None:
        state: CellState = "unneeded" if said.get("mark") == "unneeded" else "unbound"
        why = "您说这一格不用填。" if state == "unneeded" else "您说这一格不是程序要填的数。"
        return replace(cell, key="", name="", state=state, why=why, others=(), hand=True)
    try:
        base = _unit_of(key, engine)
    except AppError:
        return replace(cell, key="", name="", state="unbound", why="选的指标现在没有了。", others=(), hand=True)
    unit = said.get("unit")
    if unit is None:
        unit = cell.unit if cell.unit and (compatible(cell.unit, base) or cell.unit == base) else base
    decimals = said.get("decimals", cell.decimals if cell.key and cell.unit == unit else None)
    if decimals is None and "decimals" not in said:
        decimals = 2 if unit in ("%", "百分点", "元") or unit[:1] in ("万", "亿") else 0
    others = {name: said.get(name, getattr(cell, name)) for name in PROPERTIES}
    return replace(
        cell,
        key=key,
        name=name_of(key, engine.vocabulary),
        unit=unit,
        decimals=decimals,
        state="sure",
        why=said.get("why") or "您定的。",
        others=(),
        hand=True,
        **others,
    )


def _unit_of(key: str, engine: Engine) -> str:
    parsed = parse_key(key)
    if parsed.code("rank"):
        return "%" if parsed.indicator.endswith(("_share", "_rate")) else "件"
    return engine.vocabulary.catalogue.resolve(parsed.indicator).unit


def _headings(
    found: tuple[HeadingProposal, ...], hand: Mapping[tuple[str, str], Mapping[str, Any]]
) -> tuple[HeadingProposal, ...]:
    out = [h for h in found if (h.sheet, h.cell) not in hand]
    for (sheet, cell), said in hand.items():
        if said["what"] is not None:
            name = name_of_heading(said["what"])
            out.append(HeadingProposal(sheet, cell, said["what"], name, said["pattern"], "sure", "您定的。", hand=True))
    return tuple(out)


def _shared(headings: tuple[HeadingProposal, ...]) -> list[Issue]:
    return [
        Issue("warning", "binding.shared_heading", {"text": h.pattern.replace("{}", "")}, sheet=h.sheet, cell=h.cell)
        for h in headings
        if h.state == "unbound"
    ]


def _counted(area: Area, cells: tuple[Proposal, ...], confirmed: bool) -> Area:
    states = [cell.state for cell in cells if cell.area == area.id]
    return replace(
        area,
        sure=states.count("sure"),
        ask=states.count("ask"),
        unbound=states.count("unbound"),
        confirmed=confirmed,
    )


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
