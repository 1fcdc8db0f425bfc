"""The fields of a line, and what a person may type into each: days, words, and figures as offices write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from app.errors import Issue
from app.services.parsing.counts import parse_count
from app.services.parsing.dates import parse_date
from app.services.parsing.text import clean, normal_label, one_line, paragraphs
from app.services.values import Value
from app.services.worklog.face import adds_up, amount_words, measurable

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue, Indicator

#: Columns of a line, with what the form calls them.
LABELS = {
    "on": "日期",
    "kind": "种类",
    "what": "做了什么",
    "place": "地点",
    "note": "备注",
    "counts_on": "统计日期",
}
#: Figures by name in one line of text: «宣传资料 3100余份，横幅 20条».
MORE = "more"
MORE_LABEL = "别的数"
_BY_LABEL = {label: name for name, label in LABELS.items()} | {MORE_LABEL: MORE}
_LONGEST = {"what": 200, "place": 120, "note": 2000}
_DATES = ("on", "counts_on")
_EARLIEST = date(1985, 1, 1)
_FREE_UNITS = frozenset({"元", "公斤"})
#: Between two figures; a comma between digits belongs to a number.
_BETWEEN = re.compile(r"[，、;；。\n]+|,(?!\d)|(?<!\d),")


@dataclass(slots=True)
class Understood:
    """``values`` by column (typed), ``measures`` by indicator (None: taken out), and remarks about the rest."""

    values: dict[str, Any] = field(default_factory=dict)
    measures: dict[str, Value | None] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def refuse(self, name: str, label: str, found: str, why: str) -> None:
        """Note that a field cannot be taken."""
        self.issues.append(Issue("error", "work.field", {"field": label, "name": name, "why": why}, found=found))


def understand(raw: Mapping[str, str], today: date, lists: CodeLists, book: Catalogue) -> Understood:
    """Read what was typed; never raises for bad text. Names are columns, keys or names of indicators, or ``more``."""
    out = Understood()
    names: dict[str, Indicator] | None = None
    for given, text in raw.items():
        name = _BY_LABEL.get(given.strip(), given.strip())
        if name in _DATES:
            _read_day(out, name, clean(text), today)
        elif name == "kind":
            _read_kind(out, one_line(text), lists)
        elif name in LABELS:
            words = paragraphs(text) if name == "note" else one_line(text)
            if len(words) > _LONGEST[name]:
                out.refuse(name, LABELS[name], f"{words[:20]}…", f"最多写 {_LONGEST[name]} 个字。")
            else:
                out.values[name] = words
        elif name == MORE:
            names = names or names_of(book)
            _read_more(out, text, names)
        else:
            names = names or names_of(book)
            indicator = book.get(name) if name in book else names.get(normal_label(name))
            if indicator is None:
                out.issues.append(Issue("error", "work.no_such_field", {"field": given}))
            else:
                read_measure(out, name, indicator, text)
    return out


def names_of(book: Catalogue) -> dict[str, Indicator]:
    """The indicators a line may name, by every name they go by (normalised)."""
    found: dict[str, Indicator] = {}
    parts: dict[str, set[str]] = {}
    offered = [indicator for indicator in book.offered if measurable(indicator)]
    for indicator in offered:
        for word in (indicator.name, *indicator.synonyms):
            found.setdefault(normal_label(word), indicator)
            for part in _PARTS.split(word):
                if len(part) > 1:
                    parts.setdefault(normal_label(part), set()).add(indicator.key)
    by_key = {indicator.key: indicator for indicator in offered}
    for part, keys in parts.items():  # «横幅» of «横幅、条幅», when only one means it
        if len(keys) == 1:
            found.setdefault(part, by_key[keys.copy().pop()])
    for indicator in book.indicators:  # a line that told of one before it was retired can still be put right
        if indicator.retired and adds_up(indicator):
            found.setdefault(normal_label(indicator.name), indicator)
    return found


def read_measure(out: Understood, name: str, indicator: Indicator, text: str) -> None:
    """One figure as typed; blank takes it out."""
    label = indicator.name
    if not adds_up(indicator):
        why = "这个数从名册里数，不记在工作台账里。" if indicator.roster else "这个数不是一笔一笔加起来的。"
        out.refuse(name, label, text, why)
        return
    value, why = measured(text, indicator.unit)
    if value is None:
        out.refuse(name, label, text.strip(), why)
    elif value.state == "blank":
        out.measures[indicator.key] = None
    else:
        if why:
            out.issues.append(Issue("warning", "work.field", {"field": label, "name": name, "why": why}, found=text))
        out.measures[indicator.key] = value


def measured(text: str, unit: str) -> tuple[Value | None, str]:
    """A figure as typed: (a number or blank, a remark), or (None, why it cannot be taken)."""
    read = parse_count(text, unit)
    if read.error is not None or read.value is None:
        return None, read.error.message if read.error else "没看懂。"
    value = read.value.value
    if value.state == "na":
        return None, "没有就空着，不用写「不适用」。"
    if value.number is None:
        return value, ""
    number = value.number
    if number != number.to_integral_value() and (unit not in _FREE_UNITS or number * 100 % 1):
        return None, f"「{amount_words(value, unit)}」不是整数，请核对。"
    written = read.value.unit
    if written and (written in unit or unit in written):  # 人 for 人次, 户 for 户次
        return value, "".join(issue.message for issue in read.warnings if issue.code != "parsing.other_unit")
    return value, "".join(issue.message for issue in read.warnings)


def _read_kind(out: Understood, words: str, lists: CodeLists) -> None:
    code = lists.code("work_kind", words) if words else None
    if code is None:
        why = f"单子里没有「{words}」这一种。" if words else "要选一种。"
        out.refuse("kind", LABELS["kind"], words, why)
    else:
        out.values["kind"] = code


def _read_day(out: Understood, name: str, words: str, today: date) -> None:
    if not words:
        if name == "counts_on":
            out.values[name] = None
        else:
            out.refuse(name, LABELS[name], "", "要写日期。")
        return
    read = parse_date(words, today)
    if not read.ok or read.value is None:
        out.refuse(name, LABELS[name], words, read.error.message if read.error else "看不懂这个日期。")
    elif read.value < _EARLIEST:
        out.refuse(name, LABELS[name], words, "年份太早了，请核对。")
    elif read.value > today:
        out.refuse(name, LABELS[name], words, f"{read.value.isoformat()} 还没有到，请核对。")
    else:
        out.values[name] = read.value


def _read_more(out: Understood, text: str, names: Mapping[str, Indicator]) -> None:
    for piece in pieces_of(text):
        indicator, amount = split_piece(piece, names)
        if indicator is None:
            out.refuse(MORE, MORE_LABEL, piece, f"「{piece}」看不出是哪个指标。请写成“宣传资料 300份”这样。")
        else:
            read_measure(out, MORE, indicator, amount)


def pieces_of(text: str) -> Iterator[str]:
    """«宣传资料 3100余份，横幅 20条» → its parts."""
    return (piece for each in _BETWEEN.split(text) if (piece := clean(each)))


def split_piece(piece: str, names: Mapping[str, Indicator]) -> tuple[Indicator | None, str]:
    """The indicator a part names (the longest name, before or behind its figure) and the figure."""
    best: tuple[int, Indicator | None, str] = (0, None, "")
    for at in range(1, len(piece)):
        head, tail = piece[:at], piece[at:]
        for word, amount in ((head, tail), (tail, head)):
            found = names.get(normal_label(word))
            if found is not None and len(word) > best[0] and any(c.isdigit() or c in _DIGITS for c in amount):
                best = (len(word), found, amount.strip(" :：=是为共"))
    return best[1], best[2]


#: What the name of an indicator is put together from: «横幅、条幅», «讲座(进学校进课堂)».
_PARTS = re.compile(r"[、/()（）]")
_DIGITS = frozenset("零一二三四五六七八九十百千万两")


def in_words(name: str, value: Any, lists: CodeLists) -> str | None:
    """A value as the history keeps it."""
    if value is None or value == "":
        return None
    if name == "kind":
        return lists.label("work_kind", value)
    return value.isoformat() if isinstance(value, date) else str(value)
