"""Names of figures in a template: Chinese words → indicators and codes.

An indicator goes by its name and every spelling offices use for it, without brackets and punctuation («两站»,
«三一五现场受理投诉»); ``resources/summaries/names.toml`` gives shorter names, which go first.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from app.paths import resources
from app.services.keys import Key, parse_key

if TYPE_CHECKING:
    from datetime import date

    from app.services.codelists import CodeLists
    from app.services.indicators.catalogue import Catalogue

_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_NOT_WORD = re.compile(r"[^\w]+")
#: A dimension's word in templates → the dimension of a key and its code list.
DIMENSIONS = {
    "性质": ("nature", "nature"),
    "类别": ("category", "category"),
    "细目": ("item", "item"),
    "渠道": ("channel", "channel"),
    "购买方式": ("buying", "buying"),
}
#: What can be asked of a figure.
ABOUT = (
    "数",
    "单位",
    "上年同期",
    "上期",
    "对比期",
    "本年累计",
    "同比",
    "环比",
    "变化",
    "同比增减",
    "环比增减",
    "增减",
)
#: What can be asked besides of a figure of one code: a share is of all codes together.
SHARES = ("占比", "比重", "占大类比重", "比重变化")


def identifier(name: str) -> str:
    """A name as a template writes it: no brackets, no punctuation, not beginning with a digit."""
    word = _NOT_WORD.sub("", _BRACKETS.sub("", name)).replace("_", "")
    word = re.sub(r"^315", "三一五", word)
    return word if word.isidentifier() else ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of one office on one day: figures by name, labels of each dimension by name → code."""

    figures: dict[str, Key]
    labels: dict[str, dict[str, str]]

    def code(self, dimension: str, label: str) -> str | None:
        """The code of ``label`` in the dimension called ``dimension`` in templates."""
        return self.labels[dimension].get(label)


@cache
def _own_names() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads((resources() / "summaries" / "names.toml").read_text(encoding="utf-8"))
    return found


def vocabulary(book: Catalogue, lists: CodeLists, day: date) -> Vocabulary:
    """All names there are."""
    figures = {name: parse_key(key) for name, key in _own_names().items()}
    for indicator in book.indicators:
        if word := identifier(indicator.name):
            figures.setdefault(word, Key(indicator.key))
    for indicator in book.indicators:
        for synonym in indicator.synonyms:
            if word := identifier(synonym):
                figures.setdefault(word, Key(indicator.key))
    labels: dict[str, dict[str, str]] = {}
    for word, (_, name) in DIMENSIONS.items():
        found: dict[str, str] = {}
        for entry in lists.entries(name, day):
            if label := identifier(entry.label):
                found.setdefault(label, entry.code)
        for entry in lists.entries(name):
            for spelling in (entry.label, *entry.aliases):
                if label := identifier(spelling):
                    found.setdefault(label, entry.code)
        labels[word] = found
    return Vocabulary(figures, labels)
