"""Expected problems and how they are told to a person.

``AppError`` is raised when a use case cannot be done; ``Issue`` is one remark about data (a cell, a row, a
record). Both carry a *code*; the Chinese sentence and the short number for the telephone come from one
table, ``resources/messages/*.toml``. Anything that is not an ``AppError`` is a bug of ours.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, Literal

from app.paths import resources

Severity = Literal["error", "warning", "note"]

EXIT_INPUT = 1
EXIT_USAGE = 2
EXIT_STORAGE = 3
EXIT_BUG = 70


@dataclass(frozen=True, slots=True)
class Message:
    """One row of the message table: ``what`` happened, what to ``do``, and the ``number`` to read out."""

    number: int
    what: str
    do: str = ""


class AppError(Exception):
    """A problem a person can understand and mend.

    ``code`` names a row of the message table, ``params`` fill its blanks, ``exit_code`` is the command
    line's answer (1 input, 2 wrong call, 3 disk or database), ``issues`` say more where there is more.
    """

    def __init__(
        self, code: str, /, *, exit_code: int = EXIT_INPUT, issues: tuple[Issue, ...] = (), **params: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.exit_code = exit_code
        self.issues = issues

    @property
    def message(self) -> str:
        """The whole Chinese sentence: what happened and what to do."""
        return sentence(self.code, self.params)

    @property
    def number(self) -> int:
        """The short number one can read out on the telephone."""
        return messages()[self.code].number

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark about data. ``found`` is what is there, ``expected`` what should be there."""

    severity: Severity
    code: str
    params: dict[str, Any] = field(default_factory=dict)
    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    found: str | None = None
    expected: str | None = None

    @property
    def message(self) -> str:
        """The Chinese sentence a person reads."""
        facts = {k: v for k, v in asdict(self).items() if k in _PLACES and v is not None}
        return sentence(self.code, {**facts, **self.params})

    def as_dict(self) -> dict[str, Any]:
        """The shape promised by the command line."""
        return {
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "sheet": self.sheet,
            "cell": self.cell,
            "found": self.found,
            "expected": self.expected,
            "message": self.message,
        }


_PLACES = ("file", "sheet", "cell", "found", "expected")


@cache
def messages() -> dict[str, Message]:
    """The message table: code → message. A code is ``area.name``; its area is the file it stands in."""
    table: dict[str, Message] = {}
    for path in sorted((resources() / "messages").glob("*.toml")):
        with path.open("rb") as stream:
            for name, row in tomllib.load(stream).items():
                table[f"{path.stem}.{name}"] = Message(**row)
    return table


class _Blanks(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "(未知)"


def sentence(code: str, params: dict[str, Any]) -> str:
    """The sentence for ``code`` with its blanks filled; an unknown blank reads «(未知)», never fails."""
    row = messages()[code]
    text = row.what + row.do
    return text.format_map(_Blanks(params))
