"""Backups are whole, checked, named, once a day, and leave nothing behind when they fail."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import AppError
from app.progress import Cancelled, Progress
from app.services import backup as backups
from app.services.backup import container, making
from app.services.complaints import Complaints
from app.services.database import Database, schema

NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)


def register(county: Database, count: int = 3) -> list[str]:
    """Some complaints; their numbers."""
    from datetime import date

    complaints = Complaints(county)
    return [
        complaints.register({"complainant": f"王{i}", "facts": "手机坏了"}, today=date(2026, 4, 7)).record.number
        for i in range(count)
    ]


def leftovers(folder: Path) -> list[str]:
    """Half-made files and rooms below ``folder``."""
    return [p.name for p in folder.rglob(".*")]


def test_a_backup_says_what_it_is(county: Database) -> None:
    numbers = register(county)
    county.folder.originals.mkdir()
    (county.folder.originals / "ab12.xlsx").write_bytes(b"a returned workbook")
    info = backups.backup(county, now=NOON)
    assert info.path.parent == county.folder.backups
    assert info.path.name == f"消保台账备份-331122-{NOON.astimezone():%Y%m%d-%H%M%S}.xbk"
    assert (info.office, info.office_name, info.schema) == ("331122", "青溪县消保委", schema.HEAD)
    assert info.counts["complaint"] == len(numbers)
    assert info.made_at == NOON
    with zipfile.ZipFile(info.path) as archive:
        assert archive.namelist() == ["xiaobao.db", "journal.jsonl", "originals/ab12.xlsx", "manifest.json"]
        assert archive.read("originals/ab12.xlsx") == b"a returned workbook"
        assert archive.read("journal.jsonl") == county.folder.journal.read_bytes()
    assert backups.listed(county.folder) == (info,)
    assert backups.verify(info.path) == info
    assert leftovers(county.folder.root) == []


def test_the_copied_database_stands_alone_and_is_complete(county: Database, tmp_path: Path) -> None:
    numbers = register(county, 5)
    info = backups.backup(county, tmp_path)
    with zipfile.ZipFile(info.path) as archive:
        archive.extract("xiaobao.db", tmp_path / "out")
    connection = sqlite3.connect(tmp_path / "out" / "xiaobao.db")
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert [row[0] for row in connection.execute("SELECT number FROM complaint ORDER BY pk")] == numbers
    connection.close()


def test_what_is_written_meanwhile_does_not_disturb(county: Database) -> None:
    register(county, 2)

    def others_write(step: object) -> None:
        if len(written) < 3:
            written.extend(register(county, 1))

    written: list[str] = []
    info = backups.backup(county, progress=Progress(others_write))
    assert written
    assert info.counts["complaint"] == 2
    assert backups.verify(info.path) == info


def test_a_line_being_written_to_the_journal_is_left_out(county: Database) -> None:
    register(county, 2)
    whole = county.folder.journal.read_bytes()
    with county.folder.journal.open("ab") as stream:
        stream.write(b'{"at": "2026-')
    with zipfile.ZipFile(backups.backup(county).path) as archive:
        assert archive.read("journal.jsonl") == whole


def test_cancelling_leaves_nothing(county: Database) -> None:
    asked: list[int] = []
    for stop_at in (1, 2, 3, 4):
        asked.clear()

        def wanted(stop_at: int = stop_at) -> bool:
            asked.append(1)
            return len(asked) >= stop_at

        with pytest.raises(Cancelled):
            backups.backup(county, progress=Progress(cancelled=wanted))
        assert leftovers(county.folder.root) == []
        assert list(county.folder.backups.iterdir()) == []


def test_a_folder_that_is_not_there(county: Database, tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        backups.backup(county, tmp_path / "U盘")
    assert caught.value.code == "file.folder_missing"
    assert caught.value.exit_code == 3
    assert "U盘" in caught.value.message


def test_two_backups_in_one_second_have_two_names(county: Database) -> None:
    first, second = backups.backup(county, now=NOON), backups.backup(county, now=NOON)
    assert first.path != second.path
    assert len(backups.listed(county.folder)) == 2


def test_a_damaged_database_is_not_backed_up(county: Database) -> None:
    register(county, 30)
    county.close()
    pages = bytearray(county.folder.database.read_bytes())
    pages[len(pages) // 2 : len(pages) // 2 + 20000] = b"\xff" * 20000
    county.folder.database.write_bytes(pages)
    with pytest.raises(AppError) as caught:
        making.make(county.folder)
    assert caught.value.code == "database.damaged"
    assert list(county.folder.backups.iterdir()) == []


def test_one_a_day(county: Database) -> None:
    first = backups.automatic(county.folder, now=NOON)
    assert first is not None
    assert backups.automatic(county.folder, now=NOON + timedelta(hours=1)) is None
    assert backups.automatic(county.folder, now=NOON + timedelta(days=1)) is not None
    assert backups.last_made(county.folder) == NOON + timedelta(days=1)


def test_old_ones_go_and_files_of_other_names_stay(county: Database) -> None:
    county.folder.backups.mkdir()
    own = county.folder.backups / "我自己留的.xbk"
    shutil.copy(backups.backup(county, now=NOON).path, own)
    for day in range(1, 50):
        backups.automatic(county.folder, now=NOON + timedelta(days=day))
    assert own.exists()
    made = [info.made_at for info in backups.listed(county.folder)]
    assert len(made) == 30  # the last of April is one of them
    assert made[-1] == NOON + timedelta(days=49)


def test_reading_says_what_is_wrong(county: Database, tmp_path: Path) -> None:
    register(county)
    good = backups.backup(county, now=NOON).path
    data = good.read_bytes()
    cases = {
        "truncated": (data[: len(data) // 2], "backup.damaged"),
        "changed": (data[:3000] + b"\x00\x01\x02\x03" + data[3004:], "backup.damaged"),
        "empty": (b"", "backup.not_a_backup"),
        "text": ("不是备份".encode(), "backup.not_a_backup"),
    }
    for name, (content, code) in cases.items():
        path = tmp_path / f"{name}.xbk"
        path.write_bytes(content)
        with pytest.raises(AppError) as caught:
            backups.verify(path)
        assert caught.value.code == code, name
        assert path.name in caught.value.message
    with pytest.raises(AppError) as caught:
        backups.verify(tmp_path / "nothing.xbk")
    assert caught.value.code == "file.not_found"


@pytest.mark.parametrize(
    ("member", "content", "code"),
    [
        ("manifest.json", b"{}", "backup.not_a_backup"),
        ("manifest.json", b"nonsense", "backup.not_a_backup"),
        ("manifest.json", b'{"format": 3, "other": true}', "backup.newer"),
        ("other.txt", b"a zip of something else", "backup.not_a_backup"),
    ],
)
def test_a_zip_that_is_no_backup(tmp_path: Path, member: str, content: bytes, code: str) -> None:
    path = tmp_path / "x.xbk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, content)
    with pytest.raises(AppError) as caught:
        backups.inspect(path)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["../evil", "originals/../../evil", "/etc/x", "originals/c:\\x", "else/x"])
def test_members_cannot_point_outside(county: Database, tmp_path: Path, name: str) -> None:
    good = container.read_manifest(backups.backup(county).path)
    import msgspec

    bad = msgspec.structs.replace(good, members=[*good.members, container.Member(name, 0, "0" * 64)])
    path = tmp_path / "evil.xbk"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", msgspec.json.encode(bad))
    with pytest.raises(AppError) as caught:
        backups.inspect(path)
    assert caught.value.code == "backup.not_a_backup"
