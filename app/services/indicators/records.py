"""Use cases on indicators: browse and search the catalogue, add to it, try out, retire; tag cases by the hundred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, insert, or_, select

from app.errors import AppError
from app.models import Change, Figure, OwnIndicator, Return, ReturnValue
from app.models.base import now
from app.services import codelists, offices, pinyin
from app.services.indicators import arithmetic, formula, making, tagging, wording
from app.services.indicators.catalogue import Catalogue, Indicator
from app.services.indicators.evaluate import evaluator
from app.services.indicators.faces import ADDING_WORDS, OFFICE_WORDS, IndicatorCard, IndicatorFace, Tried
from app.services.indicators.own import catalogue_of, columns_of
from app.services.indicators.tagging import TagFace, Tagged
from app.services.keys import Key, parse_key
from app.services.values import NA, Value

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.indicators.evaluate import Evaluator
    from app.services.offices import Home
    from app.services.periods import Period

_TRIED = "own_tried"


class Indicators:
    """The catalogue of one data folder's office."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def book(self) -> Catalogue:
        """The shipped indicators and the office's own."""
        with self._database.read() as session:
            return catalogue_of(session)

    def groups(self) -> tuple[tuple[str, str], ...]:
        """Groups in order of display: (key, name)."""
        return tuple(self.book().groups.items())

    def listed(self, text: str = "", group: str = "", *, retired: bool = False) -> tuple[IndicatorFace, ...]:
        """Indicators of a group (all without one) that go by ``text``: name, synonym, pinyin, key, words of the rule.

        With ``text`` the best come first. Retired ones only when asked for.
        """
        book = self.book()
        indicators = book.indicators if retired else book.offered
        found = [indicator for indicator in indicators if not group or indicator.group == group]
        if text.strip():
            ranked = [(rank, at, each) for at, each in enumerate(found) if (rank := _rank(text, each)) is not None]
            found = [each for _, _, each in sorted(ranked, key=lambda one: one[:2])]
        return tuple(_face(book, indicator) for indicator in found)

    def show(self, key: str, period: Period | None = None) -> IndicatorCard:
        """Everything about an indicator; with ``period`` its figures too. Raises ``indicator.unknown``."""
        with self._database.read() as session:
            book = catalogue_of(session)
            return _card(session, book, book.get(key), period)

    def put(self, raw: Mapping[str, Any], *, by: str = "", today: date | None = None) -> IndicatorCard:
        """Add an indicator of the office's own, or change the one whose ``key`` is given; see :func:`understood`.

        Raises ``indicator.not_made`` with every mistake, ``indicator.not_own``, ``indicator.retired``,
        ``indicator.in_use`` for a change of unit or kind of what was reported already.
        """
        with self._database.write() as session:
            home, book = offices.read_home(session), catalogue_of(session)
            key = str(raw.get("key") or "")
            row = None if not key else _own(session, book, key)
            if row is not None and row.retired_on is not None:
                raise AppError("indicator.retired", name=row.name)
            if row is None:
                taken = {each.key for each in book.indicators} | set(session.scalars(select(OwnIndicator.key)))
                key = making.new_key(str(raw.get("name") or ""), home.office.code, taken)
            lists = codelists.load(session)
            made, issues = making.understood(raw, key=key, book=book, lists=lists, today=today or date.today())
            columns = columns_of(made)
            if row is None:
                row = OwnIndicator(key=key, origin=home.office.code, created_by=by, **columns)
                session.add(row)
                session.flush()
                _told(session, row, {"name": (None, made.name)}, by)
            else:
                differing = {n: (getattr(row, n), v) for n, v in columns.items() if getattr(row, n) != v}
                refuse_reported(session, row, differing)
                if differing:
                    for name, (_, value) in differing.items():
                        setattr(row, name, value)
                    row.touch()
                    session.flush()
                    _told(session, row, differing, by)
            fresh = catalogue_of(session)
            card = _card(session, fresh, fresh.get(key), None)
            return replace(card, issues=issues)

    def retire(self, key: str, *, today: date, by: str = "") -> IndicatorCard:
        """Offer an indicator no longer; what was reported under it stays. Raises ``indicator.not_own``."""
        return self._retired(key, today, by)

    def restore(self, key: str, *, by: str = "") -> IndicatorCard:
        """Offer a retired indicator again."""
        return self._retired(key, None, by)

    def _retired(self, key: str, day: date | None, by: str) -> IndicatorCard:
        with self._database.write() as session:
            row = _own(session, catalogue_of(session), key)
            if (row.retired_on is None) != (day is None):
                before, row.retired_on = row.retired_on, day
                row.touch()
                session.flush()
                _told(session, row, {"retired_on": (before, day)}, by)
            book = catalogue_of(session)
            return _card(session, book, book.get(key), None)

    def try_out(self, raw: Mapping[str, Any], period: Period, *, today: date | None = None) -> Tried:
        """What an indicator would give for ``period``, and the records behind it; nothing is kept.

        Raises ``indicator.not_made`` with every mistake (a missing name is none here).
        """
        with self._database.read() as session:
            home, book = offices.read_home(session), catalogue_of(session)
            key = str(raw.get("key") or "") or _TRIED
            lists = codelists.load(session)
            given = {**raw, "name": str(raw.get("name") or "").strip() or "试算的指标"}
            made, issues = making.understood(given, key=key, book=book, lists=lists, today=today or date.today())
            others = tuple(each for each in book.indicators if each.key != key)
            judge = _judge(session, home, period)
            judge.catalogue = Catalogue(book.version, book.groups, (*others, made))
            value, before = _both(judge, made)
            base = next(
                (each for each in judge.bases(Key(key)) if judge.catalogue.get(each.indicator).kind == "A"), None
            )
            records = tuple(judge.records(base)) if base is not None else ()
            of = (
                "enquiry"
                if base is not None and "enquiry" in judge.catalogue.get(base.indicator).intake
                else "complaint"
            )
            return Tried(given["name"], made.unit, made.rule, period.label, value, before, records, of, issues)

    def records(self, key: str, period: Period) -> tuple[str, ...]:
        """Ids of the records behind a counted indicator over ``period``; of a computed one those of its first part."""
        with self._database.read() as session:
            judge = _judge(session, offices.read_home(session), period)
            base = next((b for b in judge.bases(parse_key(key)) if judge.catalogue.get(b.indicator).kind == "A"), None)
            return () if base is None else tuple(judge.records(base))

    # --- tags --------------------------------------------------------------------------------------------------

    def tags(self) -> tuple[TagFace, ...]:
        """The tags in use, the commonest first."""
        with self._database.read() as session:
            return tagging.tags_in_use(session)

    def tag(self, ids: Sequence[str], tag: str, *, by: str = "") -> Tagged:
        """Put a tag on cases: one change, told in the history of each. Raises ``indicator.nothing_to_tag``."""
        wanted = tagging.understood(tag)
        with self._database.write() as session:
            return tagging.set_tag(session, ids, wanted, on=True, by=by)

    def untag(self, ids: Sequence[str], tag: str, *, by: str = "") -> Tagged:
        """Take a tag off cases."""
        wanted = tagging.understood(tag)
        with self._database.write() as session:
            return tagging.set_tag(session, ids, wanted, on=False, by=by)

    def undo_tagging(self, id: str, *, by: str = "") -> Tagged:
        """Take back what :meth:`tag` or :meth:`untag` did, where it was not changed since."""
        with self._database.write() as session:
            return tagging.take_back(session, id, by)


