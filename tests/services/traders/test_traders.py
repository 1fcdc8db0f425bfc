"""One trader and repeated ones: figures against a recount by hand-written SQL, and the records behind each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text

from app.errors import AppError
from app.services.complaints import Complaints
from app.services.complaints.finding import Filters
from app.services.database import Database
from app.services.memory import Memory
from app.services.periods import Period, parse_period
from app.services.traders import Figures, Traders
from app.services.traders.face import RepeatedTrader
from tests.cases import put

TODAY = date(2026, 4, 7)
YEAR = parse_period("2026")


@pytest.fixture
def complaints(county: Database) -> Complaints:
    """The register of a fresh county."""
    return Complaints(county)


@pytest.fixture
def traders(county: Database) -> Traders:
    """The traders of a fresh county."""
    return Traders(county, Memory(county))


def add(complaints: Complaints, trader: str, on: str, **more: str) -> str:
    return complaints.register({"trader": trader, "received_on": on, **more}, today=TODAY).record.id


def settled(on: str, recovered: str) -> dict[str, str]:
    return {"accepted_on": on, "result": "达成协议", "closed_on": on, "recovered": recovered}


@pytest.fixture
def filled(complaints: Complaints, county: Database) -> Complaints:
    """Two spellings of one trader with seven complaints in two years, a report, one in the bin; two other traders."""
    add(complaints, "宏发手机店", "2026-01-05", nature="质量", amount="1000", **settled("2026-01-08", "800"))
    add(complaints, "宏发手机店", "2026-02-05", nature="质量", amount="500", accepted_on="2026-02-06")
    add(complaints, "鸿发手机店", "2026-03-05", nature="合同", **settled("2026-03-09", "0"))
    add(complaints, "鸿发手机店", "2026-03-06", nature="质量", refused_on="2026-03-07", refusal="其他")
    add(complaints, "鸿发手机店", "2026-04-01")
    add(complaints, "鸿发手机店", "2025-03-05", nature="质量", amount="99")
    add(complaints, "宏发手机店", "2025-12-31", nature="质量", accepted_on="2026-01-04")
    add(complaints, "宏发手机店", "2026-03-15", kind="举报")
    complaints.delete(add(complaints, "宏发手机店", "2026-03-16", amount="77777"))
    for on in ("2026-01-01", "2026-02-01", "2026-03-01"):
        add(complaints, "百姓大药房", on, nature="价格")
    add(complaints, "小卖部", "2026-03-01")
    Memory(county).join(["鸿发手机店"], "宏发手机店", "王桂芬")
    return complaints


def test_a_trader_under_all_its_spellings(filled: Complaints, traders: Traders) -> None:
    found = traders.portrait("鸿发手机店", period=YEAR, today=TODAY)
    assert found.trader.name == "宏发手机店"
    assert found.trader.spellings == ("宏发手机店", "鸿发手机店")
    assert found.figures == Figures(complaints=5, open=2, accepted=3, settled=2, amount=150000, recovered=80000)
    assert found.figures.settled_rate == Decimal("66.67")
    assert dict(found.natures) == {"N01": 3, "": 1, "N03": 1}
    assert found.kinds == (("report", 1),)
    assert found.total == 6
    states = [hit.state for hit in found.cases]
    assert states[:2] == ["registered", "accepted"], "open ones first, the latest before"
    assert [hit.kind for hit in found.cases] == ["complaint", "complaint", "report", *["complaint"] * 3]
    months = {f"{m.start:%Y-%m}": (m.complaints, m.before) for m in found.months}
    assert len(months) == 12
    assert (months["2025-12"], months["2026-03"], months["2026-04"]) == ((1, 0), (2, 1), (1, 0))
    assert sum(many for many, _ in months.values()) == 6
    assert traders.portrait("宏发手机店", today=TODAY).figures.complaints == 7


def test_every_number_leads_to_its_records(filled: Complaints, traders: Traders) -> None:
    figures = traders.portrait("宏发手机店", period=YEAR, today=TODAY).figures
    days = {"start": YEAR.start, "until": YEAR.end, "trader": "鸿发手机店", "kind": "complaint"}

    def many(**more: object) -> int:
        return filled.find(filters=Filters(**days, **more), today=TODAY).total  # type: ignore[arg-type]  # names

    assert many() == figures.complaints
    assert many(state="open") == figures.open
    assert many(happened="accepted") == figures.accepted
    assert many(happened="settled") == figures.settled
    with_amount = filled.find(filters=Filters(**days, least=0), today=TODAY).rows  # type: ignore[arg-type]
    assert sum(hit.amount or 0 for hit in with_amount) == figures.amount
    gained = filled.find(filters=Filters(**days, gained=True), today=TODAY).rows  # type: ignore[arg-type]
    assert sum(hit.recovered or 0 for hit in gained) == figures.recovered == 80000
    assert len(gained) == 1


def test_a_step_taken_back_is_not_counted(filled: Complaints, traders: Traders) -> None:
    (case,) = filled.find(filters=Filters(trader="宏发手机店", gained=True), today=TODAY).rows
    filled.change(case.id, {"result": "", "closed_on": "", "recovered": ""}, today=TODAY)
    figures = traders.portrait("宏发手机店", period=YEAR, today=TODAY).figures
    assert (figures.accepted, figures.settled, figures.recovered, figures.open) == (3, 1, 0, 3)


def test_a_year_that_still_runs_is_compared_with_the_same_days(filled: Complaints, traders: Traders) -> None:
    in_april = traders.repeated(YEAR, today=TODAY).rows[0]
    assert (in_april.before, in_april.trend_words) == (1, "去年同期 1 件，多 4 件"), "not with last December"
    assert traders.repeated(YEAR, today=date(2026, 12, 31)).rows[0].before == 2
    assert traders.repeated(YEAR, today=date(2027, 1, 4)).rows[0].before == 2, "it is over"


def test_repeated_traders(filled: Complaints, traders: Traders) -> None:
    found = traders.repeated(YEAR)
    assert [(row.name, row.figures.complaints, row.before) for row in found.rows] == [
        ("宏发手机店", 5, 2),
        ("百姓大药房", 3, 0),
    ]
    assert (found.total, found.complaints, found.of) == (2, 8, 9)
    first = found.rows[0]
    assert first.figures == traders.portrait("宏发手机店", period=YEAR, today=TODAY).figures
    assert first.natures == traders.portrait("宏发手机店", period=YEAR, today=TODAY).natures
    assert (first.last_on, first.trend_words) == (date(2026, 4, 1), "去年同期 2 件，多 3 件")
    assert found.rows[1].trend_words == "去年同期没有"
    assert found.rows[1].figures.rate_words == "—", "nothing was accepted"
    assert traders.repeated(YEAR, least=4).total == 1
    assert traders.repeated(YEAR, least=9).rows == ()
    one = traders.repeated(YEAR, least=1, limit=1)
    assert (len(one.rows), one.total, one.complaints) == (1, 3, 9)


def test_a_trader_of_last_years_spelling_alone_has_its_year_before(complaints: Complaints, county: Database) -> None:
    add(complaints, "鸿发手机店", "2025-03-05")
    for day in (1, 2, 3):
        add(complaints, "宏发手机店", f"2026-03-0{day}")
    Memory(county).join(["鸿发手机店"], "宏发手机店", "王桂芬")
    (row,) = Traders(county, Memory(county)).repeated(YEAR).rows
    assert (row.figures.complaints, row.before) == (3, 1)


def test_what_makes_no_sense_is_refused(traders: Traders) -> None:
    with pytest.raises(AppError) as caught:
        traders.portrait("没有的店", today=TODAY)
    assert caught.value.code == "trader.not_found"
    with pytest.raises(AppError) as caught:
        traders.repeated(YEAR, least=0)
    assert caught.value.code == "trader.least"
    assert traders.repeated(YEAR).rows == ()


def test_a_trader_is_found_by_name_sound_phone_and_credit_code(complaints: Complaints, traders: Traders) -> None:
    add(
        complaints, "宏发手机店", "2026-03-05", trader_phone="0578-6123456", trader_code="91331122MA2E1A2B3C",
    )  # fmt: skip
    for typed in ("宏发", "hongfa", "hfsj", "6123456", "MA2E1A2B3C", "91331122ma2e"):
        assert [found.name for found in traders.find(typed, today=TODAY)] == ["宏发手机店"], typed
    assert traders.find("MA2E9", today=TODAY) == ()


# -- against SQL, with many cases ---------------------------------------------------------------------
def recounted(county: Database, period: Period) -> dict[str, tuple[int, int, int, int, int, int]]:
    """By name: complaints, open, accepted, settled, amount, recovered; counted case by case in one statement."""
    statement = text(
        """
        SELECT c.trader, count(*),
          sum(c.state IN ('registered', 'papers_asked', 'accepted', 'mediating', 'paused')),
          sum(EXISTS (SELECT 1 FROM event e WHERE e.complaint_pk = c.pk AND e.kind = 'accepted'
                      AND e.revoked_on IS NULL AND e.deleted_at IS NULL)),
          sum(EXISTS (SELECT 1 FROM event e WHERE e.complaint_pk = c.pk AND e.kind = 'settled'
                      AND e.revoked_on IS NULL AND e.deleted_at IS NULL)),
          coalesce(sum(c.amount), 0), coalesce(sum(c.recovered), 0)
        FROM complaint c
        WHERE c.deleted_at IS NULL AND c.kind = 'complaint' AND c.trader <> ''
          AND c.received_on BETWEEN :start AND :until
        GROUP BY c.trader
        """
    )
    days = {"start": period.start.isoformat(), "until": period.end.isoformat()}
    with county.read() as session:
        return {row[0]: tuple(row[1:]) for row in session.execute(statement, days)}


@pytest.fixture
def statements(county: Database) -> Iterator[list[str]]:
    """Every SQL statement sent meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    with county.read() as session:
        engine = session.get_bind().engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    yield sent
    sqlalchemy_event.remove(engine, "before_cursor_execute", note)


