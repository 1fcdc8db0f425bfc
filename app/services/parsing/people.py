"""The names of several people written one after the other: «张三、李四», «王五 赵六»."""

from __future__ import annotations

import re

from app.services.parsing.text import clean

_BETWEEN = re.compile(r"[、,，;；/／\s]+")
_NOBODY = frozenset({"无", "暂无", "没有", "空缺", "待定", "-", "—"})


def names_in(text: str) -> tuple[str, ...]:
    """The people named, each once; a name set apart by a space within it («李 明») stays one."""
    words = clean(text)
    if re.fullmatch(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", words):
        words = words.replace(" ", "")
    found = (part.strip() for part in _BETWEEN.split(words))
    return tuple(dict.fromkeys(part for part in found if part and part not in _NOBODY))
