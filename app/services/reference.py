"""Shipped reference data as a whole: is the database up to date with what this program ships?"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from app.paths import resources

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

_NAME = "reference.all"
_FOLDERS = ("codelists", "calendar", "templates")


@cache
def shipped_state() -> str:
    """What names the shipped state: names, sizes and times of the files, so that a start reads none of them."""
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted((resources() / folder).iterdir()):
            facts = path.stat()
            digest.update(f"{folder}/{path.name}\t{facts.st_size}\t{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_current(database: Database) -> bool:
    """Whether everything shipped is in the database already."""
    from app.models import Setting

    with database.read() as session:
        known = session.get(Setting, _NAME)
        return known is not None and known.value == shipped_state()


def synchronise(session: Session) -> int:
    """Bring everything up to date; returns how many rows were touched."""
    from app.models import Setting
    from app.services import codelists, templates

    touched = codelists.synchronise(session) + templates.synchronise(session)
    session.merge(Setting(name=_NAME, value=shipped_state()))
    return touched
