"""Binding: what each cell of an office's own workbook means, proposed by the program and settled by a person.

Here belong finding the tables of a sheet, understanding their labels, composing keys, the Chinese language of markers,
and the drafts of what was settled so far (:class:`Binding`). What comes out is a mapping
(:mod:`app.services.excel.definition`) that everything else works with. Not here: drawing sheets, filling and reading
workbooks (``services.excel``), keeping templates (``services.templates``), check rules (``services.rules``).
"""

from app.services.binding.faces import (
    Area,
    Choice,
    Draft,
    DraftFace,
    Head,
    HeadingProposal,
    Place,
    Proposal,
    Proposed,
    Trial,
)

__all__ = [
    "Area",
    "Choice",
    "Draft",
    "DraftFace",
    "Head",
    "HeadingProposal",
    "Place",
    "Proposal",
    "Proposed",
    "Trial",
]
