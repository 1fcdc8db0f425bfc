"""The first thing to run: ``python3 packaging/start.py`` (Windows: ``py packaging\\start.py``).

Needs Python 3.11 to 3.13 and nothing else. This file alone is written so that any older Python can read it and
say which one is needed; the work is in ``starting`` beside it.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)


def _other_python() -> "list[str] | None":
    """The command of a fitting Python on this machine, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        version = "3.%d" % minor
        command = ["py", "-" + version] if os.name == "nt" else ["python" + version]
        try:
            with open(os.devnull, "w") as nowhere:
                if subprocess.call([*command, "-c", ""], stdout=nowhere, stderr=nowhere) == 0:
                    return command
        except OSError:
            continue
    return None


def _start() -> int:
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        from starting.main import main

        return main(sys.argv[1:])
    other = _other_python()
    if other:
        return subprocess.call([*other, os.path.abspath(__file__), *sys.argv[1:]])
    found = "%d.%d" % sys.version_info[:2]
    sys.stderr.write(
        "Python 3.11, 3.12 or 3.13 is needed; this is Python " + found + ".\n"
        "Debian, Ubuntu: sudo apt-get install -y python3.11 python3.11-venv   "
        "Windows: install Python 3.13 with its installer, then run  py -3.13 packaging\\start.py\n"
    )
    return 2


if __name__ == "__main__":
    sys.exit(_start())
