"""Registers that offices keep in Excel: import as plan → confirm → apply, undoing an import, and export.

``headings`` knows what a column is, ``sheets`` finds the header and the rows, ``values`` understands cells,
``matching`` says which case a row is, ``planning`` and ``applying`` are the import, ``undoing`` lists imports and takes
one back, ``exporting`` writes a register that the import reads. How files are opened is ``services.excel``; what a
case is, ``complaints``.
"""

from app.services.register.applying import apply
from app.services.register.exporting import export
from app.services.register.planning import Changed, ColumnRead, Plan, plan
from app.services.register.undoing import Batch, Skipped, Undone, batches, undo

__all__ = [
    "Batch",
    "Changed",
    "ColumnRead",
    "Plan",
    "Skipped",
    "Undone",
    "apply",
    "batches",
    "export",
    "plan",
    "undo",
]
