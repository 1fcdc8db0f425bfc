"""Telling the person at the terminal what happens, in Chinese and in English."""

from __future__ import annotations

import sys
from collections.abc import Iterable


class Stop(Exception):
    """An expected reason not to go on: what happened and what to do, in both languages.

    ``code`` is the exit code: 1 for what a person can put right, 2 for a wrong call, 3 for disk and files.
    """

    def __init__(self, chinese: str, english: str, *, code: int = 1, more: Iterable[str] = ()) -> None:
        super().__init__(english)
        self.chinese = chinese
        self.english = english
        self.code = code
        self.more = tuple(more)


def use_utf8() -> None:
    """Chinese on every terminal and in every file the output is sent to, line by line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


def say(chinese: str, english: str) -> None:
    """One thing that happens."""
    print(f"● {chinese}")
    print(f"  {english}")


def detail(line: str) -> None:
    """A line below the last thing said."""
    print(f"    {line}")


def complain(stop: Stop) -> None:
    """Say why it does not go on."""
    sys.stdout.flush()
    lines = [f"✗ {stop.chinese}", f"  {stop.english}", *(f"    {line}" for line in stop.more)]
    print("\n".join(lines), file=sys.stderr)
