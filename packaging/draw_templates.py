"""Draw the office workbooks that ship with the program: ``python packaging/draw_templates.py [FOLDER]``.

The drawn files are kept in ``resources/templates``; this script is for changing them. The same words give
the same bytes, so that a difference in a workbook is always a change somebody made.
"""

from __future__ import annotations

import sys
from pathlib import Path

import template_analysis
import template_monthly

TEMPLATES = Path(__file__).resolve().parent.parent / "resources" / "templates"


def main(arguments: list[str]) -> int:
    """Write every workbook to the given folder, by default where the program looks for them."""
    folder = Path(arguments[0]) if arguments else TEMPLATES
    folder.mkdir(parents=True, exist_ok=True)
    template_monthly.draw(folder / "monthly.xlsx")
    template_analysis.draw(folder / "analysis.xlsx")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
