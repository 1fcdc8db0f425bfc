"""Formulas of derived indicators: ``settled / accepted * 100`` with ``all(key)``, ``group(key)``, ``key@span``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache
from typing import Literal

from app.services.values import BLANK, NA, UNREADABLE, Value

_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_]\w*(?:@[a-z-]+)?)|(?P<number>\d+(?:\.\d+)?)|(?P<mark>[-+*/()]))")
#: Deeper than brackets of a formula anybody writes, well before reading and computing it get too deep.
_MOST_TOKENS = 200
Reach = Literal["own", "all", "group"]


@dataclass(frozen=True, slots=True)
class Part:
    """A figure named in a formula: its indicator, span (None = the one asked for), and restriction of codes."""

    indicator: str
    span: str | None
    reach: Reach


Tree = Part | Decimal | tuple[str, "Tree", "Tree"]


@cache
def parse(formula: str) -> Tree:
    """The formula as a tree; raises ``ValueError`` for one that makes no sense (a fault of the catalogue)."""
    tokens: list[str] = []
    position = 0
    while position < len(formula.rstrip()):
        found = _TOKEN.match(formula, position)
        if not found:
            raise ValueError(f"formula {formula!r} at {position}")
        tokens.append(found.group().strip())
        position = found.end()
    if len(tokens) > _MOST_TOKENS:
        raise ValueError("formula too long")
    tree, rest = _sum(tokens)
    if rest:
        raise ValueError(f"formula {formula!r}: {rest!r} left over")
    return tree


def _sum(tokens: list[str]) -> tuple[Tree, list[str]]:
    left, tokens = _product(tokens)
    while tokens and tokens[0] in "+-":
        right, rest = _product(tokens[1:])
        left, tokens = (tokens[0], left, right), rest
    return left, tokens


def _product(tokens: list[str]) -> tuple[Tree, list[str]]:
    left, tokens = _atom(tokens)
    while tokens and tokens[0] in "*/":
        right, rest = _atom(tokens[1:])
        left, tokens = (tokens[0], left, right), rest
    return left, tokens


def _atom(tokens: list[str]) -> tuple[Tree, list[str]]:
    if not tokens:
        raise ValueError("formula ends too early")
    head, rest = tokens[0], tokens[1:]
    if head == "(":
        inner, rest = _sum(rest)
        if rest[:1] != [")"]:
            raise ValueError("bracket not closed")
        return inner, rest[1:]
    if head in ("all", "group") and rest[:1] == ["("] and rest[2:3] == [")"]:
        name, _, span = rest[1].partition("@")
        return Part(name, span or None, "all" if head == "all" else "group"), rest[3:]
    if head[0].isdigit():
        return Decimal(head), rest
    if head[0].isalpha():
        name, _, span = head.partition("@")
        return Part(name, span or None, "own"), rest
    raise ValueError(f"formula: {head!r} unexpected")


def parts(tree: Tree) -> tuple[Part, ...]:
    """Every figure the formula needs, in order."""
    if isinstance(tree, Part):
        return (tree,)
    return (*parts(tree[1]), *parts(tree[2])) if isinstance(tree, tuple) else ()


def compute(tree: Tree, figure: Callable[[Part], Value]) -> Value:
    """The result, unrounded. A missing part makes it missing, an undefined one or ÷0 undefined («—»)."""
    if isinstance(tree, Decimal):
        return Value.of(tree)
    if isinstance(tree, Part):
        return figure(tree)
    mark, left_tree, right_tree = tree
    left, right = compute(left_tree, figure), compute(right_tree, figure)
    for state, result in (("error", UNREADABLE), ("blank", BLANK), ("na", NA)):
        if state in (left.state, right.state):
            return result
    assert left.number is not None and right.number is not None
    with localcontext() as context:
        context.prec = 40
        match mark:
            case "+":
                number = left.number + right.number
            case "-":
                number = left.number - right.number
            case "*":
                number = left.number * right.number
            case _ if right.number == 0:
                return NA
            case _:
                number = left.number / right.number
    return Value("value", number, left.approx or right.approx)
