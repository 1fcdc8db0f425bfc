"""What can be chosen for the field one is in: beside the form, or below the field where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.services.indicators.choosing import events_for
from app.ui.pages.indicators.condition_rows import HOW, VALUE, WHAT, ConditionRow
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import Field, TextInput
from app.ui.widgets.options import OptionRow
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.ui.pages.indicators.make_page import IndicatorPage


class Offering(QObject):
    """Serves the fields of the page that makes an indicator; one list of choices for all of them."""

    def __init__(self, page: IndicatorPage, fields: list[Field]) -> None:
        super().__init__(page)
        self._page = page
        self._now: tuple[Field, str, ConditionRow | None] | None = None
        self.choices = ChoicePanel("可以选的")
        for field in fields:
            box = field.input
            assert isinstance(box, TextInput)
            self.choices.serve(box)
        self.choices.taken.connect(self.taken)
        self.hint = Words("")
        page.margin.column.put(self.hint, self.choices, None)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)
        self.serve_nothing()

    def arrange(self) -> None:
        """The window has another size."""
        self.choices.set_compact(self._page.breadth.width == "narrow")
        if self._now is not None:
            self.came(*self._now)

    def serve_nothing(self) -> None:
        """Nothing to choose: how the page goes."""
        self._now = None
        self.choices.hide()
        self._page.margin.say("怎么设", "")
        self.hint.setText(_HINT)
        self.hint.show()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and isinstance(new.parent(), OptionRow) and self._page.isAncestorOf(new):
            self.serve_nothing()

    def came(self, field: Field, part: str, row: ConditionRow | None = None) -> None:
        """A field has the focus."""
        self._now = (field, part, row)
        found = self._choices_of(part, row)
        box = field.input
        assert isinstance(box, TextInput)
        box.digits_choose = bool(found) and part != "formula"
        self.choices.list.numbered = box.digits_choose
        box.walking = False
        self._place_choices(field, part, row)
        self.choices.setVisible(bool(found))
        self.hint.setVisible(not found)
        if found:
            self.choices.set_groups([Group("", found)])
            self.choices.set_columns(1 if self._page.breadth.width == "medium" or part == "formula" else 2)
        self._page.margin.say(*_TITLES[part])
        if not found:
            self.hint.setText(_FREE)

    def _place_choices(self, field: Field, part: str, row: ConditionRow | None) -> None:
        """Beside the form, or, on a narrow window, a few of them right below the field."""
        narrow = self._page.breadth.width == "narrow"
        self.choices.list.set_rows(2 if narrow else 10)
        if not narrow:
            if self._page.margin.column.indexOf(self.choices) < 0:
                self._page.margin.column.insertWidget(1, self.choices)
            return
        if row is not None:
            row.put_below(part, self.choices)
        else:
            held = self._page.counted_column if part == "step" else self._page.computed_column
            held.insertWidget(held.indexOf(field) + 1, self.choices)

    def _choices_of(self, part: str, row: ConditionRow | None) -> tuple[Choice, ...]:
        if part == "step":
            return tuple(Choice(word, word) for _, word in events_for(self._page.intake_kinds))
        if part == "formula":
            return tuple(Choice(name, name, also) for _, name, also in self._page.names)
        assert row is not None
        return row.choices(part, self._page.lists, self._page.tags, self._page.today)

    def edited(self, field: Field, text: str) -> None:
        """What is typed narrows the choices."""
        field.clear_hint()
        if self._now is not None and self._now[0] is field and not self.choices.isHidden():
            part = self._now[1]
            typed = _last_word(text) if part in ("formula", VALUE) else text.strip()
            self.choices.narrow_to(typed)
        self._page.try_soon()

    def entered(self, field: Field) -> None:
        """Return takes the choice that fits, or goes on."""
        box, text = field.input, field.text().strip()
        assert isinstance(box, TextInput)
        if self._now is None or self._now[0] is not field or self.choices.isHidden():
            self._page.go_on(field)
            return
        part = self._now[1]
        words = [choice.word for choice in self._choices_of(part, self._now[2])]
        typed = _last_word(text) if part in ("formula", VALUE) else text
        fits = bool(typed) and typed not in words and self.choices.narrow_to(typed)
        if (box.walking or fits) and self.choices.list.current_key and not (part == "formula" and not typed):
            self.taken(self.choices.list.current_key)
            return
        self._page.go_on(field)

    def taken(self, word: str) -> None:
        """A choice was made for the field one is in."""
        if self._now is None:
            return
        field, part, row = self._now
        before = field.text().rstrip()
        if part == "formula":
            begun = before[: len(before) - len(_last_word(before))].rstrip()
            field.set_text(f"{begun} {word} ".lstrip())
            field.input.setFocus(Qt.FocusReason.OtherFocusReason)
            self.came(field, part, row)
            self._page.try_soon()
            return
        if part == VALUE and row is not None and row.takes_several():
            known = [each for each in before.split("、") if each and each in self._words_of(row)]
            field.set_text("、".join(dict.fromkeys([*known, word])))
        else:
            field.set_text(word)
        if part == "step":
            self._page.follow_step()
        if part == WHAT and row is not None:
            self._fit(row)
        self._page.try_soon()
        self._page.go_on(field)

    def _fit(self, row: ConditionRow) -> None:
        """Another field: the usual comparison, and a value of another kind goes."""
        field = row.field
        if field is not None and not row.operation:
            row.fields[HOW].set_text(field.operations[0][1])
        if row.fields[VALUE].text() and row.remark(self._page.lists, self._page.today)[1]:
            row.fields[VALUE].set_text("")

    def _words_of(self, row: ConditionRow) -> set[str]:
        return {choice.word for choice in row.choices(VALUE, self._page.lists, self._page.tags, self._page.today)}


_HINT = (
    "先起一个名称，再选数从哪里来。\n从台账里数的，选好数到哪一步、有哪些条件，中间马上说出有多少件。\n"
    "几条之间，可以都要符合，也可以符合一条就算。\n看准了按 F10 保存；以后不用了可以停用，报过的数不变。"
)
_FREE = "照平时说的写，例如 60、1万元、3月15日。\n写好按回车。"
_TITLES = {
    "step": ("数到哪一步", "按数字，或打拼音"),
    "formula": ("用哪些指标", "打拼音，回车取"),
    WHAT: ("看哪一栏", "按数字，或打拼音"),
    HOW: ("怎么比", "按数字"),
    VALUE: ("比什么", "可以选几个"),
}


def _last_word(text: str) -> str:
    """What is being written behind the last sign: of «调解成功 ÷ sl» it is «sl»."""
    at = max((text.rfind(sign) for sign in "+-*/×÷（）()＋－、， "), default=-1)
    return text[at + 1 :].strip()
