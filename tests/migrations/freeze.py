"""Freeze the present schema as a file: ``python -m tests.migrations.freeze``.

Run once, in the commit that adds a revision. A frozen file of a released schema is never made again: it is what the
people have on their disks.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from app.models import Figure, Return, ReturnValue
from app.paths import DataFolder
from app.services import offices
from app.services.complaints import Complaints
from app.services.database import Database, schema, snapshot
from app.services.enquiries import Enquiries

DATA = Path(__file__).parent / "data"
DAY = date(2026, 4, 7)


def freeze() -> Path:
    """Make the file of :data:`schema.HEAD`; raises ``FileExistsError`` when it is there."""
    target = DATA / f"{schema.HEAD}.db"
    if target.exists():
        raise FileExistsError(target)
    DATA.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        folder = DataFolder(Path(root))
        offices.create(folder, level="county", name="青溪县消保委", code="331122", parent="331100")
        database = Database(folder)
        fill(database)
        with database.write() as session:
            session.connection().exec_driver_sql("DELETE FROM code WHERE list = 'division'")  # 3,000 rows of no use
        database.close()
        snapshot.copy_whole(folder.database, target)
    connection = sqlite3.connect(target)
    connection.execute("VACUUM")
    connection.close()
    return target


def fill(database: Database) -> None:
    """A few records of every sort."""
    complaints = Complaints(database)
    settled = complaints.register(
        {
            "complainant": "王𠮷安",
            "phone": "13957112345",
            "trader": "青溪县宏达手机店",
            "category": "家用电子电器类",
            "nature": "质量",
            "amount": "2999",
            "facts": "手机买来三天黑屏,要求退货",
            "received_on": "2026-03-02",
            "tags": "3·15",
        },
        today=DAY,
        by="李燕",
    ).record
    complaints.change(
        settled.number, {"result": "达成协议", "closed_on": "2026-03-12", "recovered": "2999"}, today=DAY, by="李燕"
    )
    complaints.register(
        {
            "complainant": "陈桂英",
            "facts": "超过三年",
            "received_on": "2026-03-19",
            "refusal": "其他",
            "refused_on": "2026-03-20",
        },
        today=DAY,
    )
    binned = complaints.register({"complainant": "重复登记", "facts": "写了两次"}, today=DAY).record
    complaints.delete(binned.number, by="李燕")
    Enquiries(database).add({"people": "3", "topic": ""}, today=DAY)
    with database.write() as session:
        home = offices.read_home(session)
        session.add(
            Figure(
                origin="331122",
                office_pk=home.office.pk,
                period="2026-03",
                start=date(2026, 3, 1),
                until=date(2026, 3, 31),
                key="training_people",
                origin_kind="typed",
                state="value",
                number=Decimal(3100),
                approx="余",
            )
        )
        sealed = Return(
            office_pk=home.office.pk,
            template="monthly",
            template_version="2026.1",
            period="2026-03",
            start=date(2026, 3, 1),
            until=date(2026, 3, 31),
        )
        session.add(sealed)
        session.flush()
        session.add(
            ReturnValue(
                return_pk=sealed.pk,
                sheet="投诉处理情况表",
                cell="B7",
                key="accepted@current",
                unit="件",
                state="value",
                number=Decimal(1),
            )
        )
        session.flush()
        sealed.state, sealed.sealed_at, sealed.sealed_by = "sealed", datetime(2026, 4, 3, tzinfo=UTC), "李燕"


if __name__ == "__main__":
    sys.stdout.write(f"{freeze()}\n")
