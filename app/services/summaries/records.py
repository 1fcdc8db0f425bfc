"""The use cases on written summaries: begin one, write its parts, choose cases, make the file, explain a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.durable import write_durably
from app.errors import AppError
from app.services.summaries import kinds as of_kinds
from app.services.summaries.face import (
    CaseChoice,
    ExplainedFigure,
    MadeFile,
    NamedFigure,
    Options,
    SummaryFace,
    SummaryKind,
    TemplateFace,
    TypicalCase,
    Written,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import Summary
    from app.services.codelists import CodeLists
    from app.services.database import Database
    from app.services.offices import Home
    from app.services.periods import Period
    from app.services.summaries.composing import Composed, Stuff
    from app.services.summaries.keeping import Kept

#: A part is a few pages, never a book.
LONGEST = 20_000
_LONGEST_TITLE = 120
_SUFFIXES = (".docx", ".pdf")


class Summaries:
    """The written summaries of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- which there are ------------------------------------------------------------------------------
    def kinds(self) -> tuple[SummaryKind, ...]:
        """All kinds."""
        return tuple(of_kinds.kinds().values())

    def listed(self) -> tuple[SummaryFace, ...]:
        """All summaries, the latest period first."""
        from app.services import offices
        from app.services.summaries import keeping

        with self._database.read() as session:
            return tuple(keeping.face_of(row) for row in keeping.rows(session, offices.read_home(session)))

    def begin(self, kind: str, period: Period, *, today: date, by: str = "") -> SummaryFace:
        """Begin a summary, or go on with the one of that kind and period.

        A city's tells the returns it accepted, others tell their own records. Raises ``summary.no_such_kind``,
        ``summary.bad_period``.
        """
        from app.services import offices
        from app.services.summaries import keeping

        found = of_kinds.kind_of(kind)
        of_kinds.check_period(found, period)
        with self._database.write() as session:
            home = offices.read_home(session)
            row = keeping.of(session, home, found, period)
            if row is None:
                options = Options(source="returns" if home.office.level == "city" else "records")
                row = keeping.begun(session, home, found, period, options, by)
            return keeping.face_of(row)

    # -- reading --------------------------------------------------------------------------------------
    def show(self, id: str, *, today: date) -> Written:
        """The summary as it would read now. Raises ``summary.not_found``."""
        from app.services.summaries import keeping

        with self._database.read() as session:
            row = keeping.find(session, id)
            found = keeping.kept(row)
            made = self._made(session, row, found, today)
            return Written(
                keeping.face_of(row),
                of_kinds.kind_of(row.kind),
                found.options,
                made.passages,
                made.figures,
                made.missing,
                made.issues,
                dict(found.parts),
                found.cases,
            )

    def pdf(self, id: str, *, today: date) -> tuple[bytes, int]:
        """The summary as it would be printed, and its pages. Raises ``summary.not_found``, ``.too_many_pages``."""
        from app.services.summaries import composing, keeping

        with self._database.read() as session:
            row = keeping.find(session, id)
            made, title = self._made(session, row, keeping.kept(row), today), row.title
        data, pages, _issues = composing.pdf(made, title)
        return data, pages

    def explain(self, id: str, name: str, *, today: date) -> ExplainedFigure:
        """What stands behind the figure called ``name``. Raises ``summary.no_such_figure``."""
        from app.services import codelists
        from app.services.periods import parse_period
        from app.services.summaries import keeping
        from app.services.summaries.explaining import explained
        from app.services.summaries.judging import judge_of

        with self._database.read() as session:
            row = keeping.find(session, id)
            found = keeping.kept(row)
            figure = next((each for each in keeping.figures_of(row) if each.name == name), None)
            if figure is None:
                made = self._made(session, row, found, today)
                figure = next((each for each in made.figures if each.name == name), None)
            if figure is None:
                raise AppError("summary.no_such_figure", name=name[:60])
            judge = judge_of(session, parse_period(figure.period), found.options)
            return explained(figure, judge, codelists.load(session), found.options.decimals)

    def explain_figure(self, id: str, figure: NamedFigure) -> ExplainedFigure:
        """As :meth:`explain` for a figure a page already has."""
        from app.services import codelists
        from app.services.periods import parse_period
        from app.services.summaries import keeping
        from app.services.summaries.explaining import explained
        from app.services.summaries.judging import judge_of

        with self._database.read() as session:
            found = keeping.kept(keeping.find(session, id))
            judge = judge_of(session, parse_period(figure.period), found.options)
            return explained(figure, judge, codelists.load(session), found.options.decimals)

    # -- writing --------------------------------------------------------------------------------------
    def write(self, id: str, part: str, text: str, *, by: str = "") -> SummaryFace:
        """Keep what was written for a part (its key or tag). Raises ``summary.no_such_part``, ``summary.too_long``."""

        def change(found: Kept, row: Summary) -> Kept:
            kind = of_kinds.kind_of(row.kind)
            wanted = next((p for p in kind.parts if part in (p.key, p.tag, p.title)), None)
            if wanted is None:
                raise AppError("summary.no_such_part", part=part[:40], known="、".join(p.tag for p in kind.parts))
            words = _clean(text)
            if len(words) > LONGEST:
                raise AppError("summary.too_long", part=wanted.title, most=LONGEST)
            return replace(found, parts={**found.parts, wanted.key: words})

        return self._change(id, change)

    def set_title(self, id: str, title: str, *, by: str = "") -> SummaryFace:
        """Change the title; empty is the usual one again. Raises ``summary.too_long``."""
        from app.services.periods import parse_period

        def change(found: Kept, row: Summary) -> Kept:
            words = " ".join(_clean(title).split())
            if len(words) > _LONGEST_TITLE:
                raise AppError("summary.too_long", part="标题", most=_LONGEST_TITLE)
            usual = f"{parse_period(row.period).label}{of_kinds.kind_of(row.kind).heading}"
            if row.title != (words or usual):
                row.touch()
                row.title = words or usual
            return found

        return self._change(id, change)

    def set_options(self, id: str, *, by: str = "", **options: Any) -> SummaryFace:
        """Change some of the :class:`Options` by name."""

        def change(found: Kept, row: Summary) -> Kept:
            return replace(found, options=replace(found.options, **options))

        return self._change(id, change)

    def drop(self, id: str, *, by: str = "") -> None:
        """Take a summary off the list; what was written stays in the database."""
        from app.models.base import now
        from app.services.summaries import keeping

        with self._database.write() as session:
            row = keeping.find(session, id)
            row.touch()
            row.deleted_at, row.deleted_by = now(), by

    # -- typical cases --------------------------------------------------------------------------------
    def case_choices(self, id: str, words: str = "", limit: int = 30) -> tuple[CaseChoice, ...]:
        """Closed cases that could be told: those of the period, with ``words`` those found by them too."""
        from app.services.periods import parse_period
        from app.services.summaries import cases, keeping

        with self._database.read() as session:
            row = keeping.find(session, id)
            chosen = frozenset(case.id for case in keeping.kept(row).cases)
            return cases.choices(session, parse_period(row.period), words, chosen, limit)

    def choose_case(self, id: str, case: str, *, by: str = "") -> TypicalCase:
        """Tell a closed case, redacted. Raises ``summary.case_not_closed``, ``summary.many_cases``."""
        from app.services.summaries import cases, keeping

        with self._database.write() as session:
            row = keeping.find(session, id)
            found = keeping.kept(row)
            told = cases.told(session, case, name_trader=found.options.name_traders)
            before = next((each for each in found.cases if each.id == told.id), None)
            if before is not None:
                return before
            if len(found.cases) >= cases.MOST:
                raise AppError("summary.many_cases", most=cases.MOST)
            keeping.keep(row, replace(found, cases=(*found.cases, told)))
            return told

    def write_case(self, id: str, case: str, title: str, text: str, *, by: str = "") -> SummaryFace:
        """Change the words of a chosen case. Raises ``summary.too_long``."""

        def change(found: Kept, row: Summary) -> Kept:
            if len(text) > LONGEST:
                raise AppError("summary.too_long", part="典型案例", most=LONGEST)
            words, heading = _clean(text), " ".join(_clean(title).split())
            told = (replace(each, title=heading, text=words) if each.id == case else each for each in found.cases)
            return replace(found, cases=tuple(told))

        return self._change(id, change)

    def drop_case(self, id: str, case: str, *, by: str = "") -> SummaryFace:
        """Tell a case no longer."""

        def change(found: Kept, row: Summary) -> Kept:
            return replace(found, cases=tuple(each for each in found.cases if each.id != case))

        return self._change(id, change)

    def _change(self, id: str, change: Callable[[Kept, Summary], Kept]) -> SummaryFace:
        from app.services.summaries import keeping

        with self._database.write() as session:
            row = keeping.find(session, id)
            keeping.keep(row, change(keeping.kept(row), row))
            session.flush()
            return keeping.face_of(row)

    # -- making the file ------------------------------------------------------------------------------
    def write_file(self, id: str, path: Path, *, today: date, by: str = "") -> MadeFile:
        """Write the summary to ``path`` (.docx or .pdf) and keep what it states.

        Raises ``summary.bad_suffix``, ``summary.not_found``, ``file.*``.
        """
        from app.services.summaries import composing, keeping

        suffix = path.suffix.lower()
        if suffix not in _SUFFIXES:
            raise AppError("summary.bad_suffix", suffix=path.suffix or path.name)
        with self._database.read() as session:
            row = keeping.find(session, id)
            made, title = self._made(session, row, keeping.kept(row), today), row.title
        data, pages, unshown = composing.pdf(made, title)
        write_durably(path, data if suffix == ".pdf" else made.docx)
        with self._database.write() as session:
            row = keeping.find(session, id)
            row.touch()
            keeping.keep_figures(row, made.figures)
            row.docx, row.made_on = made.docx, today
        issues = (*made.issues, *unshown) if suffix == ".pdf" else made.issues
        return MadeFile(path, made.figures, made.missing, issues, pages)

    def _made(self, session: Session, row: Summary, found: Kept, today: date) -> Composed:
        from app.services.summaries import composing, templates

        own = templates.own(session, row.kind)
        stuff = _stuff(session, row, found, today)
        return composing.compose(stuff, own if own is not None else templates.shipped(row.kind))

    # -- templates ------------------------------------------------------------------------------------
    def templates(self) -> tuple[TemplateFace, ...]:
        """The template of every kind, shipped or the office's own."""
        from sqlalchemy import select

        from app.models import SummaryTemplate

        query = select(SummaryTemplate.kind, SummaryTemplate.changed_at, SummaryTemplate.changed_by)
        with self._database.read() as session:
            own = {kind: (at, by) for kind, at, by in session.execute(query)}
        return tuple(
            TemplateFace(kind.key, kind.title, *own.get(kind.key, (None, ""))) for kind in of_kinds.kinds().values()
        )

    def export_template(self, kind: str, path: Path) -> None:
        """Write the template as it is used now to ``path``, to be changed with Word or WPS."""
        from app.services.summaries import templates

        found = of_kinds.kind_of(kind)
        with self._database.read() as session:
            own = templates.own(session, found.key)
        write_durably(path, own if own is not None else templates.shipped(found.key))

    def install_template(self, kind: str, path: Path, *, by: str = "") -> TemplateFace:
        """Use the office's own template from now on.

        Raises ``paper.not_a_template``, ``summary.template_wrong`` (with an issue for every name nobody knows),
        ``summary.template_heavy``, ``summary.template_crashed``.
        """
        from app.models import SummaryTemplate
        from app.models.base import now
        from app.services import codelists
        from app.services.indicators.own import catalogue_of
        from app.services.papers.templates import brought
        from app.services.summaries import templates

        found = of_kinds.kind_of(kind)
        docx = brought(path)
        with self._database.read() as session:
            lists, book = codelists.load(session), catalogue_of(session)
        issues = templates.tried(found.key, docx, path.name, lists, book)
        at = now()
        with self._database.write() as session:
            session.merge(SummaryTemplate(kind=found.key, docx=docx, changed_at=at, changed_by=by))
        return TemplateFace(found.key, found.title, at, by, issues)

    def reset_template(self, kind: str) -> None:
        """Use the shipped template again."""
        from sqlalchemy import delete

        from app.models import SummaryTemplate

        found = of_kinds.kind_of(kind)
        with self._database.write() as session:
            session.execute(delete(SummaryTemplate).where(SummaryTemplate.kind == found.key))


def _clean(text: str) -> str:
    """Lines as they were written, without what no text holds and empty lines around."""
    lines = ["".join(c for c in line if c == "\t" or c >= " ").rstrip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line.strip())


def _stuff(session: Session, row: Summary, found: Kept, today: date) -> Stuff:
    from app.services import codelists, offices
    from app.services.periods import parse_period
    from app.services.summaries import traders
    from app.services.summaries.composing import Stuff
    from app.services.summaries.judging import judge_of

    home: Home = offices.read_home(session)
    period = parse_period(row.period)
    lists: CodeLists = codelists.load(session)
    judge = judge_of(session, period, found.options)
    named = traders.most_complained(judge, period) if found.options.name_traders else ()
    return Stuff(
        of_kinds.kind_of(row.kind),
        period,
        row.title,
        home.office.name,
        home.office.short_name,
        bool(home.practice),
        f"{today.year}年{today.month}月{today.day}日",
        found.options,
        found.parts,
        found.cases,
        judge,
        lists,
        lambda month: judge_of(session, month, found.options),
        named,
    )
