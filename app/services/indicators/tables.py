"""The usual tables of an analysis: six of counts and shares, four with columns of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.errors import AppError
from app.services.codelists import UNCLASSIFIED, UNCLASSIFIED_LABEL, CodeLists
from app.services.indicators import arithmetic
from app.services.indicators.arithmetic import Rounding, ShareChange
from app.services.indicators.derive import BEFORE_OF, Derivation, Style
from app.services.keys import Key
from app.services.periods import Period
from app.services.values import Value

GOODS, SERVICES, OTHER = "0100000000", "0200000000", "9900000000"
PLAIN = ("natures", "categories", "goods", "services", "split", "channels")
WITH_COLUMNS = ("headline", "apart", "processing", "cross")
Compare = Literal["last-year", "previous"]


@dataclass(frozen=True, slots=True)
class Options:
    """How a table is computed; all of it a matter of choice in published papers."""

    compare: Compare = "last-year"
    decimals: int = 2
    denominator: Literal["all", "group"] = "all"
    share_change: ShareChange = "rounded"
    rounding: Rounding = "half-up"


@dataclass(frozen=True, slots=True)
class ShareRow:
    """Counts and shares of one row; ``None`` is undefined or missing. ``change`` in %, ``change_pp`` in points."""

    code: str
    name: str
    n: int | None
    share: Decimal | None
    n_before: int | None
    share_before: Decimal | None
    change: Decimal | None
    change_pp: Decimal | None


@dataclass(frozen=True, slots=True)
class ShareTable:
    """A plain table: its rows and their total."""

    name: str
    rows: tuple[ShareRow, ...]
    total: ShareRow


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a wide table."""

    key: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class WideRow:
    """A row of a wide table; ``cells`` in base units, in the order of the columns."""

    code: str
    name: str
    unit: str
    cells: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table with named columns."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[WideRow, ...]


def share_table(
    name: str, figures: Derivation, lists: CodeLists, period: Period, options: Options | None = None
) -> ShareTable:
    """A plain table of accepted complaints; raises ``indicator.no_table``."""
    options = options or Options()
    dimension, codes, root = _rows_of(name, lists, period)
    keys = [(code, label, Key("accepted", ((dimension, code),))) for code, label in codes]
    spans = ("current", BEFORE_OF[options.compare])
    counts = {span: [figures.figure(key.at(span)).value for _, _, key in keys] for span in spans}
    wholes = {span: _whole(figures, root, options, span) for span in spans}
    keep = [
        n
        for n, (code, _, _) in enumerate(keys)
        if code != UNCLASSIFIED or any(counts[span][n].number for span in spans)
    ]
    exact = {span: [_share(counts[span][n], wholes[span]) for n in keep] for span in spans}
    shares = {span: _rounded(exact[span], options) for span in spans}
    now, before = spans
    rows = [
        _row(
            keys[n][0],
            keys[n][1],
            (counts[now][n], counts[before][n]),
            (shares[now][at], shares[before][at]),
            (exact[now][at], exact[before][at]),
            options,
        )
        for at, n in enumerate(keep)
    ]
    return ShareTable(name, tuple(rows), _total(figures, root, wholes, spans, options))


def _row(
    code: str,
    name: str,
    counts: tuple[Value, Value],
    shares: tuple[Decimal | None, Decimal | None],
    exact: tuple[Decimal | None, Decimal | None],
    options: Options,
) -> ShareRow:
    now, before = counts
    change = None
    if now.number is not None and before.number is not None:
        change = arithmetic.change_rate(now.number, before.number)
    if options.share_change == "rounded":
        pp = None if shares[0] is None or shares[1] is None else shares[0] - shares[1]
    else:
        pp = arithmetic.share_change(*exact, options.decimals, options.rounding, "unrounded")
    return ShareRow(
        code,
        name,
        _whole_number(now),
        shares[0],
        _whole_number(before),
        shares[1],
        None if change is None else arithmetic.rounded(change, options.decimals, options.rounding),
        pp,
    )


def _total(
    figures: Derivation, root: str | None, wholes: dict[str, Value], spans: Sequence[str], options: Options
) -> ShareRow:
    where = (("category", root),) if root else ()
    counts = [figures.figure(Key("accepted", where, span)).value for span in spans]
    exact = [_share(count, wholes[span]) for count, span in zip(counts, spans, strict=True)]
    shares = [None if s is None else arithmetic.rounded(s, options.decimals, options.rounding) for s in exact]
    return _row("", "合计", (counts[0], counts[1]), (shares[0], shares[1]), (exact[0], exact[1]), options)


def _whole(figures: Derivation, root: str | None, options: Options, span: str) -> Value:
    where = (("category", root),) if root and options.denominator == "group" else ()
    return figures.figure(Key("accepted", where, span)).value


def _share(part: Value, whole: Value) -> Decimal | None:
    if part.number is None or whole.number is None:
        return None
    return arithmetic.percent(part.number, whole.number)


def _rounded(shares: list[Decimal | None], options: Options) -> list[Decimal | None]:
    if options.rounding == "balance-last":
        return arithmetic.balanced(shares, options.decimals)
    return [None if s is None else arithmetic.rounded(s, options.decimals, options.rounding) for s in shares]


def _whole_number(value: Value) -> int | None:
    return None if value.number is None else int(value.number)


