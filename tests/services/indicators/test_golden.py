"""Published figures come out of records to the last digit: over a million complaints, counted, not copied."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run
from app.paths import DataFolder
from app.services import offices
from app.services.database import Database
from tests.services.indicators import golden_register as golden

GOODS = golden.rows("golden_goods_2022H1.csv")
HEADLINES = [row for row in golden.rows("golden_headline.csv") if row["period"] in golden.PERIODS]
NATURES = [row for row in golden.rows("golden_natures.csv") if row["period"] in golden.PERIODS]


_asked: dict[tuple[str, ...], Any] = {}  # the same question counts half a million records again


@pytest.fixture(scope="session")
def register(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's folder that holds every published period as single records."""
    root = tmp_path_factory.mktemp("golden") / "data"
    shutil.copytree(county_template, root)
    database = Database(DataFolder(root))
    home = offices.home(database).office.pk
    database.close()
    for period in golden.published():
        golden.insert(DataFolder(root).database, home, period)
    return root


@pytest.fixture
def table(register: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """The command ``table`` on that register, its JSON understood."""

    def ask(name: str, period: str, *options: str) -> Any:
        if (name, period, *options) in _asked:
            return _asked[name, period, *options]
        code = run(["--data", str(register), "--json", "table", name, "--period", period, *options])
        out = capsys.readouterr().out
        assert code == 0, out
        return _asked.setdefault((name, period, *options), json.loads(out))

    return ask


def test_there_are_over_a_million_records(table: Any) -> None:
    both = [table("natures", period)["total"]["n"] for period in ("2021H1", "2022H1")]
    assert both == [521976, 551780]
    assert sum(both) > 1_000_000


def test_goods_of_2022_with_rounded_shares_subtracted(table: Any) -> None:
    made = table("goods", "2022H1", "--compare", "last-year", "--share-change", "rounded")
    by_name = {row["name"]: row for row in made["rows"]}
    assert set(by_name) == {row["goods_class"] for row in GOODS}
    for row in GOODS:
        found = by_name[row["goods_class"]]
        assert found["n"] == int(row["n_2022H1"])
        assert found["n_before"] == int(row["n_2021H1"])
        assert found["share"] == row["share_2022H1_pct"]
        assert found["share_before"] == row["share_2021H1_pct"]
        assert found["change_pp"] == row["share_change_pp"]


def test_unrounded_shares_give_the_other_last_digit(table: Any) -> None:
    made = table("goods", "2022H1", "--share-change", "unrounded")
    farm = next(row for row in made["rows"] if row["name"] == "农用生产资料类")
    assert farm["change_pp"] == "0.06"


@pytest.mark.parametrize("row", [r for r in golden.rows("golden_split.csv") if r["period"] in golden.PERIODS])
def test_the_split_of_goods_and_services(table: Any, row: dict[str, str]) -> None:
    made = table("split", row["period"])
    assert made["total"]["n"] == int(row["total"])
    shares = {r["code"]: (r["n"], r["share"]) for r in made["rows"]}
    assert shares == {
        "0100000000": (int(row["goods"]), row["goods_pct"]),
        "0200000000": (int(row["service"]), row["service_pct"]),
        "9900000000": (int(row["other"]), row["other_pct"]),
    }


@pytest.mark.parametrize("row", NATURES, ids=lambda row: row["period"])
def test_natures_add_up_to_the_published_total(table: Any, row: dict[str, str]) -> None:
    made = table("natures", row["period"])
    assert made["total"]["n"] == int(row["total"])
    assert {r["name"]: r["n"] for r in made["rows"]} == {name: int(row[name]) for name in golden.NATURE_CODES}


def test_the_nature_is_called_what_it_was_called_then(table: Any) -> None:
    old = {row["code"]: row["name"] for row in table("natures", "2022H1")["rows"]}
    new = {row["code"]: row["name"] for row in table("natures", "2024Q3")["rows"]}
    assert (old["N09"], new["N09"]) == ("人格尊严", "人格权益")


@pytest.mark.parametrize("row", HEADLINES, ids=lambda row: row["period"])
def test_headline_figures(table: Any, row: dict[str, str]) -> None:
    decimals = len(row["resolve_rate_pct"].partition(".")[2])
    made = table("headline", row["period"], "--decimals", str(decimals))
    now = {r["code"]: r["cells"][0] for r in made["rows"]}
    assert now["accepted"] == int(row["accepted"])
    assert now["settled"] == int(row["resolved"])
    assert now["settle_rate"] == row["resolve_rate_pct"]
    assert now["recovered"] == int(row["recovered_wan"]) * 10_000 * 100
    if row["double_comp_cases"]:
        assert now["punitive_cases"] == int(row["double_comp_cases"])
        assert now["punitive_amount"] == int(Decimal(row["double_comp_wan"]) * 10_000 * 100)


def test_change_on_the_year_before(table: Any) -> None:
    period, rate = "2022H1", "5.71"
    made = table("headline", period, "--decimals", "2")
    accepted = next(r for r in made["rows"] if r["code"] == "accepted")
    assert accepted["cells"][3] == rate
    assert next(r for r in HEADLINES if r["period"] == period)["yoy_pct"] == rate
    assert table("natures", period)["total"]["change"] == rate


def test_before_the_records_begin_is_missing_not_zero(table: Any) -> None:
    made = table("natures", "2017Q3")
    assert {row["n_before"] for row in made["rows"]} == {None}
    assert made["total"]["change"] is None
