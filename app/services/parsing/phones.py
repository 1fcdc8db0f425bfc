"""Telephone numbers: one way of writing them, and what kind they are. A doubtful number warns, never blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from app.services.parsing.numerals import DIGITS, in_digits
from app.services.parsing.outcome import LONGEST, Parsed, issue
from app.services.parsing.text import entered

Kind = Literal["mobile", "landline", "400", "800", "short", "unknown"]
KIND_LABELS: dict[Kind, str] = {
    "mobile": "移动电话",
    "landline": "固定电话",
    "400": "400 电话",
    "800": "800 电话",
    "short": "短号",
    "unknown": "其他号码",
}
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)\s*(\d{1,6})$", re.IGNORECASE)
_CN = "".join(DIGITS)
_LABEL = r"(?:联系)?(?:电话|手机|座机|号码|tel|phone|mobile)(?:号码|号)?(?:是|为|[: ])*"
_LEAD = re.compile(rf"^\D{{0,8}}?{_LABEL}", re.IGNORECASE)
_BEFORE_LABEL = re.compile(rf"(?<=[0-9{_CN}])[ ,]*(?={_LABEL})", re.IGNORECASE)
_SPELLED = re.compile(rf"[0-9{_CN}\s\-()+.—–]+(?:(?:转|分机)[0-9{_CN} ]+)?")
_SEVERAL = re.compile(
    r"[、,;/|。]|(?<=\d)\s*(?:或者?|和|还有|以及)\s*(?=\d)|\s+(?=1[3-9]\d{9}$)"
    r"|(?<=\d{7})\s+(?=0?\d{7}|0\d{2,3}[- ]\d{7})"
)
_NOTED = re.compile(r"(?P<before>[^\d+(]{0,8})(?P<number>[\d+(][\d\s\-()]{5,20}\d)(?P<after>[^\d]{0,10})")
_NOISE = re.compile(r"[\s\-()+.—–]+")
_DASHED_EXTENSION = re.compile(r"((?:0\d{2,3}[- ]?)?[2-9]\d{6,7})[-—–](\d{1,5})")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))([2-9]\d{6,7})")


@dataclass(frozen=True, slots=True)
class Phone:
    """``number`` as it is shown (several are joined by 、), ``digits`` to search by, ``kind`` of the first."""

    number: str
    digits: str
    kind: Kind


def parse_phone(text: str) -> Parsed[Phone]:
    """A telephone number or several. Normalised are widths, spaces, dashes, +86 and extensions.

    ``13812345678``, ``0571-87654321-801``, ``400-123-4567``, ``12315``; read out «幺三八零五七…», after words
    («电话是138…»), digits one by one. What fits no kind is kept as written with the
    warning ``parsing.odd_phone``; nothing here is an error.
    """
    words = entered(text)
    if not words:
        return Parsed(None)
    several = _several(words) if len(words) <= LONGEST else []
    parts = [_one(part) for part in several if part and part.strip()]
    if not parts:
        parts = [Phone(words, "", "unknown")]
    phone = Phone("、".join(p.number for p in parts), " ".join(p.digits for p in parts), parts[0].kind)
    odd = [part.number for part in parts if part.kind == "unknown"]
    return Parsed(phone, (issue("odd_phone", text, "warning", number="、".join(odd)[:LONGEST]),) if odd else ())


def _several(words: str) -> list[str]:
    """The numbers in ``words``, labels gone, Chinese digits as figures; anything else stays as it is."""
    parts = []
    for part in _BEFORE_LABEL.sub("、", words).split("、"):
        bare = _LEAD.sub("", part).strip() or part
        parts.append(in_digits(bare) if _SPELLED.fullmatch(bare) else bare)
    found = _SEVERAL.split("、".join(parts))
    return [in_digits(part) if part and _SPELLED.fullmatch(part.strip()) else part for part in found]


def _one(text: str) -> Phone:
    """One number; a word of whose it is stays beside it: «13812345678(儿子)»."""
    text = text.strip()
    phone = _number(text)
    noted = _NOTED.fullmatch(text) if phone.kind == "unknown" else None
    if noted:
        alone = _number(noted["number"])
        if alone.kind not in ("unknown", "short"):
            return Phone(f"{noted['before']}{alone.number}{noted['after']}", alone.digits, alone.kind)
    return phone


def _number(text: str) -> Phone:
    extension, written = "", text
    found = _EXTENSION.search(text) or _DASHED_EXTENSION.fullmatch(text)
    if found:
        extension = found[found.re.groups]
        text = found[1] if found.re.groups == 2 else text[: found.start()]
    digits = _NOISE.sub("", text)
    if not (digits.isascii() and digits.isdecimal()):
        return Phone(written, "".join(c for c in written if c in "0123456789"), "unknown")
    international = re.fullmatch(r"(?:00)?86(1[3-9]\d{9}|0?[1-9]\d{8,10})", digits)
    if international:
        digits = international[1]
        if not re.fullmatch(r"1[3-9]\d{9}|0.*|[48]00\d{7}", digits):
            digits = "0" + digits
    kind, shown = _kind(digits)
    if kind == "unknown":
        return Phone(written, digits + extension, kind)
    mark = ("-" if kind == "landline" else "转") if extension else ""
    return Phone(f"{shown}{mark}{extension}", digits + extension, kind)


def _kind(digits: str) -> tuple[Kind, str]:
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return "mobile", digits
    if re.fullmatch(r"400\d{7}", digits):
        return "400", f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    if re.fullmatch(r"800\d{7}", digits):
        return "800", f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        return "landline", f"{landline[1]}-{landline[2]}"
    if re.fullmatch(r"[2-8]\d{6,7}", digits):
        return "landline", digits
    if re.fullmatch(r"1\d{2,5}|9\d{4,5}|[2-8]\d{2,5}", digits):
        return "short", digits
    return "unknown", digits
