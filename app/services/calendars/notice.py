"""Reading the State Council's yearly notice of holidays, as it is published, pasted or typed.

One entry a holiday: «二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。
2月14日（周六）、2月28日（周六）上班。» Older forms are read too: «1月1日放假，与周末连休», «4月5日放假，
4月7日（星期一）补休». The weekday named and the number of days are held against the calendar. What is not understood
is said, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.errors import Issue
from app.services.calendar import NEW_YEAR
from app.services.calendars.faces import Holiday, Notice
from app.services.parsing.text import halfwidth

_NAMES = {
    "元旦": "元旦",
    "新年": "元旦",
    "春节": "春节",
    "清明节": "清明节",
    "清明": "清明节",
    "五一国际劳动节": "劳动节",
    "国际劳动节": "劳动节",
    "劳动节": "劳动节",
    "五一": "劳动节",
    "端午节": "端午节",
    "端午": "端午节",
    "中秋节": "中秋节",
    "中秋": "中秋节",
    "国庆节": "国庆节",
    "国庆": "国庆节",
    "十一": "国庆节",
}
_NAME = "|".join(_NAMES)
_DAY = r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月(?P<day>\d{1,2})(?:日|号)?|(?P<bare>\d{1,2})(?:日|号))"
_HEAD = re.compile(
    r"(?:(?:第?[一二三四五六七八九十]{1,3}|\(?[一二三四五六七八九十\d]{1,2}\)|\d{1,2})[、.)]?)?"
    rf"(?:(?P<known>(?:{_NAME})(?:(?:[、和与及,])?(?:{_NAME}))*)(?:假期|放假)?:?|(?<=[、.)])(?P<other>(?:(?!\d+月)[^:。;,]){{2,40}}):)"
    r"(?=(?:\d{4}年)?\d{1,2}月)"
)
_DATE = re.compile(_DAY + r"(?:\((?P<said>[^()]*)\))?")
_TO = re.compile(r"^(?:至|到|-|~|—|–)+$")
_COUNT = re.compile(r"(?:共|放假|休息?)(?:计)?(\d{1,2}|[一二三四五六七八九十]{1,2})天")
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_OTHER_YEAR = re.compile(r"(\d{4})年(?:部分)?(?:节假日|元旦|放假)")
#: Whitespace that stands between two things and not inside one, as recognised text has it everywhere.
_APART = re.compile(r"(?<=[日号)天班休假])\s+(?=\d)")
#: From here on a notice speaks of other things.
_END = re.compile(r"节假日期间|各地区、?各部门|国务院办公厅\d{4}年|\(此件公开发布\)")
#: Parts that explain how the days off come about; the days are said without them.
_EXPLAINS = ("其中", "法定节假日", "公休日", "不调休", "鼓励", "调至")
_OFF = ("放假", "补休", "调休", "休息", "连休", "公休")


def read_notice(text: str, year: int) -> Notice:
    """The holidays of ``year`` in a notice. Nothing is raised: the issues name what is odd or was not understood."""
    words = re.sub(r"\s+", "", _APART.sub(",", halfwidth(text))).replace("“", "").replace("”", "").replace('"', "")
    heads = list(_HEAD.finditer(words))
    years = {int(found) for found in _OTHER_YEAR.findall(words[: heads[0].start()] if heads else words)}
    issues = [
        Issue("warning", "calendar.notice_other_year", {"said": said, "year": year}) for said in sorted(years - {year})
    ]
    holidays: list[Holiday] = []
    for at, head in enumerate(heads):
        until = heads[at + 1].start() if at + 1 < len(heads) else len(words)
        body = words[head.end() : until]
        if end := _END.search(body):
            body = body[: end.start()]
        entry = _Entry(_name_of(head), year)
        entry.read(body)
        if (holiday := entry.holiday()) is not None:
            holidays.append(holiday)
        issues += entry.issues
    if not holidays:
        issues.append(Issue("error", "calendar.notice_empty", {"year": year}))
    return Notice(tuple(sorted(holidays, key=lambda one: one.first)), tuple(issues))


def _name_of(head: re.Match[str]) -> str:
    if head["other"]:
        return head["other"][:40]
    names = [_NAMES[word] for word in re.findall(_NAME, head["known"])]
    return "、".join(dict.fromkeys(names))


@dataclass(slots=True)
class _Entry:
    """One holiday while it is read."""

    name: str
    year: int
    off: list[date] = field(default_factory=list)
    worked: list[date] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    month: int | None = None

    def read(self, body: str) -> None:
        for sentence in filter(None, re.split(r"[。;]", body)):
            for clause in filter(None, re.split(r",|(?<=上班)(?=\d)|(?<=天)(?=\d{1,2}月)", sentence)):
                self._clause(clause)

    def _clause(self, clause: str) -> None:
        if "上班" in clause:
            self.worked += self._days(clause)
            return
        if any(word in clause for word in _EXPLAINS):
            self._counted(clause)
            return
        if self._has_days(clause):
            if self.off and not any(word in clause for word in _OFF):
                self._say("warning", "notice_unread", words=clause)
                return
            self.off += self._days(clause)
        if "周末连休" in clause:
            self._with_weekend()
        self._counted(clause)

    def _counted(self, clause: str) -> None:
        found = _COUNT.search(clause)
        if found is None or not self.off:
            return
        said = int(found[1]) if found[1].isdigit() else "零一二三四五六七八九十".find(found[1])
        many = (max(self.off) - min(self.off)).days + 1
        if said >= 0 and said != many:
            self._say("warning", "notice_count", said=said, many=many)

    def _has_days(self, clause: str) -> bool:
        return _DATE.search(clause) is not None

    def _with_weekend(self) -> None:
        for step in (-1, 1):
            day = (min if step < 0 else max)(self.off, default=date(self.year, 1, 2)) + timedelta(days=step)
            while day.weekday() > 4 and self.off:
                self.off.append(day)
                day += timedelta(days=step)

    def _days(self, clause: str) -> list[date]:
        """The days of a clause, ranges filled in."""
        days: list[date] = []
        last_end = 0
        for found in _DATE.finditer(clause):
            day = self._day(found)
            if day is None:
                last_end = found.end()
                continue
            if days and _TO.match(clause[last_end : found.start()]):
                if day < days[-1]:
                    self._say("warning", "notice_backwards", words=clause)
                days += _between(days[-1], day)
            days.append(day)
            last_end = found.end()
        return days

    def _day(self, found: re.Match[str]) -> date | None:
        month = int(found["month"]) if found["month"] else self.month
        number = int(found["day"] or found["bare"])
        if month is None:
            self._say("warning", "notice_unread", words=found[0])
            return None
        year = int(found["year"]) if found["year"] else self.year
        if not found["year"] and NEW_YEAR in self.name and month == 12:
            year -= 1
        try:
            day = date(year, month, number)
        except ValueError:
            self._say("error", "notice_no_day", words=found[0])
            return None
        self.month = month
        weekday = _WEEKDAY.search(found["said"] or "")
        if weekday is not None and "一二三四五六日".find(weekday[1].replace("天", "日")) != day.weekday():
            real = "一二三四五六日"[day.weekday()]
            self._say("warning", "notice_weekday", day=f"{month}月{number}日", said=weekday[0], real=f"周{real}")
        return day

    def holiday(self) -> Holiday | None:
        """What was read; None when no day off was."""
        if not self.off:
            self._say("error", "notice_no_days")
            return None
        first, last = min(self.off), max(self.off)
        missing = [day for day in _between(first, last) if day not in self.off and day.weekday() < 5]
        if missing:
            self._say("warning", "notice_gap", day=f"{missing[0].month}月{missing[0].day}日")
        return Holiday(self.name, first, last, tuple(sorted(set(self.worked))))

    def _say(self, severity: str, code: str, **params: object) -> None:
        level = "error" if severity == "error" else "warning"
        self.issues.append(Issue(level, f"calendar.{code}", {"name": self.name, **params}))  # type: ignore[arg-type]


def _between(first: date, last: date) -> Iterator[date]:
    """The days after ``first`` and before ``last``."""
    for number in range(1, (last - first).days):
        yield first + timedelta(days=number)
