"""Writing a case down: the one form for new cases and for changes.

``layout`` says which fields stand where, ``form`` is the form itself, ``echo`` says below a field what was
understood, ``keys`` which keys there are. ``margin`` shows what its sections know about the field in use: ``choosing``
the lists, ``waiting_drafts`` what is not finished. ``frame`` is what both pages share, ``page`` takes in a new case,
``change`` changes a stored one. What a case is, and whether it may be stored, belongs to the services.
"""
