"""The practice office: the office's own folder for trying things out, where nothing counts and no return leaves.

It stands in the data folder under ``practice``. A real case written there by mistake moves to the register whole.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.errors import AppError
from app.paths import DataFolder

if TYPE_CHECKING:
    from app.services.complaints import Record
    from app.services.database import Database
    from app.services.offices import Home

#: What the folder's setting ``practice`` says of an office's own practice folder.
DESK = "desk"
#: The machine number of numbers issued there; no set-up file may name it, so the numbers never meet real ones.
MACHINE = "99"


def prepare(folder: DataFolder, home: Home) -> DataFolder:
    """The practice folder of the office in ``folder``, made if it is not there yet."""
    from app.services import offices

    there = folder.practice
    if not there.database.exists():
        offices.create(
            there,
            level=home.office.level,
            name=f"{home.office.name}（练习）",
            code=home.office.code,
            parent=home.office.parent,
            machine=MACHINE,
            practice=DESK,
        )
    return there


def real_folder(practice: DataFolder) -> DataFolder:
    """The folder of the real office that ``practice`` belongs to."""
    return DataFolder(practice.root.parent)


def start_over(folder: DataFolder, home: Home) -> DataFolder:
    """An empty practice folder; what was tried before is gone. The window must not have it open."""
    there = folder.practice
    if there.database.exists():
        _must_be_practice(there)
        shutil.rmtree(there.root)
    return prepare(folder, home)


def _must_be_practice(there: DataFolder) -> None:
    from app.services import offices
    from app.services.database import Database

    database = Database(there)
    try:
        if offices.home(database).practice != DESK:
            raise AppError("practice.not_practice")
    finally:
        database.close()


def move_to_register(practice: Database, wanted: str, *, by: str = "") -> Record:
    """Move one case to the real office's register: all fields, steps, people, files, a number of its own there.

    Papers and letters that were only practised stay behind. In the practice folder it goes to the bin. If that fails
    after the case was stored, it stands in both: nothing is lost, and the real one says so in its history. Raises
    ``practice.not_practice``, ``complaint.not_found``, ``complaint.in_bin``, ``complaint.in_archive`` and what opening
    the real folder raises.
    """
    from app.services import offices
    from app.services.archive import Archive
    from app.services.attachments import Attachments
    from app.services.casework import Casework
    from app.services.complaints import Complaints
    from app.services.database import Database

    if offices.home(practice).practice != DESK:
        raise AppError("practice.not_practice")
    here = Complaints(practice)
    record = here.show(wanted)
    if record.deleted:
        raise AppError("complaint.in_bin", number=record.number)
    filed = Archive(practice).of(record.id)
    if filed is not None:  # only practised: in the real archive it has no place
        raise AppError("complaint.in_archive", number=filed.number)
    database = Database(real_folder(practice.folder))
    try:
        moved = Complaints(database).take_over(record, members=Casework(practice).members(record.id), by=by)
        files, there = Attachments(practice), Attachments(database)
        for face in files.of(record.id):
            there.add(moved.id, [files.store.path(face.sha256)], names=[face.name], note=face.note, by=by)
    finally:
        database.close()
    here.delete(record.id, by=by)
    return moved
