"""What formulas come to, and which ones a change reaches."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.services.excel.facts import Formula, RawCell, SheetFacts, WorkbookFacts
from app.services.excel.formulas import ErrorValue, NotUnderstood, Reference, parse_formula
from app.services.excel.functions import Scalar, number_text
from app.services.excel.recalculation import Recalculation


def book(cells: dict[str, object], **others: dict[str, object]) -> WorkbookFacts:
    """Sheets of plain values; a text with ``=`` first is a formula without a stored result."""
    sheets = []
    for name, content in {"表": cells, **others}.items():
        raw = {cell: _raw(value) for cell, value in content.items()}
        sheets.append(SheetFacts(name, cells=raw, extent=(60, 30)))
    return WorkbookFacts(tuple(sheets))


def _raw(value: object) -> RawCell:
    if isinstance(value, str) and value.startswith("="):
        return RawCell("n", None, Formula(value[1:]))
    if isinstance(value, bool):
        return RawCell("b", "1" if value else "0")
    if isinstance(value, str):
        return RawCell("e" if value.startswith("#") else "s", value)
    return RawCell("n", str(value))


def result(formula: str, **cells: object) -> Scalar | None:
    return Recalculation(book({**cells, "Z50": f"={formula}"}), {}).compute(("表", "Z50"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+2*3", "7"),
        ("-2^2", "4"),
        ("2^3^2", "64"),
        ("(1+2)*3%", "0.09"),
        ("0.1+0.2", "0.3"),
        ("A1-A2", "7"),
        ("SUM(A1:A4)", "13"),
        ("SUM(A1:A4,5)", "18"),
        ("SUM(A:A)", "13"),
        ("SUM($A$1:A2,A2)", "16"),
        ("ROUND(2.345,2)", "2.35"),
        ("ROUND(-2.5,0)", "-3"),
        ("ROUND(1234,-2)", "1200"),
        ("ROUNDUP(1.21,1)", "1.3"),
        ("ABS(-3)", "3"),
        ("MIN(A1:A2)", "3"),
        ("MAX(A1:A2,99)", "99"),
        ("AVERAGE(A1:A2)", "6.5"),
        ("COUNT(A1:A4)", "2"),
        ("N(A3)", "0"),
        ("IF(A1>A2,1,2)", "1"),
        ("IF(A9=0,1,2)", "1"),
        ("IFERROR(A1/A9,0)", "0"),
        ("IF(AND(A1=10,NOT(A2=10)),5,6)", "5"),
        ("IF(OR(A1=1,A2=1),5,6)", "6"),
        ("IF(A3=\"文字\",1,0)", "1"),
        ("A1+A9", "10"),
        ("100*A2/A1", "30"),
        ("A1/A2", "3.33333333333333"),
    ],
)  # fmt: skip
def test_numbers(formula: str, expected: str) -> None:
    value = result(formula, A1=10, A2=3, A3="文字")
    assert isinstance(value, Decimal)
    assert number_text(value) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1/A9", ErrorValue("#DIV/0!")),
        ("A1+A3", ErrorValue("#VALUE!")),
        ("SUM(A1,A4)", ErrorValue("#DIV/0!")),
        ("A1&\"件\"", "10件"),
        ("IF(A9=0,\"—\",1)", "—"),
        ("A1=10", True),
        ("TODAY()", None),
        ("A1:A2", None),
        ("VLOOKUP(A1,A1:B2,1,0)", None),
        ("[1]别的!A1", None),
    ],
)  # fmt: skip
def test_other_results(formula: str, expected: Scalar | None) -> None:
    value = result(formula, A1=10, A3="文字", A4="#DIV/0!")
    assert value == expected


def test_a_circle_has_no_result() -> None:
    facts = book({"A1": "=B1+1", "B1": "=A1+1"})
    assert Recalculation(facts, {}).results() == {("表", "A1"): None, ("表", "B1"): None}


def test_only_what_depends_on_the_change_is_computed() -> None:
    cells = {
        "A1": RawCell("n", "1"),
        "B1": RawCell("n", "5", Formula("A1*5")),
        "C1": RawCell("n", "6", Formula("总!A1+1")),
        "D1": RawCell("n", "9", Formula("D9*9")),
        "E1": RawCell("n", "9", Formula("HYPERLINK(D9)")),
        "F1": RawCell("n", "9", Formula("RANK(A1,A1:A3)")),
    }
    total = {"A1": RawCell("n", "5", Formula("'表'!B1"))}
    facts = WorkbookFacts((SheetFacts("表", cells=cells, extent=(9, 9)), SheetFacts("总", cells=total, extent=(1, 1))))
    results = Recalculation(facts, {("表", "A1"): Decimal(2)}).results()
    assert results == {
        ("表", "B1"): Decimal(10),
        ("总", "A1"): Decimal(10),
        ("表", "C1"): Decimal(11),
        ("表", "F1"): None,
    }


def test_shared_formulas_move_with_their_cell() -> None:
    cells = {
        "A1": RawCell("n", "1"),
        "A2": RawCell("n", "2"),
        "C1": RawCell("n", "10"),
        "B1": RawCell("n", None, Formula("A1*$C$1", "shared", "0", "B1:B2")),
        "B2": RawCell("n", None, Formula("", "shared", "0")),
    }
    facts = WorkbookFacts((SheetFacts("表", cells=cells, extent=(2, 3)),))
    assert Recalculation(facts, {}).results() == {("表", "B1"): Decimal(10), ("表", "B2"): Decimal(20)}


def test_defined_names_are_areas() -> None:
    facts = book({"A1": 1, "A2": 2, "B1": "=SUM(各类)"})
    facts.names["各类"] = "表!$A$1:$A$2"
    assert Recalculation(facts, {}).compute(("表", "B1")) == Decimal(3)


def test_sheet_names_in_quotes_and_in_chinese() -> None:
    node = parse_formula("'主要 指标''表'!$B$4")
    assert node == Reference("主要 指标'表", (4, 2, 4, 2), (True, True, True, True), True)
    assert parse_formula("主要指标表!B4") == Reference("主要指标表", (4, 2, 4, 2), (False,) * 4, True)


@pytest.mark.parametrize("text", ["", "1+", "SUM(1", "{1,2}", "A1 A2", "Table1[x]", "(" * 100 + "1" + ")" * 100])
def test_what_is_not_understood_says_so(text: str) -> None:
    with pytest.raises(NotUnderstood):
        parse_formula(text)
