"""Rules a workbook suggests: its own formulas, and the laws that hold between figures of known meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from app.services.excel.definition import BoundCell, Rule, Severity
from app.services.excel.facts import WorkbookFacts
from app.services.excel.formulas import Binary, Call, Node, NotUnderstood, Reference, Unary, parse_formula
from app.services.excel.refs import cell_name, column_letters, split_cell
from app.services.keys import Key, parse_key

if TYPE_CHECKING:
    from app.services.codelists import CodeLists

#: (smaller, larger, words): in a cohort always, in a flow usually.
_ORDERED = (
    ("closed", "accepted", "已处理件数一般不大于受理件数"),
    ("settled", "closed", "调解成功件数一般不大于已处理件数"),
    ("settled", "accepted", "调解成功件数一般不大于受理件数"),
    ("accepted", "registered", "受理件数一般不大于登记件数"),
)
#: Figures that add up over natures, categories and the like.
_ADDING = frozenset({"件", "起", "次", "人次", "人", "个", "份", "条", "元", "万元", "亿元", ""})


@dataclass(frozen=True, slots=True)
class _Place:
    row: int
    column: int
    cell: BoundCell
    key: Key


def propose(
    cells: Sequence[BoundCell], workbook: WorkbookFacts, lists: CodeLists | None = None, *, known: Iterable[Rule] = ()
) -> tuple[Rule, ...]:
    """The rules to offer for a workbook with these bound ``cells``: sums that are formulas in it, parts that make a
    whole (``lists`` tells when all parts are there), and what cannot be more than something else.

    A rule that says the same as one of ``known`` is left out. Every rule is meant to be tried and agreed to.
    """
    by_sheet: dict[str, list[_Place]] = {}
    for cell in cells:
        row, column = split_cell(cell.cell)
        by_sheet.setdefault(cell.sheet, []).append(_Place(row, column, cell, parse_key(cell.key)))
    found: list[Rule] = []
    for sheet, places in by_sheet.items():
        found += _gathered(sheet, _formulas(sheet, places, workbook), severity="error")
        if lists is not None:
            found += _gathered(sheet, _wholes(places, lists), severity="error")
        found += _gathered(sheet, _orders(places), severity="warning")
        found += _gathered(sheet, _cumulative(places), severity="warning")
    return _different(found, known)


@dataclass(frozen=True, slots=True)
class _Law:
    """One comparison at one place: ``left sign right`` as lists of (row, column) that are added up."""

    left: tuple[int, int]
    sign: str
    right: tuple[tuple[int, int], ...]
    says: str
    tolerance: str = "0"
    severity: str = ""


def _formulas(sheet: str, places: Sequence[_Place], workbook: WorkbookFacts) -> Iterator[_Law]:
    """Bound cells whose formula in the workbook is a plain sum of cells of the same sheet."""
    facts = workbook.by_name[sheet]
    masters = {
        raw.formula.shared: (split_cell(at), raw.formula.text.removeprefix("="))
        for at, raw in facts.cells.items()
        if raw.formula is not None and raw.formula.kind == "shared" and raw.formula.text
    }
    for place in places:
        raw = facts.cells.get(place.cell.cell)
        if raw is None or raw.formula is None:
            continue
        text, shift = raw.formula.text.removeprefix("="), (0, 0)
        if not text and raw.formula.shared in masters:
            home, text = masters[raw.formula.shared]
            shift = place.row - home[0], place.column - home[1]
        try:
            summands = tuple(_summands(parse_formula(text), shift)) if text else ()
        except NotUnderstood:
            continue
        if len(summands) > 1 and len(set(summands)) == len(summands):
            decimals = place.cell.decimals or 0
            slack = str(len(summands) * 10**-decimals / 2 if decimals else 0)
            label = _label(place, summands)
            yield _Law(
                (place.row, place.column), "=", summands, f"{label}等于各组成之和", slack.rstrip("0").rstrip(".")
            )


def _summands(node: Node, shift: tuple[int, int]) -> Iterator[tuple[int, int]]:
    match node:
        case Reference() if node.sheet is None:
            top, left, bottom, right = node.moved(*shift)
            if (bottom - top + 1) * (right - left + 1) > 400:
                raise NotUnderstood("a large area")
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    yield row, column
        case Binary(sign="+"):
            yield from _summands(node.left, shift)
            yield from _summands(node.right, shift)
        case Unary(sign="+"):
            yield from _summands(node.operand, shift)
        case Call(name="SUM"):
            for argument in node.arguments:
                if argument is not None:
                    yield from _summands(argument, shift)
        case _:
            raise NotUnderstood("not a plain sum")


def _label(place: _Place, summands: Sequence[tuple[int, int]]) -> str:
    """What runs with the sum: its row's label when the parts stand in other rows, else its column's."""
    rows = {row for row, _column in summands}
    column = place.cell.column_label.rsplit("/", 1)[-1]
    return "".join((place.cell.row_label if rows != {place.row} else column).split()) or place.cell.cell


def _wholes(places: Sequence[_Place], lists: CodeLists) -> Iterator[_Law]:
    """A figure and all its parts: over natures, over the kinds of categories, sources and channels."""
    by_key: dict[str, list[_Place]] = {}
    for place in places:
        by_key.setdefault(str(place.key), []).append(place)
    words = {"nature": "各投诉性质", "category": "下级各类", "source": "各来源", "channel": "各接收方式"}
    for dimension, called in words.items():
        parts: dict[tuple[Key, str], dict[str, list[_Place]]] = {}
        for place in places:
            code = place.key.code(dimension)
            entry = lists.entry(dimension, code) if code else None
            if entry is not None and code is not None and place.cell.unit in _ADDING:
                group = (place.key.without(dimension), entry.parent or "")
                parts.setdefault(group, {}).setdefault(code, []).append(place)
        for (rest, parent), found in parts.items():
            complete = {entry.code for entry in lists.entries(dimension) if (entry.parent or "") == parent}
            if not complete <= set(found):
                continue
            where = tuple(sorted([*rest.where, (dimension, parent)])) if parent else rest.where
            whole = Key(rest.indicator, where, rest.span)
            for place in by_key.get(str(whole), ()):
                near = [_nearest(place, found[code]) for code in sorted(complete)]
                if all(one is not None for one in near):
                    spots = tuple((one.row, one.column) for one in near if one is not None)
                    slack = _slack(place, len(spots))
                    label = _label(place, spots)
                    yield _Law((place.row, place.column), "=", spots, f"{label}等于{called}之和", slack)


def _slack(place: _Place, parts: int) -> str:
    """Figures with decimals are rounded one by one: their sum may differ by half a last digit for each."""
    decimals = place.cell.decimals or 0
    if not decimals:
        return "0"
    text = f"{(parts + 1) * 0.5 * 10**-decimals:.{decimals + 1}f}"
    return text.rstrip("0").rstrip(".")


def _nearest(place: _Place, options: Sequence[_Place]) -> _Place | None:
    """The one in the same row or column; a whole and its parts stand in a line."""
    line = [one for one in options if one.row == place.row or one.column == place.column]
    return line[0] if len(line) == 1 else None


def _orders(places: Sequence[_Place]) -> Iterator[_Law]:
    """What cannot be more than something else: settled ≤ closed ≤ accepted for the same cases."""
    by_key: dict[str, list[_Place]] = {}
    for place in places:
        by_key.setdefault(str(place.key), []).append(place)
    for smaller, larger, says in _ORDERED:
        for place in places:
            if place.key.indicator != smaller:
                continue
            if (smaller, larger) == ("settled", "accepted") and str(place.key.of("closed")) in by_key:
                continue  # settled ≤ closed ≤ accepted says it already
            whole = _nearest(place, by_key.get(str(place.key.of(larger)), ()))
            if whole is not None:
                cohort = place.key.basis == "cohort"
                words = says.replace("一般", "") if cohort else says
                yield _Law(
                    (place.row, place.column), "<=", ((whole.row, whole.column),), words,
                    severity="error" if cohort else "",
                )  # fmt: skip


def _cumulative(places: Sequence[_Place]) -> Iterator[_Law]:
    """The period is not more than the year so far."""
    by_key: dict[str, list[_Place]] = {}
    for place in places:
        by_key.setdefault(str(place.key), []).append(place)
    for now, so_far, says in (
        ("current", "ytd", "本期不大于本年累计"),
        ("last-year", "last-ytd", "上年同期不大于上年累计"),
    ):
        for place in places:
            adds = place.cell.unit in _ADDING and place.cell.role == "figure"
            if place.key.span != now or not adds or place.key.indicator.endswith(("_change", "_rate", "_share")):
                continue
            whole = _nearest(place, by_key.get(str(place.key.at(so_far)), ()))
            if whole is not None and whole.row == place.row:
                yield _Law((place.row, place.column), "<=", ((whole.row, whole.column),), says)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What laws must share to be one rule: the line they stand in and where their parts lie from there."""

    by_row: bool
    at: int
    sign: str
    parts: tuple[tuple[int, int], ...]
    severity: str
    tolerance: str
    says: str


