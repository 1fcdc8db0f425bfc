"""Returns of this office: computing a template's figures, filling it in, sealing, reading back, explaining.

``compute`` turns keys into cell values, ``records`` holds the use cases, ``behind`` explains a figure. Collecting
returns of other offices is ``submissions``; how workbooks are written and read is ``excel``.
"""

from app.services.returns.records import Returns

__all__ = ["Returns"]
