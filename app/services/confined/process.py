"""The parent's side: a child with limits of memory and time, asked one thing after another.

A 1 KB file can eat gigabytes and another makes the parser abort: then the child dies, the person gets a right
sentence, and the next file gets a new child. One child serves many files. Its answers are believed only as
plain data: unpickling knows the classes it was told and nothing else.
"""

from __future__ import annotations

import contextlib
import io
import logging
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from app.errors import AppError
from app.services.confined.worker import read_frame, write_frame

#: The first argument by which a frozen program is asked to be the reader process.
WORKER_FLAG = "--reader-process"

_log = logging.getLogger(__name__)
#: Seconds between two calls of ``waiting``.
_TICK = 0.2


class _PlainUnpickler(pickle.Unpickler):
    def __init__(self, frame: bytes, classes: frozenset[tuple[str, str]]) -> None:
        super().__init__(io.BytesIO(frame))
        self._classes = classes

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._classes and (module, name) != ("builtins", "frozenset"):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


class ConfinedProcess:
    """A context manager around one child; use it from one thread at a time (calls are serialised).

    ``memory`` in bytes of address space, ``seconds`` per file. ``classes`` (module, name) are what an answer may
    hold besides plain data; ``too_heavy`` and ``crashed`` are the codes of the problems that are told with the
    blank ``file``.
    """

    def __init__(
        self, classes: frozenset[tuple[str, str]], *, memory: int, seconds: float, too_heavy: str, crashed: str
    ) -> None:
        self._classes = classes
        self._memory = memory
        self._seconds = seconds
        self._too_heavy = too_heavy
        self._crashed = crashed
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._job = 0
        self._more: tuple[object, bytes] = (None, pickle.dumps(None))
        #: Called a few times a second while the child reads; what it raises stops the child and comes through.
        self.waiting: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def ask_of(self, function: str, data: bytes, name: str, shown: str, more: object = None) -> object:
        """Have the child do ``function`` (see :mod:`worker`) on ``data``; ``shown`` is how a sentence calls it.

        Raises what the function raises when that is an :class:`AppError`, else one of the two codes.
        """
        with self._lock:
            if more != self._more[0]:
                self._more = (more, pickle.dumps(more, protocol=5))
            request = pickle.dumps((function, data, name, self._more[1]), protocol=5)
            frame = self._exchange(request, shown)
            try:
                state, answer = _PlainUnpickler(frame, self._classes).load()
            except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError) as error:
                self._stop()
                raise AppError(self._crashed, file=shown) from error
            if state == "ok":
                return cast("object", answer)
            if state == "refused":
                code, params, issues = answer
                raise AppError(code, issues=tuple(issues), **params)
            self._stop()
            if state == "memory":
                raise AppError(self._too_heavy, file=shown)
            _log.error("the confined process failed\n%s", answer)  # a file's name may be a person's
            raise AppError(self._crashed, file=shown)

    def close(self) -> None:
        """End the child. Further calls start a new one."""
        with self._lock:
            self._stop()

    def start(self) -> None:
        """Start the child ahead of the first file."""
        with self._lock:
            self._start()

    def _exchange(self, request: bytes, shown: str) -> bytes:
        """One request and its answer. A child that was idle and turns out to be dead is replaced once."""
        was_idle = self._child is not None
        child = self._start()
        assert child.stdin is not None
        frame: bytes | None = None
        try:
            write_frame(cast("Any", child.stdin), request)
            frame = self._awaited()
        except queue.Empty:
            self._stop()
            raise AppError(self._too_heavy, file=shown) from None
        except OSError:
            pass  # nobody reads the pipe any more: as below
        if frame is not None:
            return frame
        ate_memory = self._ate_memory()
        self._stop()
        if was_idle and not ate_memory:
            return self._exchange(request, shown)
        raise AppError(self._too_heavy if ate_memory else self._crashed, file=shown)

    def _awaited(self) -> bytes | None:
        """The answer of the child. Raises ``queue.Empty`` when it takes too long."""
        if self.waiting is None:
            return self._answers.get(timeout=self._seconds)
        until = time.monotonic() + self._seconds
        while True:
            try:
                return self._answers.get(timeout=max(0.01, min(_TICK, until - time.monotonic())))
            except queue.Empty:
                if time.monotonic() >= until:
                    raise
            try:
                self.waiting()
            except BaseException:
                self._stop()
                raise

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._stop()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed in _stop
        self._child = subprocess.Popen(  # noqa: S603  # our own interpreter and script
            self._command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            start_new_session=sys.platform != "win32",
        )
        if sys.platform == "win32":
            from app.services.confined import joblimits

            self._job = joblimits.bound(int(cast("Any", self._child)._handle), self._memory)
        self._answers = queue.SimpleQueue()
        threading.Thread(
            target=_pump, args=(self._child.stdout, self._answers), name="reader-process", daemon=True
        ).start()
        return self._child

    def _command(self) -> list[str]:
        if getattr(sys, "frozen", False):
            return [sys.executable, WORKER_FLAG, str(self._memory), str(self._seconds)]
        root = str(Path(__file__).resolve().parents[3])
        script = (
            f"import sys; sys.path.insert(0, {root!r}); from app.services.confined.worker import main; "
            f"main({self._memory}, {self._seconds})"
        )
        return [sys.executable, "-E", "-c", script]

    def _ate_memory(self) -> bool:
        """Whether the dead child's last words were about memory."""
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=5)
        if self._errors is None:
            return False
        self._errors.seek(0)
        words = self._errors.read(65536)
        return b"memory allocation" in words or b"MemoryError" in words

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        if self._errors is not None:
            self._errors.close()
            self._errors = None
        if sys.platform == "win32" and self._job:
            from app.services.confined import joblimits

            joblimits.close(self._job)
            self._job = 0


def _pump(stream: IO[bytes], answers: queue.SimpleQueue[bytes | None]) -> None:
    """Hand the frames of a child on; ``None`` when it is gone."""
    while True:
        try:
            frame = read_frame(cast("Any", stream))
        except (OSError, ValueError):
            frame = None
        answers.put(frame)
        if frame is None:
            return


def run_as_worker(arguments: Sequence[str]) -> bool:
    """For the entry point of a frozen program: be the reader process if ``arguments`` ask for it."""
    if list(arguments[:1]) != [WORKER_FLAG]:
        return False
    from app.services.confined.worker import main

    main(int(arguments[1]), float(arguments[2]))
    return True
