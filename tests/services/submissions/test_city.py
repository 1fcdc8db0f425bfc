"""The city's side: returned workbooks taken in, judged, accepted, merged, and every merged figure traced back."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.paths import DataFolder
from app.services import offices, templates
from app.services.database import Database
from app.services.excel.returned import read_return
from tests.services.city_fixtures import MARCH, MEAL, PHONE, SETTLED, TODAY, fill_register, take, written

TABLE = "投诉处理情况表"
COUNTIES = {"331122": ("青溪县消保委", 5, 3), "331123": ("南屏县消保委", 2, 6)}


@pytest.fixture
def hall(city: Database) -> Services:
    """The city, which expects three counties."""
    for code, name in (("331122", "青溪县消保委"), ("331123", "南屏县消保委"), ("331124", "松岭县消保委")):
        offices.add(city, code=code, name=name, level="county", contact="蒋丽华", phone="0578 6123315")
    return Services(city)


@pytest.fixture
def counties(tmp_path: Path) -> Iterator[dict[str, Services]]:
    """Two counties with cases of March."""
    made = {}
    for code, (name, phones, meals) in COUNTIES.items():
        folder = DataFolder(tmp_path / code)
        offices.create(folder, level="county", name=name, code=code, parent="331100")
        made[code] = Services(Database(folder))
        fill_register(made[code], phones, meals)
    yield made
    for services in made.values():
        services.close()


@pytest.fixture
def returned(counties: dict[str, Services], tmp_path: Path) -> Path:
    """A folder with both counties' sealed returns."""
    place = tmp_path / "returns"
    place.mkdir()
    for code, services in counties.items():
        written(services, place / f"{code}.xlsx")
    return place


def states(hall: Services, *paths: Path) -> dict[str, str]:
    """What became of each file."""
    return {c.file: c.state for c in hall.submissions.collect(list(paths), today=TODAY)}


def test_a_folder_is_taken_in_and_nobody_is_left_out(hall: Services, returned: Path) -> None:
    assert states(hall, returned) == {"331122.xlsx": "taken", "331123.xlsx": "taken"}
    standing = {s.code: (s.state, s.on_time) for s in hall.submissions.status(MARCH)}
    assert standing == {"331122": ("taken", True), "331123": ("taken", True), "331124": ("missing", None)}


