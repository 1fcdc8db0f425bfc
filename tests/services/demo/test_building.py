from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import AppError
from app.paths import DataFolder
from app.progress import Cancelled, Progress, Step
from app.services import demo, health, offices
from app.services.database import Database
from app.services.demo import folder
from app.services.demo.building import BY_HAND, MISSING, REVISED
from app.services.demo.vocabulary import vocabulary
from app.services.excel.definition import load_definition
from app.services.excel.returned import read_return
from app.services.merging import Merging
from app.services.returns import Returns
from app.services.submissions import Submissions

TODAY = date(2026, 4, 7)
SMALL = 0.03


@pytest.fixture(scope="module")
def told() -> list[Step]:
    """What the building of the city reported."""
    return []


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, told: list[Step]) -> demo.DemoResult:
    out = tmp_path_factory.mktemp("city") / "out"
    return demo.build(out, today=TODAY, scale=SMALL, earlier=1, progress=Progress(told.append))


def _opened(city: demo.DemoResult, code: str) -> Database:
    return Database(DataFolder(city.folders[code]))


def _dump(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything but ids and times of writing."""
    hidden = {"id", "revision", "parent_revision", "created_at", "changed_at"}
    database = Database(DataFolder(root))
    try:
        with database.read() as session:
            found = {}
            for table in ("office", "person", "complaint", "complaint_tag", "event", "enquiry", "figure"):
                columns = [
                    row[1] for row in session.execute(text(f"PRAGMA table_info('{table}')")) if row[1] not in hidden
                ]
                query = text(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2")
                found[table] = [tuple(row) for row in session.execute(query)]
            return found
    finally:
        database.close()


def test_the_same_seed_and_day_give_the_same_data(tmp_path: Path) -> None:
    words = vocabulary()
    plan = folder.plan_for(words, seed=7, today=TODAY, scale=SMALL)
    for name in ("a", "b"):
        folder.make(tmp_path / name, words.city.office[2], plan)

    first = _dump(tmp_path / "a")
    assert first == _dump(tmp_path / "b")
    assert all(first[table] for table in ("complaint", "event", "enquiry", "figure"))


def test_every_folder_is_healthy_and_marked_as_practice(city: demo.DemoResult) -> None:
    assert len(city.folders) == 14
    for code, root in city.folders.items():
        found = health.check(DataFolder(root))
        assert found.database == "ok"
        assert found.good, found.issues
        database = _opened(city, code)
        try:
            assert offices.home(database).office.name.endswith("（练习）")
            assert "（练习）" not in offices.home(database).office.short_name
            with database.read() as session:
                assert session.scalar(text("SELECT value FROM setting WHERE name = 'practice'")) == "1"
        finally:
            database.close()


def test_the_city_knows_its_counties_and_whom_to_call(city: demo.DemoResult) -> None:
    database = _opened(city, "331100")
    try:
        known = {office.code: office for office in offices.listed(database)}
    finally:
        database.close()

    assert len(known) == 14
    assert known["331102"].parent == "331100"
    assert known["331102003"].parent == "331102"
    assert all(office.contact and office.phone.startswith("0589-") for office in known.values())


def test_every_county_but_one_sent_a_return_and_one_sent_two(city: demo.DemoResult) -> None:
    by_county: dict[str, int] = {}
    for path in city.returns:
        assert path.exists()
        assert "（练习）" in path.name
        by_county[path.name[:6]] = by_county.get(path.name[:6], 0) + 1

    counties = {code for code in city.folders if len(code) == 6} - {"331100"}
    assert set(by_county) == counties - {MISSING}
    assert by_county[REVISED] == 2
    assert sorted(by_county.values()) == [1] * 9 + [2]
    assert sorted(path.name for path in (city.out / "returns").iterdir()) == sorted(p.name for p in city.returns)


def test_sealed_returns_agree_with_their_files(city: demo.DemoResult, monthly: str) -> None:
    database = _opened(city, "331103")
    try:
        sheets = Returns(database).preview("monthly", city.period, today=TODAY)
    finally:
        database.close()
    path = next(path for path in city.returns if path.name.startswith("331103"))
    read = {cell.place: cell.value.number for cell in read_return(path, load_definition(monthly)).cells}

    assert sheets.sealed
    assert {(c.cell.sheet, c.cell.cell): c.value.number for c in sheets.cells}.items() <= {
        (sheet, cell): number for (sheet, cell), number in _places(read).items()
    }.items()


@pytest.fixture
def monthly() -> str:
    return (Path(__file__).parents[3] / "resources" / "templates" / "monthly.toml").read_text(encoding="utf-8")


def _places(read: dict[str, Decimal | None]) -> dict[tuple[str, str], Decimal | None]:
    out = {}
    for place, number in read.items():
        sheet, _, cell = place.rpartition("!")
        out[sheet, cell] = number
    return out


def test_the_file_worked_on_by_hand_still_says_the_same(city: demo.DemoResult, monthly: str) -> None:
    path = next(path for path in city.returns if path.name.startswith(BY_HAND))
    reading = read_return(path, load_definition(monthly))
    codes = {issue.code for issue in reading.issues}
    database = _opened(city, BY_HAND)
    try:
        sealed = {
            c.cell.key: c.value.number for c in Returns(database).preview("monthly", city.period, today=TODAY).cells
        }
    finally:
        database.close()

    assert {"excel.shifted", "excel.text_number"} <= codes
    assert {cell.key: cell.value.number for cell in reading.cells} == sealed


def test_the_city_took_all_in_and_only_one_is_missing(city: demo.DemoResult) -> None:
    database = _opened(city, "331100")
    try:
        standing = {found.code: found for found in Submissions(database).status(city.period)}
        before = {found.state for found in Submissions(database).status(city.period.previous)}
    finally:
        database.close()

    assert city.missing == (MISSING,)
    assert {code for code, found in standing.items() if found.received is None} == {MISSING}
    assert {found.state for code, found in standing.items() if code != MISSING} <= {"taken", "accepted"}
    assert standing[REVISED].revision == 2
    assert all(found.on_time for code, found in standing.items() if code != MISSING)
    assert before <= {"taken", "accepted"}


def test_the_merged_figures_are_the_sums_of_the_records(city: demo.DemoResult) -> None:
    sent = [code for code in city.folders if len(code) == 6 and code != MISSING]
    accepted = 0
    for code in sent:
        database = _opened(city, code)
        try:
            with database.read() as session:
                accepted += (
                    session.scalar(
                        text("SELECT count(*) FROM event WHERE kind = 'accepted' AND counts_on BETWEEN :a AND :b"),
                        {"a": city.period.start.isoformat(), "b": city.period.end.isoformat()},
                    )
                    or 0
                )
        finally:
            database.close()
    database = _opened(city, "331100")
    try:
        found = Merging(database).explain("monthly", city.period, ("投诉处理情况表", "B6"))
    finally:
        database.close()

    assert accepted > 20
    assert found.value.number == accepted
    assert len(found.parts) == len(sent)


def test_the_results_are_files_of_the_city(city: demo.DemoResult) -> None:
    assert len(city.results) == 2
    assert all(path.exists() and path.parent.name == "results" for path in city.results)


def test_nothing_is_built_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text("mine")

    with pytest.raises(AppError) as raised:
        demo.build(tmp_path, today=TODAY, scale=SMALL)

    assert raised.value.code == "demo.not_empty"
    assert str(tmp_path) in raised.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]


def test_cancelling_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    told: list[Step] = []
    out = tmp_path / "out"
    out.mkdir()

    with pytest.raises(Cancelled):
        demo.build(out, today=TODAY, scale=SMALL, progress=Progress(told.append, lambda: len(told) > 2))

    assert list(out.iterdir()) == []


@pytest.mark.usefixtures("city")
def test_progress_only_goes_forward(told: list[Step]) -> None:
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert told[-1].done == told[-1].total


def test_what_is_told_afterwards(city: demo.DemoResult) -> None:
    data = demo.as_data(city)

    assert data["period"] == "2026-03"
    assert data["missing"] == [MISSING]
    assert len(data["folders"]) == 14
    assert {row["state"] for row in data["collected"]} <= {"taken", "questioned"}
    assert any("练习城市做好了" in line for line in demo.as_lines(city))
