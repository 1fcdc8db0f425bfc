"""Thinning keeps what it promises, whatever the dates, and however often it runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.services.backup import BackupInfo, thin

NOW = datetime(2026, 4, 7, 15, 30, tzinfo=UTC)


def made(moment: datetime, name: str = "") -> BackupInfo:
    """A backup of ``moment``."""
    return BackupInfo(Path(f"{name}{moment.timestamp()}.xbk"), "331122", "", moment, "0001", 1, {})


moments = st.datetimes(datetime(2020, 1, 1), datetime(2027, 1, 1)).map(lambda m: m.replace(tzinfo=UTC))
many = st.lists(moments, unique=True, max_size=120).map(lambda ms: [made(m) for m in ms])


@given(many)
def test_promises(backups: list[BackupInfo]) -> None:
    gone = set(thin(backups, NOW))
    kept = [b for b in backups if b not in gone]
    assert all(b in kept for b in backups if b.made_at > NOW - timedelta(days=7))
    if backups:
        assert max(backups, key=lambda b: b.made_at) in kept
    days = sorted({b.made_at.date() for b in backups})[-30:]
    assert {b.made_at.date() for b in kept} >= set(days)
    months = sorted({(b.made_at.year, b.made_at.month) for b in backups})[-24:]
    assert {(b.made_at.year, b.made_at.month) for b in kept} >= set(months)


@given(many)
def test_again_takes_nothing_more(backups: list[BackupInfo]) -> None:
    gone = set(thin(backups, NOW))
    assert thin([b for b in backups if b not in gone], NOW) == ()


@given(many)
def test_what_goes_has_a_later_one_of_its_day_or_month(backups: list[BackupInfo]) -> None:
    for old in thin(backups, NOW):
        newer_of_month = [
            b
            for b in backups
            if b.made_at > old.made_at and (b.made_at.year, b.made_at.month) == (old.made_at.year, old.made_at.month)
        ]
        later_months = {(b.made_at.year, b.made_at.month) for b in backups if b.made_at > old.made_at}
        assert newer_of_month or len(later_months) >= 24


@given(many)
def test_order_does_not_matter(backups: list[BackupInfo]) -> None:
    turned = list(reversed(backups))
    assert thin(turned, NOW) == thin(backups, NOW)


def test_three_years_of_working_days() -> None:
    kept: list[BackupInfo] = []
    day = NOW - timedelta(days=3 * 365)
    while day <= NOW:
        if day.weekday() < 5:
            kept.append(made(day))
            gone = thin(kept, day)
            kept = [b for b in kept if b not in gone]
        day += timedelta(days=1)
    assert 30 + 21 <= len(kept) <= 30 + 24
    assert len({(b.made_at.year, b.made_at.month) for b in kept}) == 24


def test_a_clock_far_ahead_for_an_hour_costs_nothing_of_the_days() -> None:
    kept = [made(NOW - timedelta(days=n)) for n in range(20)]
    wrong = NOW.replace(year=2036)
    assert thin([*kept, made(wrong)], wrong) == ()
    assert thin([*kept, made(wrong)], NOW) == ()
