"""Binding as a service: drafts that survive a power cut, each change one transaction and one step to take back."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from app.errors import AppError
from app.models import TemplateDraft
from app.progress import SILENT, Progress
from app.services import codelists
from app.services.binding import drafting
from app.services.binding.axes import DIRECTIONS
from app.services.binding.choosing import choices
from app.services.binding.drafting import State
from app.services.binding.engine import Engine
from app.services.binding.faces import Choice, Draft, DraftFace, Head, Place, Proposal, Trial
from app.services.binding.headings import heading_choices
from app.services.binding.mapping import make_definition
from app.services.binding.words import Vocabulary, bare
from app.services.excel.definition import Definition, Rule, load_definition
from app.services.excel.dumping import dump_definition

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database
    from app.services.periods import Period
    from app.services.templates import Template, TemplateInfo

_KEPT = 4
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")


class Binding:
    """Drafts of templates. Every method that changes one gives it back as it then stands."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._engines: OrderedDict[tuple[str, int], Engine] = OrderedDict()
        self._lock = Lock()

    # begin and end

    def begin(self, path: Path, *, today: date, by: str = "", id: str = "", progress: Progress = SILENT) -> Draft:
        """A new draft of the workbook at ``path`` (.xlsx, .xlsm; .xls and .et are converted). ``id``: the code the
        template is to have; one is made up otherwise.

        Raises ``binding.bad_id``, ``file.not_found``, ``file.not_readable``, the refusals of broken workbooks, and
        ``template.*`` when nothing on this PC can convert the file.
        """
        from app.services.excel.kinds import load
        from app.services.templates.formats import to_xlsx

        if id and not _ID.fullmatch(id):
            raise AppError("binding.bad_id", id=id)
        progress.step(0, 3, "读取表样")
        data, shown = load(path)
        suffix = path.suffix.lower().removeprefix(".")
        workbook = to_xlsx(data, suffix, shown, progress)
        original = data if workbook != data else None
        if original is None:
            suffix = "xlsm" if suffix == "xlsm" else "xlsx"
        progress.step(1, 3, "辨认每一格")
        with self._database.write() as session:
            engine = Engine(workbook, *self._words(session))
            title = (engine.title or path.stem)[:80]
            head = {
                "id": id or self._free_id(session, path.stem, title),
                "title": title,
                "version": f"{today.year}.1",
                "periods": list(engine.periods),
                "suffix": suffix if suffix in ("xlsx", "xlsm", "xls", "et") else "xlsx",
            }
            row = TemplateDraft(
                title=title,
                file_name=path.name[-200:],
                suffix=head["suffix"],
                workbook=workbook,
                original=original,
                changed_by=by,
            )
            session.add(row)
            session.flush()
            state = State(head)
            draft = drafting.draft_of(row.id, row.file_name, row.suffix, workbook, state, engine)
            state.counts = drafting.counts_of(draft)
            row.state = state.text()
            progress.step(2, 3, "存下来")
            self._keep(row.id, engine)
            return draft

    def drafts(self) -> tuple[DraftFace, ...]:
        """The drafts, the last changed first."""
        with self._database.read() as session:
            rows = session.execute(
                select(
                    TemplateDraft.id,
                    TemplateDraft.title,
                    TemplateDraft.file_name,
                    TemplateDraft.changed_at,
                    TemplateDraft.state,
                ).order_by(TemplateDraft.changed_at.desc(), TemplateDraft.pk.desc())
            ).all()
        return tuple(DraftFace(r[0], r[1], r[2], r[3], *State.read(r[4]).counts) for r in rows)

    def draft(self, id: str) -> Draft:
        """A draft as it stands. Raises ``binding.no_draft``."""
        with self._database.read() as session:
            row = self._row(session, id)
            return self._shown(session, row, State.read(row.state))

    def drop(self, id: str) -> None:
        """Throw a draft away; nothing happens if there is none."""
        with self._database.write() as session:
            session.execute(delete(TemplateDraft).where(TemplateDraft.id == id))

    def finish(self, id: str, *, version: str = "", by: str = "") -> TemplateInfo:
        """Put what is settled in use as a template and drop the draft: sure and confirmed cells; the rest stays
        unbound.

        Raises ``binding.no_draft``, ``binding.nothing_bound``, ``binding.bad_id``, ``binding.version_used`` and
        ``excel.bad_definition``.
        """
        from app.services import templates
        from app.services.templates.records import digest_of

        with self._database.write() as session:
            row = self._row(session, id)
            draft = self._shown(session, row, State.read(row.state))
            head = replace(draft.head, version=version or draft.head.version)
            if not _ID.fullmatch(head.id):
                raise AppError("binding.bad_id", id=head.id)
            definition = self._definition(session, row, replace(draft, head=head))
            if not definition.plain_cells:
                raise AppError("binding.nothing_bound")
            definition.bound_cells(self._engine(session, row).facts)
            mapping = dump_definition(definition)
            before = digest_of(mapping, row.workbook, row.original)
            templates.put(session, mapping, row.workbook, source="bound", suffix=row.suffix, original=row.original)
            info = templates.get(session, head.id, head.version).info
            if info.sha256 != before:
                raise AppError("binding.version_used", id=head.id, version=head.version)
            session.delete(row)
            return info

    # saying what cells are

    def set_cells(
        self, id: str, places: Sequence[Place], key: str | None, *, unneeded: bool = False, **properties: Any
    ) -> Draft:
        """Give cells a key; ``None`` takes theirs away (``unneeded``: no figure belongs there). A key beginning with
        ``|`` or ``@`` refines the key each cell has.

        Raises ``binding.no_draft``, ``binding.bad_place``, ``binding.bad_property``, ``indicator.bad_key``,
        ``indicator.unknown``.
        """
        return self._cells(id, dict.fromkeys(places, key), properties, unneeded=unneeded)

    def set_each(self, id: str, keys: Mapping[Place, str | None], **properties: Any) -> Draft:
        """:meth:`set_cells` with a key for each cell; one step to take back."""
        return self._cells(id, keys, properties)

    def set_directions(self, id: str, area: str, *, rows: str = "", columns: str = "", indicator: str = "") -> Draft:
        """Say what an area's rows and columns name (:meth:`directions`) and which indicator it counts.

        Raises ``binding.no_draft``, ``binding.no_area``, ``binding.bad_direction``, ``indicator.unknown``.
        """
        for word in (rows, columns):
            if word and word not in DIRECTIONS:
                raise AppError("binding.bad_direction", word=word)
        with self._database.write() as session:
            row = self._row(session, id)
            engine = self._engine(session, row)
            if area not in engine.tables:
                raise AppError("binding.no_area", area=area)
            if indicator:
                engine.vocabulary.catalogue.get(indicator)
            said = {"do": "directions", "area": area, "rows": rows, "columns": columns, "indicator": indicator}
            return self._add(session, row, said)

    def confirm(self, id: str, area: str, *, asks: bool = True) -> Draft:
        """Agree to what is proposed for an area; without ``asks`` its cells in question stay so.

        Raises ``binding.no_draft``, ``binding.no_area``.
        """
        with self._database.write() as session:
            row = self._row(session, id)
            draft = self._shown(session, row, State.read(row.state))
            return self._add(session, row, drafting.confirm_step(draft, area, asks=asks))

    def set_head(self, id: str, /, **settings: Any) -> Draft:
        """Change the head: fields of :class:`Head`. Raises ``binding.no_draft``, ``binding.bad_property``,
        ``binding.bad_id``."""
        known = {each.name for each in fields(Head)}
        for name in settings:
            if name not in known:
                raise AppError("binding.bad_property", name=name, value=settings[name])
        if "id" in settings and not _ID.fullmatch(str(settings["id"])):
            raise AppError("binding.bad_id", id=settings["id"])
        said = {name: list(v) if isinstance(v, tuple) else v for name, v in settings.items()}
        with self._database.write() as session:
            row = self._row(session, id)
            draft = self._shown(session, row, State.read(row.state))
            text = dump_definition(self._definition(session, row, replace(draft, head=replace(draft.head, **settings))))
            load_definition(text)  # refuses days, kinds of period and spellings there are not
            if "title" in settings:
                row.title = str(settings["title"])[:80]
            return self._add(session, row, {"do": "head", "set": said})

    def set_heading(self, id: str, sheet: str, cell: str, what: str | None, pattern: str = "{}") -> Draft:
        """Say what words belong in a cell (:meth:`heading_choices`); ``None``: none.

        Raises ``binding.no_draft``, ``binding.bad_place``, ``binding.bad_property``.
        """
        if pattern.count("{}") != 1:
            raise AppError("binding.bad_property", name="pattern", value=pattern)
        with self._database.write() as session:
            row = self._row(session, id)
            facts = self._engine(session, row).facts
            place = facts.by_name.get(sheet)
            raw = place.cells.get(cell) if place is not None else None
            if place is None or (raw is not None and raw.formula is not None):
                raise AppError("binding.bad_place", sheet=sheet, cell=cell, why="没有这一格，或者它是公式")
            said = {"do": "heading", "sheet": sheet, "cell": cell, "what": what, "pattern": pattern}
            return self._add(session, row, said)

    def set_rules(self, id: str, rules: Sequence[Rule]) -> Draft:
        """The check rules of the template to be. Raises ``binding.no_draft``."""
        with self._database.write() as session:
            row = self._row(session, id)
            return self._add(session, row, {"do": "rules", "rules": msgspec.to_builtins(tuple(rules))})

    def carry_over(self, id: str, definition: Definition) -> Draft:
        """Take over what the mapping of an earlier edition says (moved to this one): cells, rules and head.

        Raises ``binding.no_draft``.
        """
        with self._database.write() as session:
            row = self._row(session, id)
            draft = self._shown(session, row, State.read(row.state))
            head = definition.template
            cells = [
                [
                    c.sheet,
                    c.cell,
                    str(c.key),
                    {
                        "unit": c.unit,
                        "decimals": c.decimals,
                        **{name: getattr(c, name) for name in drafting.PROPERTIES},
                    },
                ]
                for c in definition.plain_cells
            ]
            said = {
                "do": "carry",
                "cells": cells,
                "why": "照上一版。",
                "rules": msgspec.to_builtins(definition.rule),
                "head": {
                    "id": head.id,
                    "title": head.title,
                    "periods": list(head.periods),
                    "due_day": head.due_day,
                    "cut_off": head.cut_off,
                    "late": head.late,
                    "not_applicable": head.not_applicable,
                    "version": _next_version(head.version, draft.head.version),
                },
            }
            row.title = head.title[:80]
            return self._add(session, row, said)

    def undo(self, id: str) -> Draft:
        """Take the last step back. Raises ``binding.no_draft``, ``binding.nothing_to_undo``."""
        with self._database.write() as session:
            row = self._row(session, id)
            state = State.read(row.state)
            if not state.steps:
                raise AppError("binding.nothing_to_undo")
            state.steps.pop()
            return self._stored(session, row, state)

    # looking

    def choices(self, text: str, limit: int = 20) -> tuple[Choice, ...]:
        """What a cell can be bound to, by words or pinyin; with no text all indicators in order."""
        with self._database.read() as session:
            return choices(text, limit, Vocabulary(*self._words(session)))

    def directions(self) -> tuple[tuple[str, str], ...]:
        """What the rows or columns of a table can name: (code, words)."""
        return tuple((code, words) for code, words in DIRECTIONS.items() if code not in ("total",))

    def heading_choices(self) -> tuple[tuple[str, str], ...]:
        """What a cell of words can hold: (code, words)."""
        return heading_choices()

    def definition(self, id: str) -> Definition:
        """The mapping as it stands: what is sure and what was confirmed. Raises ``binding.no_draft``."""
        with self._database.read() as session:
            row = self._row(session, id)
            return self._definition(session, row, self._shown(session, row, State.read(row.state)))

    def mapping(self, id: str) -> str:
        """:meth:`definition` as TOML."""
        return dump_definition(self.definition(id))

    def trial(self, id: str, period: Period, *, today: date, by: str = "") -> Trial:
        """The draft filled in for ``period`` without being put in use.

        Raises ``binding.no_draft``, ``binding.nothing_bound``, ``excel.bad_definition``.
        """
        from app.services import offices
        from app.services.periods import with_cut_off
        from app.services.returns.checks import compute_now
        from app.services.returns.writing import fill_template, with_formulas

        with self._database.read() as session:
            row = self._row(session, id)
            draft = self._shown(session, row, State.read(row.state))
            definition = self._definition(session, row, draft)
            if not definition.plain_cells:
                raise AppError("binding.nothing_bound")
            book = self._template(definition, row)
            home = offices.read_home(session)
            period = with_cut_off(period, definition.template.cut_off)
            computed, issues = compute_now(session, home, book, period)
            filled = fill_template(book, computed, home, period, 1, by, today)
            cells = with_formulas(computed.cells, filled)
            return Trial(filled.data, cells, (*issues, *filled.issues))

    # inside

    def _cells(
        self, id: str, keys: Mapping[Place, str | None], properties: Mapping[str, Any], *, unneeded: bool = False
    ) -> Draft:
        with self._database.write() as session:
            row = self._row(session, id)
            draft = self._shown(session, row, State.read(row.state))
            engine = self._engine(session, row)
            return self._add(session, row, drafting.cells_step(draft, keys, properties, engine, unneeded=unneeded))

    def _add(self, session: Session, row: TemplateDraft, step: dict[str, Any]) -> Draft:
        state = State.read(row.state)
        state.steps.append(step)
        return self._stored(session, row, state)

    def _stored(self, session: Session, row: TemplateDraft, state: State) -> Draft:
        draft = self._shown(session, row, state)
        state.counts = drafting.counts_of(draft)
        row.state = state.text()
        row.changed_at = datetime.now(UTC)
        session.flush()
        return draft

    def _row(self, session: Session, id: str) -> TemplateDraft:
        row = session.scalar(
            select(TemplateDraft)
            .where(TemplateDraft.id == id)
            .options(undefer(TemplateDraft.workbook), undefer(TemplateDraft.original))
        )
        if row is None:
            raise AppError("binding.no_draft")
        return row

    def _words(self, session: Session) -> tuple[Any, Any]:
        from app.services.indicators.own import catalogue_of

        return catalogue_of(session), codelists.load(session)

    def _engine(self, session: Session, row: TemplateDraft) -> Engine:
        """The engine of a draft; kept while the office's indicators are the same."""
        catalogue, lists = self._words(session)
        name = (row.id, id(catalogue))
        with self._lock:
            engine = self._engines.get(name)
        if engine is None:
            engine = Engine(row.workbook, catalogue, lists)
            self._keep(row.id, engine)
        return engine

    def _keep(self, draft: str, engine: Engine) -> None:
        with self._lock:
            self._engines[draft, id(engine.vocabulary.catalogue)] = engine
            while len(self._engines) > _KEPT:
                self._engines.popitem(last=False)

    def _shown(self, session: Session, row: TemplateDraft, state: State) -> Draft:
        engine = self._engine(session, row)
        return drafting.draft_of(row.id, row.file_name, row.suffix, row.workbook, state, engine)

    def _definition(self, session: Session, row: TemplateDraft, draft: Draft) -> Definition:
        settled = [cell for cell in draft.cells if cell.key and cell.state == "sure"]
        return make_definition(draft.head, self._engine(session, row), settled, draft.headings, draft.rules)

    def _template(self, definition: Definition, row: TemplateDraft) -> Template:
        from app.services.templates import Template, TemplateInfo
        from app.services.templates.records import digest_of

        head = definition.template
        mapping = dump_definition(definition)
        info = TemplateInfo(
            head.id,
            head.version,
            head.title,
            digest_of(mapping, row.workbook, row.original),
            head.valid_from,
            head.valid_until,
            tuple(head.periods),
            head.due_day,
            "bound",
            row.suffix,
        )
        return Template(info, definition, row.workbook, row.original, mapping)

    def _free_id(self, session: Session, stem: str, title: str) -> str:
        """A code for the template: the file's name when it may be one, else the initials of the title."""
        from app.models import Template as TemplateRow
        from app.services import pinyin

        base = stem if _ID.fullmatch(stem) else (pinyin.readings(bare(title)).initials or ("table",))[0]
        base = re.sub(r"[^A-Za-z0-9_.-]", "", base)[:24] or "table"
        taken = {
            *session.scalars(select(TemplateRow.template)),
            *(State.read(text).head.get("id", "") for text in session.scalars(select(TemplateDraft.state))),
        }
        number = 1
        while (name := base if number == 1 else f"{base}-{number}") in taken:
            number += 1
        return name


def sure_cells(draft: Draft) -> tuple[Proposal, ...]:
    """The cells that :meth:`Binding.finish` would bind."""
    return tuple(cell for cell in draft.cells if cell.key and cell.state == "sure")


def _next_version(before: str, proposed: str) -> str:
    from app.services.templates.records import version_order

    if version_order(proposed) > version_order(before):
        return proposed
    found = re.search(r"(\d+)(?!.*\d)", before)
    return before[: found.start()] + str(int(found[1]) + 1) + before[found.end() :] if found else before + ".1"
