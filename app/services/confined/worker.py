"""The reader process: reads one workbook after another for its parent, within limits of memory and time.

It speaks over its standard input and output: frames of eight bytes of length and a pickle. The parent believes
nothing but plain data in an answer (see :mod:`sandbox`). Imports are few, so that it starts quickly.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from app.errors import AppError, Issue

#: Seconds after which a child whose parent is gone ends itself.
_GRACE = 10


def main(memory: int = 1 << 30, seconds: float = 20.0) -> None:
    """Serve requests until the parent closes the pipe."""
    limit_memory(memory)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may disturb the frames
    known: dict[bytes, Any] = {}
    while (frame := read_frame(requests)) is not None:
        _alarm(seconds + _GRACE)
        write_frame(answers, pickle.dumps(_answer(frame, known), protocol=5))
        _alarm(0)


def _answer(frame: bytes, known: dict[bytes, Any]) -> tuple[str, Any]:
    """(``ok``, result), (``refused``, (code, params, issues)), (``memory``, None) or (``bug``, words)."""
    name, data, shown, packed = pickle.loads(frame)  # noqa: S301  # from our own parent
    try:
        if packed not in known:
            known.clear()
            known[packed] = pickle.loads(packed)  # noqa: S301  # from our own parent
        return "ok", _function(name)(data, shown, known[packed])
    except AppError as error:
        return "refused", (error.code, {k: str(v) for k, v in error.params.items()}, error.issues)
    except MemoryError:
        return "memory", None
    except RecursionError:
        return "bug", "RecursionError"
    except Exception as error:  # noqa: BLE001  # told to the parent, which raises it as a crash
        import traceback

        return "bug", "".join(traceback.format_exception(error))


def _function(name: str) -> Callable[[bytes, str, Any], Any]:
    """The functions a parent may ask for: (bytes, name of the file, their further arguments)."""
    if name == "return":
        from app.services.excel.returned import read_return

        return lambda data, shown, more: read_return(data, more[0], roles=more[1], name=shown).packed()
    if name == "grid":
        from app.services.excel.grid import read_grid

        return lambda data, shown, _more: read_grid(data, shown)
    if name == "layout":
        from app.services.excel.layout import read_layout

        return lambda data, _shown, _more: read_layout(data)
    if name == "template":
        from app.services.excel.checking import check_template

        return lambda data, shown, more: check_template(data, more, shown)
    if name in ("measure", "draw", "small"):
        from app.services.attachments import drawing

        if name == "measure":
            return lambda data, _shown, more: drawing.measure(data, more)
        if name == "draw":
            return lambda data, _shown, more: drawing.draw(data, *more)
        return lambda data, _shown, more: drawing.small(data, *more)
    if name == "leaves":
        from app.services.reports.foreign_pdf import leaves

        return lambda data, _shown, _more: leaves(data)
    if name == "paper_template":
        from app.services.papers.trying import examine

        return lambda data, _shown, more: examine(data, more)
    if name == "summary_template":
        from app.services.summaries.templates import examine as examine_summary

        return lambda data, _shown, more: examine_summary(data, more)
    raise ValueError(name)


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; ``None`` at the end of the stream (or in the middle of a frame)."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    (length,) = struct.unpack("<Q", head)
    body = stream.read(length)
    return body if len(body) == length else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Write one frame and flush."""
    stream.write(struct.pack("<Q", len(body)))
    stream.write(body)
    stream.flush()


def limit_memory(memory: int) -> None:
    """Bound this process's address space. On Windows the parent does it from outside."""
    if sys.platform != "win32":
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        bound = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: float) -> None:
    if sys.platform != "win32":
        import signal

        signal.alarm(int(seconds))


__all__ = ["Issue", "limit_memory", "main", "read_frame", "write_frame"]
