"""Returns that were made: their history with every revision, what came back from the city, last year's figures.

``history`` lists all revisions, ``sent`` shows one exactly as it was sent, ``slip`` shows what the city said about one
and leads to the next revision, ``adopt`` takes over figures from before this program. Making the return of a month is
``monthly``; what is kept and what is written is decided by ``services.returns``.
"""
