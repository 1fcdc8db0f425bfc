"""The log of the program: what happened, never to whom.

Records name codes, kinds and counts. As a second net, everything that could be personal is masked before it is
written: Chinese words (names, facts), long digits (phones, numbers), addresses with ``@``. Of exceptions only kinds
and places in the program are kept; their words may quote what a person typed.
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

NAME = "xiaobao.log"
MAX_BYTES = 1_000_000
KEPT = 5

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
#: Words in other scripts than Latin, six and more digits (telephones also grouped), and anything with an @.
_PERSONAL = re.compile(r"\S*@\S*|[^\W\x00-\u024f]+|\d{6,}|\d{3,4}[ -]\d{4}[ -]?\d{3,4}")


def set_up(folder: Path, *, level: int = logging.INFO) -> logging.Handler | None:
    """Write the log of this process to ``folder`` (made if missing); None when the disk refuses, without fuss.

    Five old files of 1 MB are kept. Calling it again for the same folder changes nothing.
    """
    root = logging.getLogger()
    path = folder / NAME
    for handler in root.handlers:
        if isinstance(handler, _LogFile) and Path(handler.baseFilename) == path.absolute():
            return handler
    logging.raiseExceptions = False  # a full disk costs the log, not the work
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _LogFile(path, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return None
    handler.setFormatter(Discreet())
    handler.addFilter(_ours)
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def masked(text: str) -> str:
    """``text`` with everything that could name a person replaced by «…»."""
    return _PERSONAL.sub("…", text)


def places(error: BaseException) -> str:
    """The kinds of an exception and its causes, and where in the program they went, without their words."""
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None:
        lines.append(type(current).__name__)
        for frame in traceback.extract_tb(current.__traceback__):
            path = frame.filename.replace("\\", "/")
            where = path[path.rfind("/app/") + 1 :] if "/app/" in path else path.rsplit("/", 1)[-1]
            lines.append(f"  {where}:{frame.lineno} {frame.name}")
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\n".join(lines)


class Discreet(logging.Formatter):
    """``2026-04-07T07:30:00Z INFO app.module: message``, masked."""

    def __init__(self) -> None:
        super().__init__("%(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """One record; the time, level and logger are ours, the rest is masked."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        text = masked(record.getMessage())
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return f"{stamp} {record.levelname} {record.name}: {text}"

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802  (the name is logging's)
        """Kinds and places only."""
        return places(ei[1]) if ei[1] is not None else ""


class _LogFile(RotatingFileHandler):
    """Goes on in the same file when another process has it open and it cannot be renamed (Windows)."""

    def doRollover(self) -> None:  # noqa: N802  (the name is logging's)
        with contextlib.suppress(OSError):
            super().doRollover()
        if self.stream is None:
            self.stream = self._open()


def _ours(record: logging.LogRecord) -> bool:
    """Our own records, and warnings of others."""
    return record.name.partition(".")[0] in ("app", "xiaobao") or record.levelno >= logging.WARNING
