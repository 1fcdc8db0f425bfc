"""What a screen reader is told: run by the system's Python, which has the accessibility library.

``python3 listening.py SECONDS`` prints one JSON list of (depth, role, name, states) for the program's window as the
accessibility bus gives it. Kept free of this program's own imports: it runs outside of its environment.
"""

import importlib
import json
import sys
import time
from typing import Any

importlib.import_module("gi").require_version("Atspi", "2.0")
Atspi: Any = importlib.import_module("gi.repository.Atspi")


def walk(face: Any, depth: int, found: list[Any]) -> None:
    """Depth first, children of what is not shown left out."""
    states = face.get_state_set()
    if depth and not states.contains(Atspi.StateType.SHOWING):
        return
    kept = [
        word
        for word, state in (
            ("focusable", Atspi.StateType.FOCUSABLE),
            ("focused", Atspi.StateType.FOCUSED),
            ("editable", Atspi.StateType.EDITABLE),
            ("checked", Atspi.StateType.CHECKED),
        )
        if states.contains(state)
    ]
    found.append((depth, face.get_role_name(), face.get_name(), face.get_description(), kept))
    for at in range(min(face.get_child_count(), 400)):
        child = face.get_child_at_index(at)
        if child is not None:
            walk(child, depth + 1, found)


def main() -> int:
    """Find the window; it may take a moment to come to the bus."""
    end = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < end:
        desktop = Atspi.get_desktop(0)
        for at in range(desktop.get_child_count()):
            program = desktop.get_child_at_index(at)
            if program is not None and program.get_child_count() and program.get_name() in ("xiaobao", "消保台账"):
                found: list[Any] = []
                walk(program.get_child_at_index(0), 0, found)
                json.dump(found, sys.stdout)
                return 0
        time.sleep(0.5)
    return 1


if __name__ == "__main__":
    sys.exit(main())
