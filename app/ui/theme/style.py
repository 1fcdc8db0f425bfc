"""Fusion with a caret one can see."""

from __future__ import annotations

from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from app.ui.theme.tokens import SIZE


class LedgerStyle(QProxyStyle):
    """Fusion, except that the text caret is 3 design pixels wide."""

    def __init__(self) -> None:
        super().__init__("Fusion")
        self.caret = SIZE.caret

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        if metric == QStyle.PixelMetric.PM_TextCursorWidth:
            return self.caret
        return super().pixelMetric(metric, option, widget)
