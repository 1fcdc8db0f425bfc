"""The catalogue of indicators and tags: browsing and searching, making one from conditions, tagging what was found.

``list_page`` is the catalogue, ``make_page`` makes or changes an indicator of the office's own (``condition_rows`` are
its conditions, ``offering`` what can be chosen for the field one is in), ``tagging_page`` shows the records behind one,
or what a search of the register found, and tags them. What an indicator means and what it counts is decided in
``services.indicators``; nothing here counts.
"""
