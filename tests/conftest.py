"""Fixtures every test may use: fresh data folders made in a moment, and a day that is today.

A data folder is migrated and filled once per session; each test gets a copy of its files.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from app.paths import DataFolder

if TYPE_CHECKING:
    from app.services.database import Database

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

# The machines that run the tests are slow and shared: time is not what these examples are about.
# A test's own fixtures are only read by its examples, or begun anew in each.
settings.register_profile(
    "steady", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
settings.load_profile("steady")


@pytest.fixture
def today() -> date:
    """A Tuesday in spring, three months into a year whose holidays are known."""
    return date(2026, 4, 7)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """An empty place for a data folder; nothing in it yet."""
    return DataFolder(tmp_path / "data")


def _built(factory: pytest.TempPathFactory, level: str, name: str, code: str, parent: str | None) -> Path:
    from app.services import offices

    root = factory.mktemp(f"office-{code}")
    offices.create(DataFolder(root), level=level, name=name, code=code, parent=parent)
    return root


@pytest.fixture(scope="session")
def county_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder every fresh county is copied from; never opened."""
    return _built(tmp_path_factory, "county", "青溪县消保委", "331122", "331100")


@pytest.fixture(scope="session")
def city_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder every fresh city is copied from; never opened."""
    return _built(tmp_path_factory, "city", "澄江市消保委", "331100", None)


@pytest.fixture
def open_copy(tmp_path: Path) -> Iterator[Callable[[Path, str], Database]]:
    """Copy a template folder to ``tmp_path / name`` and open it; everything is closed after the test."""
    from app.services.database import Database

    opened: list[Database] = []

    def make(template: Path, name: str) -> Database:
        shutil.copytree(template, tmp_path / name)
        database = Database(DataFolder(tmp_path / name))
        opened.append(database)
        return database

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def county(open_copy: Callable[[Path, str], Database], county_template: Path) -> Database:
    """A fresh county: 331122 青溪县消保委, which reports to 331100."""
    return open_copy(county_template, "county")


@pytest.fixture
def city(open_copy: Callable[[Path, str], Database], city_template: Path) -> Database:
    """A fresh city: 331100 澄江市消保委, without counties."""
    return open_copy(city_template, "city")
