"""From a rule in words to rules over addresses, one for all rows or columns it holds for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.errors import AppError
from app.services.excel.definition import Rule
from app.services.excel.facts import WorkbookFacts
from app.services.excel.functions import number_text
from app.services.excel.refs import cell_name, column_letters
from app.services.rules.language import Minus, Named, Number, Pair, RuleText, Span, Term, Total
from app.services.rules.meaning import Found, Names, address_box, joined
from app.services.units import exponent


@dataclass(frozen=True, slots=True)
class _Line:
    """A name's cells along what varies: position on its sheet → cell; ``sheet`` of them."""

    found: Found
    cells: dict[int, str]


def understand(rule: RuleText, names: Names, facts: WorkbookFacts, sheet: str = "") -> tuple[Rule, ...]:
    """The rules over addresses that ``rule`` means; names without a sheet are looked for on ``sheet``, else wherever
    all of them are found together.

    Raises the ``rule.*`` errors of :meth:`Names.find`, ``rule.wide``, ``rule.rows_with_columns``,
    ``rule.nothing_common``, ``rule.units_differ``, ``rule.span_crooked``.
    """
    sheets = (sheet,) if sheet else names.homes(_named_in(rule))
    made: list[Rule] = []
    problem: AppError | None = None
    for home in sheets or ("",):
        try:
            made += _Maker(rule, names, facts, home).made()
        except AppError as error:
            problem = problem or error
    if problem is not None and not made:
        raise problem
    return tuple(made)


def _named_in(rule: RuleText) -> Iterator[Named]:
    terms: list[Term] = [term for term in (rule.left, rule.right) if term is not None]
    terms += rule.cells
    while terms:
        term = terms.pop()
        match term:
            case Named():
                yield term
            case Span():
                yield from (term.first, term.last)
            case Total():
                terms += term.parts
            case Minus():
                terms.append(term.operand)
            case Pair():
                terms += [term.left, term.right]
            case _:
                pass


