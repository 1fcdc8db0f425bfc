"""What is unfinished before a return is made: half-written records, gaps in cases, and figures nobody typed yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from app.errors import AppError
from app.progress import SILENT, Progress
from app.services import offices
from app.services.codelists import UNCLASSIFIED
from app.services.indicators.own import catalogue_of
from app.services.keys import Key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.drafts import Draft, Drafts
    from app.services.duplicates import Duplicates
    from app.services.indicators.catalogue import Catalogue
    from app.services.periods import Period
    from app.services.returns.compute import CellValue

GroupKind = Literal["draft", "unclassified", "overdue", "double", "figure"]

#: Drafts that are no record somebody left half-written: the reasons given to a check wait with their return.
_NOT_BEGUN = frozenset({"answers"})
#: Lines shown of a group; all are counted.
MOST = 60


@dataclass(frozen=True, slots=True)
class Loose:
    """One thing to finish. ``words`` say which, ``detail`` what is missing.

    ``id`` is the case, the draft, or the sheet of the figures; ``other`` the case it may be the same as, the kind of
    the draft, or the first cell without a figure.
    """

    kind: GroupKind
    id: str
    words: str
    detail: str = ""
    other: str = ""
    day: date | None = None
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class LooseGroup:
    """Things of one kind: at most :data:`MOST` lines, ``count`` of all. ``stops``: the return cannot be sealed so."""

    kind: GroupKind
    title: str
    count: int
    lines: tuple[Loose, ...]
    stops: bool = False


class Unfinished:
    """What is unfinished in one data folder. For a reading lane: likely duplicates are looked up case by case."""

    def __init__(self, database: Database, drafts: Drafts, duplicates: Duplicates) -> None:
        self._database = database
        self._drafts = drafts
        self._duplicates = duplicates

    def of(
        self, period: Period, cells: Sequence[CellValue] = (), *, today: date, progress: Progress = SILENT
    ) -> tuple[LooseGroup, ...]:
        """The groups that are not empty, what stops sealing first.

        ``cells`` are those of the return as it stands, for the figures that are typed in. Raises ``Cancelled``.
        """
        progress.step(0, 3, "没有分类的投诉")
        with self._database.read() as session:
            typed = typed_keys(cells, catalogue_of(session), retired=False)
            bare = _unclassified(session, period)
            progress.step(1, 3, "过了期限还没办的")
            late = _overdue(session, period, today)
        progress.step(2, 3, "可能重复登记的")
        doubles = self._doubles(period, progress)
        groups = (bare, self._begun(), late, doubles, figures(cells, typed))
        return tuple(group for group in groups if group.count)

    def typed(self, cells: Sequence[CellValue]) -> dict[tuple[str, str], str]:
        """The cells of a return that a person types in, by (sheet, cell), with the keys they are typed under.

        Those of a retired indicator too: while a template has the cell, something may be written there.
        """
        with self._database.read() as session:
            return typed_keys(cells, catalogue_of(session))

    def _begun(self) -> LooseGroup:
        waiting = [one for one in self._drafts.waiting() if one.kind not in _NOT_BEGUN]
        lines = tuple(Loose("draft", one.id, one.words or "一件没写完的", other=one.kind, draft=one) for one in waiting)
        return LooseGroup("draft", "没写完的", len(lines), lines[:MOST])

    def _doubles(self, period: Period, progress: Progress) -> LooseGroup:
        pairs = self._duplicates.unresolved(period.start, period.end, progress)
        lines = tuple(
            Loose(
                "double", pair.id, _who(pair.complainant, pair.trader),
                f"可能和{_day(pair.other_day)}的一件是同一件：{'、'.join(pair.reasons[:2])}", pair.other, pair.day,
            )
            for pair in pairs[:MOST]
        )  # fmt: skip
        return LooseGroup("double", "可能重复登记的", len(pairs), lines)


def figures(cells: Iterable[CellValue], typed: Mapping[tuple[str, str], str]) -> LooseGroup:
    """Work figures of the period that nobody typed and no ledger gives, nor said to be 不适用; one line a sheet."""
    asked: dict[str, list[CellValue]] = {}
    for item in cells:
        if (item.cell.sheet, item.cell.cell) in typed:
            asked.setdefault(item.cell.sheet, []).append(item)
    lines = []
    total = 0
    for sheet, items in asked.items():
        blank = [item for item in items if item.value.state == "blank"]
        if not blank:
            continue
        total += len(blank)
        done = len(items) - len(blank)
        detail = f"填了 {done} 格，还有 {len(blank)} 格没填" if done else f"{len(blank)} 格都还没填"
        lines.append(Loose("figure", sheet, sheet, detail, blank[0].cell.cell))
    return LooseGroup("figure", "没填完的工作数", total, tuple(lines))


def typed_keys(cells: Iterable[CellValue], book: Catalogue, *, retired: bool = True) -> dict[tuple[str, str], str]:
    """The cells a person types in, by (sheet, cell), with the key (without span) they are typed under.

    Totals, formulas, and what is counted or derived are none of them, nor are figures of other spans than the period.
    ``retired``: with the cells of indicators that were retired, which nobody need be asked for.
    """
    from app.services.keys import parse_key

    found = {}
    for item in cells:
        if item.cell.role != "figure":
            continue
        key = parse_key(item.cell.key)
        try:
            resolved = book.resolve(key.indicator)
        except AppError:
            continue
        if resolved.indicator.retired and not retired:
            continue
        if not resolved.ending and resolved.indicator.kind == "B" and key.span == "current" and not key.where:
            found[item.cell.sheet, item.cell.cell] = str(key).removesuffix("@current")
    return found


def _unclassified(session: Session, period: Period) -> LooseGroup:
    """Accepted complaints without a category or a nature: the same that stop sealing."""
    from sqlalchemy import select

    from app.models import Complaint
    from app.services.indicators import counting
    from app.services.returns.checks import evaluator_of

    judge, _ = evaluator_of(session, offices.read_home(session), period)
    indicator = judge.catalogue.get("accepted")
    missing: dict[str, list[str]] = {}
    for dimension, label in (("category", "类别"), ("nature", "性质")):
        key = Key("accepted", ((dimension, UNCLASSIFIED),))
        for id in counting.record_ids(session, judge.scope, period, indicator, key):
            missing.setdefault(id, []).append(label)
    shown = list(missing)[:MOST]
    columns = (Complaint.id, Complaint.complainant, Complaint.trader, Complaint.received_on)
    rows = {row.id: row for row in session.execute(select(*columns).where(Complaint.id.in_(shown)))}
    lines = tuple(
        Loose(
            "unclassified", id, _who(rows[id].complainant, rows[id].trader), f"没有写{'和'.join(missing[id])}",
            day=rows[id].received_on,
        )
        for id in shown
    )  # fmt: skip
    return LooseGroup("unclassified", "没有类别或性质的投诉", len(missing), lines, stops=True)


def _overdue(session: Session, period: Period, today: date) -> LooseGroup:
    """Cases of the period or before it that are still open past their limit, the latest limit first."""
    from sqlalchemy import select

    from app.models import Complaint
    from app.services.deadlines import gathering, listing

    reckoner = gathering.reckoner(session)
    moved = gathering.moved(session, reckoner, today)
    begun = {what: gathering.started(session, what, moved) for what in gathering.LIMITED}
    found = listing.candidates(session, reckoner, begun, moved, today, None)
    late = [one for one in found if one.group == "overdue"]
    days: dict[int, date] = {}
    for at in range(0, len(late), 500):
        pks = [one.pk for one in late[at : at + 500]]
        query = select(Complaint.pk, Complaint.received_on).where(
            Complaint.pk.in_(pks), Complaint.received_on <= period.end
        )
        days.update((pk, day) for pk, day in session.execute(query))
    late = [one for one in late if one.pk in days]
    lines = []
    for one, face in zip(late, listing.faces(session, reckoner, late[:MOST], today), strict=False):
        by = f"，期限是{_day(face.due_on)}" if face.due_on else ""
        lines.append(
            Loose("overdue", face.id, _who(face.complainant, face.trader), f"{face.label}{by}", day=days[one.pk])
        )
    return LooseGroup("overdue", "过了期限还没办的", len(late), tuple(lines))


def _who(complainant: str, trader: str) -> str:
    return "，".join(word for word in (complainant or "（没写姓名）", trader) if word)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
