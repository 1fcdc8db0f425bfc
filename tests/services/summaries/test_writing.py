"""Writing a summary: parts survive being made again, missing figures stand out, cases are told without names."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from app.errors import AppError
from app.services.complaints import Complaints
from app.services.database import Database
from app.services.figures import Figures
from app.services.periods import parse_period
from app.services.summaries import Summaries
from tests.services.summaries.conftest import TODAY, cases, put

H1 = parse_period("2026H1")
NOW = date(2026, 1, 2)


def words_of(path: Path) -> str:
    """All words of a Word file's body, tables and all."""
    word = Document(str(path))
    lines = [paragraph.text for paragraph in word.paragraphs]
    lines += [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def test_what_was_written_survives_making_it_again(summaries: Summaries, county: Database, tmp_path: Path) -> None:
    put(county, cases(NOW, {"N01": 5}))
    face = summaries.begin("half_year", H1, today=TODAY)
    assert face.unwritten == 2
    summaries.write(face.id, "存在的不足", "宣传不够深入。\n\n队伍老龄化。")
    summaries.write(face.id, "plans", "多到村里去。")
    summaries.write_file(face.id, tmp_path / "一.docx", today=TODAY)
    put(county, cases(NOW, {"N02": 3}))
    again = summaries.begin("half_year", H1, today=TODAY)
    assert again.id == face.id
    assert again.unwritten == 0
    summaries.write_file(face.id, tmp_path / "二.docx", today=TODAY)
    first, second = words_of(tmp_path / "一.docx"), words_of(tmp_path / "二.docx")
    for text in (first, second):
        assert "宣传不够深入。\n队伍老龄化。" in text
        assert "多到村里去。" in text
        assert "待写" not in text
    assert "受理消费者投诉5件" in first
    assert "受理消费者投诉8件" in second
    assert summaries.listed()[0].made_on == TODAY


def test_missing_figures_stand_out_and_are_listed(summaries: Summaries, county: Database, tmp_path: Path) -> None:
    put(county, cases(NOW, {"N01": 5}))
    Figures(county).set(H1, {"leaflets": "3100余", "outreach_events": "blank"})
    face = summaries.begin("half_year", H1, today=TODAY)
    made = summaries.write_file(face.id, tmp_path / "总结.docx", today=TODAY)
    assert "消费教育活动场次" in {figure.name for figure in made.missing}
    told = [issue for issue in made.issues if issue.code == "summary.missing_figure"]
    assert any("消费教育活动场次" in issue.message for issue in told)
    word = Document(str(tmp_path / "总结.docx"))
    yellow = {run.text for p in word.paragraphs for run in p.runs if run.font.highlight_color is not None}
    assert "【缺：消费教育活动场次】" in yellow
    assert "【待写：存在的不足】" in yellow
    assert "发放各类宣传资料3100余份" in words_of(tmp_path / "总结.docx")


def test_nothing_to_compare_with_is_said(summaries: Summaries, county: Database) -> None:
    put(county, cases(NOW, {"N01": 5}))
    face = summaries.begin("half_year", H1, today=TODAY)
    written = summaries.show(face.id, today=TODAY)
    text = "".join(passage.text for passage in written.passages)
    assert "受理消费者投诉5件，上年同期无可比数" in text
    assert "summary.no_comparison" in {issue.code for issue in written.issues}


def test_sums_that_do_not_agree_are_told(summaries: Summaries, county: Database) -> None:
    Figures(county).adopt(H1, {"accepted": "114", "accepted|nature=N01": "87"}, source="总结")
    put(county, cases(date(2026, 7, 2), {"N01": 1}))
    face = summaries.begin("analysis", H1, today=TODAY)
    codes = {issue.code for issue in summaries.show(face.id, today=TODAY).issues}
    assert "summary.not_adding_up" in codes


def test_a_figure_leads_to_exactly_its_records(summaries: Summaries, county: Database) -> None:
    put(county, cases(NOW, {"N01": 3, "N02": 2}))
    face = summaries.begin("analysis", H1, today=TODAY)
    found = summaries.explain(face.id, "性质.质量", today=TODAY)
    ids = {row.id for row in Complaints(county).find().rows if row.nature == "N01"}
    assert set(found.records) == ids
    assert len(found.records) == 3
    share = summaries.explain(face.id, "性质.质量.占比", today=TODAY)
    assert share.figure.value == "60.0"
    assert [part.text for part in share.parts] == ["3件", "5件"]
    with pytest.raises(AppError, match=r"summary\.no_such_figure"):
        summaries.explain(face.id, "没有这个数", today=TODAY)


def test_every_marked_word_is_a_figure_that_can_be_explained(summaries: Summaries, county: Database) -> None:
    put(county, cases(NOW, {"N01": 3, "N02": 2}))
    face = summaries.begin("half_year", H1, today=TODAY)
    written = summaries.show(face.id, today=TODAY)
    names = {p.name for passage in written.passages for p in (*passage.pieces, *sum(passage.cells, ())) if p.kind}
    todo = {part.tag for part in written.kind.parts}
    assert names - todo <= {figure.name for figure in written.figures}
    for figure in written.figures[:40]:
        assert summaries.explain_figure(face.id, figure).rule


def test_sealed_months_stay_as_they_stood(summaries: Summaries, county: Database) -> None:
    from app.services.returns import Returns

    put(county, cases(date(2026, 3, 1), {"N01": 4}))
    Returns(county).seal("monthly", parse_period("2026-03"), today=date(2026, 4, 2), by="陈秘书")
    put(county, cases(date(2026, 3, 5), {"N01": 2}))
    face = summaries.begin("analysis", parse_period("2026-03"), today=TODAY)
    figure = summaries.show(face.id, today=TODAY).figure("受理件数")
    assert figure is not None
    assert (figure.value, figure.origin) == (4, "reported")


def test_a_typical_case_names_nobody(summaries: Summaries, county: Database) -> None:
    complaints = Complaints(county)
    saved = complaints.register(
        {
            "complainant": "李秀英",
            "phone": "13805712236",
            "trader": "青溪宏发通讯店",
            "item": "手机",
            "category": "家用电子电器类",
            "nature": "质量",
            "received_on": "2026-03-01",
            "facts": "李秀英在青溪宏发通讯店买的手机用了两天黑屏，联系电话13805712236。",
            "result": "达成协议",
            "closed_on": "2026-03-06",
            "recovered": "2350",
            "summary": "店方给李秀英退款2350元。",
        },
        today=TODAY,
    )
    open_one = complaints.register({"complainant": "张三", "trader": "某店", "received_on": "2026-03-02"}, today=TODAY)
    face = summaries.begin("half_year", H1, today=TODAY)
    assert [choice.id for choice in summaries.case_choices(face.id)] == [saved.record.id]
    told = summaries.choose_case(face.id, saved.record.id)
    for name in ("李秀英", "13805712236", "宏发"):
        assert name not in told.text
    assert "挽回经济损失2350元" in told.text
    with pytest.raises(AppError, match=r"summary\.case_not_closed"):
        summaries.choose_case(face.id, open_one.record.id)
    summaries.write_case(face.id, told.id, "手机黑屏纠纷", "一位消费者的手机黑屏，店方退了款。")
    text = "".join(passage.text for passage in summaries.show(face.id, today=TODAY).passages)
    assert "（一）手机黑屏纠纷" in text
    assert "一位消费者的手机黑屏" in text
    summaries.drop_case(face.id, told.id)
    assert "典型案例" not in "".join(passage.text for passage in summaries.show(face.id, today=TODAY).passages)


def test_traders_are_named_only_where_the_office_wants_it(summaries: Summaries, county: Database) -> None:
    put(county, cases(NOW, {"N01": 20}))
    face = summaries.begin("analysis", H1, today=TODAY)
    shown = "".join(passage.text for passage in summaries.show(face.id, today=TODAY).passages)
    assert "某店" not in shown
    summaries.set_options(face.id, name_traders=True)
    written = summaries.show(face.id, today=TODAY)
    assert "被投诉较多的经营者是：某店0" in "".join(passage.text for passage in written.passages)
    assert len(summaries.explain(face.id, "经营者排名.某店0.件数", today=TODAY).records) == 3


def test_the_word_file_is_laid_out_as_official_papers_are(summaries: Summaries, tmp_path: Path) -> None:
    face = summaries.begin("half_year", H1, today=TODAY)
    summaries.write_file(face.id, tmp_path / "总结.docx", today=TODAY)
    word = Document(str(tmp_path / "总结.docx"))
    section = word.sections[0]
    sizes = [round(length.mm) for length in (section.page_width, section.page_height) if length is not None]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert sizes == [210, 297]
    assert [round(length.mm) for length in margins if length is not None] == [37, 35, 28, 26]
    assert word.styles["Normal"].font.size.pt == 16
    assert word.styles["Normal"].paragraph_format.line_spacing.pt == 28
    assert word.settings.odd_and_even_pages_header_footer
    assert section.footer.paragraphs[0].text.startswith("— ")
    pictures = word.element.body.xpath(".//wp:docPr/@descr")
    assert len(pictures) == 2
    assert all("2026年上半年" in words for words in pictures)


def test_the_pdf_says_the_same_and_shows_the_pictures(summaries: Summaries, county: Database, tmp_path: Path) -> None:
    from pypdf import PdfReader

    put(county, cases(NOW, {"N01": 12, "N03": 4}))
    face = summaries.begin("half_year", H1, today=TODAY)
    made = summaries.write_file(face.id, tmp_path / "总结.pdf", today=TODAY)
    reader = PdfReader(io.BytesIO((tmp_path / "总结.pdf").read_bytes()))
    assert len(reader.pages) == made.pages
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert "受理消费者投诉16件" in text
    assert sum(len(page.images) for page in reader.pages) == 2
    assert not [issue for issue in made.issues if issue.code == "summary.not_shown"]


@pytest.mark.parametrize(
    ("kind", "period", "code"),
    [("half_year", "2026-03", "bad_period"), ("letter", "2026H1", "no_such_kind"), ("year", "2026H1", "bad_period")],
)
def test_what_cannot_be_written(summaries: Summaries, kind: str, period: str, code: str) -> None:
    with pytest.raises(AppError, match=rf"summary\.{code}"):
        summaries.begin(kind, parse_period(period), today=TODAY)


def test_other_suffixes_and_parts_are_refused(summaries: Summaries, tmp_path: Path) -> None:
    face = summaries.begin("half_year", H1, today=TODAY)
    with pytest.raises(AppError, match=r"summary\.bad_suffix"):
        summaries.write_file(face.id, tmp_path / "总结.odt", today=TODAY)
    with pytest.raises(AppError, match=r"summary\.no_such_part"):
        summaries.write(face.id, "开头", "一段话")
    with pytest.raises(AppError, match=r"summary\.too_long"):
        summaries.write(face.id, "存在的不足", "长" * 20_001)
    summaries.drop(face.id)
    assert summaries.listed() == ()
    with pytest.raises(AppError, match=r"summary\.not_found"):
        summaries.show(face.id, today=TODAY)
