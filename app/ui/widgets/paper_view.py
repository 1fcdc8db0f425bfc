"""Pages as they are on paper: at their real size, as wide as the window, or whole; drawn off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLabel, QSizePolicy, QWidget

from app.errors import AppError
from app.services.rasters import POINTS, PageSize, PageSource, Raster
from app.ui.jobs import Job, Jobs
from app.ui.text import broken, draw_block
from app.ui.theme import look

if TYPE_CHECKING:
    from app.progress import Progress

Mode = Literal["real", "width", "whole"]

_STEPS = (0.25, 0.35, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
#: Dots per inch a screen may believably claim to have; others say nothing about it.
_BELIEVABLE = (60.0, 240.0)
#: Bytes of drawn pages that are kept.
_KEPT = 120_000_000
#: Around and between pages, and one step of the arrow keys, in design pixels.
_MARGIN, _STEP = 20, 60
_MIDDLE = Qt.AlignmentFlag.AlignHCenter


@dataclass(slots=True)
class _Drawn:
    """A page as it was drawn at some resolution; ``rgb`` owns the bytes that ``image`` shows."""

    resolution: float
    image: QImage
    rgb: bytes = field(repr=False)


class _Sheet(QLabel):
    """What has the focus and a name for a screen reader; the view paints it and answers its keys."""

    def __init__(self, view: PaperView) -> None:
        super().__init__(view)
        self._view = view
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._view.key_pressed(event):
            event.ignore()

    def focus_rect(self) -> QRect:
        """The ring runs inside, or the neighbours would cover it."""
        inset = look().px(4)
        return self.rect().adjusted(inset, inset, -inset, -inset)


class PaperView(QAbstractScrollArea):
    """Reads a :class:`PageSource`. ``page_changed(page, pages)`` counts from 1; ``zoom_changed(percent)``.

    100 % is the size on paper, as far as the screen tells its own. Keys: + and − zoom, 0 goes between the size on
    paper and the width of the window, PgUp and PgDn turn, Home and End go to the ends, arrows move.
    """

    page_changed = Signal(int, int)
    zoom_changed = Signal(int)

    def __init__(self, name: str, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._jobs = jobs
        self._source: PageSource | None = None
        self._sizes: tuple[PageSize, ...] = ()
        self._long = False
        self._mode: Mode = "real"
        self._factor = 1.0
        self._boxes: list[QRectF] = []
        self._drawn: dict[int, _Drawn] = {}
        self._faults: dict[int, str] = {}
        self._job: Job | None = None
        self._current = 0
        self._grip: QPointF | None = None
        self.sheet = _Sheet(self)
        self.setViewport(self.sheet)
        # Qt gives the focus to the area, whose role says nothing.
        self.sheet.setFocusProxy(None)  # type: ignore[arg-type]
        self.setFocusProxy(self.sheet)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.horizontalScrollBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._tell()
        look().follow(self)

    # -- what it shows --------------------------------------------------------------------------------
    def show_pages(self, source: PageSource, name: str = "", *, mode: Mode = "real", long: bool = False) -> None:
        """Show ``source`` from its first page. ``long``: drawing a page may take seconds."""
        self.clear()
        self._source, self._sizes, self._long = source, source.sizes, long
        self._name = name or self._name
        self._mode = mode
        self._factor = 1.0
        self._arrange()
        self._tell()

    def clear(self) -> None:
        """Show nothing."""
        if self._job is not None:
            self._job.drop()
            self._job = None
        self._source, self._sizes = None, ()
        self._drawn, self._faults = {}, {}
        self._boxes = []
        self._current = 0
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self._arrange()
        self._tell()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    @property
    def current(self) -> int:
        """The page one looks at, from 0."""
        return self._current

    @property
    def percent(self) -> int:
        """How large pages are shown, in hundredths of their size on paper."""
        return round(self._factor * 100)

    @property
    def mode(self) -> Mode:
        """What the size follows."""
        return self._mode

    @property
    def drawn(self) -> bool:
        """Whether every page in sight is drawn at the size it is shown in."""
        return self._next_wanted() is None

    # -- zoom and place -------------------------------------------------------------------------------
    def set_mode(self, mode: Mode) -> None:
        """The size on paper, the width of the window, or the whole page."""
        self._mode = mode
        self._factor = 1.0
        self._zoomed()

    def zoom_by(self, steps: int) -> None:
        """One step larger (+1) or smaller (−1)."""
        near = [step for step in _STEPS if (step > self._factor + 0.01 if steps > 0 else step < self._factor - 0.01)]
        if near:
            self._mode, self._factor = "real", near[0] if steps > 0 else near[-1]
            self._zoomed()

    def go_to(self, page: int) -> None:
        """Show the top of ``page`` (from 0; the ends hold)."""
        if self._boxes:
            page = min(max(page, 0), len(self._boxes) - 1)
            self.verticalScrollBar().setValue(round(self._boxes[page].top()) - look().px(_MARGIN) // 2)
            self._look_where()

    def key_pressed(self, event: QKeyEvent) -> bool:
        """Answer a key; False when it means nothing here."""
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        step = look().px(_STEP)
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_by(1)
            case Qt.Key.Key_Minus:
                self.zoom_by(-1)
            case Qt.Key.Key_0 if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.set_mode("width" if self._mode == "real" and self.percent == 100 else "real")
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self._turn(1)
            case Qt.Key.Key_PageUp:
                self._turn(-1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(self.pages - 1)
            case Qt.Key.Key_Down:
                down.setValue(down.value() + step)
            case Qt.Key.Key_Up:
                down.setValue(down.value() - step)
            case Qt.Key.Key_Right:
                across.setValue(across.value() + step)
            case Qt.Key.Key_Left:
                across.setValue(across.value() - step)
            case _:
                return False
        return True

    def _turn(self, by: int) -> None:
        """A window's height on or back, and at the end of a page to the next one."""
        if not self._boxes:
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        box, top = self._boxes[self._current], bar.value()
        margin = look().px(_MARGIN)
        if by > 0:
            if box.bottom() - top > height + margin:
                bar.setValue(min(top + height - look().px(_STEP), round(box.bottom()) - height + margin // 2))
            else:
                self.go_to(self._current + 1)
        elif top > box.top():
            bar.setValue(max(top - height + look().px(_STEP), round(box.top()) - margin // 2))
        else:
            before = self._boxes[max(0, self._current - 1)]
            bar.setValue(max(round(before.top()) - margin // 2, round(before.bottom()) - height + margin // 2))
            if before.height() <= height:
                self.go_to(self._current - 1 if self._current else 0)

    def _zoomed(self) -> None:
        """Lay out anew, keeping the spot in the middle where it is."""
        bar, half = self.verticalScrollBar(), self.viewport().height() / 2
        part = (bar.value() + half) / max(1.0, self._boxes[-1].bottom()) if self._boxes else 0.0
        at_top = bar.value() == 0
        self._arrange()
        if self._boxes and not at_top:
            bar.setValue(round(part * self._boxes[-1].bottom() - half))
        self._look_where()

    # -- layout ---------------------------------------------------------------------------------------
    def restyle(self) -> None:
        self._arrange()

    def _dots(self) -> float:
        """Device-independent pixels of this screen to an inch of paper."""
        screen = self.screen()
        told = screen.physicalDotsPerInch() if screen is not None else 0.0
        return told if _BELIEVABLE[0] <= told <= _BELIEVABLE[1] else 96.0 * look().scale

    def _arrange(self) -> None:
        """Where each page is."""
        margin, view = look().px(_MARGIN), self.viewport().size()
        widest = max((size.width for size in self._sizes), default=1.0)
        dots = self._dots() / POINTS
        bars = self.verticalScrollBar().sizeHint().width()
        across = max(1.0, self.width() - bars - 2.0 * margin)
        if self._mode == "width":
            self._factor = across / (widest * dots)
        elif self._mode == "whole":
            highest = max((size.height for size in self._sizes), default=1.0)
            down = max(1.0, self.height() - 2.0 * margin)
            self._factor = min(across / (widest * dots), down / (highest * dots))
        scale = dots * self._factor
        full = max(widest * scale + 2 * margin, view.width())
        y = float(margin)
        boxes = []
        for size in self._sizes:
            width, height = size.width * scale, size.height * scale
            boxes.append(QRectF((full - width) / 2, y, width, height))
            y += height + margin
        self._boxes = boxes
        for bar, length, room in (
            (self.horizontalScrollBar(), full, view.width()),
            (self.verticalScrollBar(), y, view.height()),
        ):
            bar.setPageStep(room)
            bar.setSingleStep(look().px(_STEP))
            bar.setRange(0, max(0, round(length) - room))
        self._evict()
        self.zoom_changed.emit(self.percent)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._look_where()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._look_where()

    def _look_where(self) -> None:
        """The page that holds the middle of the window is the one that is looked at."""
        if not self._boxes:
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        at_end = self.verticalScrollBar().value() == self.verticalScrollBar().maximum() > 0
        now = len(self._boxes) - 1
        if not at_end:
            now = next((n for n, box in enumerate(self._boxes) if box.bottom() + look().px(_MARGIN) > middle), now)
        if now != self._current:
            self._current = now
            self._tell()

    def _tell(self) -> None:
        """Say which page it is, also to a screen reader."""
        words = f"{self._name}，第 {self._current + 1} 页，共 {self.pages} 页" if self.pages else self._name
        self.setAccessibleName(words)
        self.sheet.setAccessibleName(words)
        if QAccessible.isActive() and self.sheet.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self.sheet, QAccessible.Event.NameChanged))
        self.page_changed.emit(self._current + 1 if self.pages else 0, self.pages)

    def sizeHint(self) -> QSize:
        return QSize(look().px(640), look().px(420))

    def minimumSizeHint(self) -> QSize:
        return QSize(look().px(200), look().px(140))

    # -- drawing --------------------------------------------------------------------------------------
    def _resolution(self) -> float:
        """Dots per inch of paper that the pages in sight want."""
        return self._dots() * self._factor * self.devicePixelRatioF()

    def _in_sight(self) -> list[int]:
        view = QRectF(0, self.verticalScrollBar().value(), 1e9, self.viewport().height())
        return [number for number, box in enumerate(self._boxes) if box.intersects(view)]

    def _next_wanted(self) -> int | None:
        """The page to draw next: those in sight first, then its neighbours."""
        seen = self._in_sight()
        around = [] if not seen else [number for number in (seen[-1] + 1, seen[0] - 1) if 0 <= number < self.pages]
        wanted = self._resolution()
        for number in (*seen, *around):
            have = self._drawn.get(number)
            if number not in self._faults and (have is None or abs(have.resolution - wanted) > wanted * 0.01):
                return number
        return None

    def _draw_next(self) -> None:
        source = self._source
        number = self._next_wanted()
        if source is None or number is None or self._job is not None:
            return
        resolution = self._resolution()

        def work(progress: Progress) -> Raster:
            return source.raster(number, resolution)

        self._job = self._jobs.read(
            work,
            lambda raster: self._arrived(number, resolution, raster),
            long=self._long,
            failed=lambda error: self._not_drawn(number, error),
            cancelled=self._stopped,
            owner=self,
        )

    def _arrived(self, number: int, resolution: float, raster: Raster) -> None:
        self._job = None
        image = QImage(raster.rgb, raster.width, raster.height, raster.width * 3, QImage.Format.Format_RGB888)
        self._drawn[number] = _Drawn(resolution, image, raster.rgb)
        self._evict()
        self.viewport().update()

    def _not_drawn(self, number: int, error: AppError) -> None:
        self._job = None
        self._faults[number] = error.message
        self.viewport().update()

    def _stopped(self) -> None:
        self._job = None

    def _evict(self) -> None:
        """Let go of pages far away, when all that is kept is too much."""
        far = sorted(self._drawn, key=lambda number: abs(number - self._current))
        while len(far) > 2 and sum(len(self._drawn[number].rgb) for number in far) > _KEPT:
            del self._drawn[far.pop()]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), look().colour("head"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shift = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for number in self._in_sight():
            box = self._boxes[number].translated(-shift)
            box = QRectF(round(box.left()), round(box.top()), round(box.width()), round(box.height()))
            painter.fillRect(box, Qt.GlobalColor.white)
            drawn = self._drawn.get(number)
            if drawn is not None:
                painter.drawImage(box, drawn.image)
            else:
                self._paint_words(painter, box, number)
            painter.setPen(QPen(look().colour("border"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()
        self._draw_next()

    def _paint_words(self, painter: QPainter, box: QRectF, number: int) -> None:
        """On a page that is not drawn: that it is coming, or why it is not."""
        seen = box.intersected(QRectF(self.viewport().rect()))
        font, line, inset = look().font("body"), look().line("body"), look().px(_MARGIN)
        words = self._faults.get(number, f"正在画第 {number + 1} 页")
        block = broken(words, font, seen.width() - 2 * inset, line)
        top = seen.center().y() - block.height / 2
        place = QRectF(seen.left() + inset, top, seen.width() - 2 * inset, block.height)
        draw_block(painter, block, place, font, QColor(Qt.GlobalColor.black), _MIDDLE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.viewport().update()

    # -- mouse ----------------------------------------------------------------------------------------
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.sheet.setFocus(Qt.FocusReason.MouseFocusReason)
        self._grip = event.position()
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is None:
            return
        moved = event.position() - self._grip
        self._grip = event.position()
        for bar, by in ((self.horizontalScrollBar(), moved.x()), (self.verticalScrollBar(), moved.y())):
            bar.setValue(bar.value() - round(by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.viewport().unsetCursor()
