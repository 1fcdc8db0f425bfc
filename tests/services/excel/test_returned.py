"""Reading returned workbooks back: what offices and programs do to them, and what is asked."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import AppError
from app.services.excel.checking import check_definition
from app.services.excel.definition import Definition, load_definition
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.returned import Reading, read_return
from app.services.excel.scan import scan_workbook
from app.services.values import BLANK, NA, UNREADABLE, Value
from tests.services.excel.workbooks import MAIN, MAPPING, SHEET, change_text, template

DEFINITION = load_definition(MAPPING)
TEMPLATE = template()
MANIFEST = Manifest("monthly", "2026.1", "330109", "萧山区消保委", "2026-03", 2)
PART = "xl/worksheets/sheet1.xml"


def filled() -> bytes:
    values = {cell.key: Value.of(10 + number) for number, cell in enumerate(DEFINITION.plain_cells)}
    return fill(TEMPLATE, DEFINITION, values, {"office": "萧山区消保委", "period": "2026年3月"}, MANIFEST).data


FILLED = filled()
PLACES = {cell.key: cell.place for cell in DEFINITION.plain_cells}


def _drop_manifest(book: Any) -> None:
    book.custom_doc_props.props.clear()


def by_place(reading: Reading) -> dict[str, Value]:
    return {cell.place: cell.value for cell in reading.cells}


BEFORE = by_place(read_return(FILLED, DEFINITION))


def codes(reading: Reading) -> list[str]:
    return [issue.code.removeprefix("excel.") for issue in reading.issues]


def edited(change: Callable[[Workbook], None]) -> bytes:
    """The filled return edited in a program that keeps stored results: formulas become their results and
    back, so that only what ``change`` does differs."""
    values = openpyxl.load_workbook(io.BytesIO(FILLED), data_only=True)
    change(values)
    stream = io.BytesIO()
    values.save(stream)
    return stream.getvalue()


def without_notes(reading: Reading) -> list[str]:
    return [issue.code.removeprefix("excel.") for issue in reading.issues if issue.severity != "note"]


def test_what_was_filled_is_read() -> None:
    reading = read_return(FILLED, DEFINITION)
    assert (reading.template, reading.version, reading.filled) == ("monthly", "2026.1", True)
    assert (reading.office_code, reading.office_text) == ("330109", "萧山区消保委")
    assert (reading.period, reading.revision) == ("2026-03", 2)
    assert len(reading.cells) == len(DEFINITION.plain_cells)
    assert {cell.found_by for cell in reading.cells} == {"anchor", "name"}
    assert reading.issues == () and reading.changed == ()
    assert BEFORE[f"{SHEET}!B8"] == Value.of(20)


def test_a_template_finds_its_own_cells() -> None:
    assert check_definition(DEFINITION, scan_workbook(TEMPLATE)) == ()


def test_an_inserted_row_is_one_note() -> None:
    def change(book: Workbook) -> None:
        sheet = book[SHEET]
        for merged in list(sheet.merged_cells.ranges):
            if merged.min_row > 8:
                sheet.unmerge_cells(str(merged))
        sheet.insert_rows(9)

    reading = read_return(edited(change), DEFINITION)
    assert by_place(reading) == BEFORE
    assert codes(reading).count("shifted") == 1
    assert without_notes(reading) == []
    assert {c.cell for c in reading.cells if c.place == f"{SHEET}!B9"} == {"B10"}


def test_rows_above_the_table_and_a_column_before_it() -> None:
    def change(book: Workbook) -> None:
        sheet = book[SHEET]
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(3, 2)
        sheet.insert_cols(3)
        sheet["G6"], sheet["F6"] = "投诉性质", "投诉性质"

    reading = read_return(edited(change), DEFINITION)
    assert by_place(reading) == BEFORE
    assert codes(reading).count("shifted") == 1
    assert without_notes(reading) == []


def test_renamed_and_reordered_sheets_are_one_note_each() -> None:
    def change(book: Workbook) -> None:
        book[MAIN].title = "表二"
        book.move_sheet(book[SHEET], 2)
        del book.defined_names["stations"]

    reading = read_return(edited(change), DEFINITION)
    assert by_place(reading) == BEFORE
    assert codes(reading).count("sheet_renamed") == 1
    assert without_notes(reading) == []


def test_a_missing_sheet_is_an_error() -> None:
    def change(book: Workbook) -> None:
        del book[MAIN]
        del book.defined_names["stations"]

    reading = read_return(edited(change), DEFINITION)
    assert "sheet_missing" in codes(reading)
    assert {cell.sheet for cell in reading.cells} == {SHEET}


def test_a_repeated_label_is_asked_about_and_not_taken() -> None:
    def change(book: Workbook) -> None:
        book[SHEET]["A13"] = "食品类"
        book[SHEET]["B13"] = 999

    reading = read_return(edited(change), DEFINITION)
    assert without_notes(reading) == ["label_ambiguous"]
    assert not any(cell.place.endswith(("B8", "F8")) and cell.sheet == SHEET for cell in reading.cells)


def test_labels_that_repeat_by_design_follow_their_surroundings() -> None:
    def change(book: Workbook) -> None:
        book[SHEET].insert_rows(9)
        book[SHEET]["A9"] = "　保健食品"

    reading = read_return(edited(change), DEFINITION)
    assert by_place(reading)[f"{SHEET}!B9"] == BEFORE[f"{SHEET}!B9"]
    assert by_place(reading)[f"{SHEET}!B12"] == BEFORE[f"{SHEET}!B12"]


def test_a_changed_label_is_asked_about() -> None:
    def change(book: Workbook) -> None:
        book[SHEET]["A8"] = "吃的"

    reading = read_return(edited(change), DEFINITION)
    assert without_notes(reading) == ["address_only"]
    asked = {cell.place for cell in reading.cells if cell.question}
    assert asked == {f"{SHEET}!{letter}8" for letter in "BCDEF"}
    assert {cell.found_by for cell in reading.cells if cell.question} == {"address"}


def test_a_row_that_is_gone_is_an_error() -> None:
    def change(book: Workbook) -> None:
        book[SHEET].delete_rows(8)

    reading = read_return(edited(change), DEFINITION)
    assert without_notes(reading) == ["label_missing"]
    assert f"{SHEET}!B8" not in by_place(reading)
    assert by_place(reading)[f"{SHEET}!B9"] == BEFORE[f"{SHEET}!B9"]


def test_name_and_label_that_disagree_are_asked_about() -> None:
    moved = change_text(FILLED, "xl/workbook.xml", r"\$B\$9</definedName>", "$C$9</definedName>")
    reading = read_return(moved, DEFINITION)
    assert without_notes(reading) == ["name_differs"]
    assert [cell.place for cell in reading.cells if cell.question] == [f"{MAIN}!B9"]


def test_a_name_finds_what_has_lost_its_label() -> None:
    def change(book: Workbook) -> None:
        book[MAIN]["A9"] = "站点"

    reading = read_return(edited(change), DEFINITION)
    assert "label_changed" in codes(reading) and without_notes(reading) == []
    assert by_place(reading)[f"{MAIN}!B9"] == BEFORE[f"{MAIN}!B9"]


@pytest.mark.parametrize(
    ("written", "value", "code"),
    [
        ("1,234", Value.of(1234), "text_number"),
        ("１２件", Value.of(12), "text_number"),
        ("1,3641", Value.of(13641), "text_number"),
        ("3100余", Value.of(3100, "余"), "text_number"),
        ("二十七", Value.of(27), "text_number"),
        ("—", NA, None),
        ("/", NA, None),
        ("不适用", NA, None),
        ("", BLANK, None),
        ("  ", BLANK, None),
        ("待报", UNREADABLE, "not_a_number"),
        ("#DIV/0!", UNREADABLE, "error_value"),
        (True, UNREADABLE, "not_a_number"),
        (12.5, Value.of("12.5"), None),
        (0, Value.of(0), None),
    ],
)
def test_what_may_stand_in_a_cell(written: object, value: Value, code: str | None) -> None:
    def change(book: Workbook) -> None:
        _put(book[SHEET], "B8", written)

    reading = read_return(edited(change), DEFINITION)
    assert by_place(reading)[f"{SHEET}!B8"] == value
    found = [issue.code for issue in reading.issues if issue.cell == "B8" and not issue.code.endswith("after_seal")]
    assert (f"excel.{code}" in found) if code else not found
    assert all(issue.message for issue in reading.issues)


def _put(sheet: Worksheet, cell: str, value: Any) -> None:
    sheet[cell] = None if value == "" else value


def test_changes_after_filling_are_noticed() -> None:
    change = change_text(FILLED, PART, r'(<c r="C9"[^>]*><v>)\d+', r"\g<1>777")
    reading = read_return(change, DEFINITION)
    assert reading.changed == (f"{SHEET}!C9",)
    assert without_notes(reading) == ["changed_after_seal"]


def test_a_formula_that_was_typed_over_is_noted() -> None:
    change = change_text(FILLED, PART, r'(<c r="C7"[^>]*>)<f>.*?</f><v>\d+', r"\g<1><v>888")
    reading = read_return(change, DEFINITION)
    assert "formula_overwritten" in codes(reading)
    assert reading.changed == (f"{SHEET}!C7",)


def test_formulas_without_results_are_errors_never_zero() -> None:
    change = change_text(FILLED, PART, r'(<c r="B6"[^>]*><f>.*?</f>)<v>\d+</v>', r"\g<1>")
    reading = read_return(change, DEFINITION)
    assert by_place(reading)[f"{SHEET}!B6"] == UNREADABLE
    assert without_notes(reading) == ["uncalculated"]


def test_not_applicable_as_the_template_writes_it() -> None:
    definition = load_definition(MAPPING.replace('id = "monthly"', 'id = "monthly"\nnot_applicable = "无"'))
    values = {cell.key: NA for cell in definition.plain_cells}
    data = fill(TEMPLATE, definition, values, {}, MANIFEST).data
    reading = read_return(data, definition)
    assert by_place(reading)[f"{SHEET}!B8"] == NA
    assert reading.changed == ()


def test_without_a_manifest_the_heading_tells() -> None:
    def change(book: Workbook) -> None:
        _drop_manifest(book)

    reading = read_return(edited(change), [DEFINITION])
    assert (reading.filled, reading.office_code, reading.office_text) == (False, "", "萧山区消保委")
    assert (reading.period, reading.changed) == ("2026-03", ())


def test_heading_and_manifest_that_disagree_are_asked_about() -> None:
    def change(book: Workbook) -> None:
        book[SHEET]["A2"] = "填报单位(盖章): 富阳区消保委"
        book[SHEET]["D2"] = "报告期：2026年2月"

    reading = read_return(edited(change), DEFINITION)
    assert {"office_differs", "period_differs"} <= set(codes(reading))
    assert reading.period == "2026-03"


def test_hidden_rows_are_told() -> None:
    def change(book: Workbook) -> None:
        book[SHEET].row_dimensions[8].hidden = True

    reading = read_return(edited(change), DEFINITION)
    assert "hidden_cell" in codes(reading)


def test_wps_declares_a_wrong_dimension() -> None:
    wrong = change_text(FILLED, PART, r'<dimension ref="[^"]*"/>', '<dimension ref="A1"/>')
    assert by_place(read_return(wrong, DEFINITION)) == BEFORE


def test_a_workbook_of_no_known_template_is_refused() -> None:
    stream = io.BytesIO()
    book = Workbook()
    book.active["A1"] = "会议签到表"  # type: ignore[index]
    book.save(stream)
    with pytest.raises(AppError, match="template_unknown"):
        read_return(stream.getvalue(), [DEFINITION])


def test_the_template_is_chosen_by_its_labels() -> None:
    def change(book: Workbook) -> None:
        _drop_manifest(book)

    other = load_definition(
        MAPPING.replace('id = "monthly"', 'id = "other"').replace("类", "组").replace("办结率", "满意率")
    )
    assert read_return(edited(change), [other, DEFINITION]).template == "monthly"
    twin = load_definition(MAPPING.replace('id = "monthly"', 'id = "twin"'))
    with pytest.raises(AppError, match="template_ambiguous"):
        read_return(edited(change), [twin, DEFINITION])


figures = st.one_of(
    st.just(BLANK),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(Value.of),
    st.integers(min_value=0, max_value=10**12).map(Value.of),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(figures, min_size=42, max_size=42))
def test_every_figure_goes_round(numbers: list[Value]) -> None:
    values = {cell.key: value for cell, value in zip(DEFINITION.plain_cells, numbers, strict=True)}
    result = fill(TEMPLATE, DEFINITION, values, {"office": "甲", "period": "2026年3月"}, MANIFEST)
    reading = read_return(result.data, DEFINITION)
    assert [cell.value for cell in reading.cells] == [cell.value for cell in result.cells]
    assert reading.changed == ()


@pytest.mark.libreoffice
def test_a_return_saved_by_another_program_reads_the_same(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(FILLED)
    for extension in ("xlsx:Calc MS Excel 2007 XML", "xls", "ods"):
        out = tmp_path / extension[:3]
        command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", extension]
        subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120)
        reading = read_return(next(out.iterdir()), DEFINITION)
        assert {place: _number(value) for place, value in by_place(reading).items()} == {
            place: _number(value) for place, value in BEFORE.items()
        }
        assert (reading.office_text, reading.period) == ("萧山区消保委", "2026-03")
        # Merged headers of an .ods are not seen, so the column below the covered half is asked about.
        assert without_notes(reading) == (["address_only"] if extension == "ods" else [])


def _number(value: Value) -> Decimal | None:
    return None if value.number is None else round(value.number, 6)


def test_definition_is_not_confused_by_pickling() -> None:
    import pickle

    again: Definition = pickle.loads(pickle.dumps(DEFINITION))
    assert by_place(read_return(FILLED, again)) == BEFORE
