"""``archive``, ``casefile``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.archive import ShelfFile

_HEAD = ["案卷号", "题名", "投诉编号", "盒号", "保管期限", "保管到", "页数", "销毁"]


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "archive", "档案").add_subparsers(dest="action", required=True)
    made = add(group, "ready", "可以归档的", ready)
    made.add_argument("--limit", type=int, default=100)
    made = add(group, "file", "归档", file)
    made.add_argument("ids", nargs="*", metavar="ID")
    made.add_argument("--ready", action="store_true", help="可以归档的全部归档")
    made.add_argument("--box", default="", help="放进哪一盒")
    made.add_argument("--retention", default="", help="永久、长期、短期；不写就按规则")
    made.add_argument("--dry-run", action="store_true", help="只看会怎样")
    made = add(group, "take-out", "从档案里取出来", take_out)
    made.add_argument("ids", nargs="+", metavar="ID")
    made.add_argument("--reason", required=True)
    made = add(group, "list", "看案卷", listed)
    made.add_argument("words", nargs="*")
    made.add_argument("--year", type=int)
    made.add_argument("--box", default="")
    made.add_argument("--limit", type=int, default=500)
    made = add(group, "change", "改盒号、保管期限、页数、题名", change)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=值")
    made = add(group, "catalogue", "案卷目录（PDF 或 xlsx）", catalogue)
    made.add_argument("--year", type=int, required=True)
    made.add_argument("--out", required=True)
    made = add(group, "labels", "盒脊和封套标签（PDF）", labels)
    made.add_argument("--year", type=int, required=True)
    made.add_argument("--kind", choices=("spine", "envelope"), default="envelope")
    made.add_argument("--box", default="")
    made.add_argument("--out", required=True)
    made = add(group, "due", "保管期满的", due)
    made.add_argument("--out", help="鉴定销毁清单（PDF 或 xlsx）")
    made = add(group, "destroy", "记为销毁", destroy)
    made.add_argument("ids", nargs="+", metavar="ID")
    made.add_argument("--reason", required=True)
    made = add(group, "undestroy", "取消销毁", undestroy)
    made.add_argument("ids", nargs="+", metavar="ID")
    made = add(group, "rules", "看或改编号写法和保管年数", rules)
    made.add_argument("--number", help="例如 {year}-消调-{serial}")
    made.add_argument("--long", type=int, help="长期是几年")
    made.add_argument("--short", type=int, help="短期是几年")
    made = add(commands, "casefile", "整卷材料（一个 PDF）", casefile)
    made.add_argument("id")
    made.add_argument("--out", required=True)
    made.add_argument("--redacted", action="store_true", help="遮蔽版：人名换成代称")
    made.add_argument("--hide-trader", action="store_true", help="遮蔽版里商家也换成代称")


def _files(files: tuple[ShelfFile, ...], call: Call) -> list[str]:
    known = call.services.archive.rules()
    rows = [
        (
            file.number,
            file.title,
            file.case_number,
            file.box,
            known.words_of(file.retention),
            file.destroy_after,
            file.pages or None,
            file.destroyed_on,
        )
        for file in files
    ]
    return table(_HEAD, rows) if rows else []


def ready(call: Call) -> Answer:
    """Cases that may be filed."""
    found = call.services.archive.ready(today=call.today, limit=max(1, call.limit))
    rows = [(case.number, case.complainant, case.trader, case.since) for case in found.cases]
    head = ["编号", "投诉人", "被投诉方", "最后一步"]
    lines = [f"可以归档 {found.total} 件", *(table(head, rows) if rows else [])]
    return Answer({"cases": [asdict(case) for case in found.cases], "total": found.total}, lines)


def file(call: Call) -> Answer:
    """File cases, or tell what filing them would do."""
    archive = call.services.archive
    ids = tuple(_case(call, wanted) for wanted in call.ids)
    if call.ready:
        ids += tuple(id for id in archive.ready_ids(today=call.today) if id not in ids)
    if not ids:
        if call.ready:
            return Answer({"files": [], "unfit": []}, ["现在没有可以归档的"])
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="archive file ID… | --ready", why="没有写编号")
    if call.dry_run:
        plan = archive.plan(ids, today=call.today)
        issues = tuple(one.issue for one in plan.unfit)
        data = {"files": [asdict(row) for row in plan.rows], "first": plan.first, "last": plan.last}
        lines = [f"会归档 {len(plan.rows)} 件" + (f"，{plan.first} 到 {plan.last}" if plan.rows else "")]
        return Answer(data | {"unfit": _unfit(plan.unfit)}, lines, issues)
    filed = archive.file(
        ids, today=call.today, by=call.by, box=call.box, retention=call.retention, progress=call.progress
    )
    issues = tuple(one.issue for one in filed.unfit)
    data = {"files": [asdict(one) for one in filed.files], "unfit": _unfit(filed.unfit)}
    return Answer(data, [f"归档了 {len(filed.files)} 件", *_files(filed.files, call)], issues)


def _case(call: Call, wanted: str) -> str:
    return str(call.services.complaints.show(wanted).id)


def _unfit(found: Any) -> list[dict[str, Any]]:
    return [{"id": one.id, "number": one.number, "issue": one.issue} for one in found]


def take_out(call: Call) -> Answer:
    """Take files out of the archive."""
    files = call.services.archive.take_out(call.ids, reason=call.reason, today=call.today, by=call.by)
    return Answer({"files": [asdict(one) for one in files]}, [f"取出来了 {len(files)} 卷"])


def listed(call: Call) -> Answer:
    """Files of the archive."""
    shelf = call.services.archive.listed(call.year, " ".join(call.words), call.box, limit=max(1, call.limit))
    data = {"files": [asdict(one) for one in shelf.files], "total": shelf.total}
    return Answer(data, [f"共 {shelf.total} 卷", *_files(shelf.files, call)])


def change(call: Call) -> Answer:
    """Change a file's box, retention, pages or title."""
    from app.cli.cases import pairs

    file = call.services.archive.change(call.id, pairs(call.fields), by=call.by)
    return Answer(asdict(file), ["改好了", *_files((file,), call)])


