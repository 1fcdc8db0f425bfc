"""Remarks about the rows of a file, gathered so that ten thousand alike do not bury the one that matters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.errors import Issue, Severity

_ORDER = {"error": 0, "warning": 1, "note": 2}
#: How many remarks of one kind are kept, by severity; the rest is counted.
_KEPT: dict[Severity, int] = {"error": 5000, "warning": 200, "note": 20}


@dataclass(slots=True)
class Remarks:
    """The remarks about one sheet of one file, in the order of their weight."""

    file: str
    sheet: str
    _kept: list[Issue] = field(default_factory=list)
    _counts: Counter[tuple[Severity, str, str]] = field(default_factory=Counter)

    def add(
        self,
        severity: Severity,
        name: str,
        params: dict[str, Any] | None = None,
        *,
        cell: str | None = None,
        found: str | None = None,
        expected: str | None = None,
        group: str = "",
    ) -> None:
        """Keep a remark; ``name`` is a message of the area ``register``, ``group`` tells kinds of it apart."""
        kind = (severity, name, group)
        self._counts[kind] += 1
        if self._counts[kind] <= _KEPT[severity]:
            code = f"register.{name}"
            shown = found[:60] if found is not None else None
            self._kept.append(Issue(severity, code, params or {}, self.file, self.sheet, cell, shown, expected))

    def take(self, issues: list[Issue]) -> None:
        """Keep remarks made elsewhere."""
        self._kept.extend(issues)

    def all(self) -> tuple[Issue, ...]:
        """Everything: errors first, each kind ended by how many more there were."""
        out = list(self._kept)
        for (severity, name, group), count in self._counts.items():
            more = count - _KEPT[severity]
            if more > 0:
                params = {"count": more, "of": f"register.{name}", "group": group}
                out.append(Issue(severity, "register.more", params, self.file, self.sheet))
        return tuple(sorted(out, key=lambda issue: _ORDER[issue.severity]))
