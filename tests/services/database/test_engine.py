"""Connections and transactions: durable, one writer at a time, nothing half done, problems told."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.errors import AppError
from app.models import Office, Setting
from app.paths import DataFolder
from app.services.database import Database, schema
from app.services.database import engine as engine_module


def count(database: Database) -> int:
    """How many test settings there are."""
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Setting).where(Setting.name.like("test%"))) or 0


def test_pragmas(county: Database) -> None:
    with county.read() as session:
        connection = session.connection()
        for pragma, wanted in (("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2)):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == wanted


def test_no_database_here(folder: DataFolder) -> None:
    with pytest.raises(AppError) as caught:
        Database(folder)
    assert (caught.value.code, caught.value.exit_code) == ("database.missing", 3)
    assert not folder.root.exists()


def test_a_write_is_seen_when_it_is_done(county: Database) -> None:
    with county.write() as session:
        session.add(Setting(name="test", value="1"))
        assert count(county) == 0
    assert count(county) == 1


def test_an_exception_takes_everything_back(county: Database) -> None:
    def half_done() -> None:
        with county.write() as session:
            session.add(Setting(name="test", value="1"))
            session.flush()
            raise KeyError("stop")

    with pytest.raises(KeyError):
        half_done()
    assert count(county) == 0
    with county.write() as session:  # the lock was given back
        session.add(Setting(name="test", value="2"))
    assert count(county) == 1


def test_nothing_can_be_changed_in_a_read(county: Database) -> None:
    with county.read() as session:
        session.add(Setting(name="test", value="1"))
        session.flush()
    assert count(county) == 0


def test_a_read_sees_one_state(county: Database) -> None:
    with county.read() as session:
        before = session.scalar(select(func.count()).select_from(Setting))
        with county.write() as writer:
            writer.add(Setting(name="test", value="1"))
        assert session.scalar(select(func.count()).select_from(Setting)) == before


def test_foreign_keys_hold(county: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), county.write() as session:
        session.execute(text("INSERT INTO person (name, role, office_pk, active) VALUES ('王', 'clerk', 999, 1)"))


def test_the_write_lock_is_taken_at_once(county: Database) -> None:
    other = sqlite3.connect(county.folder.database, timeout=0.05)
    with county.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


def test_waiting_too_long_for_the_lock_is_told(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "BUSY_SECONDS", 0.1)
    impatient = Database(county.folder)
    try:
        with county.write(), pytest.raises(AppError) as caught, impatient.write():
            pass
        assert (caught.value.code, caught.value.exit_code) == ("database.busy", 3)
    finally:
        impatient.close()


def test_many_writers_at_once_lose_nothing(county: Database) -> None:
    second = Database(county.folder)
    errors: list[BaseException] = []

    def add(database: Database) -> None:
        try:
            for _ in range(15):
                with database.write() as session:
                    row = session.get(Setting, "test")
                    if row is None:
                        session.add(Setting(name="test", value="1"))
                    else:
                        row.value = str(int(row.value) + 1)
        except BaseException as error:  # noqa: BLE001  (carried to the test's own thread)
            errors.append(error)

    threads = [threading.Thread(target=add, args=(database,)) for database in (county, second, county, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert errors == []
    with county.read() as session:
        row = session.get(Setting, "test")
        assert row is not None and row.value == "60"


def test_a_file_that_is_no_database(county: Database) -> None:
    county.close()
    county.folder.database.write_bytes(b"not a database at all" * 200)
    database = Database(county.folder)
    with pytest.raises(AppError) as caught, database.read() as session:
        session.scalar(select(Office.pk))
    assert (caught.value.code, caught.value.exit_code) == ("database.damaged", 3)
    database.close()


def test_a_full_disk(county: Database) -> None:
    with county.read() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(AppError) as caught, county.write() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for n in range(200):
            session.execute(text("INSERT INTO setting VALUES (:n, :v)"), {"n": f"test{n}", "v": "x" * 400})
    assert (caught.value.code, caught.value.exit_code) == ("database.full", 3)
    assert count(county) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("database is locked", "database.busy"),
        ("disk I/O error", "database.disk"),
        ("attempt to write a readonly database", "database.readonly"),
        ("unable to open database file", "database.not_opened"),
        ("database disk image is malformed", "database.damaged"),
        ("file is not a database", "database.damaged"),
        ("no such table: complaint", None),
        ("UNIQUE constraint failed", None),
    ],
)
def test_what_sqlite_says(words: str, code: str | None) -> None:
    assert engine_module.storage_problem(words) == code


def test_a_folder_name_with_anything_in_it(tmp_path: Path, county_template: Path) -> None:
    import shutil

    root = tmp_path / ("数据 100%#1" if os.name == "nt" else "数据 100%#1?x=y&z")
    shutil.copytree(county_template, root)
    database = Database(DataFolder(root))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Office)) == 2
    database.close()
    assert schema.revision_of(database.folder.database) == schema.HEAD
    new = root / "neu %20.db"
    schema.migrate(new)
    assert new.exists() and schema.revision_of(new) == schema.HEAD
