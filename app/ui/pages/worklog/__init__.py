"""工作台账: the list by month with its sums, and the form of one line.

What a line means is read by ``services.worklog``; where its figures end up is shown by the pages of the month.
"""
