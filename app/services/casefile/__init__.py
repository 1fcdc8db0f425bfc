"""The whole file of a case on paper: everything in one PDF, or a redacted one in which nobody can be recognised.

``records`` is the use cases, ``gathering`` reads what belongs into a file, ``compiling`` puts its parts in order and
has them drawn, ``redaction`` knows how people and numbers are made unrecognisable (README.md says by which rules).
Drawing and joining of PDF is done in :mod:`app.services.reports`; the place of a file in the archive is
:mod:`app.services.archive`'s.
"""

from app.services.casefile.compiling import Part
from app.services.casefile.records import CaseFiles, Compiled

__all__ = ["CaseFiles", "Compiled", "Part"]
