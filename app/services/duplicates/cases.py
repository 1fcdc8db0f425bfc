"""The use cases: which cases may be the same as this one, and what a person decides about two of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.progress import SILENT, Progress
from app.services.duplicates import candidates, judging, likeness, links, merging, weights
from app.services.duplicates.judging import Compared, Judgement
from app.services.duplicates.links import Link
from app.services.duplicates.merging import Side

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import ComplaintLink
    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record
    from app.services.database import Database
    from app.services.memory import Memory
    from app.services.memory.directory import Directory

#: So many cases are looked at when the likely duplicates of a period are listed.
MOST_ASKED = 600
#: What is shown side by side, in the order people tell it.
_SHOWN = (
    "received_on", "complainant", "phone", "trader", "category", "item", "amount", "purchased_on", "happened_on",
    "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Likely:
    """A case of the register that may be the one being written, with why in words, the weightiest reason first."""

    id: str
    number: str
    score: float
    received_on: date
    complainant: str
    trader: str
    reasons: tuple[str, ...]
    compared: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases of the register that may be one and that nobody has compared: ``id`` is the later one."""

    id: str
    complainant: str
    trader: str
    day: date
    other: str
    other_day: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge, or taking one back, gave: the link's id, the case that stays, and remarks."""

    link: str
    record: Record
    issues: tuple[Issue, ...]


