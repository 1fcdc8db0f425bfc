"""What this machine is: where the repository lies, whether Qt can run here, whether there is a screen."""

from __future__ import annotations

import os
import platform
import struct
import sys
from pathlib import Path

from starting.words import Stop

ROOT = Path(__file__).resolve().parents[2]
#: linux, win32, darwin …; a plain str, so that a type checker looks at the code for every system.
SYSTEM: str = sys.platform

#: The oldest C library the pinned Qt wheels were built for, by machine; other machines have no wheels.
OLDEST_GLIBC = {"x86_64": (2, 28), "aarch64": (2, 31)}
#: Build number of Windows 10 1809, the oldest Qt supports.
OLDEST_WINDOWS = 17763


def check() -> str:
    """Raise Stop where the pinned Qt cannot run; gives one line about the machine."""
    if struct.calcsize("P") != 8:
        raise Stop(
            "这是 32 位的 Python，界面库只有 64 位的。请安装 64 位的 Python 3.11 至 3.13。",
            "This is a 32-bit Python and Qt comes in 64 bits only. Please install a 64-bit Python 3.11 to 3.13.",
        )
    if SYSTEM.startswith("linux"):
        return _linux()
    if SYSTEM == "win32":
        return _windows()
    return f"{platform.system()} {platform.release()}, Python {platform.python_version()}"


def _linux() -> str:
    machine = platform.machine()
    found = glibc()
    oldest = OLDEST_GLIBC.get(machine)
    if oldest is None:
        raise Stop(
            f"这台电脑是 {machine} 的处理器，界面库没有给它编好的安装包（只有 x86_64 和 aarch64）。",
            f"There are no ready-made Qt packages for {machine} processors, only for x86_64 and aarch64.",
        )
    if found is None:
        raise Stop(
            "这个系统用的不是 glibc，界面库不能安装。请换用 Debian、Ubuntu、统信 UOS、麒麟等系统。",
            "This system does not use glibc, so Qt's packages do not fit. Debian, Ubuntu, UOS or Kylin will do.",
        )
    if found < oldest:
        need, have = _dotted(oldest), _dotted(found)
        raise Stop(
            f"系统太旧：界面库需要 glibc {need} 以上，这里是 {have}。请升级系统（UOS 20、麒麟 V10 以后都可以）。",
            f"The system is too old: Qt needs glibc {need} or newer, here is {have}. Please upgrade the system.",
        )
    return f"Linux {machine}, glibc {_dotted(found)}, Python {platform.python_version()}"


def _windows() -> str:
    build = int(platform.version().rsplit(".", 1)[-1])
    if build < OLDEST_WINDOWS:
        raise Stop(
            f"Windows 太旧：需要 Windows 10 1809（版本号 {OLDEST_WINDOWS}）以上，这里是 {build}。",
            f"Windows is too old: Windows 10 1809 (build {OLDEST_WINDOWS}) or newer is needed, here is build {build}.",
        )
    return f"Windows build {build}, Python {platform.python_version()}"


def glibc() -> tuple[int, int] | None:
    """Version of the C library, or None where it is another one."""
    try:
        words = (os.confstr("CS_GNU_LIBC_VERSION") or "").split()
        major, minor = words[1].split(".")[:2]
        return int(major), int(minor)
    except (AttributeError, ValueError, OSError, IndexError):
        return None


def has_display() -> bool:
    """Whether a window can be shown."""
    if SYSTEM.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def start_command() -> str:
    """How this script is called on this system, from the repository's folder."""
    return "py packaging\\start.py" if SYSTEM == "win32" else "python3 packaging/start.py"


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
