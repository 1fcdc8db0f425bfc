"""The work ledger: lines as people write them, what they add up to, and nothing lost on the way."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.bootstrap import Services
from app.errors import AppError
from app.paths import resources
from app.services.codelists import shipped
from app.services.database import Database
from app.services.indicators.catalogue import catalogue
from app.services.periods import parse_period
from app.services.values import Value
from app.services.worklog.face import amount_words, measurable
from app.services.worklog.fields import names_of, split_piece

DAY = date(2026, 3, 20)
MARCH = parse_period("2026-03")


@pytest.fixture
def services(county: Database) -> Services:
    return Services(county)


def note(services: Services, **raw: str) -> str:
    given = {"kind": "宣传活动", "what": "发资料", "on": "3月5日", **raw}
    return services.worklog.add(given, today=DAY, by="李燕").line.id


@pytest.mark.parametrize(
    ("text", "number", "approx", "words"),
    [
        ("3100余份", 3100, "余", "3,100余份"),
        ("近5000", 5000, "近", "近5,000份"),
        ("28.7万份", 287_000, "", "287,000份"),
        ("一千二百", 1200, "", "1,200份"),
        ("100多份", 100, "多", "100多份"),
        ("0", 0, "", "0份"),
    ],
)
def test_figures_are_read_as_people_write_them(
    services: Services, text: str, number: int, approx: str, words: str
) -> None:
    line = services.worklog.show(note(services, leaflets=text))
    (measure,) = line.measures
    assert (measure.value.number, measure.value.approx) == (Decimal(number), approx)
    assert amount_words(measure.value, measure.unit) == words


def test_a_sum_keeps_the_mark_and_counts_its_lines(services: Services) -> None:
    note(services, leaflets="3100余份")
    note(services, leaflets="500", more="横幅 20条，简报2期")
    note(services, leaflets="900", on="2月28日")
    sums = {each.key: each for each in services.worklog.sums(MARCH)}
    assert sums["leaflets"].value == Value.of(3600, "余") and sums["leaflets"].lines == 2
    assert sums["banners"].value == Value.of(20) and sums["briefings"].value == Value.of(2)
    assert services.worklog.find(period=MARCH).total == 2
    assert [month.lines for month in services.worklog.months(DAY, 3)] == [2, 1, 0]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("leaflets", "好多"),
        ("leaflets", "2.5"),
        ("leaflets", "不适用"),
        ("leaflets", "-3"),
        ("branches", "3"),
        ("volunteers", "3"),
        ("accepted", "3"),
        ("kind", "火星活动"),
        ("on", "2月30日"),
        ("on", "2026-03-21"),
        ("what", ""),
        ("more", "不认得的东西 3个"),
        ("nothing", "1"),
    ],
)
def test_what_cannot_be_taken_is_refused_as_a_whole(services: Services, field: str, text: str) -> None:
    with pytest.raises(AppError) as refused:
        note(services, **{field: text})
    assert refused.value.code == "work.not_taken" and refused.value.issues
    assert services.worklog.find().total == 0


def test_an_indicator_goes_by_any_of_its_names(services: Services) -> None:
    line = services.worklog.show(note(services, 消费警示="2", 讲座="1", 地点="城东市场", 别的数="宣传资料：近1万份"))
    assert {m.key: m.value.number for m in line.measures} == {"warnings": 2, "lectures": 1, "leaflets": 10_000}
    assert line.place == "城东市场"


@pytest.mark.parametrize("piece", ["横幅 20条", "20条横幅", "横幅二十条", "横幅、条幅20"])
def test_the_figure_stands_before_or_behind_its_name(piece: str) -> None:
    indicator, amount = split_piece(piece, names_of(catalogue()))
    assert indicator is not None and indicator.key == "banners"
    assert amount in ("20条", "二十条", "20")


def test_a_change_is_told_and_taken_back_with_its_figures(services: Services) -> None:
    worklog, wanted = services.worklog, note(services, leaflets="近5000", place="人民广场")
    kept = worklog.change(wanted, {"leaflets": "", "banners": "12", "what": "挂横幅"}, today=DAY, by="陈明亮")
    assert [(m.key, m.value) for m in kept.line.measures] == [("banners", Value.of(12))]
    told = {edit.label: (edit.before, edit.after) for edit in worklog.history(wanted)}
    assert told["做了什么"] == ("发资料", "挂横幅")
    assert told["数"] == ("各类宣传资料 近5,000份", "横幅、条幅 12条")
    back = worklog.take_back(wanted)
    assert (back.what, [(m.key, m.value) for m in back.measures]) == ("发资料", [("leaflets", Value.of(5000, "近"))])
    again = worklog.take_back(wanted)
    assert again.what == "挂横幅", "what was taken back can be taken back in turn"


def test_a_moved_day_takes_its_statistical_date_along(services: Services) -> None:
    wanted = note(services, leaflets="5")
    line = services.worklog.change(wanted, {"on": "2月10日"}, today=DAY).line
    assert (line.on, line.counts_on) == (date(2026, 2, 10), date(2026, 2, 10))
    line = services.worklog.change(wanted, {"counts_on": "3月1日"}, today=DAY).line
    assert (line.on, line.counts_on) == (date(2026, 2, 10), date(2026, 3, 1))
    line = services.worklog.change(wanted, {"on": "2月11日"}, today=DAY).line
    assert line.counts_on == date(2026, 3, 1), "a day chosen apart stays"
    assert services.worklog.change(wanted, {"counts_on": ""}, today=DAY).line.counts_on == date(2026, 2, 11)


def test_deleted_lines_count_nowhere_and_come_back(services: Services) -> None:
    worklog, wanted = services.worklog, note(services, leaflets="5")
    worklog.delete(wanted, by="李燕")
    assert worklog.sums(MARCH) == () and worklog.find().total == 0
    assert worklog.find(deleted=True).rows[0].deleted
    with pytest.raises(AppError, match=r"work\.in_bin"):
        worklog.change(wanted, {"what": "x"}, today=DAY)
    worklog.restore(wanted)
    assert [each.value for each in worklog.sums(MARCH)] == [Value.of(5)]
    worklog.take_back(wanted)
    assert worklog.find().total == 0
    with pytest.raises(AppError, match=r"work\.not_found"):
        worklog.show("nobody")


def test_two_people_do_not_write_over_each_other(services: Services) -> None:
    wanted = note(services)
    seen = services.worklog.show(wanted)
    services.worklog.change(wanted, {"what": "先改的"}, today=DAY)
    with pytest.raises(AppError, match=r"work\.changed_meanwhile"):
        services.worklog.change(wanted, {"what": "后改的"}, today=DAY, version=seen.version)
    assert services.worklog.show(wanted).what == "先改的"


def test_it_is_found_by_kind_place_words_and_figure(services: Services) -> None:
    note(services, place="城东市场", leaflets="5")
    note(services, kind="讲座", what="讲防骗", lectures="1")
    find = services.worklog.find
    assert [row.what for row in find("讲座").rows] == ["讲防骗"]
    assert [row.what for row in find("城东").rows] == ["发资料"]
    assert [row.what for row in find("宣传资料").rows] == ["发资料"]
    assert [row.what for row in find(key="lectures").rows] == ["讲防骗"]
    assert find("100%").total == 0 and find("讲防骗 城东").total == 0


def test_a_line_of_a_sealed_month_says_so_and_may_count_later(services: Services) -> None:
    february = parse_period("2026-02")
    services.returns.seal("monthly", february, today=DAY, by="李燕", zero=True, insist=False)
    raw = {"kind": "宣传", "what": "补记", "on": "2月3日", "leaflets": "50"}
    kept = services.worklog.add(raw, today=DAY)
    assert [issue.code for issue in kept.issues] == ["work.sealed_month"]
    with pytest.raises(AppError, match=r"late\.asked"):
        services.worklog.add(raw, today=DAY, late="ask")
    put_off = services.worklog.add(raw, today=DAY, late="late-report").line
    assert (put_off.on, put_off.counts_on) == (date(2026, 2, 3), date(2026, 3, 1))
    services.worklog.delete(put_off.id)
    late = services.worklog.change(kept.line.id, {"counts_on": "3月20日"}, today=DAY)
    assert late.issues == () and late.line.on == date(2026, 2, 3)
    assert [each.value for each in services.worklog.sums(MARCH)] == [Value.of(50)]


def test_a_kind_proposes_its_figures_and_learns(services: Services) -> None:
    asked = services.worklog.proposals("lecture")
    assert [(each.key, each.usual) for each in asked][:2] == [("lectures", "1"), ("pupils_taught", "")]
    code = services.worklog.add_kind("消费夜市")
    assert services.worklog.proposals(code) == ()
    note(services, kind="消费夜市", what="摆摊", event_people="300余人")
    assert [each.key for each in services.worklog.proposals(code)] == ["event_people"]
    with pytest.raises(AppError, match=r"work\.kind_known"):
        services.worklog.add_kind("消费夜市")
    assert code in {entry.code for entry in services.worklog.kinds(DAY)}


def test_what_is_shipped_names_known_kinds_and_measurable_indicators() -> None:
    lists, book = shipped(), catalogue()
    with (resources() / "worklog" / "measures.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    for row in rows:
        assert lists.has("work_kind", row["kind"])
        assert measurable(book.get(row["key"])), row["key"]
        assert row["usual"] in ("", "1")


def test_the_ledger_goes_into_a_workbook(services: Services, tmp_path: Path) -> None:
    note(services, leaflets="近5000", place="人民广场")
    note(services, kind="讲座", what="=1+1", lectures="1")
    out = tmp_path / "工作台账.xlsx"
    assert services.worklog.export(MARCH, out) == 2
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[2] for row in rows[1:3]] == ["发资料", "=1+1"]
    assert rows[1][4] == "各类宣传资料 近5,000份"
    assert ("合计", "各类宣传资料", "近5,000份") in {(row[1], row[2], row[4]) for row in rows}


def test_a_retired_indicator_is_not_proposed_but_its_lines_can_be_put_right(services: Services) -> None:
    made = services.indicators.put({"name": "夜市宣传场次", "kind": "B", "unit": "场"}).face.key
    line = note(services, kind="lecture", what="讲课", more="夜市宣传场次 2")
    assert made in {each.key for each in services.worklog.proposals("lecture")}
    services.indicators.retire(made, today=DAY)
    assert made not in {each.key for each in services.worklog.proposals("lecture")}
    assert made not in {each.key for each in services.worklog.measurable()}
    changed = services.worklog.change(line, {"more": "夜市宣传场次 3场"}, today=DAY).line
    assert [(each.key, each.value) for each in changed.measures] == [(made, Value.of(3))]
