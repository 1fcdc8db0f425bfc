"""Tags for many cases at once: one change, told in the history of each, taken back as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import Services
from app.errors import AppError
from app.services.database import Database
from tests.services.city_fixtures import MEAL, take

TODAY = date(2026, 4, 3)


@pytest.fixture
def office(county: Database) -> Services:
    """Five cases; the second carries a tag, the last lies in the bin."""
    services = Services(county)
    numbers = [take(services, 1 + n, MEAL) for n in range(5)]
    services.complaints.change(numbers[1], {"tags": "双11"}, today=TODAY)
    services.complaints.delete(numbers[4])
    return services


def ids(services: Services) -> list[str]:
    """The ids of all cases, in the bin or not, oldest first."""
    from app.services.complaints.finding import Filters, Sort

    sort = Sort("number", descending=False)
    kept = services.complaints.ids("", Filters(), sort, today=TODAY)
    return [*kept, *services.complaints.ids("", Filters(deleted=True), sort, today=TODAY)]


def tags(services: Services) -> list[tuple[str, ...]]:
    """The tags of the cases in that order."""
    return [record.tags for record in services.complaints.show_many(ids(services))]


def test_many_are_tagged_as_one_change_and_it_is_taken_back_as_one(office: Services) -> None:
    done = office.indicators.tag(ids(office), " 3·15 ", by="陈秘书")
    assert (len(done.changed), done.already, done.in_bin) == (4, 0, 1)
    assert tags(office) == [("3·15",), ("3·15", "双11"), ("3·15",), ("3·15",), ()]
    assert [(face.tag, face.count) for face in office.indicators.tags()] == [("3·15", 4), ("双11", 1)]
    edit = office.complaints.revisions(done.changed[1])[0].edits[0]
    assert (edit.label, edit.before, edit.after, edit.by) == ("活动标签", "双11", "3·15、双11", "陈秘书")
    back = office.indicators.undo_tagging(done.id, by="陈秘书")
    assert set(back.changed) == set(done.changed) and back.issues == ()
    assert tags(office) == [(), ("双11",), (), (), ()]
    assert office.complaints.revisions(done.changed[1])[1].taken_back


def test_one_case_alone_can_be_taken_back_too(office: Services) -> None:
    done = office.indicators.tag(ids(office), "3·15")
    office.complaints.take_back(done.changed[1])
    assert tags(office)[:2] == [("3·15",), ("双11",)]


def test_what_was_changed_since_stays(office: Services) -> None:
    done = office.indicators.tag(ids(office), "3·15")
    office.complaints.change(done.changed[0], {"tags": "3·15、开学季"}, today=TODAY)
    back = office.indicators.undo_tagging(done.id)
    assert (len(back.changed), [issue.code for issue in back.issues]) == (3, ["indicator.tag_kept"])
    assert tags(office)[0] == ("3·15", "开学季")


def test_a_tag_is_taken_off_again(office: Services) -> None:
    done = office.indicators.untag(ids(office), "双11")
    assert len(done.changed) == 1 and done.already == 3
    assert tags(office)[1] == ()
    office.indicators.undo_tagging(done.id)
    assert tags(office)[1] == ("双11",)


def test_someone_editing_a_case_meanwhile_is_told(office: Services) -> None:
    record = office.complaints.show(ids(office)[0])
    office.indicators.tag([record.id], "3·15")
    with pytest.raises(AppError) as meanwhile:
        office.complaints.change(record.id, {"item": "茶叶"}, today=TODAY, version=record.version)
    assert meanwhile.value.code == "complaint.changed_meanwhile"


@pytest.mark.parametrize(
    ("tag", "code"), [("", "needs_tag"), ("  ", "needs_tag"), ("一、二", "long_tag"), ("长" * 41, "long_tag")]
)
def test_what_is_no_tag(office: Services, tag: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        office.indicators.tag(ids(office), tag)
    assert refused.value.code == f"indicator.{code}"


def test_nothing_to_do_says_so(office: Services) -> None:
    office.indicators.tag(ids(office), "3·15")
    acts: tuple[Callable[[], object], ...] = (
        lambda: office.indicators.tag(ids(office), "3·15"),
        lambda: office.indicators.untag(ids(office), "没有的"),
        lambda: office.indicators.undo_tagging("0" * 32),
    )
    for act in acts:
        with pytest.raises(AppError):
            act()


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from("甲乙丙"), st.sets(st.integers(0, 3), min_size=1)), max_size=6)
)
def test_taking_back_in_turn_leads_to_where_it_began(county: Database, steps: list[tuple[bool, str, set[int]]]) -> None:
    services = Services(county)
    if len(ids(services)) < 4:
        for n in range(4):
            take(services, 1 + n, MEAL)
    before = tags(services)
    mine, done = ids(services), []
    for on, tag, places in steps:
        act = services.indicators.tag if on else services.indicators.untag
        try:
            done.append(act([mine[place] for place in sorted(places)], tag).id)
        except AppError as error:
            assert error.code == "indicator.nothing_to_tag"
    for id in reversed(done):
        assert services.indicators.undo_tagging(id).issues == ()
    assert tags(services) == before
