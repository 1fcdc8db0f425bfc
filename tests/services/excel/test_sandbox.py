"""The reader process: limits, death, and the next file."""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.progress import Cancelled
from app.services.confined.process import WORKER_FLAG, run_as_worker
from app.services.confined.worker import read_frame, write_frame
from app.services.excel.definition import load_definition
from app.services.excel.grid import read_grid
from app.services.excel.layout import read_layout
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import fill
from app.services.excel.returned import read_return
from app.services.excel.sandbox import ReaderProcess
from app.services.values import Value
from tests.services.excel.workbooks import MAPPING, template

DEFINITION = load_definition(MAPPING)
TEMPLATE = template()


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    with ReaderProcess(memory=700 << 20, seconds=10) as process:
        yield process


def filled() -> bytes:
    values = {cell.key: Value.of(3) for cell in DEFINITION.plain_cells}
    manifest = Manifest("monthly", "2026.1", "330109", "萧山", "2026-03")
    return fill(TEMPLATE, DEFINITION, values, {}, manifest).data


def test_it_reads_what_the_functions_read(reader: ReaderProcess, tmp_path: Path) -> None:
    data = filled()
    path = tmp_path / "三月.xlsx"
    path.write_bytes(data)
    assert reader.read_return(path, DEFINITION) == read_return(data, DEFINITION)
    assert reader.read_grid(data) == read_grid(data)
    assert reader.read_layout(data) == read_layout(data)


def test_refusals_pass_through_with_the_name_of_the_file(reader: ReaderProcess, tmp_path: Path) -> None:
    path = tmp_path / "网页.xls"
    path.write_bytes(b"<html></html>")
    with pytest.raises(AppError, match="网页") as refusal:
        reader.read_return(path, DEFINITION)
    assert refusal.value.code == "excel.html"


def child_that(does: str) -> list[str]:
    """A child that reads the length of a request and then ``does`` something."""
    return [sys.executable, "-c", f"import os, sys, time; sys.stdin.buffer.read(8); {does}"]


def test_a_child_that_dies_is_replaced(reader: ReaderProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reader, "_command", lambda: child_that("os.abort()"))
        with pytest.raises(AppError) as refusal:
            reader.read_grid(b"a,b\n1,2")
    assert refusal.value.code == "excel.crashed"
    assert reader.read_grid(b"a,b\n1,2")[0].rows == [["a", "b"], ["1", "2"]]


def test_a_child_that_died_between_files_is_replaced(reader: ReaderProcess) -> None:
    reader.start()
    assert reader._child is not None
    reader._child.kill()
    assert reader.read_grid(b"a,b\n1,2")[0].rows == [["a", "b"], ["1", "2"]]


def test_memory_is_bounded() -> None:
    root = Path(__file__).resolve().parents[3]
    script = "from app.services.confined.worker import limit_memory; limit_memory(300 << 20); bytearray(1 << 30)"
    child = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=False)
    assert child.returncode == 1 and b"MemoryError" in child.stderr


def test_last_words_about_memory_are_understood(reader: ReaderProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_command", lambda: child_that("raise MemoryError"))
    with pytest.raises(AppError, match="too_heavy"):
        reader.read_grid(b"a,b\n1,2")


def test_too_much_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with ReaderProcess(seconds=0.5) as reader:
        begun = time.monotonic()
        with monkeypatch.context() as patch:
            patch.setattr(reader, "_command", lambda: child_that("time.sleep(60)"))
            with pytest.raises(AppError, match="too_heavy"):
                reader.read_grid(b"a,b\n1,2")
        assert time.monotonic() - begun < 5


def test_who_waits_may_stop_it(reader: ReaderProcess, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,姓名\n" + "2026-03-05,张三\n" * 200_000, "utf-8")
    asked = 0

    def stop() -> None:
        nonlocal asked
        asked += 1
        raise Cancelled

    reader.waiting = stop
    with pytest.raises(Cancelled):
        reader.read_grid(path)
    assert asked == 1
    reader.waiting = None
    assert len(reader.read_grid(path)[0].rows) == 200_001  # by a new child


def test_one_child_reads_many_files(reader: ReaderProcess) -> None:
    data = filled()
    reader.start()
    child = reader._child
    for _ in range(5):
        reader.read_return(data, DEFINITION)
    assert reader._child is child


def test_a_child_that_answers_with_code_is_not_believed(
    reader: ReaderProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "evil"),)

    frame = pickle.dumps(("ok", Evil()))
    script = (
        "import sys, struct\n"
        "head = sys.stdin.buffer.read(8); sys.stdin.buffer.read(struct.unpack('<Q', head)[0])\n"
        f"sys.stdout.buffer.write({struct.pack('<Q', len(frame)) + frame!r})\n"
    )
    monkeypatch.setattr(reader, "_command", lambda: [sys.executable, "-c", script])
    with pytest.raises(AppError, match="crashed"):
        reader.read_grid(b"a,b\n1,2")
    assert not (tmp_path / "evil").exists()


def test_the_entry_point_of_a_frozen_program_serves() -> None:
    script = "import sys; from app.services.confined.process import run_as_worker; run_as_worker(sys.argv[1:])"
    command = [sys.executable, "-c", script, WORKER_FLAG, str(1 << 30), "20"]
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root) as child:
        assert child.stdin is not None and child.stdout is not None
        write_frame(child.stdin, pickle.dumps(("grid", b"a,b\n1,2", "", pickle.dumps(None))))  # type: ignore[arg-type]
        answer = read_frame(child.stdout)  # type: ignore[arg-type]
    assert answer is not None and pickle.loads(answer)[0] == "ok"
    assert not run_as_worker(["complaint", "add"])
