import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from app.services.codelists import shipped
from app.services.complaints import standing
from app.services.complaints.fields import understand
from app.services.demo import days, folder
from app.services.demo.cases import Case, Maker, cases
from app.services.demo.vocabulary import vocabulary
from app.services.parsing.phones import parse_phone

TODAY = date(2026, 4, 7)


def _cases(seed: int = 315, scale: float = 1.0, code: str = "331104") -> list[Case]:
    words = vocabulary()
    plan = folder.plan_for(words, seed=seed, today=TODAY, scale=scale)
    office = next(office for office in words.city.office if office.code == code)
    return list(cases(Maker(seed, office, words, TODAY), plan.months, dict(plan.volumes), code))


@pytest.fixture(scope="module")
def county() -> list[Case]:
    return _cases()


@pytest.fixture(scope="module")
def complaints(county: list[Case]) -> list[Case]:
    return [case for case in county if case.values["kind"] == "complaint"]


def test_fourteen_months_end_with_the_last_whole_one() -> None:
    months = days.months_before(TODAY)

    assert len(months) == 14
    assert (months[0].text, months[-1].text) == ("2025-02", "2026-03")


def test_about_twenty_thousand_in_all() -> None:
    words = vocabulary()
    plan = folder.plan_for(words, seed=1, today=TODAY, scale=1)

    assert 19_900 < sum(plan.volumes.values()) < 20_100
    assert min(plan.volumes.values()) > 1


