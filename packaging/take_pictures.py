"""Take the pictures of the READMEs and of the help from the window itself: ``python packaging/take_pictures.py``.

A practice city is made as it stands on a fixed day, so that the pictures change only when the program does; ``--city``
takes one made before by this command. Names of scenes (``picture_scenes.SCENES``; most stand in the files beside it)
take only their pictures. The window is drawn without a screen, at the size of a small office screen; the pictures go to
``resources/help/pictures``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "help" / "pictures"
#: The day on which the pictures are taken.
TODAY = date(2026, 3, 6)


def main(arguments: list[str]) -> int:
    """Take the pictures asked for, or all; gives the exit code."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path.insert(0, str(ROOT))
    from picture_scenes import SCENES

    parser = argparse.ArgumentParser(description="Take the pictures of the help from the window itself.")
    parser.add_argument("scenes", nargs="*", choices=[[], *SCENES], metavar="SCENE", help=", ".join(SCENES))
    parser.add_argument("--city", type=Path, help="a practice city; made there when the folder is new")
    parser.add_argument("--out", type=Path, default=PICTURES)
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    target = asked.out.resolve()
    with tempfile.TemporaryDirectory() as copies:
        from picture_camera import Camera, stop_clocks

        stop_clocks(TODAY)
        city = (asked.city or Path(copies) / "city").resolve()
        if not city.exists():
            from app.services.demo.building import build

            sys.stdout.write("making a practice city\n")
            build(city, today=TODAY)
        os.chdir(copies)
        camera = Camera(target, Path(copies), TODAY)
        for name in asked.scenes or SCENES:
            SCENES[name](camera, city)
        if not asked.scenes:
            for path in target.glob("*.png"):
                if path.stem not in camera.taken:
                    path.unlink()
        os.chdir(ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
