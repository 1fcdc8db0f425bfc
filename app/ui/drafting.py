"""Keeping what is being typed on disk: at most two seconds are ever lost.

A page makes one keeper and tells it of every change of its fields::

    self.keeper = DraftKeeper(context, "entry", self.collect, words=self.words, parent=self)
    self.form.edited.connect(lambda _: self.keeper.touched())
    self.keeper.stored.connect(self.note.setText)       # «草稿已存好 · 09:41»
    self.keeper.failed.connect(self.show_draft_error)   # the AppError that kept it off the disk; tried again by itself

``collect`` gives everything that stands in the page, invalid text included, as plain JSON (a dict of str, numbers,
lists, dicts, None), or an empty dict when there is nothing worth keeping: the draft is then forgotten. ``words``
give the few words by which the first page offers it («李秀英 投诉 宏发手机店»).

A new case is stored under the id of its draft, so that a kill between storing the case and forgetting the draft
offers nothing twice::

    complaints.register(raw, today=today, by=by, id=self.keeper.id)     # then, in the GUI thread:
    self.keeper.drop()                                                  # the keeper goes on with a new id

To take up a draft (``services.drafts.waiting("entry")``, read in a lane), put its ``content`` into the fields, then
call ``keeper.resume(draft.id)``. To put the present one down and begin another, ``keeper.put_down()``: it waits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from app.errors import AppError
    from app.progress import Progress
    from app.ui.context import Context
    from app.ui.jobs import Work

#: Milliseconds from the last key, and from the first key not yet stored, to the writing. With the writing itself
#: (a few milliseconds, more on an old disk) a draft is never two seconds behind.
AFTER_LAST_KEY = 800
AT_LEAST_EVERY = 1300
#: Milliseconds until a draft that could not be stored is tried again.
TRY_AGAIN = 3000


class DraftKeeper(QObject):
    """Stores the draft of one page in a lane of its own.

    ``stored(text)`` after the draft is on disk; ``failed(AppError)`` when it could not be stored. Besides the two
    times above it is stored when ``parent`` is hidden, when its window is left, and before the program ends.
    """

    stored = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        context: Context,
        kind: str,
        collect: Callable[[], dict[str, Any]],
        *,
        words: Callable[[], str] | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._drafts = context.services.drafts
        self._jobs = context.jobs
        self._kind = kind
        self._collect = collect
        self._words = words
        self._new_id()
        self._dirty = False
        self._due = False
        self._under_way = 0
        self._pause = self._timer(AFTER_LAST_KEY)
        self._limit = self._timer(AT_LEAST_EVERY)
        self._again = self._timer(TRY_AGAIN)
        parent.installEventFilter(self)
        context.jobs.closing.connect(self.flush)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.flush)

    # -- for the page ---------------------------------------------------------------------------------
    def touched(self) -> None:
        """Something in the page changed."""
        self._dirty = True
        self._pause.start()
        if not self._limit.isActive():
            self._limit.start()

    def flush(self) -> None:
        """Hand what is not stored yet to the lane, now."""
        self._rest()
        if self._dirty and not self._jobs.closed:
            self._store()

    def resume(self, id: str) -> None:
        """Go on with the draft ``id``, whose content the page shows now."""
        self.flush()
        self.id = id

    def put_down(self) -> None:
        """Leave the present draft waiting; what is typed from now on is another."""
        self.flush()
        self._new_id()

    def drop(self) -> None:
        """Forget the present draft, which was finished or thrown away; what is typed from now on is another."""
        self._rest()
        self._dirty = False
        drafts, id = self._drafts, self.id
        self._new_id()
        self._jobs.draft(lambda progress: drafts.drop(id), failed=self.failed.emit, owner=self)

    # -- inside ---------------------------------------------------------------------------------------
    def _new_id(self) -> None:
        from app.services.drafts import fresh_id

        self.id = fresh_id()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._timed)
        return timer

    def _rest(self) -> None:
        for timer in (self._pause, self._limit, self._again):
            timer.stop()
        self._due = False

    def _timed(self) -> None:
        """Time to store; on a slow disk not before the last state is there, so that nothing piles up."""
        if self._under_way:
            self._due = True
        else:
            self.flush()

    def _store(self) -> None:
        self._dirty = False
        content = self._collect()
        words = self._words() if self._words is not None and content else ""
        drafts, id, kind = self._drafts, self.id, self._kind

        def work(progress: Progress) -> datetime | None:
            if content:
                return drafts.put(id, kind, content, words)
            drafts.drop(id)
            return None

        self._hand_over(id, work)

    def _hand_over(self, id: str, work: Work) -> None:
        if self._jobs.closed:
            return
        self._under_way += 1
        self._jobs.draft(work, partial(self._on_disk, id), failed=partial(self._not_on_disk, id, work), owner=self)

    def _on_disk(self, id: str, at: datetime | None) -> None:
        self._under_way -= 1
        if id == self.id:
            self.stored.emit("" if at is None else f"草稿已存好 · {at.astimezone():%H:%M}")
        if self._due:
            self.flush()

    def _not_on_disk(self, id: str, work: Work, error: AppError) -> None:
        """The disk is full, say: tried again, with what stands in the page by then."""
        self._under_way -= 1
        if id == self.id:
            self._dirty = True
            self._again.start()
        else:  # put down meanwhile: what the page shows is another draft
            QTimer.singleShot(TRY_AGAIN, self, partial(self._hand_over, id, work))
        self.failed.emit(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.WindowDeactivate):
            self.flush()
        return False
