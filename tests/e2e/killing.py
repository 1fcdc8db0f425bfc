"""Killing the running program at random moments and looking at what is left: ``python -m tests.e2e.killing``.

Each round starts the real program on the same data folder with a :mod:`tests.e2e.typist` at its keys, ends it with
SIGKILL while it starts, while somebody types, or within milliseconds of a saving key, and then asks of the disk:

* is the database sound, with every number issued once and known to the journal?
* is every case that the window said was stored there, whole, with the number it said? Is there no half case?
* is each draft as it stood on the screen at most two seconds before the kill, invalid text included?
* did the next start offer what was not finished, and show it exactly as it was?

``--rounds 200`` is the long run; it prints how it went and ends with exit code 1 when something was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.paths import DataFolder
from app.services import health, offices
from app.services.complaints import Complaints
from app.services.complaints.fields import understand
from app.services.database import Database
from app.services.drafts import Draft, Drafts

ROOT = Path(__file__).resolve().parents[2]
#: Seconds that may be lost of a draft.
LIMIT = 2.0
#: Seconds until a started program has to show its first page; machines that test are slow and shared.
PATIENCE = 60.0


@dataclass(slots=True)
class State:
    """What stood in the form under one draft id, from ``t`` on; ``texts`` None: nothing worth keeping."""

    t: float
    texts: dict[str, str] | None


@dataclass(slots=True)
class Memory:
    """What is known from all logs so far."""

    states: dict[str, list[State]] = field(default_factory=dict)
    saves: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    offered: list[bool] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    worst: float = 0.0
    waiting: int = 0
    drafts: int = 0
    resumed: int = 0
    unsaid: int = 0


def office(root: Path) -> DataFolder:
    """A fresh county with a clerk at its PC."""
    from app.ui.settings import Settings

    folder = DataFolder(root)
    offices.create(folder, level="county", name="青溪县消保委", code="331122", parent="331100")
    Settings(folder.settings).change(clerk="王桂芬")
    return folder


def lines(log: Path) -> Iterator[dict[str, Any]]:
    """What the typist wrote down; the last line may be cut off."""
    for line in log.read_bytes().split(b"\n"):
        if line.endswith(b"}"):
            yield json.loads(line)


def run_and_kill(folder: DataFolder, log: Path, dice: random.Random, way: str) -> float:
    """One life of the program; gives the moment of its death."""
    words = [sys.executable, "-m", "tests.e2e.typist", str(folder.root), str(log), str(dice.randrange(1 << 30)), way]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    running = subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert running.stderr is not None
    with running.stderr:
        if way == "starting":
            time.sleep(dice.uniform(0.05, 1.2))
        else:
            _await_first_page(running, log)
            if way == "typing":
                time.sleep(dice.uniform(0.1, 5.0))
            else:
                running.wait(PATIENCE)
        if running.poll() is None:
            moment = time.monotonic()
            running.send_signal(signal.SIGKILL)
            running.wait()
        else:
            moment = max((line["t"] for line in lines(log) if line["op"] == "dies"), default=0.0)
        told = running.stderr.read()
    if running.returncode != -signal.SIGKILL:
        raise AssertionError(f"the program ended by itself with {running.returncode}:\n{told}")
    return moment


def _await_first_page(running: subprocess.Popen[str], log: Path) -> None:
    patience = time.monotonic() + PATIENCE
    while not (log.exists() and any(line["op"] == "begun" for line in lines(log))):
        if running.poll() is not None or time.monotonic() > patience:
            running.kill()
            running.wait()
            assert running.stderr is not None
            raise AssertionError(f"the program showed no first page:\n{running.stderr.read()}")
        time.sleep(0.02)


def remember(memory: Memory, log: Path, before: dict[str, Draft]) -> list[str]:
    """Take in a log; says where a draft taken up again was not what had been on disk ``before`` the start."""
    wrong: list[str] = []
    fresh: set[str] = set()
    for line in lines(log):
        if line["op"] == "typed":
            texts = None if line["untouched"] else line["texts"]
            kept = before.get(line["id"])
            if kept is not None and line["id"] not in fresh:
                memory.resumed += 1
                if kept.content.get("texts") != texts:
                    wrong.append(f"draft {kept.id} came back as {texts}, on disk was {kept.content.get('texts')}")
            fresh.add(line["id"])
            memory.states.setdefault(line["id"], []).append(State(line["t"], texts))
        elif line["op"] == "save":
            memory.saves.setdefault(line["id"], []).append(line["texts"])
        elif line["op"] == "stored":
            memory.stored.add(line["number"])
        elif line["op"] == "begun":
            memory.offered.append(bool(line["offered"]))
            if bool(line["offered"]) != bool(before):
                wrong.append(f"{len(before)} drafts waited, the first page offered {line['offered']}")
    return wrong


def look(folder: DataFolder, memory: Memory, moment: float) -> list[str]:
    """What is wrong on disk after a death at ``moment``; empty when nothing is."""
    found = health.check(folder)
    wrong = [f"{issue.code}: {issue.message}" for issue in found.issues if issue.severity == "error"]
    wrong += [f"{issue.code}" for issue in found.issues if issue.code == "database.index_stale"]
    with closing(Database(folder)) as database:
        complaints = Complaints(database)
        done = _cases(complaints, memory, wrong)
        drafts = Drafts(folder.drafts, complaints.known)
        with closing(drafts):
            waiting = {draft.id: draft for draft in drafts.waiting("entry")}
            wrong += [issue.code for issue in drafts.remarks()]
    memory.waiting = len(waiting)
    for id, states in memory.states.items():
        if id in done:
            if id in waiting:
                wrong.append(f"{id} is stored and still offered")
        else:
            wrong += _draft(memory, id, states, waiting.get(id), moment)
    wrong += [f"nobody typed draft {id}" for id in waiting if id not in memory.states]
    return wrong


def _cases(complaints: Complaints, memory: Memory, wrong: list[str]) -> set[str]:
    """Every case in the register must be one that was saved, whole; gives the ids of all of them."""
    numbers: dict[str, str] = {}
    page = complaints.find(limit=1_000_000)
    for record in complaints.show_many([hit.id for hit in page.rows]):
        numbers[record.number] = record.id
        ways = []
        for texts in memory.saves.get(record.id, []):
            given = {name: text for name, text in texts.items() if text}
            values = understand(given, complaints.lists, record.received_on).values
            differs = [name for name, value in values.items() if getattr(record, name) != value]
            ways.append(differs)
        if [] not in ways:
            wrong.append(f"case {record.number} is not what was saved: {ways or 'nobody saved it'}")
        if [event.kind for event in complaints.timeline(record.id)].count("registered") != 1:
            wrong.append(f"case {record.number} has lost what happened to it")
    if len(numbers) != page.total:
        wrong.append(f"{page.total} cases, {len(numbers)} numbers")
    wrong += [f"{number} was said to be stored and is not there" for number in memory.stored - set(numbers)]
    memory.unsaid = len(set(numbers) - memory.stored)
    return set(numbers.values())


def _draft(memory: Memory, id: str, states: list[State], draft: Draft | None, moment: float) -> list[str]:
    """A draft on disk must be a state of the form that was on the screen less than two seconds ago."""
    texts = None if draft is None else draft.content.get("texts")
    last = max((at for at, state in enumerate(states) if state.texts == texts), default=None)
    if last is None and draft is None:
        last = -1  # nothing on disk yet: the first letter is what is missing
    if last is None:
        return [f"draft {id} on disk was never on the screen: {texts}"]
    if draft is not None:
        memory.drafts += 1
    if last + 1 == len(states):
        return []
    behind = moment - states[last + 1].t
    memory.worst = max(memory.worst, behind)
    if behind > LIMIT:
        return [f"draft {id} is {behind:.2f} s behind: {texts} instead of {states[-1].texts}"]
    # what is on disk is what the typist will find: later states are lost, and known to be
    del states[last + 1 :]
    return []


def rounds(root: Path, count: int, seed: int, say: Any = None) -> Memory:
    """Kill ``count`` times, look each time; raises ``AssertionError`` with all that is wrong."""
    dice = random.Random(seed)
    folder = office(root / "office")
    memory = Memory()
    before: dict[str, Draft] = {}
    for number in range(1, count + 1):
        way = dice.choices(("typing", "saving", "starting"), (5, 4, 1))[0]
        log = root / f"log-{number:04d}.jsonl"
        moment = run_and_kill(folder, log, dice, way)
        memory.killed[way] += 1
        wrong = remember(memory, log, before) if log.exists() else []
        wrong += look(folder, memory, moment)
        if say is not None:
            say(f"{number:4d} {way:9s} {len(memory.stored):4d} stored {memory.waiting:3d} drafts  {'; '.join(wrong)}")
        if wrong:
            raise AssertionError(f"round {number} ({way}, seed {seed}):\n" + "\n".join(wrong))
        with closing(Drafts(folder.drafts)) as drafts:
            before = {draft.id: draft for draft in drafts.waiting("entry")}
    return memory


def summary(memory: Memory) -> str:
    """How a run went, in a few lines."""
    killed = ", ".join(f"{many} while {way}" for way, many in sorted(memory.killed.items()))
    return "\n".join(
        (
            f"killed {memory.killed.total()} times: {killed}",
            f"stored and said so: {len(memory.stored)}, all there and whole; "
            f"stored in the instant of the kill, unsaid: {memory.unsaid}",
            f"drafts looked at: {memory.drafts}, taken up again: {memory.resumed}; "
            f"starts that offered one: {sum(memory.offered)} of {len(memory.offered)}",
            f"furthest a draft was behind the keys: {memory.worst:.2f} s (limit {LIMIT:.0f} s)",
        )
    )


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.killing", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None, help="dice; printed, so that a run can be repeated")
    parser.add_argument("--keep", type=Path, help="a new folder for the office and the logs, kept afterwards")
    asked = parser.parse_args()
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1 << 30)
    root = asked.keep or Path(tempfile.mkdtemp(prefix="xiaobao-killing-"))
    root.mkdir(exist_ok=True)
    sys.stdout.write(f"seed {seed}, {date.today()}\n")

    def say(line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    try:
        say(summary(rounds(root, asked.rounds, seed, say)))
    except AssertionError as error:
        say(f"LOST\n{error}\nthe office and the logs are in {root}")
        return 1
    if not asked.keep:
        shutil.rmtree(root, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
