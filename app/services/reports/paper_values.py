"""The values a paper's template is filled with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Filled:
    """A value of a tag: its text, or the ``blank`` to write on when there is none. It counts as there or not."""

    text: str
    blank: str = "＿＿＿＿＿＿"

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, Filled) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text or self.blank

    def __html__(self) -> str:
        """As text of the XML: lines are paragraphs (``\\a``); what the filling would take for a mark is no mark."""
        text = "".join(_xml(character) for character in str(self))
        for mark, plain in (("{_", "{&#95;"), ("%_}", "%&#95;}"), ("}_}", "}&#95;}")):
            text = text.replace(mark, plain)
        return text.replace("\n", "\a")


#: What a template can be filled with: values by tag, and lists of rows.
Values: TypeAlias = Mapping[str, Filled | Sequence[Mapping[str, Filled]]]
#: The tags there are, and for a list the names in its rows.
Tags: TypeAlias = Mapping[str, Sequence[str]]


def _xml(character: str) -> str:
    """A character as XML text; what XML cannot hold becomes nothing."""
    if character in "&<>":
        return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[character]
    code = ord(character)
    allowed = character == "\n" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
    return character if allowed and not 0x7F <= code < 0xA0 else " " if character == "\t" else ""
