"""The start script: what it makes of pip's and ldd's words, of a wrong call, and of an environment already there."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from starting import checking, environment, libraries, machine, main, practice
from starting.words import Stop

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("told", "word"),
    [
        (
            "WARNING: Retrying (Retry(total=4 … NewConnectionError('…: [Errno -3] Temporary failure in name resolution"
            "\nERROR: No matching distribution found for alembic==1.20.1",
            "连不上",
        ),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘满"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "校验值"),
        ("ERROR: No matching distribution found for pyside6-essentials==6.9.3", "没有适合"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))", "证书"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/opt/x'", "权限"),
        ("ERROR: [WinError 5] Access is denied: 'C:\\\\x'", "权限"),
    ],
)
def test_what_pip_says_is_told_in_a_sentence(told: str, word: str) -> None:
    meaning = environment.meaning(told)
    assert meaning is not None
    assert word in meaning[0]


def test_words_of_pip_nobody_foresaw_are_not_explained_away() -> None:
    assert environment.meaning("ERROR: something new") is None


def test_ldd_is_read() -> None:
    told = (
        "\tlinux-vdso.so.1 (0x00007fff)\n"
        "\tlibxcb-icccm.so.4 => not found\n"
        "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)\n"
        "\tlibxcb-icccm.so.4 => not found\n"
    )
    assert libraries.not_found(told) == ["libxcb-icccm.so.4"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the lists are for Linux")
def test_a_missing_library_gives_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(libraries.XCB, "libno-such-thing.so.9", "libno-such-thing9")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    libraries.provide(tests=False)
    told = capsys.readouterr().out
    assert "apt-get install -y --no-install-recommends" in told
    assert "libno-such-thing9" in told


def test_the_digest_of_a_lock_does_not_depend_on_line_endings(tmp_path: Path) -> None:
    unix, windows = tmp_path / "unix.lock", tmp_path / "windows.lock"
    unix.write_bytes(b"a==1 \\\n    --hash=sha256:0\n")
    windows.write_bytes(b"a==1 \\\r\n    --hash=sha256:0\r\n")
    assert environment.digest(unix) == environment.digest(windows)


def test_an_environment_that_has_the_lock_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty lock is installed once; the second time nothing is done, and a changed lock is noticed."""
    lock = tmp_path / "requirements.lock"
    lock.write_text("", encoding="utf-8")
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path / "environment")
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    if not libraries.can_make_environments():
        pytest.skip("this Python has no ensurepip")
    environment.provide("requirements.lock")
    assert environment.ready("requirements.lock")
    capsys.readouterr()
    environment.provide("requirements.lock")
    assert capsys.readouterr().out == ""
    lock.write_text("# changed\n", encoding="utf-8")
    assert not environment.ready("requirements.lock")


def test_an_environment_of_another_tool_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lacks pip, and gets it; what is in it already stays."""
    if not libraries.can_make_environments():
        pytest.skip("this Python has no ensurepip")
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path / "environment")
    monkeypatch.setattr(environment, "LOCKS", tmp_path)
    (tmp_path / "requirements.lock").write_text("", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "environment")], check=True)
    kept = tmp_path / "environment" / "kept.txt"
    kept.write_text("", encoding="utf-8")
    environment.provide("requirements.lock")
    assert environment.ready("requirements.lock")
    assert kept.exists()


def test_without_the_venv_module_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path / "environment")
    monkeypatch.setattr(environment, "can_make_environments", lambda: False)
    with pytest.raises(Stop) as stopped:
        environment.provide("requirements.lock")
    assert "venv" in stopped.value.chinese
    assert "venv" in stopped.value.more[0]


def test_a_full_folder_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("", encoding="utf-8")
    with pytest.raises(Stop, match="not empty"):
        practice.check(["--out", str(tmp_path)])


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "磁盘满了"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
    ],
)
def test_an_error_of_the_disk_is_a_sentence(
    error: OSError, word: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> str:
        raise error

    monkeypatch.setattr(machine, "check", fail)
    assert main.main([]) == 3
    told = capsys.readouterr().err
    assert word in told
    assert "Traceback" not in told


def test_a_wrong_word_is_answered(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["tset"]) == 2
    assert "test" in capsys.readouterr().err


def test_the_practice_city_is_found_by_its_code() -> None:
    assert practice.city_code() == "331100"


def test_the_first_failure_decides_and_pytest_has_the_last_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def script(words: str) -> list[str]:
        return [sys.executable, "-c", words]

    monkeypatch.setattr(
        checking,
        "checks",
        lambda: [("one", script("")), ("two", script("raise SystemExit(4)")), ("three", script("raise SystemExit(5)"))],
    )
    monkeypatch.setattr(environment, "python", lambda: Path(sys.executable))
    one_test = tmp_path / "test_one.py"
    one_test.write_text("def test_one():\n    assert True\n", encoding="utf-8")
    assert checking.run([str(one_test)]) == 4
    told = capfd.readouterr().out
    assert "✗ two" in told
    assert "✗ three" in told
    assert "1 passed" in told.splitlines()[-1]


def test_an_old_python_is_told_which_one_is_needed() -> None:
    """The script is read and answered by any Python 3: nothing newer than its first syntax stands in it."""
    import ast

    source = (ROOT / "packaging" / "start.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_help_is_given_without_installing_anything() -> None:
    script = str(ROOT / "packaging" / "start.py")
    told = subprocess.run([sys.executable, script, "--help"], capture_output=True, check=False, timeout=60)
    assert told.returncode == 0
    assert "--out" in told.stdout.decode()
