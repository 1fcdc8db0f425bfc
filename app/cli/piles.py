"""``pile``: paper in piles."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli import late
from app.cli.cases import case_data, pairs
from app.cli.output import Answer, table
from app.errors import EXIT_USAGE, AppError, Issue

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.complaints.records import Happened

STATE_WORDS = {"complete": "齐", "incomplete": "待补全", "question": "有疑问", "deleted": "去掉了"}
RIGHT_WORDS = {"first": "第一遍对", "second": "第二遍对", "neither": "都不对"}


def add_commands(commands: Any, add: Any) -> None:
    """Put the commands of this module into the parser."""
    group = add(commands, "pile", "集中录入：一摞一摞的纸").add_subparsers(dest="action", required=True)
    made = add(group, "begin", "开一摞：station= month= forms= [way=快录/全录] [sample=10]", begin)
    made.add_argument("fields", nargs="+", metavar="栏=值")
    add(group, "list", "列出各摞", listed).add_argument("--open", action="store_true", help="只看没收尾的")
    add(group, "show", "看一摞", show).add_argument("id")
    made = add(group, "add", "录下一份", key)
    made.add_argument("id")
    made.add_argument("fields", nargs="+", metavar="栏=值")
    _sure(made)
    late.add_option(made)
    made = add(group, "change", "改一份", change)
    _form(made)
    made.add_argument("fields", nargs="+", metavar="栏=值")
    _sure(made)
    late.add_option(made)
    _form(add(group, "delete", "去掉一份，号码空着", delete))
    _form(add(group, "restore", "把去掉的一份放回来", restore))
    _form(add(group, "settle", "纸上没有别的了，算齐", settle))
    add(group, "owing", "待补全的各份", owing).add_argument("id", nargs="?", default="")
    made = add(group, "count", "纸重新点过，改份数", count)
    made.add_argument("id")
    made.add_argument("forms")
    made = add(group, "close", "收尾", close)
    made.add_argument("id")
    made.add_argument("--although", action="store_true", help="份数对不上也收尾")
    add(group, "reopen", "重开", reopen).add_argument("id")
    made = add(group, "second", "录第二遍；不写第几份就看录到哪里", second)
    made.add_argument("id")
    made.add_argument("position", nargs="?", type=int)
    made.add_argument("fields", nargs="*", metavar="栏=值")
    made = add(group, "decide", "两遍不一样的，定哪一遍对", decide)
    _form(made)
    made.add_argument("field", choices=("amount", "category", "nature"))
    made.add_argument("right", choices=tuple(RIGHT_WORDS))
    made.add_argument("value", nargs="?", default="", help="都不对时，纸上写的")


def _form(parser: Any) -> None:
    parser.add_argument("id")
    parser.add_argument("position", type=int, metavar="第几份")


def _sure(parser: Any) -> None:
    parser.add_argument("--sure", action="append", default=[], metavar="栏", help="问过了，纸上就是这样写的")


def _pile_data(pile: Any) -> dict[str, Any]:
    return {**asdict(pile), "left": pile.left}


def _pile_answer(pile: Any, words: str) -> Answer:
    return Answer(
        {"pile": _pile_data(pile)}, [f"{words}：{pile.station} {pile.month_label}，{pile.count}", f"  {pile.id}"]
    )


def begin(call: Call) -> Answer:
    """Begin a pile."""
    return _pile_answer(call.services.piles.begin(pairs(call.fields), today=call.today, by=call.by), "开好了")


def listed(call: Call) -> Answer:
    """List piles, open ones first."""
    piles = call.services.piles.listed(open_only=call.open)
    shown = [
        (p.id, p.station, p.month, f"{p.keyed}/{p.forms}", p.incomplete, "收尾了" if p.closed_at else "在录")
        for p in piles
    ]
    lines = table(["摞", "站点", "月份", "已录", "待补全", "怎么样"], shown) if shown else ["还没有开过一摞"]
    return Answer({"piles": [_pile_data(pile) for pile in piles]}, lines)


def _form_data(form: Any, call: Call) -> dict[str, Any]:
    return {
        "position": form.position,
        "state": form.state,
        "missing": list(form.missing),
        "issues": list(form.doubts),
        "keyed_at": form.keyed_at,
        "keyed_by": form.keyed_by,
        "lag_days": form.lag,
        "case": case_data(form.record, call),
    }


def show(call: Call) -> Answer:
    """A pile with its forms, its lag, and how its sample fared."""
    view, report = call.services.piles.show(call.id), call.services.piles.report(call.id)
    lists = call.services.lists
    shown = [
        (
            form.position,
            form.record.paper_number,
            form.record.received_on,
            lists.label("category", form.record.category),
            STATE_WORDS[form.state],
        )
        for form in view.forms
    ]
    lines = [f"{view.pile.station} {view.pile.month_label}：{view.pile.count}"]
    lines += table(["第几份", "编号", "登记日", "类别", "怎么样"], shown) if shown else []
    if report.lag:
        lag = report.lag
        lines.append(f"从登记到录入：中间的一份 {lag.median} 天，最久 {lag.longest} 天（第 {lag.position} 份）")
    for rate in report.rates if report.keyed_twice else ():
        lines.append(
            f"录两遍 {rate.n} 份，{rate.name} 不同 {rate.differ} 份（{rate.share}%），第一遍录错 {rate.first_wrong}"
        )
    data = {
        "pile": _pile_data(view.pile),
        "forms": [_form_data(form, call) for form in view.forms],
        "gone": list(view.gone),
        "lag": asdict(report.lag) if report.lag else None,
        "sample": {
            "wanted": report.sample,
            "keyed": report.keyed_twice,
            "rates": [{**asdict(rate), "share": rate.share} for rate in report.rates],
        },
    }
    return Answer(data, lines, tuple(issue for form in view.forms for issue in form.doubts))


def _keyed(keyed: Any, call: Call, words: str, told: tuple[Issue, ...] = ()) -> Answer:
    form, issues = keyed.form, (*keyed.issues, *told)
    lines = [
        f"{words}：第 {form.position} 份，{STATE_WORDS[form.state]}，{form.record.number}",
        f"  {keyed.pile.count}",
    ]
    data = {"pile": _pile_data(keyed.pile), "form": _form_data(form, call), "issues": list(issues)}
    return Answer(data, lines, (*issues, *form.doubts))


def key(call: Call) -> Answer:
    """Key the next form; what has to be asked about stops it until ``--sure`` names the field."""
    keyed = call.services.piles.key(
        call.id, pairs(call.fields), today=call.today, by=call.by, sure=call.sure, late=call.late
    )
    return _keyed(keyed, call, "录好了", late.told(call, (), _timeline(call, keyed)))


def change(call: Call) -> Answer:
    """Change a form."""
    piles = call.services.piles
    before = call.services.complaints.timeline(piles.case_of(call.id, call.position))
    keyed = piles.change(
        call.id, call.position, pairs(call.fields), today=call.today, by=call.by, sure=call.sure, late=call.late
    )
    return _keyed(keyed, call, "改好了", late.told(call, before, _timeline(call, keyed)))


def _timeline(call: Call, keyed: Any) -> tuple[Happened, ...]:
    return tuple(call.services.complaints.timeline(keyed.form.record.id))


def delete(call: Call) -> Answer:
    """Take a form out; its case goes to the bin."""
    call.services.complaints.delete(call.services.piles.case_of(call.id, call.position), by=call.by)
    return show(call)


def restore(call: Call) -> Answer:
    """Put a form back."""
    call.services.complaints.restore(call.services.piles.case_of(call.id, call.position), by=call.by)
    return show(call)


def settle(call: Call) -> Answer:
    """The paper holds no more."""
    return _keyed(call.services.piles.settle(call.id, call.position), call, "算齐了")


def owing(call: Call) -> Answer:
    """The forms that still miss something."""
    from app.services.complaints.fields import FIELDS

    found = call.services.piles.owing(call.id)
    shown = [
        (o.pile.station, o.pile.month, o.form.position, "、".join(FIELDS[name].label for name in o.form.missing))
        for o in found
    ]
    lines = table(["站点", "月份", "第几份", "还缺"], shown) if shown else ["没有要补全的"]
    rows = [{"pile": o.pile.id, **_form_data(o.form, call)} for o in found]
    return Answer({"forms": rows}, lines)


def count(call: Call) -> Answer:
    """The sheets were counted again."""
    return _pile_answer(call.services.piles.count_again(call.id, call.forms), "改好了")


def close(call: Call) -> Answer:
    """Close a pile."""
    return _pile_answer(call.services.piles.close(call.id, although=call.although), "收尾了")


def reopen(call: Call) -> Answer:
    """Open a pile again."""
    return _pile_answer(call.services.piles.reopen(call.id), "重开了")


def second(call: Call) -> Answer:
    """Key a form of the sample again, or show how far that is; never what was keyed first."""
    keyings = call.services.piles.second
    if call.position is not None:
        if not call.fields:
            raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="pile second ID 第几份 栏=值 …", why="没有写栏=值")
        done = keyings.key(call.id, call.position, pairs(call.fields), today=call.today, by=call.by)
        words = "有不一样的地方" if done.differs else "两遍一样"
        return Answer({"compared": asdict(done)}, [f"第 {done.position} 份录了第二遍：{words}"])
    sampling = keyings.show(call.id)
    lines = [f"要抽 {sampling.wanted} 份，录了 {len(sampling.compared)} 份"]
    lines += [f"  等着录：第 {slip.position} 份 {slip.paper_number}" for slip in sampling.waiting]
    for one in sampling.compared:
        for twin in one.fields:
            if twin.differs:
                right = RIGHT_WORDS.get(twin.right or "", "还没定")
                lines.append(f"  第 {one.position} 份 {twin.name}：{twin.first} / {twin.second}，{right}")
    return Answer(asdict(sampling), lines)


def decide(call: Call) -> Answer:
    """Say which keying is right."""
    done = call.services.piles.second.decide(
        call.id, call.position, call.field, call.right, today=call.today, by=call.by, text=call.value
    )
    return Answer({"compared": asdict(done)}, [f"第 {done.position} 份：{RIGHT_WORDS[call.right]}"])
