"""What one label says: its readings, its unit, how deep it stands; and how labels add up to one meaning.

Nothing is guessed: a label of which a character is not understood has no reading, a label that may mean two things has
two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Literal

from app.services.binding.words import Piece, Vocabulary, bare, habits
from app.services.units import FRACTION, exponent

LabelRole = Literal["meaning", "stub", "remark", "codes", "units", "unit", "blank"]

_MOST_READINGS = 24
_BRACKETS = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]*)[)\]〕】]")
_NUMBERING = re.compile(
    r"^(?:[(\[]?[一二三四五六七八九十]{1,3}[)\]、.,:]+|[(\[]\d{1,2}[)\]]|\d{1,2}(?:\.\d{1,2})*[、.,)](?!\d)|\d{1,2}(?:\.\d{1,2})+"
    r"(?=[^\d.·])|第[一二三四五六七八九十]+[、,]|[①-⑳❶-❿][、.]?|[#*★●○■◆◇▲△※·•]+|[-—–]{1,3})"
)
_OF_WHICH = re.compile(r"^其中[:,、]?|^#")
_MONTHS = re.compile(
    r"(上年|去年|本年|今年)?(?:1|一)月?份?[-~至到—–]+(?:\d{1,2}|[一二三四五六七八九十]{1,2}|本|n|×|x|_+)?月份?(?:累计)?",
    re.I,
)
_HINT = re.compile(r"^[\dA-Za-z一二三四五六七八九十①-⑳+\-*/=×÷.,、\s]+$")
_SCALES = ("", "百", "千", "万", "十万", "百万", "千万", "亿")
_SAME = (
    frozenset({"件", "起", "宗", "例"}),
    frozenset({"人", "名", "人次", "位"}),
    frozenset({"个", "家", "户", "处", "所"}),
    frozenset({"次", "场", "场次"}),
    frozenset({"批次", "批"}),
    frozenset({"%", FRACTION}),
    frozenset({"份", "册", "本", "张"}),
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label, or several together, say of a figure. ``change``: a change, number or rate left open (``""``,
    ``open``, or the ending). ``year`` (``this``, ``last``), ``extent`` (``period``, ``ytd``) and ``previous`` make the
    span; ``compare`` is what a change is measured against. ``total``: «all of it»."""

    indicator: str = ""
    where: tuple[tuple[str, str], ...] = ()
    ending: str = ""
    year: str = ""
    extent: str = ""
    compare: str = ""
    total: str = ""
    group: bool = False
    counted: str = ""

    @property
    def dimensions(self) -> frozenset[str]:
        """What it sets: ``indicator``, the dimensions of its codes, ``ending``, ``span``, ``total``."""
        found = {dimension for dimension, _ in self.where}
        if self.indicator:
            found.add("indicator")
        if self.ending or self.compare:
            found.add("ending")
        if self.year or self.extent:
            found.add("span")
        if self.total and not found:
            found.add("total")
        return frozenset(found)

    def code(self, dimension: str) -> str:
        """The code it restricts to in ``dimension``, or ``""``."""
        return next((code for name, code in self.where if name == dimension), "")


NOTHING = Meaning()


@dataclass(frozen=True, slots=True)
class Label:
    """A label as understood. ``meanings``: its readings, the likeliest first, none when ``rest`` (what was
    not understood) is left. ``level`` counts indentation; ``of`` tells that it begins with 其中;
    ``known`` that its words name indicators alone, be it several («受理和处理»)."""

    text: str
    role: LabelRole = "meaning"
    meanings: tuple[Meaning, ...] = ()
    unit: str = ""
    rest: str = ""
    level: int = 0
    of: bool = False
    words: tuple[str, ...] = ()
    known: bool = False


def read_label(text: str, vocabulary: Vocabulary, *, march15: bool = False) -> Label:
    """What ``text`` says on its own."""
    return _read(text, _Hashed(vocabulary), march15)


