"""What is thrown away stays thirty days, can be had back, then goes for good; what was sealed never goes."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import FromClause, func, select, update

from app.bootstrap import Services
from app.errors import AppError
from app.models import Base, Change, Complaint, Enquiry, Event, NumberSeries, Tombstone
from app.services.bin import DAYS, Purged
from app.services.database import Database
from app.services.periods import parse_period
from tests.services.city_fixtures import MARCH, PHONE, TODAY, fill_register, take

SECRET = "13957119876"


@pytest.fixture
def office(county: Database) -> Services:
    return Services(county)


def case(office: Services, day: str = "2026-04-01", **more: str) -> str:
    raw = {"complainant": "李秀英", "phone": SECRET, "facts": "手机黑屏，老板不退", "received_on": day, "tags": "315"}
    return office.complaints.register(raw | more, today=TODAY).record.id


def binned(office: Services, id: str, at: datetime, by: str = "王桂芬") -> None:
    """Delete a case or an enquiry as if it had been at that moment."""
    with office.database.write() as session:
        for table in (Complaint, Enquiry):
            session.execute(
                update(table)
                .where(table.id == id)
                .values(deleted_at=at, deleted_by=by, created_at=at - timedelta(days=1))
            )


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12).astimezone()


def test_thirty_days_and_not_a_day_less(office: Services) -> None:
    over, last, fresh = case(office), case(office), case(office)
    binned(office, over, noon(TODAY - timedelta(days=DAYS)))
    binned(office, last, noon(TODAY - timedelta(days=DAYS - 1)))
    office.complaints.delete(fresh, by="甲")
    rows = {row.id: row for row in office.bin.listed().rows}
    assert rows[over].goes_on == TODAY and rows[last].goes_on == TODAY + timedelta(days=1)
    assert (rows[last].by, rows[last].complainant, rows[last].facts) == ("王桂芬", "李秀英", "手机黑屏，老板不退")
    assert office.bin.purge(today=TODAY) == Purged(1, 0, 0)
    assert {row.id for row in office.bin.listed().rows} == {last, fresh}
    assert office.bin.restore(last, by="乙") == "complaint"
    assert not office.complaints.show(last).deleted


def test_gone_for_good_means_everywhere(office: Services) -> None:
    id = case(office)
    number = office.complaints.show(id).number
    office.complaints.change(id, {"phone": "13957115555", "result": "达成协议"}, today=TODAY)
    office.complaints.delete(id)
    before = {table.name: _count(office, table) for table in Base.metadata.sorted_tables}
    assert office.bin.erase(id, by="甲") == "complaint"
    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 0
        assert session.scalar(select(func.count()).select_from(Change)) == 0
        stone = session.scalars(select(Tombstone)).one()
        assert (stone.id, stone.entity, stone.by) == (id, "complaint", "甲")
        assert session.scalar(select(NumberSeries.last)) == 1
    changed = {name for name, rows in before.items() if rows != _count(office, Base.metadata.tables[name])}
    assert changed == {"complaint", "complaint_tag", "event", "change", "tombstone"}
    assert office.complaints.find(SECRET).total == 0
    office.database.engine.dispose()
    path = office.database.folder.database
    for file in (path, path.with_name(path.name + "-wal")):
        if file.exists():
            assert SECRET.encode() not in file.read_bytes()
    again = office.complaints.show(case(office))
    assert again.number != number and again.number[:-4] == number[:-4]
    with pytest.raises(AppError) as caught:
        office.bin.erase(id)
    assert caught.value.code == "bin.not_there"


def test_what_hangs_on_a_case_goes_with_its_history(office: Services) -> None:
    """Letters, papers and the place in the archive have histories of their own, which name the same people."""
    id = case(office)
    for key, raw in (("accepted", {}), ("settled", {"recovered": "0"})):
        office.casework.move(id, key, {"on": "2026-04-02", **raw}, today=TODAY)
    paper = office.papers.issue(id, "agreement", {}, today=TODAY)
    office.papers.serve(paper.id, on=TODAY.isoformat(), way="直接送达", receiver="李秀英", today=TODAY)
    letter = office.letters.write({"case": id, "to_whom": "市场监管局", "body": "李秀英"}, today=TODAY).letter
    office.letters.change(letter.id, {"body": "李秀英又问"}, today=TODAY)
    of_letter = office.papers.issue("", "query_letter", {}, today=TODAY, letter=letter.id)
    office.papers.revoke(of_letter.id, "李秀英不用了", today=TODAY)
    office.casework.move(id, "filed", {"on": "2026-04-03"}, today=TODAY)
    office.archive.change(id, {"title": "李秀英投诉"})
    office.archive.take_out([id], reason="材料不齐", today=TODAY)
    other = office.letters.write({"to_whom": "市场监管局", "body": "一"}, today=TODAY).letter
    office.letters.change(other.id, {"body": "二"}, today=TODAY)
    office.complaints.delete(id)
    office.bin.erase(id)
    with office.database.read() as session:
        assert set(session.scalars(select(Change.entity_id))) == {other.id}


def _count(office: Services, table: FromClause) -> int:
    with office.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_not_in_the_bin_is_not_erased(office: Services) -> None:
    id = case(office)
    for act in (office.bin.erase, office.bin.restore):
        with pytest.raises(AppError) as caught:
            act(id)
        assert caught.value.code == "bin.not_there"
    assert office.bin.purge(today=TODAY + timedelta(days=400)) == Purged()
    assert office.complaints.find().total == 1


@pytest.fixture
def sealed(office: Services) -> Services:
    """March is sealed, at noon of the day of the tests."""
    fill_register(office, 5, 3)
    office.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书")
    return office


@pytest.mark.parametrize("day", ["2026-03-31", "2026-01-05", "2025-03-08"], ids=["now", "ytd", "last year"])
def test_what_a_sealed_return_counts_never_goes(office: Services, day: str) -> None:
    """In the month itself, in the sums from January, or a year ago."""
    fill_register(office, 2, 1)
    id = case(office, day, category="家用电子电器类", nature="质量")
    office.returns.seal("monthly", MARCH, today=TODAY)
    office.complaints.delete(id)
    (row,) = office.bin.listed().rows
    assert (row.goes_on, row.kept) == (None, "2026年3月")
    with pytest.raises(AppError) as caught:
        office.bin.erase(id)
    assert caught.value.code == "bin.in_sealed" and "2026年3月" in caught.value.message
    assert office.bin.purge(today=date.today() + timedelta(days=400)) == Purged(kept=1)
    assert office.complaints.show(id).deleted


def test_a_late_event_in_a_sealed_month_keeps_the_case(office: Services) -> None:
    """The case is of an open month by its own day, but was settled in one that is sealed."""
    period = parse_period("2026-04")
    id = case(office, "2023-12-30", category="家用电子电器类", nature="质量", result="达成协议", closed_on="2026-03-09")
    office.returns.seal("monthly", MARCH, today=TODAY, insist=False)
    office.complaints.delete(id)
    with pytest.raises(AppError) as caught:
        office.bin.erase(id)
    assert caught.value.code == "bin.in_sealed" and period.label not in caught.value.message


def test_what_was_in_the_bin_before_the_sealing_was_not_counted(office: Services) -> None:
    id = take(office, 3, PHONE) or office.complaints.find().rows[0].id
    office.complaints.delete(str(id))
    office.returns.seal("monthly", MARCH, today=TODAY, zero=True)
    (row,) = office.bin.listed().rows
    assert row.kept == "" and row.goes_on is not None
    assert office.bin.erase(row.id) == "complaint"


def test_other_months_go(sealed: Services) -> None:
    id = case(sealed, "2026-04-02")
    sealed.complaints.delete(id)
    assert sealed.bin.erase(id) == "complaint"


def test_enquiries_too(sealed: Services) -> None:
    old = sealed.enquiries.add({"on": "2026-03-03", "people": "4", "note": "问保修"}, today=TODAY).enquiry.id
    new = sealed.enquiries.add({"on": "2026-04-03", "people": "2"}, today=TODAY).enquiry.id
    for id in (old, new):
        sealed.enquiries.delete(id, by="甲")
    rows = {row.id: row for row in sealed.bin.listed().rows}
    assert (rows[old].kind, rows[old].people, rows[old].note, rows[old].kept) == ("enquiry", 4, "问保修", "2026年3月")
    assert sealed.bin.purge(today=date.today() + timedelta(days=DAYS)) == Purged(0, 1, 1)
    assert sealed.bin.restore(old) == "enquiry"
    assert sealed.bin.listed().total == 0


def test_a_clock_in_doubt_empties_nothing(office: Services) -> None:
    id = case(office)
    binned(office, id, noon(TODAY - timedelta(days=90)))
    case(office)  # the last record is of April
    assert office.bin.tidy(today=date(2031, 1, 1)) == Purged()
    assert office.bin.tidy(today=TODAY) == Purged(1, 0, 0)


def test_deleted_before_it_was_written_stays(office: Services) -> None:
    """A PC whose clock had fallen back to 2020 when something was deleted."""
    id = case(office)
    with office.database.write() as session:
        session.execute(
            update(Complaint).where(Complaint.id == id).values(deleted_at=noon(date(2020, 1, 1)), deleted_by="甲")
        )
    (row,) = office.bin.listed().rows
    assert row.goes_on is None and row.kept == ""
    assert office.bin.purge(today=TODAY) == Purged()
    assert office.complaints.show(id).deleted


def test_many_go_in_pieces_and_the_latest_show_first(office: Services) -> None:
    from app.services.complaints.bulk import insert_cases

    with office.database.write() as session:
        insert_cases(
            session, office.database.journal, office.home, [{"received_on": date(2026, 4, 1)} for _ in range(1000)]
        )
        begun = noon(TODAY - timedelta(days=60))
        pks = list(session.scalars(select(Complaint.pk)))
        random.Random(3).shuffle(pks)
        for place, pk in enumerate(pks):
            at = begun + timedelta(seconds=place)
            session.execute(
                update(Complaint).where(Complaint.pk == pk).values(deleted_at=at, deleted_by="", created_at=begun)
            )
    page = office.bin.listed(limit=20)
    assert page.total == 1000 and len(page.rows) == 20
    assert [row.at for row in page.rows] == sorted((row.at for row in page.rows), reverse=True)
    assert page.rows[0].at == begun + timedelta(seconds=999)
    assert office.bin.purge(today=TODAY) == Purged(1000, 0, 0)
    assert office.bin.listed().total == 0
