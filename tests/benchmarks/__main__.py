"""``python -m tests.benchmarks [NAME …] [--scale S]``: measure and print a table of ratios."""

from __future__ import annotations

import argparse
import platform
import sqlite3
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.benchmarks.ground import Ground
from tests.benchmarks.measure import Result, report

#: Name → module with ``run(ground)``; light ones first.
NAMES = {
    "fill": "filling", "read": "reading", "import": "importing", "start": "starting", "monthly": "counting",
    "search": "searching", "suggest": "suggesting", "known": "knowing", "keys": "keying",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Measure what was asked for, by default everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(NAMES))
    parser.add_argument("--scale", type=float, default=1.0, help="1 = 1,000,000 cases, 100,000 rows, 200 returns")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in NAMES]
    if unknown:
        parser.error(f"unknown: {' '.join(unknown)}; there are {' '.join(NAMES)}")
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        ground = Ground(Path(folder), asked.scale)
        try:
            for name in asked.names or NAMES:
                print(f"{name} …", file=sys.stderr, flush=True)
                results += import_module(f"tests.benchmarks.{NAMES[name]}").run(ground)
        finally:
            ground.close()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, scale {asked.scale:g}; medians")
    print(report(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
