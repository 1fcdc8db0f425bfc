"""Pages and pictures of strangers' files, drawn by a confined process."""

from __future__ import annotations

from types import TracebackType
from typing import cast

from app.errors import AppError
from app.services.attachments.kinds import Kind
from app.services.confined.process import ConfinedProcess
from app.services.rasters import PageSize, Raster

#: Address space and seconds the child has for one question.
MEMORY = 1536 << 20
SECONDS = 10.0


class Drawer:
    """One confined child that measures and draws; a context manager. Safe from several threads, one at a time."""

    def __init__(self, *, memory: int = MEMORY, seconds: float = SECONDS) -> None:
        self._child = ConfinedProcess(
            frozenset({("app.errors", "Issue")}),
            memory=memory,
            seconds=seconds,
            too_heavy="raster.too_heavy",
            crashed="raster.too_heavy",
        )

    def __enter__(self) -> Drawer:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def sizes(self, data: bytes, kind: Kind) -> tuple[PageSize, ...]:
        """The sizes of all pages; see :func:`drawing.measure` for what it raises, and ``raster.too_heavy``."""
        found = cast("tuple[tuple[float, float], ...]", self._child.ask_of("measure", data, "", "", kind.look))
        return tuple(PageSize(float(width), float(height)) for width, height in found)

    def page(self, data: bytes, kind: Kind, number: int, dots_per_inch: float) -> Raster:
        """One page, counted from 0."""
        return _raster(self._child.ask_of("draw", data, "", "", (kind.look, number, dots_per_inch)))

    def small(self, data: bytes, kind: Kind, longest: int) -> Raster:
        """The first page, its longer side at most ``longest`` pixels."""
        return _raster(self._child.ask_of("small", data, "", "", (kind.look, longest)))

    def close(self) -> None:
        """End the child; the next question starts another."""
        self._child.close()


class ForeignPages:
    """The pages of one kept file, as a source for a reader of pages.

    Close it when it is not shown any more; the next question for a page starts another child.
    """

    def __init__(self, data: bytes, kind: Kind) -> None:
        self._data = data
        self._kind = kind
        self._drawer = Drawer()
        try:
            self._sizes = self._drawer.sizes(data, kind)
        except BaseException:
            self._drawer.close()
            raise

    @property
    def sizes(self) -> tuple[PageSize, ...]:
        """The sizes of all pages."""
        return self._sizes

    def raster(self, number: int, dots_per_inch: float) -> Raster:
        """The picture of page ``number`` (from 0). Raises ``raster.…``."""
        return self._drawer.page(self._data, self._kind, number, dots_per_inch)

    def close(self) -> None:
        """End the child process."""
        self._drawer.close()


def _raster(answer: object) -> Raster:
    """What the child drew, believed only when it fits together."""
    width, height, rgb = cast("tuple[int, int, bytes]", answer)
    if not (isinstance(width, int) and isinstance(height, int) and isinstance(rgb, bytes)):
        raise AppError("raster.too_heavy")
    if width < 1 or height < 1 or len(rgb) != width * height * 3:
        raise AppError("raster.too_heavy")
    return Raster(width, height, rgb)
