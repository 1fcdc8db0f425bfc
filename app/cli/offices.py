"""``init``, ``setup``, ``practice``, ``office``, ``demo``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table
from app.config import SettingsFile
from app.errors import EXIT_USAGE, AppError

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.paths import DataFolder
    from app.services.setups import SetUp


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    made = add(commands, "init", "定下这个数据文件夹是哪个单位", init)
    made.add_argument("--level", choices=["city", "county", "station"])
    made.add_argument("--name")
    made.add_argument("--code")
    made.add_argument("--parent")
    made.add_argument("--machine", default="01")
    made.add_argument("--from", dest="file", metavar="FILE", help="上级给的开户文件（.xbset），有它就不用上面几项")
    made.add_argument("--records-from", dest="records_from", metavar="DATE", help="台账从哪天开始，之前的数不由台账数")
    group = add(commands, "setup", "开户文件").add_subparsers(dest="action", required=True)
    made = add(group, "make", "给下级单位做一个开户文件", make_setup)
    made.add_argument("--level", default="station", choices=["county", "station"])
    made.add_argument("--code", required=True)
    made.add_argument("--name", required=True)
    made.add_argument("--machine", default="01")
    made.add_argument("--scale", type=float, default=1.5, help="字号，1.0 到 2.0")
    made.add_argument("--out", required=True)
    made = add(group, "show", "看开户文件里写了什么", show_setup)
    made.add_argument("file")
    group = add(commands, "practice", "本单位的练习台账").add_subparsers(dest="action", required=True)
    made = add(group, "start", "备好练习台账，说出它在哪里", start_practice)
    made.add_argument("--over", action="store_true", help="从空的开始，以前练的都不要了")
    made = add(group, "move", "把记在练习里的一件真投诉移到正式台账", move_out)
    made.add_argument("case")
    group = add(commands, "office", "单位").add_subparsers(dest="action", required=True)
    add(group, "list", "列出知道的单位", listed)
    made = add(group, "add", "加一个单位", added)
    made.add_argument("--code", required=True)
    made.add_argument("--name", required=True)
    made.add_argument("--level", required=True, choices=["city", "county", "station"])
    made.add_argument("--parent")
    made.add_argument("--from", dest="valid_from", metavar="DATE")
    made.add_argument("--until", dest="valid_until", metavar="DATE")
    made.add_argument("--successor", action="append", default=[])
    made.add_argument("--contact", default="")
    made.add_argument("--phone", default="")
    made = add(commands, "demo", "做一个练习城市", demo)
    made.add_argument("--out", default="practice")
    made.add_argument("--seed", type=int, default=315)


def init(call: Call) -> Answer:
    """Make the data folder the home of an office."""
    from app.services import offices

    if call.file:
        from app.services import setups

        given = setups.read(Path(call.file))
        home = setups.begin(call.folder, given)
        remember_scale(call.folder, given.scale)
    else:
        if not (call.level and call.name and call.code):
            raise AppError("setup.who", exit_code=EXIT_USAGE)
        home = offices.create(
            call.folder,
            level=call.level,
            name=call.name,
            code=call.code,
            parent=call.parent,
            machine=call.machine,
            records_from=_day(call, call.records_from),
        )
    office = home.office
    data = {
        "code": office.code,
        "name": office.name,
        "level": office.level,
        "parent": office.parent,
        "machine": home.machine,
        "data": call.folder.root,
    }
    return Answer(data, [f"好了：{office.name}（{office.code}）的台账在 {call.folder.root}"])


def remember_scale(folder: DataFolder, scale: float) -> None:
    """The window opens with the letter size the set-up file names."""
    SettingsFile(folder.settings).change("window", {"scale": scale})


def make_setup(call: Call) -> Answer:
    """Write a set-up file for an office below this one."""
    from app.services import setups

    made = setups.propose(
        call.services.database, code=call.code, name=call.name, level=call.level, machine=call.machine, scale=call.scale
    )
    setups.write(Path(call.out), made)
    return Answer(
        {"out": call.out, **_facts(made)},
        [f"做好了：{made.name}（{made.code}）的开户文件在 {call.out}", "拷到那台电脑，第一次打开时选它。"],
    )


def show_setup(call: Call) -> Answer:
    """What a set-up file says."""
    from app.services import setups

    made = setups.read(Path(call.file))
    words = {"单位": made.name, "代码": made.code, "上级": made.parent_name, "机器号": made.machine}
    return Answer(
        _facts(made), [*(f"{word}：{what}" for word, what in words.items()), f"字号：{round(made.scale * 100)}%"]
    )


def _facts(made: SetUp) -> dict[str, Any]:
    from app.services.excel.definition import load_definition

    return {
        "level": made.level,
        "code": made.code,
        "name": made.name,
        "parent": made.parent,
        "parent_name": made.parent_name,
        "machine": made.machine,
        "scale": made.scale,
        "templates": [load_definition(mapping).template.id for mapping, _ in made.templates],
    }


def start_practice(call: Call) -> Answer:
    """Make the practice folder ready."""
    from app.services import practice

    make = practice.start_over if call.over else practice.prepare
    there = make(call.folder, call.services.home)
    return Answer({"data": there.root}, [f"练习台账在 {there.root}，用 --data 打开它。"])


def move_out(call: Call) -> Answer:
    """Move one case from the practice folder (``--data``) to the register."""
    from app.services import practice

    moved = practice.move_to_register(call.services.database, call.case, by=call.by)
    return Answer(
        {"id": moved.id, "number": moved.number, "state": moved.state}, [f"移好了，正式台账里的编号是 {moved.number}。"]
    )


def listed(call: Call) -> Answer:
    """List offices."""
    from app.services import offices

    found = offices.listed(call.services.database)
    rows = [
        {
            "code": o.code,
            "name": o.name,
            "level": o.level,
            "parent": o.parent,
            "from": o.valid_from,
            "until": o.valid_until,
            "successors": list(o.successors),
            "home": o.code == call.services.home.office.code,
        }
        for o in found
    ]
    shown = [(o.code, o.name, offices.LEVEL_NAMES[o.level], o.parent or "") for o in found]
    return Answer({"offices": rows}, table(["代码", "名称", "级别", "上级"], shown))


def added(call: Call) -> Answer:
    """Add an office."""
    from app.services import offices

    office = offices.add(
        call.services.database,
        code=call.code,
        name=call.name,
        level=call.level,
        parent=call.parent,
        valid_from=_day(call, call.valid_from),
        valid_until=_day(call, call.valid_until),
        successors=call.successor,
        contact=call.contact,
        phone=call.phone,
    )
    data = {"code": office.code, "name": office.name, "level": office.level, "parent": office.parent}
    return Answer(data, [f"加好了：{office.name}（{office.code}）"])


def demo(call: Call) -> Answer:
    """Make the practice city."""
    from app.services import demo as practice

    result = practice.build(Path(call.out), seed=call.seed, today=call.today, progress=call.progress)
    return Answer(practice.as_data(result), practice.as_lines(result), tuple(result.issues))


def _day(call: Call, text: str | None) -> date | None:
    from app.services.parsing.dates import parse_date

    return None if not text else parse_date(text, call.today).require()
