"""Dates as people write them, seen from Wednesday, 2026-03-18."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import AppError
from app.services.parsing.dates import parse_date, parse_excel_serial
from app.services.parsing.lunar import lunar_of
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
        ("今天。", "2026-03-18"),
        ("昨\n天，", "2026-03-17"),
        ("大前天", "2026-03-15"),
        ("昨晚", "2026-03-17"),
        ("昨天晚上八点半", "2026-03-17"),
        ("昨天下午三点多", "2026-03-17"),
        ("一个星期前", "2026-03-11"),
        ("三天前买的", "2026-03-15"),
        ("半个月前", "2026-03-03"),
        ("一个月前", "2026-02-18"),
        ("两年以前", "2024-03-18"),
        ("半年前", "2025-09-18"),
        ("上礼拜五", "2026-03-13"),
        ("上个星期五", "2026-03-13"),
        ("礼拜五。", "2026-03-13"),
        ("上个月15号", "2026-02-15"),
        ("上一个月十五号", "2026-02-15"),
        ("本月3号", "2026-03-03"),
        ("上上个月3号", "2026-01-03"),
        ("去年今天", "2025-03-18"),
        ("前年的三月十五", "2024-03-15"),
        ("３．１５。", "2026-03-15"),
        ("3。15", "2026-03-15"),
        ("3，15", "2026-03-15"),
        ("3 15", "2026-03-15"),
        ("三点一五", "2026-03-15"),
        ("2026，3，5", "2026-03-05"),
        ("2026 3 5", "2026-03-05"),
        ("2026—3—5", "2026-03-05"),
        ("2 0 2 6 0 3 0 5", "2026-03-05"),
        ("2026年\n3月5日。", "2026-03-05"),
        ("２０２６年３月５号", "2026-03-05"),
        ("260305", "2026-03-05"),
        ("0305", "2026-03-05"),
        ("1231", "2025-12-31"),
        ("日期是2026年3月5日", "2026-03-05"),
        ("购买时间：3月5日", "2026-03-05"),
        ("阳历三月初五", "2025-04-02"),
        ("3月5日买的", "2026-03-05"),
        ("农历正月初八", "2026-02-24"),
        ("正月初八。", "2026-02-24"),
        ("正月十五", "2026-03-03"),
        ("大年初一", "2026-02-17"),
        ("年初八", "2026-02-24"),
        ("腊月二十三", "2026-02-10"),
        ("腊月廿三日", "2026-02-10"),
        ("冬月初一", "2025-12-20"),
        ("冬月二十", "2026-01-08"),
        ("农历三月初三", "2025-03-31"),
        ("三月初三", "2025-03-31"),
        ("阴历八月十五", "2025-10-06"),
        ("闰六月初三", "2025-07-27"),
        ("农历正月三十", "2026-03-18"),
        ("八月十五中秋节", "2025-10-06"),
        ("2026年正月十五元宵节", "2026-03-03"),
        ("除夕", "2026-02-16"),
        ("大年三十晚上", "2026-02-16"),
        ("今年除夕", "2026-02-16"),
        ("今年正月初八", "2026-02-24"),
        ("去年正月初八", "2025-02-05"),
        ("2024年正月初八", "2024-02-17"),
        ("二〇二四年农历正月初八", "2024-02-17"),
        ("农历2024年正月初八", "2024-02-17"),
        ("正月初八 星期二", "2026-02-24"),
        ("正月初八上午", "2026-02-24"),
        ("春节", "2026-02-17"),
        ("去年春节", "2025-01-29"),
        ("元宵节", "2026-03-03"),
        ("清明", "2025-04-04"),
        ("清明节那天", "2025-04-04"),
        ("2024年清明", "2024-04-04"),
        ("冬至", "2025-12-21"),
        ("五一", "2025-05-01"),
        ("劳动节", "2025-05-01"),
        ("端午", "2025-05-31"),
        ("中秋节", "2025-10-06"),
        ("国庆", "2025-10-01"),
        ("十一", "2025-10-01"),
        ("前年国庆节", "2024-10-01"),
        ("2024国庆", "2024-10-01"),
        ("元旦", "2026-01-01"),
        ("三八", "2026-03-08"),
        ("三八妇女节", "2026-03-08"),
        ("三一五", "2026-03-15"),
        ("315", "2026-03-15"),
        ("3·15", "2026-03-15"),
        ("双十一", "2025-11-11"),
        ("双11", "2025-11-11"),
        ("去年双十二", "2025-12-12"),
        ("六一八", "2025-06-18"),
        ("618", "2025-06-18"),
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
        ("初五", "parsing.lunar_date", "农历"),
        ("农历", "parsing.lunar_date", "农历"),
        ("小年", "parsing.two_days", "不是同一天"),
        ("2025年腊月三十", "parsing.no_such_day", "腊月没有30日"),
        ("2026年闰六月初三", "parsing.no_such_day", "闰六月没有3日"),
        ("正月三十一", "parsing.no_such_day", "正月没有31日"),
        ("农历十三月初三", "parsing.no_such_month", "没有13月"),
        ("2026年3月", "parsing.day_missing", "没有写是几号"),
        ("上个月", "parsing.day_missing", "没有写是几号"),
        ("去年三月份", "parsing.day_missing", "没有写是几号"),
        ("3月底", "parsing.day_missing", "没有写是几号"),
        ("201203", "parsing.not_a_date", "没看懂"),
        ("过年前", "parsing.not_a_date", "没看懂"),
        ("两三天前", "parsing.day_missing", "没有写是几号"),
        ("三四个月前", "parsing.day_missing", "没有写是几号"),
        ("前几天", "parsing.day_missing", "没有写是几号"),
        ("上星期", "parsing.day_missing", "没有写是几号"),
        ("二三号", "parsing.not_a_date", "没看懂"),
        ("八月十四中秋节", "parsing.not_a_date", "没看懂"),
        ("腊月三十", "parsing.no_such_day", "2025年腊月没有30日"),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [("明天", "2026-03-19"), ("下周一", "2026-03-23"), ("今年国庆", "2026-10-01"), ("今年中秋", "2026-09-25")],
)
def test_the_future_is_a_question(text: str, expected: str) -> None:
    parsed = parse_date(text, TODAY)
    assert parsed.value == date.fromisoformat(expected)
    assert [issue.code for issue in parsed.warnings] == ["parsing.future_date"]


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2026-03-18", "去年腊月二十三", "2026-02-10"),
        ("2026-03-18", "2025年腊月二十三", "2026-02-10"),
        ("2026-03-18", "2025年除夕", "2026-02-16"),
    ],
)
def test_a_lunar_year_that_reaches_into_the_next_is_said(today: str, text: str, expected: str) -> None:
    parsed = parse_date(text, date.fromisoformat(today))
    assert parsed.value == date.fromisoformat(expected)
    assert [issue.code for issue in parsed.warnings] == ["parsing.lunar_year"]
    assert expected in parsed.warnings[0].message


def test_before_the_new_year_last_year_is_not_the_one_to_come() -> None:
    january = date(2026, 1, 10)
    assert parse_date("去年腊月二十三", january).value == date(2025, 1, 22)
    assert parse_date("去年春节", january).value == date(2025, 1, 29)
    assert parse_date("腊月二十三", january).value == date(2025, 1, 22)
    assert parse_date("正月初八", january).value == date(2025, 2, 5)


@pytest.mark.parametrize("text", ["大概三天前", "三天前左右", "好像是3月15号", "2026年3月15日前后"])
def test_what_is_not_certain_is_taken_with_a_note(text: str) -> None:
    parsed = parse_date(text, TODAY)
    assert parsed.value == date(2026, 3, 15)
    assert [(issue.severity, issue.code) for issue in parsed.issues] == [("note", "parsing.about_date")]


@given(day=st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_lunar_spelling_comes_back(day: date) -> None:
    lunar = lunar_of(day)
    assert lunar is not None
    whole = parse_date(f"农历{lunar.year}年{lunar.month_name}{lunar.day_name}", day)
    assert whole.value == day
    figures = parse_date(f"农历{'闰' * lunar.leap}{lunar.month}月{lunar.day}日", day)
    assert figures.value == day
    assert parse_date(f"农历{lunar.month_name}{lunar.day_name}", day + timedelta(days=25)).value == day


@given(
    today=st.dates(date(1931, 1, 1), date(2099, 12, 31)),
    name=st.sampled_from(["春节", "清明", "中秋", "除夕", "十一", "冬至", "元旦", "腊八"]),
)
def test_a_festival_is_the_latest_past_one(today: date, name: str) -> None:
    day = parse_date(name, today).require()
    assert day is not None
    assert timedelta(0) <= today - day <= timedelta(days=385)
    assert parse_date(name, day).value == day
    assert parse_date(name, day - timedelta(days=1)).value != day


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
    text=st.one_of(
        st.text(),
        st.text(
            alphabet="年月日号上周星期三十二廿〇0123456789-/.: T今昨前天农历初正腊闰除夕国庆双春节大概半个点，。\n",
            max_size=14,
        ),
    )
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
