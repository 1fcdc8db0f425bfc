"""``due``, ``calendar``, ``limits``: what is due, the holidays of each year, the table of time limits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.cases import pairs
from app.cli.output import Answer, table
from app.errors import EXIT_STORAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.calendars import CalendarYear, Installed, Rule

_SOURCES = {"shipped": "程序自带", "own": "本单位填写", "file": "上级发来", "none": "没有"}
_CHANGES = {"new": "新的", "changed": "有改动", "same": "没有变化", "kept": "保留本单位填写的"}
_UNITS = {"working": "个工作日", "calendar": "日"}


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    made = add(commands, "due", "哪些事到期了、该办了", due)
    made.add_argument("id", nargs="?", help="只看一件")
    made.add_argument("--most", type=int, metavar="N", help="每一类最多列出几件；不写就全列出来")
    group = add(commands, "calendar", "放假安排").add_subparsers(dest="action", required=True)
    add(group, "show", "看一年，不写年份就列出有哪些年", show_year).add_argument("year", nargs="?", type=int)
    made = add(group, "read-notice", "读放假通知", read_notice)
    made.add_argument("file", help="文字文件；- 是标准输入")
    made.add_argument("--year", type=int, required=True)
    made.add_argument("--save", action="store_true", help="没有疑问就保存")
    add(group, "reset", "恢复成程序自带的", reset_year).add_argument("year", type=int)
    made = add(group, "export", "导出放假安排，发给下级", export)
    made.add_argument("file")
    made.add_argument("--year", type=int, action="append", help="哪一年，可以写几次；不写就是最近的一年")
    made.add_argument("--rules", action="store_true", help="连同本单位定的办理期限")
    made = add(group, "install", "安装上级发来的放假安排", install)
    made.add_argument("file")
    made.add_argument("--keep-own", action="store_true", help="本单位自己填写的留着不动")
    made.add_argument("--dry-run", action="store_true", help="只看会改什么")
    group = add(commands, "limits", "办理期限").add_subparsers(dest="action", required=True)
    add(group, "list", "列出", list_rules)
    add(group, "set", "加一条，或用 key= 改一条", set_rule).add_argument("fields", nargs="+", metavar="栏=值")
    add(group, "drop", "删掉本单位定的一条", drop_rule).add_argument("key")
    add(group, "handler", "看或者定谁办理", handler).add_argument("name", nargs="?")


def due(call: Call) -> Answer:
    """What is due, in all cases or in one."""
    deadlines = call.services.deadlines
    if call.id:
        cases = deadlines.of_case(call.id, today=call.today)
        data: dict[str, Any] = {"cases": [asdict(one) | {"issues": list(one.issues)} for one in cases]}
    else:
        listed = deadlines.list(call.today, most=call.most)
        cases = listed.cases
        counts = asdict(listed.counts)
        data = {"cases": [asdict(one) | {"issues": list(one.issues)} for one in cases], "counts": counts}
        data["letters"] = [asdict(one) | {"issues": list(one.issues)} for one in listed.letters]
        cases = (*cases, *listed.letters)
    from app.services.deadlines.faces import GROUP_WORDS

    shown = [
        (
            GROUP_WORDS[one.group],
            one.number,
            one.about or one.complainant,
            one.label,
            one.due_on,
            _left(one.days_left),
            one.rule,
        )
        for one in cases
    ]
    head = ["", "编号", "投诉人", "要办的事", "期限", "", "怎么算的"]
    return Answer(data, table(head, shown) if shown else ["没有到期要办的事。"])


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"超期 {-days} 天" if days < 0 else "今天" if days == 0 else f"还有 {days} 天"


def _year(found: CalendarYear) -> dict[str, Any]:
    return asdict(found)


def _lines(found: CalendarYear) -> list[str]:
    from app.services.calendars.faces import holiday_words

    head = f"{found.year} 年（{_SOURCES[found.source]}）"
    return [head, *(f"  {holiday_words(one)}" for one in found.holidays)]


def show_year(call: Call) -> Answer:
    """The known years, or one year's holidays."""
    if call.year is not None:
        found = call.services.calendars.year(call.year)
        return Answer(_year(found), _lines(found))
    years = call.services.calendars.years()
    head = ["年份", "来自", "节日", "放假天数", "调休上班"]
    rows = [(one.year, _SOURCES[one.source], one.holidays, one.days_off, one.worked) for one in years]
    return Answer({"years": [asdict(one) for one in years]}, table(head, rows))


