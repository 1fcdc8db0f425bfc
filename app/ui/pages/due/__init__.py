"""待办: the cases whose time limits are over or near, that wait for somebody, or are to be followed up.

What belongs here: the page that shows those groups one at a time, and its words. What does not: when something is due
(``app.services.deadlines``), the case itself (``app.ui.pages.case``), holidays and rules
(``app.ui.pages.calendar``).
"""
