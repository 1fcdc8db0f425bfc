"""What telephone numbers, cards, plates, accounts and addresses look like, in text made half-width."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

PHONE = "（电话略）"
IDENTITY = "（证件号略）"
CARD = "（卡号略）"
PLATE = "（车牌略）"
MAIL = "（邮箱略）"
WECHAT = "（微信号略）"
QQ = "（QQ号略）"
ADDRESS = "（住址略）"
NUMBER = "（号码略）"

#: What people write between the digits of one number.
_GAP = r"[\s\-\u2010-\u2015]{0,2}"
_LETTER_BEFORE = r"(?<![0-9A-Za-z])"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_WORD = r"[^\W_在住于到从址是的了把向给至和与]"
_FIGURE = "0-9一二三四五六七八九十百"


@dataclass(frozen=True, slots=True)
class Shape:
    """Something found by how it looks; ``group`` is the part of it that is replaced."""

    pattern: re.Pattern[str]
    instead: str
    group: str | int = 0
    holds: Callable[[str], bool] = lambda _text: True


def _digits(many: str, first: str = "[0-9]") -> str:
    return rf"{first}(?:{_GAP}[0-9]){many}"


def _plate(text: str) -> bool:
    """Model names look like plates too («新 iPhone12»): a plate has three digits or more."""
    return sum(character.isdigit() for character in text) >= 3


def _born(text: str) -> bool:
    """Whether there is a century of birth where an identity number has one; else it is a card's number."""
    digits = [character for character in text if character.isalnum()]
    return "".join(digits[6:8]) in ("18", "19", "20")


def _not_a_sum(text: str) -> bool:
    """Whether a long number is no amount."""
    return not text.endswith(("元", "万", "块", "亿"))


SHAPES: tuple[Shape, ...] = (
    Shape(re.compile(r"[A-Za-z0-9._%+\-]+\s*@\s*[A-Za-z0-9\-]+(?:\s*\.\s*[A-Za-z]{2,})+"), MAIL),
    Shape(re.compile(r"wxid_[A-Za-z0-9_]+", re.IGNORECASE), WECHAT),
    Shape(
        re.compile(
            r"(?:微信|weixin|v信|wx|vx)\s*(?:号码|账号|号|名|id)?\s*(?:是|为|叫)?\s*[::(]?\s*"
            r"(?P<value>[A-Za-z0-9][A-Za-z0-9_\-]{4,31})",
            re.IGNORECASE,
        ),
        WECHAT,
        "value",
    ),
    Shape(
        re.compile(r"(?:QQ|扣扣)\s*(?:号码|号)?\s*(?:是|为)?\s*[::(]?\s*(?P<value>[1-9](?:\s?[0-9]){4,10})", re.I),
        QQ,
        "value",
    ),
    Shape(
        re.compile(rf"[{_PROVINCES}]\s*[A-Z]\s*[·•.\-]?\s*(?:[A-Z0-9]\s*){{4,6}}[A-Z0-9挂学警港澳]?", re.I),
        PLATE,
        holds=_plate,
    ),
    Shape(
        re.compile(rf"{_LETTER_BEFORE}{_digits('{16}', '[1-9]')}{_GAP}[0-9Xx](?!{_GAP}[0-9A-Za-z])"),
        IDENTITY,
        holds=_born,
    ),
    Shape(re.compile(rf"{_LETTER_BEFORE}{_digits('{12,18}')}(?![0-9])"), CARD),
    Shape(re.compile(rf"(?<![0-9])(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])"), PHONE),
    Shape(re.compile(rf"(?<![0-9])\(?0[0-9]{{2,3}}\)?{_GAP}{_digits('{6,7}', '[2-9]')}(?![0-9])"), PHONE),
    Shape(re.compile(rf"(?<![0-9])[48]00{_GAP}{_digits('{6}')}(?![0-9])"), PHONE),
    Shape(re.compile(r"[零〇○一二三四五六七八九幺两](?:\s*[零〇○一二三四五六七八九幺两]){6,}"), PHONE),
    Shape(
        re.compile(r"(?<![0-9.])[0-9](?:\s?[0-9]){6,}(?:\.[0-9]{1,2})?[Xx]?(?:\s*[元万块亿])?"),
        NUMBER,
        holds=_not_a_sum,
    ),
    Shape(
        re.compile(
            rf"{_WORD}{{1,14}}?(?:路|街|巷|弄|村|小区|花园|苑|公寓|大道|社区|家园|里|坊|胡同|广场)\s*"
            rf"[{_FIGURE}]{{1,5}}\s*(?:号|弄|幢|栋|座|单元|室|楼|组|户|\-)"
            rf"(?:\s*[{_FIGURE}\-之]{{1,6}}\s*(?:号|弄|幢|栋|座|单元|室|楼|层|户)?){{0,4}}"
        ),
        ADDRESS,
    ),
)
