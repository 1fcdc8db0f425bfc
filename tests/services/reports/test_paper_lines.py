"""Lines of a paragraph: what may begin and end one, indents, tab stops, even right edges."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.services.reports import fonts
from app.services.reports.paper_lines import Line, set_lines
from app.services.reports.paper_model import Align, Paragraph, Run

fonts.register()


def words(lines: list[Line]) -> list[str]:
    """The text of each line."""
    return ["".join(piece.text for piece in line.pieces) for line in lines]


def paragraph(*texts: str, align: Align = "left", first: float = 0.0, size: float = 10.0) -> Paragraph:
    """A paragraph of runs in letters of ``size``."""
    return Paragraph(tuple(Run(text, size) for text in texts), align, first=first)


def test_no_comma_begins_a_line_and_no_bracket_ends_one() -> None:
    assert words(set_lines(paragraph("一二三四，五六七（八九"), 40.0)) == ["一二三", "四，五六", "七（八九"]


def test_numbers_stay_together_and_what_is_too_long_is_cut() -> None:
    assert words(set_lines(paragraph("金额2,350.00元"), 50.0)) == ["金额", "2,350.00元"]
    assert "".join(words(set_lines(paragraph("9" * 50), 50.0))) == "9" * 50
    assert len(set_lines(paragraph("9" * 50), 50.0)) > 4


def test_the_first_line_is_indented_and_the_others_are_not() -> None:
    lines = set_lines(paragraph("一二三四五六七八", first=20.0), 60.0)
    assert [line.pieces[0].x for line in lines] == [20.0, 0.0]
    assert words(lines) == ["一二三四", "五六七八"]


def test_right_and_centred_text_stands_where_it_belongs() -> None:
    assert set_lines(paragraph("一二", align="right"), 100.0)[0].pieces[0].x == 80.0
    assert set_lines(paragraph("一二", align="center"), 100.0)[0].pieces[0].x == 40.0


def test_the_right_edge_is_even_but_for_the_last_line() -> None:
    lines = set_lines(paragraph("一二三四五六七八九十一二三", align="both"), 108.0)
    ends = [line.pieces[-1].x + line.pieces[-1].width - line.pieces[-1].apart for line in lines]
    assert abs(ends[0] - 108.0) < 0.01 and ends[-1] < 40.0


def test_tab_stops() -> None:
    stops: tuple[tuple[float, Align], ...] = ((50.0, "left"), (100.0, "right"))
    lines = set_lines(Paragraph((Run("一\t二\t三四", 10.0),), stops=stops), 200.0)
    assert [(piece.text, piece.x) for piece in lines[0].pieces] == [("一", 0.0), ("二", 50.0), ("三四", 80.0)]
    assert len(words(set_lines(Paragraph((Run("\t" * 40, 10.0),)), 100.0))) > 1, "tabs past the edge go on below"


def test_a_line_to_write_on_is_drawn_over_spaces_and_tabs() -> None:
    lines = set_lines(Paragraph((Run("姓名"), Run("　　\t", underline=True))), 300.0)
    drawn = [piece for piece in lines[0].pieces if piece.run.underline]
    assert drawn and sum(piece.width for piece in drawn) > 30.0


def test_an_empty_paragraph_is_one_line_as_high_as_its_letters() -> None:
    lines = set_lines(Paragraph((Run("", 20.0),)), 100.0)
    assert len(lines) == 1 and lines[0].height > 20.0
    assert set_lines(Paragraph((), leading=28.0), 100.0)[0].height == 28.0


@given(
    st.text(max_size=80), st.text(max_size=40), st.floats(15, 400), st.sampled_from(["left", "center", "right", "both"])
)
def test_nothing_is_lost_but_spaces_at_the_ends(one: str, two: str, room: float, align: Align) -> None:
    found = "".join(words(set_lines(paragraph(one, two, align=align), room)))
    assert "".join(found.split()) == "".join((one + two).split())
