"""Use cases of merging: merge a period, explain a merged figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from app.durable import write_durably
from app.errors import AppError, Issue
from app.models import (
    Complaint,
    Enquiry,
    Merge,
    MergePart,
    MergeValue,
    Return,
    ReturnValue,
    Submission,
    SubmissionValue,
)
from app.models import Figure as FigureRow
from app.progress import SILENT, Progress
from app.services import offices, templates
from app.services.excel.definition import BoundCell
from app.services.excel.manifest import Manifest
from app.services.excel.patcher import Filled, fill
from app.services.excel.rules import check_rules
from app.services.indicators.catalogue import Catalogue
from app.services.indicators.own import catalogue_of
from app.services.keys import parse_key
from app.services.merging.figures import Part, merged_cells
from app.services.periods import Period
from app.services.returns.compute import CellValue, bound_cells, facts_of
from app.services.values import BLANK, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home, Office
    from app.services.templates import Template


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge: the filled workbook, its companion, who is in and who is not."""

    out: Path
    companion: Path
    revision: int
    offices: tuple[str, ...]
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    cells: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class MergedExplanation:
    """A city figure: its rule in words, its value, and the part of every office."""

    key: str
    value: Value
    rule: str
    parts: tuple[Part, ...]


class Merging:
    """The merged returns of one city."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def merge(
        self, template: str, period: Period, out: Path, *, today: date, by: str = "", progress: Progress = SILENT
    ) -> Merged:
        """Add up what was accepted or has no open question, write the workbook and its companion beside it.

        Offices without a usable return are named; nobody vanishes. Raises ``merge.nothing`` when there is none.
        """
        from app.services.reports.companion import companion_workbook

        progress.step(0, 4, "看哪些表能用")
        with self._database.write() as session:
            home = offices.read_home(session)
            book = templates.get(session, template, None, period)
            usable, left_out, missing = _usable(session, home, book, period)
            own = _own_return(session, self._database, home, book, period, by)
            if not usable and own is None:
                raise AppError("merge.nothing", period=period.label)
            cells = bound_cells(book)
            parts = _parts(session, home, usable, own)
            progress.step(1, 4, "相加")
            known = catalogue_of(session)
            values, issues = merged_cells(known, cells, parts)
            absent = [*missing, *left_out]
            revision = 1 + (
                session.scalar(
                    select(func.max(Merge.number)).where(Merge.template == template, Merge.period == period.text)
                )
                or 0
            )
            filled = _fill(book, values, home, period, revision, absent, by, today)
            final = _with_formulas(values, filled)
            issues = (
                *(Issue("warning", "merge.missing", {"office": office.name}) for office in missing),
                *(Issue("warning", "merge.left_out", {"office": office.name}) for office in left_out),
                *issues,
                *(i for i in filled.issues if i.code != "excel.value_missing"),
                *check_rules(book.definition, facts_of(book), {(c.cell.sheet, c.cell.cell): c.value for c in final}),
            )
            _keep(session, book, period, revision, final, usable, own, home, absent, by)
            names = {office.code: office.name for office in (*usable, *([home.office] if own else []))}
            progress.step(2, 4, "写汇总表")
            companion = out.with_name(f"{out.stem}-各单位.xlsx")
            extra = companion_workbook(
                f"{home.office.name} {book.info.title} {period.label} 各单位数",
                final,
                parts,
                names,
                [office.name for office in absent],
                known,
            )
            write_durably(companion, extra)
            write_durably(out, filled.data)
        progress.step(4, 4, "写好了")
        return Merged(
            out,
            companion,
            revision,
            tuple(names),
            tuple(office.code for office in missing),
            tuple(office.code for office in left_out),
            len(final),
            issues,
        )

    def explain(
        self, template: str, period: Period, place: tuple[str, str], *, office: str | None = None
    ) -> MergedExplanation:
        """The parts of a merged figure; of one ``office`` alone, what its file says in that cell."""
        with self._database.read() as session:
            home = offices.read_home(session)
            book = templates.get(session, template, None, period)
            cell = next((c for c in bound_cells(book) if (c.sheet, c.cell) == place), None)
            if cell is None:
                raise AppError("return.not_bound", cell=f"{place[0]}!{place[1]}")
            if office is not None:
                usable = _latest_of(session, book, period, office)
                parts = _parts(session, home, usable, None).get(cell.place, ())
                value = parts[0].value if parts else BLANK
                return MergedExplanation(cell.key, value, _rule(catalogue_of(session), cell, 1), tuple(parts))
            row = session.scalar(
                select(Merge)
                .where(Merge.template == template, Merge.period == period.text)
                .order_by(Merge.number.desc())
                .limit(1)
            )
            if row is None:
                raise AppError("merge.not_merged", period=period.label)
            kept = session.get(MergeValue, (row.pk, cell.sheet, cell.cell))
            usable, own = _merged_parts(session, row)
            parts = _parts(session, home, usable, own).get(cell.place, ())
            value = BLANK if kept is None else _value(kept.state, kept.number, kept.approx)
            return MergedExplanation(cell.key, value, _rule(catalogue_of(session), cell, len(parts)), tuple(parts))


def _usable(
    session: Session, home: Home, book: Template, period: Period
) -> tuple[dict[Office, Submission], list[Office], list[Office]]:
    """(returns to add up by office, offices whose return has open questions, offices without one)."""
    rows = session.scalars(
        select(Submission)
        .where(
            Submission.template == book.info.id,
            Submission.period == period.text,
            Submission.state.in_(("taken", "accepted", "questioned", "sent_back")),
        )
        .order_by(Submission.number, Submission.pk)
    )
    latest = {row.office_pk: row for row in rows}
    usable: dict[Office, Submission] = {}
    left_out: list[Office] = []
    missing: list[Office] = []
    for office in offices.reporting_to(session, home.office, period.end):
        row = latest.get(office.pk)
        if row is None:
            missing.append(office)
        elif row.state in ("taken", "accepted"):
            usable[office] = row
        else:
            left_out.append(office)
    return usable, left_out, missing


def _latest_of(session: Session, book: Template, period: Period, code: str) -> dict[Office, Submission]:
    office = offices.by_code(session, code)
    row = session.scalar(
        select(Submission)
        .where(
            Submission.template == book.info.id,
            Submission.period == period.text,
            Submission.office_pk == office.pk,
            Submission.state.in_(("taken", "accepted", "questioned", "sent_back")),
        )
        .order_by(Submission.number.desc(), Submission.pk.desc())
        .limit(1)
    )
    if row is None:
        raise AppError("submission.none", office=office.name, period=period.label)
    return {office: row}


def _own_return(
    session: Session, database: Database, home: Home, book: Template, period: Period, by: str
) -> Return | None:
    """The city office's own figures (市本级): its return for the period, counted now unless it was sealed."""
    from app.services.returns.records import own_figures

    has_own = any(
        session.scalar(select(table.pk).where(table.office_pk == home.office.pk).limit(1)) is not None
        for table in (Complaint, Enquiry, FigureRow)
    )
    return own_figures(session, home, book, period, by) if has_own else None


