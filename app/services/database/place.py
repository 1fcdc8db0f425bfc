"""Where a data folder stands: a database on a USB stick or a network drive is lost sooner or later."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

Place = Literal["fixed", "removable", "network"]

_NETWORK = frozenset(("nfs", "nfs4", "cifs", "smb3", "smb2", "smbfs", "afs", "ncpfs", "ceph", "lustre", "9p", "davfs"))
#: File systems of programs that fetch from elsewhere; others (NTFS through FUSE, say) are local.
_FETCHING = ("fuse.sshfs", "fuse.davfs", "fuse.rclone", "fuse.gvfsd", "fuse.s3fs", "fuse.smb", "fuse.gluster")
_MOUNTED_BY_PEOPLE = ("/media/", "/run/media/")


def place_of(path: Path) -> Place:
    """What kind of drive ``path`` (or its nearest existing parent) is on; ``fixed`` when nothing tells otherwise."""
    nearest = path.absolute()
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    nearest = nearest.resolve()
    if sys.platform == "win32":
        return _on_windows(nearest)
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return "fixed"
    return on_linux(nearest, mounts, Path("/sys"))


def on_linux(path: Path, mountinfo: str, sysfs: Path) -> Place:
    """:func:`place_of` from the text of ``/proc/self/mountinfo`` and the tree of ``/sys``."""
    best: tuple[int, str, str, str] | None = None
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        before, after = left.split(), right.split()
        if len(before) < 5 or len(after) < 2:
            continue
        point = unescaped(before[4])
        # a later mount on the same point covers the earlier one
        if path.is_relative_to(point) and (best is None or len(point) >= best[0]):
            best = (len(point), point, before[2], after[0])
    if best is None:
        return "fixed"
    _, point, device, kind = best
    if kind in _NETWORK or kind.startswith(_FETCHING):
        return "network"
    if any(f"{point}/".startswith(base) for base in _MOUNTED_BY_PEOPLE) or _pulls_out(sysfs / "dev" / "block" / device):
        return "removable"
    return "fixed"


def _pulls_out(device: Path) -> bool:
    """Whether the block device says so itself, or hangs on USB."""
    real = device.resolve()
    if not device.exists():
        return False
    if any(part.startswith("usb") for part in real.parts):
        return True
    for where in (real, real.parent):  # a partition's flag stands at its disk
        flag = where / "removable"
        if flag.is_file():
            return flag.read_text().strip() == "1"
    return False


def unescaped(text: str) -> str:
    """A path as ``mountinfo`` writes it, with its spaces back."""
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


if sys.platform == "win32":

    def _on_windows(path: Path) -> Place:
        import ctypes

        if path.drive.startswith("\\\\"):
            return "network"
        kind = ctypes.windll.kernel32.GetDriveTypeW(path.drive + "\\")
        return "removable" if kind == 2 else "network" if kind == 4 else "fixed"
