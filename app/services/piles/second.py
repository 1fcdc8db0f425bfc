"""Keying a sample for a second time: which forms, by whom, what the two differ in, and how often one errs.

The sample follows from the pile's id alone, so that nobody can pick it by taste.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError
from app.models import Pile as PileRow
from app.models import PileForm, SecondKeying
from app.services import codelists, offices
from app.services.complaints.changing import apply_change, course_after
from app.services.complaints.fields import FIELDS, understand
from app.services.complaints.record import read_one
from app.services.piles.reading import TWICE, Form, find, find_form, read_view

if TYPE_CHECKING:
    from app.services.database import Database

Right = Literal["first", "second", "neither"]


@dataclass(frozen=True, slots=True)
class Slip:
    """A form to be keyed again, without anything of its first keying: only what finds the paper in the pile."""

    position: int
    paper_number: str
    keyed_by: str


@dataclass(frozen=True, slots=True)
class Twin:
    """One field of a form keyed twice: codes, or fen for the amount. ``right`` is what a person decided."""

    name: str
    first: str | int | None
    second: str | int | None
    differs: bool
    right: Right | None

    @property
    def open(self) -> bool:
        """Nobody has decided yet."""
        return self.differs and self.right is None


@dataclass(frozen=True, slots=True)
class Compared:
    """A form keyed twice, side by side. ``id`` is its case."""

    position: int
    id: str
    paper_number: str
    first_by: str
    second_by: str
    fields: tuple[Twin, ...]
    decided_by: str = ""

    @property
    def differs(self) -> bool:
        """The two keyings differ somewhere."""
        return any(twin.differs for twin in self.fields)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the second keying of a pile stands: what is still to be keyed, and what was, side by side."""

    wanted: int
    waiting: tuple[Slip, ...]
    compared: tuple[Compared, ...]


