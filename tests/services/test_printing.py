"""Lists and forms on paper and in workbooks: what a reader finds in the files."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.progress import Cancelled, Progress
from app.services.complaints import Complaints
from app.services.complaints.finding import Filters, Sort
from app.services.complaints.listing import COLUMNS, mask
from app.services.database import Database
from app.services.printing import Printing
from tests.cases import put

TODAY = date(2026, 4, 7)
FIELDS = {
    "complainant": "李秀英",
    "sex": "女",
    "age": "67",
    "phone": "13805712236",
    "address": "城关镇解放路12弄3号",
    "id_kind": "居民身份证",
    "id_number": "330102195801010028",
    "consent_publish": "否",
    "consent_mediation": "是",
    "trader": "宏发手机店",
    "trader_phone": "0578-2123456",
    "item": "手机",
    "brand": "红米",
    "category": "家用电子电器类",
    "nature": "质量",
    "amount": "2350",
    "purchased_on": "2026-03-16",
    "buying": "线下门店",
    "facts": "用了两天就黑屏，去店里修，店主说是人为摔坏。",
    "demand": "退货、退款",
    "received_on": "2026-03-18",
    "accepted_on": "2026-03-19",
    "result": "达成协议",
    "closed_on": "2026-03-24",
    "recovered": "2350",
    "summary": "店家退回全部货款。",
    "paper_number": "城关-018",
}


def words(path: Path) -> list[str]:
    """The text of each page, without what breaks lines."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(path.read_bytes())).pages]


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """One case with everything."""
    service = Complaints(county)
    service.register(FIELDS, today=TODAY)
    return service


def test_the_filled_form_says_all_of_the_case(county: Database, complaints: Complaints, tmp_path: Path) -> None:
    (hit,) = complaints.find("").rows
    assert Printing(county).write_forms(tmp_path / "表.pdf", [hit.id]) == 1
    (page,) = words(tmp_path / "表.pdf")
    number = hit.number
    for said in (
        "青溪县消保委", "消费者投诉登记表", f"编号：{number}", "纸质编号：城关-018", "登记时间：2026年3月18日",
        "李秀英", "67岁", "13805712236", "城关镇解放路12弄3号", "居民身份证", "330102195801010028",
        "宏发手机店", "0578-2123456", "红米", "2,350.00元（贰仟叁佰伍拾元整）", "2026年3月16日",
        "家用电子电器类", "质量", FIELDS["facts"], "店家退回全部货款。", "2026年3月19日", "2026年3月24日",
        "□✓女", "□✓线下门店", "□✓退货", "□✓退款", "□✓达成协议", "□✓受理",
    ):  # fmt: skip
        assert said in page, said
    assert page.count("✓") == 8
    assert "练习用" not in page


def test_the_empty_form_is_empty(county: Database, tmp_path: Path) -> None:
    assert Printing(county).write_forms(tmp_path / "表.pdf", []) == 1
    (page,) = words(tmp_path / "表.pdf")
    assert "✓" not in page
    for label in (
        "姓名",
        "证件种类",
        "信用代码",
        "品牌型号",
        "购买日期",
        "投诉事实",
        "□修理□重作□更换",
        "登记人：",
        "处理情况",
    ):
        assert label in page
    assert not any(character.isdigit() for character in page)


