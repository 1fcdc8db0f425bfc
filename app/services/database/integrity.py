"""Is the database whole? Pages, references, guards, search index; asked of SQLite itself, nothing is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import EXIT_STORAGE, AppError
from app.services.database.engine import BUSY_SECONDS, storage_problem

#: The triggers that keep what was sealed, and what was written down about changes. Rebuilding a table drops
#: them silently; a test lists them.
TRIGGERS = frozenset(
    (
        "return_sealed_stays",
        "return_sealed_is_kept",
        "return_sealed_is_not_replaced",
        "return_sealed_is_not_pushed_out",
        *(
            f"{table}_sealed_{deed}"
            for table in ("return_value", "return_evidence", "return_remark", "return_file")
            for deed in ("insert", "update", "delete")
        ),
        "template_used_stays",
        "template_used_is_kept",
        "template_used_is_not_replaced",
        "template_used_is_not_pushed_out",
        "submission_value_stays",
        "change_stays",
    )
)
_KEPT = (
    "SELECT sha256 FROM attachment UNION SELECT sha256 FROM document"
    " UNION SELECT docx_sha256 FROM document WHERE docx_sha256 <> ''"
)


@dataclass(frozen=True, slots=True)
class Integrity:
    """What was found. ``pages`` are SQLite's own words about damage; ``orphans`` rows by table.

    ``unindexed`` counts complaints the search index lacks or has too many; ``series`` are the last serials given
    out, ``sealed`` the sealed returns as (office, template, period, revision), ``kept`` the hashes of
    the files of the store.
    """

    pages: tuple[str, ...] = ()
    orphans: dict[str, int] = field(default_factory=dict)
    triggers_missing: tuple[str, ...] = ()
    unindexed: int = 0
    series: dict[str, int] = field(default_factory=dict)
    sealed: frozenset[tuple[str, str, str, int]] = frozenset()
    kept: frozenset[str] = frozenset()


def examine(path: Path) -> Integrity:
    """Look the database of this program's schema through; reads every page. Raises ``database.busy`` and the like.

    A damaged file is a finding, not an error.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            pages = tuple(str(row[0]) for row in connection.execute("PRAGMA integrity_check(10)") if row[0] != "ok")
            if pages:
                return Integrity(pages)
            return _examine(connection)
    except sqlite3.DatabaseError as error:
        told = storage_problem(str(error))
        if told == "database.damaged":
            return Integrity((str(error),))
        if told is None:
            raise
        raise AppError(told, exit_code=EXIT_STORAGE) from error


def _examine(connection: sqlite3.Connection) -> Integrity:
    orphans: dict[str, int] = {}
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        orphans[table] = orphans.get(table, 0) + 1
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    unindexed = connection.execute(
        "SELECT (SELECT count(*) FROM complaint WHERE pk NOT IN (SELECT id FROM complaint_text_content))"
        " + (SELECT count(*) FROM complaint_text_content WHERE id NOT IN (SELECT pk FROM complaint))"
    ).fetchone()[0]
    sealed = connection.execute(
        'SELECT o.code, r.template, r.period, r.number FROM "return" r JOIN office o ON o.pk = r.office_pk'
        " WHERE r.state = 'sealed'"
    )
    return Integrity(
        (),
        orphans,
        tuple(sorted(TRIGGERS - present)),
        int(unindexed),
        dict(connection.execute("SELECT prefix, last FROM number_series")),
        frozenset(sealed.fetchall()),
        frozenset(row[0] for row in connection.execute(_KEPT)),
    )
