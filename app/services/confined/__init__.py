"""Opening strangers' files in a process of its own, with limits of memory and time.

``process`` is the parent's side, ``worker`` the child's, ``joblimits`` what Windows needs. What is read and the
words for what went wrong belong to those who ask: workbooks to :mod:`app.services.excel.sandbox`, pages and
pictures to :mod:`app.services.previews`.
"""
