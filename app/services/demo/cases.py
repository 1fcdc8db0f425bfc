"""The complaints, reports and suggestions of one office, month by month, as values by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from app.services.complaints import outcome
from app.services.demo import days, points
from app.services.demo.endings import Ending, Extra, conclude
from app.services.demo.grammar import say, tidy
from app.services.demo.people import Crowd, Somebody
from app.services.demo.telling import Telling, bought_on, priced, rounded
from app.services.demo.traders import Shop, Trade
from app.services.demo.vocabulary import Office, Problem, Subject, Vocabulary, one, weighted
from app.services.parsing.codes import id_card_check
from app.services.periods import Period

_CHANNELS = {
    "county": {"1": 38.0, "3": 22, "8": 15, "p": 12, "m": 6, "6": 3, "e": 1.2, "g": 1, "4": 0.8, "j": 0.6, "d": 0.4},
    "city": {"1": 30.0, "8": 22, "p": 20, "3": 12, "m": 7, "6": 4, "g": 2, "d": 1.5, "j": 1.5},
    "station": {"3": 75.0, "1": 24, "m": 1},
}
#: How much commoner a nature is than the problems of the vocabulary alone would make it.
_NATURES = {"N02": 2.1, "N03": 1.1, "N04": 0.8, "N05": 0.6, "N09": 1.6, "N10": 1.4}
_REPORTS = 0.035
_SUGGESTIONS = 0.006
_OUTSIDE = 0.006
_TOO_OLD = 0.004


@dataclass(slots=True)
class Case:
    """One case: values by field for the register, and further events."""

    values: dict[str, Any]
    extras: list[Extra] = field(default_factory=list)

    def course(self) -> outcome.Course:
        """All that happened to it: what its fields tell of, and the further events."""
        way = outcome.course(self.values)
        said = {extra.kind: extra for extra in self.extras}
        happenings = tuple(
            replace(each, to_whom=extra.to_whom, note=extra.note) if (extra := said.pop(each.kind, None)) else each
            for each in way.happenings
        )
        steps = [
            outcome.Happening(extra.kind, extra.on, to_whom=extra.to_whom, note=extra.note)
            for extra in self.extras
            if extra.kind in said
        ]
        way = replace(way, happenings=happenings)
        return outcome.with_steps(way, self.values["kind"], steps) if steps else way


class Maker:
    """Makes the cases of one office. Each month has its own dice, so that months do not disturb each other."""

    def __init__(self, seed: int, office: Office, words: Vocabulary, today: date) -> None:
        self._seed = f"{seed}/{office.code}"
        self._office = office
        self._words = words
        self._today = today
        area = words.city.area_code
        self._crowd_rng = Random(f"{self._seed}/people")
        self._crowd = Crowd(self._crowd_rng, office, words.people, area)
        self._trade = Trade(f"{seed}", office, words.traders, self._crowd)
        self._success = 0.7 + Random(f"{self._seed}/success").uniform(-0.05, 0.1)
        self._terse = Random(f"{self._seed}/terse").uniform(0.12, 0.4)
        self._paper = 0

    def month(self, month: Period, expected: float) -> list[Case]:
        """The cases that come in during ``month``, about ``expected`` of them, by day."""
        rng = Random(f"{self._seed}/{month.text}")
        subjects = {
            n: s.weight * days.season(s, month.start.month) * days.likes(s, self._office)
            for n, s in enumerate(self._words.subjects)
        }
        all_days = days.days_of(month)
        weights = [days.busy(day, self._office) for day in all_days]
        came = sorted(rng.choices(all_days, weights, k=days.drawn(rng, expected)))
        made = [self._case(rng, day, subjects) for day in came]
        here = (self._office, self._words, self._trade, self._crowd)
        made += [Case(values) for values in points.settled(self._seed, *here, month, expected, self._today)]
        return sorted(made, key=lambda case: case.values["received_on"])

    def _case(self, rng: Random, day: date, subjects: dict[int, float]) -> Case:
        chance = rng.random()
        if chance < _REPORTS:
            return self._intake(rng, day, "report")
        if chance < _REPORTS + _SUGGESTIONS:
            return self._intake(rng, day, "suggestion")
        if chance < _REPORTS + _SUGGESTIONS + _OUTSIDE:
            return self._outside(rng, day)
        telling = self._telling(rng, day, self._words.subjects[weighted(rng, subjects)])
        facts = telling.facts()
        success = self._success - (0.12 if telling.subject.prepaid else 0)
        ending = conclude(telling, self._today, success=success)
        return self._put_together(rng, telling, facts, ending)

    def _telling(self, rng: Random, day: date, subject: Subject) -> Telling:
        problem = rng.choices(subject.problems, [p.weight * _NATURES.get(p.nature, 1.0) for p in subject.problems])[0]
        item = one(rng, problem.items or subject.item)
        kinds = {k: w for k, w in subject.shops.items() if not problem.shops or k in problem.shops}
        dealing = {k: w for k, w in kinds.items() if self._trade.deals(k, item)}
        shop = self._trade.shop(rng, weighted(rng, dealing or kinds), item)
        buying = self._buying(rng, subject, shop)
        people = 1
        if subject.group and rng.random() < subject.group:
            people = rng.choices((rng.randint(3, 9), rng.randint(10, 38), rng.randint(40, 160)), (6, 4, 1))[0]
        who = self._complainant(rng, subject, shop)
        kin = ""
        chance = rng.random()
        if people == 1 and chance < (0.22 if subject.old else 0.05) and not subject.outsiders:
            kin = self._kin(rng, who, old=subject.old)
        price = priced(rng, *(problem.price or subject.price))
        claim = price if problem.claim is None else rounded(price * rng.randint(*problem.claim) // 100)
        if problem.nature == "N07" and "compensate" in problem.want and not any(">>" in text for text in problem.what):
            claim = price + rounded(rng.randint(15000, 160000))
        purchased = bought_on(rng, day, problem)
        if rng.random() < _TOO_OLD:
            purchased = day - timedelta(days=rng.randint(1120, 2400))
        return Telling(
            rng=rng,
            words=self._words,
            subject=subject,
            problem=problem,
            shop=shop,
            who=who,
            item=item,
            brand=one(rng, self._words.traders.brands[subject.brands]) if subject.brands and rng.random() < 0.6 else "",
            count=round(rng.triangular(subject.quantity[0], subject.quantity[1], subject.quantity[0])),
            price=price,
            claim=claim,
            received=day,
            purchased=purchased,
            buying=buying,
            channel=weighted(rng, _CHANNELS[self._office.level]),
            at_station=self._office.level == "station",
            people=people,
            kin=kin,
            terse=rng.random() < self._terse,
        )

    def _complainant(self, rng: Random, subject: Subject, shop: Shop) -> Somebody:
        outsider = subject.outsiders and rng.random() < 0.55
        return self._crowd.somebody(old=subject.old, women=subject.women, outsider=outsider, rural=subject.rural)

    def _kin(self, rng: Random, who: Somebody, *, old: bool) -> str:
        words = self._words.phrases["kin"]
        if old and 24 <= who.age <= 58:
            return str(one(rng, words["old"]))
        if who.age < 30 or who.age > 78:
            return ""
        partner = "丈夫" if who.sex == "2" else "妻子"
        return str(one(rng, [k for k in words["young"] if k not in ("丈夫", "妻子") or k == partner]))

    def _buying(self, rng: Random, subject: Subject, shop: Shop) -> str | None:
        if shop.buying:
            return shop.buying if shop.buying != "meeting" or rng.random() < 0.8 else "door"
        if subject.prepaid:
            return "prepaid"
        if subject.service and rng.random() < 0.35:
            return None
        return "store"

    def _put_together(self, rng: Random, telling: Telling, facts: str, ending: Ending) -> Case:
        values = self._intake_values(rng, telling.received, telling.channel, telling.who, telling.shop)
        subject = telling.subject
        values |= {
            "category": subject.category,
            "nature": telling.problem.nature,
            "item": telling.item,
            "item_code": subject.item_code,
            "brand": telling.brand,
            "amount": telling.price * telling.people,
            "buying": telling.buying,
            "facts": facts,
            "demand": _demand(telling.want),
            "group_size": telling.people,
        }
        if not subject.service and rng.random() < 0.7:
            values["quantity"] = telling.quantity()
        if telling.claim != telling.price:
            values["disputed"] = telling.claim * telling.people
        if rng.random() < 0.8:
            values["purchased_on"] = telling.purchased
        if rng.random() < 0.25:
            gap = (telling.received - telling.purchased).days
            values["happened_on"] = telling.purchased + timedelta(days=round(gap * rng.uniform(0.3, 0.9)))
        if rng.random() < 0.015:
            values["amount"] = None
        if ending.values.get("refusal") == "papers" and ending.values["refused_on"] > telling.received:
            ending.extras.append(
                Extra("papers_asked", telling.received, one(rng, self._words.phrases["ask_papers"]["any"]))
            )
        tag = self._tag(rng, telling)
        if tag:
            values["tags"] = (tag,)
        return Case(values | ending.values, ending.extras)

    def _intake_values(self, rng: Random, day: date, channel: str, who: Somebody, shop: Shop | None) -> dict[str, Any]:
        values: dict[str, Any] = {
            "kind": "complaint",
            "received_on": day,
            "channel": channel,
            "source": {"8": "11", "g": "11", "e": "03", "j": "08", "p": "08"}.get(channel, "01"),
            "complainant": who.name,
            "sex": who.sex if rng.random() < 0.95 else "9",
            "age": who.age if rng.random() < 0.82 else None,
            "phone": who.phone,
            "address": who.address if rng.random() < 0.85 else "",
        }
        if self._office.stations and channel in ("1", "3") and rng.random() < 0.34:
            values |= {"station": one(rng, self._office.stations), "source": "02"}
            if rng.random() < 0.6:
                self._paper += 1
                values["paper_number"] = f"{values['station'][:2]}{day:%y}-{self._paper:04d}"
        elif self._office.level == "station":
            self._paper += 1
            values |= {"station": self._office.name, "source": "02", "paper_number": f"{day:%y}-{self._paper:04d}"}
        if rng.random() < 0.04:
            values |= {"id_kind": "resident", "id_number": _identity(rng, who, day), "consent_mediation": True}
        elif rng.random() < 0.4:
            values["consent_mediation"] = True
        if rng.random() < 0.15:
            values["consent_publish"] = rng.random() < 0.7
        if shop is not None:
            values["trader"] = shop.name
            if rng.random() < 0.7:
                values["trader_phone"] = shop.phone
            if rng.random() < 0.75:
                values["trader_address"] = shop.address
            if rng.random() < 0.3:
                values["trader_contact"] = shop.contact
            if rng.random() < 0.5:
                values["trader_code"] = shop.code
        return values

    def _tag(self, rng: Random, telling: Telling) -> str:
        day = telling.received
        if day.month == 3 and 8 <= day.day <= 16:
            return "3·15" if rng.random() < (0.95 if day.day in (14, 15) else 0.45) else ""
        if day.month == 11 and day.day >= 11 and telling.shop.far:
            return "双11" if rng.random() < 0.5 else ""
        if telling.subject.old and telling.buying in ("meeting", "door") and rng.random() < 0.4:
            return "守护夕阳红"
        return ""

    def _intake(self, rng: Random, day: date, kind: str) -> Case:
        others = self._words.others
        about = one(rng, others.report if kind == "report" else others.suggestion)
        shop = self._trade.shop(rng, about.shop) if about.shop else None
        channel = weighted(rng, _CHANNELS[self._office.level])
        who = self._crowd.somebody()
        values = self._intake_values(rng, day, channel, who, shop)
        slots = {
            "trader": shop.name if shop else "",
            "spot": one(rng, self._office.spots),
            "date": f"{day.month}月{day.day}日",
        }
        text = say(one(rng, about.facts), lambda name, arg: slots.get(name) or _between(rng, arg), rng)
        values |= {"kind": kind, "category": about.category, "nature": "N10", "facts": tidy(text)}
        if kind == "report" and rng.random() < 0.3:
            values |= {"complainant": "", "phone": "", "address": "", "sex": None, "age": None}
        return Case(values, self._passed_on(rng, day, kind))

    def _passed_on(self, rng: Random, day: date, kind: str) -> list[Extra]:
        """To whom it was passed on, and what was answered, as far as that is known today."""
        told = self._words.others.passed_on
        on = days.working_days().add_working_days(day, rng.randint(1, 4))
        back = days.working_days().add_working_days(on, rng.randint(4, 20))
        to, answer = one(rng, told[kind]), one(rng, told[f"{kind}_answers"])
        if rng.random() < 0.12 or on > self._today:
            return []
        steps = [Extra("transferred", on, to_whom=to)]
        if rng.random() < 0.85 and back <= self._today:
            steps.append(Extra("answered", back, answer))
        return steps

    def _outside(self, rng: Random, day: date) -> Case:
        """A matter that is not the committee's: refused."""
        shop = self._trade.shop(rng, weighted(rng, {"decor": 1, "restaurant": 1, "supermarket": 1}))
        who = self._crowd.somebody()
        values = self._intake_values(rng, day, weighted(rng, _CHANNELS[self._office.level]), who, shop)
        price = priced(rng, 1200, 38000)
        slots = {"who": "来访人", "trader": shop.name, "price": str(price // 100)}
        text = say(
            one(rng, self._words.others.outside["facts"]), lambda name, arg: slots.get(name) or _between(rng, arg), rng
        )
        if shop.name not in text:
            values |= {"trader": "", "trader_phone": "", "trader_address": "", "trader_contact": "", "trader_code": ""}
        on = days.working_days().add_working_days(day, rng.randint(1, 4))
        values |= {"category": "9900000000", "nature": "N10", "facts": tidy(text), "amount": price}
        if on <= self._today:
            values |= {
                "refused_on": on,
                "refusal": "competence",
                "summary": tidy(
                    one(rng, ("不属于消保委职责范围，已告知向有关部门反映", "非消费纠纷，建议向人民调解委员会申请"))
                ),
            }
        return Case(values)


def cases(maker: Maker, months: tuple[Period, ...], volumes: dict[tuple[str, str], float], code: str) -> Iterator[Case]:
    """All cases of one office, oldest first."""
    for month in months:
        yield from maker.month(month, volumes[code, month.text])


def _demand(want: str) -> tuple[str, ...]:
    return ("return", "refund") if want == "return" else tuple(want.split())


def _between(rng: Random, argument: str) -> str:
    low, _, high = argument.partition("-")
    return str(rng.randint(int(low), int(high)))


def _identity(rng: Random, who: Somebody, day: date) -> str:
    """An identity number of a county that does not exist, right in form."""
    birth = day.replace(day=1) - timedelta(days=who.age * 366 + rng.randrange(300))
    order = 2 * rng.randrange(5) + (who.sex == "1")
    first = f"331199{birth:%Y%m%d}00{order}"
    return first + id_card_check(first)


__all__ = ["Case", "Maker", "Problem", "cases"]
