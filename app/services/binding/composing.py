"""From a table's lines to what each of its cells is: rows and columns merged, what neither says taken from the title,
the unit, the span of changes; whatever can be read two ways is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from app.services.binding.axes import DIRECTIONS, Line
from app.services.binding.context import Read
from app.services.binding.countable import CHANGES, Keyed, decimals_of, possible, why_impossible
from app.services.binding.faces import Area, HeadingProposal, Proposal
from app.services.binding.headings import name_of_heading
from app.services.binding.labels import Meaning, compatible, merge
from app.services.binding.naming import name_of
from app.services.binding.words import Vocabulary
from app.services.excel.definition import Role
from app.services.excel.formulas import NotUnderstood, Reference, operands, parse_formula
from app.services.excel.refs import cell_name, plain
from app.services.keys import Key
from app.services.units import FRACTION


class Composer:
    """Makes the proposals of one table."""

    def __init__(self, read: Read, vocabulary: Vocabulary, area: str) -> None:
        self._read = read
        self._table = read.table
        self._grid = read.table.grid
        self._vocabulary = vocabulary
        self._area = area
        self._meanings: dict[tuple[int, int], Meaning] = {}
        columns = [line.meaning for line in read.columns.lines]
        rows = [line.meaning for line in read.rows.lines]
        self._compared = _compared(columns) or _compared(rows)
        self._endings = {m.ending for m in (*columns, *rows) if m.ending}
        self._periods = any(m.year == "this" and m.extent == "period" for m in (*columns, *rows))
        self._topics = {m.indicator for m in (*columns, *rows)} & {"accepted", "registered"}

    def proposals(self) -> list[Proposal]:
        """One proposal per cell that could hold a figure."""
        out: list[Proposal] = []
        table = self._table
        for row in table.body:
            for column in table.values:
                if self._grid.home(row, column) != (row, column):
                    continue
                if self._grid.kind(row, column) == "text":
                    continue
                if self._read.rows.kind == "rank" and self._read.columns.at[column].role == "stub":
                    continue
                out.append(self._cell(row, column))
        return _without_twins(out)

    def names(self) -> list[HeadingProposal]:
        """The cells of words of a ranked list: what stands in first place."""
        kind = self._read.context.ranked
        if self._read.rows.kind != "rank" or not kind:
            return []
        out = []
        for line in self._read.rows.lines:
            rank = line.meaning.code("rank")
            for across in self._read.columns.lines:
                if across.role != "stub" or not rank or int(rank) > 10:
                    continue
                what = f"top.{kind}.{rank}"
                cell = cell_name(line.at, across.at)
                why = f"第 {rank} 位的名称由程序填。"
                out.append(HeadingProposal(self._grid.name, cell, what, name_of_heading(what), why=why))
        return out

    def _cell(self, row: int, column: int) -> Proposal:
        line, across = self._read.rows.at[row], self._read.columns.at[column]
        base = Proposal(
            sheet=self._grid.name,
            cell=cell_name(row, column),
            row_label=line.words,
            column_label="/".join("".join(label.text.split()) for label in across.path),
            area=self._area,
        )
        if self._grid.kind(row, column) == "crossed":
            return replace(
                base, state="unneeded", why=f"这一格画了「{self._grid.text(row, column).strip()}」，不用填。"
            )
        if across.role == "stub":
            return replace(base, why=f"「{across.words}」这一栏要写字，不填数。")
        if across.role != "meaning" or line.role != "meaning":
            return replace(base, state="unneeded", why="这一栏是备注、编号一类，不填数。")
        for each in (line, across):
            if each.problem and not each.readings:
                return replace(base, why=f"{each.problem}。")
        if not line.path and not across.path:
            return replace(base, why="这一格的左边和上面都没有字。")
        found = self._readings(line, across)
        if not found:
            return replace(base, why=f"「{line.words}」和「{across.words}」合不到一起。")
        doubts = [
            *(() if self._adds_up(row, column, line, by_row=True) else line.doubts),
            *(() if self._adds_up(row, column, across, by_row=False) else across.doubts),
        ]
        if any(len(one.readings) > 1 and one.meaning.indicator and two.meaning.indicator for one, two in (
            (line, across), (across, line)
        )):  # fmt: skip
            doubts.append("这一行和这一列都说了数的是什么")
        if len(doubts) < len(line.doubts) + len(across.doubts):
            found = found[:1]
        keyed = [made for meaning in found if (made := self._keyed(meaning, line, across, row, column)) is not None]
        unique = list({str(made.key): made for made in keyed}.values())
        if not unique:
            why = why_impossible(found[0], self._vocabulary)
            return replace(base, why=why)
        best = unique[0]
        doubts += best.doubts
        if len(unique) > 1:
            names = "、".join(f"「{name_of(made.key, self._vocabulary)}」" for made in unique[1:4])
            doubts.append(f"也可以理解成{names}")
        doubts = list(dict.fromkeys(doubts))
        key = best.key
        name = name_of(key, self._vocabulary)
        why = "；".join(doubts) + "，请看一看。" if doubts else _reason(line, across, best.notes)
        return replace(
            base,
            key=str(key),
            name=name,
            role=self._role(row, column, best.unit),
            unit=best.unit,
            decimals=best.decimals,
            denominator="group" if best.group else "all",
            state="ask" if doubts else "sure",
            why=why,
            others=tuple(str(made.key) for made in unique[1:6]),
        )

    def _adds_up(self, row: int, column: int, line: Line, *, by_row: bool) -> bool:
        """Whether the cell's formula adds up exactly the lines its total would be the sum of."""
        text = self._grid.formulas.get((row, column))
        if not text or not line.parts:
            return False
        try:
            found = [o for o in operands(parse_formula(text)) if isinstance(o, Reference)]
        except (NotUnderstood, ValueError, RecursionError):
            return False
        taken: list[int] = []
        for reference in found:
            top, left, bottom, right = reference.box
            if reference.sheet is not None or (left != right if by_row else top != bottom) or (bottom - top > 200):
                return False
            if (left if by_row else top) != (column if by_row else row):
                return False
            taken += range(top, bottom + 1) if by_row else range(left, right + 1)
        return sorted(taken) == sorted(line.parts)

    def _readings(self, line: Line, across: Line) -> list[Meaning]:
        found: list[Meaning] = []
        for down, over in product(line.readings[:8], across.readings[:8]):
            both = merge(down, over, self._vocabulary, deeper=True)
            if both is None:
                both = _narrower(down, over, self._vocabulary)
            if both is not None and both not in found:
                found.append(both)
        whole = [m for m in found if m.indicator]
        return whole if whole and len(whole) < len(found) and not self._read.context.indicator else found

    def _role(self, row: int, column: int, unit: str) -> Role:
        formula = self._grid.formulas.get((row, column))
        if formula is None:
            return "figure"
        if unit in ("%", "‰", "百分点", FRACTION) or re.search(r"/\s*(?![0-9.\s])", re.sub(r'"[^"]*"', "", formula)):
            return "rate"
        return "total"

    def _keyed(self, meaning: Meaning, line: Line, across: Line, row: int, column: int) -> Keyed | None:
        """The key, unit and doubts that a meaning comes to; ``None`` when there is no such figure."""
        catalogue = self._vocabulary.catalogue
        context = self._read.context
        doubts: list[str] = []
        notes: list[str] = []
        indicator = meaning.indicator
        if meaning.code("rank"):
            return self._ranked_key(meaning, line, across, row, column)
        if not indicator:
            indicator = context.indicator
            if indicator and not context.said:
                notes.append(f"标题说的是「{catalogue.get(indicator).name}」")
            if not indicator:
                indicator = "accepted"
                if not context.complaints:
                    doubts.append("表里没有说数的是什么，先按受理投诉算")
                elif self._topics == {"accepted", "registered"}:
                    doubts.append("表里分「登记」和「受理」，这里没有说是哪一个")
                else:
                    notes.append("表里只说投诉，按受理的投诉算")
            doubts += context.doubts
        elif context.doubts and indicator in ("accepted", "closed", "settled", "registered"):
            doubts += context.doubts
        known = catalogue.get(indicator)
        if meaning.counted and not compatible(meaning.counted, known.unit):
            return None
        ending, doubt = self._ending(meaning, known.unit, known.kind == "D", line, across)
        if ending is None:
            return None
        doubts += doubt
        span, doubt = self._span(meaning, ending, row, column)
        doubts += doubt
        key = Key(indicator + ending, meaning.where, span)
        if not possible(key, self._vocabulary):
            return None
        unit, decimals, doubt = self._unit(ending, known.unit, line, across, row, column)
        doubts += doubt
        return Keyed(key, unit, decimals, meaning.group, tuple(doubts), tuple(notes))

    def _ranked_key(self, meaning: Meaning, line: Line, across: Line, row: int, column: int) -> Keyed | None:
        """A figure of a list of ten."""
        context = self._read.context
        if not context.ranked or meaning.indicator not in ("", "accepted") or len(meaning.where) > 1:
            return None
        ending, doubts = self._ending(meaning, "件", False, line, across)
        if ending not in ("", "_share", "_change_rate"):
            return None
        span, doubt = self._span(meaning, ending, row, column)
        if span not in ("current", "last-year") or int(meaning.code("rank")) > 10:
            return None
        if ending == "_change_rate" and doubt:
            doubt, span = [], "last-year"  # the lists of ten know no other
        unit, decimals, more = self._unit(ending, "件", line, across, row, column)
        key = Key(f"top_{context.ranked}{ending}", meaning.where, span)
        return Keyed(key, unit, decimals, False, (*doubts, *doubt, *more), ())

    def _ending(
        self, meaning: Meaning, unit: str, derived: bool, line: Line, across: Line
    ) -> tuple[str | None, list[str]]:
        ending, doubts = meaning.ending, []
        rate = derived or unit == "%"
        if not ending and meaning.compare:
            ending = "change"
        if ending == "change":
            said = across.unit or line.unit
            if rate or "百分点" in said:
                ending = "_change_pp"
            elif "%" in said:
                ending = "_change_rate"
            elif said or ("_change_rate" in self._endings and "_change" not in self._endings):
                ending = "_change"
            elif "_change" in self._endings and "_change_rate" not in self._endings:
                ending = "_change_rate"
            else:
                ending = "_change"
                doubts.append("「增减」没有说是数还是百分比")
        if rate:
            if ending == "_change":
                ending = "_change_pp"
            elif ending in ("_change_rate", "_share", "_share_change"):
                return None, []
        elif ending == "_change_pp":
            if "_share" in self._endings:
                ending = "_share_change"
            else:
                return None, []
        if ending == "_share" and not meaning.where and not meaning.total:
            doubts.append("没有说比重是谁占谁")
        if ending == "_share" and not meaning.group and meaning.code("category"):
            codes = {m.code("category")[:2] for m in self._line_meanings()} - {""}
            totals = any(m.total == "total" and not m.where for m in self._line_meanings())
            if len(codes) == 1 and not self._mentions_all():
                doubts.append("比重可能占全部投诉，也可能占本大类" if totals else "没有说比重占什么")
        return ending, doubts

    def _line_meanings(self) -> list[Meaning]:
        return [line.meaning for axis in (self._read.rows, self._read.columns) for line in axis.lines]

    def _mentions_all(self) -> bool:
        texts = [line.words for axis in (self._read.rows, self._read.columns) for line in axis.lines]
        return any(re.search(r"占(全部|总|投诉)", text) or "全部投诉" in text for text in texts)

    def _span(self, meaning: Meaning, ending: str, row: int, column: int) -> tuple[str, list[str]]:
        doubts: list[str] = []
        if ending in CHANGES:
            formula = self._span_by_formula(row, column)
            if formula:
                return formula, doubts
            if meaning.compare == "previous" or meaning.year == "previous":
                return "previous", doubts
            if meaning.extent == "ytd":
                return "last-ytd", doubts
            if meaning.compare == "last" or meaning.year == "last" or meaning.extent == "period":
                return "last-year", doubts
            if len(self._compared) == 1:
                return next(iter(self._compared)), doubts
            if self._compared:
                doubts.append("没有说是本期比上年同期，还是累计比上年累计")
                return "last-year" if "last-year" in self._compared else sorted(self._compared)[0], doubts
            doubts.append("没有说与什么时候比，先按上年同期")
            return "last-year", doubts
        year, extent = meaning.year, meaning.extent
        if year == "previous":
            return "previous", doubts
        if year and not extent and self._periods:
            extent = "ytd"
            doubts.append("「本年」「上年」可能是累计，也可能是同期")
        elif not year and not extent:
            year, extent, borrowed = self._borrowed(ending, column)
            if year == "previous":
                return "previous", borrowed
        if year == "last":
            return ("last-ytd" if extent == "ytd" else "last-year"), doubts
        return ("ytd" if extent == "ytd" else "current"), doubts

    def _borrowed(self, ending: str, column: int) -> tuple[str, str, list[str]]:
        """A share beside a count takes the span of the count to its left."""
        if ending != "_share":
            return "", "", []
        for line in reversed([line for line in self._read.columns.lines if line.at < column]):
            meaning = line.meaning
            if not meaning.ending and (meaning.year or meaning.extent):
                return meaning.year, meaning.extent, []
            if not meaning.ending:
                break
        return "", "", []

    def _span_by_formula(self, row: int, column: int) -> str:
        """What a change is measured against, as its formula has it: the spans of the two cells it takes."""
        text = self._grid.formulas.get((row, column))
        if not text:
            return ""
        try:
            found = [
                o for o in operands(parse_formula(text)) if isinstance(o, Reference) and o.single and o.sheet is None
            ]
        except (NotUnderstood, ValueError, RecursionError):
            return ""
        spans = set()
        for reference in found:
            line = self._read.columns.at.get(reference.box[1]) if reference.box[0] == row else None
            line = line or (self._read.rows.at.get(reference.box[0]) if reference.box[1] == column else None)
            if line is None or line.meaning.ending:
                return ""
            spans.add(self._span(line.meaning, "", row, column)[0])
        for before, now in (("last-year", "current"), ("previous", "current"), ("last-ytd", "ytd")):
            if spans == {before, now}:
                return before
        return ""

    def _unit(
        self, ending: str, base: str, line: Line, across: Line, row: int, column: int
    ) -> tuple[str, int | None, list[str]]:
        doubts: list[str] = []
        wanted = {"_change_rate": "%", "_share": "%", "_change_pp": "百分点", "_share_change": "百分点"}.get(
            ending, base
        )
        format_ = self._grid.formats.get((row, column), "General")
        own = [unit for unit in (across.unit, line.unit) if unit]
        said = [*own, *self._read.context.units]
        unit = next((each for each in said if compatible(each, wanted)), "")
        if wanted == "百分点" and not unit:
            unit = "百分点"
        if not unit and wanted == "元":
            unit = "元"
            doubts.append("没有写明是元还是万元")
        if not unit:
            unit = wanted
            # the unit of a row of counts says nothing of its column of rates, nor the other way round
            odd = [each for each in own if each not in ("%", "百分点", "‰") and wanted not in ("%", "百分点")]
            if odd and not any(compatible(each, wanted) for each in own):
                doubts.append(f"这里的单位是「{odd[0]}」，可是「{wanted}」才对得上")
            if wanted not in ("%", "百分点") and own and all(each in ("%", "百分点", "‰") for each in own):
                doubts.append(f"这里的单位是「{own[0]}」，可是「{wanted}」才对得上")
        decimals = decimals_of(format_)
        if "%" in format_ and unit == "%":
            unit, decimals = FRACTION, (decimals if decimals is not None else 2) + 2
        if decimals is None:
            decimals = 2 if unit in ("%", "百分点", "元") or unit.startswith(("万", "亿", "千")) else 0
        elif decimals == 0 and unit in ("%", "百分点") and format_ == "0":
            decimals = 0
        return unit, decimals, doubts


