"""Whatever a person can type becomes a paper: control characters, halves of characters, emoji, endless words."""

from __future__ import annotations

import io
from datetime import date

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.services.codelists import shipped
from app.services.complaints.group import Member
from app.services.complaints.record import Record
from app.services.offices import Home, Office
from app.services.papers.answers import understand
from app.services.papers.composing import compose
from app.services.papers.defaults import defaults
from app.services.papers.facts import Facts
from app.services.papers.kinds import specs
from tests.services.papers.cases import ANSWERS, pages

DAY = date(2026, 4, 7)
HOME = Home(Office(1, "331122", "青溪县消保委", "county"), "01", None)
LISTS = shipped()
ANY = st.text(st.characters(), max_size=60) | st.sampled_from(
    [
        "{{ ''.__class__ }}",
        "{% if 1 %}",
        "{_{ 投诉人 }_}",
        "{#",
        "<w:p><w:r/></w:p>",
        "&amp;&#0;]]>",
        "\x00\x01\x08\x0b\x0c\x1b",
        "\ud800半个\udfff",
        "😀👩‍👩‍👧‍👦🇨🇳",
        "x" * 120,
        "１２３\t四\a五\f六",
        "䶮𬱖𣲘",
        "\u202eabc\u2066",
        "一\n\n\n二\r\n三\u2028四",
        "，。、）》" * 20,
        "\ufffe\uffff",
    ]
)


def facts_of(words: str) -> Facts:
    """A case all of whose texts are ``words``."""
    record = Record(
        "a" * 32,
        "33112200020260407010001",
        "registered",
        "complaint",
        DAY,
        "331122",
        1,
        "b" * 32,
        False,
        complainant=words[:80],
        trader=words[:120],
        address=words,
        facts=words * 3,
        summary=words,
        group_size=2,
    )
    member = Member("", 1, words, words, words, 100, None, words)
    return Facts(HOME, LISTS, "青消保", "committee", 1, record, (), (member,))


@pytest.mark.parametrize("kind", sorted(specs()))
@settings(max_examples=8)
@given(words=ANY, more=ANY)
@example(words="{{ ''.__class__ }}", more="{_% if %_}")
@example(words="\x00\ud800\ufffe", more="\a\f\t\n")
def test_any_text_becomes_a_paper(kind: str, words: str, more: str) -> None:
    spec = specs()[kind]
    facts = facts_of(words)
    usual = defaults(facts, spec, DAY)
    raw = {ask.name: f"甲{words}{more}" for ask in spec.face.asks if ask.kind in ("text", "story")}
    raw |= {ask.name: ANSWERS[ask.name] for ask in spec.face.asks if ask.kind == "code" and ask.required}
    raw |= {ask.name: DAY.isoformat() for ask in spec.face.asks if ask.kind == "date"}
    answers = understand(spec, raw, usual, facts, DAY)
    assert {issue.code for issue in answers.errors} <= {"paper.too_long"}
    made = compose(facts, spec, answers.told, "青消保受〔2026〕1号", None)
    assert made.pages == len(pages(made.pdf))
    assert docx.Document(io.BytesIO(made.docx)).paragraphs


@settings(max_examples=40)
@given(words=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp"))))
@example(words="{{ 投诉人 }}")
@example(words="{_{ 投诉人 }_} {_% x %_}")
@example(words="<b>&amp;</b>")
def test_what_was_typed_stands_in_the_word_file_to_the_letter(words: str) -> None:
    spec = specs()["query_letter"]
    facts = facts_of("张三")
    answers = understand(spec, {"to": "某局", "body": f"始{words}终"}, defaults(facts, spec, DAY), facts, DAY)
    made = compose(facts, spec, answers.told, "", None)
    said = [one.text for one in docx.Document(io.BytesIO(made.docx)).paragraphs if one.text.startswith("始")]
    assert said == [answers.fields["body"]]