def test_the_same_bytes_are_known_again_whatever_their_name(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    copy = tmp_path / "副本(1).xlsx"
    shutil.copy(returned / "331122.xlsx", copy)
    assert states(hall, copy) == {"副本(1).xlsx": "duplicate"}


def test_originals_are_kept_as_they_came(hall: Services, returned: Path) -> None:
    found = hall.submissions.collect([returned / "331122.xlsx"], today=TODAY)[0]
    kept = list(hall.folder.originals.rglob("*.xlsx"))
    assert [p.stem for p in kept] == [found.sha256]
    assert kept[0].read_bytes() == (returned / "331122.xlsx").read_bytes()


def test_a_newer_revision_takes_the_place_of_the_older(
    hall: Services, returned: Path, counties: dict[str, Services], tmp_path: Path
) -> None:
    states(hall, returned)
    county = counties["331122"]
    take(county, 20, PHONE)
    county.returns.reopen("monthly", MARCH, reason="漏了一件")
    second = written(county, tmp_path / "第二版.xlsx")
    assert states(hall, second) == {"第二版.xlsx": "taken"}
    standing = {s.code: s for s in hall.submissions.status(MARCH)}
    assert standing["331122"].revision == 2
    old = returned / "331122.xlsx"
    assert states(hall, old)["331122.xlsx"] == "duplicate"


def test_another_file_of_the_same_revision_is_asked_about(
    hall: Services, returned: Path, tmp_path: Path, counties: dict[str, Services]
) -> None:
    states(hall, returned)
    changed = _typed_over(returned / "331122.xlsx", tmp_path / "改过.xlsx", TABLE, "B8", 50)
    found = hall.submissions.collect([changed], today=TODAY)[0]
    codes = {issue.code for issue in found.issues}
    assert found.state == "questioned"
    assert {"excel.changed_after_seal", "submission.forked"} <= codes


def test_a_figure_changed_by_hand_is_noticed_at_its_cell(hall: Services, returned: Path, tmp_path: Path) -> None:
    changed = _typed_over(returned / "331122.xlsx", tmp_path / "改过.xlsx", TABLE, "B8", 50)
    found = hall.submissions.collect([changed], today=TODAY)[0]
    told = [(i.sheet, i.cell, i.found) for i in found.issues if i.code == "excel.changed_after_seal"]
    assert told == [(TABLE, "B8", "50")]
    merged = hall.merging
    with pytest.raises(AppError) as refused:
        merged.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    assert refused.value.code == "merge.nothing"


def test_the_wrong_month_is_asked_about(hall: Services, returned: Path) -> None:
    from app.services.periods import parse_period

    found = hall.submissions.collect([returned / "331122.xlsx"], today=TODAY, period=parse_period("2026-02"))[0]
    assert found.state == "questioned"
    assert "submission.other_period" in {issue.code for issue in found.issues}


def test_a_stranger_is_asked_about(hall: Services, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "x")
    offices.create(folder, level="county", name="别处县消保委", code="330182", parent="330100")
    stranger = Services(Database(folder))
    out = written(stranger, tmp_path / "x.xlsx", seal=False)
    stranger.close()
    found = hall.submissions.collect([out], today=TODAY)[0]
    assert found.state == "questioned"
    assert "submission.unknown_office" in {issue.code for issue in found.issues}
    assert {s.state for s in hall.submissions.status(MARCH)} == {"missing"}


def test_bad_files_get_a_sentence_each_and_stop_nobody(hall: Services, returned: Path, tmp_path: Path) -> None:
    (returned / "a.xls").write_text("<html><body><table><tr><td>1</td></tr></table></body></html>", encoding="utf-8")
    (returned / "b.xlsx").write_bytes((returned / "331122.xlsx").read_bytes()[:3000])
    (returned / "c.xlsx").write_bytes(b"")
    with zipfile.ZipFile(returned / "d.zip", "w") as archive:
        archive.writestr("x.txt", "x")
    found = {c.file: c for c in hall.submissions.collect([returned], today=TODAY)}
    assert {name: c.state for name, c in found.items() if name[0] in "abcd"} == dict.fromkeys(
        ("a.xls", "b.xlsx", "c.xlsx", "d.zip"), "refused"
    )
    assert all(c.issues and c.issues[0].message for c in found.values() if c.state == "refused")
    assert found["331123.xlsx"].state == "taken"


def test_a_rule_that_only_warns_still_waits_for_a_person(
    hall: Services, counties: dict[str, Services], tmp_path: Path
) -> None:
    county = counties["331122"]
    for day in range(1, 9):  # accepted in February, settled in March: more closed than accepted there
        fields = {**MEAL, **SETTLED, "complainant": "周爱珍", "received_on": f"2026-02-{day:02d}"}
        fields |= {"accepted_on": f"2026-02-{day:02d}", "closed_on": f"2026-03-{day:02d}"}
        county.complaints.register(fields, today=TODAY)
    out = written(county, tmp_path / "三月.xlsx")
    found = hall.submissions.collect([out], today=TODAY)[0]
    assert [(i.severity, i.cell) for i in found.issues if i.code == "return.rule_broken"] == [("warning", "C6")]
    assert found.state == "questioned"
    with pytest.raises(AppError) as refused:
        hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    assert refused.value.code == "merge.nothing"
    hall.submissions.accept("331122", "monthly", MARCH)
    assert hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY).offices == ("331122",)


