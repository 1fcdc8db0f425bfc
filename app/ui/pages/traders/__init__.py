"""经营者: those complained about again and again, found by name, and one of them with everything known of it.

``page`` is the list with its search, ``choosing`` which days and how many, ``trader_page`` one trader, ``spellings``
its ways of being written, ``columns`` the tables, ``tiles`` numbers that lead to their records. Nothing is counted
here: ``services.traders`` tells it. The cases themselves are shown by the register and the page of a case.
"""
