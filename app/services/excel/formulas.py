"""Formulas as trees. Only syntax lives here; :mod:`recalculation` knows what they come to.

Understood: numbers, texts, TRUE/FALSE, errors, ``+ - * / ^ & %``, comparisons, parentheses, calls, references
(cells, areas, whole columns and rows, of other sheets too) and defined names. Everything else raises
:class:`NotUnderstood`, and the caller removes the stored result instead of guessing one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from app.services.excel.refs import MAX_COLUMN, MAX_ROW, Box, column_number


class NotUnderstood(Exception):
    """A formula outside the small language of this module."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, text or boolean written in the formula."""

    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """``#DIV/0!`` and its relatives, as written or as a result."""

    code: str


@dataclass(frozen=True, slots=True)
class Reference:
    """An area; ``sheet`` is ``None`` for the formula's own. ``fixed`` tells for top, left, bottom, right
    whether a ``$`` keeps it where it is when a shared formula moves."""

    sheet: str | None
    box: Box
    fixed: tuple[bool, bool, bool, bool]
    single: bool

    def moved(self, rows: int, columns: int) -> Box:
        """The area as a cell ``rows`` below and ``columns`` right of the formula's home sees it."""
        if not rows and not columns:
            return self.box
        steps = (rows, columns, rows, columns)
        top, left, bottom, right = (
            at if fixed else at + step for at, fixed, step in zip(self.box, self.fixed, steps, strict=True)
        )
        if top < 1 or left < 1 or bottom > MAX_ROW or right > MAX_COLUMN:
            raise NotUnderstood("reference outside the sheet")
        return top, left, bottom, right


