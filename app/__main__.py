"""The way in: ``python -m app``. Without a command the window opens; otherwise the command runs."""

from __future__ import annotations

import sys


def main() -> int:
    """Run; the exit code is 0 done, 1 input, 2 wrong call, 3 disk or database, 70 a bug of ours."""
    from app.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
