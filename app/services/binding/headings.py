"""Cells of words: who reports, for which period, who filled it in; and the names of ranked rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.services.binding.faces import HeadingProposal
from app.services.binding.sheets import Found, Grid
from app.services.binding.words import bare, habits, heading_word
from app.services.excel.refs import cell_name

_COLON = re.compile(r"[:：]")
_SEAL = re.compile(r"\s*[（(](?:盖章|公章|签字|签章|签名|章)[)）]\s*$")
_BLANK_PERIOD = (
    r"(?:20\d\d|20[xX×_ ]{0,2}|[\s_＿ 　○〇×xX]*)\s*年"
    r"(?:度|\s*[上下]\s*半\s*年|第?[\s_＿一二三四]*季度?|[\s_＿ 　\d×xX]*月(?:份)?)?"
)
_PERIOD = re.compile(rf"^[\s(（]*({_BLANK_PERIOD})[\s)）]*$")
_MONTH_IN_TITLE = re.compile(r"20\d\d年(?:\d{1,2}月|第?[一二三四]季度|[上下]半年|(?=度))|[_＿ 　]{2,}年[_＿ 　]{2,}月")
#: Words that are headings only before a colon: elsewhere they are channels, columns of remarks …
_SHORT = 2


def find_headings(grid: Grid, tables: Iterable[Found]) -> list[HeadingProposal]:
    """The headings of a sheet outside its tables."""
    found: list[HeadingProposal] = []
    inside = {(r, c) for t in tables for r in (*t.head, *t.body) for c in (*t.labels, *t.values)}
    for (row, column), text in sorted(grid.texts.items()):
        if (row, column) in inside or grid.kinds.get((row, column)) != "text":
            continue
        parts = _shared(text)
        if len(parts) > 1:
            found += _side_by_side(grid, row, column, text, parts)
            continue
        made = _heading(grid, row, column, text)
        if made is not None:
            found.append(made)
    return found


def _shared(text: str) -> list[str]:
    """The headings of a cell in which several stand, kept apart by blanks: «填报单位：      报告期：»."""
    parts: list[str] = []
    for part in re.split(r"[\s　_＿]{2,}", text.strip()):
        if parts and part and not part.strip("年月日"):  # «报告期：      年    月»
            parts[-1] += part
        elif part:
            parts.append(part)
    return parts if sum(bool(_COLON.search(part)) and is_heading(part) for part in parts) > 1 else []


def _side_by_side(grid: Grid, row: int, column: int, text: str, parts: list[str]) -> list[HeadingProposal]:
    """The headings of one cell: each on its own when nothing else stands there, else none of them."""
    cell = cell_name(row, column)
    split = [_parts(part) for part in parts]
    if any(not colon or rest.strip("年月日 　_＿") or not heading_word(head) for head, colon, rest in split):
        head = next(head for head, colon, _rest in split if colon and heading_word(head))
        what = heading_word(head)
        why = "一格里要写好几样，还有别的字，程序不能分别填，请把它们分到几格里。"
        return [HeadingProposal(grid.name, cell, what, name_of_heading(what), text + "{}", "unbound", why)]
    made = [
        _made(grid, row, column, heading_word(head), head + colon + "{}", "几样写在一格里") for head, colon, _ in split
    ]
    return [each for each in made if each is not None]


def is_heading(text: str) -> bool:
    """Whether a cell's text asks for words to be written: «填报单位：», «报告期»."""
    head, colon, _rest = _parts(text)
    what = heading_word(head)
    return bool(what) and what != "remark" and (bool(colon) or len(bare(head)) > _SHORT)


def name_of_heading(what: str) -> str:
    """What a heading holds, in Chinese."""
    names = habits()["heading_names"]
    if what.startswith("top."):
        _, kind, rank = (*what.split("."), "", "")[:3]
        kinds = {"goods": "商品投诉", "services": "服务投诉", "risers": "上升最快"}
        return f"{kinds.get(kind, kind)}第 {rank} 位的名称"
    return str(names.get(what, what))


def heading_choices() -> tuple[tuple[str, str], ...]:
    """Everything a cell of words can hold: (what, name)."""
    return tuple(habits()["heading_names"].items())


def _parts(text: str) -> tuple[str, str, str]:
    found = _COLON.search(text)
    if found:
        return text[: found.start()], text[found.start() : found.end()], text[found.end() :]
    return text, "", ""


def _heading(grid: Grid, row: int, column: int, text: str) -> HeadingProposal | None:
    head, colon, rest = _parts(text)
    what = heading_word(head)
    if what and is_heading(text):
        return _labelled(grid, row, column, text, what, colon, rest)
    folded = unicodedata.normalize("NFKC", text)
    alone = _PERIOD.match(text) or _PERIOD.match(folded)
    if alone and "年" in text:
        at = text.find(alone[1]) if alone[1] in text else 0
        pattern = text[:at] + "{}" + text[at + len(alone[1]) :]
        return _made(grid, row, column, "period", pattern.strip() if at == 0 else pattern, "这一格只写着时间")
    titled = _MONTH_IN_TITLE.search(text)
    if titled and row <= 3 and not titled[0].isspace():
        pattern = text[: titled.start()] + "{}" + text[titled.end() :]
        return _made(grid, row, column, "period", pattern, "标题里写着时间")
    return None


def _labelled(grid: Grid, row: int, column: int, text: str, what: str, colon: str, rest: str) -> HeadingProposal | None:
    seal = _SEAL.search(rest)
    filled = (rest[: seal.start()] if seal else rest).strip(" 　_＿")
    right = grid.box(row, column)[3] + 1
    beside = grid.home(row, right)
    free = right <= grid.columns and beside[0] == row and not grid.texts.get(beside, "").strip(" 　_＿年月日")
    lined = beside in grid.lines and ((row, column) in grid.lines or beside in grid.boxes or not colon)
    if not filled and not seal and free and (not colon or lined):
        return _made(grid, row, right, what, "{}", f"左边写着「{''.join(text.split())}」")
    if not colon:
        if not seal and not free:
            return None
        return _made(grid, row, column, what, text.rstrip() + "：{}", "右边没有空格，写在同一格里", state="ask")
    stem = text[: len(text) - len(rest)]
    suffix = rest[seal.start() :].strip() if seal else ""
    return _made(grid, row, column, what, stem + "{}" + suffix, f"写着「{''.join(stem.split())}」")


def _made(
    grid: Grid, row: int, column: int, what: str, pattern: str, why: str, state: str = "sure"
) -> HeadingProposal | None:
    if pattern.count("{}") != 1 or (row, column) in grid.formulas:
        return None
    return HeadingProposal(
        grid.name,
        cell_name(row, column),
        what,
        name_of_heading(what),
        pattern,
        "ask" if state == "ask" else "sure",
        why + "。",
    )
