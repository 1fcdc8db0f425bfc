"""The service: years, notices, files and rules, each use case one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services.calendars.faces import (
    HANDLERS,
    CalendarYear,
    Holiday,
    Installed,
    Notice,
    Rule,
    SavedYear,
    YearChange,
    YearFace,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import TimeLimit
    from app.services.calendars.handout import Handout
    from app.services.database import Database


class Calendars:
    """The calendar and the time limits of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- years --------------------------------------------------------------------------------------------
    def years(self) -> tuple[YearFace, ...]:
        """The years whose holidays are known, the latest first."""
        from app.services.calendars import years

        with self._database.read() as session:
            return years.faces(years.read_days(session))

    def year(self, year: int) -> CalendarYear:
        """One year's holidays."""
        from app.services.calendars import years

        with self._database.read() as session:
            return years.as_year(year, years.read_days(session, year))

    def read_notice(self, text: str, year: int) -> Notice:
        """The State Council's yearly notice, as pasted or typed, as holidays of ``year``. Changes nothing."""
        from app.services.calendars.notice import read_notice

        return read_notice(text, year)

    def check_year(self, year: int, holidays: Sequence[Holiday]) -> tuple[Issue, ...]:
        """What is wrong (errors) or odd (warnings) about holidays before they are saved."""
        from app.services.calendars import years

        return years.check(year, holidays)

    def put_year(self, year: int, holidays: Sequence[Holiday], *, by: str = "") -> SavedYear:
        """Save a year's holidays in place of those known. Raises ``calendar.year_not_taken`` with the errors."""
        from app.services import offices
        from app.services.calendars import years

        issues = years.check(year, holidays)
        errors = [issue for issue in issues if issue.severity == "error"]
        if errors:
            raise AppError("calendar.year_not_taken", issues=issues, year=year, first=errors[0].message)
        with self._database.write() as session:
            before = years.read_days(session, year)
            years.put(session, year, holidays, offices.read_home(session).office.code)
            after = years.read_days(session, year)
            _log_year(session, year, years.as_year(year, before), years.as_year(year, after), by)
        return SavedYear(years.as_year(year, after), issues)

    def reset_year(self, year: int, *, by: str = "") -> CalendarYear:
        """Take back what this office or a file said of a year: what the program ships holds again."""
        from app.services.calendars import years

        with self._database.write() as session:
            before = years.read_days(session, year)
            years.replace(session, year, years.shipped_days(year))
            after = years.as_year(year, years.read_days(session, year))
            _issued(session, f"handout.{year}", "")
            _log_year(session, year, years.as_year(year, before), after, by)
        return after

    # -- files --------------------------------------------------------------------------------------------
    def export(self, path: Path, years: Sequence[int], *, rules: bool = False, today: date) -> Path:
        """Write the holidays of ``years`` (and the office's own time limits) as one file to hand out.

        Raises ``calendar.no_years``, ``calendar.year_empty``, ``file.*``.
        """
        from sqlalchemy import select

        from app.models import TimeLimit
        from app.services import offices
        from app.services.calendars import handout
        from app.services.calendars import rules as table
        from app.services.calendars import years as calendar

        wanted = handout.chosen(years)
        with self._database.read() as session:
            home = offices.read_home(session)
            known = {year: calendar.grouped(calendar.read_days(session, year)) for year in wanted}
            own = select(TimeLimit).where(TimeLimit.owner != "").order_by(TimeLimit.pk)
            given = tuple(table.values_of(row) for row in session.scalars(own)) if rules else ()
        for year, holidays in known.items():
            if not holidays:
                raise AppError("calendar.year_empty", year=year)
        handout.write(path, handout.Handout(home.office.name, today, known, given))
        return path

    def look(self, path: Path, *, keep_own: bool = False) -> Installed:
        """What :meth:`install` would change; raises what it raises."""
        from app.services.calendars import handout

        found = handout.read(path)
        with self._database.read() as session:
            return _plan(session, found, path, keep_own)

    def install(self, path: Path, *, keep_own: bool = False, by: str = "") -> Installed:
        """Take a handed-out file over; with ``keep_own`` years and rules of the office's own stay as they are.

        Raises ``file.not_found``, ``file.not_readable``, ``calendar.file_other``, ``calendar.file_newer``,
        ``calendar.file_damaged``, ``calendar.rule_gap``, and ``calendar.file_older`` when a later file was installed
        already.
        """
        from app.services.calendars import handout, rules, years

        found = handout.read(path)
        with self._database.write() as session:
            plan = _plan(session, found, path, keep_own)
            stamp = found.issued_on.isoformat()
            for change in plan.years:
                if change.what == "kept":
                    continue
                if change.what != "same":
                    before = years.as_year(change.year, years.read_days(session, change.year))
                    years.put(session, change.year, found.years[change.year], years.FROM_FILE)
                    after = years.as_year(change.year, years.read_days(session, change.year))
                    _log_year(session, change.year, before, after, by)
                _issued(session, f"handout.{change.year}", stamp)
            for old, values in _new_rules(session, found, path, keep_own):
                said = rules.words(rules.values_of(old)) if old is not None else None
                key = rules.put(session, values, old, rules.FROM_FILE)
                _log(session, "time_limit", key, said, rules.words(values), by)
            if found.rules:
                rules.refuse_gap(session)
                _issued(session, "handout.rules", stamp)
        return plan

    # -- rules --------------------------------------------------------------------------------------------
    def rules(self, *, today: date | None = None) -> tuple[Rule, ...]:
        """The table of time limits; ``in_use`` marks what holds for this office on ``today``."""
        from app.services.calendars import rules

        with self._database.read() as session:
            return rules.read(session, today or date.today())

    def put_rule(self, raw: Mapping[str, str], *, by: str = "", today: date | None = None) -> Rule:
        """Add a rule, or change the one named by ``raw["key"]``; the others of ``raw`` are as a person types them:

        handler, name, region, valid_from, valid_to, decide_days, decide_unit, mediate_days, mediate_unit, papers.
        Raises ``calendar.rule_not_taken`` with an issue for each field that is wrong (its name is ``issue.cell``), and
        ``calendar.rule_gap`` when some day would have no rule any more.
        """
        from app.services import offices
        from app.services.calendars import rules

        with self._database.write() as session:
            office = offices.read_home(session).office.code
            old = rules.find(session, raw["key"]) if raw.get("key") else None
            values = rules.understand(raw, old, office[:6])
            said = rules.words(rules.values_of(old)) if old is not None else None
            key = rules.put(session, values, old, office)
            rules.refuse_gap(session)
            _log(session, "time_limit", key, said, rules.words(values), by)
            return _named(rules.read(session, today or date.today()), key)

    def drop_rule(self, key: str, *, by: str = "", today: date | None = None) -> Rule | None:
        """Drop a rule of the office's own; gives the shipped rule that holds again, if there is one.

        Raises ``calendar.rule_unknown``, ``calendar.rule_shipped``, ``calendar.rule_gap``.
        """
        from app.services.calendars import rules

        with self._database.write() as session:
            row = rules.find(session, key)
            if not row.owner:
                raise AppError("calendar.rule_shipped", name=row.name)
            said = rules.words(rules.values_of(row))
            back = rules.remove(session, row)
            rules.refuse_gap(session)
            shipped = _named(rules.read(session, today or date.today()), key.strip()) if back else None
            after = rules.words(rules.values_of(rules.find(session, key))) if back else None
            _log(session, "time_limit", key.strip(), said, after, by)
            return shipped

    def handler(self) -> str:
        """Who handles cases here: a key of :data:`HANDLERS`."""
        from app.services.deadlines import gathering

        with self._database.read() as session:
            return gathering.handler(session)

    def set_handler(self, handler: str, *, by: str = "") -> str:
        """Say who handles cases here (key or name). Raises ``calendar.unknown_handler``."""
        from app.models import Setting
        from app.services.calendars import rules
        from app.services.deadlines import gathering

        try:
            key = rules.read_handler(handler)
        except ValueError as expected:
            raise AppError("calendar.unknown_handler", handler=handler, expected=str(expected)) from None
        with self._database.write() as session:
            before = gathering.handler(session)
            session.merge(Setting(name=gathering.HANDLER, value=key))
            _log(session, "time_limit", "handler", HANDLERS.get(before, before), HANDLERS[key], by)
        return key


