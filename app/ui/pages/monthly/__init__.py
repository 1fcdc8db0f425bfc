"""月报: an office's own returns, seen as the workbook will look.

``workbook`` reads a return into plain data for the sheet view, ``periods`` knows which periods there are; ``figure``,
``remarks``, ``choosing`` and ``sealing`` are what the margin shows. ``frame`` holds the parts together; ``explaining``,
``walking``, ``finishing`` and ``page`` add, one on top of the other, what one can do; ``exporting`` writes files. What
counts and what is written is decided by ``services.returns``.
"""
