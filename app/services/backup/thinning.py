"""Which backups may go: all of the last week stay, then one a day, then one a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.services.backup.container import BackupInfo

ALL_DAYS = 7
DAILY = 30
MONTHLY = 24


def thin(backups: Iterable[BackupInfo], now: datetime) -> tuple[BackupInfo, ...]:
    """The backups that may be deleted, oldest first; asks nobody and deletes nothing.

    Kept: everything of the last 7 days and everything dated in the future; the last backup of each of the 30
    newest days; the last of each of the 24 newest months. Days and months are those that *have* a backup: a
    clock that jumped ahead for an hour, or a year without work, costs none.
    """
    ordered = sorted(backups, key=lambda info: (info.made_at, info.path.name))
    last_of_day = {info.made_at.astimezone(now.tzinfo).date(): info for info in ordered}
    last_of_month = {(day.year, day.month): info for day, info in last_of_day.items()}
    kept = {info.path for info in ordered if info.made_at > now - timedelta(days=ALL_DAYS)}
    kept |= {info.path for info in list(last_of_day.values())[-DAILY:]}
    kept |= {info.path for info in list(last_of_month.values())[-MONTHLY:]}
    return tuple(info for info in ordered if info.path not in kept)
