"""Numbers as people write them: ``1.2万``, ``3千5``, 两千三百五十, 二〇二六, ``２，３５０``; and back to words.

Understood are Arabic digits, Chinese digits, capital digits (壹贰叁) and any mixture with 十百千万亿. A last
digit directly behind a unit counts tenths of it, as spoken: 三百五 is 350, ``3万5`` is 35000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SIGNS = ("零〇○", "一壹幺", "二贰两貳俩", "三叁參仨", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
DIGITS = {sign: digit for digit, signs in enumerate(_SIGNS) for sign in signs}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
TENS = {"廿": "二十", "卅": "三十"}
MAX_DIGITS = 18

CHARACTERS = "".join(DIGITS) + "".join(SMALL) + "".join(BIG) + "".join(TENS)
_CN = "".join(DIGITS)
_TOKEN = re.compile(rf"[0-9]+(?:\.[0-9]+)?|[{CHARACTERS}]")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LOOSE = re.compile(r"[0-9]+(?:,[0-9]{3,})+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")


_SURE = "一二两三四五六七八九"
_VAGUE = re.compile(
    rf"几|数[十百千万]|[百千万]把|上[百千万]|(?<![0-9{_SURE}])[百千]八[十百]|儿八百"
    rf"|[{_SURE}][{_SURE}][十百千万亿]|[十百千万][{_SURE}][{_SURE}](?![十百千万{_SURE}])"
    r"|[0-9十百千万][元块]? ?(?:[-~—–～]|到|至) ?[0-9一二两三四五六七八九]|[0-9] ?、 ?[0-9] ?[十百千万]"
)
_IN_DIGITS = str.maketrans({sign: str(digit) for sign, digit in DIGITS.items()})


@dataclass(frozen=True, slots=True)
class Numeral:
    """``number``; ``scaled``: 万, 千 … was written; ``misplaced``: commas do not stand every three digits."""

    number: Decimal
    scaled: bool = False
    misplaced: bool = False


def read_numeral(text: str) -> Numeral | None:
    """The number ``text`` is, all of it (half-width, outer spaces removed), or ``None``."""
    misplaced = False
    if "," in text or " " in text:
        plain = ""
        for part in re.split(r"([0-9][0-9., ]*[0-9])", text):
            if not part or part[0] not in "0123456789":
                plain += part.replace(" ", "")
            elif _GROUPED.fullmatch(part) or _SPACED.fullmatch(part) or _PLAIN.fullmatch(part):
                plain += part.replace(",", "").replace(" ", "")
            elif _LOOSE.fullmatch(part):
                plain, misplaced = plain + part.replace(",", ""), True
            else:
                return None
        text = plain
    if not text or "," in text or sum(c.isdecimal() for c in text) > MAX_DIGITS or len(text) > 2 * MAX_DIGITS:
        return None
    if _PLAIN.fullmatch(text):
        return Numeral(Decimal(text), False, misplaced)
    for character, words in TENS.items():
        text = text.replace(character, words)
    if all(c in DIGITS for c in text):
        return Numeral(Decimal("".join(str(DIGITS[c]) for c in text)))
    scaled = any(c in SMALL or c in BIG for c in text)
    number = _with_point(text) if "点" in text else _sum(text)
    return None if number is None else Numeral(number, scaled, misplaced)


def is_vague(text: str) -> bool:
    """Whether ``text`` names no single number: 两三千, 百八十, 几十, 十七八, ``200-300``."""
    return len(text) <= 4 * MAX_DIGITS and _VAGUE.search(text) is not None


def in_digits(text: str) -> str:
    """Chinese digits one by one as figures: 幺三八 → 138, for numbers that are read out digit by digit."""
    return text.translate(_IN_DIGITS)


def _with_point(text: str) -> Decimal | None:
    """三点五, 十二点零五, 一点二万."""
    found = re.fullmatch(rf"([^点]+)点([{_CN}]+)([{''.join(BIG)}]?)", text)
    if not found:
        return None
    left = read_numeral(found[1])
    if left is None:
        return None
    tail = "".join(str(DIGITS[c]) for c in found[2])
    return (left.number + Decimal(f"0.{tail}")) * BIG.get(found[3], 1)


def _sum(text: str) -> Decimal | None:
    """Digits and units added up; ``None`` when they stand in an order no number has."""
    adder = _Adder()
    position = 0
    for found in _TOKEN.finditer(text):
        if found.start() != position or not adder.take(found[0]):
            return None
        position = found.end()
    return adder.result(spoken="." not in text) if position == len(text) else None


class _Adder:
    """Adds up the parts of one number from left to right."""

    def __init__(self) -> None:
        self.total = Decimal()  # what stands before 万 or 亿, multiplied
        self.section = Decimal()  # thousands, hundreds and tens behind the last 万 or 亿
        self.pending: Decimal | None = None  # a digit still without its unit
        self.small = 10**5  # the next of 十百千 must be smaller
        self.big = 10**12
        self.unit = 0  # the unit last seen
        self.gap = False  # 零 stood between
        self.milliards = False  # 亿 was seen

    def take(self, token: str) -> bool:
        """Whether a number may go on with ``token``."""
        if token in SMALL:
            return self._small(SMALL[token])
        if token in BIG:
            return self._big(BIG[token])
        if self.pending is not None:
            return False
        if token in DIGITS:
            self.gap = self.gap or DIGITS[token] == 0
            self.pending = Decimal(DIGITS[token]) if DIGITS[token] else None
        else:
            self.gap = self.gap or token[0] == "0"
            self.pending = Decimal(token)
        return True

    def _small(self, unit: int) -> bool:
        if unit >= self.small or (self.pending is None and unit != 10):
            return False
        self.section += (Decimal(1) if self.pending is None else self.pending) * unit
        self.pending, self.small, self.unit, self.gap = None, unit, unit, False
        return True

    def _big(self, unit: int) -> bool:
        part = self.section + (self.pending or 0)
        if unit == 10**8 and self.big == 10**4 and not self.milliards:
            self.total = (self.total + part) * unit  # 一万二千亿
        elif part == 0 or unit >= self.big:
            return False
        else:
            self.total += part * unit
        self.milliards = self.milliards or unit == 10**8
        self.section, self.pending, self.small = Decimal(), None, 10**5
        self.big = self.unit = unit
        self.gap = False
        return True

    def result(self, *, spoken: bool) -> Decimal | None:
        """The number; ``spoken``: a last digit without a unit may stand behind one (三百五, 一万二)."""
        known = self.total + self.section
        if self.pending is None:
            return known
        bound = self.small if self.section else self.big
        if not spoken or not self.unit or self.pending >= bound:
            return None
        return known + (self.pending * (self.unit // 10) if self.pending < 10 and not self.gap else self.pending)


def to_words(number: int, digits: str = "零一二三四五六七八九", units: str = "十百千") -> str:
    """A whole number below 10^16 in Chinese: 20305 → 二万零三百零五. Raises ``ValueError`` outside."""
    if not 0 <= number < 10**16:
        raise ValueError(f"out of range: {number}")
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, units[2]), (100, units[1]), (10, units[0])):
        if number >= size:
            high, low = divmod(number, size)
            zero = digits[0] if 0 < low < size // 10 else ""
            return to_words(high, digits, units) + name + zero + (to_words(low, digits, units) if low else "")
    return digits[number]