class SecondKeyings:
    """The second keyings of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def show(self, wanted: str) -> Sampling:
        """How the second keying of a pile stands."""
        with self._database.read() as session:
            pile = find(session, wanted)
            forms = [form for form in read_view(session, pile).forms if form.state != "deleted"]
            there = {form.position: form for form in forms}
            rows = session.execute(
                select(PileForm.position, SecondKeying)
                .join(SecondKeying, SecondKeying.form_pk == PileForm.pk)
                .where(PileForm.pile_pk == pile.pk)
                .order_by(PileForm.position)
            )
            keyings: dict[int, SecondKeying] = dict(rows.all())
            chosen = chosen_positions(pile, there)
            waiting = tuple(
                Slip(at, there[at].record.paper_number, there[at].keyed_by) for at in chosen if at not in keyings
            )
            compared = tuple(_compared(there[at], keying) for at, keying in keyings.items() if at in there)
            return Sampling(sample_size(pile.forms, pile.sample_percent), waiting, compared)

    def key(self, wanted: str, position: int, texts: Mapping[str, str], *, today: date, by: str) -> Compared:
        """Key a form of the sample again (``amount category nature`` as typed).

        Raises ``pile.nobody``, ``pile.same_person``, ``pile.not_in_sample``, ``pile.keyed_twice``,
        ``complaint.in_bin``, ``complaint.not_taken``.
        """
        if not by.strip():
            raise AppError("pile.nobody")
        with self._database.write() as session:
            pile = find(session, wanted)
            form = find_form(session, pile, position)
            view = {one.position: one for one in read_view(session, pile).forms if one.state != "deleted"}
            if position not in view:
                raise AppError("complaint.in_bin", number=read_one(session, form.complaint_pk).number)
            if position not in chosen_positions(pile, view):
                raise AppError("pile.not_in_sample", position=position)
            if session.get(SecondKeying, form.pk) is not None:
                raise AppError("pile.keyed_twice", position=position)
            if by.strip() == form.keyed_by.strip():
                raise AppError("pile.same_person", position=position, by=by)
            lists = codelists.load(session)
            understood = understand({name: texts.get(name, "") for name in TWICE}, lists, today)
            if understood.wrong:
                errors = [issue for issue in understood.issues if issue.severity == "error"]
                raise AppError("complaint.not_taken", issues=tuple(errors), count=len(errors), first=errors[0].message)
            record = view[position].record
            keying = SecondKeying(form_pk=form.pk, by=by.strip())
            for name in TWICE:
                first, second = getattr(record, name), understood.values.get(name)
                setattr(keying, f"first_{name}", first)
                setattr(keying, name, second)
                setattr(keying, f"{name}_differs", first != second)
            session.add(keying)
            session.flush()
            return _compared(view[position], keying)

    def decide(
        self, wanted: str, position: int, name: str, right: Right, *, today: date, by: str = "", text: str = ""
    ) -> Compared:
        """Say which keying of field ``name`` is right; the second one changes the case as any change does.

        With ``neither``, ``text`` is what the paper says, unless the case is changed elsewhere.
        Raises ``pile.not_keyed_twice``, ``pile.nothing_to_decide``, ``complaint.not_taken``.
        """
        with self._database.write() as session:
            pile = find(session, wanted)
            form = find_form(session, pile, position)
            keying = session.get(SecondKeying, form.pk)
            if keying is None:
                raise AppError("pile.not_keyed_twice", position=position)
            if name not in TWICE or not getattr(keying, f"{name}_differs"):
                raise AppError(
                    "pile.nothing_to_decide", position=position, field=FIELDS[name].label if name in FIELDS else name
                )
            values: dict[str, Any] = {}
            if right == "second":
                values[name] = getattr(keying, name)
            elif right == "neither" and text.strip():
                understood = understand({name: text}, codelists.load(session), today)
                if understood.wrong:
                    first = next(issue.message for issue in understood.issues if issue.severity == "error")
                    raise AppError("complaint.not_taken", issues=tuple(understood.issues), count=1, first=first)
                values.update(understood.values)
            self._change(session, form, values, by)
            setattr(keying, f"{name}_right", right)
            keying.decided_by = by
            session.flush()
            shown = {one.position: one for one in read_view(session, pile).forms}
            return _compared(shown[position], keying)

    def _change(self, session: Session, form: PileForm, values: Mapping[str, Any], by: str) -> None:
        record = read_one(session, form.complaint_pk)
        if record.deleted:
            raise AppError("complaint.in_bin", number=record.number)
        changes = {name: value for name, value in values.items() if getattr(record, name) != value}
        if changes:
            way = course_after(record, changes)
            lists, home = codelists.load(session), offices.read_home(session)
            apply_change(session, form.complaint_pk, record, changes, way, lists=lists, home=home, by=by)


def sample_size(forms: int, percent: int) -> int:
    """How many of ``forms`` are keyed twice: ``percent`` of a hundred, rounded up."""
    return -(-forms * percent // 100)


def chosen_positions(pile: PileRow, there: Mapping[int, Form]) -> tuple[int, ...]:
    """The positions of the sample among the forms that are ``there``, in their order."""
    size = sample_size(pile.forms, pile.sample_percent)
    every = range(1, max(pile.forms, max(there, default=0)) + 1)
    drawn = sorted(every, key=lambda at: sha256(f"{pile.id}:{at}".encode()).digest())
    kept = [at for at in drawn if at in there or at > max(there, default=0)][:size]
    return tuple(sorted(at for at in kept if at in there))


def _compared(form: Form, keying: SecondKeying) -> Compared:
    twins = tuple(
        Twin(
            name,
            getattr(keying, f"first_{name}"),
            getattr(keying, name),
            getattr(keying, f"{name}_differs"),
            getattr(keying, f"{name}_right"),
        )
        for name in TWICE
    )
    return Compared(
        form.position, form.record.id, form.record.paper_number, form.keyed_by, keying.by, twins, keying.decided_by
    )
