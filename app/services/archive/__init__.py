"""The archive: closed cases as numbered files with a box and a time to be kept, catalogues, labels, what may go.

Here belongs what becomes of a case once nobody works on it any more. How it got there is the casework's; what a whole
file holds on paper is :mod:`app.services.casefile`'s; drawing is done in :mod:`app.services.reports`.
"""

from app.services.archive.records import Archive
from app.services.archive.rules import RETENTION_WORDS, Rules
from app.services.archive.shapes import Filed, FilingPlan, Planned, Ready, ReadyCase, Shelf, ShelfFile, Unfit

__all__ = [
    "RETENTION_WORDS",
    "Archive",
    "Filed",
    "FilingPlan",
    "Planned",
    "Ready",
    "ReadyCase",
    "Rules",
    "Shelf",
    "ShelfFile",
    "Unfit",
]