def _judge(session: Session, home: Home, period: Period) -> Evaluator:
    return evaluator(session, period, offices=offices.below(session, home.office), records_from=home.records_from)


def _both(judge: Evaluator, indicator: Indicator) -> tuple[Value, Value]:
    """The figure of the period and of the same days a year earlier; a comparison has nothing earlier beside it."""
    keys = (Key(indicator.key), Key(indicator.key, (), "last-year"))
    judge.prepare(keys)
    value, before = (_shown(indicator, judge.figure(each).value) for each in keys)
    compared = indicator.formula and any(p.span for p in formula.parts(formula.parse(indicator.formula)))
    return value, NA if compared else before


def _rank(text: str, indicator: Indicator) -> int | None:
    found = pinyin.rank(text, indicator.name, indicator.synonyms)
    if found is not None:
        return found
    words = text.strip().casefold()
    if words in indicator.key or words in (seed.casefold() for seed in indicator.seed):
        return 10_000
    return 20_000 if len(words) > 1 and words in indicator.rule.casefold() else None


def _face(book: Catalogue, indicator: Indicator) -> IndicatorFace:
    return IndicatorFace(
        indicator.key,
        indicator.name,
        indicator.unit,
        indicator.group,
        book.groups.get(indicator.group, ""),
        indicator.kind,
        indicator.rule,
        indicator.synonyms,
        indicator.own,
        indicator.retired,
    )