def _shape(law: _Law) -> _Shape:
    row, column = law.left
    by_row = all(r == row for r, _c in law.right)
    parts = tuple((0, c) if by_row else (r, c - column) for r, c in law.right)
    return _Shape(
        by_row, column if by_row else row, law.sign, parts, law.severity, law.tolerance, "" if by_row else law.says
    )


def _gathered(sheet: str, laws: Iterable[_Law], *, severity: Severity) -> list[Rule]:
    """Laws of the same shape become one rule for all their rows, or all their columns."""
    shapes: dict[_Shape, list[_Law]] = {}
    for law in laws:
        shapes.setdefault(_shape(law), []).append(law)
    rules: list[Rule] = []
    for shape, group in shapes.items():
        own: Severity = "error" if shape.severity == "error" else severity
        straight = shape.by_row or all(part[1] == 0 for part in shape.parts)
        if len(group) == 1 or not straight:
            rules += [_rule(sheet, law, None, own) for law in group]
            continue
        at = sorted({law.left[0 if shape.by_row else 1] for law in group})
        rules.append(
            msgspec.structs.replace(
                _rule(sheet, group[0], "{row}" if shape.by_row else "{column}", own),
                rows=tuple(at) if shape.by_row else (),
                columns=() if shape.by_row else tuple(map(column_letters, at)),
            )
        )
    return rules


