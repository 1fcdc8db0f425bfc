"""What can be chosen for a field, most used first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.services.codelists import CodeLists, Entry
from app.services.complaints.fields import FIELDS, INTAKE_WORDS
from app.ui.widgets.choices import Choice, Group

_GROUPS = (("goods", "商品"), ("service", "服务"), ("other", "其他"))
_YES_NO = ("是", "否")
#: What one writes down on the entry page. A reconciliation of a service point has a page of its own.
_INTAKES = tuple(word for code, word in INTAKE_WORDS.items() if code != "reconciliation")


def kinds_with_choices() -> frozenset[str]:
    """Fields whose values are chosen from the margin."""
    return frozenset(name for name, spec in FIELDS.items() if spec.kind in ("code", "intake", "bool"))


def key_of(name: str, text: str, lists: CodeLists, today: date) -> str:
    """The choice that ``text`` names exactly; empty when it names none."""
    spec, text = FIELDS[name], text.strip()
    if spec.kind == "intake":
        return text if text in _INTAKES else ""
    if spec.kind == "bool":
        return text if text in _YES_NO else ""
    code = lists.code(spec.list, text) if text else None
    entry = lists.entry(spec.list, code) if code else None
    return "" if code is None or entry is None or entry.kind == "root" else code


def word_of(name: str, key: str, lists: CodeLists, today: date) -> str:
    """What choice ``key`` is called in the field."""
    spec = FIELDS[name]
    return lists.label(spec.list, key, today) if spec.list else key


def groups_for(name: str, lists: CodeLists, today: date, used: Mapping[str, int]) -> tuple[Group, ...]:
    """The choices of field ``name``, those ``used`` most first; empty for fields one writes freely."""
    spec = FIELDS[name]
    if spec.kind == "intake":
        return (Group("类型", tuple(Choice(word, word) for word in _INTAKES)),)
    if spec.kind == "bool":
        return (Group(spec.label, tuple(Choice(word, word) for word in _YES_NO)),)
    if spec.kind != "code":
        return ()
    entries = sorted(lists.entries(spec.list, today), key=lambda entry: -used.get(entry.code, 0))
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
    return Choice(entry.code, word, " ".join(word.replace(" ", "") for word in (entry.label, *also)))


def _names(category: Entry, items: tuple[Entry, ...]) -> tuple[str, ...]:
    inside = [item for item in items if item.parent == category.code]
    return (*category.aliases, *(word for item in inside for word in (item.label, *item.aliases)))
