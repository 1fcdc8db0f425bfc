"""The main window: side bar or top bar, the stack of pages, the focus ring, and the keys of everywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.errors import AppError
from app.paths import DataFolder
from app.ui.breadth import Breadth
from app.ui.context import Context, OfficeFacts
from app.ui.jobs import Changes, Jobs
from app.ui.pages import UNLISTED, PageEntry, entries_for
from app.ui.settings import Settings
from app.ui.shell.focus_order import focusable
from app.ui.shell.side_bar import SideBar
from app.ui.shell.top_bar import TopBar
from app.ui.shell.watermark import Watermark
from app.ui.theme import look
from app.ui.widgets.buttons import Button
from app.ui.widgets.cards import Banner
from app.ui.widgets.focus_ring import FocusRing
from app.ui.widgets.frame import PageFrame
from app.ui.widgets.layouts import Column, Row, ground

_log = logging.getLogger(__name__)


def _nothing(progress: object) -> None:
    """A job that only waits for its lane."""


class Opened(Protocol):
    """What opening an office gives: the services and who works here."""

    @property
    def services(self) -> Any: ...

    @property
    def office(self) -> OfficeFacts: ...


class _Stack(QStackedWidget):
    """Pages, none of which makes the window larger than the screen: pages arrange themselves."""

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(120))


class MainWindow(QWidget):
    """One office's window.

    It paints at once with what the settings remember; :meth:`open_office` then loads the services in the writer
    lane. ``painted`` is emitted after the first paint.
    """

    painted = Signal()
    opened = Signal()

    def __init__(
        self,
        folder: DataFolder,
        settings: Settings,
        opener: Callable[[DataFolder], Opened],
        today: date | None = None,
    ) -> None:
        super().__init__()
        self._folder = folder
        self._settings = settings
        self._opener = opener
        self._today = today
        self._context: Context | None = None
        self._entries: tuple[PageEntry, ...] = ()
        self._pages: dict[str, PageFrame] = {}
        self._trail: list[str] = []
        self._current = ""
        self._listed = ""
        self._first_paint = True
        self._notice: Banner | None = None
        self.jobs = Jobs(self)
        self.setWindowTitle("消保台账")
        self.setAccessibleName("消保台账")
        ground(self, "paper")

        self.side_bar = SideBar()
        self.top_bar = TopBar()
        self.stack = _Stack()
        across = Row()
        across.put(self.side_bar)
        across.put(self.stack, stretch=1)
        column = Column(self)
        column.put(self.top_bar)
        column.addLayout(across, 1)
        self._watermark = Watermark(self.stack)
        self._just_set_up = False
        self._ring = FocusRing(self)

        self.side_bar.chosen.connect(self._page_wanted)
        self.top_bar.menu_wanted.connect(lambda: self.go("menu"))
        self.jobs.changed.connect(self._data_changed)
        self.jobs.failed.connect(self.show_error)
        look().changed.connect(self._look_changed)
        self._make_shortcuts()

        remembered = settings.window
        self.side_bar.set_office(remembered.office, remembered.person)
        self._set_level(remembered.level)
        from app.ui.pages.problem_page import WaitingPage

        self._show_frame(WaitingPage())
        self._restore_size()

    # -- opening --------------------------------------------------------------------------------------
    def open_office(self) -> None:
        """Load the services and show the first page; what goes wrong shows in the window."""
        opener, folder = self._opener, self._folder
        self.jobs.write(lambda progress: opener(folder), self._opened, failed=self._not_opened)

    def _opened(self, opened: Opened) -> None:
        office = opened.office
        self._context = Context(
            folder=self._folder,
            jobs=self.jobs,
            settings=self._settings,
            services=opened.services,
            office=office,
            go=self.go,
            back=self.back,
            tell=self.tell,
            show_error=self.show_error,
            switch=self.switch,
            rename=self._rename,
            shared={} if self._today is None else {"today": self._today},
        )
        practising = opened.services is not None and opened.services.home.practice == "desk"
        person = self._settings.window.clerk or office.person
        if not practising:
            self._settings.change(office=office.name, person=person, level=office.level)
        self.setWindowTitle(f"消保台账 · {office.name}")
        self.side_bar.set_office(office.name, person)
        self._set_level(office.level, practising)
        self._watermark.setVisible(practising)
        if practising:
            self.go("entry" if office.level != "city" else "home")
        elif self._just_set_up and office.level != "city":
            self.go("practice", first=True)
        else:
            self.go("home")
        self._just_set_up = False
        self.opened.emit()

    def _rename(self, person: str) -> None:
        """Somebody else works here now."""
        if self._context is not None:
            self._context.office = replace(self._context.office, person=person)
            self.side_bar.set_office(self._context.office.name, person)
            self._settings.change(person=person)

    def switch(self, folder: DataFolder) -> None:
        """Leave this office and open the one in ``folder``. What is being typed is on disk before it closes."""
        context = self._context
        if context is None:
            return
        self._context = None
        self._folder = folder
        self._trail = []
        from app.ui.pages.problem_page import WaitingPage

        pages, self._pages = list(self._pages.values()), {}
        self._show_frame(WaitingPage())
        for page in pages:
            self.stack.removeWidget(page)
            page.deleteLater()
        services, jobs = context.services, self.jobs

        def close_then_open(_: object) -> None:
            jobs.write(lambda progress: services.close(), lambda _: self.open_office())

        # One idle job in every lane: what was under way on the old folder is over before it closes.
        jobs.drop_reading()
        jobs.draft(
            _nothing,
            lambda _: jobs.read(_nothing, lambda _: jobs.read(_nothing, close_then_open), long=True),
        )

    def _not_opened(self, error: AppError) -> None:
        from app.ui.pages.problem_page import ClosedPage

        if error.code == "database.missing":
            self._set_up()
            return
        again = Button("再试一次", "primary", icon="arrow-clockwise", main=True, on=self.open_office)
        self._show_frame(ClosedPage(error, (again,)))
        again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_up(self) -> None:
        from app.ui.pages.setup import SetupPage

        self._just_set_up = True
        page = SetupPage(self._folder, self.jobs, self._settings, self.open_office)
        self._show_frame(page)
        page.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_level(self, level: str, practising: bool = False) -> None:
        self._entries = entries_for(level)
        self.side_bar.set_pages([(e.key, e.title, e.short, e.icon) for e in self._entries], practising)

    # -- pages ----------------------------------------------------------------------------------------
    @property
    def current(self) -> str:
        """Key of the page shown."""
        return self._current

    def page(self, key: str) -> PageFrame | None:
        """The page ``key`` if it has been made."""
        return self._pages.get(key)

    def _page_wanted(self, key: str) -> None:
        if key == "help" and self._current != "help":
            self._help()
        else:
            self.go(key)

    def go(self, key: str, **how: Any) -> None:
        """Show page ``key``, making it at its first showing; ``how`` reaches its ``arrive``.

        All but ``instead=True``, which says that the way back does not lead to the page one comes from.
        """
        instead = bool(how.pop("instead", False))
        from app.ui.pages.base import Page

        if self._context is None:
            return
        if key == "leave":
            self._leave_practice()
            return
        page = self._pages.get(key)
        if page is None:
            page = self._make(key)
            self._pages[key] = page
            self.stack.addWidget(page)
            if isinstance(page, Page):
                page.renamed.connect(partial(self._page_renamed, key))
        if self._current and self._current != key:
            self._trail = [past for past in self._trail if past != key][-20:]
            if self._current in self._pages and self._current != "menu" and not instead:
                self._trail.append(self._current)
        self._current = key
        self._clear_notice()
        page.set_breadth(self.breadth)
        self.stack.setCurrentWidget(page)
        listed = any(entry.key == key for entry in self._entries)
        if listed:
            self._listed = key
        self.side_bar.set_current(key if key in ("look", "help", "menu") else self._listed)
        if isinstance(page, Page):
            self.top_bar.title.setText(page.page_title)
            page.arrive(**how)
            if page.stale:
                page.stale = False
                page.refresh()
        self._focus_page(page)

    def _page_renamed(self, key: str, title: str) -> None:
        if key == self._current:
            self.top_bar.title.setText(title)

    def _leave_practice(self) -> None:
        from app.services.practice import real_folder

        self.switch(real_folder(self._folder))

    def _make(self, key: str) -> PageFrame:
        from app.ui.pages.help_page import HelpPage
        from app.ui.pages.look_page import LookPage
        from app.ui.pages.menu_page import MenuPage

        assert self._context is not None
        match key:
            case "look":
                return LookPage(self._context)
            case "help":
                return HelpPage(self._context)
            case "menu":
                return MenuPage(self._context, self._entries, practising=self.side_bar.practising)
            case _:
                entry = next(entry for entry in (*self._entries, *UNLISTED) if entry.key == key)
                return entry.factory(self._context)

    def _focus_page(self, page: PageFrame) -> None:
        from app.ui.pages.base import Page

        wanted = page.first_focus() if isinstance(page, Page) else None
        if wanted is None:
            stops = focusable([page.content, page.margin, page.bar])
            wanted = stops[0] if stops else None
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """The page before this one; from the first page of the trail, the first page of all."""
        while self._trail:
            key = self._trail.pop()
            if key in self._pages and key != self._current:
                self.go(key)
                # Going back must not leave a trail forward.
                self._trail = self._trail[:-1] if self._trail else []
                return
        if self._entries and self._current != self._entries[0].key:
            self.go(self._entries[0].key)
            self._trail = []

    def _show_frame(self, frame: PageFrame) -> None:
        """Show something that is not a page of the program."""
        self._current = ""
        self._listed = ""
        frame.set_breadth(self.breadth)
        self.stack.addWidget(frame)
        self.stack.setCurrentWidget(frame)
        for index in reversed(range(self.stack.count())):
            other = self.stack.widget(index)
            if other is not frame and other not in self._pages.values():
                self.stack.removeWidget(other)
                other.deleteLater()

    # -- what happens ---------------------------------------------------------------------------------
    def _data_changed(self, changes: Changes) -> None:
        from app.ui.pages.base import Page

        for page in self._pages.values():
            if isinstance(page, Page):
                page.data_changed(changes)

    def tell(self, text: str) -> None:
        """Have a screen reader say ``text``."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def show_error(self, error: AppError) -> None:
        """Show an expected problem: the page where it can, else a banner on top of the body."""
        from app.ui.pages.base import Page

        page = self.stack.currentWidget()
        if isinstance(page, Page) and page.show_error(error):
            return
        if isinstance(page, PageFrame):
            self._clear_notice()
            settle = Button("知道了", "plain")
            settle.chosen.connect(self._clear_notice)
            self._notice = Banner(
                "这一步没有做成", f"{error.message}（号码 {error.number}）", tone="error", actions=(settle,)
            )
            page.body.insertWidget(0, self._notice)
            settle.setFocus(Qt.FocusReason.OtherFocusReason)
        self.tell(error.message)

    def _clear_notice(self) -> None:
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None

    def show_crash(self, details: str) -> None:
        """Show that the program failed; the page that failed is made anew next time."""
        from app.ui.pages.problem_page import CrashPage

        failed = self._pages.pop(self._current, None)
        crashed = CrashPage(details, self._home_after_crash)
        self._show_frame(crashed)
        if failed is not None:
            self.stack.removeWidget(failed)
            failed.deleteLater()
        crashed.home.setFocus(Qt.FocusReason.OtherFocusReason)
        if crashed.scrolling is not None:  # on top it says that nothing was lost
            crashed.scrolling.verticalScrollBar().setValue(0)

    def _home_after_crash(self) -> None:
        if self._context is None:
            self.open_office()
        else:
            self.go(self._entries[0].key)

    # -- room -----------------------------------------------------------------------------------------
    @property
    def breadth(self) -> Breadth:
        return Breadth.of(self.width(), self.height(), look().scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        breadth = self.breadth
        narrow = breadth.width == "narrow"
        self.top_bar.setVisible(narrow)
        self.side_bar.setVisible(not narrow)
        self.side_bar.set_breadth(breadth)
        page = self.stack.currentWidget()
        if isinstance(page, PageFrame) and page.breadth != breadth:
            page.set_breadth(breadth)

    def _look_changed(self) -> None:
        self._arrange()
        self._settings.change(scale=look().scale, theme=look().colours.name)
        page = self.stack.currentWidget()
        if isinstance(page, PageFrame):
            page.set_breadth(self.breadth)

    def _restore_size(self) -> None:
        remembered = self._settings.window
        if remembered.width > 300 and remembered.height > 200:
            self.resize(remembered.width, remembered.height)
        else:
            self.resize(look().px(1280), look().px(720))

    def show_restored(self) -> None:
        """Show as the window was left last time, maximised at first."""
        if self._settings.window.maximised:
            self.showMaximized()
        else:
            self.show()

    # -- keys -----------------------------------------------------------------------------------------
    def _make_shortcuts(self) -> None:
        def key(sequence: str, call: Callable[[], object]) -> None:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(call)

        for larger in ("Ctrl++", "Ctrl+="):
            key(larger, lambda: look().step_scale(1))
        key("Ctrl+-", lambda: look().step_scale(-1))
        key("Ctrl+0", lambda: look().set_scale(1.0))
        key("Alt+0", lambda: self.go("menu"))
        key("F1", self._help)
        for digit in range(1, 10):
            key(f"Alt+{digit}", partial(self._go_digit, digit))

    def _help(self) -> None:
        """The keys of the page one is on; pressed again, back to it."""
        if self._current == "help":
            self.back()
        else:
            self.go("help", of=self._pages.get(self._current))

    def _go_digit(self, digit: int) -> None:
        if digit <= len(self._entries):
            self.go(self._entries[digit - 1].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            from app.ui.pages.base import Page

            page = self.stack.currentWidget()
            if not (isinstance(page, Page) and page.escape()):
                self.back()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        page = self.stack.currentWidget()
        regions: list[QWidget] = []
        if isinstance(page, PageFrame):
            regions = [page.head, page.content, page.margin, page.bar]
        stops = focusable([*regions, self.top_bar, self.side_bar])
        if not stops:
            return False
        focus = QApplication.focusWidget()
        while focus is not None and focus not in stops:
            proxy = focus.focusProxy()
            focus = proxy if proxy is not None and proxy in stops else focus.parentWidget()
        if focus is None:
            target = stops[0 if forward else -1]
        else:
            target = stops[(stops.index(focus) + (1 if forward else -1)) % len(stops)]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        target.setFocus(reason)
        return True

    # -- ends -----------------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._first_paint:
            self._first_paint = False
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        maximised = self.isMaximized()
        size = {} if maximised else {"width": self.width(), "height": self.height()}
        self._settings.change(maximised=maximised, **size)
        self.jobs.close()
        if self._context is not None and self._context.services is not None:
            self._context.services.close()
        super().closeEvent(event)
