"""Just enough of the old compound file format (.xls, passworded .xlsx) to see what is inside, safely.

Every chain of sectors is followed with a bound: a file whose chain loops or points outside is broken, it
never eats memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA  # this and above: end of chain, free, table sectors


class BrokenCompoundFile(Exception):
    """The structure contradicts itself."""


class CompoundFile:
    """``streams``: name → (first sector, size). Raises :class:`BrokenCompoundFile`."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise BrokenCompoundFile("header")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise BrokenCompoundFile("sector size")
        self._size = 1 << shift
        self._sectors = max(0, (len(data) - 1) // self._size)
        directory_at, self._cutoff = struct.unpack_from("<I4xI", data, 48)
        mini_at, _mini_count, difat_at, _difat_count = struct.unpack_from("<IIII", data, 60)
        self._table = self._read_table(difat_at)
        self.streams: dict[str, tuple[int, int]] = {}
        self._mini_data = b""
        self._read_directory(self._chain(directory_at))
        self._mini_table: tuple[int, ...] = ()
        if mini_at < _LAST:
            table = self._chain(mini_at)
            self._mini_table = struct.unpack(f"<{len(table) // 4}I", table)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream. ``KeyError`` when there is none of that name."""
        first, size = self.streams[name]
        if size >= self._cutoff:
            return self._chain(first, size)[:size]
        pieces: list[bytes] = []
        for number in _follow(first, self._mini_table):
            pieces.append(self._mini_data[number * 64 : number * 64 + 64])
            if len(pieces) * 64 >= size:
                break
        return b"".join(pieces)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise BrokenCompoundFile("sector outside the file")
        return self._data[at : at + self._size]

    def _read_table(self, difat_at: int) -> tuple[int, ...]:
        listed = [n for n in struct.unpack_from("<109I", self._data, 76) if n < _LAST]
        seen: set[int] = set()
        while difat_at < _LAST:
            if difat_at in seen:
                raise BrokenCompoundFile("looping sector list")
            seen.add(difat_at)
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(difat_at).ljust(self._size, b"\xff"))
            listed += [n for n in numbers[:-1] if n < _LAST]
            difat_at = numbers[-1]
        if len(listed) > self._sectors + 1:
            raise BrokenCompoundFile("more tables than sectors")
        table = b"".join(self._sector(n).ljust(self._size, b"\xff") for n in listed)
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _chain(self, first: int, size: int | None = None) -> bytes:
        pieces: list[bytes] = []
        for number in _follow(first, self._table):
            pieces.append(self._sector(number))
            if size is not None and len(pieces) * self._size >= size:
                break
        return b"".join(pieces)

    def _read_directory(self, entries: bytes) -> None:
        for at in range(0, len(entries) - 127, 128):
            length, kind = struct.unpack_from("<HB", entries, at + 64)
            if kind not in (2, 5) or not 2 <= length <= 64:
                continue
            name = entries[at : at + length - 2].decode("utf-16-le", "replace")
            first, size = struct.unpack_from("<II", entries, at + 116)
            if kind == 5:
                self._mini_data = self._chain(first, size) if size and first < _LAST else b""
            else:
                self.streams.setdefault(name, (first, size))


def _follow(first: int, table: tuple[int, ...]) -> Iterator[int]:
    steps = 0
    while first < _LAST:
        yield first
        steps += 1
        if first >= len(table) or steps > len(table):
            raise BrokenCompoundFile("looping or broken chain")
        first = table[first]
