"""The file with which a city hands out holidays and time limits: what it changes is said, a damaged one is refused."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.services.calendars import Calendars, Holiday, handout, rules
from app.services.database import Database

TODAY = date(2026, 11, 22)
NEW_YEAR = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3))
SPRING = Holiday("春节", date(2027, 2, 5), date(2027, 2, 11), (date(2027, 1, 31), date(2027, 2, 20)))
RULE = {
    "handler": "消保委",
    "region": "",
    "valid_from": "2027-01-01",
    "decide_days": "6",
    "decide_unit": "工作日",
    "mediate_days": "30",
    "mediate_unit": "日",
}


@pytest.fixture
def file(city: Database, tmp_path: Path) -> Path:
    """What a city hands out."""
    calendars = Calendars(city)
    calendars.put_year(2027, [NEW_YEAR, SPRING])
    calendars.put_rule(RULE)
    return calendars.export(tmp_path / "2027年放假安排.xbcal", [2027, 2026, 2027], rules=True, today=TODAY)


def test_a_county_takes_it_over(file: Path, county: Database) -> None:
    calendars = Calendars(county)
    seen = calendars.look(file)
    assert calendars.year(2027).source == "none"
    done = calendars.install(file, by="王桂芬")
    assert done == seen
    assert (done.issued_on, [(one.year, one.what) for one in done.years]) == (TODAY, [(2026, "same"), (2027, "new")])
    assert done.years[1].words == ("加上：元旦 1月1日至1月3日", "加上：春节 2月5日至2月11日，1月31日、2月20日上班")
    assert done.rules == ("消保委（全国）2027-01-01 起：受理 6 个工作日，调解 30 日",)
    assert calendars.year(2027).source == "file" and calendars.year(2027).holidays == (NEW_YEAR, SPRING)
    assert calendars.year(2026).source == "shipped"
    assert [rule.decide_days for rule in calendars.rules(today=TODAY) if rule.own] == [6]
    again = calendars.install(file)
    assert {one.what for one in again.years} == {"same"} and again.rules == ()


def test_own_entries_are_kept_on_request(file: Path, county: Database) -> None:
    calendars = Calendars(county)
    own = Holiday("元旦", date(2027, 1, 1), date(2027, 1, 2))
    calendars.put_year(2027, [own])
    calendars.put_rule({**RULE, "decide_days": "4"})
    kept = calendars.install(file, keep_own=True)
    assert [(one.year, one.what) for one in kept.years] == [(2026, "same"), (2027, "kept")] and kept.rules == ()
    assert calendars.year(2027).holidays == (own,)
    taken = calendars.install(file)
    assert taken.years[1].what == "changed"
    assert taken.years[1].words[0] == "去掉：元旦 1月1日至1月2日"
    assert taken.rules == (
        "消保委（全国）2027-01-01 起：受理 6 个工作日，调解 30 日"
        "（原来：消保委（全国）2027-01-01 起：受理 4 个工作日，调解 30 日）",
    )
    assert calendars.year(2027).holidays == (NEW_YEAR, SPRING)


def test_an_older_file_is_refused(file: Path, city: Database, county: Database, tmp_path: Path) -> None:
    older = Calendars(city).export(tmp_path / "旧.xbcal", [2027], today=date(2026, 11, 21))
    calendars = Calendars(county)
    calendars.install(file)
    for use in (calendars.look, calendars.install):
        with pytest.raises(AppError) as caught:
            use(older)
        assert caught.value.code == "calendar.file_older"
        assert "2026-11-21" in caught.value.message and "2026-11-22" in caught.value.message
    calendars.reset_year(2027)
    assert calendars.install(older).years[0].what == "new"


def test_one_changed_character_is_noticed(file: Path, county: Database) -> None:
    calendars, whole = Calendars(county), file.read_text(encoding="utf-8")
    for old, new in (("2027-02-11", "2027-02-12"), ("春节", "夏节"), ('"6"', '"7"'), ("2026-11-22", "2026-11-23")):
        assert old in whole
        file.write_text(whole.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(AppError) as caught:
            calendars.install(file)
        assert caught.value.code == "calendar.file_damaged"
    file.write_text(whole[:-40], encoding="utf-8")
    with pytest.raises(AppError) as caught:
        calendars.install(file)
    assert caught.value.code == "calendar.file_damaged"
    assert calendars.year(2027).source == "none"


def signed(content: dict[str, Any]) -> str:
    content.pop("sha256", None)
    return json.dumps({**content, "sha256": handout.checksum(content)}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 2}, "file_newer"),
        ({"format": "something"}, "file_other"),
        (
            {"years": {"2027": [{"name": "元旦", "first": "2027-01-02", "last": "2027-01-01", "worked": []}]}},
            "file_damaged",
        ),
        ({"years": {"abc": []}}, "file_damaged"),
        ({"years": []}, "file_damaged"),
        ({"issued_on": "昨天"}, "file_damaged"),
        ({"rules": [{"handler": "committee"}]}, "file_damaged"),
        ({"rules": [{**dict.fromkeys(rules.FIELDS, ""), "handler": "法院"}]}, "file_damaged"),
    ],
)
def test_what_does_not_fit_together_is_refused(file: Path, county: Database, change: dict[str, Any], code: str) -> None:
    file.write_text(signed({**json.loads(file.read_text(encoding="utf-8")), **change}), encoding="utf-8")
    with pytest.raises(AppError) as caught:
        Calendars(county).install(file)
    assert caught.value.code == f"calendar.{code}"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"[]", b"{}", b"null", "元旦".encode("gbk"), b"x" * 1_000_001])
def test_other_files_are_refused(tmp_path: Path, county: Database, data: bytes) -> None:
    path = tmp_path / "其他.xbcal"
    path.write_bytes(data)
    with pytest.raises(AppError) as caught:
        Calendars(county).look(path)
    assert caught.value.code == "calendar.file_other"


def test_half_a_character_is_damage(file: Path, county: Database) -> None:
    """JSON can say one; neither UTF-8 nor the database can."""
    content = json.loads(file.read_text(encoding="utf-8"))
    content.pop("sha256")
    content["issued_by"] = "\ud800"
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
    file.write_text(json.dumps({**content, "sha256": sha256}), encoding="utf-8")
    with pytest.raises(AppError, match="file_damaged"):
        Calendars(county).install(file)


def test_files_that_are_not_there(tmp_path: Path, county: Database) -> None:
    with pytest.raises(AppError) as caught:
        Calendars(county).look(tmp_path / "没有.xbcal")
    assert caught.value.code == "file.not_found"
    with pytest.raises(AppError) as caught:
        Calendars(county).look(tmp_path)
    assert caught.value.code == "file.not_readable"


def test_only_years_that_are_known_are_handed_out(county: Database, tmp_path: Path) -> None:
    for years, code in (([2027], "calendar.year_empty"), ([], "calendar.no_years")):
        with pytest.raises(AppError) as caught:
            Calendars(county).export(tmp_path / "x.xbcal", years, today=TODAY)
        assert caught.value.code == code
    assert not list(tmp_path.glob("*.xbcal"))


def test_rules_of_the_program_are_not_handed_out(county: Database, tmp_path: Path) -> None:
    path = Calendars(county).export(tmp_path / "x.xbcal", [2026], rules=True, today=TODAY)
    assert json.loads(path.read_text(encoding="utf-8"))["rules"] == []
