"""What a pile came to: how long its papers had waited, what is still missing, how often the sample differed.

The lag between paper and keying says something about the desk, not about the case: a case is late by the dates on
its paper, however late these were keyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models import PileForm, SecondKeying
from app.services.indicators.arithmetic import percent, rounded
from app.services.piles.reading import TWICE, Form, Pile, read_view
from app.services.piles.second import sample_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from app.models import Pile as PileRow


@dataclass(frozen=True, slots=True)
class Lag:
    """Days from the day on the paper to its keying. ``position`` is the form that had waited longest."""

    median: Decimal
    longest: int
    position: int
    received_on: date


@dataclass(frozen=True, slots=True)
class Rate:
    """How one field fared in ``n`` forms keyed twice.

    ``differ`` keyings were not the same, in ``first_wrong`` of them a person found the first one wrong, ``undecided``
    are open. ``share`` is ``differ`` of ``n`` in percent, None for no n.
    """

    name: str
    n: int
    differ: int
    first_wrong: int
    undecided: int

    @property
    def share(self) -> Decimal | None:
        """Percent of the forms keyed twice that differ, with one place."""
        found = percent(Decimal(self.differ), Decimal(self.n))
        return None if found is None else rounded(found, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """A pile in numbers. ``lag`` is None as long as nothing is keyed."""

    pile: Pile
    lag: Lag | None
    questions: int
    deleted: tuple[Form, ...]
    gone: tuple[int, ...]
    sample: int
    keyed_twice: int
    rates: tuple[Rate, ...]


def read_report(session: Session, row: PileRow) -> Report:
    """The report of one pile."""
    view = read_view(session, row)
    standing = [form for form in view.forms if form.state != "deleted"]
    keyings = session.scalars(
        select(SecondKeying).join(PileForm, PileForm.pk == SecondKeying.form_pk).where(PileForm.pile_pk == row.pk)
    ).all()
    return Report(
        view.pile,
        _lag(standing),
        sum(1 for form in standing if form.state == "question"),
        tuple(form for form in view.forms if form.state == "deleted"),
        view.gone,
        sample_size(row.forms, row.sample_percent),
        len(keyings),
        tuple(_rate(name, keyings) for name in TWICE),
    )


def _lag(forms: Sequence[Form]) -> Lag | None:
    if not forms:
        return None
    longest = max(forms, key=lambda form: form.lag)
    middle = Decimal(str(median(form.lag for form in forms)))
    return Lag(rounded(middle, 1), longest.lag, longest.position, longest.record.received_on)


def _rate(name: str, keyings: Sequence[SecondKeying]) -> Rate:
    differ = [keying for keying in keyings if getattr(keying, f"{name}_differs")]
    rights = [getattr(keying, f"{name}_right") for keying in differ]
    return Rate(
        name,
        len(keyings),
        len(differ),
        sum(1 for right in rights if right in ("second", "neither")),
        sum(1 for right in rights if right is None),
    )
