"""A register with the published counts in it: one row per complaint, with its events, over a million in all."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from pathlib import Path

from app.services.periods import Period, parse_period

#: The two years that are compared, and two quarters for their natures; the others would only take time.
PERIODS = ("2017Q3", "2020Q3", "2021H1", "2022H1")
DATA = Path(__file__).parents[2] / "data"


def rows(name: str) -> list[dict[str, str]]:
    """A file of published figures."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True)
class Published:
    """What was published for one period: counts by category, by nature, how many were resolved, money in 万元."""

    period: Period
    categories: tuple[tuple[str, int], ...]
    natures: tuple[tuple[str, int], ...]
    resolved: int = 0
    recovered_wan: int = 0
    double_cases: int = 0
    double_wan: str = "0"

    @property
    def total(self) -> int:
        """All complaints of the period."""
        return sum(n for _, n in self.categories)


def insert(database: Path, home_pk: int, published: Published) -> None:
    """Write the complaints of one period and their events straight into the tables, constraints and all."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    first = connection.execute("SELECT coalesce(max(pk), 0) + 1 FROM complaint").fetchone()[0]
    connection.executemany(
        "INSERT INTO complaint (pk, number, id, origin, revision, version, created_at, created_by, changed_at,"
        " paper_number, occurrence, kind, state, registered_pk, office_pk, station, received_on, complainant, phone,"
        " address, id_number, group_size, trader, trader_contact, trader_phone, trader_address, trader_code, category,"
        " nature, item, brand, quantity, amount_approx, facts, demand, summary)"
        " VALUES (?, ?, ?, '331122', ?, 1, '2026-01-01 00:00:00', '', '2026-01-01 00:00:00', '', 1, 'complaint',"
        f" 'accepted', {home_pk}, {home_pk}, '', ?, '某', '', '', '', 1, '某店', '', '', '', '', ?, ?, '', '', '', '',"
        " '', '', '')",
        _complaints(published, first),
    )
    connection.executemany(
        "INSERT INTO event (complaint_pk, kind, on_date, counts_on, office_pk, closes, assumed, recovered, punitive,"
        " to_whom, note, revoked_reason, id, origin, revision, version, created_at, created_by, changed_at)"
        f" VALUES (?, ?, ?, ?, {home_pk}, ?, 0, ?, ?, '', '', '', ?, '331122', ?, 1, '2026-01-01 00:00:00', '',"
        " '2026-01-01 00:00:00')",
        _events(published, first),
    )
    connection.execute("COMMIT")
    connection.close()


def _days(period: Period) -> Iterator[str]:
    length = (period.end - period.start).days + 1
    return cycle((period.start + timedelta(days=n)).isoformat() for n in range(length))


def _codes(counts: tuple[tuple[str, int], ...]) -> Iterator[str]:
    for code, n in counts:
        for _ in range(n):
            yield code


def _complaints(published: Published, first: int) -> Iterator[tuple[object, ...]]:
    natures = _codes(published.natures) if published.natures else cycle(("N01",))
    triples = zip(_codes(published.categories), natures, _days(published.period), strict=False)
    for pk, (category, nature, day) in enumerate(triples, first):
        key = f"{pk:032x}"
        yield pk, f"G{pk}", key, key, day, category, nature


def _events(published: Published, first: int) -> Iterator[tuple[object, ...]]:
    days = _days(published.period)
    wan = 10_000 * 100
    double = int(float(published.double_wan) * 10) * wan // 10
    for at in range(published.total):
        pk, day = first + at, next(days)
        yield pk, "accepted", day, day, 0, None, None, f"a{pk:031x}", f"a{pk:031x}"
        if at < published.resolved:
            recovered = published.recovered_wan * wan if at == 0 else None
            punitive = None
            if at < published.double_cases:
                punitive = 1 if at else double - (published.double_cases - 1)
            yield pk, "settled", day, day, 1, recovered, punitive, f"b{pk:031x}", f"b{pk:031x}"


GOODS_CODES = {
    "家用电子电器类": "0101000000",
    "服装鞋帽类": "0102000000",
    "食品类": "0103000000",
    "烟、酒和饮料类": "0104000000",
    "房屋及建材类": "0105000000",
    "日用商品类": "0106000000",
    "首饰及文体用品类": "0107000000",
    "医药及医疗用品类": "0108000000",
    "交通工具类": "0109000000",
    "农用生产资料类": "0110000000",
}
NATURE_CODES = {
    "质量": "N01", "售后服务": "N02", "合同": "N03", "价格": "N04", "虚假宣传": "N05", "假冒": "N06",
    "安全": "N07", "计量": "N08", "人格尊严": "N09", "其他": "N10",
}  # fmt: skip


def published() -> list[Published]:
    """Everything published, period by period, as far as the tables go."""
    headline = {row["period"]: row for row in rows("golden_headline.csv")}
    natures = {row["period"]: row for row in rows("golden_natures.csv")}
    goods = rows("golden_goods_2022H1.csv")
    split = {row["period"]: row for row in rows("golden_split.csv")}
    out = []
    for name in PERIODS:
        head, nature = headline.get(name), natures.get(name)
        if name in ("2021H1", "2022H1"):
            classes = tuple((GOODS_CODES[row["goods_class"]], int(row[f"n_{name}"])) for row in goods)
        else:
            classes = ()
        total = int(head["accepted"]) if head else int(nature["total"]) if nature else 0
        known = sum(n for _, n in classes)
        if name in split:
            other, service = int(split[name]["other"]), int(split[name]["service"])
            rest = int(split[name]["goods"]) - known
            classes += (("0106000000", rest),) if rest else ()
            classes += (("0201000000", service), ("9900000000", other))
        else:
            classes += (("0202000000", total - known),)
        out.append(
            Published(
                parse_period(name),
                classes,
                tuple((code, int(nature[label])) for label, code in NATURE_CODES.items()) if nature else (),
                int(head["resolved"]) if head else 0,
                int(head["recovered_wan"]) if head else 0,
                int(head["double_comp_cases"] or 0) if head else 0,
                (head["double_comp_wan"] or "0") if head else "0",
            )
        )
    return out