def _rows_of(name: str, lists: CodeLists, period: Period) -> tuple[str, list[tuple[str, str]], str | None]:
    day = period.end
    classes = [e for e in lists.entries("category", day) if e.kind != "root"]
    unclassified = (UNCLASSIFIED, UNCLASSIFIED_LABEL)
    match name:
        case "natures":
            return "nature", [*((e.code, e.label) for e in lists.entries("nature", day)), unclassified], None
        case "categories":
            return "category", [*((e.code, e.label) for e in classes), unclassified], None
        case "goods":
            return "category", [(e.code, e.label) for e in classes if e.kind == "goods"], GOODS
        case "services":
            return "category", [(e.code, e.label) for e in classes if e.kind == "service"], SERVICES
        case "split":
            named = [(code, lists.label("category", code, day)) for code in (GOODS, SERVICES, OTHER)]
            return "category", [*named, unclassified], None
        case "channels":
            return "channel", [*((e.code, e.label) for e in lists.entries("channel", day)), unclassified], None
    raise AppError("indicator.no_table", table=name)


_HEADLINE = (
    "accepted",
    "closed",
    "settled",
    "settle_rate",
    "handle_rate",
    "recovered",
    "amount_involved",
    "punitive_cases",
    "punitive_amount",
    "refused",
    "terminated",
    "withdrawn",
    "transferred",
    "enquiries",
    "reports_registered",
    "suggestions_registered",
)
#: What is counted apart from complaints: reports, suggestions, what service points settled; and beside the way.
_APART = (
    "reports_registered",
    "reports_transferred",
    "reports_answered",
    "suggestions_registered",
    "suggestions_transferred",
    "suggestions_answered",
    "reconciled",
    "reconciled_goods",
    "reconciled_services",
    "reconciled_farm",
    "reconciled_other",
    "reconciled_recovered",
    "supported_lawsuit",
    "arbitration",
    "advised_elsewhere",
    "supervised",
    "group_complaints",
    "followed_up",
)
_LISTED = {"headline": _HEADLINE, "apart": _APART}


def wide_table(
    name: str, figures: Derivation, lists: CodeLists, period: Period, options: Options | None = None
) -> WideTable:
    """A table with columns; raises ``indicator.no_table``."""
    options = options or Options()
    if name in _LISTED:
        return _listed(name, figures, options)
    natures = [(e.code, e.label) for e in lists.entries("nature", period.end)]
    if name == "processing":
        columns = [Column(key, figures.catalogue.get(key).name, unit) for key, unit in _PROCESSING]
        columns += [Column(f"accepted|nature={code}", label, "件") for code, label in natures]
        keys = [Key(key) for key, _ in _PROCESSING] + [Key("accepted", (("nature", c),)) for c, _ in natures]
    elif name == "cross":
        columns = [Column("accepted", "合计", "件")]
        columns += [Column(f"accepted|nature={code}", label, "件") for code, label in natures]
        keys = [Key("accepted")] + [Key("accepted", (("nature", c),)) for c, _ in natures]
    else:
        raise AppError("indicator.no_table", table=name)
    rows = []
    for code, label in _category_rows(lists, period):
        cells = []
        for key in keys:
            where = dict(key.where) | ({"category": code} if code else {})
            cells.append(figures.figure(Key(key.indicator, tuple(sorted(where.items())))).value)
        if code != UNCLASSIFIED or any(cell.number for cell in cells):
            rows.append(WideRow(code, label, "件", tuple(cells)))
    return WideTable(name, tuple(columns), tuple(rows))


_PROCESSING = (("accepted", "件"), ("closed", "件"), ("settled", "件"), ("recovered", "元"))


def _category_rows(lists: CodeLists, period: Period) -> list[tuple[str, str]]:
    entries = lists.entries("category", period.end)
    return [("", "合计"), *((e.code, e.label) for e in entries), (UNCLASSIFIED, UNCLASSIFIED_LABEL)]


def _listed(name: str, figures: Derivation, options: Options) -> WideTable:
    before = BEFORE_OF[options.compare]
    columns = (
        Column("current", "本期", ""),
        Column(before, "上年同期" if before == "last-year" else "上期", ""),
        Column("change", "增减数", ""),
        Column("change_rate", "增减率", "%"),
    )
    rows = []
    for indicator in _LISTED[name]:
        resolved = figures.catalogue.get(indicator)
        rate = resolved.kind == "D"
        style = Style(options.decimals, options.rounding, options.denominator, options.share_change)
        now, then = (figures.figure(Key(indicator, (), span), style).value for span in ("current", before))
        ending = "_change_pp" if rate else "_change"
        change = figures.figure(Key(indicator + ending, (), before), style).value
        shift = Value("na") if rate else figures.figure(Key(f"{indicator}_change_rate", (), before), style).value
        shown = [_shown(v, options) if rate else v for v in (now, then, change)]
        rows.append(WideRow(indicator, resolved.name, resolved.unit, (*shown, _shown(shift, options))))
    return WideTable(name, columns, tuple(rows))


def _shown(value: Value, options: Options) -> Value:
    if value.number is None:
        return value
    return Value("value", arithmetic.rounded(value.number, options.decimals, options.rounding), value.approx)


def keys_of(name: str, lists: CodeLists, period: Period, compare: Compare = "last-year") -> list[Key]:
    """Every key a table needs, so that its counts come from a bounded number of queries."""
    spans = ("current", BEFORE_OF[compare])
    if name in _LISTED:
        return [Key(key, (), span) for key in _LISTED[name] for span in spans]
    if name in WITH_COLUMNS:
        both = (("category", GOODS), ("nature", "N01"))
        return [Key("accepted", both), *(Key(k, (("category", GOODS),)) for k, _ in _PROCESSING)]
    dimension, codes, _ = _rows_of(name, lists, period)
    return [Key("accepted", ((dimension, codes[0][0]),), span) for span in spans]
