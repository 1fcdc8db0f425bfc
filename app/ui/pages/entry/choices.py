"""What can be chosen for a field, and what its other fields suggest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.services.codelists import CodeLists, Entry
from app.services.complaints.fields import FIELDS, INTAKE_WORDS
from app.ui.widgets.choices import Choice, Group, Suggestion

_GROUPS = (("goods", "商品"), ("service", "服务"), ("other", "其他"))


def groups_for(name: str, lists: CodeLists, today: date) -> tuple[Group, ...]:
    """The choices of field ``name``; empty for fields one writes freely."""
    spec = FIELDS[name]
    if spec.kind == "intake":
        return (Group("类型", tuple(Choice(word, word) for word in INTAKE_WORDS.values())),)
    if spec.kind == "bool":
        return (Group(spec.label, (Choice("是", "是"), Choice("否", "否"))),)
    if spec.kind != "code":
        return ()
    entries = lists.entries(spec.list, today)
    if spec.list == "category":
        items = lists.entries("item", today)
        return tuple(
            Group(word, tuple(_choice(entry, _names(entry, items)) for entry in entries if entry.kind == kind))
            for kind, word in _GROUPS
        )
    return (Group(spec.label, tuple(_choice(entry, entry.aliases) for entry in entries)),)


def _choice(entry: Entry, also: tuple[str, ...]) -> Choice:
    word = entry.label
    if entry.list == "category" and entry.kind != "other":  # the cells are narrow, and the group says the rest
        for tail in ("类", "服务", "用品"):
            word = word.removesuffix(tail)
    return Choice(entry.code, word, " ".join(word.casefold() for word in (entry.label, *also)))


def _names(category: Entry, items: tuple[Entry, ...]) -> tuple[str, ...]:
    inside = [item for item in items if item.parent == category.code]
    return (*category.aliases, *(word for item in inside for word in (item.label, *item.aliases)))


def suggestions(texts: Mapping[str, str], lists: CodeLists, today: date) -> tuple[Suggestion, ...]:
    """Up to two categories that the words of the item and of the facts speak for."""
    found: dict[str, list[str]] = {}
    words = sorted(
        ((word, item) for item in lists.entries("item", today) for word in (item.label, *item.aliases)),
        key=lambda pair: -len(pair[0]),
    )
    for name in ("item", "facts"):
        text = texts.get(name, "")
        for word, item in words:
            if len(word) > 1 and word in text:
                because = found.setdefault(item.parent, [])
                if not any(word in known for known in because):
                    because.append(word)
    return tuple(
        Suggestion(code, lists.label("category", code, today), "", f"因为写了 {'、'.join(because[:3])}")
        for code, because in list(found.items())[:2]
    )
