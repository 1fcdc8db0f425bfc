"""投诉台账: finding cases, looking at one, taking registers in and giving them out.

``page`` is the list, ``conditions`` what it is narrowed to (``conditions_panel`` asks), ``columns`` and
``columns_panel`` what it shows and how it is sorted, ``listing_page`` and ``paper`` put it and its forms on paper,
``importing`` and ``export_page`` go between files and the register. A case in full is ``case``.
"""
