"""月报: an office's own returns, seen as the workbook will look.

``workbook`` reads a return into plain data for the sheet view, ``periods`` knows which periods there are, ``figure``
explains one number in the margin, ``remarks`` lists what should be looked at, ``sealing`` shows and asks about
sealing, ``page`` puts them together. What counts and what is written is decided by ``services.returns``.
"""
