"""Trying a template out before it is used, in a process of its own with limits: it comes on a stick, from anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from app.services.confined.process import ConfinedProcess

if TYPE_CHECKING:
    from app.errors import Issue
    from app.services.papers.facts import Facts
    from app.services.papers.kinds import Spec

_MEMORY = 1 << 30
_SECONDS = 30.0
_CLASSES = frozenset({("app.errors", "Issue")})


def tried(facts: Facts, spec: Spec, docx: bytes, name: str) -> tuple[Issue, ...]:
    """:func:`composing.examined`, confined; ``name`` is what the file is called.

    Raises also ``paper.template_heavy`` (memory or time) and ``paper.template_crashed``.
    """
    with ConfinedProcess(
        _CLASSES,
        memory=_MEMORY,
        seconds=_SECONDS,
        too_heavy="paper.template_heavy",
        crashed="paper.template_crashed",
    ) as child:
        return cast("tuple[Issue, ...]", child.ask_of("paper_template", docx, "", name, (facts, spec.key)))


def examine(docx: bytes, more: tuple[Facts, str]) -> tuple[Issue, ...]:
    """The child's side."""
    from app.services.papers.composing import examined
    from app.services.papers.kinds import spec_of

    facts, key = more
    return examined(facts, spec_of(key), docx)
