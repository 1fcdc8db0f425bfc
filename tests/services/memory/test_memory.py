"""What the register remembers of traders and complainants, and that it keeps up with what is written and changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.errors import AppError
from app.models import Complaint, Trader
from app.services.complaints import Complaints
from app.services.complaints.bulk import insert_cases
from app.services.complaints.erasing import erase
from app.services.database import Database
from app.services.memory import KnownTrader, Memory, directory
from app.services.offices import read_home
from tests.cases import put


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """The register of a fresh county."""
    return Complaints(county)


@pytest.fixture
def memory(county: Database) -> Memory:
    """The memory of a fresh county."""
    return Memory(county)


def add(complaints: Complaints, today: date, trader: str = "宏发手机店", on: str = "2026-03-05", **more: str) -> str:
    return complaints.register({"trader": trader, "received_on": on, **more}, today=today).record.id


def known(memory: Memory, name: str, today: date) -> KnownTrader:
    found = memory.trader(name, today)
    assert found is not None, name
    return found


def names(found: tuple[Any, ...]) -> list[str]:
    return [each.name for each in found]


def test_a_trader_is_as_last_written(complaints: Complaints, memory: Memory, today: date) -> None:
    add(complaints, today, on="2025-05-01", trader_phone="0578-6111111", trader_address="北街1号")
    add(complaints, today, on="2026-02-01", trader_phone="0578-6222222", trader_code="91331122MA2XXXXX0X")
    add(complaints, today, on="2026-03-01")
    add(complaints, today, on="2026-03-02", kind="举报")
    found = known(memory, "宏发手机店", today)
    assert (found.phone, found.address, found.code) == ("0578-6222222", "北街1号", "91331122MA2XXXXX0X")
    assert (found.cases_this_year, found.cases, found.last_on) == (2, 4, date(2026, 3, 2))
    assert found.spellings == ("宏发手机店",) and not found.joined
    assert memory.trader("宏发", today) is None


def test_the_cases_are_those_that_were_counted(complaints: Complaints, memory: Memory, today: date) -> None:
    ids = [add(complaints, today, on=on) for on in ("2025-12-31", "2026-01-01", "2026-03-05")]
    add(complaints, today, on="2026-03-06", kind="举报")
    complaints.delete(add(complaints, today, on="2026-03-07"))
    assert memory.cases("宏发手机店", today) == (ids[2], ids[1])
    assert len(memory.cases("宏发手机店", today)) == known(memory, "宏发手机店", today).cases_this_year
    assert len(memory.cases("宏发手机店")) == 4


@pytest.mark.parametrize("typed", ["宏发", "手机店", "hfsj", "hongfa", "6222", "0578-6222222"])
def test_ways_to_a_trader(complaints: Complaints, memory: Memory, today: date, typed: str) -> None:
    add(complaints, today, trader="百姓大药房", trader_phone="0578-6333333")
    add(complaints, today, trader_phone="0578-6222222")
    assert names(memory.traders(typed, today)) == ["宏发手机店"]


def test_nothing_fits_nothing(complaints: Complaints, memory: Memory, today: date) -> None:
    assert memory.traders("宏", today) == ()
    add(complaints, today)
    assert memory.traders("", today) == memory.traders("  ", today) == memory.traders("zzz", today) == ()
    assert memory.complainants("", today) == memory.complainants("王", today) == ()


def test_much_used_lately_comes_first(complaints: Complaints, memory: Memory, today: date) -> None:
    for _ in range(3):
        add(complaints, today, trader="宏发旧家电行", on="2023-03-05")
    add(complaints, today, trader="宏发超市", on="2026-03-01")
    add(complaints, today, trader="宏发手机店", on="2026-02-01")
    add(complaints, today, trader="宏发手机店", on="2026-02-02")
    assert names(memory.traders("hf", today)) == ["宏发手机店", "宏发超市", "宏发旧家电行"]
    assert names(memory.traders("hf", today, limit=1)) == ["宏发手机店"]
    assert names(memory.traders("宏发旧家电行", today)) == ["宏发旧家电行"]


def test_the_memory_keeps_up(complaints: Complaints, memory: Memory, today: date) -> None:
    first = add(complaints, today, complainant="王秀英", phone="13857812236")
    assert known(memory, "宏发手机店", today).cases == 1
    second = add(complaints, today, complainant="李桂芳")
    assert known(memory, "宏发手机店", today).cases == 2
    assert names(memory.complainants("ligf", today)) == ["李桂芳"]
    complaints.change(second, {"trader": "鸿运水果店"}, today=today)
    assert (known(memory, "宏发手机店", today).cases, known(memory, "鸿运水果店", today).cases) == (1, 1)
    assert names(memory.traders("hysg", today)) == ["鸿运水果店"]
    complaints.delete(first)
    assert memory.trader("宏发手机店", today) is None and memory.traders("hfsj", today) == ()
    assert memory.complainants("王秀英", today) == ()
    complaints.restore(first)
    assert known(memory, "宏发手机店", today).cases == 1
    complaints.change(first, {"trader_phone": "0578-6222222"}, today=today)
    assert names(memory.traders("6222222", today)) == ["宏发手机店"]
    complaints.change(first, {"trader_phone": "0578-6444444"}, today=today)
    assert memory.traders("6222222", today) == ()


def test_keeping_up_gives_what_reading_anew_gives(
    complaints: Complaints, county: Database, memory: Memory, today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_ASIDE", 25)
    monkeypatch.setattr(directory, "_MANY", 100)
    put(county, 300, date(2025, 1, 1), date(2026, 3, 31))
    memory.warm()

    def compare() -> None:
        fresh = Memory(county)
        for typed in ("顺达", "sd", "百货", "dian", "顺达1"):
            assert memory.traders(typed, today, 500) == fresh.traders(typed, today, 500)
        for typed in ("周", "zhou", "周3"):
            assert memory.complainants(typed, today, 99) == fresh.complainants(typed, today, 99)

    for number in range(60):  # more than stays aside
        id = add(complaints, today, trader=f"顺达{number}号店", complainant=f"周{number % 7}", phone=f"138{number:08d}")
        if number % 5 == 0:
            complaints.change(id, {"trader": f"顺达{number // 10}号店"}, today=today)
        if number % 9 == 0:
            memory.warm()
        if number % 20 == 0:
            compare()
    compare()
    put(county, 300, date(2025, 1, 1), date(2026, 3, 31), seed=9)  # many at once are read anew
    compare()


def test_what_is_gone_for_good_is_forgotten(
    complaints: Complaints, county: Database, memory: Memory, today: date
) -> None:
    id = add(complaints, today, complainant="王秀英")
    add(complaints, today)
    assert known(memory, "宏发手机店", today).cases == 2
    with county.write() as session:
        pk = session.query(Complaint.pk).where(Complaint.id == id).scalar()
        erase(session, {pk: id}, "王桂芬")
    assert known(memory, "宏发手机店", today).cases == 1 and memory.complainants("王", today) == ()


# -- spellings


def test_joined_spellings_are_one_trader(complaints: Complaints, county: Database, memory: Memory, today: date) -> None:
    first = add(complaints, today, trader="宏发手机店", trader_phone="0578-6111111", on="2026-01-05")
    add(complaints, today, trader="青溪县宏发手机店", on="2026-02-05", trader_address="北街1号")
    add(complaints, today, trader="鸿发手机店", on="2026-03-05")
    assert set(memory.likely_spellings("宏发手机店")) == {"青溪县宏发手机店", "鸿发手机店"}
    memory.join(["青溪县宏发手机店", "鸿发手机店"], "宏发手机店", "王桂芬")
    found = known(memory, "鸿发手机店", today)
    assert found == known(memory, "宏发手机店", today)
    assert found.name == "宏发手机店" and found.joined
    assert found.spellings == ("宏发手机店", "青溪县宏发手机店", "鸿发手机店")
    assert (found.cases_this_year, found.phone, found.address) == (3, "0578-6111111", "北街1号")
    assert names(memory.traders("手机店", today)) == ["宏发手机店"]
    assert len(memory.cases("鸿发手机店")) == 3
    assert memory.likely_spellings("宏发手机店") == ()
    assert complaints.show(first).trader == "宏发手机店"  # the words stay
    with county.read() as session:
        assert len(set(session.scalars(Complaint.__table__.select().with_only_columns(Complaint.trader_pk)))) == 1


def test_a_new_case_is_linked_by_its_words(
    complaints: Complaints, county: Database, memory: Memory, today: date
) -> None:
    add(complaints, today, trader="宏发手机店")
    memory.join(["鸿发手机店"], "宏发手机店", "王桂芬")  # a spelling may be known before it is written

    def link(id: str) -> int | None:
        with county.read() as session:
            pk: int | None = session.query(Complaint.trader_pk).where(Complaint.id == id).scalar()
            return pk

    id = add(complaints, today, trader="鸿发手机店")
    assert link(id) is not None
    complaints.change(id, {"trader": "别家"}, today=today)
    assert link(id) is None
    complaints.change(id, {"trader": "宏发手机店"}, today=today)
    assert link(id) is not None
    with county.write() as session:
        case = {"received_on": date(2026, 3, 1), "trader": "鸿发手机店", "complainant": "批量"}
        other = {"received_on": date(2026, 3, 1), "trader": "另一家", "complainant": "批量"}
        insert_cases(session, county.journal, read_home(session), [case, other])
    with county.read() as session:
        rows = session.query(Complaint.trader, Complaint.trader_pk).where(Complaint.complainant == "批量").all()
    assert {trader: pk is not None for trader, pk in rows} == {"鸿发手机店": True, "另一家": False}
    assert known(memory, "宏发手机店", today).cases == 3


def test_parting(complaints: Complaints, county: Database, memory: Memory, today: date) -> None:
    for name in ("宏发手机店", "鸿发手机店", "宏发手机"):
        add(complaints, today, trader=name)
    memory.join(["鸿发手机店", "宏发手机"], "宏发手机店", "王桂芬")
    memory.part("鸿发手机店", "王桂芬")
    assert not known(memory, "鸿发手机店", today).joined
    assert known(memory, "宏发手机", today).spellings == ("宏发手机", "宏发手机店")
    memory.part("宏发手机店", "王桂芬")
    assert not known(memory, "宏发手机", today).joined and not known(memory, "宏发手机店", today).joined
    with county.read() as session:
        assert not session.query(Complaint).where(Complaint.trader_pk.is_not(None)).count()
        assert session.query(Trader).where(Trader.deleted_at.is_(None)).count() == 0
    with pytest.raises(AppError) as caught:
        memory.part("宏发手机店", "王桂芬")
    assert caught.value.code == "memory.not_joined"


def test_the_name_of_a_joined_trader_may_be_parted(complaints: Complaints, memory: Memory, today: date) -> None:
    for name in ("甲店", "乙店", "乙店", "丙店"):
        add(complaints, today, trader=name)
    memory.join(["乙店", "丙店"], "甲店", "王桂芬")
    memory.part("甲店", "王桂芬")
    assert (known(memory, "丙店", today).name, known(memory, "甲店", today).joined) == ("乙店", False)


def test_joining_brings_along_what_was_joined(complaints: Complaints, memory: Memory, today: date) -> None:
    for name in ("甲店", "乙店", "丙店", "丁店"):
        add(complaints, today, trader=name)
    memory.join(["乙店"], "甲店", "王桂芬")
    memory.join(["丁店"], "丙店", "王桂芬")
    memory.join(["丙店"], "乙店", "王桂芬")
    found = known(memory, "丁店", today)
    assert (found.name, found.spellings, found.cases) == ("乙店", ("丁店", "丙店", "乙店", "甲店"), 4)
    for names_, into in (([], "甲店"), (["甲店"], "甲店"), (["甲店"], ""), (["", "甲店"], " ")):
        with pytest.raises(AppError) as caught:
            memory.join(names_, into, "王桂芬")
        assert caught.value.code == "memory.nothing_to_join" and caught.value.message


# -- complainants


def test_a_person_is_as_last_written_and_grows_older(complaints: Complaints, memory: Memory, today: date) -> None:
    who = {"complainant": "王秀英", "phone": "13857812236"}
    add(complaints, today, on="2024-05-01", sex="女", age="67", address="城东路3号", **who)
    add(complaints, today, "百姓大药房", on="2026-02-01", id_kind="居民身份证", id_number="330721195803012345", **who)
    add(complaints, today, complainant="王小明", phone="13857812236", on="2026-01-01")
    first, second = memory.complainants("13857812236", today)
    assert (first.name, first.sex, first.age, first.address) == ("王秀英", "2", 69, "城东路3号")
    assert (first.cases, first.last_on, first.last_trader) == (2, date(2026, 2, 1), "百姓大药房")
    assert first.id_number == "330721195803012345" and first.id_kind
    assert (second.name, second.cases, second.age) == ("王小明", 1, None)
    assert memory.complainants("13857812236")[0].age == 67


@pytest.mark.parametrize("typed", ["138578", "12236", "王秀", "秀英", "wxy", "wangxiuying", "王秀英"])
def test_ways_to_a_person(complaints: Complaints, memory: Memory, today: date, typed: str) -> None:
    add(complaints, today, complainant="王秀英", phone="13857812236", trader_phone="13912236000")
    add(complaints, today, complainant="郑兰香", phone="0578-6123456")
    assert names(memory.complainants(typed, today)) == ["王秀英"]


def test_a_traders_telephone_is_nobodys(complaints: Complaints, memory: Memory, today: date) -> None:
    add(complaints, today, complainant="王秀英", phone="13857812236", trader_phone="13912345678")
    assert memory.complainants("13912345678", today) == memory.complainants("45678", today) == ()
