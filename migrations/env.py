"""Alembic's environment. The program hands a connection over; nothing is read from an ini file."""

from __future__ import annotations

from typing import Any

from alembic import context

from app.models import Base


def include_object(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """The search index and its shadow tables belong to SQLite, not to the models."""
    return not (kind == "table" and name is not None and name.startswith("complaint_text"))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_object=include_object,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
