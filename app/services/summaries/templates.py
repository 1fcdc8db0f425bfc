"""Which template a summary is made from: the shipped one, or the office's own; trying one out before it is used."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from app.errors import AppError, Issue
from app.paths import resources
from app.services.confined.process import ConfinedProcess

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue

_MEMORY = 1 << 30
_SECONDS = 40.0
_CLASSES = frozenset({("app.errors", "Issue")})


@cache
def shipped(kind: str) -> bytes:
    """The template that comes with the program."""
    return (resources() / "summaries" / f"{kind}.docx").read_bytes()


def own(session: Session, kind: str) -> bytes | None:
    """The office's own template, if it has one."""
    from sqlalchemy import select

    from app.models import SummaryTemplate

    return session.scalar(select(SummaryTemplate.docx).where(SummaryTemplate.kind == kind))


def tried(kind: str, docx: bytes, name: str, lists: CodeLists, book: Catalogue) -> tuple[Issue, ...]:
    """Whether ``docx`` can be the template of a kind; remarks that do not stop it. ``name`` is the file's.

    A stranger's file is tried in a process of its own. Raises ``paper.not_a_template``, ``summary.template_wrong``
    (with an issue for every name nobody knows), ``summary.template_heavy``, ``summary.template_crashed``.
    """
    with ConfinedProcess(
        _CLASSES,
        memory=_MEMORY,
        seconds=_SECONDS,
        too_heavy="summary.template_heavy",
        crashed="summary.template_crashed",
    ) as child:
        return cast("tuple[Issue, ...]", child.ask_of("summary_template", docx, "", name, (kind, lists, book)))


def examine(docx: bytes, more: tuple[str, CodeLists, Catalogue]) -> tuple[Issue, ...]:
    """The child's side: every name is checked, then a summary made with the same number everywhere."""
    from app.services.periods import parse_period
    from app.services.reports import paper_word, summary_word
    from app.services.summaries import composing, naming
    from app.services.summaries.face import Options
    from app.services.summaries.kinds import kind_of
    from app.services.summaries.ledger import Asking

    key, lists, book = more
    kind = kind_of(key)
    period = parse_period({"half_year": "2026H1", "year": "2026"}.get(key, "2026Q1"))
    issues = summary_word.check(docx, composing.known(kind, naming.vocabulary(book, lists, period.end)))
    wrong = tuple(issue for issue in issues if issue.severity == "error")
    if wrong:
        raise AppError("summary.template_wrong", issues=tuple(issues), count=len(wrong), first=wrong[0].message)

    judge = Asking(book)
    stuff = composing.Stuff(
        kind,
        period,
        "试用",
        "试用",
        "试用",
        False,
        "2026年1月1日",
        Options(name_traders=True),
        {},
        (),
        judge,
        lists,
        lambda _month: judge,
        ("试用",),
    )
    try:
        made = composing.compose(stuff, docx)
    except paper_word.broken() as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    _data, _pages, unshown = composing.pdf(made, "试用")
    return (*issues, *unshown)
