"""Opening a data folder: the database is brought up to date, with a backup first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app import paths
from app.bootstrap import open_services
from app.errors import AppError
from app.paths import DataFolder
from app.services import backup as backups
from app.services.complaints import Complaints
from app.services.database import Database, schema


def test_open(county: Database) -> None:
    services = open_services(county.folder)
    assert services.home.office.code == "331122"
    assert services.complaints.find().total == 0
    assert backups.listed(county.folder) == ()
    services.close()


def test_nothing_there(folder: DataFolder) -> None:
    with pytest.raises(AppError) as caught:
        open_services(folder)
    assert caught.value.code == "database.missing"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """A program of a later schema: one revision more than this one."""
    scripts = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), scripts)
    (scripts / "versions" / "9000_one_more.py").write_text(
        f"from alembic import op\nrevision = '9000'\ndown_revision = '{schema.HEAD}'\nbranch_labels = None\n"
        "depends_on = None\ndef upgrade():\n    op.execute('CREATE TABLE one_more (pk INTEGER)')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "migrations", lambda: scripts)
    monkeypatch.setattr(schema, "HEAD", "9000")
    schema.known_revisions.cache_clear()
    yield "9000"
    schema.known_revisions.cache_clear()


def test_an_older_database_is_backed_up_and_migrated(county: Database, later: str) -> None:
    Complaints(county).register({"complainant": "王一"}, today=date(2026, 4, 7))
    backups.backup(county)  # the one of the day is no reason to do without
    county.close()
    services = open_services(county.folder)
    try:
        assert schema.revision_of(county.folder.database) == later
        assert services.complaints.find().total == 1
        made = backups.listed(county.folder)
        assert len(made) == 2 and all(info.schema != later for info in made)
    finally:
        services.close()


def test_an_older_backup_is_migrated_while_it_is_restored(county: Database, later: str) -> None:
    Complaints(county).register({"complainant": "王一"}, today=date(2026, 4, 7))
    old = backups.backup(county)
    county.close()
    open_services(county.folder).close()
    done = backups.restore(county.folder, old.path)
    assert done.migrated and schema.revision_of(county.folder.database) == later
    services = open_services(county.folder)
    assert services.complaints.find().total == 1
    services.close()
