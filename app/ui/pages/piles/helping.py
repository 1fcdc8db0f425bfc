"""The margin of the desk: the same choices as 登记投诉 has, the wishes of a form, and the keys of this page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

from app.ui.pages.entry.choosing import Choosing
from app.ui.pages.entry.guessing import Guessing
from app.ui.pages.entry.margin import Aside, Section
from app.ui.pages.entry.remembering import Remembering
from app.ui.widgets.buttons import KeyCap
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import TextInput
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.pages.base import Page
    from app.ui.pages.entry.form import EntryForm
    from app.ui.pages.entry.frame import FormPage
    from app.ui.pages.piles.strip import Strip

#: Key and words, as the margin tells them.
KEYS = (
    ("回车", "往下走一格；最后一格就存好，换下一份"),
    ("↑↓", "改上一份、下一份；在有单子的格里用 PgUp"),
    ("F10", "这一份马上存好"),
    ("F6", "看这一摞录得怎么样，收尾"),
    ("F9", "这一格下一份沿用，再按就不沿用"),
    ("F11", "少见的几栏，要不要填"),
    ("Esc", "往回走一格；在第一格就是放下"),
)
_NUMBER_ONLY = "日期只写几号就行，就是这个月的。"
Keys = tuple[tuple[str, str], ...]


class Wishes(Section):
    """要求: several may be chosen; each digit puts one in or takes it out."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self._panel: ChoicePanel | None = None

    def title(self, name: str) -> tuple[str, str]:
        return ("想怎么解决", "可以选几样") if name == "demand" else ("", "")

    def widget(self, name: str) -> QWidget | None:
        if name != "demand":
            return None
        if self._panel is None:
            lists = self.page.context.services.lists
            panel = ChoicePanel("要求", self.page.margin)
            panel.hide()
            found = lists.entries("demand", self.form.today)
            panel.set_groups([Group("要求", tuple(Choice(e.label, e.label, " ".join(e.aliases)) for e in found))])
            field = self.form.fields[name].input
            assert isinstance(field, TextInput)
            field.digit.connect(self._digit)
            field.moved.connect(panel.list.move)
            panel.taken.connect(self._toggle)
            self._panel = panel
        return self._panel

    def _digit(self, digit: int) -> None:
        word = self._panel.list.key_at(digit) if self._panel is not None else ""
        if word:
            self._toggle(word)

    def _toggle(self, word: str) -> None:
        field = self.form.fields["demand"]
        words = [one for one in field.text().split("、") if one.strip()]
        text = "、".join(one for one in words if one != word) if word in words else "、".join((*words, word))
        assert isinstance(field.input, TextInput)
        field.input.show_choice(text)
        self.form.check("demand", final=True)
        self.form.edited.emit("demand")


class DeskAside(Aside):
    """The margin, with the keys of the page while no list is open."""

    def __init__(self, page: FormPage, form: EntryForm, keys: Keys, words: str) -> None:
        self._keys, self._words = keys, words
        super().__init__(page, form)

    def remove(self) -> None:
        """Another pile comes, with a margin of its own."""
        self._page.margin.removeEventFilter(self)
        self._shelf.hide()
        self._shelf.deleteLater()
        self.deleteLater()

    def _show_focus(self) -> None:
        """The strip stands on top of its page; only to make room for a list below the field is it scrolled."""
        scroll = self._page.scrolling
        if self._shown:
            super()._show_focus()
        elif scroll is not None:
            scroll.verticalScrollBar().setValue(0)

    def _make_tips(self) -> QWidget:
        held = QWidget()
        column = Column(held, spacing=10)
        column.put(Words(self._words, "small"), 4)
        for key, words in self._keys:
            row = Row(spacing=12)
            row.put(KeyCap(key))
            row.put(Words(words, "small", colour="ink2"), stretch=1)
            column.put(row)
        return held


def help_with(page: Page, strip: Strip, keys: Keys = KEYS, words: str = _NUMBER_ONLY) -> tuple[DeskAside, Choosing]:
    """Fill the margin of ``page`` as the focus moves through ``strip``, which speaks as the form does."""
    as_page, as_form = cast("FormPage", page), cast("EntryForm", strip)
    aside = DeskAside(as_page, as_form, keys, words)
    choosing = Choosing(as_page, as_form)
    sections: list[Section] = [choosing, Wishes(as_page, as_form)]
    if "facts" in strip.fields:  # a whole paper says who, whom and what about: the register remembers, the words speak
        sections += [Guessing(as_page, as_form, choosing), Remembering(as_page, as_form)]
    aside.set_sections(sections)
    return aside, choosing
