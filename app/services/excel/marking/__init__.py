"""Marking cells of somebody else's workbook: a fill and a comment in each, and nothing else changed.

``cells`` changes the styles of cells in a sheet's XML, ``fills`` adds the styles they need, ``notes`` the comments and
their drawings, ``patching`` puts it together, ``anew`` writes a workbook for files that are none (.xls, .csv). What is
wrong with a cell, and in which words, is not known here.
"""

from app.services.excel.marking.anew import mark_anew
from app.services.excel.marking.patching import Mark, mark

__all__ = ["Mark", "mark", "mark_anew"]