@dataclass(frozen=True, slots=True)
class Name:
    """A defined name; ``sheet`` when written as ``Sheet!name``."""

    sheet: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; ``None`` is an argument left empty."""

    name: str
    arguments: tuple[Node | None, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` or ``+`` before, ``%`` after."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """``left sign right``."""

    sign: str
    left: Node
    right: Node


Node = Constant | ErrorValue | Reference | Name | Call | Unary | Binary

_SHEET = r"(?:(?P<sheet>'(?:[^'\[\]]|'')+'|[^\W\d][\w.]*)!)?"
_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![\w:!.])"
    r'|(?P<text>"(?:[^"]|"")*")'
    r"|(?P<error>#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!))"
    r"|(?P<call>[A-Za-z_][A-Za-z0-9_.]*)\s*\("
    r"|" + _SHEET + r"(?:"
    r"(?P<area>\$?[A-Za-z]{1,3}\$?\d+:\$?[A-Za-z]{1,3}\$?\d+|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}"
    r"|\$?\d+:\$?\d+|\$?[A-Za-z]{1,3}\$?\d+)(?![\w.(!:])"
    r"|(?P<name>[^\W\d][\w.]*)(?![\w(!]))"
    r"|(?P<sign><=|>=|<>|[-+*/^&=<>%(),])"
    r")"
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)(\d*)")

Token = tuple[str, object]


def _tokens(text: str) -> Iterator[Token]:
    at, text = 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise NotUnderstood(text[at : at + 20])
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "area":
            yield "operand", _reference(found["sheet"], found["area"])
        elif kind == "name":
            word, sheet = found["name"], _sheet_name(found["sheet"])
            if sheet is None and word.upper() in ("TRUE", "FALSE"):
                yield "operand", Constant(word.upper() == "TRUE")
            else:
                yield "operand", Name(sheet, word)
        elif kind == "number":
            yield "operand", Constant(Decimal(found["number"]))
        elif kind == "text":
            yield "operand", Constant(found["text"][1:-1].replace('""', '"'))
        elif kind == "error":
            yield "operand", ErrorValue(found["error"])
        elif kind == "call":
            yield "call", found["call"].upper().removeprefix("_XLFN.")
        else:
            yield "sign", found["sign"]
    yield "end", ""


def _sheet_name(text: str | None) -> str | None:
    if text and text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return text


def _reference(sheet: str | None, text: str) -> Reference:
    first, _colon, last = text.partition(":")
    corners = [_CORNER.fullmatch(corner) for corner in (first, last or first)]
    boxes: list[tuple[int, int, bool, bool]] = []
    for corner, row_default, column_default in zip(corners, (1, MAX_ROW), (1, MAX_COLUMN), strict=True):
        if corner is None:
            raise NotUnderstood(text)
        dollar, letters, row_dollar, digits = corner.groups()
        try:
            column = column_number(letters) if letters else column_default
        except ValueError as error:
            raise NotUnderstood(text) from error
        row = int(digits) if digits else row_default
        if not 1 <= row <= MAX_ROW:
            raise NotUnderstood(text)
        # "$3:$5": the dollar before a bare number belongs to the row
        row_fixed = bool(row_dollar) or not digits or (not letters and bool(dollar))
        boxes.append((row, column, row_fixed, bool(dollar) or not letters))
    (top, left, fix_t, fix_l), (bottom, right, fix_b, fix_r) = boxes
    if top > bottom or left > right:
        raise NotUnderstood(text)
    return Reference(_sheet_name(sheet), (top, left, bottom, right), (fix_t, fix_l, fix_b, fix_r), single=not last)


_LEVELS: tuple[tuple[str, ...], ...] = (
    ("=", "<>", "<", ">", "<=", ">="),
    ("&",),
    ("+", "-"),
    ("*", "/"),
    ("^",),
)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._binary(0)
        if self._peek()[0] != "end":
            raise NotUnderstood(str(self._peek()))
        return node

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _take(self, sign: str) -> bool:
        if self._peek() == ("sign", sign):
            self._at += 1
            return True
        return False

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        left = self._binary(level + 1)
        while self._peek()[0] == "sign" and self._peek()[1] in _LEVELS[level]:
            sign = str(self._peek()[1])
            self._at += 1
            left = Binary(sign, left, self._binary(level + 1))
        return left

    def _unary(self) -> Node:
        self._depth += 1
        if self._depth > 60:
            raise NotUnderstood("too deep")
        try:
            for sign in "-+":
                if self._take(sign):
                    return Unary(sign, self._unary())
            node = self._primary()
        finally:
            self._depth -= 1
        while self._take("%"):
            node = Unary("%", node)
        return node

    def _primary(self) -> Node:
        kind, value = self._peek()
        self._at += 1
        if kind == "operand":
            assert isinstance(value, Constant | ErrorValue | Reference | Name)
            return value
        if kind == "call":
            return Call(str(value), self._arguments())
        if (kind, value) == ("sign", "("):
            node = self._binary(0)
            if not self._take(")"):
                raise NotUnderstood("parenthesis")
            return node
        raise NotUnderstood(str(value))

    def _arguments(self) -> tuple[Node | None, ...]:
        if self._take(")"):
            return ()
        arguments: list[Node | None] = []
        while True:
            empty = self._peek() in (("sign", ","), ("sign", ")"))
            arguments.append(None if empty else self._binary(0))
            if self._take(")"):
                return tuple(arguments)
            if not self._take(","):
                raise NotUnderstood("argument")


@lru_cache(maxsize=4096)
def parse_formula(text: str) -> Node:
    """The tree of a formula written without its leading ``=``. Raises :class:`NotUnderstood`."""
    return _Parser(text).whole()


def operands(node: Node | None) -> Iterator[Reference | Name | Call]:
    """Every reference, name and call in a tree."""
    match node:
        case Reference() | Name():
            yield node
        case Call():
            yield node
            for argument in node.arguments:
                yield from operands(argument)
        case Unary():
            yield from operands(node.operand)
        case Binary():
            yield from operands(node.left)
            yield from operands(node.right)
        case _:
            return
