"""Files on the shelf: finding, boxes, what is due, destroying and taking that back, rules of an office."""

from __future__ import annotations

from datetime import date

import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.services.archive import Archive
from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.archive.conftest import Closed

LATER = date(2037, 1, 1)


def code_of(error: pytest.ExceptionInfo[AppError]) -> str:
    return error.value.code


def test_files_are_found_by_number_title_box_and_case(archive: Archive, closed: Closed, today: date) -> None:
    archive.file([closed(complainant="李𬱖秀"), closed(trader="100%_店")], today=today)
    archive.put_in_box(["2026-消调-0002"], "12")
    found = [
        [file.serial for file in archive.listed(words=words).files]
        for words in ("0001", "李𬱖", "100%_店", "%", "店 调-0002", "２０２６-消调-0002", "没有")
    ]
    assert found == [[1], [1], [2], [2], [2], [2], []]
    assert [file.serial for file in archive.listed(box="12").files] == [2]
    assert archive.listed(2025).total == 0
    assert archive.boxes(2026) == (("", 1), ("12", 1))
    assert archive.show("2026-消调-0002").box == "12"


def test_boxes_are_in_the_order_of_numbers(archive: Archive, closed: Closed, today: date) -> None:
    for box in ("10", "2", "1"):
        archive.file([closed()], today=today, box=box)
    assert [box for box, _ in archive.boxes(2026)] == ["1", "2", "10"]


def test_what_is_typed_for_a_file(archive: Archive, closed: Closed, today: date) -> None:
    archive.file([closed()], today=today)
    file = archive.change("2026-消调-0001", {"box": "3", "pages": "23", "retention": "长期", "title": "一卷"})
    assert (file.box, file.pages, file.retention, file.title) == ("3", 23, "long", "一卷")
    assert file.destroy_after == date(2056, 12, 31)
    for raw, code in (
        ({"box": "一" * 21}, "archive.box_too_long"),
        ({"pages": "许多"}, "archive.bad_pages"),
        ({"retention": "一会儿"}, "archive.no_such_retention"),
    ):
        with pytest.raises(AppError) as error:
            archive.change("2026-消调-0001", raw)
        assert code_of(error) == code
    assert archive.show("2026-消调-0001") == file


def test_what_is_due_may_be_destroyed_and_nothing_else(
    archive: Archive, closed: Closed, county: Database, today: date
) -> None:
    case = closed()
    archive.file([case, closed(amount="9万")], today=today)
    assert archive.due(today=date(2036, 12, 31)) == ()
    assert [file.serial for file in archive.due(today=LATER)] == [1]
    with pytest.raises(AppError) as error:
        archive.destroy(["2026-消调-0001", "2026-消调-0002"], reason="到期", today=LATER)
    assert code_of(error) == "archive.not_due"
    assert archive.destroyed() == ()
    before = Complaints(county).show(case)
    done = archive.destroy(["2026-消调-0001"], reason="保管期满", today=LATER, by="陈秘书")
    assert (done[0].destroyed_on, done[0].destroyed_reason) == (LATER, "保管期满")
    assert Complaints(county).show(case) == before  # the register keeps all
    assert archive.due(today=LATER) == ()
    with pytest.raises(AppError, match="destroyed_already"):
        archive.destroy(["2026-消调-0001"], reason="再", today=LATER)
    with pytest.raises(AppError, match="destroyed_stays"):
        archive.take_out(["2026-消调-0001"], reason="再", today=LATER)
    with pytest.raises(AppError, match="not_destroyed"):
        archive.undestroy(["2026-消调-0002"])
    archive.undestroy(["2026-消调-0001"])
    assert [file.serial for file in archive.due(today=LATER)] == [1]


def test_what_lies_on_the_shelf_is_not_thrown_away(
    archive: Archive, closed: Closed, county: Database, today: date
) -> None:
    complaints = Complaints(county)
    case, other = closed(), closed(trader="另一家店")
    archive.file([case], today=today)
    with pytest.raises(AppError, match="in_archive"):
        complaints.delete(case)
    with pytest.raises(AppError, match="in_archive"):
        Services(county).duplicates.merge(other, case, by="陈秘书")
    assert not complaints.show(case).deleted and archive.show(case).number == "2026-消调-0001"
    archive.take_out([case], reason="登记错了", today=today)
    assert complaints.delete(case).deleted


def test_a_destroyed_file_is_not_taken_out_by_undoing_its_filing(
    archive: Archive, closed: Closed, county: Database, today: date
) -> None:
    case = closed()
    archive.file([case], today=today)
    archive.destroy(["2026-消调-0001"], reason="保管期满", today=LATER)
    with pytest.raises(AppError, match="destroyed_stays"):
        Complaints(county).take_back(case)
    assert [file.number for file in archive.destroyed()] == ["2026-消调-0001"]
    archive.undestroy(["2026-消调-0001"])
    assert Complaints(county).take_back(case).record.state == "settled"


def test_permanent_files_are_never_due(archive: Archive, closed: Closed, today: date) -> None:
    archive.file([closed()], today=today, retention="永久")
    assert archive.due(today=date(2199, 1, 1)) == ()
    with pytest.raises(AppError) as error:
        archive.destroy(["2026-消调-0001"], reason="到期", today=date(2199, 1, 1))
    assert code_of(error) == "archive.kept_for_ever"


def test_an_office_has_its_own_number_and_years(archive: Archive, closed: Closed, today: date) -> None:
    archive.file([closed()], today=today)
    archive.set_rules(number="消〔{year}〕第{serial}卷", long_years=20, short_years=5)
    assert archive.rules().words_of("short") == "短期（5 年）"
    file = archive.file([closed()], today=today).files[0]
    assert (file.number, file.destroy_after) == ("消〔2026〕第0002卷", date(2031, 12, 31))
    assert archive.show("2026-消调-0001").destroy_after == date(2036, 12, 31)


@pytest.mark.parametrize(
    "number",
    ["", "{year}", "{serial}", "{year}{serial}{serial}", "{year:>9}{serial}", "{year}-{serial!r}", "{", "{}{}"],
)
def test_a_number_needs_year_and_serial(archive: Archive, number: str) -> None:
    with pytest.raises(AppError) as error:
        archive.set_rules(number=number)
    assert code_of(error) == "archive.bad_number"
    assert "{year}" in error.value.message


@pytest.mark.parametrize("years", [0, -1, 201])
def test_years_are_possible(archive: Archive, years: int) -> None:
    with pytest.raises(AppError) as error:
        archive.set_rules(short_years=years)
    assert code_of(error) == "archive.bad_years"
