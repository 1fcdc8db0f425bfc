"""Pages of our own PDF files as pictures: for the window, which shows them, and for the printer, which prints them.

Only for PDF this program made itself. A stranger's file is never opened in this process (see
:mod:`app.services.previews`). The library under this is not safe from several threads: all go through one lock.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any, Protocol

from app.errors import AppError

#: Points of a PDF in an inch.
POINTS = 72.0
#: The most pixels of one picture; beyond that it is made coarser (A3 at 400 dots per inch is 31 million).
MOST_PIXELS = 40_000_000
#: A page larger than this, in points, or smaller than one point is no page (PDF allows 14400).
_LARGEST = 14400.0
#: The most pixels along one side.
_LONGEST = 30_000

_lock = threading.RLock()


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture: ``rgb`` holds ``height`` rows of ``width`` pixels of three bytes, no padding."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class PageSize:
    """The size of a page on paper, in points (1/72 inch)."""

    width: float
    height: float


class PageSource(Protocol):
    """What a reader of pages shows. ``raster`` may take long and comes from any thread; pages count from 0."""

    @property
    def sizes(self) -> tuple[PageSize, ...]:
        """The sizes of all pages."""
        ...

    def raster(self, number: int, dots_per_inch: float) -> Raster:
        """The picture of page ``number``; raises :class:`AppError`."""
        ...


class OwnPages:
    """The pages of a PDF this program made. Raises ``raster.not_a_pdf`` when it is none."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self._sizes = page_sizes(pdf)

    @property
    def sizes(self) -> tuple[PageSize, ...]:
        """The sizes of all pages."""
        return self._sizes

    def raster(self, number: int, dots_per_inch: float) -> Raster:
        """The picture of page ``number`` (from 0)."""
        return page(self.pdf, number, dots_per_inch)


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has. Raises ``raster.not_a_pdf``."""
    with _lock:
        document = _opened(pdf)
        try:
            return len(document)
        finally:
            document.close()


def page_sizes(pdf: bytes, most: int | None = None) -> tuple[PageSize, ...]:
    """The sizes of the (first ``most``) pages. Raises ``raster.not_a_pdf``."""
    with _lock:
        document = _opened(pdf)
        try:
            count = len(document) if most is None else min(most, len(document))
            return tuple(_size(document.get_page_size(number)) for number in range(count))
        finally:
            document.close()


def page(pdf: bytes, number: int, dots_per_inch: float) -> Raster:
    """The picture of page ``number`` (from 0) on white.

    Coarser than asked when it would have more than :data:`MOST_PIXELS`. Raises ``raster.not_a_pdf``,
    ``raster.no_such_page``.
    """
    from pypdfium2 import PdfiumError

    with _lock:
        document = _opened(pdf)
        try:
            if not 0 <= number < len(document):
                raise AppError("raster.no_such_page", number=number + 1, pages=len(document))
            leaf = document[number]
            scale = _scale(leaf.get_width(), leaf.get_height(), dots_per_inch)
            bitmap = leaf.render(scale=scale, rev_byteorder=True, maybe_alpha=False)
            return Raster(bitmap.width, bitmap.height, _packed(bitmap))
        except PdfiumError as error:
            raise AppError("raster.not_a_pdf") from error
        finally:
            document.close()


def _opened(pdf: bytes) -> Any:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(pdf)
        pages = len(document)
    except PdfiumError as error:
        code = "raster.locked" if "password" in str(error).lower() else "raster.not_a_pdf"
        raise AppError(code) from error
    if not pages:
        document.close()
        raise AppError("raster.not_a_pdf")
    return document


def _size(found: tuple[float, float]) -> PageSize:
    """A page's size, kept within reason."""
    width, height = (min(max(side, 1.0), _LARGEST) for side in found)
    return PageSize(width, height)


def _scale(width: float, height: float, dots_per_inch: float) -> float:
    """Pixels per point: as asked, or what stays within :data:`MOST_PIXELS` and :data:`_LONGEST`."""
    wanted = max(dots_per_inch, 1.0) / POINTS
    sides = max(width, 1e-6), max(height, 1e-6)
    return float(min(wanted, (MOST_PIXELS / (sides[0] * sides[1])) ** 0.5 * 0.999, _LONGEST / max(sides)))


def _packed(bitmap: Any) -> bytes:
    """The rows without the padding at their ends."""
    data, row = memoryview(bitmap.buffer).cast("B"), bitmap.width * 3
    if bitmap.n_channels != 3:
        raise AssertionError(f"{bitmap.n_channels} channels")
    if bitmap.stride == row:
        return bytes(data)
    return b"".join(data[at : at + row] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride))
