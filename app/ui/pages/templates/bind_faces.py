"""What a sheet that is being bound shows in its cells; made in a lane of its own, no Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from app.ui.pages.templates.cell_panel import short_of, title_of
from app.ui.pages.templates.chooser import word_of
from app.ui.pages.templates.heading_words import sentence, shown_text
from app.ui.pages.templates.properties import value_of
from app.ui.sheets.drawing import CellFace, FaceState, Place, SheetDrawing, place_of

if TYPE_CHECKING:
    from app.services.binding import Choice, Draft, HeadingProposal

Faces = dict[str, dict[Place, CellFace]]


def names_of(choices: Sequence[Choice]) -> dict[str, str]:
    """The name of every indicator by its key."""
    return {choice.key: choice.name for choice in choices}


def make_known(choices: Sequence[Choice]) -> None:
    """Have the pinyin of every choice read, so that the first letter typed need not wait for it."""
    from app.services.pinyin import rank

    for choice in choices:
        rank("a", word_of(choice), choice.synonyms)


def faces_of(draft: Draft, names: Mapping[str, str], drawings: Sequence[SheetDrawing]) -> Faces:
    """A face for every cell that can hold a figure, and for those that ask for words."""
    found: Faces = {}
    for each in draft.cells:
        short = short_of(each, names.get(value_of(each, "indicator"), ""))
        note = f"当作{each.name}" if each.key else each.why
        found.setdefault(each.sheet, {})[place_of(each.cell)] = CellFace(
            short, each.state, title_of(each), each.unit, note
        )
    drawn = {drawing.name: drawing.cells for drawing in drawings}
    headings: dict[tuple[str, str], list[HeadingProposal]] = {}
    for words in draft.headings:
        headings.setdefault((words.sheet, words.cell), []).append(words)
    for (sheet, cell), here in headings.items():
        place = place_of(cell)
        written = drawn[sheet][place].text if place in drawn.get(sheet, {}) else ""
        found.setdefault(sheet, {})[place] = CellFace(shown_text(written, here), _worst(here), note=sentence(here))
    return found


def _worst(here: Sequence[HeadingProposal]) -> FaceState:
    """How a cell of words stands: one that the program does not write into stays as its author left it."""
    states = {each.state for each in here}
    return "ask" if "ask" in states else "unneeded" if "unbound" in states else "sure"
