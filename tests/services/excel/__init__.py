"""Spreadsheets: workbooks are made by code in `workbooks.py`; nothing here needs a database or a window."""
