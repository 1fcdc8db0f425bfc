"""Code lists: what a word written by an office means, and what a code is called on a given day.

The shipped lists (``resources/codelists``) are synchronised into the database once per version: rows are added or
updated, codes that are gone are closed, never removed. Offices may add entries of their own.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.paths import resources
from app.services import calendar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

#: The ten-digit category of records that nobody classified yet; a row of its own in tables.
UNCLASSIFIED = "none"
UNCLASSIFIED_LABEL = "未分类"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: ``code`` is the identity, ``label`` its name between the dates."""

    list: str
    code: str
    label: str
    parent: str = ""
    kind: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    sort: int = 0

    def valid_on(self, day: date) -> bool:
        """Whether this is what the code was called on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class CodeLists:
    """All lists of one database in memory; a few hundred entries, read once (divisions on their own)."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_code: dict[tuple[str, str], list[Entry]] = {}
        self._by_word: dict[tuple[str, str], str] = {}
        self._lists: dict[str, list[Entry]] = {}
        for entry in sorted(entries, key=lambda e: (e.list, e.sort, e.code)):
            self._lists.setdefault(entry.list, []).append(entry)
            self._by_code.setdefault((entry.list, entry.code), []).append(entry)
            for word in (entry.label, *entry.aliases):
                self._by_word.setdefault((entry.list, plain(word)), entry.code)
        for name, code in self._by_code:
            self._by_word.setdefault((name, plain(code)), code)

    def entries(self, name: str, on: date | None = None) -> tuple[Entry, ...]:
        """The entries of a list in their order; with ``on``, each code once, as called that day."""
        found = self._lists.get(name, [])
        return tuple(e for e in found if on is None or e.valid_on(on))

    def code(self, name: str, word: str) -> str | None:
        """The code that ``word`` (label, accepted spelling, or the code itself) stands for; None if none."""
        return self._by_word.get((name, plain(word)))

    def label(self, name: str, code: str | None, on: date | None = None) -> str:
        """What ``code`` is called on ``on`` (today's latest name without it); "" for no code."""
        if not code:
            return ""
        if code == UNCLASSIFIED:
            return UNCLASSIFIED_LABEL
        names = self._by_code.get((name, code))
        if not names:
            return code
        if on is not None:
            for entry in names:
                if entry.valid_on(on):
                    return entry.label
        return names[-1].label

    def entry(self, name: str, code: str) -> Entry | None:
        """The latest entry of ``code``."""
        names = self._by_code.get((name, code))
        return names[-1] if names else None

    def has(self, name: str, code: str) -> bool:
        """Whether ``code`` belongs to the list, whatever its dates."""
        return (name, code) in self._by_code

    def category_of_item(self, code: str) -> str | None:
        """The class (of the published 24) an item belongs to."""
        entry = self.entry("item", code)
        return entry.parent if entry else None


