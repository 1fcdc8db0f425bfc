"""The schema: migrations and models say the same, impossible rows are kept out, what is sealed stays."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Inspector, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError

from app.errors import AppError
from app.models import Base
from app.paths import DataFolder
from app.services.database import Database, schema
from app.services.database.lock import FolderLock
from tests.migrations.freeze import fill


def test_head_is_the_only_head() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema._config()).get_heads() == [schema.HEAD]


def test_migrations_and_models_say_the_same(county: Database) -> None:
    from alembic import command

    with county.engine.connect() as connection:
        command.check(schema._config(connection))


def test_checks_of_models_are_in_the_database(county: Database) -> None:
    """Alembic does not compare check constraints; an index's WHERE neither."""
    built = create_engine("sqlite://")
    Base.metadata.create_all(built)
    wanted, found = inspect(built), inspect(county.engine)

    def plain(words: object) -> str:
        return " ".join(str(words).split())

    def conditions(inspector: Inspector, table: str) -> dict[str | None, str]:
        return {
            index["name"]: plain(index.get("dialect_options", {}).get("sqlite_where"))
            for index in inspector.get_indexes(table)
        }

    for table in Base.metadata.tables:
        expected = {c["name"]: plain(c["sqltext"]) for c in wanted.get_check_constraints(table)}
        assert {c["name"]: plain(c["sqltext"]) for c in found.get_check_constraints(table)} == expected, table
        assert conditions(found, table) == conditions(wanted, table), table
    built.dispose()


def test_nothing_to_do(county: Database) -> None:
    assert not schema.bring_up_to_date(county.folder.database, county.folder.lock)


def set_revision(path: Path, revision: str | None) -> None:
    """Pretend the database is of another program."""
    with sqlite3.connect(path) as connection:
        if revision is None:
            connection.execute("DROP TABLE alembic_version")
        else:
            connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_database_of_a_later_program_is_refused(county: Database) -> None:
    county.close()
    set_revision(county.folder.database, "9999")
    before = county.folder.database.read_bytes()
    asked: list[int] = []
    with pytest.raises(AppError) as caught:
        schema.bring_up_to_date(county.folder.database, county.folder.lock, lambda: asked.append(1))
    assert (caught.value.code, caught.value.exit_code) == ("database.newer", 3)
    assert "9999" in caught.value.message and schema.HEAD in caught.value.message
    assert asked == [] and county.folder.database.read_bytes() == before


def test_migrating_waits_for_nobody_else(folder: DataFolder) -> None:
    folder.root.mkdir()
    sqlite3.connect(folder.database).close()
    other = FolderLock(folder.lock)
    other.shared()
    with pytest.raises(AppError) as caught:
        schema.bring_up_to_date(folder.database, folder.lock)
    assert caught.value.code == "database.in_use"
    other.release()
    assert schema.bring_up_to_date(folder.database, folder.lock)
    assert schema.revision_of(folder.database) == schema.HEAD


def test_a_backup_that_fails_stops_the_migration(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.root.mkdir()
    schema.migrate(folder.database)
    monkeypatch.setattr(schema, "HEAD", "9998")

    def fails() -> None:
        raise AppError("file.no_space", path=folder.backups)

    with pytest.raises(AppError, match=r"file\.no_space"):
        schema.bring_up_to_date(folder.database, folder.lock, fails)
    alone = FolderLock(folder.lock)
    alone.exclusive()
    alone.release()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00" + b"\xff" * 5000, "不是数据库".encode() * 500])
def test_revision_of_what_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    if not content:
        assert schema.revision_of(path) is None
        return
    with pytest.raises(AppError) as caught:
        schema.revision_of(path)
    assert (caught.value.code, caught.value.exit_code) == ("database.damaged", 3)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        schema.revision_of(tmp_path / "none.db")
    assert caught.value.code == "database.not_opened"


@pytest.fixture
def filled(county: Database) -> Database:
    """A county with a few records of every sort, one sealed return among them."""
    fill(county)
    return county


def refused(database: Database, statement: str) -> str:
    """What the database says against ``statement``."""
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        session.execute(text(statement))
    return str(caught.value.orig)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE return_value SET number = '2'",
        "UPDATE return_value SET state = 'blank', number = NULL",
        "UPDATE return_value SET text = 'x'",
        "DELETE FROM return_value",
        "INSERT INTO return_value (return_pk, sheet, cell, key, unit, state, number, text, approx, made_from)"
        " VALUES (1, 'S', 'Z9', 'k', '', 'value', '1', '', '', 'counted')",
        'DELETE FROM "return"',
        "UPDATE \"return\" SET state = 'draft', sealed_at = NULL",
        "UPDATE \"return\" SET period = '2026-04'",
        "UPDATE \"return\" SET number = 2, reason = 'x'",
        "UPDATE \"return\" SET sealed_at = '2020-01-01'",
        'UPDATE "return" SET office_pk = 1 + (office_pk = 1)',
        "UPDATE \"return\" SET template = 'other'",
    ],
)
def test_what_is_sealed_stays(filled: Database, statement: str) -> None:
    assert "sealed return" in refused(filled, statement)


def test_a_draft_may_be_changed(filled: Database) -> None:
    with filled.write() as session:
        session.execute(
            text(
                'INSERT INTO "return" (id, office_pk, template, template_version, period, start, until, number, state,'
                " reason, made_at, made_by) SELECT 'x', office_pk, template, template_version, period, start, until, 2,"
                " 'draft', '更正', made_at, '' FROM \"return\""
            )
        )
        session.execute(
            text(
                "INSERT INTO return_value SELECT 2, sheet, cell, key, unit, state, number, text, approx, made_from"
                " FROM return_value"
            )
        )
        session.execute(text("UPDATE return_value SET number = '2' WHERE return_pk = 2"))
        session.execute(text("DELETE FROM return_value WHERE return_pk = 2"))
        session.execute(text('DELETE FROM "return" WHERE number = 2'))


