"""A desktop of its own for a test: X server, session bus, window manager, home folder; and keys for its window.

Nothing of the machine's own desktop is touched, and two of these may run side by side.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
#: Seconds a step may take on a busy machine before it counts as failed.
PATIENCE = 60.0


def need(*programs: str) -> None:
    """Fail where a program is missing: ``packaging/start.py test`` installs them all."""
    missing = [name for name in programs if shutil.which(name) is None and not Path(name).exists()]
    if missing:
        pytest.fail(f"missing on this machine: {', '.join(missing)}; packaging/start.py test installs them")


class Desktop:
    """Xvfb with openbox, a session bus and a home folder. Use as a context manager.

    Home stands right below the system's temporary folder: the names of sockets may have 107 letters and no more.
    """

    def __init__(self, size: str = "1366x768") -> None:
        self._folder = Path()
        self._size = size
        self._running: list[subprocess.Popen[bytes]] = []
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Desktop:
        need("Xvfb", "openbox", "xdotool", "dbus-daemon")
        self._folder = Path(tempfile.mkdtemp(prefix="xb-"))
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        home = self._folder / "home"
        runtime = self._folder / "run"
        for made in (home, runtime):
            made.mkdir(parents=True, exist_ok=True)
        runtime.chmod(0o700)
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        self.environment = {
            **kept,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(runtime),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local" / "share"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{self._size}x24", "-nolisten", "tcp"]
        self._start(command, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read) as stream:
            self.environment["DISPLAY"] = f":{stream.readline().strip()}"
        bus = self._start(["dbus-daemon", "--session", "--print-address", "--nofork"], stdout=subprocess.PIPE)
        assert bus.stdout is not None
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self._start(["openbox"])

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in reversed(self._running):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(10)
            if process.stdout is not None:
                process.stdout.close()
        self._running.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(
        self,
        command: Sequence[str],
        *,
        stdout: int | None = subprocess.DEVNULL,
        pass_fds: tuple[int, ...] = (),
        besides: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env={**self.environment, **(besides or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            pass_fds=pass_fds,
            start_new_session=True,
        )
        self._running.append(process)
        return process

    # -- what runs here -------------------------------------------------------------------------------
    def run(self, *command: str) -> str:
        """Run a short command here; gives what it says."""
        done = subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
        return done.stdout.decode(errors="replace").strip()

    def serve(self, *command: str) -> subprocess.Popen[bytes]:
        """Start something that stays."""
        return self._start(command)

    def program(self, data: Path, besides: Mapping[str, str] | None = None, options: Sequence[str] = ()) -> str:
        """Open the program's window on ``data`` and wait until the office is open; gives the window's number."""
        self._start([sys.executable, "-m", "app", "--data", str(data), *options], besides=besides)
        window = until(lambda: self.run("xdotool", "search", "--name", "消保台账 ·").split("\n")[-1], "the window")
        until(lambda: self._activated(window), "the window to be active")
        time.sleep(1.0)  # the first page reads what it shows
        return window

    def _activated(self, window: str) -> bool:
        self.run("xdotool", "windowactivate", window)  # again and again: the window manager may just be starting
        return self.run("xdotool", "getactivewindow") == window

    def keys(self, *names: str) -> None:
        """Press keys, one after the other, as a person does."""
        for name in names:
            self.run("xdotool", "key", "--clearmodifiers", name)
            time.sleep(0.25)

    def type(self, letters: str, *, apart: int = 110) -> None:
        """Type letters as they stand on the keyboard, so many milliseconds apart."""
        self.run("xdotool", "type", "--delay", str(apart), letters)
        time.sleep(0.4)

    def picture(self, path: Path) -> None:
        """What the screen shows, for a person who looks into a failure."""
        self.run("import", "-window", "root", str(path))


def until(look: Callable[[], T | None], what: str) -> T:
    """Wait for ``look`` to give something true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited in vain for {what}")
