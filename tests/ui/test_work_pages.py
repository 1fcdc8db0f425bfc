"""工作台账 and the rosters, by keyboard: a line, an entry, its end, a list taken in, and taking back."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from app.services.periods import parse_period
from app.services.values import Value
from app.ui.pages.rosters.entry_page import RosterEntryPage
from app.ui.pages.rosters.import_page import RosterImportPage
from app.ui.pages.rosters.page import RosterPage
from app.ui.pages.worklog.line_page import WorkLinePage
from app.ui.pages.worklog.page import WorklogPage
from app.ui.theme import look
from tests.ui import audit
from tests.ui.desk import Desk
from tests.ui.keys import press, write
from tests.ui.test_audit import ROOMS, nothing

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
LINES = (
    {"kind": "消费教育讲座", "what": "在实验小学讲消费安全", "on": "2026-04-01", "lectures": "1"},
    {"kind": "宣传活动", "what": "在城东市场发资料", "on": "2026-04-02", "leaflets": "近5000", "more": "横幅 20条"},
    {"kind": "培训", "what": "投诉站信息员业务培训", "on": "2026-03-20", "training_people": "86"},
)
ENTRIES = (
    ("network", {"kind": "分会", "name": "石门镇分会", "person": "陈志强、欧阳秀英", "opened_on": "2015"}),
    ("network", {"kind": "投诉站", "name": "城东农贸市场投诉站", "phone": "0589-6123456", "opened_on": "2026-04-01"}),
    ("volunteer", {"kind": "志愿者", "name": "王芳", "person": "城关镇", "opened_on": "2024-03-15"}),
    ("title", {"kind": "满意单位", "name": "青溪惠民超市有限公司", "opened_on": "2023-03-15"}),
)


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three lines of the ledger, and a few entries of every roster."""
    for raw in LINES:
        desk.services.worklog.add(raw, today=desk.today, by="李燕")
    for register, raw in ENTRIES:
        desk.services.rosters.add(register, raw, today=desk.today, by="李燕")
    return desk


def settle(desk: Desk) -> None:
    """What was asked for was read, and what it asks for in turn."""
    for _ in range(3):
        desk.settle()
        desk.qtbot.wait(40)
    desk.settle()


def line_form(desk: Desk) -> WorkLinePage:
    page = desk.window.page("worklog-line")
    assert desk.window.current == "worklog-line" and isinstance(page, WorkLinePage)
    return page


def entry_form(desk: Desk) -> RosterEntryPage:
    page = desk.window.page("roster-entry")
    assert desk.window.current == "roster-entry" and isinstance(page, RosterEntryPage)
    return page


# -- the work ledger ----------------------------------------------------------------------------------
def test_a_line_is_written_by_keyboard_and_undone(desk: Desk) -> None:
    page = desk.go("worklog", WorklogPage)
    settle(desk)
    press(page, Key.Key_F7)
    settle(desk)
    form = line_form(desk)
    assert form.form.fields["kind"].input.hasFocus(), "the day is today's; the kind comes first"
    press(form.form.fields["kind"].input, Key.Key_3)
    press(form.form.fields["kind"].input, Key.Key_Return)
    settle(desk)
    assert form.form.fields["what"].input.hasFocus()
    assert form.form.text("lectures") == "1" and "pupils_taught" in form.form.fields
    write(form.form.fields["what"].input, "在实验小学讲消费安全")
    form.form.focus_on("pupils_taught")
    write(form.form.fields["pupils_taught"].input, "3100余人次")
    form.form.focus_on("more")
    assert form.form.fields["pupils_taught"].hint == "3,100余人次", "what was understood is said"
    write(form.form.fields["more"].input, "宣传资料 近5000份")
    form.form.focus_on("note")
    settle(desk)
    assert form.form.fields["more"].hint == "各类宣传资料 近5,000份"
    press(form.form.fields["note"].input, Key.Key_F10)
    settle(desk)
    assert desk.window.current == "worklog"
    (line,) = desk.services.worklog.find().rows
    assert (line.kind, line.on) == ("lecture", desk.today)
    assert {m.key: m.value for m in line.measures} == {
        "lectures": Value.of(1),
        "pupils_taught": Value.of(3100, "余"),
        "leaflets": Value.of(5000, "近"),
    }
    assert page.table.current_row().id == line.id and page.head.fact.text() == "2026年4月 1 笔"
    press(page.table, Key.Key_Z, CONTROL)
    settle(desk)
    assert desk.services.worklog.find().total == 0
    assert desk.services.worklog.find(deleted=True).total == 1


