"""What a file really is, whatever its name says, and the right refusal for what cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app.errors import AppError
from app.services.excel import biff
from app.services.excel.ole import SIGNATURE, BrokenCompoundFile, CompoundFile

Kind = Literal["xlsx", "xlsb", "xls", "ods", "text"]

#: The largest file that is opened at all, bytes.
MAX_FILE = 256 * 1024 * 1024

_MAGIC = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "文字文档"),
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format 3", "数据库"),
)


def load(source: Path | bytes, name: str = "") -> tuple[bytes, str]:
    """The bytes of a file and how to call it in a sentence. Raises ``file.not_found``,
    ``file.not_readable``, ``excel.too_big`` or ``excel.empty``."""
    shown = f"「{name}」" if name else "这个文件"
    if isinstance(source, Path):
        shown = f"「{name or source.name}」"
        try:
            if source.stat().st_size > MAX_FILE:
                raise too_big(shown, source.stat().st_size)
            data = source.read_bytes()
        except FileNotFoundError as error:
            raise AppError("file.not_found", path=source) from error
        except OSError as error:
            raise AppError("file.not_readable", path=source, reason=error.strerror or str(error)) from error
    else:
        data = source
    if len(data) > MAX_FILE:
        raise too_big(shown, len(data))
    if not data.strip(b"\0 \r\n\t") if len(data) < 4096 else not data[:4096].strip(b"\0"):
        raise AppError("excel.empty", file=shown)
    return data, shown


def too_big(shown: str, size: int) -> AppError:
    """The refusal of something larger than any workbook of ours."""
    return AppError("excel.too_big", file=shown, size=f"{size / 1024 / 1024:.0f} MB")


def identify(data: bytes, shown: str) -> Kind:
    """The kind of spreadsheet ``data`` is. Raises the refusal that fits: ``excel.html``, ``excel.xml2003``,
    ``excel.password``, ``excel.truncated``, ``excel.corrupt``, ``excel.not_spreadsheet``."""
    if data.startswith(SIGNATURE[:4]):
        return _identify_compound(data, shown)
    if data.startswith(b"PK\x03\x04"):
        return _identify_zip(data, shown)
    if data.startswith((b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")) and len(data) > 20:
        return "xls"  # BIFF2–BIFF5 without a container
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise AppError("excel.not_spreadsheet", file=shown, kind=kind)
    return _identify_text(data, shown)


def _identify_compound(data: bytes, shown: str) -> Kind:
    try:
        file = CompoundFile(data)
        if {"EncryptedPackage", "EncryptionInfo"} & file.streams.keys():
            raise AppError("excel.password", file=shown)
        stream = biff.workbook_stream(file)
        if stream is None:
            kind = "Word 文档" if "WordDocument" in file.streams else "别的文档"
            if "PowerPoint Document" in file.streams:
                kind = "演示文稿"
            raise AppError("excel.not_spreadsheet", file=shown, kind=kind)
        if biff.has_password(stream):
            raise AppError("excel.password", file=shown)
        biff.sheets_of(stream)
    except BrokenCompoundFile as error:
        raise AppError("excel.corrupt", file=shown) from error
    return "xls"


def _identify_zip(data: bytes, shown: str) -> Kind:
    tail = data[-66000:]
    if b"PK\x05\x06" not in tail:
        raise AppError("excel.truncated", file=shown)
    lowered = tail.lower()
    if b"xl/workbook.bin" in lowered:
        return "xlsb"
    if data[30:38] == b"mimetype":
        mime = data[38:120]
        if b"opendocument.spreadsheet" in mime:
            return "ods"
        kind = "文字文档" if b"opendocument.text" in mime else "别的文档"
        raise AppError("excel.not_spreadsheet", file=shown, kind=kind)
    if b"word/document.xml" in lowered:
        raise AppError("excel.not_spreadsheet", file=shown, kind="Word 文档")
    if b"ppt/presentation.xml" in lowered:
        raise AppError("excel.not_spreadsheet", file=shown, kind="演示文稿")
    return "xlsx"


def _identify_text(data: bytes, shown: str) -> Kind:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    lowered = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in lowered and not lowered.startswith(b"<html"):
        raise AppError("excel.xml2003", file=shown)
    if lowered.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<div")):
        raise AppError("excel.html", file=shown)
    if lowered.startswith((b"<?xml", b"<!--")):
        if b"<html" in lowered or b"<table" in lowered:
            raise AppError("excel.html", file=shown)
        raise AppError("excel.not_spreadsheet", file=shown, kind="XML 文件")
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise AppError("excel.not_spreadsheet", file=shown, kind="别的文件")
    return "text"
