"""What traders' own service points settle in a month, with dice of its own."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from app.services.demo import days
from app.services.demo.grammar import tidy
from app.services.demo.people import Crowd
from app.services.demo.telling import priced, rounded
from app.services.demo.traders import Trade
from app.services.demo.vocabulary import Office, Vocabulary, one, weighted
from app.services.periods import Period

if TYPE_CHECKING:
    from datetime import date

#: Reconciliations for each complaint.
_SHARE = 0.06
#: What part of the price is given back, in percent.
_BACK = {"refund": (80, 100), "return": (100, 100), "replace": (100, 100), "repair": (5, 20), "redo": (15, 45)}


def settled(
    seed: str,
    office: Office,
    words: Vocabulary,
    trade: Trade,
    crowd: Crowd,
    month: Period,
    expected: float,
    today: date,
) -> list[dict[str, Any]]:
    """The values by field of every dispute settled in ``month`` up to ``today``, by day; stations have none."""
    if office.level != "county":
        return []
    rng = Random(f"{seed}/{month.text}/points")
    subjects = {
        n: s.weight * days.season(s, month.start.month) * days.likes(s, office)
        for n, s in enumerate(words.subjects)
        if not s.prepaid and not s.outsiders
    }
    all_days = [day for day in days.days_of(month) if day <= today]
    if not all_days or not subjects:
        return []
    weights = [days.busy(day, office) for day in all_days]
    came = sorted(rng.choices(all_days, weights, k=days.drawn(rng, expected * _SHARE)))
    return [_one(rng, day, words, subjects, trade, crowd) for day in came]


def _one(
    rng: Random, day: date, words: Vocabulary, subjects: dict[int, float], trade: Trade, crowd: Crowd
) -> dict[str, Any]:
    subject = words.subjects[weighted(rng, subjects)]
    problem = rng.choices(subject.problems, [p.weight for p in subject.problems])[0]
    item = one(rng, problem.items or subject.item)
    kinds = {k: w for k, w in subject.shops.items() if trade.deals(k, item)} or subject.shops
    shop = trade.shop(rng, weighted(rng, kinds), item)
    price = priced(rng, *(problem.price or subject.price))
    way = problem.want.split()[0]
    low, high = _BACK.get(way, (20, 80))
    told = words.others.reconciled
    values: dict[str, Any] = {
        "kind": "reconciliation",
        "received_on": day,
        "closed_on": day,
        "trader": shop.name,
        "category": subject.category,
        "item": item,
        "item_code": subject.item_code,
        "amount": price,
        "recovered": rounded(price * rng.randint(low, high) // 100),
        "complainant": "",
        "facts": tidy(one(rng, told.get(way, told["any"]))),
    }
    if rng.random() < 0.6:
        who = crowd.somebody(old=subject.old, women=subject.women, rural=subject.rural)
        values |= {"complainant": who.name, "sex": who.sex, "phone": who.phone if rng.random() < 0.5 else ""}
    return values
