"""Is everything all right with a data folder? The database, the journal, the backups, and where the folder stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from app.errors import EXIT_STORAGE, AppError, Issue
from app.paths import DataFolder
from app.progress import SILENT, Progress
from app.services import backup as backups
from app.services.backup import BackupInfo
from app.services.database import integrity, place, schema
from app.services.database.journal import Journal
from app.services.database.lock import FolderLock
from app.services.storing import Store, in_words

#: After this many days without a backup a person is asked to make one.
BACKUP_DAYS = 7

DatabaseState = Literal["ok", "damaged", "incomplete", "older", "newer"]


@dataclass(frozen=True, slots=True)
class JournalState:
    """The journal: how many whole lines, numbers given out and seals; ``broken_at`` the first bad line.

    ``seals_whole``: how many sealings have a file that says what the database says.
    """

    state: Literal["ok", "broken", "missing"]
    rows: int
    numbers: int
    seals: int
    broken_at: int | None
    seals_whole: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """The file store (attachments, issued papers): how many files are whole, gone, changed, and named by nobody."""

    whole: int = 0
    missing: int = 0
    damaged: int = 0
    unused: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """The answer of :func:`check`."""

    database: DatabaseState
    schema: str | None
    journal: JournalState
    backups: tuple[BackupInfo, ...]
    issues: tuple[Issue, ...]
    files: Kept = Kept()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with what is stored (warnings aside)."""
        return not any(issue.severity == "error" for issue in self.issues)

    def as_dict(self) -> dict[str, Any]:
        """The shape the command line prints."""
        return {
            "database": self.database,
            "schema": self.schema,
            "journal": {
                "state": self.journal.state,
                "rows": self.journal.rows,
                "numbers": self.journal.numbers,
                "seals": self.journal.seals,
                "seals_whole": self.journal.seals_whole,
                "broken_at": self.journal.broken_at,
            },
            "backups": [info.as_dict() for info in self.backups],
            "files": asdict(self.files),
            "issues": [issue.as_dict() for issue in self.issues],
        }


def check(folder: DataFolder, *, progress: Progress = SILENT, now: datetime | None = None) -> Health:
    """Look everything over and change nothing. Raises ``database.missing``, ``database.in_use``."""
    if not folder.database.exists():
        raise AppError("database.missing", exit_code=EXIT_STORAGE, path=folder.root)
    moment = now or datetime.now(UTC)
    hold = FolderLock(folder.lock)
    hold.shared()
    try:
        progress.step(0, 3, "检查数据库")
        state, revision, found, issues = _database(folder)
        progress.step(1, 3, "检查编号流水")
        journal = _journal(folder, found, issues, progress)
        progress.step(2, 3, "检查备份")
        made = _backups(folder, moment, issues)
        issues += standing(folder)
        files = _files(folder, found, issues, progress)
        progress.step(3, 3, "检查完了")
    finally:
        hold.release()
    return Health(state, revision, journal, made, tuple(issues), files)


def standing(folder: DataFolder) -> list[Issue]:
    """A warning when the folder is on a stick or a network drive."""
    where = place.place_of(folder.root)
    if where == "fixed":
        return []
    return [Issue("warning", f"database.on_{where}", {"path": folder.root})]


def _database(folder: DataFolder) -> tuple[DatabaseState, str | None, integrity.Integrity | None, list[Issue]]:
    try:
        revision = schema.revision_of(folder.database)
    except AppError as error:
        return "damaged", None, None, [Issue("error", error.code)]
    if revision != schema.HEAD:
        if revision is not None and revision not in schema.known_revisions():
            return (
                "newer",
                revision,
                None,
                [Issue("error", "database.newer", {"found": revision, "known": schema.HEAD})],
            )
        return "older", revision, None, [Issue("note", "database.older", {"found": revision or "?"})]
    found = integrity.examine(folder.database)
    issues: list[Issue] = []
    if found.pages:
        return "damaged", revision, None, [Issue("error", "database.damaged", found=found.pages[0])]
    if found.orphans:
        tables = "、".join(sorted(found.orphans))
        issues.append(Issue("error", "database.orphans", {"count": sum(found.orphans.values()), "tables": tables}))
    if found.triggers_missing:
        names = "、".join(found.triggers_missing)
        issues.append(Issue("error", "database.unguarded", {"count": len(found.triggers_missing)}, found=names))
    if found.unindexed:
        issues.append(Issue("error", "database.index_stale", {"count": found.unindexed}))
    return ("incomplete" if issues else "ok"), revision, found, issues


