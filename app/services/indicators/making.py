"""From what a person chose or wrote to an indicator of the office's own; every mistake is told with its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import AppError, Issue
from app.services import pinyin
from app.services.codelists import plain
from app.services.indicators import formula, wording
from app.services.indicators.catalogue import Condition, Indicator
from app.services.indicators.choosing import BARE, EVENTS, FIELDS, INTAKES, MEASURES, ConditionField, events_for
from app.services.indicators.own import GROUP
from app.services.parsing.counts import parse_count
from app.services.parsing.dates import parse_date
from app.services.parsing.money import parse_money

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue

_LONGEST_NAME, _LONGEST_UNIT, _LONGEST_KEY = 80, 8, 60
#: A condition in one line: the field, the comparison, the value.
_LINE = re.compile(r"\s*(?P<field>[^\s<>=!~≥≤≠]+?)\s*(?P<op>>=|<=|!=|≥|≤|≠|>|<|=|~|为空|非空)\s*(?P<value>.*?)\s*")
_SIGNS = {
    ">=": "ge", "≥": "ge", "<=": "le", "≤": "le", ">": "gt", "<": "lt", "!=": "ne", "≠": "ne", "=": "eq",
    "~": "contains", "为空": "empty", "非空": "filled",
}  # fmt: skip
_MARKS = {
    "+": "+", "＋": "+", "加": "+", "-": "-", "－": "-", "减": "-", "*": "*", "×": "*", "＊": "*", "乘以": "*",
    "乘": "*", "/": "/", "÷": "/", "／": "/", "除以": "/", "(": "(", "（": "(", ")": ")", "）": ")",
}  # fmt: skip
_SPAN_WORDS = {"上年同期": "last-year", "上期": "previous", "本年累计": "ytd", "上年累计": "last-ytd", "本期": ""}


def understood(
    raw: Mapping[str, Any], *, key: str, book: Catalogue, lists: CodeLists, today: date
) -> tuple[Indicator, tuple[Issue, ...]]:
    """The indicator that ``raw`` describes, under ``key``, with remarks that do not stop it.

    ``raw`` has ``name``, ``kind`` (A, B or D), and as the kind needs them ``unit``, ``over_time``, ``decimals``,
    ``intake``, ``event``, ``measure``, ``match``, ``where`` (conditions as mappings of field, op, value, or as lines
    like «年龄>=60»), ``formula`` (keys or names). Raises ``indicator.not_made`` with every mistake as an issue.
    """
    issues: list[Issue] = []
    name = _name(raw, key, book, issues)
    kind = str(raw.get("kind") or "B").upper()
    synonyms = _synonyms(raw, name, key, book, issues)
    section = str(raw.get("group") or GROUP)
    common: dict[str, Any] = {
        "key": key,
        "name": name,
        "synonyms": synonyms,
        "group": section if section in book.groups else GROUP,
        "own": True,
    }
    if kind == "A":
        made = _counted(raw, common, lists, today, issues)
    elif kind == "D":
        made = _derived(raw, common, book, issues)
    else:
        made = _typed(raw, common, issues)
    errors = [issue for issue in issues if issue.severity == "error"]
    if errors:
        raise AppError("indicator.not_made", issues=tuple(issues), count=len(errors), first=errors[0].message)
    return made, tuple(issues)


def new_key(name: str, office: str, taken: Iterable[str]) -> str:
    """A key from the sound of the name, with the office's code, that was never used: own_331122_laoniantousu."""
    sound = pinyin.readings(name)
    full = sound.full[0] if sound.full else ""
    start = f"own_{office}_"
    if len(start) + len(full) > _LONGEST_KEY - 3:
        full = (sound.initials[0] if sound.initials else "")[: _LONGEST_KEY - 3 - len(start)]
    base = start + ("".join(c for c in full if c.isascii() and c.isalnum()) or "zhibiao")
    used = set(taken)
    key, number = base, 1
    while key in used:
        number += 1
        key = f"{base}_{number}"
    return key


def _name(raw: Mapping[str, Any], key: str, book: Catalogue, issues: list[Issue]) -> str:
    name = " ".join(str(raw.get("name") or "").split())[:_LONGEST_NAME]
    if not name:
        issues.append(Issue("error", "indicator.needs_name"))
        return "（没有名字）"
    if other := _called(name, key, book):
        issues.append(Issue("error", "indicator.name_taken", {"name": name, "other": other.name}))
    return name


