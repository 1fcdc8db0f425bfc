"""What a column of a register is: the words above it, in one row or two, with units and remarks in brackets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.paths import resources
from app.services.parsing.text import clean, normal_label, split_heading

#: What a register says of a case beside the fields of :data:`complaints.fields.FIELDS`.
NUMBER, REGISTER_NUMBER, STATE = "number", "register_number", "state"
LABELS = {NUMBER: "编号", REGISTER_NUMBER: "原编号", STATE: "状态"}
#: Fields that may stand in several columns; their words are put one behind the other.
JOINED = frozenset({"facts", "summary"})
#: A sheet is a register when it has a day and one of these.
DAYS = frozenset({"received_on", "accepted_on"})
WHO_OR_WHAT = frozenset({"complainant", "trader", "facts", "item", "paper_number"})

_MARKS = re.compile(r"[\s*※★:;。、,./·|\\\-_—\"“”'‘’]+")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_BRACKETS = re.compile(r"[()]")
_MONEY_UNIT = re.compile(r"(?P<words>.{2,}?)(?P<unit>万元|千元|元)")
_TABLE_UNIT = re.compile(r"单位:?[^\s()]{0,12}?(万元|千元|元)")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its position ``at`` (from 0), the ``heading`` as written, and the ``field`` it was taken for.

    ``field`` is empty for a column that is not taken; ``unit`` is the unit of money, or empty; ``order`` how days
    are written where that is not plain (``ymd``, ``mdy``, ``dmy``). Either may be ``ask``: a person has to say.
    ``chosen``: a person said the unit, or that the column is not to be taken.
    """

    at: int
    heading: str
    field: str
    unit: str = ""
    order: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: rows ``first`` to ``last`` (from 0), and every column with a heading."""

    first: int
    last: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that were found."""
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def is_register(self) -> bool:
        """Whether cases can be read from it: a day, and who complained, of whom, or what about."""
        return bool(self.fields & DAYS) and bool(self.fields & WHO_OR_WHAT)


@dataclass(frozen=True, slots=True)
class _Spellings:
    fields: dict[str, str]
    rank: dict[str, int]
    ignored: frozenset[str]
    groups: dict[str, str]
    below: dict[str, dict[str, str]]


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    with (resources() / "register" / "headings.toml").open("rb") as stream:
        return tomllib.load(stream)


@cache
def _spellings() -> _Spellings:
    table = _table()
    fields = {squeeze(word): field for field, words in table["fields"].items() for word in words}
    rank = {squeeze(word): at for words in table["fields"].values() for at, word in enumerate(words)}
    ignored = frozenset(squeeze(word) for words in table["ignored"].values() for word in words)
    groups = {squeeze(word): group for group, words in table["groups"].items() for word in words}
    below = {
        group: {squeeze(word): field for field, words in leaves.items() for word in words}  # type: ignore[attr-defined]
        for group, leaves in table["below"].items()
    }
    return _Spellings(fields, rank, ignored, groups, below)


@cache
def outcome_words() -> dict[str, str]:
    """Words of a result or a state → what they say (``agreed``, ``refused``, ``pending``, ``unclear`` …)."""
    return {squeeze(word): meaning for meaning, words in _table()["outcome"].items() for word in words}


def squeeze(text: str) -> str:
    """Words as they are compared: no spaces, marks, width or case; brackets stay."""
    return _MARKS.sub("", normal_label(text))


def field_of(heading: str) -> str:
    """The field that a heading stands for; empty when it is not known."""
    return _meaning([clean(heading)])[0]


def header_at(rows: Sequence[Sequence[str]], first: int, last: int) -> Header:
    """The header in rows ``first`` to ``last`` (from 0, two at most), whatever it says."""
    top = rows[first] if first < len(rows) else ()
    if last == first:
        return Header(first, last, _columns([(text,) for text in top]))
    lower = list(rows[last]) if last < len(rows) else []
    lower += [""] * (len(top) - len(lower))
    return Header(first, last, _columns(list(zip(_sideways(top, lower), lower, strict=True))))


def headings_at(rows: Sequence[Sequence[str]], first: int, last: int) -> dict[int, str]:
    """The words above each column, by position, those of counters and unknown ones too."""
    top = rows[first] if first < len(rows) else ()
    paths: list[tuple[str, ...]] = [(text,) for text in top]
    if last > first:
        lower = list(rows[last]) if last < len(rows) else []
        lower += [""] * (len(top) - len(lower))
        paths = list(zip(_sideways(top, lower), lower, strict=True))
    words = [[clean(text) for text in path if text and text.strip()] for path in paths]
    return {at: "/".join(parts)[:_LONGEST] for at, parts in enumerate(words) if parts}


