"""The secretary's month by keyboard: a new form of the city's, a line of work, the return of March, two late cases."""

from __future__ import annotations

import shutil
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Side
from pypdf import PdfReader

from app.bootstrap import open_services
from app.paths import DataFolder
from app.services import exporting, templates
from app.services.excel.returned import read_return
from app.services.periods import Period, parse_period
from app.services.returns import ReturnInfo, Sheets
from app.services.values import Value
from tests.e2e.desk import Desk, at_work

#: The day the window takes for today: March is over, February was sealed when it was due.
TODAY = date(2026, 4, 3)
FEBRUARY, MARCH, APRIL = (parse_period(f"2026-{month:02}") for month in (2, 3, 4))
PHONE = {"item": "手机", "nature": "质量", "amount": "1.2万", "channel": "电话", "trader": "宏发手机店"}
MEAL = {"category": "生活、社会服务类", "nature": "价格", "amount": "300", "channel": "来人", "trader": "望江楼"}
SETTLED = {"result": "达成协议", "recovered": "235", "mediation_way": "现场"}
NAMES = (
    "李秀英",
    "周爱珍",
    "陈国庆",
    "欧阳桂芬",
    "王建国",
    "张玉兰",
    "徐志红",
    "马春生",
    "胡海燕",
    "郭文博",
    "何宇轩",
    "高子涵",
)
#: Reasons as they are typed.
REASON, LATER, AGAIN = "closed earlier months", " written late", "as before"
GOODS = (("家用电子电器类", "0101000000"), ("服装鞋帽类", "0102000000"), ("食品类", "0103000000"))


