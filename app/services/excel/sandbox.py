"""Reading strangers' workbooks in a process of its own, with limits of memory and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.services.confined.process import ConfinedProcess
from app.services.excel.kinds import load

if TYPE_CHECKING:
    from app.errors import Issue
    from app.services.excel.definition import Definition
    from app.services.excel.grid import Grid
    from app.services.excel.layout import SheetLayout
    from app.services.excel.returned import Reading

_CLASSES = frozenset({
    ("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime"), ("datetime", "time"),
    ("app.errors", "Issue"), ("app.services.excel.grid", "Grid"),
    ("app.services.excel.layout", "SheetLayout"), ("app.services.excel.layout", "CellLayout"),
    ("app.services.excel.layout", "Page"), ("app.services.excel.styles", "Style"),
    ("app.services.excel.styles", "Edge"), ("app.services.excel.drawings", "TextBox"),
})  # fmt: skip


class ReaderProcess(ConfinedProcess):
    """A context manager around one child that reads workbooks.

    ``memory`` in bytes of address space, ``seconds`` per file. Every reading function raises what the function
    of the same name raises, and ``excel.too_heavy`` (time or memory) or ``excel.crashed`` (the child died).
    """

    def __init__(self, *, memory: int = 1 << 30, seconds: float = 20.0) -> None:
        super().__init__(_CLASSES, memory=memory, seconds=seconds, too_heavy="excel.too_heavy", crashed="excel.crashed")

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

    def check_template(self, source: Path | bytes, mapping: str, name: str = "") -> tuple[Issue, ...]:
        """As :func:`checking.check_template`."""
        return cast("tuple[Issue, ...]", self.ask("template", source, name, mapping))

    def ask(self, function: str, source: Path | bytes, name: str = "", more: object = None) -> object:
        """Have the child do ``function`` on the bytes of ``source``."""
        data, shown = load(source, name)
        return self.ask_of(function, data, name or (source.name if isinstance(source, Path) else ""), shown, more)
