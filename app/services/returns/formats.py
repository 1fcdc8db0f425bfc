"""Which format a return is written in: the city's own, or the one the name of the file asks for.

An office program that converts takes seconds: what is to be converted is made outside transactions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import AppError, Issue
from app.progress import SILENT, Progress

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.templates import Template

#: Formats the program writes by itself, and those an office program makes of them.
OWN = ("xlsx", "xlsm")
FOREIGN = ("xls", "et")


@dataclass(frozen=True, slots=True)
class Converted:
    """A workbook in the city's own format; ``of`` is the SHA-256 of the .xlsx it was made from."""

    of: str
    suffix: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What goes into the file: its bytes, their format, and what is to be said about it."""

    data: bytes
    suffix: str
    issues: tuple[Issue, ...] = ()


def city_suffix(book: Template) -> str:
    """The format the city wants, without a dot."""
    return book.info.suffix or "xlsx"


def converted(book: Template, data: bytes, progress: Progress = SILENT) -> Converted:
    """The workbook in the city's own format; as .xlsx where no program here can write that.

    May start an office program and take many seconds: not for use within a transaction.
    """
    of = hashlib.sha256(data).hexdigest()
    suffix = city_suffix(book)
    if suffix in OWN:
        return Converted(of, suffix, data)
    from app.services.templates import in_city_format

    try:
        return Converted(of, *in_city_format(book, data, progress))
    except AppError as error:
        if not error.code.startswith("template."):
            raise
        return Converted(of, "xlsx", data)


def wanted(out: Path) -> str:
    """The format the name ``out`` asks for; "" when it leaves that open."""
    suffix = out.suffix.lower().removeprefix(".")
    return suffix if suffix in (*OWN, *FOREIGN) else ""


def at_hand(book: Template, data: bytes, sent: tuple[str, bytes] | None, suffix: str) -> Written | None:
    """The file in format ``suffix`` ("": the city's) without the help of an office program; None when it needs one.

    ``data`` is the workbook the program fills, ``sent`` (format, bytes) the file kept when the return was sealed.
    """
    city = city_suffix(book)
    own = "xlsm" if city == "xlsm" else "xlsx"
    if sent is not None and suffix in ("", sent[0]):
        return Written(sent[1], sent[0], _kept_as_xlsx(city, sent[0]))
    if (suffix or city) in FOREIGN:
        return None
    return Written(data, own, _other(city, own, suffix or own))


def by_office_program(book: Template, data: bytes, suffix: str, progress: Progress) -> Written:
    """The file in an old format. Asked for by name it is made or refused (``template.no_converter`` and what else
    converting raises); where the name leaves it open, .xlsx is written and said so."""
    city = city_suffix(book)
    if not suffix:
        made = converted(book, data, progress)
        return Written(made.data, made.suffix, _kept_as_xlsx(city, made.suffix))
    from app.services.templates import in_city_format

    written, made_data = in_city_format(book, data, progress, suffix=suffix)
    return Written(made_data, written, _other(city, written, suffix))


def _kept_as_xlsx(city: str, written: str) -> tuple[Issue, ...]:
    return () if written == city else (Issue("warning", "return.format_kept", {"suffix": city}),)


def _other(city: str, written: str, named: str) -> tuple[Issue, ...]:
    """What to say of a file that is not what the city wants, or not what its name says."""
    if written != named:
        return (Issue("warning", "return.name_misleads", {"named": named, "suffix": written}),)
    return () if written == city else (Issue("note", "return.other_format", {"suffix": city, "written": written}),)
