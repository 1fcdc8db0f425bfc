"""The service: versions of templates looked at, checked, handed out, taken over, compared and brought into formats."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import EXIT_STORAGE, AppError, Issue
from app.progress import SILENT, Progress
from app.services.templates import records
from app.services.templates.faces import Drift, PublishedTemplate, Standing, TemplateOffer
from app.services.templates.records import Template, TemplateInfo

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.excel.definition import Rule
    from app.services.periods import Period
    from app.services.rules import Tried, Understood
    from app.services.templates.handout import Handout


class Templates:
    """The templates of one data folder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(self) -> tuple[TemplateInfo, ...]:
        """All versions of all templates, newest version of each first."""
        return records.listed(self._database)

    def read(self, template: str, version: str | None = None, period: Period | None = None) -> Template:
        """One template with its workbook. Raises ``template.unknown``, ``template.wrong_period``."""
        return records.read(self._database, template, version, period)

    # -- checking -----------------------------------------------------------------------------------------
    def check(self, template: str, period: Period | None = None, version: str | None = None) -> tuple[Issue, ...]:
        """Whether the mapping fits its workbook and its rules are understood; with ``period`` also which rules do not
        hold on the figures of that period."""
        from app.services.excel.checking import check_definition
        from app.services.excel.rules import check_text
        from app.services.returns.compute import facts_of

        with self._database.read() as session:
            book = records.get(session, template, version)
            facts = facts_of(book)
            issues = [*check_definition(book.definition, facts), *check_text(book.definition, facts)]
            if period is not None:
                from app.services.rules.trying import try_out

                for tried in try_out(session, book, book.definition.rule, period):
                    issues += tried.issues
        return tuple(issues)

    def try_out(self, rules: Sequence[Rule], template: str | Template, period: Period) -> tuple[Tried, ...]:
        """How ``rules`` hold on the figures of ``period``: as they were sealed, else as the records have them now.

        ``template`` may be one that is still being bound. Raises ``template.unknown``.
        """
        from app.services.rules.trying import try_out

        with self._database.read() as session:
            book = records.get(session, template) if isinstance(template, str) else template
            return try_out(session, book, rules, period)

    def understand(self, text: str, template: str | Template, sheet: str = "") -> Understood:
        """A rule written in Chinese, for a template or one that is being bound. Raises the ``rule.*`` errors, each
        naming what was not understood, and ``template.unknown``."""
        from app.services import rules
        from app.services.indicators.own import catalogue_of
        from app.services.returns.compute import bound_cells, facts_of

        with self._database.read() as session:
            book = records.get(session, template) if isinstance(template, str) else template
            names = {one.key: (one.name, *one.synonyms) for one in catalogue_of(session).indicators}
        return rules.understood(text, bound_cells(book), facts_of(book), names, sheet)

    def propose(self, template: str | Template) -> tuple[Rule, ...]:
        """The rules its formulas and the arithmetic of statistics suggest, those it has already left out."""
        from app.services import codelists, rules
        from app.services.returns.compute import bound_cells, facts_of

        with self._database.read() as session:
            book = records.get(session, template) if isinstance(template, str) else template
            lists = codelists.load(session)
        return rules.propose(bound_cells(book), facts_of(book), lists, known=book.definition.rule)

    def words_of(self, rule: Rule, template: str | Template) -> str:
        """A rule as a sentence."""
        from app.services import rules
        from app.services.returns.compute import bound_cells

        book = self.read(template) if isinstance(template, str) else template
        return rule.text or rules.words_of(rule, bound_cells(book))

    # -- handing out --------------------------------------------------------------------------------------
    def publish(self, template: str, out: Path, *, version: str | None = None, today: date) -> PublishedTemplate:
        """Write a template as one file for other offices: workbook, mapping, rules, validity, checksum.

        A folder gets a file named by the template's title. Read back and compared after writing.
        Raises ``template.unknown``, ``template.not_fitting`` (the mapping does not fit the workbook), ``file.*``.
        """
        from app.services import offices
        from app.services.excel.checking import check_definition
        from app.services.returns.compute import facts_of
        from app.services.templates import handout

        with self._database.read() as session:
            book = records.get(session, template, version)
            office = offices.read_home(session).office.name
            own = _own_indicators(session, book)
        issues = check_definition(book.definition, facts_of(book))
        wrong = tuple(issue for issue in issues if issue.severity == "error")
        if wrong:
            raise AppError("template.not_fitting", issues=wrong, title=book.info.title, first=wrong[0].message)
        name = re.sub(r'[\\/:*?"<>|\s]+', "_", f"{book.info.title}{book.info.version}")
        path = out / f"{name}{handout.SUFFIX}" if out.is_dir() else out
        made = handout.Handout(office, today, book.mapping, book.workbook, book.info.suffix, book.original, own)
        data = handout.write(path, made)
        if handout.read(path) != made:
            raise AppError("return.not_equal", path=path)
        return PublishedTemplate(path, book.info, hashlib.sha256(data).hexdigest(), len(data))

    # -- taking over --------------------------------------------------------------------------------------
    def look(self, path: Path) -> TemplateOffer:
        """What a file of :meth:`publish` offers, and what it changes against the version in use.

        Raises ``file.not_found``, ``file.not_readable``, ``template.file_other``, ``template.file_newer``,
        ``template.file_damaged``, ``template.file_wrong`` (the mapping does not fit the workbook).
        """
        found = _opened(path)
        with self._database.read() as session:
            return _offer(session, found)

    def install(self, path: Path, *, by: str = "", older: bool = False) -> TemplateInfo:
        """Take a template over from a file; the same one again changes nothing.

        Raises what :meth:`look` raises, ``template.file_older`` (``older`` allows it: it is then kept for the periods
        it is valid for) and ``template.version_used`` (other content under a version returns were made with).
        """
        from app.services.indicators import own

        found = _opened(path)
        with self._database.write() as session:
            offer = _offer(session, found)
            known = offer.in_use.version if offer.in_use is not None else ""
            title, version = offer.info.title, offer.info.version
            if offer.standing == "used":
                raise AppError("template.version_used", title=title, version=version)
            if offer.standing == "older" and not older:
                raise AppError("template.file_older", title=title, version=version, known=known)
            replace = offer.standing in ("new", "newer", "changed")  # an older file does not bring older meanings back
            own.take_over(session, found.indicators, by=by, replace=replace)
            records.put(
                session, found.mapping, found.workbook, source="installed", suffix=found.suffix, original=found.original
            )
            if offer.standing != "same":
                _log(session, offer, by)
            return records.get(session, offer.info.id, offer.info.version).info

    # -- the city's next edition --------------------------------------------------------------------------
    def compare(self, template: str, workbook: bytes, *, version: str | None = None) -> Drift:
        """The template in use against a new edition of its workbook (.xlsx). Raises ``template.unknown`` and the
        refusals of unreadable workbooks."""
        from app.services.templates.drift import compare

        return compare(self.read(template, version), workbook)

    # -- formats ------------------------------------------------------------------------------------------
    def convert(self, path: Path, progress: Progress = SILENT) -> bytes:
        """A city's workbook as .xlsx: an .xls or .et through a program of this PC, others as they are.

        Raises ``file.not_found``, ``file.not_readable``, ``template.no_converter`` and the other errors of
        :func:`formats.to_xlsx`.
        """
        from app.services.templates.formats import to_xlsx

        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise AppError("file.not_found", path=path) from error
        except OSError as error:
            why = error.strerror or str(error)
            raise AppError("file.not_readable", exit_code=EXIT_STORAGE, path=path, reason=why) from error
        return to_xlsx(data, path.suffix.lstrip(".").lower(), path.name, progress)


