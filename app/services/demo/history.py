"""Figures from before the records begin, as an office would adopt them from last year's returns."""

from __future__ import annotations

from random import Random

from app.services.demo import days
from app.services.demo.vocabulary import Office, Vocabulary
from app.services.periods import Period, parse_period
from app.services.values import Value

_ROOT = {"01": "0100000000", "02": "0200000000"}


def months_missing(first: Period, last: Period) -> tuple[Period, ...]:
    """The months of last year, up to the month of ``last``, that lie before ``first``."""
    year = last.start.year - 1
    return tuple(
        month
        for number in range(1, last.start.month + 1)
        if (month := parse_period(f"{year:04d}-{number:02d}")).end < first.start
    )


def adopted(seed: int, office: Office, words: Vocabulary, month: Period, expected: float) -> dict[str, Value]:
    """The figures of ``month`` by key: all of the headline table, and accepted by category and by nature."""
    rng = Random(f"{seed}/{office.code}/history/{month.text}")
    total = days.drawn(rng, expected * 0.9)
    subjects = list(words.subjects)
    weights = [s.weight * days.season(s, month.start.month) * days.likes(s, office) for s in subjects]
    counts = dict.fromkeys(_places(words), 0)
    money = recovered = high = 0
    for subject in rng.choices(subjects, weights, k=total):
        problem = rng.choices(subject.problems, [p.weight for p in subject.problems])[0]
        for key in (f"|category={subject.category}", f"|nature={problem.nature}"):
            counts[key] += 1
        root = _ROOT.get(subject.code[:2])
        if root:
            counts[f"|category={root}"] += 1
        low, high_price = problem.price or subject.price
        price = round(low * (high_price / low) ** rng.betavariate(1.7, 2.4))
        money += price
        high += price >= 10_000
        if rng.random() < 0.7:
            recovered += price * rng.randint(20, 90) // 100 if price < 20_000 else price // 50
    closed = round(total * rng.uniform(0.93, 0.99))
    settled = round(closed * rng.uniform(0.72, 0.82))
    punitive = rng.randint(0, 2)
    flat = {
        "accepted": total,
        "closed": closed,
        "settled": settled,
        "accepted_by_phone": round(total * rng.uniform(0.34, 0.42)),
        "settled_onsite": round(settled * rng.uniform(0.2, 0.3)),
        "refused": rng.randint(2, 9),
        "terminated": round((closed - settled) * 0.7),
        "group_complaints": rng.randint(0, 4),
        "high_value": high,
        "amount_involved": money,
        "recovered": recovered,
        "punitive_cases": punitive,
        "punitive_amount": punitive * rng.randint(500, 3000),
        "supported_lawsuit": 0,
        "arbitration": 0,
        "enquiries": round(total * rng.uniform(0.25, 0.5)),
        "reports_registered": rng.randint(1, 8),
        "suggestions_registered": rng.randint(0, 2),
    }
    out = {name: Value.of(number) for name, number in flat.items()}
    out |= {f"accepted{where}": Value.of(number) for where, number in sorted(counts.items())}
    return out


def _places(words: Vocabulary) -> list[str]:
    categories = sorted({subject.category for subject in words.subjects} | set(_ROOT.values()))
    natures = sorted({problem.nature for subject in words.subjects for problem in subject.problems})
    return [*(f"|category={code}" for code in categories), *(f"|nature={code}" for code in natures)]
