"""Cells of a register as values of a case: each column read by its field, each spelling understood once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import Issue
from app.services.codelists import CodeLists
from app.services.complaints.fields import FIELDS, understand
from app.services.parsing.dates import parse_excel_serial
from app.services.parsing.money import parse_money
from app.services.parsing.text import clean, normal, paragraphs
from app.services.register.doubts import ASK, bare_amount, day_in_order, is_open_day
from app.services.register.headings import JOINED, NUMBER, REGISTER_NUMBER, STATE, Column, outcome_words, squeeze
from app.services.register.sheets import text_of

if TYPE_CHECKING:
    from app.services.excel.grid import GridValue

#: Fields without which a case cannot be counted rightly: what is not understood there keeps the row out.
STRICT = frozenset(
    {
        "kind",
        "received_on",
        "accepted_on",
        "refused_on",
        "closed_on",
        "followed_up_on",
        "amount",
        "recovered",
        "punitive",
    }
)
#: Long numbers that a spreadsheet may have rounded.
_DIGITS = frozenset({NUMBER, REGISTER_NUMBER, "paper_number", "phone", "trader_phone", "id_number", "trader_code"})
_NOTHING = frozenset(
    {"/", "//", "\\", "-", "--", "---", "—", "——", "－", "无", "（空）", "(空)", "null", "NULL", "None"}
)
_ERRORS = frozenset({"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
_LONGEST_NUMBER = 60

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_YEARLESS = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_MONEY = re.compile(r"(\d{1,10})(?:\.(\d{1,2}))?")
#: Telephone numbers that already stand as they are shown.
_PHONE = re.compile(r"1[3-9]\d{9}|0(?:10|2\d|[3-9]\d{2})-[2-9]\d{6,7}")
_ROUNDED = re.compile(r"[+-]?\d(?:\.(\d+))?[eE]\+?(\d{1,3})")
#: «3.10» typed into a cell for numbers becomes 3.1, which may be the first or the tenth.
_CUT = re.compile(r"(\d{1,2})\.([123])")
_YEAR = re.compile(r"\d{4}")
#: Digits that a spreadsheet keeps of a number.
_PRECISE = 15
#: Spellings remembered per column; facts and names hardly repeat and must not fill the memory.
_REMEMBERED = 20_000

REJECTED_CELL, LEFT_EMPTY, OTHER_KIND = "rejected_cell", "left_empty", "other_kind"
NUMBER_LOST, NUMBER_LONG, DIGITS_LOST = "number_lost", "number_long", "digits_lost"
ASK_UNIT, ASK_ORDER = "ask_unit", "ask_order"
#: Problems that keep the whole row out.
REJECTING = frozenset({REJECTED_CELL, OTHER_KIND, NUMBER_LOST, NUMBER_LONG, ASK_UNIT, ASK_ORDER})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one spelling means: ``pairs`` of field and value, remarks, and how it is written in a fingerprint.

    ``problem``: «» when understood; else the code of a message of this area. ``why`` says more. ``simple``: it
    says one thing, about its own field, and there is nothing to remark. ``expected`` is what should stand there.
    """

    pairs: tuple[tuple[str, Any], ...] = ()
    plain: str = ""
    problem: str = ""
    why: str = ""
    remarks: tuple[Issue, ...] = ()
    simple: bool = False
    expected: str = ""


@dataclass(slots=True)
class RowRead:
    """One row: ``said`` is what its cells say by field, ``follows`` what follows from them for empty fields.

    ``state`` is what follows from its word of state alone. ``outcome`` are the meanings of its result and state.
    ``prints`` are the parts of its fingerprint; ``remarks`` are column, text and cell of everything noteworthy.
    ``pending``: it says that the case is not accepted yet. ``rejected``: it cannot be counted rightly.
    """

    number: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    follows: dict[str, Any] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    outcome: dict[str, str] = field(default_factory=dict)
    prints: list[str] = field(default_factory=list)
    remarks: list[tuple[Column, str, Cell]] = field(default_factory=list)
    pending: bool = False
    rejected: bool = False

    @property
    def outcome_told(self) -> bool:
        """Whether it was already remarked that its result says too little."""
        return any(column.field in ("result", STATE) and cell.problem for column, _, cell in self.remarks)


