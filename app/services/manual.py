"""The user help: topics written in a small subset of Markdown under ``resources/help``, read into plain blocks.

``resources/help/README.md`` says what a topic may contain. Anything else is refused, so that no mark of the format is
ever shown to a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from app.paths import resources

_STEP = re.compile(r"(\d{1,2})\. (\S.*)")
_PICTURE = re.compile(r"!\[([^\[\]]+)\]\((pictures/[a-z0-9-]+\.png)\)")
#: What begins a line in richer Markdown, or stands in it; here it would be shown as it is.
_STRANGE = re.compile(r"^(#|>|[-*+] |\||!|\d+[.)]|    |\t)|[*`_<>\[\]]|\s$")
#: Where a PNG says its width and height, and how it begins.
_HEAD = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a topic. ``number`` is that of a step; ``picture`` the file of a picture, ``text`` its words."""

    kind: Literal["heading", "paragraph", "step", "picture"]
    text: str
    number: int = 0
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: what it is called, one sentence on what it is about, and its blocks."""

    name: str
    title: str
    about: str
    blocks: tuple[Block, ...]

    @property
    def pictures(self) -> tuple[Path, ...]:
        """The files of its pictures, in order."""
        return tuple(block.picture for block in self.blocks if block.picture is not None)


def folder() -> Path:
    """Where the topics are; their pictures are in ``pictures`` below."""
    return resources() / "help"


@lru_cache(maxsize=32)
def topic(name: str) -> Topic:
    """The topic in the file ``name``.md. ValueError when it is not written as ``README.md`` beside it says."""
    return parse(name, (folder() / f"{name}.md").read_text("utf-8"))


def parse(name: str, text: str) -> Topic:
    """Read a topic: a title, a sentence, then blocks set apart by empty lines. ValueError says which line is wrong."""
    blocks: list[Block] = []
    title = ""
    lines: list[str] = []

    def end_paragraph() -> None:
        if lines:
            blocks.append(Block("paragraph", "".join(lines)))
            lines.clear()

    for at, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("# ") and not title and not blocks:
            title = line[2:]
            continue
        block = _block(line)
        if block is None and not line:
            end_paragraph()
        elif block is not None:
            end_paragraph()
            blocks.append(block)
        elif _STRANGE.search(line):
            raise ValueError(f"{name}, line {at}: {line!r}")
        else:
            lines.append(line)
    if not title or not blocks or blocks[0].kind != "paragraph":
        raise ValueError(f"{name}: a title and a sentence come first")
    _count(name, blocks)
    return Topic(name, title, blocks[0].text, tuple(blocks))


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG in pixels, from its first bytes; ValueError when it is none."""
    with path.open("rb") as file:
        start = file.read(24)
    if not start.startswith(_HEAD) or len(start) < 24:
        raise ValueError(f"not a PNG: {path.name}")
    return int.from_bytes(start[16:20], "big"), int.from_bytes(start[20:24], "big")


def _block(line: str) -> Block | None:
    """What a line of its own is; None for a line of a paragraph."""
    if line.startswith("## ") and not _STRANGE.search(line[3:]):
        return Block("heading", line[3:])
    if (step := _STEP.fullmatch(line)) and not _STRANGE.search(step[2]):
        return Block("step", step[2], int(step[1]))
    if picture := _PICTURE.fullmatch(line):
        return Block("picture", picture[1], picture=folder() / picture[2])
    return None


def _count(name: str, blocks: list[Block]) -> None:
    """Steps count from 1 without a gap, anew below every heading."""
    last = 0
    for block in blocks:
        if block.kind == "heading":
            last = 0
        elif block.kind == "step":
            if block.number not in (last + 1, 1):
                raise ValueError(f"{name}: step {block.number} after {last}")
            last = block.number
