"""Indicators of random conditions give what a query written by hand gives: the same figure, the same records."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import Services
from app.paths import DataFolder
from app.services.database import Database
from app.services.periods import parse_period, with_cut_off

TODAY = date(2026, 7, 1)
PERIODS = ("2026-03", "2026Q1", "2026H1", "2026-03-09..2026-03-15")


@pytest.fixture(scope="module")
def register(county_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Ninety cases of all sorts, some fields empty, some tagged, some closed, some in the bin."""
    root = tmp_path_factory.mktemp("conditions") / "data"
    shutil.copytree(county_template, root)
    services = Services(Database(DataFolder(root)))
    pick = random.Random(20260315)
    for n in range(90):
        month, day = pick.randint(1, 6), pick.randint(1, 28)
        received = f"2026-{month:02d}-{day:02d}"
        raw = {
            "complainant": f"某{n}",
            "received_on": received,
            "accepted_on": received,
            "facts": pick.choice(["直播间买的", "用了两天就黑屏", "办卡退不了", ""]) + f"第{n}件",
            "age": pick.choice(["", "35", "59", "60", "61", "78"]),
            "amount": pick.choice(["", "100", "9999.99", "10000", "10000.01", "250000"]),
            "buying": pick.choice(["", "网络购物", "直播带货", "线下门店"]),
            "nature": pick.choice(["", "质量", "合同", "价格"]),
            "category": pick.choice(["", "食品类", "家用电子电器类", "生活、社会服务类"]),
            "group_size": pick.choice(["1", "1", "2", "15"]),
            "tags": pick.choice(["", "", "3·15", "双11、3·15"]),
            "demand": pick.choice(["", "退款", "退款、赔偿"]),
            "station": pick.choice(["", "东城站", "西街站"]),
        }
        if pick.random() < 0.6:
            raw |= {
                "result": pick.choice(["达成协议", "未达成"]),
                "closed_on": f"2026-{month:02d}-{pick.randint(day, 28):02d}",
            }
        done = services.complaints.register(raw, today=TODAY)
        if n % 17 == 0:
            services.complaints.delete(done.record.id)
    yield services
    services.close()


def _quoted(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _number(field: str, column: str, values: tuple[int, ...], factor: int = 1) -> st.SearchStrategy[tuple[Any, str]]:
    signs = {"ge": ">=", "le": "<=", "gt": ">", "lt": "<", "eq": "="}
    return st.tuples(st.sampled_from(sorted(signs)), st.sampled_from(values)).map(
        lambda pair: (
            {"field": field, "op": pair[0], "value": pair[1]},
            f"{column} {signs[pair[0]]} {pair[1] * factor}",
        )
    )


def _codes(field: str, column: str, codes: tuple[str, ...]) -> st.SearchStrategy[tuple[Any, str]]:
    chosen = st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True)
    return st.one_of(
        chosen.map(lambda c: ({"field": field, "op": "in", "value": c}, f"{column} IN ({_quoted(c)})")),
        chosen.map(
            lambda c: (
                {"field": field, "op": "ne", "value": c},
                f"{column} IS NOT NULL AND {column} NOT IN ({_quoted(c)})",
            )
        ),
        st.just(({"field": field, "op": "filled"}, f"{column} IS NOT NULL")),
        st.just(({"field": field, "op": "empty"}, f"{column} IS NULL")),
    )


def _tagged(tag: str) -> str:
    return f"EXISTS (SELECT 1 FROM complaint_tag t WHERE t.complaint_pk = c.pk AND t.tag = '{tag}')"


