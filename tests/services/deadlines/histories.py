"""Cases with random but legal histories, put straight into a data folder: every state, every way a limit is moved."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.models import Complaint, Event
from app.models.base import new_id
from app.services.complaints import standing
from app.services.database import Database
from app.services.offices import read_home


@dataclass
class Step:
    """An event about to be written."""

    kind: str
    on: date
    round: int = 1
    due_on: date | None = None
    satisfaction: str | None = None
    closes: bool = False
    revoked: bool = False


@dataclass
class Life:
    """A case while it is made up."""

    number: str
    kind: str
    received: date
    steps: list[Step] = field(default_factory=list)

    @property
    def live(self) -> list[Step]:
        """What stands."""
        return [step for step in self.steps if not step.revoked]

    @property
    def state(self) -> str:
        """How the case stands."""
        return standing.state_of(self.kind, self.live)


class Teller:
    """Makes lives up, the same for the same seed; nothing happens after ``today``."""

    def __init__(self, seed: int, today: date) -> None:
        self._dice, self._today = random.Random(seed), today

    def life(self, number: int) -> Life:
        """One case, received in the 300 days before today."""
        dice, today = self._dice, self._today
        received = today - timedelta(days=int(300 * dice.random() ** 2))
        life = Life(f"331122000{received:%Y%m%d}01{number:04d}", "complaint", received)
        if dice.random() < 0.1:
            life.kind = "report"
        self._on = received
        self._add(life, "registered")
        if life.kind == "report":
            if dice.random() < 0.4:
                self._add(life, "accepted")
            if dice.random() < 0.5:
                self._add(life, "transferred", due=0.5)
                if dice.random() < 0.4:
                    self._add(life, "answered")
            return life
        if dice.random() < 0.1:
            self._add(life, "transferred_in", due=0.7)
        if dice.random() < 0.2:
            self._add(life, "papers_asked", due=0.8)
            if dice.random() < 0.3:
                return life
            self._add(life, "papers_received")
        if dice.random() < 0.2:
            return life
        if dice.random() < 0.1:
            self._add(life, dice.choice(["refused", "transferred"]), due=0.3)
            return life
        self._add(life, "accepted")
        if dice.random() < 0.15:
            self._add(life, "supervised", due=0.9)
            if dice.random() < 0.4:
                self._add(life, "supervision_ended")
        self._mediate(life, 1)
        return life

    def _mediate(self, life: Life, round: int) -> None:
        dice = self._dice
        if dice.random() < 0.5 and round == 1:
            self._add(life, "mediating", round)
        for _ in range(dice.choice([0, 0, 0, 1, 1, 2])):
            self._add(life, "paused", round, due=0.3)
            if dice.random() < 0.25:
                return
            self._add(life, "resumed", round)
        if dice.random() < 0.3:
            return
        kind = dice.choice(["settled", "settled", "settled", "terminated", "withdrawn"])
        closing = self._add(life, kind, round, due=0.4 if kind == "settled" else 0.0)
        if closing is None:
            return
        closing.closes = True
        if kind == "settled" and dice.random() < 0.5:
            self._add(life, "performed", round)
        if dice.random() < 0.5:
            return
        asked = self._add(life, "followed_up", round)
        if asked is None:
            return
        asked.satisfaction = dice.choice(["satisfied", "dissatisfied", "dissatisfied"])
        if asked.satisfaction == "dissatisfied" and round < 3 and dice.random() < 0.6:
            if dice.random() < 0.3:
                self._add(life, "upheld", round)
            elif self._add(life, "reopened", round + 1) is not None:
                closing.revoked = True
                self._mediate(life, round + 1)

    def _add(self, life: Life, kind: str, round: int = 1, due: float = 0.0) -> Step | None:
        dice = self._dice
        if life.steps:
            self._on += timedelta(days=dice.choice([0, 0, 1, 2, 3, 5, 8, 20]))
        if self._on > self._today:
            return None
        step = Step(kind, self._on, round)
        if dice.random() < due:
            step.due_on = self._on + timedelta(days=dice.choice([1, 5, 10, 30, 60]))
        life.steps.append(step)
        return step


def lives(database: Database, count: int, seed: int, today: date) -> list[Life]:
    """Make so many cases up and put them into the data folder."""
    teller = Teller(seed, today)
    made = [teller.life(number) for number in range(count)]
    with database.write() as session:
        home = read_home(session).office
        for life in made:
            closed = [step.on for step in life.live if step.closes]
            case = Complaint(
                number=life.number,
                origin=home.code,
                kind=life.kind,
                state=life.state,
                registered_pk=home.pk,
                office_pk=home.pk,
                received_on=life.received,
                closed_on=closed[0] if closed else None,
                supervised=standing.supervised(life.live),
                complainant="李秀英",
            )
            session.add(case)
            session.flush()
            for step in life.steps:
                session.add(
                    Event(
                        id=new_id(),
                        origin=home.code,
                        complaint_pk=case.pk,
                        kind=step.kind,
                        on_date=step.on,
                        counts_on=step.on,
                        office_pk=home.pk,
                        round=step.round,
                        due_on=step.due_on,
                        closes=step.closes,
                        satisfaction=step.satisfaction,
                        reason="other" if step.kind == "refused" else None,
                        revoked_on=self_or_none(step.on, step.revoked),
                    )
                )
                session.flush()
    return made


def self_or_none(on: date, revoked: bool) -> date | None:
    """The day a revoked event was revoked."""
    return on if revoked else None
