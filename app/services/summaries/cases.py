"""Typical cases of a summary: closed cases the secretary chooses, told in a paragraph nobody can be recognised by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.services.parsing.money import format_yuan
from app.services.summaries.face import CaseChoice, TypicalCase

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.finding import Hit
    from app.services.complaints.record import Record
    from app.services.periods import Period

#: No summary tells more.
MOST = 10


def told(session: Session, wanted: str, *, name_trader: bool) -> TypicalCase:
    """A closed case in words, with pseudonyms; the trader keeps its name only where it may be named.

    Raises ``complaint.not_found``, ``summary.case_not_closed``.
    """
    from app.services.casefile.gathering import gather
    from app.services.casefile.redacting import redacted, redactor_of
    from app.services.complaints.finding import CLOSED, states_of

    found = gather(session, wanted)
    if found.record.state not in states_of(CLOSED):
        raise AppError("summary.case_not_closed", number=found.record.number)
    number, id = found.record.number, found.record.id
    hidden = redacted(found, redactor_of(found, keep_trader=name_trader), keep_trader=name_trader)
    record = hidden.record
    lists, day = hidden.lists, record.received_on
    what = record.item or lists.label("category", record.category, day) or "消费"
    nature = lists.label("nature", record.nature, day)
    return TypicalCase(id, number, f"{what}{nature}纠纷", _story(record, what))


def _story(record: Record, what: str) -> str:
    day = record.received_on
    said = [f"{day.year}年{day.month}月，消费者投诉"]
    said.append(f"{record.trader}的{what}问题。" if record.trader else f"{what}问题。")
    if facts := _sentence(record.facts):
        said.append(facts)
    ending = _sentence(record.summary) or "经调解，双方达成一致。" if record.recovered else _sentence(record.summary)
    said.append(ending)
    if record.recovered:
        said.append(f"为消费者挽回经济损失{format_yuan(record.recovered).removesuffix('.00').replace(',', '')}元。")
    return "".join(said)


def _sentence(text: str) -> str:
    """Lines as one, with a full stop at the end."""
    joined = " ".join(text.split())
    return joined if not joined or joined[-1] in "。！？" else f"{joined}。"


def choices(session: Session, period: Period, words: str, chosen: frozenset[str], limit: int) -> tuple[CaseChoice, ...]:
    """Closed complaints that fit ``words``: those closed in the period first, the most recovered before others."""
    from app.services import codelists
    from app.services.complaints.finding import Filters, Sort, find

    filters = Filters(state="closed", kind="complaint")
    sort = Sort("recovered", descending=True)
    hits = find(session, words, filters, sort, limit=max(limit * 4, 100), count=False).rows
    inside = [hit for hit in hits if hit.closed_on is not None and hit.closed_on in period]
    outside = [] if not words else [hit for hit in hits if hit not in inside]
    lists = codelists.load(session)
    return tuple(
        CaseChoice(hit.id, hit.number, hit.closed_on, _what(hit, lists), hit.trader, hit.recovered, hit.id in chosen)
        for hit in (*inside, *outside)[:limit]
    )


def _what(hit: Hit, lists: CodeLists) -> str:
    label = lists.label
    parts = (hit.item or label("category", hit.category), label("nature", hit.nature))
    return "　".join(part for part in parts if part)