ANY_STEP = st.one_of(
    _number("age", "c.age", (35, 59, 60, 61)),
    _number("amount", "c.amount", (100, 9999, 10000, 250000), 100),
    _number("group_size", "c.group_size", (1, 2, 15)),
    _codes("buying", "c.buying", ("online", "live", "store")),
    _codes("nature", "c.nature", ("N01", "N03", "N04")),
    st.sampled_from(("01", "0103", "02")).map(
        lambda p: ({"field": "category", "op": "under", "value": p.ljust(10, "0")},
                   f"substr(c.category, 1, {len(p)}) = '{p}'")
    ),
    st.sampled_from(("01", "0101")).map(
        lambda p: ({"field": "category", "op": "not_under", "value": p.ljust(10, "0")},
                   f"c.category IS NOT NULL AND substr(c.category, 1, {len(p)}) <> '{p}'")
    ),
    st.sampled_from(("3·15", "双11")).map(lambda t: ({"field": "tag", "op": "has", "value": t}, _tagged(t))),
    st.sampled_from(("直播", "黑屏", "第1", "%")).map(
        lambda w: ({"field": "facts", "op": "contains", "value": w}, f"instr(c.facts, '{w}') > 0")
    ),
    st.sampled_from(("东城站", "西街站")).map(
        lambda w: ({"field": "station", "op": "in", "value": w}, f"c.station = '{w}'")
    ),
    st.just(({"field": "station", "op": "empty"}, "c.station = ''")),
    st.just(({"field": "demand", "op": "has", "value": "赔偿"}, "c.demand LIKE '%compensate%'")),
)  # fmt: skip
ACCEPTED = (
    "(SELECT a.on_date FROM event a WHERE a.complaint_pk = c.pk AND a.kind = 'accepted' AND a.revoked_on IS NULL)"
)
WHEN_CLOSED = st.one_of(
    ANY_STEP,
    _number("days", f"(julianday(e.on_date) - julianday({ACCEPTED}))", (0, 1, 7, 10)),
    st.just(({"field": "result", "op": "in", "value": "达成协议"}, "c.result = 'agreed'")),
)
MEASURES = {
    "count": "count(*)",
    "people": "coalesce(sum(c.group_size), 0)",
    "amount": "coalesce(sum(c.amount), 0) / 100.0",
}


@st.composite
def asked(draw: st.DrawFn) -> tuple[dict[str, Any], str, str]:
    """(indicator as chosen in the window, its event and conditions in SQL, its measure in SQL)."""
    event = draw(st.sampled_from(("accepted", "registered", "settled", "closed")))
    one = WHEN_CLOSED if event in ("settled", "closed") else ANY_STEP
    where = draw(st.lists(one, min_size=1, max_size=4))
    match = draw(st.sampled_from(("all", "any")))
    measure = draw(st.sampled_from(sorted(MEASURES)))
    join = " AND " if match == "all" else " OR "
    kind = "e.closes" if event == "closed" else f"e.kind = '{event}'"
    sql = f"{kind} AND ({join.join(f'({each})' for _, each in where)})"
    raw = {"kind": "A", "event": event, "match": match, "measure": measure, "where": [each for each, _ in where]}
    return raw, sql, MEASURES[measure]


@settings(max_examples=120)
@given(wanted=asked(), period=st.sampled_from(PERIODS), cut_off=st.sampled_from((0, 25)))
def test_the_figure_is_what_a_query_by_hand_finds(
    register: Services, wanted: tuple[dict[str, Any], str, str], period: str, cut_off: int
) -> None:
    raw, where, measure = wanted
    days = with_cut_off(parse_period(period), cut_off)
    tried = register.indicators.try_out(raw, days, today=TODAY)
    connection = sqlite3.connect(f"file:{register.folder.database}?mode=ro", uri=True)
    try:
        tables = (
            "FROM event e JOIN complaint c ON c.pk = e.complaint_pk WHERE e.revoked_on IS NULL AND e.deleted_at IS NULL"
            f" AND c.deleted_at IS NULL AND c.kind = 'complaint'"
            f" AND e.counts_on BETWEEN '{days.start}' AND '{days.end}' AND {where}"
        )
        number = connection.execute(f"SELECT {measure} {tables}").fetchone()[0]
        if raw["measure"] == "amount":
            tables += " AND c.amount > 0"
        ids = [row[0] for row in connection.execute(f"SELECT c.id {tables}")]
    finally:
        connection.close()
    assert tried.value.number == Decimal(str(number))
    assert sorted(tried.records) == sorted(ids)
    assert tried.rule.startswith("本期") and tried.rule.endswith("。")
