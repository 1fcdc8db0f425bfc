"""``document``: the papers of cases, and the templates they are filled from."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.cases import pairs
from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.papers import IssuedPaper, PaperKind


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "document", "文书").add_subparsers(dest="action", required=True)
    made = add(group, "kinds", "有哪些文书，或者一件案件现在用得上哪些", kinds)
    made.add_argument("id", nargs="?", default="")
    for name, words, command in (("issue", "发出一份", issue), ("preview", "看看样子，不发出", preview)):
        made = add(group, name, words, command)
        made.mixed = True
        made.add_argument("id", help="案件；不属于案件的函写 -")
        made.add_argument("kind", help="文书的种类，例如 acceptance_notice 或者 受理告知书")
        made.add_argument("fields", nargs="*", metavar="栏=值")
        made.add_argument("--out", required=name == "preview", help="写到这个文件：.pdf 或者 .docx")
        made.add_argument("--letter", default="", help="属于哪封函")
    add(group, "list", "一件案件发过的文书", listed).add_argument("id")
    made = add(group, "show", "看一份发出的文书", show)
    made.add_argument("paper", help="文号或者编号")
    made.add_argument("--out", help="原样写到这个文件：.pdf 或者 .docx")
    made = add(group, "serve", "记下送达", serve)
    made.add_argument("paper")
    made.add_argument("fields", nargs="*", metavar="栏=值", help="on=日期 way=方式 receiver=签收人")
    made = add(group, "revoke", "作废", revoke)
    made.add_argument("paper")
    made.add_argument("--reason", required=True)
    made = add(group, "heading", "文号里本单位的字头", heading)
    made.add_argument("words", nargs="?")
    group = add(group, "template", "文书的模板").add_subparsers(dest="step", required=True)
    add(group, "list", "用的是哪些模板", templates)
    for name, words, command in (
        ("export", "导出一个模板，用 Word 或 WPS 改", export_template),
        ("install", "换成自己的模板", install_template),
    ):
        made = add(group, name, words, command)
        made.add_argument("kind")
        made.add_argument("file")
    add(group, "reset", "用回程序自带的模板", reset_template).add_argument("kind")


def kinds(call: Call) -> Answer:
    """All kinds, or those that fit a case, with what they ask for."""
    papers = call.services.papers
    found = papers.offered(call.id, today=call.today, by=call.by) if call.id else papers.kinds()
    rows = [_kind(kind) for kind in found]
    shown = [(kind.key, kind.title, kind.series, kind.explains) for kind in found]
    lines = table(["代号", "文书", "文号用字", "做什么用"], shown)
    return Answer({"kinds": rows}, lines)


def _kind(kind: PaperKind) -> dict[str, Any]:
    return asdict(kind)


def _case(call: Call) -> str:
    return "" if call.id == "-" else str(call.id)


def issue(call: Call) -> Answer:
    """Issue a paper, keep it with the case, and write it to ``--out``."""
    papers = call.services.papers
    made = papers.issue(_case(call), call.kind, pairs(call.fields), today=call.today, by=call.by, letter=call.letter)
    data = _paper(made)
    if call.out:
        data["out"] = _write(call, made.id)
    words = f"发出了：《{made.title}》{made.number}，{made.pages} 页"
    return Answer(data, [words], made.issues)


def preview(call: Call) -> Answer:
    """Write the paper as it would be issued."""
    from app.durable import write_durably

    papers = call.services.papers
    out = Path(call.out)
    filled = pairs(call.fields)
    made = papers.preview(_case(call), call.kind, filled, today=call.today, by=call.by, letter=call.letter)
    if out.suffix.lower() == ".docx":
        papers.docx(_case(call), call.kind, filled, out, today=call.today, by=call.by, letter=call.letter)
    else:
        write_durably(out, made.pdf)
    data = {
        "kind": made.kind,
        "title": made.title,
        "number": made.number,
        "pages": made.pages,
        "fields": dict(made.fields),
        "out": out,
        "issues": list(made.issues),
    }
    return Answer(data, [f"《{made.title}》{made.pages} 页，还没有发出：{out}"], made.issues)


def _write(call: Call, paper: str) -> Path:
    from app.durable import write_durably

    out = Path(call.out)
    papers = call.services.papers
    write_durably(out, papers.word(paper) if out.suffix.lower() == ".docx" else papers.pdf(paper))
    return out


def _paper(paper: IssuedPaper) -> dict[str, Any]:
    data = asdict(paper)
    data["issues"] = list(paper.issues)
    return data


def listed(call: Call) -> Answer:
    """The papers of a case, oldest first."""
    found = call.services.papers.issued(call.id)
    shown = [
        (paper.issued_on, paper.title, paper.number, paper.recipient, paper.pages, _standing(paper), paper.id)
        for paper in found
    ]
    lines = table(["日期", "文书", "文号", "送给谁", "页数", "情况", "编号"], shown) if shown else ["还没有发过文书"]
    return Answer({"rows": [_paper(paper) for paper in found], "total": len(found)}, lines)


def _standing(paper: IssuedPaper) -> str:
    if paper.revoked_on:
        return f"已作废：{paper.revoked_reason}"
    if paper.served_on:
        return f"{paper.served_on} {paper.served_way}"
    return "还没有送达" if paper.recipient and paper.number else "—"


def show(call: Call) -> Answer:
    """One issued paper."""
    paper = call.services.papers.show(call.paper)
    data = _paper(paper)
    if call.out:
        data["out"] = _write(call, paper.id)
    lines = [f"《{paper.title}》{paper.number}　{paper.issued_on}　{paper.pages} 页", f"  {_standing(paper)}"]
    lines += [f"  {name}：{text}" for name, text in paper.fields.items() if text]
    return Answer(data, lines)


def serve(call: Call) -> Answer:
    """Note how a paper reached its recipient."""
    told = {"on": call.today.isoformat(), "way": "direct", "receiver": "", **pairs(call.fields)}
    if unknown := [name for name in told if name not in ("on", "way", "receiver")]:
        from app.errors import EXIT_USAGE, AppError

        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="on= way= receiver=", why="、".join(unknown))
    paper = call.services.papers.serve(call.paper, **told, today=call.today, by=call.by)
    return Answer(_paper(paper), [f"记下了：《{paper.title}》{paper.number} {_standing(paper)}"])


def revoke(call: Call) -> Answer:
    """Mark a paper as issued wrongly."""
    paper = call.services.papers.revoke(call.paper, call.reason, today=call.today, by=call.by)
    return Answer(_paper(paper), [f"作废了：《{paper.title}》{paper.number}，它仍留在案件里"])


def heading(call: Call) -> Answer:
    """Show or change the word of the office in its numbers."""
    papers = call.services.papers
    words = papers.heading() if call.words is None else papers.set_heading(call.words)
    return Answer({"heading": words}, [f"文号的字头：{words}，例如 {words}受〔{call.today.year}〕1号"])


def templates(call: Call) -> Answer:
    """Which templates are the office's own."""
    found = call.services.papers.templates()
    shown = [(t.kind, t.title, f"自己的，{t.changed_at:%Y-%m-%d}" if t.changed_at else "程序自带") for t in found]
    return Answer({"rows": [asdict(face) for face in found]}, table(["代号", "文书", "模板"], shown))


def export_template(call: Call) -> Answer:
    """Write a template to be changed."""
    call.services.papers.export_template(call.kind, Path(call.file))
    return Answer({"out": Path(call.file)}, [f"写好了：{call.file}"])


def install_template(call: Call) -> Answer:
    """Use the office's own template from now on."""
    face = call.services.papers.install_template(call.kind, Path(call.file), by=call.by)
    data = {"kind": face.kind, "title": face.title, "issues": list(face.issues)}
    return Answer(data, [f"《{face.title}》以后用这个模板"], face.issues)


def reset_template(call: Call) -> Answer:
    """Use the shipped template again."""
    call.services.papers.reset_template(call.kind)
    return Answer({"kind": call.kind}, ["用回程序自带的模板了"])
