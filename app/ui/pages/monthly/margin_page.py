"""A page whose margin shows one of several things, and takes the whole window where there is no room beside."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from app.ui.breadth import Breadth
from app.ui.context import Context
from app.ui.pages.base import Page


class MarginPage(Page):
    """A page with modes of its margin.

    On narrow windows the margin stands alone when asked for (:meth:`show_margin`) and the body when it is let go
    (:meth:`hide_margin`); on wider ones both are always there.
    """

    def __init__(self, context: Context, key: str, title: str, *, scrolls: bool = False) -> None:
        self._margin_asked = False
        super().__init__(context, key, title, scrolls=scrolls)
        self._modes: dict[str, QWidget] = {}

    def set_modes(self, modes: Mapping[str, QWidget]) -> None:
        """The things the margin can show, by name; all belong to its column."""
        self._modes = dict(modes)
        for widget in modes.values():
            widget.setParent(self.margin.content)
            self.margin.column.put(widget, stretch=1)
            widget.hide()

    def show_mode(self, mode: str) -> None:
        """Show one of them; the head is for the caller to say."""
        for name, widget in self._modes.items():
            widget.setVisible(name == mode)

    @property
    def margin_alone(self) -> bool:
        """The margin has the window for itself."""
        return self._margin_asked and self.breadth.width == "narrow"

    def show_margin(self) -> None:
        """The margin is what a person wants to see now."""
        self._margin_asked = True
        self._arrange()

    def hide_margin(self) -> None:
        """Back to the body."""
        self._margin_asked = False
        self._arrange()

    def set_breadth(self, breadth: Breadth) -> None:
        super().set_breadth(breadth)

    def _arrange(self) -> None:
        super()._arrange()
        alone = self._margin_asked and self._breadth.width == "narrow"
        self._main.setVisible(not alone)
        if alone:
            if self.margin.parentWidget() is not self:
                self._across.addWidget(self.margin)
            self.margin.set_below(False)
            self.margin.setMinimumWidth(0)
            self.margin.setMaximumWidth(16777215)
            self.margin.show()
