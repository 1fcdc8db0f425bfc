"""Complaints, reports and suggestions as records: taking in, changing, finding, the bin, their history.

``fields`` knows what may be typed for each field, ``outcome`` turns dates and results into countable events,
``standing`` tells the state from the events and which step may follow which, ``group`` keeps the people of a group,
``numbers`` issues case numbers, ``record`` reads a case, ``changing`` changes one with all that hangs on it,
``records`` is the use cases, ``finding`` the lists, ``listing`` their words, ``due`` the time limits, ``bulk`` takes
in many. Imports, exports and figures live elsewhere.
"""

from app.services.complaints.finding import Hit, Page
from app.services.complaints.record import Record
from app.services.complaints.records import Complaints

__all__ = ["Complaints", "Hit", "Page", "Record"]
