"""Going from field to field in the order a form shows them: the form of a case, and the strip of a pile."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance


class Walked(Protocol):
    """What has fields to go through. ``ended`` is emitted when one goes on from the last."""

    @property
    def order(self) -> tuple[str, ...]: ...

    @property
    def ended(self) -> SignalInstance: ...

    def focus_on(self, name: str) -> None: ...


def go_on(form: Walked, name: str) -> None:
    """To the field after ``name``; to the first when ``name`` is not shown."""
    order = form.order
    at = order.index(name) + 1 if name in order else 0
    if at < len(order):
        form.focus_on(order[at])
    else:
        form.ended.emit()


def go_back(form: Walked, name: str) -> bool:
    """To the field before ``name``; False in the first one."""
    order = form.order
    at = order.index(name) - 1 if name in order else -1
    if at >= 0:
        form.focus_on(order[at])
    return at >= 0
