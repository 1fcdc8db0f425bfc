"""A sealed figure cannot be changed by any path: window, import and its undo, restore, migration, plain SQL."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.bootstrap import Services, open_services
from app.errors import AppError
from app.paths import DataFolder
from app.services import backup as backups
from app.services import health, register
from app.services.database import Database, schema
from app.services.database.integrity import examine
from app.services.returns import Answer
from tests.services.city_fixtures import MARCH, PHONE, TODAY, fill_register, take
from tests.services.register.files import HEAD, workbook
from tests.services.register.files import take as imported

TABLE = "投诉处理情况表"
NOW = datetime(2026, 4, 3, 12, 0, tzinfo=UTC)
REMARK = (
    "INSERT {verb} INTO return_remark"
    " (pk, return_pk, kind, code, sheet, cell, found, expected, message, reason, at, by)"
    " VALUES (1, {owner}, 'explained', 'x', '', '', '', '', '', '改', '2026-04-03 00:00:00.000000', '某')"
)


@pytest.fixture(scope="module")
def sealed_once(tmp_path_factory: pytest.TempPathFactory, county_template: Path) -> Path:
    """March is sealed; a draft of April and a second version of the template lie beside it. Closed, to be copied."""
    folder = DataFolder(tmp_path_factory.mktemp("guarded") / "county")
    shutil.copytree(county_template, folder.root)
    services = open_services(folder)
    fill_register(services, 5, 3)
    services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    services.close()
    with sqlite3.connect(folder.database) as connection:
        connection.execute(
            'INSERT INTO "return" (pk, id, office_pk, template, template_version, period, start, until, number, state,'
            " reason, made_at, made_by, zero, revised_base) SELECT 77, 'd' || substr(id, 2), office_pk, template,"
            " template_version, '2026-04', '2026-04-01', '2026-04-30', 1, 'draft', '', made_at, '', 0, 0"
            ' FROM "return"'
        )
        connection.execute(
            "INSERT INTO template (pk, template, template_version, title, mapping, workbook, sha256, valid_from,"
            " valid_until, source, suffix, installed_at) SELECT 78, template, '0.0', title, mapping, workbook, sha256,"
            " valid_from, valid_until, source, suffix, installed_at FROM template WHERE template = 'monthly'"
        )
        if not connection.execute("SELECT count(*) FROM return_remark").fetchone()[0]:
            connection.execute("DROP TRIGGER return_remark_sealed_insert")
            connection.execute(REMARK.format(verb="", owner='(SELECT pk FROM "return" WHERE pk <> 77)'))
            connection.executescript(_trigger("return_remark_sealed_insert"))
    connection.close()
    return folder.root


@pytest.fixture
def sealed(open_copy: Callable[[Path, str], Database], sealed_once: Path) -> Services:
    """A copy of that folder."""
    return Services(open_copy(sealed_once, "sealed"))


def _trigger(name: str) -> str:
    """The trigger as the migrations make it."""
    import importlib.util

    from app.paths import migrations

    path = next((migrations() / "versions").glob("0004_*.py"))
    found = importlib.util.spec_from_file_location("guards", path)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return str(module.guards()[name]) + ";"


def everything(folder: DataFolder) -> dict[str, list[tuple[object, ...]]]:
    """All that belongs to the sealed return, as it stands in the database."""
    with sqlite3.connect(folder.database) as connection:
        found = {
            "return": connection.execute(
                "SELECT pk, id, office_pk, template, template_version, period, start, until, number, state, reason,"
                " sealed_at, sealed_by, zero, revised_base FROM \"return\" WHERE state = 'sealed'"
            ).fetchall(),
            "template": connection.execute(
                "SELECT template, template_version, mapping, workbook, original FROM template WHERE pk <> 78"
                " AND template = 'monthly'"
            ).fetchall(),
        }
        for table in ("return_value", "return_evidence", "return_remark", "return_file"):
            found[table] = connection.execute(f"SELECT * FROM {table} WHERE return_pk <> 77 ORDER BY rowid").fetchall()
    connection.close()
    return found


MARCH_ROW = 'SELECT pk FROM "return" WHERE pk <> 77'
STATEMENTS = (
    "UPDATE \"return\" SET state = 'draft', sealed_at = NULL WHERE pk <> 77",
    "UPDATE \"return\" SET template_version = '0.0' WHERE pk <> 77",
    'UPDATE "return" SET number = 9 WHERE pk <> 77',
    'UPDATE "return" SET zero = 1 WHERE pk <> 77',
    'UPDATE "return" SET revised_base = 1 - revised_base WHERE pk <> 77',
    'UPDATE "return" SET pk = 900 WHERE pk <> 77',
    "UPDATE OR REPLACE \"return\" SET period = '2026-03' WHERE pk = 77",
    f'UPDATE OR REPLACE "return" SET pk = ({MARCH_ROW}) WHERE pk = 77',
    'UPDATE OR REPLACE "return" SET id = (SELECT id FROM "return" WHERE pk <> 77) WHERE pk = 77',
    'DELETE FROM "return" WHERE pk <> 77',
    'INSERT OR REPLACE INTO "return" SELECT * FROM "return" WHERE pk <> 77',
    "UPDATE return_value SET number = '99' WHERE cell = 'B6'",
    "UPDATE return_value SET made_from = 'typed'",
    "UPDATE return_value SET return_pk = 77",
    "DELETE FROM return_value",
    "INSERT OR REPLACE INTO return_value SELECT return_pk, sheet, cell, key, unit, state, '99', text, approx, made_from"
    " FROM return_value WHERE cell = 'B6'",
    f"INSERT INTO return_value SELECT return_pk, sheet, 'ZZ9', key, unit, state, '99', text, approx, made_from"
    f" FROM return_value WHERE return_pk = ({MARCH_ROW}) AND cell = 'B6'",
    "INSERT OR REPLACE INTO return_value"
    " (rowid, return_pk, sheet, cell, key, unit, state, number, text, approx, made_from)"
    " SELECT rowid, 77, sheet, cell, key, unit, state, '99', text, approx, made_from FROM return_value LIMIT 1",
    "UPDATE return_evidence SET rule = '别的'",
    "DELETE FROM return_evidence",
    f"INSERT INTO return_evidence VALUES (({MARCH_ROW}), 'x@current', '', '', '', 'complaint', x'00')",
    "INSERT OR REPLACE INTO return_evidence SELECT return_pk, key, name, '别的', source, kind, records"
    " FROM return_evidence",
    "UPDATE return_remark SET reason = '别的'",
    "DELETE FROM return_remark",
    REMARK.format(verb="OR REPLACE", owner=f"({MARCH_ROW})"),
    REMARK.format(verb="OR REPLACE", owner="77"),
    "UPDATE return_file SET data = x'00'",
    "DELETE FROM return_file",
    "INSERT OR REPLACE INTO return_file SELECT return_pk, name, suffix, x'00', sha256, made_at FROM return_file",
    "UPDATE template SET mapping = '' WHERE template = 'monthly' AND pk <> 78",
    "UPDATE template SET workbook = x'00' WHERE template = 'monthly' AND pk <> 78",
    'UPDATE OR REPLACE template SET template_version = (SELECT template_version FROM "return" WHERE pk <> 77)'
    " WHERE pk = 78",
    "DELETE FROM template WHERE template = 'monthly' AND pk <> 78",
    "INSERT OR REPLACE INTO template (pk, template, template_version, title, mapping, workbook, sha256, valid_from,"
    " valid_until, source, suffix, installed_at) SELECT 900, template, template_version, title, '', workbook, sha256,"
    " valid_from, valid_until, source, suffix, installed_at FROM template WHERE template = 'monthly' AND pk <> 78",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_plain_sql_changes_nothing(sealed: Services, statement: str) -> None:
    before = everything(sealed.folder)
    connection = sqlite3.connect(sealed.folder.database)
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute(statement)
    connection.rollback()
    connection.close()
    assert everything(sealed.folder) == before
    assert all(before.values())


def typed(services: Services) -> None:
    services.figures.set(MARCH, {"warnings": "40", "leaflets": "1"})


def filled_again(services: Services) -> None:
    services.returns.fill("monthly", MARCH, services.folder.root / "x.xlsx", today=TODAY, by="别人")


def sealed_again(services: Services) -> None:
    with pytest.raises(AppError) as refused:
        services.returns.seal("monthly", MARCH, today=TODAY, answers=[Answer("x", "", "", "explained", "好")])
    assert refused.value.code == "return.already_sealed"


def reopened_and_sealed(services: Services) -> None:
    take(services, 30, PHONE)
    services.returns.reopen("monthly", MARCH, reason="漏了一件")
    services.returns.seal("monthly", MARCH, today=TODAY, insist=False)
    assert services.returns.sheets_of("monthly", MARCH).revision == 2


def record_changed(services: Services) -> None:
    id = services.complaints.find().rows[0].id
    services.complaints.change(id, {"amount": "9万", "nature": "价格"}, today=TODAY)


def records_deleted(services: Services) -> None:
    for row in services.complaints.find().rows:
        services.complaints.delete(row.id)
    services.bin.purge(today=date(2027, 6, 1))


def template_replaced(services: Services) -> None:
    from app.services import templates

    book = templates.read(services.database, "monthly")
    with services.database.write() as session:
        assert not templates.put(session, book.mapping + "\n# 改过", book.workbook)


PATHS = (typed, filled_again, sealed_again, reopened_and_sealed, record_changed, records_deleted, template_replaced)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_no_use_case_changes_it(sealed: Services, path: Callable[[Services], None]) -> None:
    kept = {table: rows for table, rows in everything(sealed.folder).items() if table != "return"}
    before = sealed.returns.sheets_of("monthly", MARCH, 1)
    file = sealed.returns.file_of("monthly", MARCH, 1)
    told = sealed.returns.explain("monthly", MARCH, (TABLE, "B6"), revision=1)
    path(sealed)
    now = everything(sealed.folder)
    for table, rows in kept.items():
        assert now[table][: len(rows)] == rows
    after = sealed.returns.sheets_of("monthly", MARCH, 1)
    assert {c.cell.place: c.value for c in after.cells} == {c.cell.place: c.value for c in before.cells}
    assert sealed.returns.file_of("monthly", MARCH, 1) == file
    again = sealed.returns.explain("monthly", MARCH, (TABLE, "B6"), revision=1)
    assert (again.value, again.records, again.rule) == (told.value, told.records, told.rule)


def test_an_import_and_its_undo_change_nothing(county: Database, tmp_path: Path) -> None:
    services = Services(county)
    rows = [
        [None, f"2026-03-0{n}", f"李秀英{n}", "13812345678", "宏发手机店", "家用电子电器类", "质量", "达成协议",
         f"2026-03-1{n}", f"第{n}部手机用了两天就黑屏"]
        for n in range(1, 6)
    ]  # fmt: skip
    _, batch = imported(county, workbook(tmp_path / "登记簿.xlsx", [HEAD, *rows]))
    assert batch is not None
    services.returns.seal("monthly", MARCH, today=TODAY, insist=False)
    before = everything(county.folder)
    told = services.returns.explain("monthly", MARCH, (TABLE, "B6"))
    assert told.value.number == Decimal(5) and len(told.records) == 5
    undone = register.undo(county, batch)
    assert undone.removed == 0 and len(undone.skipped) == 5
    assert everything(county.folder) == before
    again = services.returns.explain("monthly", MARCH, (TABLE, "B6"))
    assert again.records == told.records == again.now_records


def test_cases_whose_days_were_moved_away_stay_in_evidence(sealed: Services) -> None:
    """By its days a case counts in no sealed return any more; it is behind a sealed figure all the same."""
    told = sealed.returns.explain("monthly", MARCH, (TABLE, "B6"))
    id = told.records[0]
    with sqlite3.connect(sealed.folder.database) as connection:
        connection.execute(
            "UPDATE event SET counts_on = '2023-05-01', on_date = '2023-05-01'"
            " WHERE complaint_pk = (SELECT pk FROM complaint WHERE id = ?)",
            (id,),
        )
        connection.execute("UPDATE complaint SET received_on = '2023-05-01' WHERE id = ?", (id,))
    connection.close()
    sealed.complaints.delete(id)
    with pytest.raises(AppError) as refused:
        sealed.bin.erase(id)
    assert refused.value.code == "bin.in_sealed"
    assert sealed.bin.purge(today=date(2027, 6, 1)).kept == 1
    assert sealed.returns.explain("monthly", MARCH, (TABLE, "B6")).records == told.records


def test_restoring_an_older_backup_brings_it_back(sealed: Services, tmp_path: Path) -> None:
    """The backup is from before the sealing, the figures in its register are others."""
    database = sealed.database
    before = everything(sealed.folder)
    folder = sealed.folder
    info = backups.backup(database, now=NOW)
    take(sealed, 30, PHONE)
    sealed.returns.reopen("monthly", MARCH, reason="漏了一件")
    second = sealed.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    file = sealed.returns.file_of("monthly", MARCH, 2)
    told = sealed.returns.explain("monthly", MARCH, (TABLE, "B6"))
    sealed.close()
    done = backups.restore(folder, info.path, now=NOW)
    assert [issue.code for issue in done.issues if issue.code.startswith(("seal.", "backup.seal"))] == [
        "seal.brought_back"
    ]
    again = open_services(folder)
    try:
        assert again.returns.file_of("monthly", MARCH, 2) == file
        assert again.returns.revisions("monthly", MARCH)[0].sealed_at == second.sealed_at
        explained = again.returns.explain("monthly", MARCH, (TABLE, "B6"))
        assert (explained.value, explained.records) == (told.value, told.records)
        assert explained.value.number == 9 and explained.now is not None and explained.now.number == 8
        first = everything(folder)
        assert all(first[t][: len(before[t])] == before[t] for t in before if t not in ("return", "template"))
    finally:
        again.close()


def test_a_folder_whose_database_was_copied_over_gets_it_back(county: Database, tmp_path: Path) -> None:
    services = Services(county)
    fill_register(services, 5, 3)
    services.returns.fill("monthly", MARCH, tmp_path / "x.xlsx", today=TODAY)  # a draft of its own lies there
    old = tmp_path / "old.db"
    with sqlite3.connect(county.folder.database) as connection, sqlite3.connect(old) as copy:
        connection.backup(copy)
    copy.close()
    connection.close()
    services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    before, folder = everything(county.folder), county.folder
    file = services.returns.file_of("monthly", MARCH)
    services.close()
    for ending in ("", "-wal", "-shm"):
        folder.database.with_name(folder.database.name + ending).unlink(missing_ok=True)
    folder.database.write_bytes(old.read_bytes())
    again = open_services(folder)
    try:
        assert again.returns.file_of("monthly", MARCH) == file
        after = everything(folder)
        assert {t: len(rows) for t, rows in after.items()} == {t: len(rows) for t, rows in before.items()}
        assert sorted(map(str, after["return_value"])) == sorted(map(str, before["return_value"]))
    finally:
        again.close()


def test_a_rebuilt_table_without_its_guards_is_found(sealed: Services) -> None:
    """What a careless migration does: a table is built anew, which drops its triggers silently."""
    with sqlite3.connect(sealed.folder.database) as connection:
        connection.executescript(
            "CREATE TABLE anew AS SELECT * FROM return_value; DROP TABLE return_value;"
            "ALTER TABLE anew RENAME TO return_value; UPDATE return_value SET number = '99' WHERE cell = 'B6';"
        )
    connection.close()
    found = health.check(sealed.folder)
    codes = {issue.code for issue in found.issues}
    assert {"database.unguarded", "seal.differs"} <= codes
    assert found.journal.seals_whole == 0


def test_older_schemas_keep_what_was_sealed_in_them(tmp_path: Path) -> None:
    """A database of the schema before, with a sealed return in it, is migrated; the new guards are there."""
    path = tmp_path / "old.db"
    shutil.copyfile(Path(__file__).parents[2] / "migrations" / "data" / "0003.db", path)
    with sqlite3.connect(path) as connection:
        office = connection.execute("SELECT min(pk) FROM office").fetchone()[0]
        assert office is not None
        connection.execute(
            'INSERT INTO "return" (pk, id, office_pk, template, template_version, period, start, until, number, state,'
            " reason, made_at, made_by) VALUES (5, ?, ?, 'monthly', '1', '2026-03', '2026-03-01', '2026-03-31', 1,"
            " 'draft', '', '2026-04-03 00:00:00.000000', '')",
            ("a" * 32, office),
        )
        connection.execute(
            "INSERT INTO return_value (return_pk, sheet, cell, key, unit, state, number, text, approx, made_from)"
            " VALUES (5, '表', 'B6', 'accepted@current', '', 'value', '8', '', '', 'counted')"
        )
        connection.execute(
            "UPDATE \"return\" SET state = 'sealed', sealed_at = '2026-04-03 00:00:00.000000' WHERE pk = 5"
        )
    connection.close()
    schema.migrate(path)
    assert examine(path).triggers_missing == ()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT number FROM return_value WHERE return_pk = 5").fetchall() == [("8",)]
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute("UPDATE return_value SET number = '9' WHERE return_pk = 5")
    connection.close()
