"""Which figures there are: keys that can be counted, and the key a reading without a table comes to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.services.binding.labels import Meaning
from app.services.binding.words import Vocabulary
from app.services.indicators.conditions import CASE_DIMENSIONS, ENQUIRY_DIMENSIONS
from app.services.keys import Key

CHANGES = ("_change", "_change_rate", "_change_pp", "_share_change")
_DECIMALS = re.compile(r"[0#](?:\.([0#]+))?")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A reading that is a figure: its key with unit and decimals, doubts, and notes for the reason."""

    key: Key
    unit: str
    decimals: int | None
    group: bool
    doubts: tuple[str, ...]
    notes: tuple[str, ...]


def possible(key: Key, vocabulary: Vocabulary) -> bool:
    """Whether the figure exists: the indicator known, its records having the dimensions."""
    resolved = vocabulary.catalogue.resolve(key.indicator)
    dimensions = {dimension for dimension, _ in key.where}
    if not dimensions:
        return True
    if resolved.indicator.kind == "B":
        return False
    enquiry = "enquiry" in resolved.indicator.intake
    known = ENQUIRY_DIMENSIONS if enquiry else CASE_DIMENSIONS
    return dimensions <= set(known)


def key_of_meaning(meaning: Meaning, unit: str, vocabulary: Vocabulary) -> Key | None:
    """The key a marker's words come to; ``None`` when they leave something open or there is no such figure."""
    if not meaning.indicator:
        return None
    known = vocabulary.catalogue.get(meaning.indicator)
    rate = known.kind == "D" or known.unit == "%"
    ending = meaning.ending or ("change" if meaning.compare else "")
    if ending == "change":
        ending = "_change_pp" if rate else {"%": "_change_rate", "百分点": "_share_change"}.get(unit, "_change")
    if rate and ending:
        ending = {"_change": "_change_pp", "_change_pp": "_change_pp"}.get(ending, "?")
    if ending == "?":
        return None
    if ending in CHANGES:
        span = "previous" if "previous" in (meaning.compare, meaning.year) else "last-year"
        span = "last-ytd" if meaning.extent == "ytd" else span
    elif meaning.year == "previous":
        span = "previous"
    elif meaning.year == "last":
        span = "last-ytd" if meaning.extent == "ytd" else "last-year"
    else:
        span = "ytd" if meaning.extent == "ytd" else "current"
    key = Key(meaning.indicator + ending, meaning.where, span)
    return key if possible(key, vocabulary) else None


def why_impossible(meaning: Meaning, vocabulary: Vocabulary) -> str:
    """Why a reading is no figure, as a sentence."""
    if meaning.indicator:
        known = vocabulary.catalogue.get(meaning.indicator)
        if known.unit == "%" and meaning.ending:
            return f"「{known.name}」是比率，只能算百分点，这一格不填。"
        if meaning.where and known.kind == "B":
            return f"「{known.name}」是填报的数，不能再按类别分。"
    return "这一行和这一列合起来，没有这样的数。"


def decimals_of(format_: str) -> int | None:
    """The decimals a number format shows; ``None`` when it leaves that open."""
    if format_ in ("General", "@", "") or not re.search(r"[0#]", format_):
        return None
    found = _DECIMALS.search(re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", format_.split(";")[0]).replace(",", ""))
    digits = re.search(r"\.([0#?]+)", format_.split(";")[0])
    return len(digits[1]) if digits else (0 if found else None)
