"""The order of long lists follows what the office chose in the full months before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.bootstrap import open_services
from app.paths import DataFolder
from app.services.complaints.usage import most_used
from tests.ui.offices import with_cases


def test_only_full_months_count(county_template: Path, tmp_path: Path) -> None:
    services = open_services(DataFolder(with_cases(county_template, tmp_path / "office", 3).root))
    try:
        assert most_used(services.database, date(2026, 4, 7))["nature"] == {"N01": 3}
        assert most_used(services.database, date(2026, 3, 31))["nature"] == {}
        assert most_used(services.database, date(2027, 4, 1))["category"] == {}
    finally:
        services.close()
