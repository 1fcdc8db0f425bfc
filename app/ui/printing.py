"""Printing pages on the PC's printer: each drawn off the GUI thread, laid on paper of exactly its size, in bands.

A band takes a few milliseconds, so that the window answers while many pages are printed. One class, no page of the
program: the preview owns it.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QMarginsF, QObject, QRect, QRectF, QSizeF, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter

from app.errors import AppError
from app.progress import Step
from app.services.rasters import POINTS, PageSize, PageSource, Raster

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from app.progress import Progress
    from app.ui.jobs import Job, Jobs

#: Dots per inch a page is drawn with.
RESOLUTION = 300
#: Rows laid on the paper at a time: at first, at least and at most; and seconds that should take.
_BAND, _BANDS, _TARGET = 48, (16, 256), 0.006
#: What has no size on paper (a photo) goes on A4 within this margin, in points.
_A4 = PageSize(595.276, 841.89)
_MARGIN = 28.35

Fit = Literal["paper", "picture"]


def printers() -> list[str]:
    """The names of this PC's printers."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())


class PrintRun(QObject):
    """Prints pages of ``source`` on ``printer``: make it, connect, :meth:`start`.

    ``stepped(Step)`` after each page, then one of ``finished(pages)``, ``failed(AppError)``, ``stopped()``. With
    ``fit`` «picture» pages have no size on paper: they go on A4, upright or across as they are.
    """

    stepped = Signal(object)
    finished = Signal(int)
    failed = Signal(object)
    stopped = Signal()

    def __init__(
        self, source: PageSource, printer: QPrinter, jobs: Jobs, *, fit: Fit = "paper", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._source = source
        self._printer = printer
        self._jobs = jobs
        self._fit: Fit = fit
        first, last = printer.fromPage() or 1, printer.toPage() or len(source.sizes)
        wanted = list(range(max(1, first) - 1, min(last, len(source.sizes))))
        copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
        self._queue = wanted * copies
        self._total = len(self._queue)
        self._done = 0
        self._painter: QPainter | None = None
        self._job: Job | None = None
        self._image: QImage | None = None
        self._rgb = b""
        self._row = 0
        self._rows = _BAND
        self._place = QRect()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._band)

    @property
    def running(self) -> bool:
        """Whether there is still something to print."""
        return self._job is not None or self._timer.isActive()

    def start(self) -> None:
        """Begin with the first page."""
        if not self._queue:
            self.finished.emit(0)
            return
        self._next()

    def cancel(self) -> None:
        """Stop; what the printer already has it may still print."""
        if not self.running:
            return
        if self._job is not None:
            self._job.drop()
            self._job = None
        self._timer.stop()
        self._printer.abort()
        self._end()
        self.stopped.emit()

    # -- one page -------------------------------------------------------------------------------------
    def _next(self) -> None:
        source, number = self._source, self._queue[self._done]
        self.stepped.emit(Step(self._done, self._total, f"正在打印第 {number + 1} 页"))
        resolution = min(RESOLUTION, self._printer.resolution()) * self._scale(number)

        def work(progress: Progress) -> Raster:
            return source.raster(number, resolution)

        self._job = self._jobs.read(work, self._arrived, long=True, failed=self._fail, owner=self)

    def _paper(self, number: int) -> PageSize:
        """The paper a page goes on, in points."""
        size = self._source.sizes[number]
        if self._fit == "paper":
            return size
        return PageSize(_A4.height, _A4.width) if size.width > size.height else _A4

    def _scale(self, number: int) -> float:
        """How much larger than its own size a page is printed."""
        if self._fit == "paper":
            return 1.0
        size, paper = self._source.sizes[number], self._paper(number)
        return min((paper.width - 2 * _MARGIN) / size.width, (paper.height - 2 * _MARGIN) / size.height)

    def _arrived(self, raster: Raster) -> None:
        self._job = None
        number = self._queue[self._done]
        paper = self._paper(number)
        self._printer.setPageLayout(_layout(paper))
        self._printer.setFullPage(True)
        if self._painter is None:
            painter = QPainter()
            if not painter.begin(self._printer):
                self._fail(AppError("printing.not_begun", printer=self._printer.printerName() or "PDF"))
                return
            self._painter = painter
        elif not self._printer.newPage():
            self._fail(AppError("printing.broken_off", page=self._done + 1, pages=self._total))
            return
        self._painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        self._rgb = raster.rgb
        self._image = QImage(raster.rgb, raster.width, raster.height, raster.width * 3, QImage.Format.Format_RGB888)
        self._place = self._target(number, paper)
        self._row = 0
        self._timer.start()

    def _target(self, number: int, paper: PageSize) -> QRect:
        """Where the page lies, in dots of the printer, from the corner of the paper."""
        dots = self._printer.resolution() / POINTS
        size, scale = self._source.sizes[number], self._scale(number)
        width, height = size.width * scale * dots, size.height * scale * dots
        left, top = (paper.width * dots - width) / 2, (paper.height * dots - height) / 2
        return QRectF(left, top, width, height).toRect()

    def _band(self) -> None:
        """Lay the next rows of the page on the paper."""
        image, painter, place = self._image, self._painter, self._place
        assert image is not None and painter is not None
        begun = time.perf_counter()
        until = min(image.height(), self._row + self._rows)
        band = image.copy(0, self._row, image.width(), until - self._row)
        if band.allGray():
            band = band.convertToFormat(QImage.Format.Format_Grayscale8)
        top = place.top() + round(place.height() * self._row / image.height())
        bottom = place.top() + round(place.height() * until / image.height())
        painter.drawImage(QRect(place.left(), top, place.width(), bottom - top), band)
        share = _TARGET / max(time.perf_counter() - begun, 1e-4)
        self._rows = min(max(round(self._rows * min(share, 2.0)), _BANDS[0]), _BANDS[1])
        self._row = until
        if until == image.height():
            self._timer.stop()
            self._image, self._rgb = None, b""
            self._done += 1
            if self._done < self._total:
                self._next()
            else:
                self._end()
                self.stepped.emit(Step(self._total, self._total, "打印好了"))
                self.finished.emit(self._total)

    def _fail(self, error: AppError) -> None:
        self._job = None
        self._timer.stop()
        self._printer.abort()
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        if self._painter is not None:
            self._painter.end()
            self._painter = None
        self._image, self._rgb = None, b""


def _layout(paper: PageSize) -> QPageLayout:
    """A sheet of exactly this size, without margins; wide ones lie across."""
    across = paper.width > paper.height
    upright = QSizeF(min(paper.width, paper.height), max(paper.width, paper.height))
    size = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, way, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout
