"""Fields with a list beside them: a digit, a word, pinyin, arrows or a tap choose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.services.complaints.fields import FIELDS
from app.ui.pages.entry.choices import groups_for, key_of, word_of
from app.ui.pages.entry.form import CHOSEN, EntryForm
from app.ui.pages.entry.margin import Section
from app.ui.widgets.choices import ChoicePanel, Group, Suggestion
from app.ui.widgets.field import TextInput

if TYPE_CHECKING:
    from app.ui.pages.entry.frame import FormPage

_TITLES = {
    "category": "选类别",
    "nature": "选性质",
    "channel": "怎么来的",
    "buying": "怎么买的",
    "id_kind": "选证件",
    "refusal": "为什么不受理",
    "termination": "为什么终止",
    "mediation_way": "怎么调解的",
}


class Choosing(Section):
    """The list of the field in use. Digits and F-keys choose and stay; Return and taps choose and go on."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page, form)
        self._panels: dict[str, ChoicePanel] = {}
        self._columns = 2
        self._used: dict[str, dict[str, int]] = {}
        #: What the words of the case speak for, by field.
        self.suggestions: Callable[[str], tuple[Suggestion, ...]] = lambda name: ()
        form.face = self._face
        form.came.connect(self._came)
        form.edited.connect(self._edited)

    # -- the list -------------------------------------------------------------------------------------
    def set_used(self, used: dict[str, dict[str, int]]) -> None:
        """How often each code was used: lists begin with the most used."""
        self._used = used
        for name, panel in self._panels.items():
            panel.set_groups(self._groups(name))

    def set_columns(self, columns: int) -> None:
        """Choices side by side, as the margin has room."""
        self._columns = columns
        for panel in self._panels.values():
            panel.set_compact(self.page.breadth.width == "narrow")
            panel.set_columns(columns)

    def widget(self, name: str) -> QWidget | None:
        return self._panel(name) if name in CHOSEN else None

    def title(self, name: str) -> tuple[str, str]:
        if name not in CHOSEN:
            return "", ""
        fact = "按数字，或打拼音" if self.page.breadth.width == "wide" else ""
        return _TITLES.get(name, FIELDS[name].label), fact

    def _groups(self, name: str) -> tuple[Group, ...]:
        return groups_for(name, self.page.context.services.lists, self.form.today, self._used.get(name, {}))

    def _panel(self, name: str) -> ChoicePanel:
        panel = self._panels.get(name)
        if panel is None:
            panel = ChoicePanel(FIELDS[name].label, self.page.margin)
            panel.hide()
            panel.set_groups(self._groups(name))
            panel.set_columns(self._columns)
            panel.set_compact(self.page.breadth.width == "narrow")
            field = self.form.fields[name].input
            assert isinstance(field, TextInput)
            field.digit.connect(partial(self._digit, name))
            field.moved.connect(panel.list.move)
            field.turned.connect(panel.turn)
            panel.taken.connect(partial(self._take, name))
            self._panels[name] = panel
        return panel

    def _face(self, name: str, key: str) -> str:
        """«1 质量»: with the digit that chooses it when the list has just been opened."""
        word = word_of(name, key, self.page.context.services.lists, self.form.today)
        for group in self._groups(name):
            for at, choice in enumerate(group.choices):
                if choice.key == key:
                    return f"{(at + 1) % 10} {choice.word}" if at < 10 else choice.word
        return word

    # -- choosing -------------------------------------------------------------------------------------
    def _came(self, name: str) -> None:
        if name in CHOSEN:
            panel = self._panel(name)
            self._show_current(name, panel)
            self.suggest(name)

    def suggest(self, name: str) -> None:
        """Show what is suggested for ``name``, if its list is open."""
        if name in CHOSEN and name == self.form.now:
            self._panel(name).set_suggestions(self.suggestions(name))
            self.changed.emit()

    def _show_current(self, name: str, panel: ChoicePanel) -> None:
        field = self.form.fields[name]
        assert isinstance(field.input, TextInput)
        field.input.walking = False
        panel.narrow_to("" if field.input.is_choice else field.text())
        key = self._key(name)
        if key:
            panel.show_key(key)

    def _key(self, name: str) -> str:
        return key_of(name, self.form.text(name), self.page.context.services.lists, self.form.today)

    def _digit(self, name: str, digit: int) -> None:
        panel = self._panel(name)
        key = panel.list.key_at(digit)
        if key:
            self.form.choose(name, key, str(digit))
            panel.list.show_key(key)
        else:
            self.page.context.tell(f"没有第 {digit} 项")

    def _edited(self, name: str) -> None:
        field = self.form.fields.get(name)
        if name in self._panels and name == self.form.now and field is not None:
            assert isinstance(field.input, TextInput)
            if not field.input.is_choice:
                self._panel(name).narrow_to(field.text())

    def settle(self, name: str) -> bool:
        """Return: the choice the arrows came to, or the first one that fits what was typed, is taken."""
        field = self.form.fields.get(name)
        if name not in self._panels or field is None or not isinstance(field.input, TextInput):
            return False
        panel, typed = self._panel(name), field.text().strip()
        current = panel.list.current_key
        if field.input.walking:
            if current:
                self.form.choose(name, current)
        elif typed and not field.input.is_choice:
            exact = self._key(name)
            if exact or (panel.narrow_to(typed) and panel.list.current_key):
                self.form.choose(name, exact or panel.list.current_key)
        return False

    def _take(self, name: str, key: str) -> None:
        panel = self._panel(name)
        self.form.choose(name, key)
        if panel.suggested.by_key:
            panel.show_key(key)
        else:
            self.form.go_on(name)
