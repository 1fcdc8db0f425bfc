"""The choice list of the margin: what a field can be, chosen by digit, by arrows, by pinyin or by hand.

The field keeps the focus; it passes on its keys (:meth:`ChoicePanel.serve`). Ten choices make a page, so that each
has one digit; where there is no room for ten, some of them show and digits reach the others all the same. Groups
stand as pills above, suggestions with F-keys on top.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    Signal,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QWidget,
)

from app.ui.theme import look
from app.ui.widgets.buttons import Button, KeyCap
from app.ui.widgets.choice_list import Choice, ChoiceList
from app.ui.widgets.field import TextInput
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.offers import OfferList, Suggestion
from app.ui.widgets.options import Pill
from app.ui.widgets.words import Words

__all__ = ["Choice", "ChoiceList", "ChoicePanel", "Group", "Suggestion"]


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one pill."""

    word: str
    choices: tuple[Choice, ...]


class ChoicePanel(QWidget):
    """Suggestions, groups and choices for one field. ``taken(key)`` when the person has chosen."""

    taken = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()
        self._group = 0
        self._because = Words("从写下的字看，像是", "small", colour="ink2")
        self.suggested = OfferList("看样子像是")
        self.suggested.taken.connect(self.taken)
        self._pills_held = QWidget()
        self._pills = Row(self._pills_held, spacing=8)
        self._exclusive = QButtonGroup(self)
        self._turn_cap = KeyCap("←→", parent=self)
        self._turn_cap.hide()
        self.list = ChoiceList(name)
        self.list.taken.connect(self.taken)
        self._more = Button("", "quiet", icon="arrow-down", on=self._show_more)
        self._compact = False
        self._column = Column(self, spacing=8)
        self._column.put(self._because, self.suggested, self._pills_held, self.list, self._more)
        self._because.hide()
        self._pills_held.hide()
        self._more.hide()

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show ``groups``; with a single one no pills are shown."""
        self._groups = tuple(groups)
        while self._pills.count():
            old = self._pills.takeAt(0).widget()
            if isinstance(old, Pill):
                old.hide()
                self._exclusive.removeButton(old)
                old.deleteLater()
        if len(groups) > 1:
            for index, group in enumerate(groups):
                pill = Pill(group.word)
                pill.setChecked(index == 0)
                pill.toggled.connect(lambda on, index=index: self._show_group(index) if on else None)
                self._exclusive.addButton(pill)
                self._pills.put(pill)
            self._pills.put(None, self._turn_cap)
        self._turn_cap.setVisible(len(groups) > 1 and self.list.columns > 1)
        self._pills_held.setVisible(len(groups) > 1)
        self._show_group(0)

    def set_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Up to three likely choices, on F2, F3 and F5."""
        shown = tuple(suggestions[:3])
        if self._compact:
            shown = tuple(Suggestion(each.key, each.word, each.why) for each in suggestions[:1])
        if shown != self.suggested.offers:
            self.suggested.set_offers(shown)
        self._because.setVisible(bool(shown) and not self._compact)

    def set_columns(self, columns: int) -> None:
        self.list.set_columns(columns)
        self._turn_cap.setVisible(len(self._groups) > 1 and columns > 1)

    def set_compact(self, compact: bool) -> None:
        """Where the window is low, the list comes before the groups, and the likeliest suggestion is one line."""
        if compact != self._compact:
            self._compact = compact
            self._column.removeWidget(self._pills_held)
            self._column.insertWidget(3 if compact else 2, self._pills_held)

    def set_room(self, height: int) -> None:
        """Show as much of the list as fits into ``height`` (device-independent pixels) with the rest of the panel.

        Two rows at least.
        """
        px = look().px
        for part in (self._because, self.suggested, self._pills_held):
            if not part.isHidden():
                height -= part.sizeHint().height() + px(8)
        if self.list.height_of_all > height:
            height -= px(look().size.control) + px(8)
        self.list.set_rows(max(2, height // (px(look().size.control) + px(4))))
        self._say_rest()

    def narrow_to(self, typed: str) -> int:
        """Keep only what ``typed`` fits, best first; nothing typed shows the group. Gives how many fit."""
        typed = typed.strip()
        if not typed:
            self._show_group(self._group)
            return 0
        found = sorted(
            (
                (rank, at, choice)
                for at, choice in enumerate(self._every())
                if (rank := _rank(typed, choice)) is not None
            )
        )
        if found:
            self.list.set_choices([choice for _, _, choice in found])
        self._say_rest()
        return len(found)

    def show_key(self, key: str) -> None:
        """The group and the page of choice ``key``, which becomes the current one."""
        for index, group in enumerate(self._groups):
            if any(choice.key == key for choice in group.choices):
                self._show_group(index)
                self.list.show_key(key)
                self._say_rest()
                return

    def turn(self, by: int) -> None:
        """The next page, or the next group after the last page."""
        if not self.list.turn(by) and self._groups:
            self._show_group((self._group + by) % len(self._groups))
        self._say_rest()

    def serve(self, field: TextInput) -> None:
        """Take digits and arrow keys from ``field`` while it has the focus."""
        field.digits_choose = True
        field.digit.connect(self.list.choose_digit)
        field.moved.connect(self.list.move)
        field.turned.connect(self.turn)

    def _every(self) -> tuple[Choice, ...]:
        return tuple(choice for group in self._groups for choice in group.choices)

    def _show_group(self, index: int) -> None:
        self._group = index
        if index < len(self._exclusive.buttons()) and self._pills.count():
            item = self._pills.itemAt(index)
            pill = item.widget() if item is not None else None
            if isinstance(pill, Pill) and not pill.isChecked():
                pill.setChecked(True)
        self.list.set_choices(self._groups[index].choices if self._groups else ())
        self._say_rest()

    def _show_more(self) -> None:
        self.list.show_more()
        self._say_rest()

    def _say_rest(self) -> None:
        rest, paged = self.list.rest, self.list.pages > 1 or self.list.partly
        self._more.set_text(f"还有 {rest} 项" if rest else "回到第一项")
        self._more.set_icon("arrow-down" if rest else "arrow-up")
        self._more.setVisible(paged)


def _rank(typed: str, choice: Choice) -> int | None:
    """How well ``typed`` fits, lower is better: Chinese anywhere, full pinyin, initials; None when it does not."""
    from app.services.pinyin import rank

    return rank(typed, choice.word, tuple(choice.also.split()))
