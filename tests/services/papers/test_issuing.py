"""Issuing papers: what stands on them, which number they get, and that they are kept exactly as they were."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest

from app.errors import AppError
from app.services import backup as backups
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.papers import Papers
from app.services.papers.kinds import specs
from app.services.storing import Store
from tests.services.papers.cases import FACTS, TODAY, TRADER, answers, bare_case, full_case, pages, text

KINDS = tuple(specs())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_for_a_full_and_for_a_nearly_empty_case(county: Database, papers: Papers, kind: str) -> None:
    for record in (full_case(county), bare_case(county)):
        asked = papers.asked(record.id, kind, today=TODAY, by="李秀英")
        made = papers.issue(record.id, kind, answers(asked), today=TODAY, by="李秀英")
        said = text(papers.pdf(made.id))
        assert made.title in said and "青溪县消保委" in said
        assert record.complainant in said or kind in ("query_letter", "rectification_letter", "warning_letter")
        assert "{" not in said and "}" not in said, "no mark of the template is left"
        assert made.pages == len(pages(papers.pdf(made.id)))
        assert (made.number in said) if made.number else not asked.series
        word = docx.Document(io.BytesIO(papers.word(made.id)))
        words = "".join(one.text for one in word.element.body.iter() if one.tag.endswith("}t") and one.text)
        assert "{{" not in words and made.title in words


def test_long_texts_and_rare_characters_come_whole(county: Database, papers: Papers) -> None:
    record = full_case(county)
    made = papers.issue(record.id, "agreement", {}, today=TODAY)
    found = pages(papers.pdf(made.id))
    said = "".join(page.rsplit("—", 2)[0] for page in found)
    assert FACTS in said and TRADER in said and "𬱖䶮𣲘" in said
    assert "一、" in said and "（大写：贰仟元整）" in said, "the terms follow from the amount recovered"
    assert len(found) >= 3
    assert [page.endswith(f"—{number}—") for number, page in enumerate(found, 1)] == [True] * len(found)
    assert "二〇二六年四月七日" in found[-1] and "盖章处" in found[-1]


def test_a_second_paper_gets_a_number_of_its_own_and_both_stay(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    first = papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    second = papers.issue(record.id, "受理告知书", {"phone": "0578-2123456"}, today=TODAY)
    assert (first.number, second.number) == ("青消保受〔2026〕1号", "青消保受〔2026〕2号")
    assert [issue.code for issue in first.issues] == []
    assert [issue.code for issue in second.issues] == ["paper.issued_before"]
    assert [paper.id for paper in papers.issued(record.id)] == [first.id, second.id]
    assert "0578-2123456" in text(papers.pdf(second.id)) and "0578-2123456" not in text(papers.pdf(first.id))


def test_what_was_issued_does_not_follow_the_case(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    made = papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    before = papers.pdf(made.id), papers.word(made.id)
    Complaints(county).change(record.id, {"complainant": "李四"}, today=TODAY)
    papers.set_heading("溪消协")
    assert (papers.pdf(made.id), papers.word(made.id)) == before
    assert papers.show(made.id).recipient == "张三" and papers.show(made.number).id == made.id
    assert papers.issue(record.id, "acceptance_notice", {}, today=TODAY).number == "溪消协受〔2026〕2号"


def test_a_preview_keeps_nothing_and_uses_no_number(county: Database, papers: Papers, tmp_path: Path) -> None:
    record = bare_case(county)
    shown = papers.preview(record.id, "acceptance_notice", {}, today=TODAY)
    assert shown.number == "青消保受〔2026〕　　号" and shown.pages == 1
    assert "青消保受〔2026〕号" in text(shown.pdf)
    papers.docx(record.id, "acceptance_notice", {}, tmp_path / "x.docx", today=TODAY)
    assert "张三：" in [one.text for one in docx.Document(str(tmp_path / "x.docx")).paragraphs]
    assert papers.issued(record.id) == () and list(Store(county.folder.attachments).hashes()) == []
    assert papers.issue(record.id, "acceptance_notice", {}, today=TODAY).number.endswith("〕1号")


def test_a_paper_that_cannot_be_made_uses_no_number(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    for filled in ({"on": "2026-01-01"}, {"to": ""}, {"nonsense": "1"}, {"on": "某天"}, {"to": "某" * 251}):
        with pytest.raises(AppError) as caught:
            papers.issue(record.id, "acceptance_notice", filled, today=TODAY)
        assert caught.value.code == "paper.not_filled" and caught.value.issues
    assert papers.issue(record.id, "acceptance_notice", {}, today=TODAY).number.endswith("〕1号")


def test_a_year_begins_with_one(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    numbers = [
        papers.issue(record.id, "acceptance_notice", {"on": on}, today=TODAY).number
        for on in ("2026-04-07", "2026-12-31", "2027-01-04", "2026-12-31")
    ]
    assert numbers == [f"青消保受〔{year}〕{n}号" for year, n in ((2026, 1), (2026, 2), (2027, 1), (2026, 3))]


def test_the_second_pc_of_an_office_has_numbers_of_its_own(county: Database, papers: Papers) -> None:
    from app.models import Setting

    with county.write() as session:
        session.merge(Setting(name="machine", value="02"))
    record = bare_case(county)
    assert papers.issue(record.id, "acceptance_notice", {}, today=TODAY).number == "青消保受〔2026〕2-1号"


def test_an_issued_paper_survives_backup_and_restore_and_no_number_comes_twice(
    county: Database, papers: Papers
) -> None:
    record = bare_case(county)
    made = papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    before = papers.pdf(made.id), papers.word(made.id)
    kept = backups.backup(county, now=datetime(2026, 4, 7, 12, tzinfo=UTC))
    papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    county.close()
    for path in county.folder.attachments.rglob("*"):
        if path.is_file():
            path.unlink()
    backups.restore(county.folder, kept.path, now=datetime(2026, 4, 7, 13, tzinfo=UTC))
    again = Database(county.folder)
    try:
        there = Papers(again)
        assert [paper.number for paper in there.issued(record.id)] == ["青消保受〔2026〕1号"]
        assert (there.pdf(made.id), there.word(made.id)) == before
        assert there.issue(record.id, "acceptance_notice", {}, today=TODAY).number == "青消保受〔2026〕3号"
    finally:
        again.close()


def test_a_damaged_file_is_not_given_out(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    made = papers.issue(record.id, "register_form", {}, today=TODAY)
    for path in county.folder.attachments.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(AppError) as caught:
        papers.pdf(made.id)
    assert caught.value.code == "store.damaged"


def test_serving_and_revoking(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    made = papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    for on, way in (("2026-04-06", "direct"), ("2026-04-08", "direct"), ("2026-04-07", "飞鸽"), ("", "direct")):
        with pytest.raises(AppError) as caught:
            papers.serve(made.id, on=on, way=way, today=TODAY)
        assert caught.value.code == "paper.not_filled"
    served = papers.serve(made.id, on="4月7日", way="邮寄", receiver="张三之子", today=TODAY, by="李秀英")
    assert (served.served_on, served.served_way) == (TODAY, "邮寄送达")
    assert served.fields["receiver"] == "张三之子"
    with pytest.raises(AppError) as caught:
        papers.revoke(made.id, "  ", today=TODAY)
    assert caught.value.code == "paper.no_reason"
    gone = papers.revoke(made.number, "日期写错", today=TODAY, by="李秀英")
    assert (gone.revoked_on, gone.revoked_reason) == (TODAY, "日期写错")
    twice: tuple[Callable[[], object], ...] = (
        lambda: papers.revoke(made.id, "再来", today=TODAY),
        lambda: papers.serve(made.id, on="今天", way="direct", today=TODAY),
    )
    for again in twice:
        with pytest.raises(AppError) as caught:
            again()
        assert caught.value.code == "paper.is_revoked"
    assert [replace(paper, issues=()) for paper in papers.issued(record.id)] == [gone], "it stays with the case"
    rows = sqlite3.connect(county.folder.database)
    told = rows.execute("SELECT field, by FROM change WHERE entity = 'document' ORDER BY pk").fetchall()
    rows.close()
    assert told == [(name, "李秀英") for name in ("served_on", "served_way", "fields", "revoked_on", "revoked_reason")]


def test_what_belongs_to_nothing_is_refused(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    wanted: dict[str, Callable[[], object]] = {
        "paper.no_such_kind": lambda: papers.issue(record.id, "诗", {}, today=TODAY),
        "complaint.not_found": lambda: papers.issue("x", "agreement", {}, today=TODAY),
        "paper.needs_case": lambda: papers.issue("", "agreement", {}, today=TODAY),
        "paper.no_such_step": lambda: papers.issue(record.id, "acceptance_notice", {}, today=TODAY, event="x"),
        "paper.no_such_letter": lambda: papers.issue("", "query_letter", {}, today=TODAY, letter="x"),
        "paper.not_found": lambda: papers.pdf(""),
        "paper.bad_heading": lambda: papers.set_heading("A/B"),
    }
    for code, call in wanted.items():
        with pytest.raises(AppError) as caught:
            call()
        assert caught.value.code == code
    Complaints(county).delete(record.id)
    with pytest.raises(AppError) as caught:
        papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    assert caught.value.code == "paper.in_bin"


def test_a_paper_can_go_with_a_step_of_its_case(county: Database, papers: Papers) -> None:
    from sqlalchemy import select

    from app.models import Event

    record = full_case(county)
    with county.read() as session:
        step = session.scalar(select(Event.id).where(Event.kind == "accepted"))
    assert step is not None
    made = papers.issue(record.id, "acceptance_notice", {}, today=TODAY, event=step)
    assert made.event == step and made.fields["accepted"] == "2026-04-02"


def test_papers_of_a_practice_office_say_so(county: Database, papers: Papers) -> None:
    from app.models import Setting

    with county.write() as session:
        session.merge(Setting(name="practice", value="desk"))
    record = bare_case(county)
    for kind in ("acceptance_notice", "register_form"):
        made = papers.issue(record.id, kind, {}, today=TODAY)
        assert all("练习用，不作凭证" in page for page in pages(papers.pdf(made.id)))
        word = docx.Document(io.BytesIO(papers.word(made.id)))
        assert "练习用，不作凭证" in "".join(one.text for one in word.sections[0].header.paragraphs)


@pytest.mark.parametrize("kind", ["举报", "建议"])
def test_what_is_passed_on_is_called_what_it_is(county: Database, papers: Papers, kind: str) -> None:
    record = Complaints(county).register({"kind": kind, "facts": "柜台下面拿出来卖"}, today=TODAY).record
    made = papers.issue(record.id, "transfer_notice", {"to": "县市场监督管理局"}, today=TODAY)
    said = text(papers.pdf(made.id))
    assert f"收到{kind}，现转你单位办理" in said and "柜台下面拿出来卖" in said
    assert "消费争议" not in said and "投诉" not in said
