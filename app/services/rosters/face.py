"""What an entry of a roster looks like from outside, what is counted of many, and what each roster calls its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.errors import AppError, Issue

Register = Literal["network", "volunteer", "title"]

REGISTER_WORDS: dict[str, str] = {"network": "维权网络", "volunteer": "志愿者", "title": "荣誉称号"}
#: The code lists of each roster's kinds, and of what may happen to its entries.
KIND_LISTS: dict[str, str] = {"network": "network_kind", "volunteer": "volunteer_kind", "title": "title_kind"}
EVENT_LISTS: dict[str, str] = {"network": "network_event", "volunteer": "volunteer_event", "title": "title_event"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a roster calls things: one entry and its measure word, its fields, its beginning and its end."""

    one: str
    measure: str
    name: str
    person: str
    opened: str
    closed: str
    new: str
    gone: str


_WORDS = {
    "network": Words("站点", "个", "名称", "负责人", "设立日期", "撤销日期", "新设", "撤销"),
    "volunteer": Words("志愿者", "名", "姓名", "单位", "加入日期", "退出日期", "加入", "退出"),
    "title": Words("单位", "家", "单位名称", "联系人", "授予日期", "撤销日期", "授予", "撤销"),
}


def words_of(register: str) -> Words:
    """What ``register`` calls things; raises ``roster.no_register``."""
    if register not in _WORDS:
        raise AppError("roster.no_register", register=register)
    return _WORDS[register]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an entry on a day; ``kind`` is a code of its list in ``EVENT_LISTS``."""

    id: str
    kind: str
    kind_name: str
    on: date
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry; it stands from ``opened_on`` up to and without ``closed_on``."""

    id: str
    register: str
    kind: str
    kind_name: str
    name: str
    person: str
    phone: str
    address: str
    note: str
    opened_on: date
    closed_on: date | None
    closed_reason: str
    happenings: tuple[Happening, ...]
    by: str
    version: int
    revision: str
    deleted: bool = False

    def stands(self, day: date) -> bool:
        """Whether it counts on ``day``."""
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)

    @property
    def star(self) -> str:
        """The latest star given, "" without one."""
        return next((each.value for each in reversed(self.happenings) if each.kind == "star"), "")

    def last(self, kind: str) -> date | None:
        """The day on which ``kind`` last happened."""
        return next((each.on for each in reversed(self.happenings) if each.kind == kind), None)


@dataclass(frozen=True, slots=True)
class EntryList:
    """Entries in their order, and how many there are in all."""

    rows: tuple[Entry, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """A roster on ``day``: how many stand, of which kinds; how many came, went and what happened since ``since``.

    ``kinds``: (code, name, how many stand); ``events``: (code, name, how often); ``people``: named in those that stand.
    """

    register: str
    day: date
    since: date
    standing: int
    people: int
    opened: int
    closed: int
    kinds: tuple[tuple[str, str, int], ...] = ()
    events: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as kept, and remarks that did not stop it."""

    entry: Entry
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row of a list that is taken in: what becomes of it, and what was understood.

    ``id`` is the entry it is already (``changed``, ``unchanged``); ``raw`` the fields as typed.
    """

    row: int
    state: Literal["new", "changed", "unchanged", "rejected"]
    name: str
    kind_name: str
    opened_on: date | None
    raw: dict[str, str]
    id: str = ""
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list would do; nothing is written yet. ``columns``: heading → field ("" not taken)."""

    register: str
    rows: tuple[PlanRow, ...]
    columns: tuple[tuple[str, str], ...] = ()
    issues: tuple[Issue, ...] = ()
    source: str = ""

    def many(self, state: str) -> int:
        """How many rows are in ``state``."""
        return sum(row.state == state for row in self.rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: ids of the new and of the changed entries with their revisions, so that it can be undone."""

    new: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    unchanged: int = 0
    rejected: int = 0
    issues: tuple[Issue, ...] = field(default_factory=tuple)