def _called(name: str, key: str, book: Catalogue) -> Indicator | None:
    """The indicator that goes by ``name`` already."""
    wanted = plain(name)
    for indicator in book.offered:
        if indicator.key != key and wanted in map(plain, (indicator.name, *indicator.synonyms)):
            return indicator
    return None


def _synonyms(raw: Mapping[str, Any], name: str, key: str, book: Catalogue, issues: list[Issue]) -> tuple[str, ...]:
    given = raw.get("synonyms") or ()
    words = re.split(r"[、,，;；\n]", given) if isinstance(given, str) else [str(word) for word in given]
    kept = tuple(dict.fromkeys(word.strip() for word in words if word.strip() and word.strip() != name))
    issues += [
        Issue("error", "indicator.name_taken", {"name": word, "other": other.name})
        for word in kept
        if (other := _called(word, key, book))
    ]
    return kept


def _unit(raw: Mapping[str, Any], usual: str, issues: list[Issue]) -> str:
    unit = str(raw.get("unit") or "").strip() or usual
    if not unit:
        issues.append(Issue("error", "indicator.needs_unit"))
    elif len(unit) > _LONGEST_UNIT:
        issues.append(Issue("error", "indicator.long_unit", {"unit": unit}))
    return unit[:_LONGEST_UNIT]


def _typed(raw: Mapping[str, Any], common: dict[str, Any], issues: list[Issue]) -> Indicator:
    over_time = str(raw.get("over_time") or "sum")
    if over_time not in ("sum", "last"):
        issues.append(Issue("error", "indicator.bad_adding", {"word": over_time}))
        over_time = "sum"
    unit = _unit(raw, "", issues)
    return Indicator(
        **common,
        kind="B",
        unit=unit or "件",
        over_time=over_time,  # type: ignore[arg-type]
        over_offices="sum",
        rule=str(raw.get("rule") or "").strip() or wording.typed_rule(common["name"], unit, over_time),
    )


# --- counted from records ----------------------------------------------------------------------------------


def _counted(
    raw: Mapping[str, Any], common: dict[str, Any], lists: CodeLists, today: date, issues: list[Issue]
) -> Indicator:
    from msgspec.structs import replace

    given = raw.get("intake") or ("complaint",)
    kinds = re.split(r"[,，、]", given) if isinstance(given, str) else [str(kind) for kind in given]
    intake = tuple(_code(kind, INTAKES) for kind in kinds)
    if unknown := [kind for kind in intake if kind not in INTAKES]:
        issues.append(Issue("error", "indicator.bad_choice", {"what": "信息件类型", "word": unknown[0]}))
        intake = ("complaint",)
    if "enquiry" in intake and len(intake) > 1:
        issues.append(Issue("error", "indicator.enquiry_alone"))
        intake = ("enquiry",)
    offered = dict(events_for(intake))
    event = _code(str(raw.get("event") or ("accepted" if "accepted" in offered else next(iter(offered)))), offered)
    if event not in offered:
        said = EVENTS.get(event, (event, ""))[0]
        issues.append(Issue("error", "indicator.bad_choice", {"what": "环节", "word": said}))
        event = next(iter(offered))
    measure = _code(str(raw.get("measure") or "count"), {code: words for code, (words, _, _) in MEASURES.items()})
    if measure not in MEASURES:
        issues.append(Issue("error", "indicator.bad_choice", {"what": "计什么", "word": measure}))
        measure = "count"
    known_at = MEASURES[measure][2]
    if (known_at and event not in known_at) or (event == "enquiry" and measure not in ("count", "people")):
        issues.append(Issue("error", "indicator.too_early", {"field": MEASURES[measure][0], "event": offered[event]}))
    match = "any" if raw.get("match") == "any" else "all"
    where = tuple(
        one
        for each in raw.get("where") or ()
        if (one := condition(each, event, intake, lists, today, issues)) is not None
    )
    usual = "人次" if event == "enquiry" else MEASURES[measure][1]
    made = Indicator(
        **common,
        kind="A",
        unit=_unit(raw if measure == "count" else {}, usual, issues),
        over_time="sum",
        over_offices="sum",
        rule="",
        event=event,
        measure=measure,  # type: ignore[arg-type]
        intake=intake,
        where=where,
        match=match,  # type: ignore[arg-type]
    )
    if not raw.get("where"):
        issues.append(Issue("warning", "indicator.no_conditions"))
    return replace(made, rule=wording.counted_rule(made, lists))


