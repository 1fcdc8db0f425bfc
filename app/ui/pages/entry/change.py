"""改登记: the same form over a stored case. Saving sends only what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.ui.context import Context
from app.ui.drafting import DraftKeeper
from app.ui.pages import late
from app.ui.pages.common import clerk_of, grouped, parties, today_of
from app.ui.pages.entry.echo import shown
from app.ui.pages.entry.frame import FormPage
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.record import Record
    from app.services.complaints.records import Saved
    from app.services.drafts import Draft
    from app.services.returns.late_reports import LateWay


class ChangePage(FormPage):
    """The short form with every field that is filled; the case keeps a draft of what is not saved yet."""

    watches = frozenset({"complaint"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "change", "改登记", required=False)
        self._record: Record | None = None
        self._before: dict[str, str] = {}
        self._merged = ""
        self.down_button = Button("不改了", main=True, key="F12", bound=False, on=self.give_up)
        self.bind("F12", self.give_up)
        self.set_sections()
        self.keeper = DraftKeeper(context, "change", self._collect, words=self._words, parent=self)
        self.keeper.stored.connect(self.say_stored)
        self.keeper.failed.connect(lambda error: self.say_note(f"草稿还没有存上 · {error.message}"))
        self.lay_bar()

    def lay_bar(self) -> None:
        if hasattr(self, "down_button"):
            self.fill_bar([self.down_button], [self.save_button])

    def arrive(self, **how: Any) -> None:
        """``case`` is the one to change, ``focus`` the field asked for.

        ``texts`` are put into its empty fields; they come from the ``draft`` of a case that is merged into this one.
        """
        self.form.today = today_of(self.context)
        wanted, focus = str(how.get("case", "")), str(how.get("focus", ""))
        kept = self._record is not None and self._record.id == wanted and self.changes()
        if kept and focus:
            self.form.focus_on(focus)
        elif wanted and not kept:
            self._merged = str(how.get("draft", ""))
            self._read(wanted, focus, how.get("texts") or {})

    def _read(self, wanted: str, focus: str, more: Mapping[str, str]) -> None:
        complaints, drafts = self.context.services.complaints, self.context.services.drafts

        def work(progress: Progress) -> tuple[Record, Draft | None]:
            return complaints.show(wanted), drafts.get(_draft_of(wanted))

        def show(found: tuple[Record, Draft | None]) -> None:
            record, draft = found
            self._show(record, focus)
            if draft is not None and draft.content.get("version") == record.version:
                self._resume(draft)
            self._add(more)

        self.context.jobs.read(work, show, channel="change", owner=self)

    def _show(self, record: Record, focus: str = "") -> None:
        self.keeper.flush()
        self._record = record
        self.keeper.resume(_draft_of(record.id))
        lists = self.context.services.lists
        names = (*self.form.fields, "demand")
        self._before = {name: shown(name, record, lists) for name in names}
        self.form.set_texts(self._before)
        filled = {name for name, text in self._before.items() if text}
        self.views.choose("short")
        self.form.show_full(False, filled | ({focus} if focus else set()))
        self.form.set_breadth(self.breadth)
        self.put_banner(None)
        self.say_note(f"{record.number[-4:]} 号 · {grouped(record.number)}")
        self.form.focus_on(focus or "complainant")
        self.aside.forget()

    def show_full(self, full: bool) -> None:
        self.views.choose("full" if full else "short")
        filled = {name for name, text in self.form.texts().items() if text}
        self.form.show_full(full, () if full else filled)
        self.form.set_breadth(self.breadth)
        if self.form.is_shown(self.form.now):
            self.form.focus_on(self.form.now)

    def _add(self, more: Mapping[str, str]) -> None:
        """Put what another case has into the fields that are empty here, visibly and with a way back."""
        added = [name for name, text in more.items() if name in self.form.fields and text and not self.form.text(name)]
        for name in added:
            self.form.fill(name, more[name])
        if more:
            self.form.show_full(self.form.full, {name for name, text in self.form.texts().items() if text})
            self.form.set_breadth(self.breadth)
            said = (
                f"补进了 {len(added)} 格原来空着的，写过的一个字没动。看过再按 F10 保存。"
                if added
                else "没有可以补的空格。"
            )
            self.put_banner(Banner("合到这一件里", said, tone="note", stacked=True))

    # -- the draft ------------------------------------------------------------------------------------
    def _collect(self) -> dict[str, Any]:
        changes = self.changes()
        if not changes or self._record is None:
            return {}
        return {"case": self._record.id, "version": self._record.version, "changes": changes, **self.place()}

    def _words(self) -> str:
        return f"改 {parties(self.form.text('complainant'), self.form.text('trader'))}"

    def _resume(self, draft: Draft) -> None:
        changes = draft.content.get("changes")
        if not isinstance(changes, Mapping) or not changes:
            return
        self.form.set_texts({**self._before, **{str(name): str(text) for name, text in changes.items()}})
        self.show_full(False)
        self.go_to_place(draft.content)
        self.put_banner(Banner("上次没改完，接着改", "改过的字都在。不要了就按 F12。", tone="note", stacked=True))

    def _edited(self, name: str) -> None:
        self.keeper.touched()

    def leave(self) -> None:
        """Away from here; what was changed waits."""
        self.keeper.flush()
        self.context.back()

    def give_up(self) -> None:
        """Away from here without the changes."""
        if self._record is not None:
            self.keeper.drop()
            self._show(self._record)
        self.context.back()

    # -- saving ---------------------------------------------------------------------------------------
    def changes(self) -> dict[str, str]:
        """What stands there now and did not when the case was read."""
        return {name: text for name, text in self.form.texts().items() if text != self._before.get(name, "")}

    def save(self, again: bool = False) -> None:
        """Store the changes; a change made elsewhere meanwhile stops it."""
        if self.saving or self._record is None or not self.check_all():
            return
        raw = self.changes()
        if not raw:
            self.context.back()
            return
        self.begin_saving()
        complaints, record = self.context.services.complaints, self._record
        today, by = self.form.today, clerk_of(self.context)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Saved:
                return complaints.change(record.id, raw, today=today, by=by, version=record.version, late=way)

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, store, self.not_saved, self.end_saving)

            self.context.jobs.write(work, self._saved, changes={"complaint"}, failed=failed, owner=self)

        store("ask")

    def _saved(self, saved: Saved) -> None:
        self.keeper.drop()
        merged, drafts = self._merged, self.context.services.drafts
        self._merged = ""
        if merged:
            self.context.jobs.draft(lambda progress: drafts.drop(merged), owner=self)
        self._show(saved.record)
        self.end_saving()
        if late.lead_on(self.context):
            return
        warnings = "".join(issue.message for issue in saved.issues if issue.severity != "error")
        if warnings:
            self.put_banner(Banner("存好了，有一处请留意", warnings, tone="question", stacked=True))
            return
        self.context.tell("存好了")
        self.context.go("case", instead=True, case=saved.record.id, told="存好了")


def _draft_of(case: str) -> str:
    """The id under which changes of a case wait; never the id of a case itself."""
    return f"change-{case}"
