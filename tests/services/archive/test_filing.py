"""Filing: what may be filed, numbers nobody gets twice, retention by rule, taking back from either side."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import delete, select, update

from app.errors import AppError
from app.models import ArchiveFile, Complaint, Event, NumberSeries
from app.progress import Cancelled, Progress, Step
from app.services.archive import Archive
from app.services.casework import Casework
from app.services.complaints import Complaints
from app.services.database import Database
from tests.services.archive.conftest import Closed


def code_of(error: pytest.ExceptionInfo[AppError]) -> str:
    return error.value.code


def test_closed_cases_wait_thirty_days_unless_they_were_followed_up(
    archive: Archive, closed: Closed, today: date
) -> None:
    old, new = closed(), closed(closed_on="2026-03-20")
    followed = closed(closed_on="2026-03-20", followed_up_on="2026-03-25", satisfaction="满意")
    unhappy = closed(closed_on="2026-03-20", followed_up_on="2026-03-25", satisfaction="不满意")
    ready = archive.ready(today=today)
    assert [case.id for case in ready.cases] == [old, followed]
    assert ready.total == 2
    assert set(archive.ready_ids(today=date(2026, 4, 19))) == {old, new, followed}
    plan = archive.plan([old, new, followed, unhappy], today=today)
    assert [row.case.id for row in plan.rows] == [old, followed]
    assert [(one.id, one.issue.code) for one in plan.unfit] == [
        (new, "archive.too_early"),
        (unhappy, "archive.not_closed"),
    ]
    assert (plan.first, plan.last) == ("2026-消调-0001", "2026-消调-0002")
    assert archive.years() == ()


def test_filing_writes_the_step_and_the_place(archive: Archive, closed: Closed, county: Database, today: date) -> None:
    first, second = closed(), closed(trader="另一家店", nature="合同")
    filed = archive.file([second, first], today=today, by="陈秘书", box=" 7 ")
    assert [(one.number, one.case, one.box) for one in filed.files] == [
        ("2026-消调-0001", second, "7"),
        ("2026-消调-0002", first, "7"),
    ]
    assert filed.files[0].title == "李秀英投诉另一家店（合同）"
    assert Complaints(county).show(first).state == "filed"
    story = Casework(county).story(first)
    assert [told.key for told in story][-2:] == ["filed", "archive"]
    assert archive.ready(today=today).total == 0
    with pytest.raises(AppError) as error:
        archive.file([first], today=today)
    assert code_of(error) == "archive.nothing_to_file"
    assert error.value.issues[0].code == "archive.filed_already"


def test_filing_from_the_case_gives_the_place_too_and_taking_it_back_takes_it_away(
    archive: Archive, closed: Closed, county: Database, today: date
) -> None:
    case = closed()
    casework = Casework(county)
    casework.move(case, "filed", {}, today=today, by="王桂芬")
    file = archive.of(case)
    assert file is not None and file.number == "2026-消调-0001"
    casework.take_back(case, reason="还有材料", today=today, by="王桂芬")
    assert archive.of(case) is None
    assert Complaints(county).show(case).state == "settled"


def test_taking_out_puts_the_case_back_and_keeps_its_number(
    archive: Archive, closed: Closed, county: Database, today: date
) -> None:
    one, other = closed(), closed()
    archive.file([one], today=today)
    out = archive.take_out(["2026-消调-0001"], reason="归错了", today=today, by="陈秘书")
    assert [file.case for file in out] == [one]
    assert Complaints(county).show(one).state == "settled"
    assert archive.listed().total == 0
    assert archive.file([other], today=today).files[0].number == "2026-消调-0002"
    assert archive.file([one], today=today).files[0].number == "2026-消调-0001"  # its own again
    archive.take_out(["2026-消调-0001"], reason="归错了", today=today)
    later = date(2027, 2, 1)
    assert archive.file([one], today=later).files[0].number == "2027-消调-0001"
    revoked = [told for told in Casework(county).story(one) if told.key == "filed" and told.taken_back]
    assert len(revoked) == 2 and all("归错了" in told.taken_back for told in revoked)


def test_taking_out_needs_a_reason_and_is_all_or_nothing(archive: Archive, closed: Closed, today: date) -> None:
    archive.file([closed(), closed()], today=today)
    with pytest.raises(AppError) as error:
        archive.take_out(["2026-消调-0001"], reason=" \u200b", today=today)
    assert code_of(error) == "archive.reason_needed"
    with pytest.raises(AppError) as error:
        archive.take_out(["2026-消调-0001", "2026-消调-0009"], reason="错", today=today)
    assert code_of(error) == "archive.not_found"
    assert archive.listed().total == 2


def test_a_number_is_never_given_twice(archive: Archive, closed: Closed, county: Database, today: date) -> None:
    """Whatever is filed, taken out, cancelled, forgotten by the database: no two files ever share a number."""
    pick = random.Random(5)
    cases = [closed() for _ in range(6)]
    given: dict[str, str] = {}
    for _ in range(25):
        case = pick.choice(cases)
        file = archive.of(case)
        if file is not None:
            archive.take_out([file.number], reason="换", today=today)
            continue
        if pick.random() < 0.25:  # an older database put back: the journal still knows
            with county.write() as session:
                session.execute(delete(NumberSeries).where(NumberSeries.prefix.like("archive/%")))
                session.execute(update(NumberSeries).values(last=NumberSeries.last))
        number = archive.file([case], today=today).files[0].number
        assert given.setdefault(number, case) == case
    assert len(set(given.values())) == len(given)


def test_cancelling_files_nothing(archive: Archive, closed: Closed, county: Database, today: date) -> None:
    cases = [closed() for _ in range(4)]
    steps: list[Step] = []

    def stop() -> bool:
        return len(steps) >= 3

    with pytest.raises(Cancelled):
        archive.file(cases, today=today, progress=Progress(steps.append, stop))
    assert archive.listed().total == 0
    assert {Complaints(county).show(case).state for case in cases} == {"settled"}
    assert archive.file(cases, today=today).files[0].number == "2026-消调-0005"  # what was given stays given


@pytest.mark.parametrize(
    ("raw", "kept", "until"),
    [
        ({}, "short", date(2036, 12, 31)),
        ({"amount": "49999.99"}, "short", date(2036, 12, 31)),
        ({"amount": "5万"}, "long", date(2056, 12, 31)),
        ({"group_size": "10"}, "long", date(2056, 12, 31)),
    ],
)
def test_how_long_is_a_rule(
    archive: Archive, closed: Closed, today: date, raw: dict[str, str], kept: str, until: date
) -> None:
    file = archive.file([closed(**raw)], today=today).files[0]
    assert (file.retention, file.destroy_after) == (kept, until)


def test_a_lawsuit_is_long_and_supervision_for_ever(
    archive: Archive, closed: Closed, county: Database, today: date
) -> None:
    sued, watched = closed(), closed(amount="9万")
    casework = Casework(county)
    casework.move(sued, "supported_lawsuit", {"on": "2026-01-25"}, today=today)
    casework.move(watched, "supervised", {"on": "2026-01-10", "to": "市消保委"}, today=today)
    files = archive.file([sued, watched], today=today).files
    assert [(file.retention, file.destroy_after) for file in files] == [
        ("long", date(2056, 12, 31)),
        ("permanent", None),
    ]


def test_a_person_may_say_otherwise(archive: Archive, closed: Closed, today: date) -> None:
    file = archive.file([closed()], today=today, retention="永久").files[0]
    assert (file.retention, file.destroy_after) == ("permanent", None)
    with pytest.raises(AppError) as error:
        archive.file([closed()], today=today, retention="二十年")
    assert code_of(error) == "archive.no_such_retention"


def test_a_deleted_case_is_not_filed(archive: Archive, closed: Closed, county: Database, today: date) -> None:
    case = closed()
    Complaints(county).delete(case)
    assert archive.ready(today=today).total == 0
    with pytest.raises(AppError) as error:
        archive.file([case], today=today)
    assert error.value.issues[0].code == "archive.in_bin"


def test_events_and_files_agree(archive: Archive, closed: Closed, county: Database, today: date) -> None:
    """After any filing and taking out: a live file exactly where the live step is."""
    pick = random.Random(11)
    cases = [closed() for _ in range(5)]
    for _ in range(30):
        case = pick.choice(cases)
        if archive.of(case) is None:
            archive.file([case], today=today)
        elif pick.random() < 0.5:
            archive.take_out([case], reason="换", today=today)
        else:
            Casework(county).take_back(case, reason="换", today=today)
        with county.read() as session:
            filed = set(
                session.scalars(
                    select(Complaint.id).join(Event).where(Event.kind == "filed", Event.revoked_on.is_(None))
                )
            )
            there = set(session.scalars(select(Complaint.id).join(ArchiveFile).where(ArchiveFile.deleted_at.is_(None))))
        assert filed == there == {file.case for file in archive.listed().files}