def catalogue(call: Call) -> Answer:
    """Write the catalogue of a year."""
    out = Path(call.out)
    many = call.services.archive.write_catalogue(call.year, out, progress=call.progress)
    return Answer({"out": out, "files": many}, [f"案卷目录写好了，{many} 卷：{out}"])


def labels(call: Call) -> Answer:
    """Write labels of a year."""
    out = Path(call.out)
    call.services.archive.write_labels(call.year, out, call.kind, box=call.box)
    return Answer({"out": out}, [f"标签写好了，打印时选「实际大小」：{out}"])


def due(call: Call) -> Answer:
    """Files whose time is over, and the list to sign."""
    files = call.services.archive.due(today=call.today)
    lines = [f"保管期满 {len(files)} 卷", *_files(files, call)]
    data: dict[str, Any] = {"files": [asdict(one) for one in files]}
    if call.out:
        out = Path(call.out)
        call.services.archive.write_due_list(out, today=call.today, progress=call.progress)
        data["out"] = out
        lines.append(f"鉴定销毁清单写好了：{out}")
    return Answer(data, lines)


def destroy(call: Call) -> Answer:
    """Mark the papers of files as destroyed."""
    files = call.services.archive.destroy(call.ids, reason=call.reason, today=call.today, by=call.by)
    return Answer({"files": [asdict(one) for one in files]}, [f"记为销毁 {len(files)} 卷；台账和数字都还在"])


def undestroy(call: Call) -> Answer:
    """Take that back."""
    files = call.services.archive.undestroy(call.ids, by=call.by)
    return Answer({"files": [asdict(one) for one in files]}, [f"取消了 {len(files)} 卷的销毁"])


def rules(call: Call) -> Answer:
    """Show the rules, or change number and years."""
    archive = call.services.archive
    asked = (call.number, call.long, call.short)
    known = archive.rules()
    if any(value is not None for value in asked):
        known = archive.set_rules(number=call.number, long_years=call.long, short_years=call.short)
    data = {
        "number": known.number,
        "example": known.numbered(call.today.year, 12),
        "long": known.long_years,
        "short": known.short_years,
        "ready_days": known.ready_days,
    }
    lines = [
        f"案卷号：{known.number}（例如 {data['example']}）",
        f"长期 {known.long_years} 年，短期 {known.short_years} 年",
        f"办结满 {known.ready_days} 天没有回访的，也可以归档",
        *(f"{known.words_of(rule.retention)}：{rule.words}" for rule in known.rules),
    ]
    return Answer(data, lines)


def casefile(call: Call) -> Answer:
    """Write everything of a case as one PDF."""
    out = Path(call.out)
    made = call.services.casefiles.write(
        call.id,
        out,
        redacted=call.redacted,
        keep_trader=not call.hide_trader,
        today=call.today,
        progress=call.progress,
    )
    parts = [asdict(part) for part in made.parts]
    rows = [(part.title, part.number, part.first, part.pages) for part in made.parts]
    lines = [f"整卷写好了，{made.pages} 页：{out}", *table(["题名", "文号", "从第几页", "几页"], rows)]
    return Answer({"out": out, "pages": made.pages, "parts": parts, "issues": list(made.issues)}, lines, made.issues)
