"""Which template a paper is filled from: the shipped one, or the office's own, which is kept in the database."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import EXIT_STORAGE, AppError
from app.paths import resources

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@cache
def shipped(key: str) -> bytes:
    """The template that comes with the program."""
    return (resources() / "papers" / f"{key}.docx").read_bytes()


def own(session: Session, key: str) -> bytes | None:
    """The office's own template, if it has one."""
    from sqlalchemy import select

    from app.models import PaperTemplate

    return session.scalar(select(PaperTemplate.docx).where(PaperTemplate.kind == key))


def brought(path: Path) -> bytes:
    """The bytes of a file that shall become a template. Raises ``file.not_found``, ``paper.not_a_template``."""
    from app.services.reports.paper_word import LARGEST

    try:
        if path.stat().st_size > LARGEST:
            raise AppError("paper.not_a_template", why=f"文件超过 {LARGEST // 1_000_000} 兆")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AppError("file.not_found", path=path) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError("file.not_readable", exit_code=EXIT_STORAGE, path=path, reason=reason) from error
