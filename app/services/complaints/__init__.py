"""Complaints, reports and suggestions as records: taking in, changing, finding, the bin, their history.

``fields`` knows what may be typed for each field, ``outcome`` turns dates and results into countable events,
``numbers`` issues case numbers, ``records`` is the use cases. Imports, exports and figures live elsewhere.
"""

from app.services.complaints.records import Complaints, Hit, Page, Record

__all__ = ["Complaints", "Hit", "Page", "Record"]
