"""Plans read what offices write, say what is wrong and where, and write nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.progress import Cancelled, Progress
from app.services import register
from app.services.codelists import shipped
from app.services.complaints import Complaints
from app.services.complaints.fields import understand
from app.services.database import Database
from app.services.register.headings import Column
from app.services.register.values import RowReader
from tests.services.register.files import HEAD, TODAY, codes, counts, plan, text_table, workbook


def cases(planned: register.Plan) -> list[dict[str, Any]]:
    """The values of the new cases."""
    return [row.case() for row in planned.work.matched.new]


def test_a_plain_register(county: Database, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            HEAD,
            ("26-1", date(2026, 3, 5), "张三", 13812345678, "超市", "食品", "质量", "调解成功", date(2026, 3, 8), "烂"),
            ("26-2", "2026年3月6日", "李四", "0578-2123456", "某店", "手机", "售后", "", "", "不保修"),
        ],
    )  # fmt: skip
    planned = register.plan(county, path, today=TODAY)  # through the reader process
    assert counts(planned) == (2, 0, 0, 0)
    assert (planned.first, planned.last, planned.sheet) == (date(2026, 3, 5), date(2026, 3, 6), "台账")
    assert codes(planned) == ["acceptance_assumed"]
    first, second = cases(planned)
    assert first["received_on"] == date(2026, 3, 5)
    assert (first["category"], first["nature"], first["result"]) == ("0103000000", "N01", "agreed")
    assert (first["phone"], first["closed_on"]) == ("13812345678", date(2026, 3, 8))
    assert (second["category"], second["nature"], second["phone"]) == ("0101000000", "N02", "0578-2123456")
    assert Complaints(county).find().total == 0
    assert register.batches(county) == ()


def test_titles_units_totals_notes_blanks_and_repeated_heads(county: Database, tmp_path: Path) -> None:
    head = ("序号", "登记日期", "投诉人", "被投诉方", "涉案金额", "挽回损失(元)", "投诉内容")
    rows = [
        ("2026年一季度投诉登记台账", None, None, None, None, None, None),
        ("填报单位:青溪县消保委", None, None, None, "金额单位:万元", None, None),
        head,
        (1, 2, 3, 4, 5, 6, 7),
        (1, "3月5日", "张三", "甲店", 1.25, 300, "坏了"),
        (None, None, None, None, None, None, None),
        (2, "3月6日", "李四", "乙店", "3000元", "1,200", "坏了"),
        head,
        ("小计", None, None, None, 1.55, 1500, None),
        (3, "3月7日", "王五", "丙店", None, None, "坏了"),
        (4, None, None, None, None, None, None),
        ("合计", None, None, None, 1.55, 1500, None),
        ("备注:本表每季上报一次", None, None, None, None, None, None),
        ("填表人:赵六", None, None, "审核:钱七", None, None, None),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows, merges=("A1:G1", "A13:G13")))
    assert counts(planned) == (3, 0, 0, 0)
    assert [(case.get("amount"), case.get("recovered")) for case in cases(planned)] == [
        (1250000, 30000), (300000, 120000), (None, None),
    ]  # fmt: skip
    assert codes(planned) == [
        "row_remark", "row_remark", "skipped", "unit", "acceptance_assumed",
    ]  # fmt: skip
    skipped = planned.issues[2].message
    for words in ("2 行合计", "2 行备注说明", "1 行重复的表头", "1 行栏次", "1 行只有序号的空行"):
        assert words in skipped


def test_merged_cells_are_filled_but_money_is_not_repeated(county: Database, tmp_path: Path) -> None:
    rows = [
        ("登记日期", "投诉人", "被投诉方", "挽回损失"),
        ("2026-03-05", "张三", "甲店", 600),
        (None, "李四", None, None),
        (None, "王五", None, None),
        ("2026-03-06", "赵六", "乙店", None),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows, merges=("A2:A4", "C2:C4", "D2:D4")))
    assert [(c["received_on"].day, c["trader"], c.get("recovered")) for c in cases(planned)] == [
        (5, "甲店", 60000), (5, "甲店", None), (5, "甲店", None), (6, "乙店", None),
    ]  # fmt: skip
    assert [(i.code, i.cell) for i in planned.issues if "merged" in i.code] == [
        ("register.merged_money", "D2"), ("register.merged", "A2"),
    ]  # fmt: skip


def test_a_header_of_two_rows_in_any_order(county: Database, tmp_path: Path) -> None:
    rows = [
        ("被投诉方", None, "投诉人", None, "登记日期", "处理情况", None),
        ("名称", "电话", "姓名", "电话", None, "结果", "办结日期"),
        ("甲店", "2123456", "张三", "13800000001", "2026-03-05", "撤回", "2026-03-06"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows, merges=("A1:B1", "C1:D1", "F1:G1", "E1:E2")))
    (case,) = cases(planned)
    assert (case["trader"], case["trader_phone"]) == ("甲店", "2123456")
    assert (case["complainant"], case["phone"], case["result"]) == ("张三", "13800000001", "withdrawn")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_tables(county: Database, tmp_path: Path, encoding: str) -> None:
    path = text_table(tmp_path / "台账.csv", [HEAD[:5], ("7", "20260305", "囧䶮", "138 0000 0001", "某，店")], encoding)
    (case,) = cases(plan(county, path))
    assert (case["complainant"], case["trader"], case["phone"]) == ("囧䶮", "某，店", "13800000001")


def test_what_cannot_be_counted_rightly_stays_out(county: Database, tmp_path: Path) -> None:
    head = ("编号", "登记日期", "投诉人", "受理日期", "办结日期", "处理结果", "挽回损失", "类型", "投诉内容")
    rows = [
        head,
        ("1", "2026-02-30", "张三", None, None, None, None, None, "x"),
        ("2", None, "张三", None, None, None, None, None, "x"),
        ("3", "2026-03-05", None, None, None, None, None, None, None),
        ("4", "2026-03-05", "张三", None, None, None, "约莫些", None, "x"),
        ("5", "2026-03-05", "张三", None, "2026-03-01", "调解成功", None, None, "x"),
        ("6", "2026-03-05", "张三", "2026-03-06", None, "不予受理", None, None, "x"),
        ("7", "2026-03-05", "张三", None, None, None, None, "咨询", "x"),
        ("8", "2026-03-05", "张三", None, None, None, -5, None, "x"),
        ("9", "1926-03-05", "张三", None, None, None, None, None, "x"),
        ("10", "2026-03-05", "张三", None, None, None, None, None, "好"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert counts(planned) == (1, 0, 0, 9)
    errors = [(i.code.removeprefix("register."), i.cell) for i in planned.issues if i.severity == "error"]
    assert errors == [
        ("rejected_cell", "B2"), ("row_without_day", "B3"), ("row_without_subject", "A4"), ("rejected_cell", "G5"),
        ("row_wrong", "A6"), ("row_wrong", "A7"), ("other_kind", "H8"), ("rejected_cell", "G9"), ("row_wrong", "A10"),
    ]  # fmt: skip
    assert all(i.file == "a.xlsx" and i.sheet == "台账" and "(未知)" not in i.message for i in planned.issues)
    assert planned.issues[0].found == "2026-02-30"


def test_what_is_not_understood_stays_empty_and_is_told(county: Database, tmp_path: Path) -> None:
    head = ("登记日期", "投诉人", "商品类别", "投诉性质", "处理结果", "年龄", "性别", "接收方式")
    rows = [head, ("2026-03-05", "张三", "百货类", "怪事", "打官司去了", "很老", "男", "飞鸽")]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    (case,) = cases(planned)
    assert {"category", "nature", "result", "age", "channel"} & case.keys() == set()
    assert (case["sex"], case["item"]) == ("1", "百货类")
    told = [i.cell for i in planned.issues if i.code == "register.left_empty"]
    assert sorted(filter(None, told)) == ["C2", "D2", "E2", "F2", "H2"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("调解成功", {"result": "agreed"}), ("已达成协议", {"result": "agreed"}), ("未达成", {"result": "not_agreed"}),
        ("调解不成", {"result": "not_agreed"}), ("撤诉", {"result": "withdrawn"}),
        ("联系不上", {"result": "unreachable"}), ("转办", {"result": "transferred"}),
        ("不予受理", {"refusal": "other", "refused_on": date(2026, 3, 9)}), ("处理中", {}),
    ],
)  # fmt: skip
def test_words_of_outcome(county: Database, tmp_path: Path, word: str, expected: dict[str, Any]) -> None:
    closed = None if word == "处理中" else "2026-03-09"
    rows = [("登记日期", "投诉人", "处理结果", "办结日期"), ("2026-03-05", "张三", word, closed)]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    (case,) = cases(planned)
    for name in ("result", "refusal", "refused_on"):
        assert case.get(name) == expected.get(name)
    assert codes(planned, "error") == codes(planned, "warning") == []


def test_closed_without_saying_how_is_asked_about(county: Database, tmp_path: Path) -> None:
    rows = [("登记日期", "投诉人", "处理结果", "办结日期"), ("2026-03-05", "张三", "办结", "2026-03-09")]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert codes(planned, "warning") == ["result_unclear"]
    assert "result" not in cases(planned)[0]


def test_a_state_says_that_nothing_is_decided_or_stands_in_for_a_result(county: Database, tmp_path: Path) -> None:
    rows = [
        ("登记日期", "投诉人", "状态"),
        ("2026-03-05", "张三", "待受理"),
        ("2026-03-05", "李四", "调解成功"),
        ("2026-03-05", "王五", "不予受理"),
        ("2026-03-05", "赵六", "已办结"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    waiting, settled, refused, closed = cases(planned)
    assert waiting["course"].state == "registered"
    assert (settled["result"], refused["refusal"], closed.get("result")) == ("agreed", "other", None)
    assert codes(planned, "warning") == ["result_unclear"]


def test_digits_lost_in_excel(county: Database, tmp_path: Path) -> None:
    rows = [
        ("编号", "登记日期", "投诉人", "身份证号", "统一社会信用代码"),
        ("1", "2026-03-05", "张三", 330102199001011234, "9.1331E+17"),
        (20260305123456789, "2026-03-05", "李四", "11010519491231002X", None),
        (20260305, "2026-03-05", "王五", None, None),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert counts(planned) == (2, 0, 0, 1)
    assert [(i.code.removeprefix("register."), i.cell) for i in planned.issues if i.severity != "note"] == [
        ("number_lost", "A3"), ("digits_lost", "D2"), ("digits_lost", "E2"),
    ]  # fmt: skip
    assert [case["register_number"] for case in cases(planned)] == ["1", "20260305"]
    assert "id_number" not in cases(planned)[0]


def test_days_in_every_spelling(county: Database, tmp_path: Path) -> None:
    spellings: list[Any] = [
        date(2026, 3, 5), datetime(2026, 3, 5, 14, 30), 46086, "46086", "2026-3-5", "2026/03/05 08:15:00", "2026.3.5",
        "20260305", "2026年3月5日", "3月5日", "二〇二六年三月五日",
    ]  # fmt: skip
    rows = [("登记日期", "投诉人"), *((day, f"张{n}") for n, day in enumerate(spellings))]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert {case["received_on"] for case in cases(planned)} == {date(2026, 3, 5)}
    assert planned.new == len(spellings)


@pytest.mark.parametrize(
    ("file", "sheet", "title", "year", "told"),
    [
        ("a.xlsx", "台账", "2024年投诉台账", 2024, False),
        ("a.xlsx", "2025年三月", "台账", 2025, False),
        ("2023年台账.xlsx", "三月", "投诉台账", 2023, False),
        ("a.xlsx", "台账", "2024年至2025年投诉台账", 2026, True),
        ("台账2021-03.xlsx", "台账", "依据浙消保〔2019〕5号登记", 2021, False),
        ("a.xlsx", "台账", "投诉台账", 2026, True),
    ],
)
def test_days_without_a_year_are_of_the_year_that_is_named_or_told(
    county: Database, tmp_path: Path, file: str, sheet: str, title: str, year: int, told: bool
) -> None:
    rows = [(title, None), ("登记日期", "投诉人"), ("3月5日", "张三"), ("3.6", "李四"), ("2022-03-07", "王五")]
    planned = plan(county, workbook(tmp_path / file, rows, sheet=sheet))
    assert [case["received_on"].isoformat() for case in cases(planned)] == [
        f"{year}-03-05", f"{year}-03-06", "2022-03-07",
    ]  # fmt: skip
    remarks = [issue for issue in planned.issues if issue.code == "register.remark"]
    assert [(issue.cell, issue.severity) for issue in remarks] == (
        [("A3", "warning"), ("A4", "warning")] if told else []
    )
    assert all("没有写年份" in issue.message for issue in remarks)


def test_formulas_without_results_and_with_errors(county: Database, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["登记日期", "投诉人", "挽回损失", "品牌"])
    page.append(["2026-03-05", "张三", "=1+1", "甲"])
    page.append(["2026-03-05", "李四", 5, "=A1"])
    book.save(tmp_path / "a.xlsx")
    planned = plan(county, tmp_path / "a.xlsx")
    assert counts(planned) == (1, 0, 0, 1)
    assert [(i.severity, i.cell) for i in planned.issues if i.cell in ("C2", "D3")] == [
        ("error", "C2"),
        ("warning", "D3"),
    ]


def test_the_best_sheet_is_taken_and_the_others_are_named(county: Database, tmp_path: Path) -> None:
    march = [("登记日期", "投诉人", "投诉内容"), ("2026-03-05", "张三", "坏了")]
    april = [("登记日期", "投诉人"), ("2026-04-01", "李四")]
    path = workbook(tmp_path / "a.xlsx", march, sheet="三月", more={"四月": april, "说明": [("填表说明",)]})
    planned = plan(county, path)
    assert (planned.sheet, planned.new) == ("三月", 1)
    assert "「四月」" in next(i.message for i in planned.issues if i.code == "register.other_sheets")
    assert plan(county, path, sheet="四月").sheet == "四月"
    with pytest.raises(AppError) as missing:
        plan(county, path, sheet="五月")
    assert missing.value.code == "register.no_sheet"
    assert "「三月」、「四月」、「说明」" in missing.value.message


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("品名", "单价"), ("苹果", 3)], "register.no_header"),
        ([("投诉人", "电话", "投诉内容"), ("张三", "1", "x")], "register.no_day"),
        ([("登记日期", "涉案金额"), ("2026-03-05", 3)], "register.no_subject"),
        ([("登记日期", "投诉人")], "register.no_rows"),
    ],
)
def test_what_is_no_register_is_refused_with_a_sentence(
    county: Database, tmp_path: Path, rows: list[Any], code: str
) -> None:
    with pytest.raises(AppError) as refused:
        plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert refused.value.code == code
    assert "(未知)" not in refused.value.message


def test_columns_that_are_not_taken_are_named(county: Database, tmp_path: Path) -> None:
    rows = [
        ("登记日期", "投诉人", "经办人", None),
        ("2026-03-05", "张三", "赵", "又记"),
        ("2026-03-05", "李", "赵", "又记"),
    ]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    message = next(i.message for i in planned.issues if i.code == "register.unread_columns")
    assert "「经办人」" in message
    assert "D 列" in message
    assert [(c.letter, c.heading, c.field) for c in planned.columns][-1] == ("C", "经办人", "")


def test_the_day_of_acceptance_stands_in_for_the_day_of_registration(county: Database, tmp_path: Path) -> None:
    planned = plan(county, workbook(tmp_path / "a.xlsx", [("受理日期", "投诉人"), ("2026-03-05", "张三")]))
    (case,) = cases(planned)
    assert case["received_on"] == case["accepted_on"] == date(2026, 3, 5)
    assert codes(planned) == ["received_from_accepted"]


def test_a_thousand_alike_remarks_do_not_bury_the_others(county: Database, tmp_path: Path) -> None:
    rows: list[Any] = [("登记日期", "投诉人", "投诉性质")]
    rows += [("2026-03-05", f"张{n}", "怪事") for n in range(500)]
    rows += [("不是日子", "李四", "质量")]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert codes(planned)[0] == "rejected_cell"
    assert codes(planned).count("left_empty") == 200
    assert "300" in next(i.message for i in planned.issues if i.code == "register.more")


def test_planning_can_be_cancelled(county: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("登记日期", "投诉人"), ("2026-03-05", "张三")])
    with pytest.raises(Cancelled):
        register.plan(county, path, today=TODAY, progress=Progress(cancelled=lambda: True))


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        (
            "received_on",
            ["2026-03-05", "3月5日", "昨天", "2026-02-30", "2027-01-01", "正月初三", "2026/3/5 8:00", "99999"],
        ),
        ("recovered", ["300", "3.5", "3.555", "1,200", "1.2万", "两千三百五十", "-5", "¥20", "约三百", "0", "1e5"]),
        ("amount", ["300", "4万余元", "近5000", "3.00"]),
        ("phone", ["13812345678", "0578-2123456", "138 1234 5678", "12", "abc"]),
        ("category", ["食品类", "手机", "商品类", "某某", "0103000000"]),
        ("item", ["手机", "某某", "苹果"]),
        ("demand", ["退货、赔偿", "退货,打人"]),
        ("tags", ["3·15、春雷"]),
        ("age", ["63", "六十三", "200"]),
        ("facts", ["坏\n了", "  坏  了 ", "x" * 20001]),
        ("trader_code", ["91330100000000000X"]),
    ],
)
def test_cells_are_understood_as_the_form_understands_them(field: str, texts: list[str]) -> None:
    """The quick ways give what the form gives."""
    lists = shipped()
    read: Callable[[str], Any] = lambda text: RowReader([Column(0, field, field)], lists, TODAY).read([text])  # noqa: E731
    for text in texts:
        row, form = read(text), understand({field: text}, lists, TODAY)
        expected = {name: value for name, value in form.values.items() if value not in (None, "", ())}
        found = {**row.follows, **row.said}
        found.pop("amount_approx" if not found.get("amount_approx") else "", None)
        if field == "category" and form.wrong:
            found.pop("item")
        if text != "99999":
            assert found == expected, text
            assert bool([c for _, _, c in row.remarks if c.problem]) == form.wrong


def test_amounts_are_exact(county: Database, tmp_path: Path) -> None:
    rows = [("登记日期", "投诉人", "挽回损失(万元)"), *(("2026-03-05", f"张{n}", n / 100) for n in range(1, 60))]
    planned = plan(county, workbook(tmp_path / "a.xlsx", rows))
    assert [case["recovered"] for case in cases(planned)] == [int(Decimal(n) * 10000) for n in range(1, 60)]