def test_a_long_story_goes_on_and_nothing_of_it_is_lost(
    county: Database, complaints: Complaints, tmp_path: Path
) -> None:
    story = "".join(f"第{number}句话讲的是店主怎么说的。\n" for number in range(700)).strip()
    address = "".join(f"{number}号楼" for number in range(40))[:190]
    (hit,) = complaints.find("").rows
    complaints.change(hit.number, {"facts": story, "summary": story[:900], "trader_address": address}, today=TODAY)
    pages = Printing(county).write_forms(tmp_path / "表.pdf", [hit.id, hit.id])
    text = words(tmp_path / "表.pdf")
    assert pages == len(text) and pages % 2 == 0 and pages >= 4
    said = "".join(text[: pages // 2])
    assert all(f"第{number}句话" in said for number in range(700))
    assert address in said
    assert "（接下页）" in text[0] and f"编号：{hit.number}" in text[1]
    assert "接下页" not in text[-1]


def test_forms_of_a_practice_office_say_so(county: Database, tmp_path: Path) -> None:
    from app.models import Setting

    with county.write() as session:
        session.merge(Setting(name="practice", value="desk"))
    Printing(county).write_forms(tmp_path / "表.pdf", [])
    assert "练习用，不作凭证" in words(tmp_path / "表.pdf")[0]


def test_the_printed_list(county: Database, complaints: Complaints, tmp_path: Path) -> None:
    put(county, 120, date(2026, 1, 1), date(2026, 3, 31))
    printing, path = Printing(county), tmp_path / "清单.pdf"
    columns = ("number", "who", "phone", "id_number", "amount", "state")
    filters = Filters(start=date(2026, 3, 1), until=date(2026, 3, 31))
    many = printing.write_list(path, "", filters, Sort("amount", True), columns, today=TODAY)
    hits = complaints.find("", filters, Sort("amount", True), limit=500, today=TODAY).rows
    text = words(path)
    assert many == len(hits) > 30
    whole = "".join(text)
    assert "青溪县消保委" in text[0] and "条件：期间2026年3月" in text[0] and "按金额从大到小排" in text[0]
    assert all(f"第{number}页共{len(text)}页" in page for number, page in enumerate(text, 1))
    assert all("编号" in page and "状态" in page for page in text)
    places = [whole.index(hit.number) for hit in hits]
    assert places == sorted(places)
    assert "138****2236" in whole and "13805712236" not in whole
    assert "330***********0028" in whole and "330102195801010028" not in whole
    printing.write_list(path, "", filters, Sort(), columns, masked=False, today=TODAY)
    assert "13805712236" in "".join(words(path))


def test_every_column_can_be_printed(county: Database, complaints: Complaints, tmp_path: Path) -> None:
    path = tmp_path / "清单.pdf"
    Printing(county).write_list(path, "", Filters(), Sort(), tuple(COLUMNS), masked=False, today=TODAY)
    (page,) = words(path)
    for said in (
        "李秀英",
        "13805712236",
        "宏发手机店",
        "家用电子电器类",
        "2,350.00",
        "达成协议",
        "2026-03-24",
        "城关-018",
    ):
        assert said in page


def test_the_list_as_a_workbook(county: Database, complaints: Complaints, tmp_path: Path) -> None:
    complaints.register({"complainant": "=1+1", "facts": "加号\x07开头", "amount": "3100余"}, today=TODAY)
    path = tmp_path / "清单.xlsx"
    columns = ("day", "who", "phone", "about", "amount", "recovered", "closed")
    assert Printing(county).write_list(path, "", Filters(), Sort("day", False), columns, today=TODAY) == 2
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] and "共 2 件" in str(rows[0][0])
    assert rows[1] == ["登记日", "投诉人", "电话", "事由", "金额（元）", "挽回（元）", "办结日"]
    assert [str(value) for value in rows[2][:2]] == ["2026-03-18 00:00:00", "李秀英"]
    assert rows[2][2:6] == ["138****2236", FIELDS["facts"], 2350, 2350]
    assert rows[3][1] == "=1+1" and rows[3][3] == "加号开头" and rows[3][4] == "3,100.00余"
    assert sheet.cell(4, 2).data_type == "s"


def test_stopping_writes_nothing(county: Database, complaints: Complaints, tmp_path: Path) -> None:
    put(county, 600, date(2026, 1, 1), date(2026, 3, 31))
    printing = Printing(county)
    for name in ("清单.pdf", "清单.xlsx"):
        asked: list[int] = []

        def stop(asked: list[int] = asked) -> bool:
            asked.append(1)
            return len(asked) > 2

        with pytest.raises(Cancelled):
            printing.write_list(
                tmp_path / name, "", Filters(), Sort(), ("day", "about"), today=TODAY, progress=Progress(None, stop)
            )
    assert [path.name for path in tmp_path.iterdir()] == ["county"]


@pytest.mark.parametrize(
    ("number", "shown"), [("13805712236", "138****2236"), ("2123456", "212*3456"), ("12315", "12315"), ("", "")]
)
def test_masking(number: str, shown: str) -> None:
    assert mask(number) == shown
