"""The log tells what happened and never names a person."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """A log of this process in a folder of its own."""
    root = logging.getLogger()
    level, raising = root.level, logging.raiseExceptions
    handler = logs.set_up(tmp_path / "logs")
    assert handler is not None
    yield tmp_path / "logs" / logs.NAME
    root.removeHandler(handler)
    handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raising


def test_what_is_written(log: Path) -> None:
    logging.getLogger("app.services.merging").info("merged %d returns, %s", 11, "merge.done")
    line = log.read_text("utf-8")
    assert line.endswith("Z INFO app.services.merging: merged 11 returns, merge.done\n")


def test_setting_up_twice_is_once(log: Path) -> None:
    logs.set_up(log.parent)
    logging.getLogger("app.x").info("once")
    assert log.read_text("utf-8").count("once") == 1


@pytest.mark.parametrize(
    "personal", ["王小明", "13957112345", "139 5711 2345", "0571-87654321", "wang@example.com", "手机坏了", "𠮷田"]
)
def test_persons_are_masked(log: Path, personal: str) -> None:
    logging.getLogger("app.x").warning("not taken: %s in row %d", personal, 12)
    text = log.read_text("utf-8")
    assert personal not in text
    assert "… in row 12" in text


def test_codes_counts_and_dates_stay() -> None:
    plain = "complaint.not_taken 3 of 12345 on 2026-04 office 33112 SQLite 3.40.1 a_b/c.py:120"
    assert logs.masked(plain) == plain


def test_exceptions_keep_kinds_and_places_only(log: Path) -> None:
    try:
        try:
            int("13957112345 Wang Xiaoming")
        except ValueError as error:
            raise RuntimeError("could not save Wang Xiaoming") from error
    except RuntimeError:
        logging.getLogger("app.x").exception("failed")
    text = log.read_text("utf-8")
    assert "Wang" not in text and "1395711" not in text
    assert "RuntimeError" in text and "ValueError" in text and "test_logs.py" in text


def test_others_only_warn(log: Path) -> None:
    logging.getLogger("sqlalchemy.engine").info("INSERT INTO complaint")
    logging.getLogger("alembic").warning("careful")
    assert "INSERT" not in log.read_text("utf-8")
    assert "careful" in log.read_text("utf-8")


def test_old_files_are_kept_in_bounds(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logs.set_up(log.parent)
    assert isinstance(handler, logging.handlers.RotatingFileHandler)
    handler.maxBytes = 2000
    for n in range(500):
        logging.getLogger("app.x").info("line %d of many that fill the file", n)
    files = sorted(log.parent.iterdir())
    assert len(files) == logs.KEPT + 1
    assert all(f.stat().st_size <= 2000 for f in files)


def test_a_file_that_cannot_be_renamed_is_gone_on_with(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logs.set_up(log.parent)
    assert isinstance(handler, logging.handlers.RotatingFileHandler)

    def held(source: str, target: str) -> None:
        raise PermissionError("in use by another process")

    monkeypatch.setattr(handler, "rotate", held)
    handler.maxBytes = 200
    for n in range(20):
        logging.getLogger("app.x").info("line %d", n)
    assert "line 19" in log.read_text("utf-8")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert logs.set_up(tmp_path / "file" / "logs") is None
