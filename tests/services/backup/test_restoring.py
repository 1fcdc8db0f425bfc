"""Restoring: the right state comes back, no number twice, and a wrong file changes nothing."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.errors import AppError
from app.paths import DataFolder
from app.progress import Cancelled, Progress
from app.services import backup as backups
from app.services import offices
from app.services.complaints import Complaints
from app.services.database import Database, schema
from app.services.database.lock import FolderLock

DAY = date(2026, 4, 7)
NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)


def register(database: Database, count: int) -> list[str]:
    """Some complaints; their numbers."""
    complaints = Complaints(database)
    return [
        complaints.register({"complainant": f"王{i}", "facts": "手机坏了"}, today=DAY).record.number
        for i in range(count)
    ]


def state(folder: DataFolder) -> dict[str, str]:
    """Every file of the folder by its content, without the lock."""
    return {
        path.relative_to(folder.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.root.rglob("*"))
        if path.is_file() and not path.name.startswith("xiaobao.lock")
    }


def numbers(folder: DataFolder) -> list[str]:
    """The numbers in the database of ``folder``."""
    connection = sqlite3.connect(folder.database)
    try:
        return [row[0] for row in connection.execute("SELECT number FROM complaint ORDER BY pk")]
    finally:
        connection.close()


def test_the_state_of_the_backup_comes_back_and_no_number_twice(county: Database) -> None:
    early = register(county, 2)
    kept = backups.backup(county, now=NOON)
    late = register(county, 3)
    county.close()
    done = backups.restore(county.folder, kept.path, now=NOON)
    assert numbers(county.folder) == early
    assert done.before is not None and done.before.counts["complaint"] == 5
    assert done.moved == 1 and not done.migrated and done.put_aside is None
    assert [(i.code, i.params) for i in done.issues] == [("backup.numbers_ahead", {"count": 3})]
    assert "3 件" in done.issues[0].message
    again = Database(county.folder)
    assert register(again, 1)[0] not in {*early, *late}
    assert again.journal.broken_at() is None
    assert [row["kind"] for row in again.journal.rows()][-2:] == ["restore", "numbers"]
    again.close()


def test_what_was_lost_is_in_the_backup_made_before(county: Database) -> None:
    register(county, 1)
    old = backups.backup(county, now=NOON)
    everything = register(county, 2)
    county.close()
    first = backups.restore(county.folder, old.path)
    assert first.before is not None
    second = backups.restore(county.folder, first.before.path)
    assert numbers(county.folder)[-2:] == everything
    assert second.issues == ()


def test_into_an_empty_folder_of_another_pc(county: Database, tmp_path: Path) -> None:
    county.folder.originals.mkdir()
    (county.folder.originals / "ab.xlsx").write_bytes(b"kept")
    told = register(county, 2)
    info = backups.backup(county)
    other = DataFolder(tmp_path / "new" / "place")
    done = backups.restore(other, info.path)
    assert done.before is None and done.issues == ()
    assert numbers(other) == told
    assert (other.originals / "ab.xlsx").read_bytes() == b"kept"
    with Database(other).read() as session:
        assert offices.read_home(session).office.name == "青溪县消保委"
    opened = Database(other)
    assert int(register(opened, 1)[0][-4:]) == 3
    assert opened.journal.broken_at() is None
    opened.close()


def test_numbers_survive_even_without_the_journal(county: Database) -> None:
    info = backups.backup(county, now=NOON)
    given = register(county, 4)
    county.folder.journal.unlink()
    county.close()
    backups.restore(county.folder, info.path)
    again = Database(county.folder)
    assert register(again, 1)[0] > max(given)
    assert again.journal.numbers() == {given[0][:-4]: 5}
    again.close()


def test_a_seal_that_is_gone_is_told(county: Database) -> None:
    info = backups.backup(county)
    county.journal.append(
        [
            {
                "kind": "seal",
                "office": "331122",
                "template": "monthly",
                "version": "2026.1",
                "period": "2026-03",
                "revision": 1,
                "values": "0" * 64,
            }
        ]
    )
    county.close()
    done = backups.restore(county.folder, info.path)
    assert [(i.severity, i.code) for i in done.issues] == [("error", "backup.seal_missing")]
    assert "2026-03" in done.issues[0].message


def test_kept_files_come_back_and_newer_ones_stay(county: Database) -> None:
    county.folder.originals.mkdir()
    old, new = county.folder.originals / "old.xlsx", county.folder.originals / "new.xlsx"
    old.write_bytes(b"old")
    info = backups.backup(county)
    old.write_bytes(b"spoilt")
    new.write_bytes(b"new")
    county.close()
    backups.restore(county.folder, info.path)
    assert (old.read_bytes(), new.read_bytes()) == (b"old", b"new")


@pytest.fixture
def wrong_files(county: Database, city: Database, tmp_path: Path) -> dict[str, Path]:
    """Files that are no good for the county, by the code of what should be said."""
    good = backups.backup(county, tmp_path).path
    data = good.read_bytes()
    truncated, swapped, newer, text = (tmp_path / f"{n}.xbk" for n in ("short", "swapped", "newer", "text"))
    truncated.write_bytes(data[: len(data) - 5000])
    text.write_text("不是备份", encoding="utf-8")
    with zipfile.ZipFile(good) as source:
        members = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(swapped, "w") as target:
        for name, content in members.items():
            target.writestr(name, content[:-1] + b"!" if name == "xiaobao.db" else content)
    with zipfile.ZipFile(newer, "w") as target:
        for name, content in members.items():
            target.writestr(name, content.replace(f'"schema": "{schema.HEAD}"'.encode(), b'"schema": "9999"'))
    return {
        "backup.damaged 1": truncated,
        "backup.damaged 2": swapped,
        "backup.newer": newer,
        "backup.not_a_backup": text,
        "backup.other_office": backups.backup(city).path,
        "file.not_found": tmp_path / "none.xbk",
    }


def test_a_wrong_file_changes_nothing(county: Database, wrong_files: dict[str, Path]) -> None:
    register(county, 2)
    county.close()
    before = state(county.folder)
    for code, path in wrong_files.items():
        with pytest.raises(AppError) as caught:
            backups.restore(county.folder, path)
        assert caught.value.code == code.split()[0]
        assert state(county.folder) == before, code


def test_a_wrong_file_makes_no_folder(tmp_path: Path, wrong_files: dict[str, Path]) -> None:
    for code, path in wrong_files.items():
        if code == "backup.other_office":
            continue
        new = DataFolder(tmp_path / "never")
        with pytest.raises(AppError):
            backups.restore(new, path)
        assert not new.root.exists(), code


def test_nobody_else_may_use_the_folder(county: Database) -> None:
    info = backups.backup(county)
    before = state(county.folder)
    with pytest.raises(AppError) as caught:
        backups.restore(county.folder, info.path)
    assert caught.value.code == "database.in_use"
    assert state(county.folder) == before


def test_cancelled_at_any_step_nothing_changed(county: Database) -> None:
    register(county, 2)
    info = backups.backup(county)
    register(county, 1)
    county.close()
    before = numbers(county.folder)
    steps: list[int] = []
    done = False
    for stop_at in range(1, 20):
        steps.clear()

        def wanted(stop_at: int = stop_at) -> bool:
            steps.append(1)
            return len(steps) >= stop_at

        try:
            backups.restore(county.folder, info.path, progress=Progress(cancelled=wanted))
        except Cancelled:
            assert numbers(county.folder) == before
            free = FolderLock(county.folder.lock)
            free.exclusive()
            free.release()
            continue
        done = True
        break
    assert done and stop_at > 5
    assert len(numbers(county.folder)) == 2


def test_a_damaged_database_is_put_aside_and_replaced(county: Database) -> None:
    told = register(county, 3)
    info = backups.backup(county)
    county.close()
    county.folder.database.write_bytes(b"rubbish" * 3000)
    done = backups.restore(county.folder, info.path)
    assert numbers(county.folder) == told
    assert done.before is None and done.put_aside is not None
    assert (done.put_aside / "xiaobao.db").read_bytes() == b"rubbish" * 3000
    assert [i.code for i in done.issues] == ["backup.put_aside"]


def test_a_log_left_by_a_crash_never_meets_the_new_database(county: Database, tmp_path: Path) -> None:
    early = register(county, 1)
    info = backups.backup(county)
    register(county, 2)
    # what a killed process leaves: the database with its write-ahead log, nobody holding the lock
    crashed = DataFolder(tmp_path / "crashed")
    crashed.root.mkdir()
    for name in ("xiaobao.db", "xiaobao.db-wal", "journal.jsonl"):
        (crashed.root / name).write_bytes((county.folder.root / name).read_bytes())
    assert (crashed.root / "xiaobao.db-wal").stat().st_size > 0
    done = backups.restore(crashed, info.path)
    assert numbers(crashed) == early
    assert done.before is not None and done.before.counts["complaint"] == 3
