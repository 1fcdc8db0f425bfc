"""Writing a package again with a few parts changed: every other entry keeps its compressed bytes."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping

from app.services.excel.package import Package

_UTF8 = 0x800


def repack(package: Package, changed: Mapping[str, bytes]) -> bytes:
    """The zip with the parts of ``changed`` replaced, new ones at the end. Same order, same dates; a new
    part is dated 1980-01-01, so that the same input gives the same bytes."""
    replaced = {name.lower(): content for name, content in changed.items()}
    local: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for entry in package.entries:
        content = replaced.pop(entry.filename.replace("\\", "/").lstrip("/").lower(), None)
        if content is None:
            packed, crc, size, method = (
                package.packed(entry), entry.CRC, entry.file_size, entry.compress_type,
            )  # fmt: skip
        else:
            packed, crc, size, method = _deflate(content), zlib.crc32(content), len(content), 8
        record, listing = _records(entry, packed, crc, size, method, offset)
        local += (record, packed)
        central.append(listing)
        offset += len(record) + len(packed)
    for name, content in changed.items():
        if name.lower() not in replaced:
            continue
        entry = zipfile.ZipInfo(name)
        packed = _deflate(content)
        record, listing = _records(entry, packed, zlib.crc32(content), len(content), 8, offset)
        local += (record, packed)
        central.append(listing)
        offset += len(record) + len(packed)
    directory = b"".join(central)
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(central), len(central), len(directory), offset,
        len(package.comment),
    )  # fmt: skip
    return b"".join([*local, directory, end, package.comment])


def _deflate(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def _records(
    entry: zipfile.ZipInfo, packed: bytes, crc: int, size: int, method: int, offset: int
) -> tuple[bytes, bytes]:
    year, month, day, hour, minute, second = entry.date_time
    date = (max(year, 1980) - 1980) << 9 | month << 5 | day
    time = hour << 11 | minute << 5 | second // 2
    flags = entry.flag_bits & ~0x8  # sizes stand in the header, no descriptor follows
    try:
        name = entry.filename.encode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeEncodeError:
        name, flags = entry.filename.encode(), flags | _UTF8
    extra = _without_zip64(entry.extra)
    common = (flags, method, time, date, crc, len(packed), size, len(name))
    record = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, *common, 0) + name
    listing = struct.pack(
        "<4sBBBBHHHHIIIHHHHHII", b"PK\x01\x02", entry.create_version, entry.create_system, 20, 0, *common,
        len(extra), len(entry.comment), 0, entry.internal_attr, entry.external_attr, offset,
    )  # fmt: skip
    return record, listing + name + extra + entry.comment


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
