"""The people of a group complaint: those there are, and a form for one more or for changing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.asks import Ask
from app.ui.context import Context
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.case.detail import title_of
from app.ui.pages.common import clerk_of, today_of, yuan
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.casework import Member
    from app.services.complaints.record import Record


class MembersPage(AskPage):
    """``arrive(case=id)``. F10 writes the person in the form into the list, which is stored at once."""

    draft_kind = "member"
    key_card = (
        ("回车", "往下走一格；在名单里：改这一个人"),
        ("F10", "写进名单"),
        ("F6", "到名单里，再按回到表上"),
        ("F9", "改一个人的时候：把他从名单上去掉"),
        ("Esc", "回去"),
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context, "members", "投诉的人")
        self._record: Record | None = None
        self._members: list[Member] = []
        self._changed = -1
        self.names = OfferList("名单")
        self.names.taken.connect(self._change)
        self._listed = QWidget()
        column = Column(self._listed, spacing=8)
        self.count = Words("", bold=True)
        column.put(self.count, self.names)
        self.margin.column.insertWidget(1, self._listed)
        self.drop_button = Button(
            "去掉这个人", "danger", icon="trash", main=True, key="F9", short="去掉", on=self._drop
        )
        self.drop_button.hide()
        self.save_button.set_text("写进名单", "写进")
        self.bar.set_buttons([self.back_button, self.drop_button], [self.save_button])
        self.drop_button.hide()
        self.bind("F6", self._to_list)

    def arrive(self, **how: Any) -> None:
        if how.get("case"):
            wanted, services = str(how["case"]), self.context.services

            def work(progress: Progress) -> tuple[Record, tuple[Member, ...]]:
                return services.complaints.show(wanted), services.casework.members(wanted)

            self.context.jobs.read(work, lambda found: self._show(*found), channel="members", owner=self)

    def _show(self, record: Record, members: Sequence[Member]) -> None:
        self._record = record
        self._list(members)
        self._ask()

    def _list(self, members: Sequence[Member]) -> None:
        self._members = list(members)
        self._listed.setVisible(bool(members))
        self.count.setText(f"名单，{len(members)} 人")
        self.names.set_offers([_told(member) for member in members], (), why="ink2")

    def _ask(self, changed: int = -1) -> None:
        assert self._record is not None
        self._changed = changed
        self.drop_button.setVisible(changed >= 0)
        self.bar.refresh()
        typed = _typed(self._members[changed]) if 0 <= changed < len(self._members) else {}
        if not self._members:  # the first one is whoever came
            typed = {"name": self._record.complainant, "phone": self._record.phone}
        asks = (
            Ask("name", "姓名", required=True, default=typed.get("name", "")),
            Ask("phone", "电话", default=typed.get("phone", "")),
            Ask("amount", "涉案金额", "money", default=typed.get("amount", "")),
            Ask("recovered", "挽回损失", "money", default=typed.get("recovered", "")),
            Ask("address", "地址", default=typed.get("address", "")),
            Ask("note", "备注", default=typed.get("note", ""), hint="可以不写"),
        )
        many = len(self._members)
        self.ask(
            asks,
            title="投诉的人",
            fact=title_of(self._record),
            draft=f"member-{self._record.id}-{self._members[changed].id if changed >= 0 else 'new'}",
            told=f"改第 {changed + 1} 个人，改好按 F10。"
            if changed >= 0
            else f"已经有 {many} 个人，再写一个，按 F10 写进名单。"
            if many
            else "几个人一起来的，一个一个写，仍算一件。",
        )

    def _to_list(self) -> None:
        first = self.names.first
        if first is None or self.names.isAncestorOf(QApplication.focusWidget() or self):
            self.form.focus_on(self.form.now)
        else:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _change(self, id: str) -> None:
        self._ask(next(at for at, member in enumerate(self._members) if member.id == id))
        self.form.focus_on("name")

    def escape(self) -> bool:
        """From changing somebody back to writing one more; else as on every form."""
        if self._changed >= 0:
            self._ask()
            self.form.focus_on("name")
            return True
        return super().escape()

    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        rows = [_typed(member) for member in self._members]
        if 0 <= self._changed < len(rows):
            rows[self._changed] = {**texts, "id": self._members[self._changed].id}
        else:
            rows.append(dict(texts))
        self._put(rows, f"{texts['name']}，写进名单了")

    def _drop(self) -> None:
        if 0 <= self._changed < len(self._members) and not self.saving:
            gone = self._members[self._changed]
            self.saving = True
            self._put([_typed(member) for member in self._members if member is not gone], f"去掉了{gone.name}")

    def _put(self, rows: Sequence[Mapping[str, str]], said: str) -> None:
        assert self._record is not None
        casework, id = self.context.services.casework, self._record.id
        today, by = today_of(self.context), clerk_of(self.context)

        def done(members: Sequence[Member]) -> None:
            self.stored()
            self._list(members)
            self._ask()
            self.form.focus_on("name")
            self.aside.set_notice(Banner(said, f"名单上 {len(members)} 个人。", tone="done", stacked=True))
            self.context.tell(said)

        self.context.jobs.write(
            lambda progress: casework.put_members(id, rows, today=today, by=by),
            done,
            changes={"complaint"},
            failed=self.not_stored,
            owner=self,
        )


def _typed(member: Member) -> dict[str, str]:
    """A person of the list as one would type them."""
    return {
        "id": member.id,
        "name": member.name,
        "phone": member.phone,
        "address": member.address,
        "amount": yuan(member.amount).removesuffix(" 元"),
        "recovered": yuan(member.recovered).removesuffix(" 元"),
        "note": member.note,
    }


def _told(member: Member) -> Suggestion:
    """A person of the list on a card."""
    facts = (
        member.phone,
        f"涉案 {yuan(member.amount)}" if member.amount is not None else "",
        f"挽回 {yuan(member.recovered)}" if member.recovered is not None else "",
    )
    return Suggestion(member.id, f"{member.position} {member.name}", "", "，".join(filter(None, facts)))
