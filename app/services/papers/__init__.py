"""The papers of a case: which there are, what each asks for, its number, what was issued and how it was served.

Here belong the kinds of paper (data of ``resources/papers``), the values a case gives to a paper's template, the
numbers, the templates an office changed, and the papers that were issued. How a paper looks, as a Word file or as
PDF, is drawn in :mod:`app.services.reports`; what happens to the case itself is no business of a paper.
"""

from __future__ import annotations

from app.services.papers.kinds import PaperKind
from app.services.papers.records import IssuedPaper, Paper, Papers, TemplateFace

__all__ = ["IssuedPaper", "Paper", "PaperKind", "Papers", "TemplateFace"]
