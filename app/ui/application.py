"""Starting the window: the input method, one QApplication, the first paint, then everything else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import EXIT_USAGE, AppError
from app.paths import DataFolder

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QApplication

    from app.progress import Progress
    from app.services.bin import Purged
    from app.ui.shell.main_window import MainWindow, Opened


def fix_input_method(environment: MutableMapping[str, str], plugins: Path) -> None:
    """Let Chinese input reach the window: Qt's wheels bring the ibus plug-in but none for fcitx.

    fcitx5 speaks the ibus protocol, so where the desktop asks for fcitx and no such plug-in is found, ibus is
    asked for instead. Must run before the QApplication is made.
    """
    if any(plugins.glob("platforminputcontexts/*fcitx*")):
        return
    asked = environment.get("QT_IM_MODULE", "")
    by_x = "fcitx" in environment.get("XMODIFIERS", "")
    if asked.startswith("fcitx") or (not asked and by_x and "QT_IM_MODULES" not in environment):
        environment["QT_IM_MODULE"] = "ibus"


def check_display(environment: MutableMapping[str, str], system: str = sys.platform) -> None:
    """Raise ``ui.no_display`` where Qt would abort the process for want of a screen."""
    if not system.startswith("linux") or environment.get("QT_QPA_PLATFORM"):
        return
    if not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        raise AppError("ui.no_display", exit_code=EXIT_USAGE)


def run(folder: DataFolder, opener: Callable[[DataFolder], Opened] | None = None, *, today: date | None = None) -> int:
    """Open the window on ``folder`` and stay until it is closed; gives the process's exit code.

    Raises ``ui.no_display``. ``opener`` loads the services; by default the composition root does. ``today`` is the
    day the pages take for today, by default the clock's.
    """
    check_display(os.environ)
    from PySide6.QtCore import QLibraryInfo
    from PySide6.QtWidgets import QApplication

    fix_input_method(os.environ, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("xiaobao")
    speak_chinese(application)
    window = make_window(folder, opener, today)

    from app.ui.crash import CrashHandler

    handler = CrashHandler(window.show_crash)
    handler.install()
    window.jobs.crashed.connect(handler.crashed)
    window.painted.connect(window.open_office)
    window.opened.connect(lambda: window.jobs.read(lambda progress: _daily_backup(folder, progress), long=True))
    window.opened.connect(lambda: window.jobs.write(lambda progress: _tidy_bin(folder), changes=_tidied))
    window.show_restored()
    return application.exec()


def _daily_backup(folder: DataFolder, progress: Progress) -> None:
    """The day's first opening makes the day's backup, beside the work; a failure is told on the page."""
    from app.services import backup

    backup.automatic(folder, progress=progress)


def _tidy_bin(folder: DataFolder) -> Purged:
    """What has been in the bin for its thirty days goes, a moment after the start."""
    from datetime import date

    from app.services import bin

    return bin.tidy(folder, date.today())


def _tidied(purged: Purged) -> tuple[str, ...]:
    return ("complaint", "enquiry") if purged.complaints or purged.enquiries else ()


def speak_chinese(application: QApplication) -> None:
    """Let Qt's own dialogs (choosing a file) speak Chinese."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def make_window(
    folder: DataFolder, opener: Callable[[DataFolder], Opened] | None = None, today: date | None = None
) -> MainWindow:
    """The window, dressed as the settings say, not yet shown. Needs a QApplication.

    ``today`` is the day the pages take for today, by default the clock's.
    """
    from PySide6.QtWidgets import QApplication

    from app.ui.settings import Settings
    from app.ui.theme import look

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    settings = Settings(folder.settings)
    look().start(application, settings.window.theme, settings.window.scale)
    if opener is None:
        from app.ui.opening import open_office

        opener = open_office

    from app.ui.shell.main_window import MainWindow

    return MainWindow(folder, settings, opener, today)
