"""Conditions of indicators as SQL: the same ones that count also list the records behind a figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from app.errors import AppError
from app.models import Complaint, ComplaintTag, Enquiry, Event, Office, Trader
from app.services.codelists import CodeLists
from app.services.database.sql import days_between
from app.services.indicators.catalogue import Condition, Indicator

#: A trader whose spellings were joined counts under its one name, others as written. The name is looked up for the
#: few cases that are linked to one.
_TRADER = func.coalesce(
    select(Trader.name).where(Trader.pk == Complaint.trader_pk).correlate(Complaint).scalar_subquery(),
    Complaint.trader,
)

#: Dimensions a counted figure can be restricted to.
CASE_DIMENSIONS: dict[str, Any] = {
    "category": Complaint.category,
    "nature": Complaint.nature,
    "item": Complaint.item_code,
    "channel": Complaint.channel,
    "source": Complaint.source,
    "buying": Complaint.buying,
    "station": Complaint.station,
    "trader": _TRADER,
    "way": Event.way,
    "reason": Event.reason,
    "satisfaction": Event.satisfaction,
    "office": Office.code,
}
ENQUIRY_DIMENSIONS: dict[str, Any] = {
    "channel": Enquiry.channel,
    "topic": Enquiry.topic,
    "category": Enquiry.category,
    "office": Office.code,
}
#: What else conditions may speak of.
_CASE_FIELDS: dict[str, Any] = {
    **CASE_DIMENSIONS,
    "amount": Complaint.amount,
    "recovered": Event.recovered,
    "punitive": Event.punitive,
    "group_size": Complaint.group_size,
    "age": Complaint.age,
    "sex": Complaint.sex,
    "result": Complaint.result,
    "demand": Complaint.demand,
    "supervised": Complaint.supervised,
    "goods": Complaint.item,
    "brand": Complaint.brand,
    "facts": Complaint.facts,
    "address": Complaint.address,
    "trader_address": Complaint.trader_address,
    "purchased_on": Complaint.purchased_on,
    "happened_on": Complaint.happened_on,
}
_ENQUIRY_FIELDS: dict[str, Any] = {**ENQUIRY_DIMENSIONS, "people": Enquiry.people, "note": Enquiry.note}

#: Money of records is fen, of conditions yuan.
MONEY = frozenset({"amount", "recovered", "punitive"})
#: Kept as words: nothing written is an empty word there, not a missing value.
_WORDS = frozenset({"station", "trader", "demand", "goods", "brand", "facts", "address", "trader_address", "note"})
_LIST_OF = {"way": "mediation_way", "topic": "enquiry_topic"}


def all_of(indicator: Indicator, lists: CodeLists, *, enquiry: bool = False) -> ColumnElement[bool] | None:
    """The conditions of ``indicator`` together: all of them, or any, as it says; None when it has none."""
    parts = [condition(each, lists, enquiry=enquiry) for each in indicator.where]
    if not parts:
        return None
    return or_(*parts) if indicator.match == "any" else and_(*parts)


def condition(one: Condition, lists: CodeLists, *, enquiry: bool = False) -> ColumnElement[bool]:
    """One condition. A record without a value in the field never satisfies it, but for ``empty``."""
    if one.field == "tag":
        tagged = [ComplaintTag.complaint_pk == Complaint.pk]
        if one.op != "filled":
            tagged.append(ComplaintTag.tag.in_(_listed(one.value)))
        return exists().where(*tagged)
    column = _column(one.field, enquiry)
    value = _value(one)
    match one.op:
        case "eq":
            return column == value  # type: ignore[no-any-return]
        case "ne":
            present = column != "" if one.field in _WORDS else column.is_not(None)
            return and_(present, column.not_in(_listed(value)))
        case "in":
            return column.in_(_listed(value))  # type: ignore[no-any-return]
        case "gt":
            return column > value  # type: ignore[no-any-return]
        case "ge":
            return column >= value  # type: ignore[no-any-return]
        case "lt":
            return column < value  # type: ignore[no-any-return]
        case "le":
            return column <= value  # type: ignore[no-any-return]
        case "under":
            return or_(*(column.like(f"{prefix_of(code)}%") for code in _listed(value)))
        case "not_under":
            return and_(column.is_not(None), *(~column.like(f"{prefix_of(code)}%") for code in _listed(value)))
        case "has":
            among = literal(",") + column + ","
            return or_(*(among.contains(f",{code},", autoescape=True) for code in _listed(value)))
        case "contains":
            return or_(*(column.contains(word, autoescape=True) for word in _listed(value)))
        case "filled":
            return column != "" if one.field in _WORDS else column.is_not(None)  # type: ignore[no-any-return]
        case "empty":
            return column == "" if one.field in _WORDS else column.is_(None)  # type: ignore[no-any-return]
    codes = [entry.code for entry in lists.entries(_LIST_OF.get(one.field, one.field)) if entry.kind == value]
    return column.in_(codes)  # type: ignore[no-any-return]


def prefix_of(code: str) -> str:
    """The part of a ten-digit code that everything below it shares: 0103000000 → 0103."""
    while code.endswith("00") and len(code) > 2:
        code = code[:-2]
    return code


def _value(one: Condition) -> Any:
    from datetime import date

    if one.field in MONEY and one.op not in ("filled", "empty"):
        return int(Decimal(str(one.value)) * 100)
    if one.field in ("purchased_on", "happened_on") and one.op not in ("filled", "empty"):
        return date.fromisoformat(str(one.value))
    return one.value


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _column(name: str, enquiry: bool) -> Any:
    if name == "days" and not enquiry:
        taken = aliased(Event)
        accepted_on = (
            select(taken.on_date)
            .where(
                taken.complaint_pk == Event.complaint_pk,
                taken.kind == "accepted",
                taken.revoked_on.is_(None),
                taken.deleted_at.is_(None),
            )
            .correlate(Event)
            .scalar_subquery()
        )
        return days_between(accepted_on, Event.on_date)
    fields = _ENQUIRY_FIELDS if enquiry else _CASE_FIELDS
    if name not in fields:
        raise AppError("indicator.bad_dimension", dimension=name)
    return fields[name]