def test_the_list_equals_a_recount_with_few_statements(county: Database, statements: list[str]) -> None:
    put(county, 3000, date(2025, 1, 1), date(2026, 3, 31))
    traders, wanted = Traders(county, Memory(county)), recounted(county, parse_period("2025"))
    statements.clear()
    found = traders.repeated(parse_period("2025"), least=2)
    assert len([each for each in statements if each.lstrip().upper().startswith("SELECT")]) <= 8
    assert found.rows, "some traders come up twice"
    assert [row.figures.complaints for row in found.rows] == sorted(
        (row[0] for row in wanted.values() if row[0] >= 2), reverse=True
    )
    for row in found.rows:
        figures = row.figures
        assert wanted[row.name] == (
            figures.complaints, figures.open, figures.accepted, figures.settled, figures.amount, figures.recovered,
        )  # fmt: skip
        assert sum(many for _, many in row.natures) == figures.complaints
        assert figures.settled <= figures.accepted <= figures.complaints
    assert found.of == sum(row[0] for row in wanted.values())


# -- on paper and in workbooks ------------------------------------------------------------------------
def test_a_trader_and_the_list_on_paper(filled: Complaints, traders: Traders) -> None:
    from pypdf import PdfReader

    add(filled, "宏发手机店", "2026-04-02", complainant="䶮𬱖𣲘")
    portrait = PdfReader(io.BytesIO(traders.portrait_file("pdf", "鸿发手机店", period=YEAR, today=TODAY)))
    words = "".join(page.extract_text() for page in portrait.pages)
    for said in (
        "宏发手机店、鸿发手机店",
        "投诉",
        "6 件",
        "66.67 %",
        "1,500.00 元",
        "800.00 元",
        "䶮𬱖𣲘",
        "没有发过函件",
    ):
        assert said in words, said
    listed = PdfReader(io.BytesIO(traders.repeated_file("pdf", YEAR, today=TODAY)))
    words = "".join(page.extract_text() for page in listed.pages)
    for said in ("重复被投诉的经营者", "2026年登记的投诉，3 件以上的 2 家", "百姓大药房", "—"):
        assert said in words, said


