"""How a complaint goes on: taken on or refused, mediated, given up, followed up. Some late, some still open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from app.services.demo.days import working_days
from app.services.demo.grammar import say, tidy
from app.services.demo.telling import Telling, rounded
from app.services.demo.vocabulary import one, weighted

_REFUSALS = {
    "no_dispute": 5.0,
    "competence": 4,
    "elsewhere": 4,
    "papers": 3,
    "too_old": 2,
    "other": 1,
    "impersonation": 0.4,
}
_TERMINATIONS = {
    "failed": 6.0,
    "absent": 4,
    "party_gone": 1.5,
    "time_limit": 1,
    "not_acceptable": 0.7,
    "test_cost": 0.6,
    "other": 0.5,
}
_SATISFACTION = {"very_satisfied": 3.0, "satisfied": 6, "fair": 1.2, "dissatisfied": 0.4}

#: What was agreed on, by the first thing asked for.
_AGREED: dict[str, dict[str, float]] = {
    "refund": {"refund": 6, "part": 4},
    "return": {"return": 6, "part": 2, "replace": 2},
    "replace": {"replace": 7, "return": 3},
    "repair": {"repair": 8, "replace": 1, "compensate": 1},
    "redo": {"redo": 8, "compensate": 2},
    "compensate": {"compensate": 1},
    "make_up": {"make_up": 1},
    "other": {"other": 8, "compensate": 2},
}


@dataclass(frozen=True, slots=True)
class Extra:
    """An event beyond those that follow from the fields of a case; or one of those, with more said about it."""

    kind: str
    on: date
    note: str = ""
    to_whom: str = ""


@dataclass(slots=True)
class Ending:
    """What is known of a case by ``today``: its fields and more events."""

    values: dict[str, Any] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)


def conclude(telling: Telling, today: date, *, success: float) -> Ending:
    """Decide the course of a complaint; nothing in it is later than ``today``."""
    rng = telling.rng
    out = Ending()
    too_old = (telling.received - telling.purchased).days > 3 * 366
    if too_old or rng.random() < 0.055:
        _refuse(telling, out, today)
        return out
    accepted = _accepted(rng, telling.received, out)
    if accepted > today:
        return out
    if accepted == telling.received and rng.random() < 0.12:
        pass  # nothing was written about the day: it counts as taken on when it was registered
    else:
        out.values["accepted_on"] = accepted
    if rng.random() < 0.03:
        _transfer(telling, out, accepted, today)
        return out
    closed = _closed(telling, accepted, out)
    if closed > today or rng.random() < 0.012:
        out.values.setdefault("accepted_on", accepted)
        out.values["summary"] = _words(telling, telling.words.phrases["open"]["any"])
        return out
    out.values["closed_on"] = closed
    telling.later = closed + timedelta(days=rng.randint(2, 9))
    chance = rng.random()
    if chance < success:
        _settle(telling, out, closed, accepted, today)
    elif chance < success + (1 - success) * 0.27:
        out.values |= {"result": "withdrawn", "summary": _words(telling, telling.words.phrases["withdrawn"]["any"])}
    elif chance < success + (1 - success) * 0.36:
        out.values |= {"result": "unreachable", "termination": "party_gone"}
        out.values["summary"] = _words(telling, telling.words.phrases["unreachable"]["any"])
    else:
        _terminate(telling, out, closed, today)
    return out


def _refuse(telling: Telling, out: Ending, today: date) -> None:
    rng = telling.rng
    on = working_days().add_working_days(telling.received, rng.randint(1, 5))
    if rng.random() < 0.3:
        on = telling.received
    if on > today:
        return
    reasons = {reason: weight for reason, weight in _REFUSALS.items() if reason != "competence" or telling.authority}
    old = (telling.received - telling.purchased).days > 3 * 366
    reason = "too_old" if old else weighted(rng, {r: weight for r, weight in reasons.items() if r != "too_old"})
    out.values |= {"refused_on": on, "refusal": reason}
    out.values["summary"] = _words(telling, _refusal(telling, reason))


def _refusal(telling: Telling, reason: str) -> list[str]:
    refused = telling.words.phrases["refused"]
    if reason == "no_dispute" and telling.punishable:
        return list(refused["no_dispute_buyer"])
    return list(refused[reason])


def _accepted(rng: Random, received: date, out: Ending) -> date:
    days = working_days()
    if rng.random() < 0.45:
        return received
    delay = rng.randint(6, 9) if rng.random() < 0.03 else rng.choices((1, 2, 3, 4, 5), (5, 4, 3, 2, 1))[0]
    return days.add_working_days(received, delay)


def _closed(telling: Telling, accepted: date, out: Ending) -> date:
    rng = telling.rng
    visit = telling.channel == "3"
    if rng.random() < (0.34 if visit else 0.14):
        return accepted
    if rng.random() < 0.07:
        return working_days().add_working_days(accepted, rng.randint(11, 32))
    return working_days().add_working_days(accepted, min(10, 1 + round(rng.betavariate(1.6, 2.2) * 10)))


def _transfer(telling: Telling, out: Ending, accepted: date, today: date) -> None:
    on = working_days().add_working_days(accepted, telling.rng.randint(1, 4))
    if on > today:
        return
    words = one(telling.rng, telling.words.phrases["transferred"]["any"])
    to_whom = words.split("转")[-1].split("移送")[-1].removesuffix("处理")
    out.values.setdefault("accepted_on", accepted)
    out.values |= {"summary": tidy(words), "result": "transferred", "closed_on": on}
    out.extras.append(Extra("transferred", on, to_whom=to_whom))


def _settle(telling: Telling, out: Ending, closed: date, accepted: date, today: date) -> None:
    rng, phrases = telling.rng, telling.words.phrases
    asked = telling.want.split()
    agreed = _AGREED[asked[0]]
    if telling.unsafe_food:
        agreed = {how: weight for how, weight in agreed.items() if how != "part"}
    how = weighted(rng, agreed)
    telling.recovered = _recovered(rng, telling, how)
    telling.punitive = _punitive(rng, telling, how)
    text = one(rng, _agreement(telling, how))
    if telling.punitive:
        text += "，" + one(rng, phrases["settled"]["punitive"])
    out.values |= {
        "result": "agreed",
        "recovered": telling.recovered * telling.people,
        "mediation_way": _way(rng, telling, closed == accepted),
        "summary": _words(telling, [text]),
    }
    if telling.punitive:
        out.values["punitive"] = telling.punitive * telling.people
    if how in ("repair", "replace", "redo") and closed > accepted + timedelta(days=4) and rng.random() < 0.12:
        pause = accepted + timedelta(days=1)
        out.extras += [Extra("paused", pause, "送检"), Extra("resumed", closed - timedelta(days=1), "检测结果已出")]
    if rng.random() < 0.5:
        on = closed + timedelta(days=rng.randint(3, 25))
        if on <= today:
            out.values |= {"followed_up_on": on, "satisfaction": weighted(rng, _SATISFACTION)}
            return
    if rng.random() < 0.25 and telling.later and telling.later <= today:
        out.extras.append(Extra("performed", telling.later))


def _agreement(telling: Telling, how: str) -> list[str]:
    """The words for what was agreed; a trader elsewhere, a machine, a card have words of their own."""
    settled = telling.words.phrases["settled"]
    endings = [("_far", telling.shop.far), ("_machine", telling.machine), ("_prepaid", telling.subject.prepaid)]
    for ending, holds in endings:
        if holds and how + ending in settled:
            return list(settled[how + ending])
    return list(settled[how])


def _failure(telling: Telling, reason: str) -> list[str]:
    terminated = telling.words.phrases["terminated"]
    if telling.shop.far and f"{reason}_far" in terminated:
        return list(terminated[f"{reason}_far"])
    if reason == "failed" and telling.punishable:
        return list(terminated["failed_three"])
    if reason == "failed" and telling.want.split()[0] in ("refund", "return"):
        return list(terminated["failed_money"])
    return list(terminated[reason])


def _terminate(telling: Telling, out: Ending, closed: date, today: date) -> None:
    rng = telling.rng
    weights = dict(_TERMINATIONS)
    if telling.subject.prepaid:
        weights["party_gone"] = 6.0
    if telling.subject.service:
        weights.pop("test_cost")
    reason = weighted(rng, weights)
    out.values |= {"result": "not_agreed", "termination": reason}
    out.values["summary"] = _words(telling, _failure(telling, reason))
    chance = rng.random()
    if chance < 0.18 and closed <= today:
        out.extras.append(Extra("advised_elsewhere", closed, "告知可向人民法院起诉"))
    elif chance < 0.21:
        on = working_days().add_working_days(closed, rng.randint(3, 20))
        if on <= today:
            kind = "supported_lawsuit" if telling.people > 1 or rng.random() < 0.5 else "arbitration"
            out.extras.append(Extra(kind, on))


def _way(rng: Random, telling: Telling, same_day: bool) -> str:
    if telling.channel == "3":
        return "spot_now" if same_day else "spot" if rng.random() < 0.6 else "other"
    if same_day:
        return "now"
    return "spot" if rng.random() < 0.16 else "other"


def _recovered(rng: Random, telling: Telling, how: str) -> int:
    claim, price = telling.claim, telling.price
    match how:
        case "refund" | "make_up":
            return claim
        case "part":
            return rounded(claim * rng.randint(35, 88) // 100)
        case "return" | "replace":
            return price
        case "repair":
            return rounded(price * rng.randint(5, 18) // 100)
        case "redo":
            return rounded(claim * rng.randint(12, 45) // 100)
        case "compensate":
            return rounded(claim * rng.randint(30, 95) // 100)
    return 0


def _punitive(rng: Random, telling: Telling, how: str) -> int:
    """Three times the price for deceit, ten times for unsafe food; at least 500 or 1000 yuan."""
    if not telling.punishable or how not in ("return", "refund") or rng.random() > 0.45:
        return 0
    return max(100_000, telling.price * 10) if telling.unsafe_food else max(50_000, telling.price * 3)


def _words(telling: Telling, texts: list[str]) -> str:
    text = say(one(telling.rng, texts), telling, telling.rng)
    return tidy(text) if text else ""
