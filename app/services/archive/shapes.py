"""What the archive tells: cases that may be filed, a plan of filing them, files on the shelf."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.errors import Issue


@dataclass(frozen=True, slots=True)
class ReadyCase:
    """A case that may be filed. ``since`` is the day of its last step, ``state`` the state it is in.

    ``id`` is the case's id, ``number`` its number.
    """

    id: str
    number: str
    complainant: str
    trader: str
    state: str
    since: date


@dataclass(frozen=True, slots=True)
class Ready:
    """The cases that may be filed, the longest waiting first, and how many there are in all."""

    cases: tuple[ReadyCase, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What filing one case would write: its title, how long it is kept and the rule that says so."""

    case: ReadyCase
    title: str
    retention: str
    rule: str
    destroy_after: date | None


@dataclass(frozen=True, slots=True)
class Unfit:
    """A case that was asked for and is not filed, and why."""

    id: str
    number: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class FilingPlan:
    """What filing would do. ``first`` and ``last`` are the numbers the files would get; nothing is kept for them."""

    rows: tuple[Planned, ...]
    unfit: tuple[Unfit, ...]
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class ShelfFile:
    """One file of the archive. ``id`` is the file's, ``case`` the id of the case in it.

    ``destroy_after`` is the last day it has to be kept (None: permanently).
    """

    id: str
    case: str
    case_number: str
    number: str
    year: int
    serial: int
    title: str
    complainant: str
    trader: str
    box: str
    retention: str
    filed_on: date
    destroy_after: date | None
    pages: int
    received_on: date
    ended_on: date
    destroyed_on: date | None = None
    destroyed_reason: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files in the order of their numbers, and how many there are in all."""

    files: tuple[ShelfFile, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Filed:
    """What filing did: the new files, and what was not filed."""

    files: tuple[ShelfFile, ...]
    unfit: tuple[Unfit, ...] = field(default_factory=tuple)
