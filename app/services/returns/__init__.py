"""Returns of this office: computing a template's figures, filling it in, sealing, reading back, explaining.

``compute`` turns keys into cell values, ``records`` holds the use cases, ``sealing`` what is kept for ever, ``behind``
and ``evidence`` explain a figure, ``answering`` is what a person says to the check, ``comparing`` finds where the
records differ from what was sealed, ``lateness`` asks about records of a sealed period. Collecting returns of other
offices is ``submissions``; how workbooks are written and read is ``excel``; the files of seals are ``seals``.
"""

from app.services.returns.faces import (
    Answer,
    CellDifference,
    ChangedReturn,
    FilledReturn,
    LateQuestion,
    Remark,
    ReturnInfo,
    SentFile,
    Sheets,
)
from app.services.returns.records import Returns

__all__ = [
    "Answer",
    "CellDifference",
    "ChangedReturn",
    "FilledReturn",
    "LateQuestion",
    "Remark",
    "ReturnInfo",
    "Returns",
    "SentFile",
    "Sheets",
]