_EMPTY = Cell()
_DAY_EXPECTED = "日期，例如 2026-03-05"
_RESULTS = "达成协议、未达成、撤回、联系不到、转办或不予受理"
_NO_RESULT = frozenset({"", "pending", "open", "unclear", "elsewhere"})


class RowReader:
    """Reads the rows of one table. Spellings that repeat are understood once."""

    def __init__(
        self, columns: Sequence[Column], lists: CodeLists, today: date, unit: str = "", year: int | None = None
    ) -> None:
        """``unit`` is the unit of money of the whole table, for headings that name none; ``year`` the year of days
        written without one."""
        self._lists = lists
        self._year = year
        self._today = today
        taken = sorted((c for c in columns if c.field), key=lambda c: (c.field, c.at))
        self._columns: list[tuple[Column, str, int, Callable[[GridValue], Cell], dict[GridValue, Cell]]] = [
            (column, column.field, column.at, self._reader(column, unit), {}) for column in taken
        ]
        self._has_received = any(c.field == "received_on" for c in taken)

    def read(self, row: Sequence[GridValue], uncalculated: Collection[int] = ()) -> RowRead:
        """Understand one row; ``uncalculated`` are the columns (from 0) whose formula has no result."""
        out = RowRead()
        said, prints = out.said, out.prints
        width = len(row)
        for column, name, at, reader, known in self._columns:
            value = row[at] if at < width else None
            if value is None:
                if at in uncalculated:
                    _take(out, column, "", Cell(problem=_problem(name), why="公式还没有算出结果。"))
                continue
            cell = known.get(value)
            if cell is None:
                cell = reader(value)
                if len(cell.pairs) == 1 and cell.pairs[0][0] == name and not cell.problem and not cell.remarks:
                    cell = Cell(cell.pairs, cell.plain, simple=True)
                if len(known) < _REMEMBERED:
                    known[value] = cell
            if cell.simple and name not in said:
                said[name] = cell.pairs[0][1]
                prints.append(f"{name}={cell.plain}")
            elif cell is not _EMPTY:
                _take(out, column, value, cell)
        _outcome(out)
        if not self._has_received and "accepted_on" in out.said:
            out.follows["received_on"] = out.said["accepted_on"]
        return out

    def cell(self, at: int, value: GridValue) -> Cell:
        """What one value of the column at ``at`` means."""
        return next((reader(value) for _, _, where, reader, _ in self._columns if where == at), _EMPTY)

    def _reader(self, column: Column, table_unit: str) -> Callable[[GridValue], Cell]:
        name = column.field
        if name in (NUMBER, REGISTER_NUMBER):
            return _read_number
        if name in (STATE, "result"):
            return lambda value: self._read_outcome(name, value)
        if name == "kind":
            return self._read_kind
        spec = FIELDS[name]
        if spec.kind == "date":
            return lambda value: self._read_date(name, value, column.order)
        if spec.kind == "money":
            unit = column.unit or table_unit or "元"
            return lambda value: self._read_money(name, value, unit)
        if name in _DIGITS:
            return lambda value: self._read_digits(name, value)
        if spec.kind == "text" and name != "item":
            tidy = paragraphs if spec.told else clean
            return lambda value: self._read_text(name, tidy(text_of(value)), spec.longest)
        return lambda value: self._read_plain(name, text_of(value))

    def _read_text(self, name: str, words: str, longest: int) -> Cell:
        if len(words) > longest or words in _ERRORS:
            return self._read_plain(name, words)
        return Cell(((name, words),), words) if words and words not in _NOTHING else _EMPTY

    def _read_digits(self, name: str, value: GridValue) -> Cell:
        words = digits_of(value)
        if words is None:
            return Cell(problem=DIGITS_LOST)
        return Cell(((name, words),), words) if _PHONE.fullmatch(words) else self._read_plain(name, words)

    def _read_date(self, name: str, value: GridValue, order: str) -> Cell:
        words = clean(text_of(value))
        guessed = False
        if order and isinstance(value, str) and is_open_day(normal(value)):
            plain = day_in_order(normal(value), order) if order != ASK else None
            if plain is None and name in STRICT and order == ASK:
                return Cell(plain=words, problem=ASK_ORDER, expected=_DAY_EXPECTED)
            if plain is None:
                why = "分不清是几月几日。" if order == ASK else "没有这一天。"
                return Cell(plain=words, problem=_problem(name), why=why, expected=_DAY_EXPECTED)
            words = plain
        if isinstance(value, Decimal) and (cut := _CUT.fullmatch(words)):
            why = f"Excel 会把 {cut[1]}.{cut[2]}0 变成 {words}，分不清是{cut[1]}月{cut[2]}日还是{cut[1]}月{cut[2]}0日。"
            return Cell(plain=words, problem=_problem(name), why=why, expected=_DAY_EXPECTED)
        if found := _DAY.fullmatch(words):
            words = f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}"
        elif found := _YEARLESS.fullmatch(words):
            guessed = self._year is None
            words = words if guessed else f"{self._year}-{found[1]:0>2}-{found[2]:0>2}"
        elif _SERIAL.fullmatch(words):
            day = parse_excel_serial(words)
            words = day.value.isoformat() if day.value else words
        cell = self._read_plain(name, words)
        if cell.pairs and _YEAR.search(words):
            return Cell(cell.pairs, cell.pairs[0][1].isoformat(), remarks=cell.remarks)
        if guessed and cell.pairs:
            told = Issue("warning", "register.no_year", {"day": cell.pairs[0][1].isoformat()}, found=words)
            return Cell(cell.pairs, cell.plain, remarks=(*cell.remarks, told))
        return cell

    def _read_money(self, name: str, value: GridValue, unit: str) -> Cell:
        text = text_of(value)
        if unit == ASK:
            unit = "元"
            if bare_amount(value) or parse_money(text, "元").value != parse_money(text, "万元").value:
                if name in STRICT:
                    return Cell(plain=clean(text), problem=ASK_UNIT, expected="写明元还是万元")
                return Cell(plain=clean(text), problem=LEFT_EMPTY, why="没有单位，分不清是元还是万元。")
        fen = _plain_money(text, unit)
        if fen is not None:
            pairs: tuple[tuple[str, Any], ...] = ((name, fen),)
            return Cell((*pairs, ("amount_approx", "")) if name == "amount" else pairs, str(fen))
        cell = self._read_plain(name, text, {name: unit})
        approx = dict(cell.pairs).get("amount_approx", "")
        return Cell(cell.pairs, f"{cell.pairs[0][1]}{approx}", remarks=cell.remarks) if cell.pairs else cell

    def _read_kind(self, value: GridValue) -> Cell:
        words = clean(text_of(value))
        code = self._lists.code("intake_kind", words)
        entry = self._lists.entry("intake_kind", code) if code else None
        if entry is not None and entry.kind in ("complaint", "report", "suggestion"):
            return Cell((("kind", entry.kind),), entry.kind)
        if entry is not None:
            return Cell(plain=words, problem=OTHER_KIND, why=entry.label)
        return self._read_plain("kind", words)

    def _read_outcome(self, name: str, value: GridValue) -> Cell:
        """Results and states share their words; ``pairs`` is the one pair («outcome», meaning)."""
        words = clean(text_of(value))
        if not words or words in _NOTHING:
            return _EMPTY
        meaning = self._lists.code("result", words) or outcome_words().get(squeeze(words))
        if meaning is None:
            problem = LEFT_EMPTY if name == "result" else ""
            return Cell(plain=words, problem=problem, why=f"这里要写{_RESULTS}。", expected=_RESULTS)
        if meaning in ("unclear", "elsewhere"):
            return Cell((("outcome", meaning),), words, f"result_{meaning}")
        return Cell((("outcome", meaning),), words)

    def _read_plain(self, name: str, text: str, units: Mapping[str, str] | None = None) -> Cell:
        """Read by the rules of the intake form; what is not understood keeps the row out or stays empty."""
        words = clean(text)
        if not words or words in _NOTHING:
            return _EMPTY
        if words in _ERRORS:
            return Cell(plain=words, problem=_problem(name), why="这一格的公式算错了。")
        told = text if name in FIELDS and FIELDS[name].told else words  # line breaks of a story are part of it
        understood = understand({name: told}, self._lists, self._today, units=units)
        errors = [issue for issue in understood.issues if issue.severity == "error"]
        if errors:
            why = errors[0].params.get("why") or f"这里要写{errors[0].expected}。"
            expected = errors[0].expected or ""
            return Cell(_instead(name, words), words, _problem(name), why, expected=expected)
        value = understood.values.get(name)
        if value is None or value in ("", ()):
            return _EMPTY
        pairs = tuple(sorted(understood.values.items(), key=lambda pair: pair[0] != name))
        return Cell(pairs, words, remarks=tuple(understood.issues))


