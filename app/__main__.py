"""The way in: ``python -m app``. Without a command the window opens; otherwise the command runs."""

from __future__ import annotations

import sys


def main() -> int:
    """Run; the exit code is 0 done, 1 input, 2 wrong call, 3 disk or database, 70 a bug of ours."""
    if sys.argv[1:2] == ["--reader-process"]:  # a frozen program starts its reader process through itself
        from app.services.confined.process import run_as_worker

        if run_as_worker(sys.argv[1:]):
            return 0
    from app.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
