"""Backups of a data folder: making, thinning, verifying, restoring.

``container`` is the file format, ``making`` writes and lists, ``thinning`` decides what may go, ``restoring``
puts a backup back. What touches the database engine is in ``database.snapshot``; moving returns between offices
is no backup and lives elsewhere.
"""

from app.services.backup.container import BackupInfo
from app.services.backup.making import automatic, backup, inspect, last_made, listed, make, verify
from app.services.backup.restoring import Restored, restore
from app.services.backup.thinning import thin

__all__ = [
    "BackupInfo",
    "Restored",
    "automatic",
    "backup",
    "inspect",
    "last_made",
    "listed",
    "make",
    "restore",
    "thin",
    "verify",
]
