"""Use cases on the files of a case: adding, naming, taking away and putting back, looking, saving elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import EXIT_STORAGE, AppError, Issue
from app.progress import SILENT, Progress
from app.services import offices, stored
from app.services.attachments.kinds import KINDS, Kind, fitting_name, identify
from app.services.parsing.text import clean
from app.services.storing import Store, in_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.attachments.previews import Drawer, ForeignPages
    from app.services.database import Database
    from app.services.rasters import Raster

#: The largest file that is taken, bytes; how many are taken at once; the longest note, characters.
MOST_BYTES = 50 * 1024 * 1024
MOST_FILES = 50
MOST_NOTE = 500
#: Small pictures that are remembered, and bytes they may take together.
_SMALL_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AttachmentFace:
    """A file of a case as it is shown. ``kind`` is the word for ``media``; ``size`` in bytes.

    ``pages`` is how many pages can be looked at here (a picture has one); 0: it can only be saved elsewhere.
    """

    id: str
    name: str
    media: str
    kind: str
    size: int
    note: str
    at: datetime
    by: str
    pages: int
    sha256: str
    removed: bool = False

    @property
    def size_words(self) -> str:
        """The size as a person reads it."""
        return in_words(self.size)

    @property
    def is_picture(self) -> bool:
        """Whether it is a photo or a scan (not a PDF)."""
        return KINDS[self.media].look == "picture" if self.media in KINDS else False


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: the files now with the case, and a remark about every one that is not or was before."""

    added: tuple[AttachmentFace, ...]
    issues: tuple[Issue, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that lies in the store and is about to be written down."""

    source: Path
    name: str
    kind: Kind
    sha256: str
    size: int
    pages: int


class Attachments:
    """The files of the cases of one data folder."""

    def __init__(self, database: Database, *, most_bytes: int = MOST_BYTES) -> None:
        self._database = database
        self._most_bytes = most_bytes
        self._small: dict[tuple[str, int], Raster] = {}
        self.store = Store(database.folder.attachments)

    def of(self, wanted: str) -> tuple[AttachmentFace, ...]:
        """The files of a case in the order they came. Raises ``complaint.not_found``."""
        from sqlalchemy import select

        from app.models import Attachment
        from app.services.complaints.records import find_one

        with self._database.read() as session:
            pk, _record = find_one(session, wanted)
            rows = session.scalars(
                select(Attachment)
                .where(Attachment.complaint_pk == pk, Attachment.deleted_at.is_(None))
                .order_by(Attachment.position, Attachment.pk)
            )
            return tuple(map(_face, rows))

    def one(self, id: str) -> AttachmentFace:
        """A file by its id. Raises ``attachment.not_found``."""
        with self._database.read() as session:
            return _face(_row(session, id))

    def add(
        self,
        wanted: str,
        paths: Sequence[Path],
        *,
        by: str = "",
        note: str = "",
        names: Sequence[str] = (),
        progress: Progress = SILENT,
    ) -> Added:
        """Copy files in and put them to a case. ``names`` are what they shall be called (their own otherwise).

        A file that cannot be taken is an issue (``attachment.…``, ``store.…``, ``file.…``) and the others are taken;
        the same bytes are not kept twice for a case. Raises ``complaint.not_found``, ``complaint.in_bin``,
        ``attachment.too_many``, ``attachment.none_taken`` when none could be taken, and ``store.nearly_full`` and the
        like when the disk does not take even the first.
        """
        note = _note(note)
        if len(paths) > MOST_FILES:
            raise AppError("attachment.too_many", most=MOST_FILES, count=len(paths))
        from app.services.complaints.records import find_one

        with self._database.read() as session:
            _not_in_bin(find_one(session, wanted)[1])
        taken, issues = self._take_in(paths, names, progress)
        try:
            with self._database.write() as session:
                pk, record = find_one(session, wanted)
                _not_in_bin(record)
                faces, remarks = self._write_down(session, pk, taken, note, by)
        finally:
            stored.release(self._database, {one.sha256 for one in taken})
        issues += remarks
        if not faces and any(issue.severity == "error" for issue in issues):
            first = next(issue for issue in issues if issue.severity == "error")
            raise AppError("attachment.none_taken", issues=tuple(issues), first=first.message)
        return Added(tuple(faces), tuple(issues))

    def add_raster(self, wanted: str, raster: Raster, name: str, *, by: str = "", note: str = "") -> Added:
        """As :meth:`add` for a picture that is no file yet, from the clipboard; it is kept as PNG."""
        from PIL import Image

        with tempfile.TemporaryDirectory(prefix="xiaobao-") as room:
            path = Path(room) / "picture"
            Image.frombytes("RGB", (raster.width, raster.height), raster.rgb).save(path, "PNG")
            return self.add(wanted, [path], by=by, note=note, names=[name])

    def put_note(self, id: str, note: str, *, by: str = "") -> AttachmentFace:
        """Write what a file shows. Raises ``attachment.not_found``, ``attachment.note_too_long``."""
        words = _note(note)
        with self._database.write() as session:
            row = _row(session, id)
            row.note = words
            row.touch()
            return _face(row)

    def remove(self, id: str, *, by: str = "") -> AttachmentFace:
        """Take a file away from its case; it can be put back as long as things stay in the bin."""
        from app.models.base import now

        with self._database.write() as session:
            row = _row(session, id)
            row.deleted_at, row.deleted_by = now(), by
            row.touch()
            return _face(row)

    def restore(self, id: str, *, by: str = "") -> AttachmentFace:
        """Put a file back that was taken away. Raises ``attachment.not_found``."""
        with self._database.write() as session:
            row = _row(session, id, removed=True)
            row.deleted_at = row.deleted_by = None
            row.touch()
            return _face(row)

    def save_as(self, id: str, path: Path) -> AttachmentFace:
        """Write a file's bytes, as they came, to ``path``. Raises ``store.missing``, ``store.damaged``, ``file.…``."""
        from app.durable import write_durably

        face = self.one(id)
        write_durably(path, self.store.read(face.sha256))
        return face

    def pages(self, id: str) -> ForeignPages:
        """The pages of a file, to be looked at; close it afterwards. Raises ``attachment.no_preview``, ``store.…``,
        ``raster.…``."""
        from app.services.attachments.previews import ForeignPages

        face = self.one(id)
        kind = KINDS.get(face.media)
        if kind is None or not kind.look or not face.pages:
            raise AppError("attachment.no_preview", file=face.name, kind=face.kind)
        return ForeignPages(self.store.read(face.sha256), kind)

    def small(self, faces: Sequence[AttachmentFace], longest: int, progress: Progress = SILENT) -> dict[str, Raster]:
        """Id → small picture of the first page, for those that have one; remembered in memory only."""
        from app.services.attachments.previews import Drawer

        found: dict[str, Raster] = {}
        with Drawer() as drawer:
            for done, face in enumerate(faces):
                progress.step(done, len(faces), "画小图")
                raster = self._small_one(drawer, face, longest)
                if raster is not None:
                    found[face.id] = raster
        return found

    def _small_one(self, drawer: Drawer, face: AttachmentFace, longest: int) -> Raster | None:
        key = (face.sha256, longest)
        kind = KINDS.get(face.media)
        if key not in self._small:
            if kind is None or not kind.look or not face.pages:
                return None
            try:
                self._small[key] = drawer.small(self.store.read(face.sha256), kind, longest)
            except AppError:
                return None  # what is wrong with it is told when it is opened
            while sum(len(raster.rgb) for raster in self._small.values()) > _SMALL_BYTES:
                self._small.pop(next(iter(self._small)))
        return self._small.get(key)

    def _take_in(
        self, paths: Sequence[Path], names: Sequence[str], progress: Progress
    ) -> tuple[list[_Taken], list[Issue]]:
        """Check and copy the files; what is not taken is an issue. Takes back all when cancelled."""
        from app.services.attachments.previews import Drawer

        taken: list[_Taken] = []
        issues: list[Issue] = []
        try:
            with Drawer() as drawer:
                for number, path in enumerate(paths):
                    name = names[number] if number < len(names) else path.name
                    progress.step(number, len(paths), "存文件")
                    try:
                        one, remarks = self._take_one(drawer, path, name, progress)
                    except AppError as error:
                        if error.exit_code == EXIT_STORAGE and not taken:
                            raise  # the disk: the next ones fare no better
                        issues.append(Issue("error", error.code, dict(error.params)))
                        continue
                    taken.append(one)
                    issues += remarks
        except BaseException:
            stored.release(self._database, {one.sha256 for one in taken})
            raise
        return taken, issues

    def _take_one(self, drawer: Drawer, path: Path, name: str, progress: Progress) -> tuple[_Taken, list[Issue]]:
        if path.is_dir():
            raise AppError("attachment.folder", file=name)
        try:
            size = path.stat().st_size
            if size > self._most_bytes:
                most = in_words(self._most_bytes)
                raise AppError("attachment.too_large", file=name, size=in_words(size), most=most)
            kind = identify(path, name)
        except FileNotFoundError as error:
            raise AppError("file.not_found", path=path) from error
        except OSError as error:
            raise AppError("store.interrupted", file=name, reason=error.strerror or str(error)) from error
        sha256 = self.store.put_file(path, progress, at_most=self._most_bytes)
        try:
            pages, issues = _looked_at(drawer, self.store.read(sha256), kind, name)
        except BaseException:
            stored.release(self._database, {sha256})
            raise
        return _Taken(path, fitting_name(name, kind), kind, sha256, self.store.size(sha256), pages), issues

    def _write_down(
        self, session: Session, pk: int, taken: Sequence[_Taken], note: str, by: str
    ) -> tuple[list[AttachmentFace], list[Issue]]:
        from sqlalchemy import func, select

        from app.models import Attachment

        home = offices.read_home(session)
        last = session.scalar(select(func.max(Attachment.position)).where(Attachment.complaint_pk == pk)) or 0
        faces: list[AttachmentFace] = []
        issues: list[Issue] = []
        for one in taken:
            if not self.store.has(one.sha256):  # swept by another in the moment before this transaction
                self.store.put_file(one.source, at_most=self._most_bytes)
            same = select(Attachment).where(Attachment.complaint_pk == pk, Attachment.sha256 == one.sha256)
            known = session.scalars(same.order_by(Attachment.deleted_at.is_not(None), Attachment.pk)).first()
            if known is not None and known.deleted_at is None:
                issues.append(Issue("note", "attachment.twice", {"file": one.name, "name": known.name}))
                continue
            if known is not None:
                known.deleted_at = known.deleted_by = None
                known.note = note or known.note
                known.touch()
                issues.append(Issue("note", "attachment.back_again", {"file": known.name}))
                faces.append(_face(known))
                continue
            last += 1
            row = Attachment(
                complaint_pk=pk,
                origin=home.office.code,
                position=last,
                name=one.name,
                sha256=one.sha256,
                size=one.size,
                media=one.kind.media,
                suffix=Path(one.name).suffix[:8].lower(),
                pages=one.pages,
                note=note,
                created_by=by,
            )
            session.add(row)
            session.flush()
            faces.append(_face(row))
        return faces, issues


def _looked_at(drawer: Drawer, data: bytes, kind: Kind, name: str) -> tuple[int, list[Issue]]:
    """How many pages can be looked at; 0 with a remark for what is locked or too heavy. A damaged one is refused."""
    if not kind.look:
        return 0, []
    try:
        return len(drawer.sizes(data, kind)), []
    except AppError as error:
        if error.code == "raster.locked":
            return 0, [Issue("warning", "attachment.locked", {"file": name})]
        if error.code in ("raster.too_heavy", "raster.too_many_pixels"):
            return 0, [Issue("warning", "attachment.too_heavy", {"file": name})]
        raise AppError("attachment.damaged", file=name) from error


def _row(session: Session, id: str, *, removed: bool = False) -> Any:
    from sqlalchemy import select

    from app.models import Attachment

    row = session.scalar(select(Attachment).where(Attachment.id == id.strip()))
    if row is None or (row.deleted_at is not None) != removed:
        raise AppError("attachment.not_found", wanted=id)
    return row


def _face(row: Any) -> AttachmentFace:
    kind = KINDS.get(row.media)
    return AttachmentFace(
        row.id,
        row.name,
        row.media,
        kind.word if kind else "文件",
        row.size,
        row.note,
        row.created_at,
        row.created_by,
        row.pages,
        row.sha256,
        row.deleted_at is not None,
    )


def _note(text: str) -> str:
    words = clean(text)
    if len(words) > MOST_NOTE:
        raise AppError("attachment.note_too_long", most=MOST_NOTE, count=len(words))
    return words


def _not_in_bin(record: Any) -> None:
    if record.deleted:
        raise AppError("complaint.in_bin", number=record.number)
