"""Sealing a return: what is kept with it, so that it stays what it is and explains itself for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from app.errors import AppError
from app.models import Return as Row
from app.models import ReturnEvidence, ReturnFile, ReturnRemark
from app.models.base import now
from app.services import seals
from app.services.returns import rows
from app.services.returns.answering import answered
from app.services.returns.behind import Explainer
from app.services.returns.checks import computed_by, evaluator_of, is_zero, remarks, totals, unclassified
from app.services.returns.faces import Answer
from app.services.returns.formats import Converted, converted
from app.services.returns.writing import fill_template, sent_remark, values_digest, verify, with_formulas

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.excel.patcher import Filled
    from app.services.indicators.evaluate import Evaluator
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.returns.compute import CellValue, Computed
    from app.services.returns.faces import Remark
    from app.services.templates import Template


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants a return sealed."""

    answers: Sequence[Answer]
    zero: bool
    revised_base: bool
    insist: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A return counted, checked and filled, ready to be sealed."""

    judge: Evaluator
    lists: CodeLists
    computed: Computed
    cells: tuple[CellValue, ...]
    filled: Filled
    said: list[Remark]


def ready(
    session: Session, home: Home, book: Template, row: Row | None, period: Period, wish: Wish, *, today: date, by: str
) -> Ready:
    """Count and check. Raises ``return.not_sealed``, ``return.reasons_needed``, ``return.zero_needed``,
    ``return.not_zero``, ``return.unsigned``."""
    number = row.number if row is not None else 1
    judge, lists = evaluator_of(session, home, period, revised=wish.revised_base)
    computed, issues = computed_by(judge, lists, book)
    filled = fill_template(book, computed, home, period, number, by, today)
    cells = with_formulas(computed.cells, filled)
    issues = [*issues, *unclassified(session, home, period), *totals(computed, filled), *remarks(book, filled, cells)]
    said = answered(issues, wish.answers, at=now(), by=by, insist=wish.insist)
    empty = is_zero(cells)
    if empty and not wish.zero:
        raise AppError("return.zero_needed", period=period.label)
    if wish.zero and not empty:
        raise AppError("return.not_zero", period=period.label)
    if said or wish.zero:
        filled = fill_template(
            book, computed, home, period, number, by, today,
            zero=wish.zero, remarks=[sent_remark(remark) for remark in said],
        )  # fmt: skip
    return Ready(judge, lists, computed, cells, filled, said)


def seal(
    session: Session, database: Database, home: Home, book: Template, row: Row, period: Period, wish: Wish,
    made: Converted | None, *, today: date, by: str,
) -> bool:  # fmt: skip
    """Seal ``row`` in the caller's transaction: values, evidence, answers, the workbook; then the file of the seal and
    the line in the journal. Raises as :func:`ready`.

    ``made``: the workbook in the city's format. False, and nothing done, when the figures are no longer those it shows.
    """
    prepared = ready(session, home, book, row, period, wish, today=today, by=by)
    computed, cells, filled, said = prepared.computed, prepared.cells, prepared.filled, prepared.said
    verify(filled, book)
    if made is None:
        made = converted(book, filled.data)
    elif made.of != hashlib.sha256(filled.data).hexdigest():
        return False
    data, suffix, at = made.data, made.suffix, now()
    rows.keep(session, row, cells, computed.words)
    for table in (ReturnEvidence, ReturnRemark, ReturnFile):
        session.execute(delete(table).where(table.return_pk == row.pk))
    evidence = Explainer(prepared.judge, prepared.lists).rows(cells)
    session.execute(insert(ReturnEvidence), [{"return_pk": row.pk, **each} for each in evidence])
    _keep_answers(session, row, said)
    name = f"{home.office.code}-{row.template}-{period.text}-{row.number}.{suffix}"
    digest = hashlib.sha256(data).hexdigest()
    session.add(ReturnFile(return_pk=row.pk, name=name, suffix=suffix, data=data, sha256=digest, made_at=at))
    session.flush()
    row.state, row.sealed_at, row.sealed_by, row.made_by = "sealed", at, by, by
    row.start, row.until = period.start, period.end
    row.zero, row.revised_base, row.file_sha256 = wish.zero, wish.revised_base, digest
    session.flush()
    kept = seals.make(session, row.pk)
    seals.keep(database.folder, kept)
    database.journal.append(
        [
            {
                "kind": "seal",
                "office": home.office.code,
                "template": row.template,
                "version": book.info.version,
                "period": period.text,
                "revision": row.number,
                "values": values_digest(cells),
                "seal": kept.sha256,
            }
        ]
    )
    return True


def _keep_answers(session: Session, row: Row, said: Sequence[Remark]) -> None:
    if said:
        session.execute(
            insert(ReturnRemark),
            [
                {
                    "return_pk": row.pk,
                    "kind": remark.kind,
                    "code": remark.code,
                    "sheet": remark.sheet,
                    "cell": remark.cell,
                    "found": remark.found,
                    "expected": remark.expected,
                    "message": remark.message,
                    "reason": remark.reason,
                    "at": remark.at,
                    "by": remark.by,
                }
                for remark in said
            ],
        )