def area_of(read: Read, id: str, title: str, proposals: Iterable[Proposal]) -> Area:
    """The face of a table, its cells counted."""
    states = [proposal.state for proposal in proposals]
    return Area(
        id=id,
        sheet=read.table.grid.name,
        range=read.table.range,
        title=title,
        rows=DIRECTIONS.get(read.rows.kind, ""),
        columns=DIRECTIONS.get(read.columns.kind, ""),
        sure=states.count("sure"),
        ask=states.count("ask"),
        unbound=states.count("unbound"),
    )


def _compared(meanings: Iterable[Meaning]) -> set[str]:
    """What earlier times stand beside each other: last-year, last-ytd, previous."""
    found: set[str] = set()
    for meaning in meanings:
        if meaning.ending:
            continue
        if meaning.year == "previous":
            found.add("previous")
        elif meaning.year == "last":
            found.add("last-ytd" if meaning.extent == "ytd" else "last-year")
    return found


def _narrower(one: Meaning, other: Meaning, vocabulary: Vocabulary) -> Meaning | None:
    """A row and a column that both name an indicator: one of them may only repeat what all the table counts."""
    for wide, narrow in ((one, other), (other, one)):
        if wide.indicator == "accepted" and narrow.indicator and not wide.where and narrow.indicator != "accepted":
            known = vocabulary.catalogue.get(narrow.indicator)
            if known.kind == "A" and known.event == "accepted":
                return merge(replace(wide, indicator=""), narrow, vocabulary, deeper=True)
    return None


