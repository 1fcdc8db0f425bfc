"""Opening an office for the window: wires the services and finds out who works here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paths import DataFolder
from app.ui.context import OfficeFacts
from app.ui.settings import Settings

if TYPE_CHECKING:
    from app.bootstrap import Services


@dataclass(frozen=True, slots=True)
class OpenedOffice:
    """The services of one data folder and the facts the shell needs."""

    services: Services
    office: OfficeFacts


def open_office(folder: DataFolder) -> OpenedOffice:
    """Wire the services of ``folder``. Slow imports happen here, in a worker, after the first paint.

    Raises what :func:`app.bootstrap.open_services` raises, ``database.missing`` where there is no office yet.
    """
    from app.bootstrap import open_services
    from app.services.offices import LEVEL_NAMES

    services = open_services(folder)
    office = services.home.office
    clerk = Settings(folder.settings).window.clerk
    return OpenedOffice(services, OfficeFacts(office.name, office.level, clerk or LEVEL_NAMES[office.level]))
