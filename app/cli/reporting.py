"""``return``, ``explain``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "return", "报表").add_subparsers(dest="action", required=True)
    for name, words, command in (
        ("check", "检查", check),
        ("seal", "封存", seal),
        ("reopen", "重开", reopen),
        ("fill", "填表导出", fill),
    ):
        made = add(group, name, words, command)
        made.add_argument("--template", required=True)
        made.add_argument("--period", required=True)
        made.add_argument("--out")
        made.add_argument("--pdf", help="同时导出 PDF")
        made.add_argument("--reason", default="")
    add(group, "list", "列出", returns).add_argument("--template")
    made = add(group, "read", "读一份报表", read)
    made.add_argument("file")
    made.add_argument("--template")
    made.add_argument("--password")
    made = add(commands, "explain", "这个数是怎么来的", explain)
    made.add_argument("--template", required=True)
    made.add_argument("--period", required=True)
    made.add_argument("--cell", required=True, metavar="表!格")
    made.add_argument("--office")
    made.add_argument("--merged", action="store_true")
    made.add_argument("--revision", type=int)


def _period(call: Call) -> Any:
    from app.services.periods import parse_period

    return parse_period(call.period)


def check(call: Call) -> Answer:
    """What stands in the way of sealing."""
    issues = call.services.returns.check(call.template, _period(call), today=call.today)
    errors = sum(1 for issue in issues if issue.severity == "error")
    data = {"template": call.template, "period": call.period, "errors": errors, "issues": list(issues)}
    return Answer(data, ["可以封存" if not errors else f"有 {errors} 处错，还不能封存"], issues)


def seal(call: Call) -> Answer:
    """Seal a return."""
    info = call.services.returns.seal(call.template, _period(call), today=call.today, by=call.by)
    return Answer(asdict(info), [f"封存了第 {info.revision} 版"])


def reopen(call: Call) -> Answer:
    """Open the next revision."""
    info, issues = call.services.returns.reopen(call.template, _period(call), reason=call.reason, by=call.by)
    return Answer({**asdict(info), "issues": list(issues)}, [f"开了第 {info.revision} 版"], issues)


def returns(call: Call) -> Answer:
    """List returns."""
    found = call.services.returns.listed(call.template)
    words = {"draft": "未封存", "sealed": "已封存"}
    shown = [(r.template, r.period, r.revision, words[r.state], r.reason) for r in found]
    rows = [asdict(r) for r in found]
    return Answer(
        {"returns": rows}, table(["表样", "报告期", "版", "状态", "理由"], shown) if shown else ["还没有报表"]
    )


def fill(call: Call) -> Answer:
    """Fill a return and write it out."""
    services = call.services
    period = _period(call)
    office = services.home.office
    out = Path(call.out) if call.out else Path(f"{office.code}-{call.template}-{period.text}.xlsx")
    done = services.returns.fill(call.template, period, out, today=call.today, by=call.by, progress=call.progress)
    data = {
        "out": done.out,
        "sha256": done.sha256,
        "revision": done.revision,
        "cells": done.cells,
        "blank": done.blank,
        "issues": list(done.issues),
    }
    lines = [f"写好了：{done.out}（第 {done.revision} 版，{done.cells} 格，{done.blank} 格没数）"]
    if call.pdf:
        from app.services.reports.sheets_pdf import write_pdf

        write_pdf(done.out.read_bytes(), Path(call.pdf))
        data["pdf"] = call.pdf
        lines.append(f"PDF：{call.pdf}")
    return Answer(data, lines, done.issues)


def read(call: Call) -> Answer:
    """What a workbook says, cell by cell."""
    from app.services import templates
    from app.services.excel.sandbox import ReaderProcess

    if call.password:
        raise AppError("cli.no_passwords")
    database = call.services.database
    books = [
        templates.read(database, info.id, info.version)
        for info in templates.listed(database)
        if call.template in (None, info.id)
    ]
    if not books:
        raise AppError("template.unknown", template=call.template or "", version="")
    path = Path(call.file)
    if not path.is_file():
        raise AppError("file.not_found", path=path)
    with ReaderProcess() as reader:
        reading = reader.read_return(path, [book.definition for book in books])
    cells = [
        {
            "key": c.key,
            "sheet": c.sheet,
            "cell": c.cell,
            "value": None if c.value.number is None else str(c.value),
            "state": c.value.state,
            "found_by": c.found_by,
            "place": c.place,
        }
        for c in reading.cells
    ]
    data = {
        "template": reading.template,
        "version": reading.version,
        "office": reading.office_code or reading.office_text,
        "period": reading.period,
        "revision": reading.revision,
        "changed_after_seal": list(reading.changed),
        "cells": cells,
        "issues": list(reading.issues),
    }
    shown = [(c["sheet"], c["cell"], c["key"], c["value"]) for c in cells]
    lines = [f"{reading.template} {reading.version} · {data['office']} · {reading.period} · 第 {reading.revision} 版"]
    return Answer(data, lines + table(["表", "格", "指标", "数"], shown), reading.issues)


def explain(call: Call) -> Answer:
    """How a figure came about."""
    sheet, mark, cell = call.cell.rpartition("!")
    if not mark:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="--cell '表!格'", why=call.cell)
    place = (sheet.strip("'"), cell.replace("$", "").upper())
    period = _period(call)
    if call.merged or call.office:
        found = call.services.merging.explain(call.template, period, place, office=call.office)
        parts = [
            {
                "office": p.office,
                "name": p.office_name,
                "file": p.file,
                "sha256": p.sha256,
                "sheet": p.sheet,
                "cell": p.cell,
                "value": None if p.value.number is None else str(p.value),
                "reported": None if p.reported.number is None else str(p.reported),
                "revision": p.revision,
                "corrected": p.corrected,
            }
            for p in found.parts
        ]
        merged: dict[str, Any] = {"key": found.key, "value": _number(found.value), "rule": found.rule, "parts": parts}
        shown = [(p["office"], p["name"], p["file"], f"{p['sheet']}!{p['cell']}", p["value"]) for p in parts]
        return Answer(
            merged, [f"{_shown(found.value)}  {found.rule}", *table(["代码", "单位", "文件", "格", "数"], shown)]
        )
    explained = call.services.returns.explain(call.template, period, place, revision=call.revision)
    data = {
        "key": explained.key,
        "value": _number(explained.value),
        "rule": explained.rule,
        "origin": explained.origin,
        "records": list(explained.records),
        "n": len(explained.records),
        "parts": [{"key": p.key, "name": p.name, "value": _number(p.value)} for p in explained.parts],
    }
    lines = [f"{explained.name}：{_shown(explained.value)} {explained.unit}", explained.rule]
    lines += [f"  {p.name}：{_shown(p.value)}" for p in explained.parts]
    if explained.kind == "complaint" and explained.records:
        hits = call.services.complaints.hits(explained.records[:50], call.today)
        lines += table(
            ["编号", "登记日", "投诉人", "被投诉方"], [(h.number, h.received_on, h.complainant, h.trader) for h in hits]
        )
    return Answer(data, lines)


def _number(value: Any) -> str | None:
    return None if value.number is None else str(value)


def _shown(value: Any) -> str:
    return str(value) or "没有数"
