"""Checking the marks of a paper's template: which there are, which nobody knows, and what no template may do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.errors import Issue

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

    from app.services.reports.paper_values import Tags

_ELEMENT = re.compile(r"<[^>]*>")
_WIDE = re.compile(r"｛\s*｛|｛\s*%")
_NEAR = 24


def remarks(parts: Sequence[str], tags: Tags, environment: SandboxedEnvironment) -> list[Issue]:
    """What is wrong in ``parts`` (XML with its marks made whole): each remark once."""
    found: dict[tuple[str, str], Issue] = {}
    for part in parts:
        # one paragraph a line, as the filling does it: the line of a problem is its paragraph
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", part or "")
        for issue in _of(source, tags, environment):
            found.setdefault((issue.code, str(issue.found)), issue)
    return list(found.values())


def _of(source: str, tags: Tags, environment: SandboxedEnvironment) -> Iterable[Issue]:
    from jinja2 import TemplateSyntaxError

    if wide := _WIDE.search(_ELEMENT.sub("", source)):
        yield Issue("warning", "paper.tag_wide", found=wide.group())
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        near = _near(source, error.lineno)
        yield Issue("error", "paper.tag_broken", {"near": near}, found=near)
        return
    except RecursionError:
        yield Issue("error", "paper.tag_broken", {"near": ""}, found="")
        return
    yield from _Reader(source, tags).read(tree)


def _near(source: str, line: int) -> str:
    """The text of the paragraph in ``line`` (from 1), shortened around its first mark."""
    lines = source.split("\n")
    text = " ".join(_ELEMENT.sub("", lines[min(max(line, 1), len(lines)) - 1]).split())
    at = max(0, min((text.find(mark) for mark in ("{{", "{%") if mark in text), default=0) - _NEAR // 3)
    return text[at : at + _NEAR] + ("…" if len(text) > at + _NEAR else "")


class _Reader:
    """Walks through the marks; what is not in the small language is not allowed."""

    def __init__(self, source: str, tags: Tags) -> None:
        self._source, self._tags = source, tags

    def read(self, tree: nodes.Template) -> Iterable[Issue]:
        """The remarks on a whole part."""
        for node in tree.body:
            yield from self._node(node, {})

    def _node(self, node: Any, rows: dict[str, str]) -> Iterable[Issue]:
        """A statement; ``rows`` are the names of rows and the lists they come from."""
        from jinja2 import nodes

        match node:
            case nodes.TemplateData():
                return
            case nodes.Output():
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData):
                        yield from self._value(one, rows)
            case nodes.If():
                yield from self._condition(node.test, rows)
                for inner in (*node.body, *node.elif_, *node.else_):
                    yield from self._node(inner, rows)
            case nodes.For(target=nodes.Name(), iter=nodes.Name(), recursive=False, test=None, else_=[]) if not rows:
                yield from self._rows(node)
            case _:
                yield self._refused(node)

    def _rows(self, node: Any) -> Iterable[Issue]:
        name = node.iter.name
        if not self._tags.get(name):
            yield self._unknown(name, [tag for tag, names in self._tags.items() if names], node)
            return
        for one in node.body:
            yield from self._node(one, {node.target.name: name})

    def _condition(self, node: Any, rows: dict[str, str]) -> Iterable[Issue]:
        from jinja2 import nodes

        match node:
            case nodes.Not():
                yield from self._condition(node.node, rows)
            case nodes.And() | nodes.Or():
                yield from self._condition(node.left, rows)
                yield from self._condition(node.right, rows)
            case nodes.Compare(ops=[nodes.Operand(op="eq" | "ne", expr=nodes.Const())]):
                yield from self._value(node.expr, rows)
            case nodes.Name() if self._tags.get(node.name):
                return
            case _:
                yield from self._value(node, rows)

    def _value(self, node: Any, rows: dict[str, str]) -> Iterable[Issue]:
        from jinja2 import nodes

        match node:
            case nodes.Name():
                if node.name in rows or node.name not in self._tags or self._tags[node.name]:
                    yield self._unknown(node.name, [tag for tag, names in self._tags.items() if not names], node)
            case nodes.Getattr(node=nodes.Name(name=row)) if row in rows:
                known = self._tags[rows[row]]
                if node.attr not in known:
                    yield self._unknown(f"{row}.{node.attr}", [f"{row}.{name}" for name in known], node)
            case _:
                yield self._refused(node)

    def _unknown(self, tag: str, known: Sequence[str], node: Any) -> Issue:
        like = difflib.get_close_matches(tag, known, 1, 0.5)
        near = _near(self._source, node.lineno)
        if like:
            return Issue("error", "paper.tag_unknown_like", {"tag": tag, "like": like[0], "near": near}, found=tag)
        return Issue("error", "paper.tag_unknown", {"tag": tag, "near": near}, found=tag)

    def _refused(self, node: Any) -> Issue:
        near = _near(self._source, node.lineno)
        return Issue("error", "paper.tag_refused", {"near": near}, found=near)
