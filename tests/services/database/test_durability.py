"""What was acknowledged survives the process being killed at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from app.services import health
from app.services.complaints import Complaints
from app.services.database import Database

_CHILD = """
import sys
from datetime import date
from pathlib import Path
from app.paths import DataFolder
from app.services.complaints import Complaints
from app.services.database import Database
complaints = Complaints(Database(DataFolder(Path(sys.argv[1]))))
n = 0
while True:
    n += 1
    number = complaints.register({"complainant": f"王{n}", "facts": "手机坏了"}, today=date(2026, 4, 7)).record.number
    print(number, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL; TerminateProcess is not as rude")
def test_a_killed_process_loses_nothing_it_acknowledged(county: Database) -> None:
    moments = random.Random(7)
    acknowledged: list[str] = []
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", _CHILD, str(county.folder.root)], stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdout is not None
            acknowledged.append(child.stdout.readline().strip())
            time.sleep(moments.uniform(0.0, 0.3))
            child.kill()
            acknowledged += [line.strip() for line in child.stdout if line.endswith("\n")]
    assert len(acknowledged) == len(set(acknowledged)) >= 5
    complaints = Complaints(county)
    kept = {hit.number for hit in complaints.find(limit=100_000).rows}
    assert set(acknowledged) <= kept
    # one more may have been written whose number nobody saw: at most one for each kill
    assert len(kept) <= len(acknowledged) + 5
    assert complaints.find("手机坏了").total == len(kept)
    last = complaints.register({"complainant": "再来"}, today=date(2026, 4, 7)).record.number
    assert last not in kept and last > max(acknowledged)
    found = health.check(county.folder)
    assert found.database == "ok" and found.journal.state == "ok"
    assert [i.code for i in found.issues] == ["backup.none_yet"]
