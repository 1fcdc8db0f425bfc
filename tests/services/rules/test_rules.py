"""Check rules in Chinese: understood, proposed, tried, and what is wrong with one told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import Services
from app.errors import AppError
from app.services import codelists, rules
from app.services.database import Database
from app.services.excel.definition import Rule, load_definition
from app.services.excel.rules import check_rules, check_text, expanded
from app.services.excel.scan import scan_workbook
from app.services.rules.trying import try_on
from app.services.values import BLANK, NA, Value
from tests.services.city_fixtures import MARCH, TODAY, fill_register

FOLDER = Path("resources/templates")
TABLE, HEAD = "投诉处理情况表", "主要指标表"
DEFINITION = load_definition((FOLDER / "monthly.toml").read_text(encoding="utf-8"))
FACTS = scan_workbook((FOLDER / "monthly.xlsx").read_bytes())
CELLS = DEFINITION.bound_cells(FACTS)
ALL = tuple(range(6, 33))


def written(text: str, sheet: str = TABLE) -> tuple[Rule, ...]:
    return rules.written(text, CELLS, FACTS, sheet=sheet)


def test_a_rule_without_a_sheet_holds_wherever_its_names_are() -> None:
    both = written("受理件数 >= 办结件数", "")
    assert [(rule.sheet, rule.expression) for rule in both] == [
        (TABLE, "B{row} >= C{row}"), (HEAD, "{column}6 >= {column}7"),
    ]  # fmt: skip
    assert {rule.sheet for rule in written("本年累计 >= 0", "")} == {HEAD, "工作情况表"}
    assert {rule.sheet for rule in written("合计行 = 商品类 + 服务类", "")} == {TABLE}


@pytest.mark.parametrize(
    ("text", "expression", "rows"),
    [
        ("受理件数 >= 办结件数", "B{row} >= C{row}", ALL),
        ("受理不小于已处理", "B{row} >= C{row}", ALL),
        ("受理 ≥ 已处理；提醒", "B{row} >= C{row}", ALL),
        ("B6 = B7 + B18 + B32", "B6 = B7 + B18 + B32", ()),
        ("Ｂ６＝Ｂ７＋Ｂ１８＋Ｂ３２", "B6 = B7 + B18 + B32", ()),
        ("受理 = 各性质之和", "B{row} = SUM(F{row}:O{row})", ALL),
        ("受理 = 质量:其他 之和；允许差 0.5", "B{row} = SUM(F{row}:O{row})", ALL),
        ("受理 = SUM(质量:合同)", "B{row} = SUM(F{row}:H{row})", ALL),
        ("食品类·受理 <= 100", "B10 <= 100", ()),
        ("受理 * 2 >= 已处理 + 调解成功", "B{row} * 2 >= C{row} + D{row}", ALL),
        ("受理 - (已处理 - 调解成功) >= 0", "B{row} - (C{row} - D{row}) >= 0", ALL),
        (f"{TABLE}!合计·受理 = {HEAD}!受理投诉·本期", "B6 = '主要指标表'!D6", ()),
        ("SUM(B8:B17) = B7", "SUM(B8:B17) = B7", ()),
    ],
)
def test_a_rule_means_these_cells(text: str, expression: str, rows: tuple[int, ...]) -> None:
    (rule,) = written(text)
    assert (rule.kind, rule.sheet, rule.expression, rule.rows) == ("compare", TABLE, expression, rows)
    assert rule.text == text


def test_severity_tolerance_and_sentence() -> None:
    (rule,) = written("受理 = 各性质之和；允许差 0.5；提醒；说明：性质要分完")
    assert (rule.tolerance, rule.severity, rule.says) == ("0.5", "warning", "性质要分完")
    (rule,) = written("受理 >= 已处理")
    assert (rule.tolerance, rule.severity, rule.says) == ("0", "error", "受理 >= 已处理")


def test_rows_run_over_their_columns() -> None:
    (rule,) = written("受理投诉 >= 办结", HEAD)
    assert rule.sheet == HEAD
    assert rule.columns[:4] == ("D", "E", "F", "G")
    assert rule.expression == "{column}6 >= {column}7"


@pytest.mark.parametrize(
    ("text", "kind", "cells"),
    [
        ("必填：受理、已处理", "required", ("B{row}", "C{row}")),
        ("B7 必填", "required", ("B7",)),
        ("成对：受理、调解成功", "together", ("B{row}", "D{row}")),
        ("受理 和 调解成功 成对", "together", ("B{row}", "D{row}")),
        ("互斥：B7、B8", "exclusive", ("B7", "B8")),
        ("必填：B7:B9", "required", ("B7:B9",)),
    ],
)
def test_kinds_that_ask_what_is_filled_in(text: str, kind: str, cells: tuple[str, ...]) -> None:
    (rule,) = written(text)
    assert (rule.kind, rule.cells) == (kind, cells)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("", "rule.empty", ""),
        ("受理", "rule.no_comparison", "没有比较"),
        ("受理 >=", "rule.unfinished", "没有写完"),
        ("受理 @ 3", "rule.strange", "@"),
        ("受理 = 已处理 = 1", "rule.two_comparisons", "两个比较"),
        ("(受理 = 1", "rule.bracket", "括号"),
        ("受里 = 1", "rule.unknown_name", "「受理」"),
        ("没有的表!合计 = 1", "rule.unknown_sheet", "没有的表"),
        ("B500 = 1", "rule.outside", "B500"),
        ("受理 = 食品类", "rule.rows_with_columns", "食品类·受理"),
        ("挽回经济损失 <= 受理", "rule.units_differ", "万元"),
        ("成对：受理", "rule.too_few", "顿号"),
    ],
)
def test_what_was_not_understood_is_told(text: str, code: str, part: str) -> None:
    with pytest.raises(AppError) as refused:
        written(text)
    assert refused.value.code == code
    assert part in refused.value.message.replace("「食品类」是一行，「受理", "")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="受理办结合计B6 7=<>+-*/()!:：、；·「」之和各性质必填成对0.5@", max_size=24))
def test_nothing_a_person_types_breaks_the_program(text: str) -> None:
    try:
        made = written(text)
    except AppError as error:
        assert error.code.startswith("rule.")
        assert error.message
    else:
        changed = DEFINITION.__class__(template=DEFINITION.template, rule=made)
        assert not check_text(changed, FACTS)


def test_every_rule_can_be_said_in_words() -> None:
    for rule in (*DEFINITION.rule, *rules.propose(CELLS, FACTS, codelists.shipped())):
        words = rules.words_of(rule, CELLS)
        assert "{" not in words
        assert "SUM" not in words
    (rule,) = written("受理 >= 已处理")
    assert rules.words_of(rule, CELLS) == "「受理（件）」不小于「已处理（件）」，每一行都是（27 行）"


def test_a_row_of_units_or_numbers_names_no_column_and_what_is_called_alike_is_told_apart() -> None:
    heads = ("投诉/受理/件/1", "投诉/已处理/2/件", "挽回损失/本月/元", "涉案金额/本月/元")
    cells = tuple(
        replace(cell, sheet=TABLE, cell=f"{letter}6", column_label=head, unit=head[-1])
        for letter, head, cell in zip("BCDE", heads, CELLS, strict=False)
    )

    def said(expression: str) -> str:
        return rules.words_of(Rule(sheet=TABLE, expression=expression, rows=(6,)), cells)

    assert said("C{row} <= B{row}") == "「已处理」不大于「受理」，每一行都是（1 行）"
    assert said("D{row} <= E{row}") == "「挽回损失·本月」不大于「涉案金额·本月」，每一行都是（1 行）"


def test_what_should_be_is_told_in_words() -> None:
    values = {(TABLE, "B6"): Value.of(3), (TABLE, "C6"): Value.of(5)}
    definition = DEFINITION.__class__(template=DEFINITION.template, rule=written("B6 >= C6"))
    (issue,) = check_rules(definition, FACTS, values)
    assert (issue.found, issue.expected) == ("3", ">= 5")
    assert "不小于 5" in issue.message
    assert ">" not in issue.message.replace("B6 >= C6", "")


def test_the_laws_of_the_tables_are_proposed() -> None:
    proposed = rules.propose(CELLS, FACTS, codelists.shipped())
    told = {(rule.sheet, expression) for rule in proposed for expression, _cells in expanded(rule)}
    for expression in ("B6 = B7 + B18 + B32", "B7 = SUM(B8:B17)", "B10 = SUM(F10:O10)", "C8 <= B8"):
        assert (TABLE, expression) in told
    assert (HEAD, "D6 <= E6") in told
    severities = {rule.severity for rule in proposed if "<=" in rule.expression}
    assert severities == {"warning"}  # in a flow «settled ≤ closed ≤ accepted» is only usual
    assert not rules.propose(CELLS, FACTS, codelists.shipped(), known=proposed)


def broken(rule: Rule, **values: Value) -> list[str | None]:
    (tried,) = try_on([rule], FACTS, {(TABLE, cell): value for cell, value in values.items()})
    assert (tried.holds is False) == bool(tried.issues)
    assert all(issue.cell and issue.message for issue in tried.issues)
    return [issue.cell for issue in tried.issues]


def test_required_cells_are_filled_with_anything_but_nothing() -> None:
    rule = Rule(sheet=TABLE, kind="required", cells=("F8", "G8"))
    assert broken(rule, F8=Value.of(0), G8=NA) == []
    assert broken(rule, F8=Value.of(0), G8=BLANK) == ["G8"]


def test_pairs_come_together_or_not_at_all() -> None:
    rule = Rule(sheet=TABLE, kind="together", cells=("F8", "G8"))
    assert broken(rule, F8=Value.of(3), G8=Value.of(1)) == []
    assert broken(rule, F8=Value.of(0), G8=BLANK) == []
    assert broken(rule, F8=Value.of(3), G8=BLANK) == ["G8"]
    assert broken(rule, F8=BLANK, G8=Value.of(2)) == ["F8"]


def test_of_exclusive_cells_one_at_most_has_a_number() -> None:
    rule = Rule(sheet=TABLE, kind="exclusive", cells=("F8:H8",))
    assert broken(rule, F8=Value.of(3), G8=Value.of(0), H8=BLANK) == []
    assert broken(rule, F8=Value.of(3), G8=Value.of(0), H8=Value.of(1)) == ["F8"]


def test_tolerance_and_unreadable_figures() -> None:
    rule = Rule(sheet=TABLE, expression="F8 = G8", tolerance="0.5")
    assert broken(rule, F8=Value.of(Decimal("1.5")), G8=Value.of(1)) == []
    assert broken(rule, F8=Value.of(Decimal("1.6")), G8=Value.of(1)) == ["F8"]
    (tried,) = try_on([rule], FACTS, {(TABLE, "F8"): Value("error")})
    assert (tried.holds, tried.unknown) == (None, 1)


def test_a_rule_is_tried_on_the_figures_of_the_office(county: Database) -> None:
    services = Services(county)
    fill_register(services, 5, 3)
    good = written("受理 >= 调解成功")
    bad = written("合计·受理 <= 7")
    tried = services.templates.try_out((*good, *bad), "monthly", MARCH)
    assert [one.holds for one in tried] == [True, False]
    assert (tried[0].places, tried[1].found, tried[1].expected) == (27, "8", "<= 7")
    assert tried[1].cells == (f"{TABLE}!B6",)
    assert services.templates.check("monthly", MARCH) == services.templates.check("monthly")
    understood = services.templates.understand("受理件数 >= 办结件数", "monthly")
    assert understood.rules == written("受理件数 >= 办结件数", "")
    assert understood.says.startswith("「受理")
    assert TODAY
