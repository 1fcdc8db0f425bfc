"""Reading what the pages of rules and editions show, in a lane of its own; no Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.binding import Draft
    from app.services.excel.definition import Rule
    from app.services.templates import Template


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a draft, or of a template in use (``draft`` None). ``offered`` are those its formulas suggest,
    ``words`` tells each in Chinese."""

    title: str
    book: Template
    taken: tuple[Rule, ...]
    offered: tuple[Rule, ...] = ()
    words: Mapping[Rule, str] = field(default_factory=dict)
    draft: Draft | None = None
    template: str = ""
    version: str = ""

    def same_as(self, other: Rules) -> bool:
        """Whether both are about the same draft or template."""
        one, two = self.draft.id if self.draft else "", other.draft.id if other.draft else ""
        return (one, self.template, self.version) == (two, other.template, other.version)


def book_of(services: Services, draft: Draft) -> Template:
    """A draft as the template it would be now."""
    from app.services.templates import Template, TemplateInfo

    head = draft.head
    info = TemplateInfo(
        id=head.id,
        version=head.version,
        title=head.title or draft.title,
        sha256="",
        valid_from=head.valid_from,
        valid_until=head.valid_until,
        periods=tuple(head.periods),
        due_day=head.due_day,
        source="bound",
        suffix=head.suffix,
    )
    return Template(info, services.binding.definition(draft.id), draft.workbook)


def read_rules(services: Services, draft: str, template: str, version: str) -> Rules:
    """The rules of ``draft``, else of ``template``. Raises what binding and templates raise."""
    templates = services.templates
    if draft:
        found = services.binding.draft(draft)
        book = book_of(services, found)
        offered = tuple(rule for rule in templates.propose(book) if rule not in found.rules)
        words = {rule: templates.words_of(rule, book) for rule in (*found.rules, *offered)}
        return Rules(book.info.title, book, found.rules, offered, words, found)
    book = templates.read(template, version or None)
    words = {rule: templates.words_of(rule, book) for rule in book.definition.rule}
    return Rules(book.info.title, book, book.definition.rule, (), words, None, book.info.id, book.info.version)
