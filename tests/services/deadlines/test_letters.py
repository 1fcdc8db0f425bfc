"""Letters that wait for their answers stand beside the cases that are due, and count with them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from app.services.complaints import Complaints
from app.services.database import Database
from app.services.deadlines import Deadlines
from app.services.letters import Letters
from app.services.reports import due_list
from app.services.waiting import today_in_numbers

TODAY = date(2026, 4, 7)


def test_letters_stand_in_the_groups_and_count(county: Database) -> None:
    case = Complaints(county).register({"trader": "宏发手机店", "received_on": "2026-04-07"}, today=TODAY).record
    letters, deadlines = Letters(county), Deadlines(county)
    before = deadlines.list(TODAY)
    late = {"case": case.id, "to_whom": "市场监管局", "subject": "查许可", "sent_on": "2026-03-10"}
    ids = [
        letters.write(late, today=TODAY).letter.id,
        letters.write({"to_whom": "公安局", "sent_on": "2026-04-01"}, today=TODAY).letter.id,
        letters.write({"kind": "warning", "trader": "宏发手机店"}, today=TODAY).letter.id,
    ]
    found = deadlines.list(TODAY)
    assert found.cases == before.cases
    assert [one.letter for one in found.letters] == ids[:2]
    assert (found.counts.overdue, found.counts.waiting) == (before.counts.overdue + 1, before.counts.waiting + 1)
    assert deadlines.counts(TODAY) == found.counts == today_in_numbers(county, TODAY).due
    (line,) = found.of("overdue")
    assert (line.id, line.number, line.what, line.label) == (case.id, case.number, "answer", "查询函答复")
    assert (line.about, line.days_left, line.rule) == (
        "市场监管局：查许可", -13, "3月10日发出，要求3月25日前答复",
    )  # fmt: skip
    (line,) = found.of("waiting")
    assert (line.id, line.about, line.days_left) == ("", "公安局", 9)
    letters.answered(ids[0], answer="查过了", today=TODAY)
    assert deadlines.list(TODAY).of("overdue") == ()


def test_the_printed_group_names_whom_a_letter_went_to(county: Database) -> None:
    from pypdf import PdfReader

    Letters(county).write({"to_whom": "公安局", "subject": "查立案", "sent_on": "2026-04-01"}, today=TODAY)
    group = Deadlines(county).list(TODAY).of("waiting")
    words = PdfReader(BytesIO(due_list.render("青溪县消保委", "等对方", group, TODAY))).pages[0].extract_text()
    assert "公安局" in words and "查询函答复" in words