def _named(known: Sequence[Rule], key: str) -> Rule:
    return next(rule for rule in known if rule.key == key)


def _plan(session: Session, found: Handout, path: Path, keep_own: bool) -> Installed:
    """What a file changes. Raises ``calendar.file_older``."""
    from app.models import Setting
    from app.services.calendars import rules, years

    changes: list[YearChange] = []
    for name in (*(f"handout.{year}" for year in found.years), *(("handout.rules",) if found.rules else ())):
        known = session.get(Setting, name)
        if known is not None and known.value > found.issued_on.isoformat():
            raise AppError("calendar.file_older", file=path.name, issued=found.issued_on.isoformat(), known=known.value)
    for year, wanted in sorted(found.years.items()):
        now = years.as_year(year, years.read_days(session, year))
        before, after = years.words(now.holidays), years.words(wanted)
        if before == after:
            changes.append(YearChange(year, "same"))
        elif now.source == "own" and keep_own:
            changes.append(YearChange(year, "kept"))
        else:
            lines = [f"去掉：{line}" for line in before if line not in after]
            lines += [f"加上：{line}" for line in after if line not in before]
            changes.append(YearChange(year, "changed" if before else "new", tuple(lines)))
    told = [
        rules.words(values) + (f"（原来：{rules.words(rules.values_of(old))}）" if old is not None else "")
        for old, values in _new_rules(session, found, path, keep_own)
    ]
    return Installed(found.issued_by, found.issued_on, tuple(changes), tuple(told))


