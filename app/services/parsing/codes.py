"""Codes of traders and of people. Real ones with a wrong check character exist: a doubt warns, never blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.errors import Issue
from app.services.parsing.numerals import in_digits
from app.services.parsing.outcome import LONGEST, Parsed, issue
from app.services.parsing.text import entered

TraderCodeKind = Literal["credit", "organisation", "licence", "unknown"]
Sex = Literal["1", "2"]

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_NOISE = re.compile(r"[\s\-·.—]+")
_LEAD = re.compile(r"^[^0-9a-z]{0,12}?(?:代码|身份证|证件|执照|税号)(?:号码|号)?(?:是|为|[: ])*(?=.)", re.IGNORECASE)
_CROSS = re.compile(r"(?<=[0-9])[×*叉]$")


@dataclass(frozen=True, slots=True)
class TraderCode:
    """``code`` in capitals without separators; ``kind``: GB 32100 credit code, GB 11714 organisation code,
    old 15-digit business licence, or unknown."""

    code: str
    kind: TraderCodeKind


@dataclass(frozen=True, slots=True)
class IdCard:
    """A resident identity number (GB 11643). ``birth`` and ``sex`` (1 male, 2 female, GB/T 2261.1) as far as
    they can be read."""

    number: str
    birth: date | None
    sex: Sex | None

    def age_on(self, day: date) -> int | None:
        """Full years on ``day``; ``None`` when the birth date is unknown or later."""
        if self.birth is None or self.birth > day:
            return None
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def credit_check(first: str) -> str:
    """The check character of the first 17 signs of a credit code (GB 32100: weights 3^i mod 31)."""
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return CREDIT_SIGNS[(31 - total % 31) % 31]


def organisation_check(first: str) -> str:
    """The check character of the first 8 signs of an organisation code (GB 11714, mod 11)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(first, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def id_card_check(first: str) -> str:
    """The check character of the first 17 digits of an identity number (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * (pow(2, 17 - place, 11)) for place, digit in enumerate(first))
    return "10X98765432"[total % 11]


def parse_trader_code(text: str) -> Parsed[TraderCode]:
    """A trader's code. Warnings: ``parsing.odd_trader_code`` (no known form), ``credit_sign``, ``check_sign``."""
    code = _signs(text)
    if not code:
        return Parsed(None)
    if re.fullmatch(r"[0-9A-Z]{18}", code):
        odd = sorted(set(code) - set(CREDIT_SIGNS))
        if odd:
            return _doubt(TraderCode(code, "credit"), "credit_sign", text, signs=" ".join(odd))
        return _checked(TraderCode(code, "credit"), text, credit_check(code[:17]))
    if re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code):
        return _checked(TraderCode(code, "organisation"), text, organisation_check(code[:8]))
    if re.fullmatch(r"\d{15}", code):
        return Parsed(TraderCode(code, "licence"))
    return _doubt(TraderCode(code, "unknown"), "odd_trader_code", text, length=len(code))


def parse_id_card(text: str) -> Parsed[IdCard]:
    """An identity number of 18 or, older, 15 digits, with birth date and sex.

    Warnings: ``parsing.odd_id_card`` (length or signs), ``id_card_birth`` (no such day), ``check_sign``.
    """
    number = _CROSS.sub("X", _signs(text))
    if not number:
        return Parsed(None)
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        birth, order = number[6:14], number[16]
    elif re.fullmatch(r"[0-9]{15}", number):
        birth, order = "19" + number[6:12], number[14]
    else:
        return Parsed(IdCard(number, None, None), (issue("odd_id_card", text, "warning", length=len(number)),))
    issues: tuple[Issue, ...] = ()
    day: date | None = None
    try:
        day = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    except ValueError:
        issues += (issue("id_card_birth", text, "warning", birth=birth),)
    if len(number) == 18 and number[17] != (expected := id_card_check(number[:17])):
        issues += (issue("check_sign", text, "warning", expected=expected),)
    return Parsed(IdCard(number, day, "1" if int(order) % 2 else "2"), issues)


def _signs(text: str) -> str:
    """Capitals and figures alone: separators and words in front go, digits read out («九幺») become figures."""
    words = entered(text)
    if not words.isascii() and len(words) <= LONGEST:
        bare = in_digits(_NOISE.sub("", _LEAD.sub("", words)))
        if re.fullmatch(r"[0-9A-Za-z]+[×叉]?", bare):
            return bare.upper()
    return _NOISE.sub("", words).upper()


def _checked(code: TraderCode, text: str, expected: str) -> Parsed[TraderCode]:
    if code.code[-1] == expected:
        return Parsed(code)
    return _doubt(code, "check_sign", text, expected=expected)


def _doubt(code: TraderCode, name: str, text: str, **params: object) -> Parsed[TraderCode]:
    return Parsed(code, (issue(name, text, "warning", **params),))
