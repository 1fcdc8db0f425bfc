"""``return``, ``slip``, ``explain``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.cli.main import Call
    from app.services.returns import Answer as Answer_
    from app.services.returns import CellDifference
    from app.services.returns.faces import AnswerKind
    from app.services.slips import Slip


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
        made.add_argument("--reason", default="", help="重开的理由；封存时是各处提示的理由")
        if command is seal:
            made.add_argument("--answer", action="append", default=[], metavar="表!格=理由", help="一处提示的理由")
            made.add_argument(
                "--set-aside",
                action="append",
                default=[],
                metavar="表!格=理由",
                help="不采用这一格的勾稽关系（要签名）",
            )
            made.add_argument("--zero", action="store_true", help="零报告")
            made.add_argument("--revised-base", action="store_true", help="与往年比用更正后的数")
        if command is fill:
            made.add_argument("--revision", type=int)
        if command is reopen:
            made.add_argument("--slip", help="回复哪一张退回单")
    made = add(group, "difference", "两版之间哪几格不同", difference)
    made.add_argument("--template", required=True)
    made.add_argument("--period", required=True)
    made.add_argument("--from", dest="first", type=int, help="哪一版，默认最新封存的")
    made.add_argument("--to", type=int, help="与哪一版比，默认与现在的记录比")
    add(group, "changed", "已报的数有哪些与现在的记录不同", changed)
    add(group, "list", "列出", returns).add_argument("--template")
    made = add(group, "read", "读一份报表", read)
    made.add_argument("file")
    made.add_argument("--template")
    made.add_argument("--password")
    group = add(commands, "slip", "退回单").add_subparsers(dest="action", required=True)
    add(group, "open", "打开市里退回来的单子", open_slip).add_argument("file")
    add(group, "list", "列出", slips)
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
    """Seal a return. Without reasons its warnings are sealed as such."""
    period, service = _period(call), call.services.returns
    answers = [*_answers(call.answer, "explained"), *_answers(call.set_aside, "set_aside")]
    issues: tuple[Issue, ...] = ()
    if answers or call.reason.strip():
        issues = service.check(call.template, period, today=call.today)
    said = [answer for place, answer in answers for answer in answer_all(issues, answer.kind, answer.reason, place)]
    if call.reason.strip():
        said += answer_all([i for i in issues if i.severity == "warning"], "explained", call.reason.strip())
    info = service.seal(
        call.template,
        period,
        today=call.today,
        by=call.by,
        answers=said,
        zero=call.zero,
        revised_base=call.revised_base,
        insist=False,
    )
    remarks = service.remarks(call.template, period, info.revision)
    data = {**asdict(info), "remarks": info.remarks, "answers": [asdict(remark) for remark in remarks]}
    lines = [f"封存了第 {info.revision} 版{'（零报告）' if info.zero else ''}"]
    return Answer(data, lines + [f"  {r.message}理由：{r.reason}" for r in remarks])


def _answers(texts: Sequence[str], kind: AnswerKind) -> list[tuple[tuple[str, str], Answer_]]:
    from app.services.returns import Answer as Said

    found = []
    for text in texts:
        place, mark, reason = text.partition("=")
        sheet, bang, cell = place.rpartition("!")
        if not mark or not bang or not reason.strip():
            raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="'表!格=理由'", why=text)
        where = (sheet.strip("'"), cell.replace("$", "").upper())
        found.append((where, Said("", *where, kind, reason.strip())))
    return found


def answer_all(
    issues: Sequence[Issue], kind: AnswerKind, reason: str, place: tuple[str, str] | None = None
) -> list[Answer_]:
    """The same answer to each of ``issues`` that is no note, or to those of one cell."""
    from app.services.returns import Answer as Said

    return [
        Said(issue.code, issue.sheet or "", issue.cell or "", kind, reason, issue.message)
        for issue in issues
        if issue.severity != "note" and (place is None or place == (issue.sheet or "", issue.cell or ""))
    ]


def difference(call: Call) -> Answer:
    """What two revisions, or one and the records, say differently."""
    period, service = _period(call), call.services.returns
    first = call.first
    if first is None:
        first = service.sheets_of(call.template, period).revision
    found = service.difference(call.template, period, first, call.to)
    shown = [(d.sheet, d.cell, d.name, _shown(d.before), _shown(d.after), d.unit) for d in found]
    data = {
        "template": call.template,
        "period": period.text,
        "from": first,
        "to": call.to,
        "differences": [_difference(d) for d in found],
    }
    head = ["表", "格", "指标", f"第 {first} 版", f"第 {call.to} 版" if call.to else "现在的记录", "单位"]
    return Answer(data, table(head, shown) if shown else ["没有不同"])


def _difference(item: CellDifference) -> dict[str, Any]:
    return {
        "sheet": item.sheet,
        "cell": item.cell,
        "key": item.key,
        "name": item.name,
        "before": _number(item.before),
        "after": _number(item.after),
    }


def changed(call: Call) -> Answer:
    """Sealed returns that the records would now give differently."""
    found = call.services.returns.changed_since()
    rows = [
        {
            "template": c.template,
            "period": c.period,
            "revision": c.revision,
            "differences": [_difference(d) for d in c.differences],
        }
        for c in found
    ]
    lines = [f"{c.label}（{c.title}）已报的数有 {len(c.differences)} 处与现在的记录不同" for c in found]
    return Answer({"returns": rows}, lines or ["已报的数都与现在的记录一致"])


def open_slip(call: Call) -> Answer:
    """Read and keep a return slip of the city's."""
    slip = call.services.slips.open(Path(call.file), by=call.by)
    return Answer(_slip(slip), _slip_lines(slip))


