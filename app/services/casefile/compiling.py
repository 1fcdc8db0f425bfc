"""Putting the file of a case together: every part a small PDF of its own in a folder, then all joined to one."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from app.errors import AppError, Issue
from app.services.attachments.kinds import KINDS
from app.services.attachments.previews import MEMORY, SECONDS, Drawer
from app.services.casefile import wording
from app.services.confined.process import ConfinedProcess
from app.services.reports import case_form, file_pages, file_pictures, joining
from app.services.storing import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.progress import Progress
    from app.services.casefile.gathering import Gathered, KeptFile, KeptPaper
    from app.services.storing import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the table of contents: what it is, of which day, and on which pages (from 1) it stands."""

    title: str
    number: str
    who: str
    on: date | None
    first: int
    pages: int


@dataclass(frozen=True, slots=True)
class _Made:
    """A part lying in the folder. ``files`` of its ``pages``; what has no ``title`` is not in the contents."""

    title: str
    files: tuple[tuple[Path, int], ...]
    number: str = ""
    who: str = ""
    on: date | None = None

    @property
    def pages(self) -> int:
        """How many pages the part has."""
        return sum(pages for _, pages in self.files)


class Compiler:
    """Puts one file together. ``redraw`` draws papers anew for a redacted file; None takes them as they were issued."""

    def __init__(
        self,
        found: Gathered,
        store: Store,
        today: date,
        progress: Progress,
        redraw: Callable[[KeptPaper], bytes] | None = None,
    ) -> None:
        self._found, self._store, self._today, self._progress = found, store, today, progress
        self._redraw = redraw
        self._issues: list[Issue] = []
        self._at = 0
        self._folder = Path()

    def compile(self, out: BinaryIO) -> tuple[tuple[Part, ...], int, tuple[Issue, ...]]:
        """Write the whole file to ``out``; gives its contents, how many pages it has, and what could not be put in."""
        with tempfile.TemporaryDirectory(prefix="xiaobao-") as folder:
            self._folder = Path(folder)
            made = list(self._parts())
            whole = [self._cover(0), *self._contents(made, [0] * len(made)), *made]
            notes = [issue.message for issue in self._issues]
            total = sum(part.pages for part in whole) + self._closing(1, notes).pages
            before = sum(part.pages for part in whole[: len(whole) - len(made)])
            firsts = []
            for part in made:
                firsts.append(before + 1)
                before += part.pages
            last = self._closing(total, notes)
            whole = [self._cover(total), *self._contents(made, firsts), *made, last]
            pieces = [
                joining.Piece(path, pages, part.title if not at else "")
                for part in whole
                for at, (path, pages) in enumerate(part.files)
            ]
            pages = joining.join(out, pieces, title=self._title(), foot=self._foot, progress=self._progress)
        parts = tuple(
            Part(part.title, part.number, part.who, part.on, first, part.pages)
            for part, first in zip(made, firsts, strict=True)
        )
        return parts, pages, tuple(self._issues)

    @property
    def _office(self) -> str:
        return self._found.office.removesuffix("（练习）")

    # -- words ----------------------------------------------------------------------------------------
    def _title(self) -> str:
        name = self._found.archive_number or self._found.record.number
        return f"案卷 {name}" + ("（遮蔽版）" if self._redraw else "")

    def _foot(self, number: int, total: int) -> str:
        name = self._found.archive_number or self._found.record.number
        return f"{name}　第 {number} 页 共 {total} 页"

    # -- parts ----------------------------------------------------------------------------------------
    def _cover(self, pages: int) -> _Made:
        face = wording.cover_of(self._found, redacted=self._redraw is not None, pages=pages)
        return _Made("封面", (self._kept(file_pages.cover(face), 1),))

    def _contents(self, made: Sequence[_Made], firsts: Sequence[int]) -> list[_Made]:
        rows = [
            [
                str(at), part.number, part.who, part.title, part.on.isoformat() if part.on else "",
                _span(first, part.pages),
            ]
            for at, (part, first) in enumerate(zip(made, firsts, strict=True), 1)
        ]  # fmt: skip
        return [self._drawn("卷内目录", wording.contents(rows))]

    def _closing(self, total: int, notes: Sequence[str]) -> _Made:
        return self._drawn("卷内备考表", wording.closing(self._found, total, notes, self._today))

    def _parts(self) -> Iterator[_Made]:
        found = self._found
        steps = 3 + len(found.papers) + len(found.files)
        self._progress.step(0, steps, "编案卷")
        yield self._register_form()
        if found.members:
            yield self._drawn("投诉人名单", wording.members(found))
        for at, paper in enumerate(found.papers):
            self._progress.step(1 + at, steps, "编案卷")
            yield self._paper(paper)
        if found.letters:
            yield self._drawn("往来函件", wording.letters(found), who=self._office)
        yield self._drawn("办理经过", wording.story(found), who=self._office)
        if found.files:
            yield from self._attachments(1 + len(found.papers), steps)

    def _register_form(self) -> _Made:
        found = self._found
        data, pages = case_form.render([found.record], found.lists, found.office, practice=found.practice)
        kept = self._kept(data, pages)
        return _Made(case_form.TITLE, (kept,), who=found.record.complainant, on=found.record.received_on)

    def _paper(self, paper: KeptPaper) -> _Made:
        title = paper.title + ("（已作废）" if paper.revoked else "")
        try:
            data = self._store.read(paper.sha256) if self._redraw is None else self._redraw(paper)
        except AppError as error:
            return self._missing(title, error, number=paper.number, on=paper.issued_on)
        from app.services.rasters import page_count

        kept = self._kept(data, page_count(data))
        return _Made(title, (kept,), number=paper.number, who=self._office, on=paper.issued_on)

    def _attachments(self, done: int, steps: int) -> Iterator[_Made]:
        """Pictures and PDF in their order, then a list of what cannot be printed."""
        others: list[KeptFile] = []
        with Drawer() as drawer, _leaf_reader() as reader:
            for at, file in enumerate(self._found.files):
                self._progress.step(done + at, steps, "编附件")
                kind = KINDS.get(file.media)
                title = f"附件：{file.note or file.name}"
                try:
                    if kind is not None and kind.look == "pdf":
                        answer = reader.ask_of("leaves", self._store.read(file.sha256), file.name, file.name)
                        data, pages = cast("tuple[bytes, int]", answer)
                        yield _Made(title, (self._kept(data, pages),))
                    elif kind is not None and kind.look == "picture":
                        yield _Made(title, tuple(self._pictures(drawer, file, at)))
                    else:
                        others.append(file)
                except AppError as error:
                    yield self._missing(title, error, name=file.name)
        if others:
            kinds = [KINDS[file.media].word if file.media in KINDS else "文件" for file in others]
            sizes = [in_words(file.size) for file in others]
            yield self._drawn("没有装入本卷的附件", wording.other_files(others, kinds, sizes))

    def _pictures(self, drawer: Drawer, file: KeptFile, at: int) -> Iterator[tuple[Path, int]]:
        kind = KINDS[file.media]
        data = self._store.read(file.sha256)
        sizes = drawer.sizes(data, kind)
        wide, high = file_pictures.most_pixels()
        for number, size in enumerate(sizes):
            self._progress.step(at, 0, "编附件")
            natural = (size.width / 0.75, size.height / 0.75)
            scale = min(1.0, wide / natural[0], high / natural[1])
            raster = drawer.page(data, kind, number, 96 * scale)
            of = f"（第 {number + 1} 张，共 {len(sizes)} 张）" if len(sizes) > 1 else ""
            note = f"　{file.note}" if file.note else ""
            picture = file_pictures.Picture(raster.width, raster.height, raster.rgb)
            yield self._kept(file_pictures.page(picture, f"附件：{file.name}{of}{note}"), 1)

    def _missing(
        self, title: str, error: AppError, *, name: str = "", number: str = "", on: date | None = None
    ) -> _Made:
        """The page that stands for what could not be put in; it is told among the issues too."""
        said = name or f"{title}{f'（{number}）' if number else ''}"
        issue = Issue("warning", "casefile.not_put_in", {"name": said, "why": error.message})
        _log.warning("a part of a whole file could not be put in: %s", error.code)
        self._issues.append(issue)
        made = self._drawn(title, wording.unreadable(said, error.message), who="")
        return _Made(title, made.files, number=number, on=on)

    # -- the folder -----------------------------------------------------------------------------------
    def _drawn(self, title: str, blocks: Sequence[file_pages.Block], who: str = "") -> _Made:
        return _Made(title, (self._kept(*file_pages.pages(blocks)),), who=who)

    def _kept(self, data: bytes, pages: int) -> tuple[Path, int]:
        self._at += 1
        path = self._folder / f"{self._at:05}.pdf"
        path.write_bytes(data)
        return path, pages


@contextmanager
def _leaf_reader() -> Iterator[ConfinedProcess]:
    """The confined child that takes strangers' PDF apart."""
    process = ConfinedProcess(
        frozenset({("app.errors", "Issue")}),
        memory=MEMORY,
        seconds=3 * SECONDS,
        too_heavy="raster.too_heavy",
        crashed="raster.not_a_pdf",
    )
    try:
        yield process
    finally:
        process.close()


def _span(first: int, pages: int) -> str:
    return str(first) if pages <= 1 else f"{first}—{first + pages - 1}"
