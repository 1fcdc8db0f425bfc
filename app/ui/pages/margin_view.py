"""Where a window is too narrow for a margin beside a list, the margin takes its place, and Esc goes back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.pages.base import Page
from app.ui.widgets.buttons import Button
from app.ui.widgets.layouts import Column


class MarginView(QObject):
    """Shows the margin of ``page`` as one more of its ``views``; ``button`` is there where it can be asked for."""

    def __init__(self, page: Page, views: QStackedWidget, button: Button) -> None:
        super().__init__(page)
        self._page, self._views, self._button = page, views, button
        self._holder = QWidget()
        self._column = Column(self._holder)
        views.addWidget(self._holder)
        self._before = 0
        button.chosen.connect(self.turn)
        button.hide()

    @property
    def is_open(self) -> bool:
        """The margin stands where the list was."""
        return self._views.currentWidget() is self._holder

    def turn(self) -> None:
        """Show the margin, or the list again."""
        if self.is_open:
            self.close()
        elif self._page.breadth.width == "narrow":
            self._before = self._views.currentIndex()
            self._place()
            self._views.setCurrentWidget(self._holder)
            first = self._page.margin.nextInFocusChain()
            if first is not None and self._page.margin.isAncestorOf(first):
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Back to the list."""
        if self.is_open:
            self._views.setCurrentIndex(self._before)
            self._page.margin.hide()
            back = self._page.first_focus()
            if back is not None:
                back.setFocus(Qt.FocusReason.OtherFocusReason)

    def arrange(self, offered: bool = True) -> None:
        """After the page was given another room, or read anew: ``offered`` says whether there is something to show."""
        narrow = self._page.breadth.width == "narrow"
        self._button.setVisible(narrow and offered)
        if self.is_open and not narrow:
            self._views.setCurrentIndex(self._before)
            self._page.margin.bar.set_low(False)
            self._page.margin.title.show()
        elif self.is_open:
            self._place()

    def _place(self) -> None:
        margin = self._page.margin
        if margin.parentWidget() is not self._holder:
            self._column.addWidget(margin, 1)
        margin.set_below(False)
        margin.bar.set_low(self._page.breadth.low)
        margin.title.setVisible(not self._page.breadth.low)  # what it shows says itself what it is
        margin.setMinimumWidth(0)
        margin.setMaximumWidth(16777215)
        margin.show()