def _rule(sheet: str, law: _Law, mark: str | None, severity: Severity) -> Rule:
    def name(row: int, column: int) -> str:
        if mark == "{row}":
            return f"{column_letters(column)}{mark}"
        return f"{mark}{row}" if mark else cell_name(row, column)

    pieces = [name(a[0], a[1]) if a == b else f"{name(*a)}:{name(*b)}" for a, b in _runs(law.right)]
    right = pieces[0] if len(law.right) == 1 else f"SUM({','.join(pieces)})"
    if len(pieces) == len(law.right) and len(pieces) < 5:
        right = " + ".join(pieces)
    return Rule(
        sheet=sheet,
        expression=f"{name(*law.left)} {law.sign} {right}",
        says=law.says,
        tolerance=law.tolerance or "0",
        severity=severity,
    )


def _runs(spots: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Cells next to each other in a line as (first, last)."""
    found: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for spot in sorted(spots):
        if found:
            first, last = found[-1]
            down = spot == (last[0] + 1, last[1]) and first[1] == last[1]
            right = spot == (last[0], last[1] + 1) and first[0] == last[0]
            if down or right:
                found[-1] = (first, spot)
                continue
        found.append((spot, spot))
    return found


def _different(found: Sequence[Rule], known: Iterable[Rule]) -> tuple[Rule, ...]:
    """Each rule once: what one rule says of a place is left out of the next."""
    from app.services.excel.rules import expanded

    said = {(rule.sheet, _plain(text)) for rule in known for text, _cells in expanded(rule)}
    kept: list[Rule] = []
    for rule in found:
        places = {(rule.sheet, _plain(text)) for text, _cells in expanded(rule)}
        if not places <= said:
            kept.append(rule)
            said |= places
    return tuple(kept)


def _plain(expression: str) -> str:
    return expression.replace(" ", "").replace("$", "").upper()
