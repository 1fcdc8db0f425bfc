"""Drafts are on disk when they say so, outlive a kill, and a broken file stops nobody."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.bootstrap import open_services
from app.errors import AppError
from app.services.database import Database
from app.services.drafts import Drafts, fresh_id

LONG = {"complainant": "王秀英", "amount": "大概三百", "facts": "第一行\n第二行　“引号”\\ \ud83d"}


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Drafts]:
    kept = Drafts(tmp_path / "drafts.db")
    yield kept
    kept.close()


def test_a_draft_comes_back_exactly_as_it_was(drafts: Drafts, tmp_path: Path) -> None:
    before = datetime.now(UTC)
    at = drafts.put("a" * 32, "entry", LONG, "王秀英")
    assert before <= at <= datetime.now(UTC)
    again = Drafts(tmp_path / "drafts.db")
    got = again.get("a" * 32)
    assert got is not None and (got.kind, got.words, got.at) == ("entry", "王秀英", at)
    assert got.content == LONG  # invalid text and half a character included
    again.close()


def test_the_newest_state_stands_and_several_wait(drafts: Drafts) -> None:
    drafts.put("one", "entry", {"facts": "手"})
    drafts.put("two", "pile", {"rows": [1, {"facts": None}]})
    drafts.put("one", "entry", {"facts": "手机"})
    assert [(d.id, d.content) for d in drafts.waiting()] == [
        ("one", {"facts": "手机"}),
        ("two", {"rows": [1, {"facts": None}]}),
    ]
    assert [d.id for d in drafts.waiting("pile")] == ["two"]
    drafts.drop("one")
    drafts.drop("never there")
    assert drafts.get("one") is None and [d.id for d in drafts.waiting()] == ["two"]
    assert drafts.remarks() == ()


def test_what_was_dropped_is_not_left_lying_in_the_file(drafts: Drafts, tmp_path: Path) -> None:
    drafts.put("one", "entry", {"phone": "13800001234"})
    drafts.drop("one")
    with closing(sqlite3.connect(tmp_path / "drafts.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"13800001234" not in (tmp_path / "drafts.db").read_bytes()


_WRITER = """
import sys
from pathlib import Path
from app.services.drafts import Drafts
drafts = Drafts(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    drafts.put("one", "entry", {"facts": "字" * n, "n": n})
    print(n, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_what_put_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    running = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path / "drafts.db")], stdout=subprocess.PIPE, text=True, cwd=root
    )
    assert running.stdout is not None
    for line in running.stdout:
        if int(line) >= 40:
            break
    running.send_signal(signal.SIGKILL)
    acknowledged = max([int(line) for line in running.stdout.read().split()], default=40)
    running.wait()
    running.stdout.close()
    drafts = Drafts(tmp_path / "drafts.db")
    got = drafts.get("one")
    assert got is not None and got.content["n"] >= acknowledged
    assert got.content["facts"] == "字" * got.content["n"]
    assert drafts.remarks() == ()
    drafts.close()


def wreck(path: Path, keep: int = 0) -> None:
    """Overwrite all but the first ``keep`` bytes with what no program wrote."""
    data = path.read_bytes()
    path.write_bytes(data[:keep] + b"\xa5" * (len(data) - keep))


def test_a_file_that_is_no_database_is_set_aside_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    path.write_bytes(b"this is a shopping list" * 400)
    drafts = Drafts(path)
    assert drafts.waiting() == ()
    drafts.put("one", "entry", {"facts": "手机坏了"})
    (told,) = drafts.remarks()
    assert told.code == "draft.damaged" and "台账没有受影响" in told.message
    assert drafts.remarks() == ()  # said once
    aside = [p for p in tmp_path.iterdir() if p.name.startswith("drafts-damaged-")]
    assert len(aside) == 1 and aside[0].read_bytes().startswith(b"this is a shopping list")
    assert aside[0].name in told.message
    assert [d.id for d in drafts.waiting()] == ["one"]
    drafts.close()


def test_what_a_damaged_file_still_gives_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    drafts = Drafts(path)
    for number in range(60):
        drafts.put(f"{number:04d}", "entry", {"facts": "很长的事实" * 100, "n": number})
    drafts.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(bytes(data))
    drafts = Drafts(path)
    kept = drafts.waiting()
    (told,) = drafts.remarks()
    assert told.params["count"] == len(kept) and 20 <= len(kept) < 60
    assert all(d.content["facts"] == "很长的事实" * 100 for d in kept)
    drafts.put("new", "entry", {"n": 0})
    assert len(drafts.waiting()) == len(kept) + 1
    drafts.close()