def _instead(name: str, words: str) -> tuple[tuple[str, Any], ...]:
    """What words that are in no list still say: a class of goods is a name, a reason of refusal refuses."""
    if name == "category":
        return (("item", words[: FIELDS["item"].longest]),)
    return (("refusal", "other"),) if name == "refusal" else ()


def _problem(name: str) -> str:
    return REJECTED_CELL if name in STRICT else NUMBER_LOST if name in (NUMBER, REGISTER_NUMBER) else LEFT_EMPTY


def _take(out: RowRead, column: Column, value: GridValue, cell: Cell) -> None:
    """Put what a cell says where it belongs."""
    name = column.field
    if cell.problem or cell.remarks:
        out.remarks.append((column, text_of(value), cell))
        out.rejected = out.rejected or cell.problem in REJECTING
    if not cell.plain:
        return
    out.prints.append(f"{name}={cell.plain}")
    if name == NUMBER:
        out.number = cell.plain
    elif name == REGISTER_NUMBER:
        out.number = out.number or cell.plain
    elif name in JOINED and name in out.said:
        out.said[name] += f"；{column.heading}：{cell.plain}"
    else:
        for key, said in cell.pairs:
            if key == name or key == "amount_approx":
                out.said[key] = said
            elif key == "outcome":
                out.outcome[name] = said
            else:
                out.follows.setdefault(key, said)


