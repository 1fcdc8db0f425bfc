"""Do the journal, the files of the seals and the database tell the same? Asked of SQLite itself, nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import AppError, Issue
from app.progress import SILENT, Progress
from app.services.database.engine import BUSY_SECONDS
from app.services.seals import content
from app.services.seals.bringing_back import name_of
from app.services.seals.content import Seal


@dataclass(frozen=True, slots=True)
class Verified:
    """``whole`` seals whose file is right and says what the database says; ``issues`` tell the others."""

    whole: int = 0
    issues: list[Issue] = field(default_factory=list)


def verify(database: Path, folder: Path, rows: Sequence[dict[str, Any]], progress: Progress = SILENT) -> Verified:
    """Compare every sealing of the journal (``rows``) with its file and the database."""
    latest = {name_of(row): row for row in rows if row.get("kind") == "seal"}
    issues: list[Issue] = []
    whole = 0
    with closing(sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        pks = {
            (office, template, period, number): (pk, zero, reason)
            for pk, office, template, period, number, zero, reason in connection.execute(
                "SELECT r.pk, o.code, r.template, r.period, r.number, r.zero, r.reason"
                " FROM \"return\" r JOIN office o ON o.pk = r.office_pk WHERE r.state = 'sealed'"
            )
        }
        for done, (name, row) in enumerate(sorted(latest.items())):
            progress.step(done, len(latest), "核对封存的报表")
            about = {"template": name[1], "period": name[2], "revision": name[3]}
            address = row.get("seal")
            if not isinstance(address, str) or name not in pks:
                continue  # sealed before such files were kept; what the database lacks is told elsewhere
            try:
                seal = content.read(folder, address)
                content.read_template(folder, seal.book)
            except AppError as error:
                issues.append(Issue("error", error.code, {**error.params, **about}))
                continue
            what = _difference(connection, *pks[name], seal)
            if what:
                issues.append(Issue("error", "seal.differs", {**about, "what": what}))
            else:
                whole += 1
        unknown = sorted(pks.keys() - latest.keys())
    issues += [
        Issue("warning", "seal.not_in_journal", {"template": name[1], "period": name[2], "revision": name[3]})
        for name in unknown
    ]
    return Verified(whole, issues)


def _difference(connection: sqlite3.Connection, pk: int, zero: int, reason: str, seal: Seal) -> str:
    """What of a sealed return is not as its seal says, in words; empty when all is."""
    if (bool(zero), reason) != (seal.zero, seal.reason):
        return "说明"
    values = connection.execute(
        "SELECT sheet, cell, key, unit, state, number, text, approx, made_from FROM return_value WHERE return_pk = ?",
        (pk,),
    )
    if sorted(map(_text, values)) != sorted(map(_text, seal.values)):
        return "报表的数"
    evidence = connection.execute(
        "SELECT key, name, rule, source, kind, records FROM return_evidence WHERE return_pk = ?", (pk,)
    )
    if sorted(evidence.fetchall()) != sorted(seal.evidence):
        return "数的依据"
    remarks = connection.execute(
        "SELECT kind, code, sheet, cell, found, expected, message, reason, by FROM return_remark WHERE return_pk = ?",
        (pk,),
    )
    if sorted(remarks.fetchall()) != sorted((*r[:8], r[9]) for r in seal.remarks):
        return "提示的理由"
    file = connection.execute("SELECT sha256, data FROM return_file WHERE return_pk = ?", (pk,)).fetchone()
    if (file or None) != ((seal.file.sha256, seal.file.data) if seal.file is not None else None):
        return "报表文件"
    return ""


def _text(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple("" if each is None else str(each) for each in row)
