"""What was learned, in a file beside the database. It can be thrown away: the register teaches it again.

No names and no stories are in it: buckets are numbers, clauses and things are those of several cases (clauses: of
several traders), words are the program's own or such things.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
import zlib
from dataclasses import asdict
from pathlib import Path

from app.durable import write_durably
from app.services.suggesting.clauses import weight
from app.services.suggesting.cleaning import KINDS
from app.services.suggesting.following import Mark
from app.services.suggesting.learned import Learned
from app.services.suggesting.lexicon import Lexicon

_FORMAT = 1


def save(path: Path, learned: Learned, mark: Mark, lexicon: Lexicon) -> None:
    """Write the file; raises ``file.no_space`` and the like."""
    words = {name for name, cases in learned.things.items() if cases > 1}
    head = {
        "stamp": _stamp(lexicon),
        "mark": asdict(mark),
        "cases": {kind: list(learned.counts[kind].cases) for kind in KINDS},
        "words": {
            kind: {
                word: {str(at): number for at, number in seen.items()}
                for word, seen in learned.counts[kind].words.items()
                if word in words or learned.judges[kind].knows(word)
            }
            for kind in KINDS
        },
        "things": {name: learned.things[name] for name in sorted(words)},
        "clauses": {e: list(traders) for e, traders in learned.clauses.entries.items() if weight(traders)},
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("learned.json", json.dumps(head, ensure_ascii=False))
        for kind in KINDS:
            package.writestr(kind, learned.counts[kind].buckets.tobytes())
    write_durably(path, data.getvalue())


def load(path: Path, lexicon: Lexicon) -> tuple[Learned, Mark] | None:
    """What the file holds; None when there is none, when it is damaged, or of another version."""
    learned = Learned(lexicon)
    try:
        with zipfile.ZipFile(path) as package:
            head = json.loads(package.read("learned.json"))
            if head["stamp"] != _stamp(lexicon):
                return None
            for kind in KINDS:
                counts = learned.counts[kind]
                table = package.read(kind)
                if len(table) != len(counts.buckets) * counts.buckets.itemsize:
                    return None
                counts.buckets[:] = type(counts.buckets)("H", table)
                counts.cases[:] = type(counts.cases)("L", head["cases"][kind])
                counts.words = {
                    word: {int(at): number for at, number in seen.items()} for word, seen in head["words"][kind].items()
                }
        learned.things = dict(head["things"])
        learned.clauses.entries = {entry: bytes(traders) for entry, traders in head["clauses"].items()}
        mark = Mark(**head["mark"])
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error):
        return None
    for name in learned.things:
        learned.judges["category"].add_word(name)
    return learned, mark


def _stamp(lexicon: Lexicon) -> str:
    """Names the version of the file, of the words and of the machine's numbers."""
    known = zlib.crc32(
        repr([(kind, list(lexicon.shares[kind]), sorted(lexicon.words[kind])) for kind in KINDS]).encode()
    )
    return f"{_FORMAT}-{sys.byteorder}-{known:08x}"
