"""The table of time limits: an office's own rules are checked, kept through a new version, and dropped again."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.models import Change, Setting
from app.services import codelists
from app.services.calendars import HANDLERS, Calendars, Rule
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.deadlines import Deadlines

TODAY = date(2026, 4, 7)
OWN = {
    "handler": "消保委",
    "region": "331122",
    "valid_from": "2026年1月1日",
    "decide_days": "３个工作日",
    "decide_unit": "工作日",
    "mediate_days": "20",
    "mediate_unit": "日",
    "papers": "照算",
}


@pytest.fixture
def calendars(county: Database) -> Calendars:
    return Calendars(county)


def used(calendars: Calendars, today: date = TODAY) -> list[str]:
    return [rule.key for rule in calendars.rules(today=today) if rule.in_use]


def synchronise_again(database: Database) -> None:
    """As a new version of the program does."""
    with database.write() as session:
        session.merge(Setting(name="reference.time_limits", value="older"))
    with database.write() as session:
        codelists.synchronise(session)


def test_the_rules_the_program_ships(calendars: Calendars) -> None:
    rules = calendars.rules(today=TODAY)
    assert [rule.key for rule in rules] == [
        "committee|330000|2017-05-01",
        "regulator||2026-04-15",
        "regulator||2020-01-01",
        "other||",
    ]
    assert {(rule.own, rule.replaces, rule.papers) for rule in rules} == {(False, False, "restart")}
    assert rules[0].region_name == "浙江省"
    assert used(calendars) == ["committee|330000|2017-05-01"]


def test_who_handles_here_decides_which_rule_holds(calendars: Calendars) -> None:
    assert calendars.handler() == "committee"
    for words, key in (("市场监管部门", "regulator"), ("other", "other"), (" 消保委 ", "committee")):
        assert calendars.set_handler(words, by="王桂芬") == key == calendars.handler()
    calendars.set_handler("regulator")
    assert used(calendars) == ["regulator||2020-01-01"]
    assert used(calendars, date(2026, 4, 15)) == ["regulator||2026-04-15"]
    with pytest.raises(AppError) as caught:
        calendars.set_handler("法院")
    assert caught.value.code == "calendar.unknown_handler" and "市场监管部门" in caught.value.message


def test_a_rule_of_the_offices_own(calendars: Calendars, county: Database) -> None:
    complaints, deadlines = Complaints(county), Deadlines(county)
    case = complaints.register({"complainant": "李秀英", "received_on": "2026-04-01"}, today=TODAY).record.id
    assert [one.due_on for one in deadlines.of_case(case, today=TODAY)] == [date(2026, 4, 9)]
    rule = calendars.put_rule(OWN, by="王桂芬", today=TODAY)
    assert rule == Rule(
        "committee|331122|2026-01-01",
        "committee",
        "消保委",
        "331122",
        "缙云县",
        date(2026, 1, 1),
        None,
        3,
        "working",
        20,
        "calendar",
        "run",
        own=True,
        replaces=False,
        in_use=True,
    )
    assert [one.due_on for one in deadlines.of_case(case, today=TODAY)] == [date(2026, 4, 7)]
    synchronise_again(county)
    assert used(calendars) == [rule.key]
    changed = calendars.put_rule({"key": rule.key, "decide_days": "4"}, by="王桂芬", today=TODAY)
    assert (changed.key, changed.decide_days, changed.mediate_days, changed.papers) == (rule.key, 4, 20, "run")
    assert calendars.drop_rule(rule.key, by="王桂芬", today=TODAY) is None
    assert used(calendars) == ["committee|330000|2017-05-01"]
    assert [one.due_on for one in deadlines.of_case(case, today=TODAY)] == [date(2026, 4, 9)]
    with county.read() as session:
        told = session.execute(select(Change.before, Change.after, Change.by).where(Change.field == rule.key)).all()
    first = "消保委（缙云县）2026-01-01 起：受理 3 个工作日，调解 20 日，补正期间照算"
    second = first.replace("受理 3", "受理 4")
    assert [tuple(row) for row in told] == [
        (None, first, "王桂芬"),
        (first, second, "王桂芬"),
        (second, None, "王桂芬"),
    ]


def test_a_changed_shipped_rule_comes_back_when_it_is_dropped(calendars: Calendars, county: Database) -> None:
    (shipped,) = (rule for rule in calendars.rules(today=TODAY) if rule.handler == "committee")
    changed = calendars.put_rule({"key": shipped.key, "mediate_days": "15"}, today=TODAY)
    assert changed.own and changed.replaces and changed.in_use and changed.mediate_days == 15
    synchronise_again(county)
    assert [rule for rule in calendars.rules(today=TODAY) if rule.key == shipped.key] == [changed]
    assert calendars.drop_rule(shipped.key, today=TODAY) == shipped
    assert len(calendars.rules(today=TODAY)) == 4
    with pytest.raises(AppError) as caught:
        calendars.drop_rule(shipped.key)
    assert caught.value.code == "calendar.rule_shipped"


def test_a_shipped_rule_moved_to_another_day_stays_beside_the_own_one(calendars: Calendars) -> None:
    key = "committee|330000|2017-05-01"
    moved = calendars.put_rule({"key": key, "valid_from": "2026-03-01", "mediate_days": "15"}, today=TODAY)
    assert moved.key == "committee|330000|2026-03-01" and not moved.replaces
    assert used(calendars) == [moved.key] and used(calendars, date(2026, 2, 28)) == [key]
    again = calendars.put_rule({"key": moved.key, "valid_from": "2026-03-02"}, today=TODAY)
    assert [rule.key for rule in calendars.rules(today=TODAY) if rule.own] == [again.key]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"handler": "法院"}, "handler"),
        ({"region": "331199"}, "region"),
        ({"region": "没有的县"}, "region"),
        ({"valid_from": "明年"}, "valid_from"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_from": "1026-02-03"}, "valid_from"),
        ({"valid_to": "2025-12-31"}, "valid_to"),
        ({"decide_days": "0"}, "decide_days"),
        ({"decide_days": "-3"}, "decide_days"),
        ({"decide_days": "201"}, "decide_days"),
        ({"decide_days": "五"}, "decide_days"),
        ({"mediate_days": ""}, "mediate_days"),
        ({"mediate_unit": "个月"}, "mediate_unit"),
        ({"papers": "再说"}, "papers"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(calendars: Calendars, changed: dict[str, str], field: str) -> None:
    before = calendars.rules(today=TODAY)
    with pytest.raises(AppError) as caught:
        calendars.put_rule({**OWN, **changed})
    assert caught.value.code == "calendar.rule_not_taken"
    assert [issue.cell for issue in caught.value.issues] == [field]
    assert calendars.rules(today=TODAY) == before


def test_what_is_left_out_of_a_new_rule_is_asked_for(calendars: Calendars) -> None:
    with pytest.raises(AppError) as caught:
        calendars.put_rule({"handler": "other", "decide_days": "7"})
    assert [issue.cell for issue in caught.value.issues] == ["decide_unit", "mediate_days", "mediate_unit"]
    rule = calendars.put_rule(
        {"handler": "other", "decide_days": "7", "decide_unit": "日", "mediate_days": "30", "mediate_unit": "日"}
    )
    assert (rule.region, rule.name, rule.papers, rule.valid_from) == ("331122", HANDLERS["other"], "restart", None)


def test_two_rules_of_one_day_are_refused(calendars: Calendars) -> None:
    calendars.put_rule(OWN)
    with pytest.raises(AppError) as caught:
        calendars.put_rule(OWN)
    assert [issue.cell for issue in caught.value.issues] == ["valid_from"]
    with pytest.raises(AppError) as caught:
        calendars.put_rule({"key": "committee|331122|2026-01-01", "region": "浙江省", "valid_from": "2017-05-01"})
    assert [issue.cell for issue in caught.value.issues] == ["valid_from"]
    assert len(calendars.rules(today=TODAY)) == 5


@pytest.mark.parametrize("key", ["", "committee", "committee|331122|2026-01-02"])
def test_a_rule_that_is_not_there(calendars: Calendars, key: str) -> None:
    with pytest.raises(AppError) as caught:
        calendars.drop_rule(key)
    assert caught.value.code == "calendar.rule_unknown"


def test_every_day_keeps_a_rule(calendars: Calendars, county: Database) -> None:
    """Without one neither the register nor the first page could be shown."""
    Complaints(county).register({"complainant": "李秀英", "received_on": "2026-03-02"}, today=TODAY)
    calendars.set_handler("其他")
    with pytest.raises(AppError) as error:
        calendars.put_rule({"key": "other||", "valid_to": "2025-12-31"}, today=TODAY)
    assert (error.value.code, error.value.params["on"]) == ("calendar.rule_gap", "2026-01-01")
    assert Deadlines(county).list(TODAY).cases
    following = {**OWN, "handler": "其他", "region": "", "valid_from": "2026-01-01"}
    calendars.put_rule(following, today=TODAY)
    calendars.put_rule({"key": "other||", "valid_to": "2025-12-31"}, today=TODAY)
    with pytest.raises(AppError) as error:
        calendars.drop_rule("other||2026-01-01", today=TODAY)
    assert error.value.code == "calendar.rule_gap"
    assert [rule.key for rule in calendars.rules(today=TODAY) if rule.in_use] == ["other||2026-01-01"]
