"""The language of markers an author types into the workbook: ``{{受理件数|食品类|质量|上年同期}}``, ``{{填报单位}}``.

Parts are separated by ``|`` in any order; every part must be understood. The language is described in
``resources/templates/README.md``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Any

from app.errors import Issue
from app.services.binding.countable import key_of_meaning
from app.services.binding.faces import HeadingProposal, Proposal
from app.services.binding.headings import name_of_heading
from app.services.binding.labels import Meaning, compatible, merge, read_label, unit_of
from app.services.binding.naming import name_of
from app.services.binding.sheets import Grid
from app.services.binding.words import Vocabulary, bare, heading_word
from app.services.excel.refs import cell_name
from app.services.keys import Key, parse_key

_MARKER = re.compile(r"\{\{(.*?)\}\}")
_DECIMALS = re.compile(r"(?:保留)?([0-8零一二两三四五六])位小数|(取整|整数)")
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_PROPERTIES: dict[str, tuple[str, str]] = {
    "四舍五入": ("rounding", "half-up"),
    "截尾": ("rounding", "truncate"),
    "去尾": ("rounding", "truncate"),
    "末位凑整": ("rounding", "balance-last"),
    "占全部": ("denominator", "all"),
    "占本大类": ("denominator", "group"),
    "按受理批次": ("basis", "cohort"),
    "按发生时间": ("basis", "flow"),
    "空白为零": ("blank", "zero"),
    "空白为不适用": ("blank", "na"),
    "空白为缺": ("blank", "missing"),
}
_RANK = re.compile(
    r"(商品|服务|上升)(?:投诉|最快)?第([1-9]|10|[一二三四五六七八九十])位(名称|件数|比重|增减率|上年同期)?"
)
_RANK_NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)}
_RANK_WHAT = {"件数": "", "比重": "_share", "增减率": "_change_rate", "上年同期": "", "": ""}


@dataclass(frozen=True, slots=True)
class Understood:
    """What one marker says: a figure's ``key`` with properties, or a ``heading``; else why not."""

    key: str = ""
    heading: str = ""
    unit: str = ""
    decimals: int | None = None
    properties: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def read_markers(grid: Grid, vocabulary: Vocabulary) -> tuple[list[Proposal], list[HeadingProposal], list[Issue]]:
    """The markers of a sheet: figures, headings, and one issue for each that was not understood."""
    figures: list[Proposal] = []
    headings: list[HeadingProposal] = []
    issues: list[Issue] = []
    for (row, column), text in sorted(grid.texts.items()):
        if grid.kinds.get((row, column)) != "marker":
            continue
        cell = cell_name(row, column)
        folded = text.replace("｛", "{").replace("｝", "}")
        found = list(_MARKER.finditer(folded))
        said = [read_marker(each[1], vocabulary) for each in found]
        problem = next((each.problem for each in said if each.problem), "")
        alone = len(found) == 1 and found[0][0] == folded.strip()
        if not found:
            problem = "标记没有写完整，要写成「{{…}}」"
        elif len(found) > 1:
            problem = problem or "一格里只能写一个标记"
        elif said[0].key and not alone:
            problem = "数字的标记要单独占一格"
        if problem:
            about = {"marker": text.strip()[:60], "problem": problem}
            issues.append(
                Issue("warning", "binding.marker", about, sheet=grid.name, cell=cell, found=text.strip()[:60])
            )
            figures.append(Proposal(grid.name, cell, state="unbound", why=problem + "。"))
        elif said[0].heading:
            pattern = folded[: found[0].start()] + "{}" + folded[found[0].end() :]
            what = said[0].heading
            headings.append(
                HeadingProposal(grid.name, cell, what, name_of_heading(what), pattern, "sure", "作者写了标记。")
            )
        else:
            properties: dict[str, Any] = dict(said[0].properties)
            figures.append(
                replace(
                    Proposal(
                        grid.name,
                        cell,
                        key=said[0].key,
                        name=name_of(said[0].key, vocabulary),
                        unit=said[0].unit,
                        decimals=said[0].decimals,
                        state="sure",
                        why=f"作者写了标记「{text.strip()}」。",
                        row_label=_beside(grid, row, column),
                        column_label=_over(grid, row, column),
                    ),
                    **properties,
                )
            )
    return figures, headings, issues