def test_history_is_not_rewritten(filled: Database) -> None:
    assert "not rewritten" in refused(filled, "UPDATE change SET after = 'x'")


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE complaint SET amount = -1", "amount_not_negative"),
        ("UPDATE complaint SET recovered = -1", "recovered_not_negative"),
        ("UPDATE complaint SET group_size = 0", "group_size_positive"),
        ("UPDATE complaint SET age = 131", "age_possible"),
        ("UPDATE complaint SET state = 'lost'", "state_known"),
        ("UPDATE complaint SET kind = 'other'", "kind_known"),
        ("UPDATE complaint SET category = '01'", "category_shape"),
        ("UPDATE complaint SET received_on = '0226-03-05'", "received_possible"),
        ("UPDATE complaint SET closed_on = '2000-01-01'", "closed_after_received"),
        ("UPDATE complaint SET deleted_at = '2026-01-01' WHERE deleted_at IS NULL", "deleted_whole"),
        ("UPDATE complaint SET number = (SELECT number FROM complaint LIMIT 1)", "complaint.number"),
        ("UPDATE complaint SET office_pk = 999", "FOREIGN KEY"),
        ("UPDATE event SET reason = NULL WHERE kind = 'refused'", "refused_with_reason"),
        ("UPDATE event SET closes = 0 WHERE kind = 'settled'", "closing_marked"),
        ("UPDATE event SET closes = 1 WHERE kind = 'accepted'", "closing_kind"),
        ("UPDATE event SET kind = 'accepted' WHERE kind = 'settled'", "closing_kind"),
        ("UPDATE event SET kind = 'eaten'", "kind_known"),
        ("UPDATE event SET recovered = -5", "recovered_not_negative"),
        ("UPDATE enquiry SET people = 0", "people_positive"),
        ("UPDATE figure SET number = NULL", "number_when_value"),
        ("UPDATE figure SET until = '2020-01-01'", "days_in_order"),
        ("UPDATE office SET code = '12'", "code_length"),
        ("UPDATE office SET name = ''", "has_name"),
        ("UPDATE office SET parent_pk = pk", "not_own_parent"),
        ("UPDATE office SET level = 'moon'", "level_known"),
        ("UPDATE code SET label = ''", "whole"),
        ("UPDATE time_limit SET decide_days = 0", "days_positive"),
        ("UPDATE calendar_day SET kind = 'x'", "kind_known"),
        ("INSERT INTO complaint_tag VALUES (1, '')", "has_tag"),
        ("INSERT INTO complaint_tag VALUES (999, 'x')", "FOREIGN KEY"),
    ],
)
def test_impossible_rows(filled: Database, statement: str, constraint: str) -> None:
    assert constraint in refused(filled, statement)


def test_a_case_is_accepted_and_closed_once(filled: Database) -> None:
    columns = (
        "id, origin, revision, version, created_at, created_by, changed_at, complaint_pk, kind, on_date, counts_on,"
        " office_pk, closes, assumed, to_whom, note, revoked_reason"
    )
    for kind, closes in (("accepted", 0), ("withdrawn", 1)):
        said = refused(
            filled,
            f"INSERT INTO event ({columns}) SELECT 'x{kind}', origin, revision, 1, created_at, '', changed_at,"
            f" complaint_pk, '{kind}', on_date, counts_on, office_pk, {closes}, 0, '', '', '' FROM event"
            " WHERE kind = 'settled'",
        )
        assert "UNIQUE" in said


def test_a_failed_migration_leaves_the_old_state(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A power cut or an error in the middle of a revision takes all of it back."""
    import shutil

    from app import paths

    folder.root.mkdir()
    schema.migrate(folder.database)
    scripts = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), scripts)
    (scripts / "versions" / "9998_fails.py").write_text(
        "from alembic import op\nrevision = '9998'\ndown_revision = '0004'\nbranch_labels = depends_on = None\n"
        "def upgrade():\n    op.execute('DROP TABLE enquiry')\n    op.execute('DROP TABLE not_there')\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "migrations", lambda: scripts)
    with pytest.raises(Exception, match="not_there"):
        schema.migrate(folder.database)
    assert schema.revision_of(folder.database) == "0004"
    connection = sqlite3.connect(folder.database)
    assert connection.execute("SELECT count(*) FROM enquiry").fetchone() == (0,)
    connection.close()


def test_rebuilding_a_table_keeps_its_children(
    filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A batch migration drops and makes the table anew; with foreign keys on, its children would go with it."""
    import shutil

    from app import paths

    filled.close()
    scripts = tmp_path / "migrations"
    shutil.copytree(paths.migrations(), scripts)
    (scripts / "versions" / "9998_rebuilds.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = '9998'\ndown_revision = '0004'\n"
        "branch_labels = depends_on = None\ndef upgrade():\n"
        "    with op.batch_alter_table('complaint', recreate='always') as batch:\n"
        "        batch.add_column(sa.Column('extra', sa.String(10)))\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paths, "migrations", lambda: scripts)
    counted = (
        "SELECT (SELECT count(*) FROM complaint), (SELECT count(*) FROM event), (SELECT count(*) FROM complaint_tag)"
    )
    connection = sqlite3.connect(filled.folder.database)
    before = connection.execute(counted).fetchone()
    connection.close()
    schema.migrate(filled.folder.database)
    connection = sqlite3.connect(filled.folder.database)
    assert connection.execute(counted).fetchone() == before
    connection.close()
