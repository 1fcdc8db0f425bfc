"""The libraries and tools of the system: which are missing, and installing them where that is allowed.

The lists were found with ``ldd`` on Qt's modules and its xcb plug-in on Debian 12; newer Debian and Ubuntu answer to
the same names. On other systems the missing libraries are named and the person installs them.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from starting.machine import SYSTEM
from starting.words import detail, say

#: Library → Debian package. What every window needs, even one that is never shown.
QT = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
#: Library → Debian package. What a window on an X display needs besides.
XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-util.so.1": "libxcb-util1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
#: Program → Debian package. What the tests call.
TOOLS = {
    "soffice": "libreoffice-calc-nogui",
    "pdftotext": "poppler-utils",
    "fc-match": "fontconfig",
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "openbox": "openbox",
    "dbus-daemon": "dbus-daemon",
    "dbus-launch": "dbus-x11",
    "fcitx5": "fcitx5",
    "ibus-daemon": "ibus",
}
#: Where a part of one of those stands (a pattern below the root) → Debian package.
PARTS = {
    "usr/lib/*/fcitx5/libpinyin.so": "fcitx5-pinyin",
    "usr/libexec/ibus-engine-libpinyin": "ibus-libpinyin",
    "usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
    "usr/lib/python3/dist-packages/gi/__init__.py": "python3-gi",
}


def provide(*, tests: bool) -> None:
    """Look for what the system must have, install it where that is allowed, else print the line to run.

    Never stops: what follows may do without (a window cannot be shown, some tests are skipped).
    """
    if not SYSTEM.startswith("linux"):
        return
    missing = missing_packages(tests=tests)
    if missing and _installed(missing):
        missing = missing_packages(tests=tests)
    if not missing:
        return
    if shutil.which("apt-get"):
        say(
            "这台电脑还缺下面这些系统软件包。请管理员运行这一行，再重新启动：",
            "Some system packages are missing. Ask an administrator to run this line, then start again:",
        )
        detail(apt_line(missing))
    else:
        say(
            "这台电脑还缺下面这些系统库，请用系统的软件包管理器安装含有它们的软件包：",
            "These system libraries are missing; please install the packages that contain them:",
        )
        names = {package: name for name, package in _wanted(tests=tests).items()}
        detail(" ".join(names.get(package, package) for package in missing))


def missing_packages(*, tests: bool) -> list[str]:
    """Debian packages of what cannot be found, in the order of the lists; the venv module of Python first."""
    missing = [] if can_make_environments() else [venv_package()]
    for name, package in _wanted(tests=tests).items():
        if not _there(name):
            missing.append(package)
    return missing


def can_make_environments() -> bool:
    """Whether this Python has what ``python -m venv`` needs; Debian keeps it in a package of its own."""
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))


def venv_package() -> str:
    """The Debian package that lets this Python make environments."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def apt_line(packages: Sequence[str]) -> str:
    """The line an administrator runs."""
    return "sudo apt-get update && sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def unmet(folder: Path) -> dict[str, list[str]]:
    """Library → the files of Qt below ``folder`` (the PySide6 package) that want it in vain, as ``ldd`` tells."""
    if not SYSTEM.startswith("linux") or not shutil.which("ldd"):
        return {}
    plugins = folder / "Qt" / "plugins" / "platforms"
    files = [*sorted(folder.glob("Qt[GW]*.abi3.so")), plugins / "libqoffscreen.so", plugins / "libqxcb.so"]
    wanting: dict[str, list[str]] = {}
    for file in files:
        if file.exists():
            told = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False)
            for name in not_found(told.stdout):
                wanting.setdefault(name, []).append(file.name)
    return wanting


def not_found(told: str) -> list[str]:
    """The libraries that a listing of ``ldd`` says are not there."""
    return sorted({line.split()[0] for line in told.splitlines() if line.rstrip().endswith("=> not found")})


def _wanted(*, tests: bool) -> Mapping[str, str]:
    return {**QT, **XCB, **({**TOOLS, **PARTS} if tests else {})}


def _there(name: str) -> bool:
    if name in TOOLS:
        return shutil.which(name) is not None
    return any(Path("/").glob(name)) if name in PARTS else _loads(name)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _installed(packages: Sequence[str]) -> bool:
    """Install with apt-get as root or by a sudo that asks nothing; False where neither is so or it failed."""
    become = _becoming_root()
    if become is None or not shutil.which("apt-get"):
        return False
    say("安装系统软件包，可能要几分钟……", "Installing system packages, this may take some minutes …")
    detail(" ".join(packages))
    install = ["install", "-y", "-q", "--no-install-recommends", *packages]
    apt = [*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    told = ""
    for arguments in (["update", "-q"], install):
        done = subprocess.run(
            [*apt, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        told = done.stdout
        if done.returncode != 0 and arguments is install:
            say("系统软件包没有装上，apt-get 说：", "The system packages were not installed; apt-get says:")
            for line in told.strip().splitlines()[-6:]:
                detail(line)
            return False
    return True


def _becoming_root() -> list[str] | None:
    """What to put before a command to run it as root without being asked anything; None where that cannot be."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None
