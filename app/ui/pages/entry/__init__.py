"""Writing a case down: the one form for new cases and for changes.

``layout`` says which fields stand where, ``form`` is the form itself, ``echo`` says below a field what was
understood, ``choices`` what can be chosen in the margin, ``page`` the two pages. What a case is, and whether it may
be stored, belongs to the services.
"""
