"""The work ledger of a practice office: lines that add up to what it would otherwise have typed in."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from app.paths import resources
from app.services.demo import days
from app.services.demo.grammar import say
from app.services.demo.vocabulary import Office, one
from app.services.periods import Period, month_of
from app.services.values import Value

#: Which kind of work says how much of which figure: one line for each, or the whole in as many lines.
_EACH = {
    "warnings": "warning",
    "briefings": "briefing",
    "lectures": "lecture",
    "outreach_events": "outreach",
    "supervision_checks": "check",
    "surveys": "survey",
    "trainings": "training",
}
_SHARED = {
    "leaflets": ("publicity", 3),
    "folders_printed": ("printing", 1),
    "typical_cases": ("cases", 1),
    "media_articles": ("article", 3),
    "reviewed_units": ("review", 2),
    "advice_letters": ("advice", 2),
}
_TOGETHER = (("comparison", ("comparison_samples", "comparison_failed")),)
_MARCH = "march15"
#: So many lines of one kind a month; beyond, a line stands for several.
_MOST = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    on: date
    kind: str
    what: str
    place: str
    measures: Mapping[str, Value]


@cache
def texts() -> dict[str, dict[str, Any]]:
    """``resources/demo/ledger.toml``."""
    return tomllib.loads((resources() / "demo" / "ledger.toml").read_text(encoding="utf-8"))


def lines(seed: int, office: Office, month: Period, figures: Mapping[str, Value]) -> list[Line]:
    """Lines that add up to those of ``figures`` that are positive numbers of flows, by day."""
    rng = Random(f"{seed}/{office.code}/ledger/{month.text}")
    made: list[Line] = []

    def write(kind: str, measures: Mapping[str, Value], day: date | None = None) -> None:
        place = one(rng, office.towns)

        def slot(name: str, _: str) -> str:
            return place if name == "town" else one(rng, office.spots)

        what = say(one(rng, texts()["what"][kind]), slot, rng)
        made.append(Line(day or _day(rng, office, month), kind, what, place, measures))

    given = {key: value for key, value in figures.items() if value.number}
    for key, kind in _EACH.items():
        if key in given:
            people = given.get("training_people") if kind == "training" else None
            parts = list(_parts(given[key], min(_MOST, int(given[key].number or 0)), rng))
            for at, part in enumerate(parts):
                extra = {"training_people": _share(people, at, len(parts))} if people is not None else {}
                write(kind, {key: part} | {name: value for name, value in extra.items() if value is not None})
    for key, (kind, most) in _SHARED.items():
        if key in given:
            for part in _parts(given[key], 1 if given[key].approx else rng.randint(1, most), rng):
                write(kind, {key: part})
    for kind, keys in _TOGETHER:
        measures = {key: given[key] for key in keys if key in given}
        if measures:
            write(kind, measures)
    march = {key: value for key, value in given.items() if key.startswith(_MARCH)}
    if march:
        write(_MARCH, march, date(month.start.year, 3, 15) if month.start.month == 3 else None)
    return sorted(made, key=lambda line: line.on)


def begun(seed: int, office: Office, today: date) -> list[Line]:
    """What was done in the month of ``today`` up to that day."""
    month = month_of(today)
    rng = Random(f"{seed}/{office.code}/ledger/now/{month.text}")
    so_far = {"warnings": 1, "supervision_checks": 2, "media_articles": 2, "leaflets": 50 * rng.randint(4, 12)}
    made = lines(seed, office, month, {key: Value.of(number) for key, number in so_far.items()})
    return [line for line in made if line.on <= today]


def told(key: str) -> bool:
    """Whether a figure of the practice offices comes from lines of the ledger."""
    together = {each for _, keys in _TOGETHER for each in keys}
    return key in _EACH or key in _SHARED or key in together or key == "training_people" or key.startswith(_MARCH)


def rows(made: Iterable[Line], home_code: str, office_pk: int, by: str) -> Iterator[dict[str, Any]]:
    """Lines as rows of the table ``work_entry``."""
    for line in made:
        yield {
            "origin": home_code,
            "office_pk": office_pk,
            "on": line.on,
            "counts_on": line.on,
            "kind": line.kind,
            "what": line.what,
            "place": line.place,
            "created_by": by,
        }


def _parts(value: Value, many: int, rng: Random) -> Iterator[Value]:
    """``value`` in ``many`` parts that add up to it; a mark of approximation stands on the last."""
    assert value.number is not None
    whole = int(value.number)
    many = max(1, min(many, whole))
    cuts = sorted(rng.sample(range(1, whole), many - 1)) if many > 1 else []
    if whole >= 200 and many > 1:
        cuts = sorted({max(1, cut // 50 * 50) for cut in cuts} - {whole})
    edges = [0, *cuts, whole]
    sizes = [high - low for low, high in itertools.pairwise(edges) if high > low]
    for at, size in enumerate(sizes):
        yield Value.of(Decimal(size), value.approx if at == len(sizes) - 1 else "")


def _share(value: Value, at: int, many: int) -> Value | None:
    """The ``at``-th of ``many`` nearly equal shares."""
    assert value.number is not None
    whole = int(value.number)
    size = whole // many + (whole % many if at == many - 1 else 0)
    return Value.of(size, value.approx if at == many - 1 else "") if size else None


def _day(rng: Random, office: Office, month: Period) -> date:
    """A working day, most often."""
    chosen = one(rng, days.days_of(month))
    return chosen if days.busy(chosen, office) >= 1 or rng.random() < 0.1 else one(rng, days.days_of(month))
