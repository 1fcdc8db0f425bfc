"""One office's data folder: the office and those it knows, its cases, enquiries and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from app.paths import DataFolder
from app.progress import SILENT, Progress
from app.services import offices
from app.services.demo import days, history, ledgers, rosters, work
from app.services.demo.cases import Case, Maker, cases
from app.services.demo.vocabulary import Office, Vocabulary
from app.services.periods import Period

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home
    from app.services.values import Value

#: Name of the setting that says: nothing in here is real.
PRACTICE = "practice"
#: How many of a station's newest notes still lack a category or a nature.
_DRAFTS = 4
_ROSTER_COLUMNS = (
    "register", "kind", "name", "person", "phone", "address", "opened_on", "closed_on", "closed_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What all folders share: the dice, the words, the months, how much comes when, who has not typed figures in."""

    seed: int
    words: Vocabulary
    today: date
    months: tuple[Period, ...]
    volumes: Mapping[tuple[str, str], float]
    idle: tuple[str, ...] = ()


def make(root: Path, office: Office, plan: Plan, progress: Progress = SILENT) -> int:
    """Make the data folder of ``office`` at ``root`` and fill it; returns how many cases it holds."""
    from app.services.database import Database

    folder = DataFolder(root)
    city = plan.words.city
    parent = office.parent or (city.office[0].code if office.level == "county" else None)
    offices.create(
        folder,
        level=office.level,
        name=city.named(office),
        code=office.code,
        parent=parent,
        records_from=plan.months[0].start,
    )
    made = list(cases(Maker(plan.seed, office, plan.words, plan.today), plan.months, dict(plan.volumes), office.code))
    if office.level == "station":
        _leave_open(made)
    database = Database(folder)
    try:
        with database.write() as session:
            home = offices.read_home(session)
            _introduce(session, home, office, plan)
            _write_cases(session, database, home, office, made, progress)
            _write_enquiries(session, home, office, plan)
            _write_figures(session, home, office, plan)
    finally:
        database.close()
    return len(made)


def telephone(seed: int, office: Office, area_code: str) -> str:
    """The telephone of an office, the same wherever it is written."""
    return f"{area_code}-6{Random(f'{seed}/{office.code}/phone').randrange(1000000):06d}"


def _introduce(session: Session, home: Home, office: Office, plan: Plan) -> None:
    """Name the offices this folder knows, with whom to call; mark the folder as practice; the people who work here."""
    from sqlalchemy import select

    from app.models import Office as Row
    from app.models import Person, Setting

    city = plan.words.city
    rows = {row.code: row for row in session.scalars(select(Row))}
    for known in city.office:
        wanted = office.level == "city" or known.parent == office.code
        if known.code not in rows and wanted:
            kind = "liaison_station" if known.level == "station" else "committee"
            rows[known.code] = Row(code=known.code, name="-", level=known.level, kind=kind)
            session.add(rows[known.code])
    session.flush()
    for known in city.office:
        row = rows.get(known.code)
        if row is None:
            continue
        row.name = city.named(known)
        row.contact = known.contact or known.secretary
        row.phone = telephone(plan.seed, known, city.area_code)
        above = known.parent or (city.office[0].code if known.level == "county" else "")
        row.parent_pk = rows[above].pk if above in rows else None
    role = "city" if office.level == "city" else "secretary" if office.level == "county" else "clerk"
    session.add(Person(name=office.secretary, role=role, office_pk=home.office.pk))
    if office.clerk != office.secretary:
        session.add(Person(name=office.clerk, role="clerk", office_pk=home.office.pk))
    session.add(Setting(name=PRACTICE, value="1"))
    session.flush()


def _write_cases(
    session: Session, database: Database, home: Home, office: Office, made: list[Case], progress: Progress
) -> None:
    from app.services.complaints.bulk import insert_cases

    insert_cases(
        session,
        database.journal,
        home,
        ({**case.values, "course": case.course()} for case in made),
        by=office.clerk,
        total=len(made),
        progress=progress,
        what=f"{office.name}：写入台账",
    )


def _write_enquiries(session: Session, home: Home, office: Office, plan: Plan) -> None:
    from sqlalchemy import insert

    from app.models import Enquiry

    rows = [
        values
        | {
            "origin": home.office.code,
            "office_pk": home.office.pk,
            "counts_on": values["on_date"],
            "created_by": office.clerk,
        }
        for values in ledgers.enquiries(plan.seed, office, plan.words, plan.months)
    ]
    if rows:
        session.connection().execute(insert(Enquiry), rows)


