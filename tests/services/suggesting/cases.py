"""Cases that teach, and the whole of what was learned, to compare."""

from __future__ import annotations

from app.services.suggesting.cleaning import KINDS, Told
from app.services.suggesting.learned import Learned
from app.services.suggesting.lexicon import lexicon

HOME, FOOD, SERVICE, FARM = "0101000000", "0103000000", "0201000000", "0110000000"
QUALITY, AFTER, CONTRACT, OTHER = "N01", "N02", "N03", "N10"


def taught(*cases: Told) -> Learned:
    """What the shipped words and the cases give."""
    learned = Learned(lexicon())
    for case in cases:
        learned.learn(None, case)
    learned.index()
    return learned


def whole(learned: Learned) -> tuple[object, ...]:
    """Everything that a case could have changed."""
    return (
        [learned.counts[kind].cases.tolist() for kind in KINDS],
        [learned.counts[kind].buckets.tobytes() for kind in KINDS],
        [learned.counts[kind].words for kind in KINDS],
        dict(learned.things),
        dict(learned.clauses.entries),
        bytes(learned.clauses.once),
        learned.phrases.state(),
    )