class _Maker:
    def __init__(self, rule: RuleText, names: Names, facts: WorkbookFacts, sheet: str) -> None:
        self._rule = rule
        self._names = names
        self._facts = facts
        self._found: dict[Named, Found] = {}
        unclear: dict[Named, AppError] = {}
        for named in _named_in(rule):
            try:
                self._found[named] = self._spread(named, sheet)
            except AppError as error:
                if error.code != "rule.row_and_column":
                    raise
                unclear[named] = error
        for named, problem in unclear.items():
            self._found[named] = self._as_others(named, sheet, problem)
        self._sheet = sheet or next((one.sheet for one in self._found.values()), "")

    def _as_others(self, named: Named, sheet: str, problem: AppError) -> Found:
        """A name that is both a row and a column means what the other names of the rule are."""
        axes = {one.axis for one in self._found.values() if one.axis in ("row", "column")}
        if len(axes) != 1:
            raise problem
        ending = "行" if axes == {"row"} else "列"
        one = self._names.find(Named((f"{named.words[0]}{ending}",), named.sheet), sheet)
        return Found(one.sheet, one.axis, one.spots, named.written, one.unit)

    def _spread(self, named: Named, sheet: str) -> Found:
        box = address_box(named.words)
        if box is None or box[:2] == box[2:]:
            return self._names.find(named, sheet)
        first = self._names.find(Named((cell_name(box[0], box[1]),), named.sheet), sheet)
        spots = tuple((row, column) for row in range(box[0], box[2] + 1) for column in range(box[1], box[3] + 1))
        return Found(first.sheet, "span", spots, named.written, first.unit)

    def made(self) -> Iterator[Rule]:
        self._same_units()
        varying = self._varying()
        if not varying:
            yield self._one({}, (), ())
            return
        by_row = next(iter(varying.values())).axis == "column"
        steps = self._steps(varying, by_row=by_row)
        same = all(len(set(step.values())) == 1 for step in steps) and len({f.sheet for f in varying.values()}) == 1
        if same and len(steps) > 1:
            places = [next(iter(step.values())) for step in steps]
            rows = tuple(places) if by_row else ()
            columns = () if by_row else tuple(map(column_letters, places))
            yield self._one(dict.fromkeys(varying, "{row}" if by_row else "{column}"), rows, columns)
            return
        for step in steps:
            yield self._one({**step}, (), ())

    # what varies

    def _varying(self) -> dict[Named, Found]:
        """The names that stand for a whole row or column; all must run the same way."""
        spanned = {end for span in self._spans() for end in (span.first, span.last)}
        inside = {part for total in self._totals() for part in total.parts if isinstance(part, Named)}
        found: dict[Named, Found] = {}
        for named, one in self._found.items():
            if one.axis in ("row", "column"):
                if named in inside and self._all_summed(named):
                    continue
                found[named] = one
            elif one.axis == "area" and not (named in inside and self._lines(one)):
                raise AppError("rule.wide", part=one.written)
            elif one.axis == "area":
                found[named] = self._found[named] = self._as_lines(one)
            elif one.axis == "span" and named in spanned:
                raise AppError("rule.span_crooked", first=one.written, last=one.written)
        axes = {one.axis for one in found.values()}
        if len(axes) > 1:
            row = next(one.written for one in found.values() if one.axis == "row")
            column = next(one.written for one in found.values() if one.axis == "column")
            raise AppError("rule.rows_with_columns", row=row, column=column)
        return found

    def _all_summed(self, named: Named) -> bool:
        """Whether a name inside a sum means all its cells: when nothing else of the rule runs along with them."""
        own = self._found[named]
        if not named.words[0].startswith("各"):
            return False
        others = [one for other, one in self._found.items() if other != named]
        return all(one.axis in ("cell", "span") for one in others) and own.axis in ("row", "column")

    def _lines(self, one: Found) -> bool:
        return one.written.rsplit("!", 1)[-1].startswith("各")

    def _as_lines(self, one: Found) -> Found:
        """An area of «各性质» runs along the way the other names run."""
        axes = {other.axis for other in self._found.values() if other is not one and other.axis in ("row", "column")}
        axis = axes.pop() if len(axes) == 1 else "column"
        return Found(one.sheet, axis, one.spots, one.written, one.unit)

    def _spans(self) -> Iterator[Span]:
        for term in self._terms():
            if isinstance(term, Span):
                yield term

    def _totals(self) -> Iterator[Total]:
        for term in self._terms():
            if isinstance(term, Total):
                yield term

    def _terms(self) -> Iterator[Term]:
        terms: list[Term] = [term for term in (self._rule.left, self._rule.right) if term is not None]
        terms += self._rule.cells
        while terms:
            term = terms.pop()
            yield term
            if isinstance(term, Total):
                terms += term.parts
            elif isinstance(term, Minus):
                terms.append(term.operand)
            elif isinstance(term, Pair):
                terms += [term.left, term.right]

    def _steps(self, varying: dict[Named, Found], *, by_row: bool) -> list[dict[Named, int]]:
        """For every row (column) the rule holds for: where it is for each name."""
        side = 0 if by_row else 1
        places = {named: sorted({spot[side] for spot in one.spots}) for named, one in varying.items()}
        if len({one.sheet for one in varying.values()}) == 1:
            common = set.intersection(*(set(at) for at in places.values()))
            if common:
                return [dict.fromkeys(varying, at) for at in sorted(common)]
        labels: dict[Named, dict[str, int]] = {}
        for named, one in varying.items():
            label = joined(one, self._facts)
            seen: dict[str, int] = {}
            counts: dict[str, int] = {}
            for at in places[named]:
                word = label(at)
                counts[word] = counts.get(word, 0) + 1
                seen[word if counts[word] == 1 else f"{word}#{counts[word]}"] = at
            labels[named] = {word: at for word, at in seen.items() if word and counts[word.split("#")[0]] == 1}
        first = next(iter(labels))
        shared = [word for word in labels[first] if all(word in other for other in labels.values())]
        if not shared:
            raise AppError("rule.nothing_common", text=self._rule.text)
        return [{named: labels[named][word] for named in varying} for word in shared]

    # writing

    def _one(self, at: dict[Named, int | str], rows: tuple[int, ...], columns: tuple[str, ...]) -> Rule:
        # the same whatever the kind: where it holds, how strictly, and what is said
        about = {
            "sheet": self._sheet,
            "text": self._rule.text,
            "says": self._rule.says or self._rule.text,
            "rows": rows,
            "columns": columns,
            "tolerance": number_text(self._rule.tolerance),
            "severity": self._rule.severity,
        }
        if self._rule.kind != "compare":
            cells = tuple(piece for part in self._rule.cells for piece in self._places(part, at))
            return Rule(kind=self._rule.kind, cells=cells, **about)  # type: ignore[arg-type]  # as the keys say
        assert self._rule.left is not None
        assert self._rule.right is not None
        expression = f"{self._written(self._rule.left, at)} {self._rule.sign} {self._written(self._rule.right, at)}"
        return Rule(expression=expression, **about)  # type: ignore[arg-type]  # as the keys say

    def _written(self, term: Term, at: dict[Named, int | str]) -> str:
        match term:
            case Number():
                return number_text(term.value)
            case Named():
                places = self._places(term, at)
                return places[0] if len(places) == 1 and ":" not in places[0] else f"SUM({','.join(places)})"
            case Span():
                return f"SUM({','.join(self._places(term, at))})"
            case Total():
                parts = [
                    piece
                    for part in term.parts
                    for piece in (
                        self._places(part, at) if isinstance(part, Named | Span) else [self._written(part, at)]
                    )
                ]
                return f"SUM({','.join(parts)})"
            case Minus():
                return f"-{self._bracketed(term.operand, at)}"
            case Pair():
                left, right = self._written(term.left, at), self._written(term.right, at)
                if term.sign in "*/" and isinstance(term.left, Pair) and term.left.sign in "+-":
                    left = f"({left})"
                if isinstance(term.right, Pair) and (term.sign in "*/" or term.sign == "-"):
                    right = f"({right})"
                return f"{left} {term.sign} {right}"

    def _bracketed(self, term: Term, at: dict[Named, int | str]) -> str:
        text = self._written(term, at)
        return f"({text})" if isinstance(term, Pair | Minus) else text

    def _places(self, part: Named | Span, at: dict[Named, int | str]) -> list[str]:
        """The addresses of one name or span at one step."""
        if isinstance(part, Span):
            first, last = self._places(part.first, at), self._places(part.last, at)
            same = self._found[part.first].sheet == self._found[part.last].sheet
            if len(first) != 1 or len(last) != 1 or not same:
                raise AppError("rule.span_crooked", first=part.first.written, last=part.last.written)
            return [f"{first[0]}:{last[0].rsplit('!', 1)[-1]}"]
        one = self._found[part]
        if one.axis == "span":
            first_spot, last_spot = one.spots[0], one.spots[-1]
            return [self._address(one.sheet, f"{cell_name(*first_spot)}:{cell_name(*last_spot)}")]
        step = at.get(part)
        if step is None:
            return [self._address(one.sheet, text) for text in _runs(one.spots)]
        if one.axis == "column":
            columns = sorted({column for _row, column in one.spots})
            return [
                self._address(one.sheet, _span(f"{column_letters(a)}{step}", f"{column_letters(b)}{step}"))
                for a, b in _stretches(columns)
            ]
        rows = sorted({row for row, _column in one.spots})
        letters = step if isinstance(step, str) else column_letters(step)
        return [self._address(one.sheet, _span(f"{letters}{a}", f"{letters}{b}")) for a, b in _stretches(rows)]

    def _address(self, sheet: str, text: str) -> str:
        if sheet == self._sheet:
            return text
        quoted = sheet.replace("'", "''")
        return f"'{quoted}'!{text}"

    def _same_units(self) -> None:
        """Sides of a plain comparison whose units differ by a power of ten are a slip of the pen."""
        if self._rule.kind != "compare" or any(isinstance(term, Number) for term in self._terms()):
            return
        known = [one for one in self._found.values() if one.unit]
        if any(isinstance(term, Pair) and term.sign in "*/" for term in self._terms()):
            return
        for one in known[1:]:
            if exponent(one.unit) != exponent(known[0].unit):
                raise AppError(
                    "rule.units_differ",
                    first=known[0].written,
                    first_unit=known[0].unit,
                    second=one.written,
                    second_unit=one.unit,
                )


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers together."""
    found: list[tuple[int, int]] = []
    for at in places:
        if found and found[-1][1] == at - 1:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return found


def _runs(spots: Iterable[tuple[int, int]]) -> list[str]:
    """Cells as few ranges, along their row or column."""
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = {}
    for row, column in spots:
        rows.setdefault(row, []).append(column)
        columns.setdefault(column, []).append(row)
    if len(rows) <= len(columns):
        return [
            _span(cell_name(row, a), cell_name(row, b))
            for row, here in sorted(rows.items())
            for a, b in _stretches(sorted(here))
        ]
    return [
        _span(cell_name(a, column), cell_name(b, column))
        for column, here in sorted(columns.items())
        for a, b in _stretches(sorted(here))
    ]
