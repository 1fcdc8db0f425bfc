"""Check rules (勾稽关系) of a template, evaluated over the cells of a filled or returned workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.errors import Issue
from app.services.excel.definition import Definition, Rule
from app.services.excel.facts import WorkbookFacts
from app.services.excel.formulas import (
    Binary,
    ErrorValue,
    Node,
    NotUnderstood,
    Reference,
    operands,
    parse_formula,
)
from app.services.excel.functions import Scalar, number_text
from app.services.excel.recalculation import Place, Recalculation
from app.services.excel.refs import Box, cell_name, range_name
from app.services.values import Value

_SIGNS = {">=": "不小于", "<=": "不大于", "<>": "不等于", "=": "等于", ">": "大于", "<": "小于"}
_COMPARE = frozenset(_SIGNS)
#: Cells of a range that are named one by one in a sentence; more are named as the range.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule at one row or column. ``holds`` is ``None`` when a figure it needs could not be read or it was not
    understood. ``cell`` is the one to look at first; ``cells`` all it speaks of, ``Sheet!B7`` or ``Sheet!B7:B9``."""

    sheet: str
    cell: str
    cells: tuple[str, ...]
    expression: str
    holds: bool | None
    found: str = ""
    expected: str = ""
    understood: bool = True


def check_rules(
    definition: Definition, workbook: WorkbookFacts, values: Mapping[tuple[str, str], Value]
) -> list[Issue]:
    """What does not hold. ``workbook`` is the template; ``values`` the figures by (sheet, cell) of the template.

    A comparison with a blank on either side counts the blank as 0, as a spreadsheet would; a rule that touches a
    figure that could not be read says nothing.
    """
    issues: list[Issue] = []
    for rule, judged in judge(definition.rule, workbook, values):
        issue = issue_of(rule, judged)
        if issue is not None:
            issues.append(issue)
    return issues


def judge(
    rules: Sequence[Rule], workbook: WorkbookFacts, values: Mapping[tuple[str, str], Value]
) -> Iterator[tuple[Rule, Judged]]:
    """Every rule at every row and column it is for."""
    unreadable = ErrorValue("#N/A")
    changed: dict[Place, Scalar | None] = {
        place: unreadable if value.state == "error" else value.number for place, value in values.items()
    }
    results = Recalculation(workbook, changed)
    for rule in rules:
        for expression, cells in expanded(rule):
            if rule.kind == "compare":
                yield rule, _compare(rule, expression, results)
            else:
                yield rule, _presence(rule, cells, results, values)


