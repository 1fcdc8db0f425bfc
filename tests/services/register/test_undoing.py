"""An import can be taken back, but never what somebody did since."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from app.errors import AppError
from app.models import Complaint, Event, ImportRow, Return, Tombstone
from app.models.base import now
from app.services import offices, register
from app.services.attachments import Attachments
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.letters import Letters
from app.services.papers import Papers
from tests.services.register.files import HEAD, TODAY, counts, plan, take, workbook


def row(number: str, who: str, result: str | None = None, closed: str | None = None) -> tuple[str | None, ...]:
    """A row of a register."""
    return (number, "2026-03-05", who, "13800000001", "甲店", "食品", "质量", result, closed, "坏了")


def batch_of(county: Database, path: Path) -> str:
    """Import; the batch."""
    batch = take(county, path)[1]
    assert batch is not None
    return batch


def test_new_cases_go_for_good(county: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, row("1", "张三"), row("2", "李四")])
    batch = batch_of(county, path)
    ids = {Complaints(county).show(n).id for n in "12"}
    numbers = {Complaints(county).show(n).number for n in "12"}
    undone = register.undo(county, batch, by="王秘书")
    assert (undone.removed, undone.restored, undone.skipped) == (2, 0, ())
    assert Complaints(county).find("张三").total == 0
    assert register.batches(county)[0].state == "undone"
    with county.read() as session:
        assert set(session.scalars(select(Tombstone.id))) == ids
        assert session.scalar(select(func.count()).select_from(Event)) == 0
        assert session.scalar(select(func.count()).select_from(ImportRow)) == 0
    with pytest.raises(AppError) as twice:
        register.undo(county, batch)
    assert twice.value.code == "register.already_undone"
    assert counts(plan(county, path)) == (2, 0, 0, 0)
    batch_of(county, path)
    assert not numbers & {Complaints(county).show(n).number for n in "12"}


def test_what_was_edited_since_stays_and_is_listed(county: Database, tmp_path: Path) -> None:
    batch = batch_of(
        county, workbook(tmp_path / "a.xlsx", [HEAD, row("1", "张三"), row("2", "李四"), row("3", "王五")])
    )
    complaints = Complaints(county)
    complaints.change("2", {"phone": "13900000000"}, today=TODAY)
    complaints.delete("3")
    before = register.held(county, batch)
    assert (before.removable, before.restorable, before.empty) == (1, 0, False)
    undone = register.undo(county, batch)
    assert undone.removed == 1
    assert undone.skipped == before.skipped
    assert register.held(county, batch).empty
    assert [s.number for s in undone.skipped] == [complaints.show(number).number for number in "23"]
    assert {s.code for s in undone.skipped} == {"register.skipped_edited"}
    assert undone.skipped[0].number in undone.skipped[0].why


def test_what_has_files_papers_or_letters_stays_with_them(county: Database, tmp_path: Path) -> None:
    """None of them changes the case itself, and all of them would go with it."""
    rows = [row(number, who) for number, who in (("1", "张三"), ("2", "李四"), ("3", "王五"), ("4", "赵六"))]
    batch = batch_of(county, workbook(tmp_path / "a.xlsx", [HEAD, *rows]))
    photo = tmp_path / "发票.txt"
    photo.write_text("发票", encoding="utf-8")
    Attachments(county).add("1", [photo])
    paper = Papers(county).issue("2", "acceptance_notice", {}, today=TODAY)
    letter = Letters(county).write({"case": "3", "to_whom": "市场监管局"}, today=TODAY).letter
    before = register.held(county, batch)
    undone = register.undo(county, batch)
    assert (before.removable, undone.removed, undone.skipped) == (1, 1, before.skipped)
    assert [skipped.code for skipped in undone.skipped] == ["register.skipped_kept"] * 3
    assert [face.name for face in Attachments(county).of("1")] == ["发票.txt"]
    assert Papers(county).pdf(paper.id) and Letters(county).show(letter.id).case


def test_changed_cases_get_their_old_values_back(county: Database, tmp_path: Path) -> None:
    first = batch_of(county, workbook(tmp_path / "a.xlsx", [HEAD, row("1", "张三"), row("2", "李四")]))
    changed = workbook(tmp_path / "b.xlsx", [HEAD, row("1", "张三丰", "调解成功", "2026-03-09"), row("2", "李四")])
    complaints = Complaints(county)
    before = complaints.show("1")
    second = batch_of(county, changed)
    assert register.undo(county, first).skipped[0].number == before.number
    undone = register.undo(county, second, by="王秘书")
    assert (undone.removed, undone.restored, undone.skipped) == (0, 1, ())
    after = complaints.show("1")
    assert (after.complainant, after.result, after.closed_on, after.state) == ("张三", None, None, "accepted")
    assert after.acceptance_assumed
    assert [e.kind for e in complaints.timeline("1") if e.revoked_on is None] == ["registered", "accepted"]
    assert [(e.field, e.after) for e in complaints.history("1")][-3:] == [
        ("closed_on", None), ("complainant", "张三"), ("result", None),
    ]  # fmt: skip
    assert complaints.find("张三丰").total == 0
    assert counts(plan(county, changed)) == (1, 1, 0, 0)
    again = register.undo(county, first)
    assert (again.removed, again.skipped) == (1, ())
    assert complaints.find().total == 0


def test_what_counts_in_a_sealed_return_stays(county: Database, tmp_path: Path) -> None:
    batch = batch_of(county, workbook(tmp_path / "a.xlsx", [HEAD, row("1", "张三")]))
    with county.write() as session:
        home = offices.read_home(session)
        session.execute(
            insert(Return).values(
                office_pk=home.office.pk,
                template="monthly",
                template_version="2026.1",
                period="2026-03",
                start=date(2026, 3, 1),
                until=date(2026, 3, 31),
                state="sealed",
                sealed_at=now(),
                sealed_by="王秘书",
            )
        )
    planned = plan(county, workbook(tmp_path / "b.xlsx", [HEAD, row("2", "李四")]))
    (sealed,) = [issue for issue in planned.issues if issue.code == "register.in_sealed"]
    assert "2026年3月" in sealed.message
    undone = register.undo(county, batch)
    assert (undone.removed, [s.code for s in undone.skipped]) == (0, ["register.skipped_sealed"])
    with county.read() as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 1


def test_an_unknown_batch(county: Database) -> None:
    with pytest.raises(AppError) as missing:
        register.held(county, "nothing")
    assert missing.value.code == "register.no_batch"
    with pytest.raises(AppError) as unknown:
        register.undo(county, "0" * 32)
    assert unknown.value.code == "register.no_batch"
