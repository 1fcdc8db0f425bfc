"""What stands around a table and helps to read it: titles, units noted above, what a person said of its directions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.services.binding.axes import Axis, give_owners
from app.services.binding.labels import unit_of
from app.services.binding.lines import LineReader
from app.services.binding.sheets import Found
from app.services.binding.words import Vocabulary, bare, habits


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a table: the indicator its title names, the units noted over it, and doubts."""

    indicator: str = ""
    units: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    complaints: bool = True
    said: bool = False
    ranked: str = ""


@dataclass(slots=True)
class Read:
    """A table with its lines read."""

    table: Found
    rows: Axis
    columns: Axis
    context: Context


def read_table(
    table: Found,
    title: str,
    vocabulary: Vocabulary,
    *,
    rows: str = "",
    columns: str = "",
    indicator: str = "",
    book: str = "",
) -> Read:
    """The lines of ``table``. ``rows``, ``columns`` (of :data:`DIRECTIONS`), ``indicator``: as a person said.
    ``book``: the titles of the whole workbook, for tables that do not say what they count."""
    around = " ".join((title, *table.above))
    march15 = "315" in bare(around)
    reader = LineReader(table, vocabulary, march15=march15)
    across, down = reader.columns(columns), reader.rows(rows)
    for axis, other in ((across, down), (down, across)):
        if not any(line.meaning.indicator for line in other.lines) and down.kind != "rank":
            give_owners(axis)
    context = _context(table, title, vocabulary, across, down, book)
    if indicator:
        context = replace(context, indicator=indicator, doubts=(), complaints=True, said=True)
    return Read(table, down, across, context)


def _context(table: Found, title: str, vocabulary: Vocabulary, columns: Axis, rows: Axis, book: str) -> Context:
    units: list[str] = []
    texts = [text for text in (title, *table.above) if text.strip()]
    for text in table.above:
        found = re.search(r"(?:计量)?单位[:：]\s*([^\s)）]{1,24})", text)
        if found and not re.search(r"填报单位|报送单位|上报单位", text):
            units += [unit for part in re.split(r"[、,，/]", found[1]) if (unit := unit_of(part))]
    corner = [read for row in table.head for c in table.labels if (read := unit_of(table.grid.text(row, c)))]
    names = [text for text in texts if not re.search(r"单位|报告期|日期|表号|：$|:$|代码", text)]
    said: list[str] = []
    doubts: list[str] = []
    used = {columns.kind, rows.kind}
    for text in names[-3:]:
        words, _rest = vocabulary.split(bare(text))
        for _term, pieces in words:
            keys = [p.value for p in pieces if p.kind == "indicator"]
            if len(keys) == 1 and len(pieces) == 1:
                said.append(keys[0])
        folded = bare(text)
        narrow = [word for word in habits()["narrow"] if bare(word) in folded]
        doubts += [f"标题里有「{word}」，可能只算这一部分" for word in narrow if not used & {"indicator"}]
    keys = list(dict.fromkeys(said))
    about = "".join(bare(text) for text in names)
    labels = "".join(bare(label.text) for axis in (columns, rows) for line in axis.lines for label in line.path)
    complaints = any(word in text for word in ("投诉", "受理") for text in (about, labels, book))
    if any(word in about for word in habits()["kinds"]["other"]) and "投诉" not in about:
        complaints = False
    indicator = keys[0] if len(keys) == 1 else ""
    if not indicator and "accepted" in keys:
        indicator = "accepted"
    ranked = _ranked([*names, *(label.text for line in columns.lines for label in line.path)])
    if rows.kind == "rank":
        doubts, indicator = [], ""
    return Context(
        indicator, tuple(dict.fromkeys((*units, *corner))), tuple(dict.fromkeys(doubts)), complaints, ranked=ranked
    )


def _ranked(texts: Iterable[str]) -> str:
    """Which list of ten the words over a table announce: the nearest words that name one."""
    for text in reversed(list(texts)):
        found = [
            kind
            for kind, words in (("risers", ("上升", "增幅", "增长")), ("goods", ("商品",)), ("services", ("服务",)))
            if any(word in text for word in words)
        ]
        if "risers" in found:
            return "risers"
        if len(found) == 1:
            return found[0]
    return ""
