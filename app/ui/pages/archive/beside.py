"""What is chosen in the archive's lists, in the margin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.archive import ReadyCase, ShelfFile
from app.ui.pages.case.detail import Pair
from app.ui.pages.common import grouped, long_day, parties
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.archive import Rules
    from app.ui.widgets.frame import MarginPanel


def show(margin: MarginPanel, row: ReadyCase | ShelfFile | None, rules: Rules | None) -> None:
    """Say what there is to say about a case that may be filed, or about a file."""
    margin.clear()
    if row is None:
        margin.say("")
        return
    if isinstance(row, ReadyCase):
        margin.say(parties(row.complainant, row.trader), above=grouped(row.number))
        why = "办完并回访过了，可以归档。" if row.state == "followed_up" else _waited(rules)
        several = "要几件一起归档，就在每一件上按一下空格；按 F6 全选。"
        margin.column.put(Pair("最后一步", long_day(row.since)), 8, Words(why), 8, Words(several, colour="ink2"), None)
        return
    margin.say(row.title, above=row.number)
    kept = rules.words_of(row.retention) if rules else ""
    pairs = [
        ("投诉编号", grouped(row.case_number)),
        ("归档", long_day(row.filed_on)),
        ("办理", f"{row.received_on.isoformat()} 至 {row.ended_on.isoformat()}"),
        ("盒号", row.box or "还没装盒"),
        ("页数", f"{row.pages} 页" if row.pages else "还没数"),
        ("保管", kept + (f"，到 {row.destroy_after.isoformat()}" if row.destroy_after else "")),
        ("销毁", f"{row.destroyed_on.isoformat()}，{row.destroyed_reason}" if row.destroyed_on else ""),
    ]
    margin.column.put(*(Pair(word, value) for word, value in pairs if value), None)


def _waited(rules: Rules | None) -> str:
    return f"办结满 {rules.ready_days} 天了，没有回访也可以归档。" if rules else ""
