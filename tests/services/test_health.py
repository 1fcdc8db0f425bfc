"""``check`` finds what is wrong with a data folder, says it, and changes nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import AppError
from app.paths import DataFolder
from app.services import backup as backups
from app.services import health
from app.services.complaints import Complaints
from app.services.database import Database, integrity, place

DAY = date(2026, 4, 7)
NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)


def register(database: Database, count: int = 2) -> None:
    """Some complaints."""
    for i in range(count):
        Complaints(database).register({"complainant": f"王{i}", "facts": "手机坏了"}, today=DAY)


def codes(found: health.Health) -> list[str]:
    """The codes of the issues."""
    return [issue.code for issue in found.issues]


def direct(database: Database, *statements: str) -> None:
    """Do what only someone with a tool of his own can do."""
    with sqlite3.connect(database.folder.database) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_all_is_well(county: Database) -> None:
    register(county)
    info = backups.backup(county, now=NOON)
    found = health.check(county.folder, now=NOON + timedelta(days=1))
    assert found.database == "ok" and found.good and found.issues == ()
    assert found.backups == (info,)
    assert (found.journal.state, found.journal.numbers, found.journal.broken_at) == ("ok", 2, None)
    shape = json.loads(json.dumps(found.as_dict()))
    assert set(shape) == {"database", "schema", "journal", "backups", "files", "issues"}
    assert shape["database"] == "ok" and shape["backups"][0]["office"] == "331122"


def test_no_backup_and_an_old_one(county: Database) -> None:
    assert codes(health.check(county.folder)) == ["backup.none_yet"]
    backups.backup(county, now=NOON)
    assert codes(health.check(county.folder, now=NOON + timedelta(days=7))) == []
    late = health.check(county.folder, now=NOON + timedelta(days=9))
    assert codes(late) == ["backup.too_old"] and "9 天" in late.issues[0].message


def test_a_backup_that_cannot_be_read(county: Database) -> None:
    info = backups.backup(county, now=NOON)
    info.path.write_bytes(info.path.read_bytes()[:-3000])
    found = health.check(county.folder, now=NOON)
    assert codes(found) == ["backup.unreadable", "backup.none_yet"]
    assert info.path.name in found.issues[0].message


def test_a_folder_without_a_database(folder: DataFolder) -> None:
    with pytest.raises(AppError) as caught:
        health.check(folder)
    assert caught.value.code == "database.missing"


@pytest.mark.parametrize("spoil", ["all", "middle"])
def test_a_damaged_database(county: Database, spoil: str) -> None:
    register(county, 30)
    county.close()
    data = bytearray(county.folder.database.read_bytes())
    if spoil == "all":
        data[:] = b"rubbish!" * (len(data) // 8)
    else:
        data[len(data) // 2 : len(data) // 2 + 30000] = b"\xff" * 30000
    county.folder.database.write_bytes(data)
    found = health.check(county.folder)
    assert found.database == "damaged" and not found.good
    assert "database.damaged" in codes(found)


def test_rows_without_what_they_belong_to(county: Database) -> None:
    register(county)
    direct(county, "DELETE FROM complaint WHERE pk = 1")
    found = health.check(county.folder)
    assert found.database == "incomplete"
    assert {"database.orphans", "database.index_stale"} <= set(codes(found))
    assert "event" in next(i for i in found.issues if i.code == "database.orphans").message


def test_a_guard_that_is_gone(county: Database) -> None:
    direct(county, "DROP TRIGGER return_sealed_stays")
    found = health.check(county.folder)
    assert codes(found)[0] == "database.unguarded" and found.issues[0].found == "return_sealed_stays"


def test_every_guard_of_the_schema_is_watched(county: Database) -> None:
    with sqlite3.connect(county.folder.database) as connection:
        present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    connection.close()
    assert present == integrity.TRIGGERS


def test_a_complaint_missing_from_the_index(county: Database) -> None:
    register(county)
    direct(county, "DELETE FROM complaint_text WHERE rowid = 1")
    found = health.check(county.folder)
    assert codes(found)[0] == "database.index_stale" and "1 条" in found.issues[0].message


def test_a_journal_someone_edited(county: Database) -> None:
    register(county, 3)
    path = county.folder.journal
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    found = health.check(county.folder)
    assert found.journal.state == "broken" and found.journal.broken_at == 2
    assert "database.journal_broken" in codes(found)


def test_a_journal_that_is_gone(county: Database) -> None:
    register(county)
    county.folder.journal.unlink()
    assert "database.journal_missing" in codes(health.check(county.folder))


def test_an_old_database_copied_back(county: Database, tmp_path: Path) -> None:
    register(county, 1)
    county.close()
    shutil.copyfile(county.folder.database, tmp_path / "old.db")
    again = Database(county.folder)
    register(again, 3)
    again.journal.append(
        [{"kind": "seal", "office": "331122", "template": "monthly", "period": "2026-03", "revision": 1}]
    )
    again.close()
    shutil.copyfile(tmp_path / "old.db", county.folder.database)
    found = health.check(county.folder)
    assert {"database.numbers_behind", "backup.seal_missing"} <= set(codes(found))
    assert not found.good


def test_other_schemas(county: Database) -> None:
    direct(county, "UPDATE alembic_version SET version_num = '9999'")
    found = health.check(county.folder)
    assert found.database == "newer" and codes(found)[0] == "database.newer"


def test_on_a_stick(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "place_of", lambda path: "removable")
    assert [i.code for i in health.standing(county.folder)] == ["database.on_removable"]
    monkeypatch.setattr(place, "place_of", lambda path: "network")
    assert [i.code for i in health.standing(county.folder)] == ["database.on_network"]


def test_nothing_is_changed(county: Database) -> None:
    register(county)
    county.close()
    before = {p: p.read_bytes() for p in county.folder.root.rglob("*") if p.is_file()}
    health.check(county.folder)
    assert {p: p.read_bytes() for p in before} == before
