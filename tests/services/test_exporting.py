"""A return on a stick: whole or not at all, whatever the stick does."""

from __future__ import annotations

import hashlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.bootstrap import Services
from app.errors import AppError
from app.models import Setting
from app.progress import Cancelled, Progress, Step
from app.services import exporting
from app.services.database import Database
from app.services.excel.returned import read_return
from app.services.periods import parse_period
from tests.services.city_fixtures import MARCH, TODAY, fill_register

MEGABYTE = b"x" * (1 << 20)


@pytest.fixture
def at_most_64k() -> Iterator[None]:
    """No file may grow beyond 64 KB: what a stick does that fills up while it is written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_all_files_are_written_and_nothing_else_stays(tmp_path: Path) -> None:
    parts = [(tmp_path / "表.xlsx", MEGABYTE), (tmp_path / "表.pdf", b"pdf")]
    seen: list[Step] = []
    exporting.write_all(tmp_path, parts, Progress(seen.append))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["表.pdf", "表.xlsx"]
    assert (tmp_path / "表.xlsx").read_bytes() == MEGABYTE
    assert seen[-1].done == seen[-1].total


def test_a_stick_that_fills_up_keeps_what_stood_there(tmp_path: Path, at_most_64k: None) -> None:
    (tmp_path / "表.xlsx").write_bytes(b"old")
    with pytest.raises(AppError) as caught:
        exporting.write_all(tmp_path, [(tmp_path / "小.pdf", b"pdf"), (tmp_path / "表.xlsx", MEGABYTE)])
    assert caught.value.code == "export.full"
    assert "1.1 MB" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]
    assert (tmp_path / "表.xlsx").read_bytes() == b"old"


def test_a_stick_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        exporting.write_all(tmp_path / "KINGSTON", [(tmp_path / "KINGSTON" / "表.xlsx", b"x")])
    assert caught.value.code == "export.gone"
    assert "KINGSTON" in caught.value.message


def test_a_place_that_lets_nobody_write() -> None:
    folder = Path("/sys/kernel")
    with pytest.raises(AppError) as caught:
        exporting.write_all(folder, [(folder / "表.xlsx", b"x")])
    assert caught.value.code == "export.protected"


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    stop = False

    def report(step: Step) -> None:
        nonlocal stop
        stop = step.done >= 3

    parts = [(tmp_path / "一.xlsx", b"1"), (tmp_path / "二.pdf", b"2")]
    with pytest.raises(Cancelled):
        exporting.write_all(tmp_path, parts, Progress(report, lambda: stop))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("revision", "suffix", "expected"),
    [(1, ".xlsx", "青溪县2026年3月月报_甲_.xlsx"), (2, ".et", "青溪县2026年3月月报_甲_第2版.et")],
)
def test_names_say_office_period_and_revision(revision: int, suffix: str, expected: str) -> None:
    book, pdf = exporting.names("青溪县", parse_period("2026-03"), "月报/甲?", revision, suffix)
    assert book == expected
    assert pdf == expected.removesuffix(suffix) + ".pdf"


def test_sticks_are_told_from_disks(tmp_path: Path) -> None:
    stick, disk = tmp_path / "MY STICK", tmp_path / "disk"
    stick.mkdir()
    disk.mkdir()
    sysfs = tmp_path / "sys"
    device = sysfs / "devices" / "usb1" / "block" / "sdb1"
    device.mkdir(parents=True)
    (sysfs / "dev" / "block").mkdir(parents=True)
    (sysfs / "dev" / "block" / "8:17").symlink_to(device)
    point = str(stick).replace(" ", "\\040")
    mounts = (
        f"1 0 8:1 / {disk} rw,relatime - ext4 /dev/sda1 rw\n"
        f"2 0 8:17 / {point} ro,nosuid - vfat /dev/sdb1 ro\n"
        f"3 0 8:17 / {point} ro,nosuid - vfat /dev/sdb1 ro\n"
    )
    found = list(exporting.linux_sticks(mounts, sysfs))
    assert [(one.path, one.name, one.writable) for one in found] == [(stick, "MY STICK", False)]
    assert found[0].free


def test_a_sealed_return_is_exported_as_it_was_sent(county: Database, tmp_path: Path) -> None:
    office = Services(county)
    fill_register(office, 5, 3)
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    sent = office.returns.file_of("monthly", MARCH)
    stick = tmp_path / "stick"
    stick.mkdir()
    found = exporting.export(
        office.returns, "monthly", MARCH, stick, office="青溪县消保委", title="月报", today=TODAY, by="陈秘书"
    )
    assert found.workbook.read_bytes() == sent.data
    assert hashlib.sha256(sent.data).hexdigest() == found.sha256
    assert found.pdf is not None
    assert found.pdf.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in stick.iterdir()) == sorted([found.workbook.name, found.pdf.name])
    from app.services import templates

    book = templates.read(office.database, "monthly")
    assert len(read_return(found.workbook, book.definition).cells) >= found.cells


def test_that_it_left_is_kept_with_the_return(county: Database, tmp_path: Path) -> None:
    office = Services(county)
    fill_register(office, 5, 3)
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    assert office.returns.listed("monthly")[0].exported_at is None
    stick = tmp_path / "李秀英的U盘"
    stick.mkdir()
    exporting.export(office.returns, "monthly", MARCH, stick, office="青溪县", title="月报", today=TODAY, pdf=False)
    again = Services(county)  # as after a restart
    (info,) = again.returns.listed("monthly")
    assert info.exported_at is not None and info.exported_at.tzinfo is not None
    assert info.exported_to == "folder"
    assert again.returns.revisions("monthly", MARCH) == (info,)
    shown = again.returns.preview("monthly", MARCH, today=TODAY).info
    assert shown is not None and shown.exported_at == info.exported_at
    with county.read() as session:
        assert not [row.value for row in session.scalars(select(Setting)) if "李秀英" in row.value]
    assert again.home.office.name == "青溪县消保委"
    again.returns.reopen("monthly", MARCH, reason="漏了一件")
    assert [(r.revision, r.exported_at is not None) for r in again.returns.listed("monthly")] == [(2, False), (1, True)]
    with pytest.raises(AppError, match=r"return\.no_revision"):
        again.returns.note_exported("monthly", MARCH, 7, "stick")


@pytest.mark.parametrize(("size", "words"), [(0, "0.0 MB"), (1_258_291, "1.2 MB"), (15 << 30, "15.0 GB")])
def test_sizes_in_words(size: int, words: str) -> None:
    assert exporting.megabytes(size) == words


def test_however_long_the_names_are_a_revision_never_takes_the_file_of_another() -> None:
    long = ("某某市某某区消费者权益保护委员会" * 3, parse_period("2026-03"), "消费者投诉情况统计月报表" * 7)
    first, second = exporting.names(*long, 1), exporting.names(*long, 2)
    assert set(first).isdisjoint(second) and all("第2版" in name for name in second)
    assert all(len(name.encode()) <= 255 for name in (*first, *second))
