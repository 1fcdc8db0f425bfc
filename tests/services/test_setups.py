"""Set-up files: what a county writes, a station's first start understands; anything else gets its sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.paths import DataFolder
from app.services import offices, setups, templates
from app.services.database import Database

STATION: dict[str, Any] = {"code": "331122003", "name": "城关消费维权监督站", "machine": "02", "scale": 1.5}


def test_a_station_begins_from_the_file_of_its_county(county: Database, tmp_path: Path) -> None:
    path = tmp_path / "城关.xbset"
    setups.write(path, setups.propose(county, **STATION))
    made = setups.read(path)
    assert (made.level, made.code, made.parent, made.parent_name, made.machine, made.scale) == (
        "station", "331122003", "331122", "青溪县消保委", "02", 1.5,
    )  # fmt: skip
    folder = DataFolder(tmp_path / "station")
    home = setups.begin(folder, made)
    assert (home.office.name, home.office.parent, home.machine) == ("城关消费维权监督站", "331122", "02")
    database = Database(folder)
    try:
        assert {office.name for office in offices.listed(database)} == {"城关消费维权监督站", "青溪县消保委"}
        assert {info.id for info in templates.listed(database)} == {"monthly", "analysis"}
    finally:
        database.close()


def test_the_templates_of_the_county_come_along(county: Database, tmp_path: Path) -> None:
    with county.write() as session:
        mapping, workbook = templates.files(session)[0]
        theirs = mapping.replace('version = "', 'version = "9', 1)
        templates.put(session, theirs, workbook)
    path = tmp_path / "a.xbset"
    setups.write(path, setups.propose(county, **STATION))
    folder = DataFolder(tmp_path / "station")
    setups.begin(folder, setups.read(path))
    database = Database(folder)
    try:
        assert any(info.version.startswith("9") for info in templates.listed(database))
    finally:
        database.close()


def test_the_same_set_up_is_the_same_file(county: Database, tmp_path: Path) -> None:
    for name in ("a.xbset", "b.xbset"):
        setups.write(tmp_path / name, setups.propose(county, **STATION))
    assert (tmp_path / "a.xbset").read_bytes() == (tmp_path / "b.xbset").read_bytes()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "33112"}, "office.bad_code"),
        ({"name": " "}, "office.no_name"),
        ({"machine": "2"}, "office.bad_machine"),
        ({"machine": "99"}, "office.machine_of_practice"),
        ({"scale": 9.0}, "setup.bad_scale"),
        ({"level": "city", "code": "331100"}, "office.bad_parent"),
    ],
)
def test_an_office_that_cannot_be_is_refused(county: Database, change: dict[str, object], code: str) -> None:
    with pytest.raises(AppError) as caught:
        setups.propose(county, **{**STATION, **change})
    assert caught.value.code == code


def test_what_is_no_set_up_file_gets_its_sentence(county: Database, tmp_path: Path) -> None:
    whole = tmp_path / "whole.xbset"
    setups.write(whole, setups.propose(county, **STATION))
    cut = tmp_path / "cut.xbset"
    cut.write_bytes(whole.read_bytes()[:-300])
    later = tmp_path / "later.xbset"
    with zipfile.ZipFile(later, "w") as archive:
        archive.writestr("setup.toml", "[setup]\nformat = 2\n")
    poor = tmp_path / "poor.xbset"
    with zipfile.ZipFile(poor, "w") as archive:
        archive.writestr("setup.toml", '[setup]\nformat = 1\nlevel = "station"\n')
    for path, code in (
        (cut, "setup.not_readable"),
        (tmp_path / "gone.xbset", "setup.not_readable"),
        (later, "setup.newer"),
        (poor, "setup.incomplete"),
    ):
        with pytest.raises(AppError) as caught:
            setups.read(path)
        assert caught.value.code == code
        assert path.name in caught.value.message


@given(st.binary(max_size=400))
def test_any_bytes_are_a_set_up_or_a_sentence(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("setup") / "x.xbset"
    path.write_bytes(data)
    with pytest.raises(AppError):
        setups.read(path)


def test_it_is_found_beside_the_data(county: Database, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new" / "data")
    folder.root.mkdir(parents=True)
    path = folder.root.parent / "城关.XBSET"
    setups.write(path, setups.propose(county, **STATION))
    assert path in setups.nearby(folder)
