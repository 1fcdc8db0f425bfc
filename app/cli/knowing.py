"""``complaint duplicates``, ``compare``, ``link``, ``dismiss``, ``merge``, ``links``, ``unlink``; ``trader``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.duplicates import Compared, Link
    from app.services.memory import KnownTrader

_SAME_WORDS = {"same": "相同", "near": "相近", "different": "不同", "unknown": "—"}
_KIND_WORDS = {"linked": "有关联", "merged": "合成一件", "dismissed": "不是同一件"}


def add_to_complaint(group: Any, add: Any) -> None:
    """Put the commands about two cases into the parser of ``complaint``."""
    add(group, "duplicates", "可能重复的", duplicates).add_argument("id")
    for name, words, command in (
        ("compare", "两件逐栏对照", compare),
        ("link", "两件有关联", link),
        ("dismiss", "不是同一件，以后不再提示", dismiss),
    ):
        made = add(group, name, words, command)
        made.add_argument("id")
        made.add_argument("other")
    made = add(group, "merge", "两件合成一件，后一件进回收站", merge)
    made.add_argument("id", metavar="KEEP")
    made.add_argument("other")
    made.add_argument("fields", nargs="*", metavar="栏=keep|other")
    add(group, "links", "和哪些件对照过", links).add_argument("id")
    add(group, "unlink", "取消关联或合并", unlink).add_argument("link")


def add_commands(commands: Any, add: Any) -> None:
    """Put ``trader`` into the parser."""
    group = add(commands, "trader", "记得的商家").add_subparsers(dest="action", required=True)
    made = add(group, "find", "按名称、拼音、首字母或电话查找", traders)
    made.add_argument("text", nargs="+")
    made.add_argument("--limit", type=int, default=20)
    add(group, "show", "看一家，和可能的别的写法", trader).add_argument("name")
    made = add(group, "join", "几个写法合成一家", join)
    made.add_argument("name", help="统一叫什么")
    made.add_argument("names", nargs="+", metavar="写法")
    add(group, "part", "把一个写法分出来", part).add_argument("name")


def duplicates(call: Call) -> Answer:
    """Cases that may be the same as one."""
    found = call.services.duplicates.likely_of(call.id)
    shown = [(c.number, c.received_on, c.complainant, c.trader, "、".join(c.reasons)) for c in found]
    lines = table(["编号", "登记日", "投诉人", "被投诉方", "为什么"], shown) if shown else ["没有看到可能重复的"]
    return Answer({"rows": [asdict(case) for case in found], "total": len(found)}, lines)


def compare(call: Call) -> Answer:
    """Two cases field by field."""
    found = call.services.duplicates.compare(call.id, call.other)
    return Answer({"compared": [asdict(each) for each in found]}, _compared(found))


def _compared(found: tuple[Compared, ...]) -> list[str]:
    return table(["栏目", "这件", "那件", ""], [(c.label, c.here, c.there, _SAME_WORDS[c.same]) for c in found])


def link(call: Call) -> Answer:
    """Link two cases."""
    return _decided(call.services.duplicates.link(call.id, call.other, call.by))


def dismiss(call: Call) -> Answer:
    """Keep that two cases are not the same."""
    return _decided(call.services.duplicates.dismiss(call.id, call.other, call.by))


def _decided(made: Link) -> Answer:
    return Answer({"link": made.id, "kind": made.kind, "other": made.other}, [f"记下了：{_KIND_WORDS[made.kind]}"])


def merge(call: Call) -> Answer:
    """Merge two cases."""
    from app.cli.cases import pairs

    taken: Any = pairs(call.fields)
    made = call.services.duplicates.merge(call.id, call.other, call.by, taken)
    data = {"link": made.link, "id": made.record.id, "number": made.record.number, "issues": list(made.issues)}
    lines = [f"合成一件了：{made.record.number}，要分开用 complaint unlink {made.link}"]
    return Answer(data, lines, made.issues)


def links(call: Call) -> Answer:
    """What was decided about a case."""
    found = call.services.duplicates.of(call.id)
    shown = [(each.id, _KIND_WORDS[each.kind], each.number, each.complainant, each.trader, each.by) for each in found]
    lines = table(["关联", "是什么", "另一件", "投诉人", "被投诉方", "谁"], shown) if shown else ["没有对照过"]
    return Answer({"links": [asdict(each) for each in found]}, lines)


def unlink(call: Call) -> Answer:
    """Take a decision back."""
    made = call.services.duplicates.take_back(call.link, call.by)
    if made is None:
        return Answer({"link": call.link, "issues": []}, ["取消了"])
    data = {"link": made.link, "id": made.record.id, "number": made.record.number, "issues": list(made.issues)}
    return Answer(data, [f"分开了：{made.record.number} 恢复原样，另一件回到台账"], made.issues)


def traders(call: Call) -> Answer:
    """Traders that fit."""
    found = call.services.memory.traders(" ".join(call.text), call.today, max(1, min(call.limit, 200)))
    shown = [(t.name, t.phone, t.address, t.cases_this_year, t.cases, t.last_on) for t in found]
    lines = table(["名称", "电话", "地址", "今年投诉", "一共", "最近"], shown) if shown else ["没有记过这样的商家"]
    return Answer({"rows": [asdict(each) for each in found], "total": len(found)}, lines)


def trader(call: Call) -> Answer:
    """One trader, and names that may be other spellings of it."""
    memory = call.services.memory
    found = memory.trader(call.name, call.today)
    likely = memory.likely_spellings(call.name)
    data = {"trader": asdict(found) if found else None, "likely_spellings": list(likely)}
    lines = _trader_lines(found) if found else ["没有记过这家"]
    if likely:
        lines.append(f"可能的别的写法：{'、'.join(likely)}")
    return Answer(data, lines)


def _trader_lines(found: KnownTrader) -> list[str]:
    facts = [("电话", found.phone), ("地址", found.address), ("统一社会信用代码", found.code)]
    lines = [f"{found.name}：今年已有 {found.cases_this_year} 件投诉，一共 {found.cases} 件"]
    lines += [f"  {label}：{words}" for label, words in facts if words]
    if found.joined:
        lines.append(f"  写法：{'、'.join(found.spellings)}")
    return lines


def join(call: Call) -> Answer:
    """Make spellings one trader."""
    call.services.memory.join(call.names, call.name, call.by)
    found = call.services.memory.trader(call.name, call.today)
    return Answer({"trader": asdict(found) if found else None}, _trader_lines(found) if found else ["合成一家了"])


def part(call: Call) -> Answer:
    """Take a spelling out of its trader."""
    call.services.memory.part(call.name, call.by)
    return Answer({"name": call.name}, [f"分开了：{call.name}"])
