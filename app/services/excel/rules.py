"""Check rules (勾稽关系) of a template, evaluated over the cells of a filled or returned workbook."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.errors import Issue
from app.services.excel.definition import Definition, Rule
from app.services.excel.facts import WorkbookFacts
from app.services.excel.formulas import Binary, ErrorValue, Node, NotUnderstood, parse_formula
from app.services.excel.functions import Scalar
from app.services.excel.recalculation import Place, Recalculation
from app.services.values import Value

_COMPARE = {"=", "<>", "<", "<=", ">", ">="}


def check_rules(
    definition: Definition, workbook: WorkbookFacts, values: Mapping[tuple[str, str], Value]
) -> list[Issue]:
    """What does not hold. ``workbook`` is the template; ``values`` the figures by (sheet, cell) of the template.

    A rule with a blank on either side counts the blank as 0, as a spreadsheet would; a rule that touches a
    figure that could not be read says nothing.
    """
    unreadable = ErrorValue("#N/A")
    changed: dict[Place, Scalar | None] = {
        place: unreadable if value.state == "error" else value.number for place, value in values.items()
    }
    sheet_results = Recalculation(workbook, changed)
    issues: list[Issue] = []
    for rule in definition.rule:
        for row in rule.rows or (0,):
            for column in rule.columns or ("",):
                expression = rule.expression.replace("{row}", str(row)).replace("{column}", column)
                issue = _check(rule, expression, sheet_results)
                if issue is not None:
                    issues.append(issue)
    return issues


def _check(rule: Rule, expression: str, results: Recalculation) -> Issue | None:
    try:
        tree = parse_formula(expression)
        if not isinstance(tree, Binary) or tree.sign not in _COMPARE:
            return _odd(rule, expression)
        left, right = (_number(results, rule.sheet, side) for side in (tree.left, tree.right))
    except NotUnderstood:
        return _odd(rule, expression)
    if left is None or right is None or _holds(tree.sign, left, right, Decimal(rule.tolerance)):
        return None
    cell = expression.split()[0].split("!")[-1]
    return Issue(
        rule.severity,
        "return.rule_broken",
        {"says": rule.says or expression, "expression": expression},
        sheet=rule.sheet,
        cell=cell,
        found=format(left, "f"),
        expected=f"{tree.sign} {format(right, 'f')}",
    )


def _odd(rule: Rule, expression: str) -> Issue:
    return Issue("warning", "return.rule_not_understood", {"expression": expression}, sheet=rule.sheet)


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
