"""Adding up the returns of a period: sums, rates recomputed from sums, where every figure came from.

``figures`` is the arithmetic over the parts, ``records`` the use cases. Taking returns in is ``submissions``; the
workbook is filled by ``excel``, the companion workbook drawn by ``reports.companion``.
"""

from app.services.merging.records import Merging

__all__ = ["Merging"]