def _journal(
    folder: DataFolder, found: integrity.Integrity | None, issues: list[Issue], progress: Progress
) -> JournalState:
    journal = Journal(folder.journal)
    issued = journal.numbers()
    rows = list(journal.rows())
    seals = [row for row in rows if row.get("kind") == "seal"]
    broken = journal.broken_at()
    state: Literal["ok", "broken", "missing"] = "ok"
    if broken is not None:
        state = "broken"
        issues.append(Issue("error", "database.journal_broken", {"line": broken}))
    if found is not None:
        if found.series and not folder.journal.exists():
            state = "missing"
            issues.append(Issue("error", "database.journal_missing"))
        behind = sum(max(0, last - found.series.get(prefix, 0)) for prefix, last in issued.items())
        if behind:
            issues.append(Issue("warning", "database.numbers_behind", {"count": behind}))
        issues.extend(
            Issue(
                "error",
                "backup.seal_missing",
                {"template": row.get("template"), "period": row.get("period"), "revision": row.get("revision")},
            )
            for row in seals
            if (row.get("office"), row.get("template"), row.get("period"), row.get("revision")) not in found.sealed
        )
    whole = 0
    if found is not None and not found.pages and (seals or found.sealed) and folder.journal.exists():
        from app.services.seals.verifying import verify

        verified = verify(folder.database, folder.seals, seals, progress)
        whole = verified.whole
        issues.extend(verified.issues)
    return JournalState(state, len(rows), sum(issued.values()), len(seals), broken, whole)


def _files(folder: DataFolder, found: integrity.Integrity | None, issues: list[Issue], progress: Progress) -> Kept:
    """Every file that a row names is there and unchanged; what no row names is remarked."""
    if found is None:
        return Kept()
    store = Store(folder.attachments)
    there = set(store.hashes())
    present = sorted(found.kept & there)
    damaged = 0
    for done, sha256 in enumerate(present):
        progress.step(done, len(present), "检查存下的文件")
        damaged += not store.whole(sha256)
    unused = there - found.kept
    kept = Kept(len(present) - damaged, len(found.kept - there), damaged, len(unused))
    if kept.missing:
        issues.append(Issue("error", "store.files_missing", {"count": kept.missing}))
    if damaged:
        issues.append(Issue("error", "store.files_damaged", {"count": damaged}))
    if unused:
        size = in_words(sum(map(store.size, unused)))
        issues.append(Issue("note", "store.files_unused", {"count": len(unused), "size": size}))
    return kept


def _backups(folder: DataFolder, now: datetime, issues: list[Issue]) -> tuple[BackupInfo, ...]:
    from app.services.backup import making

    found: list[BackupInfo] = []
    for path in making.candidates(folder):
        try:
            found.append(backups.inspect(path))
        except AppError as error:
            issues.append(Issue("warning", "backup.unreadable", {"file": path.name, "why": error.message}))
    found.sort(key=lambda info: info.made_at)
    if not found:
        issues.append(Issue("warning", "backup.none_yet"))
    else:
        last = found[-1].made_at
        days = (now - last).days
        if days > BACKUP_DAYS:
            on = last.astimezone().date().isoformat()
            issues.append(Issue("warning", "backup.too_old", {"days": days, "on": on}))
    return tuple(found)
