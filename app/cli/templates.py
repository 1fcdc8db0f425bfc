"""``template``: the city's workbooks — listed, shown, bound, checked, handed out, taken over, compared."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.binding import Draft
    from app.services.excel.definition import Rule
    from app.services.templates import Template, TemplateInfo
    from app.services.templates.faces import Drift

_PERIODS = {"month": "月", "quarter": "季", "half": "半年", "year": "年", "range": "时段"}
_SOURCES = {"shipped": "程序自带", "bound": "这里绑定", "installed": "市里发来"}
_STATES = {"sure": "确定", "ask": "要问", "unbound": "没绑"}
_WHAT = {
    "moved": "移了位置", "renamed": "改了名", "added": "新增", "gone": "没有了", "unsure": "拿不准", "changed": "变了",
}  # fmt: skip


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "template", "表样").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", listed)
    made = add(group, "show", "看一份（表样代号，或正在绑定的编号）", show)
    made.add_argument("id")
    made.add_argument("--version")
    made = add(group, "bind", "绑定一份工作簿", bind)
    made.add_argument("file")
    made.add_argument("--id", required=True, help="表样代号")
    made.add_argument("--auto", action="store_true", help="确定的直接采用，做成可用的表样")
    made.add_argument("--version", help="版本号，例如 2026.1")
    made = add(group, "check", "核对一份", check)
    made.add_argument("id")
    made.add_argument("--period", help="同时用这一期的数试勾稽关系")
    made = add(group, "publish", "写成一个文件发给下级", publish)
    made.add_argument("id")
    made.add_argument("--out", required=True)
    made.add_argument("--version")
    made = add(group, "install", "安装市里发来的表样", install)
    made.add_argument("file")
    made.add_argument("--dry-run", action="store_true", help="只看看")
    made.add_argument("--older", action="store_true", help="旧版也装")
    made = add(group, "compare", "与市里的新表对比", compare)
    made.add_argument("id")
    made.add_argument("file")
    made = add(group, "rule", "试一条勾稽关系", rule)
    made.add_argument("id")
    made.add_argument("text")
    made.add_argument("--sheet", default="")
    made.add_argument("--period", help="用这一期的数试")


def listed(call: Call) -> Answer:
    """List templates."""
    found = call.services.templates.listed()
    shown = [
        (
            one.id,
            one.version,
            one.title,
            "、".join(_PERIODS[kind] for kind in one.periods),
            one.due_day,
            _valid(one),
            _SOURCES.get(one.source, one.source),
        )
        for one in found
    ]
    heads = ["代号", "版本", "名称", "报告期", "次月几日前报", "有效期", "来处"]
    return Answer({"templates": [asdict(one) for one in found]}, table(heads, shown))


def _valid(info: TemplateInfo) -> str:
    if not info.valid_from and not info.valid_until:
        return ""
    return f"{info.valid_from or '以前'}～{info.valid_until or '以后'}"


def show(call: Call) -> Answer:
    """Every bound cell of a template, or of a workbook that is being bound."""
    known = {info.id for info in call.services.templates.listed()}
    if call.id not in known:
        drafts = {draft.id: draft for draft in call.services.binding.drafts()}
        if call.id in drafts:
            return _draft(call.services.binding.draft(call.id), [])
    book = call.services.templates.read(call.id, call.version)
    data = _book(book)
    shown = [(c["sheet"], c["cell"], c["key"], c["unit"], c["why"]) for c in data["cells"]]
    return Answer(data, table(["表", "格", "指标", "单位", "依据"], shown))


def _book(book: Template) -> dict[str, Any]:
    from app.services.returns.compute import bound_cells

    cells = [
        {
            "sheet": c.sheet,
            "cell": c.cell,
            "key": c.key,
            "role": c.role,
            "unit": c.unit,
            "decimals": c.decimals,
            "state": "sure",
            "why": f"{c.row_label} × {c.column_label}",
        }
        for c in bound_cells(book)
    ]
    cells += [
        {
            "sheet": h.sheet,
            "cell": h.cell,
            "key": h.what,
            "role": "header",
            "unit": "",
            "decimals": None,
            "state": "sure",
            "why": h.pattern,
        }
        for h in book.definition.heading
    ]
    rules = [_rule(one) for one in book.definition.rule]
    return {"id": book.info.id, "version": book.info.version, "cells": cells, "rules": rules, "issues": []}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "sheet": rule.sheet,
        "expression": rule.expression,
        "says": rule.says,
        "severity": rule.severity,
        "tolerance": rule.tolerance,
        "kind": rule.kind,
        "cells": list(rule.cells),
        "rows": list(rule.rows),
        "columns": list(rule.columns),
        "text": rule.text,
    }


def bind(call: Call) -> Answer:
    """Propose what the cells of a workbook are; with ``--auto`` put what is sure in use."""
    binding = call.services.binding
    path, id = Path(call.file), call.arguments.id
    draft = binding.begin(path, today=call.today, by=call.by, id=id, progress=call.progress)
    if not call.auto:
        return _draft(draft, [f"正在绑定，编号 {draft.id}；在窗口里接着核对，或加 --auto 直接采用"])
    shown = _draft(draft, [])
    try:
        info = binding.finish(draft.id, version=call.version, by=call.by)
    except AppError:
        binding.drop(draft.id)  # the file is still there to be tried again
        raise
    data = shown.data | {"id": info.id, "version": info.version, "draft": None}
    return Answer(data, [*shown.lines, f"做好了：{info.title} {info.version}"], shown.issues)


def _draft(draft: Draft, lines: list[str]) -> Answer:
    from app.services.binding.drafting import open_cells

    cells: list[dict[str, Any]] = [
        {
            "sheet": c.sheet,
            "cell": c.cell,
            "key": c.key or "",
            "role": c.role,
            "unit": c.unit or "",
            "decimals": c.decimals,
            "state": "unbound" if c.state == "unneeded" else c.state,
            "why": c.why,
        }
        for c in draft.cells
    ]
    cells += [
        {
            "sheet": h.sheet,
            "cell": h.cell,
            "key": h.what,
            "role": "header",
            "unit": "",
            "decimals": None,
            "state": h.state,
            "why": h.why,
        }
        for h in draft.headings
    ]
    issues = (*draft.issues, *open_cells(draft))
    counts = {state: sum(1 for c in draft.cells if c.state == state) for state in _STATES}
    rules = [_rule(one) for one in draft.rules]
    head = draft.head
    data: dict[str, Any] = {
        "id": head.id,
        "version": head.version,
        "draft": draft.id,
        "cells": cells,
        "rules": rules,
        "counts": counts,
        "issues": list(issues),
    }
    shown = [(c["sheet"], c["cell"], c["key"], c["unit"], _STATES.get(c["state"], ""), c["why"]) for c in cells]
    told = "，".join(f"{_STATES[state]} {n} 格" for state, n in counts.items())
    return Answer(data, [*table(["表", "格", "指标", "单位", "状态", "依据"], shown), told, *lines], issues)


def check(call: Call) -> Answer:
    """Whether a template's mapping fits its workbook, and whether its rules hold on a period's figures."""
    from app.services.periods import parse_period

    period = parse_period(call.period) if call.period else None
    issues = call.services.templates.check(call.id, period)
    info = call.services.templates.read(call.id).info
    data = {"id": info.id, "version": info.version, "issues": list(issues)}
    words = "没有问题" if not issues else f"{len(issues)} 条"
    return Answer(data, [f"{info.title} {info.version}：{words}"], issues)


def publish(call: Call) -> Answer:
    """Write a template as one file for other offices."""
    done = call.services.templates.publish(call.id, Path(call.out), version=call.version, today=call.today)
    data = {
        "out": done.path,
        "sha256": done.sha256,
        "size": done.size,
        "id": done.info.id,
        "version": done.info.version,
        "issues": [],
    }
    return Answer(data, [f"写好了：{done.path}（{done.info.title} {done.info.version}）"])


def install(call: Call) -> Answer:
    """Take a template over from a file, or say what that would change."""
    service, path = call.services.templates, Path(call.file)
    offer = service.look(path)
    if not call.dry_run:
        service.install(path, by=call.by, older=call.older)
    installed = not call.dry_run and offer.standing != "same"
    data: dict[str, Any] = {
        "id": offer.info.id,
        "version": offer.info.version,
        "title": offer.info.title,
        "standing": offer.standing,
        "in_use": offer.in_use.version if offer.in_use is not None else None,
        "issued_by": offer.issued_by,
        "issued_on": offer.issued_on.isoformat(),
        "installed": installed,
        "drift": _drift(offer.drift),
        "issues": [],
    }
    lines = [offer.sentence]
    if offer.drift is not None:
        lines += [f"  {line.says}" for line in offer.drift.lines]
    lines.append("安装好了。" if installed else "没有安装。")
    return Answer(data, lines)


def compare(call: Call) -> Answer:
    """The template in use against the city's new edition."""
    service, path = call.services.templates, Path(call.file)
    drift = service.compare(call.id, service.convert(path, call.progress))
    lines = [f"{drift.cells} 格里有 {len(drift.carried)} 格照旧认得，其中 {drift.moved} 格换了位置"]
    shown = [(_WHAT[one.what], one.sheet, one.cell, one.before, one.now, one.says) for one in drift.lines]
    return Answer(
        (_drift(drift) or {}) | {"id": drift.template, "version": drift.version, "issues": []},
        lines + (table(["", "表", "格", "原来", "现在", ""], shown) if shown else ["没有不同"]),
    )


def _drift(drift: Drift | None) -> dict[str, Any] | None:
    if drift is None:
        return None
    return {
        "cells": drift.cells,
        "carried": len(drift.carried),
        "moved": drift.moved,
        "lost": drift.lost,
        "lines": [asdict(line) for line in drift.lines],
    }


def rule(call: Call) -> Answer:
    """Understand a rule written in Chinese and try it."""
    from app.services import rules
    from app.services.periods import parse_period
    from app.services.returns.compute import bound_cells, facts_of

    book = call.services.templates.read(call.id)
    made = rules.written(call.text, bound_cells(book), facts_of(book), sheet=call.sheet)
    data: dict[str, Any] = {"rules": [_rule(one) for one in made], "issues": []}
    lines = [f"{one.sheet}：{one.expression or '、'.join(one.cells)}" for one in made]
    if call.period:
        tried = call.services.templates.try_out(made, call.id, parse_period(call.period))
        issues = tuple(issue for one in tried for issue in one.issues)
        data |= {"tried": [{"holds": one.holds, "places": one.places} for one in tried], "issues": list(issues)}
        lines += ["照这一期的数都成立" if not issues else f"有 {len(issues)} 处不成立"]
        return Answer(data, lines, issues)
    return Answer(data, lines)
