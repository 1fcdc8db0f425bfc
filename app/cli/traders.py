"""``trader``: find, show with all its complaints, repeated ones, join and part spellings."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.codelists import CodeLists
    from app.services.memory import KnownTrader
    from app.services.traders import Figures, Portrait


def add_commands(commands: Any, add: Any) -> None:
    """Put ``trader`` into the parser."""
    group = add(commands, "trader", "经营者").add_subparsers(dest="action", required=True)
    made = add(group, "find", "按名称、拼音、首字母、电话或信用代码查找", find)
    made.add_argument("text", nargs="+")
    made.add_argument("--limit", type=int, default=20)
    made = add(group, "show", "看一家的投诉、函件，和可能的别的写法", show)
    made.add_argument("name")
    made.add_argument("--period", help="哪段时间登记的投诉，如 2026、2026Q1；不写是全部")
    made.add_argument("--out", help="存成文件，.pdf 或 .xlsx")
    made = add(group, "repeated", "一段时间里一再被投诉的", repeated)
    made.add_argument("--period", required=True, help="哪段时间登记的投诉，如 2026、2026Q1")
    made.add_argument("--least", type=int, default=3, help="至少几件")
    made.add_argument("--out", help="存成文件，.pdf 或 .xlsx")
    made = add(group, "join", "几个写法合成一家", join)
    made.add_argument("name", help="统一叫什么")
    made.add_argument("names", nargs="+", metavar="写法")
    add(group, "part", "把一个写法分出来", part).add_argument("name")


def find(call: Call) -> Answer:
    """Traders that fit."""
    found = call.services.traders.find(" ".join(call.text), today=call.today, limit=max(1, min(call.limit, 200)))
    shown = [(t.name, t.phone, t.address, t.cases_this_year, t.cases, t.last_on) for t in found]
    lines = table(["名称", "电话", "地址", "今年投诉", "一共", "最近"], shown) if shown else ["没有记过这样的商家"]
    return Answer({"rows": [asdict(each) for each in found], "total": len(found)}, lines)


def show(call: Call) -> Answer:
    """One trader: what was written of it, its complaints, its letters, names that may be other spellings."""
    from app.services.periods import parse_period

    memory, name = call.services.memory, call.name
    known = memory.trader(name, call.today)
    likely = memory.likely_spellings(name)
    data: dict[str, Any] = {"trader": asdict(known) if known else None, "likely_spellings": list(likely)}
    lines = trader_lines(known) if known else ["没有记过这家"]
    if known is not None:
        period = parse_period(call.period) if call.period else None
        found = call.services.traders.portrait(name, period=period, today=call.today)
        letters = call.services.letters.find(today=call.today, trader=name)
        lists = call.services.lists
        data |= _portrait_data(found, lists) | {
            "letters": [asdict(each) | {"state": each.state(call.today)} for each in letters.rows]
        }
        lines += _portrait_lines(found, lists)
        lines += [
            f"  {each.sent_on} {each.standing(call.today)}：{each.subject or each.to_whom}" for each in letters.rows
        ]
        if call.out:
            kind = _kind(call.out)
            data["out"] = call.out
            _write(call.out, call.services.traders.portrait_file(kind, name, period=period, today=call.today))
            lines.append(f"存好了：{call.out}")
    if likely:
        lines.append(f"可能的别的写法：{'、'.join(likely)}")
    return Answer(data, lines)


def repeated(call: Call) -> Answer:
    """Traders complained about again and again."""
    from app.services.periods import parse_period
    from app.services.traders.printing import natures_said

    period, lists = parse_period(call.period), call.services.lists
    found = call.services.traders.repeated(period, least=call.least, today=call.today)
    rows = [
        {
            "name": row.name,
            "spellings": list(row.spellings),
            **_figures(row.figures),
            "natures": _natures(row.natures, lists),
            "before": row.before,
            "last_on": row.last_on,
        }
        for row in found.rows
    ]
    data: dict[str, Any] = {"period": period.text, "least": call.least, "rows": rows, "total": found.total}
    data |= {"complaints": found.complaints, "of": found.of}
    shown = [
        (r.name, r.figures.complaints, r.before, r.figures.rate_words, natures_said(r.natures, lists, 3))
        for r in found.rows
    ]
    lines = [f"{period.label}登记的投诉，{call.least} 件以上的 {found.total} 家，共 {found.complaints} 件"]
    if shown:
        lines += table(["经营者", "投诉", "去年同期", "解决率", "性质"], shown)
    if call.out:
        made = call.services.traders.repeated_file(_kind(call.out), period, least=call.least, today=call.today)
        _write(call.out, made)
        data["out"] = call.out
        lines.append(f"存好了：{call.out}")
    return Answer(data, lines)


def join(call: Call) -> Answer:
    """Make spellings one trader."""
    call.services.memory.join(call.names, call.name, call.by)
    found = call.services.memory.trader(call.name, call.today)
    return Answer({"trader": asdict(found) if found else None}, trader_lines(found) if found else ["合成一家了"])


def part(call: Call) -> Answer:
    """Take a spelling out of its trader."""
    call.services.memory.part(call.name, call.by)
    return Answer({"name": call.name}, [f"分开了：{call.name}"])


def trader_lines(found: KnownTrader) -> list[str]:
    """A trader for a person."""
    facts = [("电话", found.phone), ("地址", found.address), ("统一社会信用代码", found.code)]
    lines = [f"{found.name}：今年已有 {found.cases_this_year} 件投诉，一共 {found.cases} 件"]
    lines += [f"  {label}：{words}" for label, words in facts if words]
    if found.joined:
        lines.append(f"  写法：{'、'.join(found.spellings)}")
    return lines


def _figures(figures: Figures) -> dict[str, Any]:
    return asdict(figures) | {"settled_rate": figures.settled_rate}


def _natures(natures: tuple[tuple[str, int], ...], lists: CodeLists) -> list[dict[str, Any]]:
    return [{"code": code or None, "name": lists.label("nature", code), "n": many} for code, many in natures]


def _portrait_data(found: Portrait, lists: CodeLists) -> dict[str, Any]:
    return {
        "period": found.period.text if found.period else None,
        **_figures(found.figures),
        "natures": _natures(found.natures, lists),
        "kinds": dict(found.kinds),
        "months": [
            {"month": f"{m.start:%Y-%m}", "complaints": m.complaints, "last_year": m.before} for m in found.months
        ],
        "cases": [{"id": hit.id, "number": hit.number, "state": hit.state} for hit in found.cases],
        "total": found.total,
    }


def _portrait_lines(found: Portrait, lists: CodeLists) -> list[str]:
    from app.services.complaints.listing import STATE_WORDS
    from app.services.parsing.money import format_yuan
    from app.services.traders.printing import natures_said

    figures = found.figures
    when = found.period.label if found.period else "全部年份"
    lines = [
        f"{when}：投诉 {figures.complaints} 件，没办结 {figures.open} 件，受理 {figures.accepted} 件，"
        f"调解成功 {figures.settled} 件，解决率 {figures.rate_words}",
        f"  涉案 {format_yuan(figures.amount)} 元，挽回 {format_yuan(figures.recovered)} 元",
        f"  性质：{natures_said(found.natures, lists)}",
        "  近 12 个月：" + "、".join(f"{m.start.month}月 {m.complaints}" for m in found.months),
    ]
    shown = [(h.number, h.received_on, h.complainant, STATE_WORDS.get(h.state, h.state)) for h in found.cases[:20]]
    return lines + (table(["编号", "登记日", "投诉人", "状态"], shown) if shown else [])


def _kind(out: str) -> Any:
    kind = Path(out).suffix.lower().removeprefix(".")
    if kind not in ("pdf", "xlsx"):
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="--out FILE.pdf|FILE.xlsx", why=out)
    return kind


def _write(out: str, data: bytes) -> None:
    from app.durable import write_durably

    write_durably(Path(out), data)
