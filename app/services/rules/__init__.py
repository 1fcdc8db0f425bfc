"""Check rules (勾稽关系): from what a person writes in Chinese, or what a workbook's formulas and the arithmetic of
statistics say, to rules over the cells of a template; and how they hold on real figures.

Judging a rule on a workbook belongs to ``services.excel.rules``; which cell means what to ``services.binding``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.services.excel.definition import BoundCell, Rule
from app.services.excel.facts import WorkbookFacts
from app.services.rules.faces import Tried, Understood
from app.services.rules.language import RuleText, parse
from app.services.rules.proposing import propose
from app.services.rules.wording import words_of


def written(
    text: str,
    cells: Sequence[BoundCell],
    workbook: WorkbookFacts,
    indicators: Mapping[str, tuple[str, ...]] | None = None,
    sheet: str = "",
) -> tuple[Rule, ...]:
    """The rules over addresses that ``text`` means in a workbook with these bound ``cells``.

    ``indicators`` says how each indicator may be called besides the labels of the workbook (shipped ones by default);
    names without a sheet are looked for on ``sheet`` first. Raises the ``rule.*`` errors, each naming what was not
    understood.
    """
    from app.services.rules.compiling import understand
    from app.services.rules.meaning import Names

    names = Names(cells, workbook, indicator_names() if indicators is None else indicators)
    return understand(parse(text, names.words), names, workbook, sheet)


def indicator_names() -> dict[str, tuple[str, ...]]:
    """Name and accepted spellings of every shipped indicator."""
    from app.services.indicators.catalogue import catalogue

    return {one.key: (one.name, *one.synonyms) for one in catalogue().indicators}


def understood(
    text: str,
    cells: Sequence[BoundCell],
    workbook: WorkbookFacts,
    indicators: Mapping[str, tuple[str, ...]] | None = None,
    sheet: str = "",
) -> Understood:
    """:func:`written`, with the sentence that says it back."""
    rules = written(text, cells, workbook, indicators, sheet)
    several = f"，共 {len(rules)} 处" if len(rules) > 1 else ""
    return Understood(rules, words_of(rules[0], cells) + several)


__all__ = [
    "RuleText",
    "Tried",
    "Understood",
    "indicator_names",
    "parse",
    "propose",
    "understood",
    "words_of",
    "written",
]
