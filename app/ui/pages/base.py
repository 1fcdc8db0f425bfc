"""What every page is: a frame with a way in, a way out, and a refresh when its data changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.ui.context import Context
from app.ui.jobs import Changes
from app.ui.widgets.frame import PageFrame


class Page(PageFrame):
    """One page.

    A subclass fills ``self.body`` (a Column), ``self.head``, ``self.bar`` and, after ``self.use_margin()``,
    ``self.margin``; it says in :attr:`watches` which changes make it stale. The shell calls :meth:`arrive` each
    time the page is shown, :meth:`refresh` when something it watches changed (at once when it can be seen,
    otherwise before the next arrival) and :meth:`escape` on Esc.
    """

    #: The page is called something else now: what it shows is known.
    renamed = Signal(str)
    #: Nouns (see ``jobs.Changes``) whose change makes this page stale; ``*`` means any.
    watches: frozenset[str] = frozenset()
    #: The keys of this page and what they do, for the card of F1: («F10», «保存»).
    key_card: tuple[tuple[str, str], ...] = ()

    def __init__(
        self,
        context: Context,
        key: str,
        title: str,
        *,
        scrolls: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, scrolls=scrolls, parent=parent)
        self.context = context
        self.key = key
        self.page_title = title
        self.stale = False
        self.setAccessibleName(title)

    # -- for subclasses -------------------------------------------------------------------------------
    def arrive(self, **how: Any) -> None:
        """The page is shown. ``how`` is what ``context.go`` was given."""

    def refresh(self) -> None:
        """Read the data again, keeping what the person has chosen and typed."""

    def first_focus(self) -> QWidget | None:
        """Where the focus goes on arrival; None: the first that takes it."""
        return None

    def escape(self) -> bool:
        """Go one step back inside the page; False when there is none."""
        return False

    def show_error(self, error: AppError) -> bool:
        """Show an expected problem where it belongs; False: the shell puts it on top of the body."""
        return False

    def rename(self, title: str) -> None:
        """Call the page by what it shows, where the window is too low for a head of its own."""
        self.page_title = title
        self.renamed.emit(title)

    # -- for the shell --------------------------------------------------------------------------------
    def data_changed(self, changes: Changes) -> None:
        """Something changed; refresh when it concerns this page."""
        if "*" in self.watches or self.watches & changes:
            if self.isVisible():
                self.refresh()
            else:
                self.stale = True
