"""Return slips: written at the city, opened in the county, answered by the next revision."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.errors import AppError
from app.services import offices, slips
from app.services.database import Database
from tests.services.city_fixtures import MARCH, MEAL, SETTLED, TODAY, fill_register, take, written


@pytest.fixture
def county_services(county: Database) -> Services:
    """A county whose March has more settled than accepted."""
    services = Services(county)
    fill_register(services, 5, 3)
    for day in range(1, 7):
        fields = {**MEAL, **SETTLED, "complainant": "周爱珍", "received_on": f"2026-02-{day:02d}"}
        fields |= {"accepted_on": f"2026-02-{day:02d}", "closed_on": f"2026-03-{day:02d}"}
        services.complaints.register(fields, today=TODAY)
    return services


@pytest.fixture
def sent(county_services: Services, city: Database, tmp_path: Path) -> Path:
    """The slip about the county's first revision."""
    offices.add(city, code="331122", name="青溪县消保委", level="county")
    hall = Services(city)
    hall.submissions.collect([written(county_services, tmp_path / "三月.xlsx")], today=TODAY)
    out = tmp_path / "退回单.xbhd"
    hall.submissions.send_back("331122", "monthly", MARCH, reason="请核对办结数", by="林处", out=out, today=TODAY)
    return out


def test_what_the_city_sends_back_opens_in_the_county(county_services: Services, sent: Path) -> None:
    slip = county_services.returns.open_slip(sent, by="陈秘书")
    assert (slip.template, slip.period, slip.revision, slip.reason) == ("monthly", "2026-03", 1, "请核对办结数")
    assert (slip.from_name, slip.by, slip.at, slip.known) == ("澄江市消保委", "林处", TODAY, True)
    (item,) = slip.items
    assert (item.sheet, item.cell, item.key, item.kind) == ("投诉处理情况表", "C6", "closed@current", "warning")
    assert item.found and item.expected and "C6" in item.says
    assert county_services.slips.open(sent) == slip  # opened twice is kept once
    assert county_services.returns.slips() == (slip,)


def test_the_next_revision_answers_the_slip(county_services: Services, sent: Path) -> None:
    slip = county_services.slips.open(sent)
    take(county_services, 30, MEAL)
    info, _ = county_services.returns.reopen("monthly", MARCH, reason=slip.reason, slip=slip.id)
    assert info.revision == 2
    assert county_services.slips.listed()[0].answered_by == 2
    with pytest.raises(AppError) as refused:
        county_services.returns.reopen("monthly", MARCH, reason="再来")
    assert refused.value.code == "return.not_sealed_yet"


def test_an_unknown_slip_opens_no_revision(county_services: Services, sent: Path) -> None:
    with pytest.raises(AppError) as refused:
        county_services.returns.reopen("monthly", MARCH, reason="有错", slip="0" * 32)
    assert refused.value.code == "slip.unknown"
    assert len(county_services.returns.revisions("monthly", MARCH)) == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda c: c | {"reason": "不用改了"}, "slip.damaged"),
        (lambda c: c | {"items": []}, "slip.damaged"),
        (lambda c: c | {"format": 2}, "slip.newer"),
        (lambda c: c | {"kind": "letter"}, "slip.not_a_slip"),
        (lambda _: [1, 2], "slip.not_a_slip"),
    ],
)
def test_a_slip_that_was_changed_is_refused(county_services: Services, sent: Path, spoil, code: str) -> None:  # type: ignore[no-untyped-def]
    sent.write_text(json.dumps(spoil(json.loads(sent.read_text("utf-8"))), ensure_ascii=False), "utf-8")
    with pytest.raises(AppError) as refused:
        county_services.slips.open(sent)
    assert refused.value.code == code
    assert county_services.slips.listed() == ()


def test_other_files_and_other_offices_are_refused(county_services: Services, sent: Path, tmp_path: Path) -> None:
    torn = tmp_path / "断.xbhd"
    torn.write_bytes(sent.read_bytes()[:90])
    text = tmp_path / "信.txt"
    text.write_text("您好", "utf-8")
    other = tmp_path / "别县.xbhd"
    about = {"template": "monthly", "period": "2026-03", "revision": 1, "office": "331123", "reason": "x"}
    slips.write(other, about, ())
    for path, code in (
        (torn, "slip.damaged"),
        (text, "slip.not_a_slip"),
        (other, "slip.other_office"),
        (tmp_path / "没有.xbhd", "file.not_found"),
    ):
        with pytest.raises(AppError) as refused:
            county_services.slips.open(path)
        assert refused.value.code == code


def test_a_slip_about_a_return_that_is_not_here_is_kept_all_the_same(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "单.xbhd"
    about = {"template": "monthly", "period": "2025-03", "revision": 3, "office": "331122", "reason": "请重报"}
    slips.write(path, about, [slips.SlipItem("表", "B6", "", "1", "2", "不对", "error")])
    slip = Services(county).slips.open(path)
    assert not slip.known and slip.items[0].expected == "2"
