"""勾稽关系 over the figures of a return."""

from __future__ import annotations

from app.services.excel.definition import load_definition
from app.services.excel.rules import check_rules
from app.services.excel.scan import scan_workbook
from app.services.values import BLANK, UNREADABLE, Value
from tests.services.excel.workbooks import MAPPING, SHEET, template

RULE = """
[[rule]]
sheet = "投诉处理情况表"
expression = "B{row} = SUM(E{row}:F{row})"
rows = [8, 9]
says = "受理等于各性质之和"
"""
DEFINITION = load_definition(MAPPING + RULE)
WORKBOOK = scan_workbook(template())


def broken(**cells: Value) -> list[str | None]:
    values = {(SHEET, cell): value for cell, value in cells.items()}
    issues = check_rules(DEFINITION, WORKBOOK, values)
    assert all(issue.message for issue in issues)
    return [issue.cell for issue in issues]


def test_what_does_not_add_up_is_told() -> None:
    assert broken(B8=Value.of(5), E8=Value.of(3), F8=Value.of(2), B9=BLANK) == []
    assert broken(B8=Value.of(5), E8=Value.of(3), F8=BLANK, B9=Value.of(1)) == ["B8", "B9"]


def test_a_figure_that_was_not_read_breaks_no_rule() -> None:
    assert broken(B8=Value.of(5), E8=UNREADABLE, F8=Value.of(2)) == []
