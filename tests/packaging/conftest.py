"""The modules of ``packaging`` are found by the scripts there, not by the program: put them in reach."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
