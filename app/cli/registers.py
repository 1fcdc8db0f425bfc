"""``register`` and ``batch``: registers taken in from spreadsheets, given out, and taken back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import late
from app.cli.output import Answer, table
from app.errors import AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.register import Choice, Plan, Source

_MAP = "列名=字段，例如 处理人=  或  金额=amount[万元]  或  日期=登记日期[日/月/年]；可以写几个"


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "register", "登记簿").add_subparsers(dest="action", required=True)
    made = add(group, "import", "从表格导入", import_register)
    _file(made)
    made.add_argument("--dry-run", action="store_true", dest="dry_run", help="只试算，不写入")
    made.add_argument("--skip-likely", action="store_true", dest="skip_likely", help="可能已经记过的行先不收")
    made.add_argument("--marked", metavar="FILE", help="存一份标出问题的表")
    late.add_option(made, late.WAYS[:1])
    _file(add(group, "columns", "看每一列当作什么", columns))
    made = add(group, "export", "导出到表格", export_register)
    made.add_argument("--period", required=True)
    made.add_argument("--out", required=True)
    add(group, "blank", "存一份空白登记表", blank).add_argument("--out", required=True)
    group = add(commands, "batch", "导入的批次").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", batches)
    add(group, "show", "看一批，以及撤回会怎样", show_batch).add_argument("id")
    add(group, "undo", "撤回一批", undo_batch).add_argument("id")


def _file(parser: Any) -> None:
    parser.add_argument("file")
    parser.add_argument("--sheet")
    parser.add_argument("--header", type=int, metavar="N", help="表头在第几行")
    parser.add_argument("--map", action="append", default=[], metavar="列名=字段", help=_MAP)


def _opened(call: Call) -> tuple[Source, Choice]:
    from app.services import register as registers

    source = registers.open_register(Path(call.file), call.progress)
    header = (call.header, call.header) if call.header else None
    return source, registers.choice_by_words(source.grids, source.file, call.map, call.sheet or "", header)


def import_register(call: Call) -> Answer:
    """Import a register: plan, then (without ``--dry-run``) apply."""
    from app.services import register as registers

    database = call.services.database
    source, choice = _opened(call)
    plan = registers.plan(database, source, choice=choice, today=call.today, progress=call.progress)
    without = frozenset(found.row for found in plan.likely) if call.skip_likely else frozenset[int]()
    marked = _mark(call, source, plan) if call.marked else None
    batch = None
    if not call.dry_run and not plan.empty:
        if call.strict and any(issue.severity == "error" for issue in plan.issues):
            raise AppError("register.not_imported", issues=tuple(plan.issues), count=plan.rejected)
        batch = registers.apply(database, plan, by=call.by, progress=call.progress, without=without, late=call.late)
        if choice.columns:
            registers.remember(database, source, choice)
    data = {
        "new": plan.new - len(without),
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "rejected": plan.rejected + len(without),
        "batch": batch,
        "issues": list(plan.issues),
        "questions": [asdict(question) for question in plan.questions],
        "likely": [asdict(found) for found in plan.likely],
        "marked": marked,
    }
    words = "试算" if call.dry_run else "导入"
    lines = [
        f"{words}：新 {data['new']} 件，改 {plan.changed} 件，没变 {plan.unchanged} 件，没收 {data['rejected']} 行"
    ]
    lines += [_ask(question.kind, question.heading, "、".join(question.found)) for question in plan.questions]
    if plan.likely and not call.skip_likely:
        lines.append(f"有 {len(plan.likely)} 行可能已经记过；不想收这些行，加 --skip-likely")
    if marked:
        lines.append(f"标出问题的表存在：{marked}")
    if batch:
        lines.append(f"批次 {batch}，要撤回用 batch undo {batch}")
    return Answer(data, lines, tuple(plan.issues))


def _ask(kind: str, heading: str, found: str) -> str:
    if kind == "unit":
        return f"「{heading}」（{found}）不知道是元还是万元，请加 --map '{heading}=涉案金额[万元]' 这样的话再导"
    return f"「{heading}」（{found}）不知道月在前还是日在前，请加 --map '{heading}=登记日期[月/日/年]' 这样的话再导"


def _mark(call: Call, source: Source, plan: Plan) -> str:
    from app.durable import write_durably
    from app.services.register import marked_copy

    write_durably(Path(call.marked), marked_copy(source, plan, call.progress).data)
    return str(call.marked)


def columns(call: Call) -> Answer:
    """What each column would be taken for, with examples."""
    from app.services import codelists
    from app.services import register as registers

    database = call.services.database
    source, choice = _opened(call)
    seen = registers.preview(source, codelists.of(database), call.today, choice, registers.remembered(database))
    data = {
        "sheet": seen.sheet,
        "header": list(seen.header),
        "rows": seen.rows,
        "remembered": seen.remembered,
        "missing": seen.missing or None,
        "columns": [asdict(column) for column in seen.columns],
    }
    shown = [
        (
            column.letter,
            column.heading,
            (column.label or "（不要）") + (f"（{column.unit}）" if column.unit else ""),
            f"{column.understood}/{column.filled}" if column.field else "—",
            "；".join(f"{e.text[:14]}→{e.read[:14] or '？'}" if column.field else e.text[:14] for e in column.examples),
        )
        for column in seen.columns
    ]
    lines = [f"工作表「{seen.sheet}」，表头在第 {seen.header[0]} 行，{seen.rows} 行记录"]
    lines += table(["列", "表头", "当作", "看懂", "例子"], shown)
    if seen.missing:
        lines.append(seen.missing)
    return Answer(data, lines)


def export_register(call: Call) -> Answer:
    """Export the register of a period."""
    from app.services import register as registers
    from app.services.periods import parse_period

    count = registers.export(call.services.database, parse_period(call.period), Path(call.out), progress=call.progress)
    return Answer({"out": call.out, "rows": count}, [f"导出 {count} 件：{call.out}"])


def blank(call: Call) -> Answer:
    """An empty register to hand out."""
    from app.services.register import write_blank

    write_blank(call.services.database, Path(call.out), call.today)
    return Answer({"out": call.out}, [f"空白登记表存好了：{call.out}"])


def batches(call: Call) -> Answer:
    """List imports."""
    from app.services import register as registers

    found = registers.batches(call.services.database)
    rows = [asdict(batch) for batch in found]
    shown = [(b.id, b.file, b.at.astimezone().strftime("%Y-%m-%d %H:%M"), b.new, b.changed, b.state) for b in found]
    return Answer(
        {"batches": rows}, table(["批次", "文件", "时间", "新", "改", "状态"], shown) if shown else ["还没有导入过"]
    )


def show_batch(call: Call) -> Answer:
    """One import, and what undoing it would do now."""
    from app.services import register as registers

    left = registers.held(call.services.database, call.id)
    batch = next(found for found in registers.batches(call.services.database) if found.id == call.id.strip())
    lines = [
        f"{batch.file}：新 {batch.new} 件，改 {batch.changed} 件",
        f"现在撤回：去掉 {left.removable} 件，还原 {left.restorable} 件，留下 {len(left.skipped)} 件",
        *(skipped.why for skipped in left.skipped[:40]),
    ]
    return Answer({"batch": asdict(batch), **asdict(left)}, lines)


def undo_batch(call: Call) -> Answer:
    """Undo an import."""
    from app.services import register as registers

    undone = registers.undo(call.services.database, call.id, by=call.by, progress=call.progress)
    data = asdict(undone)
    lines = [f"撤回了：去掉 {undone.removed} 件，还原 {undone.restored} 件，保留 {len(undone.skipped)} 件后来改过的"]
    return Answer(data, lines + [skipped.why for skipped in undone.skipped[:40]])
