"""The one shape in which every parser answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from app.errors import AppError, Issue, Severity

T = TypeVar("T")

LONGEST = 80
"""Longer text is prose, not one value; patterns are not tried on it (a cell may hold 32,767 characters)."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What was understood of a text.

    ``value`` is ``None`` for a blank (then there is no issue) and for text that is not understood (then an
    error-level issue says why). Warnings and notes may stand beside a value.
    """

    value: T | None
    issues: tuple[Issue, ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing stands against using the value (which is ``None`` for a blank)."""
        return not any(issue.severity == "error" for issue in self.issues)

    @property
    def blank(self) -> bool:
        """Nothing was written."""
        return self.value is None and self.ok

    @property
    def error(self) -> Issue | None:
        """The first error-level issue."""
        return next((issue for issue in self.issues if issue.severity == "error"), None)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """Issues that block nothing."""
        return tuple(issue for issue in self.issues if issue.severity != "error")

    def require(self) -> T | None:
        """The value (``None`` for a blank); raises the error as :class:`AppError`."""
        if self.error is not None:
            params = {"found": self.error.found, **self.error.params}
            raise AppError(self.error.code, issues=self.issues, **params)
        return self.value

    def at(self, *, file: str | None = None, sheet: str | None = None, cell: str | None = None) -> tuple[Issue, ...]:
        """The issues with the place where the text stands."""
        return tuple(replace(issue, file=file, sheet=sheet, cell=cell) for issue in self.issues)


def issue(name: str, found: str, severity: Severity = "error", **params: Any) -> Issue:
    """An issue of this package: ``name`` is a row of ``resources/messages/parsing.toml``."""
    return Issue(severity, f"parsing.{name}", params, found=found[:200])


def failed(name: str, found: str, **params: Any) -> Parsed[Any]:
    """The answer for text that is not understood."""
    return Parsed(None, (issue(name, found, **params),))
