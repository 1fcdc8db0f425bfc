"""Design tokens: one frozen dataclass of colours per theme, and the sizes both share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: What a piece of text or a state means; every tone has text, tint and edge colours.
Tone = Literal["plain", "error", "question", "note", "done"]

#: Letter sizes a person can choose, as factors on every size below.
SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of one theme as ``#rrggbb``. ``outlined``: tints become outlines and decoration vanishes."""

    name: str
    outlined: bool
    paper: str
    surface: str
    field: str
    celadon: str
    celadon2: str
    head: str
    key_cap: str
    ink: str
    ink2: str
    pine: str
    action: str
    primary: str
    primary_pressed: str
    on_primary: str
    bookmark: str
    on_bookmark: str
    side: str
    side2: str
    on_side: str
    border: str
    line: str
    grid: str
    hatch: str
    focus: str
    focus_side: str
    sel: str
    error: str
    error_tint: str
    error_edge: str
    question: str
    question_tint: str
    question_edge: str
    note: str
    note_tint: str
    note_edge: str
    done: str
    done_tint: str
    done_edge: str
    seal: str
    on_seal: str
    hit: str
    on_hit: str
    hill1: str
    hill2: str
    hill3: str

    def text_of(self, tone: Tone) -> str:
        return self.ink if tone == "plain" else str(getattr(self, tone))

    def tint_of(self, tone: Tone) -> str:
        return self.surface if tone == "plain" else str(getattr(self, f"{tone}_tint"))

    def edge_of(self, tone: Tone) -> str:
        return self.border if tone == "plain" else str(getattr(self, f"{tone}_edge"))


LIGHT = Colours(
    name="light",
    outlined=False,
    paper="#F7F3EA",
    surface="#FFFDF8",
    field="#FFFFFF",
    celadon="#E3ECE5",
    celadon2="#CFDFD5",
    head="#EEE8DA",
    key_cap="#EFE9DB",
    ink="#1A2421",
    ink2="#35403B",
    pine="#0F4A43",
    action="#0F4A43",
    primary="#0F4A43",
    primary_pressed="#0A3A34",
    on_primary="#FFFFFF",
    bookmark="#F7F3EA",
    on_bookmark="#0F4A43",
    side="#123D38",
    side2="#1C4C46",
    on_side="#E8F1EC",
    border="#66726C",
    line="#DDD6C6",
    grid="#D5D0C4",
    hatch="#D5D0C4",
    focus="#1550B0",
    focus_side="#FFD27A",
    sel="#D5E4F7",
    error="#8F1230",
    error_tint="#FBE8EB",
    error_edge="#C22B4E",
    question="#5A3D00",
    question_tint="#FFF0CC",
    question_edge="#A06F08",
    note="#123F77",
    note_tint="#E6EEF8",
    note_edge="#3D74B8",
    done="#0F4A43",
    done_tint="#DCEBE1",
    done_edge="#2F7D6B",
    seal="#942610",
    on_seal="#FFF7EE",
    hit="#FFE9A8",
    on_hit="#1A2421",
    hill1="#C6DACD",
    hill2="#A8C6B6",
    hill3="#7FA893",
)

CONTRAST = Colours(
    name="contrast",
    outlined=True,
    paper="#000000",
    surface="#000000",
    field="#000000",
    celadon="#000000",
    celadon2="#003A5C",
    head="#000000",
    key_cap="#000000",
    ink="#FFFFFF",
    ink2="#F0F0F0",
    pine="#FFE14A",
    action="#FFFFFF",
    primary="#FFE14A",
    primary_pressed="#FFFFFF",
    on_primary="#000000",
    bookmark="#FFE14A",
    on_bookmark="#000000",
    side="#000000",
    side2="#003A5C",
    on_side="#FFFFFF",
    border="#FFFFFF",
    line="#FFFFFF",
    grid="#FFFFFF",
    hatch="#F0F0F0",
    focus="#4FE3FF",
    focus_side="#4FE3FF",
    sel="#003A5C",
    error="#FFB4C0",
    error_tint="#000000",
    error_edge="#FFB4C0",
    question="#FFD98A",
    question_tint="#000000",
    question_edge="#FFD98A",
    note="#B5DBFF",
    note_tint="#000000",
    note_edge="#B5DBFF",
    done="#A6F3D0",
    done_tint="#000000",
    done_edge="#A6F3D0",
    seal="#000000",
    on_seal="#FFFFFF",
    hit="#FFE14A",
    on_hit="#000000",
    hill1="#000000",
    hill2="#000000",
    hill3="#000000",
)


@dataclass(frozen=True, slots=True)
class Type:
    """Letter sizes in design pixels; ``small`` is the smallest anywhere."""

    number: int = 52
    greeting: int = 32
    page: int = 28
    section: int = 24
    search: int = 22
    body: int = 20
    small: int = 18


@dataclass(frozen=True, slots=True)
class Size:
    """Lengths in design pixels."""

    control: int = 44
    main: int = 60
    side_item: int = 56
    side: int = 208
    rail: int = 96
    margin: int = 418
    margin_medium: int = 300
    top_bar: int = 56
    row: int = 50
    row_board: int = 44
    row_import: int = 52
    row_todo: int = 62
    row_sheet: int = 36
    hint: int = 28
    scroll: int = 16
    handle: int = 8
    ring: int = 3
    caret: int = 3
    radius_cell: int = 6
    radius: int = 8
    radius_banner: int = 10
    radius_card: int = 14
    page_margin: int = 24
    dialog: int = 640


TYPE = Type()
SIZE = Size()
LINE = 1.5
