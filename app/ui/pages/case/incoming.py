"""What comes from outside the program: files dragged or copied, a picture on the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.services.rasters import Raster

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[Path]:
    """The files of this PC that are dragged or were copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def raster_of(image: QImage) -> Raster:
    """The pixels of a picture of the clipboard."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, stride = plain.width(), plain.height(), plain.bytesPerLine()
    data = bytes(plain.constBits())
    if stride != width * 3:
        data = b"".join(data[at : at + width * 3] for at in range(0, height * stride, stride))
    return Raster(width, height, data)
