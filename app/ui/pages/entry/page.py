"""登记投诉: a new case, its draft, and what comes after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.context import Context
from app.ui.drafting import DraftKeeper
from app.ui.pages import late
from app.ui.pages.common import clerk_of, grouped, parties, today_of
from app.ui.pages.entry.doubles import Doubles
from app.ui.pages.entry.frame import FormPage
from app.ui.pages.entry.guide import Guide
from app.ui.pages.entry.layout import CARRIED, label
from app.ui.pages.entry.saved import SavedNotice
from app.ui.pages.entry.waiting_drafts import WaitingDrafts
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Question
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.record import Record
    from app.services.complaints.records import Saved
    from app.services.drafts import Draft
    from app.services.duplicates import Likely
    from app.services.returns.late_reports import LateWay


class EntryPage(FormPage):
    """What was typed stays until it is saved, wherever one goes meanwhile, and on disk as a draft."""

    watches = frozenset({"complaint"})

    def __init__(self, context: Context) -> None:
        super().__init__(context, "entry", "登记投诉", required=True)
        self._comparison: QWidget | None = None
        self.down_button = Button(
            "放下，以后再写", main=True, key="F12", short="以后再写", bound=False, on=self.put_down
        )
        self.again_button = Button(
            "保存，再记一件", main=True, key="F9", short="再记一件", bound=False, on=lambda: self.save(again=True)
        )
        self.bind("F9", lambda: self.save(again=True))
        self.bind("F12", self.put_down)
        self._carried: dict[str, str] = {}
        self._carried_on = self.form.today
        self._saved_notice: SavedNotice | None = None
        self.drafts = WaitingDrafts(self, self.form)
        self.drafts.wanted.connect(self._resume)
        self.keeper = DraftKeeper(context, "entry", self._collect, words=self._words, parent=self)
        self.doubles = Doubles(self, self.form)
        self.doubles.compare.connect(self._compare)
        self.doubles.decided.connect(lambda: self.keeper.touched())
        self.bind("F6", self.doubles.ask_compare)
        #: In the practice office a small story goes along.
        self.guide = Guide(self, self.form) if context.services.home.practice == "desk" else None
        self.set_sections(*([self.guide] if self.guide else []), self.drafts, last=(self.doubles,))
        self.keeper.stored.connect(self.say_stored)
        self.keeper.failed.connect(self._draft_failed)
        self.form.came.connect(lambda _: self._moved())
        self.form.fields["complainant"].input.installEventFilter(self)
        self.throw_button = Button("这件不写了，丢掉", "quiet", icon="trash", on=self._throw_away)
        self.carried_note = Words("", "small", colour="ink2")
        self.aside.add_tip(self.carried_note)
        self.aside.add_tip(self.throw_button)
        self._show_tips()
        self.lay_bar()
        context.jobs.read(lambda progress: self._read_usage(), self.choosing.set_used, channel="usage", owner=self)

    def _read_usage(self) -> dict[str, dict[str, int]]:
        from app.services.complaints.usage import most_used

        return most_used(self.context.services.database, self.form.today)

    def lay_bar(self) -> None:
        if hasattr(self, "doubles"):
            self.doubles.set_breadth(self.breadth)
        if hasattr(self, "again_button") and self._comparison is None:
            self.fill_bar([self.down_button], [self.again_button, self.save_button])

    # -- arriving and leaving -------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        """``texts`` fill the empty form; ``draft`` is the id of one to go on with."""
        self._new_day(today_of(self.context))
        if self._saved_notice is not None:
            self._drop_notice()
        if how.get("texts") and self.untouched:
            self.form.set_texts(how["texts"])
            self.keeper.touched()
        self._look_for_drafts(str(how.get("draft", "")))

    def _new_day(self, today: date) -> None:
        """What was carried over from yesterday is yesterday's date no longer."""
        if today != self._carried_on:
            self._carried_on = self.form.today = today
            if self.untouched:
                self._carried.pop("received_on", None)
                self.form.set_texts(self._carried)

    def _look_for_drafts(self, wanted: str = "") -> None:
        drafts, own = self.context.services.drafts, self.keeper.id

        def show(found: Sequence[Draft]) -> None:
            others = [draft for draft in found if draft.id not in (own, self.keeper.id)]
            self.drafts.show_drafts(others)
            for draft in others:
                if draft.id == wanted:
                    self._resume(draft)

        self.context.jobs.draft(lambda progress: drafts.waiting("entry"), show, owner=self)

    @property
    def untouched(self) -> bool:
        """Nothing stands in the form but what was carried over from the case before."""
        texts = {name: text for name, text in self.form.texts().items() if text}
        return all(self._carried.get(name) == text for name, text in texts.items())

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.untouched:
            self.form.tell_missing()

    def leave(self) -> None:
        self.put_down()

    def put_down(self) -> None:
        """Away from here; what was written waits, and the form is free for another case."""
        if self.saving:
            return
        self._close_comparison()
        if not self.untouched:
            self.keeper.put_down()
            self._begin({})
        self.context.back()

    def escape(self) -> bool:
        if self._comparison is not None:
            self._close_comparison()
            return True
        return super().escape()

    # -- a case that may be known already -------------------------------------------------------------
    def _compare(self, likely: Likely) -> None:
        """Field by field, instead of the form, which stays as it is."""
        self._close_comparison()
        id, same, other = likely.id, self.doubles.link, self.doubles.dismiss
        back = Button("回到表上", main=True, key="Esc", bound=False, on=self._close_comparison)
        self.bar.set_buttons(
            [back],
            [
                Button("不是同一件", main=True, key="F5", on=lambda: self._answer(other, id)),
                Button("合到那一件", main=True, key="F3", short="合并", on=lambda: self._merge(likely)),
                Button("是一回事，关联", main=True, key="F2", short="关联", on=lambda: self._answer(same, id)),
            ],
        )
        back.setFocus(Qt.FocusReason.OtherFocusReason)  # before the form goes, which would hand it on to anybody
        self._comparison = self.doubles.panel(likely, self.breadth.width != "wide")
        self.body.insertWidget(0, self._comparison)
        self.form.hide()
        self._rest_room.hide()
        self.aside.set_away(True)
        self.margin.say("是不是同一件", "")
        if self.scrolling is not None:
            self.scrolling.verticalScrollBar().setValue(0)

    def _close_comparison(self) -> None:
        if self._comparison is None:
            return
        self._comparison.hide()
        self._comparison.deleteLater()
        self._comparison = None
        self.form.show()
        self._rest_room.show()
        self.aside.set_away(False)
        self.form.focus_on(self.form.now)  # before the bar changes, whose button has the focus
        self.aside.refresh()
        self.lay_bar()

    def _answer(self, decide: Callable[[str], None], id: str) -> None:
        self._close_comparison()
        decide(id)

    def _merge(self, likely: Likely) -> None:
        """The known case is opened for change; what it lacks comes from this form, whose draft waits till then."""
        self._close_comparison()
        texts, draft = {name: text for name, text in self.form.texts().items() if text}, self.keeper.id
        self.keeper.touched()
        self.keeper.put_down()
        self._begin({})
        self.context.go("change", case=likely.id, texts=texts, draft=draft)

    def _throw_away(self) -> None:
        """The case was not worth writing down: asked once, since it does not come back."""
        answer = Question(
            self.window(),
            "这件没写完的，丢掉吗？",
            "写过的字会一起丢掉，找不回来。要是以后还写，按「留着」，再按 F12 放下就行。",
            [("throw", "丢掉", "danger")],
            ("keep", "留着"),
        ).ask()
        if answer == "throw":
            self.keeper.drop()
            self._begin({})
            self.say_note("")
            self._look_for_drafts()
            self._show_tips()
        self.form.focus_on(self.form.now)

    def _show_tips(self) -> None:
        """What stands below the keys: a way out, and what came from the case before without being seen."""
        self.throw_button.setVisible(not self.untouched)
        unseen = [name for name in self._carried if not self.form.is_shown(name) and self.form.text(name)]
        said = "、".join(f"{label(name, True)} {self.form.text(name)}" for name in unseen)
        self.carried_note.setText(f"和上一件一样：{said}。要改就按 F11 看全表。" if said else "")
        self.carried_note.setVisible(bool(said))

    # -- drafts ---------------------------------------------------------------------------------------
    def _collect(self) -> dict[str, Any]:
        if self.untouched:
            return {}
        answers = self.doubles.answers()
        return {"texts": self.form.raw_texts(), "carried": self._carried, "answers": answers, **self.place()}

    def _words(self) -> str:
        return parties(self.form.text("complainant"), self.form.text("trader"))

    def _resume(self, draft: Draft) -> None:
        """Show a draft exactly as it was."""
        if not self.untouched:
            self.keeper.put_down()
        self.keeper.resume(draft.id)
        content = draft.content
        self._carried = _strings(content.get("carried"))
        self._drop_notice()
        self.form.set_texts(_strings(content.get("texts")))
        self.doubles.set_answers(content.get("answers"))
        self.drafts.show_drafts(())
        self.go_to_place(content)
        self.aside.refresh()
        self.say_note("接着上次写的 · 都在这里")

    def _draft_failed(self, error: AppError) -> None:
        self.say_note(f"草稿还没有存上 · {error.message}")
        self.context.tell(error.message)

    # -- typing ---------------------------------------------------------------------------------------
    def _edited(self, name: str) -> None:
        if self._saved_notice is not None and not self.saving and not self.untouched:
            self._drop_notice()
        self.keeper.touched()

    def _moved(self) -> None:
        self._show_tips()
        if not self.untouched:
            self.keeper.touched()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Right after saving, 1 2 3 in the empty first field say what the next case has in common."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self._saved_notice is not None
            and event.text() in self._saved_notice.ways
            and not self.form.text("complainant")
        ):
            return self._saved_notice.press(event.text())
        return super().eventFilter(watched, event)

    # -- saving ---------------------------------------------------------------------------------------
    def save(self, again: bool = False) -> None:
        """Check, then store in the writer lane."""
        self._close_comparison()
        if self._saved_notice is not None and self.untouched:
            return  # the key that stored the case pressed once more: nothing new stands here
        if self.saving or not self.check_all():
            return
        texts = {name: text for name, text in self.form.texts().items() if text}
        self.begin_saving()
        complaints, today, by, id = (
            self.context.services.complaints,
            self.form.today,
            clerk_of(self.context),
            self.keeper.id,
        )

        linked, dismissed = tuple(self.doubles.linked), tuple(self.doubles.dismissed)

        def store(way: LateWay) -> None:
            def work(progress: Progress) -> Saved:
                return complaints.register(
                    texts, today=today, by=by, id=id, linked=linked, dismissed=dismissed, late=way
                )

            def failed(error: AppError) -> None:
                late.settle(self, self.context, error, store, self.not_saved, self.end_saving)

            self.context.jobs.write(
                work,
                lambda saved: self._saved(saved.record, texts, again),
                changes={"complaint"},
                failed=failed,
                owner=self,
            )

        store("ask")

    def _saved(self, record: Record, texts: Mapping[str, str], again: bool) -> None:
        self.keeper.drop()
        self._begin({name: texts[name] for name in CARRIED if texts.get(name)})
        title = f"记下了，{record.number[-4:]} 号"
        text = f"{parties(record.complainant, record.trader)}，编号 {grouped(record.number)}"
        notice = SavedNotice(title, text, texts, self._again, lambda: self.context.go("case", case=record.id))
        self._saved_notice = notice
        self.aside.set_notice(notice)
        self.say_note("")
        self.context.tell(f"记下了，编号 {record.number}")
        if self.guide is not None:
            self.guide.saved()
        if again:
            self.form.focus_on("complainant")
        else:
            notice.ways["1"].setFocus(Qt.FocusReason.OtherFocusReason)
        self._look_for_drafts()
        self.end_saving()
        late.lead_on(self.context)

    def _begin(self, carried: dict[str, str]) -> None:
        """An empty form, but for what stays from case to case."""
        self._carried = carried or self._carried
        self._carried_on = self.form.today
        self.form.now = "complainant"
        self.form.set_texts(self._carried)
        self.aside.forget()
        self.show_full(False)
        self._drop_notice()

    def _again(self, kept: Mapping[str, str]) -> None:
        """The next case, with what it has in common with the one before."""
        self._drop_notice()
        self.form.set_texts({**self._carried, **kept})
        if kept:
            self.keeper.touched()
        first = next((name for name in self.form.order if not self.form.text(name)), "complainant")
        self.form.focus_on(first)

    def _drop_notice(self) -> None:
        self._saved_notice = None
        self.put_banner(None)

    def first_focus(self) -> QWidget | None:
        if self.untouched:
            return self.form.fields["complainant"].input
        return super().first_focus()


def _strings(found: Any) -> dict[str, str]:
    """A table of texts as a draft keeps it; whatever else stands there is left out."""
    if not isinstance(found, Mapping):
        return {}
    return {str(name): text for name, text in found.items() if isinstance(text, str)}
