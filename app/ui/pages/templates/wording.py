"""The words of templates: kinds of periods, validity, where one is from, and the properties of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.ui.pages.templates.properties import SPAN_WORDS

if TYPE_CHECKING:
    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue
    from app.services.templates import TemplateInfo

PERIODS = {"month": "月报", "quarter": "季报", "half": "半年报", "year": "年报", "range": "专项"}
SOURCES = {"shipped": "程序带来的", "bound": "自己认的", "installed": "别处做好的"}
SUFFIXES = {"xlsx": "Excel 表格", "xlsm": "带宏的 Excel 表格", "xls": "老式 Excel 表格", "et": "WPS 表格"}
#: What a person may choose as a workbook.
WORKBOOKS = "表格文件 (*.xlsx *.xlsm *.xls *.et)"


def shortened(text: str, most: int) -> str:
    """``text`` within ``most`` Chinese characters (two of others count as one), its end left out where it is longer.

    For lists, whose margin says the whole of it.
    """
    text = " ".join(text.split())
    wide = [2 if ord(character) > 255 else 1 for character in text]
    if sum(wide) <= 2 * most:
        return text
    room, kept = 2 * most - 2, 0
    for size in wide:
        if size > room:
            break
        room -= size
        kept += 1
    return f"{text[:kept]}…"


def periods_of(info: TemplateInfo) -> str:
    """«月报», «季报、半年报»."""
    return "、".join(PERIODS.get(kind, kind) for kind in info.periods)


def day_of(text: str) -> str:
    """The first or last period of a validity as one says it: «2026年1月»; as it is when it cannot be read."""
    from app.services.periods import parse_period

    try:
        return parse_period(text).label if text else ""
    except AppError:
        return text


def validity(info: TemplateInfo) -> str:
    """From when to when: «2026年1月起», «2024年1月到2025年12月»."""
    since, until = day_of(info.valid_from), day_of(info.valid_until)
    if since and until:
        return f"{since}到{until}"
    return f"{since}起" if since else f"到{until}" if until else "一直用"


def due(info: TemplateInfo) -> str:
    """The day a return is due."""
    return f"期满后 {info.due_day} 日前" if info.due_day else "没有写"


def key_words(key: str, catalogue: Catalogue, lists: CodeLists) -> str:
    """A key in words: «受理件数，食品类，质量，上年同期»."""
    from app.services.keys import parse_key

    parsed = parse_key(key)
    try:
        name = catalogue.resolve(parsed.indicator).name
    except AppError:
        name = parsed.indicator
    words = [name, *(lists.label(dimension, code) for dimension, code in parsed.where)]
    return "，".join([*words, SPAN_WORDS.get(parsed.span, parsed.span)])
