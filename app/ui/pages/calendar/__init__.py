"""放假安排 and 办理期限: the holidays of each year and the rules that last days are counted by, seen and typed in.

What belongs here: the pages for a year's holidays (pasted or row by row, installed from a file, handed out as one)
and for the table of time limits. What does not: reading notices, counting days and keeping both
(``app.services.calendars``), and what is due in which case (``app.ui.pages.due``).
"""
