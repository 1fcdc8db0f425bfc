"""``complaint``, ``bin``, ``enquiry``, ``register``, ``batch``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call

STATE_WORDS = {
    "registered": "登记",
    "accepted": "已受理",
    "refused": "不予受理",
    "transferred": "已转办",
    "mediating": "调解中",
    "paused": "暂停",
    "settled": "调解成功",
    "terminated": "终止调解",
    "withdrawn": "已撤回",
    "advised_elsewhere": "建议其他途径",
    "performed": "已履行",
    "followed_up": "已回访",
    "filed": "已归档",
}


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "complaint", "投诉、举报、建议").add_subparsers(dest="action", required=True)
    add(group, "add", "登记一件", register).add_argument("fields", nargs="+", metavar="栏=值")
    add(group, "show", "看一件", show).add_argument("id")
    made = add(group, "find", "查找", find)
    made.add_argument("text", nargs="*")
    made.add_argument("--limit", type=int, default=50)
    made.add_argument("--after", metavar="CURSOR", help="上一页给出的 after")
    made.add_argument("--bin", action="store_true", help="查回收站")
    made = add(group, "change", "改一件", change)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=值")
    add(group, "delete", "放进回收站", delete).add_argument("id")
    add(group, "restore", "从回收站恢复", restore).add_argument("id")
    add(group, "history", "改动经过", history).add_argument("id")
    made = add(group, "undo", "取回一次改动", undo)
    made.add_argument("id")
    made.add_argument("revision", nargs="?", help="改动经过里的编号；不写就是最近一次")
    group = add(commands, "bin", "回收站").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", binned).add_argument("--limit", type=int, default=300)
    add(group, "restore", "恢复一件", unbin).add_argument("id")
    add(group, "erase", "彻底删除一件", erase).add_argument("id")
    add(group, "purge", "清理放满三十天的", purge)
    group = add(commands, "enquiry", "咨询").add_subparsers(dest="action", required=True)
    add(group, "add", "记一次咨询", enquiry).add_argument("fields", nargs="*", metavar="栏=值")
    group = add(commands, "register", "登记簿").add_subparsers(dest="action", required=True)
    made = add(group, "import", "从表格导入", import_register)
    made.add_argument("file")
    made.add_argument("--sheet")
    made.add_argument("--dry-run", action="store_true", dest="dry_run")
    made = add(group, "export", "导出到表格", export_register)
    made.add_argument("--period", required=True)
    made.add_argument("--out", required=True)
    group = add(commands, "batch", "导入的批次").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", batches)
    add(group, "undo", "撤回一批", undo_batch).add_argument("id")


def pairs(words: list[str]) -> dict[str, str]:
    """``FIELD=VALUE`` words as a mapping; raises ``cli.usage`` for a word without ``=``."""
    found: dict[str, str] = {}
    for word in words:
        name, mark, value = word.partition("=")
        if not mark or not name:
            raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="栏=值", why=word)
        found[name.strip()] = value
    return found


def register(call: Call) -> Answer:
    """Take a case in; a clock that seems wrong is asked about, since the number carries the day."""
    from app.services.clock import clock_doubt

    doubt = clock_doubt(call.services.database, call.today)
    saved = call.services.complaints.register(pairs(call.fields), today=call.today, by=call.by)
    return _saved(saved.record, (*saved.issues, *([doubt] if doubt else [])), "登记好了")


def change(call: Call) -> Answer:
    """Change a case."""
    saved = call.services.complaints.change(call.id, pairs(call.fields), today=call.today, by=call.by)
    return _saved(saved.record, saved.issues, "改好了")


def _saved(record: Any, issues: Any, words: str) -> Answer:
    data = {"id": record.id, "number": record.number, "state": record.state, "issues": list(issues)}
    return Answer(data, [f"{words}：{record.number} {STATE_WORDS[record.state]}"], tuple(issues))


def delete(call: Call) -> Answer:
    """Put a case into the bin."""
    record = call.services.complaints.delete(call.id, by=call.by)
    return _saved(record, (), "放进回收站了")


def restore(call: Call) -> Answer:
    """Take a case out of the bin."""
    record = call.services.complaints.restore(call.id, by=call.by)
    return _saved(record, (), "恢复了")


def show(call: Call) -> Answer:
    """Show a case with its timeline."""
    from app.services.complaints.changing import words
    from app.services.complaints.fields import FIELDS

    record = call.services.complaints.show(call.id)
    lists = call.services.lists
    lines = [f"{record.number}  {STATE_WORDS[record.state]}{'（在回收站）' if record.deleted else ''}"]
    for name, spec in FIELDS.items():
        text = words(name, getattr(record, name, None), lists)
        if text and name != "kind":
            lines.append(f"  {spec.label}：{text}")
    for event in call.services.complaints.timeline(call.id):
        note = "（推定）" if event.assumed else ""
        gone = "（已撤回）" if event.revoked_on else ""
        lines.append(f"  {event.on} {STATE_WORDS.get(event.kind, event.kind)}{note}{gone}")
    return Answer({"rows": [case_data(record, call)], "total": 1}, lines)


def case_data(record: Any, call: Call) -> dict[str, Any]:
    """A case as scripts get it: codes, their names beside them, money in fen."""
    data = asdict(record)
    lists = call.services.lists
    for name in ("category", "nature", "channel", "source", "buying", "result"):
        data[f"{name}_name"] = lists.label(name, data[name]) or None
    return data


def find(call: Call) -> Answer:
    """Find cases."""
    from app.services.complaints.finding import Filters

    complaints = call.services.complaints
    after = None
    if call.after:
        day, _, pk = call.after.partition("/")
        after = (day, int(pk)) if pk.isdigit() else None
    page = complaints.find(
        " ".join(call.text), Filters(deleted=call.bin), after=after, limit=max(1, min(call.limit, 1000))
    )
    lists = call.services.lists
    rows = [case_data(record, call) for record in complaints.show_many([hit.id for hit in page.rows])]
    shown = [
        (h.number, h.received_on, h.complainant, h.trader, lists.label("category", h.category), STATE_WORDS[h.state])
        for h in page.rows
    ]
    lines = [f"找到 {page.total} 件"]
    if shown:
        lines += table(["编号", "登记日", "投诉人", "被投诉方", "类别", "状态"], shown)
    cursor = "/".join(map(str, page.after)) if page.after else None
    return Answer({"rows": rows, "total": page.total, "after": cursor}, lines)


def history(call: Call) -> Answer:
    """Every change of a case, and the revisions that can be taken back."""
    edits = call.services.complaints.history(call.id)
    revisions = call.services.complaints.revisions(call.id)
    rows = [asdict(edit) for edit in edits]
    shown = [
        (
            one.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            one.by,
            edit.label,
            edit.before or "（空）",
            edit.after or "（空）",
            "已取回" if one.taken_back else one.id,
        )
        for one in reversed(revisions)
        for edit in one.edits
    ]
    data = {"changes": rows, "revisions": [asdict(one) for one in revisions]}
    head = ["时间", "谁", "栏目", "原来", "改成", "这次改动的编号"]
    return Answer(data, table(head, shown) if shown else ["没有改动过"])


def undo(call: Call) -> Answer:
    """Take a change back."""
    saved = call.services.complaints.take_back(call.id, call.revision, by=call.by)
    return _saved(saved.record, saved.issues, "取回了")


def binned(call: Call) -> Answer:
    """What is in the bin."""
    page = call.services.bin.listed(max(1, call.limit))
    shown = [
        (
            row.number or f"咨询 {row.people} 人次",
            row.on,
            row.complainant or row.note,
            row.trader,
            row.at.astimezone().strftime("%Y-%m-%d %H:%M"),
            row.by,
            row.goes_on or (f"{row.kept} 已封存，一直留着" if row.kept else "一直留着"),
            row.id,
        )
        for row in page.rows
    ]
    head = ["编号", "日期", "投诉人", "被投诉方", "删除时间", "谁删的", "哪天清理", "恢复用的编号"]
    lines = [f"回收站里有 {page.total} 件", *(table(head, shown) if shown else [])]
    return Answer({"rows": [asdict(row) for row in page.rows], "total": page.total}, lines)


def unbin(call: Call) -> Answer:
    """Take something out of the bin."""
    kind = call.services.bin.restore(call.id, by=call.by)
    return Answer({"id": call.id, "kind": kind}, ["恢复了"])


def erase(call: Call) -> Answer:
    """Remove one thing in the bin for good."""
    kind = call.services.bin.erase(call.id, by=call.by)
    return Answer({"id": call.id, "kind": kind}, ["彻底删除了"])


def purge(call: Call) -> Answer:
    """Remove for good what has been in the bin for thirty days."""
    gone = call.services.bin.purge(today=call.today, by=call.by, progress=call.progress)
    kept = f"，{gone.kept} 件算在封存的报表里，留着" if gone.kept else ""
    return Answer(asdict(gone), [f"清理了投诉 {gone.complaints} 件、咨询 {gone.enquiries} 条{kept}"])


def enquiry(call: Call) -> Answer:
    """Note an enquiry."""
    noted = call.services.enquiries.add(pairs(call.fields), today=call.today, by=call.by)
    data = {
        "id": noted.enquiry.id,
        "on": noted.enquiry.on,
        "people": noted.enquiry.people,
        "issues": list(noted.issues),
    }
    return Answer(data, [f"记下了：{noted.enquiry.on} {noted.enquiry.people} 人次"], noted.issues)


def import_register(call: Call) -> Answer:
    """Import a register: plan, then (without ``--dry-run``) apply."""
    from app.services import register as registers

    database = call.services.database
    plan = registers.plan(database, Path(call.file), sheet=call.sheet, today=call.today, progress=call.progress)
    batch = None
    if not call.dry_run and (plan.new or plan.changed):
        if call.strict and any(issue.severity == "error" for issue in plan.issues):
            raise AppError("register.not_imported", issues=tuple(plan.issues), count=plan.rejected)
        batch = registers.apply(database, plan, by=call.by, progress=call.progress)
    data = {
        "new": plan.new,
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "rejected": plan.rejected,
        "batch": batch,
        "issues": list(plan.issues),
    }
    words = "试算" if call.dry_run else "导入"
    lines = [f"{words}：新 {plan.new} 件，改 {plan.changed} 件，没变 {plan.unchanged} 件，没收 {plan.rejected} 行"]
    if batch:
        lines.append(f"批次 {batch}，要撤回用 batch undo {batch}")
    return Answer(data, lines, tuple(plan.issues))


def export_register(call: Call) -> Answer:
    """Export the register of a period."""
    from app.services import register as registers
    from app.services.periods import parse_period

    count = registers.export(call.services.database, parse_period(call.period), Path(call.out), progress=call.progress)
    return Answer({"out": call.out, "rows": count}, [f"导出 {count} 件：{call.out}"])


def batches(call: Call) -> Answer:
    """List imports."""
    from app.services import register as registers

    found = registers.batches(call.services.database)
    rows = [asdict(batch) for batch in found]
    shown = [(b.id, b.file, b.at.astimezone().strftime("%Y-%m-%d %H:%M"), b.new, b.changed, b.state) for b in found]
    return Answer(
        {"batches": rows}, table(["批次", "文件", "时间", "新", "改", "状态"], shown) if shown else ["还没有导入过"]
    )


def undo_batch(call: Call) -> Answer:
    """Undo an import."""
    from app.services import register as registers

    undone = registers.undo(call.services.database, call.id, by=call.by, progress=call.progress)
    data = asdict(undone)
    return Answer(
        data, [f"撤回了：去掉 {undone.removed} 件，还原 {undone.restored} 件，保留 {len(undone.skipped)} 件后来改过的"]
    )
