"""Setting a folder up as the home of an office, and the offices it knows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.errors import AppError
from app.paths import DataFolder
from app.services import offices
from app.services.database import Database, schema


def code_of(caught: pytest.ExceptionInfo[AppError]) -> str:
    """The code of what was refused; it has a sentence."""
    assert caught.value.message
    return caught.value.code


def test_a_county_and_its_city(county: Database) -> None:
    home = offices.home(county)
    assert (home.office.code, home.office.name, home.office.level) == ("331122", "青溪县消保委", "county")
    assert (home.office.parent, home.machine, home.records_from) == ("331100", "01", None)
    assert [o.code for o in offices.listed(county)] == ["331100", "331122"]
    assert schema.revision_of(county.folder.database) == schema.HEAD


def test_what_is_fixed_at_set_up(folder: DataFolder) -> None:
    made = offices.create(
        folder, level="city", name="澄江市消保委", code="331100", machine="02", records_from=date(2026, 1, 1)
    )
    assert (made.machine, made.records_from, made.office.parent) == ("02", date(2026, 1, 1), None)
    database = Database(folder)
    assert offices.home(database) == made
    database.close()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"level": "province"}, "office.bad_level"),
        ({"name": "  "}, "office.no_name"),
        ({"code": "33112"}, "office.bad_code"),
        ({"code": "33112a"}, "office.bad_code"),
        ({"code": "３３１１２２"}, "office.bad_code"),
        ({"code": "331122001"}, "office.bad_code"),
        ({"machine": "1"}, "office.bad_machine"),
        ({"machine": "ab"}, "office.bad_machine"),
        ({"level": "city", "parent": "330000"}, "office.bad_parent"),
        ({"parent": "3311"}, "office.bad_code"),
    ],
)
def test_wrong_set_up_leaves_nothing(folder: DataFolder, wrong: dict[str, str], code: str) -> None:
    right = {"level": "county", "name": "青溪县消保委", "code": "331122"}
    with pytest.raises(AppError) as caught:
        offices.create(folder, **{**right, **wrong})  # type: ignore[arg-type]  # all of them are text
    assert code_of(caught) == code
    assert not folder.database.exists()
    offices.create(folder, **right)  # type: ignore[arg-type]


def test_never_over_another(county: Database) -> None:
    before = county.folder.database.read_bytes()
    with pytest.raises(AppError) as caught:
        offices.create(county.folder, level="city", name="别的", code="331100")
    assert code_of(caught) == "database.exists"
    assert county.folder.database.read_bytes() == before


def test_a_place_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(AppError) as caught:
        offices.create(DataFolder(tmp_path / "file" / "data"), level="city", name="澄江市消保委", code="331100")
    assert caught.value.exit_code == 3 and code_of(caught).startswith("file.")


def test_counties_of_a_city(city: Database) -> None:
    offices.add(city, code="331122", name="青溪县消保委", level="county", contact="李燕", phone="2281234")
    offices.add(city, code="331121", name="石桥县消保委", level="county", valid_until=date(2025, 12, 31))
    offices.add(city, code="331122001", name="城东站", level="station", parent="331122")
    home = offices.home(city).office
    with city.read() as session:
        owed = offices.reporting_to(session, home, date(2026, 3, 31))
        assert [o.code for o in owed] == ["331122"]
        assert [o.code for o in offices.reporting_to(session, home, date(2025, 12, 31))] == ["331121", "331122"]
        county = offices.by_code(session, "331122")
        assert len(offices.below(session, home)) == 4 and len(offices.below(session, county)) == 2
    assert county.short_name == "青溪县" and county.contact == "李燕"


def test_a_code_is_never_given_to_another_kind_of_office(city: Database) -> None:
    offices.add(city, code="331122", name="青溪县消保委", level="county")
    again = offices.add(city, code="331122", name="青溪县消费者权益保护委员会", level="county")
    assert again.name == "青溪县消费者权益保护委员会" and len(offices.listed(city)) == 2
    with pytest.raises(AppError) as caught:
        offices.add(city, code="331122", name="别的", level="city")
    assert code_of(caught) in ("office.other_level", "office.bad_parent")


def test_successors(city: Database) -> None:
    offices.add(city, code="331103", name="新区消保委", level="county", valid_from=date(2026, 1, 1))
    old = offices.add(
        city,
        code="331122",
        name="青溪县消保委",
        level="county",
        valid_until=date(2025, 12, 31),
        successors=["331103"],
    )
    assert old.successors == ("331103",)
    assert old.exists_on(date(2025, 12, 31)) and not old.exists_on(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"parent": "999999"}, "office.unknown"),
        ({"successors": ["999999"]}, "office.unknown"),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "office.bad_dates"),
    ],
)
def test_wrong_offices(city: Database, more: dict[str, object], code: str) -> None:
    with pytest.raises(AppError) as caught:
        offices.add(city, code="331122", name="青溪县消保委", level="county", **more)  # type: ignore[arg-type]
    assert code_of(caught) == code
    assert [o.code for o in offices.listed(city)] == ["331100"]


def test_a_folder_without_an_office(folder: DataFolder) -> None:
    folder.root.mkdir()
    schema.migrate(folder.database)
    database = Database(folder)
    with pytest.raises(AppError) as caught:
        offices.home(database)
    assert code_of(caught) == "office.no_home"
    database.close()
