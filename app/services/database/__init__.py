"""The one place that knows the database engine: connections, transactions, schema, copies, integrity, search, journal.

Here belongs everything that differs between SQLite and PostgreSQL, and what keeps data safe on disk. No use
cases: services above open a transaction with ``Database.read`` or ``Database.write`` and do their work in it.
"""

from app.services.database.engine import Database

__all__ = ["Database"]