def _code(word: str, names: Mapping[str, str]) -> str:
    """The code that ``word`` is, or is the name of; itself when it is neither."""
    return word if word in names else next((code for code, name in names.items() if plain(name) == plain(word)), word)


def condition(
    raw: Mapping[str, Any] | str,
    event: str,
    intake: Sequence[str],
    lists: CodeLists,
    today: date,
    issues: list[Issue],
) -> Condition | None:
    """The condition that ``raw`` says; what is wrong with it goes to ``issues`` (then None)."""
    name, op, value = _read(raw)
    field = FIELDS.get(name) or next((f for f in FIELDS.values() if plain(f.name) == plain(name)), None)
    field = field or next((f for f in FIELDS.values() if plain(name) and plain(name) in plain(f.name)), None)
    if field is None:
        issues.append(Issue("error", "indicator.unknown_field", {"field": name or "（空）"}))
        return None
    enquiry = "enquiry" in intake
    if not (field.enquiry if enquiry else field.case):
        kind = "咨询" if enquiry else "投诉"
        issues.append(Issue("error", "indicator.not_there", {"field": field.name, "kind": kind}))
        return None
    if field.events and event not in field.events:
        said = EVENTS.get(event, ("接待", ""))[0]
        issues.append(Issue("error", "indicator.too_early", {"field": field.name, "event": said}))
        return None
    op = _operation(field, op)
    allowed = {each for each, _ in field.operations} | ({"in", "eq", "ne"} if field.kind == "tree" else set())
    if op not in allowed and op != "kind":
        issues.append(Issue("error", "indicator.bad_comparison", {"field": field.name, "op": op or "（空）"}))
        return None
    if op in BARE:
        return Condition(field.key, op)  # type: ignore[arg-type]
    found = _values(field, op, value, lists, today, issues)
    if found is None:
        return None
    return Condition(field.key, op, found)  # type: ignore[arg-type]


def _read(raw: Mapping[str, Any] | str) -> tuple[str, str, Any]:
    if not isinstance(raw, str):
        return str(raw.get("field") or ""), str(raw.get("op") or ""), raw.get("value", "")
    found = _LINE.fullmatch(raw)
    if found is None:
        return raw.strip(), "", ""
    values = [word for word in re.split(r"[、，,|]", found["value"]) if word]
    return found["field"], _SIGNS[found["op"]], values if len(values) > 1 else found["value"]


def _operation(field: ConditionField, op: str) -> str:
    """«=» is what the field calls being the same."""
    if op in ("eq", "in", "") and field.kind in ("tree", "code", "codes", "tag", "yes"):
        return {"tree": "under", "codes": "has", "tag": "has", "yes": "eq"}.get(field.kind, "in")
    if op == "eq" and field.kind == "words":
        return "in"
    if op == "ne" and field.kind == "tree":
        return "not_under"
    return op


def _values(field: ConditionField, op: str, value: Any, lists: CodeLists, today: date, issues: list[Issue]) -> Any:
    words = [str(each).strip() for each in (value if isinstance(value, (list, tuple)) else [value])]
    words = [word for word in words if word]
    if field.kind == "yes":
        return True
    if not words:
        issues.append(Issue("error", "indicator.needs_value", {"field": field.name}))
        return None
    match field.kind:
        case "number" | "days":
            count = parse_count(words[0].removesuffix("岁").removesuffix("周"))
            number = count.value.value.number if count.ok and count.value else None
            if number is None or number != int(number) or number < 0:
                return _bad(issues, field, words[0], "整数")
            return int(number)
        case "money":
            money = parse_money(words[0])
            if not money.ok or money.value is None:
                return _bad(issues, field, words[0], "金额，例如 10000 或 1万元")
            return format((Decimal(money.value.fen) / 100).normalize(), "f")
        case "date":
            day = parse_date(words[0], today)
            if not day.ok or day.value is None:
                return _bad(issues, field, words[0], "日期")
            return day.value.isoformat()
        case "tag" | "words":
            return words
    if op == "kind":
        return words[0]
    codes = []
    for word in words:
        code = lists.code(field.list, word)
        if code is None and field.key == "item":
            code = lists.code("category", word)
        if code is None:
            return _bad(issues, field, word, "列表里的词")
        codes.append(code)
    return codes


