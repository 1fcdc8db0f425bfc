"""Two values of one field: the same, near, different, or unknown because one of them is missing."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Literal

from app.services.duplicates.weights import AMOUNT_NEAR_SHARE
from app.services.memory import spellings
from app.services.memory.names import sound_alike
from app.services.parsing.text import halfwidth, normal_name

Same = Literal["same", "near", "different", "unknown"]

_TITLES = re.compile(r"(?:先生|女士|小姐|同志|老板|师傅|阿婆|阿公|大爷|大妈|大伯|老人|老师|某某?|[×*xX]+)$")
#: Numbers and names long enough that one wrong figure is a slip and not another number.
_WHOLE_NUMBER = 7
_LONGEST_FACTS = 1500
#: What stands in every story; it makes no two of them alike.
_COMMON = re.compile(
    "消费者|投诉人|被投诉人|顾客|客户|当事人|商家|店家|店里|老板|商店|来信|反映|投诉|要求|希望|请求|协助|调解|处理|解决|"
    "购买|买的|买了|买来|买到|退货|退款|退钱|退还|赔偿|不同意|拒绝|不肯|不给|元|块钱|人民币|"
    "现在|目前|已经|没有|一个|不能|但是|因为|所以|于是|后来|去年|今年|"
    r"\d{4}年|\d{1,2}月|\d{1,2}[日号]"
)
_OTHER = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff]+")
_AMOUNTS = re.compile(r"\d+(?:\.\d+)?")


def phone(one: str, other: str) -> Same:
    """Telephone numbers; with several in a field the best pair counts. A code of the area may be left away."""
    first, second = _numbers(one), _numbers(other)
    if not first or not second:
        return "unknown"
    results = {_phone(a, b) for a in first for b in second}
    order: tuple[Same, ...] = ("same", "near", "unknown", "different")
    return next(result for result in order if result in results)


def _phone(one: str, other: str) -> Same:
    if one == other:
        return "same"
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _WHOLE_NUMBER:
        return "unknown"
    if longer.startswith("0") and longer.endswith(shorter) and not shorter.startswith(("0", "1")):
        return "same"
    if one_slip(one, other):
        return "near"
    mobile = [number.startswith("1") and len(number) >= 10 for number in (one, other)]
    return "different" if mobile[0] == mobile[1] else "unknown"


def one_slip(one: str, other: str) -> bool:
    """One character wrong, missing or too many, or two neighbours that changed places."""
    if len(one) == len(other):
        differ = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            return one[differ[0]] == other[differ[1]] and one[differ[1]] == other[differ[0]]
        return len(differ) == 1
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) != 1:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


@lru_cache(4096)
def _numbers(text: str) -> tuple[str, ...]:
    parts = re.split("[、,，;；/]", text)
    found = ("".join(c for c in halfwidth(part).partition("转")[0] if c in "0123456789") for part in parts)
    return tuple(number for number in found if number)


Name = Literal["same", "near", "surname", "different", "unknown"]


def name(one: str, other: str) -> Name:
    """Names of people. «王女士» may be 王秀英; of «某» and «先生» alone nothing can be said."""
    (first, first_bare), (second, second_bare) = _bare(one), _bare(other)
    if not first or not second:
        return "unknown"
    bare = [first_bare, second_bare]
    if not bare[0] or not bare[1]:
        return "unknown"
    titled = bare[0] != first or bare[1] != second
    if titled or min(map(len, bare)) == 1:
        if bare[0][0] != bare[1][0]:
            return "different"
        return "surname" if bare[0] != bare[1] or len(bare[0]) == 1 else "same"
    if first == second:
        return "same"
    if len(first) == len(second):
        differ = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
        if all(sound_alike(first[at], second[at]) for at in differ):
            return "near"
        if len(differ) == 1 and len(first) > 2 and differ[0] > 0:
            return "near"
    return "different"


@lru_cache(8192)
def _bare(name: str) -> tuple[str, str]:
    """A name, and what is left of it without a title."""
    plain = normal_name(name)
    return plain, _TITLES.sub("", plain)


Trader = Literal["same", "alike", "akin", "different", "unknown"]
_AKIN_SHARE = 0.6


def trader(one: str, other: str, places: frozenset[str] = frozenset()) -> Trader:
    """Names of traders: alike as spellings of one may be, akin when most of it is shared («鑫源», «金源电动车行»)."""
    if not one or not other:
        return "unknown"
    if one == other:
        return "same"
    if spellings.alike(one, other, places):
        return "alike"
    first, second = spellings.core(one, places), spellings.core(other, places)
    shared = sum((Counter(first) & Counter(second)).values())
    akin = first[:2] == second[:2] or 2 * shared >= _AKIN_SHARE * (len(first) + len(second))
    return "akin" if akin else "different"


def amount(one: int | None, other: int | None) -> Same:
    """Amounts in fen: near when one is the other rounded, or they are a twentieth apart."""
    if one is None or other is None:
        return "unknown"
    if one == other:
        return "same"
    smaller, larger = sorted((one, other))
    return "near" if larger - smaller <= larger * AMOUNT_NEAR_SHARE or _rounded(one, other) else "different"


def _rounded(one: int, other: int) -> bool:
    """Whether one is the other with fewer figures: 1980 and 2000, 15800 and 16000; not 5 and 10."""
    for exact, round_ in ((one, other), (other, one)):
        step = 10 ** max(len(str(round_)) - 1, 0)
        if exact >= step * 10 // 2 and round(exact / step) * step == round_ and abs(exact - round_) * 8 <= exact:
            return True
    return False


def goods(one: str, other: str) -> Same:
    """Goods or services: «电动车» is near «电动自行车», «酸奶» is not «面包»."""
    first, second = _OTHER.sub("", halfwidth(one).lower()), _OTHER.sub("", halfwidth(other).lower())
    if not first or not second:
        return "unknown"
    if first == second:
        return "same"
    shared = set(first) & set(second)
    return "near" if len(shared) * 2 >= min(len(set(first)), len(set(second))) else "different"


def facts(one: str, other: str) -> float | None:
    """Likeness of two stories from 0 to 1; None when one of them is too short to say.

    The pairs of neighbouring characters they share, without the words of every story: twice the shared ones among
    all (Dice), or, when one is much shorter, four fifths of the share of the shorter one.
    """
    first, second = pairs(one), pairs(other)
    fewer = min(len(first), len(second))
    if fewer < 4:
        return None
    shared = len(first & second)
    dice = 2 * shared / (len(first) + len(second))
    return max(dice, 0.8 * shared / fewer if fewer >= 8 else 0.0)


@lru_cache(2048)
def pairs(story: str) -> frozenset[str]:
    """Pairs of neighbouring characters of a story, cut where words of every story stood; figures whole."""
    plain = halfwidth(story[:_LONGEST_FACTS]).lower()
    found: set[str] = set()
    for piece in _OTHER.split(_COMMON.sub(" ", plain)):
        figures = _AMOUNTS.findall(piece)
        found |= {f"#{figure}" for figure in figures if len(figure) > 1}
        for run in _AMOUNTS.split(piece):
            found |= {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(found)
