"""Spellings made comparable: widths, spaces, headings, names. Rare characters of names are kept as they are."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys([0x00AD, 0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060])
_SIGNS = {"\uffe5": "\u00a5", "\u2212": "-", "\u2010": "-", "\u2011": "-"}
#: Halves of characters, as a console of another code page leaves them; nothing can store them.
_HALVES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[\s\u00a0\u3000]+")
_DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u2219\u30fb\uff65\u22c5\uff0e\u25cf", "·"))
_BRACKETS = str.maketrans("【】〔〕[]{}", "()()()()")
_UNIT = re.compile(r"(?P<words>.*?)\((?:单位:?)?(?P<unit>[^()]{1,8})\)(?P<more>.*)")
_SENTENCE_MARKS = " 。.,、;:!?…\"'“”‘’"
_LAST_MARKS = "。,，、;；"
_ONE_BY_ONE = re.compile(r"(?<![0-9])[0-9](?: [0-9.,]){2,}(?![0-9])")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BETWEEN = re.compile(rf"(?<=[{_CJK}·]) +(?=[{_CJK}·])")
_BROKEN = re.compile(rf"(?<=[{_CJK}0-9])[ \t]*[\r\n\u2028\u2029]+[ \t]*(?=[{_CJK}])")


def halfwidth(text: str) -> str:
    """Full-width letters, digits and signs as half-width; nothing else changes.

    Not NFKC: that also rewrites compatibility ideographs, which are the right spelling of some names.
    """
    if text.isascii():
        return text
    return "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else _SIGNS.get(c, c) for c in text)


def clean(text: str) -> str:
    """One line without invisible characters, outer spaces or runs of spaces; half characters become «�»."""
    if text.isprintable() and "  " not in text and text[:1] != " " != text[-1:]:
        return text  # all that is cleaned away is not printable
    visible = "".join(c for c in text.translate(_INVISIBLE) if c.isspace() or unicodedata.category(c) != "Cc")
    visible = _HALVES.sub("\ufffd", visible)
    return _SPACES.sub(" ", visible).strip()


def paragraphs(text: str) -> str:
    """Each line :func:`clean`, line breaks kept: what somebody told, in the order and the parts it was told."""
    lines = [clean(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def normal(text: str) -> str:
    """:func:`clean` and :func:`halfwidth`: how figures, dates and codes are read."""
    return clean(halfwidth(clean(text)))


def entered(text: str) -> str:
    """:func:`normal` without what handwriting pads and voice input add to a value.

    Gone are line breaks, marks of a sentence around the text («2350。»), and the spaces of digits written one by
    one («1 3 8 0» → «1380»; two digits stay apart, they may be month and day).
    """
    words = normal(text).strip(_SENTENCE_MARKS)
    return _ONE_BY_ONE.sub(lambda found: found[0].replace(" ", ""), words)


def one_line(text: str) -> str:
    """A short text of a field as it is kept: one line, without the full stop a pad puts behind it.

    A line break between two Chinese characters goes (the pad's page was full), any other becomes a space.
    """
    joined = _BROKEN.sub("", text.strip())
    words = clean(joined)
    return words.rstrip(_LAST_MARKS).rstrip() or words


def normal_name(text: str) -> str:
    """A person's or trader's name: no spaces between Chinese characters, one spelling of the dot.

    «张  三» → «张三», «买买提．艾力» → «买买提·艾力», «John Smith» stays. The rare characters stay.
    """
    return _BETWEEN.sub("", clean(text).translate(_DOTS))


def normal_label(text: str) -> str:
    """A row or column label for comparing: no spaces at all, half-width, one kind of brackets, lower case."""
    return halfwidth(clean(text)).replace(" ", "").translate(_BRACKETS).lower()


def split_heading(text: str) -> tuple[str, str]:
    """A column heading as (comparable words, unit): «挽回经济损失(万元)» → ``("挽回经济损失", "万元")``.

    A bracket that is no unit of money, number or share stays part of the words.
    """
    label = normal_label(text).strip(":*。")
    found = _UNIT.fullmatch(label) if len(label) <= 80 else None
    if found and is_unit(found["unit"]):
        return (found["words"] + found["more"]).strip(":*"), found["unit"]
    words, sep, unit = label.partition("/")
    if sep and is_unit(unit):
        return words, unit
    return label, ""


_UNIT_WORDS = """
件 起 宗 例 项 条 份 册 本 期 篇 个 次 人 人次 名 位 户 家 户次 户(次) 家次 件次 场 场次 站 所 班
只 箱 包 片 袋 支 张 瓶 盒 桶 根 顶 枚 套 双 部 架 幅 面 块 处 台 辆 辆次 车次 批次 批 间 桌 类 种 组 人份
公斤 斤 吨 克 升 米 平方米 亩 元 % 个百分点 百分点 天 日 岁 小时 分钟
"""
UNITS = frozenset(_UNIT_WORDS.split())
"""Units a figure may carry."""


def is_unit(text: str) -> bool:
    """Whether ``text`` is a unit, with or without 万 or 亿 in front."""
    return text in UNITS or (text[:1] in ("万", "亿", "千", "百") and (text[1:] in UNITS or not text[1:]))
