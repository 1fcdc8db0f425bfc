"""The way of a case: which moves are sensible now, making one, taking it back, and the whole story of a case.

``offered`` knows the moves and what each asks for, ``reading`` understands what was typed, ``moving`` makes a move,
``taking_back`` undoes one, ``story`` tells what happened to a case, ``members`` keeps the people of a group complaint,
``records`` is the use cases. Which state follows from which events, and which step may follow which, is
:mod:`app.services.complaints.standing`; how events and fields stay one truth, :mod:`app.services.complaints.changing`.
Time limits, papers, letters, files and the archive have places of their own.
"""

from app.services.casework.members import Member
from app.services.casework.offered import Move
from app.services.casework.records import Casework, Moved
from app.services.casework.story import Told

__all__ = ["Casework", "Member", "Move", "Moved", "Told"]
