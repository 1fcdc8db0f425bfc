"""The indicator catalogue is complete and consistent."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.paths import resources
from app.services.keys import SPANS
from app.services.parsing.text import is_unit, normal_label

FOLDER = resources() / "indicators"
EVENTS = {
    "registered",
    "accepted",
    "refused",
    "settled",
    "terminated",
    "withdrawn",
    "transferred",
    "closed",
    "followed_up",
    "advised_elsewhere",
    "reconciled",
    "arbitration",
    "supported_lawsuit",
    "supervised",
    "answered",
    "enquiry",
}
FIELDS = {
    "category",
    "nature",
    "channel",
    "source",
    "buying",
    "item",
    "tag",
    "way",
    "result",
    "station",
    "demand",
    "handler",
    "group_size",
    "amount",
    "recovered",
    "punitive",
    "age",
    "days",
}
OPERATORS = {"eq", "ne", "in", "gt", "ge", "lt", "le", "under", "not_under", "kind", "has"}
FIXED = [
    "registered",
    "accepted",
    "refused",
    "settled",
    "terminated",
    "withdrawn",
    "transferred",
    "closed",
    "followed_up",
    "advised_elsewhere",
    "recovered",
    "amount_involved",
    "punitive_cases",
    "punitive_amount",
    "settle_rate",
    "mediation_rate",
    "handle_rate",
    "phone_share",
    "onsite_rate",
    "accepted_by_phone",
    "settled_onsite",
    "enquiries",
    "reports_registered",
    "suggestions_registered",
    "high_value",
    "group_complaints",
]
SEED_LINES = {"C": 30, "E": 16, "P": 18, "S": 12, "N": 13, "R": 13}
Indicator = dict[str, Any]


def load(path: Path) -> Any:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def catalogue() -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        for indicator in load(path).get("indicator", []):
            assert indicator["key"] not in found
            assert indicator["group"] == path.stem
            found[indicator["key"]] = indicator
    return found


def test_groups_and_version() -> None:
    head = load(FOLDER / "catalogue.toml")
    assert head["version"]
    assert {group["key"] for group in head["group"]} == {p.stem for p in FOLDER.glob("*.toml")} - {"catalogue"}


def test_every_indicator_says_what_it_is(catalogue: dict[str, Indicator]) -> None:
    for key, indicator in catalogue.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", key)
        assert is_unit(indicator["unit"]), key
        assert not indicator["unit"].startswith("万"), "single units: a template's column converts"
        assert indicator["rule"].endswith("。"), key
        assert indicator["over_time"] in {"sum", "last", "recompute"}
        assert indicator["over_offices"] in {"sum", "recompute"}
        allowed = {"A": {"event", "measure", "intake", "where"}, "B": {"roster"}, "D": {"formula", "decimals"}}
        common = {"key", "name", "synonyms", "group", "unit", "kind", "over_time", "over_offices", "rule", "seed"}
        assert set(indicator) <= common | allowed[indicator["kind"]], key


def test_counted_ones_name_event_measure_and_conditions(catalogue: dict[str, Indicator]) -> None:
    for key, indicator in catalogue.items():
        if indicator["kind"] != "A":
            continue
        assert indicator["event"] in EVENTS, key
        assert indicator["measure"] in {"count", "people", "amount", "recovered", "punitive"}
        assert set(indicator["intake"]) <= {"complaint", "report", "suggestion", "reconciliation", "enquiry"}
        money = indicator["measure"] in {"amount", "recovered", "punitive"}
        assert money == (indicator["unit"] == "元"), key
        for condition in indicator.get("where", []):
            assert set(condition) == {"field", "op", "value"}
            assert condition["field"] in FIELDS
            assert condition["op"] in OPERATORS
            assert isinstance(condition["value"], list) == (condition["op"] == "in")


def test_derived_ones_use_known_keys(catalogue: dict[str, Indicator]) -> None:
    for key, indicator in catalogue.items():
        if indicator["kind"] != "D":
            continue
        assert indicator["over_time"] == indicator["over_offices"] == "recompute"
        tokens = re.findall(r"\S+", indicator["formula"].replace("(", "( ").replace(")", " )"))
        for token in tokens:
            if re.fullmatch(r"[-+*/]|[()]|(?:all|group)\(|\d+", token):
                continue
            name, _, span = token.partition("@")
            assert name in catalogue, (key, token)
            assert catalogue[name]["kind"] != "D", (key, token)
            assert not span or span in SPANS


def test_a_name_means_one_indicator(catalogue: dict[str, Indicator]) -> None:
    seen: dict[str, str] = {}
    for key, indicator in catalogue.items():
        for name in {normal_label(word) for word in [indicator["name"], *indicator.get("synonyms", [])]}:
            assert seen.setdefault(name, key) == key, name


def test_every_seed_line_is_answered(catalogue: dict[str, Indicator]) -> None:
    answered = {line.partition(".")[0] for i in catalogue.values() for line in i.get("seed", [])}
    wanted = {f"{letter}{n:02d}" for letter, count in SEED_LINES.items() for n in range(1, count + 1)}
    assert len(wanted) == 102
    assert answered == wanted


def test_figures_split_from_one_line_do_not_share_an_id(catalogue: dict[str, Indicator]) -> None:
    lines = [line for indicator in catalogue.values() for line in indicator.get("seed", [])]
    assert len(lines) == len(set(lines))


def test_fixed_keys_exist(catalogue: dict[str, Indicator]) -> None:
    assert set(FIXED) <= set(catalogue)
    assert catalogue["settle_rate"]["formula"] == "settled / accepted * 100"
    assert "调处件数" in catalogue["closed"]["synonyms"]
    assert catalogue["stations"]["over_time"] == "last"
