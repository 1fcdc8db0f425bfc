"""How well the engine does: ``python -m tests.services.binding.measure`` prints the table of results."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.services import codelists
from app.services.binding.engine import propose
from app.services.binding.faces import Proposed
from app.services.indicators.catalogue import catalogue
from tests.services.binding.workbooks import BOOKS, Truth, drawn


@dataclass
class Score:
    """How many cells of a workbook came out how; ``wrong`` lists what was wrong without being in question."""

    cells: int = 0
    sure: int = 0
    asked: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def right(self) -> float:
        """The share of cells with the right key."""
        return (self.sure + self.asked) / self.cells if self.cells else 1.0


def score(proposed: Proposed, truth: Truth) -> Score:
    """The proposals held against the truth; a figure where none belongs counts as wrong when it is sure."""
    found = {proposal.place: proposal for proposal in proposed.cells}
    result = Score(len(truth))
    for place, key in truth.items():
        proposal = found.get(place)
        if proposal is not None and proposal.key == key:
            result.sure += proposal.state == "sure"
            result.asked += proposal.state == "ask"
            continue
        result.missed += 1
        says = f"{place[0]}!{place[1]}: {key} ≠ {proposal.key if proposal else ''} {proposal.why if proposal else ''}"
        result.faults.append(says)
        if proposal is not None and proposal.state == "sure":
            result.wrong.append(says)
    result.wrong += [
        f"{place[0]}!{place[1]}: nothing belongs here, not {proposal.key}"
        for place, proposal in found.items()
        if place not in truth and proposal.state == "sure" and proposal.key
    ]
    return result


def proposed(workbook: bytes) -> Proposed:
    """What the engine makes of a workbook with the shipped words."""
    return propose(workbook, catalogue(), codelists.shipped())


def table() -> str:
    """The results of all workbooks as lines of text."""
    lines = [f"{'workbook':<14}\tcells\tright\tsure\tin question\tmissed\twrong though sure"]
    for name, draw in BOOKS.items():
        workbook, truth = drawn(draw)
        found = score(proposed(workbook), truth)
        lines.append(
            f"{name:<14}\t{found.cells}\t{found.right:.0%}\t{found.sure}\t{found.asked}\t{found.missed}\t{len(found.wrong)}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table())