def read_marker(text: str, vocabulary: Vocabulary) -> Understood:
    """What stands between the braces."""
    folded = unicodedata.normalize("NFKC", text).replace("¦", "|")
    parts = [part.strip() for part in folded.split("|") if part.strip()]
    if not parts:
        return Understood(problem="标记是空的")
    if len(parts) == 1 and (what := heading_word(parts[0])):
        return Understood(heading=what)
    rank = _RANK.fullmatch("".join(parts[0].split()))
    if rank:
        return _ranked(rank, parts[1:])
    readings: list[Meaning] = [Meaning()]
    unit, decimals = "", None
    properties: list[tuple[str, str]] = []
    for part in parts:
        word = "".join(part.split())
        counted = _DECIMALS.fullmatch(word)
        if counted:
            digit = counted[1] or "0"
            decimals = _DIGITS.get(digit) if not digit.isdecimal() else int(digit)
        elif unit_of(word):
            unit = unit_of(word)
        elif bare(word) in _properties():
            properties.append(_properties()[bare(word)])
        else:
            label = read_label(word, vocabulary)
            if not label.meanings or label.role != "meaning":
                return Understood(problem=f"标记里的「{part}」没有认出来")
            unit = label.unit or unit
            merged = [m for one in readings for two in label.meanings if (m := merge(one, two, vocabulary))]
            if not merged:
                return Understood(problem=f"标记里的「{part}」和前面的对不上")
            readings = list(dict.fromkeys(merged))
    return _figure(readings, unit, decimals, tuple(properties), vocabulary)


def _properties() -> dict[str, tuple[str, str]]:
    return {bare(word): said for word, said in _PROPERTIES.items()}


def _ranked(found: re.Match[str], rest: list[str]) -> Understood:
    kind = {"商品": "goods", "服务": "services", "上升": "risers"}[found[1]]
    number = int(found[2]) if found[2].isdecimal() else _RANK_NUMBERS[found[2]]
    what = found[3] or "件数"
    if rest:
        return Understood(problem=f"标记里的「{rest[0]}」没有认出来")
    if what == "名称":
        return Understood(heading=f"top.{kind}.{number}")
    span = "last-year" if what in ("上年同期", "增减率") else "current"
    key = Key(f"top_{kind}{_RANK_WHAT[what]}", (("rank", str(number)),), span)
    rate = what in ("比重", "增减率")
    return Understood(key=str(key), unit="%" if rate else "件", decimals=2 if rate else 0)


def _figure(
    readings: list[Meaning],
    unit: str,
    decimals: int | None,
    properties: tuple[tuple[str, str], ...],
    vocabulary: Vocabulary,
) -> Understood:
    keys = {str(key): meaning for meaning in readings if (key := key_of_meaning(meaning, unit, vocabulary))}
    if not keys:
        return Understood(problem="标记里没有说是哪个指标，或没有这样的数")
    if len(keys) > 1:
        names = "、".join(f"「{name_of(key, vocabulary)}」" for key in keys)
        return Understood(problem=f"标记有几种意思：{names}，请写清楚")
    said, meaning = next(iter(keys.items()))
    base = vocabulary.catalogue.resolve(parse_key(said).indicator).unit
    if unit and not compatible(unit, base):
        return Understood(problem=f"单位「{unit}」和指标对不上")
    if not unit and base == "元":
        return Understood(problem="没有写是元还是万元")
    unit = unit or base
    if decimals is None:
        decimals = 2 if unit in ("%", "百分点", "元") or unit.startswith(("万", "亿")) else 0
    if meaning.group:
        properties = (*properties, ("denominator", "group"))
    return Understood(key=said, unit=unit, decimals=decimals, properties=properties)


def _beside(grid: Grid, row: int, column: int) -> str:
    for left in range(column - 1, 0, -1):
        text = grid.texts.get((row, left), "")
        if text.strip() and grid.kinds.get((row, left)) == "text":
            return text
    return ""


def _over(grid: Grid, row: int, column: int) -> str:
    for up in range(row - 1, 0, -1):
        text = grid.texts.get((up, column), "")
        if text.strip() and grid.kinds.get((up, column)) == "text":
            return text
    return ""
