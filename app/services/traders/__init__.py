"""Traders as the office looks at them: one with all its complaints, and those complained about again and again.

``face`` is what is told, ``counting`` the grouped queries behind it, ``printing`` puts it on paper and into a workbook,
``records`` are the use cases. Which spellings are one trader is decided in ``memory``; letters to traders are
``letters``.
"""

from app.services.traders.face import Figures, Month, Portrait, Repeated, RepeatedTrader
from app.services.traders.records import Traders

__all__ = ["Figures", "Month", "Portrait", "Repeated", "RepeatedTrader", "Traders"]
