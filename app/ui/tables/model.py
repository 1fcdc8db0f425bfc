"""Models: rows at hand, or rows fetched page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.errors import AppError
from app.progress import Progress
from app.ui.jobs import Job, Jobs
from app.ui.tables.columns import Column

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Rows that are all at hand. ``row(i)`` gives the object behind a row."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._rows: list[Any] = []

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show ``rows`` instead of what was shown."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns of the same rows."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self.endResetModel()

    def row(self, index: int) -> Any:
        return self._rows[index] if 0 <= index < len(self._rows) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[index.column()].cell(self._rows[index.row()]).text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.columns[index.column()].cell(self._rows[index.row()]).text
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.sentence(index.row())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if orientation == Qt.Orientation.Horizontal:
                return self.columns[section].title
            return str(section + 1)
        return None

    def sentence(self, row: int) -> str:
        """The whole row in words, with its state, for a screen reader."""
        values = ((column.title, column.cell(self._rows[row]).text) for column in self.columns)
        return "，".join(f"{title} {text}" for title, text in values if text)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One page of rows, where the next one begins (None: no more) and how many there are (None: unknown)."""

    rows: Sequence[Any]
    next: Any = None
    total: int | None = None


Fetch = Callable[[Any, int], Fetched]


class PagedModel(RowsModel):
    """Rows fetched by keyset, a page at a time, ahead of the scroll bar.

    ``fetch(after, limit)`` runs in the reader lane (directly when ``jobs`` is None); ``after`` is None for the
    first page, then what the last page gave as ``next``. ``loaded(rows at hand, total or -1)`` after each page;
    ``failed(AppError)`` when a page could not be read.
    """

    loaded = Signal(int, int)
    failed = Signal(object)

    FIRST = 60
    PAGE = 400
    AHEAD = 250

    def __init__(self, columns: Sequence[Column], jobs: Jobs | None = None) -> None:
        super().__init__(columns)
        self._jobs = jobs
        self._fetch: Fetch | None = None
        self._next: Any = None
        self._more = False
        self._job: Job | None = None
        self._generation = 0
        self.total: int | None = None

    @property
    def loading(self) -> bool:
        return self._job is not None

    @property
    def complete(self) -> bool:
        """Every row is at hand."""
        return not self._more and not self.loading

    def restart(self, fetch: Fetch) -> None:
        """Show what ``fetch`` gives from its beginning. What is shown stays until the first page is there."""
        if self._job is not None:
            self._job.drop()
            self._job = None
        self._generation += 1
        self._fetch = fetch
        self._load(None, self.FIRST, True)

    def canFetchMore(self, parent: Index = _NOWHERE) -> bool:
        return not parent.isValid() and self._more and self._job is None

    def fetchMore(self, parent: Index = _NOWHERE) -> None:
        if self.canFetchMore(parent):
            self._load(self._next, self.PAGE, False)

    def look_ahead(self, last_seen: int) -> None:
        """Fetch the next page when row ``last_seen`` comes near the end of what is at hand."""
        if last_seen > len(self._rows) - self.AHEAD:
            self.fetchMore()

    def _load(self, after: Any, limit: int, fresh: bool) -> None:
        fetch, generation = self._fetch, self._generation
        assert fetch is not None
        if self._jobs is None:
            try:
                self._take(fetch(after, limit), fresh, generation)
            except AppError as error:
                self.failed.emit(error)
            return

        def work(progress: Progress) -> Fetched:
            return fetch(after, limit)

        self._job = self._jobs.read(
            work,
            lambda page: self._take(page, fresh, generation),
            failed=lambda error: self._not_read(error, generation),
            owner=self,
        )

    def _take(self, page: Fetched, fresh: bool, generation: int) -> None:
        if generation != self._generation:
            return
        self._job = None
        self._next = page.next
        self._more = page.next is not None
        if page.total is not None or fresh:
            self.total = page.total
        if fresh:
            self.set_rows(page.rows)
        elif page.rows:
            first = len(self._rows)
            self.beginInsertRows(_NOWHERE, first, first + len(page.rows) - 1)
            self._rows.extend(page.rows)
            self.endInsertRows()
        self.loaded.emit(len(self._rows), -1 if self.total is None else self.total)

    def _not_read(self, error: AppError, generation: int) -> None:
        if generation == self._generation:
            self._job = None
            self._more = False
            self.failed.emit(error)