def _own_indicators(session: Session, book: Template) -> tuple[dict[str, Any], ...]:
    """The indicators this office made itself that a template speaks of."""
    from app.services.indicators import own
    from app.services.keys import parse_key

    keys = dict.fromkeys(parse_key(cell.key).indicator for cell in book.definition.plain_cells)
    return own.carried(session, [key for key in keys if key.startswith("own_")])


def _opened(path: Path) -> Handout:
    """A file whose mapping fits its workbook, tried in the reader process."""
    from app.services.excel.sandbox import ReaderProcess
    from app.services.templates import handout

    found = handout.read(path)
    with ReaderProcess() as reader:
        issues = reader.check_template(found.workbook, found.mapping, path.name)
    wrong = tuple(issue for issue in issues if issue.severity == "error")
    if wrong:
        raise AppError("template.file_wrong", issues=wrong, file=path.name, first=wrong[0].message)
    return found


def _offer(session: Session, found: Handout) -> TemplateOffer:
    head = found.definition.template
    digest = records.digest_of(found.mapping, found.workbook, found.original)
    info = TemplateInfo(
        id=head.id,
        version=head.version,
        title=head.title,
        sha256=digest,
        valid_from=head.valid_from,
        valid_until=head.valid_until,
        periods=tuple(head.periods),
        due_day=head.due_day,
        source="installed",
        suffix=found.suffix,
    )
    try:
        in_use = records.get(session, head.id)
    except AppError:
        return TemplateOffer(info, "new", None, found.issued_by, found.issued_on)
    drift = None
    standing = _standing(session, info)
    if standing != "same":
        from app.services.templates.drift import against

        drift = against(in_use, found.workbook, found.definition)
    return TemplateOffer(info, standing, in_use.info, found.issued_by, found.issued_on, drift)


def _standing(session: Session, info: TemplateInfo) -> Standing:
    try:
        known = records.get(session, info.id, info.version)
    except AppError:
        newest = records.get(session, info.id).info
        later = records.version_order(info.version) > records.version_order(newest.version)
        return "newer" if later else "older"
    if known.info.sha256 == info.sha256:
        return "same"
    return "used" if records.is_used(session, info.id, info.version) else "changed"


def _log(session: Session, offer: TemplateOffer, by: str) -> None:
    """A line of the memory of changes."""
    from app.models import Change
    from app.models.base import new_id

    info, before = offer.info, offer.in_use
    session.add(
        Change(
            by=by,
            entity="template",
            entity_id=hashlib.sha256(f"template/{info.id}".encode()).hexdigest()[:32],
            field=info.id[:40],
            before=None if before is None else f"{before.title} {before.version}",
            after=f"{info.title} {info.version}（{offer.issued_by} {offer.issued_on.isoformat()} 发出）",
            revision=new_id(),
        )
    )
    session.flush()
