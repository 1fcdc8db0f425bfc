"""``collect``, ``accept``, ``send-back``, ``status``, ``merge``: what the city does with returned workbooks."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.cases import pairs
from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    made = add(commands, "collect", "收下级报表", collect)
    made.add_argument("paths", nargs="+")
    made.add_argument("--period")
    made.add_argument("--template")
    made = add(commands, "accept", "接受一份报表", accept)
    made.add_argument("--office", required=True)
    made.add_argument("--template", required=True)
    made.add_argument("--period", required=True)
    made.add_argument("--correct", action="append", default=[], metavar="指标=数")
    made.add_argument("--reason", default="")
    made = add(commands, "send-back", "退回一份报表", send_back)
    made.add_argument("--office", required=True)
    made.add_argument("--template", required=True)
    made.add_argument("--period", required=True)
    made.add_argument("--reason", required=True)
    made.add_argument("--out", help="退回单写到哪里（.xbhd）")
    made = add(commands, "status", "各单位报表到了没有", status)
    made.add_argument("--period", required=True)
    made.add_argument("--template", default="monthly")
    made = add(commands, "merge", "汇总", merge)
    made.add_argument("--template", required=True)
    made.add_argument("--period", required=True)
    made.add_argument("--out", required=True)


def _period(call: Call) -> Any:
    from app.services.periods import parse_period

    return parse_period(call.period) if call.period else None


def collect(call: Call) -> Answer:
    """Take returned workbooks in."""
    from app.services.submissions.records import STATE_WORDS

    found = call.services.submissions.collect(
        [Path(p) for p in call.paths],
        today=call.today,
        by=call.by,
        period=_period(call),
        template=call.template,
        progress=call.progress,
    )
    files = [
        {
            "file": c.file,
            "sha256": c.sha256,
            "office": c.office,
            "period": c.period,
            "template": c.template,
            "revision": c.revision,
            "state": c.state,
            "issues": list(c.issues),
        }
        for c in found
    ]
    shown = [(c.file, c.office_name or "", c.period or "", STATE_WORDS[c.state], len(c.issues)) for c in found]
    issues = tuple(issue for c in found for issue in c.issues)
    return Answer({"files": files}, table(["文件", "单位", "报告期", "状态", "问题"], shown), issues)


def accept(call: Call) -> Answer:
    """Accept a return, with corrections if given."""
    done = call.services.submissions.accept(
        call.office, call.template, _period(call), by=call.by, corrections=pairs(call.correct), reason=call.reason
    )
    return Answer(asdict(done), [f"接受了 {done.office} {done.period}"])


def send_back(call: Call) -> Answer:
    """Send a return back."""
    done = call.services.submissions.send_back(
        call.office,
        call.template,
        _period(call),
        reason=call.reason,
        by=call.by,
        out=Path(call.out) if call.out else None,
        today=call.today,
    )
    lines = [f"退回了 {done.office} {done.period}"] + ([f"退回单：{call.out}"] if call.out else [])
    return Answer({**asdict(done), "out": call.out}, lines)


def status(call: Call) -> Answer:
    """How every office stands."""
    from app.services.submissions.records import STATE_WORDS

    found = call.services.submissions.status(_period(call), call.template)
    rows = [
        {
            "code": s.code,
            "name": s.name,
            "state": s.state,
            "received": s.received,
            "on_time": s.on_time,
            "errors": s.errors,
            "warnings": s.warnings,
            "revision": s.revision,
        }
        for s in found
    ]
    shown = [
        (s.code, s.name, STATE_WORDS[s.state], s.received, s.on_time, s.errors, s.warnings, s.revision) for s in found
    ]
    head = ["代码", "单位", "状态", "收到", "按时", "错", "疑", "版"]
    return Answer({"period": call.period, "template": call.template, "offices": rows}, table(head, shown))


def merge(call: Call) -> Answer:
    """Merge a period."""
    done = call.services.merging.merge(
        call.template, _period(call), Path(call.out), today=call.today, by=call.by, progress=call.progress
    )
    data = {
        "out": done.out,
        "companion": done.companion,
        "revision": done.revision,
        "offices": list(done.offices),
        "missing": list(done.missing),
        "left_out": list(done.left_out),
        "cells": done.cells,
        "issues": list(done.issues),
    }
    lines = [f"汇总了 {len(done.offices)} 个单位：{done.out}", f"各单位对照：{done.companion}"]
    return Answer(data, lines, done.issues)