def slips(call: Call) -> Answer:
    """The return slips that were opened, newest first."""
    found = call.services.slips.listed()
    shown = [(s.id, s.template, s.period, s.revision, len(s.items), s.answered_by, s.reason) for s in found]
    head = ["编号", "表样", "报告期", "版", "处", "已回复", "理由"]
    lines = table(head, shown) if shown else ["没有退回单"]
    return Answer({"slips": [_slip(s) for s in found]}, lines)


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "id": slip.id,
        "template": slip.template,
        "period": slip.period,
        "revision": slip.revision,
        "reason": slip.reason,
        "from": slip.from_name,
        "at": slip.at,
        "answered_by": slip.answered_by,
        "known": slip.known,
        "items": [asdict(item) for item in slip.items],
    }


def _slip_lines(slip: Slip) -> list[str]:
    shown = [(i.sheet, i.cell, i.found, i.expected, i.says) for i in slip.items]
    head = f"{slip.from_name} 退回 {slip.title} {slip.period} 第 {slip.revision} 版：{slip.reason}"
    return [head, *(table(["表", "格", "现在", "应当", "说明"], shown) if shown else [])]


def reopen(call: Call) -> Answer:
    """Open the next revision."""
    info, issues = call.services.returns.reopen(
        call.template, _period(call), reason=call.reason, by=call.by, slip=call.slip
    )
    return Answer({**asdict(info), "issues": list(issues)}, [f"开了第 {info.revision} 版"], issues)


def returns(call: Call) -> Answer:
    """List returns."""
    found = call.services.returns.listed(call.template)
    words = {"draft": "未封存", "sealed": "已封存"}
    shown = [
        (r.template, r.period, r.revision, words[r.state] + ("（零报告）" if r.zero else ""), r.reason) for r in found
    ]
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
    done = services.returns.fill(
        call.template, period, out, today=call.today, by=call.by, revision=call.revision, progress=call.progress
    )
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

        write_pdf(done.workbook, Path(call.pdf))
        data["pdf"] = call.pdf
        lines.append(f"PDF：{call.pdf}")
    return Answer(data, lines, done.issues)


def read(call: Call) -> Answer:
    """What a workbook says, cell by cell."""
    from app.services import templates
    from app.services.excel.sandbox import ReaderProcess
    from app.services.returns.answering import told

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
    issues = tuple(told(reading.issues, reading.remarks))
    if reading.zero:
        issues = (*issues, Issue("note", "return.zero_report"))
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
        "zero": reading.zero,
        "remarks": [asdict(remark) for remark in reading.remarks],
        "cells": cells,
        "issues": list(issues),
    }
    shown = [(c["sheet"], c["cell"], c["key"], c["value"]) for c in cells]
    lines = [f"{reading.template} {reading.version} · {data['office']} · {reading.period} · 第 {reading.revision} 版"]
    return Answer(data, lines + table(["表", "格", "指标", "数"], shown), issues)


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
        "kind": explained.kind,
        "source": explained.source,
        "now": None if explained.now is None else _number(explained.now),
        "now_records": list(explained.now_records),
        "parts": [{"key": p.key, "name": p.name, "value": _number(p.value)} for p in explained.parts],
    }
    lines = [f"{explained.name}：{_shown(explained.value)} {explained.unit}", explained.rule]
    lines += [f"  {p.name}：{_shown(p.value)}" for p in explained.parts]
    if explained.revision is not None and explained.now != explained.value and explained.now is not None:
        lines.append(f"这是第 {explained.revision} 版封存的数；按现在的记录是 {_shown(explained.now)}。")
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