def _bad(issues: list[Issue], field: ConditionField, value: str, wanted: str) -> None:
    issues.append(Issue("error", "indicator.bad_value", {"field": field.name, "value": value, "wanted": wanted}))


# --- computed from others ----------------------------------------------------------------------------------


def _derived(raw: Mapping[str, Any], common: dict[str, Any], book: Catalogue, issues: list[Issue]) -> Indicator:
    text = str(raw.get("formula") or "").strip()
    written = formula_of(text, book, issues)
    if written:
        _refuse_circle(written, common["key"], book, issues)
    decimals = raw.get("decimals")
    places = 2 if decimals in (None, "") else int(decimals)
    if not 0 <= places <= 8:
        issues.append(Issue("error", "indicator.bad_choice", {"what": "小数位数", "word": str(decimals)}))
        places = 2
    return Indicator(
        **common,
        kind="D",
        unit=_unit(raw, "%", issues),
        over_time="recompute",
        over_offices="recompute",
        decimals=places,
        rule=wording.derived_rule(written, book) if written else "",
        formula=written,
    )


def formula_of(text: str, book: Catalogue, issues: list[Issue]) -> str:
    """A formula of keys from one of names or keys, spaced as the catalogue has it; "" when it is not understood."""
    names = sorted(
        ((word, each.key) for each in book.offered for word in (each.name, *each.synonyms)),
        key=lambda pair: -len(pair[0]),
    )
    out: list[str] = []
    rest = text.strip()
    while rest:
        span = ""
        for word, code in _SPAN_WORDS.items():
            if rest.startswith(word):
                rest, span = rest[len(word) :].lstrip("的 "), code
                break
        quoted = re.match(r"[「“\"]([^」”\"]+)[」”\"]", rest)
        named = next(((word, key) for word, key in names if rest.startswith(word)), None)
        mark = next((word for word in sorted(_MARKS, key=len, reverse=True) if rest.startswith(word)), None)
        plain_part = re.match(r"(?:all|group)(?=\()|[A-Za-z_]\w*(?:@[a-z-]+)?|\d+(?:\.\d+)?%?", rest, re.ASCII)
        if quoted and (found := _called(quoted[1], "", book)):
            out.append(found.key + (f"@{span}" if span else ""))
            rest = rest[quoted.end() :].lstrip()
        elif named is not None:
            out.append(named[1] + (f"@{span}" if span else ""))
            rest = rest[len(named[0]) :].lstrip()
        elif mark is not None:
            out.append(_MARKS[mark])
            rest = rest[len(mark) :].lstrip()
        elif plain_part is not None:
            word = plain_part.group()
            key = word.partition("@")[0]
            if not word[0].isdigit() and key not in book and word not in ("all", "group"):
                issues.append(Issue("error", "indicator.formula_unknown", {"word": word}))
                return ""
            out.append(f"({word[:-1]} / 100)" if word.endswith("%") else word)
            rest = rest[plain_part.end() :].lstrip()
        else:
            issues.append(Issue("error", "indicator.formula_unknown", {"word": rest[:12]}))
            return ""
    written = _joined(out)
    try:
        tree = formula.parse(written)
    except ValueError:
        issues.append(Issue("error", "indicator.bad_formula", {"formula": text}))
        return ""
    if not formula.parts(tree):
        issues.append(Issue("error", "indicator.bad_formula", {"formula": text or "（空）"}))
        return ""
    return written


def _joined(out: list[str]) -> str:
    text = " ".join(out)
    return text.replace("( ", "(").replace(" )", ")").replace("all (", "all(").replace("group (", "group(")


def _refuse_circle(written: str, key: str, book: Catalogue, issues: list[Issue]) -> None:
    """A figure must not be computed from itself, be it through others."""
    seen: set[str] = set()
    waiting = [part.indicator for part in formula.parts(formula.parse(written))]
    while waiting:
        one = waiting.pop()
        if one == key:
            issues.append(Issue("error", "indicator.circle"))
            return
        if one in seen or one not in book:
            continue
        seen.add(one)
        indicator = book.get(one)
        if indicator.kind == "D":
            waiting += [part.indicator for part in formula.parts(formula.parse(indicator.formula))]