def test_a_trader_and_the_list_in_workbooks(filled: Complaints, traders: Traders) -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(traders.portrait_file("xlsx", "宏发手机店", period=YEAR, today=TODAY)))
    assert book.sheetnames == ["概况", "每月", "投诉", "函件"]
    facts = {row[0]: row[1] for row in book["概况"].iter_rows(min_row=3, values_only=True)}
    assert (facts["投诉（件）"], facts["解决率"], facts["性质：质量（件）"]) == (5, "66.67 %", 3)
    assert book["投诉"].max_row == 2 + 6
    data = traders.repeated_file("xlsx", YEAR, today=TODAY)
    assert ZipFile(io.BytesIO(data)).testzip() is None
    page = load_workbook(io.BytesIO(data))["重复被投诉的经营者"]
    rows = list(page.iter_rows(min_row=3, values_only=True))
    assert [(row[0], row[2], row[3]) for row in rows] == [("宏发手机店", 5, 1), ("百姓大药房", 3, 0)]


def test_words_of_the_trend() -> None:
    def row(now: int, before: int) -> str:
        return RepeatedTrader("甲", ("甲",), Figures(complaints=now), (), before, TODAY).trend_words

    assert (row(3, 5), row(3, 3), row(3, 0)) == ("去年同期 5 件，少 2 件", "去年同期 3 件，一样多", "去年同期没有")


def test_the_register_says_what_a_number_is_made_of(complaints: Complaints) -> None:
    from app.services.complaints.listing import said

    words = [
        f"{each.label} {each.words}"
        for each in said(Filters(happened="settled", gained=True, trader="宏发手机店"), complaints.lists, TODAY)
    ]
    assert words == ["处理 调解成功的", "挽回 挽回了损失的", "商家 宏发手机店"]
