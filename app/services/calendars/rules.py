"""The table of time limits: its rules as they stand, changed by an office, dropped again."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import delete, insert, select

from app.errors import AppError, Issue
from app.models import TimeLimit
from app.paths import resources
from app.services import calendar, codelists, offices
from app.services.calendar import UNIT_NAMES
from app.services.calendars.faces import HANDLERS, Rule
from app.services.divisions import divisions
from app.services.parsing.text import entered

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: No limit is longer; the list of what is due relies on it.
LONGEST = 200
#: No case is older.
FIRST_DAY = date(1985, 1, 1)
ONE_DAY = timedelta(days=1)
#: The owner of rules that came with a file.
FROM_FILE = "file"

Values = dict[str, Any]
Identity = tuple[str, str, date | None]

_UNITS = {
    **dict.fromkeys(("working", "工作日", "个工作日", "天工作日"), "working"),
    **dict.fromkeys(("calendar", "日", "天", "自然日", "日历日"), "calendar"),
}
_PAPERS = {
    **dict.fromkeys(("restart", "重新起算", "重新算", "重算"), "restart"),
    **dict.fromkeys(("run", "照算", "接着算", "不停"), "run"),
}
_LABELS = {
    "handler": "谁办理",
    "name": "名称",
    "region": "适用地区",
    "valid_from": "从哪天起",
    "valid_to": "到哪天止",
    "decide_days": "受理期限",
    "decide_unit": "受理期限的单位",
    "mediate_days": "调解期限",
    "mediate_unit": "调解期限的单位",
    "papers": "补正期间怎么算",
}
FIELDS = tuple(_LABELS)


def key_of(handler: str, region: str, valid_from: date | None) -> str:
    """What names a rule: who, where, from when."""
    return f"{handler}|{region}|{valid_from.isoformat() if valid_from else ''}"


def read(session: Session, today: date) -> tuple[Rule, ...]:
    """All rules: by who handles, the smaller region and the newer rule first."""
    from app.services.deadlines.gathering import handler

    _, limits = calendar.load(session)
    used: tuple[str, str, date | None] | None = None
    try:
        held = limits.limit_for(handler(session), offices.read_home(session).office.code, today)
        used = held.handler, held.region, held.valid_from
    except AppError as error:
        if error.code != "calendar.no_rule":
            raise
    shipped = shipped_rules()
    order = {name: at for at, name in enumerate(HANDLERS)}
    rows = sorted(
        session.scalars(select(TimeLimit)),
        key=lambda row: (
            order.get(row.handler, 9),
            -len(row.region.rstrip("0")),
            -(row.valid_from or date.min).toordinal(),
        ),
    )
    return tuple(_rule(row, shipped, used) for row in rows)


def _rule(row: TimeLimit, shipped: Mapping[Identity, Values], used: Identity | None) -> Rule:
    known = divisions().get(row.region)
    identity = row.handler, row.region, row.valid_from
    return Rule(
        key=key_of(*identity),
        handler=row.handler,
        name=row.name,
        region=row.region,
        region_name=known.name if known else row.region,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        decide_days=row.decide_days,
        decide_unit=_unit(row.decide_unit),
        mediate_days=row.mediate_days,
        mediate_unit=_unit(row.mediate_unit),
        papers="run" if row.papers == "run" else "restart",
        own=bool(row.owner),
        replaces=bool(row.owner) and identity in shipped,
        in_use=identity == used,
    )


def _unit(text: str) -> Literal["working", "calendar"]:
    return "working" if text == "working" else "calendar"


def shipped_rules() -> dict[Identity, Values]:
    """The rules as the program ships them."""
    with (resources() / "codelists" / "time_limits.csv").open(encoding="utf-8", newline="") as stream:
        rows = [codelists.time_limit_values(row) for row in csv.DictReader(stream)]
    return {(row["handler"], row["region"], row["valid_from"]): row for row in rows}


def find(session: Session, key: str) -> TimeLimit:
    """The rule named ``key``; raises ``calendar.rule_unknown``."""
    for row in session.scalars(select(TimeLimit)):
        if key_of(row.handler, row.region, row.valid_from) == key.strip():
            return row
    raise AppError("calendar.rule_unknown", key=key)


def understand(raw: Mapping[str, str], old: TimeLimit | None, region: str) -> Values:
    """The values of a rule as a person types them; what is not said stays as in ``old``.

    Raises ``calendar.rule_not_taken`` with an issue for each wrong field (``cell`` is its name).
    """
    issues: list[Issue] = []
    values: Values = {name: getattr(old, name) for name in FIELDS} if old is not None else {"region": region}
    for name in FIELDS:
        if name not in raw:
            continue
        typed = entered(raw[name] or "")
        try:
            values[name] = _READ[name](typed)
        except ValueError as why:
            issues.append(_wrong(name, typed, str(why)))
    for name, default in (("papers", "restart"), ("valid_from", None), ("valid_to", None)):
        values.setdefault(name, default)
    told = {issue.cell for issue in issues}
    issues += [_wrong(name, "", "要填写") for name in FIELDS if name not in values and name not in ("name", *told)]
    if not issues:
        values["name"] = (values.get("name") or HANDLERS[values["handler"]])[:40]
        start, end = values["valid_from"], values["valid_to"]
        if start and end and end < start:
            issues.append(_wrong("valid_to", end.isoformat(), f"不早于 {start.isoformat()}"))
    if issues:
        raise AppError("calendar.rule_not_taken", issues=tuple(issues), count=len(issues), first=issues[0].message)
    return values


def put(session: Session, values: Values, old: TimeLimit | None, owner: str) -> str:
    """Store a rule of the office's own; ``old`` is the one it changes. Gives its key.

    A shipped rule is replaced, and comes back when the own one is dropped. Raises ``calendar.rule_not_taken``.
    """
    identity: Identity = (values["handler"], values["region"], values["valid_from"])
    key = key_of(*identity)
    there = next((row for row in session.scalars(select(TimeLimit)) if _identity(row) == identity), None)
    if there is not None and there is not old and (there.owner or old is not None):
        issue = _wrong("valid_from", str(identity[2] or ""), "另一天：同一办理单位、地区、起始日已经有一条")
        raise AppError("calendar.rule_not_taken", issues=(issue,), count=1, first=issue.message)
    if old is not None and old.owner and _identity(old) != identity:
        remove(session, old)
    if there is not None:
        session.execute(delete(TimeLimit).where(TimeLimit.pk == there.pk))
    session.execute(insert(TimeLimit), [{**values, "owner": owner}])
    return key


def remove(session: Session, row: TimeLimit) -> bool:
    """Remove a rule of the office's own; whether a shipped one came back in its place."""
    back = shipped_rules().get(_identity(row))
    session.execute(delete(TimeLimit).where(TimeLimit.pk == row.pk))
    if back is not None:
        session.execute(insert(TimeLimit), [{**back, "owner": ""}])
    return back is not None


