"""Which papers are offered, what they already know, and what they cite."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.models.complaint import STATES
from app.paths import resources
from app.services.casework import Casework
from app.services.codelists import shipped
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.letters import Letters
from app.services.papers import Papers
from app.services.papers.defaults import SOURCES
from app.services.papers.facts import usual_heading
from app.services.papers.kinds import asked_tags, offered_keys, specs
from app.services.papers.numbering import prefix
from app.services.papers.values import LISTS, TAGS, chinese_day
from tests.services.papers.cases import TODAY, bare_case, full_case, text


def test_every_kind_is_whole() -> None:
    lists = shipped()
    assert len(specs()) == 15
    for key, spec in specs().items():
        assert (resources() / "papers" / f"{key}.docx").exists()
        assert len(key) <= 24 and len(spec.face.series) <= 2 and spec.face.explains
        assert set(filter(None, spec.defaults.values())) <= set(SOURCES)
        for ask in spec.face.asks:
            assert (ask.kind == "code") == bool(ask.list)
            assert not ask.list or lists.entries(ask.list)
    assert len({spec.face.series for spec in specs().values() if spec.face.series}) == 11, "no series is used twice"


@pytest.mark.parametrize("state", [state for state in STATES if state != "reconciled"])
def test_every_state_of_a_complaint_has_papers(state: str) -> None:
    keys = offered_keys("complaint", state)
    assert keys and len(set(keys)) == len(keys) and set(keys) <= set(specs())


def test_every_other_intake_has_papers() -> None:
    for intake in ("report", "suggestion", "reconciliation"):
        assert offered_keys(intake, "registered")
    assert offered_keys("report", "registered")[0] == "report_answer"


def test_what_fits_comes_first_with_what_the_case_knows(county: Database, papers: Papers) -> None:
    bare, full = bare_case(county), full_case(county)
    assert papers.offered(bare.id, today=TODAY)[0].key == "acceptance_notice"
    kind = papers.offered(full.id, today=TODAY, by="李秀英")[0]
    assert kind.key == "agreement"
    usual = {ask.name: ask.default for ask in kind.asks}
    assert usual["on"] == "2026-04-07" and usual["mediators"] == "李秀英"
    assert "人民币2,000.00元（大写：贰仟元整）" in usual["terms"]
    asked = papers.asked(full.id, "acceptance_notice", today=TODAY)
    assert {ask.name: ask.default for ask in asked.asks}["accepted"] == "2026-04-02"
    assert [kind.key for kind in papers.offered("", today=TODAY)] == [
        "query_letter",
        "rectification_letter",
        "warning_letter",
    ]


def test_a_receipt_is_for_the_paper_issued_last(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    gone = papers.issue(record.id, "query_letter", {"to": "某局", "body": "某事"}, today=TODAY)
    papers.revoke(gone.id, "写错", today=TODAY)
    usual = {ask.name: ask.default for ask in papers.asked(record.id, "service_receipt", today=TODAY).asks}
    assert usual["paper"] == "《受理告知书》（青消保受〔2026〕1号）" and usual["to"] == "张三"


def test_what_was_asked_for_need_not_be_written_twice(county: Database, papers: Papers) -> None:
    id = Complaints(county).register({"complainant": "张三", "trader": "某店"}, today=TODAY).record.id
    Casework(county).move(id, "papers_asked", {"on": TODAY.isoformat(), "note": "购物小票"}, today=TODAY)
    usual = {ask.name: ask.default for ask in papers.asked(id, "papers_notice", today=TODAY).asks}
    assert usual["missing"] == "购物小票"


def test_who_handles_cases_decides_which_law_is_cited(county: Database, papers: Papers) -> None:
    from app.models import Setting

    record = bare_case(county)
    filled = {"refusal": "超过三年"}
    said = text(papers.preview(record.id, "refusal_notice", filled, today=TODAY).pdf)
    assert "《中华人民共和国消费者权益保护法》第三十七条、第三十九条的规定" in said and "“超过三年”" in said
    with county.write() as session:
        session.merge(Setting(name="handler", value="regulator"))
    said = text(papers.preview(record.id, "refusal_notice", filled, today=TODAY).pdf)
    assert "《市场监督管理投诉举报处理办法》第十六条的规定" in said
    with county.write() as session:
        session.merge(Setting(name="handler", value="other"))
    assert "的规定，本单位" not in text(papers.preview(record.id, "refusal_notice", filled, today=TODAY).pdf)


def test_a_paper_that_does_not_go_with_the_state_is_doubted(county: Database, papers: Papers) -> None:
    record = full_case(county)
    shown = papers.preview(record.id, "refusal_notice", {"refusal": "超过三年"}, today=TODAY)
    assert [issue.code for issue in shown.issues] == ["paper.not_usual"]


def test_a_letter_without_a_case_goes_out_with_its_own_words(county: Database, papers: Papers) -> None:
    kept = Letters(county).write(
        {"kind": "rectification", "to_whom": "某某超市", "trader": "某某超市", "body": "称重不准。", "subject": "计量"},
        today=TODAY,
    )
    made = papers.issue("", "rectification_letter", {}, today=TODAY, letter=kept.letter.id)
    said = text(papers.pdf(made.id))
    assert "某某超市：" in said and "称重不准。" in said and "在计量方面" in said
    assert made.case == "" and [paper.id for paper in papers.of_letter(kept.letter.id)] == [made.id]
    letters = Letters(county)
    assert letters.show(kept.letter.id).number == letters.show(made.number).number == made.number
    assert [edit.label for edit in letters.history(kept.letter.id)] == ["文号"]
    again = papers.issue("", "rectification_letter", {}, today=TODAY, letter=kept.letter.id)
    assert again.number != made.number == letters.show(kept.letter.id).number
    assert made.number == "青消保劝〔2026〕1号"


@pytest.mark.parametrize(
    ("office", "word"),
    [
        ("青溪县消保委", "青消保"),
        ("澄江市莲都区消费者权益保护委员会", "莲消保"),
        ("澄江市消费者协会", "澄消协"),
        ("景宁畲族自治县消委会（练习）", "景消委"),
        ("大集镇监督站", "大消保"),
    ],
)
def test_the_word_of_an_office(office: str, word: str) -> None:
    assert usual_heading(office) == word


def test_days_in_chinese() -> None:
    assert chinese_day(date(2026, 3, 5)) == "二〇二六年三月五日"
    assert chinese_day(date(2030, 10, 10)) == "二〇三〇年十月十日"
    assert chinese_day(date(2026, 11, 20)) == "二〇二六年十一月二十日"
    assert chinese_day(date(2026, 12, 31)) == "二〇二六年十二月三十一日"


def test_the_name_of_a_series_fits_its_column(county: Database) -> None:
    from app.services.offices import home

    at = home(county)
    for spec in specs().values():
        assert len(prefix(at, spec.face.series, 2026)) <= 20
        assert len("P331122001" + "01" + "2026" + spec.face.series) <= 20, "also for a station"


def test_the_readme_names_every_tag() -> None:
    said = (resources() / "papers" / "README.md").read_text(encoding="utf-8")
    words = set(re.split(r"[\s|,;()]+", said))
    for tag in (*TAGS, *asked_tags(), *LISTS, *(name for names in LISTS.values() for name in names)):
        assert tag in words, f"{tag} is not told"


def test_what_was_issued_is_offered_after_what_was_not(county: Database, papers: Papers) -> None:
    record = bare_case(county)
    first = papers.issue(record.id, "acceptance_notice", {}, today=TODAY)
    keys = [kind.key for kind in papers.offered(record.id, today=TODAY)]
    assert keys[0] != "acceptance_notice" and keys[-1] == "acceptance_notice"
    papers.issue(record.id, "service_receipt", {}, today=TODAY)
    assert [kind.key for kind in papers.offered(record.id, today=TODAY)] == keys
    papers.revoke(first.id, "写错", today=TODAY)
    assert papers.offered(record.id, today=TODAY)[0].key == "acceptance_notice"
