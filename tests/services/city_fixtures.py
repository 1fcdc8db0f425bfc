"""A small city for tests: two counties with a few cases, their returns written, and the city's folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from app.bootstrap import Services
from app.services.periods import parse_period

MARCH = parse_period("2026-03")
TODAY = date(2026, 4, 3)

PHONE = {"item": "手机", "nature": "质量", "amount": "1.2万", "channel": "电话", "trader": "宏发手机店"}
MEAL = {"category": "生活、社会服务类", "nature": "价格", "amount": "300", "channel": "来人", "trader": "望江楼"}
SETTLED = {"result": "达成协议", "recovered": "2350", "mediation_way": "现场"}


def take(services: Services, day: int, what: Mapping[str, str], **more: str) -> str:
    """A case received and accepted on ``day`` of March 2026; gives its number."""
    fields = {"complainant": "李秀英", "facts": "用了两天就黑屏", **what}
    fields |= {"received_on": f"2026-03-{day:02d}", "accepted_on": f"2026-03-{day:02d}", **more}
    return services.complaints.register(fields, today=TODAY, by="王桂芬").record.number


def fill_register(services: Services, phones: int, meals: int) -> None:
    """``phones`` open cases about goods, ``meals`` settled ones about services, enquiries and typed figures."""
    for n in range(phones):
        take(services, 1 + n % 28, PHONE)
    for n in range(meals):
        take(services, 1 + n % 28, MEAL, closed_on=f"2026-03-{1 + n % 28:02d}", **SETTLED)
    services.enquiries.add({"on": "2026-03-05", "people": "7"}, today=TODAY)
    services.figures.set(MARCH, {"leaflets": "3100余", "warnings": "4"})


def written(services: Services, out: Path, *, seal: bool = True) -> Path:
    """The county's return of March, sealed and written to ``out``."""
    if seal:
        services.returns.seal("monthly", MARCH, today=TODAY, by="陈秘书", insist=False)
    return services.returns.fill("monthly", MARCH, out, today=TODAY, by="陈秘书").out
