"""A published summary's own figures give the right sentences: base is what was before, never what is now."""

from __future__ import annotations

import re
from datetime import date

from app.services.database import Database
from app.services.figures import Figures
from app.services.periods import parse_period
from app.services.summaries import Summaries
from tests.services.summaries.conftest import TODAY, arbitrated, cases, put, text_of

NOW, BEFORE = date(2026, 1, 2), date(2025, 1, 2)


def test_falls_of_cases_and_arbitrations_from_records(county: Database, summaries: Summaries) -> None:
    put(county, cases(BEFORE, {"N01": 2717}))
    put(county, cases(NOW, {"N01": 2450}))
    arbitrated(county, BEFORE, 61)
    arbitrated(county, NOW, 24)
    text = text_of(summaries, "half_year", "2026H1")
    assert "受理消费者投诉2450件，同比下降9.8%" in text
    assert "处理消费争议仲裁24起，同比下降60.7%" in text or "处理消费争议仲裁24件，同比下降60.7%" in text
    assert "154.2" not in text
    assert "10.9%" not in text


def test_the_same_from_adopted_history(county: Database, summaries: Summaries) -> None:
    figures = Figures(county)
    figures.adopt(parse_period("2025H1"), {"accepted": "2717", "arbitration": "61"}, source="2025年总结")
    figures.adopt(parse_period("2026H1"), {"accepted": "2450", "arbitration": "24"}, source="2026年总结")
    text = text_of(summaries, "half_year", "2026H1")
    assert re.search(r"受理消费者投诉2450件，同比下降9\.8%", text)
    assert re.search(r"仲裁24[件起]，同比下降60\.7%", text)
    assert "154.2" not in text


def test_shares_and_rates_from_records(county: Database, summaries: Summaries) -> None:
    put(county, cases(NOW, {"N01": 42}, "0103000000", settled=42))
    put(county, cases(NOW, {"N01": 45, "N02": 27}, "0101000000", settled=70))
    for kind, period in (("half_year", "2026H1"), ("analysis", "2026H1")):
        text = text_of(summaries, kind, period)
        assert "受理消费者投诉114件" in text
        assert "调解成功112件，调解成功率98.2%" in text
        assert "质量87件，占受理投诉总数的76.3%" in text
        assert "食品类42件，占36.8%" in text


def test_shares_and_rates_from_adopted_history(county: Database, summaries: Summaries) -> None:
    adopted = {
        "accepted": "114",
        "settled": "112",
        "accepted|nature=N01": "87",
        "accepted|nature=N02": "27",
        "accepted|category=0103000000": "42",
        "accepted|category=0101000000": "72",
    }
    Figures(county).adopt(parse_period("2026H1"), adopted, source="2026年总结")
    text = text_of(summaries, "analysis", "2026H1")
    assert "调解成功112件，调解成功率98.2%" in text
    assert "质量87件，占受理投诉总数的76.3%" in text
    assert "食品类42件，占36.8%" in text


def test_every_figure_says_the_number_that_is_in_its_text(county: Database, summaries: Summaries) -> None:
    put(county, cases(BEFORE, {"N01": 61}))
    put(county, cases(NOW, {"N01": 20, "N03": 4}))
    face = summaries.begin("half_year", parse_period("2026H1"), today=TODAY)
    found = {figure.name: figure for figure in summaries.show(face.id, today=TODAY).figures}
    assert (found["受理件数"].key, found["受理件数"].value) == ("accepted@current", 24)
    assert (found["受理件数.变化"].key, found["受理件数.变化"].value) == ("accepted_change_rate@last-year", "-60.7")
    assert found["受理件数.变化"].text == "同比下降60.7%"
    assert found["性质排名.质量.占比"].value == "83.3"


def test_no_count_ever_falls_by_more_than_all_of_it(county: Database, summaries: Summaries) -> None:
    put(county, cases(BEFORE, {"N01": 61, "N02": 40}))
    put(county, cases(NOW, {"N02": 1}))
    face = summaries.begin("analysis", parse_period("2026H1"), today=TODAY)
    written = summaries.show(face.id, today=TODAY)
    for figure in written.figures:
        if figure.key.split("|")[0].split("@")[0].endswith("_change_rate") and figure.value is not None:
            assert float(str(figure.value)) >= -100, figure
    assert "质量问题0件" in "".join(passage.text for passage in written.passages)