def test_a_path_that_is_not_there(hall: Services, tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        hall.submissions.collect([tmp_path / "没有.xlsx"], today=TODAY)
    assert refused.value.code == "file.not_found"


def test_merging_adds_counts_and_recomputes_rates(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    done = hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY, by="市级")
    assert done.offices == ("331122", "331123") and done.missing == ("331124",)
    reading = read_return(done.out, templates.read(hall.database, "monthly").definition)
    by_place = {c.place: c.value for c in reading.cells}
    assert by_place[f"{TABLE}!B6"].number == 16
    assert by_place[f"{TABLE}!B8"].number == 7
    assert by_place[f"{TABLE}!D6"].number == 9
    by_key = {c.key: c.value for c in reading.cells if c.sheet == "主要指标表"}
    assert by_key["settle_rate@current"].number == Decimal("56.25")  # 9 / 16, not the mean of 37.5 and 75
    assert by_key["phone_share@current"].number == Decimal("43.75")
    assert by_key["enquiries@current"].number == 14
    typed = {c.key: c.value for c in reading.cells if c.sheet == "工作情况表"}
    assert str(typed["leaflets@current"]) == "6200余"
    assert typed["trainings@current"].state == "blank"  # nobody reported any: missing, not 0
    assert "松岭县" in reading.office_text or any("松岭县" in i.message for i in done.issues)


def test_a_merged_figure_leads_to_file_sheet_and_cell(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    explained = hall.merging.explain("monthly", MARCH, (TABLE, "B8"))
    assert explained.value.number == 7
    assert [(p.office, p.file, p.sheet, p.cell, p.value.number, p.revision) for p in explained.parts] == [
        ("331122", "331122.xlsx", TABLE, "B8", Decimal(5), 1),
        ("331123", "331123.xlsx", TABLE, "B8", Decimal(2), 1),
    ]
    for part in explained.parts:
        book = openpyxl.load_workbook(returned / part.file, data_only=True)
        assert book[part.sheet][part.cell].value == part.value.number


def test_a_correction_keeps_both_values(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    with pytest.raises(AppError) as refused:
        hall.submissions.accept("331122", "monthly", MARCH, corrections={"enquiries": "9"})
    assert refused.value.code == "submission.reason_needed"
    hall.submissions.accept("331122", "monthly", MARCH, corrections={"enquiries": "9"}, reason="电话核实")
    hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    cells = templates.read(hall.database, "monthly").definition.plain_cells
    place = next((c.sheet, c.cell) for c in cells if c.key == "enquiries@current")
    explained = hall.merging.explain("monthly", MARCH, place)
    first = explained.parts[0]
    assert (first.value.number, first.reported.number, first.corrected) == (Decimal(9), Decimal(7), True)
    assert explained.value.number == 16


def test_what_was_sent_back_is_merged_no_more(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    hall.submissions.send_back("331123", "monthly", MARCH, reason="与上月对不上")
    done = hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    assert done.offices == ("331122",) and done.left_out == ("331123",)
    assert {"merge.missing", "merge.left_out"} <= {i.code for i in done.issues}


def test_the_citys_own_cases_are_added_as_its_own_part(hall: Services, returned: Path, tmp_path: Path) -> None:
    take(hall, 9, PHONE)
    states(hall, returned)
    done = hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    assert done.offices[-1] == "331100"
    explained = hall.merging.explain("monthly", MARCH, (TABLE, "B8"))
    assert explained.value.number == 8
    assert explained.parts[-1].office_name.endswith("(市本级)") or explained.parts[-1].office_name.endswith(
        "（市本级）"
    )


def test_the_companion_has_live_sums_and_sources(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    done = hall.merging.merge("monthly", MARCH, tmp_path / "汇总.xlsx", today=TODAY)
    formulas = openpyxl.load_workbook(done.companion)["单位对照"]
    stored = openpyxl.load_workbook(done.companion, data_only=True)["单位对照"]
    row = next(r for r in range(5, 600) if (stored.cell(r, 1).value, stored.cell(r, 2).value) == (TABLE, "B8"))
    assert formulas.cell(row, 8).value == f"=SUM(F{row}:G{row})"
    assert (stored.cell(row, 6).value, stored.cell(row, 7).value, stored.cell(row, 8).value) == (5, 2, 7)
    sources = openpyxl.load_workbook(done.companion)["来源"]
    assert [sources.cell(r, 3).value for r in (2, 3)] == ["331122.xlsx", "331123.xlsx"]


def test_merging_again_gives_the_same_and_counts_up(hall: Services, returned: Path, tmp_path: Path) -> None:
    states(hall, returned)
    first = hall.merging.merge("monthly", MARCH, tmp_path / "1.xlsx", today=TODAY)
    second = hall.merging.merge("monthly", MARCH, tmp_path / "2.xlsx", today=TODAY)
    assert (first.revision, second.revision) == (1, 2)
    definition = templates.read(hall.database, "monthly").definition
    one, two = read_return(first.out, definition), read_return(second.out, definition)
    assert [c.value for c in one.cells] == [c.value for c in two.cells]


def test_collecting_can_be_stopped_between_files(hall: Services, returned: Path) -> None:
    from app.progress import Cancelled, Progress

    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        hall.submissions.collect([returned], today=TODAY, progress=Progress(cancelled=stop))
    assert sorted(s.state for s in hall.submissions.status(MARCH)) == ["missing", "missing", "taken"]


def _typed_over(source: Path, target: Path, sheet: str, cell: str, value: int) -> Path:
    """The workbook with one figure typed over, everything else as it was: as a person in Excel would leave it."""
    with zipfile.ZipFile(source) as package:
        parts = {info.filename: package.read(info.filename) for info in package.infolist()}
    assert sheet == TABLE
    name = "xl/worksheets/sheet1.xml"

    text = parts[name].decode()
    text, count = re.subn(rf'(<c r="{cell}"[^>]*><v>)[^<]*(</v>)', rf"\g<1>{value}\g<2>", text)
    assert count == 1
    parts[name] = text.encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part, data in parts.items():
            package.writestr(part, data)
    return target
