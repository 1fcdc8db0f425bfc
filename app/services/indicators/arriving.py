"""Indicators that came with another office's template: whether they are whole, and fit to be kept beside those here.

A file is somebody else's: one wrong indicator in the table would stop every figure of the office.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from app.errors import AppError
from app.models import OwnIndicator
from app.services import codelists
from app.services.indicators import conditions, formula, own
from app.services.indicators.catalogue import Indicator
from app.services.indicators.choosing import EVENTS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_KEY = re.compile(r"own_[0-9A-Za-z]{2,12}_\w{1,40}", re.ASCII)
_NAMES = frozenset({"key", *own.COLUMNS})
_LONGEST_NAME, _LONGEST_UNIT, _LONGEST_KEY = 80, 8, 60


def checked(session: Session, indicators: Sequence[Mapping[str, Any]]) -> dict[str, Indicator]:
    """The indicators by key. Raises ``indicator.not_carried`` for one that is not whole."""
    found: dict[str, Indicator] = {}
    for raw in indicators:
        shown = str(raw.get("name") or raw.get("key") or "")[:_LONGEST_NAME]
        try:
            indicator = _understood(raw)
        except (ValueError, TypeError, KeyError, AttributeError, msgspec.ValidationError) as error:
            raise AppError("indicator.not_carried", name=shown) from error
        found[indicator.key] = indicator
    known = {one.key: one for one in own.catalogue_of(session).indicators} | found
    lists = codelists.load(session)
    for indicator in found.values():
        try:
            if indicator.kind == "D":
                _computable(indicator.key, known, ())
            elif indicator.kind == "A":
                enquiry = "enquiry" in indicator.intake
                if not enquiry and indicator.event not in EVENTS:
                    raise ValueError(indicator.event)
                conditions.all_of(indicator, lists, enquiry=enquiry)
        except (ValueError, KeyError, AppError, ArithmeticError) as error:
            raise AppError("indicator.not_carried", name=indicator.name) from error
    return found


def _understood(raw: Mapping[str, Any]) -> Indicator:
    if set(raw) != _NAMES or not _KEY.fullmatch(raw["key"]) or len(raw["key"]) > _LONGEST_KEY:
        raise ValueError("names")
    made = own.indicator_of(OwnIndicator(**raw))
    whole = msgspec.convert(msgspec.to_builtins(made), Indicator)
    if not (whole.name.strip() and whole.rule.strip() and whole.unit.strip()):
        raise ValueError("words")
    if len(whole.name) > _LONGEST_NAME or len(whole.unit) > _LONGEST_UNIT or not 0 <= (whole.decimals or 0) <= 8:
        raise ValueError("too long")
    return whole


def _computable(key: str, known: Mapping[str, Indicator], above: tuple[str, ...]) -> None:
    """Every figure a formula needs is there, and none is computed from itself."""
    if key in above:
        raise ValueError("circle")
    indicator = known[key]
    if indicator.kind != "D":
        return
    parts = formula.parts(formula.parse(indicator.formula))
    if not parts:
        raise ValueError("no figures")
    for part in parts:
        _computable(part.indicator, known, (*above, key))