def _new_rules(
    session: Session, found: Handout, path: Path, keep_own: bool
) -> list[tuple[TimeLimit | None, dict[str, Any]]]:
    """The rules of a file that differ from those here, each with the one it takes the place of."""
    from sqlalchemy import select

    from app.models import TimeLimit
    from app.services.calendars import rules

    there = {(row.handler, row.region, row.valid_from): row for row in session.scalars(select(TimeLimit))}
    wanted: list[tuple[TimeLimit | None, dict[str, Any]]] = []
    for raw in found.rules:
        try:
            values = rules.understand(raw, None, "")
        except AppError as error:
            raise AppError("calendar.file_damaged", file=path.name, issues=error.issues) from error
        old = there.get((values["handler"], values["region"], values["valid_from"]))
        if old is not None and (
            rules.values_of(old) == values or (keep_own and old.owner not in ("", rules.FROM_FILE))
        ):
            continue
        wanted.append((old, values))
    return wanted


def _issued(session: Session, name: str, stamp: str) -> None:
    """Note of which day the file is that was installed last; nothing for an empty ``stamp``."""
    from sqlalchemy import delete

    from app.models import Setting

    if stamp:
        session.merge(Setting(name=name, value=stamp))
    else:
        session.execute(delete(Setting).where(Setting.name == name))


def _log_year(session: Session, year: int, before: CalendarYear, after: CalendarYear, by: str) -> None:
    from app.services.calendars import years

    lines = ["；".join(years.words(one.holidays)) or None for one in (before, after)]
    if lines[0] != lines[1]:
        _log(session, "calendar", str(year), lines[0], lines[1], by)


def _log(session: Session, entity: str, key: str, before: str | None, after: str | None, by: str) -> None:
    """A line of the memory of changes: what has no id of its own is named by its key, and by the key's hash."""
    from app.models import Change
    from app.models.base import new_id

    id = hashlib.sha256(f"{entity}/{key}".encode()).hexdigest()[:32]
    session.add(
        Change(by=by, entity=entity, entity_id=id, field=key[:40], before=before, after=after, revision=new_id())
    )
    session.flush()