def test_another_kind_asks_for_other_figures_and_keeps_what_was_typed(desk: Desk) -> None:
    desk.go("worklog", WorklogPage)
    desk.window.go("worklog-line", kind="publicity")
    settle(desk)
    form = line_form(desk)
    form.form.focus_on("leaflets")
    write(form.form.fields["leaflets"].input, "500")
    form.form.focus_on("what")
    write(form.form.fields["what"].input, "下乡")
    form.form.focus_on("kind")
    form.form.choose("kind", "lecture")
    form.form.focus_on("place")
    settle(desk)
    assert form.form.text("leaflets") == "500" and form.form.text("what") == "下乡"
    assert form.form.text("lectures") == "1" and form.form.fields["place"].input.hasFocus()
    assert "event_people" not in form.form.fields


def test_what_is_wrong_is_said_at_its_figure_and_stays(desk: Desk) -> None:
    desk.go("worklog", WorklogPage)
    desk.window.go("worklog-line", kind="publicity")
    settle(desk)
    form = line_form(desk)
    form.form.focus_on("what")
    write(form.form.fields["what"].input, "下乡")
    form.form.focus_on("leaflets")
    write(form.form.fields["leaflets"].input, "好多份")
    press(form.form.fields["leaflets"].input, Key.Key_F10)
    settle(desk)
    assert form.form.fields["leaflets"].state == "error" and form.form.text("leaflets") == "好多份"
    assert desk.services.worklog.find().total == 0 and desk.window.current == "worklog-line"


def test_the_list_by_month_with_its_sums_and_a_changed_line(filled: Desk) -> None:
    page = filled.go("worklog", WorklogPage)
    settle(filled)
    assert [page.groups.words(key) for key in page.groups.keys] == [
        "4月 2", "3月 1", "2026年 3", "2025年 0", "全部 3", "删掉的 0",
    ]  # fmt: skip
    shown = [page.model.row(at).what for at in range(page.model.rowCount())]
    assert shown == ["在城东市场发资料", "在实验小学讲消费安全"]
    assert {each.key: each.words for each in page._sums} == {
        "banners": "20条", "leaflets": "近5,000份", "lectures": "1次",
    }  # fmt: skip
    press(page.table, Key.Key_2)
    settle(filled)
    assert page.table.current_row().kind == "training"
    press(page.table, Key.Key_Return)
    settle(filled)
    form = line_form(filled)
    assert form.form.text("training_people") == "86" and form.form.text("trainings") == ""
    form.form.focus_on("training_people")
    form.form.fields["training_people"].set_text("")
    write(form.form.fields["training_people"].input, "90余")
    press(form.form.fields["training_people"].input, Key.Key_F10)
    settle(filled)
    march = parse_period("2026-03")
    assert [each.value for each in filled.services.worklog.sums(march)] == [Value.of(90, "余")]
    press(page.table, Key.Key_Z, CONTROL)
    settle(filled)
    assert [each.value for each in filled.services.worklog.sums(march)] == [Value.of(86)]


def test_a_line_is_deleted_and_put_back(filled: Desk) -> None:
    page = filled.go("worklog", WorklogPage)
    settle(filled)
    press(page.table, Key.Key_Delete)
    settle(filled)
    assert page.model.rowCount() == 1
    press(page.table, Key.Key_6)
    settle(filled)
    assert page.restore_button.isVisible()
    press(page.table, Key.Key_F8)
    settle(filled)
    assert filled.services.worklog.find().total == 3


def test_the_way_from_a_figure_leads_to_its_line(filled: Desk) -> None:
    wanted = filled.services.worklog.find("培训").rows[0].id
    filled.window.go("worklog", entry=wanted)
    settle(filled)
    page = filled.window.page("worklog")
    assert isinstance(page, WorklogPage) and page.table.current_row().id == wanted


