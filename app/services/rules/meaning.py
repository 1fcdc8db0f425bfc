"""From the words of a rule to cells of one template: which rows, columns and cells its names stand for."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.errors import AppError
from app.services.excel.checking import header_texts
from app.services.excel.definition import BoundCell
from app.services.excel.facts import WorkbookFacts
from app.services.excel.refs import cell_name, plain, split_cell, split_range
from app.services.keys import Key, parse_key
from app.services.rules.language import Named

Spot = tuple[int, int]
"""Row and column."""

_DIMENSIONS = {"性质": "nature", "投诉性质": "nature", "来源": "source", "接收方式": "channel", "类别": "category"}


@dataclass(frozen=True, slots=True)
class Found:
    """The cells a name stands for on one sheet. ``axis``: ``cell`` (one), ``row`` (one row, the columns vary),
    ``column`` (one column, the rows vary), ``area``; ``cells`` by what varies, else by (row, column)."""

    sheet: str
    axis: str
    spots: tuple[Spot, ...]
    written: str
    unit: str = ""


class Names:
    """The rows, columns and indicators of a template by what they are called.

    ``cells`` are the bound cells; ``indicators`` says how each indicator may be called besides.
    """

    def __init__(
        self, cells: Sequence[BoundCell], facts: WorkbookFacts, indicators: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._facts = facts
        self._by_sheet: dict[str, list[tuple[Spot, BoundCell, Key]]] = {}
        for cell in cells:
            self._by_sheet.setdefault(cell.sheet, []).append((split_cell(cell.cell), cell, parse_key(cell.key)))
        self._indicators = {key: frozenset(map(plain, words)) for key, words in indicators.items()}  # key -> its names

    @cached_property
    def words(self) -> frozenset[str]:
        """Every name that means something, as :func:`plain` writes it."""
        found = {plain(sheet.name) for sheet in self._facts.sheets}
        for rows in self._by_sheet.values():
            for _spot, cell, key in rows:
                found.update(_labels(cell.row_label))
                found.update(_labels(cell.column_label))
                found.update(self._indicators.get(key.indicator, ()))
        found.discard("")
        return frozenset(found)

    def label_of(self, sheet: str, spot: Spot) -> tuple[str, str]:
        """The row's and the column's label of a bound cell; blank for another cell."""
        for place, cell, _key in self._by_sheet.get(sheet, ()):
            if place == spot:
                return cell.row_label.strip(" 　"), cell.column_label.rsplit("/", 1)[-1].strip()
        return "", ""

    def find(self, named: Named, sheet: str = "") -> Found:
        """The cells ``named`` stands for, on its own sheet, else on ``sheet``, else where it is the only one.

        Raises ``rule.unknown_sheet``, ``rule.unknown_name``, ``rule.many_sheets``, ``rule.row_and_column``,
        ``rule.outside``.
        """
        if named.sheet:
            return self._on(self._sheet(named.sheet), named)
        if sheet:
            try:
                return self._on(sheet, named)
            except AppError as error:
                if error.code != "rule.unknown_name":
                    raise
        if _address(named.words):
            return self._on(sheet or next(iter(self._by_sheet), self._facts.sheets[0].name), named)
        places: dict[str, Found] = {}
        problem: AppError | None = None
        for other in self._by_sheet:
            try:
                places[other] = self._on(other, named)
            except AppError as error:
                problem = problem or (error if error.code != "rule.unknown_name" else None)
        if len(places) == 1:
            return next(iter(places.values()))
        if places:
            raise AppError("rule.many_sheets", part=named.written, sheets="、".join(places))
        raise problem or self._unknown(named.written)

    def homes(self, names: Iterable[Named]) -> tuple[str, ...]:
        """The sheets on which all names without a sheet of their own can be found; the first sheet for addresses."""
        wanted = [name for name in names if not name.sheet]
        if all(_address(name.words) for name in wanted):
            return tuple(self._by_sheet)[:1] if wanted else ()
        return tuple(sheet for sheet in self._by_sheet if all(self._fits(sheet, name) for name in wanted))

    def _fits(self, sheet: str, named: Named) -> bool:
        try:
            self._on(sheet, named)
        except AppError:
            return False
        return True

    def _sheet(self, word: str) -> str:
        names = [sheet.name for sheet in self._facts.sheets]
        for name in names:
            if plain(name) == plain(word):
                return name
        near = [name for name in names if plain(word) and plain(word) in plain(name)]
        if len(near) == 1:
            return near[0]
        raise AppError("rule.unknown_sheet", part=word, sheets="、".join(names))

    def _on(self, sheet: str, named: Named) -> Found:
        facts = self._facts.by_name[sheet]
        if _address(named.words):
            row, column = split_cell(named.words[0].upper())
            if row > facts.extent[0] or column > facts.extent[1]:
                raise AppError("rule.outside", part=named.words[0], sheet=sheet)
            unit = next((c.unit for at, c, _k in self._by_sheet.get(sheet, ()) if at == (row, column)), "")
            return Found(sheet, "cell", ((row, column),), named.written, unit)
        found: list[tuple[Spot, BoundCell, Key]] | None = None
        for word in named.words:
            pool = self._by_sheet.get(sheet, []) if found is None else found
            found = self._matching(word, pool, alone=len(named.words) == 1)
        assert found is not None
        if not found:
            raise self._unknown(named.written)
        units = {cell.unit for _spot, cell, _key in found}
        spots = tuple(sorted({spot for spot, _cell, _key in found}))
        unit = units.pop() if len(units) == 1 else ""
        return Found(sheet, _axis(spots), spots, named.written, unit)

    def _matching(
        self, word: str, pool: list[tuple[Spot, BoundCell, Key]], *, alone: bool
    ) -> list[tuple[Spot, BoundCell, Key]]:
        wanted = plain(word)
        if wanted.startswith("各") and wanted[1:] in _DIMENSIONS:
            return _each(pool, _DIMENSIONS[wanted[1:]])
        rows = [one for one in pool if wanted in _labels(one[1].row_label)]
        columns = [one for one in pool if wanted in _labels(one[1].column_label)]
        if not rows and not columns and wanted[-1:] in ("行", "列"):
            part = "row_label" if wanted[-1] == "行" else "column_label"
            rows = [one for one in pool if wanted[:-1] in _labels(getattr(one[1], part))]
        if rows and columns and alone and {one[0] for one in rows} != {one[0] for one in columns}:
            raise AppError("rule.row_and_column", part=word)
        if rows and columns:
            return [one for one in rows if one in columns] or rows + columns
        if rows or columns:
            return rows or columns
        for word in _called(wanted):
            named = [one for one in pool if word in self._indicators.get(one[2].indicator, ())]
            if named:
                return _plainest(named)
        return []

    def _unknown(self, written: str) -> AppError:
        shown: dict[str, str] = {}
        for rows in self._by_sheet.values():
            for _spot, cell, key in rows:
                for text in (cell.row_label, cell.column_label.rsplit("/", 1)[-1]):
                    shown.setdefault(plain(text), text.strip(" 　"))
                for name in self._indicators.get(key.indicator, ()):
                    shown.setdefault(name, name)
        near = difflib.get_close_matches(plain(written.rsplit("!", 1)[-1]), [s for s in shown if s], n=3, cutoff=0.5)
        names = "、".join(f"「{shown[one]}」" for one in near)
        hint = f"是不是{names}？" if near else "请照表上写的名称写，或直接写格子，例如 B5。"
        return AppError("rule.unknown_name", part=written, hint=hint)


def joined(found: Found, facts: WorkbookFacts) -> Callable[[int], str]:
    """What names a varying row or column of ``found`` in another sheet: its label in the workbook."""
    sheet = facts.by_name[found.sheet]

    def of(at: int) -> str:
        if found.axis == "column":
            fixed = found.spots[0][1]
            return next((plain(sheet.text(at, c)) for c in range(1, fixed) if plain(sheet.text(at, c))), "")
        fixed = found.spots[0][0]
        texts = header_texts(sheet, tuple(range(max(1, fixed - 8), fixed)), at)
        return next((text for text in reversed(texts) if not _numberlike(text)), "")

    return of


def address_box(words: Sequence[str]) -> tuple[int, int, int, int] | None:
    """The box of an address; ``None`` for a name."""
    try:
        return split_range(words[0].upper()) if len(words) == 1 else None
    except ValueError:
        return None


def _address(words: Sequence[str]) -> bool:
    return address_box(words) is not None


def _called(word: str) -> tuple[str, ...]:
    """A name as written, and without the words people put behind any figure."""
    bare = [word.removesuffix(ending) for ending in ("件数", "人次", "次数", "金额", "件", "数", "量")]
    return tuple(dict.fromkeys([word, *(one for one in bare if len(one) > 1)]))


def _axis(spots: Sequence[Spot]) -> str:
    if len(spots) == 1:
        return "cell"
    if len({row for row, _column in spots}) == 1:
        return "row"
    return "column" if len({column for _row, column in spots}) == 1 else "area"


def _labels(label: str) -> tuple[str, ...]:
    """A label as it may be called: whole, its lower part, without «其中：», numbering and unit in brackets."""
    whole = plain(label)
    found = [whole, whole.rsplit("/", 1)[-1]]
    for text in tuple(found):
        bare = text.split("(", 1)[0].split(":", 1)[-1] if not text.startswith("(") else text
        found.append(bare)
        found.append(bare.lstrip("0123456789一二三四五六七八九十.、)"))
    return tuple(dict.fromkeys(text for text in found if text))


def _plainest(pool: list[tuple[Spot, BoundCell, Key]]) -> list[tuple[Spot, BoundCell, Key]]:
    """Of the cells of one indicator those of its own row or column, not of its parts («受理», not «受理/质量»)."""
    if len(pool) < 2 or _axis([one[0] for one in pool]) != "area":
        return pool
    for side in (1, 0):
        least: dict[int, int] = {}
        for spot, _cell, key in pool:
            least[spot[side]] = min(least.get(spot[side], 99), len(key.where))
        fewest = min(least.values())
        kept = [one for one in pool if least[one[0][side]] == fewest]
        current = [one for one in kept if one[2].span == "current"]
        for choice in (kept, current):
            if choice and _axis([one[0] for one in choice]) != "area":
                return choice
    return pool


def _each(pool: list[tuple[Spot, BoundCell, Key]], dimension: str) -> list[tuple[Spot, BoundCell, Key]]:
    """The cells restricted to one code of ``dimension`` each; of categories those with no part in the pool."""
    chosen = [one for one in pool if one[2].code(dimension)]
    if dimension != "category":
        return chosen
    codes = {one[2].code("category") or "" for one in chosen}
    stems = {code.rstrip("0") for code in codes}
    return [
        one
        for one in chosen
        if not any(
            stem != (one[2].code("category") or "").rstrip("0")
            and stem.startswith((one[2].code("category") or "").rstrip("0"))
            for stem in stems
        )
    ]


def _numberlike(text: str) -> bool:
    return text.replace(".", "").replace("-", "").isdigit()


__all__ = ["Found", "Names", "Spot", "address_box", "cell_name", "joined"]
