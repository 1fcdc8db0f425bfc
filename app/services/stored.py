"""Which files of the store belong to something, and removing those that belong to nothing any more.

A file goes only when a committed state of the database does not name it, and while the write lock is held. Whoever
names a file looks, inside the transaction that names it, whether it is there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.services.storing import Store

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.database import Database

_CHUNK = 400
#: Seconds during which a file that nobody names is left alone by the sweep.
_YOUNG = 3600


def hashes_of(session: Session, cases: Collection[int]) -> set[str]:
    """The files that these cases (row numbers, some hundreds at most) name, binned ones too."""
    from sqlalchemy import select

    from app.models import Attachment, Document

    found = set(session.scalars(select(Attachment.sha256).where(Attachment.complaint_pk.in_(cases))))
    papers = select(Document.sha256, Document.docx_sha256).where(Document.complaint_pk.in_(cases))
    for row in session.execute(papers):
        found.update(hash for hash in row if hash)
    return found


def release(database: Database, hashes: Collection[str]) -> int:
    """Remove those of these files that no row names; returns how many went. Call it after the commit."""
    if not hashes:
        return 0
    store = Store(database.folder.attachments)
    gone = 0
    wanted = sorted(hashes)
    for at in range(0, len(wanted), _CHUNK):
        chunk = wanted[at : at + _CHUNK]
        with database.write() as session:
            named = _named(session, chunk)
            gone += sum(store.has(sha256) and store.remove(sha256) >= 0 for sha256 in chunk if sha256 not in named)
    return gone


def sweep(database: Database) -> int:
    """Remove every file that no row names, and halves of broken-off copies; returns how many files went.

    Files of the last hour are left: somebody may be about to name them.
    """
    store = Store(database.folder.attachments)
    store.sweep_halves()
    return release(database, list(store.hashes(older=_YOUNG)))


def _named(session: Session, hashes: Collection[str]) -> set[str]:
    """Those of ``hashes`` that some row names."""
    from sqlalchemy import select

    from app.models import Attachment, Document

    found: set[str] = set()
    for column in (Attachment.sha256, Document.sha256, Document.docx_sha256):
        found.update(session.scalars(select(column).where(column.in_(hashes)).distinct()))
    return found