# -- the rosters --------------------------------------------------------------------------------------
def test_an_entry_is_made_by_keyboard_and_undone(desk: Desk) -> None:
    page = desk.go("network", RosterPage)
    settle(desk)
    assert page.empty.isVisible()
    press(page, Key.Key_F7)
    settle(desk)
    form = entry_form(desk)
    press(form.form.fields["kind"].input, Key.Key_2)
    form.form.focus_on("name")
    write(form.form.fields["name"].input, "城东投诉站")
    form.form.focus_on("opened_on")
    write(form.form.fields["opened_on"].input, "4月1日")
    press(form.form.fields["opened_on"].input, Key.Key_F10)
    settle(desk)
    assert desk.window.current == "network" and page.table.current_row().name == "城东投诉站"
    assert page.beside.count.number.text() == "1" and page.head.fact.text() == "今天有 1 个"
    press(page.table, Key.Key_Z, CONTROL)
    settle(desk)
    assert desk.services.rosters.find("network").total == 0


def test_an_entry_ends_and_the_days_before_still_count_it(filled: Desk) -> None:
    page = filled.go("network", RosterPage)
    settle(filled)
    assert page.beside.count.number.text() == "2"
    press(page.table, Key.Key_F9)
    settle(filled)
    form = entry_form(filled)
    form.form.focus_on("closed_reason")
    write(form.form.fields["closed_reason"].input, "并镇撤并")
    press(form.form.fields["closed_reason"].input, Key.Key_F10)
    settle(filled)
    assert page.beside.count.number.text() == "1"
    page.beside.count.field.set_text("2025年12月31日")
    press(page.beside.count.field.input, Key.Key_Return)
    settle(filled)
    assert (page.beside.count.day, page.beside.count.number.text()) == (date(2025, 12, 31), "1")
    assert "分会 1" in page.beside.count.kinds.text()
    press(page, Key.Key_Z, CONTROL)
    settle(filled)
    assert filled.services.rosters.tally("network", filled.today).standing == 2


def test_what_happened_is_written_down_and_undone(filled: Desk) -> None:
    page = filled.go("titles", RosterPage)
    settle(filled)
    press(page.table, Key.Key_F8)
    settle(filled)
    form = entry_form(filled)
    press(form.form.fields["kind"].input, Key.Key_1)
    press(form.form.fields["kind"].input, Key.Key_F10)
    settle(filled)
    (entry,) = filled.services.rosters.find("title").rows
    assert [each.kind for each in entry.happenings] == ["review"]
    press(page.table, Key.Key_Z, CONTROL)
    settle(filled)
    assert filled.services.rosters.show(entry.id).happenings == ()


def test_a_list_is_pasted_looked_at_taken_in_and_undone(desk: Desk) -> None:
    desk.go("volunteers", RosterPage)
    desk.window.go("roster-import", register="volunteer")
    settle(desk)
    page = desk.window.page("roster-import")
    assert isinstance(page, RosterImportPage) and page.field.input.hasFocus()
    write(page.field.input, "种类\t姓名\t加入日期\n志愿者\t王芳\t2024-03-15\n火星人\t李四\t2024\n")
    settle(desk)
    assert [page.model.row(at).state for at in range(page.model.rowCount())] == ["new", "rejected"]
    assert desk.services.rosters.find("volunteer").total == 0
    press(page.field.input, Key.Key_F10)
    settle(desk)
    roster = desk.window.page("volunteers")
    assert desk.window.current == "volunteers" and isinstance(roster, RosterPage)
    assert desk.services.rosters.find("volunteer").total == 1
    press(roster.table, Key.Key_Z, CONTROL)
    settle(desk)
    assert desk.services.rosters.find("volunteer").total == 0


