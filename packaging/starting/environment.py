"""The private environment: made once with ``venv``, filled by pip from a lock of versions and hashes.

pip's own settings (mirrors, proxies, certificates, folders of wheels) hold as they are. What was installed is noted
in the environment by the digest of the lock, so that a second start does not ask pip at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from starting.libraries import apt_line, can_make_environments, venv_package
from starting.machine import ROOT, SYSTEM
from starting.words import Stop, detail, say

ENVIRONMENT = ROOT / ".venv"
LOCKS = ROOT / "packaging"
#: Free space, in megabytes, that an environment with everything needs.
ROOM = 900

#: What pip says → what it means, the first that fits. The words of pip and of the system, any version of them.
MEANINGS: tuple[tuple[str, str, str], ...] = (
    (
        r"No space left on device|Disk quota exceeded|Errno 28\b|not enough space",
        "磁盘满了，没有装完。请腾出 1 GB 以上的空间，再运行一次。",
        "The disk is full. Free at least 1 GB and run the command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES|Hash mismatch|Expected sha256",
        "下载的软件包与登记的校验值不符（下载坏了，或者镜像里的文件被换过），没有安装。请换一个软件源再运行一次。",
        "A downloaded package differs from its recorded digest (damaged, or changed on the mirror) and was not "
        "installed. Try again, or use another package index.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|certificate verify failed",
        "连接软件源时证书不对。请检查电脑的日期时间；"
        "单位有代理的，请把它的证书交给 pip（pip config set global.cert 文件）。",
        "The package index showed a certificate that cannot be checked. Check the date and time; behind a proxy, give "
        "its certificate to pip (pip config set global.cert FILE).",
    ),
    (
        r"Temporary failure in name resolution|Name or service not known|getaddrinfo failed|NewConnectionError"
        r"|Connection refused|Connection reset|ConnectTimeout|Read timed out|ProxyError|Network is unreachable"
        r"|Max retries exceeded|Retrying \(Retry|RemoteDisconnected|IncompleteRead",
        "连不上软件源，没有装完。请检查网络和 pip 的设置（pip config list），再运行一次；已经下载的不会重复下载。",
        "The package index cannot be reached. Check the network and pip's settings (pip config list), then run the "
        "command again; what was downloaded is kept.",
    ),
    (
        r"No matching distribution found|not a supported wheel",
        "软件源里没有适合这台电脑的安装包。请换一个更全的软件源，或改用 x86_64、aarch64 的系统和 Python 3.11 至 3.13。",
        "The package index has no package that fits this machine. Use a fuller index, or a system for x86_64 or "
        "aarch64 with Python 3.11 to 3.13.",
    ),
    (
        r"Permission denied|Access is denied|Errno 13\b|WinError 5\b",
        "没有写入的权限。请把程序放在您自己的文件夹里，关掉正在运行的窗口，再运行一次。",
        "Writing is not permitted. Put the program into a folder of your own, close its windows and run it again.",
    ),
)


def python() -> Path:
    """The interpreter of the environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if SYSTEM == "win32" else "bin/python")


def provide(lock: str) -> None:
    """Have an environment with everything ``packaging/<lock>`` names; quick when it is there already.

    Raises Stop when it cannot be made: no venv module, no network, a full disk, a damaged download.
    """
    if ready(lock):
        return
    if not _answers():
        _room()
        if not (_answers("") and _give_pip()):
            _make()
    wanted = digest(LOCKS / lock)
    noted = _noted()
    _room()
    say(
        "安装程序用到的软件包（第一次要几分钟，以后不用）……",
        "Installing the packages the program uses (minutes the first time, never again) …",
    )
    _install(LOCKS / lock)
    _note({**noted, lock: wanted})


def ready(lock: str) -> bool:
    """Whether ``provide`` would have nothing to do."""
    return _answers() and _noted().get(lock) == digest(LOCKS / lock)


