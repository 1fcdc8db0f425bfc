"""The list, its numbers and the filters of other lists tell of the same cases, and the days are right."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from app.errors import AppError
from app.services.calendars import Calendars
from app.services.complaints import Complaints
from app.services.complaints.finding import Filters
from app.services.database import Database
from app.services.deadlines import CaseDue, Deadlines
from app.services.waiting import today_in_numbers
from tests import cases
from tests.services.deadlines import slow
from tests.services.deadlines.histories import Life, lives

TODAY = date(2026, 4, 7)


def limit(life: Life, what: str, handler: str) -> date | None:
    """The last day to decide on a case or to mediate it, from what happened, reckoned by hand."""
    live = [step for step in life.live if step.kind != "transferred_in"]
    if what == "decide":
        came = [step.on for step in live if step.kind == "papers_received"]
        return slow.last_day(came[-1] if came else life.received, 5 if handler == "committee" else 7, "working")
    again = [step for step in live if step.kind == "reopened"]
    start = again[-1].on if again else next(step.on for step in live if step.kind == "accepted")
    turn = again[-1].round if again else 1
    stops = [step for step in live if step.round == turn and step.kind in ("paused", "resumed")]
    if len(stops) % 2:
        return None
    pauses = [(a.on, b.on) for a, b in zip(stops[::2], stops[1::2], strict=True) if a.on < b.on]
    if handler == "committee":
        return slow.last_day(start, 10, "working", pauses)
    if start < date(2026, 4, 15):
        return slow.last_day(start, 45, "working", pauses)
    return slow.last_day(start, 60, "calendar", pauses)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("handler", ["committee", "regulator"])
def test_a_register_of_every_kind_of_case(county: Database, seed: int, handler: str) -> None:
    made = {life.number: life for life in lives(county, 250, seed, TODAY)}
    Calendars(county).set_handler(handler)
    deadlines = Deadlines(county)
    single = {number: deadlines.of_case(number, today=TODAY) for number in made}
    kinds = Counter(one.what for found in single.values() for one in found)
    assert min(kinds[what] for what in ("decide", "mediate", "papers", "answer", "perform", "follow_up")) > 0
    assert kinds["supervised"] and kinds["decide_again"]

    for number, found in single.items():
        life = made[number]
        for one in found:
            assert one.state == life.state
            if one.what in ("decide", "mediate"):
                assert one.due_on == limit(life, one.what, handler), (life, one)
            assert one.overdue == (one.due_on is not None and one.due_on < TODAY)
            assert one.days_left == (None if one.due_on is None else (one.due_on - TODAY).days)
        if life.state == "registered" and life.kind == "complaint":
            assert any(one.what == "decide" for one in found)
        if life.state in ("accepted", "mediating", "paused"):
            assert any(one.what == "mediate" for one in found) == (life.kind == "complaint")

    listed = deadlines.list(TODAY)
    assert len({one.number for one in listed.cases}) == len(listed.cases)
    by_number = {one.number: one for one in listed.cases}
    for number, found in single.items():
        if number in by_number:
            assert by_number[number] == found[0]
        elif found:  # only what has no last day and began long ago is left out
            assert found[0].due_on is None and found[0].what in ("follow_up", "answer", "decide_again")
            assert made[number].steps[-1].on < TODAY - timedelta(days=90) or made[number].state == "performed"
    groups = Counter(one.group for one in listed.cases)
    counts = deadlines.counts(TODAY)
    assert counts == listed.counts == today_in_numbers(county, TODAY).due
    for group in ("today", "overdue", "soon", "waiting", "follow_up", "later"):
        assert getattr(counts, group) == groups[group]
    assert counts.overdue and counts.waiting and counts.follow_up and counts.later

    complaints = Complaints(county)
    rows = complaints.find("", Filters(), limit=500, today=TODAY).rows
    shown = {hit.number: hit.due for hit in rows}
    for near, wanted in (("late", {"overdue"}), ("soon", {"today", "soon"})):
        filters = Filters(due="late" if near == "late" else "soon")
        hits = {hit.number for hit in complaints.find("", filters, limit=500, today=TODAY).rows}
        assert hits == {one.number for one in listed.cases if one.group in wanted}
    for number, due in shown.items():
        dated = number in by_number and by_number[number].group in ("overdue", "today", "soon", "later")
        assert (due is not None) == dated
        if due is not None:
            assert (due.on, due.what) == (by_number[number].due_on, by_number[number].what)

    first_page = today_in_numbers(county, TODAY)
    for waiting, states in ((first_page.undecided, ("registered",)), (first_page.open, ("accepted", "mediating"))):
        of_state = [n for n, life in made.items() if life.state in states and life.kind == "complaint"]
        assert waiting.many == len(of_state)
        assert waiting.late == sum(by_number[n].overdue for n in of_state)
        ahead = [due.on for n in of_state if (due := shown[n]) is not None and due.on >= TODAY]
        assert waiting.next == min(ahead, default=None)


def test_groups_stand_in_order_and_long_ones_are_cut(county: Database) -> None:
    lives(county, 300, 3, TODAY)
    deadlines = Deadlines(county)
    whole, cut = deadlines.list(TODAY, most=None), deadlines.list(TODAY, most=4)
    assert cut.counts == whole.counts and cut.most == 4
    order = ["overdue", "today", "soon", "later", "waiting", "follow_up"]
    positions = [order.index(one.group) for one in whole.cases]
    assert positions == sorted(positions)

    def of(group: str, among: tuple[CaseDue, ...]) -> list[CaseDue]:
        return [one for one in among if one.group == group]

    for group in order:
        assert of(group, cut.cases) == of(group, whole.cases)[:4]
    late = [one.due_on for one in of("overdue", whole.cases) if one.due_on]
    assert len(late) > 4 and late == sorted(late, reverse=True)
    later = [one.due_on for one in of("later", whole.cases) if one.due_on]
    assert later == sorted(later)


def test_an_old_register_is_told_in_few_queries(county: Database) -> None:
    cases.put(county, 3000, date(2016, 1, 1), TODAY)
    deadlines = Deadlines(county)
    deadlines.counts(TODAY)
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        asked.append(statement)

    event.listen(county.engine, "before_cursor_execute", note)
    counts = deadlines.counts(TODAY)
    assert len(asked) <= 20
    asked.clear()
    listed = deadlines.list(TODAY)
    assert len(asked) <= 30
    event.remove(county.engine, "before_cursor_execute", note)
    assert counts == listed.counts
    assert counts.overdue > 300 and counts.older > counts.follow_up > 0
    late = [one for one in listed.cases if one.overdue]
    assert len(late) == 300
    newest = deadlines.list(TODAY, most=None).cases[:300]
    assert [one.due_on for one in late] == [one.due_on for one in newest]


def test_a_binned_case_is_not_due(county: Database) -> None:
    complaints, deadlines = Complaints(county), Deadlines(county)
    saved = complaints.register({"complainant": "李秀英", "received_on": "2026-03-30"}, today=TODAY).record
    assert [one.group for one in deadlines.of_case(saved.id, today=TODAY)] == ["today"]
    assert deadlines.counts(TODAY).today == 1
    complaints.delete(saved.id)
    assert deadlines.of_case(saved.number, today=TODAY) == ()
    assert deadlines.counts(TODAY).today == 0 and deadlines.list(TODAY).cases == ()


def test_an_unknown_case(county: Database) -> None:
    with pytest.raises(AppError) as caught:
        Deadlines(county).of_case("没有", today=TODAY)
    assert caught.value.code == "complaint.not_found"
