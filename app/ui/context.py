"""What every page is given: the services, the lanes, the settings, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.errors import AppError
from app.paths import DataFolder
from app.ui.jobs import Jobs
from app.ui.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap import Services


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Who works here: ``level`` is ``station``, ``county`` or ``city`` and decides which pages show."""

    name: str
    level: str
    person: str = ""


@dataclass(slots=True)
class Context:
    """Handed to every page at its making.

    ``go(key, **how)`` shows another page; ``how`` reaches its ``arrive``, but ``instead=True``: the way back does not
    lead here. ``tell(text)`` has a screen reader say
    something. ``show_error(error)`` puts an expected problem on the current page. ``switch(folder)`` leaves this
    office and opens the one in another data folder in the same window; ``rename(name)``: somebody else works here
    now.
    """

    folder: DataFolder
    jobs: Jobs
    settings: Settings
    services: Services
    office: OfficeFacts
    go: Callable[..., None]
    back: Callable[[], None]
    tell: Callable[[str], None]
    show_error: Callable[[AppError], None]
    switch: Callable[[DataFolder], None]
    rename: Callable[[str], None]
    #: Small things one page leaves for another, e.g. the period last looked at.
    shared: dict[str, Any]
