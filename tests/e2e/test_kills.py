"""Nothing is lost: not by killing the program, not by a full disk. The long run is ``python -m tests.e2e.killing``."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.errors import AppError
from app.paths import DataFolder
from app.services import health
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.drafts import Drafts
from tests.e2e import killing
from tests.e2e.killing import Memory, State, look, office

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL, and a clock that all processes share, are of POSIX")

DAY = date(2026, 4, 7)


@pytest.mark.slow
def test_killed_at_random_moments_twenty_times(tmp_path: Path) -> None:
    memory = killing.rounds(tmp_path, 20, random.SystemRandom().randrange(1 << 30))
    assert memory.killed.total() == 20
    assert memory.drafts > 0 and any(memory.offered), killing.summary(memory)


class TestTheLookItself:
    """What would be lost is seen."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> DataFolder:
        return office(tmp_path / "office")

    @pytest.fixture
    def memory(self, folder: DataFolder) -> Memory:
        """One case stored and said so, one draft."""
        raw = {"complainant": "李秀英", "trader": "宏发手机店", "facts": "黑屏"}
        with closing(Database(folder)) as database:
            record = Complaints(database).register(raw, today=DAY, id="a" * 32).record
        with closing(Drafts(folder.drafts)) as drafts:
            drafts.put("d" * 32, "entry", {"texts": {"facts": "ab"}})
        memory = Memory(stored={record.number}, saves={"a" * 32: [raw]})
        memory.states = {"a" * 32: [State(0, raw)], "d" * 32: [State(1, {"facts": "a"}), State(2, {"facts": "ab"})]}
        return memory

    def test_nothing_wrong(self, folder: DataFolder, memory: Memory) -> None:
        assert look(folder, memory, 100) == []

    @pytest.mark.parametrize(("later", "wrong"), [(1.9, 0), (2.1, 1)])
    def test_an_old_draft(self, folder: DataFolder, memory: Memory, later: float, wrong: int) -> None:
        memory.states["d" * 32].append(State(50, {"facts": "abc"}))
        assert len(look(folder, memory, 50 + later)) == wrong
        assert memory.worst == pytest.approx(later)

    @pytest.mark.parametrize(("later", "wrong"), [(1.9, 0), (2.1, 1)])
    def test_a_draft_that_is_gone(self, folder: DataFolder, memory: Memory, later: float, wrong: int) -> None:
        with closing(Drafts(folder.drafts)) as drafts:
            drafts.drop("d" * 32)
        assert len(look(folder, memory, 1 + later)) == wrong

    def test_a_draft_nobody_typed(self, folder: DataFolder, memory: Memory) -> None:
        with closing(Drafts(folder.drafts)) as drafts:
            drafts.put("d" * 32, "entry", {"texts": {"facts": "ax"}})
            drafts.put("e" * 32, "entry", {"texts": {"facts": "?"}})
        assert len(look(folder, memory, 2.1)) == 2

    def test_a_case_that_is_gone(self, folder: DataFolder, memory: Memory) -> None:
        memory.stored.add("33112200020260407010002")
        assert ["not there" in line for line in look(folder, memory, 100)] == [True]

    def test_half_a_case(self, folder: DataFolder, memory: Memory) -> None:
        with closing(Database(folder)) as database:
            Complaints(database).change("a" * 32, {"facts": ""}, today=DAY)
        assert ["is not what was saved" in line for line in look(folder, memory, 100)] == [True]

    def test_a_stored_case_that_left_its_draft_behind(self, folder: DataFolder, memory: Memory) -> None:
        """The kill came between storing and forgetting the draft: the register knows the id, nothing is offered."""
        with closing(Drafts(folder.drafts)) as drafts:
            drafts.put("a" * 32, "entry", {"texts": {"facts": "黑屏"}})
        assert look(folder, memory, 100) == [] and memory.waiting == 1

    def test_a_damaged_database(self, folder: DataFolder, memory: Memory) -> None:
        data = bytearray(folder.database.read_bytes())
        data[8192:] = b"\xa5" * (len(data) - 8192)
        folder.database.write_bytes(bytes(data))
        with pytest.raises(AppError) as caught:
            look(folder, memory, 100)
        assert caught.value.code == "database.damaged"


def play(folder: Path, way: str, *before: str) -> dict[str, Any]:
    """The scene of :mod:`tests.e2e.full_disk` in a process of its own."""
    words = [*before, sys.executable, "-m", "tests.e2e.full_disk", str(folder), way]
    done = subprocess.run(words, cwd=killing.ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert "stuck" not in seen, seen["stuck"]
    return seen


def check_nothing_lost(folder: DataFolder, seen: dict[str, Any]) -> None:
    """The person was told, nothing typed went away, and both cases are stored in the end."""
    assert seen["texts"]["facts"] == "磁盘满的时候写的" and seen["texts"]["complainant"] == "王桂芬"
    with closing(Database(folder)) as database:
        complaints = Complaints(database)
        found = [complaints.show(hit.id) for hit in complaints.find().rows]
        assert sorted(record.facts for record in found) == ["存得下的一件", "磁盘满的时候写的"]
        assert len({record.number for record in found}) == 2
    assert [issue for issue in health.check(folder).issues if issue.severity == "error"] == []
    with closing(Drafts(folder.drafts)) as drafts:
        assert drafts.waiting() == () and drafts.remarks() == ()


@pytest.mark.slow
def test_a_disk_that_refuses_to_write_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = office(tmp_path / "office")
    seen = play(folder.root, "limit")
    assert "没有存" in seen["full"]
    check_nothing_lost(folder, seen)


def _own_mounts() -> list[str] | None:
    """The command in front of another that may mount file systems only it can see; None where that is forbidden."""
    if shutil.which("unshare") is None:
        return None
    for command in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        tried = subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
        if tried.returncode == 0:
            return command
    return None


@pytest.mark.slow
def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """A disk of 12 MB that is full to the last byte: real ENOSPC, in a file system only this process sees."""
    command = _own_mounts()
    if command is None:
        pytest.skip("mounting a small disk is forbidden here")
    kept = office(tmp_path / "office")
    small = tmp_path / "small"
    small.mkdir()
    script = (
        f'mount -t tmpfs -o size=12m none {small} && cp -r {kept.root}/. {small} && "$@" && '
        f"rm -rf {kept.root} && mkdir {kept.root} && cp -r {small}/. {kept.root}"
    )
    begun = time.monotonic()
    seen = play(small, "disk", *command, "sh", "-c", script, "sh")
    assert time.monotonic() - begun < 100
    assert "磁盘满了" in seen["full"] and "磁盘满了" in seen["draft"]
    check_nothing_lost(kept, seen)
