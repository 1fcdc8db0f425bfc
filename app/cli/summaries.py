"""``summary``: written summaries and analyses, their templates, and what stands behind a figure in one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.summaries import SummaryFace

_USAGE = "summary --kind K --period P --out FILE"


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    made = add(commands, "summary", "工作总结和投诉分析", make)
    _of(made, required=False)
    made.add_argument("--out", help="写到这个文件：.docx 或者 .pdf")
    made.add_argument("--compare", choices=["last-year", "previous"], help="跟上年同期还是跟上期比")
    made.add_argument("--name-traders", dest="name_traders", action="store_true", default=None, help="写经营者的名称")
    made.add_argument("--from", dest="source", choices=["records", "returns"], help="用台账的数还是下级报表的数")
    made.add_argument("--decimals", type=int, choices=range(5), metavar="N", help="百分比的小数位数")
    group = made.add_subparsers(dest="action", required=False)
    add(group, "list", "写过的总结", listed)
    made = add(group, "write", "写一部分", write)
    _of(made)
    made.add_argument("part", help="哪一部分，例如 存在的不足")
    made.add_argument("text")
    made = add(group, "case", "选一件典型案例", choose)
    _of(made)
    made.add_argument("id", help="已经办结的案件")
    made = add(group, "explain", "一个数是怎么来的", explain)
    _of(made)
    made.add_argument("name", help="数的名称，例如 受理件数.同比")
    group = add(group, "template", "总结的模板").add_subparsers(dest="step", required=True)
    add(group, "list", "用的是哪些模板", templates)
    for name, words, command in (
        ("export", "导出一个模板，用 Word 或 WPS 改", export_template),
        ("install", "换成自己的模板", install_template),
    ):
        made = add(group, name, words, command)
        made.add_argument("kind")
        made.add_argument("file")
    add(group, "reset", "用回程序自带的模板", reset_template).add_argument("kind")


def _of(made: Any, *, required: bool = True) -> None:
    made.add_argument("--kind", required=required, help="half_year、year 或者 analysis，也可以写中文名称")
    made.add_argument("--period", required=required)


def _begun(call: Call) -> SummaryFace:
    from app.services.periods import parse_period

    return call.services.summaries.begin(call.kind, parse_period(call.period), today=call.today, by=call.by)


def make(call: Call) -> Answer:
    """Make the file; what was written before is in it."""
    if not (call.kind and call.period and call.out):
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage=_USAGE, why="要写 --kind、--period 和 --out")
    summaries = call.services.summaries
    face = _begun(call)
    names = ("compare", "name_traders", "source", "decimals")
    if options := {name: found for name in names if (found := getattr(call, name)) is not None}:
        summaries.set_options(face.id, **options, by=call.by)
    made = summaries.write_file(face.id, Path(call.out), today=call.today, by=call.by)
    data = {
        "out": made.out,
        "id": face.id,
        "kind": face.kind,
        "period": face.period,
        "title": face.title,
        "pages": made.pages,
        "figures": [asdict(figure) for figure in made.figures],
        "missing": [figure.name for figure in made.missing],
        "issues": list(made.issues),
    }
    said = f"写好了《{face.title}》：{call.out}，用了 {len(made.figures)} 个数，缺 {len(made.missing)} 个"
    return Answer(data, [said], made.issues)


def listed(call: Call) -> Answer:
    """The summaries there are."""
    found = call.services.summaries.listed()
    shown = [(f.label, f.kind_title, f.title, f.made_on or "还没有写成文件", f.id) for f in found]
    lines = table(["报告期", "种类", "标题", "写成日期", "编号"], shown) if shown else ["还没有写过总结"]
    return Answer({"rows": [asdict(face) for face in found], "total": len(found)}, lines)


def write(call: Call) -> Answer:
    """Keep the words of one part."""
    face = call.services.summaries.write(_begun(call).id, call.part, call.text, by=call.by)
    return Answer(asdict(face), [f"记下了「{call.part}」，还有 {face.unwritten} 部分没写"])


def choose(call: Call) -> Answer:
    """Tell a closed case."""
    told = call.services.summaries.choose_case(_begun(call).id, call.id, by=call.by)
    return Answer(asdict(told), [f"典型案例：{told.title}", told.text])


def explain(call: Call) -> Answer:
    """A figure down to its records."""
    found = call.services.summaries.explain(_begun(call).id, call.name, today=call.today)
    figure = found.figure
    data = {
        "name": figure.name,
        "key": figure.key,
        "value": figure.value,
        "text": figure.text,
        "rule": found.rule,
        "origin": figure.origin,
        "source": figure.source,
        "now": found.now,
        "kind": found.kind,
        "parts": [asdict(part) for part in found.parts],
        "records": list(found.records),
        "n": len(found.records),
    }
    lines = [f"{figure.name}：{figure.text}", found.rule]
    lines += [f"  {part.name}：{part.text}" for part in found.parts]
    lines.append(f"背后有 {len(found.records)} 条记录")
    return Answer(data, lines)


def templates(call: Call) -> Answer:
    """Which templates are the office's own."""
    found = call.services.summaries.templates()
    shown = [(t.kind, t.title, f"自己的，{t.changed_at:%Y-%m-%d}" if t.changed_at else "程序自带") for t in found]
    return Answer({"rows": [asdict(face) for face in found]}, table(["代号", "总结", "模板"], shown))


def export_template(call: Call) -> Answer:
    """Write a template to be changed."""
    call.services.summaries.export_template(call.kind, Path(call.file))
    return Answer({"out": Path(call.file)}, [f"写好了：{call.file}"])


def install_template(call: Call) -> Answer:
    """Use the office's own template from now on."""
    face = call.services.summaries.install_template(call.kind, Path(call.file), by=call.by)
    data = {"kind": face.kind, "title": face.title, "issues": list(face.issues)}
    return Answer(data, [f"《{face.title}》以后用这个模板"], face.issues)


def reset_template(call: Call) -> Answer:
    """Use the shipped template again."""
    call.services.summaries.reset_template(call.kind)
    return Answer({"kind": call.kind}, ["用回程序自带的模板了"])
