"""What is unfinished before a return is made, group by group."""

from __future__ import annotations

from datetime import date

import pytest

from app.bootstrap import Services
from app.services import templates
from app.services.database import Database
from app.services.periods import parse_period
from app.services.returns.unfinished import LooseGroup
from tests.services.city_fixtures import MARCH, TODAY

CASE = {
    "complainant": "李秀英", "phone": "13805712236", "trader": "宏发手机店", "item": "手机",
    "category": "家用电子电器类", "nature": "质量", "received_on": "2026-03-02", "accepted_on": "2026-03-02",
    "result": "达成协议", "closed_on": "2026-03-03", "facts": "买的手机用了两天就黑屏，店家不给修",
}  # fmt: skip


@pytest.fixture
def office(county: Database) -> Services:
    return Services(county)


def groups(services: Services, today: date = TODAY) -> dict[str, LooseGroup]:
    cells = services.returns.preview("monthly", MARCH, today=today).cells
    return {group.kind: group for group in services.unfinished.of(MARCH, cells, today=today)}


def test_only_figures_are_open_in_an_office_that_is_done(office: Services) -> None:
    office.complaints.register(CASE, today=TODAY, by="王")
    found = groups(office)
    assert set(found) == {"figure"}
    cells = office.returns.preview("monthly", MARCH, today=TODAY).cells
    assert found["figure"].count == len(office.unfinished.typed(cells))


def test_cases_without_category_or_nature_stop_sealing_and_come_first(office: Services) -> None:
    saved = office.complaints.register(CASE | {"item": "", "category": "", "nature": ""}, today=TODAY, by="王")
    found = groups(office)
    assert next(iter(found)) == "unclassified"
    assert found["unclassified"].stops
    line = found["unclassified"].lines[0]
    assert (line.id, line.detail) == (saved.record.id, "没有写类别和性质")
    assert office.unfinished.of(parse_period("2026-02"), (), today=TODAY) == ()


def test_open_cases_past_their_limit_are_listed_until_the_period_ends(office: Services) -> None:
    raw = {name: text for name, text in CASE.items() if name not in ("result", "closed_on")}
    late = office.complaints.register(raw, today=TODAY, by="王").record.id
    office.complaints.register(
        raw | {"complainant": "四月的", "phone": "", "received_on": "2026-04-01", "accepted_on": "2026-04-01"},
        today=TODAY,
        by="王",
    )
    found = groups(office, date(2026, 9, 1))
    assert [line.id for line in found["overdue"].lines] == [late]


def test_two_cases_that_look_alike_are_one_pair_until_somebody_says_otherwise(office: Services) -> None:
    one = office.complaints.register(CASE, today=TODAY, by="王").record.id
    later = CASE | {"received_on": "2026-03-03", "accepted_on": "2026-03-03"}
    two = office.complaints.register(later, today=TODAY, by="王").record.id
    found = groups(office)
    assert found["double"].count == 1
    assert {found["double"].lines[0].id, found["double"].lines[0].other} == {one, two}
    office.duplicates.dismiss(one, two, "王")
    assert "double" not in groups(office)


def test_drafts_wait_but_reasons_for_a_check_are_none(office: Services) -> None:
    office.drafts.put("d1", "entry", {"texts": {"complainant": "写了一半"}}, "写了一半")
    office.drafts.put("answers-monthly-2026-03-1", "answers", {"answers": []})
    found = groups(office)
    assert [line.words for line in found["draft"].lines] == ["写了一半"]


def test_a_sheet_half_typed_says_how_much_and_leads_to_the_first_gap(office: Services) -> None:
    cells = office.returns.preview("monthly", MARCH, today=TODAY).cells
    typed = office.unfinished.typed(cells)
    (sheet, first), key = next(iter(typed.items()))
    office.figures.set(MARCH, {key: "3100余"}, by="王")
    line = next(line for line in groups(office)["figure"].lines if line.id == sheet)
    assert line.detail.startswith("填了 1 格，还有")
    assert line.other != first


def test_nobody_is_asked_for_a_retired_indicator_but_its_cell_can_be_typed_in(office: Services) -> None:
    made = office.indicators.put({"name": "夜市宣传场次", "kind": "B", "unit": "场"}).face.key
    book = templates.read(office.database, "monthly")
    mapping = book.mapping.replace('id = "monthly"', 'id = "own"').replace('"leaflets"', f'"{made}"')
    assert made in mapping
    with office.database.write() as session:
        templates.put(session, mapping, book.workbook, source="bound")

    def missing() -> int:
        cells = office.returns.preview("own", MARCH, today=TODAY).cells
        assert made in office.unfinished.typed(cells).values()
        return next(g for g in office.unfinished.of(MARCH, cells, today=TODAY) if g.kind == "figure").count

    before = missing()
    office.indicators.retire(made, today=TODAY)
    assert missing() == before - 1
