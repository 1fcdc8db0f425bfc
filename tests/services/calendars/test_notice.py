"""The yearly notices of sixteen years are read to the day; what is odd in a notice is said."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.calendar import DayKind, WorkingDays
from app.services.calendars import Holiday, years
from app.services.calendars.notice import read_notice

NOTICES = {int(path.stem): path for path in (Path(__file__).parent / "notices").glob("*.txt")}

#: Days that the notice itself does not say: what the next year's notice took, a lengthened festival, a day added in
#: May, an eve that was only recommended.
NOT_SAID = {
    2015: {date(2015, 9, 3), date(2015, 9, 4), date(2015, 9, 6)},
    2018: {date(2018, 12, 29), date(2018, 12, 31)},
    2020: {date(2020, 1, 31), date(2020, 2, 1)},
    2024: {date(2024, 2, 9)},
}


def days_of(holidays: tuple[Holiday, ...]) -> WorkingDays:
    kinds: dict[date, DayKind] = {}
    for one in holidays:
        kinds |= {one.first + timedelta(days=n): "holiday" for n in range((one.last - one.first).days + 1)}
        kinds |= dict.fromkeys(one.worked, "workday")
    return WorkingDays(kinds)


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_a_notice_as_published(year: int) -> None:
    notice = read_notice(NOTICES[year].read_text(encoding="utf-8"), year)
    assert notice.issues == ()
    assert not [issue for issue in years.check(year, notice.holidays) if issue.severity == "error"]
    said = "、".join(one.name for one in notice.holidays)
    assert all(name in said for name in years.EXPECTED)
    worked = days_of(notice.holidays)
    every = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    assert {day for day in every if worked.is_working(day) != chinese_calendar.is_workday(day)} == NOT_SAID.get(
        year, set()
    )


def test_sixteen_years() -> None:
    assert len(NOTICES) == 16 and 2026 in NOTICES


FESTIVAL = Holiday("春节", date(2026, 2, 15), date(2026, 2, 23), (date(2026, 2, 14), date(2026, 2, 28)))


@pytest.mark.parametrize(
    "text",
    [
        "二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。"
        "2月14日（周六）、2月28日（周六）上班。",
        "春节:2月15日(周日)至23日(周一)放假调休,共9天.2月14日(周六)、28日(周六)上班",
        "春 节 ： 2 月 15 日 （ 周 日 ） 至 23 日 （ 周 一 ） 放 假 调 休 ， 共 9 天 。 "
        "2 月 14 日 、 2 月 28 日 上 班 。",
        "春节 2月15日至2月23日 2月14日、2月28日上班",
        "春节２月１５日－２３日放假９天，２月１４日、２８日上班",
        "2. 春节：2026年2月15日到2月23日放假\n2月14日（星期六）、2月28日（星期六）上班",
        "（二）春节：2月15日~23日，共九天；2月14日、2月28日上班。",
        "2、春节假期：2月15日—23日\n放假调休，\n共 9 天。\n2月14日、\n2月28日上班",
    ],
)
def test_spellings(text: str) -> None:
    notice = read_notice(text, 2026)
    assert notice.holidays == (FESTIVAL,)
    assert notice.issues == ()


def test_a_table_typed_in_a_few_lines() -> None:
    text = """元旦 1月1日至3日 1月4日上班
春节 2月15日至23日 2月14日、28日上班
清明 4月4日至6日
五一 5月1日至5日 5月9日上班
端午 6月19日至21日
中秋 9月25日至27日
国庆 10月1日至7日 9月20日、10月10日上班"""
    published = read_notice(NOTICES[2026].read_text(encoding="utf-8"), 2026)
    assert read_notice(text, 2026) == published


def test_older_forms() -> None:
    text = (
        "一、元旦：2007年12月30日-2008年1月1日放假，共3天。其中，1月1日（星期二）为法定节假日，12月30日（星期日）为公休日，"
        "12月29日（星期六）公休日调至12月31日（星期一），12月29日（星期六）上班。三、清明节：4月4日放假，与周末连休。"
        "四、劳动节：5月1日放假，5月2日（星期五）补休。"
    )
    notice = read_notice(text, 2008)
    assert notice.issues == ()
    assert notice.holidays == (
        Holiday("元旦", date(2007, 12, 30), date(2008, 1, 1), (date(2007, 12, 29),)),
        Holiday("清明节", date(2008, 4, 4), date(2008, 4, 6)),
        Holiday("劳动节", date(2008, 5, 1), date(2008, 5, 2)),
    )


def test_december_belongs_to_the_year_before() -> None:
    (found,) = read_notice("元旦：12月30日至1月1日放假，12月29日上班", 2019).holidays
    assert found == Holiday("元旦", date(2018, 12, 30), date(2019, 1, 1), (date(2018, 12, 29),))


def test_a_day_of_its_own_name() -> None:
    text = "八、中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日：9月3日至5日放假调休，共3天。9月6日（星期日）上班。"
    (found,) = read_notice(text, 2015).holidays
    assert found.name == "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日"
    assert (found.first, found.last, found.worked) == (date(2015, 9, 3), date(2015, 9, 5), (date(2015, 9, 6),))


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("元旦：1月1日（周五）放假1天", "notice_weekday", "1月1日是周五，日历上是周四"),
        ("春节：2月15日至23日放假，共8天", "notice_count", "共 8 天，起止日期算下来是 9 天"),
        ("元旦：2月30日放假", "notice_no_day", "2月30日 不是日历上的日期"),
        ("元旦：1月1日放假，1月3日（周六）、1月8日补休", "notice_gap", "中间的 1月2日没有说放假"),
        ("元旦：1月3日至1日放假", "notice_backwards", "前后颠倒"),
        ("清明节：4月4日至6日放假，4月8日有雨", "notice_unread", "4月8日有雨"),
        ("清明节：4月4日上班", "notice_no_days", "没有读出放假的日期"),
        ("今天天气很好", "notice_empty", "没有读出 2026 年"),
        ("", "notice_empty", "没有读出 2026 年"),
        ("国务院办公厅关于2025年部分节假日安排的通知 元旦：1月1日放假", "notice_other_year", "写的是 2025 年"),
    ],
)
def test_what_is_odd_is_said(text: str, code: str, said: str) -> None:
    issues = read_notice(text, 2026).issues
    assert f"calendar.{code}" in [issue.code for issue in issues]
    assert any(said in issue.message for issue in issues)


@given(
    st.text("元旦春节国庆放假上班共至、，。：（）0123456789年月日周一 \n补休调连", max_size=60), st.integers(2004, 2030)
)
def test_whatever_is_pasted_is_answered(text: str, year: int) -> None:
    notice = read_notice(text, year)
    assert notice.holidays or notice.issues
    assert all(one.first <= one.last for one in notice.holidays)
    assert all(issue.message for issue in (*notice.issues, *years.check(year, notice.holidays)))


def test_last_years_notice_taken_for_this_year_is_noticed() -> None:
    notice = read_notice(NOTICES[2025].read_text(encoding="utf-8"), 2026)
    codes = {issue.code for issue in notice.issues}
    assert {"calendar.notice_other_year", "calendar.notice_weekday"} <= codes