def test_a_draft_nobody_can_read_takes_no_other_with_it(drafts: Drafts, tmp_path: Path) -> None:
    drafts.put("good", "entry", {"n": 1})
    drafts.put("bad", "entry", {"n": 2})
    with closing(sqlite3.connect(tmp_path / "drafts.db")) as connection:
        connection.execute("UPDATE draft SET content = '[[' WHERE id = 'bad'")
        connection.commit()
    assert [d.id for d in drafts.waiting()] == ["good"]
    assert [issue.code for issue in drafts.remarks()] == ["draft.damaged"]


def test_a_file_of_a_later_program_is_kept_whole(tmp_path: Path) -> None:
    path = tmp_path / "drafts.db"
    later = Drafts(path)
    later.put("one", "entry", {"n": 1})
    later.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    drafts = Drafts(path)
    assert [d.id for d in drafts.waiting()] == ["one"]
    (told,) = drafts.remarks()
    assert told.code == "draft.newer"
    with closing(sqlite3.connect(tmp_path / told.params["name"])) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)
    drafts.close()


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "no such folder" / "drafts.db")
    with pytest.raises(AppError) as caught:
        drafts.put("one", "entry", {})
    assert caught.value.code == "draft.not_stored"


@pytest.mark.skipif(os.name == "nt", reason="a limit on the size of files is of POSIX")
def test_a_full_disk_is_said_and_what_was_stored_stays(tmp_path: Path) -> None:
    limited = """
import resource, sys
from pathlib import Path
from app.errors import AppError
from app.services.drafts import Drafts
drafts = Drafts(Path(sys.argv[1]))
drafts.put("one", "entry", {"facts": "早"})
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    drafts.put("one", "entry", {"facts": "晚" * 200000})
except AppError as error:
    print(error.code)
    assert drafts.get("one").content == {"facts": "早"}
"""
    root = Path(__file__).resolve().parents[2]
    path = tmp_path / "drafts.db"
    done = subprocess.run(
        [sys.executable, "-c", limited, str(path)], capture_output=True, text=True, cwd=root, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("draft.full", "draft.not_stored")
    drafts = Drafts(path)
    got = drafts.get("one")
    assert got is not None and got.content == {"facts": "早"} and drafts.remarks() == ()
    drafts.close()


def test_the_case_of_a_draft_is_stored_once_and_its_draft_is_known_to_be_done(county: Database) -> None:
    services = open_services(county.folder)
    try:
        id = fresh_id()
        services.drafts.put(id, "entry", {"complainant": "王秀英"})
        services.drafts.put("other", "entry", {"complainant": "李四"})
        today = date(2026, 4, 7)
        saved = services.complaints.register({"complainant": "王秀英"}, today=today, id=id)
        assert saved.record.id == id
        # killed here: the draft was not dropped
        assert [d.id for d in services.drafts.waiting()] == ["other"]
        assert services.drafts.get(id) is None
        with pytest.raises(AppError) as caught:
            services.complaints.register({"complainant": "王秀英"}, today=today, id=id)
        assert caught.value.code == "complaint.taken_already"
        assert services.complaints.find().total == 1
    finally:
        services.close()


def test_the_drafts_of_a_backup_are_added_not_put_in_place(tmp_path: Path) -> None:
    here, there = Drafts(tmp_path / "here.db"), Drafts(tmp_path / "there.db")
    there.put("one", "entry", {"n": "old"})
    there.put("two", "entry", {"n": 2})
    there.close()
    here.put("one", "entry", {"n": "new"})
    assert here.take_in(tmp_path / "there.db") == 1
    assert {d.id: d.content["n"] for d in here.waiting()} == {"one": "new", "two": 2}
    assert here.take_in(tmp_path / "nothing there.db") == 0
    assert not (tmp_path / "nothing there.db").exists()
    here.close()


def test_it_is_plain_json_in_the_file(drafts: Drafts, tmp_path: Path) -> None:
    drafts.put("one", "entry", {"facts": "手机"})
    with closing(sqlite3.connect(tmp_path / "drafts.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert json.loads(connection.execute("SELECT content FROM draft").fetchone()[0]) == {"facts": "手机"}
