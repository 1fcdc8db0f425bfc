"""The story tells who, when, what; a group keeps its people, and how many they were."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import AppError
from app.models import ArchiveFile, Attachment, Complaint, Letter
from app.services import offices
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.casework.conftest import CASE, Go


def test_the_story_tells_everything_in_order(
    county: Database, casework: Casework, complaints: Complaints, case: str, go: Go
) -> None:
    go("accepted", on="2026-03-05", note="电话告知")
    go("transferred_in", on="2026-03-04", to="市长热线", due="2026-04-20")
    go("terminated", on="2026-03-20", reason="拒绝调解", counts_on="2026-04-01")
    with county.write() as session:
        pk = session.query(Complaint.pk).scalar()
        home = offices.read_home(session).office
        session.add(
            Letter(
                origin=home.code,
                kind="query",
                complaint_pk=pk,
                office_pk=home.pk,
                to_whom="市场监管局",
                subject="是否已立案",
                sent_on=date(2026, 3, 6),
                answered_on=date(2026, 3, 12),
                answer="已立案",
                created_by="陈秘书",
            )
        )
        session.add(
            Attachment(
                origin=home.code,
                complaint_pk=pk,
                position=1,
                name="小票.jpg",
                sha256="0" * 64,
                size=9,
                media="image/jpeg",
                suffix=".jpg",
                created_by="王桂芬",
            )
        )
        session.add(
            ArchiveFile(
                origin=home.code,
                complaint_pk=pk,
                year=2026,
                serial=1,
                number="2026-投-0001",
                title="王建国投诉案",
                retention="short",
                filed_on=date(2026, 4, 1),
                box="3",
            )
        )
    told = [(one.at.isoformat(), one.kind, one.words, one.detail) for one in casework.story(case)]
    assert told[:-1] == [
        ("2026-03-02", "event", "登记", ""),
        ("2026-03-04", "event", "别处转来", "市长热线转来；应在 2026-04-20 前答复"),
        ("2026-03-05", "event", "受理", "电话告知"),
        ("2026-03-06", "letter", "发出查询函", "给市场监管局；是否已立案"),
        ("2026-03-12", "letter", "收到查询函的答复", "已立案"),
        ("2026-03-20", "event", "终止调解", "一方不参加或拒绝调解；统计在 2026-04-01"),
        ("2026-04-01", "archive", "编入档案", "2026-投-0001；第 3 盒"),
    ]
    assert told[-1][1:] == ("file", "存入附件", "小票.jpg")
    assert {one.who for one in casework.story(case) if one.kind == "event"} == {"陈秘书"}


def test_a_linked_case_is_part_of_the_story(complaints: Complaints, casework: Casework, case: str) -> None:
    first = complaints.show(case)
    later = complaints.register(CASE, today=date(2026, 4, 7), linked=[first.id], by="陈秘书").record
    told = casework.story(later.id)[-1]
    assert (told.kind, told.words, told.who, told.detail) == ("link", "关联一件", "陈秘书", first.number)


def test_a_day_nobody_wrote_down_is_marked(complaints: Complaints, casework: Casework, today: date) -> None:
    number = complaints.register({**CASE, "result": "撤回"}, today=today).record.number
    assert [(one.key, one.by_rule) for one in casework.story(number)] == [
        ("registered", False), ("accepted", True), ("withdrawn", True),
    ]  # fmt: skip


ROWS = [
    {"name": "王建国", "phone": "13812345678", "amount": "500", "recovered": "0"},
    {"name": "", "phone": " ", "amount": ""},
    {"name": "李秀英", "address": "东街 3 号", "amount": "1.2万", "note": "代表人"},
]


def test_a_group_has_its_people(complaints: Complaints, casework: Casework, case: str, today: date) -> None:
    people = casework.put_members(case, ROWS, today=today, by="陈秘书")
    assert [(one.position, one.name, one.amount, one.recovered) for one in people] == [
        (1, "王建国", 50000, 0), (2, "李秀英", 1200000, None),
    ]  # fmt: skip
    assert complaints.show(case).group_size == 2
    rows = [{"id": one.id, "name": one.name, "amount": "600"} for one in reversed(people)]
    again = casework.put_members(case, [*rows, {"name": "赵敏"}], today=today, by="陈秘书")
    assert [one.id for one in again][:2] == [people[1].id, people[0].id]
    assert complaints.show(case).group_size == 3
    version = complaints.show(case).version
    casework.put_members(
        case, [{"id": m.id, "name": m.name, "amount": "600" if m.amount else ""} for m in again], today=today
    )
    assert complaints.show(case).version == version
    casework.put_members(case, [], today=today)
    assert (casework.members(case), complaints.show(case).group_size) == ((), 3)
    complaints.take_back(case)
    assert casework.members(case) == again
    labels = {edit.label for one in complaints.revisions(case) for edit in one.edits}
    assert labels == {"群体成员", "人数"}


def test_a_group_larger_than_its_list_stays_so(complaints: Complaints, casework: Casework, case: str) -> None:
    complaints.change(case, {"group_size": "40"}, today=date(2026, 4, 7))
    casework.put_members(case, ROWS, today=date(2026, 4, 7))
    assert complaints.show(case).group_size == 40


def test_what_is_wrong_in_a_list_is_told_by_row(casework: Casework, case: str, today: date) -> None:
    rows = [{"name": "王建国", "amount": "许多"}, {"phone": "123"}, {"name": "赵" * 81}]
    with pytest.raises(AppError) as refused:
        casework.put_members(case, rows, today=today)
    errors = [issue for issue in refused.value.issues if issue.severity == "error"]
    assert [(issue.code, issue.params["row"]) for issue in errors] == [
        ("casework.member", 1), ("casework.member_name", 2), ("casework.member", 3),
    ]  # fmt: skip
    assert casework.members(case) == ()
