"""What a form asks for: the step of a case, a paper, a place in the archive say it in the same shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AskKind = Literal["date", "money", "code", "text", "story", "count"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked for. ``list`` is the code list of a ``code``, ``unit`` that of a ``count``.

    A ``story`` has several lines.

    ``default`` is what stands there at first, as one would type it; ``hint`` a sentence on what belongs there.
    """

    name: str
    label: str
    kind: AskKind = "text"
    list: str = ""
    required: bool = False
    default: str = ""
    hint: str = ""
    unit: str = ""
