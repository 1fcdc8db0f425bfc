"""Keys in words a secretary reads: «受理投诉 · 食品类 · 质量 · 上年同期»."""

from __future__ import annotations

from app.errors import AppError
from app.services.binding.words import Vocabulary
from app.services.keys import Key, parse_key

SPANS = {
    "current": "本期",
    "last-year": "上年同期",
    "ytd": "本年累计",
    "last-ytd": "上年累计",
    "previous": "上期",
}
_AGAINST = {"last-year": "比上年同期", "last-ytd": "累计比上年累计", "previous": "比上期", "ytd": "累计比上年累计"}
_TOPS = {"goods": "商品投诉前十位", "services": "服务投诉前十位", "risers": "上升最快前十位"}
_TOP_WHAT = {"": "件数", "share": "比重", "change_rate": "增减率", "change": "增减数"}


def name_of(key: str | Key, vocabulary: Vocabulary) -> str:
    """The figure ``key`` in words; the key itself when it is not understood."""
    try:
        parsed = parse_key(key) if isinstance(key, str) else key
        if parsed.code("rank"):
            return _rank(parsed)
        resolved = vocabulary.catalogue.resolve(parsed.indicator)
    except AppError:
        return str(key)
    parts = [resolved.name]
    for dimension, code in parsed.where:
        parts.append(
            {"cohort": "当期受理的"}.get(code, code)
            if dimension == "basis"
            else vocabulary.lists.label(dimension, code) or code
        )
    if "change" in resolved.ending and parsed.span in _AGAINST:
        parts.append(_AGAINST[parsed.span])
    elif parsed.span != "current":
        parts.append(SPANS.get(parsed.span, parsed.span))
    return " · ".join(parts)


def _rank(key: Key) -> str:
    kind, _, what = key.indicator.removeprefix("top_").partition("_")
    span = "" if key.span == "current" else " · " + SPANS.get(key.span, key.span)
    return f"{_TOPS.get(kind, kind)} · 第{key.code('rank')}位 · {_TOP_WHAT.get(what, what)}{span}"
