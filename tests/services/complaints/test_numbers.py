"""Case numbers: their shape, and that none is ever issued twice."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from app.services import offices
from app.services.complaints import numbers
from app.services.database import Database

DAY = date(2026, 4, 7)


def issue(database: Database, days: list[date], *, fail: bool = False) -> list[str]:
    """Numbers of one transaction; with ``fail`` it is rolled back afterwards."""
    issued: list[str] = []
    try:
        with database.write() as session:
            home = offices.read_home(session)
            issued = numbers.issue(session, database.journal, home, days)
            if fail:
                raise RuntimeError("the work stops here")
    except RuntimeError:
        assert fail
    return issued


def test_the_shape(county: Database) -> None:
    assert issue(county, [DAY]) == ["33112200020260407010001"]
    assert issue(county, [DAY, date(2026, 4, 6), DAY]) == [
        "33112200020260407010002",
        "33112200020260406010001",
        "33112200020260407010003",
    ]


def test_a_number_of_work_that_was_rolled_back_is_not_given_again(county: Database) -> None:
    first = issue(county, [DAY] * 3, fail=True)
    second = issue(county, [DAY])
    assert second[0] > max(first)
    assert county.journal.broken_at() is None


def test_a_copied_back_database_goes_on_behind_the_journal(county: Database) -> None:
    issue(county, [DAY])
    county.engine.dispose()
    old = county.folder.database.with_suffix(".old")
    shutil.copyfile(county.folder.database, old)
    given = issue(county, [DAY] * 4)
    county.engine.dispose()
    old.replace(county.folder.database)
    assert issue(county, [DAY])[0] > max(given)


def test_another_journal_is_read_from_its_beginning(county: Database) -> None:
    issue(county, [DAY] * 2)
    county.folder.journal.unlink()
    county.journal.append([{"kind": "numbers", "prefix": issue(county, [DAY])[0][:-4], "first": 1, "last": 50}])
    assert issue(county, [DAY])[0].endswith("0051")


def test_only_what_is_new_in_the_journal_is_read(county: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        issue(county, [DAY])
    read: list[int] = []
    original = type(county.journal).rows

    def counted(journal: object, since: int = 0) -> object:
        rows = list(original(county.journal, since))
        read.append(len(rows))
        return iter(rows)

    monkeypatch.setattr(type(county.journal), "rows", counted)
    issue(county, [DAY])
    assert read == [0]