class Duplicates:
    """Likely duplicates of one data folder. :meth:`likely` is for a reading lane, the decisions for the writer."""

    def __init__(self, database: Database, memory: Memory) -> None:
        self._database = database
        self._memory = memory
        self._lists: CodeLists | None = None

    # -- finding --------------------------------------------------------------------------------------
    def likely(
        self, texts: Mapping[str, str], today: date, but: str = "", without: Collection[str] = ()
    ) -> tuple[Likely, ...]:
        """Cases that may be the one being written, the likeliest first, three at most.

        ``texts`` is what was typed so far by field; what is not understood yet is left out. ``but`` is the id of the
        case when it is in the register already: it is no double of itself, and what was linked, merged or dismissed
        with it is not offered again. ``without`` are ids dismissed while the case is not stored yet.
        """
        from app.services.complaints.fields import FIELDS, understand

        typed = {name: text for name, text in texts.items() if name in _SHOWN and name in FIELDS and text.strip()}
        values = understand(typed, self._code_lists, today).values
        values.setdefault("received_on", today)
        return self._likely(values, but, without)

    def likely_of(self, wanted: str) -> tuple[Likely, ...]:
        """The same for a case of the register, by id or number."""
        record = self._record(wanted)[1]
        return self._likely({name: getattr(record, name) for name in _SHOWN}, record.id, ())

    def unresolved(self, start: date, until: date, progress: Progress = SILENT) -> tuple[Pair, ...]:
        """Pairs nobody has decided about of which one was received in these days, newest first; for a long reading.

        At most :data:`MOST_ASKED` cases are looked at. Raises ``Cancelled``.
        """
        with self._database.read() as session:
            cases = candidates.received(session, start, until, MOST_ASKED)
        found: list[Pair] = []
        seen: set[frozenset[str]] = set()
        for at, case in enumerate(cases):
            progress.step(at, len(cases), "可能重复登记的")
            for one in self._likely(case, case["id"], ()):
                both = frozenset((case["id"], one.id))
                if both not in seen:
                    seen.add(both)
                    found.append(
                        Pair(
                            case["id"], case["complainant"], case["trader"], case["received_on"], one.id,
                            one.received_on, one.reasons,
                        )
                    )  # fmt: skip
        return tuple(found)

    def _likely(self, here: Mapping[str, Any], but: str, without: Collection[str]) -> tuple[Likely, ...]:
        if not any(here.get(name) for name in ("phone", "complainant", "trader", "amount")):
            return ()
        name = here.get("trader") or ""
        with self._memory.directory() as (directory, session):
            own = merging.row_of(session, but) if but else None
            names = _names(directory, name)
            rows = candidates.candidates(session, here, names, own, without)
            worth: list[tuple[dict[str, Any], likeness.Trader, int]] = []
            seen: dict[str, tuple[likeness.Trader, int]] = {}
            for there in rows:
                other = there["trader"]
                if other not in seen:
                    seen[other] = _trader(directory, name, other)
                if judging.worth_reading(judging.judge(here, there, *seen[other], facts=False)):
                    worth.append((there, *seen[other]))
            facts = candidates.stories(session, [there["pk"] for there, _, _ in worth])
        found: list[tuple[Judgement, dict[str, Any]]] = []
        for there, trader, cases in worth:
            there["facts"] = facts[there["pk"]]
            judgement = judging.judge(here, there, trader, cases)
            if judgement.likely:
                found.append((judgement, there))
        found.sort(key=lambda pair: (pair[0].score, pair[1]["received_on"]), reverse=True)
        return tuple(self._told(here, there, judgement) for judgement, there in found[: weights.MOST])

    def _told(self, here: Mapping[str, Any], there: Mapping[str, Any], judgement: Judgement) -> Likely:
        return Likely(
            there["id"],
            there["number"],
            round(judgement.score, 2),
            there["received_on"],
            there["complainant"],
            there["trader"],
            judgement.reasons,
            self._compared(_SHOWN, here, there, judgement),
        )

    def compare(self, one: str, other: str) -> tuple[Compared, ...]:
        """Every field that either of two cases of the register has: ``one`` is here, ``other`` there."""
        from app.services.complaints.fields import FIELDS

        here, there = self._record(one)[1], self._record(other)[1]
        mine, theirs = ({name: getattr(record, name) for name in FIELDS} for record in (here, there))
        with self._memory.directory() as (directory, _):
            judgement = judging.judge(mine, theirs, *_trader(directory, here.trader, there.trader), whole=True)
        return self._compared(FIELDS, mine, theirs, judgement)

    def _compared(
        self, names: Collection[str], here: Mapping[str, Any], there: Mapping[str, Any], judgement: Judgement
    ) -> tuple[Compared, ...]:
        from app.services.complaints.changing import words
        from app.services.complaints.fields import FIELDS

        out = []
        for name in names:
            mine, theirs = (words(name, case.get(name), self._code_lists) or "" for case in (here, there))
            if not mine and not theirs:
                continue
            same: likeness.Same = "unknown"
            if mine and theirs:
                same = judgement.fields.get(name, "unknown")
                if mine == theirs:
                    same = "same"
                elif same in ("unknown", "same"):
                    same = "near" if same == "same" else "different"
            out.append(Compared(name, FIELDS[name].label, mine, theirs, same))
        return tuple(out)

    # -- deciding -------------------------------------------------------------------------------------
    def link(self, one: str, other: str, by: str) -> Link:
        """Keep that two cases are of one matter; both stay and count."""
        return self._decide(one, other, "linked", by)

    def dismiss(self, one: str, other: str, by: str) -> Link:
        """Keep that two cases are not the same; they are not offered to each other again."""
        return self._decide(one, other, "dismissed", by)

    def _decide(self, one: str, other: str, kind: Any, by: str) -> Link:
        from app.services.complaints.records import find_one

        with self._database.write() as session:
            pk, _ = find_one(session, one)
            row = links.decide(session, pk, find_one(session, other)[0], kind, by)
            session.flush()
            return links.told(session, row, pk)

    def of(self, wanted: str) -> tuple[Link, ...]:
        """What was decided about a case, the latest first; dismissed ones too."""
        from app.services.complaints.records import find_one

        with self._database.read() as session:
            return links.of(session, find_one(session, wanted)[0])

    def merge(self, keep: str, other: str, by: str, taken: Mapping[str, Side] | None = None) -> Merged:
        """Make two cases one: ``keep`` gets what it lacks, ``other`` goes to the bin.

        ``taken`` says for single fields whose value holds; without it ``keep`` keeps what it has. What no longer fits
        together (one was refused, the other settled) stays as it is in ``keep`` and is told. Raises
        ``duplicate.with_itself``, ``duplicate.merged_already``, ``duplicate.no_choice``, ``complaint.in_bin``,
        ``complaint.not_taken``.
        """
        from app.services.complaints.fields import FIELDS
        from app.services.complaints.record import read_one
        from app.services.complaints.records import find_one
        from app.services.offices import read_home

        for name, side in (taken or {}).items():
            if name not in FIELDS or side not in ("keep", "other"):
                raise AppError("duplicate.no_choice", field=FIELDS[name].label if name in FIELDS else name, choice=side)
        with self._database.write() as session:
            kept, gone = find_one(session, keep), find_one(session, other)
            if kept[0] == gone[0]:
                raise AppError("duplicate.with_itself")
            for _, record in (kept, gone):
                if record.deleted:
                    raise AppError("complaint.in_bin", number=record.number)
            link, issues = merging.merge(
                session, kept, gone, taken or {}, lists=self._code_lists, home=read_home(session), by=by
            )
            return Merged(link, read_one(session, kept[0]), issues)

    def take_back(self, link: str, by: str) -> Merged | None:
        """Undo a decision: cases unlinked, offered to each other again, or, of a merge, both as they were.

        Returns what a merge gave back. Raises ``duplicate.no_link`` and what :func:`merging.take_back` raises.
        """
        from app.services.offices import read_home

        with self._database.write() as session:
            row = _link(session, link)
            if row.kind != "merged":
                session.delete(row)
                return None
            record, issues = merging.take_back(session, row, lists=self._code_lists, home=read_home(session), by=by)
            return Merged(link, record, issues)

    # -- shared ---------------------------------------------------------------------------------------
    @property
    def _code_lists(self) -> CodeLists:
        if self._lists is None:
            from app.services import codelists

            self._lists = codelists.of(self._database)
        return self._lists

    def _record(self, wanted: str) -> tuple[int, Record]:
        from app.services.complaints.records import find_one

        with self._database.read() as session:
            return find_one(session, wanted)


def _names(directory: Directory, name: str) -> list[str]:
    """Every name the trader may stand under."""
    if not name:
        return []
    alike = [other for _, other in directory.alike(name)]
    return list(dict.fromkeys(each for known in (name, *alike) for each in directory.spellings_of(known)))


def _trader(directory: Directory, here: str, there: str) -> tuple[likeness.Trader, int]:
    """Whether two names are one trader, and how many cases it has."""
    spellings = directory.spellings_of(there)
    cases = sum(directory.written[each].cases for each in spellings if each in directory.written)
    if here and here in spellings:
        return "same", cases
    return likeness.trader(here, there, directory.places), cases


def _link(session: Session, id: str) -> ComplaintLink:
    from sqlalchemy import select

    from app.models import ComplaintLink

    row = session.scalar(select(ComplaintLink).where(ComplaintLink.id == id.strip()))
    if row is None:
        raise AppError("duplicate.no_link")
    return row
