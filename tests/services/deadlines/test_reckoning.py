"""What is due in one case: the day to the letter, and the words that say why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services import calendar
from app.services.calendar import Pause, TimeLimit, TimeLimits, WorkingDays
from app.services.deadlines.faces import Group, What
from app.services.deadlines.reckoning import Happened, Reckoned, Reckoner, Standing
from tests.services.deadlines import slow

DAYS = calendar.shipped()
FIVE = TimeLimit("committee", "消保委", "", None, None, 5, "working", 10, "working")
RUN = TimeLimit("regulator", "市场监管部门", "", None, None, 7, "working", 60, "calendar", "run")
RULES = TimeLimits([FIVE, RUN])
TODAY = date(2026, 4, 7)
RECEIVED = date(2026, 3, 2)
starts = st.dates(date(2004, 1, 1), date(2025, 12, 31))


def reckoner(handler: str = "committee", days: WorkingDays = DAYS) -> Reckoner:
    return Reckoner(days, RULES, "331122", handler)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def due(
    state: str, *happened: Happened, received: date = RECEIVED, kind: str = "complaint", handler: str = "committee"
) -> tuple[Reckoned, ...]:
    return reckoner(handler).due(Standing(kind, state, received), happened, TODAY)


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, int, str, list[tuple[date, date]]]:
    """A start, a limit, and pauses that follow each other."""
    start = draw(starts)
    marks = sorted(draw(st.lists(st.integers(0, 100), max_size=6)))
    pauses = [(start + timedelta(a), start + timedelta(b)) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    return start, draw(st.integers(1, 60)), draw(st.sampled_from(["working", "calendar"])), pauses


@given(histories())
def test_pauses_agree_with_walking_day_by_day(history: tuple[date, int, str, list[tuple[date, date]]]) -> None:
    start, count, unit, pauses = history
    found = calendar.last_day(
        start, count, "working" if unit == "working" else "calendar", DAYS, [Pause(*each) for each in pauses]
    )
    assert found == slow.last_day(start, count, unit, pauses)


@given(histories())
def test_a_mediation_with_pauses(history: tuple[date, int, str, list[tuple[date, date]]]) -> None:
    accepted, _, _, pauses = history
    events = [Happened("accepted", accepted)]
    for first, last in pauses:
        events += [Happened("paused", first), Happened("resumed", last)]
    today = accepted + timedelta(days=120)
    for handler, count, unit in (("committee", 10, "working"), ("regulator", 60, "calendar")):
        (found,) = reckoner(handler).due(Standing("complaint", "mediating", accepted), events, today)
        assert found.due_on == slow.last_day(accepted, count, unit, [p for p in pauses if p[0] < p[1]])
        left = (found.due_on - today).days
        assert found.group(today) == (
            "overdue" if left < 0 else "today" if left == 0 else "soon" if left <= 3 else "later"
        )


@given(starts, st.sampled_from(["committee", "regulator"]))
def test_deciding_runs_from_receipt(received: date, handler: str) -> None:
    (found,) = reckoner(handler).due(Standing("complaint", "registered", received), [], received)
    assert found.due_on == slow.last_day(received, 5 if handler == "committee" else 7, "working")
    assert found.due_on is not None and (found.due_on - received).days >= 5


def test_the_words_say_from_when_and_how_long() -> None:
    (found,) = due("registered")
    assert (found.what, found.label, found.due_on) == ("decide", "决定是否受理", on(3, 9))
    assert found.rule == "收到次日（3月3日）起算，5 个工作日"
    (found,) = due("accepted", Happened("accepted", on(3, 5)))
    assert (found.due_on, found.rule) == (on(3, 19), "受理次日（3月6日）起算，10 个工作日")


def test_the_sixtieth_day_is_moved_when_it_is_off_and_not_when_it_is_worked() -> None:
    accepted = date(2025, 12, 30)  # the sixtieth day is Saturday 28 February 2026, worked for the festival
    (found,) = due("accepted", Happened("accepted", accepted), handler="regulator", received=accepted)
    assert found.due_on == on(2, 28)
    assert found.rule == "受理次日（2025年12月31日）起算，60 日，最后一天放假就顺延"
    accepted = on(2, 3)  # the sixtieth day is Saturday 4 April, Qingming; 7 April is worked again
    (found,) = due("accepted", Happened("accepted", accepted), handler="regulator", received=accepted)
    assert (found.due_on, found.group(TODAY)) == (TODAY, "today")


def test_beyond_the_known_years_it_says_so() -> None:
    (found,) = due("registered", received=date(2026, 12, 29))
    assert found.due_on == date(2027, 1, 5)  # New Year is not known to be off
    assert found.rule.endswith("5 个工作日（2027 年的放假安排还不知道，暂按周末计算）")
    assert [issue.code for issue in found.issues] == ["calendar.weekends_only"]


def test_time_to_decide_begins_again_when_papers_came() -> None:
    asked, came = Happened("papers_asked", on(3, 4), due_on=on(3, 20)), Happened("papers_received", on(3, 16))
    (found,) = due("papers_asked", asked)
    assert (found.what, found.label, found.due_on, found.theirs) == ("papers", "补来材料", on(3, 20), True)
    assert found.group(on(3, 20)) == "waiting" and found.group(on(3, 21)) == "overdue"
    assert found.rule == "3月4日通知补正，要求 3月20日前补来；材料收到的次日重新起算决定期限"
    (found,) = due("registered", asked, came)
    assert (found.due_on, found.rule) == (on(3, 23), "补正材料收到次日（3月17日）起算，5 个工作日")
    (found,) = due("papers_asked", Happened("papers_asked", on(3, 4)))
    assert (found.label, found.due_on, found.group(TODAY)) == ("等补正材料", None, "waiting")


def test_or_runs_on_where_the_rule_says_so() -> None:
    asked, came = Happened("papers_asked", on(3, 4), due_on=on(4, 20)), Happened("papers_received", on(3, 16))
    first, second = due("papers_asked", asked, handler="regulator", received=on(3, 27))
    assert (first.what, first.due_on, first.group(TODAY)) == ("decide", on(4, 8), "soon")
    assert (second.what, second.group(TODAY)) == ("papers", "waiting")
    (found,) = due("registered", asked, came, handler="regulator")
    assert (found.due_on, found.rule) == (on(3, 11), "收到次日（3月3日）起算，7 个工作日，补正期间照算")


def test_a_pause_has_no_last_day_and_says_what_is_left() -> None:
    accepted, paused = Happened("accepted", on(3, 2)), Happened("paused", on(3, 6), due_on=on(4, 15))
    (found,) = due("paused", accepted, paused)
    assert (found.what, found.label, found.due_on, found.group(TODAY)) == ("mediate", "等检测结果", None, "waiting")
    assert found.rule == "3月6日起中止，等检测结果（大约 4月15日有结果）；恢复以后接着算，还剩 6 个工作日"
    (found,) = due("mediating", accepted, paused, Happened("resumed", on(3, 13)))
    assert (found.due_on, found.rule) == (on(3, 23), "受理次日（3月3日）起算，10 个工作日，中止的 5 个工作日不算")
    (found,) = due("mediating", accepted, paused, Happened("resumed", on(3, 6)))
    assert (found.due_on, found.rule) == (on(3, 16), "受理次日（3月3日）起算，10 个工作日")
    (found,) = due("paused", accepted, Happened("paused", on(3, 20)))
    assert found.rule == "3月20日起中止，等检测结果；受理次日（3月3日）起算的期限在中止以前（3月16日）就过了"


def test_a_pause_on_the_last_day_leaves_the_day_it_ends() -> None:
    events = Happened("accepted", on(3, 2)), Happened("paused", on(3, 16)), Happened("resumed", on(3, 21))
    (found,) = due("mediating", *events)
    assert found.due_on == on(3, 23)  # the day of resuming is a Saturday


def test_a_second_round_runs_from_the_day_it_was_taken_up_again() -> None:
    happened = (
        Happened("accepted", on(1, 5)),
        Happened("paused", on(1, 6)),
        Happened("resumed", on(1, 16)),
        Happened("followed_up", on(3, 20), satisfaction="dissatisfied"),
        Happened("reopened", on(3, 23), 2),
    )
    (found,) = due("mediating", *happened)
    assert (found.due_on, found.rule) == (on(4, 7), "重新调解次日（3月24日）起算，10 个工作日")
    again = Happened("paused", on(3, 25), 2), Happened("resumed", on(3, 27), 2)
    (found,) = due("mediating", *happened, *again)
    assert found.due_on == on(4, 9)


CLOSED = Happened("settled", on(3, 20))


@pytest.mark.parametrize(
    ("state", "happened", "what", "due_on", "group", "rule"),
    [
        ("settled", [CLOSED], "follow_up", None, "follow_up", "3月20日调解成功，可以回访了"),
        (
            "settled",
            [Happened("settled", on(3, 20), due_on=on(4, 8))],
            "perform",
            on(4, 8),
            "waiting",
            "3月20日达成协议，约定 4月8日前履行",
        ),
        (
            "settled",
            [Happened("settled", on(3, 20), due_on=on(4, 6))],
            "perform",
            on(4, 6),
            "overdue",
            "3月20日达成协议，约定 4月6日前履行",
        ),
        (
            "performed",
            [Happened("settled", on(3, 20), due_on=on(4, 6)), Happened("performed", on(3, 25))],
            "follow_up",
            None,
            "follow_up",
            "3月25日协议履行，可以回访了",
        ),
        (
            "terminated",
            [Happened("terminated", on(3, 9))],
            "follow_up",
            None,
            "follow_up",
            "3月9日终止调解，可以回访了",
        ),
        ("withdrawn", [Happened("withdrawn", on(3, 9))], "follow_up", None, "follow_up", "3月9日撤回投诉，可以回访了"),
        (
            "followed_up",
            [CLOSED, Happened("followed_up", on(4, 1), satisfaction="dissatisfied")],
            "decide_again",
            None,
            "follow_up",
            "4月1日回访不满意，要决定重新调解还是维持原处理",
        ),
        (
            "transferred",
            [Happened("transferred", on(3, 9), due_on=on(4, 9), to_whom="县农业农村局")],
            "answer",
            on(4, 9),
            "waiting",
            "3月9日转给县农业农村局，应在 4月9日前答复",
        ),
        (
            "transferred",
            [Happened("transferred", on(3, 9), to_whom="县农业农村局")],
            "answer",
            None,
            "waiting",
            "3月9日转给县农业农村局，没有约定答复的日期",
        ),
    ],
)
def test_what_is_left_to_do(
    state: str, happened: list[Happened], what: What, due_on: date | None, group: Group, rule: str
) -> None:
    (found,) = due(state, *happened)
    assert (found.what, found.due_on, found.group(TODAY), found.rule) == (what, due_on, group, rule)


@pytest.mark.parametrize(
    ("state", "happened"),
    [
        ("refused", [Happened("refused", on(3, 9))]),
        ("filed", [CLOSED, Happened("filed", on(4, 1))]),
        ("followed_up", [CLOSED, Happened("followed_up", on(4, 1), satisfaction="satisfied")]),
        (
            "followed_up",
            [CLOSED, Happened("followed_up", on(4, 1), satisfaction="dissatisfied"), Happened("upheld", on(4, 1))],
        ),
        ("transferred", [Happened("transferred", on(3, 9), due_on=on(3, 20)), Happened("answered", on(3, 18))]),
        ("settled", []),
        ("accepted", []),
    ],
)
def test_nothing_is_due(state: str, happened: list[Happened]) -> None:
    assert due(state, *happened) == ()


def test_reports_have_no_time_limit_of_their_own_but_an_answer_may_be_due() -> None:
    assert due("registered", kind="report") == ()
    assert due("accepted", Happened("accepted", on(3, 9)), kind="report") == ()
    (found,) = due(
        "registered", Happened("transferred_in", on(3, 9), due_on=on(4, 7), to_whom="市消保委"), kind="report"
    )
    assert (found.what, found.label, found.group(TODAY)) == ("answer", "答复转来单位", "today")
    assert found.rule == "3月9日由市消保委转来，要求 4月7日前答复"


def test_what_presses_most_comes_first() -> None:
    supervised = Happened("supervised", on(3, 9), due_on=on(4, 8))
    first, second = due("accepted", Happened("accepted", on(3, 30)), supervised)
    assert (first.what, second.what) == ("supervised", "mediate")
    assert first.rule == "3月9日列为督办件，要求 4月8日前报结果"
    ended = Happened("supervision_ended", on(3, 30))
    assert [one.what for one in due("accepted", Happened("accepted", on(3, 30)), supervised, ended)] == ["mediate"]
    assert [one.what for one in due("settled", CLOSED, supervised)] == ["supervised", "follow_up"]


def test_of_two_things_on_one_day_the_one_written_down_later_counts() -> None:
    asked = Happened("papers_asked", on(3, 4), due_on=on(3, 20)), Happened("papers_asked", on(3, 4), due_on=on(3, 27))
    (found,) = due("papers_asked", *asked)
    assert found.due_on == on(3, 27)
