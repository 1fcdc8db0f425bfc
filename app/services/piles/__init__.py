"""Paper in piles: the forms a station sends in on paper, keyed one after the other.

``sheet`` knows which fields a paper has and what is still missing, ``days`` reads dates as the paper of a month means
them, ``doubts`` finds what a person has to be asked about, ``reading`` gives piles and their forms as they stand,
``records`` holds the use cases, ``second`` the keying of a sample for a second time and what it shows. Keyboards,
drafts and grids belong to the window; what a case is, belongs to ``complaints``.
"""

from app.services.piles.reading import Form, Pile, PileView
from app.services.piles.records import Keyed, Piles

__all__ = ["Form", "Keyed", "Pile", "PileView", "Piles"]
