"""Category and nature suggested from what was written, and words that may follow in the facts.

Asked a moment after the last key, never while an input method composes; nothing is filled in by itself.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.ui.pages.entry.choosing import Choosing
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.margin import Section
from app.ui.widgets.ghost_area import GhostArea
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.errors import AppError
    from app.services.suggesting.guessing import Guess
    from app.ui.pages.entry.frame import FormPage

_log = logging.getLogger(__name__)
_KINDS: tuple[Literal["category", "nature"], ...] = ("category", "nature")
_READ = ("facts", "item", "brand", "trader", "demand", "buying")
_PAUSE = 150
_NAMES = {"category": "类别", "nature": "性质"}


class Guessing(Section):
    """Feeds the lists of category and nature, and stands beside the facts as long as one of them is empty."""

    def __init__(self, page: FormPage, form: EntryForm, choosing: Choosing) -> None:
        super().__init__(page, form)
        self._choosing = choosing
        self._found: dict[str, tuple[Suggestion, ...]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._ask)
        choosing.suggestions = lambda name: self._found.get(name, ())
        self._panel = QWidget(page.margin)
        self._panel.hide()
        self.offers = OfferList("从写的事看")
        self._because = Words("从写下的字看，像是", "small", colour="ink2")
        column = Column(self._panel, spacing=8)
        self._tips = Words(
            "回车换行，F8 往下走。灰色的字是接着常写的，按 F7 就写上，不理它就接着打字。", "small", colour="ink2"
        )
        column.put(
            self._tips,
            self._because,
            self.offers,
        )
        self.offers.taken.connect(self._take)
        form.edited.connect(self._edited)
        form.came.connect(lambda name: self._show_beside_facts() if name == "facts" else None)
        self.learn()

    def _catch_up(self, progress: Any) -> int:
        return self.page.context.services.suggesting.catch_up(progress)

    def learn(self) -> None:
        """The register changed: what was chosen there teaches."""
        self.page.context.jobs.read(
            self._catch_up,
            lambda _: self._ask(),
            failed=self._not_learned,
            long=True,
            channel="learn",
            owner=self,
        )

    def _not_learned(self, error: AppError) -> None:
        """Nothing a person need hear of: what is known so far goes on serving, the next change tries again."""
        _log.info("suggestions not brought up to date: %s", error.code)

    def forget(self) -> None:
        self._found = {}
        self._ask()

    # -- asking ---------------------------------------------------------------------------------------
    def _edited(self, name: str) -> None:
        if name in _READ or name in _NAMES:
            self._timer.start()

    def _ask(self) -> None:
        if self.form.composing:
            self._timer.start()
            return
        suggesting = self.page.context.services.suggesting
        texts = {name: text for name in _READ if (text := self.form.text(name))}
        found: dict[str, tuple[Suggestion, ...]] = {
            kind: tuple(
                self._offer(kind, guess)
                for guess in (suggesting.guess(kind, texts) if texts else ())
                if guess.words  # without a reason nothing is offered
            )
            for kind in _KINDS
        }
        self._complete()
        if found == self._found:
            self._show_beside_facts()
            return
        self._found = found
        self._show_beside_facts()
        self._choosing.suggest(self.form.now)

    def _offer(self, kind: str, guess: Guess) -> Suggestion:
        lists, today = self.page.context.services.lists, self.form.today
        word = lists.label(kind, guess.code, today)
        why = f"因为写了 {'、'.join(guess.words)}"
        return Suggestion(guess.code, word, lists.label("item", guess.item) if guess.item else "", why)

    # -- beside the facts -----------------------------------------------------------------------------
    def widget(self, name: str) -> QWidget | None:
        if name != "facts":
            return None
        self._tips.setVisible(self.page.breadth.width != "narrow")
        return self._panel

    def title(self, name: str) -> tuple[str, str]:
        return ("写事实", "") if name == "facts" else ("", "")

    def _show_beside_facts(self) -> None:
        if self.form.now != "facts":
            return
        open_ = [(kind, found[0]) for kind, found in self._found.items() if found and not self.form.text(kind)]
        offers = [
            Suggestion(f"{kind}:{offer.key}", f"{_NAMES[kind]}：{offer.word}", "", offer.why) for kind, offer in open_
        ]
        if tuple(offers) != self.offers.offers:
            self.offers.set_offers(offers)
            self.changed.emit()
        self._because.setVisible(bool(offers))

    def _take(self, key: str) -> None:
        kind, _, code = key.partition(":")
        self.form.choose(kind, code)
        self._show_beside_facts()

    # -- grey words -----------------------------------------------------------------------------------
    def _complete(self) -> None:
        area = self.form.fields["facts"].input
        if self.form.now == "facts" and isinstance(area, GhostArea) and area.hasFocus() and area.at_end:
            text = area.toPlainText()
            area.set_ghost(self.page.context.services.suggesting.phrases.complete(text) if text.strip() else "")
