"""One complaint put into words the way the clerk who takes it down would write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from app.services.demo.grammar import say, tidy
from app.services.demo.people import Somebody
from app.services.demo.traders import Shop
from app.services.demo.vocabulary import Problem, Subject, Vocabulary, one, weighted

_CHINESE = "零一两三四五六七八九十"
_HOTLINE = ("8", "p", "e", "g", "j", "o")
_SELF = ("6", "m", "7", "b", "2")
_LETTER = ("4", "d", "5")


@dataclass(slots=True)
class Telling:
    """What happened, and the slots of every text about it. Money in fen; ``claim`` is what is asked for."""

    rng: Random
    words: Vocabulary
    subject: Subject
    problem: Problem
    shop: Shop
    who: Somebody
    item: str
    brand: str
    count: int
    price: int
    claim: int
    received: date
    purchased: date
    buying: str | None
    channel: str
    want: str = ""
    people: int = 1
    kin: str = ""
    terse: bool = False
    short_sums: bool = False
    recovered: int = 0
    punitive: int = 0
    later: date | None = None
    at_station: bool = False
    reply: str = ""
    what: str = ""
    style: str = ""
    platform: str = ""

    def __post_init__(self) -> None:
        rng = self.rng
        if self.channel in _HOTLINE and rng.random() < 0.8:
            self.style = "hotline"
        elif self.channel in _SELF:
            self.style = "self"
        elif self.channel in _LETTER:
            self.style = "letter"
        elif self.terse:
            self.style = "terse"
        else:
            self.style = "clerk"
        if self.kin and self.style == "self":
            self.kin = ""
        self.what, self.reply, self.want = self._happening()
        if self.people > 1 and not any(word in self.what for word in self.words.phrases["group_fits"]["words"]):
            self.people = 1
        self.short_sums = rng.random() < 0.6
        self.platform = one(rng, self.words.phrases["platform"]["online"])

    def __call__(self, name: str, argument: str) -> str:
        """The words of a slot."""
        rng = self.rng
        if name == "n" and not argument:
            return str(self.people)
        match name:
            case "n" | "cn" | "yuan" | "part":
                low, high = (int(part) for part in argument.split("-"))
                return self._number(name, low, high)
            case "price":
                return self.money(self.price)
            case "claim":
                return self.money(self.claim)
            case "rec":
                return self.money(self.recovered)
            case "pun":
                return self.money(self.punitive)
            case "date":
                return self._date()
            case "later":
                return day_words(self.later or self.received, self.received)
            case "used":
                return self._used()
            case "trader":
                return self.shop.name
            case "who_to":
                return one(rng, (self.shop.seller, "商家", "经营者", self.shop.name))
            case "here":
                return "站里" if self.at_station else "会里"
            case "child":
                return self._child()
            case "s":
                return self.shop.seller
            case "me":
                return "我" if self.style == "self" else self.kin or "消费者"
            case "who":
                return self._who()
            case "item":
                return self.item
            case "brand":
                return self.brand
            case "qty":
                return self.quantity(spoken=True)
            case "unit":
                return self.unit
            case "thing":
                return self.item
            case "kin":
                return self.kin
            case "authority":
                return self.authority
            case "platform":
                return self.platform
            case "spot" | "town":
                return self.shop.address
            case "total":
                return self.money(self.price * self.people)
        raise KeyError(name)

    def say(self, texts: list[str]) -> str:
        """One of ``texts``, filled in."""
        return say(one(self.rng, texts), self, self.rng)

    def money(self, fen: int) -> str:
        """A sum as clerks write it, without the unit: 2350, 39.9, 1.28万."""
        if self.short_sums and fen >= 1_000_000 and fen % 10_000 == 0:
            return f"{format((Decimal(fen) / 1_000_000).normalize(), 'f')}万"
        return format((Decimal(fen) / 100).normalize(), "f")

    def quantity(self, *, spoken: bool = False) -> str:
        """How many: 一台, 3斤."""
        if spoken and self.count == 1:
            return f"一{self.unit}"
        if spoken and self.count <= 3 and self.unit != "斤":
            return f"{_CHINESE[self.count]}{self.unit}"
        return f"{self.count}{self.unit}"

    @property
    def unit(self) -> str:
        """The measure word."""
        return self.problem.unit or self.subject.unit

    def facts(self) -> str:
        """The whole note."""
        rng, phrases = self.rng, self.words.phrases
        buy = self.say(self._buying())
        opening = self._opening(buy)
        what, reply = say(self.what, self, rng), say(self.reply, self, rng)
        demand = self.say(self._demands())
        ending = say(
            one(rng, phrases["ending"].get(self.style, phrases["ending"]["clerk"])),
            lambda name, argument: demand if name == "demand" else self(name, argument),
            rng,
        )
        if self.style == "terse":
            return tidy("，".join((opening, what)) + f"。{reply}。{ending}")
        parts = [opening, one(rng, ("，", "，", "。")), what, "。", reply]
        if rng.random() < 0.5 and (self.received - self.purchased).days > 2:
            tried = self._tried(what + reply)
            parts += [one(rng, ("，", "。")), tried]
        if self.people > 1:
            parts += ["。", self.say(phrases["group_note"]["each"])]
        if rng.random() < 0.3:
            parts += ["。", self.say(self._evidence())]
        return tidy("".join((*parts, "。", ending)))

    def _happening(self) -> tuple[str, str, str]:
        """The problem, the answer and the demand that belong together: ``what >> reply >> want`` in one text."""
        what, _, rest = one(self.rng, self.problem.what).partition(" >> ")
        reply, _, want = rest.partition(" >> ")
        return what, reply or one(self.rng, self.problem.reply), wanted(self.rng, want or self.problem.want)

    def _demands(self) -> list[str]:
        if self.problem.ask:
            return self.problem.ask
        common: list[str] = list(self.words.phrases["demand"][self.want])
        if self.punishable:
            return common + list(self.words.phrases["punish"]["food" if self.unsafe_food else "deceit"])
        return common

    @property
    def unsafe_food(self) -> bool:
        """Whether the law on food gives ten times the price."""
        return self.problem.nature == "N07" and self.subject.code.startswith(("0103", "0104"))

    @property
    def punishable(self) -> bool:
        """Whether more than the loss is asked for: deceit over goods, or unsafe food."""
        if "compensate" not in self.want or self.subject.service or self.subject.prepaid or self.price > 2_000_000:
            return False
        return self.problem.nature in ("N05", "N06") or self.unsafe_food

    @property
    def authority(self) -> str:
        """Who else is in charge of such things; nobody when it is empty."""
        return str(self.words.phrases["authority"].get(self.subject.code[:4], ""))

    @property
    def machine(self) -> bool:
        """Whether it is something with a guarantee and spare parts."""
        return self.subject.code.startswith(("0101", "0109", "010801"))

    def _tried(self, told: str) -> str:
        pool = self.words.phrases["tried"]["net" if self.shop.far else "visit"]
        long_ago = (self.received - self.purchased).days > 40
        if not long_ago or "拖" in told:
            pool = [text for text in pool if "拖了" not in text and "至今" not in text]
        if "电话" in told:
            pool = [text for text in pool if "电话" not in text]
        return self.say(pool)

    def _opening(self, buy: str) -> str:
        phrases = self.words.phrases["openings"]
        style = "group" if self.people > 1 and self.style != "self" else self.style
        if self.kin and style in ("clerk", "terse"):
            style = "family"
        text = one(self.rng, phrases[style])
        # 其母亲6月3日在…: the relative did the buying
        return say(text, lambda name, argument: self._in_opening(name, argument, buy), self.rng)

    def _in_opening(self, name: str, argument: str, buy: str) -> str:
        if name in ("buy", "buy_each"):
            return buy
        return self(name, argument)

    def _buying(self) -> list[str]:
        common = self.words.phrases["buy"]
        if self.problem.buy:
            return self.problem.buy
        if self.buying in ("remote", "door", "meeting") and not self.subject.service:
            return list(common[self.buying])
        if self.subject.buy:
            return self.subject.buy
        if self.subject.service:
            return list(common["service"])
        return list(common[self.buying or "store"])

    def _evidence(self) -> list[str]:
        if self.subject.evidence:
            return self.subject.evidence
        subject = self.subject
        kind = (
            "online" if self.shop.far else "prepaid" if subject.prepaid else "service" if subject.service else "store"
        )
        return list(self.words.phrases["evidence"][kind])

    def _who(self) -> str:
        if self.people > 1:
            return self.who.name
        if self.style == "hotline":
            return "来电人"
        # as the clerk chose at first, so that one note calls a person one thing
        return one(Random(self.who.name), ("消费者", "投诉人", f"{self.who.surname}{self.who.title}", "消费者"))

    def _child(self) -> str:
        if self.people > 1:
            return "孩子"
        if self.who.age < 24:
            return "弟弟" if ord(self.who.name[-1]) % 2 else "妹妹"
        seed = Random(self.who.name + self.item)
        return one(seed, ("孙子", "孙女", "外孙")) if self.who.age > 56 else one(seed, ("孩子", "女儿", "儿子"))

    def _date(self) -> str:
        days = (self.received - self.purchased).days
        if self.style in ("clerk", "terse", "self") and self.rng.random() < 0.35:
            if days <= 2:
                return ("今天", "昨天", "前天")[days]
            if days <= 6:
                return "前几天"
            if 7 <= days <= 12:
                return "上个礼拜" if self.who.age > 55 else "上周"
        return day_words(self.purchased, self.received)

    def _used(self) -> str:
        days = max(1, round((self.received - self.purchased).days * self.rng.uniform(0.25, 0.8)))
        for most, text in self.words.phrases["after"]["used"]:
            if days <= most:
                return str(text)
        return "好几年"

    def _number(self, name: str, low: int, high: int) -> str:
        rng = self.rng
        if name == "cn":
            return _CHINESE[rng.randint(low, high)]
        if name == "n":
            return str(rng.randint(low, high))
        if name == "yuan":
            step = 1 if high <= 60 else 10 if high <= 1000 else 100
            return str(max(low, rng.randint(low, high) // step * step))
        return self.money(rounded(self.price * rng.randint(low, high) // 100))


def day_words(day: date, seen: date) -> str:
    """A day as written on ``seen``: 3月16日, 去年11月8日, 2023年5月."""
    if day.year >= seen.year:
        return f"{day.month}月{day.day}日"
    if day.year == seen.year - 1:
        return f"去年{day.month}月{day.day}日" if day.month > 6 else f"去年{day.month}月"
    return f"{day.year}年{day.month}月"


def rounded(fen: int) -> int:
    """A sum as people agree on one: no odd fen, round when large; at least one yuan."""
    for least, step in ((10_000_000, 100_000), (1_000_000, 10_000), (100_000, 5_000), (10_000, 1_000), (1_000, 100)):
        if fen >= least:
            return fen // step * step
    return max(100, fen // 10 * 10)


def priced(rng: Random, low: int, high: int) -> int:
    """A price in fen between ``low`` and ``high`` yuan, rather low than high, of the kind shops ask for."""
    yuan = low * (high / low) ** rng.betavariate(1.7, 2.4)
    if yuan < 30:
        return round(yuan) * 100 if rng.random() < 0.6 else int(yuan) * 100 + one(rng, (50, 80, 90))
    if yuan < 100:
        return int(yuan) * 100 + (90 if rng.random() < 0.2 else 0)
    if yuan < 1000:
        return (int(yuan) // 10 * 10 + one(rng, (0, 0, 5, 8, 9, 9))) * 100
    if yuan < 10000:
        return (int(yuan) // 100 * 100 + one(rng, (0, 0, 50, 80, 98, 99, 60))) * 100
    step = 1000 if yuan < 100000 else 5000
    return max(int(yuan) // step * step + one(rng, (0, 0, 0, 800, 500)), low) * 100


def bought_on(rng: Random, received: date, problem: Problem) -> date:
    """The day of buying: sooner is likelier."""
    low, high = problem.after
    days = low + (high - low) * rng.betavariate(1.1, 2.4)
    return received - timedelta(days=round(days))


def wanted(rng: Random, text: str) -> str:
    """What the consumer asks for; the first of the alternatives (``a|b c``) is the likeliest."""
    options = text.split("|")
    return weighted(rng, {option: 1 / (rank + 1) for rank, option in enumerate(options)})
