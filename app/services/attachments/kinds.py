"""What a file is by its bytes, whatever its name says; programs and unknown kinds are refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.errors import AppError

Look = Literal["picture", "pdf", ""]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its media type, what a person calls it, how it can be looked at here ("": it cannot).

    ``suffixes`` are its customary endings; the first is given to a file whose ending says something else.
    """

    media: str
    word: str
    look: Look
    suffixes: tuple[str, ...]


_JPEG = Kind("image/jpeg", "照片", "picture", (".jpg", ".jpeg", ".jpe", ".jfif"))
_PNG = Kind("image/png", "图片", "picture", (".png",))
_GIF = Kind("image/gif", "图片", "picture", (".gif",))
_BMP = Kind("image/bmp", "图片", "picture", (".bmp",))
_WEBP = Kind("image/webp", "图片", "picture", (".webp",))
_TIFF = Kind("image/tiff", "扫描件", "picture", (".tif", ".tiff"))
_HEIC = Kind("image/heic", "照片（HEIC）", "", (".heic", ".heif"))
_PDF = Kind("application/pdf", "PDF", "pdf", (".pdf",))
_DOCX = Kind("application/docx", "Word 文档", "", (".docx",))
_XLSX = Kind("application/xlsx", "Excel 表格", "", (".xlsx",))
_PPTX = Kind("application/pptx", "演示文稿", "", (".pptx",))
_ODF = Kind("application/odf", "文档", "", (".odt", ".ods"))
_OLD = Kind("application/office", "文档", "", (".doc", ".xls", ".wps", ".et", ".docx", ".xlsx", ".ppt", ".dps"))
_TEXT = Kind("text/plain", "文字", "", (".txt", ".csv"))
_MP3 = Kind("audio/mpeg", "录音", "", (".mp3",))
_M4A = Kind("audio/mp4", "录音", "", (".m4a", ".aac"))
_AMR = Kind("audio/amr", "录音", "", (".amr",))
_WAV = Kind("audio/wav", "录音", "", (".wav",))
_MP4 = Kind("video/mp4", "录像", "", (".mp4", ".mov", ".m4v", ".3gp"))

KINDS: Mapping[str, Kind] = {
    kind.media: kind
    for kind in (
        _JPEG, _PNG, _GIF, _BMP, _WEBP, _TIFF, _HEIC, _PDF, _DOCX, _XLSX, _PPTX, _ODF, _OLD, _TEXT, _MP3, _M4A, _AMR,
        _WAV, _MP4,
    )
}  # fmt: skip

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!/", b"#! ",
             b"L\x00\x00\x00\x01\x14\x02\x00", b"dex\n", b"MSCF")  # fmt: skip
_PROGRAM_ENDINGS = frozenset(
    (".exe", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta", ".msi", ".scr", ".lnk",
     ".reg", ".jar", ".apk", ".dll", ".sh", ".py", ".pif", ".cpl", ".docm", ".xlsm", ".dotm", ".xltm", ".pptm")
)  # fmt: skip
_MAGIC = ((b"\xff\xd8\xff", _JPEG), (b"\x89PNG\r\n\x1a\n", _PNG), (b"GIF87a", _GIF), (b"GIF89a", _GIF),
          (b"II*\x00", _TIFF), (b"MM\x00*", _TIFF), (b"#!AMR", _AMR), (b"ID3", _MP3))  # fmt: skip
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096


def identify(path: Path, name: str) -> Kind:
    """What the file at ``path``, called ``name``, is.

    Raises ``attachment.empty``, ``attachment.program``, ``attachment.wrong_kind``; ``OSError`` when it cannot be
    read.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    ending = Path(name).suffix.lower()
    if not head:
        raise AppError("attachment.empty", file=name)
    if head.startswith(_PROGRAMS):
        raise AppError("attachment.program", file=name)
    kind = _by_bytes(head, ending, path, name)
    if kind is None:
        if ending in _PROGRAM_ENDINGS:
            raise AppError("attachment.program", file=name)
        raise AppError("attachment.wrong_kind", file=name)
    return kind


def fitting_name(name: str, kind: Kind, most: int = 120) -> str:
    """``name`` with an ending that tells the truth, no longer than ``most`` characters."""
    clean = "".join(c for c in Path(name.replace("\\", "/")).name if c.isprintable() and c not in '<>:"|?*').strip()
    ending = Path(clean).suffix
    if ending.lower() not in kind.suffixes:
        ending = kind.suffixes[0]
    stem = Path(clean).stem.strip(" .") or "附件"
    return stem[: most - len(ending)] + ending


def _by_bytes(head: bytes, ending: str, path: Path, name: str) -> Kind | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return _PDF
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return _BMP
    if head.startswith(b"RIFF"):
        return {b"WEBP": _WEBP, b"WAVE": _WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12], ending)
    if head.startswith(b"PK\x03\x04"):
        return _by_parts(path, name)
    if head.startswith(_OLE):
        return _OLD if ending in _OLD.suffixes else None
    if head[:1] == b"\xff" and head[1] & 0xE0 == 0xE0 and ending == ".mp3":
        return _MP3
    return _TEXT if ending in _TEXT.suffixes and _is_text(head) else None


def _by_brand(brand: bytes, ending: str) -> Kind:
    if brand in _HEIC_BRANDS:
        return _HEIC
    return _M4A if brand == b"M4A " or ending in _M4A.suffixes else _MP4


def _by_parts(path: Path, name: str) -> Kind | None:
    """What a zip file is by the names of its parts; one with macros is a program."""
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
            mime = _beginning(parts, "mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise AppError("attachment.damaged", file=name) from error
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise AppError("attachment.program", file=name)
    for part, kind in (("word/document.xml", _DOCX), ("xl/workbook.xml", _XLSX), ("ppt/presentation.xml", _PPTX)):
        if part in names:
            return kind
    return _ODF if b"opendocument" in mime else None


def _beginning(parts: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of a part: the whole of it may be more than the memory holds."""
    with parts.open(name) as stream:
        return stream.read(80)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start >= len(head) - 4:  # a character cut in two by the end of what was read
                return True
            continue
        return True
    return False
