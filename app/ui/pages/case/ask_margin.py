"""The margin of an asking form: for the field in use its choices, the calendar, or a sentence on what belongs there.

On narrow windows the margin lies far below, so what helps stands right below the field instead.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.services.parsing.dates import parse_date
from app.ui.pages.base import Page
from app.ui.pages.case.ask_echo import AHEAD, day_ahead, key_of
from app.ui.pages.case.ask_form import OPTIONS, AskForm
from app.ui.pages.day_panel import DayPanel
from app.ui.theme import look
from app.ui.widgets.buttons import KeyCap
from app.ui.widgets.cards import Banner
from app.ui.widgets.choices import Choice, ChoicePanel, Group
from app.ui.widgets.field import TextInput
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

#: Milliseconds after the last key until the calendar follows.
_PAUSE = 200
#: Letters of a choice that half the margin has room for, in two lines.
_LONG = 11
#: Key and words, and the kinds of field that make them worth saying (none: always).
_KEYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("回车", "往下走一格", ("date", "money", "code", "text", "count")),
    ("F8", "写好了往下走（回车在那里是换行）", ("story",)),
    ("F4", "翻日历", ("date",)),
    ("F10", "保存", ()),
    ("Esc", "回去，写的字都留着", ()),
)


class AskAside(QObject):
    """Helps with the field in use of ``form`` in the margin of ``page``."""

    def __init__(self, page: Page, form: AskForm) -> None:
        super().__init__(page)
        self._page, self._form = page, form
        self._panels: dict[str, ChoicePanel] = {}
        self._notice: QWidget | None = None
        self._shelf = QWidget()
        self._column = Column(self._shelf, spacing=10)
        self._wrong = Banner("这一格要看一看", "", tone="error", stacked=True)
        self._said = Words("", colour="ink2")
        self._days = DayPanel(page.context, form.today)
        self._tips = self._make_tips()
        for widget in (self._wrong, self._said, self._days):
            widget.hide()
        self._column.put(self._wrong, self._said, self._days, self._tips, None)
        page.margin.column.put(self._shelf, None)
        page.margin.installEventFilter(self)
        self._days.taken.connect(self._take_day)
        self._days.ready.connect(self.refresh)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._follow)
        form.face = self._face
        form.came.connect(self._came)
        form.edited.connect(self._edited)
        form.left.connect(lambda _: self._say())

    def _make_tips(self) -> QWidget:
        held = QWidget()
        column = Column(held, spacing=10)
        self._tip_rows: list[tuple[QWidget, tuple[str, ...]]] = []
        for key, words, kinds in _KEYS:
            across = QWidget()
            row = Row(across, spacing=12)
            row.put(KeyCap(key))
            row.put(Words(words, "small", colour="ink2"), stretch=1)
            column.put(across)
            self._tip_rows.append((across, kinds))
        return held

    def renew(self) -> None:
        """The form asks for other things: lists of the old ones go."""
        for panel in self._panels.values():
            self._column.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        self._panels = {}
        self._days.today = self._form.today
        asked = {ask.kind for ask in self._form.asks.values()}
        for row, kinds in self._tip_rows:
            row.setVisible(not kinds or not asked.isdisjoint(kinds))
        for name in self._form.fields:
            field = self._form.fields[name].input
            if self._kind(name) == "date" and isinstance(field, TextInput):
                field.moved.connect(self._days.offers.move)
        self.refresh()

    def set_notice(self, notice: QWidget | None) -> None:
        """One notice above everything else, instead of the one before."""
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
        self._notice = notice
        if notice is not None:
            self._column.insertWidget(0, notice)
        self.refresh()

    def open_calendar(self) -> None:
        """F4 in a field for a date."""
        if self._kind(self._form.now) == "date":
            self._days.enter()

    # -- showing --------------------------------------------------------------------------------------
    def _kind(self, name: str) -> str:
        ask = self._form.asks.get(name)
        return ask.kind if ask is not None else ""

    def refresh(self) -> None:
        """Show what belongs to the field in use."""
        name, form = self._form.now, self._form
        kind, ask = self._kind(name), form.asks.get(name)
        self._days.setVisible(kind == "date")
        for other, panel in self._panels.items():
            panel.setVisible(other == name)
        if kind == "code":
            self._panel(name).show()
        narrow = self._page.breadth.width == "narrow"
        self._days.set_compact(self._page.breadth.width != "wide")
        self._tips.setVisible(not narrow and kind not in ("date", "code") and self._notice is None)
        fact = "按数字，或打拼音" if kind == "code" and self._page.breadth.width == "wide" else ""
        title = ask.label if ask is not None else "同时出的文书" if name == OPTIONS else "按键"
        self._page.margin.say(title, fact)
        self._place(narrow)
        self._say()
        self._give_room()

    def _place(self, narrow: bool) -> None:
        if narrow:
            self._form.put_below(self._form.now, self._shelf)
            for moment in (0, 40, 150):  # at once, and when the form has taken its new shape
                QTimer.singleShot(moment, self, self._show_focus)
        elif self._page.margin.column.indexOf(self._shelf) < 0:
            self._page.margin.column.insertWidget(0, self._shelf)
        self._shelf.show()

    def _show_focus(self) -> None:
        """The field in use on top, so that what helps with it is seen below it."""
        focus, scroll = QApplication.focusWidget(), self._page.scrolling
        content = scroll.widget() if scroll is not None else None
        if focus is not None and scroll is not None and content is not None and self._form.isAncestorOf(focus):
            top = focus.mapTo(content, QPoint(0, 0)).y()
            scroll.verticalScrollBar().setValue(max(0, top - look().px(8)))

    def _give_room(self) -> None:
        """As many choices as the margin has room for."""
        px = look().px
        narrow = self._page.breadth.width == "narrow"
        room = px(48) * 2 if narrow else self._page.margin.room
        for widget in (self._notice, self._wrong, self._said):
            if widget is not None and not widget.isHidden():
                room -= widget.sizeHint().height() + px(10)
        panel = self._panels.get(self._form.now)
        if panel is not None:
            panel.set_compact(narrow)
            longest = max((len(c.word) for group in self._groups(self._form.now) for c in group.choices), default=0)
            one = self._page.breadth.width == "medium" or longest > _LONG
            panel.set_columns(1 if one else 2)
            panel.set_room(room)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._give_room)
        return False

    def _say(self) -> None:
        """The whole sentence about the field in use: what is wrong with it, or what belongs there."""
        name = self._form.now
        said, field, ask = self._form.echoes.get(name), self._form.fields.get(name), self._form.asks.get(name)
        marked = said is not None and field is not None and field.state in ("error", "question")
        self._wrong.setVisible(bool(marked and said is not None and said.sentence))
        if said is not None and field is not None and marked and said.sentence:
            self._wrong.set_tone("error" if field.state == "error" else "question")
            self._wrong.say("这一格要看一看" if field.state == "error" else "请再看一眼", said.sentence)
        line = field.hint_line if field is not None else None
        told = ask is not None and line is not None and line.shown.endswith(ask.hint)
        words = ask.hint if ask is not None and not told else ""
        if name == OPTIONS:
            words = "选上的，保存以后就给您看样子，看好了再发出。按数字选上，再按就不要。"
        self._said.setText(words)
        self._said.setVisible(bool(words))

    # -- choices --------------------------------------------------------------------------------------
    def _panel(self, name: str) -> ChoicePanel:
        panel = self._panels.get(name)
        if panel is None:
            panel = ChoicePanel(self._form.asks[name].label, self._shelf)
            panel.hide()
            panel.set_groups(self._groups(name))
            field = self._form.fields[name].input
            assert isinstance(field, TextInput)
            field.digit.connect(partial(self._digit, name))
            field.moved.connect(panel.list.move)
            field.turned.connect(panel.turn)
            panel.taken.connect(partial(self._take, name))
            self._column.insertWidget(self._column.indexOf(self._days), panel)
            self._panels[name] = panel
        return panel

    def _groups(self, name: str) -> tuple[Group, ...]:
        ask, lists = self._form.asks[name], self._page.context.services.lists
        entries = lists.entries(ask.list, self._form.today)
        return (Group(ask.label, tuple(Choice(e.code, e.label, " ".join((e.label, *e.aliases))) for e in entries)),)

    def _face(self, name: str, key: str) -> str:
        """«1 质量»: with the digit that chooses it when the list has just been opened."""
        for at, choice in enumerate(self._groups(name)[0].choices):
            if choice.key == key:
                return f"{(at + 1) % 10} {choice.word}" if at < 10 else choice.word
        return key

    def _digit(self, name: str, digit: int) -> None:
        panel = self._panel(name)
        key = panel.list.key_at(digit)
        if key:
            self._form.choose(name, key, str(digit))
            panel.list.show_key(key)
        else:
            self._page.context.tell(f"没有第 {digit} 项")

    def _take(self, name: str, key: str) -> None:
        self._form.choose(name, key)
        self._form.go_on(name)

    def _came(self, name: str) -> None:
        kind = self._kind(name)
        if kind == "code":
            panel, field = self._panel(name), self._form.fields[name]
            assert isinstance(field.input, TextInput)
            field.input.walking = False
            panel.narrow_to("" if field.input.is_choice else field.text())
            key = key_of(self._form.asks[name].list, field.text(), self._page.context.services.lists)
            if key:
                panel.show_key(key)
        elif kind == "date":
            self._days.offer(name in AHEAD)
            self._follow()
        self.refresh()

    def _edited(self, name: str) -> None:
        field = self._form.fields.get(name)
        if name != self._form.now or field is None:
            return
        if name in self._panels and isinstance(field.input, TextInput) and not field.input.is_choice:
            self._panels[name].narrow_to(field.text())
        if self._kind(name) == "date":
            self._timer.start()
        self._say()

    def settle(self, name: str) -> bool:
        """Return: what the arrows came to, or the first choice that fits what was typed, is taken.

        True when that moved the focus on already.
        """
        field = self._form.fields.get(name)
        if field is None or not isinstance(field.input, TextInput):
            return False
        if self._kind(name) == "date" and self._days.offers.current_key:
            self._take_day(self._days.offers.current_key)
            return True
        if self._kind(name) == "code":
            panel, typed = self._panel(name), field.text().strip()
            current = panel.list.current_key
            if field.input.walking and current:
                self._form.choose(name, current)
            elif typed and not field.input.is_choice:
                exact = key_of(self._form.asks[name].list, typed, self._page.context.services.lists)
                if exact or (panel.narrow_to(typed) and panel.list.current_key):
                    self._form.choose(name, exact or panel.list.current_key)
        return False

    # -- days -----------------------------------------------------------------------------------------
    def _follow(self) -> None:
        """The calendar follows what was typed, so that one sees the day in its week."""
        name = self._form.now
        if self._kind(name) != "date":
            return
        text, today = self._form.text(name), self._form.today
        read = day_ahead(text, today) if name in AHEAD else parse_date(text, today).value
        self._days.show_day(read or today)

    def _take_day(self, text: str) -> None:
        name = self._form.now
        if self._kind(name) != "date":
            return
        self._form.fill(name, text)
        if not self._days.by_key:
            self._form.go_on(name)