def strange_form(path: Path) -> dict[str, str]:
    """A form as no office drew it before: categories across, three rows of head, a column of units, no names.

    Gives the true key of every cell a figure belongs in.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "附表"
    thin = Side(style="thin")
    rows: list[list[str | int | None]] = [
        ["商品类消费投诉情况（月报）"],
        ["填报单位：", None, None, None, "报告期："],
        ["项目", "计量单位", "商品类"],
        [None, None, *(name for name, _ in GOODS), "小计"],
        ["甲", "乙", 1, 2, 3, 4],
        ["受理", "件"],
        ["办结", "件"],
        ["其中：调解成功", "件"],
        ["挽回经济损失", "万元"],
        ["其中：质量问题", "件"],
    ]
    for row in rows:
        sheet.append(row)
    for area in ("A1:F1", "A3:A4", "B3:B4", "C3:F3"):
        sheet.merge_cells(area)
    for line in sheet["A3:F10"]:
        for cell in line:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(horizontal="center")
    sheet.column_dimensions["A"].width = 22
    for letter in "BCDEF":
        sheet.column_dimensions[letter].width = 16
    for at in range(6, 11):
        sheet[f"F{at}"] = f"=SUM(C{at}:E{at})"
    book.save(path)
    kinds = {6: "accepted", 7: "closed", 8: "settled", 9: "recovered", 10: "settled"}
    last = {10: "|nature=N01"}
    return {
        f"{letter}{row}": f"{kind}|category={code}{last.get(row, '')}@current"
        for row, kind in kinds.items()
        for letter, code in zip("CDEF", (*(code for _, code in GOODS), "0100000000"), strict=True)
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, county_template: Path) -> Path:
    """A county with two months of cases, the earlier one sealed; more was settled in March than accepted."""
    root = tmp_path_factory.mktemp("secretary") / "office"
    shutil.copytree(county_template, root)
    services = open_services(DataFolder(root))
    try:
        take = services.complaints.register
        for n in range(24):
            day = f"2026-02-{1 + n:02}"
            what = PHONE if n % 2 else MEAL
            fields = {
                **what,
                "complainant": NAMES[n % 12],
                "facts": "用了两天就坏了",
                "received_on": day,
                "accepted_on": day,
            }
            if n % 4 == 0:
                fields |= {**SETTLED, "closed_on": f"2026-02-{5 + n:02}"}
            elif n % 4 < 3:
                fields |= {**SETTLED, "closed_on": f"2026-03-{2 + n:02}"}
            take(fields, today=TODAY)
        services.figures.set(FEBRUARY, {"leaflets": "500", "warnings": "1"})
        services.returns.seal("monthly", FEBRUARY, today=date(2026, 3, 3), by="陈秘书", insist=False)
        for n in range(10):
            day = f"2026-03-{1 + 2 * n:02}"
            fields = {
                **(MEAL if n == 3 else PHONE),
                "complainant": NAMES[n],
                "facts": "买来就坏了",
                "received_on": day,
                "accepted_on": day,
            }
            take(fields, today=TODAY)
    finally:
        services.close()
    return root


class Secretary(Desk):
    """The secretary, who knows the way about."""

    PAGE = 0.7
    APART = 25

    def chinese(self, text: str) -> None:
        """Type what no key stands for: each character is put on a key of its own, which the window hears of late."""
        for letter in text:
            self.desktop.type(letter, apart=500)

    def form_of_the_citys(self, path: Path) -> None:
        """Have a strange form looked at, settle what is in question, and take it into use."""
        self.press("alt+9", "6", "2")
        self.press("F10")
        self.write(str(path))
        self.desktop.keys("Return")
        draft = self.seen(self.services.binding.drafts, "the draft")[0]
        assert (draft.ask, draft.unbound) == (4, 0), "only the line «其中：质量问题» can be read in two ways"
        time.sleep(self.PAGE)
        self.press("shift+Right", "shift+Right", "shift+Right")  # the four cells of it at once
        self.write("tjcg")
        self.shot("another-indicator")
        self.desktop.keys("Return")
        self.seen(lambda: not self.services.binding.drafts()[0].ask, "the line to be settled")
        self.desktop.keys("F8")
        self.seen(lambda: all(area.confirmed for area in self.services.binding.draft(draft.id).areas), "the area")
        self.press("F10")
        self.shot("head")
        self.press("F10")
        self.shot("rules")
        self.press("F10")
        time.sleep(self.PAGE)  # it is filled to be looked at
        self.shot("trial")
        self.desktop.keys("F10")
        self.seen(lambda: not self.services.binding.drafts(), "the template to be in use")
        self.shot("in-use")

    def line_of_work(self) -> None:
        """One line of the work ledger: leaflets on a market in March."""
        self.press("alt+9", "1", "F7")
        self.desktop.keys("shift+Tab", "ctrl+a")
        self.fill("3-20", "1")
        time.sleep(self.PAGE)  # the figures of that kind are asked for
        self.fill("ziliao", "shichang")
        self.write("3100")
        self.chinese("余份")
        self.shot("line")
        self.desktop.keys("Return", "F10")
        self.seen(lambda: self.services.worklog.find(period=MARCH).rows, "the line of work")
        self.shot("ledger")

    def records_of_a_number(self) -> None:
        """From a number to its records, one of them opened, and back to the number."""
        self.press("Return")
        self.shot("records")
        self.press("Return")
        time.sleep(self.PAGE)
        self.shot("record")
        self.press("Escape")
        time.sleep(self.PAGE)
        self.shot("back")

    def reason(self, text: str) -> None:
        """In the check: the one warning explained, and on to sealing."""
        self.desktop.keys("Tab")
        self.write(text)
        self.shot("reason")
        self.desktop.keys("Return")
        self.press("F10")
        self.shot("ready")

    def seal(self, revision: int) -> ReturnInfo:
        """Seal what is ready; the question that comes is answered with the button left of the safe one."""
        self.press("F10")
        self.press("Left")
        self.desktop.keys("Return")

        def sealed() -> ReturnInfo | None:
            made = self.services.returns.revisions("monthly", MARCH)
            return next((each for each in made if each.state == "sealed" and each.revision == revision), None)

        info = self.seen(sealed, f"revision {revision} to be sealed")
        time.sleep(self.PAGE)
        self.shot("sealed")
        return info

    def save_into(self, key: str, folder: Path, name: str) -> Path:
        """Have something written into a folder that is chosen by typing its path."""
        self.press(key)
        time.sleep(self.PAGE)
        self.desktop.keys("ctrl+a")
        self.write(str(folder))
        self.desktop.keys("Return")
        self.seen(lambda: (folder / name).exists(), name)
        time.sleep(self.PAGE)
        self.shot("written")
        return folder / name

    def late_case(self, who: str, phone: str, trader: str, answer: int) -> None:
        """A case of a day already reported; ``answer``: how many buttons the wanted one stands left of «先不存»."""
        before = self.services.complaints.find().total
        self.press("alt+1", "1")
        time.sleep(self.PAGE)
        self.press("F11")
        self.fill(who, phone, "", "", "", "", "")
        self.desktop.keys("ctrl+a")
        self.fill("3-25", "")
        self.press("F11")
        self.fill("", "", trader, "", "sj", "1280", "3-1")
        self.write("broken")
        self.desktop.keys("F8")
        self.fill("zl", "")
        self.press("F11")
        self.fill("", "", "3-25")
        self.press("F10")
        self.shot("question")
        self.press(*["Left"] * answer)
        assert self.services.complaints.find().total == before, "nothing is stored before the question is answered"
        self.desktop.keys("Return")
        self.seen(lambda: self.services.complaints.find().total > before, f"the case of {who}")
        self.shot("answered")

    def figure(self, period: Period, name: str) -> Value:
        """A figure as the sheets of ``period`` show it; ``name``: its key."""
        sheets = self.services.returns.preview("monthly", period, today=TODAY)
        return next(item.value for item in sheets.cells if item.cell.key == name)


def told(sheets: Sheets) -> dict[tuple[str, str], Value]:
    """What the cells of a return say."""
    return {(item.cell.sheet, item.cell.cell): item.value for item in sheets.cells}


def test_a_month_of_the_secretary(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    form = tmp_path / "biao.xlsx"
    truth = strange_form(form)
    with at_work(Secretary, office, tmp_path, TODAY) as desk:
        services = desk.services
        february = told(services.returns.sheets_of("monthly", FEBRUARY))

        desk.form_of_the_citys(form)
        bound = next(info for info in templates.listed(services.database) if info.source == "bound")
        definition = templates.read(services.database, bound.id, bound.version).definition
        assert {cell.cell: cell.key for cell in definition.plain_cells} == truth
        assert (bound.title, bound.periods, bound.due_day) == ("商品类消费投诉情况（月报）", ("month",), 5)

        desk.line_of_work()
        assert desk.figure(MARCH, "leaflets@current") == Value("value", Decimal(3100), "余")

        desk.press("alt+8")
        time.sleep(1.5)
        desk.shot("loose")
        desk.press("F10")
        desk.records_of_a_number()
        desk.press("ctrl+Next", "ctrl+Next", "Down", "Down")
        desk.fill("4")
        desk.seen(lambda: desk.figure(MARCH, "warnings@current").number == 4, "the figure typed in")
        desk.shot("typed")
        desk.press("F10")
        desk.reason(REASON)
        info = desk.seal(1)
        assert (info.sealed_by, info.remarks) == ("Wang", 1)

        names = exporting.names("青溪县消保委", MARCH, "消费者投诉综合统计月报表", 1)
        book = desk.save_into("F8", out, names[0])
        first = services.returns.sheets_of("monthly", MARCH, 1)
        reading = read_return(book, templates.read(services.database, "monthly", info.version).definition)
        assert {tuple(cell.place.split("!")): cell.value.number for cell in reading.cells} == {
            place: value.number for place, value in told(first).items()
        }
        assert (reading.office_code, reading.period, reading.changed) == ("331122", "2026-03", ())
        assert [(remark.kind, remark.code, remark.cell, remark.reason, remark.by) for remark in reading.remarks] == [
            ("explained", "return.rule_broken", "C6", REASON, "Wang")
        ]
        words = "".join(page.extract_text() for page in PdfReader(out / names[1]).pages)
        words = "".join(words.split())
        assert all(said in words for said in ("投诉处理情况表", "青溪县消保委", "2026年3月", "家用电子电器类", "3100"))

        desk.late_case("zhangsan", "13805712236", "chaoshi", 2)
        assert told(services.returns.sheets_of("monthly", MARCH)) == told(first)
        assert services.returns.difference("monthly", MARCH, 1) == (), "a late report belongs to the next month"
        assert desk.figure(APRIL, "accepted@current").number == 1

        desk.late_case("lisi", "13905712237", "shangdian", 1)
        assert services.returns.difference("monthly", MARCH, 1), "the other case belongs to March"
        desk.desktop.keys("ctrl+End")
        desk.write(LATER)
        desk.desktop.keys("Tab", "Return")
        desk.seen(lambda: services.returns.revisions("monthly", MARCH)[0].revision == 2, "the second revision")
        desk.shot("second")
        desk.press("Return", "F10")
        desk.press("F10")
        desk.reason(AGAIN)
        again = desk.seal(2)
        assert again.reason == "补记3月25日受理的" + LATER
        changed = {
            cell.key: (cell.before.number, cell.after.number)
            for cell in services.returns.difference("monthly", MARCH, 1, 2)
        }
        assert changed["accepted@current"] == (Decimal(10), Decimal(11))
        assert [(each.revision, each.state) for each in services.returns.revisions("monthly", MARCH)] == [
            (2, "sealed"),
            (1, "sealed"),
        ]

        desk.press("alt+9", "6", "1")
        desk.press("Down")
        desk.shot("history")
        desk.press("Return")
        time.sleep(desk.PAGE)
        desk.shot("as-sent")
        sent = tmp_path / "sent"
        sent.mkdir()
        copy = desk.save_into("F9", sent, names[0])
        assert copy.read_bytes() == book.read_bytes() == services.returns.file_of("monthly", MARCH, 1).data
        assert told(services.returns.sheets_of("monthly", MARCH, 1)) == told(first)
        assert told(services.returns.sheets_of("monthly", FEBRUARY)) == february
