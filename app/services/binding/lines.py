"""The rows and columns of a table as lines with a meaning: their labels read together, read beside their fellows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import product

from app.services.binding.axes import DIRECTIONS, Axis, Line, check_others, check_strangers, short
from app.services.binding.labels import NOTHING, Label, Meaning, compatible, merge, read_label, unit_of
from app.services.binding.sheets import Found
from app.services.binding.words import Vocabulary, bare, habits
from app.services.excel.refs import plain

_NAMES = re.compile(r"名称|品名|项目|类别|品类|商品|服务|细目")
#: Over a group of indicators these only mean «further ones».
_REST = frozenset({"其他", "其它", "其他类", "其他情况", "其它情况"})
_ALIKE = 0.74
_MOST = 12


class LineReader:
    """Reads the lines of one table. ``march15``: the table speaks of the 3·15 days."""

    def __init__(self, table: Found, vocabulary: Vocabulary, *, march15: bool = False) -> None:
        self._table = table
        self._grid = table.grid
        self._vocabulary = vocabulary
        self._march15 = march15
        self._years: dict[str, str] = {}

    def columns(self, forced: str = "") -> Axis:
        """The value columns."""
        head = [row for row in self._table.head if not self._numbers(row)]
        paths = {column: self._column_texts(head, column) for column in self._table.values}
        self._years = _years(text for path in paths.values() for text in path)
        lines = [self._line(column, texts) for column, texts in paths.items()]
        return self._settled(lines, forced)

    def rows(self, forced: str = "") -> Axis:
        """The rows of the body, with the column of units taken in."""
        names, units = self._label_columns()
        lines: list[Line] = []
        groups: dict[int, str] = {}
        section = ""
        for row in self._table.body:
            texts: list[str] = []
            for number, column in enumerate(names):
                text = self._grid.text(row, column)
                later = any(self._grid.text(row, c) for c in names[number + 1 :])
                if text.strip():
                    groups = {c: t for c, t in groups.items() if c < column}
                    groups[column] = text
                elif later and column in groups:
                    text = groups[column]
                if text.strip() and (not texts or plain(texts[-1]) != plain(text)):
                    texts.append(text)
            section = self._section(row, section)
            march = "315" in bare(section) or any("315" in bare(text) for text in texts)
            line = self._line(row, texts, march15=march)
            line.level = max((label.level for label in line.path), default=0) + self._indent(row, names)
            for column in units:
                line.unit = line.unit or unit_of(self._grid.text(row, column))
            lines.append(line)
        ranks = _ranks([line.words for line in lines])
        if ranks and forced in ("", "rank"):
            for line, rank in zip(lines, ranks, strict=True):
                line.readings, line.problem, line.doubts = [Meaning(where=(("rank", str(rank)),))], "", []
            return Axis(lines, "rank")
        self._inherit(lines)
        return self._settled(lines, forced)

    def _indent(self, row: int, names: Sequence[int]) -> int:
        return max((self._grid.indents.get((row, c), 0) for c in names), default=0)

    def _section(self, row: int, before: str) -> str:
        """The words of a line across the whole table that stand over ``row``."""
        at = row - 1
        while at >= 1 and at not in self._table.body and at not in self._table.head:
            text = self._grid.text(at, self._table.labels[0]) if self._table.labels else ""
            if text:
                return text
            at -= 1
        return before

    def _numbers(self, row: int) -> bool:
        texts = [plain(self._grid.text(row, c)) for c in self._table.values]
        return sum(text.isdecimal() for text in texts) >= max(2, len(texts) - 1)

    def _column_texts(self, head: Sequence[int], column: int) -> list[str]:
        texts: list[str] = []
        for number, row in enumerate(head):
            text = self._grid.text(row, column)
            if not text.strip() and number + 1 < len(head):
                text = self._from_left(head, number, column)
            if text.strip() and (not texts or plain(texts[-1]) != plain(text)):
                texts.append(text)
        return texts

    def _from_left(self, head: Sequence[int], number: int, column: int) -> str:
        """The words of a group whose cells were not merged: those to the left, over a lower label of its own."""
        row = head[number]
        lower = head[number + 1]
        if not self._grid.text(lower, column).strip() or self._grid.home(lower, column)[0] != lower:
            return ""
        for left in range(column - 1, min(self._table.values) - 1, -1):
            text = self._grid.text(row, left)
            if text.strip():
                own = self._grid.text(lower, left)
                return text if own.strip() and plain(own) != plain(text) else ""
        return ""

    def _label_columns(self) -> tuple[list[int], list[int]]:
        """The columns that name the rows, and those that hold their units."""
        names: list[int] = []
        units: list[int] = []
        for column in self._table.labels:
            header = [self._grid.text(row, column) for row in self._table.head]
            roles = {read_label(text, self._vocabulary).role for text in header if text.strip()}
            texts = [self._grid.text(row, column) for row in self._table.body]
            said = [text for text in texts if text.strip()]
            if "remark" in roles:
                continue
            several = len(self._table.labels) > 1
            if several and ("units" in roles or (said and all(unit_of(text) for text in said))):
                units.append(column)
            elif (
                len(self._table.labels) > 1
                and said
                and (
                    "codes" in roles
                    or all(re.fullmatch(r"[\d.\-、()一二三四五六七八九十甲乙丙①-⑳]+", plain(t)) for t in said)
                )
            ):
                continue
            else:
                names.append(column)
        return names or list(self._table.labels[-1:]), units

    def _line(self, at: int, texts: Sequence[str], *, march15: bool = False) -> Line:
        march15 = march15 or self._march15
        path = tuple(self._read(text, march15) for text in texts)
        line = Line(at, path)
        for label in path:
            line.unit = label.unit or line.unit
            if label.role in ("remark", "codes", "units"):
                line.role = label.role
        if path and path[-1].role == "stub" and not path[-1].unit and _NAMES.search(path[-1].text):
            line.role = "stub"
        said = [label for label in path if label.role not in ("unit", "blank")]
        if said and said[-1].meanings and all(m.indicator for m in said[-1].meanings):
            said = [label for label in said[:-1] if bare(label.text) not in _REST] + said[-1:]
        if not said:
            line.readings = [NOTHING]
            return line
        line.readings = _path_readings(said, self._vocabulary)
        if not line.readings and len(said) > 1:
            joined = read_label("".join(label.text.strip() for label in said[-2:]), self._vocabulary, march15=march15)
            if joined.meanings:
                line.readings = _path_readings([*said[:-2], joined], self._vocabulary)
        if not line.readings:
            leaf = said[-1]
            if leaf.meanings and leaf.meanings[0].indicator and all(_harmless(label) for label in said[:-1]):
                line.readings = list(leaf.meanings)
            elif leaf.meanings:
                line.readings = list(leaf.meanings)
                line.doubts.append(f"上面的标题「{short(said[0].text)}」没有认出来")
            else:
                self._nearest(line, leaf)
        if _typed(line, self._vocabulary) and all(label.meanings for label in said[-1:]):
            line.doubts = []
        if any(label.words == ("年份",) for label in path):
            line.doubts.append("表头写死了年份，按早一年是上年、晚一年是本期理解")
        return line

    def _read(self, text: str, march15: bool) -> Label:
        for year, span in self._years.items():
            if year in text:
                said = {"this": "本期", "last": "上年同期"}[span]
                spoken = re.sub(
                    rf"{year}年?(?:度|\s*\d{{1,2}}(?:[-—~至]\d{{1,2}})?月份?|[上下]半年|第?[一二三四]季度)?", said, text
                )
                label = read_label(spoken, self._vocabulary, march15=march15)
                return Label(text, label.role, label.meanings, label.unit, label.rest, label.level, label.of, ("年份",))
        return read_label(text, self._vocabulary, march15=march15)

    def _nearest(self, line: Line, leaf: Label) -> None:
        """A label that is not understood: the likest word is asked about, none is said as it is."""
        wanted = bare(leaf.text)
        best = (0.0, "")
        matcher = SequenceMatcher(None, "", wanted)
        for term in self._vocabulary.terms:
            if abs(len(term) - len(wanted)) > 4 or len(term) < 2:
                continue
            matcher.set_seq1(term)
            if matcher.quick_ratio() > max(best[0], _ALIKE) and matcher.ratio() > max(best[0], _ALIKE):
                best = (matcher.ratio(), term)
        line.problem = f"「{short(leaf.text)}」没有认出来"
        if best[1]:
            near = read_label(best[1], self._vocabulary, march15=self._march15)
            line.readings = list(near.meanings)
            if line.readings:
                line.doubts.append(f"「{short(leaf.text)}」像是「{best[1]}」，但写法不同")

    def _inherit(self, lines: list[Line]) -> None:
        """What a row of 其中 takes over from the row it belongs to: the nearest above that its unit allows."""
        above: list[Line] = []
        for line in lines:
            if not any(label.of for label in line.path):
                above.append(line)
                continue
            own = [m for m in line.readings if not m.indicator]
            fitting = [up for up in reversed(above) if not own or self._unit_allows(line, up)]
            if not fitting:
                continue
            parent = fitting[0]
            if parent is not above[-1]:
                counted = [up for up in fitting if up.meaning.indicator == "accepted"]
                parent = counted[0] if own and counted else parent
                line.doubts.append("「其中」属于上面哪一行，要看一看")
            merged: list[Meaning] = []
            for up, each in product(parent.readings[:4], line.readings):
                base = replace(up, indicator="", total="") if each.indicator else replace(up, total="")
                both = merge(base, each, self._vocabulary, deeper=True)
                if both is not None and both not in merged:
                    merged.append(both)
            line.readings = merged or line.readings
            if parent.problem and not all(m.indicator for m in line.readings):
                line.doubts.append(f"它属于「{parent.words}」，那一行没有认出来")

    def _unit_allows(self, line: Line, parent: Line) -> bool:
        keys = {m.indicator for m in parent.readings} - {""}
        units = {self._vocabulary.catalogue.get(key).unit for key in keys}
        said = line.unit
        return not said or not units or any(compatible(said, unit) for unit in units)

    def _settled(self, lines: list[Line], forced: str) -> Axis:
        """Lines read beside each other: a word of many readings is what its fellows are."""
        counts: Counter[str] = Counter()
        for line in lines:
            kinds = {_kind(m) for m in line.readings if _kind(m)}
            if len(kinds) == 1 and not line.problem:
                counts[kinds.pop()] += 1
        kind = forced or next(iter(dict(counts.most_common(1))), "")
        for line in lines:
            if forced and forced not in ("rank",):
                kept = [m for m in line.readings if forced in m.dimensions or not (m.dimensions - {"total", "span"})]
                if not kept and line.readings and forced in ("category", "nature", "channel", "source", "item"):
                    line.problem = f"「{short(line.words)}」不在{DIRECTIONS[forced]}里"
                line.readings = kept
            elif len(line.readings) > 1 and kind:
                kept = [m for m in line.readings if kind in m.dimensions]
                line.readings = kept or line.readings
            line.readings = line.readings[:_MOST]
        axis = Axis(lines, kind)
        check_others(axis, self._vocabulary.lists)
        check_strangers(axis)
        return axis


def _path_readings(labels: Sequence[Label], vocabulary: Vocabulary) -> list[Meaning]:
    found: list[Meaning] = []
    for choice in product(*(label.meanings[:6] for label in labels)):
        meaning: Meaning | None = NOTHING
        for part in choice:
            meaning = merge(meaning, part, vocabulary, deeper=True) if meaning is not None else None
        if meaning is not None and meaning.indicator and meaning.counted:
            known = vocabulary.catalogue.get(meaning.indicator)
            meaning = meaning if compatible(meaning.counted, known.unit) else None
        if meaning is not None and meaning not in found:
            found.append(meaning)
        if len(found) >= _MOST:
            break
    return found


def _harmless(label: Label) -> bool:
    """Whether a group's words only gather the rows below: indicators alone, or words that name no part of anything."""
    if label.known:
        return True
    words = label.words
    return not label.meanings and not re.search(habits()["narrow_group"], label.text) and len(words) < 4


