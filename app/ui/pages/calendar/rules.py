"""A rule of the time limits in words, and an example of what it means for a complaint of today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from app.services.calendar import last_day
from app.services.divisions import divisions
from app.ui.pages.common import WEEKDAYS

if TYPE_CHECKING:
    from app.services.calendar import WorkingDays
    from app.services.calendars import Rule

Unit = Literal["working", "calendar"]
UNITS: dict[Unit, str] = {"working": "个工作日", "calendar": "日"}
UNIT_CHOICES = [("working", "工作日"), ("calendar", "自然日")]
PAPERS = {"restart": "收齐以后重新算", "run": "不停，接着算"}


def days_words(count: int, unit: Unit) -> str:
    """«5 个工作日», «60 日»."""
    return f"{count} {UNITS[unit]}"


def day_words(day: date, today: date) -> str:
    """«4月14日 星期二», with the year when it is another one."""
    text = f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"
    return text if day.year == today.year else f"{day.year}年{text}"


def validity(rule: Rule) -> str:
    """From when to when a rule holds, in a few words."""
    start, end = rule.valid_from, rule.valid_to
    if start is None and end is None:
        return "一直"
    if end is None:
        return f"{start} 起" if start is not None else ""
    return f"到 {end}" if start is None else f"{start} 到 {end}"


def since(rule: Rule) -> str:
    """From when a rule holds, or until when it held: what of both tells it from the others of its kind."""
    return f"用到 {rule.valid_to}" if rule.valid_to is not None else validity(rule)


def example(today: date, decide: tuple[int, Unit], mediate: tuple[int, Unit], days: WorkingDays) -> tuple[str, str]:
    """What a rule means for a complaint received today, and for one accepted today."""
    return (
        f"今天（{today.month}月{today.day}日）收到的投诉，最晚 {day_words(last_day(today, *decide, days), today)} "
        "决定是否受理。",
        f"今天受理的，最晚 {day_words(last_day(today, *mediate, days), today)} 调解完。",
    )


def regions(office: str) -> list[tuple[str, str]]:
    """Where a rule may hold, seen from the office of this code: its own division, city, province, everywhere."""
    known = divisions()
    found: list[tuple[str, str]] = []
    at = known.get(office[:6])
    while at is not None:
        found.append((at.code, at.name))
        at = known.get(at.parent)
    if not found:
        found = [(office[:6], "本地")]
    return [*found, ("", "全国")]
