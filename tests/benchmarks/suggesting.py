"""How often the suggested category and nature are right, how many key presses grey words save, and what it costs.

``python -m tests.benchmarks suggest``. Facts of the practice city are put together from a limited grammar, so a text
of it is new as a whole, but seldom in its parts; ``tests/data/facts_unseen.csv``, if it is there, was written by
somebody who had seen neither the words nor the grammar. app/services/suggesting/README.md says what the numbers mean.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from zlib import crc32

from app.services.codelists import CodeLists, shipped
from app.services.suggesting.cleaning import KINDS, Kind, Told, texts_of
from app.services.suggesting.learned import Learned
from app.services.suggesting.lexicon import lexicon
from app.services.suggesting.phrases import Phrases
from tests.benchmarks.ground import Ground, told
from tests.benchmarks.measure import Result

UNSEEN = Path(__file__).resolve().parent.parent / "data" / "facts_unseen.csv"
_TODAY = date(2026, 4, 7)
_TESTED = 2000
_TYPED = 300


def run(ground: Ground) -> list[Result]:
    """Print the tables; there is nothing to compare with, so there are no ratios."""
    lists = shipped()
    with told("practice cases"):
        city = _practice(min(1.0, ground.scale))
    county = max(city.values(), key=len)
    half = len(county) // 2
    everybody = [case for cases in city.values() for case in cases]
    sample = Random(1).sample(everybody, min(_TESTED, len(everybody)))
    knowing, taught = taught_by([]), taught_by(county[:half])
    odd = [case for case in everybody if crc32(case.item.encode()) % 2]
    even = [case for case in everybody if not crc32(case.item.encode()) % 2][:5000]
    print(f"{'category and nature':<58}{'texts':>6}{'cat. 1':>8}{'cat. 3':>8}{'nat. 1':>8}{'nat. 3':>8}")
    _hits("practice texts, lexicon alone", knowing, sample)
    _hits(f"one county, learned {half} cases, asked for the later half", taught, county[half:][:_TESTED])
    _hits("practice texts about things never seen in learning", taught_by(even), odd[:_TESTED])
    unseen = _unseen(lists)
    whole = taught_by(islice(everybody, 5000))
    if unseen:
        _hits("texts written by somebody else, lexicon alone", knowing, unseen)
        _hits("the same, facts only", knowing, [replace(case, item="") for case in unseen])
        _hits("the same with item, after 5,000 practice cases", whole, unseen)
        _halves("the same with item, each half after the other half", unseen)
    print("\nhow far shares can be believed (first guess, later half of the county): said → right")
    for kind in KINDS:
        print(f"  {kind}: " + _reliability(taught, kind, county[half:][:_TESTED]))
    if unseen:
        print("the same for the texts written by somebody else, lexicon alone")
        for kind in KINDS:
            print(f"  {kind}: " + _reliability(knowing, kind, unseen))
    print(f"\n{'key presses saved by grey words':<58}{'texts':>6}{'letters':>9}{'pinyin':>8}{'taken':>7}")
    stories = [case.facts for case in Random(2).sample(county[half:], min(_TYPED, len(county) - half))]
    _saved("later half of the county, shipped clauses alone", knowing.phrases, stories)
    _saved(f"later half of the county, after its first {half} cases", taught.phrases, stories)
    if unseen:
        _saved("texts written by somebody else, shipped clauses alone", knowing.phrases, [c.facts for c in unseen])
        _saved("the same, after 5,000 practice cases", whole.phrases, [case.facts for case in unseen])
        others = taught_by(unseen[::2]).phrases
        _saved("every second of them, after the others", others, [case.facts for case in unseen[1::2]])
    _cost(taught_by(islice(everybody, 20_000)), sample)
    return []


def taught_by(cases: Iterable[Told]) -> Learned:
    """The shipped words, and what the cases taught."""
    learned = Learned(lexicon())
    for case in cases:
        learned.learn(None, case)
    learned.index()
    return learned


def _practice(scale: float) -> dict[str, list[Told]]:
    """The practice city's complaints by office, oldest first."""
    from app.services.demo.cases import Maker, cases
    from app.services.demo.folder import plan_for
    from app.services.demo.vocabulary import vocabulary

    words = vocabulary()
    plan = plan_for(words, seed=315, today=_TODAY, scale=scale)
    out: dict[str, list[Told]] = {}
    for office in words.city.office:
        maker = Maker(plan.seed, office, words, plan.today)
        made = (case.values for case in cases(maker, plan.months, dict(plan.volumes), office.code))
        out[office.code] = [_told(values) for values in made if values.get("category") and values.get("nature")]
    return out


def _told(values: Mapping[str, object]) -> Told:
    def words(name: str) -> str:
        return str(values.get(name) or "")

    demand = values.get("demand") or ()
    assert isinstance(demand, tuple)
    return Told(
        category=words("category"), nature=words("nature"), facts=words("facts"), item=words("item"),
        brand=words("brand"), trader=words("trader"), demand=demand, buying=words("buying"),
        complainant=words("complainant"), contact=words("trader_contact"),
    )  # fmt: skip


