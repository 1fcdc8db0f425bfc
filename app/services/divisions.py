"""Administrative divisions as shipped, searchable before there is a database: where is this office?"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from app.paths import resources


@dataclass(frozen=True, slots=True)
class Division:
    """A division: six-digit ``code``, its ``name``, its ``kind`` (province, city, county), and what it lies in."""

    code: str
    name: str
    kind: str
    parent: str


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """All divisions in force, by code."""
    with (resources() / "codelists" / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if not row["valid_to"]]
    return {row["code"]: Division(row["code"], row["label"], row["kind"], row["parent"]) for row in rows}


def full_name(code: str) -> str:
    """«浙江省丽水市莲都区»; empty for an unknown code."""
    known = divisions()
    parts: list[str] = []
    at = known.get(code)
    while at is not None:
        parts.insert(0, at.name)
        at = known.get(at.parent)
    return "".join(parts)


def found(words: str, kind: str, limit: int = 10) -> tuple[Division, ...]:
    """Divisions of ``kind`` whose code begins with, or whose full name contains, ``words``."""
    words = words.strip()
    if not words:
        return ()
    hits = [
        division
        for division in divisions().values()
        if division.kind == kind
        and (division.code.startswith(words) if words.isdigit() else words in full_name(division.code))
    ]
    hits.sort(key=lambda division: (not division.name.startswith(words), division.code))
    return tuple(hits[:limit])
