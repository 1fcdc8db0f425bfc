"""A page that asks for a few things and then does one: its form, its margin, its draft, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from app.errors import AppError
from app.services.asks import Ask
from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.drafting import DraftKeeper
from app.ui.pages.base import Page
from app.ui.pages.case.ask_form import RARE, AskForm
from app.ui.pages.case.ask_margin import AskAside
from app.ui.pages.common import today_of
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner, Card
from app.ui.widgets.field import TextInput
from app.ui.widgets.key_hold import KeyHold
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words


class AskPage(Page):
    """Subclasses say what is asked (:meth:`ask`) and what saving does (:meth:`store`).

    What was typed is kept as a draft of ``draft_kind`` until it is saved; :meth:`ask` gives it back.
    """

    key_card: tuple[tuple[str, str], ...] = (
        ("回车", "往下走一格"),
        ("1", "选单子里的第一项，其余数字一样；选好了按回车"),
        ("↑↓", "在单子里上下走，回车就用这一项"),
        ("F2", "日期：用右边给的第一个，F3 第二个，F5 第三个"),
        ("F4", "翻日历（在写日期的格子里）"),
        ("F11", "要不要填统计日期"),
        ("F10", "保存"),
        ("Esc", "回去，写的字都留着"),
    )
    draft_kind = ""
    #: What stands above the form was read on the page before: where there is little room it is left out.
    told_before = False

    def __init__(self, context: Context, key: str, title: str) -> None:
        super().__init__(context, key, title)
        self.told = Words("")
        #: What it is about, where the window is too low for a head.
        self.what = Words("", bold=True)
        self.form = AskForm(context.services.lists, today_of(context))
        self.card = Card()
        self.inside = Column(self.card, margins=(20, 20, 20, 8), spacing=4)
        self.rare_button = Button("", "quiet", icon="plus", key="F11", bound=False, on=self.show_rare)
        self.rare_button.hide()
        below = Row()
        below.put(self.rare_button, None)
        self.inside.put(self.form, below)
        self.body.put(self.what, self.told, self.card)
        #: Empty room below, so that the last fields can come up into the upper half.
        self._rest_room = QWidget()
        self.body.put(self._rest_room, None)
        self.use_margin()
        self.aside = AskAside(self, self.form)
        self._hold = KeyHold(self)
        self.saving = False
        self._about: dict[str, Any] = {}
        self._draft_words = ""
        self.keeper: DraftKeeper | None = None
        if self.draft_kind:
            self.keeper = DraftKeeper(
                context, self.draft_kind, self._collect, words=lambda: self._draft_words, parent=self
            )
        self.back_button = Button("回去", icon="arrow-left", main=True, key="Esc", bound=False, on=context.back)
        self.save_button = Button(
            "保存", "primary", icon="check", main=True, key="F10", bound=False, on=lambda: self.save()
        )
        self.form.entered.connect(self._entered)
        self.form.edited.connect(self._edited)
        self.form.ended.connect(lambda: self.save_button.setFocus(Qt.FocusReason.TabFocusReason))
        self.bind("F4", self.aside.open_calendar)
        self.bind("F8", lambda: self._entered(self.form.now))
        self.bind("F10", self.save)
        self.bind("F11", self.show_rare)
        self.bar.set_buttons([self.back_button], [self.save_button])

    def bind(self, sequence: str, call: Callable[[], object]) -> None:
        """Let a key do something while the focus is on this page; a held key does it once."""
        shortcut = QShortcut(QKeySequence(sequence), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(call)

    # -- for subclasses -------------------------------------------------------------------------------
    def ask(
        self,
        asks: Sequence[Ask],
        *,
        title: str,
        fact: str = "",
        told: str = "",
        options: Sequence[tuple[str, str]] = (),
        chosen: Sequence[str] = (),
        draft: str = "",
        about: Mapping[str, Any] | None = None,
        words: str = "",
    ) -> None:
        """Show a form that asks for ``asks``; ``told`` stands above it.

        ``draft`` is the id under which what is typed waits, ``about`` what the draft says besides, ``words`` how the
        first page offers it.
        """
        if self.keeper is not None:
            self.keeper.flush()
        self.head.say(title, fact)
        self.rename(title)
        self.what.setText(fact)
        self.told.setText(told)
        self.form.today = today_of(self.context)
        self.form.show_asks(asks, options, chosen)
        self._show_told()
        self.aside.renew()
        self.rare_button.setVisible(self.form.has_rare)
        self.rare_button.set_text("再填一栏：统计日期", "再填一栏")
        self.aside.set_notice(None)
        self._about, self._draft_words = dict(about or {}), words
        if self.keeper is not None and draft:
            self.keeper.resume(draft)
        self._give_room()
        self._focus_first()
        self._read_draft(draft)

    def store(self, texts: Mapping[str, str], chosen: Sequence[str]) -> None:
        """Hand over what was typed; ends in :meth:`stored` or :meth:`not_stored`."""
        raise NotImplementedError

    # -- drafts ---------------------------------------------------------------------------------------
    def _read_draft(self, id: str) -> None:
        if self.keeper is None or not id:
            return
        drafts = self.context.services.drafts

        def show(found: Any) -> None:
            texts = found.content.get("texts") if found is not None else None
            if not isinstance(texts, Mapping) or self.keeper is None or self.keeper.id != id:
                return
            self.form.set_texts({str(name): str(text) for name, text in texts.items()})
            if self.form.options is not None and isinstance(found.content.get("chosen"), list):
                self.form.options.choose([str(key) for key in found.content["chosen"]])
            drop = Button("不要了，重新写", icon="trash", key="F12", on=self._start_again)
            self.aside.set_notice(
                Banner(
                    "上次没写完，接着写", "写过的字都在这里。看过再按 F10。", tone="note", stacked=True, actions=(drop,)
                )
            )

        self.context.jobs.draft(lambda progress: drafts.get(id), show, owner=self)

    def _start_again(self) -> None:
        """What waited here is thrown away: the form stands as it came."""
        if self.keeper is None:
            return
        id = self.keeper.id
        self.keeper.drop()
        self.keeper.resume(id)
        self.form.set_texts({ask.name: self.form.shown_default(ask) for ask in self.form.asks.values()})
        self.aside.set_notice(None)
        self.form.focus_on(self.form.order[0])

    def _collect(self) -> dict[str, Any]:
        form = self.form
        if all(form.text(name) == form.shown_default(ask).strip() for name, ask in form.asks.items()):
            return {}
        return {**self._about, "texts": form.raw_texts(), "chosen": list(form.chosen())}

    def _edited(self, name: str) -> None:
        if self.keeper is not None:
            self.keeper.touched()

    # -- going about ----------------------------------------------------------------------------------
    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)
        if hasattr(self, "aside"):
            self.what.setVisible(breadth.width == "narrow" and breadth.low)
            self._show_told()
            self.aside.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()

    def _show_told(self) -> None:
        known = self.told_before and bool(self.form.asks) and self.breadth.width != "wide"
        self.told.setVisible(bool(self.told.text()) and not known)

    def _give_room(self) -> None:
        """Room below the last field where the form does not fit anyway, so that it can come up."""
        if self._scroll is not None:
            height = self._scroll.height()
            fits = self.breadth.width != "narrow" and self.card.sizeHint().height() < height * 0.75
            self._rest_room.setFixedHeight(0 if fits else round(height * 0.5))

    def first_focus(self) -> QWidget | None:
        name = self.form.now
        return self.form.fields[name].input if name in self.form.fields else self.form.options or self.save_button

    def show_rare(self) -> None:
        """F11: the field that few people need, and into it; once more and it goes again."""
        if not self.form.has_rare:
            return
        shown = not self.form.show_rare
        self.form.set_rare(shown)
        self.rare_button.set_text("不填统计日期" if shown else "再填一栏：统计日期", "不填" if shown else "再填一栏")
        self.rare_button.set_icon("minus" if shown else "plus")
        if shown:
            self.form.focus_on(next(name for name in self.form.fields if name in RARE))

    def _focus_first(self) -> None:
        wanted = self.first_focus()
        if wanted is not None and self.isVisible():
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self, name: str) -> None:
        if not self.aside.settle(name):
            self.form.go_on(name)

    def escape(self) -> bool:
        """From the margin and the bar to the field one was in; from a field back to where one came from."""
        focus = QApplication.focusWidget()
        if focus is not None and self.form.fields and not self.form.isAncestorOf(focus) and self.margin_has(focus):
            self.form.focus_on(self.form.now)
            return True
        return False

    def margin_has(self, focus: QWidget) -> bool:
        """The focus is in the calendar or a list, wherever that stands."""
        return self.margin.isAncestorOf(focus)

    def leave(self) -> None:
        """Away from here; what was typed waits."""
        if self.keeper is not None:
            self.keeper.flush()
        self.context.back()

    # -- saving ---------------------------------------------------------------------------------------
    def save(self) -> None:
        """Check, then store; what stands against it is marked and said."""
        if self.saving or (not self.form.asks and self.form.options is None):
            return
        wrong = self.form.problems()
        if wrong:
            self.form.focus_on(wrong[0])
            marked = self.form.fields[wrong[0]].input
            if isinstance(marked, TextInput):
                marked.selectAll()  # what is typed next replaces it
            self.context.tell(f"还没有存，{self.form.echoes[wrong[0]].text}")
            return
        self.saving = True
        self._hold.hold()
        self.store(self.form.texts(), self.form.chosen())

    def stored(self) -> None:
        """It is done: the draft goes, keys typed meanwhile may come."""
        if self.keeper is not None:
            self.keeper.drop()
        self._settle()

    def not_stored(self, error: AppError) -> None:
        """The service refused: why stands at its field and in words on top."""
        self._settle()
        first = ""
        for issue in error.issues:
            if issue.severity != "error":
                continue
            name = self._field_of(issue.params)
            if name:
                self.form.tell(name, str(issue.params.get("why") or issue.message))
                first = first or name
        if first:
            self.form.focus_on(first)
        text = "".join(issue.message for issue in error.issues if issue.severity == "error") or error.message
        self.aside.set_notice(Banner("还没有存，写下的字都留着", text, tone="error", stacked=True))
        self.context.tell(text)

    def _field_of(self, params: Mapping[str, Any]) -> str:
        """The field an issue is about: it names it, or its label."""
        for key in ("name", "field", "ask"):
            said = str(params.get(key, ""))
            for name, ask in self.form.asks.items():
                if said and said in (name, ask.label):
                    return name
        return ""

    def _settle(self) -> None:
        self.saving = False
        self._hold.release()