def expanded(rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The expression and the cells of a rule for each of its rows and columns."""
    for row in rule.rows or (0,):
        for column in rule.columns or ("",):

            def at(text: str, row: int = row, column: str = column) -> str:
                return text.replace("{row}", str(row)).replace("{column}", column)

            yield at(rule.expression), tuple(map(at, rule.cells))


def issue_of(rule: Rule, judged: Judged) -> Issue | None:
    """The remark about a rule at one place; ``None`` when it holds or cannot be judged there."""
    if not judged.understood:
        about = {"expression": judged.expression}
        return Issue("warning", "return.rule_not_understood", about, sheet=rule.sheet)
    if judged.holds is not False:
        return None
    code = {"compare": "rule_broken", "required": "rule_required", "together": "rule_together"}.get(
        rule.kind, "rule_exclusive"
    )
    about = {
        "says": rule.says or rule.text or judged.expression,
        "expression": judged.expression,
        "cells": "、".join(judged.cells),
        "expected": _in_words(judged.expected),
    }
    return Issue(
        rule.severity, f"return.{code}", about, sheet=judged.sheet, cell=judged.cell, found=judged.found,
        expected=judged.expected,
    )  # fmt: skip


def _in_words(expected: str) -> str:
    """``<= 22`` as one says it: 不大于 22."""
    sign, _, rest = expected.partition(" ")
    return f"{_SIGNS[sign]} {rest}" if sign in _SIGNS else expected


def check_text(definition: Definition, workbook: WorkbookFacts) -> list[Issue]:
    """Rules that cannot be judged with this workbook: not understood, or of cells outside what is drawn."""
    issues: list[Issue] = []
    for rule in definition.rule:
        for expression, cells in expanded(rule):
            words = expression or "、".join(cells)
            try:
                tree = parse_formula(expression) if rule.kind == "compare" else None
                if tree is not None and not (isinstance(tree, Binary) and tree.sign in _COMPARE):
                    raise NotUnderstood(expression)
                parts = [part for cell in cells for part in _references(parse_formula(cell))]
                for part in [*parts, *(_references(tree) if tree is not None else ())]:
                    sheet = workbook.by_name.get(part.sheet or rule.sheet)
                    if sheet is None or part.box[0] > sheet.extent[0] or part.box[1] > sheet.extent[1]:
                        raise NotUnderstood(words)
            except NotUnderstood:
                issues.append(Issue("warning", "return.rule_not_understood", {"expression": words}, sheet=rule.sheet))
                break
    return issues


def _compare(rule: Rule, expression: str, results: Recalculation) -> Judged:
    odd = Judged(rule.sheet, "", (), expression, None, understood=False)
    try:
        tree = parse_formula(expression)
        if not isinstance(tree, Binary) or tree.sign not in _COMPARE:
            return odd
        left, right = (_number(results, rule.sheet, side) for side in (tree.left, tree.right))
    except NotUnderstood:
        return odd
    sheet, cell = _first_cell(rule, tree)
    parts = _references(tree)
    cells = tuple(dict.fromkeys(_shown(part.sheet or rule.sheet, part.box) for part in parts))
    if left is None or right is None:
        return Judged(sheet, cell, cells, expression, None)
    return Judged(
        sheet, cell, cells, expression, _holds(tree.sign, left, right, Decimal(rule.tolerance)),
        number_text(left), f"{tree.sign} {number_text(right)}",
    )  # fmt: skip


def _first_cell(rule: Rule, tree: Binary) -> tuple[str, str]:
    """The cell to look at: a single one on the left, else on the right, else the first of a range."""
    sides = [_references(tree.left), _references(tree.right)]
    for side in sides:
        for part in side:
            if part.single:
                return part.sheet or rule.sheet, cell_name(part.box[0], part.box[1])
    for side in sides:
        for part in side:
            return part.sheet or rule.sheet, cell_name(part.box[0], part.box[1])
    return rule.sheet, ""


def _presence(
    rule: Rule, cells: tuple[str, ...], results: Recalculation, values: Mapping[tuple[str, str], Value]
) -> Judged:
    """The kinds that ask what is filled in: required, together, exclusive."""
    places: list[Place] = []
    try:
        for text in cells:
            for part in _references(parse_formula(text)):
                top, left, bottom, right = part.box
                places += [
                    (part.sheet or rule.sheet, cell_name(row, column))
                    for row in range(top, bottom + 1)
                    for column in range(left, right + 1)
                ]
        states = [_state(rule, place, results, values) for place in places]
    except NotUnderstood:
        return Judged(rule.sheet, "", (), "、".join(cells), None, understood=False)
    words = "、".join(cells)
    if not places or "error" in states:
        sheet, cell = places[0] if places else (rule.sheet, "")
        return Judged(sheet, cell, tuple(f"{s}!{c}" for s, c in places), words, None)
    some = [place for place, state in zip(places, states, strict=True) if state == "some"]
    blank = [place for place, state in zip(places, states, strict=True) if state == "blank"]
    if rule.kind == "required":
        wrong = blank
    elif rule.kind == "together":
        wrong = [place for place in places if place not in some] if some else []
    else:
        wrong = some if len(some) > 1 else []
    sheet, cell = wrong[0] if wrong else places[0]
    named = tuple(f"{s}!{c}" for s, c in (wrong or places))
    expected = {"required": "有数", "together": "有数，或都没有数"}.get(rule.kind, "只有一处有数")
    return Judged(sheet, cell, named, words, not wrong, "" if rule.kind != "exclusive" else "、".join(named), expected)


def _state(rule: Rule, place: Place, results: Recalculation, values: Mapping[tuple[str, str], Value]) -> str:
    """``some`` number other than 0, ``zero`` (also «not applicable»), ``blank`` or ``error``."""
    value = values.get(place)
    if value is not None:
        if value.state == "error":
            return "error"
        if value.state == "na":
            return "zero"
        if value.number is not None:
            return "some" if value.number else "zero"
        return "blank"
    found = results.value(rule.sheet, parse_formula(_quoted(place)))
    if found is None or found == "":
        return "blank"
    if isinstance(found, ErrorValue):
        return "error"
    return "some" if found else "zero"


def _quoted(place: Place) -> str:
    return "'" + place[0].replace("'", "''") + "'!" + place[1]


def _references(node: Node | None) -> list[Reference]:
    return [part for part in operands(node) if isinstance(part, Reference)]


def _shown(sheet: str, box: Box) -> str:
    cells = (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    if 1 < cells <= _FEW:
        return "、".join(
            f"{sheet}!{cell_name(row, column)}"
            for row in range(box[0], box[2] + 1)
            for column in range(box[1], box[3] + 1)
        )
    return f"{sheet}!{range_name(box)}"


def _number(results: Recalculation, sheet: str, side: Node) -> Decimal | None:
    found = results.value(sheet, side)
    if found is None or found == "":
        return Decimal(0)
    return found if isinstance(found, Decimal) else None


def _holds(sign: str, left: Decimal, right: Decimal, tolerance: Decimal) -> bool:
    difference = left - right
    return {
        "=": abs(difference) <= tolerance,
        "<>": abs(difference) > tolerance,
        "<": difference < tolerance,
        "<=": difference <= tolerance,
        ">": difference > -tolerance,
        ">=": difference >= -tolerance,
    }[sign]
