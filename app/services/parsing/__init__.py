"""What people write, turned into values: dates, money, counts, phones, codes, names.

Pure functions of text: no database, no clock (``today`` is an argument), no reading of files. One style for
all: a function returns a frozen :class:`~app.services.parsing.outcome.Parsed` that holds the value understood
and the issues found (``parsing.*`` in the message table); text that is not understood is an issue, never an
exception, and what may mean two things is asked about (两三千, 小年), never guessed. Handwriting pads and voice bring
line breaks, a full stop behind everything, full-width figures, digits one by one or read out (幺三八): every reader
begins with :func:`~app.services.parsing.text.entered`. ``Parsed.require()`` raises the ``AppError`` where a caller
cannot go on. What a value *means* (is this date allowed here, does this code exist) belongs to the services that own
the record, not here.
"""
