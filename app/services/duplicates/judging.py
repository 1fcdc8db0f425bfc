"""Adding up what two cases have in common, and saying it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.duplicates import likeness, weights
from app.services.duplicates.likeness import Same, Trader


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of two cases: its Chinese ``label``, what stands ``here`` (being written) and ``there``."""

    field: str
    label: str
    here: str
    there: str
    same: Same


@dataclass(frozen=True, slots=True)
class Judgement:
    """Points of *who* and of *what*, each field's verdict, and the reasons in words, the weightiest first."""

    who: float
    what: float
    fields: Mapping[str, Same]
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """All points together."""
        return self.who + self.what

    @property
    def likely(self) -> bool:
        """Whether a person should look at it."""
        return self.score >= weights.SHOWN and self.who >= weights.WHO_LEAST and self.what >= weights.WHAT_LEAST


def judge(
    here: Mapping[str, Any],
    there: Mapping[str, Any],
    trader: Trader,
    cases: int,
    *,
    facts: bool = True,
    whole: bool = False,
) -> Judgement:
    """Compare typed values by field.

    ``trader``: whether the two traders are one (joined spellings are the same); ``cases``: how many cases it has.
    When *who* speaks against it, nothing else is looked at, unless the ``whole`` comparison is wanted. Without
    ``facts`` the stories are not compared either, which is most of the work: see :func:`worth_reading`.
    """
    out = _Sum()
    phone = likeness.phone(here.get("phone") or "", there.get("phone") or "")
    out.who("phone", phone, weights.PHONE_SAME, weights.PHONE_NEAR, weights.PHONE_DIFFERENT, "电话相同", "电话只差一点")
    _judge_name(out, here.get("complainant") or "", there.get("complainant") or "")
    if out.against and not whole:
        return out.judgement()
    _judge_trader(out, trader, cases)
    money = likeness.amount(here.get("amount"), there.get("amount"))
    same_money = weights.AMOUNT_SAME_ROUND if (here.get("amount") or 0) % 10_000 == 0 else weights.AMOUNT_SAME
    out.what("amount", money, same_money, weights.AMOUNT_NEAR, weights.AMOUNT_DIFFERENT, "金额相同", "金额相近")
    goods = likeness.goods(here.get("item") or "", there.get("item") or "")
    out.what("item", goods, weights.GOODS_SAME, weights.GOODS_SAME / 2, weights.GOODS_DIFFERENT, "商品相同", "")
    _judge_category(out, here.get("category"), there.get("category"))
    if facts:
        _judge_facts(out, here.get("facts") or "", there.get("facts") or "")
    _judge_days(out, here, there)
    return out.judgement()


def worth_reading(without_facts: Judgement) -> bool:
    """Whether the stories could still make a case likely that was judged without them."""
    best = weights.FACTS[0][1]
    return (
        without_facts.who >= weights.WHO_LEAST
        and without_facts.what + best >= weights.WHAT_LEAST
        and without_facts.score + best >= weights.SHOWN
    )


class _Sum:
    def __init__(self) -> None:
        self._who = self._what = 0.0
        self.fields: dict[str, Same] = {}
        self._reasons: list[tuple[float, str]] = []

    def who(
        self, field: str, same: Same, agree: float, near: float, differ: float, reason: str, near_reason: str
    ) -> None:
        self._who += self._points(field, same, agree, near, differ, reason, near_reason)

    def what(
        self, field: str, same: Same, agree: float, near: float, differ: float, reason: str, near_reason: str
    ) -> None:
        self._what += self._points(field, same, agree, near, differ, reason, near_reason)

    def _points(
        self, field: str, same: Same, agree: float, near: float, differ: float, reason: str, near_reason: str
    ) -> float:
        self.fields[field] = same
        points = {"same": agree, "near": near, "different": differ, "unknown": 0.0}[same]
        said = {"same": reason, "near": near_reason}.get(same, "")
        if said:
            self._reasons.append((points, said))
        return points

    @property
    def against(self) -> bool:
        """Whether these are two people."""
        return self._who < weights.WHO_LEAST

    def judgement(self) -> Judgement:
        self._reasons.sort(key=lambda reason: -reason[0])
        return Judgement(self._who, self._what, self.fields, tuple(said for _, said in self._reasons))


def _judge_name(out: _Sum, here: str, there: str) -> None:
    found = likeness.name(here, there)
    near = weights.NAME_SURNAME if found == "surname" else weights.NAME_NEAR
    same: Same = "near" if found == "surname" else found
    said = "姓相同" if found == "surname" else "姓名相像"
    out.who("complainant", same, weights.NAME_SAME, near, weights.NAME_DIFFERENT, "姓名相同", said)


def _judge_trader(out: _Sum, trader: Trader, cases: int) -> None:
    agree = weights.trader_points(cases)
    near = weights.TRADER_AKIN if trader == "akin" else min(weights.TRADER_ALIKE, agree)
    same: Same = "near" if trader == "alike" or trader == "akin" else trader
    said = "商家名字相像" if trader == "alike" else ""
    out.what("trader", same, agree, near, weights.TRADER_DIFFERENT, "同一商家", said)


def _judge_category(out: _Sum, here: str | None, there: str | None) -> None:
    """Classes count by their first four figures: goods or services, and which of them."""
    same: Same = "unknown"
    if here and there:
        same = "same" if here == there else "near" if here[:4] == there[:4] else "different"
    points = weights.CATEGORY_SAME
    out.what("category", same, points, points, weights.CATEGORY_DIFFERENT, "", "")


def _judge_facts(out: _Sum, here: str, there: str) -> None:
    found = likeness.facts(here, there)
    if found is None:
        out.what("facts", "unknown", 0.0, 0.0, 0.0, "", "")
        return
    points = weights.facts_points(found)
    same: Same = "same" if found >= 0.9 else "near" if found >= weights.FACTS_ALIKE else "different"
    out.what("facts", same, points, points, points, "事实相同", "事实相像")


def _judge_days(out: _Sum, here: Mapping[str, Any], there: Mapping[str, Any]) -> None:
    apart = _apart(here.get("received_on"), there.get("received_on"))
    if apart is not None:
        same: Same = "same" if apart == 0 else "near" if apart <= weights.RECEIVED_NEAR_DAYS else "different"
        points = weights.received_points(apart)
        out.what("received_on", same, points, points, points, "同一天登记", "登记日期相近")
    for field, said in (("purchased_on", "购买日期"), ("happened_on", "发生日期")):
        apart = _apart(here.get(field), there.get(field))
        if apart is None:
            continue
        same = "same" if apart == 0 else "near" if apart <= weights.BOUGHT_NEAR_DAYS else "different"
        out.what(
            field, same, weights.BOUGHT_SAME, weights.BOUGHT_NEAR, weights.BOUGHT_DIFFERENT,
            f"{said}相同", f"{said}相近",
        )  # fmt: skip


def _apart(one: date | None, other: date | None) -> int | None:
    return abs((one - other).days) if one and other else None
