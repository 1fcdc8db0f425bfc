"""Files of a case: taken in once, kept whole, taken away and put back, carried over, purged, backed up."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.bootstrap import Services
from app.errors import EXIT_STORAGE, AppError
from app.models import Attachment, Complaint, Tombstone
from app.paths import DataFolder
from app.progress import Cancelled, Progress, Step
from app.services import backup as backups
from app.services import health, stored
from app.services.attachments import Attachments
from app.services.bin import DAYS
from app.services.database import Database
from app.services.rasters import Raster
from app.services.storing import RESERVE
from tests.services.attachments import files
from tests.services.city_fixtures import PHONE, TODAY, take


@pytest.fixture
def office(county: Database) -> Services:
    return Services(county)


@pytest.fixture
def case(office: Services) -> str:
    return take(office, 2, PHONE)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return written(tmp_path, "李秀英的发票.jpg", files.photo())


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def in_store(office: Services) -> set[str]:
    return set(office.attachments.store.hashes())


def test_files_are_taken_in_and_listed(office: Services, case: str, photo: Path, tmp_path: Path) -> None:
    paths = [photo, written(tmp_path, "合同.pdf", files.pdf(3)), written(tmp_path, "说明.docx", files.docx())]
    done = office.attachments.add(case, paths, by="王桂芬", note="三月五日 拍的")
    assert done.issues == () and office.attachments.of(case) == done.added
    shown = [(face.name, face.kind, face.pages, face.by, face.note) for face in done.added]
    assert shown == [
        ("李秀英的发票.jpg", "照片", 1, "王桂芬", "三月五日 拍的"),
        ("合同.pdf", "PDF", 3, "王桂芬", "三月五日 拍的"),
        ("说明.docx", "Word 文档", 0, "王桂芬", "三月五日 拍的"),
    ]
    assert in_store(office) == {face.sha256 for face in done.added}
    for path, face in zip(paths, done.added, strict=True):
        assert office.attachments.store.read(face.sha256) == path.read_bytes() and face.size == path.stat().st_size


def test_the_same_file_is_not_kept_twice(office: Services, case: str, photo: Path, tmp_path: Path) -> None:
    other = take(office, 3, PHONE)
    copy = written(tmp_path, "另一个名字.jpg", photo.read_bytes())
    office.attachments.add(case, [photo])
    again = office.attachments.add(case, [copy])
    assert again.added == () and [issue.code for issue in again.issues] == ["attachment.twice"]
    assert "另一个名字.jpg" in again.issues[0].message and "李秀英的发票.jpg" in again.issues[0].message
    assert len(office.attachments.of(case)) == 1
    both = office.attachments.add(other, [copy, photo])  # another case may have it, once
    assert len(both.added) == 1 and len(in_store(office)) == 1


def test_what_is_not_taken_leaves_nothing_and_the_others_are(office: Services, case: str, tmp_path: Path) -> None:
    small = Attachments(office.database, most_bytes=100_000)
    whole = files.photo()
    paths = [
        written(tmp_path, "好.jpg", whole),
        written(tmp_path, "半张.jpg", whole[: len(whole) // 2]),
        written(tmp_path, "程序.jpg", b"MZ" + bytes(60)),
        written(tmp_path, "大.mp4", b"\0\0\0\x18ftypmp42" + bytes(200_000)),
        tmp_path / "没有.jpg",
        tmp_path,
    ]
    done = small.add(case, paths)
    assert [face.name for face in done.added] == ["好.jpg"]
    assert [issue.code for issue in done.issues] == [
        "attachment.damaged", "attachment.program", "attachment.too_large", "file.not_found", "attachment.folder",
    ]  # fmt: skip
    assert "195 KB" in done.issues[2].message and "98 KB" in done.issues[2].message
    assert in_store(office) == {done.added[0].sha256}
    with pytest.raises(AppError) as none:
        small.add(case, paths[1:3])
    assert none.value.code == "attachment.none_taken" and len(none.value.issues) == 2
    assert in_store(office) == {done.added[0].sha256}
    with pytest.raises(AppError, match="too_many"):
        small.add(case, paths[:1] * 51)


def test_locked_and_unseen_files_are_kept(office: Services, case: str, tmp_path: Path) -> None:
    done = office.attachments.add(case, [written(tmp_path, "密.pdf", files.pdf(password="x"))])
    assert [issue.code for issue in done.issues] == ["attachment.locked"] and done.added[0].pages == 0
    with pytest.raises(AppError, match="no_preview"):
        office.attachments.pages(done.added[0].id)
    assert office.attachments.small(done.added, 100) == {}


def test_looking_at_a_file(office: Services, case: str, photo: Path, tmp_path: Path) -> None:
    done = office.attachments.add(case, [photo, written(tmp_path, "a.pdf", files.pdf(2))])
    pages = office.attachments.pages(done.added[1].id)
    try:
        assert len(pages.sizes) == 2 and pages.raster(1, 36).height in (421, 422)
    finally:
        pages.close()
    small = office.attachments.small(done.added, 64)
    assert {id: max(raster.width, raster.height) for id, raster in small.items()} == dict.fromkeys(small, 64)
    assert len(small) == 2 and office.attachments.small(done.added, 64)[photo_id(done)] is small[photo_id(done)]


def photo_id(done: object) -> str:
    return str(done.added[0].id)  # type: ignore[attr-defined]


def test_a_picture_from_the_clipboard(office: Services, case: str) -> None:
    picture = Raster(2, 1, b"\xff\x00\x00\x00\x00\xff")
    done = office.attachments.add_raster(case, picture, "截图 3月5日.png", by="甲")
    assert [face.name for face in done.added] == ["截图 3月5日.png"] and done.added[0].media == "image/png"
    pages = office.attachments.pages(done.added[0].id)
    assert pages.raster(0, 96) == picture
    pages.close()


def test_taking_away_and_putting_back(office: Services, case: str, photo: Path) -> None:
    face = office.attachments.add(case, [photo], by="甲").added[0]
    assert office.attachments.remove(face.id, by="乙").removed
    assert office.attachments.of(case) == ()
    with pytest.raises(AppError, match="not_found"):
        office.attachments.put_note(face.id, "发票")
    assert office.attachments.restore(face.id) == face
    office.attachments.remove(face.id)
    again = office.attachments.add(case, [photo], note="发票")
    assert [issue.code for issue in again.issues] == ["attachment.back_again"]
    assert [(one.id, one.note) for one in again.added] == [(face.id, "发票")]
    assert office.attachments.put_note(face.id, " 买 手机的发票 ").note == "买 手机的发票"
    with pytest.raises(AppError, match="note_too_long"):
        office.attachments.put_note(face.id, "长" * 501)


def test_saving_elsewhere(office: Services, case: str, photo: Path, tmp_path: Path) -> None:
    face = office.attachments.add(case, [photo]).added[0]
    out = tmp_path / "out.jpg"
    office.attachments.save_as(face.id, out)
    assert out.read_bytes() == photo.read_bytes()
    office.attachments.store.path(face.sha256).write_bytes(b"changed")
    with pytest.raises(AppError, match="damaged"):
        office.attachments.save_as(face.id, tmp_path / "again.jpg")
    assert not (tmp_path / "again.jpg").exists()


def test_stopping_takes_back_all(office: Services, case: str, photo: Path, tmp_path: Path) -> None:
    paths = [photo, written(tmp_path, "b.jpg", files.photo(400, 300))]
    seen: list[Step] = []
    progress = Progress(seen.append, lambda: len(seen) >= 3)
    with pytest.raises(Cancelled):
        office.attachments.add(case, paths, progress=progress)
    assert in_store(office) == set() and office.attachments.of(case) == ()


def test_a_disk_nearly_full_is_told(office: Services, case: str, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(photo.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=RESERVE + 100))
    with pytest.raises(AppError) as full:
        office.attachments.add(case, [photo])
    assert full.value.code == "store.nearly_full" and full.value.exit_code == EXIT_STORAGE
    assert "500 MB" in full.value.message and in_store(office) == set()
    monkeypatch.undo()
    assert len(office.attachments.add(case, [photo]).added) == 1


def test_a_case_in_the_bin_takes_nothing(office: Services, case: str, photo: Path) -> None:
    office.complaints.delete(case)
    with pytest.raises(AppError, match="in_bin"):
        office.attachments.add(case, [photo])
    with pytest.raises(AppError, match="not_found"):
        office.attachments.add("nobody", [photo])


def test_a_case_removed_for_good_takes_its_files_with_it(office: Services, photo: Path, tmp_path: Path) -> None:
    """Not those that another case has, and only after thirty days, and nothing of the last hour."""
    first, second = take(office, 2, PHONE), take(office, 3, PHONE)
    own = written(tmp_path, "own.pdf", files.pdf(1))
    shared, only = office.attachments.add(first, [photo, own]).added
    office.attachments.add(second, [photo])
    record = office.complaints.delete(first)
    assert in_store(office) == {shared.sha256, only.sha256}
    office.bin.erase(record.id)
    assert in_store(office) == {shared.sha256}
    stray = office.attachments.store.put(b"written a moment ago, not named yet")
    gone = office.attachments.of(second)[0]
    office.attachments.remove(gone.id)
    office.bin.purge(today=TODAY)
    assert in_store(office) == {shared.sha256, stray}
    long_ago = datetime.now().astimezone() - timedelta(days=DAYS + 1)
    with office.database.write() as session:
        session.execute(
            update(Attachment)
            .where(Attachment.id == gone.id)
            .values(deleted_at=long_ago, created_at=long_ago - timedelta(days=1))
        )
    office.bin.purge(today=datetime.now().astimezone().date())
    with office.database.read() as session:
        assert session.scalar(select(Attachment.pk).where(Attachment.id == gone.id)) is None
        assert session.scalar(select(Tombstone.entity).where(Tombstone.id == gone.id)) == "attachment"
    assert stored.sweep(office.database) == 0  # young
    assert stored.release(office.database, list(in_store(office))) == 2 and in_store(office) == set()


def test_merging_carries_files_over_and_back(office: Services, photo: Path, tmp_path: Path) -> None:
    keep, other = take(office, 2, PHONE), take(office, 3, PHONE)
    office.attachments.add(keep, [photo])
    twice, only = office.attachments.add(other, [photo, written(tmp_path, "b.pdf", files.pdf(1))], by="甲").added
    merged = office.duplicates.merge(keep, other, by="甲")
    assert [face.name for face in office.attachments.of(keep)] == ["李秀英的发票.jpg", "b.pdf"]
    assert [face.id for face in office.attachments.of(other)] == [twice.id]
    office.duplicates.take_back(merged.link, by="甲")
    assert [face.id for face in office.attachments.of(other)] == [twice.id, only.id]
    assert [face.name for face in office.attachments.of(keep)] == ["李秀英的发票.jpg"]


def test_a_backup_brings_the_files_to_a_new_pc(office: Services, case: str, photo: Path, tmp_path: Path) -> None:
    face = office.attachments.add(case, [photo]).added[0]
    made = backups.backup(office.database)
    other = DataFolder(tmp_path / "other")
    backups.restore(other, made.path)
    moved = Services(Database(other))
    try:
        assert moved.attachments.of(case) == (face,)
        assert moved.attachments.store.read(face.sha256) == photo.read_bytes()
    finally:
        moved.close()
    office.attachments.store.path(face.sha256).write_bytes(b"a bad sector")
    office.close()
    backups.restore(office.folder, made.path)
    assert health.check(office.folder).files == health.Kept(whole=1)


def test_the_check_finds_what_is_gone_changed_and_left_over(office: Services, case: str, tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{n}.jpg", files.photo(300 + n, 200)) for n in range(3)]
    first, second, third = office.attachments.add(case, paths).added
    store = office.attachments.store
    assert health.check(office.folder).files == health.Kept(whole=3)
    store.path(first.sha256).unlink()
    store.path(second.sha256).write_bytes(b"changed")
    store.put(b"nobody's")
    found = health.check(office.folder)
    assert found.files == health.Kept(whole=1, missing=1, damaged=1, unused=1) and not found.good
    codes = {issue.code: issue.severity for issue in found.issues}
    assert codes["store.files_missing"] == codes["store.files_damaged"] == "error"
    assert codes["store.files_unused"] == "note" and third.sha256 in set(store.hashes())
    assert found.as_dict()["files"] == {"whole": 1, "missing": 1, "damaged": 1, "unused": 1}


def test_no_name_of_a_person_in_the_store(office: Services, case: str, photo: Path) -> None:
    office.attachments.add(case, [photo])
    names = [str(path.relative_to(office.folder.root)) for path in office.folder.attachments.rglob("*")]
    assert names and all(name.isascii() for name in names)
    with office.database.read() as session:
        assert session.scalar(select(Complaint.received_on).where(Complaint.number == case)) == date(2026, 3, 2)
