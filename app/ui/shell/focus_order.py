"""The order of focus: reading order of the body, then margin, action bar, side bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLayout, QScrollArea, QWidget, QWidgetItem
from shiboken6 import invalidate


def focusable(regions: Sequence[QWidget]) -> list[QWidget]:
    """Widgets Tab stops at, region after region, each in the order its layouts read."""
    seen: set[int] = set()
    found: list[QWidget] = []
    for region in regions:
        for widget in _walk(region):
            if id(widget) not in seen and _stops(widget):
                seen.add(id(widget))
                found.append(widget)
    return found


def _stops(widget: QWidget) -> bool:
    exclusive = isinstance(widget, QAbstractButton) and widget.autoExclusive() and widget.isCheckable()
    # Qt takes the Tab stop from all but one of a group, not always from the right ones: the group decides below.
    wanted = Qt.FocusPolicy.ClickFocus if exclusive else Qt.FocusPolicy.TabFocus
    if not (widget.focusPolicy() & wanted) or not widget.isVisible():
        return False
    if not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    if exclusive:
        # One stop for a group of exclusive choices: the chosen one, or the first when none is.
        parent = widget.parentWidget()
        if parent is None:
            return True
        group = [
            child
            for child in parent.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if child.autoExclusive() and child.isVisible()
        ]
        chosen = [child for child in group if child.isChecked()]
        return not group or widget is (chosen or group)[0]
    return True


def _walk(widget: QWidget) -> Iterator[QWidget]:
    if not widget.isVisible():
        return
    yield widget
    if isinstance(widget, QScrollArea):
        yield from _walk(widget.widget())
        return
    layout = widget.layout()
    laid: set[int] = set()
    if layout is not None:
        for child in _laid_out(layout):
            laid.add(id(child))
            yield from _walk(child)
    children = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    rest = [child for child in children if id(child) not in laid and not child.isWindow()]
    rest.sort(key=lambda child: (child.y(), child.x()))
    for child in rest:
        yield from _walk(child)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        assert item is not None
        inner = item.layout()
        widget = item.widget()
        if type(item) is QWidgetItem:
            # Python would keep it as long as the layout, Qt deletes it with the widget, and whatever lies at its place
            # in memory then, an event say, would be taken for it.
            invalidate(item)
        if inner:
            yield from _laid_out(inner)
        elif widget:
            yield widget