# -- nobody is stopped --------------------------------------------------------------------------------
@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("key", ["worklog", "network", "volunteers", "titles"])
def test_a_filled_list_stops_nobody(key: str, room: tuple[int, int, float], filled: Desk) -> None:
    width, height, scale = room
    look().set_scale(scale)
    filled.window.resize(width, height)
    filled.window.go(key)
    settle(filled)
    nothing(audit.everything(filled.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("now", ["kind", "lectures", "more", "on"])
def test_a_line_half_written_stops_nobody(now: str, room: tuple[int, int, float], filled: Desk) -> None:
    width, height, scale = room
    look().set_scale(scale)
    filled.window.resize(width, height)
    filled.window.go("worklog-line", kind="lecture")
    settle(filled)
    form = line_form(filled)
    form.form.focus_on("what")
    write(form.form.fields["what"].input, "在实验小学讲消费安全")
    form.form.focus_on("pupils_taught")
    write(form.form.fields["pupils_taught"].input, "好多")
    form.form.focus_on(now)
    settle(filled)
    nothing(audit.everything(filled.window))


@pytest.mark.parametrize("room", ROOMS.values(), ids=list(ROOMS))
@pytest.mark.parametrize("how", ["change", "event", "close", "list"])
def test_the_forms_of_a_roster_stop_nobody(how: str, room: tuple[int, int, float], filled: Desk) -> None:
    width, height, scale = room
    look().set_scale(scale)
    filled.window.resize(width, height)
    wanted = filled.services.rosters.find("network").rows[0].id
    if how == "list":
        filled.window.go("roster-import", register="network")
        settle(filled)
        page = filled.window.page("roster-import")
        assert isinstance(page, RosterImportPage)
        write(page.field.input, "种类\t名称\t设立日期\t得分\n分会\t溪口镇分会\t2024\t9\n火星站\t李四\t2024\t8\n")
    else:
        filled.window.go("roster-entry", entry=wanted, **{how: True})
    settle(filled)
    nothing(audit.everything(filled.window))


@pytest.mark.parametrize("key", ["worklog", "network"])
def test_in_a_narrow_window_the_sums_take_the_place_of_the_list(key: str, filled: Desk) -> None:
    look().set_scale(1.5)
    filled.window.resize(911, 512)
    filled.window.go(key)
    settle(filled)
    page = filled.window.page(key)
    assert isinstance(page, WorklogPage | RosterPage)
    assert page.sums_button.isVisible() and not page.margin.isVisible()
    press(page.table, Key.Key_F3)
    settle(filled)
    assert page.margin.isVisible() and not page.table.isVisible()
    nothing(audit.everything(filled.window))
    press(page, Key.Key_Escape)
    settle(filled)
    assert page.table.hasFocus() and not page.margin.isVisible()
    press(page.table, Key.Key_F3)
    look().set_scale(1.0)
    filled.window.resize(1366, 768)
    settle(filled)
    assert page.table.isVisible() and page.margin.isVisible() and not page.sums_button.isVisible()
    nothing(audit.everything(filled.window))


@pytest.mark.parametrize(("key", "page_key"), [("leaflets", "worklog"), ("stations", "network")])
def test_a_figure_of_the_month_leads_to_exactly_its_records(key: str, page_key: str, filled: Desk) -> None:
    from app.ui.pages.monthly.page import MonthlyPage

    filled.services.worklog.add(
        {"kind": "宣传活动", "what": "三月的", "on": "2026-03-02", "leaflets": "100"}, today=filled.today
    )
    april = parse_period("2026-04")
    month = filled.go("monthly", MonthlyPage)
    settle(filled)
    if month.shown is None or month.shown.period != april:
        filled.window.go("monthly", template="monthly", period=april)
        settle(filled)
    assert month.shown is not None and month.shown.period == april
    spot = next(spot for spot, item in month.shown.cells.items() if item.cell.key == f"{key}@current")
    month._spot = spot
    month._show_mode("figure")
    month._show_figure(spot)
    settle(filled)
    assert month.figure.ledger is not None and month.figure.ledger[0] == page_key
    month._open_current()
    settle(filled)
    page = filled.window.page(page_key)
    assert filled.window.current == page_key and isinstance(page, WorklogPage | RosterPage)
    shown = [page.model.row(at).id for at in range(page.model.rowCount())]
    assert sorted(shown) == sorted(filled.services.returns.explain("monthly", april, spot).records) and len(shown) == 1
    assert page.only.isVisible()
    nothing(audit.everything(filled.window))
    page.only.narrow(None)
    page.only.dropped.emit()
    settle(filled)
    assert page.model.rowCount() > 1


def test_words_that_are_not_in_this_month_are_found_in_all_of_it(filled: Desk) -> None:
    page = filled.go("worklog", WorklogPage)
    page._to_search()
    write(page.search, "信息员")
    page.search.ask_at_last()
    settle(filled)
    assert page.model.rowCount() == 0  # that was in March
    assert page.empty.title.text() == "这段时间里没有“信息员”"
    press(page.search, Key.Key_Return)
    settle(filled)
    assert page.groups.chosen == "all"
    assert [page.model.row(at).what for at in range(page.model.rowCount())] == ["投诉站信息员业务培训"]
