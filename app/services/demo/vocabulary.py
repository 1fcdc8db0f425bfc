"""What the practice city is made of, read from ``resources/demo`` and checked for shape."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import msgspec

from app.paths import resources

T = TypeVar("T")


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that goes wrong. ``after``: days from buying to complaining; ``claim``: percent of the price."""

    nature: str
    weight: float
    after: tuple[int, int]
    want: str
    what: list[str]
    reply: list[str]
    claim: tuple[int, int] | None = None
    items: list[str] = []
    shops: list[str] = []
    price: tuple[int, int] | None = None
    unit: str = ""
    buy: list[str] = []
    ask: list[str] = []


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Goods or a service: how common, for how much, from whom, and what goes wrong with it."""

    item: list[str]
    code: str
    weight: float
    price: tuple[int, int]
    unit: str
    shops: dict[str, float]
    problems: list[Problem]
    quantity: tuple[int, int] = (1, 1)
    brands: str = ""
    season: dict[str, float] = {}
    service: bool = False
    prepaid: bool = False
    old: bool = False
    women: bool = False
    rural: bool = False
    outsiders: bool = False
    group: float = 0.0
    buy: list[str] = []
    evidence: list[str] = []

    @property
    def category(self) -> str:
        """The category code (four digits count) that an item or category code belongs to."""
        return self.code[:4] + "000000"

    @property
    def item_code(self) -> str | None:
        """The code of the item, when it is finer than a category."""
        return self.code if self.code != self.category else None


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of trader. ``suits``: a word of the shop's name → the items it deals in; without one, all."""

    names: list[str]
    seller: list[str]
    count: int
    far: bool = False
    buying: str = ""
    suits: dict[str, list[str]] = {}


class Office(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An office of the practice city."""

    code: str
    name: str
    level: str
    weight: float
    trend: float
    clerk: str
    secretary: str
    towns: list[str]
    spots: list[str]
    parent: str = ""
    contact: str = ""
    stations: list[str] = []
    likes: dict[str, float] = {}

    @property
    def place(self) -> str:
        """The name without 县, 区 or 市, as traders carry it."""
        return self.name[:-1] if self.level != "station" else ""


class City(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All offices, the city first; ``mark`` ends every office's name."""

    mark: str
    area_code: str
    office: list[Office]

    def named(self, office: Office) -> str:
        """The office's name as it stands in its data folder and on its returns."""
        return f"{office.name}{'' if office.level == 'station' else '消保委'}{self.mark}"


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Given names of one generation, separated by spaces."""

    men: str
    women: str


class People(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Surnames and given names."""

    surnames: str
    rare_surnames: str
    rare_given: list[str]
    old: Names
    middle: Names
    young: Names


class Traders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Kinds of traders and the words their names are made of."""

    zi: str
    far_zi: str
    kind: dict[str, Kind]
    brands: dict[str, list[str]]


class Intake(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report or suggestion."""

    category: str
    facts: list[str]
    shop: str = ""


class Others(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is not a complaint."""

    report: list[Intake]
    suggestion: list[Intake]
    outside: dict[str, list[str]]
    reconciled: dict[str, list[str]]
    passed_on: dict[str, list[str]]
    enquiry: dict[str, list[str]]


class Work(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A typed-in figure: what an office of weight 1 does in a month, and how it is written."""

    least: float
    most: float
    months: dict[str, float] = {}
    stock: bool = False
    rounded: int = 1
    approx: float = 0.0
    blank: float = 0.0
    below: str = ""
    per: str = ""
    only: list[int] = []


class Vocabulary(msgspec.Struct, frozen=True):
    """Everything of ``resources/demo``. ``phrases`` keeps its groups: group → name → texts."""

    city: City
    people: People
    traders: Traders
    subjects: tuple[Subject, ...]
    phrases: dict[str, dict[str, Any]]
    others: Others
    work: dict[str, Work]


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary; raises ``msgspec.ValidationError`` for a file of the wrong shape (a bug of ours)."""
    base = resources() / "demo"
    subjects = [
        subject
        for path in sorted((base / "subjects").glob("*.toml"))
        for subject in msgspec.convert(_read(path)["subject"], list[Subject])
    ]
    return Vocabulary(
        city=msgspec.convert(_read(base / "city.toml"), City),
        people=msgspec.convert(_read(base / "people.toml"), People),
        traders=msgspec.convert(_read(base / "traders.toml"), Traders),
        subjects=tuple(subjects),
        phrases=_read(base / "phrases.toml"),
        others=msgspec.convert(_read(base / "others.toml"), Others),
        work=msgspec.convert(_read(base / "work.toml"), dict[str, Work]),
    )


def one(rng: Random, options: Sequence[T]) -> T:
    """One of ``options``, all equally likely."""
    return options[int(rng.random() * len(options))]


def weighted(rng: Random, options: dict[T, float]) -> T:
    """One key of ``options``, as likely as its weight."""
    at = rng.random() * sum(options.values())
    for option, weight in options.items():
        at -= weight
        if at < 0:
            return option
    return option


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)
