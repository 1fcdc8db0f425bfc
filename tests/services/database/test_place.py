"""A folder on a stick or a network drive is recognised from what the system says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.database.place import on_linux, place_of

MOUNTS = r"""22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 22 8:17 / /home/wang/stick rw,nosuid - vfat /dev/sdb1 rw
31 22 8:33 / /data/second\040disk rw - ext4 /dev/sdc1 rw
32 22 0:50 / /mnt/share rw - cifs //server/share rw
33 22 0:51 / /home/wang/remote rw - fuse.sshfs wang@server: rw
34 22 7:1 / /media/wang/KINGSTON rw - exfat /dev/loop1 rw
35 22 8:49 / /run/media/wang/X rw - ext4 /dev/sdd1 rw
36 22 8:65 / /cards rw - vfat /dev/sde1 rw
nonsense
"""


@pytest.fixture
def sysfs(tmp_path: Path) -> Path:
    """A /sys with a stick (sdb, on USB), an inside disk (sdc) and a card reader (sde, removable)."""
    base = tmp_path / "sys"
    (base / "dev" / "block").mkdir(parents=True)
    for number, place, removable in (
        ("8:17", "devices/pci0/usb1/1-2/block/sdb/sdb1", "1"),
        ("8:33", "devices/pci0/ata2/block/sdc/sdc1", "0"),
        ("8:65", "devices/pci0/mmc/block/sde/sde1", "1"),
    ):
        folder = base / place
        folder.mkdir(parents=True)
        (folder.parent / "removable").write_text(removable + "\n")
        (base / "dev" / "block" / number).symlink_to(folder)
    return base


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/home/wang/.local/share/xiaobao", "fixed"),
        ("/home/wang/stick", "removable"),
        ("/home/wang/stick/消保/台账", "removable"),
        ("/home/wang/stickers", "fixed"),
        ("/data/second disk/x", "fixed"),
        ("/mnt/share/台账", "network"),
        ("/home/wang/remote/a", "network"),
        ("/media/wang/KINGSTON/a", "removable"),
        ("/run/media/wang/X", "removable"),
        ("/cards/a", "removable"),
    ],
)
def test_linux(sysfs: Path, path: str, place: str) -> None:
    assert on_linux(Path(path), MOUNTS, sysfs) == place


def test_here(tmp_path: Path) -> None:
    assert place_of(tmp_path / "not" / "yet") == "fixed"