def _unseen(lists: CodeLists) -> list[Told]:
    """Somebody else's texts, if they are there: text, item, category, nature."""
    if not UNSEEN.exists():
        return []
    with UNSEEN.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    cases: list[Told] = []
    for row in rows:
        category, nature = lists.code("category", row["category"]), lists.code("nature", row["nature"])
        if category is None or nature is None:
            raise ValueError(f"{UNSEEN.name}: {row['category']} {row['nature']}: no such class")
        who = f"somebody {len(cases)}"  # each of a person of their own, as phrases need it
        cases.append(
            Told(category=category, nature=nature, facts=row["text"], item=row.get("item") or "", complainant=who)
        )
    return cases


def _hits(what: str, learned: Learned, cases: Sequence[Told]) -> None:
    """One line: the part of the texts whose class is the first, or among the three, that would be shown."""
    _line(what, {kind: [_rank(learned, kind, case) for case in cases] for kind in KINDS})


def _halves(what: str, cases: Sequence[Told]) -> None:
    """One line: as :func:`_hits`, each half of the shuffled cases asked for after the other was learned."""
    shuffled = Random(3).sample(cases, len(cases))
    ranks: dict[Kind, list[int]] = {kind: [] for kind in KINDS}
    for known, asked in ((shuffled[::2], shuffled[1::2]), (shuffled[1::2], shuffled[::2])):
        learned = taught_by(known)
        for kind in KINDS:
            ranks[kind] += [_rank(learned, kind, case) for case in asked]
    _line(what, ranks)


def _line(what: str, found: Mapping[Kind, Sequence[int]]) -> None:
    shares = []
    for ranks in found.values():
        shares += [sum(rank == 1 for rank in ranks), sum(rank > 0 for rank in ranks)]
    count = len(found["category"])
    columns = "".join(f"{100 * share / count:>7.1f}%" for share in shares)
    print(f"{what:<58}{count:>6}{columns}")


def _rank(learned: Learned, kind: Kind, case: Told) -> int:
    label = case.labels[kind]
    codes = [guess.code for guess in learned.judges[kind].guess(_typed(case)) if guess.words]  # as the form offers them
    return codes.index(label) + 1 if label in codes else 0


def _typed(case: Told) -> Mapping[str, str]:
    """What stands in the form when suggestions are asked for."""
    return texts_of(case)


def _reliability(learned: Learned, kind: Kind, cases: Sequence[Told]) -> str:
    """By what the first guess claimed: how often it was right."""
    bins: dict[int, list[bool]] = {}
    for case in cases:
        guesses = learned.judges[kind].guess(_typed(case))
        if guesses:
            right = guesses[0].code == case.labels[kind]
            bins.setdefault(min(9, int(guesses[0].share * 10)) // 2, []).append(right)
    return ", ".join(
        f"{20 * at}–{20 * at + 20} % → {100 * sum(rights) / len(rights):.0f} % of {len(rights)}"
        for at, rights in sorted(bins.items())
    )


def _saved(what: str, phrases: Phrases, stories: Sequence[str]) -> None:
    """One line: the part of the presses that taking grey words saves, counted in characters and in pinyin keys."""
    letters = pressed = keys = used = taken = 0
    for story in stories:
        at = 0
        while at < len(story):
            rest = phrases.complete(story[:at]) if at else ""
            if rest and story.startswith(rest, at):
                pressed += 1
                used += 1
                taken += 1
                at += len(rest)
            else:
                pressed += 1
                used += _keys(story[at])
                at += 1
        letters += len(story)
        keys += sum(map(_keys, story))
    print(
        f"{what:<58}{len(stories):>6}{100 * (1 - pressed / letters):>8.1f}%{100 * (1 - used / keys):>7.1f}%"
        f"{taken / len(stories):>7.1f}"
    )


@cache
def _keys(letter: str) -> int:
    """The keys of one character with full pinyin: its letters and one to choose it."""
    if not "一" <= letter <= "鿿":
        return 1
    from app.services import pinyin

    readings = pinyin.readings(letter).full
    return (len(readings[0]) if readings else 4) + 1


def _cost(learned: Learned, cases: Sequence[Told]) -> None:
    """Times of the calls a key press makes, after 20,000 cases."""
    stories = [(case.facts * 9)[:300] for case in cases[:300]]
    print("\ntime of a call, milliseconds: median, 99th percentile")
    for kind in KINDS:
        times = [_timed(lambda s=story, k=kind: learned.judges[k].guess({"facts": s})) for story in stories]
        print(f"  guess {kind}, 300 characters: {_told_times(times)}")
    times = []
    for story in stories[:100]:
        for at in range(1, 120):
            times.append(_timed(lambda s=story, a=at: learned.phrases.complete(s[:a])))
    print(f"  complete, every key: {_told_times(times)} ({len(learned.phrases):,} ends of clauses)")


def _told_times(times: list[float]) -> str:
    return f"{1000 * median(times):.2f}, {1000 * quantiles(times, n=100)[-1]:.2f}"


def _timed(work: object) -> float:
    assert callable(work)
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
