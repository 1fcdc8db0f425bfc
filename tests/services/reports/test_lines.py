"""Lines break between characters, keep words and figures whole, and never begin with a comma."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.reports.lines import broken


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("消费者投诉", 5, ["消费者投诉"]),
        ("消费者投诉统计", 4, ["消费者投", "诉统计"]),
        ("投诉，举报", 2, ["投", "诉，", "举报"]),
        ("见《月报》说明", 3, ["见《月", "报》说", "明"]),
        ("共计1234.56万元", 9, ["共计1234.56", "万元"]),
        ("共计1234.56万元", 8, ["共计", "1234.56万", "元"]),
        ("挽回12.5%整", 5, ["挽回", "12.5%", "整"]),
        ("第一行\n第二行", 9, ["第一行", "第二行"]),
        ("", 3, [""]),
    ],
)
def test_breaks(text: str, room: float, lines: list[str]) -> None:
    assert broken(text, room, len) == lines


@given(st.text("投诉，。《》（）ab1. \n", max_size=40), st.integers(1, 12))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, room: int) -> None:
    lines = broken(text, room, len)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line.strip()) <= room for line in lines)
