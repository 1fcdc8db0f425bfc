"""The register of a period as a workbook that the import reads back to the same cases."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.durable import write_durably
from app.progress import SILENT, Progress
from app.services import codelists
from app.services.complaints.fields import FIELDS, INTAKE_WORDS, Field

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.complaints.record import Record
    from app.services.database import Database
    from app.services.excel.listing import ListValue
    from app.services.periods import Period

SHEET = "投诉台账"
_CHUNK = 500
_WIDTHS = {"facts": 48.0, "summary": 36.0, "trader": 24.0, "address": 24.0, "trader_address": 24.0, "category": 20.0}
#: States of complaints as the import reads them back.
STATE_WORDS = {
    "registered": "已登记",
    "papers_asked": "待补正",
    "accepted": "已受理",
    "refused": "不予受理",
    "transferred": "转办",
    "answered": "已答复",
    "mediating": "调解中",
    "paused": "中止",
    "settled": "调解成功",
    "terminated": "终止调解",
    "withdrawn": "撤回",
    "reconciled": "服务点和解",
    "advised_elsewhere": "建议寻求其他途径",
    "performed": "已履行",
    "followed_up": "已回访",
    "filed": "已归档",
}
#: Those that say of a complaint that it was not accepted.
UNACCEPTED_WORDS = {"transferred": "受理前转办", "advised_elsewhere": "受理前建议其他途径"}
#: Reports and suggestions have no result: these words tell of none.
OTHER_WORDS = {"transferred": "转办中", "filed": "已存档"}


def state_word(record: Record) -> str:
    """The state of a case in a word from which the import does not conclude more than is so."""
    if record.kind != "complaint":
        return OTHER_WORDS.get(record.state) or STATE_WORDS[record.state]
    if record.refused_on or record.refusal:
        return STATE_WORDS["refused"]
    kinds = [event.kind for event in record.events]
    if "accepted" in kinds:
        unclosed = not record.result and "advised_elsewhere" in kinds
        return STATE_WORDS["advised_elsewhere" if unclosed else record.state]
    ended = next((word for kind, word in UNACCEPTED_WORDS.items() if kind in kinds), STATE_WORDS["registered"])
    return STATE_WORDS["papers_asked"] if record.state == "papers_asked" else ended


def export(database: Database, period: Period, path: Path, progress: Progress = SILENT) -> int:
    """Write the cases registered in ``period`` (the bin left out) to the .xlsx ``path``; returns how many.

    Our number comes first, then the number of the office's own register; money is in 元. Raises ``file.*``
    when it cannot be written; what was there stays then.
    """
    from sqlalchemy import select

    from app.models import Complaint
    from app.services.excel.listing import ListColumn, write_listing

    columns = [ListColumn("编号", 26), ListColumn("原编号", 16), ListColumn("状态", 10)]
    for spec in FIELDS.values():
        heading = f"{spec.label}（元）" if spec.kind == "money" else spec.label
        columns.append(ListColumn(heading, _WIDTHS.get(spec.name, 14.0)))
    with database.read() as session:
        lists = codelists.load(session)
        pks = session.scalars(
            select(Complaint.pk)
            .where(Complaint.deleted_at.is_(None), Complaint.received_on.between(period.start, period.end))
            .order_by(Complaint.received_on, Complaint.pk)
        ).all()
        rows = list(_rows(session, pks, lists, progress))
    write_durably(path, write_listing(SHEET, columns, rows))
    return len(pks)


def _rows(session: Session, pks: Any, lists: CodeLists, progress: Progress) -> Iterator[list[ListValue]]:
    from app.services.complaints.record import read_many

    for at in range(0, len(pks), _CHUNK):
        progress.step(at, len(pks), "导出台账")
        chunk = pks[at : at + _CHUNK]
        records = read_many(session, chunk)
        for pk in chunk:
            record = records[pk]
            yield [
                record.number,
                record.register_number,
                state_word(record),
                *(_cell(record, spec, lists) for spec in FIELDS.values()),
            ]
    progress.step(len(pks), len(pks), "导出台账")


def _cell(record: Record, spec: Field, lists: CodeLists) -> ListValue:
    value = getattr(record, spec.name)
    if value is None or value == "" or value == ():
        return None
    match spec.kind:
        case "money":
            amount = Decimal(value) / 100
            approx = record.amount_approx if spec.name == "amount" else ""
            if approx:
                return f"近{amount:f}" if approx == "近" else f"{amount:f}{approx}"
            return amount
        case "intake":
            return INTAKE_WORDS[value]
        case "bool":
            return "是" if value else "否"
        case "tags":
            return "、".join(value)
        case "codes":
            return "、".join(lists.label(spec.list, code) for code in value)
        case "code":
            if spec.name == "category" and (name := _item_name(record, lists)):
                return name
            return lists.label(spec.list, value, record.received_on)
    found: ListValue = value
    return found


def _item_name(record: Record, lists: CodeLists) -> str:
    """The name of the item, where nothing but its code says what was bought."""
    if not record.item_code or lists.code("item", record.item) == record.item_code:
        return ""
    name = lists.label("item", record.item_code)
    known = lists.code("category", name) is None and lists.code("item", name) == record.item_code
    return name if known and lists.category_of_item(record.item_code) == record.category else ""