def _reason(line: Line, across: Line, notes: tuple[str, ...]) -> str:
    parts = []
    if line.words:
        parts.append(f"行「{line.words}」")
    if across.words:
        parts.append(f"列「{across.words}」")
    return "、".join(parts) + ("；" + "；".join(notes) if notes else "") + "。"


def _without_twins(proposals: list[Proposal]) -> list[Proposal]:
    """The same figure twice in one table: which of the two is meant is asked."""
    seen: dict[str, list[int]] = {}
    for number, proposal in enumerate(proposals):
        if proposal.key and proposal.state == "sure":
            seen.setdefault(proposal.key, []).append(number)
    out = list(proposals)
    for numbers in seen.values():
        if len(numbers) < 2 or _same_line(out, numbers):
            continue
        for number in numbers:
            twin = out[next(n for n in numbers if n != number)]
            why = f"这一格和 {twin.cell} 认出来是同一个数，请看一看哪一个对。"
            out[number] = replace(out[number], state="ask", why=why)
    return out


def _same_line(proposals: list[Proposal], numbers: list[int]) -> bool:
    """Whether the twins have the same labels: then the table says the same thing twice on purpose."""
    labels = {(plain(proposals[n].row_label), plain(proposals[n].column_label)) for n in numbers}
    return len(labels) == 1
