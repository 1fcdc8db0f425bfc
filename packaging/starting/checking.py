"""The second command: every check of the sources, then the tests; and the benchmarks."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from starting import environment
from starting.machine import ROOT, SYSTEM
from starting.practice import surroundings
from starting.words import detail, say


def checks() -> list[tuple[str, list[str]]]:
    """Name and command of every check that comes before the tests."""
    return [
        ("ruff format", [_tool("ruff"), "format", "--check", "."]),
        ("ruff check", [_tool("ruff"), "check", "."]),
        ("lint-imports", [_tool("lint-imports")]),
        ("mypy", [_tool("mypy")]),
    ]


def run(arguments: Sequence[str]) -> int:
    """Run every check and then pytest with these arguments; gives the exit code of the first that failed.

    pytest comes last, and nothing is printed after it, so that its summary is the last line.
    """
    codes = []
    for name, command in checks():
        say(f"检查：{name}", f"Check: {name}")
        begun = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=surroundings(), stdin=subprocess.DEVNULL, check=False).returncode
        codes.append((name, code, time.monotonic() - begun))
    say("检查的结果：", "Outcome of the checks:")
    for name, code, seconds in codes:
        detail(f"{'✓' if code == 0 else '✗'} {name} ({seconds:.0f} s)" + (f" → {code}" if code else ""))
    say("测试：pytest", "Tests: pytest")
    tested = subprocess.run(
        [str(environment.python()), "-m", "pytest", "-n", "2", *arguments],
        cwd=ROOT,
        env={**surroundings(), "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return next((code for _, code, _ in codes if code != 0), tested.returncode)


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks with these arguments; gives their exit code."""
    environment_ = {**surroundings(), "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    command = [str(environment.python()), "-m", "tests.benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment_, check=False).returncode


def _tool(name: str) -> str:
    folder: Path = environment.python().parent
    return str(folder / (f"{name}.exe" if SYSTEM == "win32" else name))