def _card(session: Session, book: Catalogue, indicator: Indicator, period: Period | None) -> IndicatorCard:
    lists = codelists.load(session)
    figures: tuple[Value | None, Value | None] = (None, None)
    if period is not None:
        judge = _judge(session, offices.read_home(session), period)
        figures = _both(judge, indicator)
    raw = {
        name: value for name, value in msgspec.to_builtins(indicator).items() if name not in ("seed", "own", "roster")
    }
    if indicator.formula:
        raw["formula"] = wording.formula_words(indicator.formula, book)
    return IndicatorCard(
        _face(book, indicator),
        ADDING_WORDS[indicator.over_time],
        OFFICE_WORDS[indicator.over_offices],
        wording.formula_words(indicator.formula, book) if indicator.formula else "",
        tuple(wording.condition_words(one, lists) for one in indicator.where),
        _templates_with(session, book, indicator.key),
        tuple(each.name for each in book.indicators if each.key != indicator.key and _needs(each, indicator.key)),
        raw,
        period.label if period else "",
        *figures,
    )


def _needs(indicator: Indicator, key: str) -> bool:
    return bool(indicator.formula) and any(p.indicator == key for p in formula.parts(formula.parse(indicator.formula)))


def _templates_with(session: Session, book: Catalogue, key: str) -> tuple[str, ...]:
    """The templates (newest version of each) that ask for an indicator, itself or with an ending."""
    from app.models import Template as Row
    from app.services import templates

    found: dict[str, str] = {}
    for name in session.scalars(select(Row.template).distinct().order_by(Row.template)):
        template = templates.get(session, name, None)
        keys = {parse_key(cell.key).indicator for cell in template.definition.plain_cells}
        if any(_base(book, each) == key for each in keys):
            found[name] = template.info.title
    return tuple(found.values())


def _base(book: Catalogue, key: str) -> str:
    """The indicator behind a key, without its ending; "" for what is no indicator (ranks)."""
    try:
        return book.resolve(key).indicator.key
    except AppError:
        return ""


def _shown(indicator: Indicator, value: Value) -> Value:
    """A computed figure with the decimals it asks for; counted ones as they are."""
    if value.number is None or indicator.kind != "D":
        return value
    return Value.of(
        arithmetic.rounded(value.number, 2 if indicator.decimals is None else indicator.decimals), value.approx
    )


def _own(session: Session, book: Catalogue, key: str) -> OwnIndicator:
    indicator = book.get(key)
    row = session.scalar(select(OwnIndicator).where(OwnIndicator.key == key))
    if row is None:
        raise AppError("indicator.not_own", name=indicator.name)
    return row


def refuse_reported(session: Session, row: OwnIndicator, differing: Mapping[str, Any]) -> None:
    """What was typed in or sealed under a key keeps its unit and its kind."""
    told = {"unit": "单位", "kind": "数的办法"}
    changed = [words for name, words in told.items() if name in differing]
    if not changed:
        return
    typed = select(func.count()).where(or_(Figure.key == row.key, Figure.key.startswith(f"{row.key}|")))
    sealed = (
        select(func.count())
        .select_from(ReturnValue)
        .join(Return, Return.pk == ReturnValue.return_pk)
        .where(
            Return.state == "sealed",
            or_(ReturnValue.key.startswith(f"{row.key}@"), ReturnValue.key.startswith(f"{row.key}|")),
        )
    )
    if session.scalar(typed) or session.scalar(sealed):
        raise AppError("indicator.in_use", name=row.name, what="、".join(changed))


def _told(session: Session, row: OwnIndicator, differing: Mapping[str, tuple[Any, Any]], by: str) -> None:
    """The change in the memory of changes."""
    session.execute(
        insert(Change),
        [
            {
                "at": now(),
                "by": by,
                "entity": "indicator",
                "entity_id": row.id,
                "field": name,
                "before": None if before is None else str(before),
                "after": None if after is None else str(after),
                "revision": row.revision,
            }
            for name, (before, after) in differing.items()
        ],
    )
