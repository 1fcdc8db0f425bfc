"""Catalogues, labels and lists of the archive: what is read here, :mod:`app.services.reports` draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.services import offices
from app.services.archive import rules, shelf
from app.services.reports import archive_labels, archive_list
from app.services.reports.archive_labels import Envelope, Label, Spine
from app.services.reports.archive_list import ListText
from app.services.reports.case_list_pdf import PrintColumn

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.progress import Progress
    from app.services.archive.rules import Rules
    from app.services.archive.shapes import ShelfFile

CATALOGUE = "案卷目录"
DUE = "档案鉴定销毁清单"
#: Rooms for those who sign a list of what is destroyed.
SIGNATURES = ("鉴定小组（签名）", "负责人（签名）", "监销人（签名）", "销毁日期")

_COLUMNS = (
    PrintColumn("序号", 3, True),
    PrintColumn("案卷号", 9),
    PrintColumn("案卷题名", 18),
    PrintColumn("投诉编号", 14),
    PrintColumn("起止日期", 9),
    PrintColumn("页数", 3, True),
    PrintColumn("保管期限", 6.5),
    PrintColumn("盒号", 4),
    PrintColumn("备注", 6),
)
_DUE_COLUMNS = (
    PrintColumn("序号", 3, True),
    PrintColumn("案卷号", 9),
    PrintColumn("案卷题名", 18),
    PrintColumn("起止日期", 9),
    PrintColumn("保管期限", 6.5),
    PrintColumn("保管到", 6),
    PrintColumn("页数", 3, True),
    PrintColumn("盒号", 4),
    PrintColumn("鉴定意见", 8),
)


def is_workbook(path: Path) -> bool:
    """Whether a file of this name is to be a workbook."""
    return path.suffix.lower() == ".xlsx"


def catalogue(session: Session, year: int, *, workbook: bool, progress: Progress) -> bytes:
    """The catalogue of a year. Raises ``archive.nothing_listed``."""
    known = rules.read(session)
    files = shelf.of_year(session, year)
    if not files:
        raise AppError("archive.nothing_listed", what=f"{year} 年的档案")
    pages = sum(file.pages for file in files)
    said = f"{year} 年度　共 {len(files):,} 卷" + (f"　{pages:,} 页" if pages else "")
    text = ListText(offices.read_home(session).office.name, f"{year} 年{CATALOGUE}", (said,))
    return _drawn(text, _COLUMNS, [_row(at, file, known) for at, file in enumerate(files, 1)], workbook, progress)


def due_list(session: Session, today: date, *, workbook: bool, progress: Progress) -> bytes:
    """What may be destroyed by ``today``. Raises ``archive.nothing_listed``."""
    known = rules.read(session)
    files = shelf.due(session, today)
    if not files:
        raise AppError("archive.nothing_listed", what="到期的档案")
    said = (
        f"到 {today.year}年{today.month}月{today.day}日 保管期满　共 {len(files):,} 卷",
        "销毁纸质案卷以前，由鉴定小组逐卷审查。台账里的登记和统计数字不销毁。",
    )
    text = ListText(offices.read_home(session).office.name, DUE, said, SIGNATURES)
    rows = [
        [str(at), file.number, file.title, _span(file), known.words_of(file.retention), _day(file.destroy_after),
         str(file.pages or ""), file.box, ""]
        for at, file in enumerate(files, 1)
    ]  # fmt: skip
    return _drawn(text, _DUE_COLUMNS, rows, workbook, progress)


def labels(session: Session, year: int, kind: str, box: str, progress: Progress) -> bytes:
    """Labels of a year, of one box if named. Raises ``archive.no_such_label``, ``archive.nothing_listed``."""
    known = rules.read(session)
    size = known.labels.get(kind)
    if size is None:
        raise AppError("archive.no_such_label", found=kind, known="、".join(known.labels))
    files = shelf.of_year(session, year, box)
    if not files:
        raise AppError("archive.nothing_listed", what=f"{year} 年{f' {box} 号盒' if box else ''}的档案")
    office = offices.read_home(session).office.name
    made = _spines(files, office, known) if kind == "spine" else _envelopes(files, office, known)
    measures = archive_labels.Measures(size.width, size.height, size.gap)
    return archive_labels.render(made, measures, f"{year} 年{size.title}", progress)


def _spines(files: Sequence[ShelfFile], office: str, known: Rules) -> list[Label]:
    grouped: dict[str, list[ShelfFile]] = {}
    for file in files:
        grouped.setdefault(file.box, []).append(file)
    made: list[Label] = []
    for box in sorted(grouped, key=shelf.box_order):
        inside = grouped[box]
        keeps = {file.retention for file in inside}
        keep = "\n".join(known.words_of(name) for name in ("permanent", "long", "short") if name in keeps)
        first, last = inside[0].number, inside[-1].number
        made.append(Spine(office, str(inside[0].year), box, first, last, len(inside), keep))
    return made


def _envelopes(files: Sequence[ShelfFile], office: str, known: Rules) -> list[Label]:
    return [
        Envelope(office, file.number, file.title, _span(file), known.words_of(file.retention), file.box, file.pages)
        for file in files
    ]


def _drawn(
    text: ListText, columns: Sequence[PrintColumn], rows: Sequence[Sequence[str]], workbook: bool, progress: Progress
) -> bytes:
    draw = archive_list.workbook if workbook else archive_list.pdf
    return draw(text, columns, rows, progress)


def _row(at: int, file: ShelfFile, known: Rules) -> list[str]:
    gone = f"{_day(file.destroyed_on)} 销毁" if file.destroyed_on else ""
    return [
        str(at), file.number, file.title, file.case_number, _span(file), str(file.pages or ""),
        known.words_of(file.retention), file.box, gone,
    ]  # fmt: skip


def _span(file: ShelfFile) -> str:
    return f"{_day(file.received_on)} 至 {_day(file.ended_on)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
