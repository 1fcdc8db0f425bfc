"""The file store: whole or not at all, once per content, proved when read."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from app.errors import EXIT_STORAGE, AppError
from app.progress import Cancelled, Progress, Step
from app.services import storing
from app.services.storing import Store, in_words


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "data" / "attachments", reserve=0)


def everything(store: Store) -> list[str]:
    """All files below the store, halves too."""
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


def test_the_same_bytes_are_kept_once_under_their_hash(store: Store, tmp_path: Path) -> None:
    data = os.urandom(3 << 20)
    source = tmp_path / "李秀英的发票.jpg"
    source.write_bytes(data)
    sha256 = store.put_file(source)
    assert sha256 == hashlib.sha256(data).hexdigest() == store.put(data) == store.put_file(source)
    assert everything(store) == [sha256] and store.path(sha256).parent.name == sha256[:2]
    assert store.read(sha256) == data and list(store.hashes()) == [sha256] and store.size(sha256) == len(data)
    assert "李秀英" not in " ".join(map(str, store.root.rglob("*")))


def test_what_was_changed_or_is_gone_is_told(store: Store) -> None:
    sha256 = store.put(b"the agreement")
    path = store.path(sha256)
    path.write_bytes(b"the agreemenT")
    with pytest.raises(AppError) as changed:
        store.read(sha256)
    assert changed.value.code == "store.damaged" and changed.value.exit_code == EXIT_STORAGE
    assert store.put(b"the agreement") == sha256 and store.read(sha256) == b"the agreement"  # mended
    path.unlink()
    with pytest.raises(AppError, match="missing"):
        store.read(sha256)


def test_nothing_outside_the_store_can_be_named(store: Store) -> None:
    for name in ("../../xiaobao.db", "", "AB" * 32, "ab" * 32 + "/x"):
        with pytest.raises(ValueError, match="SHA-256"):
            store.path(name)


def test_a_stick_pulled_out_half_way_leaves_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading fails after the first mebibyte, as it does when the stick goes."""
    source = tmp_path / "big.mp4"
    source.write_bytes(os.urandom(4 << 20))
    whole = storing._chunk
    read: list[int] = []

    def pulled(stream: object, path: Path) -> bytes:
        read.append(1)
        if len(read) > 1:
            os.close(stream.fileno())  # type: ignore[attr-defined]
        return whole(stream, path)  # type: ignore[arg-type]

    monkeypatch.setattr(storing, "_chunk", pulled)
    with pytest.raises(AppError) as stopped:
        store.put_file(source)
    assert stopped.value.code == "store.interrupted" and "big.mp4" in stopped.value.message
    assert everything(store) == []


def test_stopping_leaves_nothing(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_bytes(bytes(5 << 20))
    seen: list[Step] = []
    with pytest.raises(Cancelled):
        store.put_file(source, Progress(seen.append, lambda: len(seen) >= 2))
    assert everything(store) == [] and seen[-1].total == 5 << 20


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(b"x")
    store = Store(tmp_path / "data" / "attachments", reserve=1 << 60)
    with pytest.raises(AppError) as full:
        store.put_file(source)
    assert full.value.code == "store.nearly_full" and full.value.exit_code == EXIT_STORAGE
    assert "没有存" in full.value.message and not store.root.exists()


def test_a_file_that_grows_while_it_is_copied_does_not_pass_the_limit(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(bytes(2 << 20))
    with pytest.raises(AppError, match="too_large"):
        store.put_file(source, at_most=1 << 20)
    assert everything(store) == []


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("a file where the folder should be")
    source = tmp_path / "a.pdf"
    source.write_bytes(b"x")
    with pytest.raises(AppError) as refused:
        Store(tmp_path / "attachments", reserve=0).put_file(source)
    assert refused.value.code.startswith("file.")
    with pytest.raises(AppError, match="not_found"):
        Store(tmp_path / "store", reserve=0).put_file(tmp_path / "nowhere.jpg")


def test_halves_of_yesterday_are_swept(store: Store) -> None:
    sha256 = store.put(b"whole")
    old, young = store.root / ".0a.part", store.path(sha256).parent / ".0b.part"
    for half in (old, young):
        half.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    store.sweep_halves()
    assert everything(store) == [".0b.part", sha256]
    assert store.remove(sha256) == 5 and store.remove(sha256) == 0


def test_sizes_in_words() -> None:
    sizes = (0, 999, 380 * 1024, 4_404_019, 52 * 1024 * 1024, 30 << 30)
    assert [in_words(n) for n in sizes] == ["0 字节", "999 字节", "380 KB", "4.2 MB", "52 MB", "30 GB"]
