"""Money: any spelling → fen, fen → words of the forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.errors import Issue
from app.services.parsing.counts import NOT_APPLICABLE, read_quantity, split_approximate, unit_scale
from app.services.parsing.numerals import CHARACTERS, is_vague, read_numeral, to_words
from app.services.parsing.outcome import LONGEST, Parsed, failed, issue
from app.services.parsing.text import entered, normal
from app.services.values import Approx

MAX_YUAN = 10**13
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_LEAD = re.compile(
    r"^(?:人民币|¥|rmb|cny|(?:涉案|争议|消费|购买|支付)?(?:金额|价格|价款|货款|总价|费用|价钱)|钱|一共|总共|共计|合计|总计"
    r"|共|花了|付了|交了|花|付|是|为|[: ])+|(?:人民币|rmb|cny)\s*$",
    re.IGNORECASE,
)
_YUAN = "元圆块塊"
_SPOKEN = re.compile(
    rf"(?:(?P<yuan>[0-9.,{CHARACTERS}]+)[{_YUAN}]钱?(?P<half>半(?=钱?$))?)?零?"
    rf"(?:(?P<jiao>[0-9{CHARACTERS}])[角毛])?零?(?:(?P<fen>[0-9{CHARACTERS}])分?)?钱?[整正]?"
)
_TAIL = re.compile(r"[整正钱]$")
_LETTERS = re.compile(r"(?<=[0-9]) ?(?:(w)|k)(?![a-z])", re.IGNORECASE)
_POINT = re.compile(r"(?<=[0-9])。(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Money:
    """``fen``: integer; ``approx``: 余, 近 or 多 as written, else ""."""

    fen: int
    approx: Approx = ""


def parse_money(text: str, unit: str = "元") -> Parsed[Money]:
    """An amount of money; a bare number is in ``unit`` (元, 万元 …: the heading of the column).

    Understands 两千三百五十, ``1.2万``, ``1.2w``, ``3千5``, 两百五, ``2,350.00``, ``¥2350``, «217326.00元», «4万余元»,
    «近5000», «大概2000左右», «12元5角», «3块5», «两块半», 贰仟叁佰伍拾元整. Parts below one fen are rounded with a
    warning. What names no single amount (两三千, 百八十) is the error ``parsing.vague_number``.
    """
    words = normal(text)
    if not words.strip("_") or words.lower() in NOT_APPLICABLE:
        return Parsed(None)
    words = entered(text)
    if len(words) > LONGEST:
        return failed("not_money", text)
    words = _LEAD.sub("", _POINT.sub(".", words)).strip()
    words = _LETTERS.sub(lambda found: "万" if found[1] else "千", words)
    bare, approx = split_approximate(words)
    spoken = _spoken(bare)
    if spoken is not None:
        return _money(text, spoken, approx, ())
    quantity = read_quantity(_TAIL.sub("", words))
    if quantity is None:
        return failed("vague_number" if is_vague(words) else "not_money", text)
    scale, single = unit_scale(re.sub(f"[{_YUAN}]$", "元", quantity.unit))
    if single not in ("", "元"):
        return failed("vague_number" if is_vague(words) else "not_money", text)
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
    if found["half"]:
        return total + Decimal("0.5")
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


def in_capitals(fen: int) -> str:
    """Fen in the capital form of receipts: 235000 → 贰仟叁佰伍拾元整, 100505 → 壹仟零伍元零伍分.

    After the annex of 支付结算办法: 整 stands behind 元, and not behind 角 or 分; 零 stands for noughts inside the
    number, once for several in a row, and between 元 and 分. Where the rule leaves a choice (the nought just before 元
    or 万 while the next digit is none) it is left out. A loss is 负. Raises ``ValueError`` from 10^16 元.
    """
    if fen < 0:
        return "负" + in_capitals(-fen)
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    words = to_words(yuan, _CAPITALS, "拾佰仟") + "元" if yuan or not rest else ""
    if not rest:
        return words + "整"
    if jiao:
        words += _CAPITALS[jiao] + "角"
    elif yuan:
        words += _CAPITALS[0]
    return words + (_CAPITALS[cents] + "分" if cents else "")


def say_money(fen: int, approx: Approx = "") -> str:
    """An amount shown back to who wrote it, in figures and capitals: «约 2,350.00 元 · 贰仟叁佰伍拾元整».

    近 is said 约, 余 and 多 are said 多: what a clerk means by them is the same.
    """
    figures = f"{format_yuan(fen)} 元"
    if approx:
        figures = f"约 {figures}" if approx == "近" else f"{figures}多"
    return f"{figures} · {in_capitals(fen)}"
