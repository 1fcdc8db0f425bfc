"""Reading strangers' files in a process of its own, with limits of memory and time.

A 1 KB .xls can eat gigabytes and another makes the parser abort: then the child dies, the person gets a right
sentence, and the next file gets a new child. One child serves many files. Its answers are believed only as
plain data: unpickling knows the classes of a reading and nothing else.
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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, cast

from app.errors import AppError
from app.services.excel.kinds import load
from app.services.excel.worker import read_frame, write_frame

if TYPE_CHECKING:
    from app.services.excel.definition import Definition
    from app.services.excel.grid import Grid
    from app.services.excel.layout import SheetLayout
    from app.services.excel.returned import Reading

#: The first argument by which a frozen program is asked to be the reader process.
WORKER_FLAG = "--reader-process"

_log = logging.getLogger(__name__)
#: Seconds between two calls of ``waiting``.
_TICK = 0.2

_CLASSES = {
    ("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"),
    ("app.errors", "Issue"), ("app.services.excel.grid", "Grid"),
    ("app.services.excel.layout", "SheetLayout"), ("app.services.excel.layout", "CellLayout"),
    ("app.services.excel.layout", "Page"), ("app.services.excel.styles", "Style"),
    ("app.services.excel.styles", "Edge"), ("app.services.excel.drawings", "TextBox"),
}  # fmt: skip


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES and (module, name) != ("builtins", "frozenset"):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


class ReaderProcess:
    """A context manager around one child; use it from one thread at a time (calls are serialised).

    ``memory`` in bytes of address space, ``seconds`` per file. Every reading function raises what the function
    of the same name raises, and ``excel.too_heavy`` (time or memory) or ``excel.crashed`` (the child died).
    """

    def __init__(self, *, memory: int = 1 << 30, seconds: float = 20.0) -> None:
        self._memory = memory
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._job = 0
        self._more: tuple[object, bytes] = (None, pickle.dumps(None))
        #: Called a few times a second while the child reads; what it raises stops the child and comes through.
        self.waiting: Callable[[], None] | None = None

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def read_return(
        self,
        source: Path | bytes,
        definitions: Definition | Sequence[Definition],
        *,
        roles: Mapping[str, str] | None = None,
        name: str = "",
    ) -> Reading:
        """As :func:`returned.read_return`."""
        from app.services.excel.definition import Definition
        from app.services.excel.returned import unpacked

        known = (definitions,) if isinstance(definitions, Definition) else tuple(definitions)
        return unpacked(cast("tuple[Any, ...]", self.ask("return", source, name, (known, dict(roles or {})))))

    def read_grid(self, source: Path | bytes, name: str = "") -> tuple[Grid, ...]:
        """As :func:`grid.read_grid`."""
        return cast("tuple[Grid, ...]", self.ask("grid", source, name))

    def read_layout(self, source: Path | bytes, name: str = "") -> tuple[SheetLayout, ...]:
        """As :func:`layout.read_layout`."""
        return cast("tuple[SheetLayout, ...]", self.ask("layout", source, name))

    def ask(self, function: str, source: Path | bytes, name: str = "", more: object = None) -> object:
        """Have the child do ``function`` (see :mod:`worker`) on the bytes of ``source``."""
        data, shown = load(source, name)
        name = name or (source.name if isinstance(source, Path) else "")
        with self._lock:
            if more != self._more[0]:
                self._more = (more, pickle.dumps(more, protocol=5))
            request = pickle.dumps((function, data, name, self._more[1]), protocol=5)
            frame = self._exchange(request, shown)
            try:
                state, answer = _PlainUnpickler(io.BytesIO(frame)).load()
            except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError) as error:
                self._stop()
                raise AppError("excel.crashed", file=shown) from error
            if state == "ok":
                return cast("object", answer)
            if state == "refused":
                code, params, issues = answer
                raise AppError(code, issues=tuple(issues), **params)
            self._stop()
            if state == "memory":
                raise AppError("excel.too_heavy", file=shown)
            _log.error("the reader process failed on %s\n%s", shown, answer)
            raise AppError("excel.crashed", file=shown)

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
            raise AppError("excel.too_heavy", file=shown) from None
        except OSError:
            pass  # nobody reads the pipe any more: as below
        if frame is not None:
            return frame
        ate_memory = self._ate_memory()
        self._stop()
        if was_idle and not ate_memory:
            return self._exchange(request, shown)
        raise AppError("excel.too_heavy" if ate_memory else "excel.crashed", file=shown)

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
            from app.services.excel import joblimits

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
            f"import sys; sys.path.insert(0, {root!r}); from app.services.excel.worker import main; "
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
            from app.services.excel import joblimits

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
    from app.services.excel.worker import main

    main(int(arguments[1]), float(arguments[2]))
    return True
