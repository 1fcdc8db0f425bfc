"""Seals beside the journal: each sealed return as a file of its own, so that no older database can lose it.

Here belong the file (``content``; its format is in README.md) and bringing back what a database has lost
(``bringing_back``). How a return is sealed is in ``returns``; the chain of hashes in ``database.journal``.
"""

from app.services.seals.bringing_back import heal, lost, put_back
from app.services.seals.content import Made, Seal, keep, make, read, where, whole

__all__ = ["Made", "Seal", "heal", "keep", "lost", "make", "put_back", "read", "where", "whole"]
