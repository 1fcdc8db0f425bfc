"""The rosters: how many stood on a day is counted, whatever happened since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.bootstrap import Services
from app.errors import AppError
from app.services.database import Database
from app.services.rosters.text_rows import rows_of_text

DAY = date(2026, 7, 10)
JUNE = date(2026, 6, 30)


@pytest.fixture
def services(county: Database) -> Services:
    return Services(county)


def put(services: Services, register: str = "network", **raw: str) -> str:
    given = {"kind": "投诉站", "name": "城东投诉站", "opened_on": "2020-05-01", **raw}
    return services.rosters.add(register, given, today=DAY, by="李燕").entry.id


def standing(services: Services, day: date, register: str = "network") -> int:
    return services.rosters.tally(register, day).standing


def test_who_stood_on_a_day_is_counted(services: Services) -> None:
    put(services, name="甲", opened_on="2019年", person="王建国、李秀英")
    put(services, name="乙", opened_on="2026年6月30日", kind="分会")
    closed = put(services, name="丙", opened_on="2020-02")
    services.rosters.close(closed, on="6月30日", reason="并村撤并", today=DAY)
    assert [standing(services, day) for day in (date(2018, 12, 31), date(2019, 1, 1), date(2026, 6, 29), JUNE)] == [
        0, 1, 2, 2,
    ]  # fmt: skip
    tally = services.rosters.tally("network", JUNE)
    assert (tally.opened, tally.closed, tally.people) == (1, 1, 2)
    assert [(name, many) for _, name, many in tally.kinds] == [("分会", 1), ("投诉站", 1)]
    assert services.rosters.tally("network", JUNE, JUNE).opened == 1
    find = services.rosters.find
    assert [row.name for row in find("network", state="standing", day=JUNE).rows] == ["乙", "甲"]
    assert [row.name for row in find("network", state="closed", day=JUNE).rows] == ["丙"]
    assert find("network").total == 3 and find("title").total == 0


def test_what_happened_is_counted_and_can_be_taken_out(services: Services) -> None:
    wanted = put(services, "title", kind="满意单位", name="惠民超市")
    rosters = services.rosters
    rosters.event(wanted, {"kind": "复核", "on": "6月1日", "value": "合格"}, today=DAY)
    entry = rosters.event(wanted, {"kind": "授牌"}, today=DAY).entry
    assert [(each.kind, each.on) for each in entry.happenings] == [("review", date(2026, 6, 1)), ("plaque", DAY)]
    assert [(code, many) for code, _, many in rosters.tally("title", JUNE).events] == [("review", 1)]
    rosters.drop_event(entry.happenings[0].id)
    assert rosters.tally("title", JUNE).events == ()
    rosters.restore_event(entry.happenings[0].id)
    assert rosters.show(wanted).last("review") == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "star"), [("5星", "五星"), ("四星级", "四星"), ("3", "三星"), ("市级示范", "市级示范")]
)
def test_the_latest_star_stands(services: Services, text: str, star: str) -> None:
    wanted = put(services)
    services.rosters.event(wanted, {"kind": "星级", "value": "一星", "on": "2021年"}, today=DAY)
    services.rosters.event(wanted, {"kind": "星级", "value": text}, today=DAY)
    assert services.rosters.show(wanted).star == star


@pytest.mark.parametrize(
    "raw",
    [
        {"name": ""},
        {"kind": "火星站"},
        {"opened_on": "明天"},
        {"opened_on": "2026-07-11"},
        {"opened_on": ""},
        {"closed_on": "2019-01-01"},
        {"closed_reason": "撤了"},
        {"star": "5"},
    ],
)
def test_what_cannot_be_taken_is_refused(services: Services, raw: dict[str, str]) -> None:
    with pytest.raises(AppError, match=r"roster\.not_taken"):
        put(services, **raw)
    assert services.rosters.find("network").total == 0


def test_an_event_belongs_to_its_roster_and_its_time(services: Services) -> None:
    wanted = put(services, opened_on="2026-05-01")
    for raw in ({"kind": "发聘书"}, {"kind": "培训", "on": "2026-04-30"}, {"kind": "培训", "on": "2027-01-01"}, {}):
        with pytest.raises(AppError, match=r"roster\.not_taken"):
            services.rosters.event(wanted, raw, today=DAY)


def test_a_change_an_end_and_a_deletion_are_taken_back(services: Services) -> None:
    rosters, wanted = services.rosters, put(services)
    rosters.change(wanted, {"person": "周小明", "kind": "联络站"}, today=DAY, by="陈明亮")
    told = {edit.label: (edit.before, edit.after) for edit in rosters.history(wanted)}
    assert told == {"负责人": (None, "周小明"), "种类": ("投诉站", "联络站")}
    rosters.close(wanted, on="6月1日", reason="拆迁", today=DAY)
    assert standing(services, JUNE) == 0
    back = rosters.take_back(wanted)
    assert (back.closed_on, back.closed_reason) == (None, "") and standing(services, JUNE) == 1
    rosters.delete(wanted)
    assert standing(services, JUNE) == 0 and rosters.find("network", state="deleted").total == 1
    rosters.take_back(wanted)
    assert standing(services, JUNE) == 1
    reopened = rosters.close(wanted, on="6月1日", today=DAY).entry
    assert rosters.change(reopened.id, {"closed_on": ""}, today=DAY).entry.closed_on is None


def test_a_twin_is_remarked_upon(services: Services) -> None:
    put(services)
    again = services.rosters.add("network", {"kind": "投诉站", "name": "城东投诉站", "opened_on": "2021"}, today=DAY)
    assert [issue.severity for issue in again.issues] == ["warning"]


PASTED = (
    "2026年分会、站点一览表\n"
    "序号\t类型\t站点名称\t负责人\t联系电话\t成立时间\t得分\n"
    "1\t分会\t石门镇分会\t陈志强\t13800001111\t2015.6\t95\n"
    "2\t联络点\t溪口村联络站\t周小明\t\t2020年\t88\n"
    "3\t火星站\t火星\t\t\t2020\t1\n"
    "4\t分会\t石门镇分会\t陈志强\t\t2015.6\t95\n"
)


def test_a_pasted_list_is_planned_taken_in_and_undone(services: Services) -> None:
    rosters = services.rosters
    plan = rosters.plan("network", rows_of_text(PASTED), today=DAY)
    assert [(row.row, row.state) for row in plan.rows] == [(3, "new"), (4, "new"), (5, "rejected"), (6, "rejected")]
    assert [head for head, name in plan.columns if not name] == ["序号", "得分"]
    assert rosters.find("network").total == 0, "nothing is written before the person agrees"
    taken = rosters.apply(plan, today=DAY, by="李燕")
    assert (len(taken.new), taken.rejected) == (2, 2)
    assert [(row.kind, row.opened_on) for row in rosters.find("network").rows] == [
        ("branch", date(2015, 6, 1)),
        ("liaison", date(2020, 1, 1)),
    ]
    again = rosters.plan("network", rows_of_text(PASTED), today=DAY)
    assert [row.state for row in again.rows][:2] == ["unchanged", "unchanged"]
    newer = rosters.plan("network", rows_of_text(PASTED.replace("周小明", "郑大海")), today=DAY)
    assert [row.state for row in newer.rows][:2] == ["unchanged", "changed"]
    changed = rosters.apply(newer, today=DAY)
    assert rosters.find("network", "郑大海").total == 1
    assert rosters.take_out(changed) == (1, 0)
    assert rosters.find("network", "周小明").total == 1
    edited = rosters.find("network", "石门").rows[0].id
    rosters.change(edited, {"phone": "110"}, today=DAY)
    assert rosters.take_out(taken) == (0, 2), "what was touched since stays"


def test_a_list_without_headings_and_one_from_a_workbook(services: Services, tmp_path: Path) -> None:
    rosters = services.rosters
    plan = rosters.plan("volunteer", [["志愿者", "王芳", "城关镇", "13800002222", "", "2024-03-15"]], today=DAY)
    assert [(row.state, row.name, row.opened_on) for row in plan.rows] == [("new", "王芳", date(2024, 3, 15))]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["称号", "企业名称", "授予时间"], ["诚信联盟", "惠民超市", date(2023, 3, 15)], [None, None, None]):
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    plan = rosters.plan_file("title", tmp_path / "名单.xlsx", today=DAY)
    assert [(row.state, row.name, row.opened_on) for row in plan.rows] == [("new", "惠民超市", date(2023, 3, 15))]
    with pytest.raises(AppError, match=r"roster\.no_rows"):
        rosters.plan("title", [["", ""]], today=DAY)
    with pytest.raises(AppError, match=r"roster\.no_register"):
        rosters.plan("nobody", [["x"]], today=DAY)
