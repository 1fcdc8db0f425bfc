"""Use cases, one noun per module; a package when a noun outgrows one file.

A public method is one use case and one transaction: it takes and gives frozen dataclasses, never ORM objects.
Pure pieces that several nouns share (``values``, ``keys``, ``periods``, ``parsing``, ``excel``) live here too.
Qt never comes here; SQL dialects stay in ``database``, spreadsheets in ``excel``, PDF in ``reports``.
"""
