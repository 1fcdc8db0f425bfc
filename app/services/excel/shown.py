"""Numbers as a cell shows them: the number formats that returns and registers use."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from app.services.excel.facts import Content
from app.services.excel.functions import number_text

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DATE = re.compile(r"y{1,4}|m{1,4}|d{1,4}|h{1,2}|s{1,2}", re.IGNORECASE)
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]*)?,*")


def show(content: Content, number_format: str, *, date1904: bool = False) -> str:
    """What a cell shows (not cut to its width). An error is its code, a formula without a result nothing."""
    if content.number is None:
        return content.text if content.state != "uncalculated" else ""
    return show_number(content.number, number_format, date1904=date1904)


def show_number(number: Decimal, number_format: str, *, date1904: bool = False) -> str:
    """A number in a format; ``General`` and formats that are not understood show its plain digits."""
    if number_format in ("General", "@", "", "G/通用格式"):
        return number_text(number)
    sections = number_format.split(";")
    section, value = sections[0], number
    if number < 0 and len(sections) > 1:
        section, value = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    if is_date_format(section):
        return _show_date(value, section, date1904)
    found = _DIGITS.search(_blanked(section))
    if not found:
        return _literal(section) if section.strip() else ""
    if "General" in section:
        return number_text(value)
    pattern = found[0].rstrip(",")
    scaled = len(found[0]) - len(pattern)
    if "%" in _blanked(section):
        value = value * 100
    places = len(pattern.partition(".")[2])
    value = (value / 1000**scaled).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole = pattern.partition(".")[0]
    text = format(abs(value), ",f" if "," in whole else "f")
    digits, point, rest = text.partition(".")
    optional = len(pattern) - len(pattern.rstrip("#"))
    if point and optional:
        rest = rest[: places - optional] + rest[places - optional :].rstrip("0")
    digits = digits.zfill(whole.count("0")) if "," not in whole else digits
    if digits == "0" and not whole.count("0"):
        digits = ""
    sign = "-" if value < 0 else ""
    body = digits + (f".{rest}" if rest else "")
    return sign + _literal(section[: found.start()]) + body + _literal(section[found.end() :])


@lru_cache(maxsize=512)
def is_date_format(section: str) -> bool:
    """Whether a format shows a date or a time."""
    plain = _blanked(section)
    return "General" not in plain and bool(re.search(r"[ymdhs]", plain, re.IGNORECASE)) and "0" not in plain


def _blanked(section: str) -> str:
    """A format with literals and brackets blanked out, at the same length."""
    return _QUOTED.sub(lambda found: " " * len(found[0]), section)


def _literal(section: str) -> str:
    text = _QUOTED.sub(lambda found: found[1] or found[2] or "", section)
    return text.strip("#?") if text.strip() else ""


def _show_date(number: Decimal, section: str, date1904: bool) -> str:
    origin = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
    try:
        moment = origin + timedelta(days=int(number), seconds=round(float(number % 1) * 86400))
    except OverflowError:
        return "#" * 8
    pieces: list[str] = []
    at = 0
    for found in _QUOTED.finditer(section):
        pieces.append(_date_words(section[at : found.start()], moment))
        pieces.append(found[1] or found[2] or "")
        at = found.end()
    pieces.append(_date_words(section[at:], moment))
    return "".join(pieces)


def _date_words(pattern: str, moment: datetime) -> str:
    def word(found: re.Match[str]) -> str:
        letters = found[0].lower()
        before, after = pattern[: found.start()].lower(), pattern[found.end() :].lower()
        if letters[0] == "m" and (re.search(r"h\W*$", before) or re.match(r"\W*s", after)):
            return str(moment.minute).zfill(len(letters))
        match letters[0]:
            case "y":
                return f"{moment.year:04d}"[-2 if len(letters) <= 2 else 0 :]
            case "m":
                return str(moment.month).zfill(min(len(letters), 2))
            case "d":
                return str(moment.day).zfill(min(len(letters), 2))
            case "h":
                return str(moment.hour).zfill(len(letters))
            case _:
                return str(moment.second).zfill(len(letters))

    return _DATE.sub(word, pattern)


def serial(day: date) -> int:
    """The number a spreadsheet keeps for a day (1900 system)."""
    return (day - date(1899, 12, 30)).days