def _merged_parts(session: Session, row: Merge) -> tuple[dict[Office, Submission], Return | None]:
    known = {office.pk: office for office in offices.read_all(session)}
    usable: dict[Office, Submission] = {}
    own = None
    for part in session.scalars(select(MergePart).where(MergePart.merge_pk == row.pk)):
        if part.submission_pk is not None:
            found = session.get(Submission, part.submission_pk)
            if found is not None:
                usable[known[part.office_pk]] = found
        else:
            own = session.get(Return, part.return_pk)
    return usable, own


def _parts(session: Session, home: Home, usable: dict[Office, Submission], own: Return | None) -> dict[str, list[Part]]:
    """Every office's value by place of the template, offices in order of their codes, the city's own last."""
    found: dict[str, list[Part]] = {}
    by_pk = {row.pk: (office, row) for office, row in usable.items()}
    rows = session.execute(
        select(
            SubmissionValue.submission_pk,
            SubmissionValue.place,
            SubmissionValue.sheet,
            SubmissionValue.cell,
            SubmissionValue.state,
            SubmissionValue.number,
            SubmissionValue.approx,
            SubmissionValue.corrected,
        ).where(SubmissionValue.submission_pk.in_(by_pk))
    ).all()
    for row in sorted(rows, key=lambda r: by_pk[r.submission_pk][0].code):
        office, submission = by_pk[row.submission_pk]
        reported = _value(row.state, row.number, row.approx)
        value = reported if row.corrected is None else Value.of(row.corrected)
        found.setdefault(row.place, []).append(
            Part(
                office.code, office.name, submission.file, submission.sha256, submission.number or 1, row.sheet,
                row.cell, value, reported, row.corrected is not None,
            )
        )  # fmt: skip
    if own is not None:
        for kept in session.scalars(select(ReturnValue).where(ReturnValue.return_pk == own.pk)):
            value = _value(kept.state, kept.number, kept.approx)
            found.setdefault(f"{kept.sheet}!{kept.cell}", []).append(
                Part(
                    home.office.code, f"{home.office.name}（市本级）", "本单位台账", own.file_sha256 or "", own.number,
                    kept.sheet, kept.cell, value, value, False,
                )
            )  # fmt: skip
    return found


