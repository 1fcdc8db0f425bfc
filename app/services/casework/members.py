"""The people of a group complaint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One of several consumers of a group complaint. Money is in fen."""

    id: str
    position: int
    name: str
    phone: str = ""
    address: str = ""
    amount: int | None = None
    recovered: int | None = None
    note: str = ""
