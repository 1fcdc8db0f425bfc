"""Traders who do not exist. Few of them cause most of the trouble: the n-th of a kind comes up 1/n as often."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.services.demo.grammar import say
from app.services.demo.people import Crowd
from app.services.demo.vocabulary import Kind, Office, Traders, one
from app.services.parsing.codes import credit_check


@dataclass(frozen=True, slots=True)
class Shop:
    """A trader as clerks write it down; ``seller`` is what they call it afterwards."""

    name: str
    kind: str
    seller: str
    contact: str = ""
    phone: str = ""
    address: str = ""
    code: str = ""
    far: bool = False
    buying: str = ""


class Trade:
    """All traders of one district, and the far ones that every district meets."""

    def __init__(self, seed: str, office: Office, vocabulary: Traders, crowd: Crowd) -> None:
        self._office = office
        self._vocabulary = vocabulary
        self._crowd = crowd
        self._seed = seed
        self._shops: dict[str, list[Shop]] = {}
        self._suits: dict[tuple[str, str], list[Shop]] = {}

    def shop(self, rng: Random, kind: str, item: str = "") -> Shop:
        """A trader of ``kind`` that deals in ``item``."""
        shops = self._suiting(kind, item) or self._all(kind)
        return rng.choices(shops, [1 / (rank + 1.5) for rank in range(len(shops))])[0]

    def deals(self, kind: str, item: str) -> bool:
        """Whether there is a trader of ``kind`` for ``item``."""
        return bool(self._suiting(kind, item))

    def _all(self, kind: str) -> list[Shop]:
        if kind not in self._shops:
            self._shops[kind] = self._made(kind, self._vocabulary.kind[kind])
        return self._shops[kind]

    def _suiting(self, kind: str, item: str) -> list[Shop]:
        if (kind, item) not in self._suits:
            suits = self._vocabulary.kind[kind].suits
            self._suits[kind, item] = [shop for shop in self._all(kind) if _suits(shop.name, item, suits)]
        return self._suits[kind, item]

    def _made(self, name: str, kind: Kind) -> list[Shop]:
        where = "far" if kind.far else self._office.code[:6]
        rng = Random(f"{self._seed}/{where}/{name}")
        names: dict[str, None] = {}
        for turn in range(kind.count * 30):
            if len(names) == kind.count:
                break
            pattern = kind.names[turn % len(kind.names)]
            names.setdefault(say(pattern, lambda slot, _: self._word(slot, rng), rng))
        # which of them is the notorious one should not follow from the order of the patterns
        shops = [self._shop(rng, shop, name, kind) for shop in names]
        rng.shuffle(shops)
        return shops

    def _word(self, slot: str, rng: Random) -> str:
        match slot:
            case "zi":
                return one(rng, self._vocabulary.zi.split())
            case "far":
                return one(rng, self._vocabulary.far_zi.split())
            case "spot":
                return one(rng, self._office.spots)
            case "town":
                return one(rng, self._office.towns)[:-1].removesuffix("街")
            case "stall":
                return str(rng.randrange(1, 90))
        return self._office.place

    def _shop(self, rng: Random, shop: str, name: str, kind: Kind) -> Shop:
        seller = one(rng, kind.seller)
        if kind.far:
            phone = f"400-000-{rng.randrange(10000):04d}" if rng.random() < 0.5 else ""
            return Shop(shop, name, seller, phone=phone, address="线上经营", far=True, buying=kind.buying)
        crowd = Crowd(rng, self._office, self._crowd.people, self._crowd.area_code)
        owner = crowd.somebody()
        contact = f"{owner.surname}{one(rng, ('经理', '老板', '店长', '师傅'))}" if rng.random() < 0.6 else owner.name
        phone = crowd.landline() if rng.random() < 0.4 else crowd.mobile()
        code = ""
        if rng.random() < 0.35:
            first = f"92{self._office.code[:6]}MA0000{rng.randrange(1000):03d}"
            code = first + credit_check(first)
        return Shop(shop, name, seller, contact, phone, crowd.address(), code, buying=kind.buying)


def _suits(name: str, item: str, suits: dict[str, list[str]]) -> bool:
    for word, items in suits.items():
        if word in name:
            return item in items
    return True
