"""A county with an archive, and cases that may be filed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from app.services.archive import Archive
from app.services.complaints import Complaints
from app.services.database import Database

Closed = Callable[..., str]


@pytest.fixture
def archive(county: Database) -> Archive:
    """The archive of a fresh county."""
    return Archive(county)


@pytest.fixture
def closed(county: Database, today: date) -> Closed:
    """Registers a case settled on 20 January; gives its id."""

    def make(**raw: str) -> str:
        told = {
            "complainant": "李秀英",
            "trader": "宏发手机店",
            "nature": "质量",
            "amount": "2350",
            "received_on": "2026-01-05",
            "accepted_on": "2026-01-06",
            "result": "达成协议",
            "closed_on": "2026-01-20",
            "recovered": "50",
        }
        return Complaints(county).register(told | raw, today=today, by="王桂芬").record.id

    return make
