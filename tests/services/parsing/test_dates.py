"""Dates as people write them, seen from Wednesday, 2026-03-18."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.services.parsing.dates import parse_date, parse_excel_serial
from app.services.parsing.numerals import to_words

TODAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天", "2026-03-18"),
        ("昨天", "2026-03-17"),
        ("前天", "2026-03-16"),
        ("3天前", "2026-03-15"),
        ("两周前", "2026-03-04"),
        ("上周五", "2026-03-13"),
        ("上周日", "2026-03-15"),
        ("上上周一", "2026-03-02"),
        ("礼拜五", "2026-03-13"),
        ("周三", "2026-03-18"),
        ("3.15", "2026-03-15"),
        ("3·15", "2026-03-15"),
        ("3月15日", "2026-03-15"),
        ("三月十五", "2026-03-15"),
        ("十二月三十一日", "2025-12-31"),
        ("3月19日", "2025-03-19"),
        ("2月29日", "2024-02-29"),
        ("20260315", "2026-03-15"),
        ("2026.3.5", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("2026/3/5", "2026-03-05"),
        ("26.3.5", "2026-03-05"),
        ("98年12月1日", "1998-12-01"),
        ("2026年3月5日", "2026-03-05"),
        ("二〇二六年三月五日", "2026-03-05"),
        ("二零二五年十二月廿三日", "2025-12-23"),
        ("２０２６．３．５。", "2026-03-05"),
        (" 2026年 3月 5日 ", "2026-03-05"),
        ("2026-03-05 14:20", "2026-03-05"),
        ("2026-03-05T14:20:33.5Z", "2026-03-05"),
        ("2026/3/5 0:00:00", "2026-03-05"),
        ("3月5日上午10点", "2026-03-05"),
        ("昨天下午3点半", "2026-03-17"),
        ("2026年3月5日(星期四)", "2026-03-05"),
        ("15号", "2026-03-15"),
        ("20号", "2026-02-20"),
        ("31日", "2026-01-31"),
        ("上月15日", "2026-02-15"),
        ("去年3月5日", "2025-03-05"),
    ],
)
def test_reads_the_day(text: str, expected: str) -> None:
    parsed = parse_date(text, TODAY)
    assert parsed.require() == date.fromisoformat(expected)
    assert parsed.issues == ()


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("2月30日", "parsing.no_such_day", "2月没有30日"),
        ("2025年2月29日", "parsing.no_such_day", "2025年2月没有29日"),
        ("2026-04-31", "parsing.no_such_day", "4月没有31日"),
        ("13月5日", "parsing.no_such_month", "没有13月"),
        ("20261301", "parsing.no_such_month", "没有13月"),
        ("1026-03-05", "parsing.year_unlikely", "1026"),
        ("农历三月初三", "parsing.lunar_date", "农历"),
        ("腊月二十三", "parsing.lunar_date", "农历"),
        ("32号", "parsing.no_such_day", "没有32日"),
        ("2026", "parsing.not_a_date", "没看懂"),
        ("上周末", "parsing.not_a_date", "没看懂"),
        ("不记得了", "parsing.not_a_date", "没看懂"),
    ],
)
def test_says_why_it_is_no_date(text: str, code: str, sentence: str) -> None:
    parsed = parse_date(text, TODAY)
    assert parsed.value is None
    assert parsed.error is not None
    assert parsed.error.code == code
    assert sentence in parsed.error.message
    assert text in parsed.error.message
    with pytest.raises(AppError) as caught:
        parsed.require()
    assert caught.value.code == code
    assert sentence in caught.value.message


@pytest.mark.parametrize("text", ["", "  ", "__", "—", "/"])
def test_blank(text: str) -> None:
    assert parse_date(text, TODAY).blank


def test_warns_of_the_future_and_of_a_wrong_weekday() -> None:
    future = parse_date("2026-03-19", TODAY)
    assert future.value == date(2026, 3, 19)
    assert [issue.code for issue in future.warnings] == ["parsing.future_date"]
    differs = parse_date("2026年3月5日 星期五", TODAY)
    assert differs.value == date(2026, 3, 5)
    assert "星期四" in differs.warnings[0].message


def test_places_are_added_to_issues() -> None:
    (issue,) = parse_date("2月30日", TODAY).at(sheet="台账", cell="B7")
    assert (issue.sheet, issue.cell, issue.found) == ("台账", "B7", "2月30日")


@pytest.mark.parametrize(
    ("serial", "expected"), [(46096, "2026-03-15"), ("46096.6", "2026-03-15"), (1, "1900-01-01"), (61, "1900-03-01")]
)
def test_excel_serials(serial: int | str, expected: str) -> None:
    assert parse_excel_serial(serial).value == date.fromisoformat(expected)


@pytest.mark.parametrize("serial", [0, 60, -3, 99_999_999, "abc", "NaN", "Infinity"])
def test_no_excel_serial(serial: int | str) -> None:
    assert not parse_excel_serial(serial).ok


@given(day=st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_full_spelling_comes_back(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{to_words(day.month)}月{to_words(day.day)}日",
        f"{day.isoformat()} 08:05",
    ):
        assert parse_date(text, day).value == day


@given(today=st.dates(date(2004, 1, 1), date(2090, 1, 1)), days=st.integers(0, 364))
def test_without_a_year_it_is_the_latest_past_one(today: date, days: int) -> None:
    day = today - timedelta(days=days)
    assert parse_date(f"{day.month}月{day.day}日", today).value == day


@given(
    text=st.one_of(st.text(), st.text(alphabet="年月日号上周星期三十二廿〇0123456789-/.: T今昨前天农历初", max_size=14))
)
def test_no_text_is_too_strange(text: str) -> None:
    parsed = parse_date(text, TODAY)
    assert parsed.value is None or isinstance(parsed.value, date)
    for issue in parsed.issues:
        assert issue.message
    parse_excel_serial(text)


def test_long_prose_is_refused_at_once() -> None:
    for text in ("(" * 32_767, "1,2 " * 8_000, "三" * 32_767):
        parsed = parse_date(text, TODAY)
        assert parsed.issues
        assert len(parsed.issues[0].message) < 1_000
