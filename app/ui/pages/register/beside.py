"""The case chosen in the list, shown in the margin: its few facts, and what one does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui.context import Context
from app.ui.pages.case.detail import CaseFacts, read_case, summary, title_of
from app.ui.pages.common import grouped, parties, today_of
from app.ui.pages.register.paper import show_forms
from app.ui.tables.view import Table
from app.ui.widgets.buttons import Button
from app.ui.widgets.frame import MarginPanel

if TYPE_CHECKING:
    from app.services.complaints.finding import Hit

#: How long one stays on a row before its case is read, in milliseconds.
_PAUSE = 90


class CaseBeside(QObject):
    """Follows the current row of ``table``. ``listed()`` says whether the margin is for it now."""

    def __init__(
        self,
        context: Context,
        table: Table,
        margin: MarginPanel,
        *,
        listed: Callable[[], bool],
        opened: Callable[[Hit], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._table, self._margin = context, table, margin
        self._listed = listed
        self._shown = ""
        self.open_button = Button(
            "打开", "primary", icon="folder-open", main=True, key="回车", on=lambda: self._with_row(opened)
        )
        self.change_button = Button("改", icon="pencil-simple", main=True, key="F4", on=self._change)
        self.form_button = Button(
            "打登记表", icon="printer", main=True, key="F8", short="登记表", on=lambda: self._with_row(self._print)
        )
        margin.bar.set_buttons([], [self.form_button, self.change_button, self.open_button])
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_PAUSE)
        self._look.timeout.connect(self._read)
        table.current_changed.connect(self._current_changed)

    def forget(self) -> None:
        """Something else is in the margin, or the case may have changed."""
        self._shown = ""

    def show(self) -> None:
        """Show the current case unless it is shown already."""
        if not self._shown:
            self._look.start()

    def _with_row(self, act: Callable[[Hit], object]) -> None:
        row = self._table.current_row()
        if row is not None:
            act(row)

    def _current_changed(self, row: Hit | None) -> None:
        if row is None:
            self._shown = ""
        else:
            self._look.start()

    def _read(self) -> None:
        row = self._table.current_row()
        if row is None or row.id == self._shown or not self._listed() or not self._margin.isVisible():
            return
        services, wanted, today = self._context.services, row.id, today_of(self._context)
        self._context.jobs.read(
            lambda progress: read_case(services, wanted, today), self._show_case, channel="detail", owner=self
        )

    def _show_case(self, facts: CaseFacts) -> None:
        if not self._listed():
            return
        self._shown = facts.record.id
        self._margin.clear()
        self._margin.say(title_of(facts.record), above=grouped(facts.record.number))
        self._margin.column.put(*summary(facts, self._context.services.lists, today_of(self._context)), None)
        self.change_button.setVisible(not facts.record.deleted)
        self._margin.bar.refresh()

    def _change(self) -> None:
        self._with_row(lambda row: self._context.go("change", case=row.id))

    def _print(self, row: Hit) -> None:
        fact = parties(row.complainant, row.trader)
        show_forms(self._context, [row.id], "投诉登记表", f"登记表 {row.number}.pdf", fact)
