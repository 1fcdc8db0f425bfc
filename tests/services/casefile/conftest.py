"""A county with one case that has everything, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.paths import DataFolder
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.letters import Letters
from app.services.papers import Papers

WHO, OTHER, TRADER = "李𬱖秀䶮", "欧阳芳", "宏发移动通信设备技术服务有限责任公司第二十三营业部𣲘"
PHONE, ID = "13812345678", "33252219600101001X"
STORY = f"{WHO}于2026年1月3日买手机，电话１３８　１２３４ ５６７８，店长张伟强说不退，秀䶮的微信号是wang_1990。"


def _written(county: Database, today: date) -> str:
    """A case with people, papers, a letter and a long story of facts; its id."""
    case = Complaints(county).register(
        {
            "complainant": WHO, "phone": PHONE, "id_number": ID, "sex": "女", "age": "66", "group_size": "2",
            "address": "浙江省青溪县城南街道望江小区12幢3单元401室", "trader": TRADER, "trader_contact": "张伟强",
            "trader_phone": "0578-2261234", "trader_address": "青溪县人民路88号", "item": "手机", "nature": "质量",
            "category": "家用电子电器类", "amount": "2350", "facts": (STORY * 40)[:2000], "received_on": "2026-01-05",
        },
        today=today, by="王桂芬",
    ).record.id  # fmt: skip
    casework, papers = Casework(county), Papers(county)
    casework.put_members(case, [{"name": WHO, "phone": PHONE}, {"name": OTHER, "phone": "13900001111"}], today=today)
    casework.move(case, "accepted", {"on": "2026-01-06"}, today=today, by="王桂芬")
    papers.issue(case, "acceptance_notice", {}, today=today, by="王桂芬")
    told = {"complainant_says": STORY, "trader_says": "老板赵六不同意退。", "others": "赵六"}
    papers.issue(case, "mediation_record", told, today=today, by="王桂芬")
    casework.move(
        case, "settled", {"on": "2026-01-20", "recovered": "2000", "note": f"{OTHER}的电话 139-0000-1111"}, today=today
    )
    Letters(county).write(
        {
            "kind": "query", "case": case, "to_whom": "青溪县市场监督管理局", "subject": f"关于{WHO}的投诉",
            "body": f"请查{STORY}", "sent_on": "2026-01-08", "answer_due": "2026-02-08",
        },
        today=today, by="王桂芬",
    )  # fmt: skip
    return case


@pytest.fixture(scope="session")
def written(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder with the case, and the case's id; never opened again."""
    root = tmp_path_factory.mktemp("whole") / "county"
    shutil.copytree(county_template, root)
    database = Database(DataFolder(root))
    try:
        return root, _written(database, date(2026, 4, 7))
    finally:
        database.close()


@pytest.fixture
def county(open_copy: Callable[[Path, str], Database], written: tuple[Path, str]) -> Database:
    """A copy of that county."""
    return open_copy(written[0], "county")


@pytest.fixture
def case(written: tuple[Path, str]) -> str:
    """The id of the case."""
    return written[1]