def read_notice(call: Call) -> Answer:
    """What a notice says, and whether it fits together; with ``--save`` it is saved when nothing is wrong."""
    import sys

    calendars = call.services.calendars
    try:
        text = sys.stdin.read() if call.file == "-" else Path(call.file).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise AppError("file.not_found", path=call.file) from None
    except (OSError, UnicodeDecodeError) as error:
        raise AppError("file.not_readable", exit_code=EXIT_STORAGE, path=call.file, reason=str(error)) from None
    notice = calendars.read_notice(text, call.year)
    issues = (*notice.issues, *calendars.check_year(call.year, notice.holidays))
    saved = bool(call.save) and not any(issue.severity != "note" for issue in issues)
    if saved:
        calendars.put_year(call.year, notice.holidays, by=call.by)
    from app.services.calendars.faces import holiday_words

    lines = [holiday_words(one) for one in notice.holidays]
    lines.append("保存好了。" if saved else "没有保存。" if call.save else "")
    data = {
        "year": call.year,
        "holidays": [asdict(one) for one in notice.holidays],
        "saved": saved,
        "issues": list(issues),
    }
    return Answer(data | ({"_exit": 1} if call.save and not saved else {}), [line for line in lines if line], issues)


def reset_year(call: Call) -> Answer:
    """What the program ships holds again."""
    found = call.services.calendars.reset_year(call.year, by=call.by)
    return Answer(_year(found), _lines(found))


def export(call: Call) -> Answer:
    """Write holidays as a file to hand out."""
    calendars = call.services.calendars
    years = call.arguments.year or [one.year for one in calendars.years()[:1]]
    path = calendars.export(Path(call.file), years, rules=bool(call.arguments.rules), today=call.today)
    return Answer({"out": path, "years": sorted(set(years))}, [f"导出好了：{path}"])


def install(call: Call) -> Answer:
    """Take a handed-out file over, or say what that would change."""
    calendars, path = call.services.calendars, Path(call.file)
    keep = bool(call.keep_own)
    done: Installed = (
        calendars.look(path, keep_own=keep) if call.dry_run else calendars.install(path, keep_own=keep, by=call.by)
    )
    lines = [f"{done.issued_by} {done.issued_on} 发出"]
    for change in done.years:
        lines.append(f"{change.year} 年：{_CHANGES[change.what]}")
        lines += [f"  {line}" for line in change.words]
    lines += [f"办理期限：{line}" for line in done.rules]
    lines.append("还没有安装，只是看看。" if call.dry_run else "安装好了。")
    return Answer(asdict(done) | {"installed": not call.dry_run}, lines)


def list_rules(call: Call) -> Answer:
    """The table of time limits, and who handles here."""
    from app.services.calendars import HANDLERS

    calendars = call.services.calendars
    rules, held = calendars.rules(today=call.today), calendars.handler()
    rows = [
        (
            "→" if one.in_use else "",
            one.name,
            one.region_name or "全国",
            one.valid_from,
            one.valid_to,
            f"{one.decide_days} {_UNITS[one.decide_unit]}",
            f"{one.mediate_days} {_UNITS[one.mediate_unit]}",
            "照算" if one.papers == "run" else "重新起算",
            "本单位" if one.own else "",
            one.key,
        )
        for one in rules
    ]
    head = ["", "谁办理", "地区", "从", "到", "受理", "调解", "补正", "", "key"]
    data = {"handler": held, "rules": [asdict(one) for one in rules]}
    return Answer(data, [f"这里由{HANDLERS.get(held, held)}办理", *table(head, rows)])


def set_rule(call: Call) -> Answer:
    """Add or change a rule."""
    rule = call.services.calendars.put_rule(pairs(call.fields), by=call.by, today=call.today)
    return _told(rule, "保存好了")


def drop_rule(call: Call) -> Answer:
    """Drop a rule of the office's own."""
    back = call.services.calendars.drop_rule(call.key, by=call.by, today=call.today)
    if back is None:
        return Answer({"rule": None}, ["删掉了。"])
    return _told(back, "删掉了，恢复成程序自带的")


def _told(rule: Rule, words: str) -> Answer:
    decide, mediate = (
        f"{rule.decide_days} {_UNITS[rule.decide_unit]}",
        f"{rule.mediate_days} {_UNITS[rule.mediate_unit]}",
    )
    return Answer({"rule": asdict(rule)}, [f"{words}：{rule.name} 受理 {decide}，调解 {mediate}（{rule.key}）"])


def handler(call: Call) -> Answer:
    """Who handles cases here."""
    from app.services.calendars import HANDLERS

    calendars = call.services.calendars
    held = calendars.set_handler(call.name, by=call.by) if call.name else calendars.handler()
    return Answer({"handler": held, "name": HANDLERS.get(held, held)}, [f"这里由{HANDLERS.get(held, held)}办理"])
