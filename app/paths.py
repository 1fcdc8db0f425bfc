"""Where things are: the program's own resources and the data folder of an office."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


def resources() -> Path:
    """The folder of shipped data (code lists, templates, fonts …); inside the bundle when frozen."""
    bundle = getattr(sys, "_MEIPASS", None)
    base = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return base / "resources"


def migrations() -> Path:
    """The folder of database migrations."""
    return resources().parent / "migrations"


def default_data_folder() -> Path:
    """The data folder used when none is named: the person's own application data."""
    from platformdirs import user_data_path

    return user_data_path("xiaobao", appauthor=False)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One office's data. Everything the program keeps is below ``root``."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "xiaobao.db"

    @property
    def drafts(self) -> Path:
        return self.root / "drafts.db"

    @property
    def practice(self) -> DataFolder:
        """The office's own practice folder: the same office, where nothing counts."""
        return DataFolder(self.root / "practice")

    @property
    def learned(self) -> Path:
        """What the register taught about words; made again from it when missing."""
        return self.root / "learned.zip"

    @property
    def journal(self) -> Path:
        """Append-only, hash-chained record of issued numbers and seals."""
        return self.root / "journal.jsonl"

    @property
    def seals(self) -> Path:
        """Sealed returns as files, named by what they hold; the journal names them."""
        return self.root / "seals"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def originals(self) -> Path:
        """Returned workbooks as they came, by content hash."""
        return self.root / "originals"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def lock(self) -> Path:
        """Held exclusively by restore and migration, shared by everything else."""
        return self.root / "xiaobao.lock"

    @property
    def settings(self) -> Path:
        """Choices of this PC: letter size, theme, last folder. Not data of the office."""
        return self.root / "settings.toml"
