"""Everyone shares a folder; restore and migration have it alone; a crash gives it free."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.database.lock import FolderLock


def refused(lock: FolderLock, *, exclusive: bool) -> bool:
    """Whether the hold is refused, with the right words."""
    try:
        lock.exclusive() if exclusive else lock.shared()
    except AppError as error:
        assert (error.code, error.exit_code) == ("database.in_use", 3)
        return True
    lock.release()
    return False


def test_two_share(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    first.shared()
    assert not refused(second, exclusive=False)
    assert refused(second, exclusive=True)
    first.release()
    assert not refused(second, exclusive=True)


def test_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = FolderLock(tmp_path / "lock"), FolderLock(tmp_path / "lock")
    first.exclusive()
    original = FolderLock._take
    monkeypatch.setattr(FolderLock, "_take", lambda self, begin, wait: original(self, begin, 0.05))
    assert refused(second, exclusive=False)
    assert refused(second, exclusive=True)
    first.release()
    first.release()
    assert not refused(second, exclusive=False)


def test_another_process_that_dies_gives_it_free(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from app.services.database.lock import FolderLock;"
        "lock = FolderLock(Path(sys.argv[1])); lock.shared(); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "held\n"
        assert refused(FolderLock(tmp_path / "lock"), exclusive=True)
        child.kill()
    assert not refused(FolderLock(tmp_path / "lock"), exclusive=True)


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        FolderLock(tmp_path / "nowhere" / "lock").shared()
    assert caught.value.code == "database.not_opened"
