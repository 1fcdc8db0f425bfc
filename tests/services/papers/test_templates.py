"""Templates an office changed: what they may say, what is refused, and that Word and PDF both follow them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor

from app.errors import AppError, Issue
from app.services.casework import Casework
from app.services.database import Database
from app.services.papers import Papers, facts
from app.services.papers.composing import examined
from app.services.papers.kinds import specs
from app.services.papers.templates import shipped
from tests.services.papers.cases import TODAY, bare_case, full_case, pages, text

KIND = "acceptance_notice"


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[Callable[[Word], None]], Path]:
    """The shipped template of a notice with a change made to it."""

    def make(change: Callable[[Word], None]) -> Path:
        word = docx.Document(io.BytesIO(shipped(KIND)))
        change(word)
        path = tmp_path / "changed.docx"
        word.save(str(path))
        return path

    return make


@pytest.fixture
def examine(county: Database) -> Callable[[bytes], tuple[Issue, ...]]:
    """What is remarked on a template of the notice; the same as when it is installed, without a second process."""
    with county.read() as session:
        known = facts.read(session, "")
    return lambda data: examined(known, specs()[KIND], data)


def said_by(papers: Papers, path: Path, record: str) -> tuple[str, str]:
    """What the PDF and the Word file say after ``path`` is installed."""
    papers.install_template(KIND, path)
    made = papers.issue(record, KIND, {}, today=TODAY)
    word = docx.Document(io.BytesIO(papers.word(made.id)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return text(papers.pdf(made.id)), "\n".join([*(one.text for one in word.paragraphs), *cells])


def test_the_offices_own_words_are_in_both(
    county: Database, papers: Papers, changed: Callable[[Callable[[Word], None]], Path], tmp_path: Path
) -> None:
    def change(word: Word) -> None:
        word.add_paragraph("本单位地址：城关镇解放路1号，{{ 投诉人 }}{{称呼}}可以来电。")
        word.add_paragraph("{%p if 被投诉方 %}")
        word.add_paragraph("只有写了商家才有这一段")
        word.add_paragraph("{%p endif %}")
        word.add_paragraph(
            '{% if 性别 == "女" %}女士{% else %}不知道{% endif %}{% if not 年龄 or 编号 %}没有年龄{% endif %}'
        )

    record = bare_case(county)
    before = papers.issue(record.id, KIND, {}, today=TODAY)
    kept = papers.pdf(before.id)
    for said in said_by(papers, changed(change), record.id):
        assert "本单位地址：城关镇解放路1号，张三可以来电。" in said
        assert "只有写了商家" not in said and "不知道没有年龄" in said
    assert papers.pdf(before.id) == kept, "what was issued stays as it was"
    assert [face.kind for face in papers.templates() if face.changed_at] == [KIND]
    papers.export_template(KIND, tmp_path / "now.docx")
    assert "城关镇解放路1号" in "".join(one.text for one in docx.Document(str(tmp_path / "now.docx")).paragraphs)
    papers.reset_template(KIND)
    papers.export_template(KIND, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == shipped(KIND)
    again = papers.issue(record.id, KIND, {}, today=TODAY)
    assert "城关镇解放路1号" not in text(papers.pdf(again.id))


def test_the_people_of_a_group_fill_the_rows_of_a_table(
    county: Database, papers: Papers, changed: Callable[[Callable[[Word], None]], Path]
) -> None:
    def change(word: Word) -> None:
        table = word.add_table(0, 3)
        table.style = "Table Grid"
        for cells in (
            ("序号", "姓名", "金额"),
            ("{%tr for 人 in 群体成员 %}", "", ""),
            ("{{ 人.序号 }}", "{{ 人.姓名 }}", "{{ 人.金额 }}"),
            ("{%tr endfor %}", "", ""),
        ):
            for cell, words in zip(table.add_row().cells, cells, strict=True):
                cell.text = words

    record = bare_case(county)
    Casework(county).put_members(record.id, [{"name": "甲某", "amount": "100"}, {"name": "𬱖某"}], today=TODAY, by="")
    pdf, word = said_by(papers, changed(change), record.id)
    assert "1甲某100.00元2𬱖某" in pdf
    assert word.count("甲某") == 1 and "endfor" not in word


@pytest.mark.parametrize(
    ("marks", "code", "told"),
    [
        ("{{ 投诉 }}", "paper.tag_unknown_like", "投诉人"),
        ("{{ qwerty }}", "paper.tag_unknown", "qwerty"),
        ("{{ ''.__class__ }}", "paper.tag_refused", "__class__"),
        ("{{ 投诉人.__class__.__mro__ }}", "paper.tag_refused", "__class__"),
        ("{{ 投诉人|upper }}", "paper.tag_refused", "upper"),
        ("{{ range(9) }}", "paper.tag_refused", "range"),
        ("{{ 投诉人 ~ 编号 }}", "paper.tag_refused", "编号"),
        ("{% set x = 1 %}", "paper.tag_refused", "set"),
        ("{% include 'x' %}", "paper.tag_refused", "include"),
        ("{% for a in 投诉人 %}x{% endfor %}", "paper.tag_unknown", "投诉人"),
        ("{% for a in 群体成员 %}{{ a.电 }}{% endfor %}", "paper.tag_unknown_like", "a.电话"),
        ("{% for a in 群体成员 %}{% for b in 群体成员 %}{% endfor %}{% endfor %}", "paper.tag_refused", "群体成员"),
        ("{{ 群体成员 }}", "paper.tag_unknown_like", "群体成员"),
        ("{{ 投诉人 ", "paper.tag_broken", "投诉人"),
        ("{% if 投诉人 %}有头没尾", "paper.tag_broken", ""),
        ("{% endif %}", "paper.tag_broken", "endif"),
    ],
)
def test_marks_nobody_knows_are_named(
    examine: Callable[[bytes], tuple[Issue, ...]],
    changed: Callable[[Callable[[Word], None]], Path],
    marks: str,
    code: str,
    told: str,
) -> None:
    path = changed(lambda word: setattr(word.add_paragraph(), "text", marks))
    with pytest.raises(AppError) as caught:
        examine(path.read_bytes())
    assert caught.value.code == "paper.template_wrong"
    assert [issue.code for issue in caught.value.issues] == [code]
    assert told in caught.value.issues[0].message


def test_a_wrong_template_is_named_and_the_one_before_stays(
    papers: Papers, changed: Callable[[Callable[[Word], None]], Path]
) -> None:
    path = changed(lambda word: setattr(word.add_paragraph(), "text", "{{ 投诉 }}{{ ''.__class__ }}"))
    with pytest.raises(AppError) as caught:
        papers.install_template(KIND, path)
    assert caught.value.code == "paper.template_wrong"
    assert [issue.code for issue in caught.value.issues] == ["paper.tag_unknown_like", "paper.tag_refused"]
    assert not any(face.changed_at for face in papers.templates()), "the template before it is still in use"


def test_marks_in_header_and_properties_are_looked_at_too(
    examine: Callable[[bytes], tuple[Issue, ...]], changed: Callable[[Callable[[Word], None]], Path]
) -> None:
    def header(word: Word) -> None:
        word.sections[0].header.paragraphs[0].text = "{{ ''.__class__ }}"

    def properties(word: Word) -> None:
        word.core_properties.subject = "{{ ''.__class__ }}"

    for change in (header, properties):
        with pytest.raises(AppError) as caught:
            examine(changed(change).read_bytes())
        assert caught.value.code == "paper.template_wrong"


def test_a_template_of_an_older_program_is_refused_when_it_is_filled(county: Database, papers: Papers) -> None:
    from app.models import PaperTemplate

    word = docx.Document(io.BytesIO(shipped(KIND)))
    word.add_paragraph("{{ ''.__class__.__mro__ }}")
    stream = io.BytesIO()
    word.save(stream)
    with county.write() as session:
        session.add(PaperTemplate(kind=KIND, docx=stream.getvalue()))
    record = bare_case(county)
    with pytest.raises(AppError) as caught:
        papers.issue(record.id, KIND, {}, today=TODAY)
    assert caught.value.code == "paper.template_wrong"


def zipped(**parts: bytes) -> bytes:
    """A package with ``parts`` instead of those of the shipped template (``__`` for ``/``)."""
    stream = io.BytesIO()
    named = {name.replace("__", "/"): data for name, data in parts.items()}
    with zipfile.ZipFile(io.BytesIO(shipped(KIND))) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as to:
        for name in source.namelist():
            if name not in named:
                to.writestr(name, source.read(name))
        for name, data in named.items():
            if data:
                to.writestr(name, data)
    return stream.getvalue()


def relations(target: str) -> bytes:
    """Relations of the text with one that points outside."""
    with zipfile.ZipFile(io.BytesIO(shipped(KIND))) as source:
        found = source.read("word/_rels/document.xml.rels").decode()
    link = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="{target}" TargetMode="External"/>'
    )
    return found.replace("</Relationships>", f"{link}</Relationships>").encode()


BROKEN: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "text": lambda: "张三".encode(),
    "old": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600,
    "truncated": lambda: shipped(KIND)[:20_000],
    "flipped": lambda: shipped(KIND).replace(shipped(KIND)[9000:9040], b"\0" * 40),
    "no text": lambda: zipped(**{"word__document.xml": b""}),
    "no xml": lambda: zipped(**{"word__document.xml": b"<w:document"}),
    "other xml": lambda: zipped(**{"word__document.xml": b"<a/>"}),
    "entities": lambda: zipped(
        **{
            "word__document.xml": b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
            b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b"<w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"
        }
    ),
    "bomb": lambda: zipped(**{"word__big.bin": b"\0" * 40_000_000}),
    "many parts": lambda: zipped(**{f"word__{number}.xml": b"<a/>" for number in range(600)}),
    "macros": lambda: zipped(**{"word__vbaProject.bin": b"x"}),
    "outside": lambda: zipped(**{"word___rels__document.xml.rels": relations("file:///c:/x.png")}),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_sound_word_file_gets_a_sentence(examine: Callable[[bytes], tuple[Issue, ...]], what: str) -> None:
    with pytest.raises(AppError) as caught:
        examine(BROKEN[what]())
    assert caught.value.code == "paper.not_a_template"
    assert "另存为 .docx" in caught.value.message and "{" not in caught.value.message


def test_a_missing_file_a_broken_and_a_huge_one(papers: Papers, tmp_path: Path) -> None:
    (tmp_path / "bomb.docx").write_bytes(BROKEN["bomb"]())
    with pytest.raises(AppError) as caught:
        papers.install_template(KIND, tmp_path / "bomb.docx")
    assert caught.value.code == "paper.not_a_template"
    with pytest.raises(AppError) as caught:
        papers.install_template(KIND, tmp_path / "none.docx")
    assert caught.value.code == "file.not_found"
    with (tmp_path / "huge.docx").open("wb") as stream:
        stream.truncate(6_000_000)
    with pytest.raises(AppError) as caught:
        papers.install_template(KIND, tmp_path / "huge.docx")
    assert caught.value.code == "paper.not_a_template"


def test_endless_tables_end(
    county: Database, papers: Papers, changed: Callable[[Callable[[Word], None]], Path]
) -> None:
    def change(word: Word) -> None:
        for _ in range(310):
            word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    with pytest.raises(AppError) as caught:
        papers.install_template(KIND, changed(change))
    assert caught.value.code == "paper.too_many_pages"


def test_what_the_pdf_cannot_show_is_said(
    county: Database, papers: Papers, changed: Callable[[Callable[[Word], None]], Path], tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("RGB", (4, 4)).save(tmp_path / "seal.png")

    def change(word: Word) -> None:
        word.add_paragraph("一项", style="List Number")
        word.add_picture(str(tmp_path / "seal.png"))
        for paragraph in word.paragraphs:
            if "文号" in paragraph.text:
                paragraph.runs[0].text = ""

    face = papers.install_template(KIND, changed(change))
    assert [issue.code for issue in face.issues] == ["paper.no_number", "paper.not_shown"]
    assert "自动编号" in face.issues[1].message and "图片" in face.issues[1].message
    record = bare_case(county)
    assert "paper.not_shown" in [issue.code for issue in papers.preview(record.id, KIND, {}, today=TODAY).issues]


def test_looks_of_the_template_are_in_the_pdf(
    county: Database, papers: Papers, changed: Callable[[Callable[[Word], None]], Path]
) -> None:
    def change(word: Word) -> None:
        style = word.styles.add_style("红头", WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.color.rgb = Pt(30), RGBColor(0xCC, 0, 0)
        first = word.paragraphs[0].insert_paragraph_before("红头文件", style=style)
        first.add_run().add_break(WD_BREAK.PAGE)

    papers.install_template(KIND, changed(change))
    made = papers.issue(bare_case(county).id, KIND, {}, today=TODAY)
    found = pages(papers.pdf(made.id))
    assert found[0].startswith("红头文件") and "受理告知书" in found[1]
    from pypdf import PdfReader

    looks = []

    def look(words: str, _cm: object, matrix: list[float], font: object, size: float) -> None:
        if words.strip():
            looks.append((words.strip(), size))

    PdfReader(io.BytesIO(papers.pdf(made.id))).pages[0].extract_text(visitor_text=look)
    assert ("红头文件", 30.0) in looks


def test_the_form_follows_the_offices_template_when_it_has_one(
    county: Database, papers: Papers, tmp_path: Path
) -> None:
    record = full_case(county)
    drawn = text(papers.pdf(papers.issue(record.id, "register_form", {}, today=TODAY).id))
    assert "投诉人确认" in drawn
    papers.export_template("register_form", tmp_path / "form.docx")
    papers.install_template("register_form", tmp_path / "form.docx")
    own = papers.issue(record.id, "register_form", {}, today=TODAY)
    said = "".join(page.split("—")[0] for page in pages(papers.pdf(own.id)))
    assert "投诉人确认" not in said and "以上内容属实" in said and own.pages > 1
    assert record.facts in said, "a cell that is higher than the page goes on on the next"


def test_every_shipped_template_passes_its_own_check(county: Database) -> None:
    with county.read() as session:
        known = facts.read(session, "")
    for key, spec in specs().items():
        assert examined(known, spec, shipped(key)) == ()
