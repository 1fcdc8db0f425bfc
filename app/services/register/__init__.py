"""Registers that offices keep in Excel: import as plan → confirm → apply, undoing an import, and export.

``opening`` reads the file, ``headings`` knows what a column is, ``mapping`` what a person said it is, ``sheets`` finds
the header and the rows, ``doubts`` what the columns leave open, ``values`` understands cells, ``preview`` shows all
that with examples. ``reading``, ``matching``, ``likely``, ``planning`` and ``applying`` are the import, ``undoing``
lists imports and takes one back, ``marking`` gives the sender's file back with its bad cells marked, ``exporting``
writes a register that the import reads, ``blank`` an empty one to hand out. How files are opened is
``services.excel``; what a case is, ``complaints``.
"""

from app.services.register.applying import apply
from app.services.register.blank import write_blank
from app.services.register.exporting import export
from app.services.register.mapping import Choice, ColumnChoice
from app.services.register.marking import MarkedCopy, marked_copy
from app.services.register.opening import Source, open_register
from app.services.register.planning import Changed, ColumnRead, Plan, plan, remember, remembered
from app.services.register.preview import Preview, preview
from app.services.register.sheets import choice_by_words
from app.services.register.undoing import Batch, Held, Skipped, Undone, batches, held, undo

__all__ = [
    "Batch",
    "Changed",
    "Choice",
    "ColumnChoice",
    "ColumnRead",
    "Held",
    "MarkedCopy",
    "Plan",
    "Preview",
    "Skipped",
    "Source",
    "Undone",
    "apply",
    "batches",
    "choice_by_words",
    "export",
    "held",
    "marked_copy",
    "open_register",
    "plan",
    "preview",
    "remember",
    "remembered",
    "undo",
    "write_blank",
]
