"""投诉台账: finding cases, looking at one, taking registers in and giving them out.

``page`` is the list, ``conditions`` what it is narrowed to, ``detail`` draws a case, ``case_page`` is one case in
full, ``importing`` and ``export_page`` go between files and the register.
"""
