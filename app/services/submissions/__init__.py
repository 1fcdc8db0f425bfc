"""Returned workbooks at the city: taking in, judging, accepting, sending back, and how things stand.

Reading a workbook is ``excel``; adding the accepted ones up is ``merging``. Whatever was received is kept as it
came; corrections stand beside it.
"""

from app.services.submissions.records import Submissions

__all__ = ["Submissions"]
