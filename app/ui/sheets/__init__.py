"""Workbook sheets as Excel shows them, with the state of every figure laid over.

What a sheet looks like comes as a :class:`SheetDrawing`, what its figures say as :class:`CellFace`; nothing here
reads workbooks.
"""
