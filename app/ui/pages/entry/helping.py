"""The margin of the form: choices of the field in use, what is known about a telephone number or a trader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.services.complaints.fields import FIELDS
from app.ui.pages.common import parties, short_day
from app.ui.pages.entry.choices import groups_for, suggestions
from app.ui.pages.entry.form import EntryForm, kinds_with_choices
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.choices import ChoicePanel
from app.ui.widgets.field import TextInput
from app.ui.widgets.focus_ring import keep_visible
from app.ui.widgets.layouts import Column, Row
from app.ui.widgets.words import Words

if TYPE_CHECKING:
    from app.progress import Progress
    from app.services.complaints.finding import Page as Found
    from app.ui.pages.entry.page import FormPage

_CHOSEN = kinds_with_choices()
_KEYS = (
    ("回车", "往下走一格"),
    ("F8", "写完事实，往下走"),
    ("F10", "保存"),
    ("Esc", "放下，写的字留着"),
)


class Helper(QObject):
    """Fills the margin of ``page`` as the focus moves through ``form``."""

    def __init__(self, page: FormPage, form: EntryForm) -> None:
        super().__init__(page)
        self._page = page
        self._form = form
        self._panels: dict[str, ChoicePanel] = {}
        self._moved: set[str] = set()
        self._columns = 2
        #: Whether this is a case the register does not have yet, so that finding it there means something.
        self.is_new = True
        self._now = ""
        self._holder = QWidget()
        self._column = Column(self._holder, spacing=12)
        self._tips = self._make_tips()
        self._wrong: Banner | None = None
        self._known_banner: Banner | None = None
        self._column.put(self._tips)
        page.margin.column.put(self._holder, None)
        page.margin.say("按键", "")
        form.came.connect(self._came)
        form.edited.connect(self._edited)
        form.left.connect(self._left)
        form.settled.connect(self._settle)

    def set_columns(self, columns: int) -> None:
        """Choices side by side, as the margin has room."""
        self._columns = columns
        for panel in self._panels.values():
            panel.set_columns(columns)
        self._place(self._now)

    def _place(self, name: str) -> None:
        """The choices stand in the margin; where it lies far below (narrow windows), right below the field."""
        panel = self._panels.get(name)
        if panel is None:
            return
        if self._page.breadth.width == "narrow":
            self._form.put_below(name, panel)
        elif panel.parentWidget() is not self._holder:
            self._column.insertWidget(0, panel)

    # -- following the focus --------------------------------------------------------------------------
    def _came(self, name: str) -> None:
        self._now = name
        panel = self._panel(name) if name in _CHOSEN else None
        self._place(name)
        for other in self._panels.values():
            other.setVisible(other is panel)
        self._tips.setVisible(panel is None)
        if panel is None:
            self._page.margin.say("按键", "")
        else:
            self._page.margin.say(f"选{FIELDS[name].label.removeprefix('商品或服务')}", "按数字，或打字")
            self._moved.discard(name)
            panel.narrow_to("")
            if name == "category":
                lists, today = self._page.context.services.lists, self._form.today
                panel.set_suggestions(suggestions(self._form.texts(), lists, today))
        self._tell_wrong()

    def _panel(self, name: str) -> ChoicePanel:
        panel = self._panels.get(name)
        if panel is None:
            panel = ChoicePanel(FIELDS[name].label)
            self._column.insertWidget(0, panel)
            panel.set_groups(groups_for(name, self._page.context.services.lists, self._form.today))
            panel.set_columns(self._columns)
            field = self._form.fields[name].input
            assert isinstance(field, TextInput)
            panel.serve(field)
            panel.taken.connect(lambda key: self._take(name, key))
            field.moved.connect(lambda _: self._moved.add(name))
            self._panels[name] = panel
        return panel

    def _word(self, name: str, key: str) -> str:
        spec = FIELDS[name]
        return self._page.context.services.lists.label(spec.list, key) if spec.list else key

    def _put_back(self, name: str) -> None:
        """Out of the way of the focus, which goes on to the next field."""
        panel = self._panels.get(name)
        if panel is not None and panel.parentWidget() is not self._holder:
            self._column.insertWidget(0, panel)
            panel.hide()
            # The form closes up a moment later; then the focus is shown where it came to be.
            QTimer.singleShot(40, self, self._show_focus)

    def _show_focus(self) -> None:
        focus = QApplication.focusWidget()
        scroll = self._page.scrolling
        if focus is not None and scroll is not None and self._form.isAncestorOf(focus):
            keep_visible(scroll, focus)

    def _take(self, name: str, key: str) -> None:
        field = self._form.fields[name]
        field.set_text(self._word(name, key))
        self._form.check(name, final=True)
        self._form.edited.emit(name)
        self._put_back(name)
        field.focusNextChild()

    def _settle(self, name: str) -> None:
        """Return in a field with choices: what was half typed becomes the choice shown as current."""
        if name not in _CHOSEN or name not in self._panels:
            return
        self._put_back(name)
        typed = self._form.fields[name].text().strip()
        spec = FIELDS[name]
        exact = bool(typed) and self._form.check(name, final=False).state != "error"
        key = self._panels[name].list.current_key
        if exact and spec.kind == "code":
            code = self._page.context.services.lists.code(spec.list, typed)
            if code:
                self._form.fields[name].set_text(self._word(name, code))
                return
        half = bool(typed) and not exact and (name in self._moved or self._fits(name, typed))
        if key and (half or (not typed and name in self._moved)):
            self._form.fields[name].set_text(self._word(name, key))
            self._form.edited.emit(name)

    def _fits(self, name: str, typed: str) -> bool:
        """Whether the list was narrowed to what was typed."""
        lists, today = self._page.context.services.lists, self._form.today
        return any(
            typed.casefold() in choice.word.casefold()
            or any(reading.startswith(typed.casefold()) for reading in choice.initials.split())
            for group in groups_for(name, lists, today)
            for choice in group.choices
        )

    def _edited(self, name: str) -> None:
        if name in self._panels and name == self._now:
            self._moved.discard(name)
            self._panels[name].narrow_to(self._form.fields[name].text())
        self._tell_wrong()

    def _left(self, name: str) -> None:
        if name in ("phone", "trader"):
            self._look_up(name)

    def _tell_wrong(self) -> None:
        """The whole sentence about the field in use, when it is marked."""
        if self._wrong is not None:
            self._wrong.hide()
            self._wrong.deleteLater()
            self._wrong = None
        said = self._form.echoes.get(self._now)
        field = self._form.fields.get(self._now)
        if said is not None and field is not None and field.state == "error" and said.sentence:
            self._wrong = Banner("这一格要看一看", said.sentence, tone="error", stacked=True)
            self._column.insertWidget(0, self._wrong)

    # -- what the register knows ----------------------------------------------------------------------
    def _look_up(self, name: str) -> None:
        text = self._form.fields[name].text().strip()
        if not self.is_new or len(text) < (7 if name == "phone" else 2):
            return
        if self._form.echoes.get(name) and self._form.echoes[name].wrong:
            return
        from app.services.complaints.finding import Filters

        complaints, today = self._page.context.services.complaints, self._form.today
        words, filters = ("", Filters(trader=text, start=today.replace(month=1, day=1)))
        if name == "phone":
            words, filters = text, Filters()

        def work(progress: Progress) -> Found:
            return complaints.find(words, filters, limit=3)

        self._page.context.jobs.read(
            work, lambda found: self._tell_known(name, text, found), channel=f"known-{name}", owner=self
        )

    def _tell_known(self, name: str, text: str, found: Found) -> None:
        field = self._form.fields[name]
        if field.text().strip() != text or not found.total:
            return
        if name == "trader":
            self._form.note(name, f"今年已有 {found.total} 件投诉这一家", "storefront")
            return
        self.forget()
        first = found.rows[0]
        said = f"{short_day(first.received_on, self._form.today)} · {parties(first.complainant, first.trader)}。"
        more = f"一共 {found.total} 件，电话相同。" if found.total > 1 else "电话相同。"
        see = Button("对照看看", key="F6", on=lambda: self._page.context.go("case", case=first.id))
        settle = Button("不是同一件", "quiet", on=self._forget)
        self._known_banner = Banner("可能已经记过", said + more, icon="files", stacked=True, actions=(see, settle))
        self._column.put(self._known_banner)

    def _forget(self) -> None:
        self.forget()
        self._form.focus_on(self._now or "complainant")

    def forget(self) -> None:
        """A new case begins."""
        if self._known_banner is not None:
            self._known_banner.hide()
            self._known_banner.deleteLater()
            self._known_banner = None

    def _make_tips(self) -> QWidget:
        from app.ui.widgets.buttons import KeyCap

        held = QWidget()
        column = Column(held, spacing=10)
        for key, words in _KEYS:
            row = Row(spacing=12)
            row.put(KeyCap(key))
            row.put(Words(words, "small", colour="ink2"), stretch=1)
            column.put(row)
        return held
