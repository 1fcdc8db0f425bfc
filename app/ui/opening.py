"""Opening an office for the window: wires the services and finds out who works here."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any

from app.paths import DataFolder
from app.ui.context import OfficeFacts


@dataclass(frozen=True, slots=True)
class OpenedOffice:
    """The services of one data folder and the facts the shell needs."""

    services: Any
    office: OfficeFacts


def open_office(folder: DataFolder) -> OpenedOffice:
    """Wire the services of ``folder``. Slow imports happen here, in a worker, after the first paint."""
    services = importlib.import_module("app.bootstrap").open_services(folder)
    return OpenedOffice(services, OfficeFacts("", "county"))
