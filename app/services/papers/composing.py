"""Making a paper: the template filled, and the PDF drawn from the filled Word file, so that both say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.services.papers import numbering, templates
from app.services.papers.values import tags, values
from app.services.reports.paper_values import Filled

if TYPE_CHECKING:
    from app.services.papers.facts import Facts
    from app.services.papers.kinds import Spec
    from app.services.reports.paper_model import PaperDocument

#: Stands at the head of papers of practice offices.
NOTICE = "练习用，不作凭证"
_FORM = "register_form"
#: Forms with cells to write in: there is no need for lines.
_FORMS = frozenset({_FORM, "service_receipt", "follow_up_record"})


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper made. ``unshown`` names what of the template the PDF has not."""

    pdf: bytes
    pages: int
    docx: bytes
    unshown: tuple[str, ...] = ()


def compose(facts: Facts, spec: Spec, told: Mapping[str, Filled], number: str, own: bytes | None) -> Composed:
    """The paper from the office's ``own`` template or the shipped one.

    Raises ``paper.template_wrong``, ``paper.not_a_template`` (a template of an older program), and
    ``paper.too_many_pages``.
    """
    from app.services.reports import paper_reading

    docx = filled(facts, spec, told, number, own if own is not None else templates.shipped(spec.key))
    if spec.key == _FORM and own is None and facts.record is not None:
        pdf, pages = _form(facts)
        return Composed(pdf, pages, docx)
    document = paper_reading.read(docx, spec.face.title)
    pdf, pages = drawn(document)
    return Composed(pdf, pages, docx, document.unshown)


def filled(facts: Facts, spec: Spec, told: Mapping[str, Filled], number: str, template: bytes) -> bytes:
    """The paper as a Word file."""
    from app.services.reports import paper_word

    basis = spec.basis.get(facts.handler, "")
    found = values(facts, spec.face.title, number, basis, told, blanks=spec.key not in _FORMS)
    notice = NOTICE if facts.home.practice else ""
    return paper_word.fill(template, found, tags(), title=spec.face.title, notice=notice)


def drawn(document: PaperDocument) -> tuple[bytes, int]:
    """The paper as a PDF."""
    from app.services.reports import paper_pdf

    try:
        return paper_pdf.render(document)
    except ValueError as error:
        raise AppError("paper.too_many_pages", most=paper_pdf.MOST_PAGES) from error


def _form(facts: Facts) -> tuple[bytes, int]:
    from app.services.reports import case_form

    return case_form.render([facts.record], facts.lists, facts.office, practice=bool(facts.home.practice))


def examined(facts: Facts, spec: Spec, docx: bytes) -> tuple[Issue, ...]:
    """Whether ``docx`` can be the template of a kind, tried out on an empty paper; remarks that do not stop it.

    Raises ``paper.not_a_template``, ``paper.template_wrong``, ``paper.too_many_pages``.
    """
    from app.services.reports import paper_reading, paper_word

    issues = paper_word.check(docx, tags())
    wrong = tuple(issue for issue in issues if issue.severity == "error")
    if wrong:
        raise AppError("paper.template_wrong", issues=tuple(issues), count=len(wrong), first=wrong[0].message)
    number = numbering.written(facts.heading, spec.face.series, 2000, facts.home.machine, None)
    try:
        document = paper_reading.read(filled(facts, spec, {}, number, docx), spec.face.title)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise AppError("paper.not_a_template", why="文件的内部结构不完整") from error
    drawn(document)
    if spec.face.series and number not in document.text:
        issues.append(Issue("warning", "paper.no_number"))
    if document.unshown:
        issues.append(Issue("note", "paper.not_shown", {"what": "、".join(document.unshown)}))
    return tuple(issues)
