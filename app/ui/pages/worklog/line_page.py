"""One line of the work ledger: writing a new one, changing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app.errors import AppError
from app.services.worklog.asking import asks, measured_by, texts_of
from app.services.worklog.fields import MORE
from app.ui.context import Context
from app.ui.pages import late
from app.ui.pages.case.ask_echo import key_of
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.common import clerk_of, short_day, today_of

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.returns.late_reports import LateWay
    from app.services.worklog import Kept, Proposal, WorkLine


@dataclass(frozen=True, slots=True)
class _Begun:
    """What the form begins with: of a kept line that line, and the figures it names or its kind proposes."""

    line: WorkLine | None
    proposals: tuple[Proposal, ...]


class WorkLinePage(AskPage):
    """``arrive(kind=)`` writes a new one, ``arrive(entry=id)`` changes one."""

    draft_kind = "work"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "worklog-line", "记一笔工作")
        self._line: WorkLine | None = None
        self._kind = ""
        self._shown: dict[str, str] = {}
        self.form.left.connect(self._left)

    def arrive(self, **how: Any) -> None:
        if not how and self.form.asks:
            return
        worklog, wanted, kind = self.context.services.worklog, str(how.get("entry", "")), str(how.get("kind", ""))

        def work(progress: Progress) -> _Begun:
            line = worklog.show(wanted) if wanted else None
            proposed = worklog.proposals(line.kind if line else kind)
            named = measured_by(line) if line else ()
            keys = {each.key for each in named}
            return _Begun(line, (*named, *(each for each in proposed if each.key not in keys)))

        self.context.jobs.read(work, lambda begun: self._begin(begun, kind), channel="worklog-line", owner=self)

    # -- what is asked --------------------------------------------------------------------------------
    def _begin(self, begun: _Begun, kind: str) -> None:
        line = self._line = begun.line
        today = today_of(self.context)
        self._kind = line.kind if line else kind
        texts = texts_of(line) if line else {"on": today.isoformat(), "kind": kind}
        self._shown = {each.key: texts.get(each.key, "") for each in begun.proposals}
        what = f"{short_day(line.on, today)} {line.kind_name}" if line else "月报里的数自动加"
        self.ask(
            asks(begun.proposals, texts, new=line is None),
            title="改一笔工作" if line else "记一笔工作",
            fact=what,
            draft=f"work-{line.id if line else 'new'}",
            words="工作台账",
        )
        if line is None and not kind:
            self.form.focus_on("kind")

    def _left(self, name: str) -> None:
        if name == "kind":
            QTimer.singleShot(0, self, self._follow_kind)
        elif name == MORE:
            self._say_more()

    def _follow_kind(self) -> None:
        """Another kind was chosen: its figures are asked for, what was typed stays."""
        kind = key_of("work_kind", self.form.text("kind"), self.context.services.lists)
        if not kind or kind == self._kind:
            return
        self._kind = kind
        worklog, line = self.context.services.worklog, self._line

        def work(progress: Progress) -> tuple[Proposal, ...]:
            named = measured_by(line) if line else ()
            keys = {each.key for each in named}
            return (*named, *(each for each in worklog.proposals(kind) if each.key not in keys))

        self.context.jobs.read(work, self._ask_again, channel="worklog-kind", owner=self)

    def _ask_again(self, proposals: tuple[Proposal, ...]) -> None:
        """The same form with other figures."""
        form = self.form
        if form.composing:  # not under somebody's hands: as soon as the word is finished
            QTimer.singleShot(200, self, lambda: self._ask_again(proposals))
            return
        texts, now = form.raw_texts(), form.now
        usual = {ask.name: ask.default for ask in form.asks.values() if ask.kind == "count"}
        typed = {name: text for name, text in texts.items() if name not in usual or text.strip() != usual[name]}
        named = {each.key: each for each in proposals}
        kept = [ask for ask in form.asks.values() if ask.kind == "count" and ask.name in typed and typed[ask.name]]
        begun = {ask.name: ask.default for ask in form.asks.values() if ask.kind != "count"} | {"kind": self._kind}
        wanted = asks(proposals, begun, new=self._line is None)
        at = next(n for n, ask in enumerate(wanted) if ask.name == MORE)
        wanted[at:at] = [ask for ask in kept if ask.name not in named]
        form.show_asks(wanted)
        self.aside.renew()
        form.set_texts({name: text for name, text in typed.items() if name in form.fields})
        self._give_room()
        form.focus_on(now if now in form.fields else "what")

    def _say_more(self) -> None:
        """What was understood of the figures written by name."""
        text = self.form.text(MORE)
        if not text:
            return
        worklog = self.context.services.worklog

        def show(found: Sequence[tuple[str, str, str]]) -> None:
            if self.form.text(MORE) != text or MORE not in self.form.fields:
                return
            wrong = next((f"{name}：{why}" for name, _, why in found if why), "")
            said = "，".join(f"{name} {words}" for name, words, why in found if not why)
            self.form.fields[MORE].say(wrong or said, "question" if wrong else "neutral", shorter="请再看一看")

        self.context.jobs.read(lambda progress: worklog.read_more(text), show, channel="worklog-more", owner=self)

    # -- storing --------------------------------------------------------------------------------------
    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        worklog, line = self.context.services.worklog, self._line
        today, by = self.form.today, clerk_of(self.context)
        raw = {name: text for name, text in texts.items() if text or line is not None}
        if line is not None and not raw.get(MORE):
            raw.pop(MORE, None)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Kept:
                if line is None:
                    return worklog.add(raw, today=today, by=by, late=way)
                return worklog.change(line.id, raw, today=today, by=by, version=line.version, late=way)

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, store, self.not_stored, self._settle)

            self.context.jobs.write(work, self._stored, changes={"work", "figure"}, failed=failed, owner=self)

        store("ask")

    def _stored(self, kept: Kept) -> None:
        new = self._line is None
        self.stored()
        self._line, self._kind = None, ""
        if late.lead_on(self.context):
            return
        told = ("记下了：" if new else "改好了：") + f"{kept.line.kind_name}，{kept.line.what}"
        remarks = "".join(issue.message for issue in kept.issues)
        self.context.tell(told)
        line = kept.line
        self.context.go(
            "worklog", instead=True, entry=line.id, day=line.counts_on, told=told, remarks=remarks, fresh=new
        )
