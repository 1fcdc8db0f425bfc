"""Figures that are typed in each period, and figures adopted from before the records begin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.errors import AppError, Issue
from app.models import Figure as Row
from app.services import offices
from app.services.indicators.catalogue import Catalogue
from app.services.indicators.evaluate import evaluator
from app.services.indicators.own import catalogue_of
from app.services.keys import parse_key
from app.services.parsing.counts import parse_count
from app.services.periods import Period
from app.services.values import Value
from app.services.worklog.face import amount_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.offices import Home


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """An indicator of the catalogue with what this office has for a period.

    ``origin``: ``typed``, ``adopted``; ``ledger`` or ``roster`` where nothing was typed. ``noted`` is what ledger or
    roster say beside a typed one.
    """

    key: str
    name: str
    unit: str
    group: str
    value: Value
    origin: str
    source: str
    noted: Value | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept, and remarks."""

    figures: tuple[TypedFigure, ...]
    issues: tuple[Issue, ...]


class Figures:
    """The typed-in and adopted figures of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self, period: Period, *, all_indicators: bool = True) -> tuple[TypedFigure, ...]:
        """Typed indicators of the catalogue with their values for exactly ``period``, and adopted figures.

        What was not typed is what the work ledger or a roster says.
        """
        with self._database.read() as session:
            home = offices.read_home(session)
            return _listed(session, home, period, all_indicators)

    def set(self, period: Period, raw: Mapping[str, str], *, by: str = "") -> Kept:
        """Type figures in: ``12``, ``3100余``, ``blank`` (takes it out), ``na``.

        Raises ``figure.not_taken`` with every error as an issue; nothing is kept then.
        """
        return self._keep(period, raw, "typed", "", by)

    def adopt(self, period: Period, raw: Mapping[str, str], *, source: str = "", by: str = "") -> Kept:
        """Adopt figures of a period before the records begin; they are marked wherever they appear."""
        return self._keep(period, raw, "adopted", source or "手工录入的历史数", by)

    def _keep(self, period: Period, raw: Mapping[str, str], origin: str, source: str, by: str) -> Kept:
        issues: list[Issue] = []
        values: dict[str, Value] = {}
        with self._database.read() as session:
            book = catalogue_of(session)
        for name, text in raw.items():
            key, value = _understand(book, name, text, origin, issues)
            if key is not None and value is not None:
                values[key] = value
        errors = [issue for issue in issues if issue.severity == "error"]
        if errors:
            raise AppError("figure.not_taken", issues=tuple(issues), count=len(errors), first=errors[0].message)
        with self._database.write() as session:
            home = offices.read_home(session)
            write_figures(session, home, period, values, origin, source, by)
            kept = {str(parse_key(name)).removesuffix("@current") for name in values}
            listed = _listed(session, home, period, False)
            if origin == "typed":
                issues += _overridden(f for f in listed if f.key in kept)
            return Kept(tuple(f for f in listed if f.key in kept), tuple(issues))


def write_figures(
    session: Session, home: Home, period: Period, values: Mapping[str, Value], origin: str, source: str, by: str
) -> None:
    """Put figures (by key without span) in place of those of the same period, key and origin."""
    for key, value in values.items():
        session.execute(
            delete(Row).where(
                Row.office_pk == home.office.pk,
                Row.start == period.start,
                Row.until == period.end,
                Row.key == key,
                Row.origin_kind == origin,
            )
        )
        if value.state == "blank":
            continue
        session.add(
            Row(
                origin=home.office.code,
                office_pk=home.office.pk,
                period=period.text,
                start=period.start,
                until=period.end,
                key=key,
                origin_kind=origin,
                state=value.state,
                number=value.number,
                approx=value.approx,
                source=source,
                created_by=by,
            )
        )
    session.flush()


def _understand(
    book: Catalogue, name: str, text: str, origin: str, issues: list[Issue]
) -> tuple[str | None, Value | None]:
    try:
        key = parse_key(name)
        resolved = book.resolve(key.indicator)
    except AppError as error:
        issues.append(Issue("error", error.code, dict(error.params)))
        return None, None
    if resolved.ending or resolved.indicator.kind == "D":
        issues.append(Issue("error", "figure.derived", {"name": resolved.name}))
        return None, None
    if key.span != "current":
        issues.append(Issue("error", "figure.span", {"key": name}))
        return None, None
    plain = str(key).removesuffix("@current")
    words = text.strip()
    if words.lower() in ("blank", ""):
        return plain, Value("blank")
    if words.lower() == "na":
        return plain, Value("na")
    read = parse_count(words, resolved.unit)
    for issue in read.issues:
        severity = issue.severity
        issues.append(Issue(severity, "figure.field", {"name": resolved.name, "why": issue.message}, found=words))
    if not read.ok or read.value is None or read.value.value.state == "error":
        if read.ok:
            issues.append(Issue("error", "figure.field", {"name": resolved.name, "why": "没看懂。"}, found=words))
        return None, None
    value = read.value.value
    if value.number is not None and value.number < 0:
        issues.append(Issue("error", "figure.field", {"name": resolved.name, "why": "不能是负数。"}, found=words))
        return None, None
    if resolved.indicator.kind == "A" and origin == "typed":
        issues.append(Issue("warning", "figure.overrides_count", {"name": resolved.name}, found=words))
    return plain, value


def _overridden(figures: Iterable[TypedFigure]) -> list[Issue]:
    """A remark for each figure that was typed although ledger or roster say another one."""
    return [
        Issue(
            "warning",
            "figure.overrides_ledger",
            {"name": figure.name, "noted": amount_words(figure.noted, figure.unit)},
            found=str(figure.value),
        )
        for figure in figures
        if figure.noted is not None and figure.noted != figure.value
    ]


def _listed(session: Session, home: Home, period: Period, all_indicators: bool) -> tuple[TypedFigure, ...]:
    rows = session.scalars(
        select(Row).where(
            Row.office_pk == home.office.pk,
            Row.start == period.start,
            Row.until == period.end,
            Row.deleted_at.is_(None),
        )
    ).all()
    book = catalogue_of(session)
    found: dict[tuple[str, str], TypedFigure] = {}
    for row in rows:
        indicator = book.get(parse_key(row.key).indicator)
        value = Value.of(row.number, row.approx) if row.number is not None else Value("na")  # type: ignore[arg-type]
        found[row.key, row.origin_kind] = TypedFigure(
            row.key, indicator.name, indicator.unit, indicator.group, value, row.origin_kind, row.source
        )
    below = offices.below(session, home.office)
    judge = evaluator(session, period, offices=below, records_from=home.records_from)
    if all_indicators:
        for indicator in book.offered:
            if indicator.kind == "B" and (indicator.key, "typed") not in found:
                noted = judge.noted(indicator.key)
                value, origin, source = (
                    (noted.value, noted.origin, noted.source) if noted else (Value("blank"), "typed", "")
                )
                found[indicator.key, "typed"] = TypedFigure(
                    indicator.key, indicator.name, indicator.unit, indicator.group, value, origin, source
                )
    for place, figure in found.items():
        if figure.origin == "typed" and figure.value.state != "blank" and (noted := judge.noted(figure.key)):
            found[place] = replace(figure, noted=noted.value, source=figure.source or f"填写；{noted.source}另有数")
    order = {indicator.key: n for n, indicator in enumerate(book.indicators)}
    return tuple(sorted(found.values(), key=lambda f: (order[parse_key(f.key).indicator], f.key, f.origin)))