def _read_number(value: GridValue) -> Cell:
    words = digits_of(value)
    if words is None:
        return Cell(problem=NUMBER_LOST)
    if words in _ERRORS:
        return Cell(plain=words, problem=REJECTED_CELL, why="这一格的公式算错了。")
    if len(words) > _LONGEST_NUMBER:
        return Cell(problem=NUMBER_LONG)
    return Cell(plain=words) if words and words not in _NOTHING else _EMPTY


def digits_of(value: GridValue) -> str | None:
    """Digits as typed; None when a spreadsheet kept only the first of them (``1.23E+17``, ``1.38E+10``)."""
    words = clean(text_of(value))
    if isinstance(value, Decimal | int) and len(words.partition(".")[0].lstrip("-")) > _PRECISE:
        return None
    found = _ROUNDED.fullmatch(words)
    if not found:
        return words[:-2] if words.endswith(".0") and words[:-2].isdigit() else words
    if int(found[2]) >= _PRECISE or len(found[1] or "") < int(found[2]):
        return None  # «1.38E+10»: only what fitted into the column is left
    number = Decimal(words)
    return format(number.quantize(Decimal(1)), "f") if number == number.to_integral_value() else words


def _plain_money(text: str, unit: str) -> int | None:
    """Fen of a bare amount (``3200``, ``1.25``) in ``unit``; None when it needs a closer look."""
    found = _MONEY.fullmatch(text)
    if not found:
        return None
    hundredths = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    return hundredths * {"元": 1, "千元": 1000, "万元": 10000}.get(unit, 0) if unit in ("元", "千元", "万元") else None


def _outcome(out: RowRead) -> None:
    """What result and state say: a code, a refusal, or that nothing has been decided yet."""
    result, state = out.outcome.get("result", ""), out.outcome.get("state", "")
    out.pending = "pending" in (result, state)
    if result and state in ("unclear", "elsewhere"):
        out.remarks = [remark for remark in out.remarks if remark[0].field != STATE]
    if result == "refused":
        _refused(out, out.follows)
    elif result not in _NO_RESULT:
        out.said["result"] = result
    elif state == "refused":
        _refused(out, out.state)
    elif state not in _NO_RESULT and not result:
        out.state["result"] = state


def _refused(out: RowRead, into: dict[str, Any]) -> None:
    """A refusal without a column of its own: its reason is «other», its day the day it was dealt with."""
    if "refusal" not in out.said:
        into["refusal"] = "other"
    closed = out.said.pop("closed_on", None)
    if closed is not None and "refused_on" not in out.said:
        into["refused_on"] = closed
