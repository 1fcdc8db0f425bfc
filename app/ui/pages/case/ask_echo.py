"""What stands below a field of an asking form: what was understood of it, or in a few words why not."""

from __future__ import annotations

from datetime import date, timedelta

from app.services.asks import Ask
from app.services.codelists import CodeLists
from app.services.complaints.fields import choice
from app.services.parsing.dates import parse_date
from app.services.worklog.face import amount_words
from app.services.worklog.fields import measured
from app.ui.pages.common import WEEKDAYS, distance, short_day
from app.ui.pages.entry.echo import Echo, echo

#: A field of a case whose kind, and so whose words, are those of an asked date or amount.
_ALIKE = {"date": "closed_on", "money": "recovered"}
#: Ask days that lie ahead: a day without a year is the next one, not the last.
AHEAD = frozenset({"due", "perform"})


def echo_of(ask: Ask, text: str, lists: CodeLists, today: date) -> Echo:
    """What to say below the field of ``ask`` with ``text`` in it."""
    if not text.strip():
        return Echo()
    if ask.kind == "date" and ask.name in AHEAD:
        day = day_ahead(text, today)
        if day is not None:
            return Echo(f"{short_day(day, today)} 周{WEEKDAYS[day.weekday()]} · {distance(day, today)}")
    if ask.kind == "count":
        value, why = measured(text, ask.unit)
        if value is None:
            return Echo("看不懂这个数", "error", why, "看不懂这个数")
        return Echo(amount_words(value, ask.unit), "question" if why else "neutral", why)
    if ask.kind in _ALIKE:
        return echo(_ALIKE[ask.kind], text, lists, today)
    if ask.kind == "code" and not key_of(ask.list, text, lists):
        return Echo("没有这一项，从右边选", "error", "单子里没有这一项。按数字选，或者打几个字找。", "没有这一项")
    return Echo()


def day_ahead(text: str, today: date) -> date | None:
    """A day by which something is to be done: without a year it is one still to come; None when it is no day."""
    read = parse_date(text, today).value
    if read is None or read >= today:
        return read
    later = parse_date(text, today + timedelta(days=300)).value
    return later if later is not None and later >= today else read


def key_of(name: str, text: str, lists: CodeLists) -> str:
    """The code of list ``name`` that ``text`` names; empty when it names none."""
    code = choice(lists, name, text.strip()) if text.strip() else None
    entry = lists.entry(name, code) if code else None
    return "" if code is None or entry is None or entry.kind == "root" else code
