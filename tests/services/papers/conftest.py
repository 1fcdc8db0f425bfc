"""Papers of a fresh county."""

from __future__ import annotations

import pytest

from app.services.database import Database
from app.services.papers import Papers


@pytest.fixture
def papers(county: Database) -> Papers:
    """The papers of a fresh county."""
    return Papers(county)
