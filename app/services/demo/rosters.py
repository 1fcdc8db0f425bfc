"""The rosters of a practice office: stations, volunteers, holders of a title, as many as the month's figures say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.services.demo.grammar import say
from app.services.demo.people import Crowd
from app.services.demo.vocabulary import Office, Vocabulary, one, weighted
from app.services.demo.work import texts
from app.services.periods import Period
from app.services.values import Value

#: Figure → register and kinds with their shares.
STOCKS: dict[str, tuple[str, dict[str, float]]] = {
    "branches": ("network", {"branch": 1.0}),
    "stations": ("network", {"liaison": 0.7, "complaint": 0.3}),
    "school_stations": ("network", {"school": 1.0}),
    "volunteers": ("volunteer", {"volunteer": 1.0}),
    "alliance_traders": ("title", {"alliance": 1.0}),
}
#: Figures that follow from the rosters without being drawn.
FOLLOWING = frozenset({"network_staff"})
_SHOPS = ("超市", "百货", "药店", "饭店", "家电", "农资", "服装", "手机")
_ENDS = {"network": "closed", "volunteer": "left", "title": "withdrawn"}
_STARS = ("三星", "四星", "五星")
#: How often one goes in a month and another comes in its place.
_TURNOVER = 0.35


@dataclass(slots=True)
class Entry:
    """An entry with what happened to it: (kind, day, value)."""

    register: str
    kind: str
    name: str
    person: str
    phone: str
    address: str
    opened_on: date
    closed_on: date | None = None
    closed_reason: str = ""
    events: list[tuple[str, date, str]] = field(default_factory=list)


def entries(
    seed: int, office: Office, words: Vocabulary, months: Sequence[Period], figures: Sequence[Mapping[str, Value]]
) -> Iterator[Entry]:
    """Entries so that at the end of each of ``months`` as many stand as its ``figures`` say (never fewer)."""
    for key, (register, kinds) in STOCKS.items():
        rng = Random(f"{seed}/{office.code}/rosters/{key}")
        crowd = Crowd(rng, office, words.people, words.city.area_code)
        maker = _Maker(rng, office, words, crowd)
        standing: list[Entry] = []
        for at, (month, known) in enumerate(zip(months, figures, strict=True)):
            number = known[key].number if key in known else None
            wanted = max(len(standing), int(number or 0))
            if at and standing and rng.random() < _TURNOVER:
                gone = standing.pop(rng.randrange(len(standing)))
                gone.closed_on = _within(rng, month)
                gone.closed_reason = one(rng, texts()["names"][_ENDS[register]])
                yield gone
            while len(standing) < wanted:
                kind = weighted(rng, kinds)
                opened = _within(rng, month) if at else _before(rng, month.start)
                standing.append(maker.make(register, kind, opened))
            for entry in standing:
                _happen(rng, entry, month)
        yield from standing


class _Maker:
    """Makes entries whose names stand once."""

    def __init__(self, rng: Random, office: Office, words: Vocabulary, crowd: Crowd) -> None:
        self._rng, self._office, self._crowd = rng, office, crowd
        self._zi = words.traders.zi.split()
        self._used: set[str] = set()

    def make(self, register: str, kind: str, opened: date) -> Entry:
        rng, crowd = self._rng, self._crowd
        somebody = crowd.somebody(old=register == "network")
        if register == "volunteer":
            name, person = self._once(lambda: crowd.somebody().name), one(rng, self._office.towns)
        elif register == "title":
            place = self._office.place
            name = self._once(lambda: f"{place}{one(rng, self._zi)}{one(rng, self._zi)}{one(rng, _SHOPS)}")
            person = somebody.name
        else:
            pattern = texts()["names"][kind]
            name = self._once(lambda: say(pattern, self._slot, rng))
            helpers = [crowd.somebody().name for _ in range(rng.choice((0, 1, 1, 2)))]
            person = "、".join(dict.fromkeys([somebody.name, *helpers]))
        return Entry(register, kind, name, person, crowd.mobile(), crowd.address(), opened)

    def _slot(self, name: str, _: str) -> str:
        rng, office = self._rng, self._office
        match name:
            case "town":
                return one(rng, office.towns)
            case "spot":
                return one(rng, office.spots)
            case "village":
                return one(rng, "上下大小新里外前后东西") + one(
                    rng, ("坑村", "田村", "垟村", "岙村", "塘村", "坪村", "洋村")
                )
        return one(rng, ("", "", "第一", "第二", "东区", "西区"))

    def _once(self, make: Callable[[], str]) -> str:
        """A name nobody has here yet; when they run out, with a number."""
        for _ in range(12):
            name = make()
            if name not in self._used:
                self._used.add(name)
                return name
        number = 2
        while f"{name}（{number}）" in self._used:
            number += 1
        self._used.add(f"{name}（{number}）")
        return f"{name}（{number}）"


def _happen(rng: Random, entry: Entry, month: Period) -> None:
    """Now and then a training, a star, a review, a letter of appointment."""
    if entry.opened_on > month.end or rng.random() > 0.05:
        return
    day = max(_within(rng, month), entry.opened_on)
    if entry.register == "title":
        entry.events.append(("review", day, "合格"))
    elif entry.register == "volunteer":
        entry.events.append(("training", day, "志愿者培训") if rng.random() < 0.7 else ("letter", day, ""))
    elif rng.random() < 0.75:
        entry.events.append(("training", day, "信息员业务培训"))
    else:
        entry.events.append(("star", day, one(rng, _STARS)))


def _within(rng: Random, month: Period) -> date:
    return month.start + timedelta(days=rng.randrange((month.end - month.start).days + 1))


def _before(rng: Random, day: date) -> date:
    """Some day of the twelve years before; more of them lately."""
    return day - timedelta(days=1 + int(rng.random() ** 1.5 * 4380))
