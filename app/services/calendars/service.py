"""The service: years, notices, files and rules, each use case one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import Issue
from app.services.calendars.faces import CalendarYear, Holiday, Installed, Notice, Rule, SavedYear, YearFace

if TYPE_CHECKING:
    from app.services.database import Database


class Calendars:
    """The calendar and the time limits of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def years(self) -> tuple[YearFace, ...]:
        """The years whose holidays are known, the latest first."""
        raise NotImplementedError

    def year(self, year: int) -> CalendarYear:
        """One year's holidays."""
        raise NotImplementedError

    def read_notice(self, text: str, year: int) -> Notice:
        """The State Council's yearly notice, as pasted or typed, as holidays of ``year``. Changes nothing."""
        raise NotImplementedError

    def check_year(self, year: int, holidays: Sequence[Holiday]) -> tuple[Issue, ...]:
        """What is wrong (errors) or odd (warnings) about holidays before they are saved."""
        raise NotImplementedError

    def put_year(self, year: int, holidays: Sequence[Holiday], *, by: str = "") -> SavedYear:
        """Save a year's holidays in place of those known. Raises ``calendar.year_not_taken`` with the errors."""
        raise NotImplementedError

    def reset_year(self, year: int, *, by: str = "") -> CalendarYear:
        """Take back what this office or a file said of a year: what the program ships holds again."""
        raise NotImplementedError

    def export(self, path: Path, years: Sequence[int], *, rules: bool = False, today: date) -> Path:
        """Write the holidays of ``years`` (and the office's own time limits) as one file to hand out."""
        raise NotImplementedError

    def look(self, path: Path, *, keep_own: bool = False) -> Installed:
        """What :meth:`install` would change. Raises ``calendar.file_damaged``, ``calendar.file_older`` and the like."""
        raise NotImplementedError

    def install(self, path: Path, *, keep_own: bool = False, by: str = "") -> Installed:
        """Take a handed-out file over; with ``keep_own`` years and rules of the office's own stay as they are."""
        raise NotImplementedError

    def rules(self, *, today: date | None = None) -> tuple[Rule, ...]:
        """The table of time limits; ``in_use`` marks what holds for this office on ``today``."""
        raise NotImplementedError

    def put_rule(self, raw: Mapping[str, str], *, by: str = "") -> Rule:
        """Add a rule, or change the one named by ``raw["key"]``; the others of ``raw`` are as a person types them:

        handler, name, region, valid_from, valid_to, decide_days, decide_unit, mediate_days, mediate_unit, papers.
        Raises ``calendar.rule_not_taken`` with an issue for each field that is wrong (its name is ``issue.cell``).
        """
        raise NotImplementedError

    def drop_rule(self, key: str, *, by: str = "") -> Rule | None:
        """Drop a rule of the office's own; gives the shipped rule that holds again, if there is one.

        Raises ``calendar.rule_unknown``, ``calendar.rule_shipped``.
        """
        raise NotImplementedError

    def handler(self) -> str:
        """Who handles cases here: a key of :data:`HANDLERS`."""
        raise NotImplementedError

    def set_handler(self, handler: str, *, by: str = "") -> str:
        """Say who handles cases here (key or name). Raises ``calendar.unknown_handler``."""
        raise NotImplementedError