def is_counter(heading: str) -> bool:
    """Whether a heading stands above numbers that say nothing about a case: 序号, 行号."""
    return squeeze(heading) in _spellings().ignored


def table_unit(texts: Sequence[str]) -> str:
    """The unit of money that a title row names («单位:万元»); empty when none does."""
    for text in texts:
        found = _TABLE_UNIT.search(normal_label(text))
        if found:
            return found[1]
    return ""


def read_header(rows: Sequence[Sequence[str]], at: int) -> Header | None:
    """The header in row ``at``, or in it and the next one when they form groups; None when nothing is known."""
    top = rows[at]
    single = Header(at, at, _columns([(text,) for text in top]))
    best = single
    below = rows[at + 1] if at + 1 < len(rows) else ()
    if _groups(top, below):
        lower = [*below, *[""] * (len(top) - len(below))]
        double = Header(at, at + 1, _columns(list(zip(_sideways(top, lower), lower, strict=True))))
        if len(double.fields) > len(single.fields):
            best = double
    return best if best.fields else None


def _groups(top: Sequence[str], below: Sequence[str]) -> bool:
    """Whether two rows can be a header: below every word of the lower row stands a group or nothing.

    A heading of its own with other words right below it is a heading with data, unless blanks to its right say
    that it spans several columns.
    """
    grouped = False
    for at, word in enumerate(below):
        if not word.strip():
            continue
        above = top[at].strip() if at < len(top) else ""
        if len(word) > _LONGEST:
            return False
        if not above or above == word.strip():
            grouped = grouped or not above
            continue
        following = top[at + 1].strip() if at + 1 < len(top) else ""
        spans = not following and at + 1 < len(below) and bool(below[at + 1].strip())
        if not spans and squeeze(above) not in _spellings().groups:
            return False
        grouped = True
    return grouped


def _sideways(top: Sequence[str], below: Sequence[str]) -> list[str]:
    """The upper row with each group's word above all its columns; as long as ``below``."""
    out: list[str] = []
    for at, lower in enumerate(below):
        word = top[at].strip() if at < len(top) else ""
        carried = out[-1] if out and lower.strip() and below[at - 1].strip() else ""
        out.append("" if word == lower.strip() else word or carried)
    return out


def _columns(paths: Sequence[tuple[str, ...]]) -> tuple[Column, ...]:
    taken: dict[str, int] = {}
    columns: list[Column] = []
    seen_trader = False
    known = _spellings()
    for at, path in enumerate(paths):
        words = [clean(text) for text in path if text and text.strip()]
        if not words or any(len(word) > _LONGEST for word in words):
            continue
        heading = "/".join(words)
        field, unit, spelling = _meaning(words)
        if not field and spelling in known.ignored:
            continue
        if field in taken and field not in JOINED:
            beside = known.below["trader"].get(spelling)
            if seen_trader and len(words) == 1 and beside and beside not in taken:
                field = beside
            else:
                field = _settle(columns, taken, field, spelling)
        if field:
            taken[field] = len(columns)
        seen_trader = seen_trader or field == "trader"
        columns.append(Column(at, heading, field, unit))
    return tuple(columns)


def _settle(columns: list[Column], taken: dict[str, int], field: str, spelling: str) -> str:
    """Two columns for one field: the better spelling has it, the other one is not taken."""
    rank = _spellings().rank
    holder = taken[field]
    before = _meaning(columns[holder].heading.split("/"))[2]
    if rank.get(spelling, 999) >= rank.get(before, 999):
        return ""
    columns[holder] = Column(columns[holder].at, columns[holder].heading, "")
    return field


def _meaning(words: Sequence[str]) -> tuple[str, str, str]:
    """Field, unit of money and compared spelling of a heading of one or two words."""
    known = _spellings()
    label, unit = split_heading(words[-1])
    if not unit.endswith("元"):
        unit = ""
    group = known.groups.get(_bare(words[0])) if len(words) > 1 else None
    for spelling in _variants(label):
        if len(words) > 1:
            whole = known.fields.get(_bare(words[0]) + spelling)
            field = whole or (known.below[group].get(spelling) if group else None) or known.fields.get(spelling)
        else:
            field = known.fields.get(spelling)
        if field:
            return field, unit, spelling
        money = _MONEY_UNIT.fullmatch(spelling)
        if money and (field := known.fields.get(money["words"])):
            return field, money["unit"], money["words"]
    return "", "", squeeze(label)


def _bare(text: str) -> str:
    return _BRACKETS.sub("", squeeze(split_heading(text)[0]))


def _variants(label: str) -> tuple[str, ...]:
    """Spellings to try: as written, without the brackets, without what they enclose."""
    whole = squeeze(label)
    return tuple(dict.fromkeys((whole, _BRACKETS.sub("", whole), squeeze(_IN_BRACKETS.sub("", label)))))
