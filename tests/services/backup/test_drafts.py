"""Drafts travel in backups, and a restore throws none away."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

from app.bootstrap import open_services
from app.paths import DataFolder
from app.services import backup as backups
from app.services.database import Database
from app.services.drafts import Drafts

DAY = date(2026, 4, 7)


def put(folder: DataFolder, **drafts: str) -> None:
    kept = Drafts(folder.drafts)
    for id, facts in drafts.items():
        kept.put(id, "entry", {"facts": facts})
    kept.close()


def waiting(folder: DataFolder) -> dict[str, str]:
    services = open_services(folder)
    found = {draft.id: draft.content["facts"] for draft in services.drafts.waiting()}
    services.close()
    return found


def test_a_new_pc_gets_the_unfinished_too(county: Database, tmp_path: Path) -> None:
    put(county.folder, one="手机坏了", two="没写完")
    made = backups.backup(county)
    with zipfile.ZipFile(made.path) as archive:
        assert "drafts.db" in archive.namelist()
    assert backups.verify(made.path) == made
    other = DataFolder(tmp_path / "other")
    backups.restore(other, made.path)
    assert waiting(other) == {"one": "手机坏了", "two": "没写完"}


def test_what_waits_here_stays_and_what_was_finished_since_is_offered_again(county: Database) -> None:
    """A case stored after the backup is not in the restored register: its draft is worth having."""
    put(county.folder, early="早", typed="旧")
    made = backups.backup(county)
    county.close()
    services = open_services(county.folder)
    services.complaints.register({"facts": "早"}, today=DAY, id="early")
    services.drafts.drop("early")
    services.drafts.put("typed", "entry", {"facts": "新"})
    services.drafts.put("late", "entry", {"facts": "晚"})
    services.close()
    done = backups.restore(county.folder, made.path)
    assert waiting(county.folder) == {"early": "早", "typed": "新", "late": "晚"}
    assert done.before is not None
    backups.restore(county.folder, done.before.path)  # there the case is stored
    assert waiting(county.folder) == {"typed": "新", "late": "晚"}


def test_broken_drafts_keep_nobody_from_backing_up_or_restoring(county: Database) -> None:
    county.folder.drafts.write_bytes(b"not a database at all" * 300)
    made = backups.backup(county)
    with zipfile.ZipFile(made.path) as archive:
        assert "drafts.db" not in archive.namelist()
    county.folder.drafts.unlink()
    put(county.folder, one="字")
    again = backups.backup(county)
    county.close()
    county.folder.drafts.write_bytes(b"not a database at all" * 300)
    for ending in ("-wal", "-shm"):
        county.folder.drafts.with_name(f"drafts.db{ending}").unlink(missing_ok=True)
    done = backups.restore(county.folder, again.path)
    assert waiting(county.folder) == {"one": "字"}
    assert [issue.code for issue in done.issues] == ["draft.damaged"]