def _fill(
    book: Template,
    values: tuple[CellValue, ...],
    home: Home,
    period: Period,
    revision: int,
    absent: list[Office],
    by: str,
    today: date,
) -> Filled:
    name = f"{home.office.name}（汇总）"
    if absent:
        name += f"（不完整，缺{'、'.join(office.short_name for office in absent)}）"
    headings = {
        "office": name,
        "office_code": home.office.code,
        "period": period.label,
        "filled_by": by,
        "contact": home.office.phone,
        "made_on": f"{today.year}年{today.month}月{today.day}日",
        "remark": "" if not absent else f"不完整：缺{'、'.join(office.name for office in absent)}",
    }
    manifest = Manifest(
        book.info.id, book.info.version, home.office.code, f"{home.office.name}（汇总）", period.text, revision
    )
    return fill(
        book.workbook,
        book.definition,
        {c.cell.key: c.value for c in values if c.cell.role == "figure"},
        headings,
        manifest,
    )


def _with_formulas(values: tuple[CellValue, ...], filled: Filled) -> tuple[CellValue, ...]:
    read = {cell.place: cell.value for cell in filled.cells}
    return tuple(
        c if c.cell.role == "figure" else CellValue(c.cell, read.get(c.cell.place, BLANK), "formula") for c in values
    )


def _keep(
    session: Session,
    book: Template,
    period: Period,
    revision: int,
    cells: tuple[CellValue, ...],
    usable: dict[Office, Submission],
    own: Return | None,
    home: Home,
    absent: list[Office],
    by: str,
) -> None:
    row = Merge(
        template=book.info.id,
        template_version=book.info.version,
        period=period.text,
        number=revision,
        made_by=by,
        missing=[office.code for office in absent],
    )
    session.add(row)
    session.flush()
    parts: list[dict[str, Any]] = [
        {"merge_pk": row.pk, "office_pk": office.pk, "submission_pk": submission.pk, "return_pk": None}
        for office, submission in usable.items()
    ]
    if own is not None:
        parts.append({"merge_pk": row.pk, "office_pk": home.office.pk, "submission_pk": None, "return_pk": own.pk})
    session.execute(insert(MergePart), parts)
    session.execute(
        insert(MergeValue),
        [
            {
                "merge_pk": row.pk,
                "sheet": c.cell.sheet,
                "cell": c.cell.cell,
                "key": c.cell.key,
                "state": c.value.state,
                "number": c.value.number,
                "approx": c.value.approx,
                "text": "",
            }
            for c in cells
        ],
    )


def _value(state: str, number: Any, approx: str) -> Value:
    if number is not None:
        return Value("value", number, approx)  # type: ignore[arg-type]
    return Value(state if state in ("blank", "na", "error") else "blank")  # type: ignore[arg-type]


def _rule(book: Catalogue, cell: BoundCell, count: int) -> str:
    key = parse_key(cell.key)
    if key.code("rank"):
        return "名次不能由各单位的名次相加，汇总时留空。"
    resolved = book.resolve(key.indicator)
    if not resolved.ending and resolved.indicator.over_offices == "sum":
        how = f"{count} 个单位报的数相加" if cell.role == "figure" else "由表样的公式从各行相加"
    else:
        how = "不取平均，由各单位相加后的件数重新计算"
    return f"{how}。{resolved.rule}"
