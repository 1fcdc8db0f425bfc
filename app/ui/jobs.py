"""Work off the GUI thread: one writer, one reader for short reads, one for long ones, one for drafts.

Every change of data runs in the writer, one after another. Long reading work (planning an import, collecting,
merging) has a thread of its own, so that neither saving nor turning a page waits behind it; so have drafts, which
must be on disk in a moment whatever else goes on. Results, progress and
errors come back in the GUI thread through one QObject; nothing of Qt is ever touched in a worker.

The work callable is kept alive and let go in the GUI thread, since it may hold a widget.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from app.errors import AppError
from app.progress import Cancelled, Progress, Step
from app.ui.garbage import GuiGarbage

T = TypeVar("T")
Lane = Literal["write", "read", "long", "draft"]
#: What changed, as nouns: complaint, enquiry, figure, return, submission, office, import …
Changes = frozenset[str]
Work = Callable[[Progress], Any]

_log = logging.getLogger(__name__)
_THROTTLE = 0.05
_LANES: tuple[Lane, ...] = ("write", "read", "long", "draft")
#: Lanes whose work is finished before the window closes.
_KEPT: tuple[Lane, ...] = ("write", "draft")


@dataclass(slots=True)
class Job:
    """A piece of work under way. Only the GUI thread uses it, except for ``_stop``."""

    id: int
    lane: Lane
    _work: Work | None
    _done: Callable[[Any], object] | None
    _failed: Callable[[AppError], object] | None
    _cancelled: Callable[[], object] | None
    _progress: Callable[[Step], object] | None
    _owner: QObject | None
    _changes: Changes | Callable[[Any], Changes]
    _channel: str
    _stop: threading.Event = field(default_factory=threading.Event)
    _dropped: bool = False
    running: bool = True

    def cancel(self) -> None:
        """Ask the work to stop at its next step; what it did so far is rolled back."""
        self._stop.set()

    def drop(self) -> None:
        """Cancel, and let nothing of it arrive any more."""
        self._dropped = True
        self._stop.set()


class Jobs(QObject):
    """The lanes. Lives in the GUI thread.

    ``changed(frozenset)`` after a change of data: pages refresh themselves. ``crashed(error)`` for anything that
    is not an expected problem. ``failed(AppError)`` when a job has no failure handler of its own. ``closing`` just
    before no more work is taken: the last moment to hand over what must not be lost.
    """

    changed = Signal(object)
    crashed = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)
    closing = Signal()
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {
            lane: ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"xiaobao-{lane}") for lane in _LANES
        }
        self._jobs: dict[int, Job] = {}
        self._next = 0
        self._post: queue.SimpleQueue[tuple[int, str, object]] = queue.SimpleQueue()
        self._closed = False
        self._garbage = GuiGarbage(self)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    # -- starting -------------------------------------------------------------------------------------
    def write(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        *,
        changes: Iterable[str] | Callable[[T], Iterable[str]] = (),
        failed: Callable[[AppError], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        progress: Callable[[Step], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Run ``work(progress)`` as the next change. ``changes`` (or what it makes of the result) is broadcast.

        Nothing is delivered once ``owner`` is gone; the change itself is made and broadcast all the same.
        """
        told: Changes | Callable[[Any], Changes]
        if callable(changes):
            tell = changes
            told = lambda result: frozenset(tell(result))  # noqa: E731
        else:
            told = frozenset(changes)
        return self._start("write", work, done, told, failed, cancelled, progress, owner, "")

    def read(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        *,
        long: bool = False,
        channel: str = "",
        failed: Callable[[AppError], object] | None = None,
        cancelled: Callable[[], object] | None = None,
        progress: Callable[[Step], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Run ``work(progress)`` without changing anything. ``long`` for more than a moment.

        A new job of the same ``channel`` (e.g. ``"search"``) replaces the one before: only the newest result
        arrives.
        """
        if channel:
            for job in self._jobs.values():
                if job._channel == channel:
                    job.drop()
        lane: Lane = "long" if long else "read"
        return self._start(lane, work, done, frozenset(), failed, cancelled, progress, owner, channel)

    def draft(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], object] | None = None,
        *,
        failed: Callable[[AppError], object] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Run ``work(progress)`` on the drafts, in the order asked for; it is no change of the register."""
        return self._start("draft", work, done, frozenset(), failed, None, None, owner, "")

    def _start(
        self,
        lane: Lane,
        work: Work,
        done: Callable[[Any], object] | None,
        changes: Changes | Callable[[Any], Changes],
        failed: Callable[[AppError], object] | None,
        cancelled: Callable[[], object] | None,
        progress: Callable[[Step], object] | None,
        owner: QObject | None,
        channel: str,
    ) -> Job:
        if self._closed:
            raise RuntimeError("the window is closing")
        self._next += 1
        job = Job(self._next, lane, work, done, failed, cancelled, progress, owner, changes, channel)
        self._jobs[job.id] = job
        if len(self._jobs) == 1:
            self.busy_changed.emit(True)
        self._lanes[lane].submit(partial(self._run, job.id))
        return job

    @property
    def busy(self) -> bool:
        return bool(self._jobs)

    @property
    def closed(self) -> bool:
        """No more work is taken."""
        return self._closed

    @property
    def writing(self) -> bool:
        """A change is under way or waiting."""
        return any(job.lane == "write" for job in self._jobs.values())

    # -- in the worker --------------------------------------------------------------------------------
    def _run(self, number: int) -> None:
        job = self._jobs.get(number)
        if job is None or job._work is None:
            return
        outcome: tuple[str, object]
        last = 0.0

        def report(step: Step) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= _THROTTLE or (step.total and step.done >= step.total):
                last = now
                self._send(number, "step", step)

        try:
            if job._stop.is_set():
                raise Cancelled
            outcome = ("done", job._work(Progress(report, job._stop.is_set)))
        except Cancelled:
            outcome = ("cancelled", None)
        except AppError as error:
            outcome = ("failed", error)
        except BaseException as error:  # noqa: BLE001  # a bug must reach the window, not die in a thread
            outcome = ("crashed", error)
        del job
        self._send(number, *outcome)

    def _send(self, number: int, kind: str, what: object) -> None:
        self._post.put((number, kind, what))
        if not self._closed:
            self._arrived.emit()

    # -- in the GUI thread ----------------------------------------------------------------------------
    def _deliver(self) -> None:
        while True:
            try:
                number, kind, what = self._post.get_nowait()
            except queue.Empty:
                return
            job = self._jobs.get(number)
            if job is None:
                continue
            gone = job._dropped or (job._owner is not None and not isValid(job._owner))
            if kind == "step":
                if job._progress is not None and not gone and isinstance(what, Step):
                    job._progress(what)
                continue
            del self._jobs[number]
            job.running = False
            try:
                self._finish(job, kind, what, gone)
            finally:
                job._work = job._done = job._failed = job._cancelled = job._progress = None
                if not self._jobs:
                    self.busy_changed.emit(False)

    def _finish(self, job: Job, kind: str, what: object, gone: bool) -> None:
        if kind == "done":
            changes = job._changes(what) if callable(job._changes) else job._changes
            if job._done is not None and not gone:
                job._done(what)
            if changes:
                self.changed.emit(changes)
        elif kind == "cancelled":
            if job._cancelled is not None and not gone:
                job._cancelled()
        elif kind == "failed" and isinstance(what, AppError):
            if gone and job.lane not in _KEPT:
                return
            if job._failed is not None and not gone:
                job._failed(what)
            else:
                self.failed.emit(what)
        elif not (gone and job.lane not in _KEPT):
            self.crashed.emit(what)

    def drop_reading(self) -> None:
        """Cancel everything that only reads; nothing of it arrives any more."""
        for job in self._jobs.values():
            if job.lane not in _KEPT:
                job.drop()

    def close(self) -> None:
        """Cancel what only reads, let changes and drafts under way finish, stop the threads."""
        if self._closed:
            return
        self.closing.emit()
        self._closed = True
        self.drop_reading()
        for lane in reversed(_LANES):
            self._lanes[lane].shutdown(wait=True, cancel_futures=lane not in _KEPT)
        self._jobs.clear()
        self._garbage.stop()
