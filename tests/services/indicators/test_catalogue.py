"""The catalogue answers every reported line, each indicator with a definition of its own in words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.services.codelists import plain
from app.services.indicators import formula
from app.services.indicators.catalogue import Indicator, catalogue

SEED = Path(__file__).parents[2] / "data" / "indicators_seed.csv"
with SEED.open(encoding="utf-8-sig", newline="") as stream:
    LINES = list(csv.DictReader(stream))

#: What national tables add to the reported lines: name → key.
NATIONAL = {
    "加倍赔偿件数": "punitive_cases",
    "加倍赔偿金额": "punitive_amount",
    "支持起诉": "supported_lawsuit",
    "罚没款": "fines",
    "受理商品类投诉": "accepted_goods",
    "受理服务类投诉": "accepted_services",
    "受理其他商品和服务投诉": "accepted_other",
    "商品类比重": "goods_share",
    "服务类比重": "services_share",
    "解决率": "settle_rate",
}


def answering(line: str) -> list[Indicator]:
    """The indicators that say they answer a line, whole or a part of it."""
    return [i for i in catalogue().indicators if any(s == line or s.startswith(f"{line}.") for s in i.seed)]


def test_there_are_102_lines() -> None:
    assert len(LINES) == 102


@pytest.mark.parametrize("line", LINES, ids=lambda line: str(line["id"]))
def test_every_reported_line_is_in_the_catalogue(line: dict[str, str]) -> None:
    found = answering(line["id"])
    assert found, line["indicator"]
    kinds = set(line["kind"].replace("/", ""))
    # a count may have a rate beside it (C13: 件数及占比), what is typed may be counted (B/A)
    assert {i.kind for i in found} & (kinds | {"A"}), line
    for indicator in found:
        assert len(indicator.rule) >= 10 and indicator.rule.endswith("。")


@pytest.mark.parametrize(("name", "key"), NATIONAL.items())
def test_national_figures_are_in_the_catalogue(name: str, key: str) -> None:
    assert catalogue().get(key).name == name


def test_every_definition_says_something_of_its_own() -> None:
    rules = [indicator.rule for indicator in catalogue().indicators]
    assert len(set(rules)) == len(rules)
    assert not [rule for rule in rules if rule.startswith("填报")]


def test_names_and_spellings_belong_to_one_indicator() -> None:
    seen: dict[str, str] = {}
    for indicator in catalogue().indicators:
        for word in {plain(word) for word in (indicator.name, *indicator.synonyms)}:
            assert seen.setdefault(word, indicator.key) == indicator.key, word


def test_formulas_lead_to_indicators() -> None:
    book = catalogue()
    for indicator in book.indicators:
        if indicator.formula:
            assert formula.parts(formula.parse(indicator.formula))
            assert all(part.indicator in book for part in formula.parts(formula.parse(indicator.formula)))