def test_the_same_seed_gives_the_same_cases_in_any_process() -> None:
    code = (
        "from tests.services.demo.test_cases import _cases;import hashlib;"
        "print(hashlib.sha256(repr([(c.values, c.extras) for c in _cases(scale=0.02)]).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }

    assert len(found) == 1
    assert len(found.pop()) == 65


def test_another_seed_gives_other_cases() -> None:
    assert [c.values for c in _cases(1, 0.02)] != [c.values for c in _cases(2, 0.02)]


def test_facts_are_varied(complaints: list[Case]) -> None:
    facts = [case.values["facts"] for case in complaints]

    assert len(set(facts)) > 0.995 * len(facts)
    assert len({text[:12] for text in facts}) > 0.5 * len(facts)
    assert 55 < sum(map(len, facts)) / len(facts) < 130


def test_no_text_has_holes_or_leftovers(county: list[Case]) -> None:
    for case in county:
        for name in ("facts", "summary"):
            text = case.values.get(name, "")
            assert not set("[]{}|>_") & set(text), text
            assert "None" not in text
            assert not any(twice in text for twice in ("，，", "。。", "，。", "。，", "服务服务")), text
            assert not text or text.endswith("。")


def test_service_points_settle_some_and_reports_are_passed_on(county: list[Case]) -> None:
    settled = [case for case in county if case.values["kind"] == "reconciliation"]
    assert 0.03 < len(settled) / len(county) < 0.09
    assert {case.course().state for case in settled} == {"reconciled"}
    assert all(case.values["trader"] and case.values["recovered"] >= 0 for case in settled)
    for kind in ("report", "suggestion"):
        states = Counter(case.course().state for case in county if case.values["kind"] == kind)
        assert states["answered"] and set(states) <= {"registered", "transferred", "answered"}


def test_every_case_is_right_by_the_rules_of_the_form(county: list[Case]) -> None:
    for case in county:
        way = case.course()
        assert not [issue for issue in way.issues if issue.severity != "note"], (case.values, way.issues)
        assert {extra.kind for extra in case.extras} <= {happening.kind for happening in way.happenings}
        assert way.state == standing.state_of(case.values["kind"], way.happenings)
        dates = [happening.on for happening in way.happenings]
        assert case.values["received_on"] <= min(dates)
        assert max(dates) <= TODAY
        assert case.values.get("purchased_on", case.values["received_on"]) <= case.values["received_on"]
        assert all((case.values.get(name) or 0) >= 0 for name in ("amount", "recovered", "punitive"))


def test_what_is_written_down_reads_without_an_error(county: list[Case]) -> None:
    lists = shipped()
    names = ("complainant", "phone", "trader_phone", "trader_code", "id_number", "address", "trader", "facts")
    for case in county[:300]:
        raw = {name: case.values[name] for name in names if case.values.get(name)}
        assert not understand(raw, lists, TODAY).issues, raw


def test_nobody_could_be_called(county: list[Case]) -> None:
    for case in county:
        for name in ("phone", "trader_phone"):
            number = case.values.get(name)
            if number:
                parsed = parse_phone(number).value
                assert parsed is not None and parsed.kind != "unknown"
                assert "0000" in number or number.startswith(("0589-", "400-000-"))


def test_recurring_traders_are_few_and_busy(complaints: list[Case]) -> None:
    found = Counter(case.values["trader"] for case in complaints)
    top = sum(n for _, n in found.most_common(len(found) // 5))

    assert 150 < len(found) < 0.35 * len(complaints)
    assert top > 0.45 * len(complaints)


def test_outcomes_are_of_all_kinds(complaints: list[Case]) -> None:
    results = Counter(case.values.get("result") for case in complaints)
    share = {name: n / len(complaints) for name, n in results.items()}
    refused = [case for case in complaints if case.values.get("refusal")]
    extras = Counter(extra.kind for case in complaints for extra in case.extras)

    assert 0.6 < share["agreed"] < 0.8
    assert share["not_agreed"] > 0.05
    assert share["withdrawn"] > 0.03
    assert share["unreachable"] > 0.005
    assert 0.03 < len(refused) / len(complaints) < 0.1
    assert len({case.values["refusal"] for case in refused}) >= 5
    assert {"transferred", "paused", "resumed", "papers_asked", "performed", "advised_elsewhere"} <= set(extras)


def test_some_are_late_and_some_still_open(complaints: list[Case]) -> None:
    closed = [
        case.values
        for case in complaints
        if case.values.get("closed_on") and case.values.get("accepted_on", case.values["received_on"])
    ]
    days_taken = [
        days.working_days().working_days_after(v.get("accepted_on", v["received_on"]), v["closed_on"]) for v in closed
    ]
    late = sum(taken > 10 for taken in days_taken)
    open_ = [c for c in complaints if not c.values.get("result") and not c.values.get("refusal")]

    assert 0.02 < late / len(closed) < 0.15
    assert len(open_) > 5


def test_groups_ways_and_tags_occur(complaints: list[Case]) -> None:
    groups = [case.values for case in complaints if case.values.get("group_size", 1) > 1]
    buying = Counter(case.values.get("buying") for case in complaints)
    tagged = [case.values for case in complaints if "3·15" in case.values.get("tags", ())]

    assert groups
    assert all(str(values["group_size"]) in values["facts"] for values in groups if "等" in values["facts"])
    assert {"store", "online", "live", "prepaid", "meeting"} <= set(buying)
    assert tagged
    assert all(values["received_on"].month == 3 for values in tagged)


def test_seasons_show(complaints: list[Case]) -> None:
    def per_day(name: str, month: int) -> int:
        return sum(
            c.values["received_on"].month == month for c in complaints if c.values.get("item", "").endswith(name)
        )

    assert per_day("空调", 7) > per_day("空调", 4)
    march = Counter(c.values["received_on"].day for c in complaints if c.values["received_on"].month == 3)
    assert sum(march[day] for day in (13, 14, 15)) > sum(march[day] for day in (24, 25, 26))


def test_rare_characters_occur() -> None:
    names = "".join(case.values["complainant"] for code in ("331104", "331112") for case in _cases(code=code))

    assert {"䶮", "𬱖", "𣲘"} & set(names)


def test_stations_leave_some_notes_unclassified() -> None:
    made = _cases(code="331102003")
    folder._leave_open(made)
    lacking = [c.values for c in made if c.values.get("category") is None or c.values.get("nature") is None]

    assert 2 <= len(lacking) <= 6
    assert all("result" not in values for values in lacking)
