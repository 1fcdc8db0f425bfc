"""The use cases on single records: taking in, changing, paging, the bin, history, and what is said of bad input."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, Issue
from app.services import offices
from app.services.complaints import Complaints, bulk
from app.services.complaints.fields import FIELDS
from app.services.complaints.finding import Filters, Hit
from app.services.database import Database
from app.services.parsing.text import clean

WHOLE = {
    "complainant": "王𠮷安",
    "sex": "女",
    "age": "67",
    "phone": "139-5711-2345",
    "address": "青溪县城东路3号",
    "trader": "青溪县宏达手机店",
    "category": "家用电子电器类",
    "nature": "质量",
    "item": "手机",
    "amount": "1.2万余",
    "received_on": "3月5日",
    "facts": "手机买来三天黑屏",
    "demand": "退货、赔偿",
    "tags": "3·15",
    "group_size": "3",
}


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """The register of a fresh county."""
    return Complaints(county)


def not_taken(complaints: Complaints, raw: dict[str, str], today: date) -> tuple[Issue, ...]:
    """The issues with which ``raw`` is refused."""
    with pytest.raises(AppError) as caught:
        complaints.register(raw, today=today)
    assert caught.value.code == "complaint.not_taken"
    assert caught.value.issues and caught.value.message
    return caught.value.issues


def test_what_was_typed_is_kept_as_values(complaints: Complaints, today: date) -> None:
    record = complaints.register(WHOLE, today=today, by="李燕").record
    assert record.number == "33112200020260305010001"
    assert (record.received_on, record.amount, record.amount_approx) == (date(2026, 3, 5), 1_200_000, "余")
    assert (record.sex, record.age, record.group_size, record.phone) == ("2", 67, 3, "13957112345")
    assert (record.office, record.state, record.kind, record.version) == ("331122", "registered", "complaint", 1)
    assert record.category is not None and len(record.category) == 10
    assert record.tags == ("3·15",) and len(record.demand) == 2
    assert complaints.show(record.id) == complaints.show(f" {record.number} ") == record


def test_little_is_enough(complaints: Complaints, today: date) -> None:
    record = complaints.register({"facts": "东西坏了"}, today=today).record
    assert (record.received_on, record.complainant, record.amount) == (today, "", None)


def test_nothing_is_not(complaints: Complaints, today: date) -> None:
    issues = not_taken(complaints, {"complainant": " ", "phone": "13957112345"}, today)
    assert [i.code for i in issues] == ["complaint.missing"]


def test_every_mistake_is_named_at_once(complaints: Complaints, today: date) -> None:
    issues = not_taken(
        complaints,
        {"complainant": "王一", "received_on": "2月30日", "amount": "很多", "category": "火星类", "age": "200"},
        today,
    )
    assert len([i for i in issues if i.severity == "error"]) == 4
    words = "".join(i.message for i in issues)
    for label in ("登记日期", "涉案金额", "商品或服务类别", "年龄"):
        assert label in words
    assert complaints.find().total == 0


def test_an_unknown_field(complaints: Complaints, today: date) -> None:
    assert "colour" in not_taken(complaints, {"complainant": "王一", "colour": "red"}, today)[0].message


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_every_field_may_be_empty_and_may_be_emptied(complaints: Complaints, today: date, field: str) -> None:
    first = complaints.register({"facts": "坏了", "paper_number": "1", field: ""}, today=today).record
    assert complaints.show(first.number) == first
    full = complaints.register(WHOLE, today=today).record
    if field == "received_on":
        with pytest.raises(AppError, match="not_taken"):
            complaints.change(full.number, {field: ""}, today=today)
        return
    emptied = complaints.change(full.number, {field: ""}, today=today).record
    assert getattr(emptied, field) == getattr(first, field)


_some = st.sampled_from(
    [
        "",
        "是",
        "0",
        "1",
        "-5",
        "12",
        "3月5日",
        "2026-03-05",
        "明天",
        "农历三月",
        "1.2万余",
        "1e400",
        "投诉",
        "举报",
        "质量",
        "食品类",
        "达成协议",
        "撤回",
        "无法联系",
        "其他",
        "男",
        "面谈、赔偿",
        "\x00",
        "\ud83d",
        "2199-12-31",
        "1900-01-01",
        "13957112345",
        "110101190001011234",
        "nan",
        "∞",
        "①",
        "１２",
        "\u202e",
        "🎉",
        "x" * 300,
        "9" * 30,
    ]
)


@settings(max_examples=150)
@given(raw=st.dictionaries(st.sampled_from(sorted(FIELDS)), _some, max_size=8))
def test_whatever_is_typed_is_taken_or_refused_in_words(complaints: Complaints, raw: dict[str, str]) -> None:
    today = date(2026, 4, 7)
    for tries in (raw, {**raw, "facts": "坏了"}):
        try:
            record = complaints.register(tries, today=today).record
        except AppError as error:
            assert error.code == "complaint.not_taken" and all(i.message for i in error.issues)
            continue
        assert complaints.show(record.number) == record
        named = {name: words for name, words in tries.items() if name != "received_on" or clean(words)}
        again = complaints.change(record.number, named, today=today).record
        assert again == record, "the same words say the same"


def test_changing_keeps_what_is_not_named_and_writes_history(complaints: Complaints, today: date) -> None:
    before = complaints.register(WHOLE, today=today).record
    after = complaints.change(
        before.number, {"amount": "500", "phone": "", "tags": "3·15、网购"}, today=today, by="李燕"
    ).record
    assert (after.amount, after.amount_approx, after.phone, after.tags) == (50000, "", "", ("3·15", "网购"))
    assert (after.trader, after.facts, after.version) == (before.trader, before.facts, 2)
    assert after.revision != before.revision
    edits = {e.field: (e.before, e.after, e.by) for e in complaints.history(before.number)}
    assert edits["phone"] == ("13957112345", None, "李燕")
    assert edits["amount"] == ("12,000.00 元", "500.00 元", "李燕")
    assert edits["tags"] == ("3·15", "3·15、网购", "李燕")


def test_the_same_again_changes_nothing(complaints: Complaints, today: date) -> None:
    record = complaints.register(WHOLE, today=today).record
    assert complaints.change(record.number, WHOLE, today=today).record == record
    assert complaints.history(record.number) == ()


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ({"followed_up_on": "2026-03-20"}, "回访日期"),
        ({"followed_up_on": "2026-03-20", "accepted_on": "2026-03-06"}, "回访日期"),
        ({"termination": "其他"}, "终止调解理由"),
        ({"result": "达成协议", "termination": "其他"}, "终止调解理由"),
        ({"kind": "建议", "accepted_on": "2026-03-06"}, "受理日期"),
        ({"kind": "建议", "refused_on": "2026-03-06"}, "不予受理日期"),
        ({"kind": "建议", "refusal": "其他"}, "不予受理理由"),
    ],
)
def test_what_cannot_be_kept_is_told_and_not_written_down_as_done(
    complaints: Complaints, today: date, raw: dict[str, str], label: str
) -> None:
    told = complaints.register({**WHOLE, **raw}, today=today).issues
    assert [i.params["field"] for i in told if i.code == "complaint.not_kept"] == [label]
    plain = complaints.register(WHOLE, today=today).record
    saved = complaints.change(plain.number, raw, today=today)
    assert "complaint.not_kept" in [i.code for i in saved.issues]
    assert label not in [FIELDS[e.field].label for e in complaints.history(plain.number)]


def test_a_bad_change_changes_nothing(complaints: Complaints, today: date) -> None:
    record = complaints.register(WHOLE, today=today).record
    with pytest.raises(AppError):
        complaints.change(record.number, {"phone": "1", "amount": "很多"}, today=today)
    assert complaints.show(record.number) == record


def test_two_who_edit_the_same_case(complaints: Complaints, today: date) -> None:
    record = complaints.register(WHOLE, today=today).record
    complaints.change(record.number, {"age": "68"}, today=today, version=record.version)
    with pytest.raises(AppError) as caught:
        complaints.change(record.number, {"age": "69"}, today=today, version=record.version)
    assert caught.value.code == "complaint.changed_meanwhile"
    assert complaints.show(record.number).age == 68


def test_the_bin(complaints: Complaints, today: date) -> None:
    record = complaints.register(WHOLE, today=today).record
    assert complaints.delete(record.number, by="李燕").deleted
    assert complaints.find().total == 0 and complaints.find(filters=Filters(deleted=True)).total == 1
    for act in (complaints.delete, lambda n: complaints.change(n, {"age": "1"}, today=today)):
        with pytest.raises(AppError) as caught:
            act(record.number)
        assert caught.value.code == "complaint.in_bin" and record.number in caught.value.message
    back = complaints.restore(record.number)
    assert not back.deleted and back.version == 3
    with pytest.raises(AppError) as caught:
        complaints.restore(record.number)
    assert caught.value.code == "complaint.not_in_bin"
    assert [(e.before, e.after) for e in complaints.history(record.number)] == [("在册", "回收站"), ("回收站", "在册")]


@pytest.mark.parametrize("wanted", ["", "33112200020990101010001", "没有", "%", "' OR 1=1"])
def test_what_is_not_there(complaints: Complaints, today: date, wanted: str) -> None:
    complaints.register(WHOLE, today=today)
    for act in (complaints.show, complaints.delete, complaints.restore, complaints.history, complaints.timeline):
        with pytest.raises(AppError) as caught:
            act(wanted)
        assert caught.value.code == "complaint.not_found"


def many(county: Database, count: int) -> None:
    """``count`` cases on seven days."""
    with county.write() as session:
        home = offices.read_home(session)
        cases = [
            {
                "received_on": date(2026, 3, 1) + timedelta(days=n % 7),
                "complainant": f"王{n}",
                "facts": "手机" if n % 2 else "鞋子",
                "trader": f"店{n % 3}",
                "kind": "complaint",
            }
            for n in range(count)
        ]
        assert bulk.insert_cases(session, county.journal, home, cases) == count


@pytest.mark.parametrize("limit", [1, 7, 50, 500])
def test_paging_shows_every_case_once_newest_first(county: Database, complaints: Complaints, limit: int) -> None:
    many(county, 101)
    seen: list[Hit] = []
    after = None
    while True:
        page = complaints.find(after=after, limit=limit)
        assert page.total == 101 and len(page.rows) <= limit
        seen += page.rows
        after = page.after
        if after is None:
            break
    assert len({hit.id for hit in seen}) == len(seen) == 101
    assert [hit.received_on for hit in seen] == sorted((hit.received_on for hit in seen), reverse=True)


def test_filters(county: Database, complaints: Complaints, today: date) -> None:
    many(county, 30)
    complaints.register({**WHOLE, "kind": "举报"}, today=today)
    shoes = complaints.find("鞋子")
    assert shoes.total == 15
    assert complaints.find("鞋子", Filters(start=date(2026, 3, 2), until=date(2026, 3, 2))).total == 2
    assert complaints.find(filters=Filters(trader="店1")).total == 10
    assert complaints.find(filters=Filters(kind="report")).total == 1
    assert complaints.find(filters=Filters(state="accepted")).total == 30
    category = complaints.find("黑屏").rows[0].category
    assert category is not None
    assert complaints.find(filters=Filters(category=category)).total == 1
    assert complaints.find(filters=Filters(category=category[:2] + "00000000")).total == 1
    assert complaints.find(filters=Filters(category="9900000000")).total == 0


def test_cases_by_id(county: Database, complaints: Complaints) -> None:
    many(county, 600)
    ids = [hit.id for hit in complaints.find(limit=600).rows]
    assert [hit.id for hit in complaints.hits(list(reversed(ids)))] == ids
    assert [record.id for record in complaints.show_many([ids[5], "nobody", ids[2]])] == [ids[5], ids[2]]


def test_bulk_and_one_by_one_give_the_same(county: Database, complaints: Complaints, today: date) -> None:
    raw = {"complainant": "王一", "facts": "手机", "result": "达成协议", "closed_on": "2026-03-09", "recovered": "100"}
    single = complaints.register({**raw, "received_on": "2026-03-01", "accepted_on": "2026-03-02"}, today=today).record
    with county.write() as session:
        home = offices.read_home(session)
        case = {
            "received_on": date(2026, 3, 1),
            "accepted_on": date(2026, 3, 2),
            "complainant": "王一",
            "facts": "手机",
            "result": "agreed",
            "closed_on": date(2026, 3, 9),
            "recovered": 10000,
        }
        bulk.insert_cases(session, county.journal, home, [case])
    other = complaints.show("33112200020260301010002")
    different = {n for n in single.__slots__ if getattr(single, n) != getattr(other, n)}
    assert different == {"id", "number", "revision", "events"}
    assert [each._replace(id="") for each in single.events] == [each._replace(id="") for each in other.events]
    told = [[(e.kind, e.on, e.recovered) for e in complaints.timeline(r.number)] for r in (single, other)]
    assert told[0] == told[1]
    assert complaints.find("王一 手机").total == 2
