"""Reading the call, running the command, and answering problems with the right exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app.cli.output import Answer, print_answer, print_error
from app.errors import EXIT_BUG, EXIT_INPUT, EXIT_STORAGE, EXIT_USAGE, AppError
from app.paths import DataFolder, default_data_folder
from app.progress import Progress, Step

if TYPE_CHECKING:
    from app.bootstrap import Services

Command = Callable[["Call"], Answer]


#: Given to the parser from outside: options may stand before or after the command, so no parser owns a default.
_DEFAULTS = {"data": None, "json": False, "user": None, "today": None, "strict": False, "command": None}


class Parser(argparse.ArgumentParser):
    """A parser that answers a wrong call as an expected problem, in Chinese.

    ``mixed``: words without a dash may also stand behind options (``--out FILE 栏=值``).
    """

    mixed = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As always, or with options and other words in any order."""
        if not self.mixed:
            return super().parse_known_args(args, namespace)
        self.mixed = False  # it comes back here for the halves
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self.mixed = True

    def error(self, message: str) -> NoReturn:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage=self.format_usage().strip(), why=message)


class Call:
    """One call: its arguments, the data folder, today, who calls. The services open when first asked for."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.folder = DataFolder(Path(arguments.data) if arguments.data else default_data_folder())
        self.by = arguments.user or ""
        self.today = _today(arguments.today)
        self._services: Services | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.arguments, name)

    @property
    def services(self) -> Services:
        """The services of the data folder."""
        if self._services is None:
            from app.bootstrap import open_services

            self._services = open_services(self.folder)
        return self._services

    @property
    def progress(self) -> Progress:
        """Progress told on standard error when a person watches."""
        if self.arguments.json or not sys.stderr.isatty():
            return Progress()
        return Progress(_report)

    def close(self) -> None:
        """Close what was opened."""
        if self._services is not None:
            self._services.close()


def run(arguments: Sequence[str]) -> int:
    """Run one call; gives the exit code."""
    _utf8()
    as_json = "--json" in arguments
    try:
        parsed = _parser().parse_args(list(arguments), argparse.Namespace(**_DEFAULTS))
        as_json = parsed.json
        if parsed.command is None:
            from app.ui.application import run as open_window

            day = None if parsed.today is None else _today(parsed.today)
            return open_window(DataFolder(Path(parsed.data) if parsed.data else default_data_folder()), today=day)
        call = Call(parsed)
        try:
            answer = parsed.run(call)
        finally:
            call.close()
        print_answer(answer, as_json=as_json)
        wrong = any(issue.severity == "error" for issue in answer.issues)
        return EXIT_INPUT if wrong and parsed.strict else int(answer.data.get("_exit", 0))
    except AppError as error:
        print_error(error, as_json=as_json)
        return error.exit_code
    except KeyboardInterrupt:
        print_error(AppError("cli.stopped"), as_json=as_json)
        return EXIT_INPUT
    except BrokenPipeError:  # whoever read our output has seen enough
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  (so that the flush at exit is quiet)
        return 0
    except OSError as error:
        from app.durable import storage_error

        print_error(storage_error(error, Path(error.filename or ".")), as_json=as_json)
        return EXIT_STORAGE
    except Exception as error:  # noqa: BLE001  (the last resort: a bug is told as one, never as a traceback)
        import traceback

        detail = "".join(traceback.format_exception(error))
        sys.stderr.write(detail)
        print_error(AppError("cli.bug", kind=type(error).__name__), as_json=as_json)
        return EXIT_BUG


def _parser() -> Parser:
    common = Parser(add_help=False)
    common.add_argument("--data", metavar="DIR", default=argparse.SUPPRESS, help="数据文件夹")
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="只输出一个 JSON")
    common.add_argument("--user", metavar="NAME", default=argparse.SUPPRESS, help="经手人")
    common.add_argument("--today", metavar="DATE", default=argparse.SUPPRESS, help="当作今天的日期")
    common.add_argument("--strict", action="store_true", default=argparse.SUPPRESS, help="有错就算没做成")
    parser = Parser(prog="xiaobao", description="消保台账", parents=[common])
    commands = parser.add_subparsers(dest="command", metavar="命令", parser_class=Parser)

    def add(group: Any, name: str, words: str, command: Command | None = None) -> Parser:
        made: Parser = group.add_parser(name, help=words, description=words, parents=[common])
        if command is not None:
            made.set_defaults(run=command)
        return made

    from app.cli import (
        archive,
        attachments,
        cases,
        city,
        deadlines,
        figures,
        indicators,
        keeping,
        letters,
        offices,
        papers,
        piles,
        reconciling,
        registers,
        reporting,
        rosters,
        summaries,
        templates,
        traders,
        worklog,
    )

    for module in (
        offices,
        cases,
        deadlines,
        attachments,
        papers,
        traders,
        letters,
        reconciling,
        worklog,
        rosters,
        piles,
        registers,
        figures,
        indicators,
        templates,
        reporting,
        city,
        keeping,
        archive,
        summaries,
    ):
        module.add_commands(commands, add)
    return parser


def _today(text: str | None) -> date:
    if text is None:
        return date.today()
    from app.services.parsing.dates import parse_date

    day = parse_date(text, date.today()).require()
    if day is None:
        raise AppError("cli.usage", exit_code=EXIT_USAGE, usage="--today DATE", why=text)
    return day


def _report(step: Step) -> None:
    total = f" / {step.total}" if step.total else ""
    sys.stderr.write(f"\r{step.what} {step.done}{total}\x1b[K" + ("\n" if step.done == step.total else ""))
    sys.stderr.flush()


def _utf8() -> None:
    """Chinese on every console, also where the system's code page is another."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
