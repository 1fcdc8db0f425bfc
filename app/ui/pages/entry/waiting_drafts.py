"""«继续上次没写完的登记»: the drafts that wait, offered in the margin of the empty form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.pages.common import distance
from app.ui.pages.entry.form import EntryForm
from app.ui.pages.entry.margin import Section
from app.ui.widgets.layouts import Column
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.services.drafts import Draft
    from app.ui.pages.entry.page import EntryPage

_MOST = 6


class WaitingDrafts(Section):
    """``wanted(draft)`` when the person goes on with one."""

    wanted = Signal(object)

    def __init__(self, page: EntryPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self._entry = page
        self._drafts: dict[str, Draft] = {}
        self._panel = QWidget(page.margin)
        self._panel.hide()
        self._more = Words("", "small", colour="ink2")
        self.offers = OfferList("没写完的登记")
        column = Column(self._panel, spacing=10)
        column.put(
            Words("写过的字都在，按键或点一下接着写；不理它，直接写新的也行。", "small", colour="ink2"),
            self.offers,
            self._more,
        )
        self.offers.taken.connect(lambda id: self.wanted.emit(self._drafts[id]))

    def show_drafts(self, drafts: Sequence[Draft]) -> None:
        """Offer ``drafts``, newest first."""
        self._drafts = {draft.id: draft for draft in drafts}
        shown = [Suggestion(draft.id, draft.words or "没写姓名", "", self._when(draft)) for draft in drafts[:_MOST]]
        self.offers.set_offers(shown)
        rest = len(drafts) - _MOST
        self._more.setText(f"另外还有 {rest} 件，写完一件就排上来" if rest > 0 else "")
        self._more.setVisible(rest > 0)
        self.changed.emit()

    def _when(self, draft: Draft) -> str:
        at = draft.at.astimezone()
        return f"{distance(at.date(), self.form.today)} {at:%H:%M} 放下的"

    def widget(self, name: str) -> QWidget | None:
        return self._panel if self._drafts and name == "complainant" and self._entry.untouched else None

    def title(self, name: str) -> tuple[str, str]:
        return ("继续上次没写完的登记", "") if self.widget(name) is not None else ("", "")
