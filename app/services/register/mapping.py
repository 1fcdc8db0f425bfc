"""A person's correction of what was guessed: which sheet, where the heading is, and what each column is.

It is remembered beside the settings of this PC under the headings it was made for, whatever their order, so that
the next file of the same office is read the same way.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.config import SettingsFile
from app.errors import EXIT_USAGE, AppError
from app.services.complaints.fields import FIELDS
from app.services.parsing.text import normal_label
from app.services.register.headings import LABELS, Column, Header, field_of, squeeze

UNITS = ("元", "千元", "万元")
#: How days are written, for columns in which «03/04/2026» could be either.
ORDERS = {"ymd": "年/月/日", "mdy": "月/日/年", "dmy": "日/月/年"}
#: Words that mean «not this column».
NOT_TAKEN = frozenset({"", "-", "不要", "不要这一列", "不导", "无"})

_TABLE = "register_headings"
#: Corrections that are kept; the oldest goes first.
_KEPT = 60
_WORDS = re.compile(r"(?P<field>[^\[\]()（）【】]*)[\[(（【]?(?P<more>[^\[\]()（）【】]*)[\])）】]?")


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """What a column is: ``field`` (empty: not taken), ``unit`` of money, ``order`` of days (``mdy`` …); empty means
    as the column itself says."""

    field: str
    unit: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose. ``header`` is the first and last row of the heading, from 1; ``columns`` by position
    from 0. Whatever is left out stays as guessed."""

    sheet: str = ""
    header: tuple[int, int] | None = None
    columns: Mapping[int, ColumnChoice] = field(default_factory=dict)


def applied(header: Header, columns: Mapping[int, ColumnChoice], headings: Mapping[int, str]) -> Header:
    """``header`` with ``columns`` chosen; a field that was chosen for one column is taken from a guessed other."""
    if not columns:
        return header
    chosen = {choice.field for choice in columns.values() if choice.field}
    out: list[Column] = []
    known = {column.at: column for column in header.columns}
    for at in sorted({*known, *columns}):
        guess = known.get(at, Column(at, headings.get(at, ""), ""))
        choice = columns.get(at)
        if choice is not None:
            out.append(
                Column(
                    at,
                    guess.heading,
                    choice.field,
                    choice.unit or guess.unit,
                    choice.order,
                    chosen=bool(choice.unit) or not choice.field,
                )
            )
        else:
            out.append(Column(at, guess.heading, "") if guess.field in chosen else guess)
    return Header(header.first, header.last, tuple(column for column in out if column.heading or column.field))


def by_words(words: Iterable[str], headings: Mapping[int, str]) -> dict[int, ColumnChoice]:
    """Choices written as ``列名=字段``: a heading or a column's letter, and a field's name or heading, with the unit
    or the order of days in brackets (``金额=amount[万元]``, ``日期=登记日期[日/月/年]``, ``备注=``).

    Raises ``register.bad_map`` for a column or a field that is not there.
    """
    found: dict[int, ColumnChoice] = {}
    for word in words:
        name, mark, meaning = word.partition("=")
        at = _column_of(name, headings)
        if not mark or at is None:
            raise AppError("register.bad_map", exit_code=EXIT_USAGE, word=word, why=f"表里没有「{name}」这一列。")
        found[at] = _meaning_of(word, meaning)
    return found


def _column_of(name: str, headings: Mapping[int, str]) -> int | None:
    wanted = squeeze(name)
    for at, heading in headings.items():
        if wanted and wanted in (squeeze(heading), squeeze(heading.split("/")[-1])):
            return at
    if re.fullmatch(r"[A-Za-z]{1,3}", name.strip()):
        from app.services.excel.refs import column_number

        at = column_number(name.strip()) - 1
        return at if at in headings else None
    return None


def _meaning_of(word: str, meaning: str) -> ColumnChoice:
    parts = _WORDS.fullmatch(meaning.strip())
    name, more = (parts["field"].strip(), parts["more"].strip()) if parts else (meaning.strip(), "")
    if name in NOT_TAKEN:
        return ColumnChoice("")
    target = name if name in FIELDS or name in LABELS else field_of(name)
    if not target:
        raise AppError("register.bad_map", exit_code=EXIT_USAGE, word=word, why=f"没有「{name}」这一栏。")
    spec = FIELDS.get(target)
    if not more:
        return ColumnChoice(target)
    order = next(
        (key for key, words in ORDERS.items() if normal_label(more) in (key, words, words.replace("/", ""))), ""
    )
    if spec is not None and spec.kind == "money" and more in UNITS:
        return ColumnChoice(target, unit=more)
    if spec is not None and spec.kind == "date" and order:
        return ColumnChoice(target, order=order)
    raise AppError("register.bad_map", exit_code=EXIT_USAGE, word=word, why=f"「{more}」用不到这一栏上。")


class Remembered:
    """The corrections made on this PC. ``find`` gives what was chosen for columns with the same headings."""

    def __init__(self, path: Path) -> None:
        self._file = SettingsFile(path)
        self._known: dict[str, list[str]] | None = None

    def find(self, headings: Mapping[int, str]) -> dict[int, ColumnChoice] | None:
        """What was chosen last time for columns with exactly these headings; None when nothing was."""
        kept = self._all().get(_digest(headings))
        if kept is None:
            return None
        meant = {parts[0]: parts for line in kept if len(parts := line.split("\t")) == 4}
        found: dict[int, ColumnChoice] = {}
        for at, name in _named(headings).items():
            said = meant.get(name)
            if said is not None and (not said[1] or said[1] in FIELDS or said[1] in LABELS):
                found[at] = ColumnChoice(*said[1:])
        return found or None

    def keep(self, headings: Mapping[int, str], columns: Mapping[int, ColumnChoice]) -> None:
        """Remember ``columns`` for these headings; nothing chosen forgets what was."""
        known = self._all()
        digest = _digest(headings)
        known.pop(digest, None)
        if columns:
            names = _named(headings)
            known[digest] = [
                "\t".join((names[at], choice.field, choice.unit, choice.order))
                for at, choice in sorted(columns.items())
                if at in names
            ]
        kept = dict(list(known.items())[-_KEPT:])
        self._file.replace(_TABLE, kept)
        self._known = kept

    def _all(self) -> dict[str, list[str]]:
        if self._known is None:
            table = self._file.table(_TABLE)
            self._known = {
                key: [line for line in lines if isinstance(line, str)]
                for key, lines in table.items()
                if isinstance(lines, list)
            }
        return self._known


def _named(headings: Mapping[int, str]) -> dict[int, str]:
    """Columns by their headings as compared; the second of the same words is numbered."""
    seen: Counter[str] = Counter()
    out: dict[int, str] = {}
    for at in sorted(headings):
        word = squeeze(headings[at])
        seen[word] += 1
        out[at] = word if seen[word] == 1 else f"{word}#{seen[word]}"
    return out


def _digest(headings: Mapping[int, str]) -> str:
    words: Sequence[str] = sorted(_named(headings).values())
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:24]
