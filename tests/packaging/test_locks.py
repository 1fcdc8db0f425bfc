"""The locks: whole, with digests, without addresses, one inside the other, good for every system."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")


def _pins(name: str) -> dict[str, set[str]]:
    """Requirement with its marker (``colorama==0.4 ; sys_platform == 'win32'``) → its digests."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    pins: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        first, *rest = (line.strip().rstrip("\\").strip() for line in entry.splitlines())
        pins[first] = {line.removeprefix("--hash=") for line in rest}
    return pins


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_one_version_with_digests(name: str) -> None:
    for requirement, digests in _pins(name).items():
        assert re.match(r"[a-z0-9.-]+==[\w.]+( ; .+)?$", requirement), requirement
        assert digests, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in digests), requirement


@pytest.mark.parametrize("name", NAMES)
def test_no_address_is_recorded(name: str) -> None:
    assert "://" not in (ROOT / "packaging" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("smaller", "larger"), [NAMES[:2], NAMES[1:]])
def test_a_lock_holds_the_smaller_one(smaller: str, larger: str) -> None:
    """Tests and benchmarks run against the very versions that people get."""
    assert _pins(smaller).items() <= _pins(larger).items()


def test_the_locks_serve_windows_and_arm_too() -> None:
    pins = _pins("requirements-dev.lock")
    assert any(re.match(r"colorama==.* ; .*win32", pin) for pin in pins), "pytest's colours on Windows"
    assert "pyside6-essentials==6.8.0.2 ; platform_machine == 'aarch64'" in pins


def test_everything_the_project_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [
        ("requirements.lock", project["project"]["dependencies"]),
        ("requirements-dev.lock", project["dependency-groups"]["dev"]),
        ("requirements-bench.lock", project["dependency-groups"]["bench"]),
    ]
    for name, requirements in wanted:
        locked = {pin.split("==")[0] for pin in _pins(name)}
        for requirement in requirements:
            word = re.match(r"[\w.-]+", requirement)
            assert word is not None
            assert re.sub(r"[-_.]+", "-", word.group()).lower() in locked, requirement
