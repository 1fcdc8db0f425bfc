"""Small things several pages say in the same way: days, money, states, who is at work."""

from __future__ import annotations

from datetime import date

from app.services.complaints.standing import STATE_WORDS
from app.services.parsing.money import format_yuan
from app.ui.context import Context
from app.ui.tables.columns import Cell
from app.ui.theme import Tone

WEEKDAYS = "一二三四五六日"

#: How the state of a case looks: icon and tone; its word is that of ``standing.STATE_WORDS``.
STATES: dict[str, tuple[str, Tone]] = {
    "registered": ("circle", "plain"),
    "papers_asked": ("hourglass-medium", "question"),
    "accepted": ("circle-half", "done"),
    "refused": ("prohibit", "plain"),
    "transferred": ("arrow-square-out", "plain"),
    "answered": ("check-circle", "done"),
    "mediating": ("circle-half", "done"),
    "paused": ("hourglass-medium", "question"),
    "settled": ("check-circle", "done"),
    "terminated": ("minus", "plain"),
    "withdrawn": ("arrow-u-up-left", "plain"),
    "reconciled": ("check-circle", "done"),
    "advised_elsewhere": ("arrow-square-out", "plain"),
    "performed": ("check-circle", "done"),
    "followed_up": ("phone", "done"),
    "filed": ("stack", "done"),
}


def today_of(context: Context) -> date:
    """The day the pages take for today."""
    given = context.shared.get("today")
    return given if isinstance(given, date) else date.today()


def clerk_of(context: Context) -> str:
    """Who is at work: the name written under every change."""
    return context.settings.window.clerk


def short_day(day: date, today: date) -> str:
    """«3月18日», with the year when it is another one."""
    text = f"{day.month}月{day.day}日"
    return text if day.year == today.year else f"{day.year}年{text}"


def written_day(day: date, today: date) -> str:
    """A day as it is put into a field, where a day without a year is a past one: «3月18日», «2026年12月7日»."""
    return short_day(day, today) if day <= today else f"{day.year}年{day.month}月{day.day}日"


def long_day(day: date) -> str:
    """«2026年3月26日 星期四»."""
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def distance(day: date, today: date) -> str:
    """«今天», «5 天前», «还有 3 天»."""
    days = (today - day).days
    if days == 0:
        return "今天"
    if days == 1:
        return "昨天"
    if days == -1:
        return "明天"
    return f"{days} 天前" if days > 0 else f"还有 {-days} 天"


def list_day(day: date, today: date) -> str:
    """A day in a list: «3月18日», of another year «2025-03-18»."""
    return short_day(day, today) if day.year == today.year else day.isoformat()


def grouped(number: str) -> str:
    """A case number in the groups it is made of: «331122 000 20260318 01 0018»."""
    if len(number) != 23 or not number.isdigit():
        return number
    return f"{number[:6]} {number[6:9]} {number[9:17]} {number[17:19]} {number[19:]}"


def yuan(fen: int | None, approx: str = "") -> str:
    """«2,350.00 元», «约» before what was written as about; empty for nothing."""
    if fen is None:
        return ""
    return f"{format_yuan(fen)}{approx} 元" if approx != "近" else f"近 {format_yuan(fen)} 元"


def parties(complainant: str, trader: str) -> str:
    """«李秀英 投诉 宏发手机店», with words where a name is missing."""
    return f"{complainant or '没写姓名'} 投诉 {trader or '没写商家'}"


def state_cell(state: str) -> Cell:
    """A case's state as a cell of a table, which has no room for the longest word."""
    icon, tone = STATES.get(state, ("circle", "plain"))
    word = "另寻途径" if state == "advised_elsewhere" else STATE_WORDS.get(state, state)
    return Cell(word, icon, tone)
