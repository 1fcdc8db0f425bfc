"""The rules of the archive: how files are numbered, how long they are kept, how large labels are.

Shipped in ``resources/archive/rules.toml`` (see the README there); number and years may be changed by the office.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.paths import resources
from app.services.parsing.text import clean

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: How long is long: the words of a retention without its years.
RETENTION_WORDS = {"permanent": "永久", "long": "长期", "short": "短期"}
_LONGEST_NUMBER = 30
_MOST_YEARS = 200
_SETTINGS = {"number": "archiving.number", "long": "archiving.long", "short": "archiving.short"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of retention: what a case must be for it."""

    retention: str
    words: str
    supervised: bool = False
    events: tuple[str, ...] = ()
    group_size: int = 0
    amount: int = 0

    def fits(self, *, supervised: bool, events: Collection[str], group_size: int, amount: int | None) -> bool:
        """Whether a case is one of these. ``amount`` in fen."""
        return (
            (supervised or not self.supervised)
            and (not self.events or any(kind in self.events for kind in events))
            and group_size >= self.group_size
            and (not self.amount or (amount or 0) >= self.amount)
        )


@dataclass(frozen=True, slots=True)
class LabelSize:
    """A label's size and the gap between two, in millimetres."""

    title: str
    width: float
    height: float
    gap: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules as they stand for this office."""

    number: str
    digits: int
    long_years: int
    short_years: int
    ready_days: int
    rules: tuple[Rule, ...]
    labels: Mapping[str, LabelSize]

    def numbered(self, year: int, serial: int) -> str:
        """The number of the file ``serial`` of ``year``: «2026-消调-0012»."""
        return self.number.format(year=year, serial=f"{serial:0{self.digits}}")

    def rule_for(self, *, supervised: bool, events: Collection[str], group_size: int, amount: int | None) -> Rule:
        """The first rule that fits a case."""
        for rule in self.rules:
            if rule.fits(supervised=supervised, events=events, group_size=group_size, amount=amount):
                return rule
        return Rule("short", "一般投诉")

    def years_of(self, retention: str) -> int | None:
        """How many years such files are kept; None: for ever."""
        return {"long": self.long_years, "short": self.short_years}.get(retention)

    def last_day(self, retention: str, ended_on: date) -> date | None:
        """The last day a file has to be kept: full years from the 1 January after its case ended."""
        years = self.years_of(retention)
        return None if years is None else date(ended_on.year + years, 12, 31)

    def words_of(self, retention: str) -> str:
        """«永久», «长期（30 年）»."""
        years = self.years_of(retention)
        return RETENTION_WORDS[retention] + (f"（{years} 年）" if years else "")


@cache
def shipped() -> Rules:
    """The rules as this program brings them."""
    with (resources() / "archive" / "rules.toml").open("rb") as stream:
        data = tomllib.load(stream)
    return Rules(
        number=data["number"]["format"],
        digits=data["number"]["digits"],
        long_years=data["years"]["long"],
        short_years=data["years"]["short"],
        ready_days=data["ready"]["days"],
        rules=tuple(Rule(**{**row, "events": tuple(row.get("events", ()))}) for row in data["rule"]),
        labels={name: LabelSize(**size) for name, size in data["labels"].items()},
    )


def read(session: Session) -> Rules:
    """The rules as they stand: shipped, with what this office changed."""
    from dataclasses import replace

    from app.models import Setting

    own: dict[str, Any] = {}
    for name, setting in _SETTINGS.items():
        row = session.get(Setting, setting)
        if row is not None:
            own[name] = row.value
    rules = shipped()
    return replace(
        rules,
        number=own.get("number", rules.number),
        long_years=int(own.get("long", rules.long_years)),
        short_years=int(own.get("short", rules.short_years)),
    )


def write(session: Session, *, number: str | None, long_years: int | None, short_years: int | None) -> None:
    """Keep the office's own number format and years. Raises ``archive.bad_number``, ``archive.bad_years``."""
    from app.models import Setting

    wanted: dict[str, str] = {}
    if number is not None:
        wanted["number"] = checked_number(number)
    for name, years in (("long", long_years), ("short", short_years)):
        if years is None:
            continue
        if not 1 <= years <= _MOST_YEARS:
            raise AppError("archive.bad_years", found=years, most=_MOST_YEARS)
        wanted[name] = str(years)
    for name, value in wanted.items():
        session.merge(Setting(name=_SETTINGS[name], value=value))


def checked_number(text: str) -> str:
    """A number format that names year and serial once each; raises ``archive.bad_number``."""
    words = clean(text)
    try:
        parts = [(name, spec, conversion) for _, name, spec, conversion in string.Formatter().parse(words)]
    except ValueError as error:
        raise AppError("archive.bad_number", found=text) from error
    names = sorted(name for name, _, _ in parts if name is not None)
    plain = all(not spec and not conversion for name, spec, conversion in parts if name is not None)
    if names != ["serial", "year"] or not plain or len(words) > _LONGEST_NUMBER:
        raise AppError("archive.bad_number", found=text)
    return words
