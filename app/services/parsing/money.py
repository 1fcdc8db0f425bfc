"""Money: any spelling → fen, fen → words of the forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.errors import Issue
from app.services.parsing.counts import NOT_APPLICABLE, read_quantity, unit_scale
from app.services.parsing.numerals import CHARACTERS, read_numeral, to_words
from app.services.parsing.outcome import LONGEST, Parsed, failed, issue
from app.services.parsing.text import normal
from app.services.values import Approx

MAX_YUAN = 10**13
_LEAD = re.compile(r"^(?:人民币|¥|rmb|cny)+\s*|(?:人民币|rmb|cny)\s*$", re.IGNORECASE)
_YUAN = "元圆块塊"
_SPOKEN = re.compile(
    rf"(?:(?P<yuan>[0-9.,{CHARACTERS}]+)[{_YUAN}]钱?)?零?"
    rf"(?:(?P<jiao>[0-9{CHARACTERS}])[角毛])?零?(?:(?P<fen>[0-9{CHARACTERS}])分?)?[整正]?"
)
_TAIL = re.compile(r"[整正钱]$")


@dataclass(frozen=True, slots=True)
class Money:
    """``fen``: integer; ``approx``: 余, 近 or 多 as written, else ""."""

    fen: int
    approx: Approx = ""


def parse_money(text: str, unit: str = "元") -> Parsed[Money]:
    """An amount of money; a bare number is in ``unit`` (元, 万元 …: the heading of the column).

    Understands 两千三百五十, ``1.2万``, ``3千5``, ``2,350.00``, ``¥2350``, «217326.00元», «4万余元», «近5000»,
    «12元5角», «3块5», 贰仟叁佰伍拾元整. Parts below one fen are rounded with a warning.
    """
    words = normal(text).rstrip("。;,、")
    if not words.strip("_") or words.lower() in NOT_APPLICABLE:
        return Parsed(None)
    if len(words) > LONGEST:
        return failed("not_money", text)
    words = _LEAD.sub("", words)
    spoken = _spoken(words)
    if spoken is not None:
        return _money(text, spoken, "", ())
    quantity = read_quantity(_TAIL.sub("", words))
    if quantity is None:
        return failed("not_money", text)
    scale, single = unit_scale(re.sub(f"[{_YUAN}]$", "元", quantity.unit))
    if single not in ("", "元"):
        return failed("not_money", text)
    if quantity.number < 0:
        return failed("negative", text)
    number = quantity.number * scale
    if not quantity.absolute:
        number *= unit_scale(unit)[0]
    issues = (issue("separator", text, "warning", read=format(number, "f")),) if quantity.misplaced else ()
    return _money(text, number, quantity.approx, issues)


def _spoken(words: str) -> Decimal | None:
    """Yuan of «12元5角», «3块5», «5毛», 壹佰元整; ``None`` when it is written otherwise."""
    found = _SPOKEN.fullmatch(words)
    if not found or not (found["yuan"] or found["jiao"] or words.endswith("分")):
        return None
    yuan = read_numeral(found["yuan"]) if found["yuan"] else None
    jiao, fen = (read_numeral(found[part]) if found[part] else None for part in ("jiao", "fen"))
    if (found["yuan"] and yuan is None) or (yuan is not None and yuan.misplaced):
        return None
    if any(part is not None and part.number > 9 for part in (jiao, fen)):
        return None
    total = yuan.number if yuan else Decimal()
    total += jiao.number / 10 if jiao else 0
    if fen:
        spoken_jiao = jiao is None and not words.endswith("分") and "零" not in words[-2:]
        total += fen.number / (10 if spoken_jiao else 100)
    return total


def _money(text: str, yuan: Decimal, approx: Approx, issues: tuple[Issue, ...]) -> Parsed[Money]:
    if yuan >= MAX_YUAN:
        return failed("too_large", text)
    exact = yuan * 100
    fen = exact.to_integral_value(ROUND_HALF_UP)
    if fen != exact:
        issues += (issue("rounded_to_fen", text, "warning", read=format_yuan(int(fen))),)
    return Parsed(Money(int(fen), approx), issues)


def format_yuan(fen: int) -> str:
    """Fen as yuan for people: 235000 → ``2,350.00``."""
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100:,}.{fen % 100:02d}"


def capital_amount(fen: int) -> str:
    """Fen in the capital form of receipts: 235000 → 贰仟叁佰伍拾元整, 100505 → 壹仟零伍元零伍分."""
    if fen < 0:
        return "负" + capital_amount(-fen)
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    digits = "零壹贰叁肆伍陆柒捌玖"
    words = to_words(yuan, digits, "拾佰仟") + "元" if yuan or not rest else ""
    if jiao:
        words += digits[jiao] + "角"
    elif cents and yuan:
        words += digits[0]
    return words + (digits[cents] + "分" if cents else "整")
