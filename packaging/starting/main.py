"""Reading the call: ``start.py [OPTIONS]``, or ``test [-- PYTEST…]``, ``run ARGS…``, ``bench ARGS…`` after it."""

from __future__ import annotations

import errno
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from starting import checking, environment, libraries, machine, practice
from starting.words import Stop, complain, say, use_utf8


def main(arguments: Sequence[str]) -> int:
    """Run one call; gives the exit code. Every failure is told in a sentence."""
    use_utf8()
    try:
        return _run(list(arguments))
    except Stop as stop:
        complain(stop)
        return stop.code
    except KeyboardInterrupt:
        complain(Stop("停下了。再运行一次会接着做。", "Stopped. Running it again goes on from here."))
        return 130
    except OSError as error:
        complain(_of_the_system(error))
        return 3
    except Exception as error:  # noqa: BLE001  (the last resort: told in a sentence, the details kept in a file)
        log = Path(tempfile.gettempdir()) / "xiaobao-start-error.txt"
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        complain(
            Stop(
                "启动程序出了问题。请把下面这个文件交给维护的人。",
                "The start script failed. Please give the file below to whoever looks after the program.",
                more=[f"{type(error).__name__}: {error}", str(log)],
            )
        )
        return 70


def _run(arguments: list[str]) -> int:
    what, rest = (arguments[0], arguments[1:]) if arguments and not arguments[0].startswith("-") else ("", arguments)
    if what not in ("", "test", "run", "bench"):
        raise Stop(
            f"不认识“{what}”。可以用：test、run、bench，或者什么都不写。",
            f"“{what}” is not known. Use test, run, bench, or nothing.",
            code=2,
        )
    if not what:
        practice.check(rest)  # a wrong call, or a call for help, is answered before anything is installed
    described = machine.check()
    if what != "run":
        say(f"这台电脑：{described}", f"This machine: {described}")
    if what == "run":
        if not environment.ready("requirements.lock"):
            libraries.provide(tests=False)
        environment.provide("requirements.lock")
        return practice.program(rest)
    libraries.provide(tests=what == "test")
    if what == "test":
        environment.provide("requirements-dev.lock")
        return checking.run(rest[1:] if rest[:1] == ["--"] else rest)
    if what == "bench":
        environment.provide("requirements-bench.lock")
        return checking.bench(rest[1:] if rest[:1] == ["--"] else rest)
    environment.provide("requirements.lock")
    return practice.run(rest)


def _of_the_system(error: OSError) -> Stop:
    where = error.filename or ""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Stop(
            "磁盘满了。请腾出空间，再运行一次。", "The disk is full. Make room and run the command again.", code=3
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Stop(
            f"没有写入的权限：{where}。请把程序放在您自己的文件夹里，再运行一次。",
            f"Writing is not permitted: {where}. Put the program into a folder of your own and run it again.",
            code=3,
        )
    return Stop(f"系统说：{error}", f"The system says: {error}", code=3)
