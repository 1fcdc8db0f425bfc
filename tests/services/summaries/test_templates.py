"""Templates an office changes: taken out, tried before they are used, put back; wrong names are refused with a hint."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document

from app.errors import AppError
from app.services.database import Database
from app.services.periods import parse_period
from app.services.summaries import Summaries
from tests.services.summaries.conftest import TODAY, cases, put, text_of


def template(path: Path, *paragraphs: str) -> Path:
    """A Word file with these paragraphs."""
    word = Document()
    for words in paragraphs:
        word.add_paragraph(words)
    word.save(str(path))
    return path


def test_an_office_s_own_words_stand_with_the_same_figures(
    summaries: Summaries, county: Database, tmp_path: Path
) -> None:
    put(county, cases(date(2026, 1, 2), {"N01": 6, "N03": 2}))
    own = template(
        tmp_path / "自己的.docx",
        "{{ 标题 }}",
        "{{ 章 }}、本期受理{{ 受理件数.数 }}{{ 受理件数.单位 }}，{{ 受理件数.同比增减 }}。",
        "{{ 章 }}、质量{{ 性质.质量.占比 }}；调解成功里质量的有{{ 调解成功件数.性质.质量 }}。",
        "{% if 仲裁件数 %}有仲裁。{% else %}没有仲裁。{% endif %}",
        "{{ 类别排名.第一名称 }}：{{ 类别排名.第一 }}",
        "{{ 存在的不足 }}",
    )
    face = summaries.install_template("half_year", own, by="王桂芬")
    assert face.changed_by == "王桂芬"
    text = text_of(summaries, "half_year", "2026H1")
    assert "一、本期受理8件，上年同期无可比数。" in text
    assert "二、质量占受理投诉总数的75%；调解成功里质量的有0件。" in text
    assert "没有仲裁。" in text
    assert "食品类：食品类8件，占受理投诉总数的100%" in text
    assert "【待写：存在的不足】" in text
    assert [t.changed_by for t in summaries.templates()] == ["王桂芬", "", ""]
    summaries.reset_template("half_year")
    assert "主要工作情况" in text_of(summaries, "half_year", "2026H1")


def test_a_share_of_the_goods_alone_names_and_explains_its_whole(
    summaries: Summaries, county: Database, tmp_path: Path
) -> None:
    put(county, cases(date(2026, 1, 2), {"N01": 6}, "0103000000"))
    put(county, cases(date(2026, 1, 2), {"N01": 2}, "0101000000"))
    put(county, cases(date(2026, 1, 2), {"N01": 8}, "0201000000"))
    own = template(tmp_path / "自己的.docx", "食品类{{ 类别.食品类.占比 }}，{{ 类别.食品类.占大类比重 }}。")
    summaries.install_template("half_year", own)
    assert "食品类占受理投诉总数的37.5%，占商品类受理投诉的75%。" in text_of(summaries, "half_year", "2026H1")
    found = summaries.explain(summaries.listed()[0].id, "类别.食品类.占大类比重", today=TODAY)
    assert (found.figure.value, found.now) == ("75.0", "75%")
    assert len(found.records) == 6


def test_it_can_be_taken_out_and_put_back_unchanged(summaries: Summaries, tmp_path: Path) -> None:
    for kind in summaries.kinds():
        summaries.export_template(kind.key, tmp_path / f"{kind.key}.docx")
        assert summaries.install_template(kind.key, tmp_path / f"{kind.key}.docx").issues == ()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("{{ 受理件书 }}", "summary.tag_unknown_like", "受理件数"),
        ("{{ 受理件数.同逼 }}", "summary.tag_unknown_like", "受理件数.同比"),
        ("{{ 受理件数.占比 }}", "summary.tag_unknown_like", "受理件数."),
        ("{{ 性质.质两 }}", "summary.tag_unknown_like", "性质.质量"),
        ("{{ 受理件数 + 1 }}", "summary.tag_refused", "不认识"),
        ("{{ ''.__class__ }}", "summary.tag_refused", "不认识"),
        ("{{ 受理件数.__class__ }}", "summary.tag_unknown_like", "__class__"),
        ("{% for 行 in 受理件数 %}{% endfor %}", "summary.tag_unknown", "受理件数"),
        ("{% for 行 in 性质表 %}{{ 行.件书 }}{% endfor %}", "summary.tag_unknown_like", "行.件数"),
        ("{% if 受理件数 %}没有完", "paper.tag_broken", "没有写完整"),
        ("{% set 甲 = 1 %}", "summary.tag_refused", "不认识"),
    ],
)
def test_what_is_wrong_in_a_template_is_told(
    summaries: Summaries, tmp_path: Path, words: str, code: str, says: str
) -> None:
    with pytest.raises(AppError, match=r"summary\.template_wrong") as caught:
        summaries.install_template("half_year", template(tmp_path / "错的.docx", words))
    issue = caught.value.issues[0]
    assert issue.code == code
    assert says in issue.message
    assert all(face.changed_at is None for face in summaries.templates())


def test_a_file_that_is_no_word_file_is_refused(summaries: Summaries, tmp_path: Path) -> None:
    (tmp_path / "坏的.docx").write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(AppError, match=r"paper\.not_a_template"):
        summaries.install_template("half_year", tmp_path / "坏的.docx")


def test_the_periods_told_are_those_of_the_summary(summaries: Summaries, county: Database) -> None:
    put(county, cases(date(2025, 8, 2), {"N01": 4}))
    put(county, cases(date(2026, 1, 2), {"N01": 6}))
    face = summaries.begin("half_year", parse_period("2026H1"), today=TODAY)
    summaries.set_options(face.id, compare="previous")
    text = "".join(passage.text for passage in summaries.show(face.id, today=TODAY).passages)
    assert "受理消费者投诉6件，环比上升50%" in text