def refuse_gap(session: Session) -> None:
    """Every day has a rule, be it that of ``other``: without one no list of cases could be shown.

    Raises ``calendar.rule_gap`` with the first day that has none.
    """
    _, limits = calendar.load(session)
    region = offices.read_home(session).office.code
    days = {FIRST_DAY}
    for row in session.scalars(select(TimeLimit).where(TimeLimit.handler == calendar.OTHER)):
        days |= {row.valid_from - ONE_DAY} if row.valid_from else set()
        days |= {row.valid_to + ONE_DAY} if row.valid_to else set()
    for day in sorted(day for day in days if day >= FIRST_DAY):
        try:
            limits.limit_for(calendar.OTHER, region, day)
        except AppError as error:
            raise AppError("calendar.rule_gap", on=day.isoformat()) from error


def _identity(row: TimeLimit) -> Identity:
    return row.handler, row.region, row.valid_from


def values_of(row: TimeLimit) -> Values:
    """A rule's values by field."""
    return {name: getattr(row, name) for name in FIELDS}


def words(values: Mapping[str, Any]) -> str:
    """A rule in words: «消保委（330000）2017-05-01 起：受理 5 个工作日，调解 10 个工作日»."""
    known = divisions().get(values["region"])
    where = f"（{known.name if known else values['region'] or '全国'}）"
    span = f"{values['valid_from']} 起" if values["valid_from"] else "一直以来"
    span += f"到 {values['valid_to']}" if values["valid_to"] else ""
    decide = f"{values['decide_days']} {UNIT_NAMES[_unit(values['decide_unit'])]}"
    mediate = f"{values['mediate_days']} {UNIT_NAMES[_unit(values['mediate_unit'])]}"
    papers = "，补正期间照算" if values["papers"] == "run" else ""
    return f"{values['name']}{where}{span}：受理 {decide}，调解 {mediate}{papers}"


def read_handler(typed: str) -> str:
    """A key of :data:`HANDLERS` from the key or the name; raises ``ValueError`` with what is expected."""
    words = typed.strip()
    for key, name in HANDLERS.items():
        if words in (key, name):
            return key
    raise ValueError("、".join(HANDLERS.values()))


def _read_region(typed: str) -> str:
    if typed in ("", "全国"):
        return ""
    known = divisions()
    if typed in known:
        return typed
    named = [division.code for division in known.values() if division.name == typed]
    if len(named) == 1:
        return named[0]
    raise ValueError("六位行政区划代码，空着就是全国" if not named else "六位行政区划代码（有几个同名的地方）")


def _read_days(typed: str) -> int:
    found = re.fullmatch(r"(\d{1,4})(?:个工作日|天|日)?", typed)
    if found is None or not 1 <= int(found[1]) <= LONGEST:
        raise ValueError(f"1 到 {LONGEST} 的整数")
    return int(found[1])


def _read_day(typed: str) -> date | None:
    if not typed:
        return None
    found = re.fullmatch(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?", typed)
    try:
        if found is None:
            raise ValueError
        day = date(int(found[1]), int(found[2]), int(found[3]))
        if not FIRST_DAY.year <= day.year <= 2199:
            raise ValueError
    except ValueError:
        raise ValueError("日期，例如 2026-04-15，空着就是不限") from None
    return day


def _word(known: Mapping[str, str], expected: str) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if typed not in known:
            raise ValueError(expected)
        return known[typed]

    return read


_READ: dict[str, Callable[[str], Any]] = {
    "handler": read_handler,
    "name": lambda typed: typed[:40],
    "region": _read_region,
    "valid_from": _read_day,
    "valid_to": _read_day,
    "decide_days": _read_days,
    "decide_unit": _word(_UNITS, "工作日，或者日"),
    "mediate_days": _read_days,
    "mediate_unit": _word(_UNITS, "工作日，或者日"),
    "papers": _word(_PAPERS, "重新起算，或者照算"),
}


def _wrong(name: str, found: str, expected: str) -> Issue:
    params = {"label": _LABELS[name]}
    return Issue("error", "calendar.rule_field", params, cell=name, found=found or "（空）", expected=expected)
