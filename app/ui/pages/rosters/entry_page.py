"""One entry of a roster: entering it, changing it, what happened to it, its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.services.rosters import REGISTER_WORDS, words_of
from app.services.rosters.asking import about, asks, close_asks, end_word, event_asks, texts_of
from app.ui.context import Context
from app.ui.pages.case.ask_page import AskPage
from app.ui.pages.common import clerk_of, today_of

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.rosters import Entry, Kept

#: The page of the list of each register.
PAGES = {"network": "network", "volunteer": "volunteers", "title": "titles"}


class RosterEntryPage(AskPage):
    """``arrive(register=)`` enters a new one; ``arrive(entry=id)`` changes one.

    With ``event=True`` what happened to it is written down, with ``close=True`` it ends.
    """

    draft_kind = "roster"

    def __init__(self, context: Context) -> None:
        super().__init__(context, "roster-entry", "登记名册")
        self._register = "network"
        self._entry: Entry | None = None
        self._doing = "new"

    def arrive(self, **how: Any) -> None:
        if not how:
            if not self.form.asks:
                self._begin_new(self._register)
            return
        wanted = str(how.get("entry", ""))
        if not wanted:
            self._begin_new(str(how.get("register", "network")))
            return
        self._doing = "event" if how.get("event") else "close" if how.get("close") else "change"
        rosters = self.context.services.rosters
        self.context.jobs.read(
            lambda progress: rosters.show(wanted), self._begin_kept, channel="roster-entry", owner=self
        )

    # -- what is asked --------------------------------------------------------------------------------
    def _begin_new(self, register: str) -> None:
        self._register, self._entry, self._doing = register, None, "new"
        words = words_of(register)
        self.ask(
            asks(register, {"opened_on": today_of(self.context).isoformat()}),
            title=f"登记一{words.measure}{words.one}",
            fact=f"{REGISTER_WORDS[register]}名册",
            draft=f"roster-new-{register}",
            about={"register": register},
            words=f"{REGISTER_WORDS[register]}名册",
        )

    def _begin_kept(self, entry: Entry) -> None:
        self._register, self._entry = entry.register, entry
        today, words = today_of(self.context), words_of(entry.register)
        if self._doing == "event":
            self.ask(event_asks(entry.register, today), title="记一件事", fact=about(entry), draft=f"event-{entry.id}")
        elif self._doing == "close":
            self.ask(
                close_asks(entry.register, today),
                title=f"{end_word(entry.register)}这{words.measure}{words.one}",
                fact=about(entry),
                told="从这一天起不再算数，以前的日子照样数得到它。",
                draft=f"close-{entry.id}",
            )
        else:
            self.ask(
                asks(entry.register, texts_of(entry), ended=entry.closed_on is not None),
                title=f"改{words.one}",
                fact=about(entry),
                draft=f"roster-{entry.id}",
            )

    # -- storing --------------------------------------------------------------------------------------
    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        rosters, entry, register, doing = self.context.services.rosters, self._entry, self._register, self._doing
        today, by, raw = self.form.today, clerk_of(self.context), dict(texts)

        def work(progress: Progress) -> Kept:
            if entry is None:
                given = {name: text for name, text in raw.items() if text}
                return rosters.add(register, given, today=today, by=by)
            if doing == "event":
                return rosters.event(entry.id, raw, today=today, by=by)
            return rosters.change(entry.id, raw, today=today, by=by, version=entry.version)

        self.context.jobs.write(work, self._stored, changes={"roster", "figure"}, failed=self.not_stored, owner=self)

    def _stored(self, kept: Kept) -> None:
        doing, entry = self._doing, kept.entry
        self.stored()
        self._entry = None
        done = {"new": "登记好了", "event": "记下了", "close": f"{end_word(entry.register)}了", "change": "改好了"}[
            doing
        ]
        told = f"{done}：{about(entry)}"
        remarks = "".join(issue.message for issue in kept.issues)
        event = ""
        if doing == "event":
            event = max(entry.happenings, key=lambda each: each.id).id
        self.context.tell(told)
        self.context.go(
            PAGES[entry.register],
            instead=True,
            entry=entry.id,
            told=told,
            remarks=remarks,
            undo="delete" if doing == "new" else event or "take_back",
        )
