"""Cells of words: what is written into them (who reports, for which period), in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.ui.pages.templates.properties import Property

if TYPE_CHECKING:
    from app.services.binding import HeadingProposal

#: The name of the property the list offers them under.
HEADING = "heading"


def heading_property() -> Property:
    """Everything a cell of words can hold, as one thing to choose."""
    from app.services.binding.headings import heading_choices

    return Property(HEADING, "这里写的", heading_choices())


def pattern_of(written: str) -> str:
    """Where the words go in a cell that says ``written``: behind what stands there."""
    return f"{written.rstrip()}{{}}" if written.strip() else "{}"


def sentence(headings: Sequence[HeadingProposal]) -> str:
    """What is written into a cell: «这里写填报单位名称», or that nothing is."""
    if any(each.state == "unbound" for each in headings):
        return "程序不往这里写"
    return "这里写" + "、".join(each.name for each in headings)


def shown_text(written: str, headings: Sequence[HeadingProposal]) -> str:
    """What the sheet shows in a cell of words: what its author wrote, else what will stand there."""
    return written.strip() or "、".join(each.name for each in headings)
