"""The practice office: nothing in it counts, no return leaves it, a real case moves out of it whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.errors import AppError
from app.services import offices, practice
from app.services.attachments import Attachments
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.periods import parse_period
from app.services.returns import Returns

CASE = {
    "complainant": "李秀英",
    "phone": "13805712236",
    "sex": "女",
    "trader": "宏发手机店",
    "item": "手机",
    "amount": "近2350",
    "nature": "质量",
    "channel": "电话",
    "facts": "用了两天就黑屏",
    "demand": "退货、退款",
    "tags": "3·15",
    "received_on": "2026-03-05",
    "accepted_on": "2026-03-06",
    "result": "达成协议",
    "closed_on": "2026-03-09",
    "recovered": "2350",
}


@pytest.fixture
def desk(county: Database) -> Iterator[Database]:
    """The practice folder of a county, open."""
    database = Database(practice.prepare(county.folder, offices.home(county)))
    yield database
    database.close()


def test_it_is_the_same_office_and_says_so(county: Database, desk: Database) -> None:
    home = offices.home(desk)
    assert (home.office.name, home.office.code, home.practice) == ("青溪县消保委（练习）", "331122", "desk")
    assert offices.home(county).practice == ""
    assert practice.prepare(county.folder, offices.home(county)) == desk.folder


def test_no_return_leaves_it(desk: Database, tmp_path: Path, today: date) -> None:
    returns, period = Returns(desk), parse_period("2026-03")
    with pytest.raises(AppError) as sealing:
        returns.seal("monthly", period, today=today)
    with pytest.raises(AppError) as filling:
        returns.fill("monthly", period, tmp_path / "out.xlsx", today=today)
    assert sealing.value.code == filling.value.code == "practice.no_return"
    assert not (tmp_path / "out.xlsx").exists()
    assert returns.preview("monthly", period, today=today).cells


def test_a_real_case_moves_to_the_register_whole(county: Database, desk: Database, today: date) -> None:
    written = Complaints(desk).register(CASE, today=today, by="王桂芬").record
    moved = practice.move_to_register(desk, written.id, by="王桂芬")
    there = Complaints(county).show(moved.id)
    same = [
        "complainant", "phone", "sex", "trader", "item", "category", "amount", "amount_approx", "facts", "demand",
        "tags", "received_on", "accepted_on", "result", "closed_on", "recovered", "state",
    ]  # fmt: skip
    assert {name: getattr(there, name) for name in same} == {name: getattr(written, name) for name in same}
    assert there.number[17:19] == "01" and written.number[17:19] == practice.MACHINE
    assert Complaints(desk).show(written.id).deleted
    assert Complaints(county).find("李秀英").total == 1


def test_what_was_done_in_a_case_moves_with_it(county: Database, desk: Database, tmp_path: Path, today: date) -> None:
    written = Complaints(desk).register(CASE, today=today, by="王桂芬").record
    here, there = Casework(desk), Casework(county)
    here.move(written.id, "supervised", {"on": "2026-03-10", "to": "省消保委", "due": "2026-05-01"}, today=today)
    here.move(written.id, "performed", {"on": "2026-03-10", "note": "当面付清"}, today=today)
    here.put_members(written.id, [{"name": "李秀英"}, {"name": "赵敏"}], today=today)
    (tmp_path / "经过.txt").write_text("店主写的说明", encoding="utf-8")
    Attachments(desk).add(written.id, [tmp_path / "经过.txt"])
    before = Complaints(desk).show(written.id)
    moved = practice.move_to_register(desk, written.id, by="王桂芬")
    assert [each._replace(id="") for each in moved.events] == [each._replace(id="") for each in before.events]
    assert (moved.state, moved.supervised, moved.group_size) == ("performed", True, 2)
    assert [member.name for member in there.members(moved.id)] == ["李秀英", "赵敏"]
    files = Attachments(county)
    assert [files.store.read(face.sha256).decode() for face in files.of(moved.id)] == ["店主写的说明"]


def test_a_case_of_the_practised_archive_stays(county: Database, desk: Database, today: date) -> None:
    record = Complaints(desk).register(CASE, today=today).record
    Casework(desk).move(record.id, "filed", {}, today=today)
    with pytest.raises(AppError) as caught:
        practice.move_to_register(desk, record.id)
    assert caught.value.code == "complaint.in_archive"
    assert not Complaints(county).known([record.id]) and not Complaints(desk).show(record.id).deleted


def test_only_practice_cases_move(county: Database, today: date) -> None:
    record = Complaints(county).register({"complainant": "甲"}, today=today).record
    with pytest.raises(AppError) as caught:
        practice.move_to_register(county, record.id)
    assert caught.value.code == "practice.not_practice"
    assert not Complaints(county).show(record.id).deleted


def test_starting_over_empties_it_and_nothing_else(county: Database, today: date) -> None:
    home = offices.home(county)
    Complaints(county).register({"complainant": "真的"}, today=today)
    first = Database(practice.prepare(county.folder, home))
    Complaints(first).register({"complainant": "练的"}, today=today)
    first.close()
    again = Database(practice.start_over(county.folder, home))
    assert Complaints(again).find().total == 0
    again.close()
    assert Complaints(county).find().total == 1