class _Hashed:
    """A vocabulary as a key of the cache: by identity."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def __hash__(self) -> int:
        return id(self.vocabulary)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.vocabulary is self.vocabulary


@lru_cache(maxsize=8192)
def _read(text: str, hashed: _Hashed, march15: bool) -> Label:
    vocabulary = hashed.vocabulary
    level = len(text) - len(text.lstrip(" 　\t\xa0"))
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    folded = re.sub(r"(?<!\d)3[.\-]15(?!\d)", "3·15", folded)
    folded = _MONTHS.sub(lambda found: (found[1] or "本年") + "累计", folded)
    if not folded:
        return Label(text, "blank", level=level)
    for name, role in (("remark", "remark"), ("codes", "codes"), ("units_of", "units")):
        if bare(folded) in _bare_set(name):
            return Label(text, role, level=level)  # type: ignore[arg-type]
    if unit_of(folded):
        return Label(text, "unit", unit=unit_of(folded), level=level)
    of = False
    core = folded
    while True:
        cut = _OF_WHICH.sub("", core)
        of = of or cut != core
        stripped = _NUMBERING.sub("", cut)
        if stripped == core or not stripped:
            break
        core = stripped
    core, unit = split_unit(core)
    words, rest = vocabulary.split(bare(core), march15=march15)
    stub = bool(words) and not rest and all(any(p.kind in ("stub", "fill") for p in pieces) for _, pieces in words)
    if stub and (bare(core) in _bare_set("stub") or bare(core) in _bare_set("sections")):
        return Label(text, "stub", (NOTHING,), unit, level=level, of=of)
    if rest:
        return Label(text, "meaning", (), unit, rest, level, of, tuple(term for term, _ in words))
    names = all(any(p.kind in ("indicator", "fill", "stub", "unit") for p in pieces) for _, pieces in words)
    terms = tuple(term for term, _ in words)
    return Label(text, "meaning", _meanings(words, vocabulary, unit), unit, "", level, of, terms, names)


@lru_cache(maxsize=16)
def _bare_set(name: str) -> frozenset[str]:
    return frozenset(bare(word) for word in habits()[name])


@lru_cache(maxsize=1)
def known_units() -> frozenset[str]:
    """Every unit a heading may name, the scales (千, 万, 亿) of the countable ones included."""
    rates = {"%", "‰", "百分点"}
    plain = set(habits()["units"])
    return frozenset(rates | {scale + unit for unit in plain for scale in _SCALES})


def unit_of(text: str) -> str:
    """The unit ``text`` is, as it is written in mappings; ``""`` when it is none."""
    word = unicodedata.normalize("NFKC", text).strip(" ()[]【】:,。.")
    word = re.sub(r"^(?:计量)?单位[:：]?", "", word)
    word = word.replace("±", "").replace("+-", "").replace("↑↓", "").replace("↑/↓", "").replace("+/-", "").strip("、/ ")
    word = {"个百分点": "百分点", "个百分比": "百分点", "％": "%", "百分比": "%"}.get(word, word)
    return word if word in known_units() else ""


def split_unit(text: str) -> tuple[str, str]:
    """A folded label without its unit and without hints of arithmetic, and the unit."""
    unit = ""
    kept = text

    def take(found: re.Match[str]) -> str:
        nonlocal unit
        inside = found[1]
        known = unit_of(inside)
        if known:
            unit = known
            return ""
        if (
            not inside
            or re.fullmatch(r"[+\-±↑↓/、或]+", inside)
            or (_HINT.fullmatch(inside) and re.search(r"[\d=+①-⑳A-Z]", inside))
        ):
            return ""
        return "(" + inside + ")"

    kept = _BRACKETS.sub(take, kept)
    for sign in ("%", "‰"):
        if sign in kept:
            unit, kept = unit or sign, kept.replace(sign, "")
    tail = re.search(r"(?:[,/:]|单位[:]?)([^\s,/:]{1,4})$", kept)
    if tail and unit_of(tail[1]):
        unit, kept = unit or unit_of(tail[1]), kept[: tail.start()]
    return kept, unit


def compatible(unit: str, base: str) -> bool:
    """Whether figures counted in ``base`` can be written in ``unit``: 万元 for 元, 名 for 人."""
    power = exponent(unit)
    core = unit
    if power and unit != FRACTION:
        core = next((unit[len(s) :] for s in sorted(_SCALES, key=len, reverse=True) if s and unit.startswith(s)), unit)
    return core == base or any(core in same and base in same for same in _SAME)


def _meanings(words: list[tuple[str, tuple[Piece, ...]]], vocabulary: Vocabulary, unit: str) -> tuple[Meaning, ...]:
    """All the ways the words of a label can be taken together; two that contradict each other cannot."""
    found: list[Meaning] = []
    if not words:
        return ()
    for choice in product(*(pieces for _, pieces in words)):
        meaning = _together(choice, vocabulary)
        if meaning is not None and meaning not in found:
            found.append(meaning)
        if len(found) >= _MOST_READINGS:
            break
    return tuple(_with_unit(meaning, unit) for meaning in found)


def _together(pieces: tuple[Piece, ...], vocabulary: Vocabulary) -> Meaning | None:
    meaning: Meaning | None = NOTHING
    stock = False
    for piece in pieces:
        part = _part(piece)
        stock = stock or piece.kind == "stock"
        meaning = merge(meaning, part, vocabulary) if meaning is not None else None
        if meaning is None:
            return None
    assert meaning is not None
    indicator = vocabulary.catalogue.get(meaning.indicator) if meaning.indicator else None
    if stock and indicator is not None and indicator.over_time != "last":
        return None
    if meaning.counted and indicator is not None and not compatible(meaning.counted, indicator.unit):
        return None
    return meaning


def _part(piece: Piece) -> Meaning:
    match piece.kind:
        case "indicator":
            return Meaning(indicator=piece.value)
        case "code":
            return Meaning(where=((piece.dimension, piece.value),))
        case "span":
            if piece.value == "previous":
                return Meaning(year="previous", extent="period")
            year, _, extent = piece.value.partition(".")
            return Meaning(year="" if year == "none" else year, extent="" if extent == "none" else extent)
        case "ending":
            return Meaning(ending=piece.value)
        case "compare":
            return Meaning(compare=piece.value)
        case "total" | "subtotal":
            return Meaning(total=piece.value or piece.kind)
        case "group":
            return Meaning(ending="_share", group=True)
        case "unit":
            return Meaning(counted=piece.value)
        case _:
            return NOTHING


def _with_unit(meaning: Meaning, unit: str) -> Meaning:
    """A change whose kind is open is a rate when its unit is a per cent, in points when points, else a number."""
    if not unit or meaning.ending not in ("", "change") or not (meaning.ending or meaning.compare):
        return meaning
    kind = {"%": "_change_rate", "‰": "_change_rate", "百分点": "_change_pp"}.get(unit, "_change")
    return replace(meaning, ending=kind)


def merge(one: Meaning, other: Meaning, vocabulary: Vocabulary, *, deeper: bool = False) -> Meaning | None:
    """What both say together; ``None`` when they contradict each other. With ``deeper`` a code below the first's
    goes before it (商品类 / 食品类)."""
    indicator = one.indicator or other.indicator
    if one.indicator and other.indicator and one.indicator != other.indicator:
        return None
    where = dict(one.where)
    for dimension, code in other.where:
        known = where.get(dimension)
        if known is None or known == code or (deeper and below(code, known)):
            where[dimension] = code
        else:
            return None
    if "item" in where and "category" in where:
        entry = vocabulary.lists.entry("item", where["item"])
        if entry is None or not (entry.parent == where["category"] or below(entry.parent, where["category"])):
            return None
        del where["category"]
    ending = _ending(one.ending, other.ending)
    year = _same(one.year, other.year)
    extent = _same(one.extent, other.extent)
    compare = _same(one.compare, other.compare)
    counted = _same(one.counted, other.counted)
    if ending is None or extent is None or compare is None or year is None or counted is None:
        return None
    return Meaning(
        indicator,
        tuple(sorted(where.items())),
        ending,
        year,
        extent,
        compare,
        one.total or other.total,
        one.group or other.group,
        counted,
    )


def below(code: str, above: str) -> bool:
    """Whether a ten-digit code lies below another (two digits a level)."""
    stem = above.rstrip("0")
    stem += "0" * (len(stem) % 2)
    return code != above and code.startswith(stem)


def _same(one: str, other: str) -> str | None:
    if one and other and one != other:
        return None
    return one or other


def _ending(one: str, other: str) -> str | None:
    """Two words on what is derived: 增减 + 增减率 is a rate, 比重 + 增减 the change of a share."""
    if not one or not other or one == other:
        return one or other
    pair = {one, other}
    if "change" in pair:
        rest = (pair - {"change"}).pop()
        return "_share_change" if rest == "_share" else rest
    if (
        pair == {"_share", "_change_pp"}
        or pair == {"_share_change", "_change_pp"}
        or pair == {"_share", "_share_change"}
    ):
        return "_share_change"
    return None
