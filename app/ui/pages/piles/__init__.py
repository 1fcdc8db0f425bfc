"""集中录入: the papers of a station keyed one after the other, by keyboard alone.

``list_page`` shows the piles and ``begin_page`` begins one; ``frame`` is what lies on the desk, ``page`` the work on
it, with the ``strip`` of fields and the ``rows`` of what was keyed; ``owing_page``, ``second_page`` and
``report_page`` are what follows. Which fields a paper has, what is asked about and what is missing belongs to the
service.
"""
