"""``complaint duplicates``, ``compare``, ``link``, ``dismiss``, ``merge``, ``links``, ``unlink``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.output import Answer, table

if TYPE_CHECKING:
    from app.cli.main import Call
    from app.services.duplicates import Compared, Link

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
