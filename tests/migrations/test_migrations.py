"""Every schema people have on their disks opens, migrates, and keeps what is in it."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.models import Complaint, Event, Figure, ReturnValue
from app.paths import DataFolder
from app.services import backup as backups
from app.services import offices
from app.services.complaints import Complaints
from app.services.database import Database, integrity, schema
from tests.migrations.freeze import DATA

FROZEN = sorted(DATA.glob("*.db"))


@pytest.fixture(params=FROZEN, ids=[path.stem for path in FROZEN])
def frozen(request: pytest.FixtureRequest, folder: DataFolder) -> DataFolder:
    """A folder with a database as an older program left it."""
    folder.root.mkdir()
    shutil.copyfile(request.param, folder.database)
    return folder


def tables(path: Path) -> dict[str, str]:
    """The SQL of everything in a database, by name.

    The constraints of a table are sorted: a rebuilt one has them in any order, and none means anything else by it.
    """
    connection = sqlite3.connect(path)
    found = {
        name: _in_order(" ".join(sql.split()))
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    }
    connection.close()
    return found


def _in_order(sql: str) -> str:
    """``sql`` of a table with the constraints behind its columns sorted."""
    head, found, rest = sql.partition(", CONSTRAINT ")
    return head + found + " | ".join(sorted(rest.removesuffix(" )").removesuffix(")").split(", CONSTRAINT ")))


def test_every_revision_is_frozen() -> None:
    assert {path.stem for path in FROZEN} == schema.known_revisions()


@pytest.mark.parametrize("path", FROZEN, ids=[path.stem for path in FROZEN])
def test_a_released_migration_is_never_edited(path: Path, tmp_path: Path) -> None:
    schema.migrate(tmp_path / "fresh.db", path.stem)
    assert tables(tmp_path / "fresh.db") == tables(path)


def test_it_opens_with_everything_in_it(frozen: DataFolder) -> None:
    older = schema.revision_of(frozen.database) != schema.HEAD
    made: list[object] = []
    assert schema.bring_up_to_date(frozen.database, frozen.lock, lambda: made.append(backups.make(frozen))) == older
    assert len(made) == int(older)
    assert schema.revision_of(frozen.database) == schema.HEAD
    found = integrity.examine(frozen.database)
    assert found == integrity.Integrity(series=found.series, sealed=found.sealed)
    database = Database(frozen)
    try:
        look(database)
    finally:
        database.close()


def look(database: Database) -> None:
    """What ``freeze.fill`` wrote is all there and of use."""
    complaints = Complaints(database)
    assert offices.home(database).office.name == "青溪县消保委"
    assert complaints.find().total == 2
    settled = complaints.find("𠮷安 黑屏").rows[0]
    record = complaints.show(settled.number)
    assert (record.state, record.recovered, record.closed_on, record.tags) == (
        "settled",
        299900,
        date(2026, 3, 12),
        ("3·15",),
    )
    assert len(complaints.history(settled.number)) == 3
    assert record.version == 2
    with database.read() as session:
        kinds = session.scalars(select(Event.kind).where(Event.revoked_on.is_(None)))
        assert sorted(kinds) == ["accepted", "refused", "registered", "registered", "registered", "settled"]
        figure = session.scalars(select(Figure)).one()
        assert (str(figure.number), figure.approx) == ("3100", "余")
        assert session.scalars(select(ReturnValue)).one().number == 1
        assert session.scalar(select(Complaint.deleted_by).where(Complaint.deleted_at.is_not(None))) == "李燕"
    with pytest.raises(DatabaseError, match="sealed return"), database.write() as session:
        session.execute(text("UPDATE return_value SET number = '2'"))
    again = complaints.register({"complainant": "新的一件"}, today=date(2026, 4, 7)).record
    assert again.number.endswith("0002")
