"""What is due in which case and when: the day, the group it belongs to, and the rule behind it in words.

Here belongs everything that turns what happened to a case into days: waiting for papers, pauses, a second round,
supervision, what is left after closing. The rules and the working days themselves are
:mod:`app.services.calendar`, keeping them is :mod:`app.services.calendars`; the list of cases asks through
:mod:`app.services.complaints.due`.
"""

from app.services.deadlines.faces import CaseDue, DueCounts, DueList
from app.services.deadlines.service import Deadlines

__all__ = ["CaseDue", "Deadlines", "DueCounts", "DueList"]