def plain(word: str) -> str:
    """A word without what writers vary: width, case, spaces, enumeration commas and brackets."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "、,,。.;;·()()〔〕[]【】")


def load(session: Session) -> CodeLists:
    """The lists as they stand in the database, without the divisions (3,000 of them, rarely needed)."""
    from sqlalchemy import select

    from app.models import Code

    rows = session.execute(
        select(
            Code.list,
            Code.code,
            Code.label,
            Code.parent,
            Code.kind,
            Code.valid_from,
            Code.valid_to,
            Code.aliases,
            Code.sort,
        ).where(Code.list != "division")
    )
    return CodeLists(
        Entry(r[0], r[1], r[2], r[3], r[4], r[5], r[6], tuple(filter(None, r[7].split("|"))), r[8]) for r in rows
    )


def shipped(folder: Path | None = None) -> CodeLists:
    """The lists as shipped, without a database: for tests and for reading templates."""
    return CodeLists(
        Entry(
            row["list"],
            row["code"],
            row["label"],
            row["parent"],
            row["kind"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
            tuple(filter(None, row["aliases"].split("|"))),
            int(row["sort"] or 0),
        )
        for row in _shipped_lists(folder or resources() / "codelists")
        if row["list"] != "division"
    )


def division_name(session: Session, code: str) -> str | None:
    """The official name of an administrative division, e.g. 331102 → 莲都区."""
    from sqlalchemy import select

    from app.models import Code

    return session.scalar(select(Code.label).where(Code.list == "division", Code.code == code))


def synchronise(session: Session, folder: Path | None = None) -> int:
    """Bring lists, time limits and holidays to the shipped version; returns how many rows were touched.

    Idempotent: a list whose version the database has is not looked at. Entries of offices stay, so do their time
    limits and every year whose holidays they wrote down or took from a file.
    """
    from sqlalchemy import delete, insert, select, update

    from app.models import CalendarDay, Code, Setting, TimeLimit

    base = folder or resources() / "codelists"
    known = {
        row.name: row.value for row in session.scalars(select(Setting).where(Setting.name.like("reference.%"))).all()
    }
    touched = 0
    with (base / "lists.csv").open(encoding="utf-8", newline="") as stream:
        lists = list(csv.DictReader(stream))
    stale = {row["list"]: row["version"] for row in lists if known.get(f"reference.{row['list']}") != row["version"]}
    if stale:
        wanted = [row for row in _shipped_lists(base) if row["list"] in stale]
        present = {
            (code.list, code.code, code.valid_from): code
            for code in session.scalars(select(Code).where(Code.list.in_(stale), Code.owner == ""))
        }
        fresh = []
        for row in wanted:
            values = {
                "label": row["label"],
                "parent": row["parent"],
                "kind": row["kind"],
                "valid_to": _day(row["valid_to"]),
                "aliases": row["aliases"],
                "sort": int(row["sort"] or 0),
            }
            identity = (row["list"], row["code"], _day(row["valid_from"]))
            old = present.pop(identity, None)
            if old is None:
                fresh.append(
                    {"list": identity[0], "code": identity[1], "valid_from": identity[2], "owner": "", **values}
                )
                continue
            if any(getattr(old, name) != value for name, value in values.items()):
                session.execute(update(Code).where(Code.pk == old.pk).values(**values))
                touched += 1
        if fresh:
            session.execute(insert(Code), fresh)
        for gone in present.values():
            if gone.valid_to is None:
                session.execute(update(Code).where(Code.pk == gone.pk).values(valid_to=date.today()))
                touched += 1
        touched += len(fresh)
        for name, version in stale.items():
            session.merge(Setting(name=f"reference.{name}", value=version))
    for name, path, table in (
        ("time_limits", base / "time_limits.csv", TimeLimit),
        ("holidays", resources() / "calendar" / "holidays.csv", CalendarDay),
    ):
        version = _fingerprint(path)
        if known.get(f"reference.{name}") == version:
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        if table is TimeLimit:
            session.execute(delete(TimeLimit).where(TimeLimit.owner == ""))
            own = {(row.handler, row.region, row.valid_from) for row in session.scalars(select(TimeLimit))}
            limits = [time_limit_values(row) for row in rows]
            limits = [row for row in limits if (row["handler"], row["region"], row["valid_from"]) not in own]
            if limits:
                session.execute(insert(TimeLimit), limits)
        else:
            session.execute(delete(CalendarDay).where(CalendarDay.source == "shipped"))
            there = session.execute(select(CalendarDay.day, CalendarDay.name)).all()
            kept = {calendar.notice_year(day, name) for day, name in there}  # an office says a whole year
            days = [_calendar_day(row) for row in rows]
            session.execute(
                insert(CalendarDay),
                [day for day in days if calendar.notice_year(day["day"], day["name"]) not in kept],
            )
        touched += len(rows)
        session.merge(Setting(name=f"reference.{name}", value=version))
    return touched


def of(database: Database) -> CodeLists:
    """The lists of ``database``."""
    with database.read() as session:
        return load(session)


def required(lists: CodeLists, name: str, word: str) -> str:
    """The code for ``word``; raises ``codelist.unknown_word`` naming the list."""
    code = lists.code(name, word)
    if code is None:
        raise AppError("codelist.unknown_word", list=LIST_NAMES.get(name, name), word=word)
    return code


LIST_NAMES = {
    "nature": "投诉性质",
    "category": "商品和服务类别",
    "item": "商品和服务细目",
    "channel": "接收方式",
    "source": "来源方式",
    "buying": "购买方式",
    "demand": "投诉要求",
    "id_kind": "证件种类",
    "sex": "性别",
    "mediation_way": "调解方式",
    "result": "处理结果",
    "satisfaction": "回访满意度",
    "refusal": "不予受理理由",
    "termination": "终止调解理由",
    "advised": "建议途径",
    "served_way": "送达方式",
    "enquiry_topic": "咨询内容",
    "enquiry_way": "咨询方式",
    "intake_kind": "信息件类型",
}


def _shipped_lists(base: Path) -> list[dict[str, str]]:
    with (base / "lists.csv").open(encoding="utf-8", newline="") as stream:
        files = sorted({row["file"] for row in csv.DictReader(stream)})
    rows: list[dict[str, str]] = []
    for name in files:
        with (base / name).open(encoding="utf-8", newline="") as stream:
            rows.extend(csv.DictReader(stream))
    return rows


def time_limit_values(row: Mapping[str, str]) -> dict[str, Any]:
    """A row of ``time_limits.csv`` as columns of the table."""
    return {
        "handler": row["handler"],
        "name": row["name"],
        "region": row["region"],
        "valid_from": _day(row["valid_from"]),
        "valid_to": _day(row["valid_to"]),
        "decide_days": int(row["decide_days"]),
        "decide_unit": row["decide_unit"],
        "mediate_days": int(row["mediate_days"]),
        "mediate_unit": row["mediate_unit"],
        "papers": row["papers"],
    }


def _calendar_day(row: Mapping[str, str]) -> dict[str, Any]:
    return {"day": date.fromisoformat(row["date"]), "kind": row["kind"], "name": row["name"], "source": "shipped"}


def _fingerprint(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