def _write_figures(session: Session, home: Home, office: Office, plan: Plan) -> None:
    from sqlalchemy import insert

    from app.models import Figure

    if office.level == "station":
        return
    rows: list[dict[str, Any]] = []
    drawn = [ledgers.figures(plan.seed, office, plan.words, month, at) for at, month in enumerate(plan.months)]
    made: list[work.Line] = []
    for month, values in zip(plan.months, drawn, strict=True):
        if office.code in plan.idle and month == plan.months[-1]:
            continue
        kept = {key: value for key, value in values.items() if not _told_elsewhere(key, value)}
        rows += _figure_rows(home, month, kept.items(), "typed", "", office.clerk)
        made += work.lines(plan.seed, office, month, values)
    made += work.begun(plan.seed, office, plan.today)
    _write_work(session, home, office, made)
    _write_rosters(session, home, office, plan, drawn)
    for month in history.months_missing(plan.months[0], plan.months[-1]):
        year_later = next(m for m in plan.months if m.start.month == month.start.month)
        expected = plan.volumes[office.code, year_later.text] / (1 + office.trend)
        values = history.adopted(plan.seed, office, plan.words, month, expected)
        rows += _figure_rows(home, month, values.items(), "adopted", f"{month.label}旧报表（练习）", office.secretary)
    session.connection().execute(insert(Figure), rows)


def _told_elsewhere(key: str, value: Value) -> bool:
    """A figure that the work ledger or a roster says: a report of nothing, or of «not applicable», is still typed."""
    return key in rosters.STOCKS or key in rosters.FOLLOWING or (work.told(key) and bool(value.number))


def _write_work(session: Session, home: Home, office: Office, made: list[work.Line]) -> None:
    from sqlalchemy import insert, select

    from app.models import WorkEntry, WorkMeasure

    if not made:
        return
    connection = session.connection()
    connection.execute(insert(WorkEntry), list(work.rows(made, home.office.code, home.office.pk, office.clerk)))
    pks = list(connection.scalars(select(WorkEntry.pk).order_by(WorkEntry.pk)))
    measures = [
        {"entry_pk": pk, "key": key, "number": value.number, "approx": value.approx}
        for pk, line in zip(pks, made, strict=True)
        for key, value in line.measures.items()
    ]
    connection.execute(insert(WorkMeasure), measures)


def _write_rosters(session: Session, home: Home, office: Office, plan: Plan, drawn: list[dict[str, Value]]) -> None:
    from sqlalchemy import insert, select

    from app.models import Roster, RosterEvent

    made = list(rosters.entries(plan.seed, office, plan.words, plan.months, drawn))
    if not made:
        return
    own = {"origin": home.office.code, "created_by": office.clerk}
    connection = session.connection()
    connection.execute(
        insert(Roster),
        [
            {name: getattr(entry, name) for name in _ROSTER_COLUMNS} | own | {"office_pk": home.office.pk}
            for entry in made
        ],
    )
    pks = list(connection.scalars(select(Roster.pk).order_by(Roster.pk)))
    events = [
        {"roster_pk": pk, "kind": kind, "on": day, "value": value, **own}
        for pk, entry in zip(pks, made, strict=True)
        for kind, day, value in entry.events
    ]
    if events:
        connection.execute(insert(RosterEvent), events)


def _figure_rows(
    home: Home, month: Period, values: Iterable[tuple[str, Any]], origin: str, source: str, by: str
) -> list[dict[str, Any]]:
    return [
        {
            "origin": home.office.code,
            "office_pk": home.office.pk,
            "period": month.text,
            "start": month.start,
            "until": month.end,
            "key": key,
            "origin_kind": origin,
            "state": value.state,
            "number": value.number,
            "approx": value.approx,
            "source": source,
            "created_by": by,
        }
        for key, value in values
        if value.state != "blank"
    ]


def _leave_open(made: list[Case]) -> None:
    """The newest notes of a station are drafts: what kind of case it is has yet to be decided."""
    drafts = [case for case in made if case.values["kind"] == "complaint"][-_DRAFTS:]
    for number, case in enumerate(drafts):
        for name in ("accepted_on", "refused_on", "refusal", "result", "termination", "closed_on", "recovered"):
            case.values.pop(name, None)
        for name in ("punitive", "mediation_way", "followed_up_on", "satisfaction", "summary"):
            case.values.pop(name, None)
        case.extras.clear()
        case.values["category" if number % 2 else "nature"] = None
        if number % 2:
            case.values["item_code"] = None


def plan_for(
    words: Vocabulary, *, seed: int, today: date, scale: float, months: int = days.MONTHS, idle: tuple[str, ...] = ()
) -> Plan:
    """The plan of a city with about 20,000 × ``scale`` complaints."""
    spans = days.months_before(today, months)
    return Plan(seed, words, today, spans, days.volumes(words, spans, 20_000 * scale), idle)
