"""Draw the Word templates of the papers: ``python packaging/draw_papers.py [FOLDER]``.

The drawn files are kept in ``resources/papers``; this script is for changing them. The same words give the same
bytes, so that a difference in a template is always a change somebody made. Offices change their own copies.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from paper_forms import FORMS
from paper_letters import LETTERS
from paper_notices import NOTICES

PAPERS = Path(__file__).resolve().parent.parent / "resources" / "papers"


def main(arguments: list[str]) -> int:
    """Write every template to the given folder, by default where the program looks for them."""
    folder = Path(arguments[0]) if arguments else PAPERS
    folder.mkdir(parents=True, exist_ok=True)
    for key, (title, draw) in {**NOTICES, **LETTERS, **FORMS}.items():
        draw().save(folder / f"{key}.docx", title)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
