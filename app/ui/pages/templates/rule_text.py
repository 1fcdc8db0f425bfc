"""A rule of a template in words, and how it stood up to last month's figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.errors import Issue
    from app.services.excel.definition import Rule
    from app.services.rules import Tried

SEVERITIES = (("error", "错误，不改不能封存"), ("warning", "提醒，写一句理由就行"))


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule as listed. ``taken``: it is in force; ``told``: it in Chinese; ``tried`` how it held on last month's
    figures, None before that."""

    rule: Rule
    taken: bool
    told: str = ""
    tried: Tried | None = None

    @property
    def words(self) -> str:
        """The rule as it is told: as written, else its sentence, else the expression."""
        return self.told or self.rule.text or self.rule.says or self.rule.expression or "、".join(self.rule.cells)

    @property
    def broken(self) -> tuple[Issue, ...]:
        """Where it did not hold, a remark for each place."""
        return self.tried.issues if self.tried is not None and self.tried.holds is False else ()
