"""Written summaries (工作总结, 投诉分析): a Word template in which figures are named, filled from the register.

Here belong the kinds of summary, the names of figures and what can be asked of them, the lists and charts, the parts a
person writes, typical cases, and the making of the file. How figures are counted is for :mod:`app.services.indicators`,
how a Word file and a PDF are drawn for :mod:`app.services.reports`; nothing here computes a figure itself.
"""

from __future__ import annotations

from app.services.summaries.face import (
    CaseChoice,
    ExplainedFigure,
    MadeFile,
    NamedFigure,
    Options,
    Part,
    PartOfFigure,
    Passage,
    Piece,
    SummaryFace,
    SummaryKind,
    TemplateFace,
    TypicalCase,
    Written,
)
from app.services.summaries.records import Summaries

__all__ = [
    "CaseChoice",
    "ExplainedFigure",
    "MadeFile",
    "NamedFigure",
    "Options",
    "Part",
    "PartOfFigure",
    "Passage",
    "Piece",
    "Summaries",
    "SummaryFace",
    "SummaryKind",
    "TemplateFace",
    "TypicalCase",
    "Written",
]
