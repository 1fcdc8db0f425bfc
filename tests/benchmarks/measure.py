"""Timing two ways of doing the same thing, in turns, and telling how they compare."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the report: medians in seconds and what was measured against what."""

    what: str
    ours: float
    against: str
    baseline: float
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times as long ours takes."""
        return self.ours / self.baseline


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compared(
    what: str, ours: Callable[[], object], against: str, baseline: Callable[[], object], *, times: int, note: str = ""
) -> Result:
    """Medians of ``times`` runs of each, in turns, after one run of each to warm up."""
    ours()
    baseline()
    pairs = [(timed(ours), timed(baseline)) for _ in range(times)]
    return Result(what, median(pair[0] for pair in pairs), against, median(pair[1] for pair in pairs), note)


def report(results: list[Result]) -> str:
    """The results as a table in plain text."""
    lines = [f"{'what':<44}{'ours':>10}{'baseline':>11}{'ratio':>9}  against"]
    for result in results:
        note = f" ({result.note})" if result.note else ""
        lines.append(
            f"{result.what:<44}{_shown(result.ours):>10}{_shown(result.baseline):>11}{result.ratio:>9.3g}"
            f"  {result.against}{note}"
        )
    return "\n".join(lines)


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