def digest(lock: Path) -> str:
    """SHA-256 of a lock, whatever the line endings."""
    return hashlib.sha256(lock.read_text(encoding="utf-8").encode()).hexdigest()


def packages() -> Path | None:
    """Where PySide6 lies in the environment, without importing it; None when it is not there."""
    found = sorted(ENVIRONMENT.glob("lib/python3.*/site-packages/PySide6")) or sorted(
        ENVIRONMENT.glob("Lib/site-packages/PySide6")
    )
    return found[0] if found else None


def meaning(told: str) -> tuple[str, str] | None:
    """What pip's words mean, in both languages; None when nothing known fits."""
    for pattern, chinese, english in MEANINGS:
        if re.search(pattern, told, re.IGNORECASE):
            return chinese, english
    return None


def _answers(module: str = "pip") -> bool:
    """Whether the environment is there, runs, has a fitting Python and the module."""
    if not python().exists():
        return False
    question = f"import sys, {module or 'os'}; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else 1)"
    try:
        return subprocess.run([str(python()), "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _give_pip() -> bool:
    """Put pip into an environment that another tool made without it; False where that cannot be."""
    command = [str(python()), "-m", "ensurepip", "--upgrade"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _make() -> None:
    """Make the environment anew; what a broken one left is cleared away."""
    if not can_make_environments():
        raise Stop(
            "这个 Python 缺 venv 模块，没法做程序自己的环境。请管理员运行下面这一行，再启动：",
            "This Python lacks the venv module. Ask an administrator to run the line below, then start again:",
            more=[
                apt_line([venv_package()])
                if shutil.which("apt-get")
                else "安装带 venv 和 ensurepip 的 Python 3.11 至 3.13 / install a Python with venv and ensurepip"
            ],
        )
    say(f"在 {ENVIRONMENT} 做程序自己的环境……", f"Making a private environment in {ENVIRONMENT} …")
    base = getattr(sys, "_base_executable", None) or sys.executable
    command = [base, "-m", "venv", "--clear", str(ENVIRONMENT)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode != 0:
        told = done.stdout + done.stderr
        chinese, english = meaning(told) or ("环境没有做成。", "The environment could not be made.")
        raise Stop(chinese, english, code=3, more=_last_lines(told))


def _install(lock: Path) -> None:
    command = [
        str(python()),
        *("-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--no-deps"),
        *("--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r", str(lock)),
    ]
    told: list[str] = []
    log = ENVIRONMENT / "start.log"
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        ) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            kept.write(line)
            told.append(line)
            if line.lstrip().startswith("Downloading "):
                detail(line.strip())
    if pip.returncode != 0:
        chinese, english = meaning("".join(told)) or (
            "软件包没有装上，pip 的原话在下面。",
            "The packages were not installed; pip's words are below.",
        )
        raise Stop(chinese, english, code=3, more=[*_last_lines("".join(told)), f"全部记录 / full log: {log}"])


def _last_lines(told: str) -> list[str]:
    """The last lines that say something, without any traceback."""
    lines = [line.rstrip() for line in told.splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith((" ", "\t", "Traceback", "WARNING", "[notice]"))]
    return [line[:300] for line in said[-4:]]


def _room() -> None:
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < ROOM:
        raise Stop(
            f"磁盘只剩 {free} MB，安装要 {ROOM} MB。请先腾出空间。",
            f"Only {free} MB are free on the disk and {ROOM} MB are needed. Please make room first.",
            code=3,
        )


def _notes() -> Path:
    return ENVIRONMENT / "installed-locks.json"


def _noted() -> dict[str, str]:
    """Lock → digest of it when it was installed; nothing when the note is missing or unreadable."""
    try:
        noted = json.loads(_notes().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in noted.items()} if isinstance(noted, dict) else {}


def _note(noted: dict[str, str]) -> None:
    beside = _notes().with_suffix(".new")
    beside.write_text(json.dumps(noted, indent=1), encoding="utf-8")
    beside.replace(_notes())
