"""What an office keeps beside its cases: the enquiries of every day, and the figures it types in each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from app.services.demo import days
from app.services.demo.vocabulary import Office, Vocabulary, Work, one, weighted
from app.services.periods import Period
from app.services.values import BLANK, NA, Approx, Value

_WAYS = {"county": {"phone": 6.0, "visit": 3, "net": 2}, "city": {"phone": 7.0, "visit": 1.5, "net": 3}}
_STATION_WAYS = {"visit": 8.0, "phone": 2}
_TOPIC_WEIGHTS = {"contract": 2.0, "after_sale": 1.8, "online": 1.6, "procedure": 1.4, "other": 0.5}
_SPEECHES = ("3·15 现场咨询", "街头咨询活动", "市场里摆摊咨询")


def enquiries(seed: int, office: Office, words: Vocabulary, months: tuple[Period, ...]) -> Iterator[dict[str, Any]]:
    """The enquiry ledger: values by column of the ``enquiry`` table, by day."""
    for month in months:
        rng = Random(f"{seed}/{office.code}/enquiries/{month.text}")
        for day in days.days_of(month):
            busy = days.busy(day, office)
            for _ in range(days.drawn(rng, 1.5 * office.weight * busy)):
                yield _enquiry(rng, office, words, day)
            if (day.month, day.day) == (3, 15) and office.level != "station":
                yield {
                    "on_date": day,
                    "channel": "campaign",
                    "people": rng.randint(60, 260),
                    "topic": "law",
                    "category": None,
                    "note": one(rng, _SPEECHES),
                }


def _enquiry(rng: Random, office: Office, words: Vocabulary, day: date) -> dict[str, Any]:
    notes = words.others.enquiry
    topic = weighted(rng, {name: _TOPIC_WEIGHTS.get(name, 1.0) for name in notes})
    ways = _WAYS.get(office.level, _STATION_WAYS)
    return {
        "on_date": day,
        "channel": weighted(rng, ways),
        "people": 1 if rng.random() < 0.8 else rng.randint(2, 6),
        "topic": topic,
        "category": None,
        "note": one(rng, notes[topic]) if rng.random() < 0.75 else "",
    }


def figures(seed: int, office: Office, words: Vocabulary, month: Period, position: int) -> dict[str, Value]:
    """The typed-in figures of ``month``, the ``position``-th that is made; some blank, some approximate, some na."""
    rng = Random(f"{seed}/{office.code}/work/{month.text}")
    steady = Random(f"{seed}/{office.code}/work")
    standing = {name: steady.random() for name in words.work}
    leaves_blank = steady.random() < 0.4
    out: dict[str, Value] = {}
    for name, work in words.work.items():
        if work.only and month.start.month not in work.only:
            out[name] = BLANK if leaves_blank or name.startswith("comparison") else NA
        elif rng.random() < work.blank:
            out[name] = BLANK
        elif work.stock:
            out[name] = _stock(rng, work, standing[name], office, position)
        else:
            out[name] = _flow(rng, work, office, month, out)
    return out


def _stock(rng: Random, work: Work, share: float, office: Office, position: int) -> Value:
    number = (work.least + (work.most - work.least) * share) * min(office.weight, 1.4)
    return _written(rng, work, max(1, round(number * (1 + 0.004 * position))))


def _flow(rng: Random, work: Work, office: Office, month: Period, known: dict[str, Value]) -> Value:
    if work.per:
        times = known[work.per].number
        if not times:
            return Value.of(0)
        return _written(rng, work, round(rng.uniform(work.least, work.most)) * int(times))
    size = work.months.get(str(month.start.month), 1.0) * min(office.weight, 1.3)
    number = (
        round(rng.uniform(work.least, work.most) * size) if work.most > 4 else rng.randint(0, round(work.most * size))
    )
    if work.below:
        limit = known[work.below].number
        if limit is None:
            return BLANK
        number = min(number, int(limit) // 3)
    return _written(rng, work, max(number, 0))


def _written(rng: Random, work: Work, number: int) -> Value:
    number = number // work.rounded * work.rounded
    if number >= 60 and rng.random() < work.approx:
        step = 1000 if number >= 5000 else 100 if number >= 300 else 10
        approx: Approx = one(rng, ("余", "余", "多", "近"))
        rounded = number // step * step + (step if approx == "近" else 0)
        return Value.of(Decimal(rounded), approx)
    return Value.of(number)
