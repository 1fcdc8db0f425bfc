"""An older index becomes a new one step by step, and is searched meanwhile."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from app.models import Setting
from app.progress import Cancelled, Progress
from app.services.complaints import Complaints
from app.services.database import Database, name_sounds, reindexing, search_index
from tests.cases import put

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def old(county: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A county whose 50 cases an older program indexed, without sounds."""
    with monkeypatch.context() as patch:
        patch.setattr(name_sounds, "tokens", lambda name: "")
        search_index._name_again.cache_clear()
        put(county, 49, FIRST, LAST)
        Complaints(county).register({"complainant": "单秀英", "facts": "黑屏"}, today=date(2026, 1, 2))
    search_index._name_again.cache_clear()
    with county.write() as session:
        known = session.get(Setting, search_index.STATE)
        if known is not None:
            session.delete(known)
    return county


def content(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(text("SELECT rowid, * FROM complaint_text ORDER BY rowid"))]


def test_step_by_step_with_work_in_between(old: Database) -> None:
    complaints = Complaints(old)
    assert not reindexing.is_current(old)
    assert (complaints.find("sxy").total, complaints.find("秀英").total) == (0, 1)
    assert reindexing.step(old, 20) == (20, 50)
    assert complaints.find("秀英").total == 1
    complaints.register({"complainant": "李秀梅", "facts": "黑屏"}, today=date(2026, 1, 3))
    assert complaints.find("lxm").total == 1
    assert reindexing.step(old, 20) == (40, 51)
    assert not reindexing.is_current(old)
    reindexing.bring_up_to_date(old)
    assert reindexing.is_current(old)
    assert (complaints.find("sxy").total, complaints.find("lxm").total, complaints.find("黑屏").total) == (1, 1, 2)
    before = content(old)
    with old.write() as session:
        session.merge(Setting(name=search_index.STATE, value="1"))
    reindexing.bring_up_to_date(old)
    assert content(old) == before


def test_cancelling_keeps_what_is_done(old: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexing, "CHUNK", 20)
    with pytest.raises(Cancelled):
        reindexing.bring_up_to_date(old, Progress(None, lambda: True))
    assert reindexing.step(old, 20) == (40, 50)


def test_a_small_register_is_done_when_it_is_opened(old: Database) -> None:
    reindexing.refresh_small(old)
    assert reindexing.is_current(old)
    assert Complaints(old).find("sxy").total == 1


def test_a_new_register_has_nothing_to_do(county: Database) -> None:
    reindexing.refresh_small(county)
    assert reindexing.is_current(county)
    assert reindexing.step(county) == (0, 0)