def _ranks(words: Sequence[str]) -> list[int]:
    """The places of a list when the rows are 1, 2, 3 … or 第一, 第二 …; else nothing."""
    numbers: list[int] = []
    for word in words:
        found = re.fullmatch(r"(?:第|no\.?|top)?(\d{1,2}|[一二三四五六七八九十])(?:位|名)?", plain(word))
        if not found:
            return []
        numbers.append(int(found[1]) if found[1].isdecimal() else "一二三四五六七八九十".index(found[1]) + 1)
    return numbers if len(numbers) >= 3 and numbers == list(range(1, len(numbers) + 1)) else []


def _typed(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether the line names one figure typed in by hand, which no group above it changes."""
    keys = {m.indicator for m in line.readings}
    return len(keys) == 1 and (key := keys.pop()) != "" and vocabulary.catalogue.get(key).kind == "B"


def _kind(meaning: Meaning) -> str:
    """What a meaning mostly names, for counting what an axis is."""
    dimensions = meaning.dimensions
    for name in ("item", "category", "nature", "channel", "source", "indicator"):
        if name in dimensions:
            return name
    for name in ("ending", "span"):
        if name in dimensions:
            return name
    return ""


def _years(texts: object) -> dict[str, str]:
    """Two years one apart in the headers: the later is this one, the earlier the last."""
    years = sorted({found for text in texts for found in re.findall(r"20\d\d", text)})  # type: ignore[attr-defined]
    if len(years) == 2 and int(years[1]) - int(years[0]) == 1:
        return {years[0]: "last", years[1]: "this"}
    return {}
